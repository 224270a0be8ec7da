//! All stationary points in a domain.

use std::cmp::Ordering;
use std::collections::HashMap;

use rayon::prelude::*;

use super::classify::{Stationary, StationaryKind, Verdict, examine};
use super::newton::{Arrival, How, Scale, converge};
use crate::expr::Scratch;
use crate::field::{Domain, Field, Grid, Kind};

/// Starts along a row that are followed before the next row's are made.
const ROWS_AT_ONCE: usize = 64;

/// Walkers that arrive so near to each other, in cells, arrive at the same point.
const SAME: f64 = 1e-3;

/// Degenerate points so near to each other, in cells, are one: rounding spreads where walkers arrive.
const SAME_DEGENERATE: f64 = 0.25;

/// A degenerate point so near to a line of stationary points, in cells, is one of its points: a crossing, or one that
/// rounding sets apart.
const CROWD: f64 = 2.0;

/// What is found in a domain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// Isolated stationary points: minima, maxima, saddles, degenerate ones, and each kind by f, then x, then y.
    pub points: Vec<Stationary>,
    /// Whether there are lines or areas of stationary points too, of which `points` has none.
    pub has_continua: bool,
}

/// Starts along a side of samples that are too many to be held.
const MOST_STARTS: usize = 2049;

/// How many starts along x and y are enough where nothing else is said: 256 × 256 for a formula; for samples every node,
/// and one between two, unless there are millions.
pub fn default_starts(field: &Field) -> [usize; 2] {
    match field.kind() {
        Kind::Formula(_) | Kind::Function(_) => [256, 256],
        Kind::Samples(samples) => samples.size().map(|nodes| 2 * nodes - 1),
        Kind::Raster(raster) => raster.size().map(|nodes| (2 * nodes - 1).min(MOST_STARTS)),
    }
}

/// The isolated stationary points of a field of x and y in a domain, in the order of [`Survey::points`].
///
/// Newton's method goes from every node of a `grid` of starts, a few cells far; a point whose surroundings are finer
/// than a cell may be missed. A point on the border counts as inside. Kinks and cusps have no gradient and are not
/// stationary. Points of a line or an area of stationary points, such as a valley of x² or a plateau, are left out:
/// [`survey`] says whether there are any. Works on all cores; the same arguments give the same points.
pub fn critical_points(field: &Field, domain: Domain, grid: [usize; 2]) -> Vec<Stationary> {
    survey(field, domain, grid).points
}

/// The same while `goes_on` says so, which is asked now and then; nothing where it does not.
pub fn critical_points_while(
    field: &Field,
    domain: Domain,
    grid: [usize; 2],
    goes_on: impl Fn() -> bool,
) -> Option<Vec<Stationary>> {
    survey_while(field, domain, grid, goes_on).map(|found| found.points)
}

/// [`critical_points`], and whether there are continua of stationary points.
pub fn survey(field: &Field, domain: Domain, grid: [usize; 2]) -> Survey {
    survey_while(field, domain, grid, || true).unwrap_or_default()
}

fn survey_while(field: &Field, domain: Domain, grid: [usize; 2], goes_on: impl Fn() -> bool) -> Option<Survey> {
    let [nx, ny] = grid.map(|side| side.max(1));
    let domain = domain.ascending();
    let [width, height] = domain.size();
    let cell = [width / (nx.max(2) - 1) as f64, height / (ny.max(2) - 1) as f64];
    let scale = Scale::new(domain, cell);
    let nodes = Grid { nx, ny, domain };
    let (xs, ys) = (nodes.xs(), nodes.ys());
    let mut arrivals = Vec::new();
    for rows in ys.chunks(ROWS_AT_ONCE) {
        if !goes_on() {
            return None;
        }
        let starts: Vec<[f64; 2]> = rows.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y])).collect();
        arrivals.extend(converge(field, &starts, &scale).into_iter().flatten());
    }
    goes_on().then(|| judge(field, &scale, arrivals))
}

/// The distinct points among the places where walkers arrived, examined and sorted.
fn judge(field: &Field, scale: &Scale, mut arrivals: Vec<Arrival>) -> Survey {
    // The nearest arrival stands for all that are the same; the sort is stable, so the order of starts decides a tie.
    arrivals.sort_by(|a, b| a.step.total_cmp(&b.step));
    let (flat, mut arrivals): (Vec<Arrival>, Vec<Arrival>) =
        arrivals.into_iter().partition(|arrival| arrival.how == How::Flat);
    let mut kept = Places::new(scale, SAME);
    arrivals.retain(|arrival| kept.insert_unless_near(arrival.point));
    let examined: Vec<Verdict> = arrivals
        .par_iter()
        .map_init(Scratch::default, |scratch, &arrival| examine(field, scratch, scale, arrival))
        .collect();
    let mut continua = Places::new(scale, CROWD);
    for (arrival, _) in arrivals.iter().zip(&examined).filter(|(_, verdict)| **verdict == Verdict::Crowded) {
        continua.insert_unless_near(arrival.point);
    }
    let mut scratch = Scratch::default();
    // A start that happens to lie on a degenerate point is flat too; only its surroundings tell it from a plateau.
    let mut is_plateau = |&arrival: &Arrival| examine(field, &mut scratch, scale, arrival) == Verdict::Crowded;
    let has_continua = !continua.is_empty() || flat.iter().any(&mut is_plateau);
    let isolated = examined.into_iter().filter_map(Verdict::isolated);
    let mut degenerate = Places::new(scale, SAME_DEGENERATE);
    let mut points: Vec<Stationary> = isolated
        .filter(|found| {
            found.kind != StationaryKind::Degenerate
                || !continua.has_near(found.point) && degenerate.insert_unless_near(found.point)
        })
        .collect();
    points.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| compare(a, b)));
    Survey { points, has_continua }
}

/// By f, then x, then y.
fn compare(a: &Stationary, b: &Stationary) -> Ordering {
    let [ax, ay] = a.point;
    let [bx, by] = b.point;
    a.f.total_cmp(&b.f).then(ax.total_cmp(&bx)).then(ay.total_cmp(&by))
}

/// Places, found again by what lies near them.
struct Places<'a> {
    scale: &'a Scale,
    /// How near is near, in cells.
    radius: f64,
    /// Places by the square of side `radius` that they lie in: what is near lies in the same or a neighbouring one.
    squares: HashMap<[i64; 2], Vec<[f64; 2]>>,
}

impl Places<'_> {
    fn new(scale: &Scale, radius: f64) -> Places<'_> {
        Places { scale, radius, squares: HashMap::new() }
    }

    fn is_empty(&self) -> bool {
        self.squares.is_empty()
    }

    fn square(&self, place: [f64; 2]) -> [i64; 2] {
        [0, 1].map(|axis| (place[axis] / (self.scale.cell[axis] * self.radius)).floor() as i64)
    }

    fn has_near(&self, place: [f64; 2]) -> bool {
        let [column, row] = self.square(place);
        let neighbours =
            (-1..=1).flat_map(|i| (-1..=1).map(move |j| [column.saturating_add(i), row.saturating_add(j)]));
        let mut there = neighbours.filter_map(|square| self.squares.get(&square)).flatten();
        there.any(|&other| self.scale.distance(other, place) <= self.radius)
    }

    /// Whether nothing lies near; the place is one of them from then on.
    fn insert_unless_near(&mut self, place: [f64; 2]) -> bool {
        let is_new = !self.has_near(place);
        if is_new {
            self.squares.entry(self.square(place)).or_default().push(place);
        }
        is_new
    }
}
