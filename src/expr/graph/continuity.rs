//! Where a formula is surely continuous and finite: interval arithmetic over its graph.
//!
//! A node's interval holds every value that it takes over a box. A node that may jump, end or go to infinity there has
//! none, and neither has what is computed from it; so the answer may be a needless no, but never a wrong yes.

use std::f64::consts::{FRAC_PI_2, PI};

use super::op::{Binary, Unary};
use super::{Graph, Node, NodeId};
use crate::expr::tape::whole;

/// The least value of gelu, a little lower.
const LEAST_GELU: f64 = -0.17;
/// What rounding may have taken from a bound, relative to it.
const ROUNDING: f64 = 1e-14;

/// A closed interval of finite numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Interval {
    low: f64,
    high: f64,
}

/// The values that `root` surely lies between wherever each variable and each parameter is within its bounds; a variable without
/// bounds is 0, a parameter 1. Nothing where it may not be continuous and finite.
pub(in crate::expr) fn bounds(
    graph: &Graph,
    root: NodeId,
    variables: &[[f64; 2]],
    parameters: &[[f64; 2]],
) -> Option<[f64; 2]> {
    let mut found: Vec<Option<Interval>> = Vec::with_capacity(root.index() + 1);
    for (_, node) in graph.iter().take(root.index() + 1) {
        let at = |id: NodeId| found[id.index()];
        let value = match node {
            Node::Constant(bits) => Interval::new(f64::from_bits(bits), f64::from_bits(bits)),
            Node::Variable(index) => {
                let [low, high] = variables.get(usize::from(index)).copied().unwrap_or([0.0; 2]);
                Interval::new(low, high)
            }
            Node::Parameter(index) => {
                let [low, high] = parameters.get(usize::from(index)).copied().unwrap_or([1.0; 2]);
                Interval::new(low, high)
            }
            Node::Unary(op, a) => at(a).and_then(|a| unary(op, a)),
            Node::Binary(Binary::Mul, a, b) if a == b => at(a).and_then(|a| a.power(2)),
            Node::Binary(op, a, b) => at(a).zip(at(b)).and_then(|(a, b)| binary(op, a, b)),
            // What is not chosen need not be continuous.
            Node::Select(condition, a, b) => match at(condition) {
                Some(condition) if condition.excludes(0.0) => at(a),
                Some(Interval { low: 0.0, high: 0.0 }) => at(b),
                _ => None,
            },
        };
        found.push(value);
    }
    found.last().copied().flatten().map(|Interval { low, high }| [low, high])
}

impl Interval {
    /// Nothing where a bound is not finite.
    fn new(low: f64, high: f64) -> Option<Interval> {
        (low.is_finite() && high.is_finite() && low <= high).then_some(Interval { low, high })
    }

    /// The same, with room for rounding.
    fn rounded(low: f64, high: f64) -> Option<Interval> {
        Interval::new(low - ROUNDING * low.abs(), high + ROUNDING * high.abs())
    }

    fn excludes(self, value: f64) -> bool {
        self.low > value || self.high < value
    }

    fn increasing(self, f: impl Fn(f64) -> f64) -> Option<Interval> {
        Interval::rounded(f(self.low), f(self.high))
    }

    fn decreasing(self, f: impl Fn(f64) -> f64) -> Option<Interval> {
        Interval::rounded(f(self.high), f(self.low))
    }

    /// The distances from 0.
    fn magnitude(self) -> Interval {
        let (low, high) = (self.low.abs(), self.high.abs());
        let least = if self.excludes(0.0) { low.min(high) } else { 0.0 };
        Interval { low: least, high: low.max(high) }
    }

    /// Whether `f`, which rises in steps, is on one of them.
    fn on_one_step(self, f: impl Fn(f64) -> f64) -> Option<Interval> {
        let (first, last) = (f(self.low), f(self.high));
        if first == last { Interval::new(first, last) } else { None }
    }

