//! How far a node's values may go, known as it is made, and what a vanishing slope makes of derivatives that overflow.
//!
//! Far out `tanh(x^5)` is 1 and its slope sech²(x⁵)·5x⁴ is 0, but of numbers that floats hold the first factor is 0 and the
//! second infinite. Wherever the function levels off faster than any number grows the slope is 0, so it is taken for 0
//! as soon as the outer factor is. A product that a formula has itself, such as 0·exp(x), stays undefined there.

use super::op::{Binary, Unary};
use super::{Graph, Node, NodeId};

/// How far values may go at finite coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// They stay near 0, as those of sin.
    Bounded,
    /// They go no farther than coordinates and parameters, but for a factor.
    Linear,
    /// They are infinite only where they are too large for floats.
    Overflowing,
    /// They may be infinite at a pole.
    Poles,
    /// They may be infinite where a logarithm is.
    Logarithms,
}

/// What is known of a node's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) reach: Reach,
    sign: Sign,
}

/// Which values a node never has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Any,
    NotNegative,
    /// They are above a number that is more than 0.
    Positive,
}

impl Graph {
    /// What is known of a node by what is known of its arguments.
    pub(super) fn extent_of(&self, node: Node) -> Extent {
        let of = |id: NodeId| self.extents[id.index()];
        let extent = |reach, sign| Extent { reach, sign };
        match node {
            Node::Constant(bits) => {
                let number = f64::from_bits(bits);
                let is_small = number.abs() <= f64::from(f32::MAX);
                extent(
                    if is_small { Reach::Bounded } else { Reach::Linear },
                    if number > 0.0 { Sign::Positive } else { Sign::Any },
                )
            }
            Node::Variable(_) | Node::Parameter(_) => extent(Reach::Linear, Sign::Any),
            Node::Unary(op, a) => unary(op, of(a)),
            Node::Binary(Binary::Mul, a, b) if a == b => {
                extent(product(of(a).reach, of(a).reach), of(a).sign.max(Sign::NotNegative))
            }
            Node::Binary(Binary::Pow, a, n) => self.power(a, n),
            Node::Binary(op, a, b) => binary(op, of(a), of(b)),
            Node::Select(_, a, b) => extent(of(a).reach.max(of(b).reach), of(a).sign.min(of(b).sign)),
        }
    }

    fn power(&self, a: NodeId, n: NodeId) -> Extent {
        let (base, exponent) = (self.extents[a.index()], self.extents[n.index()]);
        let is_bounded = base.reach == Reach::Bounded;
        let Some(number) = self.as_constant(n) else {
            // Of a base that is a number it is an exponential function.
            let is_exponential = self.as_constant(a).is_some_and(|base| base > 0.0);
            let reach = if is_exponential { exponent.reach.max(Reach::Overflowing) } else { Reach::Logarithms };
            return Extent { reach, sign: base.sign.min(Sign::NotNegative) };
        };
        let reach = match base.sign {
            Sign::Positive if number < 0.0 => Reach::Bounded,
            _ if number < 0.0 => base.reach.max(Reach::Poles),
            _ if is_bounded || number <= 1.0 => base.reach,
            _ => base.reach.max(Reach::Overflowing),
        };
        let is_even = number % 2.0 == 0.0;
        let sign = if number < 0.0 { base.sign.min(Sign::NotNegative) } else { base.sign };
        Extent { reach, sign: if is_even { sign.max(Sign::NotNegative) } else { sign } }
    }

    /// A derivative times the slope of a function that levels off at `argument`, which may have poles as well if it levels
    /// off as exponential functions do: 0 where the slope is.
    pub(in crate::expr) fn chain_levelling(
        &mut self,
        argument: NodeId,
        derivative: NodeId,
        slope: NodeId,
        is_exponential: bool,
    ) -> NodeId {
        let [at, rate] = [argument, derivative].map(|id| self.extents[id.index()].reach);
        let farthest = if is_exponential { Reach::Poles } else { Reach::Overflowing };
        if rate < Reach::Overflowing || at.max(rate) > farthest {
            return self.chain(derivative, slope);
        }
        self.levelled(derivative, slope)
    }

