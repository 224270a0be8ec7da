//! Labels of an axis whose numbers differ only far behind the point: short ones, and what is added to all of them.
//!
//! This is `ScalarFormatter` of matplotlib with `useOffset`: beside 3.000000000001 stand −1.0, 0.0, 1.0 and, at the
//! axis' end, ×10⁻¹² + 3.

use crate::render::figure::ticks::{
    common_power, decimals_within, digits, even_labels, exponent, floor_divide, label, own_label, power_of_ten, scaled,
    uneven_labels,
};

/// The most digits that a label has before a part common to all is written once.
const MOST_DIGITS: i32 = 6;
/// How many digits the common part saves at least, matplotlib's `axes.formatter.offset_threshold`.
const LEAST_SAVED: i32 = 4;

/// Labels of an axis, and what each is to be multiplied by and added to, which stands at the axis' end.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AxisLabels {
    pub(crate) labels: Vec<String>,
    /// Such as `×10⁻¹² + 3`; nothing where the labels say all.
    pub(crate) note: String,
}

/// Labels for an axis' ticks: those of `format_ticks` unless they would be long.
pub(crate) fn axis_labels(ticks: &[f64]) -> AxisLabels {
    axis_labels_like(ticks, &[])
}

/// The same, with the powers of ten that these or other ticks, of the same quantity, need.
pub(crate) fn axis_labels_like(ticks: &[f64], others: &[f64]) -> AxisLabels {
    let other = if others.is_empty() { None } else { common_power(others) };
    let common = common_power(ticks).map(|own| other.map_or(own, |other| own.max(other)));
    match (offset(ticks), common) {
        (Some(offset), _) => beside(ticks, offset),
        // A power of ten that all share is written once.
        (None, Some(power)) if power != 0 && ticks.len() > 1 => AxisLabels {
            labels: digits(ticks, power).iter().map(|digits| label(digits, 0)).collect(),
            note: format!("×{}", power_of_ten(power)),
        },
        (None, Some(power)) => AxisLabels { labels: even_labels(ticks, power), note: String::new() },
        (None, None) => AxisLabels { labels: uneven_labels(ticks, others), note: String::new() },
    }
}

/// The labels beside a common part.
fn beside(ticks: &[f64], offset: f64) -> AxisLabels {
    let rests: Vec<f64> = ticks.iter().map(|tick| tick - offset).collect();
    let largest = largest_of(&rests);
    // What the ticks were rounded by is part of the rests.
    let noise = 4.0 * f64::EPSILON * largest_of(ticks);
    let digits = (largest / noise).log10().clamp(1.0, 16.0) as usize;
    let power = exponent(format!("{largest:.*e}", digits - 1).parse().unwrap_or(largest));
    let power = if (-2..6).contains(&power) { 0 } else { power };
    let mantissas: Vec<f64> = rests.iter().map(|&rest| scaled(rest, -power)).collect();
    let decimals = decimals_within(&mantissas, scaled(noise, -power));
    let labels = mantissas.iter().map(|mantissa| label(&format!("{mantissa:.decimals$}"), 0)).collect();
    let factor = if power == 0 { String::new() } else { format!("×{} ", power_of_ten(power)) };
    let (sign, size) = (if offset < 0.0 { "−" } else { "+" }, offset.abs());
    let added = own_label(size, !(-5..12).contains(&exponent(size)));
    AxisLabels { labels, note: format!("{factor}{sign} {added}") }
}

/// What evenly spaced ticks have in common, where writing it once is worth it: `ScalarFormatter._compute_offset`.
fn offset(ticks: &[f64]) -> Option<f64> {
    let (&first, &last) = (ticks.first()?, ticks.last()?);
    // The ends of f64 are no place to zoom into.
    let is_usual = |tick: &f64| (1e-280..1e280).contains(&tick.abs());
    let (low, high) = (first.abs().min(last.abs()), first.abs().max(last.abs()));
    // Evenly spaced numbers of one sign never span more than the factor of their count.
    let is_even = first.signum() == last.signum() && high <= low * (ticks.len() as f64 + 0.5);
    if first == last || !is_even || !ticks.iter().all(is_usual) || longest(ticks) <= MOST_DIGITS {
        return None;
    }
    let whole = |value: f64, power: i32| floor_divide(value, scaled(1.0, power)).0;
    let top = exponent(high) + 1;
    let powers = || (top - 20..=top).rev();
    let mut power = 1 + powers().find(|&power| whole(low, power) != whole(high, power))?;
    if (high - low) / scaled(1.0, power) <= 1e-2 {
        // Ticks on both sides of a round number: the number below which they differ by more than one.
        power = 1 + powers().find(|&power| whole(high, power) - whole(low, power) > 1.0)?;
    }
    let common = whole(high, power);
    (common >= scaled(1.0, LEAST_SAVED - 1)).then(|| scaled(common, power).copysign(first))
}

