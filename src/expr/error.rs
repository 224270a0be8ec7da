//! What is wrong with a formula, and where.

use std::fmt;
use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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

    /// As it prints, where a line has only so many columns: of the formula what stands around the place that is meant, so that
    /// the remedy has room beside the carets.
    pub fn within(&self, columns: usize) -> String {
        let remedy = self.hint.as_ref().map_or(String::new(), |hint| format!(" {hint}"));
        let [line, marked] = self.marked(columns, &remedy);
        format!("{}\n{line}\n{marked}{remedy}", cut_to(&self.message, columns))
    }

    /// The line that is meant and carets under its place; of a long one as little is left out as what stands beside them needs,
    /// and where more of the line follows, no more than half of it is seen before them.
    fn marked(&self, columns: usize, beside: &str) -> [String; 2] {
        let (line, column, width) = self.place();
        let line = format!("{INDENT}{}", line.replace('\t', " "));
        let (column, carets) = (INDENT.len() + column, "^".repeat(width.min(columns / 2)));
        let room = columns.saturating_sub(carets.len() + beside.width());
        if line.width() <= columns && column <= room {
            return [line, " ".repeat(column) + &carets];
        }
        let beyond = line.width().saturating_sub(columns);
        let cut = column.saturating_sub(room).max(beyond.min(column.saturating_sub(columns / 2)));
        let (seen, cut) = after(&line, cut.min(column - 1));
        [cut_to(&seen, columns), " ".repeat(column.saturating_sub(cut)) + &carets]
    }
}

/// The most columns of a line that is printed.
const MOST_COLUMNS: usize = 120;
/// Blanks before the line that is meant.
const INDENT: &str = "  ";

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [line, marked] = self.marked(MOST_COLUMNS, "");
        write!(f, "{}\n{line}\n{marked}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FormulaError {}

/// A line without its first columns, and how many there are before what is seen; where more than blanks is left out, a sign of
/// it takes a column.
fn after(line: &str, cut: usize) -> (String, usize) {
    let mut at = 0;
    let starts: Vec<(usize, usize)> = line
        .char_indices()
        .map(|(index, letter)| {
            let start = at;
            at += letter.width().unwrap_or(0);
            (start, index)
        })
        .collect();
    let from = |cut: usize| starts.iter().copied().find(|&(start, _)| start >= cut).unwrap_or((at, line.len()));
    let (start, index) = from(cut);
    if line[..index].trim().is_empty() {
        return (line[index..].to_owned(), start);
    }
    let (start, index) = from(cut + 1);
    (format!("…{}", &line[index..]), start - 1)
}

/// A line of at most so many columns.
fn cut_to(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut room = columns.saturating_sub(1);
    let kept = text.chars().take_while(|letter| {
        let width = letter.width().unwrap_or(0);
        let fits = width <= room;
        room = room.saturating_sub(width);
        fits
    });
    kept.collect::<String>() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Formula;

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

    #[test]
    fn what_is_wrong_with_a_long_formula_is_seen_with_its_carets_and_its_remedy() {
        let error = |formula: &str| Formula::parse(formula).expect_err(formula);
        let long = "sqrt(x^2+y^2)/(x*y) + |x| + exp(-x^2/2) + cos(x)*sin(y)";
        let cases = [
            format!("{long} + sine(x)"),
            format!("sine(x) + {long}"),
            format!("{long} + sine(x) + {long}"),
            format!("{long} +"),
            "x^2+3x*y+y^2/4-alpha*sin(pi*x)".to_owned(),
            "θ·π + exp(-x^2/2) + cos(x)*sin(y) + 2*語 + x".to_owned(),
        ];
        for formula in &cases {
            for columns in [30, 45, 60] {
                let (whole, shown) = (error(formula).to_string(), error(formula).within(columns));
                let lines: Vec<&str> = shown.lines().collect();
                assert!(lines.len() == 3 && lines.iter().take(2).all(|line| line.width() <= columns), "{shown}");
                let marked = |text: &str| {
                    let [line, carets] = [1, 2].map(|index| text.lines().nth(index).unwrap_or_default());
                    let from = carets.width() - carets.trim_start().width();
                    let to = from + carets.trim_start().chars().take_while(|&letter| letter == '^').count();
                    let (mut at, mut marked) = (0, String::new());
                    for letter in line.chars() {
                        marked.extend((from..to).contains(&at).then_some(letter));
                        at += letter.to_string().width();
                    }
                    marked
                };
                assert_eq!(marked(&shown), marked(&whole), "{shown}");
                // Beside a single caret there is room for what is said in as many columns.
                let said = lines[2].trim_start();
                assert!(said.width() > columns - 1 || lines[2].width() <= columns, "{shown}");
            }
        }
        let wrong = super::tests::error("x $ y", 2..3);
        assert_eq!(wrong.to_string(), "wrong\n  x $ y\n    ^");
        assert_eq!(wrong.within(45), wrong.to_string());
    }
}
