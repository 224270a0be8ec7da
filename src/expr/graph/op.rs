//! The operators: each one's name, value, derivative and WGSL text, once.
//!
//! An entry of `unary!` or `binary!` is an operator. Its value, derivative and WGSL are required, so an operator without
//! one of them does not compile. Values have neither branches nor calls that would keep a loop over points from becoming
//! vectors; arguments for which there is no such value are told by `except`.
//!
//! # Conventions at kinks
//! Derivatives are exact wherever they exist. Where a function has a kink or a jump:
//! - `abs` has slope 0 at 0, the mean of the slopes on both sides, as PyTorch has it;
//! - `min` and `max` take the mean of both slopes where the arguments are equal;
//! - `sign`, `floor`, `ceil`, `round` and comparisons have slope 0 everywhere, jumps included;
//! - `if` has the slope of the branch that is taken, and `mod` the slope of the piece it is on;
//! - `^` is 1 wherever its exponent is 0, at 0^0 too, and has slope 0 along its base there; along its exponent it has
//!   slope 0 where its base is 0, and none where the base is negative, unless the exponent stands still there;
//! - `hypot`, and so the root of any sum of squares, has slope 0 at 0, as `abs` has, of which it is the like in the plane;
//! - a power of `abs` has at 0 the derivatives of the power, where these exist: that of u² for an exponent that is 2, be it a
//!   number or made of parameters;
//! - `relu` has slope 0 at 0, as PyTorch has it;
//! - `sqrt` and `cbrt` have no slope at 0: the gradient is infinite or NaN there while f is 0.

use super::{Graph, NodeId};
use crate::expr::elementary;
use crate::expr::tape::lanes::{Function1, Function2, Source, Vectors};

/// Declares the operators of one argument.
macro_rules! unary {
    ($($(#[$doc:meta])* $op:ident {
        name: $name:literal,
        value: |$x:ident| $value:expr,
        $(except: $is_exception:expr => $exception:expr,)?
        derivative: |$g:ident, $a:ident, $f:ident| $slope:expr,
        wgsl: $wgsl:literal $(,)?
    })*) => {
        /// An operator of one argument.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Unary { $($(#[$doc])* $op),* }

        impl Unary {
            /// Every operator of one argument.
            pub const ALL: &[Unary] = &[$(Unary::$op),*];

            /// The function's name in formulas (`-` for the negative).
            pub fn name(self) -> &'static str {
                match self { $(Unary::$op => $name),* }
            }

            /// The value at `x`.
            pub fn value(self, x: f64) -> f64 {
                match self { $(Unary::$op => unary_functions::$op::value(x)),* }
            }

            /// The values at every `a`, into `out`: one match for a whole block.
            pub(in crate::expr) fn values(self, vectors: Vectors, a: Source<'_>, out: &mut [f64]) {
                match self { $(Unary::$op => vectors.map1::<unary_functions::$op>(a, out)),* }
            }

            /// The slope ∂f/∂a as a node, where `value` is the node f = op(a).
            pub(in crate::expr) fn slope(self, graph: &mut Graph, a: NodeId, value: NodeId) -> NodeId {
                match self { $(Unary::$op => { let ($g, $a, $f) = (graph, a, value); let _ = (&$g, $a, $f); $slope })* }
            }

            /// WGSL for op(a), where `a` is an operand's text.
            pub(in crate::expr) fn wgsl(self, a: &str) -> String {
                match self { $(Unary::$op => format!($wgsl, a = a)),* }
            }
        }

        mod unary_functions {
            use super::*;

            $(pub(in crate::expr) struct $op;

            impl Function1 for $op {
                #[inline(always)]
                fn usual($x: f64) -> f64 { $value }

                $(const HAS_EXCEPTIONS: bool = true;

                #[inline(always)]
                fn is_exception($x: f64) -> bool { $is_exception }

                fn exception($x: f64) -> f64 { $exception })?
            })*
        }
    };
}

