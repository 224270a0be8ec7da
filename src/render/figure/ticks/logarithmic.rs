//! Ticks and levels of logarithmic scales.

use super::decimal::{exponent, multiples, scaled};
use super::linear::{contour_levels, round_ticks};

/// Ticks for a logarithmic axis between `min` and `max`, ascending, at most `at_most` of them.
///
/// These are powers of ten, every second or third where there are too many, with their doubles and fivefolds where the
/// range is under two decades. Ranges that hold fewer than two of these, or that touch zero, get round ones.
pub fn log_ticks(min: f64, max: f64, at_most: usize) -> Vec<f64> {
    let (low, high) = (min.min(max), min.max(max));
    if !(low > 0.0 && high.is_finite()) || low == high || at_most == 0 {
        return round_ticks(min, max, at_most);
    }
    let within = |candidates: Vec<f64>| -> Vec<f64> {
        candidates.into_iter().filter(|&tick| low <= tick && tick <= high).collect()
    };
    let (first, last) = (exponent(low), exponent(high));
    let fine = within(multiples(&[1.0, 2.0, 5.0], first, last));
    if high / low < 100.0 && (2..=at_most).contains(&fine.len()) {
        return fine;
    }
    let decades = within(multiples(&[1.0], first, last));
    let stride = decades.len().div_ceil(at_most).max(1);
    // Powers that are multiples of the stride stay where they are while the range is panned.
    let is_round = |tick: &f64| exponent(*tick).rem_euclid(stride as i32) == 0;
    let round: Vec<f64> = decades.iter().copied().filter(is_round).collect();
    match (round.len(), decades.len()) {
        (2.., _) => round,
        (_, 2..) => decades.into_iter().step_by(stride).collect(),
        _ => round_ticks(min, max, at_most),
    }
}

/// The boundaries between filled contours on a logarithmic scale: about `bins` of them, spanning `min` to `max`.
///
/// Matplotlib has powers of ten only; here each decade is divided at 2 and 5, or at all digits, as finely as `bins` + 1
/// boundaries between `min` and `max` allow, and with more decades than bins some are left out. A range within a factor of
/// ten, or one that touches zero, gets [`contour_levels`].
pub fn log_levels(min: f64, max: f64, bins: usize) -> Vec<f64> {
    let (min, max) = (min.min(max), min.max(max));
    let even = contour_levels(min, max, bins);
    // Where all is positive a level at zero would have no logarithm.
    if !(0.0 < min && min < max && max.is_finite())
        || (max / min <= 10.0 && even.first().is_some_and(|&level| level > 0.0))
    {
        return even;
    }
    let levels = divided([exponent(min), exponent(max) + 1], bins + 1, |level| (min..=max).contains(&level));
    one_beyond(&levels, min, max)
}

/// The boundaries between filled contours on a scale that is logarithmic to both sides of `threshold` about 0: about
/// `bins` of them, powers of ten and the like, with 0 where both signs are there.
pub fn symlog_levels([min, max]: [f64; 2], threshold: f64, bins: usize) -> Vec<f64> {
    let largest = min.abs().max(max.abs());
    let is_usual = min < max && largest.is_finite() && threshold > 0.0;
    if !is_usual || largest <= 10.0 * threshold {
        return contour_levels(min, max, bins);
    }
    if min > 0.0 && min >= threshold {
        return log_levels(min, max, bins);
    }
    if max < 0.0 && max <= -threshold {
        return log_levels(-max, -min, bins).into_iter().rev().map(|level| -level).collect();
    }
    let signs = usize::from(min < 0.0) + usize::from(max > 0.0);
    let at_most = (bins / signs.max(1)).max(1);
    let sizes = divided([exponent(threshold), exponent(largest) + 1], at_most, |size| {
        (threshold * (1.0 - 1e-9)..=largest).contains(&size)
    });
    let sizes = || sizes.iter().copied().filter(|size| *size >= threshold * (1.0 - 1e-9));
    let mut levels: Vec<f64> = sizes().map(|size| -size).chain([0.0]).chain(sizes()).collect();
    levels.sort_by(f64::total_cmp);
    one_beyond(&levels, min, max)
}

/// Ticks of a scale that is logarithmic to both sides of `threshold` about 0: powers of ten of both signs, and 0.
pub fn symlog_ticks([min, max]: [f64; 2], threshold: f64, at_most: usize) -> Vec<f64> {
    let largest = min.abs().max(max.abs());
    if !(min < max && largest.is_finite() && threshold > 0.0) || largest <= 10.0 * threshold {
        return round_ticks(min, max, at_most);
    }
    let (first, last) = (exponent(threshold * (1.0 - 1e-9)) + 1, exponent(largest));
    let picked = |stride: i32| -> Vec<f64> {
        // The largest power has a tick, and every few below it.
        let powers = (first..=last).rev().step_by(stride as usize).map(|power| scaled(1.0, power));
        let mut ticks: Vec<f64> = powers.flat_map(|size| [-size, size]).chain([0.0]).collect();
        ticks.retain(|tick| (min..=max).contains(tick));
        ticks.sort_by(f64::total_cmp);
        ticks
    };
    let fitting = (1..=last - first + 1).map(picked).find(|ticks| ticks.len() <= at_most);
    fitting.filter(|ticks| ticks.len() >= 2).unwrap_or_else(|| round_ticks(min, max, at_most))
}

