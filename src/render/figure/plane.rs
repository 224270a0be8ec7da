//! The plane of a panel: from data to pixels of the picture and back.

use super::annotation::{Point, Rect};
use crate::field::Domain;

/// A domain that fills a rectangle, y upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plane {
    pub(crate) rect: Rect,
    pub(crate) domain: Domain,
}

impl Plane {
    /// Where a point of the data is.
    pub(crate) fn pixel(&self, [x, y]: [f64; 2]) -> Point {
        let fraction = |[first, last]: [f64; 2], value: f64| ((value - first) / (last - first)) as f32;
        let Rect { min: [left, top], max: [right, bottom] } = self.rect;
        [left + fraction(self.domain.x, x) * (right - left), bottom - fraction(self.domain.y, y) * (bottom - top)]
    }

    /// The point of the data at a pixel.
    pub(crate) fn point(&self, [x, y]: Point) -> [f64; 2] {
        let fraction = [(x - self.rect.min[0]) / self.rect.width(), (self.rect.max[1] - y) / self.rect.height()];
        let mix = |[first, last]: [f64; 2], fraction: f32| first + f64::from(fraction) * (last - first);
        [mix(self.domain.x, fraction[0]), mix(self.domain.y, fraction[1])]
    }

    /// Data to a pixel along x and y.
    pub(crate) fn per_pixel(&self) -> [f64; 2] {
        let [width, height] = self.domain.size();
        [width / f64::from(self.rect.width()), height / f64::from(self.rect.height())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_and_points_are_each_others_inverse() {
        let plane =
            Plane { rect: Rect::new(10.0, 20.0, 200.0, 100.0), domain: Domain { x: [-1.0, 3.0], y: [2.0, 0.0] } };
        assert_eq!(plane.pixel([0.0, 2.0]), [60.0, 120.0]);
        assert_eq!(plane.pixel([3.0, 0.0]), [210.0, 20.0]);
        assert_eq!(plane.point([60.0, 95.0]), [0.0, 1.5]);
        assert_eq!(plane.per_pixel(), [0.02, -0.02]);
    }
}