/// Declares the operators of two arguments.
macro_rules! binary {
    ($($(#[$doc:meta])* $op:ident {
        name: $name:literal,
        value: |$x:ident, $y:ident| $value:expr,
        $(except: $is_exception:expr => $exception:expr,)?
        derivative: |$g:ident, $a:ident, $b:ident, $f:ident, $da:ident, $db:ident| $slope:expr,
        wgsl: $wgsl:literal $(,)?
    })*) => {
        /// An operator of two arguments.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Binary { $($(#[$doc])* $op),* }

        impl Binary {
            /// Every operator of two arguments.
            pub const ALL: &[Binary] = &[$(Binary::$op),*];

            /// The operator's symbol or the function's name in formulas.
            pub fn name(self) -> &'static str {
                match self { $(Binary::$op => $name),* }
            }

            /// The value at `(x, y)`.
            pub fn value(self, x: f64, y: f64) -> f64 {
                match self { $(Binary::$op => binary_functions::$op::value(x, y)),* }
            }

            /// The values at every pair of arguments, into `out`: one match for a whole block.
            pub(in crate::expr) fn values(self, vectors: Vectors, arguments: [Source<'_>; 2], out: &mut [f64]) {
                match self { $(Binary::$op => vectors.map2::<binary_functions::$op>(arguments, out)),* }
            }

            /// The derivative of the node `value` = op(a, b) from the derivatives of its arguments.
            pub(in crate::expr) fn derivative(self, graph: &mut Graph, [a, b]: [NodeId; 2], value: NodeId, [da, db]: [NodeId; 2]) -> NodeId {
                match self {
                    $(Binary::$op => {
                        let ($g, $a, $b, $f, $da, $db) = (graph, a, b, value, da, db);
                        let _ = (&$g, $a, $b, $f, $da, $db);
                        $slope
                    })*
                }
            }

            /// WGSL for op(a, b), where `a` and `b` are operands' texts.
            pub(in crate::expr) fn wgsl(self, a: &str, b: &str) -> String {
                match self { $(Binary::$op => format!($wgsl, a = a, b = b)),* }
            }
        }

        mod binary_functions {
            use super::*;

            $(pub(in crate::expr) struct $op;

            impl Function2 for $op {
                #[inline(always)]
                fn usual($x: f64, $y: f64) -> f64 { $value }

                $(const HAS_EXCEPTIONS: bool = true;

                #[inline(always)]
                fn is_exception($x: f64, $y: f64) -> bool { $is_exception }

                fn exception($x: f64, $y: f64) -> f64 { $exception })?
            })*
        }
    };
}

