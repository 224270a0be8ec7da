//! Text to tokens with byte spans.

mod latex;
mod lines;
mod word;

use std::ops::Range;
use std::rc::Rc;

use self::latex::{latex, plain_groups};
use self::lines::{part_lines, passed_over};
use self::word::name;
use super::spellings::{self, MARKS, WORD_MARKS, is_invisible};
use crate::expr::error::FormulaError;
use crate::words::{LOWERED, RAISED, plain_digit};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::expr) enum Kind {
    Number(f64),
    Name,
    /// A name behind a module's, such as `np.sin`: a function or a constant, whatever else has its name.
    Qualified,
    /// An operator or a mark, in its ASCII spelling.
    Mark(&'static str),
    /// A superscript exponent: `²`, `⁻¹` or a run of them.
    Superscript(i16),
    /// One coordinate of a vector, as it is numbered in the formula: `x[0]`.
    Index(u16),
    /// `\frac`, before its two groups in braces.
    Fraction,
    End,
}

impl Kind {
    /// How many brackets are open behind it that were not before.
    pub(in crate::expr) fn nesting(self) -> i32 {
        match self {
            Kind::Mark("(" | "[" | "{") => 1,
            Kind::Mark(")" | "]" | "}") => -1,
            _ => 0,
        }
    }
}

/// A token and the bytes it came from.
#[derive(Clone, Debug)]
pub(in crate::expr) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
    /// What a name is called, in the language's own letters; empty for what is none.
    pub name: Rc<str>,
}

impl Token {
    fn new(kind: Kind, span: Range<usize>) -> Token {
        Token { kind, span, name: Rc::from("") }
    }

    pub(in crate::expr) fn named(name: &str, span: Range<usize>) -> Token {
        Token { kind: Kind::Name, span, name: Rc::from(name) }
    }

    pub(in crate::expr) fn is_mark(&self, mark: &str) -> bool {
        matches!(self.kind, Kind::Mark(found) if found == mark)
    }
}

/// Splits a formula into tokens; the last one is [`Kind::End`].
///
/// Lines are parted as [`part_lines`] says.
pub(in crate::expr) fn tokenize(source: &str) -> Result<Vec<Token>, FormulaError> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    // The places of the first tokens of lines, but of the first one.
    let mut lines = Vec::new();
    while let Some(first) = source[at..].chars().next() {
        if first.is_whitespace() || is_invisible(first) {
            if first == '\n' && !tokens.is_empty() {
                lines.push(tokens.len());
            }
            at += first.len_utf8();
            continue;
        }
        if let Some(length) = passed_over(source, at, &tokens) {
            at += length;
            continue;
        }
        let (token, length) = token(source, at, first)?;
        at += length;
        let is_fraction = token.as_ref().is_some_and(|token| token.kind == Kind::Fraction);
        tokens.extend(token);
        if is_fraction {
            at = plain_groups(source, at, &mut tokens);
        }
    }
    tokens.push(Token::new(Kind::End, source.len()..source.len()));
    Ok(part_lines(tokens, &lines, source.contains('\\')))
}

/// The token at `at`, unless what stands there means nothing, and how many bytes it takes.
fn token(source: &str, at: usize, first: char) -> Result<(Option<Token>, usize), FormulaError> {
    let rest = &source[at..];
    let whole = |kind: Kind, length: usize| Ok((Some(Token::new(kind, at..at + length)), length));
    if first.is_ascii_digit() || first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
        let (kind, length) = number(source, at)?;
        return whole(kind, length);
    }
    if let Some(number) = spellings::fraction(first) {
        let before = source[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_digit()) {
            let hint = Some("write `+` or `*` between them");
            return Err(error(
                source,
                at..at + first.len_utf8(),
                "a fraction right behind a number has two readings",
                hint,
            ));
        }
        return whole(Kind::Number(number), first.len_utf8());
    }
    if is_name_start(first) {
        return name(source, at).map(|(token, length)| (Some(token), length));
    }
    if first == '\\' {
        return latex(source, at);
    }
    let sign = usize::from(first == '⁻') * '⁻'.len_utf8();
    let digits: String = rest[sign..].chars().map_while(|c| plain_digit(RAISED, c)).collect();
    if !digits.is_empty() {
        let length = rest.chars().take(usize::from(sign > 0) + digits.len()).map(char::len_utf8).sum();
        return match digits.parse::<i16>() {
            Ok(exponent) => whole(Kind::Superscript(if sign > 0 { -exponent } else { exponent }), length),
            Err(_) => Err(error(source, at..at + length, "an exponent this large cannot be computed", None)),
        };
    }
    if let Some((spelling, word)) = WORD_MARKS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
        return Ok((Some(Token::named(word, at..at + spelling.len())), spelling.len()));
    }
    match MARKS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
        Some((spelling, mark)) => whole(Kind::Mark(mark), spelling.len()),
        None => Err(unexpected(source, at, first)),
    }
}

