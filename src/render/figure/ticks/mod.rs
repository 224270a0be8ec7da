//! Round numbers for axes, colour bars and contour levels, and their labels.
//!
//! The choice of numbers is matplotlib's (`ticker.MaxNLocator`), so that a picture has the ticks and levels that a
//! matplotlib user expects.

mod decimal;
mod labels;
mod linear;
mod locator;
mod logarithmic;

pub(crate) use decimal::{exponent, scaled};
pub use labels::format_ticks;
pub(crate) use labels::{
    common_power, decimals_within, digits, even_labels, label, own_label, power_of_ten, uneven_labels,
};
pub use linear::{contour_levels, linear_ticks, round_ticks};
pub(crate) use locator::floor_divide;
pub use logarithmic::{log_levels, log_ticks, symlog_levels, symlog_ticks};

use crate::field::Spread;

/// Ticks without labels between those of a scale from `first` to `last`: of logarithms only.
pub(crate) fn minor_ticks(spread: Spread, [first, last]: [f64; 2], ticks: &[f64]) -> Vec<f64> {
    let (low, high) = (first.min(last), first.max(last));
    let mut minor: Vec<f64> = match spread {
        Spread::Linear => Vec::new(),
        Spread::Log => logarithmic::minor_ticks(ticks, [low, high]),
        Spread::Symlog(threshold) => {
            let sizes = logarithmic::minor_ticks(ticks, [threshold, low.abs().max(high.abs())]);
            let both = sizes.into_iter().flat_map(|size| [-size, size]);
            both.filter(|value| (low..=high).contains(value)).collect()
        }
    };
    minor.retain(|value| !ticks.contains(value));
    minor
}

/// Fractions of a scale that is so many pixels long at which ticks without labels stand; none where lines so wide would run
/// into each other.
pub(crate) fn minor_fractions(minor: &[f64], fraction: impl Fn(f64) -> f64, length: f32, line: f32) -> Vec<f32> {
    let mut fractions: Vec<f32> = minor.iter().map(|&value| fraction(value) as f32).collect();
    fractions.sort_by(f32::total_cmp);
    let are_apart = fractions.windows(2).all(|pair| (pair[1] - pair[0]) * length > 2.0 * line);
    if are_apart { fractions } else { Vec::new() }
}

/// Round numbers between two, at most so many, for an axis along which numbers spread.
pub fn axis_ticks(spread: Spread, [first, last]: [f64; 2], at_most: usize) -> Vec<f64> {
    match spread {
        Spread::Linear => linear_ticks(first, last, at_most),
        Spread::Log => log_ticks(first, last, at_most),
        Spread::Symlog(threshold) => symlog_ticks([first.min(last), first.max(last)], threshold, at_most),
    }
}
