//! What is written at ticks.

use super::decimal::{exponent, scaled};
use crate::words::{RAISED, as_digit_of, with_minus};

/// Labels for ticks: as few decimals as tell neighbours apart, the same number on all, with a true minus sign.
///
/// From 10⁶ on and up to 10⁻⁵ the largest tick's power of ten is written with each (`2.5×10⁶`). Ticks that are not
/// evenly spaced, as on a logarithmic axis, are each written in their own shortest form, all as powers of ten if one
/// needs it or they span six of them.
pub fn format_ticks(ticks: &[f64]) -> Vec<String> {
    match common_power(ticks) {
        Some(power) => even_labels(ticks, power),
        None => uneven_labels(ticks, &[]),
    }
}

/// Labels of evenly spaced ticks, each with a power of ten, 0 for none.
pub(crate) fn even_labels(ticks: &[f64], power: i32) -> Vec<String> {
    digits(ticks, power).iter().map(|digits| label(digits, power)).collect()
}

/// Labels of others, all as powers of ten if one of these or of some more needs it or they span six of them.
pub(crate) fn uneven_labels(ticks: &[f64], more: &[f64]) -> Vec<String> {
    let powers = || sizes(ticks).chain(sizes(more)).filter(|&size| size > 0.0).map(exponent);
    let span = powers().max().unwrap_or(0) - powers().min().unwrap_or(0);
    let is_scientific = span >= 6 || powers().any(is_scientific);
    ticks.iter().map(|&tick| own_label(tick, is_scientific)).collect()
}

/// The power of ten that all labels of ticks share, 0 for none; nothing where the ticks are not evenly spaced, so that each
/// is written in its own form.
pub(crate) fn common_power(ticks: &[f64]) -> Option<i32> {
    let least = sizes(ticks).filter(|&size| size > 0.0).fold(f64::INFINITY, f64::min);
    let largest = sizes(ticks).fold(0.0, f64::max);
    let one_sign = ticks.iter().all(|&tick| tick > 0.0) || ticks.iter().all(|&tick| tick < 0.0);
    let gaps = || ticks.windows(2).map(|pair| pair[1] - pair[0]);
    let is_uneven = ticks.iter().all(|tick| tick.is_finite())
        && gaps().fold(0.0, f64::max) > 1.5 * gaps().fold(f64::INFINITY, f64::min);
    // Evenly spaced numbers of one sign never span more than the factor of their count.
    if if one_sign { largest / least > ticks.len() as f64 + 0.5 } else { is_uneven } {
        return None;
    }
    // A sum that comes out a hair below a power of ten is that power.
    let power = exponent(largest * (1.0 + 1e-9));
    Some(if is_scientific(power) { power } else { 0 })
}

/// The digits of ticks before a power of ten, with as many decimals as tell them apart.
pub(crate) fn digits(ticks: &[f64], power: i32) -> Vec<String> {
    let mantissas: Vec<f64> = ticks.iter().map(|&tick| scaled(tick, -power)).collect();
    let decimals = decimals_needed(&mantissas);
    mantissas.iter().map(|&mantissa| format!("{mantissa:.decimals$}")).collect()
}

fn sizes(ticks: &[f64]) -> impl Iterator<Item = f64> {
    ticks.iter().map(|tick| tick.abs()).filter(|size| size.is_finite())
}

fn is_scientific(power: i32) -> bool {
    power >= 6 || power <= -5
}

/// The fewest decimals at which every tick is within a thousandth of the smallest gap of its own value.
fn decimals_needed(ticks: &[f64]) -> usize {
    decimals_within(ticks, 0.0)
}

/// The same where ticks are known to be off by so much, which no decimals are spent on while neighbours differ.
pub(crate) fn decimals_within(ticks: &[f64], noise: f64) -> usize {
    let largest = ticks.iter().map(|tick| tick.abs()).filter(|size| size.is_finite()).fold(0.0, f64::max);
    let gaps = ticks.windows(2).map(|pair| (pair[1] - pair[0]).abs()).filter(|&gap| gap > 0.0);
    let gap = gaps.fold(f64::INFINITY, f64::min);
    // A number that stands alone gets six digits; no number gets digits that f64 does not have.
    let tolerance = if gap.is_finite() { (1e-3 * gap).max(noise.min(0.3 * gap)) } else { 1e-6 * largest };
    let tolerance = tolerance.max(4.0 * f64::EPSILON * largest);
    let fits = |decimals: usize| {
        ticks.iter().filter(|tick| tick.is_finite()).all(|&tick| {
            let rounded: f64 = format!("{tick:.decimals$}").parse().unwrap_or(tick);
            (rounded - tick).abs() <= tolerance
        })
    };
    (0..20).find(|&decimals| fits(decimals)).unwrap_or(20)
}

