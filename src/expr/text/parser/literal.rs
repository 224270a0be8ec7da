//! Numbers with the marks that languages put behind them.

use std::ops::Range;

use super::Parser;
use super::term::Term;
use crate::expr::text::lexer::{Kind, Token};

impl Parser<'_> {
    /// A number that was passed, with what languages put behind it: the precision of C and Rust (`2.0f`, `1e-3F`, `1.5f64`),
    /// the exponent of Fortran (`1.5d0`, `2.0d-3`).
    pub(super) fn literal(&mut self, number: f64, span: &Range<usize>) -> Term {
        let (digits, name) = (self.text(span), self.name());
        let is_beside = |token: &Token, end: usize| token.span.start == end;
        let is_suffix = self.peek() == Kind::Name
            && is_beside(&self.tokens[self.at], span.end)
            && (digits.contains(['.', 'e', 'E']) || name.starts_with('_'))
            && self.peek_after(1) != Kind::Mark("(")
            && !self.locals.contains_key(&name)
            && !self.scope.given().contains(&&*name);
        if !is_suffix {
            return self.number(number, digits);
        }
        if matches!(&*name, "f" | "F" | "f32" | "f64" | "_f32" | "_f64") {
            self.advance();
            return self.number(number, digits);
        }
        let Some(exponent) = name.strip_prefix(['d', 'D']) else { return self.number(number, digits) };
        let [name, sign, power] = [0, 1, 2].map(|ahead| &self.tokens[(self.at + ahead).min(self.tokens.len() - 1)]);
        let is_signed = exponent.is_empty()
            && (sign.is_mark("-") || sign.is_mark("+"))
            && is_beside(sign, name.span.end)
            && is_beside(power, sign.span.end);
        let (exponent, count) = match is_signed {
            true => (self.text(&(sign.span.start..power.span.end)), 3),
            false => (exponent, 1),
        };
        let typed = format!("{digits}e{exponent}");
        match typed.parse() {
            Ok(number) if exponent.parse::<i16>().is_ok() => {
                self.at += count;
                if is_signed {
                    let (sign, power) = exponent.split_at(1);
                    let (whole, sum) = (self.text(&self.since(span.start)), format!("{digits}*d {sign} {power}"));
                    self.remark(format!("`{whole}` is read as the number `{typed}`; the sum is `{sum}`"));
                }
                self.number(number, if exponent == "0" { digits } else { &typed })
            }
            _ => self.number(number, digits),
        }
    }
}