/// Ticks without labels between those of a scale: 2 to 9 times each power of ten, or the powers that were left out; none
/// where its ticks are even. `sizes` are the least and greatest that are logarithmic.
pub(super) fn minor_ticks(ticks: &[f64], [least, greatest]: [f64; 2]) -> Vec<f64> {
    let sizes = || ticks.iter().map(|tick| tick.abs()).filter(|&size| size > 0.0);
    let mantissa = |size: f64| scaled(size, -exponent(size));
    let is_range = 0.0 < least && least < greatest && greatest.is_finite();
    let are_round = sizes().all(|size| [1.0, 2.0, 5.0].contains(&mantissa(size)));
    if !(is_range && are_round) {
        return Vec::new();
    }
    let mut powers: Vec<i32> = sizes().map(exponent).collect();
    powers.sort_unstable();
    powers.dedup();
    let is_each = powers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let mantissas = if is_each { MANTISSAS[0] } else { MANTISSAS[2] };
    let mut minor = multiples(mantissas, exponent(least), exponent(greatest));
    minor.retain(|size| (least..=greatest).contains(size));
    minor
}

/// The mantissas of logarithmic levels, from fine to coarse.
const MANTISSAS: [&[f64]; 3] = [&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], &[1.0, 2.0, 5.0], &[1.0]];

/// Powers of ten between two exponents, divided as finely as `at_most` of them that count allow, or every few of them.
fn divided([first, last]: [i32; 2], at_most: usize, counts: impl Fn(f64) -> bool) -> Vec<f64> {
    let inside = |levels: &[f64]| levels.iter().filter(|&&level| counts(level)).count();
    let mut divided = MANTISSAS.iter().map(|mantissas| multiples(mantissas, first, last));
    divided.find(|levels| inside(levels) <= at_most).unwrap_or_else(|| {
        let stride = inside(&multiples(&[1.0], first, last)).div_ceil(at_most.max(1)) as i32;
        let beyond = first - first.rem_euclid(stride)..last + stride;
        let powers = beyond.filter(|power| power.rem_euclid(stride) == 0);
        powers.flat_map(|power| multiples(&[1.0], power, power)).collect()
    })
}

/// Those between two ends, with one at or beyond each.
fn one_beyond(levels: &[f64], min: f64, max: f64) -> Vec<f64> {
    let start = levels.iter().rposition(|&level| level <= min).unwrap_or(0);
    let end = levels.iter().position(|&level| level >= max).map_or(levels.len(), |over| over + 1);
    levels[start..end].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithmic_ticks_are_powers_of_ten() {
        assert_eq!(log_ticks(1.0, 1000.0, 6), [1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(log_ticks(1e-3, 1e6, 6), [1e-2, 1.0, 1e2, 1e4, 1e6]);
        assert_eq!(log_ticks(1.0, 50.0, 8), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]);
        assert_eq!(log_ticks(0.1, 10.0, 2), [0.1, 10.0]);
        assert_eq!(log_ticks(0.0, 10.0, 6), round_ticks(0.0, 10.0, 6));
        assert_eq!(log_ticks(6.0, 9.0, 5), round_ticks(6.0, 9.0, 5));
    }

    #[test]
    fn minor_ticks_are_digits_of_each_decade_or_powers_between_powers() {
        let decade: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(minor_ticks(&[1.0, 10.0], [1.0, 10.0]), decade);
        assert_eq!(minor_ticks(&[1.0, 2.0, 5.0, 10.0], [0.8, 10.0]), [&[0.8, 0.9], &decade[..]].concat());
        assert_eq!(minor_ticks(&[1.0, 1e3, 1e6], [1.0, 1e6]), [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6]);
        assert_eq!(minor_ticks(&[6.0, 6.5, 7.0], [6.0, 7.0]), [0.0; 0]);
    }

    #[test]
    fn logarithmic_levels_span_the_range() {
        assert_eq!(log_levels(1e-3, 1e3, 6), [1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(log_levels(0.02, 30.0, 12), [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0]);
        assert_eq!(log_levels(0.02, 30.0, 8), [0.01, 0.1, 1.0, 10.0, 100.0]);
        assert_eq!(log_levels(1e-9, 1e9, 6), [1e-9, 1e-6, 1e-3, 1.0, 1e3, 1e6, 1e9]);
        assert_eq!(log_levels(4.0, 9.0, 5), contour_levels(4.0, 9.0, 5));
        assert_eq!(log_levels(0.0, 9.0, 5), contour_levels(0.0, 9.0, 5));
    }

    #[test]
    fn symmetric_ticks_and_levels_are_powers_of_ten_on_both_sides() {
        assert_eq!(
            symlog_ticks([-1000.0, 1000.0], 1.0, 9),
            [-1000.0, -100.0, -10.0, -1.0, 0.0, 1.0, 10.0, 100.0, 1000.0]
        );
        assert_eq!(symlog_ticks([-1000.0, 1000.0], 1.0, 5), [-1000.0, -10.0, 0.0, 10.0, 1000.0]);
        assert_eq!(symlog_ticks([-2.0, 50_000.0], 0.1, 5), [-1.0, 0.0, 1.0, 100.0, 10_000.0]);
        assert_eq!(symlog_ticks([-1.0, 1.0], 1.0, 5), round_ticks(-1.0, 1.0, 5));
        assert_eq!(symlog_levels([-100.0, 1000.0], 1.0, 8), [-100.0, -10.0, -1.0, 0.0, 1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(symlog_levels([2.0, 900.0], 1.0, 4), log_levels(2.0, 900.0, 4));
        assert_eq!(symlog_levels([-900.0, -2.0], 1.0, 4), [-1000.0, -100.0, -10.0, -1.0]);
    }
}
