//! Operators of two arguments.

use super::Unary;
use super::macros::binary;
use super::truth;
use crate::expr::elementary;
use crate::expr::graph::{Graph, NodeId};
use crate::expr::tape::lanes::{Function2, Source, Vectors};

binary! {
    /// a + b.
    Add {
        name: "+",
        value: |x, y| x + y,
        derivative: |g, a, b, f, da, db| g.add(da, db),
        wgsl: "({a} + {b})",
    }
    /// a − b.
    Sub {
        name: "-",
        value: |x, y| x - y,
        derivative: |g, a, b, f, da, db| g.sub(da, db),
        wgsl: "({a} - {b})",
    }
    /// a·b.
    Mul {
        name: "*",
        value: |x, y| x * y,
        derivative: |g, a, b, f, da, db| { let (left, right) = (g.chain(da, b), g.chain(db, a)); g.add(left, right) },
        wgsl: "({a} * {b})",
    }
    /// a / b.
    Div {
        name: "/",
        value: |x, y| x / y,
        derivative: |g, a, b, f, da, db| {
            let falling = g.chain_levelling(b, db, f, false);
            let numerator = g.sub(da, falling);
            g.div(numerator, b)
        },
        wgsl: "({a} / {b})",
    }
    /// aᵇ as C's `pow` has it: a negative base takes exponents that are whole numbers.
    Pow {
        name: "^",
        value: |x, y| elementary::pow(x, y),
        derivative: |g, a, b, f, da, db| {
            let base = if g.is_zero(da) { da } else {
                let one = g.constant(1.0);
                let lowered = g.sub(b, one);
                let power = g.pow(a, lowered);
                let mut slope = g.mul(b, power);
                if g.as_constant(b).is_none() {
                    // a⁰ is 1 for all a, while 0·a⁻¹ would be undefined where a is 0.
                    let zero = g.constant(0.0);
                    let is_one = g.binary(Binary::Equal, b, zero);
                    slope = g.select(is_one, zero, slope);
                }
                match g.as_constant(b) {
                Some(number) if number > 0.0 => g.chain(da, slope),
                _ => g.chain_levelling(a, da, slope, false),
                }
            };
            let exponent = if g.is_zero(db) { db } else {
                // 0ᵇ is 0 for all b above 0, while 0·log(0) would be undefined.
                let (zero, log) = (g.constant(0.0), g.unary(Unary::Log, a));
                let (at_zero, growth) = (g.binary(Binary::Equal, a, zero), g.mul(f, log));
                let slope = g.select(at_zero, zero, growth);
                let rise = g.chain_levelling(b, db, slope, true);
                // So is an exponent that stands still, as max(y, 2) does, over a base that has no logarithm.
                let (is_negative, stands) = (g.binary(Binary::Less, a, zero), g.binary(Binary::Equal, db, zero));
                let is_still = g.binary(Binary::And, is_negative, stands);
                g.select(is_still, zero, rise)
            };
            g.add(base, exponent)
        },
        wgsl: "math_pow({a}, {b})",
    }
    /// The remainder of a / b with the sign of b, as NumPy's `mod`.
    Mod {
        name: "mod",
        value: |x, y| elementary::remainder(x, y),
        except: elementary::is_far_apart(x, y) => { let r = x % y; if r != 0.0 && (r < 0.0) != (y < 0.0) { r + y } else { r } },
        derivative: |g, a, b, f, da, db| {
            let quotient = g.div(a, b);
            let whole = g.unary(Unary::Floor, quotient);
            let pull = g.chain(db, whole);
            g.sub(da, pull)
        },
        wgsl: "math_mod({a}, {b})",
    }
    /// The smaller of both; NaN where either is.
    Min {
        name: "min",
        value: |x, y| if x.is_nan() || y.is_nan() { f64::NAN } else { x.min(y) },
        derivative: |g, a, b, f, da, db| pick(g, [a, b], [da, db]),
        wgsl: "math_min({a}, {b})",
    }
    /// The larger of both; NaN where either is.
    Max {
        name: "max",
        value: |x, y| if x.is_nan() || y.is_nan() { f64::NAN } else { x.max(y) },
        derivative: |g, a, b, f, da, db| pick(g, [b, a], [da, db]),
        wgsl: "math_max({a}, {b})",
    }
    /// The angle of the point (b, a) in (−π, π].
    Atan2 {
        name: "atan2",
        value: |x, y| elementary::atan2(x, y),
        derivative: |g, a, b, f, da, db| {
            let (turned, radius) = (across(g, [a, b], [da, db]), g.binary(Binary::Hypot, a, b));
            g.div(turned, radius)
        },
        wgsl: "math_atan2({a}, {b})",
    }
    /// √(a² + b²) without overflow on the way.
    Hypot {
        name: "hypot",
        value: |x, y| elementary::hypot(x, y),
        derivative: |g, a, b, f, da, db| {
            let (along_a, along_b) = (g.binary(Binary::Along, a, b), g.binary(Binary::Along, b, a));
            let (left, right) = (g.chain(da, along_a), g.chain(db, along_b));
            g.add(left, right)
        },
        wgsl: "math_hypot({a}, {b})",
    }
    /// a / hypot(a, b), the cosine of the angle between (a, b) and the first axis, and 0 where both are 0; derivatives
    /// are made of it, and no formula names it.
    Along {
        name: "along",
        value: |x, y| elementary::along(x, y),
        derivative: |g, a, b, f, da, db| {
            let (turned, radius) = (across(g, [a, b], [da, db]), g.binary(Binary::Hypot, a, b));
            let rate = g.div(turned, radius);
            let sine = g.binary(Binary::Along, b, a);
            g.chain(rate, sine)
        },
        wgsl: "math_along({a}, {b})",
    }
    /// a·b, but 0 where b is, however large a may be: a derivative times the slope of a function that has levelled off.
    /// Derivatives are made of it, and no formula names it.
    Levelled {
        name: "levelled",
        value: |x, y| if y == 0.0 { 0.0 } else { x * y },
        derivative: |g, a, b, f, da, db| {
            let (left, right) = (g.levelled(da, b), g.levelled(a, db));
            g.add(left, right)
        },
        wgsl: "math_levelled({a}, {b})",
    }
    /// 1 where a < b, else 0.
    Less {
        name: "<",
        value: |x, y| truth(x < y),
        derivative: |g, a, b, f, da, db| g.constant(0.0),
        wgsl: "select(0.0f, 1.0f, {a} < {b})",
    }
    /// 1 where a ≤ b, else 0.
    LessEqual {
        name: "<=",
        value: |x, y| truth(x <= y),
        derivative: |g, a, b, f, da, db| g.constant(0.0),
        wgsl: "select(0.0f, 1.0f, {a} <= {b})",
    }
    /// 1 where a = b, else 0.
    Equal {
        name: "==",
        value: |x, y| truth(x == y),
        derivative: |g, a, b, f, da, db| g.constant(0.0),
        wgsl: "select(0.0f, 1.0f, {a} == {b})",
    }
    /// 1 where a ≠ b, else 0.
    NotEqual {
        name: "!=",
        value: |x, y| truth(x != y),
        derivative: |g, a, b, f, da, db| g.constant(0.0),
        wgsl: "select(0.0f, 1.0f, {a} != {b} || math_is_nan({a}) || math_is_nan({b}))",
    }
    /// 1 where neither is 0, else 0.
    And {
        name: "and",
        value: |x, y| truth(x != 0.0 && y != 0.0),
        derivative: |g, a, b, f, da, db| g.constant(0.0),
        wgsl: "select(0.0f, 1.0f, ({a} != 0.0f || math_is_nan({a})) && ({b} != 0.0f || math_is_nan({b})))",
    }
    /// 1 where one is not 0, else 0.
    Or {
        name: "or",
        value: |x, y| truth(x != 0.0 || y != 0.0),
        derivative: |g, a, b, f, da, db| g.constant(0.0),
        wgsl: "select(0.0f, 1.0f, {a} != 0.0f || {b} != 0.0f || math_is_nan({a}) || math_is_nan({b}))",
    }
}

/// How far the derivatives of (a, b) point across it, anticlockwise.
fn across(graph: &mut Graph, [a, b]: [NodeId; 2], [da, db]: [NodeId; 2]) -> NodeId {
    let (sine, cosine) = (graph.binary(Binary::Along, b, a), graph.binary(Binary::Along, a, b));
    let (rise, run) = (graph.chain_levelling(a, da, sine, false), graph.chain_levelling(b, db, cosine, false));
    graph.sub(rise, run)
}

/// The first derivative where `low < high`, the second where `low > high`, their mean where they are equal.
fn pick(graph: &mut Graph, [low, high]: [NodeId; 2], [first, second]: [NodeId; 2]) -> NodeId {
    let (half, sum) = (graph.constant(0.5), graph.add(first, second));
    let mean = graph.mul(half, sum);
    let second_wins = graph.binary(Binary::Less, high, low);
    let otherwise = graph.select(second_wins, second, mean);
    let first_wins = graph.binary(Binary::Less, low, high);
    graph.select(first_wins, first, otherwise)
}
