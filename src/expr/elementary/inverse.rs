//! Inverse sine, cosine and tangent, in radians.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use super::select;

/// What rounding lost of π/2.
const FRAC_PI_2_LOW: f64 = 6.123233995736766e-17;

/// asin(s)/s − 1 for s² = z up to ¼: error 9.9e-19.
#[inline(always)]
fn asin_tail(z: f64) -> f64 {
    z * polynomial!(
        z,
        [
            0.16666666666666763,
            0.07499999999970096,
            0.04464285717528865,
            0.030381942675156853,
            0.02237221590927841,
            0.01735159544204053,
            0.013981019191439324,
            0.011397288048334639,
            0.01078934708104286,
            0.003672094868171722,
            0.021790848636126278,
            -0.02111698019025047,
            0.03270231078826614,
        ],
    )
}

/// An inverse sine s(1 + tail): of |x| itself, or of half the angle's complement where |x| is above ½.
#[inline(always)]
fn half_angle(x: f64) -> (bool, f64, f64) {
    let size = x.abs();
    let is_far = size > 0.5;
    let halved = 0.5 * (1.0 - size);
    let z = select(is_far, halved, size * size);
    let s = select(is_far, halved.sqrt(), size);
    (is_far, s, s * asin_tail(z))
}

/// Inverse sine; NaN outside [−1, 1].
#[inline(always)]
pub(crate) fn asin(x: f64) -> f64 {
    let (is_far, s, tail) = half_angle(x);
    let complement = FRAC_PI_2 - 2.0 * s;
    let lost = (FRAC_PI_2 - complement) - 2.0 * s;
    let far = complement + (lost - (2.0 * tail - FRAC_PI_2_LOW));
    select(is_far, far, s + tail).copysign(x)
}

/// Inverse cosine; NaN outside [−1, 1].
#[inline(always)]
pub(crate) fn acos(x: f64) -> f64 {
    let (is_far, s, tail) = half_angle(x);
    let near = FRAC_PI_2 - (x - (FRAC_PI_2_LOW - tail.copysign(x)));
    let angle = 2.0 * (s + tail);
    let far = select(x < 0.0, PI - (angle - 2.0 * FRAC_PI_2_LOW), angle);
    select(is_far, far, near)
}

/// The angle of a point (run, rise) with no negative side, from 0 to π/2.
#[inline(always)]
fn angle(rise: f64, run: f64) -> f64 {
    const TAN_FRAC_PI_8: f64 = 0.414213562373095;
    let is_flat = rise <= TAN_FRAC_PI_8 * run;
    let is_steep = run <= TAN_FRAC_PI_8 * rise;
    let numerator = select(is_steep, -run, select(is_flat, rise, rise - run));
    let denominator = select(is_steep, rise, select(is_flat, run, rise + run));
    let u = numerator / denominator;
    let z = u * u;
    // (atan(u)/u − 1)/u² for u up to tan(π/8): error 1.3e-18.
    let tail = z * polynomial!(
        z,
        [
            -0.333333333333332,
            0.1999999999995366,
            -0.14285714280203834,
            0.11111110783807955,
            -0.09090897766945591,
            0.07692060360051403,
            -0.06663105441046324,
            0.058478973123416586,
            -0.050393305576044725,
            0.03806494970616777,
            -0.01790733948736144,
        ],
    );
    let base = select(is_steep, FRAC_PI_2, select(is_flat, 0.0, FRAC_PI_4));
    let low = select(is_steep, FRAC_PI_2_LOW, select(is_flat, 0.0, 0.5 * FRAC_PI_2_LOW));
    base + (u + (u * tail + low))
}

/// Inverse tangent.
#[inline(always)]
pub(crate) fn atan(x: f64) -> f64 {
    let size = x.abs();
    // Beyond 2^64 the angle does not change, and an infinity would be divided by itself.
    let value = angle(select(size > 1.8e19, 1.8e19, size), 1.0);
    select(x.is_nan(), x, value).copysign(x)
}

/// The angle of the point (x, y) in (−π, π].
#[inline(always)]
pub(crate) fn atan2(y: f64, x: f64) -> f64 {
    let (rise, run) = (y.abs(), x.abs());
    const SMALL: f64 = 8.673617379884035e-19;
    const LARGE: f64 = 1152921504606846976.0;
    // Neither the sum nor the ratio may leave the numbers, and small ones keep their digits.
    let large = select(rise > run, rise, run);
    let factor = select(large > 1e300, SMALL, 1.0);
    let factor = select(large < 1e-290, LARGE, factor);
    let is_diagonal = rise == run;
    let is_origin = large == 0.0;
    let both = angle(select(is_diagonal, 1.0, rise * factor), select(is_diagonal, 1.0, run * factor));
    let first = select(is_origin, 0.0, both);
    let is_behind = x.is_sign_negative();
    let value = select(is_behind, PI - (first - 2.0 * FRAC_PI_2_LOW), first);
    let value = value.copysign(y);
    select(x.is_nan() | y.is_nan(), f64::NAN, value)
}
