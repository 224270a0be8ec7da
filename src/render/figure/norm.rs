//! How values spread over a range of colours: evenly, by their logarithms, or by those on both sides of 0.

use super::ticks::{axis_ticks, contour_levels, log_levels, round_ticks, symlog_levels};
use crate::field::Spread;

/// How values spread over the colormap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColorNorm {
    /// Values at the ends of the colormap, the lower one first.
    pub limits: [f64; 2],
    /// How those between spread.
    pub spread: Spread,
}

impl ColorNorm {
    /// Evenly between two values.
    pub fn linear(limits: [f64; 2]) -> ColorNorm {
        ColorNorm { limits, spread: Spread::Linear }
    }

    /// The position of a value, 0 to 1 between the limits.
    pub fn position(&self, value: f64) -> f64 {
        let [offset, scale] = self.offset_and_scale();
        (self.spread.place(value) - offset) * scale
    }

    /// The value halfway between two as the colours have it.
    pub(crate) fn middle(&self, low: f64, high: f64) -> f64 {
        self.spread.value(0.5 * (self.spread.place(low) + self.spread.place(high)))
    }

    pub(crate) fn offset_and_scale(&self) -> [f64; 2] {
        let [low, high] = self.limits.map(|limit| self.spread.place(limit));
        [low, 1.0 / (high - low)]
    }

    /// Round values between the limits, for the ticks of a bar.
    pub(crate) fn ticks(&self, at_most: usize) -> Vec<f64> {
        let [low, high] = self.limits;
        match self.spread {
            Spread::Linear => round_ticks(low, high, at_most),
            spread => axis_ticks(spread, [low, high], at_most),
        }
    }

    /// Boundaries of about `bins` bands over the limits, symmetric about `center`.
    pub(crate) fn levels(&self, center: f64, bins: usize) -> Vec<f64> {
        let [low, high] = self.limits;
        match self.spread {
            Spread::Linear if center == 0.0 => contour_levels(low, high, bins),
            Spread::Linear => {
                contour_levels(low - center, high - center, bins).into_iter().map(|level| level + center).collect()
            }
            Spread::Log => log_levels(low, high, bins),
            Spread::Symlog(threshold) => symlog_levels([low, high], threshold, bins),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values and their places in matplotlib 3.11: `SymLogNorm(linthresh=1, vmin=-1000, vmax=1000, base=10)`.
    const SYMLOG: [(f64, f64); 6] = [
        (-1000.0, 0.0),
        (-1.0, 0.364864864864865),
        (0.0, 0.5),
        (0.5, 0.567567567567568),
        (10.0, 0.756756756756757),
        (1000.0, 1.0),
    ];

    #[test]
    fn symmetric_logarithms_are_those_of_matplotlib() {
        let norm = ColorNorm { limits: [-1000.0, 1000.0], spread: Spread::Symlog(1.0) };
        for (value, expected) in SYMLOG {
            assert!((norm.position(value) - expected).abs() < 1e-12, "{value}: {}", norm.position(value));
        }
    }
}