/// A number; an `e` belongs to it only where digits follow, so that `2e-x` is 2·e − x.
fn number(source: &str, at: usize) -> Result<(Kind, usize), FormulaError> {
    let bytes = &source.as_bytes()[at..];
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // Python and others group digits by `_`.
    let digits = |from: usize| {
        (from..bytes.len())
            .take_while(|&at| is_digit(at) || bytes[at] == b'_' && at > from && is_digit(at - 1) && is_digit(at + 1))
            .count()
    };
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
    let base = match bytes.get(1).map(u8::to_ascii_lowercase).filter(|_| length == 1 && bytes[0] == b'0') {
        Some(b'x') if bytes.get(2).is_some_and(u8::is_ascii_hexdigit) => Some("hexadecimal"),
        Some(b'b') if matches!(bytes.get(2), Some(b'0' | b'1')) => Some("binary"),
        Some(b'o') if is_digit(2) => Some("octal"),
        _ => None,
    };
    if let Some(base) = base {
        let mark = &source[at..at + 2];
        let message = format!("`{mark}` begins a {base} number elsewhere");
        let hint = format!("write `0*{}…`, or the number in decimals", &mark[1..]);
        return Err(error(source, at..at + 2, &message, Some(&hint)));
    }
    match source[span.clone()].replace('_', "").parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Kind::Number(number), length)),
        _ => Err(too_large(source, span)),
    }
}

pub(in crate::expr) fn too_large(source: &str, span: Range<usize>) -> FormulaError {
    error(source, span, "this number is too large", Some("the largest is about 1.8e308"))
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || is_greek(c)
}

fn is_name_part(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit() || plain_digit(LOWERED, c).is_some()
}

/// Whether this is a letter of the Greek alphabet.
pub(in crate::expr) fn is_greek(c: char) -> bool {
    matches!(c, 'α'..='ω' | 'Α'..='Ω' | 'ϑ' | 'ϕ' | 'ϵ')
}

fn unexpected(source: &str, at: usize, character: char) -> FormulaError {
    let next = source[at + character.len_utf8()..].chars().next();
    let hint = match character {
        '%' if next == Some('/') => Some("write `floor(a/b)`"),
        '%' => Some("write `mod(a, b)`, which has the sign of b as in Python, or `fmod(a, b)`, of a as in C"),
        '∞' => Some("infinity is not a number here"),
        '.' if next.is_some_and(is_name_start) => Some("write a function before what it is applied to: `sin(x)`"),
        '.' => Some("a digit belongs before or after the point"),
        '∜' => Some("write `x^(1/4)`"),
        '⁻' => Some("a raised sign needs a raised digit, as in `x⁻¹`"),
        'ⁿ' | 'ˣ' | 'ʸ' => Some("write `^n`"),
        '\'' if !source[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '}')) => {
            Some("leave out what stands in quotes")
        }
        '∂' | '∇' | '′' | '″' | '\'' | '∫' => Some("write f alone; its derivatives are found from it"),
        '‖' | '∥' => Some("write `hypot(x, y)`"),
        '±' | '∓' => Some("write `+` or `-`"),
        '≈' | '≡' => Some("write `==`"),
        '∑' | '∏' | 'Σ' => Some("write `sum(f, k, 1, 8)` or `prod(f, k, 1, 8)` for k from 1 to 8"),
        '"' | '“' | '”' | '`' => Some("leave the quotes out"),
        '…' => Some("write all of it out"),
        '€' | '£' => Some("leave the unit out"),
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
