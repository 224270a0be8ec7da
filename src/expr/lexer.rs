//! Text to tokens with byte spans.

use std::ops::Range;

use super::error::FormulaError;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Number(f64),
    Name,
    /// An operator or a mark, in its ASCII spelling.
    Mark(&'static str),
    /// A superscript exponent: `²`, `³` or a run of them.
    Superscript(u16),
    End,
}

/// A token and the bytes it came from.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
}

/// Marks by their spellings, longer ones first.
const MARKS: &[(&str, &str)] = &[
    ("**", "^"),
    ("<=", "<="),
    (">=", ">="),
    ("==", "=="),
    ("!=", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("+", "+"),
    ("-", "-"),
    ("−", "-"),
    ("*", "*"),
    ("×", "*"),
    ("·", "*"),
    ("/", "/"),
    ("÷", "/"),
    ("^", "^"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    (";", ";"),
    ("|", "|"),
];

/// Splits a formula into tokens; the last one is [`Kind::End`].
pub(super) fn tokenize(source: &str) -> Result<Vec<Token>, FormulaError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(source, at, first)?;
        tokens.push(Token { kind, span: at..at + length });
        at += length;
    }
    tokens.push(Token { kind: Kind::End, span: source.len()..source.len() });
    Ok(tokens)
}

fn token(source: &str, at: usize, first: char) -> Result<(Kind, usize), FormulaError> {
    let rest = &source[at..];
    if first.is_ascii_digit() || first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
        return number(source, at);
    }
    if is_name_start(first) {
        let length = rest.find(|c| !is_name_part(c)).unwrap_or(rest.len());
        return Ok((Kind::Name, length));
    }
    if superscript(first).is_some() {
        let length = rest.find(|c| superscript(c).is_none()).unwrap_or(rest.len());
        let exponent = rest[..length]
            .chars()
            .filter_map(superscript)
            .try_fold(0u16, |n, digit| n.checked_mul(10)?.checked_add(digit));
        let too_large = || error(source, at..at + length, "an exponent this large cannot be computed", None);
        return exponent.map(|exponent| (Kind::Superscript(exponent), length)).ok_or_else(too_large);
    }
    match MARKS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
        Some((spelling, mark)) => Ok((Kind::Mark(mark), spelling.len())),
        None => Err(unexpected(source, at, first)),
    }
}

/// A number; an `e` belongs to it only where digits follow, so that `2e-x` is 2·e − x.
fn number(source: &str, at: usize) -> Result<(Kind, usize), FormulaError> {
    let bytes = &source.as_bytes()[at..];
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    let span = at..at + length;
    match source[span.clone()].parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Kind::Number(number), length)),
        _ => Err(error(source, span, "this number is too large", Some("the largest is about 1.8e308"))),
    }
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || is_greek(c)
}

fn is_name_part(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit()
}

/// Whether this is a letter of the Greek alphabet.
pub(super) fn is_greek(c: char) -> bool {
    matches!(c, 'α'..='ω' | 'Α'..='Ω' | 'ϑ' | 'ϕ' | 'ϵ')
}

fn superscript(c: char) -> Option<u16> {
    match c {
        '²' => Some(2),
        '³' => Some(3),
        _ => None,
    }
}

fn unexpected(source: &str, at: usize, character: char) -> FormulaError {
    let hint = match character {
        '&' => Some("write `and`"),
        '!' => Some("write `not`"),
        '%' => Some("write `mod(a, b)`"),
        '[' | ']' | '{' | '}' => Some("write round brackets"),
        '√' => Some("write `sqrt(…)`"),
        '∞' => Some("infinity is not a number here"),
        '.' => Some("a digit belongs before or after the point"),
        _ => None,
    };
    let message = match character {
        ' '..='~' => format!("unexpected character `{character}` (U+{:04X})", character as u32),
        _ => format!(
            "unexpected character U+{:04X}{}",
            character as u32,
            if character.is_control() { String::new() } else { format!(" `{character}`") }
        ),
    };
    error(source, at..at + character.len_utf8(), &message, hint)
}

fn error(source: &str, span: Range<usize>, message: &str, hint: Option<&str>) -> FormulaError {
    FormulaError { message: message.to_owned(), hint: hint.map(str::to_owned), span, source: source.to_owned() }
}
