//! Lines and rings along which f is equal, and lower than to both sides, or higher: at kinks, at cusps, and where f is so flat
//! across that there is no curvature.
//!
//! Newton's method knows nothing of them. On every line of the grid the slope changes its sign where it crosses one, and f is
//! the same at all these crossings.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::descent::stationary::circle::{Surroundings, value_and_slopes};
use crate::descent::stationary::classify::{Stationary, StationaryKind, falls_steadily};
use crate::descent::stationary::eigen::planar;
use crate::descent::stationary::newton::Scale;
use crate::expr::{BLOCK, Order, Scratch};
use crate::field::{Field, Grid};

/// Halvings until nothing but rounding is between the ends of an interval of one cell.
const HALVINGS: usize = 64;

/// Distances from a crossing, in cells, at which f and its slopes are compared: far beyond rounding, and far below a cell.
const NEAR: f64 = 1e-9;
const BESIDE: f64 = 1e-3;

/// What f changes by from one distance to its double, near a crossing beside farther away: more, and it has a pole there.
const COMES_TO_REST: f64 = 0.5;

/// The change of the gradient within rounding, beside that between both sides, that is a kink.
const KINK: f64 = 0.1;

/// What a slope along a line is at most beside the change of the gradient across it.
const LEVEL: f64 = 1e-6;

/// What f may change by along the other axis, beside the one a crossing lies on: more is a jump.
const STEEPER: f64 = 1e6;

/// Roundings that f, and slopes, come through.
const ROUNDINGS: f64 = 16.0;

/// Crossings of one line with neighbouring lines of the grid are no farther from each other, in cells.
const CHAINED: f64 = 1.5;

/// What a line has at least: crossings, and cells from end to end. About an isolated minimum four crossings may be equal.
const FEWEST: usize = 6;
const SHORTEST: f64 = 3.0;

/// Of a line so many crossings tell whether f falls along it.
const SEEN: usize = 16;

/// Where f is lowest, or highest, on a line of the grid.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    found: Stationary,
    /// What f may be off by.
    slack: f64,
    /// Whether f goes on to fall along the line that may lie here.
    is_sloped: bool,
}

/// An interval along an axis at whose ends the slopes have opposite signs.
#[derive(Clone, Copy, Debug)]
struct Interval {
    axis: usize,
    low: [f64; 2],
    high: f64,
    is_minimum: bool,
}

impl Interval {
    fn end(&self) -> [f64; 2] {
        with(self.low, self.axis, self.high)
    }

    fn middle(&self) -> f64 {
        0.5 * (self.low[self.axis] + self.high)
    }
}

fn with(mut point: [f64; 2], axis: usize, value: f64) -> [f64; 2] {
    point[axis] = value;
    point
}

/// A line or ring of points at which f is the same, and lower than beside them, or higher.
#[derive(Clone, Debug)]
pub(crate) struct LevelLine {
    pub(crate) points: Vec<Stationary>,
    /// The longer side of its extent, in cells.
    pub(crate) length: f64,
}

/// f and its slopes along x and along y at all nodes, by rows.
pub(crate) fn value_and_slopes_at(field: &Field, grid: &Grid) -> [Vec<f64>; 3] {
    let (xs, ys) = (grid.xs(), grid.ys());
    let rows = ys.par_iter().map_init(Scratch::default, |scratch, &y| {
        let places: Vec<[f64; 2]> = xs.iter().map(|&x| [x, y]).collect();
        value_and_slopes(field, scratch, &places)
    });
    let mut planes = [(); 3].map(|()| Vec::new());
    for row in rows.collect::<Vec<_>>() {
        planes.iter_mut().zip(row).for_each(|(plane, mut row)| plane.append(&mut row));
    }
    planes
}

fn slopes(field: &Field, scratch: &mut Scratch, places: &[[f64; 2]]) -> [Vec<f64>; 2] {
    let [_, fx, fy] = value_and_slopes(field, scratch, places);
    [fx, fy]
}

