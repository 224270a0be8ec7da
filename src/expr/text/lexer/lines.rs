//! Lines of a formula, and what between its parts means nothing.

use super::{Kind, Token};
use crate::expr::text::coordinates::header;

/// The tokens with a `;` between lines, where one ends with a value and the next begins with `name =`, or with a value: as in
/// Python they are statements then, and no product. In LaTeX a line says nothing.
pub(super) fn part_lines(tokens: Vec<Token>, lines: &[usize], is_latex: bool) -> Vec<Token> {
    let is_word = |token: &Token| matches!(&*token.name, "and" | "or" | "else" | "if" | "return" | "lambda");
    let ends_value = |token: &Token| match token.kind {
        Kind::Mark(mark) => matches!(mark, ")" | "]" | "}" | "|" | "⌋" | "⌉" | "°"),
        Kind::Fraction | Kind::End => false,
        _ => !is_word(token),
    };
    let begins_value = |token: &Token| match token.kind {
        Kind::Mark(mark) => matches!(mark, "(" | "[" | "{" | "|" | "⌊" | "⌈"),
        Kind::Superscript(_) | Kind::End => false,
        _ => !is_word(token) || &*token.name == "return",
    };
    let mut parted: Vec<Token> = Vec::with_capacity(tokens.len() + lines.len());
    let (mut deep, mut statement) = (0, 0);
    for (index, token) in tokens.iter().enumerate() {
        let is_assignment = tokens.get(index + 1).is_some_and(|next| token.kind == Kind::Name && next.is_mark("="));
        let is_header = || header(&parted, statement).is_some_and(|header| header.end == parted.len());
        if lines.binary_search(&index).is_ok()
            && deep == 0
            && (is_assignment || !is_latex && begins_value(token))
            && parted.last().is_some_and(ends_value)
            && !is_header()
        {
            parted.push(Token::new(Kind::Mark(";"), token.span.start..token.span.start));
        }
        deep += depth(std::slice::from_ref(token));
        if parted.last().is_some_and(|last| last.is_mark(";")) {
            statement = parted.len();
        }
        parted.push(token.clone());
    }
    parted
}

/// How many brackets tokens open that they do not close.
fn depth(tokens: &[Token]) -> i32 {
    let one = |token: &Token| match token.kind {
        Kind::Mark("(" | "[" | "{") => 1,
        Kind::Mark(")" | "]" | "}") => -1,
        _ => 0,
    };
    tokens.iter().map(one).sum()
}

/// Whether a text has commands of LaTeX.
fn has_commands(source: &str) -> bool {
    source.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_alphabetic())
}

/// How long what means nothing is that stands here: a comment of Python, C, Matlab or Mathematica, Matlab's and Python's marks of a line that
/// goes on, Julia's `@.` before a formula.
pub(super) fn passed_over(source: &str, at: usize, before: &[Token]) -> Option<usize> {
    let rest = &source[at..];
    let line = rest.find('\n');
    let begins_line = || {
        let (above, indent) = source[..at].rsplit_once('\n').unwrap_or(("", &source[..at]));
        indent.trim().is_empty() && !above.trim_end().ends_with('\\') && depth(before) == 0
    };
    let through = |end: &str| rest.find(end).map(|start| start + end.len());
    match rest {
        // Matlab's comments and LaTeX's.
        _ if rest.starts_with('%') && (before.last().is_some_and(|token| token.is_mark(";")) || begins_line()) => {
            Some(line.unwrap_or(rest.len()))
        }
        // LaTeX's mark of what stands below each other.
        _ if rest.starts_with('&') && !rest.starts_with("&&") && has_commands(source) => Some(1),
        _ if rest.starts_with('#') => Some(line.unwrap_or(rest.len())),
        // Elsewhere two slashes are Python's whole quotient, also where they begin a line that goes on.
        _ if rest.starts_with("//") && (before.last().is_some_and(|token| token.is_mark(";")) || begins_line()) => {
            Some(line.unwrap_or(rest.len()))
        }
        _ if rest.starts_with("...") => line,
        _ if rest.starts_with("\\\n") => Some(2),
        _ if rest.starts_with("\\\r\n") => Some(3),
        _ if rest.starts_with("/*") => through("*/"),
        _ if rest.starts_with("(*") => through("*)"),
        _ if rest.starts_with("@.") => Some(2),
        _ => None,
    }
}
