//! The directional derivative at a point: the gradient, a direction, the tangent plane and the rose of ∇f·v.

use std::f64::consts::{PI, TAU};

use glam::Vec3;

use super::plot_data::PlotData;
use crate::expr::Order;
use crate::field::{Domain, Field, Scales, Spread};
use crate::render::figure::stroke::Stroke;
use crate::render::figure::swatch::CASING;
use crate::render::figure::world::World;
use crate::scene::View;
use crate::words::{brief, digits_within, with_minus};

/// Lengths of the gradient and of the direction, as fractions of the domain's longer side.
const REACH: f64 = 0.16;
const RED: [f32; 4] = [0.95, 0.15, 0.12, 1.0];
const WHITE: [f32; 4] = [1.0, 1.0, 1.0, 1.0];
const BLUE: [f32; 4] = [0.25, 0.6, 1.0, 1.0];
const BLACK: [f32; 4] = [0.0, 0.0, 0.0, 1.0];
const PLANE: [f32; 4] = [1.0, 1.0, 1.0, 0.75];

/// What is known at the probe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Probe {
    point: [f64; 2],
    f: f64,
    gradient: [f64; 2],
    /// Of the direction v, from the x axis.
    angle: f64,
}

impl Probe {
    /// The scene's probe; nothing where there is none, or no value under it.
    pub(crate) fn new(field: &Field, point: [f64; 2], degrees: f64) -> Option<Probe> {
        let values = field.at(&point, Order::Gradient);
        let is_finite = values.iter().all(|value| value.is_finite());
        is_finite.then(|| Probe { point, f: values[0], gradient: [values[1], values[2]], angle: degrees.to_radians() })
    }

    fn norm(&self) -> f64 {
        self.gradient[0].hypot(self.gradient[1])
    }

    fn along(&self, angle: f64) -> f64 {
        self.gradient[0] * angle.cos() + self.gradient[1] * angle.sin()
    }

    /// What is said of it where this much of x and y is seen; a curve has one direction and no y.
    pub(crate) fn caption(&self, view: View, seen: Domain) -> String {
        // Four decimals, as beside the dial, where they tell something.
        let norm = self.norm();
        let slope = |slope: f64| match (1e-3..1e6).contains(&norm) {
            true => format!("{slope:.4}"),
            false if slope.abs() <= 1e-9 * norm => "0".to_owned(),
            false => brief(slope, 5),
        };
        let [width, height] = seen.size();
        let [x, y] = [(0, width), (1, height)].map(|(axis, span)| {
            let coordinate = self.point[axis];
            brief(coordinate, digits_within(coordinate, span).max(5))
        });
        if view == View::Curve {
            let (f, slope) = (brief(self.f, 5), slope(self.gradient[0]));
            return with_minus(&format!("at x = {x}:  f = {f},  f′ = {slope}"));
        }
        let theta = degrees_between(self.gradient, self.angle);
        let (norm, along) = (slope(norm), slope(self.along(self.angle)));
        with_minus(&format!("at ({x}, {y}):  |∇f| = {norm},  θ = {theta}°,  ∇f·v = |∇f| cos θ = {along}"))
    }
}

/// Whole degrees from a gradient to a direction, in radians from the x axis: from −179 to 180.
pub(crate) fn degrees_between(gradient: [f64; 2], angle: f64) -> i32 {
    let turned = angle - gradient[1].atan2(gradient[0]);
    let degrees = turned.sin().atan2(turned.cos()).to_degrees().round() as i32;
    if degrees == -180 { 180 } else { degrees }
}

/// How a point moves in the places of axes that moves along x, and along y, the faster of both by 1; and how fast that is.
fn rates(scales: Scales, place: [f64; 2]) -> ([f64; 2], f64) {
    let [along_x, along_y] = scales.gradient(place, [1.0; 2]);
    let fastest = if scales.is_linear() { 1.0 } else { along_x.max(along_y) };
    ([along_x / fastest, along_y / fastest], fastest)
}

/// How far the arrows of a probe reach over a domain in places.
fn reach(domain: Domain) -> f64 {
    let [width, height] = domain.size();
    REACH * width.max(height)
}

