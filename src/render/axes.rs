//! The box around a surface: a grid on its back faces, and axes with ticks on its edges.

use glam::{Vec2, Vec3};

use super::annotation::{Mark, Rect, Text};
use super::camera::Camera;
use super::frame::World;
use super::layout::{Style, Ticks};
use super::strokes::Stroke;
use super::text::Typesetter;
use super::ticks::linear_ticks;

/// The shortest projected edge that has ticks, in pixels.
const SHORTEST_EDGE: f32 = 40.0;

/// One axis of the box: an edge with ticks.
struct Axis {
    name: &'static str,
    /// Ends of the edge in the world.
    ends: [Vec3; 2],
    /// Data at the ends.
    extent: [f64; 2],
    ticks: Ticks,
}

/// The box's grid, axes and labels for a camera.
pub(crate) struct Axes {
    /// The grid on the back faces, behind everything.
    pub(crate) grid: Vec<Stroke>,
    /// Axes and labels, over everything.
    pub(crate) marks: Vec<Mark>,
}

impl Axes {
    /// Draws the box of `world` as `camera` sees it in `panel`.
    pub(crate) fn new(world: &World, camera: &Camera, panel: Rect, style: &Style, type_: &mut Typesetter) -> Axes {
        let half = world.half;
        let eye = camera.eye_in_world;
        // The faces that are turned away from the eye.
        let back = Vec3::new(-side(eye.x), -side(eye.y), -side(eye.z)) * half;
        let size = Vec2::new(panel.width(), panel.height());
        let project = |point: Vec3| camera.project(point, size) + Vec2::from(panel.min);
        let length = |[a, b]: [Vec3; 2]| project(a).distance(project(b));
        let mut axis = |name, ends: [Vec3; 2], extent: [f64; 2]| {
            let ticks = fitting_ticks(extent, ends.map(project), style, type_);
            Axis { name, ends, extent, ticks }
        };
        let along_x = [-1.0, 1.0].map(|s| Vec3::new(s * half.x, -back.y, back.z));
        let along_y = [-1.0, 1.0].map(|s| Vec3::new(-back.x, s * half.y, back.z));
        // Of the two upright edges on the silhouette, the one at the right.
        let upright = [Vec3::new(-back.x, back.y, 0.0), Vec3::new(back.x, -back.y, 0.0)];
        let foot = if project(upright[0]).x > project(upright[1]).x { upright[0] } else { upright[1] };
        let along_z = [-1.0, 1.0].map(|s| Vec3::new(foot.x, foot.y, s * half.z));
        let axes =
            [axis("X", along_x, world.domain.x), axis("Y", along_y, world.domain.y), axis("Z", along_z, world.values)];
        let color = style.grid.map(|channel| f32::from(channel) / 255.0);
        let grid = grid(&axes, half, back).map(|[a, b]| Stroke::line(a, b, 1.0, color)).collect();
        let mut marks = Vec::new();
        let mut taken = Vec::new();
        let center = project(Vec3::ZERO);
        for axis in axes.iter().filter(|axis| length(axis.ends) >= SHORTEST_EDGE * style.scale) {
            paint(axis, &project, center, style, type_, &mut taken, &mut marks);
        }
        Axes { grid, marks }
    }
}

/// As many ticks of an edge from `start` to `end` as have room for their labels.
fn fitting_ticks(extent: [f64; 2], [start, end]: [Vec2; 2], style: &Style, type_: &mut Typesetter) -> Ticks {
    let span = end - start;
    let most = ((span.length() / (33.0 * style.scale)) as usize).clamp(2, 9);
    let candidates = (2..=most).rev().map(|at_most| Ticks::new(linear_ticks(extent[0], extent[1], at_most)));
    let fits = |ticks: &Ticks, type_: &mut Typesetter| {
        let step = match *ticks.values.as_slice() {
            [first, second, ..] => span * ((second - first) / (extent[1] - extent[0])) as f32,
            _ => return true,
        };
        let widest = ticks.widest(style, type_) + 2.0 * style.tick();
        step.x.abs() > widest || step.y.abs() > 1.1 * style.tick_font()
    };
    let mut last = Ticks::new(Vec::new());
    for ticks in candidates {
        if fits(&ticks, type_) {
            return ticks;
        }
        last = ticks;
    }
    last
}

