//! Evenly spaced lines along the gradient, uphill or downhill.
//!
//! After Jobard and Lefer, "Creating Evenly-Spaced Streamlines of Arbitrary Density" (1997).

use std::collections::VecDeque;

use glam::Vec3;

use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, LEAST_JUMP, Scales, Way};
use crate::render::data::plot_data::PlotData;
use crate::render::figure::ground::Ground;
use crate::render::figure::stroke::Stroke;
use crate::render::figure::style::inches;
use crate::render::figure::world::World;

/// Lines across a domain at density 1, as matplotlib's `streamplot` has cells.
const LINES: f64 = 30.0;
/// The finest line, in pixels at 100 to an inch: a third of a point.
const LEAST_WIDTH: f32 = 0.5;
/// A line ends where another is nearer than this fraction of the distance at which lines begin.
const NEAREST: f64 = 0.5;
/// A step, as a fraction of the distance between lines.
const STEP: f64 = 0.2;
/// The most steps of a line in each direction.
const MOST_STEPS: usize = 2000;

/// How far lines of density 1 are apart at least, in pixels at 100 to an inch: a panel that has less room for them has fewer.
const LEAST_APART: f64 = 7.0;

/// The part of its lines that a panel has room for whose longer side is so many pixels long.
pub(crate) fn crowding_of(side: f32, dpi: f64) -> f64 {
    (f64::from(side) / (LINES * LEAST_APART * f64::from(inches(dpi)))).min(1.0)
}

/// A line along the gradient.
#[derive(Clone, Debug)]
pub(crate) struct Streamline {
    points: Vec<[f64; 2]>,
    /// Of each of its points, whether white is hard to see there on the surface and in the contour panel.
    is_on_light: Vec<[bool; 2]>,
}

impl Streamline {
    /// A line through points of a field, upon the colours of `ground`.
    pub(crate) fn new(points: Vec<[f64; 2]>, (field, scales): (&Field, Scales), ground: &Ground<'_>) -> Streamline {
        let is_on_light = |&at: &[f64; 2]| {
            let values = field.at(&at, Order::Gradient);
            ground.is_light(at, values[0], scales.gradient(at, [values[1], values[2]]))
        };
        Streamline { is_on_light: points.iter().map(is_on_light).collect(), points }
    }
}

/// Points of lines in the panel as it is drawn, whose longer side is 1.
struct Lines<'a> {
    /// Over places of the axes' scales.
    field: &'a Field,
    scales: Scales,
    domain: Domain,
    /// Width and height of the panel.
    sides: [f64; 2],
    distance: f64,
    sign: f64,
    /// The least rise that is a jump, where f may have any.
    jump: Option<f64>,
    /// Points that are there already, by cells as wide as the distance.
    cells: Vec<Vec<[f64; 2]>>,
    side: usize,
}

impl Lines<'_> {
    fn place(&self, [u, v]: [f64; 2]) -> [f64; 2] {
        let mix = |[first, last]: [f64; 2], fraction: f64| first + fraction * (last - first);
        [mix(self.domain.x, u / self.sides[0]), mix(self.domain.y, v / self.sides[1])]
    }

    /// The direction at a point of the panel in which it moves along the gradient, as long as 1; nothing where the gradient
    /// vanishes.
    fn direction(&self, at: [f64; 2]) -> Option<[f64; 2]> {
        let place = self.place(at);
        let values = self.field.at(&place, Order::Gradient);
        let [fx, fy] = self.scales.motion(place, [values[1], values[2]]);
        let [width, height] = self.domain.size();
        let [across, up] = self.sides;
        let (a, b) = (self.sign * fx / width * across, self.sign * fy / height * up);
        let norm = a.hypot(b);
        (norm.is_finite() && norm > 0.0).then(|| [a / norm, b / norm])
    }

    fn holds(&self, at: [f64; 2]) -> bool {
        at.iter().zip(self.sides).all(|(place, side)| (0.0..=side).contains(place))
    }

    fn cell(&self, [u, v]: [f64; 2]) -> [usize; 2] {
        [u, v].map(|fraction| ((fraction / self.distance) as usize).min(self.side - 1))
    }

    fn is_free(&self, at: [f64; 2], within: f64) -> bool {
        let [column, row] = self.cell(at);
        let near = |middle: usize| middle.saturating_sub(1)..=(middle + 1).min(self.side - 1);
        let mut points = near(row).flat_map(|row| near(column).map(move |column| row * self.side + column));
        points.all(|cell| self.cells[cell].iter().all(|point| (point[0] - at[0]).hypot(point[1] - at[1]) >= within))
    }

    /// The line through a seed, both ways.
    fn trace(&self, seed: [f64; 2]) -> Vec<[f64; 2]> {
        let mut line: Vec<[f64; 2]> = self.half(seed, -1.0);
        line.reverse();
        line.push(seed);
        line.extend(self.half(seed, 1.0));
        line
    }

    /// The line from a seed one way, by the midpoint rule.
    fn half(&self, seed: [f64; 2], way: f64) -> Vec<[f64; 2]> {
        let step = way * STEP * self.distance;
        let (mut at, mut points) = (seed, Vec::new());
        let mut last: Option<[f64; 2]> = None;
        while points.len() < MOST_STEPS {
            let Some(first) = self.direction(at) else { break };
            let middle = [0, 1].map(|axis| at[axis] + 0.5 * step * first[axis]);
            let Some(direction) = self.direction(middle) else { break };
            // Where the direction turns back, the line has come to a top or a bottom.
            if last.is_some_and(|last| last[0] * direction[0] + last[1] * direction[1] < 0.0) {
                break;
            }
            let before = at;
            at = [0, 1].map(|axis| at[axis] + step * direction[axis]);
            let is_inside = self.holds(at);
            if !is_inside || !self.is_free(at, NEAREST * self.distance) || self.breaks([before, at]) {
                break;
            }
            last = Some(direction);
            points.push(at);
        }
        points
    }

    /// Whether f jumps, or has a pole, on the way from one point to another.
    fn breaks(&self, ends: [[f64; 2]; 2]) -> bool {
        let Some(least) = self.jump else { return false };
        let [from, to] = ends.map(|at| self.place(at));
        let ends = [from, to].map(|place| {
            let values = self.field.at(&place, Order::Gradient);
            [values[0], values[1], values[2]]
        });
        let is_missing = !(ends[1][0] - ends[0][0]).is_finite();
        is_missing || Way { field: self.field, from, to }.breaks(&mut Scratch::default(), ends, least)
    }

    fn keep(&mut self, line: &[[f64; 2]]) {
        for &point in line {
            let [column, row] = self.cell(point);
            self.cells[row * self.side + column].push(point);
        }
    }
}

