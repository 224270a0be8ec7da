//! Results to standard output, everything else to standard error.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

/// Writes a line to standard error; where nobody listens there is nobody to tell.
pub(crate) fn print_error(text: &str) {
    let _ = writeln!(io::stderr(), "{}", visible(text));
}

/// Writes a line that holds the program's own colours to standard error.
pub(crate) fn print_styled(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Text that cannot command a terminal: control characters, which may come from a scene, a formula or a file, and marks
/// that turn the direction of writing are shown as JSON spells them.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let commands = |letter: char| {
        (letter.is_control() && !['\n', '\t'].contains(&letter))
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(commands) {
        return Cow::Borrowed(text);
    }
    let shown = |letter: char| match commands(letter) {
        true => format!("\\u{:04x}", u32::from(letter)),
        false => letter.to_string(),
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Writes text to standard output.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(visible(text).as_bytes())?;
    out.flush()
}

/// Writes a value to standard output as JSON; NaN and infinities are null.
pub(crate) fn print_json(value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(io::Error::other)?;
    print(&(text + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_printed_commands_the_terminal() {
        assert_eq!(visible("θ\n\tx^2"), "θ\n\tx^2");
        assert_eq!(visible("\u{1b}[2Jx\r\u{9b}\u{7f}\u{202e}"), "\\u001b[2Jx\\u000d\\u009b\\u007f\\u202e");
    }
}
