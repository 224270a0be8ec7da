//! What is read out at a point.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directional_derivative_is_the_gradient_times_the_cosine() {
        let reading = Reading { point: [0.0; 2], values: [0.0, 3.0, 4.0], units: Units::Plain };
        let uphill = 4f64.atan2(3.0);
        assert!((reading.along(uphill) - 5.0).abs() < 1e-12);
        assert!(reading.along(uphill + std::f64::consts::FRAC_PI_2).abs() < 1e-12);
    }
}