unary! {
    /// −a.
    Neg {
        name: "-",
        value: |x| -x,
        derivative: |g, a, f| g.constant(-1.0),
        wgsl: "(-{a})",
    }
    /// |a|.
    Abs {
        name: "abs",
        value: |x| x.abs(),
        derivative: |g, a, f| g.unary(Unary::Sign, a),
        wgsl: "abs({a})",
    }
    /// −1, 0 or 1.
    Sign {
        name: "sign",
        value: |x| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { x * 0.0 },
        derivative: |g, a, f| g.constant(0.0),
        wgsl: "math_sign({a})",
    }
    /// The largest whole number that is not above a.
    Floor {
        name: "floor",
        value: |x| x.floor(),
        derivative: |g, a, f| g.constant(0.0),
        wgsl: "floor({a})",
    }
    /// The smallest whole number that is not below a.
    Ceil {
        name: "ceil",
        value: |x| x.ceil(),
        derivative: |g, a, f| g.constant(0.0),
        wgsl: "ceil({a})",
    }
    /// The nearest whole number; split_u64 go to the even one.
    Round {
        name: "round",
        value: |x| x.round_ties_even(),
        derivative: |g, a, f| g.constant(0.0),
        wgsl: "round({a})",
    }
    /// Square root; NaN below 0.
    Sqrt {
        name: "sqrt",
        value: |x| x.sqrt(),
        derivative: |g, a, f| g.slope_of_root(a, f),
        wgsl: "math_sqrt({a})",
    }
    /// Cube root, of negative numbers too.
    Cbrt {
        name: "cbrt",
        value: |x| elementary::cbrt(x),
        derivative: |g, a, f| { let (square, third) = (g.powi(f, 2), g.constant(1.0 / 3.0)); g.div(third, square) },
        wgsl: "math_cbrt({a})",
    }
    /// eᵃ.
    Exp {
        name: "exp",
        value: |x| elementary::exp(x),
        derivative: |g, a, f| f,
        wgsl: "math_exp({a})",
    }
    /// eᵃ − 1, accurate near 0.
    Expm1 {
        name: "expm1",
        value: |x| elementary::expm1(x),
        derivative: |g, a, f| g.unary(Unary::Exp, a),
        wgsl: "math_expm1({a})",
    }
    /// The natural logarithm.
    Log {
        name: "log",
        value: |x| elementary::log(x),
        derivative: |g, a, f| g.reciprocal(a),
        wgsl: "math_log({a})",
    }
    /// log(1 + a), accurate near 0.
    Log1p {
        name: "log1p",
        value: |x| elementary::log1p(x),
        derivative: |g, a, f| { let one = g.constant(1.0); let sum = g.add(one, a); g.reciprocal(sum) },
        wgsl: "math_log1p({a})",
    }
    /// The logarithm to base 2.
    Log2 {
        name: "log2",
        value: |x| elementary::log2(x),
        derivative: |g, a, f| { let scale = g.constant(std::f64::consts::LOG2_E); g.div(scale, a) },
        wgsl: "math_log2({a})",
    }
    /// The logarithm to base 10.
    Log10 {
        name: "log10",
        value: |x| elementary::log10(x),
        derivative: |g, a, f| { let scale = g.constant(std::f64::consts::LOG10_E); g.div(scale, a) },
        wgsl: "math_log10({a})",
    }
    /// Sine of radians.
    Sin {
        name: "sin",
        value: |x| elementary::sin(x),
        except: x.abs() > elementary::MANY_TURNS => x.sin(),
        derivative: |g, a, f| g.unary(Unary::Cos, a),
        wgsl: "math_sin({a})",
    }
    /// Cosine of radians.
    Cos {
        name: "cos",
        value: |x| elementary::cos(x),
        except: x.abs() > elementary::MANY_TURNS => x.cos(),
        derivative: |g, a, f| { let sine = g.unary(Unary::Sin, a); g.neg(sine) },
        wgsl: "math_cos({a})",
    }
    /// Tangent of radians.
    Tan {
        name: "tan",
        value: |x| elementary::tan(x),
        except: x.abs() > elementary::MANY_TURNS => x.tan(),
        derivative: |g, a, f| { let (one, square) = (g.constant(1.0), g.powi(f, 2)); g.add(one, square) },
        wgsl: "math_tan({a})",
    }
    /// Inverse sine, in radians.
    Asin {
        name: "asin",
        value: |x| elementary::asin(x),
        derivative: |g, a, f| { let square = g.unary(Unary::OneMinusSquare, a); let root = g.unary(Unary::Sqrt, square); g.reciprocal(root) },
        wgsl: "math_asin({a})",
    }
    /// Inverse cosine, in radians.
    Acos {
        name: "acos",
        value: |x| elementary::acos(x),
        derivative: |g, a, f| { let slope = Unary::Asin.slope(g, a, f); g.neg(slope) },
        wgsl: "math_acos({a})",
    }
    /// Inverse tangent, in radians.
    Atan {
        name: "atan",
        value: |x| elementary::atan(x),
        derivative: |g, a, f| { let (one, square) = (g.constant(1.0), g.powi(a, 2)); let sum = g.add(one, square); g.reciprocal(sum) },
        wgsl: "math_atan({a})",
    }
    /// Hyperbolic sine.
    Sinh {
        name: "sinh",
        value: |x| elementary::sinh(x),
        derivative: |g, a, f| g.unary(Unary::Cosh, a),
        wgsl: "math_sinh({a})",
    }
    /// Hyperbolic cosine.
    Cosh {
        name: "cosh",
        value: |x| elementary::cosh(x),
        derivative: |g, a, f| g.unary(Unary::Sinh, a),
        wgsl: "math_cosh({a})",
    }
    /// Hyperbolic tangent.
    Tanh {
        name: "tanh",
        value: |x| elementary::tanh(x),
        derivative: |g, a, f| { let falling = g.unary(Unary::Sech, a); g.powi(falling, 2) },
        wgsl: "math_tanh({a})",
    }
    /// 1 / cosh(a), which does not overflow on the way.
    Sech {
        name: "sech",
        value: |x| elementary::sech(x),
        derivative: |g, a, f| { let tangent = g.unary(Unary::Tanh, a); let falling = g.mul(f, tangent); g.neg(falling) },
        wgsl: "math_sech({a})",
    }
    /// Inverse hyperbolic sine.
    Asinh {
        name: "asinh",
        value: |x| elementary::asinh(x),
        derivative: |g, a, f| { let one = g.constant(1.0); let root = g.binary(Binary::Hypot, one, a); g.reciprocal(root) },
        wgsl: "math_asinh({a})",
    }
    /// Inverse hyperbolic cosine; NaN below 1.
    Acosh {
        name: "acosh",
        value: |x| elementary::acosh(x),
        // √(a−1)·√(a+1) keeps the relative accuracy next to 1 that √(a²−1) loses.
        derivative: |g, a, f| { let one = g.constant(1.0); let (below, above) = (g.sub(a, one), g.add(a, one)); let (below, above) = (g.unary(Unary::Sqrt, below), g.unary(Unary::Sqrt, above)); let root = g.mul(below, above); g.reciprocal(root) },
        wgsl: "math_acosh({a})",
    }
    /// Inverse hyperbolic tangent; NaN outside [−1, 1].
    Atanh {
        name: "atanh",
        value: |x| elementary::atanh(x),
        derivative: |g, a, f| { let rest = g.unary(Unary::OneMinusSquare, a); g.reciprocal(rest) },
        wgsl: "math_atanh({a})",
    }
    /// The error function, 2/√π ∫₀ᵃ exp(−t²) dt.
    Erf {
        name: "erf",
        value: |x| elementary::erf(x),
        derivative: |g, a, f| { let square = g.powi(a, 2); let exponent = g.neg(square); let bell = g.unary(Unary::Exp, exponent); let scale = g.constant(std::f64::consts::FRAC_2_SQRT_PI); g.mul(scale, bell) },
        wgsl: "math_erf({a})",
    }
    /// 1 − erf(a), accurate where erf is all but 1.
    Erfc {
        name: "erfc",
        value: |x| elementary::erfc(x),
        derivative: |g, a, f| { let slope = Unary::Erf.slope(g, a, f); g.neg(slope) },
        wgsl: "math_erfc({a})",
    }
    /// log(1 + eᵃ), which is a far to the right and eᵃ far to the left.
    Softplus {
        name: "softplus",
        value: |x| elementary::softplus(x),
        derivative: |g, a, f| g.unary(Unary::Sigmoid, a),
        wgsl: "math_softplus({a})",
    }
    /// 1 / (1 + e⁻ᵃ), the logistic function.
    Sigmoid {
        name: "sigmoid",
        value: |x| elementary::sigmoid(x),
        // f·(1 − f) would be 0 where f is all but 1.
        derivative: |g, a, f| { let (half, quarter) = (g.constant(0.5), g.constant(0.25)); let halved = g.mul(half, a); let falling = g.unary(Unary::Sech, halved); let square = g.powi(falling, 2); g.mul(quarter, square) },
        wgsl: "math_sigmoid({a})",
    }
    /// a where it is positive, else 0.
    Relu {
        name: "relu",
        value: |x| if x.is_nan() { x } else { x.max(0.0) },
        derivative: |g, a, f| { let zero = g.constant(0.0); g.binary(Binary::Less, zero, a) },
        wgsl: "math_max({a}, 0.0f)",
    }
    /// a·Φ(a) with the normal distribution's Φ, as PyTorch has it without `approximate`.
    Gelu {
        name: "gelu",
        value: |x| elementary::gelu(x),
        derivative: |g, a, f| {
            let (half, scale) = (g.constant(0.5), g.constant(-std::f64::consts::FRAC_1_SQRT_2));
            let scaled = g.mul(scale, a);
            let tail = g.unary(Unary::Erfc, scaled);
            let below = g.mul(half, tail);
            let square = g.powi(a, 2);
            let exponent = g.mul(half, square);
            let exponent = g.neg(exponent);
            let bell = g.unary(Unary::Exp, exponent);
            let height = g.constant(0.5 * std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2);
            let density = g.mul(height, bell);
            let growth = g.mul(a, density);
            g.add(below, growth)
        },
        wgsl: "math_gelu({a})",
    }
    /// 1 − a², accurate beside ±1; derivatives are made of it, and no formula names it.
    OneMinusSquare {
        name: "1 - a^2",
        value: |x| (1.0 - x) * (1.0 + x),
        derivative: |g, a, f| { let scale = g.constant(-2.0); g.mul(scale, a) },
        wgsl: "((1.0f - {a}) * (1.0f + {a}))",
    }
    /// 1 where a is 0, else 0.
    Not {
        name: "not",
        value: |x| truth(x == 0.0),
        derivative: |g, a, f| g.constant(0.0),
        wgsl: "select(0.0f, 1.0f, {a} == 0.0f)",
    }
}

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
            let falling = g.chain(db, f);
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
                g.chain(da, slope)
            };
            let exponent = if g.is_zero(db) { db } else {
                // 0ᵇ is 0 for all b above 0, while 0·log(0) would be undefined.
                let (zero, log) = (g.constant(0.0), g.unary(Unary::Log, a));
                let (at_zero, growth) = (g.binary(Binary::Equal, a, zero), g.mul(f, log));
                let slope = g.select(at_zero, zero, growth);
                let rise = g.chain(db, slope);
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

/// A comparison's value: 1 or 0.
fn truth(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// How far the derivatives of (a, b) point across it, anticlockwise.
fn across(graph: &mut Graph, [a, b]: [NodeId; 2], [da, db]: [NodeId; 2]) -> NodeId {
    let (sine, cosine) = (graph.binary(Binary::Along, b, a), graph.binary(Binary::Along, a, b));
    let (rise, run) = (graph.chain(da, sine), graph.chain(db, cosine));
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
