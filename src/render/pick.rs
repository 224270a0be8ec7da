//! What lies under a pixel of a picture.

use glam::{Vec2, Vec3, Vec4};

use crate::expr::Order;
use crate::field::{Domain, Field};
use crate::render::figure::annotation::Rect;
use crate::render::figure::camera::Camera;
use crate::render::figure::plane::Plane;
use crate::render::figure::world::World;

/// The panels of a picture, as far as picking needs them.
#[derive(Clone, Copy, Debug)]
pub struct Picker<'a> {
    pub(super) domain: Domain,
    pub(super) surface: Option<(&'a World, &'a Camera, Rect)>,
    pub(super) contour: Option<Rect>,
}

/// A panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The surface.
    Surface,
    /// The contours.
    Contour,
}

/// A point of the field under a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Picked {
    /// Which panel the pixel is in.
    pub panel: Panel,
    /// x and y.
    pub point: [f64; 2],
}

fn holds(rect: Rect, [x, y]: [f32; 2]) -> bool {
    (rect.min[0]..rect.max[0]).contains(&x) && (rect.min[1]..rect.max[1]).contains(&y)
}

impl Picker<'_> {
    /// The pixels of the surface's panel.
    pub fn surface_rect(&self) -> Option<Rect> {
        self.surface.map(|(.., rect)| rect)
    }

    /// The pixels of the contours.
    pub fn contour_rect(&self) -> Option<Rect> {
        self.contour
    }

    /// The panel that a pixel is in.
    pub fn panel(&self, at: [f32; 2]) -> Option<Panel> {
        if self.contour.is_some_and(|rect| holds(rect, at)) {
            return Some(Panel::Contour);
        }
        self.surface.filter(|&(.., rect)| holds(rect, at)).map(|_| Panel::Surface)
    }

    /// The point of the field under a pixel: on the plane, or where the ray of the eye first meets the surface.
    pub fn pick(&self, field: &Field, at: [f32; 2]) -> Option<Picked> {
        match self.panel(at)? {
            Panel::Contour => Some(Picked { panel: Panel::Contour, point: self.plane()?.point(at) }),
            Panel::Surface => {
                let (world, camera, rect) = self.surface?;
                let point = meet(field, world, camera, rect, at)?;
                Some(Picked { panel: Panel::Surface, point })
            }
        }
    }

    /// Where a point of the data is on the surface's panel, at the height `f`, in pixels of the picture.
    pub fn on_surface(&self, [x, y]: [f64; 2], f: f64) -> Option<[f32; 2]> {
        let (world, camera, rect) = self.surface?;
        let size = Vec2::new(rect.width(), rect.height());
        let pixel = camera.project(world.place(x, y, f), size) + Vec2::from(rect.min);
        Some(pixel.to_array())
    }

    /// Where a point of the data is on the contours, in pixels of the picture.
    pub fn on_contours(&self, point: [f64; 2]) -> Option<[f32; 2]> {
        Some(self.plane()?.pixel(point))
    }

    fn plane(&self) -> Option<Plane> {
        Some(Plane { rect: self.contour?, domain: self.domain })
    }
}

/// Where the ray through a pixel first goes from above the surface to below it, or the other way.
fn meet(field: &Field, world: &World, camera: &Camera, rect: Rect, at: [f32; 2]) -> Option<[f64; 2]> {
    const PIECES: usize = 400;
    const HALVINGS: usize = 24;
    let [across, down] = [0, 1].map(|axis| (at[axis] - rect.min[axis]) / (rect.max[axis] - rect.min[axis]));
    let world_from_clip = camera.clip_from_world.inverse();
    let unproject = |depth: f32| {
        let clip = Vec4::new(2.0 * across - 1.0, 1.0 - 2.0 * down, depth, 1.0);
        let point = world_from_clip * clip;
        point.truncate() / point.w
    };
    let (near, far) = (unproject(0.0), unproject(1.0));
    let [per_x, per_y, per_f] = world.per_unit();
    let data = |point: Vec3| {
        [
            world.domain.x[0] + f64::from(point.x + world.half.x) / per_x,
            world.domain.y[0] + f64::from(point.y + world.half.y) / per_y,
        ]
    };
    // How far the ray is above the surface, within the box.
    let above = |fraction: f32| {
        let point = near.lerp(far, fraction);
        let is_inside = point.x.abs() <= world.half.x && point.y.abs() <= world.half.y;
        let f = if is_inside { field.at(&data(point), Order::Value)[0] } else { f64::NAN };
        f64::from(point.z) - (f - world.middle()) * per_f
    };
    let mut before = above(0.0);
    for piece in 1..=PIECES {
        let fraction = piece as f32 / PIECES as f32;
        let now = above(fraction);
        if before * now <= 0.0 {
            let (mut low, mut high) = ((piece - 1) as f32 / PIECES as f32, fraction);
            for _ in 0..HALVINGS {
                let middle = 0.5 * (low + high);
                if above(middle) * before <= 0.0 { high = middle } else { low = middle }
            }
            return Some(data(near.lerp(far, high)));
        }
        before = now;
    }
    None
}
