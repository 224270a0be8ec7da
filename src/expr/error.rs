//! What is wrong with a formula, and where.

use std::fmt;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

/// A formula that cannot be read: what is wrong, where, and what to write instead.
///
/// It prints as the message, the line of the formula and carets under the columns meant:
///
/// ```text
/// unknown function `sine`
///   sine(x) + y
///   ^^^^ did you mean `sin`?
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// What is wrong, in one line.
    pub message: String,
    /// The remedy, shown after the carets.
    pub hint: Option<String>,
    /// The bytes of `source` that are meant.
    pub span: Range<usize>,
    /// The formula as it was typed.
    pub source: String,
}

impl FormulaError {
    /// The column of the first character meant, counted from 1 in display columns.
    pub fn column(&self) -> usize {
        self.place().1 + 1
    }

    /// The line meant, the display column in it where the span begins, and the span's width.
    fn place(&self) -> (&str, usize, usize) {
        let start = self.span.start.min(self.source.len());
        let end = self.span.end.clamp(start, self.source.len());
        let line_start = self.source[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = self.source[start..].find('\n').map_or(self.source.len(), |newline| start + newline);
        let column = self.source[line_start..start].width();
        let width = self.source[start..end.clamp(start, line_end.max(start))].width().max(1);
        (&self.source[line_start..line_end], column, width)
    }
}

/// How many columns of a long line are shown before the carets, and after.
const CONTEXT_COLUMNS: usize = 60;

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column, width) = self.place();
        writeln!(f, "{}", self.message)?;
        let (shown, column) = shorten(line, column);
        let width = width.min(CONTEXT_COLUMNS);
        writeln!(f, "  {}", shown.replace('\t', " "))?;
        write!(f, "  {}{}", " ".repeat(column), "^".repeat(width))?;
        match &self.hint {
            Some(hint) => write!(f, " {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FormulaError {}

/// Cuts a long line to what stands around `column`; returns it with the column's new place.
fn shorten(line: &str, column: usize) -> (String, usize) {
    if line.width() <= 2 * CONTEXT_COLUMNS {
        return (line.to_owned(), column);
    }
    let first = column.saturating_sub(CONTEXT_COLUMNS);
    let mut shown = String::new();
    let mut at = 0;
    let mut cut = 0;
    for character in line.chars() {
        let width = character.to_string().width();
        if at < first {
            cut = at + width;
        } else if at < first + 2 * CONTEXT_COLUMNS {
            shown.push(character);
        }
        at += width;
    }
    if cut > 0 { (format!("…{shown}"), column - cut + 1) } else { (shown + "…", column) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(source: &str, span: Range<usize>) -> FormulaError {
        FormulaError { message: "wrong".into(), hint: None, span, source: source.into() }
    }

    #[test]
    fn carets_count_display_columns() {
        let source = "θ·π + 語 + $";
        let at = source.find('$').unwrap_or_default();
        assert_eq!(error(source, at..at + 1).column(), 12, "a wide character takes two columns");
        assert_eq!(error(source, at..at + 1).to_string(), "wrong\n  θ·π + 語 + $\n             ^");
    }

    #[test]
    fn the_line_meant_is_shown() {
        assert_eq!(error("x +\ny $ 2", 6..7).to_string(), "wrong\n  y $ 2\n    ^");
    }

    #[test]
    fn a_span_past_the_end_points_behind_the_text() {
        assert_eq!(error("x +", 3..9).to_string(), "wrong\n  x +\n     ^");
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let source = format!("{}$", "x + ".repeat(200));
        let shown = error(&source, 800..801).to_string();
        assert!(shown.lines().all(|line| line.width() < 130), "{shown}");
        let (line, carets) = (shown.lines().nth(1).unwrap_or_default(), shown.lines().nth(2).unwrap_or_default());
        let column = carets.find('^').unwrap_or_default();
        assert_eq!(line.chars().nth(column), Some('$'), "{shown}");
    }
}
