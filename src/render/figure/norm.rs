//! How values spread over a range of colours: evenly, by their logarithms, or by those on both sides of 0.

use super::ticks::{contour_levels, log_levels, log_ticks, round_ticks, symlog_levels, symlog_ticks};

/// The part of matplotlib's `SymmetricalLogTransform` that is linear, in decades: `linscale / (1 - 1 / base)`.
const LINEAR_DECADES: f64 = 1.0 / 0.9;

/// How values spread along a scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Spread {
    /// Evenly.
    #[default]
    Linear,
    /// By their logarithms; what is not above 0 is below all others.
    Log,
    /// By their logarithms on both sides of 0, evenly up to this size, which is above 0.
    Symlog(f64),
}

impl Spread {
    /// The place of a value on the scale, whose unit is a decade where it is logarithmic.
    pub fn place(self, value: f64) -> f64 {
        match self {
            Spread::Linear => value,
            Spread::Log if value > 0.0 => value.log10(),
            Spread::Log if value.is_nan() => f64::NAN,
            Spread::Log => f64::NEG_INFINITY,
            Spread::Symlog(threshold) => {
                let size = value.abs() / threshold;
                let place = if size <= 1.0 { size * LINEAR_DECADES } else { LINEAR_DECADES + size.log10() };
                place.copysign(value)
            }
        }
    }

    /// The value at a place of the scale.
    pub fn value(self, place: f64) -> f64 {
        match self {
            Spread::Linear => place,
            Spread::Log => 10f64.powf(place),
            Spread::Symlog(threshold) => {
                let size = place.abs();
                let size =
                    if size <= LINEAR_DECADES { size / LINEAR_DECADES } else { 10f64.powf(size - LINEAR_DECADES) };
                (size * threshold).copysign(place)
            }
        }
    }
}

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

    /// How frame.wgsl is told of the spread: 0, 1 for logarithms, the threshold below 0 for those of both signs.
    pub(crate) fn code(&self) -> f64 {
        match self.spread {
            Spread::Linear => 0.0,
            Spread::Log => 1.0,
            Spread::Symlog(threshold) => -threshold,
        }
    }

    /// Round values between the limits, for the ticks of a bar.
    pub(crate) fn ticks(&self, at_most: usize) -> Vec<f64> {
        let [low, high] = self.limits;
        match self.spread {
            Spread::Linear => round_ticks(low, high, at_most),
            Spread::Log => log_ticks(low, high, at_most),
            Spread::Symlog(threshold) => symlog_ticks([low, high], threshold, at_most),
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

    #[test]
    fn places_are_taken_back() {
        for spread in [Spread::Linear, Spread::Log, Spread::Symlog(1e-3), Spread::Symlog(2.0)] {
            for value in [1e-9, 0.5, 2.0, 3e4] {
                assert!((spread.value(spread.place(value)) / value - 1.0).abs() < 1e-12, "{spread:?} {value}");
            }
        }
        assert_eq!(Spread::Symlog(2.0).value(Spread::Symlog(2.0).place(-50.0)).round(), -50.0);
        assert_eq!(Spread::Log.place(-1.0), f64::NEG_INFINITY);
    }
}
