//! Words that begin with `-` and are values all the same: formulas, points, ranges.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::answers::answer;
use super::output::{print_error, print_styled, visible};
use steepest::field::{Field, OpenOptions};
use steepest::words::nearest;

/// Puts a space before words such as `-x^2 + y` and `-5,5`, so that they are not taken for options.
///
/// Everything that reads a value passes over spaces around it.
pub(crate) fn escape_leading_minus(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let escape_one = |argument: OsString| match argument.to_str() {
        Some(text) if is_value(text) => OsString::from(format!(" {text}")),
        _ => argument,
    };
    arguments.into_iter().map(escape_one).collect()
}

/// What other programs call their commands, and the commands that do the same.
const VERBS: [(&[&str], &str); 4] = [
    (
        &[
            "plot", "draw", "show", "open", "display", "contour", "contourf", "surface", "surf", "quiver", "imshow",
            "animate", "gui",
        ],
        "`steepest FIELD` opens a window, and `steepest render FIELD -o FILE.png` draws a picture",
    ),
    (
        &["minimize", "optimize", "optimise", "train", "run", "gd", "fit"],
        "`steepest descend FIELD --from X,Y` follows the gradient",
    ),
    (&["info", "inspect", "stat", "head", "identify"], "`steepest describe FILE` says what it was understood to be"),
    (
        &["gradient", "grad", "value", "evaluate", "diff"],
        "`steepest at FIELD X,Y` says f and its gradient, `steepest eval` on a grid",
    ),
];

/// What a window shows where nothing is said.
const WELCOME: &str = "himmelblau";

/// Puts `view` before a field that no command comes before; a word that is nearly a command and no field is refused.
pub(crate) fn with_command(mut arguments: Vec<OsString>, commands: &[String]) -> Result<Vec<OsString>, String> {
    let first = arguments.get(1).and_then(|first| first.to_str()).map(str::to_owned);
    match first.as_deref() {
        None if arguments.len() < 2 => arguments.extend(["view", WELCOME].map(OsString::from)),
        Some("view") if arguments.len() < 3 => arguments.push(WELCOME.into()),
        Some(word) if commands.iter().any(|command| command == word) => {}
        Some("-h" | "--help" | "-V" | "--version") => {}
        Some(word) if word.starts_with("--") => arguments.insert(1, "view".into()),
        first => {
            let verb = first.and_then(|word| Some((word, VERBS.iter().find(|(words, _)| words.contains(&word))?.1)));
            if let Some((word, does)) = verb {
                return Err(format!("there is no command `{word}`; {does}"));
            }
            let near =
                first.and_then(|word| nearest(word, commands.iter().map(String::as_str)).map(|near| (word, near)));
            if let Some((word, near)) = near.filter(|(word, _)| Field::open(word, &OpenOptions::default()).is_err()) {
                return Err(format!("there is neither a command nor a field `{word}`; did you mean `{near}`?"));
            }
            arguments.insert(1, "view".into());
        }
    }
    Ok(arguments)
}

/// Prints help to standard output, or what is wrong with the command line to standard error.
///
/// `subcommand` is the one that was given.
pub(crate) fn explain(error: &clap::Error, subcommand: &str) -> ExitCode {
    if !error.use_stderr() {
        // A closed pipe must not turn help into a failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if let Some(answer) = answered(error, subcommand) {
        print_error(&format!("error: {answer}"));
        return ExitCode::from(2);
    }
    let styled = error.render();
    let text = styled.to_string();
    // Colours are for words that bring no commands of their own to the terminal.
    let is_coloured = std::io::stderr().is_terminal() && visible(&text) == text;
    // Values show as they were typed.
    let typed = |text: &str| text.replace("' -", "'-").trim_end().to_owned();
    match is_coloured {
        true => print_styled(&typed(&styled.ansi().to_string())),
        false => print_error(&typed(&text)),
    }
    ExitCode::from(2)
}

/// What to say for an option that there is not, where something is known of it.
fn answered(error: &clap::Error, subcommand: &str) -> Option<String> {
    let Some(ContextValue::String(unknown)) = error.get(ContextKind::InvalidArg) else { return None };
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let mut all = super::help::command();
    all.build();
    let command = all.find_subcommand(subcommand)?;
    let name = unescape_leading_minus(unknown);
    let answer = answer(command, &all, name)?;
    Some(match name.starts_with('-') {
        true => format!("there is no {}: {answer}", name.split('=').next().unwrap_or(name)),
        false => format!("`{name}` is one word too many: {answer}"),
    })
}

