//! All stationary points in a domain.

use std::collections::HashMap;

use rayon::prelude::*;

use super::newton::{Arrival, How, Scale, converge};
use super::stationary::{Stationary, StationaryKind, Verdict, examine};
use crate::expr::Scratch;
use crate::field::{Domain, Field, Grid, Kind};

/// Starts along a row that are followed before the next row's are made.
const ROWS_AT_ONCE: usize = 64;

/// Walkers that arrive so near to each other, in cells, arrive at the same point.
const SAME: f64 = 1e-3;

/// Degenerate points so near to each other, in cells, are one: rounding spreads where walkers arrive.
const SAME_DEGENERATE: f64 = 0.25;

/// What is found in a domain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// Isolated stationary points: minima, maxima, saddles, degenerate ones, and each kind by f, then x, then y.
    pub points: Vec<Stationary>,
    /// Whether there are lines or areas of stationary points too, of which `points` has none.
    pub has_continua: bool,
}

/// How many starts along x and y are enough where nothing else is said: 256 × 256 for a formula; for samples every node,
/// and one between two.
pub fn default_starts(field: &Field) -> [usize; 2] {
    match field.kind() {
        Kind::Formula(_) => [256, 256],
        Kind::Samples(samples) => samples.size().map(|nodes| 2 * nodes - 1),
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

/// [`critical_points`], and whether there are continua of stationary points.
pub fn survey(field: &Field, domain: Domain, grid: [usize; 2]) -> Survey {
    let [nx, ny] = grid.map(|side| side.max(1));
    let domain = domain.ascending();
    let [width, height] = domain.size();
    let cell = [width / (nx.max(2) - 1) as f64, height / (ny.max(2) - 1) as f64];
    let scale = Scale::new(domain, cell);
    let nodes = Grid { nx, ny, domain };
    let (xs, ys) = (nodes.xs(), nodes.ys());
    let mut arrivals = Vec::new();
    for rows in ys.chunks(ROWS_AT_ONCE) {
        let starts: Vec<[f64; 2]> = rows.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y])).collect();
        arrivals.extend(converge(field, &starts, &scale).into_iter().flatten());
    }
    judge(field, &scale, arrivals)
}

/// The distinct points among the places where walkers arrived, examined and sorted.
fn judge(field: &Field, scale: &Scale, mut arrivals: Vec<Arrival>) -> Survey {
    // The nearest arrival stands for all that are the same; the sort is stable, so the order of starts decides a tie.
    arrivals.sort_by(|a, b| a.step.total_cmp(&b.step));
    let (flat, arrivals): (Vec<Arrival>, Vec<Arrival>) =
        arrivals.into_iter().partition(|arrival| arrival.how == How::Flat);
    let arrivals = distinct(scale, SAME, arrivals, |arrival| arrival.point);
    let examined: Vec<Verdict> = arrivals
        .par_iter()
        .map_init(Scratch::default, |scratch, &arrival| examine(field, scratch, scale, arrival))
        .collect();
    let is_crowded = |verdict: &Verdict| *verdict == Verdict::Crowded;
    let isolated = |verdict: Verdict| match verdict {
        Verdict::Isolated(point) => Some(point),
        Verdict::Crowded | Verdict::Not => None,
    };
    let mut scratch = Scratch::default();
    // A start that happens to lie on a degenerate point is flat too; only its surroundings tell it from a plateau.
    let has_continua = examined.iter().any(is_crowded)
        || flat.iter().any(|&arrival| is_crowded(&examine(field, &mut scratch, scale, arrival)));
    let (degenerate, mut points): (Vec<Stationary>, Vec<Stationary>) =
        examined.into_iter().filter_map(isolated).partition(|point| point.kind == StationaryKind::Degenerate);
    points.extend(distinct(scale, SAME_DEGENERATE, degenerate, |point| point.point));
    points.sort_by(|a, b| {
        let key = |s: &Stationary| [s.f, s.point[0], s.point[1]];
        let by_place = || key(a).iter().zip(key(b)).map(|(a, b)| a.total_cmp(&b)).find(|order| order.is_ne());
        a.kind.cmp(&b.kind).then_with(|| by_place().unwrap_or(std::cmp::Ordering::Equal))
    });
    Survey { points, has_continua }
}

/// Those of `items` that are farther than `radius` cells from all that were kept before them.
fn distinct<T>(scale: &Scale, radius: f64, items: Vec<T>, point: impl Fn(&T) -> [f64; 2]) -> Vec<T> {
    // Kept points by the square of side `radius` that they lie in: what is near lies in the same or a neighbouring one.
    let mut squares: HashMap<[i64; 2], Vec<[f64; 2]>> = HashMap::new();
    let mut is_new = |item: &T| {
        let place = point(item);
        let [column, row] = [0, 1].map(|axis| (place[axis] / (scale.cell[axis] * radius)).floor() as i64);
        let neighbours = (-1..=1).flat_map(|i| (-1..=1).map(move |j| [column.saturating_add(i), row.saturating_add(j)]));
        let mut near = neighbours.filter_map(|square| squares.get(&square)).flatten();
        if near.any(|&kept| scale.distance(kept, place) <= radius) {
            return false;
        }
        squares.entry([column, row]).or_default().push(place);
        true
    };
    items.into_iter().filter(|item| is_new(item)).collect()
}
