//! Trajectories and stationary points as strokes, on the plane and draped on the surface.

use std::collections::HashMap;

use glam::{Vec2, Vec3};

use super::paths::Path;
use crate::descent::Stationary;
use crate::expr::Order;
use crate::field::{Domain, Field};
use crate::render::data::plot_data::PlotData;
use crate::render::data::wording::{kind_color, kind_shape};
use crate::render::figure::annotation::Rect;
use crate::render::figure::stroke::Stroke;
use crate::render::figure::swatch::{CASING, Dash, EDGE};
use crate::render::figure::world::World;

/// Width of a trajectory's line in pixels, and how far its casing reaches around it.
const WIDTH: f32 = 2.6;
pub(crate) const CASING_WIDTH: f32 = 1.2;
/// Pixels along a trajectory from one arrow's head to the next, and the size of a head.
const HEAD_EVERY: f32 = 40.0;
const HEAD_SIZE: f32 = 13.0;
/// Heads of its own that a further one keeps its distance from, and how far, in distances from one to the next.
const NEIGHBOURS: usize = 64;
const APART: f32 = 0.9;
/// Diameters of the ring that is a trajectory's start, of what is open in it, and of the disc that is its end.
const START: [f32; 2] = [10.0, 4.5];
const END: f32 = 8.0;
/// The diameter of a step's dot on the surface, and how far steps are apart that have dots, in units of the world.
const DOT: f32 = 9.5;
/// Steps of a trajectory on the surface that have dots; of more, the line is seen better without.
const MOST_DOTS: usize = 41;
const DOTS_APART: f32 = 0.04;
/// Units of the world that the width of a line on the surface counts as where it has gaps.
const WORLD_PER_WIDTH: f32 = 0.012;
/// The part of its width within which a line goes nowhere.
const NOWHERE: f32 = 0.05;

/// Lines with what lies around them: casings first, so that none covers a line, and where trajectories coincide the gaps of
/// one show the other.
#[derive(Default)]
struct Cased {
    casings: Vec<Stroke>,
    strokes: Vec<Stroke>,
    /// Heads of trajectories on the plane, in widths of one, by the unit squares that they are in.
    heads: HashMap<[i32; 2], Vec<Vec2>>,
    scale: f32,
}

impl Cased {
    fn new(scale: f32) -> Cased {
        Cased { scale, ..Cased::default() }
    }

    /// A piece of a line, whose gaps show the casing; `travelled` and its length are in widths.
    fn line(&mut self, [from, to]: [Vec3; 2], color: [f32; 4], dash: Dash, [travelled, length]: [f32; 2]) {
        let width = WIDTH * self.scale;
        self.casings.push(Stroke::line(from, to, width, color).around(CASING_WIDTH * self.scale, CASING));
        let piece = |[first, last]: [f32; 2]| Stroke::line(from.lerp(to, first), from.lerp(to, last), width, color);
        self.strokes.extend(dash.pieces(travelled, length).into_iter().map(piece));
    }

    /// A head or a disc.
    fn mark(&mut self, stroke: Stroke) {
        self.casings.push(stroke.around(CASING_WIDTH * self.scale, CASING));
        self.strokes.push(stroke);
    }

    /// The ring of a start and the disc of an end.
    fn ends(&mut self, start: Option<Vec3>, end: Option<Vec3>, color: [f32; 4]) {
        if let Some(end) = end {
            self.mark(Stroke::disc(end, END * self.scale, color));
        }
        if let Some(start) = start {
            self.mark(Stroke::disc(start, START[0] * self.scale, color));
            self.strokes.push(Stroke::disc(start, START[1] * self.scale, CASING));
        }
    }

    /// Whether a head of another trajectory would be covered by one at a place, in widths of one.
    fn is_taken(&self, at: Vec2) -> bool {
        let [column, row] = square(at);
        let beside = |step: i32| [column.saturating_add(step % 3 - 1), row.saturating_add(step / 3 - 1)];
        let near = (0..9).filter_map(|step| self.heads.get(&beside(step))).flatten();
        near.into_iter().any(|other| other.distance(at) < 1.0)
    }

