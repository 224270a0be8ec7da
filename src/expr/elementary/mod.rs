//! Elementary functions of f64 without a branch, a table or a call, so that a loop over many points becomes vectors.
//!
//! A point and a block of points go through the same operations in the same order, none of which is fused, so that a value
//! is the same to the bit alone and in a block, with AVX2 and with plain instructions. Each function is within 2 ulp of
//! the true value (`tests/core/elementary.rs`). NaN passes through, and an argument outside the domain gives NaN.
//!
//! Polynomials are minimax fits in Horner form, made for these files, with their largest errors beside them.

/// A polynomial of `$x` whose coefficients begin with the constant. It is no loop, which would not become vectors in another.
macro_rules! polynomial {
    ($x:expr, [$last:expr $(,)?] $(,)?) => { $last };
    ($x:expr, [$first:expr, $($rest:expr),+ $(,)?] $(,)?) => { $first + $x * polynomial!($x, [$($rest),+]) };
}

mod bits;
mod error_function;
mod exponential;
mod hyperbolic;
mod inverse;
mod logarithm;
mod power;
mod remainder;
mod trigonometric;

pub(super) use error_function::{erf, erfc, gelu};
pub(super) use exponential::{exp, expm1, sech, sigmoid, softplus};
pub(super) use hyperbolic::{acosh, asinh, atanh, cosh, sinh, tanh};
pub(super) use inverse::{acos, asin, atan, atan2};
pub(super) use logarithm::{log, log1p, log2, log10};
pub(super) use power::{along, cbrt, hypot, pow};
pub(super) use remainder::{is_far_apart, remainder};
pub(super) use trigonometric::{MANY_TURNS, cos, sin, tan};

/// ln 2 in two parts, the first of which has zeros to spare, so that its whole multiples are exact.
const LN_2_HIGH: f64 = 0.6931471803691238;
const LN_2_LOW: f64 = 1.9082149292705877e-10;

/// The first where the condition holds, else the second; both are computed.
#[inline(always)]
fn select<T>(condition: bool, a: T, b: T) -> T {
    // A branch, which an `if` may become, would be taken point by point.
    std::hint::select_unpredictable(condition, a, b)
}

/// The largest of both; the second where either is NaN.
#[inline(always)]
fn max(a: f64, b: f64) -> f64 {
    select(a > b, a, b)
}

/// The smallest of both; the second where either is NaN.
#[inline(always)]
fn min(a: f64, b: f64) -> f64 {
    select(a < b, a, b)
}
