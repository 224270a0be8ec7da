//! Round numbers for axes, colour bars and contour levels, and their labels.
//!
//! The choice of numbers is matplotlib's (`ticker.MaxNLocator`), so that a picture has the ticks and levels that a
//! matplotlib user expects.

mod logarithmic;

pub use logarithmic::{log_levels, log_ticks, symlog_levels, symlog_ticks};

use crate::words::{RAISED, as_digit_of};

/// The steps of an axis, matplotlib's `AutoLocator`.
const AXIS_STEPS: [f64; 5] = [1.0, 2.0, 2.5, 5.0, 10.0];

/// The steps between contour levels, `MaxNLocator`'s own.
const LEVEL_STEPS: [f64; 10] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];

/// The steps of a colour bar, which are read at a glance.
const BAR_STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// Round numbers between `min` and `max`, ascending, at most `at_most` of them.
///
/// These are the ticks that matplotlib's `AutoLocator` shows on an axis with room for `at_most`. The ends may be given
/// in either order. Where they are equal that one number is returned; where f64 has no round number between them, the
/// ends; nothing where one is not finite.
pub fn linear_ticks(min: f64, max: f64, at_most: usize) -> Vec<f64> {
    ticks_by(&AXIS_STEPS, min, max, at_most)
}

/// The same, but for multiples of 1, 2 and 5 times a power of ten alone.
pub fn round_ticks(min: f64, max: f64, at_most: usize) -> Vec<f64> {
    ticks_by(&BAR_STEPS, min, max, at_most)
}

fn ticks_by(steps: &[f64], min: f64, max: f64, at_most: usize) -> Vec<f64> {
    let (low, high) = (min.min(max), min.max(max));
    if !(min.is_finite() && max.is_finite()) || at_most == 0 {
        return Vec::new();
    }
    if low == high {
        return vec![low];
    }
    // A range near the ends of f64, where the locator's sums vanish or overflow, is moved to the middle and back.
    let power = match low.abs().max(high.abs()) {
        0.0..1e-200 => 200,
        1e200.. => -200,
        _ => 0,
    };
    let (start, end) = (scaled(low, power), scaled(high, power));
    let slack = 1e-10 * (end - start);
    let locator = Locator { bins: at_most.max(2) - 1, steps, least: 2 };
    let mut ticks = locator.values(start, end);
    ticks.retain(|&tick| tick >= start - slack && tick <= end + slack);
    ticks.iter_mut().for_each(|tick| *tick = scaled(*tick, -power).clamp(low, high));
    ticks.dedup();
    if ticks.is_empty() {
        ticks = vec![low, high];
    }
    let stride = ticks.len().div_ceil(at_most);
    ticks.into_iter().step_by(stride).collect()
}

/// The boundaries between filled contours from `min` to `max`, as matplotlib's `contourf(levels=bins)` chooses them.
///
/// This is `MaxNLocator(bins + 1, min_n_ticks=1)` with the trimming of `ContourSet._autolev`: one level at or below
/// `min` and one at or above `max` are kept. There are always two or more.
pub fn contour_levels(min: f64, max: f64, bins: usize) -> Vec<f64> {
    let (min, max) = (min.min(max), min.max(max));
    let levels = Locator { bins: bins + 1, steps: &LEVEL_STEPS, least: 1 }.values(min, max);
    trim_to_range(levels, min, max)
}

/// Labels for ticks: as few decimals as tell neighbours apart, the same number on all, with a true minus sign.
///
/// From 10⁶ on and up to 10⁻⁵ the largest tick's power of ten is written with each (`2.5×10⁶`). Ticks that are not
/// evenly spaced, as on a logarithmic axis, are each written in their own shortest form, all as powers of ten if one
/// needs it.
pub fn format_ticks(ticks: &[f64]) -> Vec<String> {
    let Some(power) = common_power(ticks) else {
        let is_scientific = sizes(ticks).filter(|&size| size > 0.0).any(|size| is_scientific(exponent(size)));
        return ticks.iter().map(|&tick| own_label(tick, is_scientific)).collect();
    };
    digits(ticks, power).iter().map(|digits| label(digits, power)).collect()
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

/// matplotlib's `ticker.MaxNLocator`: evenly spaced round numbers around a range.
struct Locator<'a> {
    /// The most intervals wanted.
    bins: usize,
    /// The steps that count as round, from 1 to 10.
    steps: &'a [f64],
    /// The fewest numbers wanted within the range; it takes precedence over `bins`.
    least: usize,
}

