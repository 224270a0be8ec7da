//! Where samples lie along one axis.

use std::ops::Range;

use super::samples::SamplesError;

/// Where the samples lie along one axis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    pub(crate) count: usize,
    /// Coordinates of the first and last sample.
    pub(crate) extent: [f64; 2],
    /// Index steps per unit of data, negative where the extent runs backwards.
    pub(crate) index_per_unit: f64,
    /// How far from a whole number rounding of coordinates can take the index of a sample.
    slack: f64,
}

impl Axis {
    pub(crate) fn new(axis: char, count: usize, extent: [f64; 2]) -> Result<Axis, SamplesError> {
        let [first, last] = extent;
        let index_per_unit = (count - 1) as f64 / (last - first);
        if !(last - first).is_finite() || !index_per_unit.is_finite() {
            return Err(SamplesError::Extent { axis, first, last });
        }
        let largest = first.abs().max(last.abs());
        let slack = 4.0 * f64::EPSILON * (largest * index_per_unit.abs() + count as f64);
        Ok(Axis { count, extent, index_per_unit, slack: slack.min(1e-3) })
    }

    pub(crate) fn last(&self) -> f64 {
        (self.count - 1) as f64
    }

    pub(crate) fn index_map(&self) -> [f64; 2] {
        [self.index_per_unit, self.extent[0]]
    }

    pub(crate) fn index_at(&self, data: f64) -> f64 {
        let index = (data - self.extent[0]) * self.index_per_unit;
        let nearest = index.round();
        if (index - nearest).abs() <= self.slack { nearest } else { index }
    }

    /// The samples of a part, and those just beyond its ends; none where it is outside.
    pub(crate) fn part(&self, [first, last]: [f64; 2]) -> Range<usize> {
        let (a, b) = (self.index_at(first), self.index_at(last));
        let end = self.last();
        if a.max(b) < 0.0 || a.min(b) > end {
            return 0..0;
        }
        let (low, high) = (a.min(b).floor().clamp(0.0, end), a.max(b).ceil().clamp(0.0, end));
        low as usize..high as usize + 1
    }
}