/// A text value without the space that [`escape_leading_minus`] put before it.
pub(crate) fn unescape_leading_minus(text: &str) -> &str {
    text.strip_prefix(' ').filter(|text| text.starts_with('-')).unwrap_or(text)
}

/// Whether a word that begins with `-` is a value and no option.
fn is_value(text: &str) -> bool {
    match text.strip_prefix("--") {
        Some(rest) => is_formula(rest),
        None => text.len() > 1 && text.starts_with('-') && !is_cluster(&text[1..]),
    }
}

/// Whether what stands behind `--` is a formula: no option has such a name, since it holds an operator.
fn is_formula(text: &str) -> bool {
    // What stands behind `=` is an option's value.
    let name = text.split('=').next().unwrap_or_default();
    // Names of options have `-` in them too, but not between variables and numbers alone.
    let is_operand = |part: &str| matches!(part, "x" | "y" | "z") || part.parse::<f64>().is_ok();
    let is_difference = name.contains('-') && name.split('-').all(is_operand);
    is_difference || name.contains(['+', '*', '/', '^', '('])
}

/// Whether these letters behind `-` are options of one letter, the last of them perhaps `-o` with its path attached.
fn is_cluster(letters: &str) -> bool {
    match letters.trim_start_matches(['q', 'v', 'h', 'V']).strip_prefix('o') {
        Some(path) => path.is_empty() || is_path(path),
        None => letters.chars().all(|letter| "qvhV".contains(letter)),
    }
}

/// Whether what stands behind `-o` is a path rather than the rest of a formula in which `o` is a parameter.
fn is_path(text: &str) -> bool {
    let path = Path::new(text);
    let is_name = |ending: &str| ending.len() > 2 && ending.chars().all(|letter| letter.is_ascii_alphanumeric());
    let has_ending = path.extension().and_then(|ending| ending.to_str()).is_some_and(is_name);
    let is_in_folder = || path.parent().is_some_and(|folder| folder.parent().is_some() && folder.is_dir());
    has_ending && !text.starts_with(['*', '+', '^', '('])
        || !text.starts_with(['*', '+', '^', '(', '/', '-', ' ', ','])
        || text.starts_with('/') && is_in_folder()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_alone_opens_a_window() {
        let commands = ["view", "render", "at"].map(str::to_owned);
        let with = |words: &[&str]| {
            let words = ["steepest"].iter().chain(words).map(OsString::from).collect();
            let words = with_command(words, &commands).map_err(|error| error.len());
            words.map(|words| words[1..].iter().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>())
        };
        let words = |words: &[&str]| Ok(words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert_eq!(with(&[]), words(&["view", WELCOME]));
        assert_eq!(with(&["view"]), words(&["view", WELCOME]));
        assert_eq!(with(&["x^2", "--x", "0,1"]), words(&["view", "x^2", "--x", "0,1"]));
        assert_eq!(with(&["render", "x"]), words(&["render", "x"]));
        assert_eq!(with(&["--help"]), words(&["--help"]));
        assert!(with(&["rendr"]).is_err());
        assert!(with(&["plot", "x^2"]).is_err() && with(&["minimize", "x^2"]).is_err());
    }

    #[test]
    fn values_are_told_from_options() {
        let values =
            ["-x^2 + y", "-1,2", "-5,5", "-sin(x)", "-q*x", "-o*x", "-o/x", "-o + y", "--x+y", "--x^2", "--x-y"];
        assert_eq!(values.map(is_value), [true; 11]);
        let options = [
            "-o",
            "-oout.png",
            "-oa.pdf",
            "-oA.GIF",
            "-qo",
            "-qv",
            "-vVh",
            "-qoa.toml",
            "-oframes",
            "-o../a.svg",
            "-q",
            "--grid",
            "--",
            "-",
            "x - y",
            "-h",
            "--probe-angel",
            "--set=a*b",
            "--x=-5,5",
        ];
        assert_eq!(options.map(is_value), [false; 19]);
    }
}
