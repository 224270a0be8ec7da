//! How data lie in the box that a surface is drawn in.

use glam::Vec3;

use crate::field::{Domain, Spread};

/// How the field's domain and values sit in the world: a box around the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct World {
    /// What is looked at.
    pub ranges: Domain,
    /// The same in places of the axes' scales.
    pub domain: Domain,
    /// Values at the bottom and the top of the box.
    pub values: [f64; 2],
    /// How x, y and f spread along the axes.
    pub spreads: [Spread; 3],
    /// Half the box's sizes along x, y and upwards.
    pub half: Vec3,
}

impl World {
    /// First and last x, y and f.
    pub fn extents(&self) -> [[f64; 2]; 3] {
        [self.ranges.x, self.ranges.y, self.values]
    }

    /// The places of the values at the bottom and the top of the box.
    pub(crate) fn heights(&self) -> [f64; 2] {
        self.values.map(|value| self.spreads[2].place(value))
    }

    /// World units per unit of the places along x and y, negative where an extent runs backwards, and of those of f.
    pub fn per_unit(&self) -> [f64; 3] {
        let [width, height] = self.domain.size();
        let [low, high] = self.heights();
        [
            2.0 * f64::from(self.half.x) / width,
            2.0 * f64::from(self.half.y) / height,
            2.0 * f64::from(self.half.z) / (high - low),
        ]
    }

    /// The place of the f that lies at height 0.
    pub(crate) fn middle_place(&self) -> f64 {
        let [low, high] = self.heights();
        0.5 * (low + high)
    }

    /// The f that lies at height 0.
    pub fn middle(&self) -> f64 {
        self.spreads[2].value(self.middle_place())
    }

    /// The height of a value.
    pub(crate) fn height(&self, f: f64) -> f64 {
        (self.spreads[2].place(f) - self.middle_place()) * self.per_unit()[2]
    }

    /// Where a point of the axes' places lies, at the height of the value `f`.
    pub fn place(&self, x: f64, y: f64, f: f64) -> Vec3 {
        let [per_x, per_y, _] = self.per_unit();
        let [x0, y0] = [self.domain.x[0], self.domain.y[0]];
        Vec3::new(
            ((x - x0) * per_x) as f32 - self.half.x,
            ((y - y0) * per_y) as f32 - self.half.y,
            self.height(f) as f32,
        )
    }
}
