//! Commands of LaTeX as tokens.

use super::{Kind, Token, error, is_name_part};
use crate::expr::error::FormulaError;
use crate::expr::text::names;
use crate::expr::text::spellings::{self, Latex};

/// What a command of LaTeX stands for.
pub(super) fn latex(source: &str, at: usize) -> Result<(Option<Token>, usize), FormulaError> {
    let rest = &source[at + 1..];
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let length = if letters == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { letters };
    let command = &rest[..length];
    let span = at..at + 1 + length;
    if let Some(environment) = environment(&rest[length..]).filter(|_| matches!(command, "begin" | "end")) {
        return Ok((None, 1 + length + environment));
    }
    let token = match spellings::latex(command) {
        Some(Latex::Nothing) => None,
        Some(Latex::Mark(mark)) => Some(Token::new(Kind::Mark(mark), span)),
        Some(Latex::Fraction) => Some(Token::new(Kind::Fraction, span)),
        Some(Latex::Name(name)) => return subscripted(source, at, 1 + length, name),
        Some(Latex::Operator) => {
            let name = rest[length..].trim_start().strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let Some((name, after)) =
                name.filter(|(name, _)| name.chars().all(is_name_part) && !name.is_empty() && *name != "d")
            else {
                let hint = Some("write the formula's own names alone");
                return Err(error(source, span, &format!("`\\{command}` cannot be read"), hint));
            };
            return subscripted(source, at, source.len() - after.len() - at, name);
        }
        None if names::function(command).is_some() || names::constant(command).is_some() => {
            return subscripted(source, at, 1 + length, command);
        }
        None if !matches!(command, "sum" | "prod" | "norm") && spellings::function(command).is_some() => {
            Some(Token::named(command, span))
        }
        None => {
            let hint = match command {
                "infty" => "only finite numbers can be written",
                "sum" | "prod" => "write `sum(f, k, 1, 8)` or `prod(f, k, 1, 8)` for k from 1 to 8",
                "begin" | "end" | "cases" => "write `if(condition, a, b)`",
                "partial" | "nabla" | "int" => "write f alone; its derivatives are found from it",
                "|" => "write `hypot(x, y)`",
                "lVert" | "rVert" | "Vert" => "write `hypot(x, y)`",
                "over" => "write `\\frac{a}{b}`",
                "bmod" | "mod" | "pmod" => "write `mod(a, b)`",
                "dots" | "ldots" | "cdots" => "write all of it out",
                "prime" | "dot" | "ddot" | "iint" | "oint" => "write f alone; its derivatives are found from it",
                "hat" | "vec" | "bar" | "tilde" | "mathbb" | "mathcal" => "write a plain letter",
                "binom" => "write its value",
                "pm" | "mp" => "write `+` or `-`",
                "\\" => "write one formula, without `\\\\`",
                _ => "write it without LaTeX, such as `sin(x)*y^2`",
            };
            return Err(error(source, span, &format!("unknown LaTeX command `\\{command}`"), Some(hint)));
        }
    };
    Ok((token, 1 + length))
}

/// How long `{equation}` is, or the name of another environment that only says how a formula is set.
fn environment(rest: &str) -> Option<usize> {
    let (name, _) = rest.strip_prefix('{')?.split_once('}')?;
    let known = ["equation", "align", "aligned", "gather", "gathered", "split", "multline", "displaymath", "math"];
    known.contains(&name.trim_end_matches('*')).then_some(name.len() + 2)
}

/// A name of LaTeX with the subscript that follows it, if one does: `\log_{10}`, `\theta_1`.
fn subscripted(source: &str, at: usize, length: usize, name: &str) -> Result<(Option<Token>, usize), FormulaError> {
    let rest = &source[at + length..];
    let subscript = rest.strip_prefix('_').and_then(|rest| match rest.strip_prefix('{') {
        Some(inside) => inside.split_once('}').map(|(subscript, _)| (subscript, subscript.len() + 3)),
        None => rest.chars().next().map(|c| (&rest[..c.len_utf8()], 1 + c.len_utf8())),
    });
    match subscript.filter(|(subscript, _)| !subscript.is_empty() && subscript.chars().all(is_name_part)) {
        Some((subscript, bytes)) => {
            let name = format!("{name}_{subscript}");
            Ok((Some(Token::named(&name, at..at + length + bytes)), length + bytes))
        }
        None => Ok((Some(Token::named(name, at..at + length)), length)),
    }
}

/// The letters and digits that stand for the groups of a `\frac` at `at`, each by itself as TeX has it: `\frac x2`; where they end.
pub(super) fn plain_groups(source: &str, mut at: usize, tokens: &mut Vec<Token>) -> usize {
    for _group in 0..2 {
        let rest = source[at..].trim_start();
        let start = source.len() - rest.len();
        let Some(first) = rest.chars().next().filter(char::is_ascii_alphanumeric) else { break };
        let span = start..start + 1;
        match first.to_digit(10) {
            Some(digit) => tokens.push(Token::new(Kind::Number(f64::from(digit)), span)),
            None => tokens.push(Token::named(&source[span.clone()], span)),
        }
        at = start + 1;
    }
    at
}
