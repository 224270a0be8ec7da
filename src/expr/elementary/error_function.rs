//! The error function and what is made of it.

use super::bits::exact_product;
use super::exponential::times_exp_of_sum;
use super::select;

/// erf(x) for |x| up to 0.9: error 6.2e-19.
#[inline(always)]
fn erf_near(x: f64) -> f64 {
    x + x * polynomial!(
        x * x,
        [
            0.1283791670955126,
            -0.37612638903183726,
            0.11283791670953705,
            -0.026866170644806852,
            0.005223977621604924,
            -0.000854832675499701,
            0.00012055321044332159,
            -1.4925299775969166e-05,
            1.645521430604184e-06,
            -1.6275478208951088e-07,
            1.4046051987067642e-08,
            -8.481848081532989e-10,
        ],
    )
}

/// e^(z²)·erfc(z) for z from 0.46 to 27.5, and the fraction of it that rounding lost: error 7.4e-19.
#[inline(always)]
fn erfc_scaled(z: f64) -> [f64; 2] {
    const FIRST: f64 = 1.2329951186255526;
    let s = (z - 4.0) / (z + 4.0);
    let rest = s * polynomial!(
        s,
        [
            -0.1396211168405625,
            0.015379652102619752,
            0.06809705425468869,
            -0.10103906603630367,
            0.09373283499852333,
            -0.0663303658122655,
            0.03716751553402277,
            -0.01619773405680488,
            0.005031970016018991,
            -0.0007577732988889672,
            -0.00019925694873981092,
            0.00015062173908188698,
            -2.4398125886895373e-05,
            -1.122227691037895e-05,
            5.706669326626228e-06,
            2.944266961786466e-07,
            -8.197785026683192e-07,
            7.369352240204575e-08,
            1.0348836073581169e-07,
            -1.7129281212482686e-08,
            -9.736802567021081e-09,
            1.5600451915621232e-09,
        ],
    );
    let (product, divisor) = (FIRST + rest, 1.0 + 2.0 * z);
    let quotient = product / divisor;
    let (lost, lost_of_divisor) = (rest - (product - FIRST), 1.0 - (divisor - 2.0 * z));
    [quotient, (lost - lost_of_divisor * quotient) / product]
}

/// `factor`·erfc(z) for z from 0.46 on, where z is `z` + `low`.
#[inline(always)]
fn erfc_far(factor: f64, z: f64, low: f64) -> f64 {
    let near = select(z > 27.5, 27.5, z);
    let [square, lost] = exact_product(near, near);
    let [scaled, lost_fraction] = erfc_scaled(near);
    let [product, lost_of_product] = exact_product(factor, scaled);
    let low = (lost_fraction + lost_of_product / product) - (lost + 2.0 * near * low);
    times_exp_of_sum(product, -square, low)
}

/// The error function.
#[inline(always)]
pub(crate) fn erf(x: f64) -> f64 {
    let size = x.abs();
    let far = (1.0 - erfc_far(1.0, size, 0.0)).copysign(x);
    select(size < 0.9, erf_near(x), far)
}

/// 1 − erf(x), accurate where erf is all but 1.
#[inline(always)]
pub(crate) fn erfc(x: f64) -> f64 {
    let size = x.abs();
    let far = erfc_far(1.0, size, 0.0);
    let far = select(x < 0.0, 2.0 - far, far);
    let near = 1.0 - erf_near(x);
    let is_near = (x > -0.9) & (x < 0.47);
    select(is_near, near, far)
}

/// x·Φ(x) with the normal distribution's Φ.
#[inline(always)]
pub(crate) fn gelu(x: f64) -> f64 {
    // What rounding loses of 1/√2 and of the product would be magnified far out.
    const ROOT_LOW: f64 = -4.833646656726457e-17;
    let within = select(x.abs() > 40.0, 40.0f64.copysign(x), x);
    let size = within.abs();
    let [scaled, lost] = exact_product(size, std::f64::consts::FRAC_1_SQRT_2);
    let low = lost + size * ROOT_LOW;
    let tail = erfc_far(0.5 * within, scaled, low);
    let middle = x * (0.5 + 0.5 * erf_near(scaled).copysign(within));
    let far = select(within < 0.0, tail, x - tail);
    let is_near = (within > -0.6) & (within < 1.2);
    let value = select(is_near, middle, far);
    select(x == f64::NEG_INFINITY, -0.0, value)
}