    fn all(mut self) -> Vec<Stroke> {
        self.casings.append(&mut self.strokes);
        self.casings
    }
}

fn square(at: Vec2) -> [i32; 2] {
    at.floor().as_ivec2().to_array()
}

/// Trajectories on the surface: lines that follow it between the steps, and a dot at every step where they are apart.
pub(crate) fn draped_paths(plot_data: &PlotData, field: &Field, world: &World) -> Vec<Stroke> {
    let scale = plot_data.style.scale;
    let [low, high] = world.values;
    let slack = 0.01 * (high - low);
    let place = |[x, y]: [f64; 2]| {
        let f = field.at(&[x, y], Order::Value)[0];
        let inside = is_inside(plot_data.domain, x, y) && (low - slack..=high + slack).contains(&f);
        inside.then(|| world.place(x, y, f))
    };
    let mut cased = Cased::new(scale);
    plot_data
        .paths
        .iter()
        .for_each(|path| draped_path(&mut cased, path, &path.drawn(plot_data.domain, plot_data.scales), place));
    cased.all().into_iter().map(|stroke| stroke.on_sheet(scale)).collect()
}

fn draped_path(cased: &mut Cased, path: &Path, points: &[[f64; 2]], place: impl Fn([f64; 2]) -> Option<Vec3>) {
    /// Pieces of a step that is as long as the box is wide, and the most of any step.
    const PIECES: f32 = 96.0;
    const MOST_PIECES: f32 = 256.0;
    let (color, dash, scale) = (path.style.color, path.style.dash, cased.scale);
    let mut travelled = 0.0;
    let places: Vec<Option<Vec3>> = points.iter().map(|&point| place(point)).collect();
    let visits: Vec<([f64; 2], Option<Vec3>)> = points.iter().copied().zip(places.iter().copied()).collect();
    // A step to where nothing is drawn is as long as any.
    let span =
        |from: Option<Vec3>, to: Option<Vec3>| from.zip(to).map_or(f32::INFINITY, |(from, to)| from.distance(to));
    let steps = apart(&visits, |from, to| span(from.1, to.1) < NOWHERE * WORLD_PER_WIDTH);
    for step in steps.windows(2) {
        let [(first, from), (last, to)] = [step[0], step[1]];
        let pieces = (PIECES * 0.5 * span(from, to)).ceil().clamp(1.0, MOST_PIECES) as usize;
        let at = |piece: usize| {
            let fraction = piece as f64 / pieces as f64;
            place([0, 1].map(|axis| first[axis] + fraction * (last[axis] - first[axis])))
        };
        let between: Vec<Option<Vec3>> = (0..=pieces).map(at).collect();
        for piece in between.windows(2) {
            let [Some(from), Some(to)] = *piece else { continue };
            let length = from.distance(to) / WORLD_PER_WIDTH;
            cased.line([from, to], color, dash, [travelled, length]);
            travelled += length;
        }
    }
    let mut last: Option<Vec3> = None;
    let dots = if points.len() <= MOST_DOTS { places.as_slice() } else { &[] };
    for &dot in dots.iter().flatten() {
        if last.is_none_or(|last| last.distance(dot) >= DOTS_APART) {
            cased.mark(Stroke::disc(dot, DOT * scale, color));
            last = Some(dot);
        }
    }
    cased.ends(places.first().copied().flatten(), places.last().copied().flatten(), color);
}

/// Trajectories on the plane: lines with an arrow's head every few pixels.
pub(crate) fn plane_paths(plot_data: &PlotData, world: &World, size: Vec2) -> Vec<Stroke> {
    let place = |&[x, y]: &[f64; 2]| world.place(x, y, world.middle());
    let mut cased = Cased::new(plot_data.style.scale);
    for path in &plot_data.paths {
        let places: Vec<Vec3> = path.drawn(plot_data.domain, plot_data.scales).iter().map(place).collect();
        plane_path(&mut cased, path, &places, size);
    }
    cased.all()
}