    /// The least and greatest of a function that is monotone in both arguments, at their ends.
    fn corners(self, other: Interval, f: impl Fn(f64, f64) -> f64) -> Option<Interval> {
        let ends = [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)];
        let values = ends.map(|(a, b)| f(a, b));
        if values.iter().any(|value| value.is_nan()) {
            return None;
        }
        Interval::rounded(
            values.into_iter().fold(f64::INFINITY, f64::min),
            values.into_iter().fold(f64::NEG_INFINITY, f64::max),
        )
    }

    fn power(self, n: i32) -> Option<Interval> {
        if n < 0 && !self.excludes(0.0) {
            return None;
        }
        let base = if n % 2 == 0 { self.magnitude() } else { self };
        match n < 0 {
            true => base.decreasing(|x| x.powi(n)),
            false => base.increasing(|x| x.powi(n)),
        }
    }

    /// sin(x + shift).
    fn sine(self, shift: f64) -> Option<Interval> {
        // Whether the interval reaches a place at a quarter or three of a turn; so far out that rounding matters it does.
        let reaches = |phase: f64| {
            let turns = |x: f64| (x + shift - phase) / (2.0 * PI);
            let slack = 1e-9 * (1.0 + self.low.abs().max(self.high.abs()));
            (turns(self.high) + slack).floor() >= (turns(self.low) - slack).ceil()
        };
        let (first, last) = ((self.low + shift).sin(), (self.high + shift).sin());
        let low = if reaches(-FRAC_PI_2) { -1.0 } else { first.min(last) };
        let high = if reaches(FRAC_PI_2) { 1.0 } else { first.max(last) };
        Interval::rounded(low, high).map(|Interval { low, high }| Interval { low: low.max(-1.0), high: high.min(1.0) })
    }
}

fn unary(op: Unary, a: Interval) -> Option<Interval> {
    let value = |x: f64| op.value(x);
    match op {
        Unary::Neg => Interval::new(-a.high, -a.low),
        Unary::Abs => Some(a.magnitude()),
        Unary::Sign | Unary::Floor | Unary::Ceil | Unary::Round => a.on_one_step(value),
        Unary::Not if a.excludes(0.0) => Interval::new(0.0, 0.0),
        Unary::Not => a.on_one_step(value).filter(|_| a.low == a.high),
        Unary::Sqrt if a.low < 0.0 => None,
        Unary::Log | Unary::Log2 | Unary::Log10 if a.low <= 0.0 => None,
        Unary::Log1p if a.low <= -1.0 => None,
        Unary::Acosh if a.low < 1.0 => None,
        Unary::Asin | Unary::Acos if a.low < -1.0 || a.high > 1.0 => None,
        Unary::Atanh if a.low <= -1.0 || a.high >= 1.0 => None,
        Unary::Tan => {
            let branch = |x: f64| (x / PI + 0.5).floor();
            let slack = 1e-9 * (1.0 + a.low.abs().max(a.high.abs()));
            if branch(a.low - slack) == branch(a.high + slack) { a.increasing(value) } else { None }
        }
        Unary::Sin => a.sine(0.0),
        Unary::Cos => a.sine(FRAC_PI_2),
        Unary::Cosh => a.magnitude().increasing(value),
        Unary::Sech => a.magnitude().decreasing(value),
        Unary::Acos | Unary::Erfc => a.decreasing(value),
        Unary::Gelu => Interval::rounded(LEAST_GELU, a.high.max(0.0)),
        Unary::OneMinusSquare => a.magnitude().decreasing(value),
        Unary::Sqrt
        | Unary::Cbrt
        | Unary::Exp
        | Unary::Expm1
        | Unary::Log
        | Unary::Log1p
        | Unary::Log2
        | Unary::Log10
        | Unary::Asin
        | Unary::Atan
        | Unary::Sinh
        | Unary::Tanh
        | Unary::Asinh
        | Unary::Acosh
        | Unary::Atanh
        | Unary::Erf
        | Unary::Softplus
        | Unary::Sigmoid
        | Unary::Relu => a.increasing(value),
    }
}