/// The lines of a field on which it is level, from its slopes at the nodes of a grid.
pub(crate) fn level_lines(field: &Field, scale: &Scale, grid: &Grid, slopes: [&[f64]; 2]) -> Vec<LevelLine> {
    if grid.nx < 3 || grid.ny < 3 || slopes.iter().any(|plane| plane.len() != grid.nx * grid.ny) {
        return Vec::new();
    }
    let around = Surroundings { field, scale };
    let intervals = intervals(field, scale, grid, slopes);
    let blocks =
        intervals.par_chunks(BLOCK).map_init(Scratch::default, |scratch, block| crossings(&around, scratch, block));
    let crossings: Vec<Crossing> = blocks.flatten().collect();
    let lines = lines(&crossings, scale.cell);
    let whole = |scratch: &mut Scratch, line: Vec<Crossing>| {
        (!falls(&around, scratch, &line)).then(|| whole(&around, scratch, line))
    };
    lines.into_par_iter().map_init(Scratch::default, whole).flatten_iter().collect()
}

/// Whether f falls along most of a line, by less than its own rounding and more than that of its slope: `tanh(10*x)^2 + y^2`
/// does where it has levelled off.
fn falls(around: &Surroundings<'_>, scratch: &mut Scratch, line: &[Crossing]) -> bool {
    let some: Vec<[f64; 2]> = line.iter().step_by(line.len().div_ceil(SEEN)).map(|it| it.found.point).collect();
    let seen = around.at(scratch, &some, Order::Hessian);
    let mut falls = |(&point, [.., xx, xy, yy]): (&[f64; 2], &[f64; 6])| {
        // Where f has no curvature across the line either, both ways are as good.
        let ways = planar([*xx, *xy, *yy]).into_iter().flatten();
        ways.into_iter().any(|(_, way)| falls_steadily(around, scratch, point, way))
    };
    2 * some.iter().zip(&seen).filter(|it| falls(*it)).count() > some.len()
}

/// Where slopes along the grid's lines change their signs, one cell beyond its borders too: a line may lie on them.
fn intervals(field: &Field, scale: &Scale, grid: &Grid, slopes: [&[f64]; 2]) -> Vec<Interval> {
    let mut found = Vec::new();
    let nodes = [grid.xs(), grid.ys()];
    for axis in 0..2 {
        let (along, across) = (&nodes[axis], &nodes[1 - axis]);
        let (first, last) = (along[0] - scale.cell[axis], along[along.len() - 1] + scale.cell[axis]);
        let place = |at: f64, other: f64| with([other; 2], axis, at);
        let beyond: Vec<[f64; 2]> =
            across.iter().flat_map(|&other| [place(first, other), place(last, other)]).collect();
        let beyond = &self::slopes(field, &mut Scratch::default(), &beyond)[axis];
        for (row, &other) in across.iter().enumerate() {
            let node = |at: usize| slopes[axis][if axis == 0 { row * grid.nx + at } else { at * grid.nx + row }];
            let inner = along.iter().enumerate().map(|(at, &coordinate)| (coordinate, node(at)));
            let all = std::iter::once((first, beyond[2 * row])).chain(inner).chain([(last, beyond[2 * row + 1])]);
            // The last node with a slope, and how many without one follow.
            let (mut before, mut level) = (None, 0);
            for (coordinate, slope) in all {
                if slope == 0.0 || slope.is_nan() {
                    level += 1;
                    continue;
                }
                if let Some((low, known)) = before.filter(|_| level <= 1)
                    && (known > 0.0 && slope < 0.0 || known < 0.0 && slope > 0.0)
                {
                    found.push(Interval { axis, low: place(low, other), high: coordinate, is_minimum: slope > 0.0 });
                }
                (before, level) = (Some((coordinate, slope)), 0);
            }
        }
    }
    found
}

