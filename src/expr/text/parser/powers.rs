//! Powers and their exponents, and those that are read otherwise elsewhere.

use super::term::Term;
use super::{Parse, Parser, power};
use crate::expr::graph::op::{Binary, Unary};
use crate::expr::graph::{Node, NodeId};
use crate::expr::text::lexer::{Kind, Token};

impl Parser<'_> {
    /// Whether a power stands among the tokens from `first` to here, outside of brackets.
    pub(super) fn has_power_since(&self, first: usize) -> bool {
        let mut depth = 0;
        self.tokens[first..self.at].iter().any(|token| {
            match token.kind {
                Kind::Mark("(" | "{" | "[") => depth += 1,
                Kind::Mark(")" | "}" | "]") => depth -= 1,
                Kind::Mark("^") | Kind::Superscript(_) => return depth == 0,
                _ => {}
            }
            false
        })
    }

    /// Refuses a power in an exponent, where spreadsheets and Matlab go from left to right.
    pub(super) fn one_power(&self, start: usize, exponent_at: usize) -> Parse<()> {
        if !self.has_power_since(exponent_at) {
            return Ok(());
        }
        let (whole, exponent) = (self.since(start), self.since(self.tokens[exponent_at].span.start));
        let (base, exponent) = (self.text(&(whole.start..exponent.start)), self.text(&exponent));
        let message = format!("`{base}{exponent}` has two readings");
        self.error(whole, message, format!("write `{base}({exponent})`, or brackets around the first power"))
    }

    /// Refuses the negative of a power in a spreadsheet's formula, where a sign binds more tightly than a power.
    pub(super) fn no_negative_power(&self, minus: usize, power: NodeId) -> Parse<()> {
        let odd = |exponent: f64| exponent.rem_euclid(2.0) == 1.0;
        let is_odd = match self.graph.node(power) {
            Node::Binary(Binary::Pow, _, exponent) => self.graph.as_constant(exponent).is_some_and(odd),
            _ => false,
        };
        if !self.is_cell || is_odd || !self.has_power_since(minus) {
            return Ok(());
        }
        let whole = self.since(self.tokens[minus].span.start);
        let (text, inside) = (self.text(&whole), self.text(&(whole.start + 1..whole.end)));
        let base = inside.split(['^', '²']).next().unwrap_or_default();
        let hint = format!("write `-({inside})`, or as a spreadsheet has it `(-{base}){}`", &inside[base.len()..]);
        self.error(whole, format!("`{text}` has two readings"), hint)
    }

    /// Notes a power that a factor may follow which was meant to stand in its exponent: `e^2x`, `x^1/2`.
    pub(super) fn watch_power(&mut self, base: NodeId, start: usize, exponent_at: usize) {
        let is_sign = |token: &Token| token.is_mark("-") || token.is_mark("+");
        let exponent: Vec<&Token> =
            self.tokens[exponent_at..self.at].iter().skip_while(|token| is_sign(token)).collect();
        let [exponent] = exponent.as_slice() else { return };
        let is_loose = match exponent.kind {
            Kind::Number(_) => self.graph.as_constant(base).is_some(),
            _ => true,
        };
        let is_half = exponent.kind == Kind::Number(1.0)
            && self.is_mark("/")
            && exponent.span.end == self.span().start
            && matches!(self.peek_after(1), Kind::Number(_));
        let whole = self.since(start);
        if is_half {
            let power = self.text(&whole);
            let quotient = self.text(&(whole.start..self.tokens[self.at + 1].span.end));
            self.remarks.push(format!("`{quotient}` is read as `({power}){}`", &quotient[power.len()..]));
        }
        self.loose_power = is_loose.then_some((self.at, whole));
    }

    /// An exponent takes signs, and further powers bind to its right.
    pub(super) fn exponent(&mut self) -> Parse<Term> {
        let mut negative = false;
        while self.is_mark("-") || self.is_mark("+") {
            negative ^= self.is_mark("-");
            self.advance();
        }
        let exponent = self.expression(power::POWER)?;
        Ok(if negative { self.unary(Unary::Neg, exponent) } else { exponent })
    }
}
