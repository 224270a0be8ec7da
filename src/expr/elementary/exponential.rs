//! Exponentials and what is made of them.

use super::bits::{power_of_two, round, scale};
use super::logarithm::log1p;
use super::{LN_2_HIGH, LN_2_LOW, max, min, select};

/// x + low = power·ln 2 + rest + rest_low, the rest from −½ ln 2 to ½ ln 2.
struct Exponent {
    power: f64,
    rest: f64,
    rest_low: f64,
}

/// Where eˣ is 0 and infinite beyond doubt; NaN stays.
#[inline(always)]
fn clamped(x: f64) -> f64 {
    let x = select(x < -750.0, -750.0, x);
    select(x > 720.0, 720.0, x)
}

#[inline(always)]
fn reduce(x: f64, low: f64) -> Exponent {
    let power = round(x * std::f64::consts::LOG2_E);
    let (high, low) = (x - power * LN_2_HIGH, power * LN_2_LOW - low);
    let rest = high - low;
    Exponent { power, rest, rest_low: (high - rest) - low }
}

impl Exponent {
    /// e^(rest + rest_low) − 1: error 3.5e-18.
    #[inline(always)]
    fn expm1(&self) -> f64 {
        let r = self.rest;
        let tail = polynomial!(
            r,
            [
                0.5000000000000012,
                0.166666666666667,
                0.04166666666651538,
                0.008333333333306908,
                0.001388888894703828,
                0.00019841269917910602,
                2.4801489908651e-05,
                2.755721591763982e-06,
                2.763129528314645e-07,
                2.5117960839305986e-08,
            ],
        );
        r + (r * r * tail + self.rest_low)
    }
}

/// e^(x + low)·2^shift, for a `low` that rounding lost of x.
#[inline(always)]
pub(super) fn exp_of_sum(x: f64, low: f64, shift: f64) -> f64 {
    let exponent = reduce(clamped(x), low);
    scale(1.0 + exponent.expm1(), exponent.power + shift)
}

/// 2^power·e^(rest + rest_low) for a rest from −0.36 to 0.36.
#[inline(always)]
pub(super) fn exp_of_parts(power: f64, rest: f64, rest_low: f64) -> f64 {
    scale(1.0 + Exponent { power, rest, rest_low }.expm1(), power)
}

/// `factor`·e^(x + low), rounded once more where e^x·2^k would be.
#[inline(always)]
pub(super) fn times_exp_of_sum(factor: f64, x: f64, low: f64) -> f64 {
    let exponent = reduce(clamped(x), low);
    scale(factor + factor * exponent.expm1(), exponent.power)
}

/// eˣ.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    exp_of_sum(x, 0.0, 0.0)
}

/// eˣ − 1.
#[inline(always)]
pub(crate) fn expm1(x: f64) -> f64 {
    let exponent = reduce(clamped(select(x < -50.0, -50.0, x)), 0.0);
    let low = exponent.expm1();
    // 2^k·(1 + low) − 1, in which nothing is lost: 1 − 2^−k is exact where it counts.
    let one = 1.0 - power_of_two(-min(exponent.power, 1000.0));
    let value = scale(low + one, exponent.power);
    select(x == 0.0, x, value)
}

/// 1 / cosh(x), which does not overflow on the way.
#[inline(always)]
pub(crate) fn sech(x: f64) -> f64 {
    let decay = exp(-x.abs());
    2.0 * decay / (1.0 + decay * decay)
}

/// 1 / (1 + e⁻ˣ).
#[inline(always)]
pub(crate) fn sigmoid(x: f64) -> f64 {
    let decay = exp(-x.abs());
    select(x < 0.0, decay, 1.0) / (1.0 + decay)
}

/// log(1 + eˣ).
#[inline(always)]
pub(crate) fn softplus(x: f64) -> f64 {
    let value = max(x, 0.0) + log1p(exp(-x.abs()));
    select(x.is_nan(), x, value)
}