/// What is found in up to [`BLOCK`] intervals within the domain.
fn crossings(around: &Surroundings<'_>, scratch: &mut Scratch, intervals: &[Interval]) -> Vec<Crossing> {
    let mut intervals = intervals.to_vec();
    for _ in 0..HALVINGS {
        let middles: Vec<[f64; 2]> = intervals.iter().map(|it| with(it.low, it.axis, it.middle())).collect();
        let seen = slopes(around.field, scratch, &middles);
        for (index, it) in intervals.iter_mut().enumerate() {
            let (axis, middle, slope) = (it.axis, middles[index], seen[it.axis][index]);
            let rises = (slope > 0.0) == it.is_minimum;
            match slope == 0.0 || slope.is_nan() {
                // At a kink the slope is the mean of both sides by convention.
                true => (it.low, it.high) = (middle, middle[axis]),
                false if rises => it.high = middle[axis],
                false => it.low = middle,
            }
        }
    }
    intervals.iter().filter_map(|it| crossing(around, scratch, it)).collect()
}

/// What there is between the ends of an interval that rounding has left.
fn crossing(around: &Surroundings<'_>, scratch: &mut Scratch, interval: &Interval) -> Option<Crossing> {
    let Interval { axis, is_minimum, .. } = *interval;
    let cell = around.scale.cell;
    let at = interval.middle();
    let point = with(interval.low, axis, at);
    let inside = around.scale.clamped(point);
    if around.scale.distance(inside, point) > NEAR {
        return None;
    }
    let rounding = [0, 1].map(|axis| f64::EPSILON * (point[axis].abs() + cell[axis]));
    // On both sides, at two distances and their doubles.
    let near = (NEAR * cell[axis]).max(4.0 * ROUNDINGS * rounding[axis]);
    let far = BESIDE * cell[axis];
    let beside = |by: f64| [with(point, axis, at - by), with(point, axis, at + by)];
    let shaken = [0, 1].map(|axis| {
        let by = 0.5 * ROUNDINGS * rounding[axis];
        [with(point, axis, point[axis] - by), with(point, axis, point[axis] + by)]
    });
    let ends = ends(around, scratch, interval, point);
    let places =
        [[point, point], ends, shaken[0], shaken[1], beside(near), beside(2.0 * near), beside(far), beside(2.0 * far)];
    let seen = around.at(scratch, places.as_flattened(), Order::Gradient);
    let f = |index: usize| seen[index][0];
    if (2..seen.len()).any(|index| !f(index).is_finite()) {
        return None;
    }
    let sign = if is_minimum { 1.0 } else { -1.0 };
    let here =
        [0, 2, 3].map(f).into_iter().filter(|f| f.is_finite()).map(|f| sign * f).fold(f64::INFINITY, f64::min) * sign;
    let rounding = ROUNDINGS * f64::EPSILON * here.abs();
    let shaken = [axis, 1 - axis]
        .map(|axis| [4, 5].map(|side| (f(2 * axis + side) - here).abs()).into_iter().fold(0.0, f64::max));
    let slack = rounding + shaken[0].max(shaken[1]);
    // What changes by far more along the other axis, and not by the slope there, is the edge of a jump.
    let explained = seen[8][2 - axis].abs().max(seen[9][2 - axis].abs()) * ROUNDINGS * f64::EPSILON;
    if shaken[1] > STEEPER * (shaken[0] + explained) {
        return None;
    }
    let mut climbed = 0.0;
    for side in [8, 9] {
        let [near, twice, far, farther] = [0, 2, 4, 6].map(|by| sign * f(side + by));
        climbed += (far - near).abs();
        let comes_to_rest = (twice - near).abs() <= COMES_TO_REST * (farther - far).abs() + rounding;
        if !(comes_to_rest && near >= sign * here - rounding && far >= near - rounding) {
            return None;
        }
    }
    // What lies on both sides of a jump is no minimum.
    if (f(8) - f(9)).abs() > COMES_TO_REST * climbed + rounding {
        return None;
    }
    let gradient = |index: usize| [seen[index][1], seen[index][2]];
    let change = |range: Range<usize>| [0, 1].map(|part| gradient(range.end)[part] - gradient(range.start)[part]);
    let length = |[x, y]: [f64; 2]| x.hypot(y);
    let (jump, whole) = (change(2..3), change(12..13));
    let is_kink = length(jump).is_nan() || length(jump) > KINK * length(whole);
    let across = if is_kink { jump } else { whole };
    // The part of the gradient along the line, and what rounding leaves of the products in it. On a line that is level it
    // vanishes with the distance.
    let along = |index: usize| {
        let [gx, gy] = gradient(index);
        let [a, b] = [across[0] * gy / length(across), across[1] * gx / length(across)];
        let least = if is_kink { 4.0 * ROUNDINGS * f64::EPSILON * (a.abs() + b.abs()) } else { LEVEL * length(whole) };
        if (a - b).abs() > least { a - b } else { 0.0 }
    };
    let keeps = |end: usize, near: usize| along(end).abs() >= 0.5 * along(near).abs();
    let is_sloped = along(2) * along(3).signum() > 0.0 && keeps(2, 8) && keeps(3, 9);
    let width = with([0.0; 2], axis, (interval.high - interval.low[axis]) / cell[axis]);
    let mut eigenvalues = [f64::NAN; 2];
    if !is_kink {
        let [.., xx, xy, yy] = around.at(scratch, &[inside], Order::Hessian)[0];
        eigenvalues = around.scale.eigenvalues([xx, xy, yy]);
    }
    let found = Stationary {
        kind: if is_minimum { StationaryKind::Minimum } else { StationaryKind::Maximum },
        point: inside.map(|c| c + 0.0),
        f: here + 0.0,
        eigenvalues,
        within: around.scale.fraction(width),
        cusp: is_kink,
    };
    Some(Crossing { found, slack, is_sloped })
}

