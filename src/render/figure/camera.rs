//! Where the box of the surface is seen from, and how it fills its panel.

use glam::camera::rh::{proj, view};
use glam::{Mat4, Vec2, Vec3, Vec4};

use crate::scene::{CameraStyle, Projection};

/// Vertical field of view, in radians: long enough a lens that parallels stay nearly parallel.
const FIELD_OF_VIEW: f32 = 0.42;

/// A camera on a box around the world's origin.
#[derive(Clone, Copy, Debug)]
pub struct Camera {
    /// From world to the panel's clip space, depth 0 to 1.
    pub clip_from_world: Mat4,
    /// Where the eye is.
    pub eye_in_world: Vec3,
}

/// Margins of a panel that labels need, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// At the left.
    pub left: f32,
    /// At the right.
    pub right: f32,
    /// Above.
    pub top: f32,
    /// Below.
    pub bottom: f32,
}

impl Camera {
    /// Looks at the box of half sizes `half` from somewhere, into a panel of `size` pixels.
    ///
    /// Without a distance the box is fitted between the margins.
    pub fn orbit(from: CameraStyle, half: Vec3, size: Vec2, margins: Margins) -> Camera {
        let CameraStyle { azimuth, elevation, distance, projection } = from;
        // Straight up or down the view has no horizon; a hair beside it has.
        let elevation = (elevation.clamp(-89.99, 89.99) as f32).to_radians();
        let azimuth = (azimuth as f32).to_radians();
        let direction = Vec3::new(elevation.cos() * azimuth.cos(), elevation.cos() * azimuth.sin(), elevation.sin());
        let radius = half.length();
        let reach = distance.unwrap_or(CameraStyle::FITTING_DISTANCE) as f32 * radius;
        let eye_in_world = direction * reach;
        let view_from_world = view::look_at_mat4(eye_in_world, Vec3::ZERO, Vec3::Z);
        let (near, far) = ((reach - 1.02 * radius).max(0.02 * radius), reach + 1.02 * radius);
        let clip_from_view = match projection {
            Projection::Perspective => proj::directx::perspective(FIELD_OF_VIEW, size.x / size.y, near, far),
            Projection::Orthographic => {
                // As large in the middle as in perspective.
                let up = reach * (0.5 * FIELD_OF_VIEW).tan();
                let across = up * size.x / size.y;
                proj::directx::orthographic(-across, across, -up, up, near, far)
            }
        };
        let clip_from_world = clip_from_view * view_from_world;
        let clip_from_world = match distance {
            Some(_) => clip_from_world,
            None => fit(clip_from_world, half, size, margins) * clip_from_world,
        };
        Camera { clip_from_world, eye_in_world }
    }

    /// Where a point of the world is in the panel, in pixels from its top left corner.
    pub fn project(&self, point: Vec3, size: Vec2) -> Vec2 {
        ndc(self.clip_from_world, point) * Vec2::new(0.5, -0.5) * size + 0.5 * size
    }
}

fn ndc(clip_from_world: Mat4, point: Vec3) -> Vec2 {
    let clip: Vec4 = clip_from_world * point.extend(1.0);
    Vec2::new(clip.x, clip.y) / clip.w
}

/// The corners of the box of half sizes `half`.
pub(crate) fn corners(half: Vec3) -> [Vec3; 8] {
    std::array::from_fn(|corner| {
        let sign = |bit: usize| if corner >> bit & 1 == 1 { 1.0 } else { -1.0 };
        half * Vec3::new(sign(0), sign(1), sign(2))
    })
}

/// Scales and shifts clip space so that the box's corners fill the panel between the margins.
fn fit(clip_from_world: Mat4, half: Vec3, size: Vec2, margins: Margins) -> Mat4 {
    let projected = corners(half).map(|corner| ndc(clip_from_world, corner));
    let low = projected.into_iter().fold(Vec2::INFINITY, Vec2::min);
    let high = projected.into_iter().fold(Vec2::NEG_INFINITY, Vec2::max);
    let room_low = Vec2::new(margins.left, margins.bottom) / size * 2.0 - 1.0;
    let room_high = 1.0 - Vec2::new(margins.right, margins.top) / size * 2.0;
    let ratio = (room_high - room_low).max(Vec2::splat(0.1)) / (high - low);
    let scale = ratio.min_element();
    let shift = 0.5 * (room_low + room_high) - scale * 0.5 * (low + high);
    Mat4::from_translation(shift.extend(0.0)) * Mat4::from_scale(Vec3::new(scale, scale, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Vec2 = Vec2::new(640.0, 480.0);
    const MARGINS: Margins = Margins { left: 40.0, right: 20.0, top: 10.0, bottom: 30.0 };

    #[test]
    fn the_box_fills_the_room_between_the_margins() {
        for (azimuth, elevation) in [(-60.0, 30.0), (45.0, 0.0), (0.0, 90.0), (200.0, -35.0)] {
            let half = Vec3::new(1.0, 0.8, 0.6);
            let from = CameraStyle { azimuth, elevation, ..CameraStyle::default() };
            let camera = Camera::orbit(from, half, SIZE, MARGINS);
            let seen = corners(half).map(|corner| camera.project(corner, SIZE));
            let low = seen.into_iter().fold(Vec2::INFINITY, Vec2::min);
            let high = seen.into_iter().fold(Vec2::NEG_INFINITY, Vec2::max);
            assert!(low.x > 39.9 && low.y > 9.9 && high.x < 620.1 && high.y < 450.1, "{low} {high}");
            let fills = (high.x - low.x - 580.0).abs() < 0.1 || (high.y - low.y - 440.0).abs() < 0.1;
            assert!(fills, "{low} {high}");
        }
    }

    #[test]
    fn the_box_is_within_the_depth_range() {
        let projections = [Projection::Perspective, Projection::Orthographic];
        for (distance, projection) in
            [None, Some(1.3), Some(50.0)].into_iter().flat_map(|d| projections.map(|p| (d, p)))
        {
            let from = CameraStyle { azimuth: 30.0, elevation: 20.0, distance, projection };
            let camera = Camera::orbit(from, Vec3::ONE, SIZE, MARGINS);
            for corner in corners(Vec3::ONE) {
                let clip = camera.clip_from_world * corner.extend(1.0);
                assert!((0.0..=1.0).contains(&(clip.z / clip.w)), "{distance:?}: {}", clip.z / clip.w);
            }
        }
    }
}
