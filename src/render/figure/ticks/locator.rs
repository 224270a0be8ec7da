//! matplotlib's choice of evenly spaced round numbers.

use super::decimal::scaled;

/// matplotlib's `ticker.MaxNLocator`: evenly spaced round numbers around a range.
pub(super) struct Locator<'a> {
    /// The most intervals wanted.
    pub(super) bins: usize,
    /// The steps that count as round, from 1 to 10.
    pub(super) steps: &'a [f64],
    /// The fewest numbers wanted within the range; it takes precedence over `bins`.
    pub(super) least: usize,
}

impl Locator<'_> {
    /// `MaxNLocator.tick_values`: the numbers within the range and one beyond each end that is not itself one.
    pub(super) fn values(&self, min: f64, max: f64) -> Vec<f64> {
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