/// Places on both sides of a crossing, as near to it as the slopes there have their signs: beside what rounds to the crossing
/// itself.
fn ends(around: &Surroundings<'_>, scratch: &mut Scratch, interval: &Interval, point: [f64; 2]) -> [[f64; 2]; 2] {
    let axis = interval.axis;
    let least = f64::EPSILON * around.scale.cell[axis].max(4.0 * point[axis].abs());
    let mut ends = [interval.low, interval.end()];
    for by in [1.0, 4.0, 16.0, 64.0].map(|times| times * least) {
        let [below, above] = slopes(around.field, scratch, &ends)[axis][..] else { break };
        if below < 0.0 && above > 0.0 || below > 0.0 && above < 0.0 {
            break;
        }
        ends = [with(point, axis, point[axis] - by), with(point, axis, point[axis] + by)];
    }
    ends
}

/// Crossings of lines of which each has another one beside it with the same f.
fn lines(crossings: &[Crossing], cell: [f64; 2]) -> Vec<Vec<Crossing>> {
    let square = |point: [f64; 2]| [0, 1].map(|axis| (point[axis] / (cell[axis] * CHAINED)).floor() as i64);
    let mut squares: HashMap<[i64; 2], Vec<usize>> = HashMap::new();
    for (index, it) in crossings.iter().enumerate() {
        squares.entry(square(it.found.point)).or_default().push(index);
    }
    let are_one = |a: &Crossing, b: &Crossing| {
        let [dx, dy] = [0, 1].map(|axis| (a.found.point[axis] - b.found.point[axis]) / cell[axis]);
        a.found.kind == b.found.kind && (a.found.f - b.found.f).abs() <= a.slack + b.slack && dx.hypot(dy) <= CHAINED
    };
    let mut is_taken = vec![false; crossings.len()];
    let mut lines = Vec::new();
    for first in 0..crossings.len() {
        if std::mem::replace(&mut is_taken[first], true) {
            continue;
        }
        let mut line = vec![first];
        let mut next = 0;
        while next < line.len() {
            let from = line[next];
            next += 1;
            let [column, row] = square(crossings[from].found.point);
            for key in (-1..=1).flat_map(|i| (-1..=1).map(move |j| [column.saturating_add(i), row.saturating_add(j)])) {
                for &other in squares.get(&key).into_iter().flatten() {
                    if !is_taken[other] && are_one(&crossings[from], &crossings[other]) {
                        is_taken[other] = true;
                        line.push(other);
                    }
                }
            }
        }
        let line: Vec<Crossing> = line.into_iter().map(|index| crossings[index]).collect();
        if is_level(&line, cell) {
            lines.push(line);
        }
    }
    lines
}

