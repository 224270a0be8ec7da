//! The box around a surface: a grid on its back faces, and axes with ticks on its edges.

use glam::{Vec2, Vec3};

use super::plane_axes::Ticks;
use crate::field::Spread;
use crate::render::figure::annotation::{Mark, Quad, Rect, Text, UPWARDS};
use crate::render::figure::camera::{Camera, Margins, corners};
use crate::render::figure::stroke::Stroke;
use crate::render::figure::style::Style;
use crate::render::figure::text::Typesetter;
use crate::render::figure::text::markup::has_markup;
use crate::render::figure::ticks::minor_fractions;
use crate::render::figure::world::World;

/// The shortest projected edge that has ticks, in pixels.
const SHORTEST_EDGE: f32 = 28.0;

/// Pixels from tick to tick at least, and where labels stand one above the other.
const SPACING: f32 = 33.0;
const UPRIGHT_SPACING: f32 = 20.0;
/// The rise of an edge, as a fraction of its length, from which on it counts as upright.
const UPRIGHT: f32 = 0.9;

/// One axis of the box: an edge with ticks.
struct Axis<'a> {
    name: &'a str,
    /// Ends of the edge in the world.
    ends: [Vec3; 2],
    /// Data at the ends, and how it spreads.
    extent: [f64; 2],
    spread: Spread,
    ticks: Ticks,
}

/// The box's grid, axes and labels for a camera.
pub(crate) struct Axes {
    /// The grid on the back faces, behind everything.
    pub(crate) grid: Vec<Stroke>,
    /// Axes and labels, over everything.
    pub(crate) marks: Vec<Mark>,
    /// How many names of axes are whole.
    pub(crate) whole_names: usize,
}

impl Axes {
    /// Draws the box of `world` as `camera` sees it in `panel`.
    pub(crate) fn new(
        world: &World,
        camera: &Camera,
        names: [&str; 3],
        panel: Rect,
        style: &Style,
        typesetter: &mut Typesetter,
    ) -> Axes {
        let half = world.half;
        let eye = camera.eye_in_world;
        // The faces that are turned away from the eye.
        let back = Vec3::new(-side(eye.x), -side(eye.y), -side(eye.z)) * half;
        let size = Vec2::new(panel.width(), panel.height());
        let project = |point: Vec3| camera.project(point, size) + Vec2::from(panel.min);
        let length = |[a, b]: [Vec3; 2]| project(a).distance(project(b));
        let extents = world.extents();
        let mut axis = |at: usize, ends: [Vec3; 2]| {
            let (extent, spread) = (extents[at], world.spreads[at]);
            let ticks = fitting_ticks((extent, spread), ends.map(project), style, typesetter);
            Axis { name: names[at], ends, extent, spread, ticks }
        };
        let seen = corners(half).map(project);
        let edge = |along: usize| outer_edge(along, half, &seen, project);
        let edges = [edge(0), edge(1), edge(2)];
        let [along_x, along_y, along_z] = edges.map(|(ends, _)| ends);
        let axes = [axis(0, along_x), axis(1, along_y), axis(2, along_z)];
        let color = style.grid.map(|channel| f32::from(channel) / 255.0);
        let grid = grid(&axes, half, back).map(|[a, b]| Stroke::line(a, b, style.line, color)).collect();
        let mut marks = Vec::new();
        let mut labels = Labels { panel, taken: Vec::new(), others: 0, marks: &mut marks };
        let center = project(Vec3::ZERO);
        let shown = axes
            .iter()
            .zip(edges)
            .filter(|&(_, (ends, is_outer))| is_outer && length(ends) >= SHORTEST_EDGE * style.scale);
        let titles: Vec<Titles> =
            shown.filter_map(|(axis, _)| paint(axis, &project, center, style, typesetter, &mut labels)).collect();
        let of = |pick: fn(&Titles) -> &Text| titles.iter().map(move |titles| (pick(titles).clone(), titles.outwards));
        labels.others = 0;
        // What is added to all labels comes first: it is no use when shortened, as a name is, and stands farther off instead.
        of(|titles| &titles.note).for_each(|(note, outwards)| {
            let is_put = [&NEAR[..], &FAR]
                .into_iter()
                .any(|aside| labels.put_near(&note, outwards, (10, aside), style, typesetter));
            if !is_put {
                let _ = labels.put_name(note, outwards, style, typesetter);
            }
        });
        let mut names: Vec<(Text, Vec2)> = of(|titles| &titles.name).collect();
        // A short name is not shortened because of a long one.
        names.sort_by_key(|(name, _)| name.text.chars().count());
        let put = names.into_iter().map(|(name, outwards)| labels.put_name(name, outwards, style, typesetter));
        let whole_names = put.filter(|&is_whole| is_whole).count();
        Axes { grid, marks, whole_names }
    }
}

