//! Words that begin with `-` and are values all the same: formulas, points, ranges.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use super::output::complain;

/// Options of one letter.
const SHORT: &[&str] = &["-o", "-q", "-v", "-h", "-V"];

/// Endings of files that are written.
const OUTPUTS: &[&str] = &[".png", ".npz", ".npy", ".csv"];

/// Puts a space before words such as `-x^2 + y` and `-5,5`, so that they are not taken for options.
///
/// Everything that reads a value passes over spaces around it.
pub(super) fn shield(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let shield_one = |argument: OsString| match argument.to_str() {
        Some(text) if is_value(text) => OsString::from(format!(" {text}")),
        _ => argument,
    };
    arguments.into_iter().map(shield_one).collect()
}

/// Prints help to standard output, or what is wrong with the command line to standard error.
pub(super) fn explain(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // A closed pipe must not turn help into a failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let styled = error.render();
    let text = if std::io::stderr().is_terminal() { styled.ansi().to_string() } else { styled.to_string() };
    // Values show as they were typed.
    complain(text.replace("' -", "'-").trim_end());
    ExitCode::from(2)
}

/// A text value without the space that [`shield`] put before it.
pub(super) fn unshield(text: &str) -> &str {
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
    fn values_are_told_from_options() {
        assert!(["-x^2 + y", "-1,2", "-5,5", "-sin(x)", "-q*x"].iter().all(|text| is_value(text)));
        assert!(!["-o", "-oout.png", "-q", "--grid", "--", "-", "x - y", "-h"].iter().any(|text| is_value(text)));
    }
}