/// A tick's own shortest form, as a power of ten if asked for.
pub(crate) fn own_label(tick: f64, scientific: bool) -> String {
    let power = if scientific { exponent(tick) } else { 0 };
    let mantissa = scaled(tick, -power);
    let decimals = decimals_needed(&[mantissa]);
    let digits = format!("{mantissa:.decimals$}");
    match digits.strip_suffix('1') {
        Some(sign @ ("" | "-")) if scientific => with_minus(sign) + &power_of_ten(power),
        _ => label(&digits, power),
    }
}

/// A label from digits and the power of ten that goes with them, 0 for none.
pub(crate) fn label(digits: &str, power: i32) -> String {
    let is_zero = digits.bytes().all(|byte| matches!(byte, b'-' | b'.' | b'0'));
    match digits {
        _ if is_zero && power != 0 => "0".to_owned(),
        _ if is_zero => digits.trim_start_matches('-').to_owned(),
        _ if power == 0 || digits.ends_with(char::is_alphabetic) => with_minus(digits),
        _ => with_minus(digits) + "×" + &power_of_ten(power),
    }
}

/// 10 with its exponent in superscript.
pub(crate) fn power_of_ten(power: i32) -> String {
    let superscript = |c: char| if c == '-' { '⁻' } else { as_digit_of(RAISED, c) };
    "10".chars().chain(power.to_string().chars().map(superscript)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_of_ten_that_is_a_hair_too_small_is_one() {
        assert_eq!(format_ticks(&[0.0, 9.999999999999999e-6]), ["0", "1×10⁻⁵"]);
    }

    #[test]
    fn labels_have_as_many_decimals_as_tell_them_apart() {
        assert_eq!(format_ticks(&[-5.0, 0.0, 5.0]), ["−5", "0", "5"]);
        assert_eq!(format_ticks(&[0.0, 2.5, 5.0]), ["0.0", "2.5", "5.0"]);
        assert_eq!(format_ticks(&[-0.1, -0.0, 0.1, 0.2, 0.30000000000000004]), ["−0.1", "0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(format_ticks(&[-0.2, -1e-18, 0.2]), ["−0.2", "0.0", "0.2"]);
        assert_eq!(format_ticks(&[3.0, 3.0 + 1e-13]), ["3.0000000000000", "3.0000000000001"]);
        assert_eq!(format_ticks(&[1.0 / 3.0]), ["0.333333"]);
        assert_eq!(format_ticks(&[0.0]), ["0"]);
        assert_eq!(format_ticks(&[]), [""; 0]);
        assert_eq!(format_ticks(&[100_000.0, 200_000.0]), ["100000", "200000"]);
    }

    #[test]
    fn large_and_small_labels_carry_their_power_of_ten() {
        assert_eq!(format_ticks(&[0.0, 5e5, 1e6]), ["0", "0.5×10⁶", "1.0×10⁶"]);
        assert_eq!(format_ticks(&[-2e-7, 0.0, 2e-7]), ["−2×10⁻⁷", "0", "2×10⁻⁷"]);
        assert_eq!(format_ticks(&[1e-5, 2e-5]), ["1×10⁻⁵", "2×10⁻⁵"]);
        assert_eq!(format_ticks(&[0.0, 5e-324]), ["0", "5×10⁻³²⁴"]);
        assert_eq!(format_ticks(&[0.0, 1e308]), ["0", "1×10³⁰⁸"]);
    }

    #[test]
    fn uneven_labels_are_each_as_short_as_they_can_be() {
        assert_eq!(format_ticks(&[0.01, 0.1, 1.0, 10.0]), ["0.01", "0.1", "1", "10"]);
        assert_eq!(format_ticks(&[1e-3, 1.0, 1e3, 1e6]), ["10⁻³", "10⁰", "10³", "10⁶"]);
        assert_eq!(format_ticks(&[1e-4, 1e-2, 1.0, 100.0]), ["10⁻⁴", "10⁻²", "10⁰", "10²"]);
        assert_eq!(format_ticks(&[-2e6, -20.0, -1.0]), ["−2×10⁶", "−2×10¹", "−10⁰"]);
    }

    #[test]
    fn what_is_no_number_is_written_plainly() {
        assert_eq!(format_ticks(&[f64::NAN, 1e7, f64::NEG_INFINITY]), ["NaN", "1×10⁷", "−inf"]);
    }
}