/// Steps aside that are tried of a name, and of what is no use where it is shortened.
const NEAR: [i32; 9] = [0, 1, -1, 2, -2, 3, -3, 5, -5];
const FAR: [i32; 25] =
    [0, 1, -1, 2, -2, 3, -3, 5, -5, 7, -7, 9, -9, 12, -12, 15, -15, 18, -18, 22, -22, 26, -26, 30, -30];

/// Room around the box for ticks, labels and names of axes with these extents.
pub(crate) fn margins(world: &World, value_name: &str, style: &Style, typesetter: &mut Typesetter) -> Margins {
    let extents = world.extents();
    let [x, y, z] = [0, 1, 2].map(|axis| Ticks::of(world.spreads[axis], extents[axis], 6));
    let beside = x.widest(style, typesetter).max(y.widest(style, typesetter));
    let values = z.widest(style, typesetter);
    let [wide, high] = typesetter.measure(value_name, style.name_font());
    // What stands higher or lower than letters do keeps farther off.
    let high = if has_markup(value_name) { 1.6 * high } else { high };
    let name = if runs_along(wide, style) { high } else { wide };
    let [_, line] = typesetter.measure("0", style.tick_font());
    let gap = style.tick();
    Margins {
        left: 0.8 * beside + 5.0 * gap,
        right: (values + name + 5.0 * gap).max(0.8 * beside + 4.0 * gap),
        top: if z.note.is_empty() { line } else { 2.0 * line },
        bottom: 2.0 * line + 5.0 * gap,
    }
}

/// Whether a name of this width runs along its axis; a letter or two are read as they are, as matplotlib has it.
fn runs_along(width: f32, style: &Style) -> bool {
    width > 2.5 * style.name_font()
}

/// The edge along an axis that has its ticks: on the silhouette, so that nothing is behind it; the lowest in the picture,
/// of the upright ones the one at the right. Says whether it is on the silhouette at all: seen along itself, none is.
fn outer_edge(along: usize, half: Vec3, seen: &[Vec2; 8], project: impl Fn(Vec3) -> Vec2) -> ([Vec3; 2], bool) {
    let edges = (0..8usize).filter(|corner| corner >> along & 1 == 0).map(|corner| {
        let ends = [corner, corner | 1 << along];
        (ends.map(|end| corners(half)[end]), ends.map(|end| seen[end]))
    });
    let is_outer = |[a, b]: [Vec2; 2]| {
        let normal = (b - a).perp().normalize_or_zero();
        let sides = seen.map(|corner| (corner - a).dot(normal));
        sides.iter().all(|&side| side > -0.5) || sides.iter().all(|&side| side < 0.5)
    };
    let place = |ends: [Vec3; 2]| {
        let middle = project(0.5 * (ends[0] + ends[1]));
        if along == 2 { middle.x } else { middle.y }
    };
    let rank = |&(ends, [a, b]): &([Vec3; 2], [Vec2; 2])| (is_outer([a, b]), place(ends));
    let best = edges.max_by(|left, right| {
        let ((outer, at), (other_outer, other_at)) = (rank(left), rank(right));
        outer.cmp(&other_outer).then(at.total_cmp(&other_at))
    });
    // There are always four edges along an axis.
    best.map_or(([-half, half], false), |(ends, seen)| (ends, is_outer(seen)))
}

/// As many ticks of an edge from `start` to `end` as have room for their labels.
fn fitting_ticks(
    (extent, spread): ([f64; 2], Spread),
    [start, end]: [Vec2; 2],
    style: &Style,
    typesetter: &mut Typesetter,
) -> Ticks {
    let span = end - start;
    let rise = span.y.abs() / span.length().max(f32::MIN_POSITIVE);
    let apart = match rise {
        UPRIGHT.. => UPRIGHT_SPACING,
        0.5.. => 0.8 * SPACING,
        _ => SPACING,
    };
    let most = ((span.length() / (apart * style.letters)) as usize).clamp(2, 9);
    let candidates = (2..=most).rev().map(|at_most| Ticks::of(spread, extent, at_most));
    let fits = |ticks: &Ticks, typesetter: &mut Typesetter| {
        // Of a scale that is not even, ticks are nearest to each other somewhere.
        let places: Vec<f64> = ticks.values.iter().map(|&value| spread.fraction(value, extent)).collect();
        let nearest = places.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        if nearest.is_infinite() {
            return true;
        }
        let step = span * nearest as f32;
        let widest = ticks.widest(style, typesetter) + 2.0 * style.tick();
        step.x.abs() > widest || step.y.abs() > 1.1 * style.tick_font()
    };
    let mut last = Ticks::new(Vec::new());
    for ticks in candidates {
        if fits(&ticks, typesetter) {
            return ticks;
        }
        last = ticks;
    }
    last
}