/// Whether crossings are those of a line from end to end of which f is the same.
fn is_level(line: &[Crossing], cell: [f64; 2]) -> bool {
    let slack = line.iter().map(|it| it.slack).fold(0.0, f64::max);
    let sloped = line.iter().filter(|it| it.is_sloped).count();
    line.len() >= FEWEST
        && length(line, cell) >= SHORTEST
        && span(line, |it| it.found.f) <= 2.0 * slack
        && 2 * sloped < line.len()
}

fn span(line: &[Crossing], of: impl Fn(&Crossing) -> f64) -> f64 {
    let ends = line.iter().map(of).fold([f64::INFINITY, f64::NEG_INFINITY], |[l, h], v| [l.min(v), h.max(v)]);
    ends[1] - ends[0]
}

/// The longer side of a line's extent, in cells.
fn length(line: &[Crossing], cell: [f64; 2]) -> f64 {
    [0, 1].map(|axis| span(line, |it| it.found.point[axis]) / cell[axis]).into_iter().fold(0.0, f64::max)
}

/// A line with the points farthest along both axes, which lie between lines of the grid.
fn whole(around: &Surroundings<'_>, scratch: &mut Scratch, line: Vec<Crossing>) -> LevelLine {
    let mut points: Vec<Stationary> = line.iter().map(|it| it.found).collect();
    for axis in 0..2 {
        for sign in [-1.0, 1.0] {
            let farthest =
                line.iter().max_by(|a, b| (sign * a.found.point[axis]).total_cmp(&(sign * b.found.point[axis])));
            let Some(known) = farthest else { continue };
            let (mut inner, mut step) = (known.found.point, 0.5);
            for _ in 0..HALVINGS {
                let next = with(inner, axis, inner[axis] + sign * step * around.scale.cell[axis]);
                match beside(around, scratch, known, 1 - axis, next) {
                    Some(it) if around.scale.domain.contains(&next) => {
                        inner = it.point;
                        points.push(it);
                    }
                    _ => step *= 0.5,
                }
                if step < NEAR {
                    break;
                }
            }
        }
    }
    LevelLine { length: length(&line, around.scale.cell), points }
}

/// A point of the line that `known` lies on, at most two cells along an axis from a place.
fn beside(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    known: &Crossing,
    axis: usize,
    place: [f64; 2],
) -> Option<Stationary> {
    let reach = 2.0 * around.scale.cell[axis];
    let is_minimum = known.found.kind == StationaryKind::Minimum;
    let low = with(place, axis, place[axis] - reach);
    let interval = Interval { axis, low, high: place[axis] + reach, is_minimum };
    let ends = slopes(around.field, scratch, &[low, interval.end()]);
    let sign = if is_minimum { 1.0 } else { -1.0 };
    if !(sign * ends[axis][0] < 0.0 && sign * ends[axis][1] > 0.0) {
        return None;
    }
    let found = crossings(around, scratch, &[interval]);
    let is_same = |it: &&Crossing| !it.is_sloped && (it.found.f - known.found.f).abs() <= it.slack + known.slack;
    found.iter().find(is_same).map(|it| it.found)
}