impl Locator<'_> {
    /// `MaxNLocator.tick_values`: the numbers within the range and one beyond each end that is not itself one.
    fn values(&self, min: f64, max: f64) -> Vec<f64> {
        let (min, max) = nonsingular(min, max);
        if min.abs().max(max.abs()) < 1e300 {
            return self.raw_ticks(min, max);
        }
        // Where matplotlib's sums would overflow the range is made smaller for the while.
        let ticks = self.raw_ticks(scaled(min, -10), scaled(max, -10));
        ticks.into_iter().map(|tick| scaled(tick, 10).clamp(f64::MIN, f64::MAX)).collect()
    }

    /// `MaxNLocator._raw_ticks`.
    fn raw_ticks(&self, min: f64, max: f64) -> Vec<f64> {
        let (scale, offset) = scale_range(min, max, self.bins);
        let (low, high) = (min - offset, max - offset);
        let raw_step = (high - low) / self.bins as f64;
        // The staircase reaches a step below and above the decade, as `MaxNLocator._staircase`.
        let (last, rest) = self.steps.split_last().unwrap_or((&10.0, &[1.0]));
        let below = rest.iter().map(|step| 0.1 * step);
        let above = 10.0 * self.steps.get(1).unwrap_or(last);
        let stairs: Vec<f64> =
            below.chain(self.steps.iter().copied()).chain([above]).map(|step| step * scale).collect();
        let start = stairs.iter().position(|&step| step >= raw_step).unwrap_or(stairs.len() - 1);
        let mut ticks = Vec::new();
        for &step in stairs[..=start].iter().rev() {
            ticks = multiples_around(low, high, step, offset);
            if ticks.iter().filter(|&&tick| low <= tick && tick <= high).count() >= self.least {
                break;
            }
        }
        ticks.into_iter().map(|tick| tick + offset).collect()
    }
}

/// Multiples of `step` from the last at or below `low` to the first at or above `high`.
fn multiples_around(low: f64, high: f64, step: f64, offset: f64) -> Vec<f64> {
    let best_min = floor_divide(low, step).0 * step;
    // `_Edge_integer`: a multiple within rounding of an end counts as the end, more so where an offset eats digits.
    let tolerance = match offset.abs() {
        0.0 => 1e-10,
        offset => 10f64.powf((offset / step).log10() - 12.0).clamp(1e-10, 0.4999),
    };
    let (below, rest) = floor_divide(low - best_min, step);
    let first = if (rest / step - 1.0).abs() < tolerance { below + 1.0 } else { below };
    let (below, rest) = floor_divide(high - best_min, step);
    let last = if (rest / step).abs() < tolerance { below } else { below + 1.0 };
    let count = (last - first + 1.0) as usize;
    (0..count).map(|index| (first + index as f64) * step + best_min).collect()
}

/// `ticker.scale_range`: the power of ten at or below a bin's width, and a round number near values far from zero.
fn scale_range(min: f64, max: f64, bins: usize) -> (f64, f64) {
    let width = max - min;
    let middle = min.midpoint(max);
    let power_below = |value: f64| scaled(1.0, value.log10().floor() as i32);
    let offset = if middle.abs() / width < 100.0 { 0.0 } else { power_below(middle.abs()).copysign(middle) };
    (power_below(width / bins as f64), offset)
}

/// `transforms._nonsingular` with the arguments of `MaxNLocator`: orders a range, and widens one that is empty.
fn nonsingular(min: f64, max: f64) -> (f64, f64) {
    const EXPANDER: f64 = 1e-13;
    const TINY: f64 = 1e-14;
    if !(min.is_finite() && max.is_finite()) {
        return (-EXPANDER, EXPANDER);
    }
    let (min, max) = (min.min(max), min.max(max));
    let largest = min.abs().max(max.abs());
    if largest < (1e6 / TINY) * f64::MIN_POSITIVE {
        (-EXPANDER, EXPANDER)
    } else if max - min <= largest * TINY {
        (min - EXPANDER * min.abs(), max + EXPANDER * max.abs())
    } else {
        (min, max)
    }
}