fn side(coordinate: f32) -> f32 {
    if coordinate < 0.0 { -1.0 } else { 1.0 }
}

impl Axis<'_> {
    fn point(&self, value: f64) -> Vec3 {
        self.ends[0].lerp(self.ends[1], self.spread.fraction(value, self.extent) as f32)
    }
}

/// Lines of the three back faces: at every tick, and the faces' borders.
fn grid(axes: &[Axis<'_>; 3], half: Vec3, back: Vec3) -> impl Iterator<Item = [Vec3; 2]> {
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

/// Labels that were put, and where they may be.
struct Labels<'a> {
    panel: Rect,
    taken: Vec<Quad>,
    /// How many of them belong to axes before this one.
    others: usize,
    marks: &'a mut Vec<Mark>,
}

impl Labels<'_> {
    /// Puts a tick's label around a point, or a little beside it along the axis or farther out where it would cover another;
    /// nowhere if it would leave the panel. Says whether it did.
    fn put_tick(
        &mut self,
        text: &str,
        at: Vec2,
        [along, outwards]: [Vec2; 2],
        style: &Style,
        typesetter: &mut Typesetter,
    ) -> bool {
        let aside = [0.0, 0.15, -0.15, 0.3, -0.3, 0.45, -0.45];
        let steps = [0.0, 0.4, 0.8].into_iter().flat_map(|out| aside.map(|aside| aside * along + out * outwards));
        steps.into_iter().any(|step| {
            let at = at + style.tick_font() * step;
            self.put_text(plain(text, at, style.tick_font(), 0.0, style), style, typesetter)
        })
    }

    /// Puts an axis' name, moved into the panel where it would leave it and aside where it would cover another label, and
    /// shortened until it covers nothing; says whether it is whole.
    fn put_name(&mut self, name: Text, outwards: Vec2, style: &Style, typesetter: &mut Typesetter) -> bool {
        if name.text.is_empty() {
            return true;
        }
        let mut room = self.panel.width().max(self.panel.height());
        while room > style.name_font() {
            let text = typesetter.shorten(&name.text, name.size, room);
            // Dots alone say nothing.
            if text.trim_matches('$') == "…" {
                return false;
            }
            let size = typesetter.measure(&text, name.size);
            let is_whole = text == name.text;
            if self.put_near(&Text { text, ..name.clone() }, outwards, (4, &NEAR), style, typesetter) {
                return is_whole;
            }
            room = 0.8 * size[0];
        }
        false
    }

    /// Puts words at their place or beside it, so many steps of half a line outwards and aside at most: along the axis first, then
    /// farther out. Whether there is room.
    fn put_near(
        &mut self,
        name: &Text,
        outwards: Vec2,
        (out, aside): (i32, &[i32]),
        style: &Style,
        typesetter: &mut Typesetter,
    ) -> bool {
        if name.text.is_empty() {
            return true;
        }
        let size = typesetter.measure(&name.text, name.size);
        let mut steps = (0..out).flat_map(|out| aside.iter().map(move |&aside| [out as f32, aside as f32]));
        steps.any(|[out, aside]| {
            let step = 0.5 * name.size * (out * outwards + aside * outwards.perp());
            let at = (Vec2::from(name.at) + step).to_array();
            let mut moved = Text { at, ..name.clone() };
            let bounds = moved.bounds(size);
            for axis in 0..2 {
                moved.at[axis] += (self.panel.min[axis] - bounds.min[axis]).max(0.0);
                moved.at[axis] -= (bounds.max[axis] - self.panel.max[axis]).max(0.0);
            }
            self.put_text(moved, style, typesetter)
        })
    }

    fn put_text(&mut self, text: Text, style: &Style, typesetter: &mut Typesetter) -> bool {
        let size = typesetter.measure(&text.text, text.size);
        // Little of a line's height is above its digits and below them, but for superscripts and subscripts.
        let part = if has_markup(&text.text) { 1.25 } else { 0.75 };
        let (fits, quad) = (self.panel.grown(1.0).holds(&text.bounds(size)), text.quad([size[0], part * size[1]]));
        // Numbers of two axes would be read as one where they are near; an axis' own are in order.
        let apart = |index: usize| if index < self.others { style.tick_font() } else { 0.3 * style.tick_font() };
        if !fits || self.taken.iter().enumerate().any(|(index, other)| other.is_near(&quad, apart(index))) {
            return false;
        }
        self.taken.push(quad);
        self.marks.push(Mark::Text(text));
        true
    }
}