fn plane_path(cased: &mut Cased, path: &Path, places: &[Vec3], size: Vec2) {
    let (color, dash, scale) = (path.style.color, path.style.dash, cased.scale);
    let pixels = |from: Vec3, to: Vec3| ((to - from).truncate() * 0.5 * size).length();
    let line = apart(places, |from, to| pixels(*from, *to) < NOWHERE * WIDTH * scale);
    let steps: Vec<[Vec3; 2]> = line.windows(2).filter_map(|step| near([step[0], step[1]])).collect();
    let whole: f32 = steps.iter().map(|step| pixels(step[0], step[1])).sum();
    // A short way has one head, where there is room between its ends.
    let (every, room) = (HEAD_EVERY * scale, HEAD_SIZE * scale);
    let mut next = if whole < 1.5 * every { 0.5 * whole } else { every };
    let widths = |at: Vec3| at.truncate() * 0.5 * size / room;
    let (mut travelled, mut heads): (f32, Vec<Stroke>) = (0.0, Vec::new());
    for step in steps {
        let span = pixels(step[0], step[1]);
        let width = WIDTH * scale;
        cased.line(step, color, dash, [travelled / width, span / width]);
        while span > 0.0 && next <= travelled + span && next < whole - 0.5 * room && whole > room {
            let tip = step[0].lerp(step[1], (next - travelled) / span);
            // A way to and fro has its heads apart, too; beside another way one goes on until there is room.
            let is_near = |head: &Stroke| pixels(Vec3::from(head.end), tip) < APART * every;
            let is_hidden = cased.is_taken(widths(tip));
            let is_own = heads.iter().rev().take(NEIGHBOURS).any(is_near);
            // It would lie under the ring of the start, however long the way there is.
            let is_start = places.first().is_some_and(|&start| pixels(start, tip) < room);
            if !is_own && !is_hidden && !is_start {
                heads.push(Stroke::head(step[0], tip, HEAD_SIZE * scale, color));
            }
            next += if is_hidden { 0.25 * every } else { every };
        }
        travelled += span;
    }
    for head in &heads {
        let at = widths(Vec3::from(head.end));
        cased.heads.entry(square(at)).or_default().push(at);
    }
    heads.into_iter().for_each(|head| cased.mark(head));
    cased.ends(places.first().copied(), places.last().copied(), color);
}

/// The points of a line without those that are too near to the one before to be seen apart from it; the last one stays.
fn apart<T: Copy>(points: &[T], is_near: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last().is_none_or(|last| !is_near(last, point)) {
            kept.push(*point);
        }
    }
    // What is nearer to it than the line sees takes the place of the last one that was kept.
    if kept.len() > 1
        && let (Some(end), Some(last)) = (kept.last_mut(), points.last())
    {
        *end = *last;
    }
    kept
}

/// The part of a step on the plane that is near the picture, if any: one may reach so far that heads along it have no end.
fn near([from, to]: [Vec3; 2]) -> Option<[Vec3; 2]> {
    /// Half sizes of the picture from its middle.
    const REACH: f32 = 8.0;
    let part = Rect { min: [-REACH; 2], max: [REACH; 2] }.clip(from.truncate().into(), to.truncate().into())?;
    Some(part.map(|[x, y]| Vec3::new(x, y, from.z)))
}

/// Pixels across a marker of so many on a panel whose shorter side is so long: many are smaller, so that they hide neither each other
/// nor the field.
fn marker_size(count: usize, side: f32, scale: f32) -> f32 {
    /// The smallest and the largest, in pixels of a panel with plenty of room, and the part of the way to the next one.
    const SIZES: [f32; 2] = [3.0, 10.0];
    const PART: f32 = 0.45;
    let apart = side / (count.max(1) as f32).sqrt();
    (PART * apart).clamp(SIZES[0] * scale, SIZES[1] * scale)
}

