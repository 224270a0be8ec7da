//! Where samples lie along one axis.

use std::ops::Range;
use std::sync::Arc;

use super::samples::SamplesError;

/// Where the samples lie along one axis.
///
/// A place is counted in mean steps from the first sample: on an even axis it is the fractional index, and on an uneven
/// one slopes per mean step are the same on both sides of a sample, as slopes per cell are not.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub(crate) count: usize,
    /// Coordinates of the first and last sample.
    pub(crate) extent: [f64; 2],
    /// Mean steps per unit of data, negative where the extent runs backwards.
    pub(crate) index_per_unit: f64,
    /// How far from the place of a sample rounding of coordinates can take it.
    slack: f64,
    /// Places of the samples, ascending; nothing where they are evenly spaced.
    places: Option<Arc<[f64]>>,
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
        Ok(Axis { count, extent, index_per_unit, slack: slack.min(1e-3), places: None })
    }

    /// The axis through coordinates that ascend or descend; two at least.
    pub(crate) fn through(axis: char, coordinates: &[f64]) -> Result<Axis, SamplesError> {
        let (count, first) = (coordinates.len(), coordinates[0]);
        let mut even = Axis::new(axis, count, [first, coordinates[count - 1]])?;
        let places: Vec<f64> = coordinates.iter().map(|data| (data - first) * even.index_per_unit).collect();
        let narrowest = places.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        if let Some(index) = places.windows(2).position(|pair| pair[1].is_nan() || pair[1] <= pair[0]) {
            let (before, after) = (coordinates[index], coordinates[index + 1]);
            return Err(SamplesError::Order { axis, before, after });
        }
        // What differs from even spacing by no more than rounding is even.
        if places.iter().enumerate().all(|(index, place)| (place - index as f64).abs() <= even.slack) {
            return Ok(even);
        }
        even.slack = even.slack.min(1e-3 * narrowest);
        Ok(Axis { places: Some(places.into()), ..even })
    }

    pub(crate) fn last(&self) -> f64 {
        (self.count - 1) as f64
    }

    /// The map from data to places.
    pub(crate) fn index_map(&self) -> [f64; 2] {
        [self.index_per_unit, self.extent[0]]
    }

    /// Places of the samples where they are not evenly spaced.
    pub(crate) fn places(&self) -> Option<&[f64]> {
        self.places.as_deref()
    }

    /// How many mean steps lie between a sample and the next.
    pub(crate) fn width(&self, index: usize) -> f64 {
        self.places.as_ref().map_or(1.0, |places| places[index + 1] - places[index])
    }

    /// The fractional index of a coordinate; below 0 or beyond the last one where it is outside.
    pub(crate) fn index_at(&self, data: f64) -> f64 {
        let place = (data - self.extent[0]) * self.index_per_unit;
        let Some(places) = &self.places else {
            let nearest = place.round();
            return if (place - nearest).abs() <= self.slack { nearest } else { place };
        };
        let cell = places.partition_point(|&node| node <= place).saturating_sub(1).min(self.count - 2);
        let within = place - places[cell];
        match (within.abs() <= self.slack, (places[cell + 1] - place).abs() <= self.slack) {
            (true, _) => cell as f64,
            (_, true) => (cell + 1) as f64,
            // A point just before a sample is not carried to it by rounding.
            _ => {
                let along = within / self.width(cell);
                let is_inside = (0.0..1.0).contains(&along);
                cell as f64 + if is_inside { along.min(1.0 - 1e-9) } else { along }
            }
        }
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