/// Lines of a field over a domain, `density` times as many as matplotlib's default along the longer side of a panel whose
/// height over width is `ratio`; places of the axes' scales, which `field` and `domain` are over. They end where f jumps by more
/// than a fraction of `range`.
pub(crate) fn streamlines(
    (field, scales): (&Field, Scales),
    (domain, range): (Domain, f64),
    ratio: f64,
    density: f64,
    descends: bool,
) -> Vec<Vec<[f64; 2]>> {
    let sides = if ratio < 1.0 { [1.0, ratio] } else { [1.0 / ratio, 1.0] };
    let distance = 1.0 / (LINES * density);
    let side = (1.0 / distance).ceil() as usize + 1;
    let sign = if descends { -1.0 } else { 1.0 };
    let jump = (!field.is_continuous(domain)).then_some(LEAST_JUMP * range);
    let cells = vec![Vec::new(); side * side];
    let mut lines = Lines { field, scales, domain, sides, distance, sign, jump, cells, side };
    let mut seeds: VecDeque<[f64; 2]> = VecDeque::from([[0.37 * sides[0], 0.41 * sides[1]]]);
    // What no line leads to is found by a grid.
    let rest = (0..side * side).map(|cell| [(cell % side) as f64 + 0.5, (cell / side) as f64 + 0.5]);
    let is_there = |at: &[f64; 2]| (0..2).all(|axis| (at[axis] - 1.0) * distance < sides[axis]);
    seeds.extend(rest.filter(is_there).map(|at| [0, 1].map(|axis| (at[axis] * distance).min(sides[axis]))));
    let mut found = Vec::new();
    while let Some(seed) = seeds.pop_front() {
        if !lines.holds(seed) || !lines.is_free(seed, distance) {
            continue;
        }
        let line = lines.trace(seed);
        if line.len() as f64 * STEP < 1.5 {
            continue;
        }
        lines.keep(&line);
        // Neighbours begin beside it, and before what the grid offers.
        for pair in line.windows(2).step_by(4) {
            let along = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let norm = along[0].hypot(along[1]).max(f64::MIN_POSITIVE);
            for side in [1.001, -1.001] {
                let beside = [-along[1] / norm * side * distance, along[0] / norm * side * distance];
                seeds.push_front([pair[0][0] + beside[0], pair[0][1] + beside[1]]);
            }
        }
        found.push(line.into_iter().map(|point| lines.place(point)).collect());
    }
    found
}

