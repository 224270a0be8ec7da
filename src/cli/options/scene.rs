//! Options of the command line that are keys of the scene, made from the library's table.

use std::ffi::OsString;
use std::marker::PhantomData;

use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use toml::{Table, Value};

use crate::cli::arguments::unescape_leading_minus;
use crate::cli::error::CliError;
use crate::cli::standard_input;
use steepest::scene::SceneFile;
use steepest::scene::keys::{FORMER, KEYS, Key, Kind};
use steepest::words::path_text;

/// A part of the table that a command takes.
pub(crate) trait Part {
    /// Whether a key is of it.
    fn takes(key: &Key) -> bool;
}

/// What was given of a part of the table.
#[derive(Clone, Debug)]
pub(crate) struct SceneOptions<P> {
    given: Vec<(&'static Key, Value)>,
    part: PhantomData<fn() -> P>,
}

impl<P: Part> SceneOptions<P> {
    /// Writes what was given into a scene.
    pub(crate) fn apply(&self, file: &mut SceneFile) -> Result<(), CliError> {
        self.apply_but(file, "")
    }

    /// Writes what was given into a scene, but for one key.
    pub(crate) fn apply_but(&self, file: &mut SceneFile, path: &str) -> Result<(), CliError> {
        *file = file.with(self.given.iter().filter(|(key, _)| key.path != path).cloned())?;
        standard_input::resolve(&mut file.scene)
    }

    /// Whether all that was given means something to a curve.
    pub(crate) fn fit_a_curve(&self) -> bool {
        self.given.iter().all(|(key, _)| key.fits_a_curve())
    }

    /// What was given of a key.
    pub(crate) fn get(&self, path: &str) -> Option<&Value> {
        self.given.iter().find(|(key, _)| key.path == path).map(|(_, value)| value)
    }
}

fn keys<P: Part>() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(|key| P::takes(key))
}

impl<P: Part> Args for SceneOptions<P> {
    fn augment_args(command: Command) -> Command {
        let command = keys::<P>().fold(command, |command, key| command.arg(argument(key)));
        let former = FORMER.iter().filter_map(|(_, old, new)| Some((*old, Key::of(new).filter(|key| P::takes(key))?)));
        former.fold(command, |command, (old, key)| command.arg(former_argument(old, key)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<P: Part> FromArgMatches for SceneOptions<P> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = keys::<P>().filter_map(|key| Some((key, given(key, matches)?))).collect();
        Ok(SceneOptions { given, part: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// What was given of one key; of an option that is repeated, all of it.
fn given(key: &Key, matches: &ArgMatches) -> Option<Value> {
    if matches!(key.kind, Kind::Switch) {
        return matches.get_flag(key.flag).then_some(Value::Boolean(true));
    }
    let values = matches.get_many::<Value>(key.flag)?.cloned();
    values.reduce(|first, next| match (first, next) {
        (Value::Table(first), Value::Table(next)) => Value::Table(first.into_iter().chain(next).collect::<Table>()),
        (Value::Array(first), Value::Array(next)) if key.kind.is_repeated() => {
            Value::Array(first.into_iter().chain(next).collect())
        }
        (_, next) => next,
    })
}

fn argument(key: &'static Key) -> Arg {
    let default = key.default().map(|default| format!(" [default: {default}]"));
    let help = key.meaning(|other| format!("--{}", other.flag)) + &default.unwrap_or_default();
    let argument = Arg::new(key.flag).long(key.flag).help(help).help_heading(key.group.heading());
    // A path need not be text.
    let read = move |text: OsString| key.kind.read(unescape_leading_minus(&path_text(text)));
    let argument = match key.kind {
        Kind::Switch => return argument.action(ArgAction::SetTrue),
        Kind::Choice(names) => argument.value_parser(PossibleValuesParser::new(names()).map(Value::String)),
        _ => argument.value_parser(OsStringValueParser::new().try_map(read)),
    };
    let argument = argument.value_name(key.value_name);
    let argument = if key.flag == "colormap" { argument.visible_alias("cmap") } else { argument };
    let argument = if key.kind.is_repeated() { argument.action(ArgAction::Append) } else { argument };
    if key.path == "descent.optimizer" { argument.conflicts_with("rule") } else { argument }
}

/// An option that has another name now, and says so.
fn former_argument(old: &'static str, key: &'static Key) -> Arg {
    let answer = format!("it is --{} now", key.flag);
    Arg::new(old).long(old).hide(true).value_parser(move |_: &str| Err::<Value, _>(answer.clone()))
}
