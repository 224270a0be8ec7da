//! Names with their modules, subscripts and indices.

use super::{Kind, Token, error, is_name_part, is_name_start};
use crate::expr::error::FormulaError;
use crate::expr::text::{names, spellings};
use crate::words::{LOWERED, plain_digit};

/// A name with its module, its subscript or its index.
pub(super) fn name(source: &str, at: usize) -> Result<(Token, usize), FormulaError> {
    let rest = &source[at..];
    // π is a number wherever it stands: `2πx`.
    let word_length = |from: usize| match rest[from..].starts_with('π') {
        true => 'π'.len_utf8(),
        false => rest[from..].find(|c| !is_name_part(c) || c == 'π').unwrap_or(rest.len() - from),
    };
    let mut length = word_length(0);
    let mut last = 0;
    while let Some(point) = ["::", "."].into_iter().find(|point| rest[length..].starts_with(point)) {
        let next = length + point.len();
        if !rest[next..].starts_with(is_name_start) {
            break;
        }
        if !spellings::is_module(&rest[last..length]) {
            let end = next + word_length(next);
            let (value, method) = (&rest[last..length], &rest[next..end]);
            let hint = match names::function(method).or_else(|| spellings::function(method)) {
                _ if matches!(method, "x" | "y" | "z" | "w") => format!("write `{method}` alone"),
                Some(names::Function::Unary(_)) => format!("write `{method}({value})`"),
                Some(_) => format!("write `{method}({value}, …)`"),
                None => "write functions without what they belong to, such as `sin(x)`".to_owned(),
            };
            let message = format!("`{value}` has no part `{method}` here");
            return Err(error(source, at + last..at + end, &message, Some(&hint)));
        }
        last = next;
        length = next + word_length(next);
    }
    let mut word: String = rest[last..length].chars().map(|c| plain_digit(LOWERED, c).unwrap_or(c)).collect();
    if last > 0 {
        let mut token = Token::named(&word, at..at + length);
        token.kind = Kind::Qualified;
        return Ok((token, length));
    }
    // `x_{12}` as LaTeX and Desmos write it.
    if word.len() > 1 && word.ends_with('_') && rest[length..].starts_with('{') {
        let inside = &rest[length + 1..];
        let end = inside.find(|c: char| !is_name_part(c) && c != ',' && c != ' ').unwrap_or(inside.len());
        if end > 0 && inside[end..].starts_with('}') {
            word.extend(inside[..end].chars().filter(|&c| is_name_part(c)));
            length += end + 2;
        }
    }
    // Mathematica marks the arguments of a function by a `_`.
    if word.len() > 1 && word.ends_with('_') && rest[length..].trim_start().starts_with([',', ']']) {
        word.pop();
    }
    // Julia's point between a function and what it is applied to.
    let point = usize::from(rest[length..].starts_with(".("));
    match index(&rest[length..]).filter(|_| !spellings::is_function(&word)) {
        None if point > 0 => Ok((Token::named(&word, at..at + length), length + point)),
        Some((number, bytes)) => {
            let mut token = Token::named(&word, at..at + length + bytes);
            token.kind = Kind::Index(number);
            Ok((token, length + bytes))
        }
        None => Ok((Token::named(&word, at..at + length), length)),
    }
}

/// An index in square brackets, `[0]` or NumPy's `[:, 0]`, and its length.
fn index(rest: &str) -> Option<(u16, usize)> {
    let inside = rest.strip_prefix('[')?;
    let (inside, _) = inside.split_once(']')?;
    let number = [":,", "...,", "…,"].iter().find_map(|all| inside.trim_start().strip_prefix(all)).unwrap_or(inside);
    Some((number.trim().parse().ok()?, inside.len() + 2))
}
