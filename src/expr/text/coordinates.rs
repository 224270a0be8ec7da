//! Which names of a formula are its coordinates: `x` and `y`, `X` and `Y`, `x1` and `x2`, `x[0]` and `x[1]`.
//!
//! That depends on the whole formula, so its tokens are looked through once before they are read: `X` is x only where
//! nothing else is, and numbers count from 0 only where an index 0 occurs.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use super::lexer::{Kind, Token};
use super::{names, spellings};
use crate::expr::error::FormulaError;

/// How the coordinates of one formula are written.
#[derive(Clone, Debug, Default)]
pub(in crate::expr) struct Coordinates {
    /// The number of the first coordinate where they are numbered: 0 or 1.
    first: u16,
    /// `X`, `Y` and `Z` are x, y and z.
    capitals: bool,
    /// `X1` and `X_1` are numbered coordinates.
    numbered_capitals: bool,
    /// What `x[0]` calls the point.
    vector: Option<Rc<str>>,
    /// Whether there are more of them than letters.
    is_beyond_letters: bool,
    /// Whether functions have capitals and take their arguments in square brackets, as in Mathematica: `Sin[x]`.
    is_mathematica: bool,
}

/// The arguments that a formula names, as `f(x, y) =` and `lambda x, y:` do.
#[derive(Clone, Debug)]
pub(in crate::expr) struct Header {
    /// The first token behind it.
    pub end: usize,
    pub arguments: Vec<(Rc<str>, Range<usize>)>,
}

/// The header that stands at token `at`, if one does: `f(x, y) =`, `f[x_, y_] :=`, `def f(x, y):`, `lambda x, y:`,
/// `@(x, y)`, `function(x, y)`, `(x, y) =>`, `(x, y) ->`, `x =>`.
pub(in crate::expr) fn header(tokens: &[Token], at: usize) -> Option<Header> {
    let is = |at: usize, mark: &str| tokens.get(at).is_some_and(|token| token.is_mark(mark));
    let word = |at: usize| tokens.get(at).filter(|token| token.kind == Kind::Name).map_or("", |token| &*token.name);
    let is_name = |at: usize| !word(at).is_empty();
    let is_arrow = |at: usize| is(at, "=>") || is(at, "->");
    // Where the arguments begin, and what stands around them.
    let (first, close, ends): (usize, Option<&str>, &[&str]) = match word(at) {
        "def" if is_name(at + 1) && is(at + 2, "(") => (at + 3, Some(")"), &[":"]),
        "lambda" if is_name(at + 1) => (at + 1, None, &[":"]),
        "function" if is(at + 1, "(") => (at + 2, Some(")"), &[]),
        "" if is(at, "@") && is(at + 1, "(") => (at + 2, Some(")"), &[]),
        "" if is(at, "(") => (at + 1, Some(")"), &["=>", "->"]),
        "" => return None,
        _ if is_arrow(at + 1) => (at, None, &["=>", "->"]),
        name if names::function(name).is_some() => return None,
        _ if is(at + 1, "(") => (at + 2, Some(")"), &["="]),
        _ if is(at + 1, "[") => (at + 2, Some("]"), &["="]),
        _ => return None,
    };
    let mut arguments = Vec::new();
    let mut next = first;
    loop {
        let token = tokens.get(next).filter(|token| token.kind == Kind::Name)?;
        // Mathematica marks its arguments.
        let name = if close == Some("]") { token.name.trim_end_matches('_') } else { &token.name };
        arguments.push((Rc::from(name), token.span.clone()));
        next += 1;
        if is(next, ",") {
            next += 1;
            continue;
        }
        if let Some(close) = close {
            if !is(next, close) {
                return None;
            }
            next += 1;
        }
        if !ends.is_empty() {
            if !ends.iter().any(|end| is(next, end)) {
                return None;
            }
            next += 1;
        }
        let returns = word(at) == "def" && word(next) == "return";
        return Some(Header { end: next + usize::from(returns), arguments });
    }
}

/// A numbered coordinate's letter, `x` or `X`, and its number: `x0`, `x_1`.
fn numbered(name: &str) -> Option<(char, u16)> {
    let letter = name.chars().next().filter(|letter| matches!(letter, 'x' | 'X'))?;
    let number = name[1..].strip_prefix('_').unwrap_or(&name[1..]);
    let is_number = number == "0" || !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !number.is_empty()).then(|| (letter, number.parse().unwrap_or(u16::MAX)))
}

/// The coordinate of a letter.
fn letter(name: &str) -> Option<u16> {
    ["x", "y", "z", "w"].iter().position(|letter| *letter == name).map(|index| index as u16)
}

/// Whether a name is a product of coordinates, such as `xy`, if it means nothing else.
fn is_product(name: &str) -> bool {
    name.len() > 1 && name.bytes().all(|byte| matches!(byte, b'x' | b'y' | b'z' | b'w'))
}

