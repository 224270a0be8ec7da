//! What is read out at a point.

use crate::field::Domain;
use crate::render::derived_value;
use crate::scene::{ColorBy, Units};

/// What the picture says about the point under the pointer or under the pin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// x and y.
    pub point: [f64; 2],
    /// f, ∂f/∂x and ∂f/∂y.
    pub values: [f64; 3],
    /// What a unit of x and y is: a slope's f is in metres where they are degrees.
    pub units: Units,
}

impl Reading {
    /// |∇f|.
    pub fn norm(&self) -> f64 {
        self.values[1].hypot(self.values[2])
    }

    /// The slope of the steepest way up, in degrees.
    pub fn slope(&self) -> f64 {
        derived_value(ColorBy::Slope, self.units, self.point[1], |plane| {
            self.values.get(plane).copied().unwrap_or(f64::NAN)
        })
    }

    /// ∇f·v of the unit vector at `angle`, in radians from the x axis.
    pub fn along(&self, angle: f64) -> f64 {
        self.values[1] * angle.cos() + self.values[2] * angle.sin()
    }
}

/// How many times what f spans goes beyond what x and y span, in their units, from where on no slope can be told from upright.
const UPRIGHT: f64 = 100.0;
/// Metres below and above the sea between which all ground lies.
const GROUND: [f64; 2] = [-12_000.0, 9_000.0];

/// Whether x and y of samples look like longitudes and latitudes, and f between two values like heights in metres, so that
/// slopes of their plain numbers are all but upright. A square about 0 is more likely one of a function.
pub(crate) fn looks_geographic(domain: Domain, [low, high]: [f64; 2]) -> bool {
    let Domain { x, y } = domain.ascending();
    let is_within = |range: [f64; 2], most: f64| range[0] >= -most && range[1] <= most;
    let holds_zero = [x, y].iter().all(|[first, last]| *first <= 0.0 && *last >= 0.0);
    let span = (x[1] - x[0]).max(y[1] - y[0]);
    let is_ground = low >= GROUND[0] && high <= GROUND[1] && high - low > UPRIGHT * span;
    is_within(x, 360.0) && is_within(y, 90.0) && !holds_zero && is_ground
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_guessed_where_slopes_would_be_upright() {
        let looks = |x, y, range| looks_geographic(Domain { x, y }, range);
        assert!(looks([-84.41, -84.08], [36.73, 36.45], [236.0, 1076.0]), "hills in Tennessee, from the north");
        assert!(looks([6.0, 11.0], [45.0, 48.0], [193.0, 4810.0]));
        assert!(!looks([500_000.0, 530_000.0], [4.0e6, 4.03e6], [236.0, 1076.0]), "metres");
        assert!(!looks([0.0, 100.0], [0.0, 100.0], [200.0, 300.0]), "a field of a hundred metres");
        assert!(!looks([-1.0, 1.0], [-1.0, 1.0], [0.0, 4000.0]), "a loss about its minimum");
        assert!(!looks([1.0, 2.0], [1.0, 2.0], [0.0, 50.0]) && !looks([1.0, 2.0], [1.0, 2.0], [0.0, 1e6]));
        assert!(!looks([1.0, 2.0], [91.0, 92.0], [0.0, 900.0]), "there is no such latitude");
    }

    #[test]
    fn the_directional_derivative_is_the_gradient_times_the_cosine() {
        let reading = Reading { point: [0.0; 2], values: [0.0, 3.0, 4.0], units: Units::Plain };
        let uphill = 4f64.atan2(3.0);
        assert!((reading.along(uphill) - 5.0).abs() < 1e-12);
        assert!(reading.along(uphill + std::f64::consts::FRAC_PI_2).abs() < 1e-12);
    }
}