/// Python's `divmod` of floats for b > 0: the floored quotient, exact where `a / b` would round, and the remainder.
pub(crate) fn floor_divide(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest < 0.0 {
        rest += b;
        quotient -= 1.0;
    }
    let floored = quotient.floor();
    (if quotient - floored > 0.5 { floored + 1.0 } else { floored }, rest)
}

/// Keeps one level at or below `min` and one at or above `max`, and everything if fewer than three would stay.
fn trim_to_range(levels: Vec<f64>, min: f64, max: f64) -> Vec<f64> {
    let start = levels.iter().rposition(|&level| level < min).unwrap_or(0);
    let end = levels.iter().position(|&level| level > max).map_or(levels.len(), |over| over + 1);
    if end < start + 3 { levels } else { levels[start..end].to_vec() }
}

/// Each mantissa times each power of ten from `first` to `last`, ascending, without those that f64 does not have.
fn multiples(mantissas: &[f64], first: i32, last: i32) -> Vec<f64> {
    let all = (first..=last).flat_map(|power| mantissas.iter().map(move |&mantissa| scaled(mantissa, power)));
    all.filter(|&multiple| multiple > 0.0 && multiple.is_finite()).collect()
}

/// The digits and the power of ten of the shortest decimal that reads back as `value`, such as ("2.5", −3).
fn decimal(value: f64) -> (String, i32) {
    let text = format!("{value:e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    (digits.to_owned(), power.parse().unwrap_or(0))
}

/// The power of ten at or below |value|; 0 for zero.
pub(crate) fn exponent(value: f64) -> i32 {
    decimal(value).1
}

/// `value`·10^`power` without rounding in between: the shortest decimal with its point moved.
pub(crate) fn scaled(value: f64, power: i32) -> f64 {
    let (digits, own) = decimal(value);
    format!("{digits}e{}", own + power).parse().unwrap_or(value)
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
        Some(sign @ ("" | "-")) if scientific => sign.replace('-', "−") + &power_of_ten(power),
        _ => label(&digits, power),
    }
}