fn binary(op: Binary, a: Interval, b: Interval) -> Option<Interval> {
    let value = |x: f64, y: f64| op.value(x, y);
    let truth = |is_true: bool| Interval::new(f64::from(u8::from(is_true)), f64::from(u8::from(is_true)));
    let is_point = |interval: Interval| interval.low == interval.high;
    match op {
        Binary::Add => Interval::rounded(a.low + b.low, a.high + b.high),
        Binary::Sub => Interval::rounded(a.low - b.high, a.high - b.low),
        Binary::Mul | Binary::Levelled | Binary::Min | Binary::Max => a.corners(b, value),
        Binary::Div if b.excludes(0.0) => a.corners(b, value),
        Binary::Div => None,
        Binary::Pow => match whole(b.low).filter(|_| is_point(b)) {
            Some(n) => a.power(n),
            None if a.low > 0.0 || a.low == 0.0 && b.low > 0.0 => a.corners(b, value),
            None => None,
        },
        Binary::Mod => {
            let quotient = binary(Binary::Div, a, b)?;
            let whole = quotient.on_one_step(f64::floor)?.low;
            let factor = Interval::new(whole, whole)?;
            binary(Binary::Sub, a, binary(Binary::Mul, factor, b)?)
        }
        Binary::Atan2 if !a.excludes(0.0) && b.low <= 0.0 => None,
        Binary::Atan2 => a.corners(b, value),
        Binary::Hypot => {
            let (a, b) = (a.magnitude(), b.magnitude());
            Interval::rounded(a.low.hypot(b.low), a.high.hypot(b.high))
        }
        Binary::Along if a.excludes(0.0) || b.excludes(0.0) => Interval::new(-1.0, 1.0),
        Binary::Along => None,
        Binary::Less | Binary::LessEqual if a.high < b.low => truth(true),
        Binary::Less | Binary::LessEqual if a.low > b.high => truth(false),
        Binary::Equal if a.high < b.low || a.low > b.high => truth(false),
        Binary::NotEqual if a.high < b.low || a.low > b.high => truth(true),
        Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual => {
            if is_point(a) && is_point(b) {
                truth(value(a.low, b.low) != 0.0)
            } else {
                None
            }
        }
        Binary::And | Binary::Or => {
            let known = |interval: Interval| match interval.excludes(0.0) {
                true => Some(true),
                false => is_point(interval).then_some(false),
            };
            match (op, known(a), known(b)) {
                (Binary::And, Some(false), _) | (Binary::And, _, Some(false)) => truth(false),
                (Binary::Or, Some(true), _) | (Binary::Or, _, Some(true)) => truth(true),
                (_, Some(a), Some(b)) => truth(if op == Binary::And { a && b } else { a || b }),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::Formula;

    fn is_continuous(text: &str, x: [f64; 2], y: [f64; 2]) -> bool {
        Formula::parse(text).unwrap_or_else(|error| panic!("{error}")).is_continuous(&[x, y], &[])
    }

    #[test]
    fn what_has_neither_jump_nor_pole_nor_border_is_proven() {
        let smooth = [
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            "-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20",
            "sin(x)*cos(y)/(1 + x^2)",
            "log(1 + x^2 + y^2) + abs(x) + max(x, y) + hypot(x, y)",
            "sqrt(1 - cos(x)) + cbrt(y) + tanh(x*y) + exp(-x^2)",
        ];
        for text in smooth {
            assert!(is_continuous(text, [-5.0, 5.0], [-5.0, 5.0]), "{text}");
        }
    }

    #[cfg(feature = "gpu")]
    #[test]
    fn what_has_a_value_everywhere_is_proven_for_all_values_of_parameters() {
        let everywhere =
            |text: &str| Formula::parse(text).unwrap_or_else(|error| panic!("{error}")).has_value_everywhere();
        let whole = [
            "x^2 + y^2",
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            "-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y)))",
            "sin(a*x)*cos(b*y) + c",
            "abs(x - a)/(1 + x^2)",
        ];
        for text in whole {
            assert!(everywhere(text), "{text}");
        }
        // The fourth is continuous for the parameter 1, which others are not.
        for text in ["sin(x)/x", "log(x^2 + y^2)", "sqrt(x)", "1/(a + x^2)", "x^a", "if(x < 9e9, 0, 1)", "exp(x*y)"] {
            assert!(!everywhere(text), "{text}");
        }
    }

    #[test]
    fn a_box_with_a_jump_a_pole_or_a_border_is_not_proven_and_one_beside_it_is() {
        let hard = [
            ("floor(x)", [0.9, 1.1], [1.1, 1.9]),
            ("round(sin(x)*3)", [-0.4, 0.4], [0.3, 0.4]),
            ("sign(x)*y", [-0.1, 0.1], [0.1, 0.2]),
            ("if(x^2 + y^2 < 4, 1, 0)", [1.0, 3.0], [2.2, 3.0]),
            ("if(x > 0, sqrt(x), 0)", [-1.0, 1.0], [0.5, 1.0]),
            ("1/x", [-0.1, 0.1], [0.1, 0.2]),
            ("x^-2", [-0.1, 0.1], [0.1, 0.2]),
            ("tan(x)", [1.5, 1.6], [-1.5, 1.5]),
            ("log(x)", [-0.1, 0.1], [0.1, 0.2]),
            ("sqrt(x)", [-0.1, 0.1], [0.0, 0.2]),
            ("asin(x)", [0.9, 1.1], [-1.0, 1.0]),
            ("mod(x, 2)", [1.9, 2.1], [0.1, 1.9]),
            ("atan2(y, x)", [-2.0, -1.0], [0.1, 2.0]),
            ("x^y", [-1.0, 1.0], [0.5, 1.0]),
            ("exp(1000*x)", [-1.0, 1.0], [-1.0, 0.5]),
        ];
        for (text, hard, easy) in hard {
            assert!(!is_continuous(text, hard, [-0.5, 0.5]), "{text} on {hard:?}");
            assert!(is_continuous(text, easy, [-0.5, 0.5]), "{text} on {easy:?}");
        }
    }
}