/// Paints what the panel shows of an edge, its ticks and their labels outside of the box; tells what else is to be written
/// there. Nothing is where the edge lies beyond the panel, as from a camera that is near.
fn paint(
    axis: &Axis<'_>,
    project: &impl Fn(Vec3) -> Vec2,
    center: Vec2,
    style: &Style,
    typesetter: &mut Typesetter,
    labels: &mut Labels<'_>,
) -> Option<Titles> {
    let ends = axis.ends.map(project);
    let length = ends[0].distance(ends[1]);
    let shown = labels.panel.grown(1.0);
    let [start, end] = shown.clip(ends[0].to_array(), ends[1].to_array())?.map(Vec2::from);
    let along = (end - start).normalize_or(Vec2::X);
    let outwards = Vec2::new(-along.y, along.x);
    let middle = 0.5 * (start + end);
    let outwards = if outwards.dot(middle - center) < 0.0 { -outwards } else { outwards };
    let line = |a: Vec2, b: Vec2| {
        let points = shown.clip(a.to_array(), b.to_array())?.to_vec();
        Some(Mark::Line { points, width: style.line, color: style.text })
    };
    labels.marks.extend(line(start, end));
    let fraction = |value: f64| axis.spread.fraction(value, axis.extent);
    for fraction in minor_fractions(&axis.ticks.minor, fraction, length, style.line) {
        let at = project(axis.ends[0].lerp(axis.ends[1], fraction));
        labels.marks.extend(line(at, at + outwards * style.minor_tick()));
    }
    labels.others = labels.taken.len();
    let reach = |[width, height]: [f32; 2]| 0.5 * (outwards.x.abs() * width + outwards.y.abs() * height);
    let mut farthest: f32 = 0.0;
    for (&value, text) in axis.ticks.values.iter().zip(&axis.ticks.labels) {
        let at = project(axis.point(value));
        let tip = at + outwards * style.tick();
        labels.marks.extend(line(at, tip));
        let extent = typesetter.measure(text, style.tick_font());
        let place = tip + outwards * (style.tick() + reach(extent));
        if labels.put_tick(text, place, [along, outwards], style, typesetter) {
            farthest = farthest.max(2.0 * reach(extent));
        }
    }
    let out = outwards * (4.0 * style.tick() + farthest);
    let [width, height] = typesetter.measure(axis.name, style.name_font());
    let (angle, name_reach) = match runs_along(width, style) {
        true => (readable_angle(along), 0.5 * height),
        false => (0.0, reach([width, height])),
    };
    let name = plain(axis.name, middle + out + outwards * name_reach, style.name_font(), angle, style);
    let [width, height] = typesetter.measure(&axis.ticks.note, style.tick_font());
    // At the end that is higher in the picture, where no other axis is: above an upright edge, else along it.
    let upper = if start.y < end.y { start } else { end };
    let (place, angle) = match along.y.abs() > UPRIGHT {
        true => (upper - Vec2::Y * 1.2 * height, 0.0),
        false => {
            let inwards = (middle - upper).normalize_or_zero();
            (upper + inwards * 0.5 * width + out + outwards * 0.5 * height, readable_angle(along))
        }
    };
    Some(Titles { name, note: plain(&axis.ticks.note, place, style.tick_font(), angle, style), outwards })
}

/// What is written beside an axis, and which way it may step aside.
struct Titles {
    name: Text,
    /// What is added to all labels.
    note: Text,
    outwards: Vec2,
}

/// A text around a point.
fn plain(text: &str, at: Vec2, size: f32, angle: f32, style: &Style) -> Text {
    Text { text: text.to_owned(), at: at.to_array(), anchor: [0.5, 0.5], size, color: style.text, angle, halo: None }
}

/// Degrees of a text along a line of the picture: never upside down, and upwards where the line is about upright.
fn readable_angle(along: Vec2) -> f32 {
    const MOST: f32 = 105.0;
    let angle = (-along.y).atan2(along.x).to_degrees();
    let angle = if angle > MOST { angle - 180.0 } else { angle };
    let angle = if angle <= MOST - 180.0 { angle + 180.0 } else { angle };
    // Whole pixels keep letters sharp that stand upright but for what no eye sees.
    if (angle - UPWARDS).abs() < 0.3 { UPWARDS } else { angle }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_upside_down() {
        let angles = [[1.0, 0.0], [-1.0, 0.0], [1.0, 1.0], [-1.0, -1.0], [0.1, -1.0], [0.1, 1.0], [0.0, 1.0]];
        let found = angles.map(|[x, y]| readable_angle(Vec2::new(x, y)).round());
        assert_eq!(found, [0.0, 0.0, -45.0, -45.0, 84.0, 96.0, 90.0]);
    }
}