/// Stationary points as markers of their kind with a dark edge, on the plane or on the surface, whose panel's shorter side is so long.
pub(crate) fn critical_marks(plot_data: &PlotData, world: &World, (is_draped, side): (bool, f32)) -> Vec<Stroke> {
    let scale = plot_data.style.scale;
    let size = marker_size(plot_data.critical.len(), side, scale);
    let mark = |found: &Stationary| {
        let [x, y] = plot_data.place(&found.point);
        let at = world.place(x, y, if is_draped { found.f } else { world.middle() });
        let marker = Stroke::marker(at, size, kind_shape(found.kind), kind_color(found.kind)).on_sheet(scale);
        [marker.around(0.15 * size, EDGE), marker]
    };
    let [low, high] = world.values;
    let slack = 0.01 * (high - low);
    // What the box cuts off has no place on the surface.
    let is_shown = |found: &&Stationary| !is_draped || (low - slack..=high + slack).contains(&found.f);
    plot_data.critical.iter().filter(is_shown).flat_map(mark).collect()
}

fn is_inside(domain: Domain, x: f64, y: f64) -> bool {
    let within = |[first, last]: [f64; 2], value: f64| {
        let slack = 1e-9 * (last - first).abs();
        (first.min(last) - slack..=first.max(last) + slack).contains(&value)
    };
    within(domain.x, x) && within(domain.y, y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::data::runs::paths::line_style;
    use crate::render::figure::stroke::HEAD;

    fn path() -> Path {
        Path { visits: Vec::new(), style: line_style(0), name: String::new(), numbers: String::new(), diverges: None }
    }

    fn heads(places: &[Vec3]) -> Vec<[f32; 3]> {
        let mut cased = Cased::new(1.0);
        plane_path(&mut cased, &path(), places, Vec2::new(200.0, 200.0));
        let strokes = cased.all();
        let is_head = |stroke: &&Stroke| stroke.style[1] == HEAD && stroke.style[3] == 0.0;
        strokes.iter().filter(is_head).map(|stroke| stroke.end).collect()
    }

    #[test]
    fn markers_of_many_points_are_apart() {
        assert_eq!(marker_size(9, 500.0, 1.0), 10.0);
        // 441 of Rastrigin's on a panel of 160 pixels at 300 to an inch, where letters and lines are 1.65 times as large.
        let (apart, size) = (160.0 / 21.0, marker_size(441, 160.0, 1.65));
        assert!(size < apart, "{size} of {apart}");
        let (apart, size) = (450.0 / 21.0, marker_size(441, 450.0, 1.0));
        assert!(size > 9.0 && 1.35 * size < apart, "{size} of {apart}");
        assert_eq!(marker_size(100_000, 450.0, 2.0), 6.0);
    }

    #[test]
    fn a_step_far_out_and_back_is_drawn_where_it_is_seen() {
        for far in [1e3, 1e9, 1e30, f32::MAX] {
            for at in [Vec3::new(far, 0.0, 0.0), Vec3::new(-far, far, 0.0)] {
                let found = heads(&[Vec3::ZERO, at, Vec3::new(0.5, 0.5, 0.0)]);
                assert!((4..100).contains(&found.len()), "{} heads towards {at}", found.len());
                assert!(found.iter().any(|head| head[0].abs() < 1.0 && head[1].abs() < 1.0));
            }
        }
        assert!(near([Vec3::new(9.0, -9.0, 0.0), Vec3::new(9.0, 9.0, 0.0)]).is_none());
        let through = near([Vec3::new(-16.0, 0.5, 0.0), Vec3::new(48.0, 0.5, 0.0)]);
        assert_eq!(through, Some([Vec3::new(-8.0, 0.5, 0.0), Vec3::new(8.0, 0.5, 0.0)]));
        let inside = [Vec3::new(0.1, 0.2, 0.3), Vec3::new(-0.4, 0.2, 0.3)];
        assert_eq!(near(inside), Some(inside));
    }

    #[test]
    fn heads_stand_every_forty_pixels_whatever_the_steps_are() {
        // 200 pixels in one step, and in a thousand.
        let line = |steps: usize| -> Vec<Vec3> {
            (0..=steps).map(|step| Vec3::new(-1.0 + 2.0 * step as f32 / steps as f32, 0.0, 0.0)).collect()
        };
        for steps in [1, 7, 1000] {
            let found = heads(&line(steps));
            assert_eq!(found.len(), 4, "{steps}: {found:?}");
            for (index, head) in found.iter().enumerate() {
                assert!((head[0] - (-1.0 + 0.4 * (index + 1) as f32)).abs() < 1e-3, "{steps}: {found:?}");
            }
        }
        // To and fro over 50 pixels there is room for two.
        let there = [Vec3::new(-0.25, 0.0, 0.0), Vec3::new(0.25, 0.0, 0.0)];
        let found = heads(&there.into_iter().cycle().take(40).collect::<Vec<_>>());
        assert!((1..=2).contains(&found.len()), "{found:?}");
        // A short way has one, and what hardly moves none.
        assert_eq!(heads(&[Vec3::ZERO, Vec3::new(0.3, 0.0, 0.0)]).len(), 1);
        assert!(heads(&[Vec3::ZERO, Vec3::new(0.05, 0.0, 0.0)]).is_empty());
    }

    #[test]
    fn no_head_lies_under_the_ring_of_a_start() {
        // A hundred pixels of way that go no farther than five.
        let at = |step: usize| 0.05 * Vec3::new((step as f32).cos() - 1.0, (step as f32).sin(), 0.0);
        assert!(heads(&(0..24).map(at).collect::<Vec<_>>()).is_empty());
    }

    #[test]
    fn heads_of_trajectories_that_coincide_are_apart() {
        let mut cased = Cased::new(1.0);
        let line = [Vec3::new(-1.0, 0.01, 0.0), Vec3::new(1.0, 0.01, 0.0)];
        for _ in 0..2 {
            plane_path(&mut cased, &path(), &line, Vec2::new(400.0, 400.0));
        }
        let strokes = cased.all();
        let is_head = |stroke: &&Stroke| stroke.style[1] == HEAD && stroke.style[3] == 0.0;
        let mut found: Vec<f32> = strokes.iter().filter(is_head).map(|stroke| 200.0 * stroke.end[0]).collect();
        found.sort_by(f32::total_cmp);
        let nearest = found.windows(2).map(|pair| pair[1] - pair[0]).fold(f32::INFINITY, f32::min);
        assert!(found.len() > 12 && nearest >= HEAD_SIZE, "{found:?}");
    }

    #[test]
    fn steps_that_nobody_sees_are_no_strokes() {
        // A spiral of 500 steps that ends within a hair's breadth.
        let at = |step: usize| 0.9f32.powi(step as i32) * Vec3::new((step as f32).cos(), (step as f32).sin(), 0.0);
        let places: Vec<Vec3> = (0..500).map(at).collect();
        let mut cased = Cased::new(1.0);
        plane_path(&mut cased, &path(), &places, Vec2::new(200.0, 200.0));
        let count = cased.casings.len();
        assert!((40..120).contains(&count), "{count} casings");
        // It is no shorter for that, and leads to where the last step does.
        let kept = apart(&places, |from, to| from.distance(*to) < 1e-3);
        let length = |line: &[Vec3]| line.windows(2).map(|step| step[0].distance(step[1])).sum::<f32>();
        assert!((length(&kept) / length(&places) - 1.0).abs() < 5e-3 && kept.last() == places.last());
        // What stays where it is has no line.
        assert_eq!(apart(&[Vec3::X; 9], |from, to| from.distance(*to) < 1e-3), [Vec3::X]);
    }
}