fn side(coordinate: f32) -> f32 {
    if coordinate < 0.0 { -1.0 } else { 1.0 }
}

impl Axis {
    fn point(&self, value: f64) -> Vec3 {
        let [first, last] = self.extent;
        self.ends[0].lerp(self.ends[1], ((value - first) / (last - first)) as f32)
    }
}

/// Lines of the three back faces: at every tick, and the faces' borders.
fn grid(axes: &[Axis; 3], half: Vec3, back: Vec3) -> impl Iterator<Item = [Vec3; 2]> {
    let mut lines = Vec::new();
    for (along, axis) in axes.iter().enumerate() {
        let ticks = axis.ticks.values.iter().map(|&value| axis.point(value)[along]);
        let places: Vec<f32> = ticks.chain([-half[along], half[along]]).collect();
        for across in (0..3).filter(|&across| across != along) {
            // The line runs along `across` on the face whose normal is the third direction.
            let third = 3 - along - across;
            for &place in &places {
                let mut ends = [Vec3::ZERO; 2];
                for (end, sign) in ends.iter_mut().zip([-1.0, 1.0]) {
                    end[along] = place;
                    end[third] = back[third];
                    end[across] = sign * half[across];
                }
                lines.push(ends);
            }
        }
    }
    lines.into_iter()
}

/// Paints an edge, its ticks, their labels and its name, outside of the box.
fn paint(
    axis: &Axis,
    project: &impl Fn(Vec3) -> Vec2,
    center: Vec2,
    style: &Style,
    type_: &mut Typesetter,
    taken: &mut Vec<Rect>,
    marks: &mut Vec<Mark>,
) {
    let [start, end] = axis.ends.map(project);
    let along = (end - start).normalize_or(Vec2::X);
    let outwards = Vec2::new(-along.y, along.x);
    let middle = 0.5 * (start + end);
    let outwards = if outwards.dot(middle - center) < 0.0 { -outwards } else { outwards };
    marks.push(Mark::Line { points: vec![start.to_array(), end.to_array()], width: 1.0, color: style.text });
    let reach = |[width, height]: [f32; 2]| 0.5 * (outwards.x.abs() * width + outwards.y.abs() * height);
    let mut farthest: f32 = 0.0;
    for (&value, text) in axis.ticks.values.iter().zip(&axis.ticks.labels) {
        let at = project(axis.point(value));
        let tip = at + outwards * style.tick();
        marks.push(Mark::Line { points: vec![at.to_array(), tip.to_array()], width: 1.0, color: style.text });
        let extent = type_.measure(text, style.tick_font());
        let place = tip + outwards * (style.tick() + reach(extent));
        if put(text, place, style.tick_font(), style, type_, taken, marks) {
            farthest = farthest.max(2.0 * reach(extent));
        }
    }
    let name = type_.measure(axis.name, style.name_font());
    let place = middle + outwards * (style.tick() + 2.0 * style.tick() + farthest + style.tick() + reach(name));
    put(axis.name, place, style.name_font(), style, type_, taken, marks);
}

/// Puts a text around a point unless it would cover another; says whether it did.
fn put(
    text: &str,
    at: Vec2,
    size: f32,
    style: &Style,
    type_: &mut Typesetter,
    taken: &mut Vec<Rect>,
    marks: &mut Vec<Mark>,
) -> bool {
    let text =
        Text { text: text.to_owned(), at: at.to_array(), anchor: [0.5, 0.5], size, color: style.text, upwards: false };
    let bounds = text.bounds(type_.measure(&text.text, size));
    if taken.iter().any(|other| other.overlaps(&bounds.grown(4.0))) {
        return false;
    }
    taken.push(bounds);
    marks.push(Mark::Text(text));
    true
}
