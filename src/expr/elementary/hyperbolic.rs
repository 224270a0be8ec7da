//! Hyperbolic functions and their inverses.

use super::exponential::{exp_of_sum, expm1};
use super::logarithm::{log_of_sum, log1p};
use super::select;

/// Hyperbolic sine.
#[inline(always)]
pub(crate) fn sinh(x: f64) -> f64 {
    let size = x.abs();
    let growth = expm1(size);
    let near = 0.5 * (2.0 * growth - growth * growth / (growth + 1.0));
    // Half of e^x does not overflow before the sine does.
    let half = exp_of_sum(size, 0.0, -1.0);
    let far = half - 0.25 / half;
    let value = select(size < 1.0, near, far);
    select(size < 1e-8, size, value).copysign(x)
}

/// Hyperbolic cosine.
#[inline(always)]
pub(crate) fn cosh(x: f64) -> f64 {
    let half = exp_of_sum(x.abs(), 0.0, -1.0);
    half + 0.25 / half
}

/// Hyperbolic tangent.
#[inline(always)]
pub(crate) fn tanh(x: f64) -> f64 {
    let size = x.abs();
    let is_far = size > 0.5493;
    // Where it is all but 1, the exponential may not overflow.
    let doubled = select(size > 30.0, 60.0, 2.0 * size);
    let growth = expm1(select(is_far, doubled, -doubled));
    let sum = growth + 2.0;
    let ratio = select(is_far, 2.0, -growth) / sum;
    let value = select(is_far, 1.0 - ratio, ratio);
    select(x.is_nan(), x, value.copysign(x))
}

/// Inverse hyperbolic sine.
#[inline(always)]
pub(crate) fn asinh(x: f64) -> f64 {
    let size = x.abs();
    let square = size * size;
    // (asinh(x)/x − 1)/x² for x up to 3/4: error 5.4e-18.
    let tail = polynomial!(
        square,
        [
            -0.16666666666666344,
            0.07499999999939257,
            -0.044642857102552044,
            0.030381943085904348,
            -0.022372131737461887,
            0.01735240420365018,
            -0.013961560761877254,
            0.011530312907868587,
            -0.009658080647444363,
            0.008017113249969912,
            -0.006294766143643386,
            0.004329950947671063,
            -0.0023428970933773393,
            0.0008530725041059967,
            -0.00015244857112566959,
        ],
    );
    let near = size + size * square * tail;
    let middle = log1p(size + square / (1.0 + (square + 1.0).sqrt()));
    let far = log_of_sum(size, 0.0) + std::f64::consts::LN_2;
    let outer = select(size < 1e9, middle, far);
    select(size < 0.75, near, outer).copysign(x)
}

/// Inverse hyperbolic cosine; NaN below 1.
#[inline(always)]
pub(crate) fn acosh(x: f64) -> f64 {
    let above = x - 1.0;
    let near = log1p(above + (2.0 * above + above * above).sqrt());
    let far = log_of_sum(x, 0.0) + std::f64::consts::LN_2;
    let value = select(x < 1e9, near, far);
    select(x < 1.0, f64::NAN, value)
}

/// Inverse hyperbolic tangent; NaN outside [−1, 1].
#[inline(always)]
pub(crate) fn atanh(x: f64) -> f64 {
    let size = x.abs();
    let doubled = size + size;
    let near = log1p(doubled + doubled * size / (1.0 - size));
    let far = log1p(doubled / (1.0 - size));
    (0.5 * select(size < 0.5, near, far)).copysign(x)
}