/// How many digits the longest label would have.
fn longest(ticks: &[f64]) -> i32 {
    let power = exponent(largest_of(ticks));
    let mantissas: Vec<f64> = ticks.iter().map(|&tick| scaled(tick, -power)).collect();
    1 + decimals_within(&mantissas, 0.0) as i32
}

fn largest_of(values: &[f64]) -> f64 {
    values.iter().map(|value| value.abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::figure::ticks::{format_ticks, linear_ticks};

    fn labels(min: f64, max: f64, at_most: usize) -> (String, String) {
        let AxisLabels { labels, note } = axis_labels(&linear_ticks(min, max, at_most));
        (labels.join(" "), note)
    }

    #[test]
    fn a_deep_zoom_is_read_from_an_offset_as_in_matplotlib() {
        let around = |middle: f64, reach: f64| labels(middle - reach, middle + reach, 6);
        let five = "−1.0 −0.5 0.0 0.5 1.0".to_owned();
        assert_eq!(around(3.0, 1e-12), (five.clone(), "×10⁻¹² + 3".to_owned()));
        assert_eq!(around(3.0, 1e-9), (five.clone(), "×10⁻⁹ + 3".to_owned()));
        assert_eq!(around(2.0, 1e-6), (five.clone(), "×10⁻⁶ + 2".to_owned()));
        assert_eq!(around(-2.0, 1e-6).1, "×10⁻⁶ − 2");
        assert_eq!(labels(100_000.0, 100_001.0, 6), ("0.0 0.2 0.4 0.6 0.8 1.0".to_owned(), "+ 100000".to_owned()));
        assert_eq!(labels(1.2345678e-7, 1.2345688e-7, 3).1, "×10⁻¹⁴ + 1.234568×10⁻⁷");
        // The upper side of a round number, and one within.
        assert_eq!(labels(68.0, 68.0 + 1e-10, 3), ("0.0 0.5 1.0".to_owned(), "×10⁻¹⁰ + 68".to_owned()));
    }

    #[test]
    fn labels_that_are_short_enough_say_all() {
        for (min, max) in [(-5.0, 5.0), (2.999, 3.001), (1000.0, 1010.0), (-1e-9, 3.0)] {
            let ticks = linear_ticks(min, max, 9);
            assert_eq!(axis_labels(&ticks), AxisLabels { labels: format_ticks(&ticks), note: String::new() });
        }
        let decades = [1e-9, 1e-6, 1e-3];
        assert_eq!(axis_labels(&decades).labels, format_ticks(&decades));
        for odd in [&[][..], &[f64::NAN, 3.0], &[3.0], &[f64::MAX, f64::INFINITY], &[-0.0, 0.0]] {
            assert_eq!(axis_labels(odd).note, "");
        }
    }

    #[test]
    fn a_power_that_all_share_stands_once_at_the_end() {
        assert_eq!(labels(0.0, 1e6, 6), ("0.0 0.2 0.4 0.6 0.8 1.0".to_owned(), "×10⁶".to_owned()));
        assert_eq!(labels(-2e-9, 2e-9, 5), ("−2 −1 0 1 2".to_owned(), "×10⁻⁹".to_owned()));
        assert_eq!(labels(0.0, 1e5, 3), ("0 50000 100000".to_owned(), String::new()));
    }

    #[test]
    fn bars_of_one_quantity_are_written_in_one_form() {
        let labels = |ticks: &[f64], others: &[f64]| axis_labels_like(ticks, others).labels;
        let (few, many) = ([0.01, 0.1, 1.0, 10.0, 100.0], [1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(labels(&few, &many), ["10⁻²", "10⁻¹", "10⁰", "10¹", "10²"]);
        assert_eq!(labels(&few, &few), ["0.01", "0.1", "1", "10", "100"]);
        let (even, higher) = ([0.0, 4e5, 8e5], [0.0, 5e5, 1e6]);
        let AxisLabels { labels, note } = axis_labels_like(&even, &higher);
        assert_eq!((labels.join(" "), note.as_str()), ("0.0 0.4 0.8".to_owned(), "×10⁶"));
        assert_eq!(axis_labels_like(&even, &even).note, "");
    }

    #[test]
    fn labels_differ_down_to_neighbouring_numbers() {
        for reach in (1..16).map(|power| 10f64.powi(-power)) {
            for middle in [3.0, -0.7, 12_345.678, 1e-3] {
                let ticks = linear_ticks(middle - reach * middle, middle + reach * middle, 5);
                let mut labels = axis_labels(&ticks).labels;
                labels.dedup();
                assert_eq!(labels.len(), ticks.len(), "{middle} ± {reach}: {labels:?}");
            }
        }
    }
}