/// The scene's lines as strokes with a head in the middle, on the plane or on the surface, whose shown side is so many
/// pixels long.
pub(crate) fn streamline_strokes(
    plot_data: &PlotData,
    field: &Field,
    world: &World,
    (is_draped, side): (bool, f32),
) -> Vec<Stroke> {
    const LIGHT: [f32; 4] = [1.0, 1.0, 1.0, 0.75];
    const DARK: [f32; 4] = [0.06, 0.06, 0.09, 0.75];
    let scale = plot_data.style.scale;
    // Where lines are near each other they and their heads are finer, but for what can be printed. On the sheet they are
    // seen at a slant.
    let slant = if is_draped { 0.6 } else { 1.0 };
    let density = plot_data.scene.arrows.streamlines.unwrap_or(1.0) * crowding_of(side, plot_data.scene.dpi);
    let apart = slant * side / (LINES * density) as f32;
    let width = (1.3 * scale).min((0.12 * apart).max(LEAST_WIDTH * plot_data.style.inches));
    let head = (8.0 * scale).min((0.55 * apart).max(3.0 * width));
    let [low, high] = world.values;
    let place = |point: &[f64; 2]| -> Option<Vec3> {
        if !is_draped {
            return Some(world.place(point[0], point[1], world.middle()));
        }
        let f = field.at(point, Order::Value)[0];
        (low..=high).contains(&f).then(|| world.place(point[0], point[1], f))
    };
    let mut strokes = Vec::new();
    for line in &plot_data.streamlines {
        let places: Vec<Option<Vec3>> = line.points.iter().map(place).collect();
        let middle = places.len() / 2;
        for (index, (pair, is_on_light)) in places.windows(2).zip(&line.is_on_light).enumerate() {
            let [Some(from), Some(to)] = *pair else { continue };
            let color = if is_on_light[usize::from(!is_draped)] { DARK } else { LIGHT };
            strokes.push(Stroke::line(from, to, width, color).on_sheet(scale));
            if index == middle {
                strokes.push(Stroke::head(from, to, head, color).on_sheet(scale));
            }
        }
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Spread;

    #[test]
    fn lines_follow_the_gradient_and_keep_their_distance() {
        let field = Field::parse("x^2 + 2*y^2").unwrap_or_else(|error| panic!("{error}"));
        let domain = Domain { x: [-2.0, 2.0], y: [-2.0, 2.0] };
        let lines = streamlines((&field, Scales::LINEAR), (domain, 10.0), 1.0, 0.5, false);
        assert!(lines.len() > 10, "{}", lines.len());
        let f = |point: &[f64; 2]| field.at(point, Order::Value)[0];
        for line in &lines {
            assert!(line.windows(2).all(|pair| f(&pair[0]) < f(&pair[1])), "every line climbs");
        }
        // Apart from each other by half of 4/15 at least.
        let near = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        for (index, line) in lines.iter().enumerate() {
            for other in &lines[..index] {
                let least =
                    line.iter().flat_map(|a| other.iter().map(move |b| near(a, b))).fold(f64::INFINITY, f64::min);
                assert!(least > 0.45 * 4.0 / 15.0, "{least}");
            }
        }
    }

    #[test]
    fn lines_end_where_the_field_jumps() {
        let domain = Domain { x: [-2.0, 2.0], y: [-2.0, 2.0] };
        let crossing = |formula: &str| {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
            let lines = streamlines((&field, Scales::LINEAR), (domain, 8.0), 1.0, 1.0, false);
            assert!(lines.len() > 20, "{formula}");
            let is_crossing = |line: &&Vec<[f64; 2]>| line.windows(2).any(|pair| pair[0][0] * pair[1][0] < 0.0);
            lines.iter().filter(is_crossing).count()
        };
        assert_eq!(crossing("if(x < 0, x, 4 + x)"), 0);
        assert_eq!(crossing("1/x"), 0);
        assert!(crossing("if(x < 0, x, 2*x)") > 5, "a kink is no jump");
    }

    #[test]
    fn lines_lead_where_a_point_moves_over_logarithmic_axes() {
        // Along ∇f = (1, 1) the place of x goes by 1/(x ln 10) of a decade where y goes by 1.
        let scales = Scales { x: Spread::Log, y: Spread::Linear };
        let field = Field::parse("x + y").unwrap_or_else(|error| panic!("{error}"));
        let placed = field.placed(scales, Spread::Linear).unwrap_or_else(|error| panic!("{error}"));
        let domain = Domain { x: [-1.0, 1.0], y: [0.0, 2.0] };
        let lines = streamlines((&placed, scales), (domain, 10.0), 1.0, 0.5, false);
        assert!(lines.len() > 5);
        for pair in lines.iter().flat_map(|line| line.windows(2)) {
            let rise = (pair[1][1] - pair[0][1]) / (pair[1][0] - pair[0][0]);
            let expected = scales.x.value(0.5 * (pair[0][0] + pair[1][0])) * std::f64::consts::LN_10;
            assert!((rise / expected - 1.0).abs() < 0.02, "{pair:?}: {rise} for {expected}");
        }
    }

    #[test]
    fn lines_are_as_far_apart_along_both_sides_of_a_panel_that_is_not_square() {
        // All lines go along y, so that they are apart along x alone; and the other way round.
        let domain = Domain { x: [0.0, 4.0], y: [0.0, 1.0] };
        let count = |formula: &str| {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
            streamlines((&field, Scales::LINEAR), (domain, 10.0), 0.25, 1.0, false).len() as f64
        };
        let ratio = count("y") / count("x");
        assert!(
            (3.0..5.5).contains(&ratio),
            "four times as many stand beside each other along the longer side: {ratio}"
        );
    }
}
