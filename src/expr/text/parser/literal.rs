//! Numbers with the marks that languages put behind them.

use std::ops::Range;

use super::term::Term;
use super::{Parse, Parser};
use crate::expr::text::lexer::{Kind, Token, too_large};

impl Parser<'_> {
    /// A number that was passed, with what languages put behind it: the precision of C and Rust (`2.0f`, `1e-3F`, `1.5f64`),
    /// the exponent of Fortran (`1.5d0`, `2.0d-3`).
    pub(super) fn literal(&mut self, number: f64, span: &Range<usize>) -> Parse<Term> {
        let (digits, name) = (self.text(span), self.name());
        let is_beside = |token: &Token, end: usize| token.span.start == end;
        let is_suffix = self.peek() == Kind::Name
            && is_beside(&self.tokens[self.at], span.end)
            && (digits.contains(['.', 'e', 'E']) || name.starts_with('_'))
            && self.peek_after(1) != Kind::Mark("(")
            && !self.locals.contains_key(&name)
            && !self.scope.given().contains(&&*name);
        if !is_suffix {
            return Ok(self.number(number, digits));
        }
        if matches!(&*name, "f" | "F" | "f32" | "f64" | "_f32" | "_f64") {
            self.advance();
            return Ok(self.number(number, digits));
        }
        let Some(exponent) = name.strip_prefix(['d', 'D']) else { return Ok(self.number(number, digits)) };
        let [name, sign, power] = [0, 1, 2].map(|ahead| &self.tokens[(self.at + ahead).min(self.tokens.len() - 1)]);
        let is_signed = exponent.is_empty()
            && (sign.is_mark("-") || sign.is_mark("+"))
            && is_beside(sign, name.span.end)
            && is_beside(power, sign.span.end);
        let (sign, exponent, count) = match is_signed {
            true => (if sign.is_mark("-") { "-" } else { "+" }, self.text(&power.span), 3),
            false => ("", exponent, 1),
        };
        let is_whole = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if digits.contains(['e', 'E']) || !exponent.split('_').all(is_whole) {
            return Ok(self.number(number, digits));
        }
        self.at += count;
        let typed = format!("{digits}e{sign}{exponent}").replace('_', "");
        let Some(number) = typed.parse().ok().filter(|number: &f64| number.is_finite()) else {
            return Err(too_large(self.source, self.since(span.start)));
        };
        if is_signed {
            let (whole, sum) = (self.text(&self.since(span.start)), format!("{digits}*d {sign} {exponent}"));
            self.remark(format!("`{whole}` is read as the number `{typed}`; the sum is `{sum}`"));
        }
        Ok(self.number(number, if exponent == "0" { digits } else { &typed }))
    }
}
