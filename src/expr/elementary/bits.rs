//! Whole numbers, powers of two and halves of a number, by its bits.

use super::select;

/// Added to a number below 2^51 it leaves no place for a fraction, and the number's whole part in the lowest bits.
const ROUNDER: f64 = 1.5 * TWO_52;
const TWO_52: f64 = 4503599627370496.0;
/// The bits of an exponent's bias.
const BIAS: f64 = 1023.0;

/// The nearest whole number, of numbers below 2^51; halves go to the even one.
#[inline(always)]
pub(super) fn round(x: f64) -> f64 {
    (x + ROUNDER) - ROUNDER
}

/// The lowest bits of a whole number below 2^51, as two's complement has them.
#[inline(always)]
pub(super) fn lowest_bits(whole: f64) -> u64 {
    (whole + ROUNDER).to_bits()
}

/// The largest whole number that is not above `x`, for x from 0 to 2^52.
#[inline(always)]
pub(super) fn truncate(x: f64) -> f64 {
    let nearest = (x + TWO_52) - TWO_52;
    select(nearest > x, nearest - 1.0, nearest)
}

/// Whether a number is whole; all from 2^52 on are.
#[inline(always)]
pub(super) fn is_whole(x: f64) -> bool {
    let size = x.abs();
    let nearest = (size + TWO_52) - TWO_52;
    // Without a branch, as all conditions here.
    (nearest == size) | (size >= TWO_52)
}

/// 2^k for a whole number k from −1022 to 1023.
#[inline(always)]
pub(super) fn power_of_two(k: f64) -> f64 {
    f64::from_bits((k + (ROUNDER + BIAS)).to_bits() << 52)
}

/// `x`·2^k for a whole number k from −2044 to 2046, where x·2^(k/2) is a normal number.
#[inline(always)]
pub(super) fn scale(x: f64, k: f64) -> f64 {
    let half = round(0.5 * k);
    x * power_of_two(half) * power_of_two(k - half)
}

/// A number with the last 27 bits left out, whose products with its like are exact.
#[inline(always)]
pub(super) fn high_half(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & 0xffff_ffff_f800_0000)
}

/// a·b as a rounded product and what rounding lost; neither may be above 2^996.
#[inline(always)]
pub(super) fn exact_product(a: f64, b: f64) -> [f64; 2] {
    let product = a * b;
    let (a_high, b_high) = (high_half(a), high_half(b));
    let (a_low, b_low) = (a - a_high, b - b_high);
    let lost = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    [product, lost]
}

/// What rounding lost of a + b = `sum`.
#[inline(always)]
pub(super) fn lost_of_sum(a: f64, b: f64, sum: f64) -> f64 {
    let of_b = sum - a;
    (a - (sum - of_b)) + (b - of_b)
}

/// A normal positive number as 2^power·mantissa, the mantissa from √½ to √2.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const MANTISSA: u64 = (1 << 52) - 1;
    // Counted from √½, the exponent goes up where the mantissa passes √2.
    let above = x.to_bits().wrapping_sub(ROOT_HALF);
    let mantissa = f64::from_bits((above & MANTISSA).wrapping_add(ROOT_HALF));
    let biased = above.wrapping_add(1023 << 52) >> 52;
    (f64::from_bits(TWO_52.to_bits() | biased) - (TWO_52 + BIAS), mantissa)
}

/// A positive number that is normal, and the power of two that it was multiplied by.
#[inline(always)]
pub(super) fn normalized(x: f64) -> (f64, f64) {
    const TWO_54: f64 = 18014398509481984.0;
    let is_subnormal = x < f64::MIN_POSITIVE;
    (select(is_subnormal, x * TWO_54, x), select(is_subnormal, 54.0, 0.0))
}
