//! What lies under a pixel of a picture.

use glam::{Vec2, Vec3, Vec4};

use crate::expr::Order;
use crate::field::{Domain, Field, Scales, Spread};
use crate::render::data::runs::loss::loss_values;
use crate::render::figure::annotation::Rect;
use crate::render::figure::camera::Camera;
use crate::render::figure::plane::Plane;
use crate::render::figure::world::World;
use crate::render::panels::curve::{CurvePanel, CurveQuantity};
use crate::render::run::Run;
use crate::scene::LossOf;

/// The panels of a picture, as far as picking needs them.
#[derive(Clone, Copy, Debug)]
pub struct Picker<'a> {
    /// In places of the axes' scales.
    pub(super) domain: Domain,
    pub(super) scales: Scales,
    pub(super) surface: Option<(&'a World, &'a Camera, Rect)>,
    pub(super) contour: Option<Rect>,
    pub(super) curves: &'a [CurvePanel],
}

/// A panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The surface.
    Surface,
    /// The contours.
    Contour,
    /// A curve of f or of f′ over x.
    Curve,
    /// What runs have come to, over their steps.
    Loss,
}

/// A point on a curve, in pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct CurvePoint {
    /// The point.
    pub at: [f32; 2],
    /// Both ends of the tangent, on a curve of f.
    pub tangent: Option<[[f32; 2]; 2]>,
    /// The panel.
    pub rect: Rect,
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
        if let Some(curve) = self.curve_at(at) {
            return Some(if matches!(curve.shows, CurveQuantity::Loss(_)) { Panel::Loss } else { Panel::Curve });
        }
        self.surface.filter(|&(.., rect)| holds(rect, at)).map(|_| Panel::Surface)
    }

    /// The point of the field under a pixel: on the plane, or where the ray of the eye first meets the surface.
    pub fn pick(&self, field: &Field, at: [f32; 2]) -> Option<Picked> {
        match self.panel(at)? {
            Panel::Loss => None,
            Panel::Contour => Some(Picked { panel: Panel::Contour, point: self.scales.point(self.plane()?.point(at)) }),
            Panel::Curve => {
                let curve = self.curve_at(at)?;
                let [x, _] = curve.scales.point(curve.plane.point(at));
                Some(Picked { panel: Panel::Curve, point: [x, 0.0] })
            }
            Panel::Surface => {
                let (world, camera, rect) = self.surface?;
                let point = meet((field, self.scales), world, camera, rect, at)?;
                Some(Picked { panel: Panel::Surface, point })
            }
        }
    }

    /// Where a point of the data is on the surface's panel, at the height `f`, in pixels of the picture.
    pub fn on_surface(&self, point: [f64; 2], f: f64) -> Option<[f32; 2]> {
        let (world, camera, rect) = self.surface?;
        let [x, y] = self.scales.place(point);
        let size = Vec2::new(rect.width(), rect.height());
        let pixel = camera.project(world.place(x, y, f), size) + Vec2::from(rect.min);
        pixel.is_finite().then_some(pixel.to_array())
    }

    /// f at the bottom and at the top of the surface's box.
    pub fn heights(&self) -> Option<[f64; 2]> {
        self.surface.map(|(world, ..)| world.values)
    }

    /// How many times longer a unit of f is on the surface than one on the ground, of which so many are along a unit of x.
    pub fn exaggeration(&self, rise: f64) -> Option<f64> {
        let (world, ..) = self.surface.filter(|(world, ..)| world.spreads == [Spread::Linear; 3])?;
        let [per_x, _, per_f] = world.per_unit();
        Some(per_f.abs() * rise / per_x.abs()).filter(|factor| factor.is_finite())
    }

    /// Pixels of the picture along a unit of x on the contours; nothing where they differ from place to place.
    pub fn pixels_per_unit(&self) -> Option<f64> {
        if !self.scales.is_linear() {
            return None;
        }
        let [width, _] = self.domain.size();
        Some(f64::from(self.contour?.width()) / width.abs()).filter(|pixels| pixels.is_finite())
    }

    /// Where a point of the data is on the contours, in pixels of the picture.
    pub fn on_contours(&self, point: [f64; 2]) -> Option<[f32; 2]> {
        Some(self.plane()?.pixel(self.scales.place(point)))
    }

    /// The direction on the contours, in pixels and as long as 1, in which a point moves that moves so in x and y.
    pub fn direction(&self, point: [f64; 2], [dx, dy]: [f64; 2]) -> Option<[f32; 2]> {
        let plane = self.plane()?;
        let ([across, up], [width, height]) =
            (self.scales.gradient(self.scales.place(point), [dx, dy]), plane.per_pixel());
        let direction = Vec2::new((across / width) as f32, (-up / height) as f32).normalize_or_zero();
        (direction != Vec2::ZERO).then_some(direction.to_array())
    }

    /// Whether x, y and f are even along their axes, so that a tangent of the surface is straight.
    pub fn is_even(&self) -> bool {
        self.scales.is_linear() && self.surface.is_none_or(|(world, ..)| world.spreads == [Spread::Linear; 3])
    }

    /// The pixels of the curve that a pixel is in.
    pub fn curve_rect(&self, at: [f32; 2]) -> Option<Rect> {
        self.curve_at(at).map(|curve| curve.plane.rect)
    }

    /// Where f and f′ at some x are on the curves of f, with the tangent's ends as far to both sides as this fraction of the
    /// axis, and where f′ is on the curves of f′, all in pixels of the picture.
    pub fn on_curves(&self, x: f64, [f, slope]: [f64; 2], reach: f64) -> Vec<CurvePoint> {
        let on = |curve: &CurvePanel| {
            let is_value = curve.shows == CurveQuantity::Value;
            let place = curve.scales.place([x, if is_value { f } else { slope }]);
            // How the place of f goes with that of x.
            let [run, rise] = curve.scales.gradient(place, [1.0, slope]);
            let far = reach * curve.plane.domain.size()[0];
            let end = |along: f64| curve.plane.pixel([place[0] + along, place[1] + rise / run * along]);
            let tangent = is_value.then(|| [-far, far].map(end));
            CurvePoint { at: curve.plane.pixel(place), tangent, rect: curve.plane.rect }
        };
        self.curves.iter().filter(|curve| !matches!(curve.shows, CurveQuantity::Loss(_))).map(on).collect()
    }

    /// The step of runs at a pixel of their losses, between two steps too.
    pub fn step(&self, at: [f32; 2]) -> Option<f64> {
        let (curve, _) = self.losses().filter(|(curve, _)| holds(curve.plane.rect, at))?;
        Some(curve.scales.point(curve.plane.point(at))[0])
    }

    /// The pixels of the losses of runs.
    pub fn losses_rect(&self) -> Option<Rect> {
        self.losses().map(|(curve, _)| curve.plane.rect)
    }

    /// Where a step of runs is along their losses, in pixels of the picture.
    pub fn x_of_step(&self, step: usize) -> Option<f32> {
        self.losses().map(|(curve, _)| curve.plane.pixel([step as f64, 0.0])[0])
    }

    /// What a run has come to with a step, and where that is on its line, in pixels of the picture; nothing where that is not shown.
    pub fn on_losses(&self, run: &Run, step: usize) -> Option<(f64, [f32; 2])> {
        let (curve, of) = self.losses()?;
        let value = *loss_values(run, of).get(step)?;
        let place = curve.scales.place([step as f64, value]);
        let is_shown = (0..2).all(|axis| {
            let [first, last] = [curve.plane.domain.x, curve.plane.domain.y][axis];
            (first..=last).contains(&place[axis])
        });
        is_shown.then(|| (value, curve.plane.pixel(place)))
    }

    fn losses(&self) -> Option<(&CurvePanel, LossOf)> {
        self.curves.iter().find_map(|curve| match curve.shows {
            CurveQuantity::Loss(of) => Some((curve, of)),
            _ => None,
        })
    }

    fn curve_at(&self, at: [f32; 2]) -> Option<&CurvePanel> {
        self.curves.iter().find(|curve| holds(curve.plane.rect, at))
    }

    fn plane(&self) -> Option<Plane> {
        Some(Plane { rect: self.contour?, domain: self.domain })
    }
}

/// Where the ray through a pixel first goes from above the surface to below it, or the other way.
fn meet(
    (field, scales): (&Field, Scales),
    world: &World,
    camera: &Camera,
    rect: Rect,
    at: [f32; 2],
) -> Option<[f64; 2]> {
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
    let [per_x, per_y, _] = world.per_unit();
    let data = |point: Vec3| {
        scales.point([
            world.domain.x[0] + f64::from(point.x + world.half.x) / per_x,
            world.domain.y[0] + f64::from(point.y + world.half.y) / per_y,
        ])
    };
    // How far the ray is above the surface, within the box.
    let above = |fraction: f32| {
        let point = near.lerp(far, fraction);
        let is_inside = point.x.abs() <= world.half.x && point.y.abs() <= world.half.y;
        let f = if is_inside { field.at(&data(point), Order::Value)[0] } else { f64::NAN };
        f64::from(point.z) - world.height(f)
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