/// A label from digits and the power of ten that goes with them, 0 for none.
pub(crate) fn label(digits: &str, power: i32) -> String {
    let is_zero = digits.bytes().all(|byte| matches!(byte, b'-' | b'.' | b'0'));
    match digits {
        _ if is_zero && power != 0 => "0".to_owned(),
        _ if is_zero => digits.trim_start_matches('-').to_owned(),
        _ if power == 0 || digits.ends_with(char::is_alphabetic) => digits.replace('-', "−"),
        _ => digits.replace('-', "−") + "×" + &power_of_ten(power),
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

    /// The ends and bins; how many levels `contourf` of matplotlib 3.11 has, the first two and the last.
    const CONTOURF: [(f64, f64, usize, usize, [f64; 3]); 20] = [
        (0.0, 50.0, 20, 21, [0.0, 2.5, 50.0]),
        (0.0, 200.0, 20, 21, [0.0, 10.0, 200.0]),
        (0.0, 1.0, 7, 8, [0.0, 0.15000000000000002, 1.0500000000000003]),
        (-1.0, 1.0, 10, 11, [-1.0, -0.8, 1.0]),
        (0.0, 0.3, 5, 7, [0.0, 0.05, 0.30000000000000004]),
        (3.0, 3.0, 7, 3, [2.99999999999992, 3.0, 3.00000000000008]),
        (0.0, 0.0, 4, 3, [-3.9999999999999994e-14, 0.0, 4.0000000000000006e-14]),
        (1e-09, 2e-09, 7, 9, [9e-10, 1.0499999999999999e-09, 2.0999999999999998e-09]),
        (100000.0, 100001.0, 9, 11, [100000.0, 100000.1, 100001.0]),
        (2.999999999999, 3.000000000001, 8, 9, [2.999999999999, 2.99999999999925, 3.000000000001]),
        (-4.0, 4.0, 1, 3, [-4.0, 0.0, 4.0]),
        (0.9, 1.1, 0, 3, [0.75, 1.0, 1.25]),
        (-100000000.0, 300000000.0, 12, 12, [-120000000.0, -80000000.0, 320000000.0]),
        (1e20, 1.7e20, 11, 14, [9.6e19, 1.02e20, 1.74e20]),
        (-0.37, 0.81, 20, 22, [-0.42, -0.36, 0.8400000000000001]),
        (101.0, 102.0, 6, 9, [100.9, 101.05, 102.1]),
        (-12345.678, -12345.6, 10, 11, [-12345.68, -12345.672, -12345.6]),
        (0.0, 1606.71, 20, 22, [0.0, 80.0, 1680.0]),
        (-106.7645, 12.5, 15, 17, [-112.0, -104.0, 16.0]),
        (-8.13, 8.11, 3, 5, [-10.0, -5.0, 10.0]),
    ];

    #[test]
    fn contour_levels_are_those_of_matplotlib() {
        for (min, max, bins, count, ends) in CONTOURF {
            let levels = contour_levels(min, max, bins);
            assert_eq!(levels.len(), count, "{min} to {max} in {bins}: {levels:?}");
            assert_eq!([levels[0], levels[1], levels[count - 1]], ends, "{min} to {max} in {bins}");
        }
    }

    #[test]
    fn axis_ticks_are_round_and_within() {
        assert_eq!(linear_ticks(-5.0, 5.0, 6), [-4.0, -2.0, 0.0, 2.0, 4.0]);
        assert_eq!(linear_ticks(5.0, -5.0, 6), linear_ticks(-5.0, 5.0, 6));
        assert_eq!(linear_ticks(0.0, 50.0, 11).len(), 11);
        assert_eq!(linear_ticks(0.0, 0.3, 4), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(linear_ticks(2.0, 2.0, 5), [2.0]);
        assert!(linear_ticks(f64::NAN, 2.0, 5).is_empty());
        assert!(linear_ticks(0.0, 1.0, 0).is_empty());
    }

    #[test]
    fn extreme_ranges_have_ticks_too() {
        assert_eq!(format_ticks(&linear_ticks(f64::MIN, f64::MAX, 5)), ["−1×10³⁰⁸", "0", "1×10³⁰⁸"]);
        assert_eq!(linear_ticks(0.0, 1e300, 3), [0.0, 5e299, 1e300]);
        assert_eq!(linear_ticks(0.0, 1e-310, 3), [0.0, 5e-311, 1e-310]);
        assert_eq!(linear_ticks(0.0, 5e-324, 6), [0.0, 5e-324]);
        let one_apart = [1.0, 1.0 + f64::EPSILON];
        assert!(linear_ticks(one_apart[0], one_apart[1], 6).len() <= 2);
        let ticks = linear_ticks(3.0 - 1e-12, 3.0 + 1e-12, 6);
        assert_eq!(format_ticks(&ticks)[2..4], ["3.0000000000000", "3.0000000000005"]);
    }

    #[test]
    fn ticks_are_few_ascending_and_within_for_any_range() {
        let ends = [-1e308, -3.5e7, -1.0, -1e-3, -1e-320, 0.0, 1e-300, 0.7, 0.7 + 1e-13, 1e16, 1e16 + 2.0, 1.7e308];
        for (min, max) in ends.iter().flat_map(|&min| ends.map(|max| (min, max))) {
            for at_most in 1..12 {
                for ticks in [linear_ticks(min, max, at_most), log_ticks(min, max, at_most)] {
                    assert!((1..=at_most).contains(&ticks.len()), "{min} to {max}: {ticks:?}");
                    assert!(ticks.is_sorted_by(|a, b| a < b), "{min} to {max}: {ticks:?}");
                    assert!(ticks.iter().all(|&tick| tick >= min.min(max) && tick <= min.max(max)), "{ticks:?}");
                    assert_eq!(format_ticks(&ticks).len(), ticks.len());
                }
                for levels in [contour_levels(min, max, at_most), log_levels(min, max, at_most)] {
                    assert!((2..100).contains(&levels.len()), "{min} to {max}: {levels:?}");
                    assert!(levels.iter().all(|level| level.is_finite()), "{min} to {max}: {levels:?}");
                }
            }
        }
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
        assert_eq!(format_ticks(&[-2e6, -20.0, -1.0]), ["−2×10⁶", "−2×10¹", "−10⁰"]);
    }

    #[test]
    fn what_is_no_number_is_written_plainly() {
        assert_eq!(format_ticks(&[f64::NAN, 1e7, f64::NEG_INFINITY]), ["NaN", "1×10⁷", "−inf"]);
    }
}