/// Where the arrow ends that a probe at a point has in a direction, in radians from the x axis, and how far the tangent plane
/// of that gradient rises on the way.
pub(crate) fn arrow_tip(
    (scales, domain): (Scales, Domain),
    point: [f64; 2],
    gradient: [f64; 2],
    angle: f64,
) -> ([f64; 2], f64) {
    let (place, reach) = (scales.place(point), reach(domain));
    let ([along_x, along_y], fastest) = rates(scales, place);
    let [dx, dy] = [reach * angle.cos(), reach * angle.sin()];
    let tip = scales.point([place[0] + along_x * dx, place[1] + along_y * dy]);
    (tip, (gradient[0] * dx + gradient[1] * dy) / fastest)
}

/// The direction in which the arrow of a probe at a point leads towards another one; nothing where that is the point itself.
pub(crate) fn direction_towards(scales: Scales, point: [f64; 2], towards: [f64; 2]) -> Option<f64> {
    let (from, to) = (scales.place(point), scales.place(towards));
    let [along_x, along_y] = rates(scales, from).0;
    let (dx, dy) = ((to[0] - from[0]) / along_x, (to[1] - from[1]) / along_y);
    let is_apart = dx.is_finite() && dy.is_finite() && (dx, dy) != (0.0, 0.0);
    is_apart.then(|| dy.atan2(dx))
}

/// The part of a line that is in a box around the origin, which reaches so far to both sides; nothing where none is.
fn within(half: Vec3, from: Vec3, to: Vec3) -> Option<[Vec3; 2]> {
    let (mut first, mut last) = (0.0f32, 1.0f32);
    for axis in 0..3 {
        // A little more than the box, whose own border is within.
        let (at, span, reach) = (from[axis], to[axis] - from[axis], half[axis] * (1.0 + 1e-5));
        if span == 0.0 || reach == f32::INFINITY {
            if at.abs() > reach {
                return None;
            }
            continue;
        }
        let ends = [-reach, reach].map(|border| (border - at) / span);
        (first, last) = (first.max(ends[0].min(ends[1])), last.min(ends[0].max(ends[1])));
    }
    (first <= last).then(|| [first, last].map(|part| if part == 1.0 { to } else { from + part * (to - from) }))
}

