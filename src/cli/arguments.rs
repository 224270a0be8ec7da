//! Words that begin with `-` and are values all the same: formulas, points, ranges.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use super::output::print_error;
use steepest::field::{Field, OpenOptions};
use steepest::words::nearest;

/// Options of one letter.
const SHORT: &[&str] = &["-o", "-q", "-v", "-h", "-V"];

/// Endings of files that are written.
const OUTPUTS: &[&str] = &[".png", ".npz", ".npy", ".csv"];

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

/// What a window shows where nothing is said.
const WELCOME: &str = "himmelblau";

/// Puts `view` before a field that no command comes before; a word that is nearly a command and no field is refused.
pub(crate) fn with_command(mut arguments: Vec<OsString>, commands: &[String]) -> Result<Vec<OsString>, String> {
    let first = arguments.get(1).and_then(|first| first.to_str()).map(str::to_owned);
    match first.as_deref() {
        None if arguments.len() < 2 => arguments.extend(["view", WELCOME].map(OsString::from)),
        Some(word) if commands.iter().any(|command| command == word) => {}
        Some("-h" | "--help" | "-V" | "--version") => {}
        Some(word) if word.starts_with("--") => arguments.insert(1, "view".into()),
        first => {
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
pub(crate) fn explain(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // A closed pipe must not turn help into a failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let styled = error.render();
    let text = if std::io::stderr().is_terminal() { styled.ansi().to_string() } else { styled.to_string() };
    // Values show as they were typed.
    print_error(text.replace("' -", "'-").trim_end());
    ExitCode::from(2)
}

/// A text value without the space that [`escape_leading_minus`] put before it.
pub(crate) fn unescape_leading_minus(text: &str) -> &str {
    text.strip_prefix(' ').filter(|text| text.starts_with('-')).unwrap_or(text)
}

fn is_value(text: &str) -> bool {
    text.len() > 1 && text.starts_with('-') && !text.starts_with("--") && !SHORT.contains(&text) && !is_attached(text)
}

/// Whether this is `-o` with its path behind it, such as `-oout.png`.
fn is_attached(text: &str) -> bool {
    text.strip_prefix("-o").is_some_and(|path| OUTPUTS.iter().any(|ending| path.to_lowercase().ends_with(ending)))
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
        assert_eq!(with(&["x^2", "--x", "0,1"]), words(&["view", "x^2", "--x", "0,1"]));
        assert_eq!(with(&["render", "x"]), words(&["render", "x"]));
        assert_eq!(with(&["--help"]), words(&["--help"]));
        assert!(with(&["rendr"]).is_err());
    }

    #[test]
    fn values_are_told_from_options() {
        assert!(["-x^2 + y", "-1,2", "-5,5", "-sin(x)", "-q*x"].iter().all(|text| is_value(text)));
        assert!(!["-o", "-oout.png", "-q", "--grid", "--", "-", "x - y", "-h"].iter().any(|text| is_value(text)));
    }
}
