//! Parts of a formula: nodes of its graph, each with how it was read as text.

use super::Parser;
use crate::expr::graph::NodeId;
use crate::expr::graph::op::{Binary, Unary};
use crate::expr::text::typeset::Typeset;

/// A part of a formula that was read.
#[derive(Clone, Debug)]
pub(in crate::expr) struct Term {
    pub(in crate::expr) node: NodeId,
    /// As it was typed, before anything is simplified.
    pub(in crate::expr) text: Typeset,
}

impl Parser<'_> {
    /// A number in the digits that it was typed in.
    pub(super) fn number(&mut self, number: f64, digits: &str) -> Term {
        Term { node: self.graph.constant(number), text: Typeset::atom(digits.replace('_', "")) }
    }

    pub(super) fn unary(&mut self, op: Unary, a: Term) -> Term {
        let node = self.graph.unary(op, a.node);
        let text = match op {
            Unary::Neg => a.text.negated(),
            Unary::Not => a.text.not(),
            _ => Typeset::call(op.name(), [a.text]),
        };
        Term { node, text }
    }

    pub(super) fn binary(&mut self, op: Binary, a: Term, b: Term) -> Term {
        let node = self.graph.binary(op, a.node, b.node);
        let text = match op {
            Binary::Add => a.text.plus(b.text),
            Binary::Sub => a.text.minus(b.text),
            Binary::Mul => a.text.times(b.text),
            Binary::Div => a.text.over(b.text),
            Binary::Pow => a.text.power(b.text),
            Binary::And => a.text.and(b.text),
            Binary::Or => a.text.or(b.text),
            _ => Typeset::call(op.name(), [a.text, b.text]),
        };
        Term { node, text }
    }

    /// `a` where the condition holds, else `b`.
    pub(super) fn choose(&mut self, condition: Term, a: Term, b: Term) -> Term {
        let node = self.graph.select(condition.node, a.node, b.node);
        Term { node, text: Typeset::call("if", [condition.text, a.text, b.text]) }
    }

    /// A power of a whole number.
    pub(super) fn power(&mut self, base: Term, exponent: i32) -> Term {
        let node = self.graph.powi(base.node, exponent);
        let digits = Typeset::atom(exponent.unsigned_abs().to_string());
        let text = base.text.power(if exponent < 0 { digits.negated() } else { digits });
        Term { node, text }
    }
}