/// The probe on the plane, or on the surface with its tangent plane.
pub(crate) fn probe_strokes(plot_data: &PlotData, world: &World, is_draped: bool) -> Vec<Stroke> {
    let Some(probe) = &plot_data.probe else { return Vec::new() };
    let scale = plot_data.style.scale;
    let scales = plot_data.scales;
    let reach = reach(plot_data.domain);
    let [x, y] = scales.place(probe.point);
    let ([along_x, along_y], fastest) = rates(scales, [x, y]);
    // A point of the tangent plane, or of the plane.
    let place = |dx: f64, dy: f64| {
        let f = probe.f + (probe.gradient[0] * dx + probe.gradient[1] * dy) / fastest;
        world.place(x + along_x * dx, y + along_y * dy, if is_draped { f } else { world.middle() })
    };
    let to = |angle: f64, length: f64| place(length * angle.cos(), length * angle.sin());
    let center = place(0.0, 0.0);
    let mut strokes = Vec::new();
    // The steeper the field the farther its tangent plane goes; what is drawn of it ends at the box.
    let room = if is_draped { world.half } else { Vec3::INFINITY };
    let mut line = |from: Vec3, to: Vec3, width: f32, color| {
        let part = within(room, from, to);
        strokes.extend(part.map(|[from, to]| Stroke::line(from, to, width * scale, color).on_sheet(scale)));
    };
    // A plane over x and y is none over the places of logarithms.
    if is_draped && world.spreads == [Spread::Linear; 3] {
        // A frame and a cross of the tangent plane.
        let corners = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]].map(|[a, b]| place(a * reach, b * reach));
        for side in 0..4 {
            line(corners[side], corners[(side + 1) % 4], 1.6, PLANE);
        }
        for fraction in [-0.5, 0.0, 0.5] {
            line(place(fraction * reach, -reach), place(fraction * reach, reach), 0.7, PLANE);
            line(place(-reach, fraction * reach), place(reach, fraction * reach), 0.7, PLANE);
        }
    }
    let norm = probe.norm();
    let uphill = probe.gradient[1].atan2(probe.gradient[0]);
    if norm > 0.0 {
        // The rose: as far out as the derivative is large; red where it rises and blue where it falls.
        const POINTS: usize = 96;
        let rose = |index: usize| {
            let angle = uphill + TAU * index as f64 / POINTS as f64;
            to(angle, reach * (angle - uphill).cos().abs())
        };
        for index in 0..POINTS {
            let rises = (TAU * (index as f64 + 0.5) / POINTS as f64).cos() > 0.0;
            line(rose(index), rose(index + 1), 2.0, if rises { RED } else { BLUE });
        }
        // Along the level nothing changes.
        let level = uphill + 0.5 * PI;
        line(to(level, -1.2 * reach), to(level, 1.2 * reach), 1.4, WHITE);
    }
    let arrow = |angle: f64, length: f64, width: f32, color| {
        let arrow = move |[center, tip]: [Vec3; 2]| {
            [
                Stroke::line(center, tip, width * scale, color).on_sheet(scale),
                Stroke::head(center, tip, 4.5 * width * scale, color).on_sheet(scale),
            ]
        };
        within(room, center, to(angle, length)).into_iter().flat_map(arrow)
    };
    if norm > 0.0 {
        strokes.extend(arrow(uphill, reach, 3.0, RED));
    }
    strokes.extend(arrow(probe.angle, reach, 2.4, WHITE));
    for (size, color) in [(10.0, BLACK), (7.0, WHITE)] {
        strokes.push(Stroke::disc(center, size * scale, color).on_sheet(scale));
    }
    // What lies around lines and arrows comes before all of them; the disc has its own.
    let casing = |stroke: &Stroke| match stroke.color {
        PLANE => None,
        _ if stroke.start == stroke.end => None,
        WHITE => Some(stroke.around(0.6 * scale, BLACK)),
        _ => Some(stroke.around(1.2 * scale, CASING)),
    };
    let casings: Vec<Stroke> = strokes.iter().filter_map(casing).collect();
    let mut strokes = [casings, strokes].concat();
    // A tangent may lead to where logarithms have no place.
    strokes.retain(|stroke| stroke.start.iter().chain(&stroke.end).all(|at| at.is_finite()));
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_is_pinned_is_told_as_closely_as_it_is_seen() {
        let probe = |point| Probe { point, f: 0.0, gradient: [0.3, 0.4], angle: 0.0 };
        let map = Domain { x: [500_015.0, 511_985.0], y: [5_291_015.0, 5_299_985.0] };
        let said = probe([504_202.85, 5_294_741.51]).caption(View::Contour, map);
        assert!(said.starts_with("at (504203, 5294742): "), "{said}");
        let said = probe([1.5, -0.123_456]).caption(View::Contour, Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] });
        assert!(said.starts_with("at (1.5, −0.12346): "), "{said}");
    }

    #[test]
    fn a_line_ends_at_the_box() {
        let half = Vec3::new(1.0, 2.0, 0.5);
        let (inside, above) = (Vec3::new(0.5, -1.0, 0.25), Vec3::new(0.5, -1.0, 1.25));
        assert_eq!(within(half, Vec3::ZERO, inside), Some([Vec3::ZERO, inside]), "what is within stays as it is");
        let [from, to] = within(half, inside, above).expect("a part of it is within");
        assert!(from == inside && (to - Vec3::new(0.5, -1.0, 0.5)).length() < 1e-4, "{from} {to}");
        let [from, to] = within(half, -4.0 * half, 4.0 * half).expect("it goes through");
        assert!((from + half).length() < 1e-4 && (to - half).length() < 1e-4, "{from} {to}");
        assert_eq!(within(half, above, Vec3::new(-0.5, 1.0, 0.75)), None);
        assert_eq!(within(Vec3::INFINITY, -above, above), Some([-above, above]), "a plane has no box");
    }
}
