//! Numbers of steps as fractions of a scale, by their logarithms, and the colour bar that says so.

use super::bar::ColorBar;
use super::norm::ColorNorm;
use super::ticks::linear_ticks;
use crate::field::Spread;

/// A scale from the fewest steps to the most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct StepScale([f64; 2]);

impl StepScale {
    /// A scale between two numbers of steps; it spans one at least.
    pub(crate) fn new(fewest: u32, most: u32) -> StepScale {
        let low = f64::from(fewest.max(1));
        StepScale([low, f64::from(most).max(low + 1.0)])
    }

    /// 0 for the fewest steps, 1 for the most.
    pub(crate) fn fraction(self, steps: f64) -> f64 {
        let [low, high] = self.0.map(f64::ln);
        ((steps.max(1.0).ln() - low) / (high - low)).clamp(0.0, 1.0)
    }

    /// The bar of colours by fraction.
    pub(crate) fn bar(self, color: impl Fn(f64) -> [u8; 3], name: &str) -> ColorBar {
        let [low, high] = self.0;
        if high > 30.0 * low {
            return ColorBar::of(&ColorNorm { limits: [low, high], spread: Spread::Log }, color, name);
        }
        ColorBar::new(&linear_ticks(low, high, 8), |steps| self.fraction(steps), color, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_spread_by_their_logarithms() {
        let scale = StepScale::new(10, 1000);
        assert_eq!(
            [1.0, 10.0, 100.0, 1000.0, 5000.0].map(|steps| (scale.fraction(steps) * 100.0).round()),
            [0.0, 0.0, 50.0, 100.0, 100.0]
        );
        assert_eq!(StepScale::new(0, 0), StepScale([1.0, 2.0]));
    }
}
