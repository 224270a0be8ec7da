//! Operators of one argument.

use super::Binary;
use super::macros::unary;
use super::truth;
use crate::expr::elementary;
use crate::expr::graph::{Graph, NodeId};
use crate::expr::tape::lanes::{Function1, Source, Vectors};

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
            let growth = g.chain_levelling(a, a, density, true);
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

impl Unary {
    /// Whether it levels off at infinity as exponential functions do, or as a power; nothing where it does not.
    pub(in crate::expr) fn levels_off(self) -> Option<bool> {
        match self {
            Unary::Exp | Unary::Expm1 | Unary::Tanh | Unary::Sech | Unary::Erf | Unary::Erfc => Some(true),
            Unary::Softplus | Unary::Sigmoid | Unary::Relu | Unary::Gelu => Some(true),
            Unary::Atan => Some(false),
            _ => None,
        }
    }
}
