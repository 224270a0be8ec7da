//! How data lie in the box that a surface is drawn in.

use glam::Vec3;

use crate::field::Domain;

/// How the field's domain and values sit in the world: a box around the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct World {
    /// What is looked at.
    pub domain: Domain,
    /// Values at the bottom and the top of the box.
    pub values: [f64; 2],
    /// Half the box's sizes along x, y and upwards.
    pub half: Vec3,
}

impl World {
    /// World units per unit of data along x and y, negative where an extent runs backwards, and per unit of f.
    pub fn per_unit(&self) -> [f64; 3] {
        let [width, height] = self.domain.size();
        let [low, high] = self.values;
        [
            2.0 * f64::from(self.half.x) / width,
            2.0 * f64::from(self.half.y) / height,
            2.0 * f64::from(self.half.z) / (high - low),
        ]
    }

    /// The f that lies at height 0.
    pub fn middle(&self) -> f64 {
        0.5 * (self.values[0] + self.values[1])
    }

    /// Where a point of the data lies, at the height of the value `f`.
    pub fn place(&self, x: f64, y: f64, f: f64) -> Vec3 {
        let [per_x, per_y, per_f] = self.per_unit();
        let [x0, y0] = [self.domain.x[0], self.domain.y[0]];
        Vec3::new(
            ((x - x0) * per_x) as f32 - self.half.x,
            ((y - y0) * per_y) as f32 - self.half.y,
            ((f - self.middle()) * per_f) as f32,
        )
    }
}
