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
pub(crate) use labels::{common_power, decimals_within, digits, label, own_label, power_of_ten};
pub use linear::{contour_levels, linear_ticks, round_ticks};
pub(crate) use locator::floor_divide;
pub use logarithmic::{log_levels, log_ticks, symlog_levels, symlog_ticks};

use crate::field::Spread;

/// Round numbers between two, at most so many, for an axis along which numbers spread.
pub fn axis_ticks(spread: Spread, [first, last]: [f64; 2], at_most: usize) -> Vec<f64> {
    match spread {
        Spread::Linear => linear_ticks(first, last, at_most),
        Spread::Log => log_ticks(first, last, at_most),
        Spread::Symlog(threshold) => symlog_ticks([first.min(last), first.max(last)], threshold, at_most),
    }
}
