//! What to say for an option that there is not: which one does what it does elsewhere, in matplotlib, PyTorch, optax,
//! SciPy and other programs.

use clap::{Arg, Command};
use steepest::descent::Rule;
use steepest::scene::keys::Key;
use steepest::scene::keys::answers::answers;

/// One sentence on the option that does it; nothing where none is known.
///
/// `name` is the unknown option as it was typed, and `command` the subcommand that was given it.
pub(crate) fn answer(command: &Command, all: &Command, name: &str) -> Option<String> {
    let plain = name.split('=').next().unwrap_or_default().trim_start_matches('-').replace('_', "-").to_lowercase();
    if is_number(name) {
        return Some(format!("numbers that belong together are one word with commas between them, such as -5,{name}"));
    }
    if !name.starts_with('-') {
        return None;
    }
    let has = |command: &Command, name: &str| command.get_arguments().any(|argument| longs(argument).contains(&name));
    let sentence = match plain.as_str() {
        name if OUTPUT.contains(&name) => Some(output(command).to_owned()),
        name => {
            // What a sentence names are options that this command has.
            sentences(name).find(|sentence| options_in(sentence).all(|option| has(command, option)))
        }
    };
    sentence.or_else(|| elsewhere(command, all, &plain)).or_else(|| parameter(&plain.replace('-', "_")))
}

/// The sentences on a name, of which those on keys come first.
fn sentences(name: &str) -> impl Iterator<Item = String> {
    let own =
        ANSWERS.iter().filter(move |(names, _)| names.contains(&name)).map(|(_, sentence)| (*sentence).to_owned());
    let option = |key: &Key, value: Option<&str>| match value {
        Some(value) => format!("--{} {value}", key.flag),
        None => format!("--{}", key.flag),
    };
    answers(name).map(move |sentence| Key::named(sentence, option)).chain(own)
}

/// The same of options that are no keys of a scene. Of several sentences for one name the first holds whose options there are.
#[rustfmt::skip]
const ANSWERS: &[(&[&str], &str)] = &[
    (&["nframes", "n-frames", "num-frames", "animate", "animation", "gif", "movie", "video", "duration", "record"],
        "--frames 0..48 draws 48 frames into a .gif, an .mp4 or a folder, --fps N of them per second"),
    (&["fps", "framerate", "frame-rate", "interval-ms"], "`render --frames 0..48 -o movie.gif` draws an animation"),
    (&["cuda", "gpu", "cpu", "backend", "use-gpu", "use-cpu", "no-gpu", "dtype", "precision", "float64", "float32", "double"],
        "--device gpu computes in 32 bits on the adapter, --device cpu in 64"),
    (&["cuda", "gpu", "cpu", "backend", "use-gpu", "device"], "--adapter NAME chooses the adapter, the software one included"),
    (&["cuda", "gpu", "cpu", "backend", "use-gpu", "device", "adapter", "dtype", "precision", "float64", "double"],
        "this is computed in 64 bits on the CPU"),
    (&["json", "csv", "yaml", "table", "print", "output-format", "fmt"], "--format says how results are printed: text, json or csv"),
    (&["direction", "dir", "vector", "along-direction", "v"], "--along DX,DY is the derivative in this direction"),
    (&["debug", "trace-log", "log-level", "loglevel", "info", "progress"], "--verbose says what is done"),
    (&["silent", "no-progress", "s"], "--quiet says nothing but errors"),
    (&["show", "display", "gui", "interactive", "open", "plot-window"], "`steepest FIELD` opens a window"),
    (&["no-display", "headless", "offscreen", "no-window", "batch-mode"], "`steepest render FIELD -o a.png` needs no display"),
    (&["sep", "delimiter", "header", "skip-header", "skiprows", "skip-rows", "usecols", "delim", "decimal"],
        "a table says itself what it holds; `steepest describe FILE` tells what was understood"),
    (&["nodata", "fill-value", "missing", "na", "nan"],
        "NaN and what a file names as no data are missing; `steepest describe FILE` counts them"),
    (&["crs", "srs", "epsg", "projection-crs"],
        "x and y are those of the file, whatever its coordinate system; `steepest describe FILE` names it"),
    (&["usage", "man", "examples", "options"], "--help lists everything, with examples"),
];

/// The names of an option that help shows.
fn longs(argument: &Arg) -> Vec<&str> {
    argument.get_long_and_visible_aliases().unwrap_or_default()
}

fn is_number(text: &str) -> bool {
    // Words such as nan are numbers to the parser.
    text.trim_end_matches([']', ')', ',']).parse::<f64>().is_ok_and(f64::is_finite)
}

/// Names that ask for a file.
const OUTPUT: &[&str] = &[
    "o",
    "output",
    "outfile",
    "out-file",
    "output-file",
    "file",
    "filename",
    "save",
    "savefig",
    "save-as",
    "save-to",
    "save-scene",
    "export",
    "write",
    "dest",
    "out",
];

/// How a command's result comes into a file.
fn output(command: &Command) -> &'static str {
    match command.get_name() {
        "view" => "`steepest render FIELD -o FILE` draws into a file, with the same options",
        "render" => "-o FILE names the file: a .png, .svg or .pdf, or a .toml for the scene itself",
        _ if command.get_arguments().any(|argument| argument.get_long() == Some("out")) => "-o FILE names the file",
        _ => "results go to standard output; `> FILE` behind the command puts them into a file",
    }
}