    /// A derivative times a slope that has levelled off where it is 0.
    pub(in crate::expr) fn levelled(&mut self, derivative: NodeId, slope: NodeId) -> NodeId {
        if self.extents[derivative.index()].reach < Reach::Overflowing || self.as_constant(slope).is_some() {
            return self.chain(derivative, slope);
        }
        self.insert(Node::Binary(Binary::Levelled, derivative, slope))
    }
}

fn product(a: Reach, b: Reach) -> Reach {
    if a.max(b) == Reach::Linear && a == b { Reach::Overflowing } else { a.max(b) }
}

fn unary(op: Unary, a: Extent) -> Extent {
    let (reach, sign) = match op {
        Unary::Neg => (a.reach, Sign::Any),
        Unary::Floor | Unary::Ceil | Unary::Round => (a.reach, a.sign.min(Sign::NotNegative)),
        Unary::Abs => (a.reach, a.sign.max(Sign::NotNegative)),
        Unary::Sqrt => (a.reach, a.sign.max(Sign::NotNegative)),
        Unary::Cbrt => (a.reach, a.sign),
        Unary::Asinh | Unary::Gelu => (a.reach, a.sign.min(Sign::NotNegative)),
        Unary::Softplus | Unary::Relu | Unary::Acosh => (a.reach, a.sign.max(Sign::NotNegative)),
        Unary::Sign | Unary::Sin | Unary::Cos | Unary::Tan | Unary::Tanh | Unary::Erf => (Reach::Bounded, Sign::Any),
        Unary::Asin | Unary::Acos | Unary::Atan => (Reach::Bounded, Sign::Any),
        Unary::Sech | Unary::Erfc | Unary::Sigmoid | Unary::Not => (Reach::Bounded, Sign::NotNegative),
        Unary::Exp => (a.reach.max(Reach::Overflowing), Sign::NotNegative),
        Unary::Cosh => (a.reach.max(Reach::Overflowing), Sign::Positive),
        Unary::Expm1 | Unary::Sinh => (a.reach.max(Reach::Overflowing), a.sign.min(Sign::NotNegative)),
        Unary::OneMinusSquare => (product(a.reach, a.reach), Sign::Any),
        Unary::Log | Unary::Log1p | Unary::Log2 | Unary::Log10 | Unary::Atanh => (Reach::Logarithms, Sign::Any),
    };
    Extent { reach, sign }
}

fn binary(op: Binary, a: Extent, b: Extent) -> Extent {
    let farther = a.reach.max(b.reach);
    let (reach, sign) = match op {
        Binary::Add if a.sign.min(b.sign) == Sign::Any => (farther, Sign::Any),
        Binary::Add => (farther, a.sign.max(b.sign)),
        Binary::Sub => (farther, Sign::Any),
        Binary::Mul | Binary::Levelled => (product(a.reach, b.reach), a.sign.min(b.sign).min(Sign::NotNegative)),
        Binary::Div if b.sign == Sign::Positive => (a.reach, a.sign.min(Sign::NotNegative)),
        Binary::Div => (farther.max(Reach::Poles), a.sign.min(b.sign).min(Sign::NotNegative)),
        // Powers are told by their exponent.
        Binary::Pow => (Reach::Logarithms, Sign::Any),
        Binary::Mod => (b.reach, b.sign.min(Sign::NotNegative)),
        Binary::Min => (farther, a.sign.min(b.sign)),
        Binary::Max => (farther, a.sign.max(b.sign)),
        Binary::Hypot => (farther, a.sign.max(b.sign).max(Sign::NotNegative)),
        Binary::Atan2 | Binary::Along => (Reach::Bounded, Sign::Any),
        Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual | Binary::And | Binary::Or => {
            (Reach::Bounded, Sign::NotNegative)
        }
    };
    Extent { reach, sign }
}