impl Coordinates {
    /// Finds how the coordinates of a formula are written, and takes products such as `xy` apart; `declared` names
    /// and those that the formula assigns are none.
    pub(in crate::expr) fn survey(
        source: &str,
        tokens: &mut Vec<Token>,
        declared: &[&str],
    ) -> Result<Coordinates, FormulaError> {
        let assigned: HashSet<Rc<str>> =
            tokens.windows(2).filter(|pair| pair[1].is_mark("=")).map(|pair| pair[0].name.clone()).collect();
        let is_free = |name: &str| !declared.contains(&name) && !assigned.contains(name);
        let vector = tokens.iter().find(|token| matches!(token.kind, Kind::Index(_))).map(|token| token.name.clone());
        let is_vector = |name: &str| vector.as_deref() == Some(name);
        let mut apart = Vec::with_capacity(tokens.len());
        for token in tokens.drain(..) {
            if token.kind == Kind::Name && is_product(&token.name) && is_free(&token.name) && !is_vector(&token.name) {
                // The letters stand at the end of the span, whatever the spelling.
                for (index, letter) in token.name.char_indices() {
                    let start = token.span.start + index;
                    apart.push(Token::named(letter.encode_utf8(&mut [0; 4]), start..start + 1));
                }
            } else {
                apart.push(token);
            }
        }
        *tokens = apart;

        let mut plain: Option<&Token> = None;
        let mut capital: Option<&Token> = None;
        let mut with_number: Option<&Token> = None;
        let mut capital_with_number: Option<&Token> = None;
        let mut has_zero = false;
        let mut at = 0;
        while at < tokens.len() {
            if let Some(header) = header(tokens, at) {
                at = header.end;
                continue;
            }
            let token = &tokens[at];
            let is_assigned = tokens.get(at + 1).is_some_and(|next| next.is_mark("="));
            at += 1;
            match token.kind {
                Kind::Index(number) => {
                    if let Some(other) = vector.as_ref().filter(|other| **other != token.name) {
                        let message = format!("`{other}` and `{}` are both numbered", token.name);
                        return Err(error(source, token, message, "number one name: `x[0]`, `x[1]`"));
                    }
                    with_number = with_number.or(Some(token));
                    has_zero |= number == 0;
                }
                Kind::Name if !is_assigned && is_free(&token.name) => match numbered(&token.name) {
                    Some(('x', number)) => {
                        with_number = with_number.or(Some(token));
                        has_zero |= number == 0;
                    }
                    Some(_) => capital_with_number = capital_with_number.or(Some(token)),
                    None if letter(&token.name).is_some() => plain = plain.or(Some(token)),
                    None if matches!(&*token.name, "X" | "Y") => capital = capital.or(Some(token)),
                    None => {}
                },
                _ => {}
            }
        }
        let text = |token: &Token| source.get(token.span.clone()).unwrap_or_default().to_owned();
        if let (Some(plain), Some(numbered)) = (plain, with_number) {
            let message = format!("`{}` stands beside `{}`", text(numbered), plain.name);
            let hint = match numbered.kind {
                Kind::Index(_) => "number all variables, or none".to_owned(),
                _ => format!("number all variables, or none; a constant needs a value: `{0} = 1; …`", text(numbered)),
            };
            return Err(error(source, numbered, message, &hint));
        }
        if let (Some(capital), Some(other)) = (capital, plain.or(with_number)) {
            let message = format!("`{}` stands beside `{}`", capital.name, text(other));
            let hint = format!(
                "write `{0}` if it is meant, or give it a value: `{1} = 1; …`",
                capital.name.to_lowercase(),
                capital.name
            );
            return Err(error(source, capital, message, &hint));
        }
        let numbered_capitals = plain.or(with_number).or(capital).is_none() && capital_with_number.is_some();
        if numbered_capitals {
            has_zero = tokens.iter().any(|token| numbered(&token.name).is_some_and(|(_, number)| number == 0));
        }
        let first = u16::from(!has_zero);
        let number = |token: &Token| match token.kind {
            Kind::Index(number) => Some(number),
            Kind::Name => numbered(&token.name).filter(|_| is_free(&token.name)).map(|(_, number)| number),
            _ => None,
        };
        let greatest = tokens.iter().filter_map(number).max();
        let is_capital = |name: &str| name.starts_with(|c: char| c.is_ascii_uppercase());
        let is_mathematica = tokens
            .windows(2)
            .any(|pair| pair[1].is_mark("[") && is_capital(&pair[0].name) && spellings::is_function(&pair[0].name));
        Ok(Coordinates {
            first,
            capitals: capital.is_some(),
            numbered_capitals,
            vector,
            is_beyond_letters: greatest.is_some_and(|number| number.saturating_sub(first) > 3),
            is_mathematica,
        })
    }

    /// The coordinate that a name stands for, counted from 0.
    pub(in crate::expr) fn index(&self, name: &str) -> Option<u16> {
        if let Some(index) = letter(name) {
            return Some(index);
        }
        match (name, numbered(name)) {
            ("X", _) if self.capitals => Some(0),
            ("Y", _) if self.capitals => Some(1),
            ("Z", _) if self.capitals => Some(2),
            (_, Some(('x', number))) => self.numbered(number),
            (_, Some(('X', number))) if self.numbered_capitals => self.numbered(number),
            _ => None,
        }
    }

    /// The coordinate of a number.
    pub(in crate::expr) fn numbered(&self, number: u16) -> Option<u16> {
        number.checked_sub(self.first)
    }

    /// Whether there are more coordinates than letters, so that all of them are numbered.
    pub(in crate::expr) fn is_beyond_letters(&self) -> bool {
        self.is_beyond_letters
    }

    /// Whether the formula is written as Mathematica has it.
    pub(in crate::expr) fn is_mathematica(&self) -> bool {
        self.is_mathematica
    }

    /// Whether a header's argument `name`, the one of this index, already means that coordinate.
    pub(in crate::expr) fn is_in_place(&self, name: &str, index: u16) -> bool {
        self.index(name) == Some(index) || self.vector.as_deref() == Some(name)
    }
}

/// Whether `name` could be bound to a coordinate by a header: it has no other meaning.
pub(in crate::expr) fn is_bindable(name: &str) -> bool {
    !names::is_reserved(name) && spellings::constant(name).is_none()
}

fn error(source: &str, token: &Token, message: String, hint: &str) -> FormulaError {
    FormulaError { message, hint: Some(hint.to_owned()), span: token.span.clone(), source: source.to_owned() }
}
