//! Powers, roots and lengths.

use super::bits::{exact_product, high_half, is_whole, normalized, power_of_two, round, split};
use super::exponential::exp_of_parts;
use super::{max, min, select};

/// log2 of a positive number in two parts, the first of 26 bits: error 2^-65.
#[inline(always)]
fn log2_in_parts(x: f64) -> [f64; 2] {
    // 2/(3 ln 2), and the same in parts.
    const SCALE: f64 = 0.9617966939259756;
    const SCALE_PARTS: [f64; 2] = [0.9617966860532761, 7.872699542894897e-09];
    let (normal, scaled) = normalized(x);
    let (power, m) = split(normal);
    let power = power - scaled;
    // s = (m − 1)/(m + 1) in parts.
    let (below, sum) = (m - 1.0, m + 1.0);
    let inverse = 1.0 / sum;
    let s = below * inverse;
    let (s_high, sum_high) = (high_half(s), high_half(sum));
    let sum_low = m - (sum_high - 1.0);
    let s_low = inverse * ((below - s_high * sum_high) - s_high * sum_low);
    // log2(m) is SCALE·s·(3 + s² + rest).
    let z = s * s;
    let tail = polynomial!(
        z,
        [
            0.6000000000000341,
            0.42857142855137925,
            0.3333333378201891,
            0.2727267635650392,
            0.23080145256255427,
            0.1988500419435068,
            0.1979661664281079,
        ],
    );
    let square = s_high * s_high;
    let rest = z * z * tail + s_low * (s_high + s);
    let factor_high = high_half(3.0 + square + rest);
    let factor_low = rest - ((factor_high - 3.0) - square);
    let (product, low) = (s_high * factor_high, s_low * factor_high + factor_low * s);
    let high = high_half(product + low);
    let low = low - (high - product);
    let of_high = SCALE_PARTS[0] * high;
    let of_low = SCALE_PARTS[1] * high + low * SCALE;
    let total = high_half((of_high + of_low) + power);
    [total, of_low - ((total - power) - of_high)]
}

/// xʸ as C's `pow` has it: a negative base takes exponents that are whole numbers.
#[inline(always)]
pub(crate) fn pow(x: f64, y: f64) -> f64 {
    // ln 2, and the same in parts.
    const LN_2_HIGH: f64 = 0.6931471675634384;
    const LN_2_LOW: f64 = 1.2996506893889889e-08;
    let size = x.abs();
    let is_whole_y = is_whole(y);
    let is_odd = is_whole_y & !is_whole(0.5 * y);
    let is_end = (size == 0.0) | (size == f64::INFINITY);
    let [log_high, log_low] = log2_in_parts(select(is_end, 1.0, size));
    // Such an exponent takes every base but 1 to an end, and keeps infinities out of the sums.
    let exponent = min(max(y, -3.7e19), 3.7e19);
    let exponent_high = high_half(exponent);
    let high = exponent_high * log_high;
    let low = (exponent - exponent_high) * log_high + exponent * log_low;
    let total = high + low;
    let power = round(min(max(total, -1100.0), 1100.0));
    let is_within = total.abs() < 1100.0;
    let rest_high = high_half(select(is_within, (high - power) + low, 0.0));
    let rest_low = select(is_within, low - (rest_high - (high - power)), 0.0);
    let of_high = rest_high * LN_2_HIGH;
    let of_low = rest_low * std::f64::consts::LN_2 + rest_high * LN_2_LOW;
    let sum = of_high + of_low;
    let finite = exp_of_parts(power, sum, of_low - (sum - of_high));

    let end = select((size == 0.0) == (y < 0.0), f64::INFINITY, 0.0);
    let value = select(is_end, end, finite);
    let is_negative = x.is_sign_negative();
    let value = select(is_negative & is_odd, -value, value);
    let is_missing = x.is_nan() | y.is_nan() | ((x < 0.0) & !is_whole_y & !is_end);
    let value = select(is_missing, f64::NAN, value);
    select((y == 0.0) | (x == 1.0), 1.0, value)
}

/// Cube root, of negative numbers too.
#[inline(always)]
pub(crate) fn cbrt(x: f64) -> f64 {
    let size = x.abs();
    let (normal, scaled) = normalized(size);
    let (power, mantissa) = split(normal);
    let power = power - scaled;
    // The power's third, and what is left of it, −1, 0 or 1.
    let third = round(power * (1.0 / 3.0));
    let m = mantissa * power_of_two(power - 3.0 * third);
    // ∛m for m from 0.35 to 2.83: error 1.9e-3, whose cube is what a step leaves.
    let root = polynomial!(
        m,
        [0.44299419547455265, 0.9000623941818644, -0.47533103885889244, 0.15374387113042073, -0.019578079439099345],
    );
    let better = |root: f64| {
        let cube = root * root * root;
        root - root * (cube - m) / (2.0 * cube + m)
    };
    let near = better(root);
    // The last step by a cube that is exact.
    let rounded = high_half(near);
    let square = rounded * rounded;
    let [cube, lost] = exact_product(square, rounded);
    let step = ((m - cube) - lost) / (3.0 * square);
    let value = rounded + (step - step * step / rounded);
    let value = value * power_of_two(third);
    select((size > 0.0) & (size < f64::INFINITY), value, size).copysign(x)
}

/// Powers of two that keep the squares of numbers within range, and back.
#[inline(always)]
fn scales(large: f64, small: f64) -> [f64; 2] {
    // 2^±700.
    const UP: f64 = f64::from_bits((1023 + 700) << 52);
    const DOWN: f64 = f64::from_bits((1023 - 700) << 52);
    let (is_small, is_large) = (small < 3.4e-136, large > 3.3e153);
    let scale = |up, down| select(is_large, down, select(is_small, up, 1.0));
    [scale(UP, DOWN), scale(DOWN, UP)]
}

/// √(x² + y²) without overflow on the way; an infinity wins over NaN, as in C.
#[inline(always)]
pub(crate) fn hypot(x: f64, y: f64) -> f64 {
    let (a, b) = (x.abs(), y.abs());
    let (large, small) = (select(a < b, b, a), select(a < b, a, b));
    let [scale, unscale] = scales(large, small);
    let (a, b) = (large * scale, small * scale);
    let ([square, lost], [other, other_lost]) = (exact_product(a, a), exact_product(b, b));
    let length = unscale * (other_lost + lost + other + square).sqrt();
    // What is so much smaller does not count, and its square would leave the numbers.
    let value = select(small < large * 1e-17, large, length);
    let value = select(x.is_nan() | y.is_nan(), f64::NAN, value);
    select((x.abs() == f64::INFINITY) | (y.abs() == f64::INFINITY), f64::INFINITY, value)
}

/// x / hypot(x, y), and 0 where both are 0.
#[inline(always)]
pub(crate) fn along(x: f64, y: f64) -> f64 {
    let is_huge = max(x.abs(), y.abs()) > 1e300;
    let (x, y) = (select(is_huge, 0.25 * x, x), select(is_huge, 0.25 * y, y));
    // What overflowed still points along itself.
    let x = select(x.abs() == f64::INFINITY, f64::MAX.copysign(x) * 0.25, x);
    let length = hypot(x, y);
    let value = x / length;
    select(length == 0.0, 0.0, value)
}
