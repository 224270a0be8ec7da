//! Evenly spaced ticks and levels.

use super::decimal::scaled;
use super::locator::Locator;

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
    let power = power_to_middle(low, high);
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

/// The power of ten that a range near the ends of f64, where the locator's sums vanish or overflow, is to be multiplied by to
/// be in the middle.
fn power_to_middle(low: f64, high: f64) -> i32 {
    match low.abs().max(high.abs()) {
        0.0..1e-200 => 200,
        1e200.. => -200,
        _ => 0,
    }
}

/// The boundaries between filled contours from `min` to `max`, as matplotlib's `contourf(levels=bins)` chooses them.
///
/// This is `MaxNLocator(bins + 1, min_n_ticks=1)` with the trimming of `ContourSet._autolev`: one level at or below
/// `min` and one at or above `max` are kept. There are always two or more.
pub fn contour_levels(min: f64, max: f64, bins: usize) -> Vec<f64> {
    let (min, max) = (min.min(max), min.max(max));
    let power = if min < max { power_to_middle(min, max) } else { 0 };
    let (start, end) = (scaled(min, power), scaled(max, power));
    let levels = Locator { bins: bins + 1, steps: &LEVEL_STEPS, least: 1 }.values(start, end);
    trim_to_range(levels, start, end).into_iter().map(|level| scaled(level, -power).clamp(f64::MIN, f64::MAX)).collect()
}

/// Keeps one level at or below `min` and one at or above `max`, and everything if fewer than three would stay.
fn trim_to_range(levels: Vec<f64>, min: f64, max: f64) -> Vec<f64> {
    let start = levels.iter().rposition(|&level| level < min).unwrap_or(0);
    let end = levels.iter().position(|&level| level > max).map_or(levels.len(), |over| over + 1);
    if end < start + 3 { levels } else { levels[start..end].to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::figure::ticks::{format_ticks, log_levels, log_ticks};

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
}