/// The options that a sentence names, without their dashes.
fn options_in(sentence: &str) -> impl Iterator<Item = &str> {
    let words = sentence.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter_map(|word| word.strip_prefix("--")).filter(|word| !word.is_empty())
}

/// An option that other commands have.
fn elsewhere(command: &Command, all: &Command, name: &str) -> Option<String> {
    let has = |command: &&Command| {
        command.get_arguments().any(|argument| argument.get_long() == Some(name) && !argument.is_hide_set())
    };
    let others: Vec<String> =
        all.get_subcommands().filter(has).map(|other| format!("`{}`", other.get_name())).collect();
    let (last, first) = others.split_last()?;
    let list = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
    let verb = if first.is_empty() { "takes" } else { "take" };
    Some(format!("`{}` has no such option; {list} {verb} it", command.get_name()))
}

/// A parameter of optimizers, such as PyTorch's `weight_decay`.
fn parameter(name: &str) -> Option<String> {
    let rules = Rule::catalogue().ok()?;
    let having: Vec<&str> =
        rules.iter().filter(|rule| rule.parameters.contains_key(name)).map(|rule| rule.name.as_str()).collect();
    let (first, _) = having.split_first()?;
    Some(format!(
        "--opt {name}=VALUE sets it, a parameter of {}: `--optimizer {first} --opt {name}=…`",
        having.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use steepest::scene::keys;

    use super::*;

    fn command() -> Command {
        let mut command = <crate::cli::Cli as clap::CommandFactory>::command();
        command.build();
        command
    }

    fn said(command: &Command, name: &str, option: &str) -> String {
        let own = command.find_subcommand(name).map_or_else(Command::default, Clone::clone);
        answer(&own, command, option).unwrap_or_default()
    }

    #[test]
    fn names_from_elsewhere_are_answered_with_the_option_that_does_it() {
        let all = command();
        for (command, option, expected) in [
            ("render", "--figsize", "--size"),
            ("render", "--xlim", "--x MIN,MAX"),
            ("view", "--ylim=-1,1", "--y MIN,MAX"),
            ("render", "--zlim", "--z MIN,MAX"),
            ("render", "--vmin", "--clim MIN,MAX"),
            ("render", "--elev", "--camera"),
            ("view", "--azim", "--camera"),
            ("render", "--stride", "--density"),
            ("render", "--quiver", "--arrows"),
            ("descend", "--learning-rate", "--lr"),
            ("descend", "--learning_rate", "--lr"),
            ("descend", "--alpha", "--lr"),
            ("render", "--momentum", "--optimizer momentum"),
            ("descend", "--betas", "--opt beta1"),
            ("descend", "--weight-decay", "--opt weight_decay"),
            ("descend", "--eps", "--opt eps"),
            ("descend", "--nesterov", "--optimizer nesterov"),
            ("descend", "--epochs", "--steps"),
            ("descend", "--maximize", "--ascend"),
            ("descend", "--x0", "--from"),
            ("render", "--output", "-o FILE"),
            ("at", "--output", "> FILE"),
            ("view", "-o", "`steepest render FIELD -o FILE`"),
            ("render", "--width", "--size"),
            ("eval", "--resolution", "--grid"),
            ("render", "--save-scene", ".toml"),
            ("eval", "--theme", "`render`"),
            ("at", "--steps", "`descend`"),
            ("render", "--device", "--adapter"),
            ("descend", "--device", "64 bits"),
            ("render", "--wireframe", "--surface-lines mesh"),
            ("render", "--hillshade", "--color-by hillshade"),
            ("render", "--set-box-aspect", "--box-aspect"),
            ("view", "--loss", "--view loss"),
            ("render", "--loc", "--legend"),
            ("render", "5", "such as -5,5"),
        ] {
            let said = said(&all, command, option);
            assert!(said.contains(expected), "{command} {option}: {said}");
        }
        assert_eq!(said(&all, "render", "--frobnicate"), "");
        for word in ["nan", "inf", "-inf", "NaN", "infinity"] {
            assert_eq!(said(&all, "render", word), "", "{word} is no number of a pair");
        }
    }

    /// Every name with each of its sentences.
    fn all_answers() -> impl Iterator<Item = (&'static str, String)> {
        let names = keys::answers::ANSWERS.iter().chain(ANSWERS).flat_map(|(names, _)| names.iter().copied());
        names.flat_map(|name| sentences(name).map(move |sentence| (name, sentence)))
    }

    /// A name that every command has which a sentence is of would never be asked for.
    #[test]
    fn names_of_answers_are_no_options() {
        let all = command();
        let mut idle: Vec<&str> = Vec::new();
        for (name, sentence) in all_answers().filter(|(_, sentence)| options_in(sentence).next().is_some()) {
            let has = |command: &Command, name: &str| command.get_arguments().any(|it| longs(it).contains(&name));
            let mut usable = all.get_subcommands().filter(|it| options_in(&sentence).all(|option| has(it, option)));
            idle.extend(usable.all(|command| has(command, name)).then_some(name));
        }
        assert_eq!(idle, [""; 0]);
    }

    /// An answer must not lead to another error.
    #[test]
    fn options_of_answers_are_there() {
        let all = command();
        let known: Vec<&str> = all.get_subcommands().flat_map(Command::get_arguments).flat_map(longs).collect();
        for (name, sentence) in all_answers() {
            assert!(options_in(&sentence).all(|option| known.contains(&option)), "{name}: {sentence}");
            assert!(!sentence.contains(['{', '}']), "{name}: {sentence}");
        }
    }
}
