//! Basins of attraction: which minimum each start reaches.

use std::collections::HashMap;

use crate::descent::convergence::Outcome;
use crate::descent::stationary::classify::StationaryKind;
use crate::descent::stationary::newton::refine;
use crate::descent::walker::End;
use crate::expr::Order;
use crate::field::{Domain, Field};

/// Particles this near to each other, as a fraction of the extent, are polished together.
const CELL: f64 = 1e-3;
/// How far Newton's method may go from where particles rest, as a fraction of the extent.
const REACH: f64 = 0.02;
/// Polished points this near to each other, as a fraction of the extent, are one minimum; degenerate ones are less exact.
const SAME: f64 = 1e-6;
const SAME_DEGENERATE: f64 = 1e-3;
/// A minimum without a gradient is told from a plateau by what is around it, at this fraction of the extent.
const AROUND: f64 = 1e-4;

/// A minimum that starts reach (or a maximum, where they climb).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Basin {
    /// x and y.
    pub point: [f64; 2],
    /// f there.
    pub f: f64,
    /// How many of all particles reach it, as a fraction.
    #[serde(rename = "share")]
    pub fraction: f64,
    /// The median of the steps that they took.
    pub median_steps: f64,
    /// Whether the gradient does not vanish there: a cusp or a kink.
    pub cusp: bool,
}

/// What becomes of all starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Basins {
    /// The minima, the lowest first.
    pub minima: Vec<Basin>,
    /// For each particle the index of its minimum, −1 where it reached none.
    pub labels: Vec<i32>,
    /// Particles that rest at no minimum, still move or met a missing value.
    pub unconverged: usize,
    /// Particles beyond the borders.
    pub left_domain: usize,
}

/// A minimum that was found, before its particles are counted.
#[derive(Clone, Copy, Debug)]
struct Found {
    point: [f64; 2],
    f: f64,
    cusp: bool,
    /// How near another one is the same.
    same: f64,
}

/// Groups particles by the minimum that they came to: where they rest is polished by Newton's method in f64.
///
/// `within` holds all of them, `extent` is the domain's longer side; `ascends` looks for maxima.
pub fn group(field: &Field, within: Domain, extent: f64, ascends: bool, settled: &[Outcome]) -> Basins {
    let place = |point: [f64; 2]| point.map(|coordinate| (coordinate / (CELL * extent)).floor() as i64);
    let mut cells: HashMap<[i64; 2], usize> = HashMap::new();
    let mut rests: Vec<[f64; 2]> = Vec::new();
    let mut cell_of = vec![usize::MAX; settled.len()];
    for (index, particle) in settled.iter().enumerate().filter(|(_, particle)| particle.end == End::Converged) {
        let next = rests.len();
        cell_of[index] = *cells.entry(place(particle.point)).or_insert(next);
        if cell_of[index] == next {
            rests.push(particle.point);
        }
    }
    let polished = refine(field, &rests, REACH * extent, within);
    let wanted = if ascends { StationaryKind::Maximum } else { StationaryKind::Minimum };
    let found: Vec<Option<Found>> = rests
        .iter()
        .zip(polished)
        .map(|(&rest, stationary)| match stationary {
            Some(it) if it.kind == wanted => Some(Found { point: it.point, f: it.f, cusp: false, same: SAME * extent }),
            Some(it) if it.kind == StationaryKind::Degenerate => is_lowest(field, it.point, extent, ascends)
                .then_some(Found { point: it.point, f: it.f, cusp: false, same: SAME_DEGENERATE * extent }),
            Some(_) => None,
            None => cusp(field, rest, extent, ascends),
        })
        .collect();
    let (minima, minimum_of) = merge(found, ascends);
    count(settled, &minima, |index| minimum_of.get(cell_of[index]).copied().flatten())
}

/// One of all that are the same, the lowest first, and for each candidate which it is.
fn merge(found: Vec<Option<Found>>, ascends: bool) -> (Vec<Found>, Vec<Option<usize>>) {
    let mut order: Vec<usize> = (0..found.len()).filter(|&index| found[index].is_some()).collect();
    let key = |index: usize| {
        found[index].map_or([0.0; 3], |it| [if ascends { -it.f } else { it.f }, it.point[0], it.point[1]])
    };
    order.sort_by(|&a, &b| {
        let (a, b) = (key(a), key(b));
        a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])).then(a[2].total_cmp(&b[2]))
    });
    let mut minima: Vec<Found> = Vec::new();
    let mut minimum_of = vec![None; found.len()];
    for index in order {
        let Some(it) = found[index] else { continue };
        let is_same =
            |kept: &Found| (kept.point[0] - it.point[0]).hypot(kept.point[1] - it.point[1]) <= kept.same.max(it.same);
        minimum_of[index] = Some(minima.iter().position(is_same).unwrap_or_else(|| {
            minima.push(it);
            minima.len() - 1
        }));
    }
    (minima, minimum_of)
}

fn count(settled: &[Outcome], minima: &[Found], minimum_of: impl Fn(usize) -> Option<usize>) -> Basins {
    let mut labels = vec![-1; settled.len()];
    let mut steps: Vec<Vec<u32>> = vec![Vec::new(); minima.len()];
    for (index, particle) in settled.iter().enumerate() {
        if let Some(minimum) = minimum_of(index) {
            labels[index] = minimum as i32;
            steps[minimum].push(particle.steps);
        }
    }
    let left_domain = settled.iter().filter(|particle| particle.end == End::Left).count();
    let reached: usize = steps.iter().map(Vec::len).sum();
    let basin = |(found, mut steps): (&Found, Vec<u32>)| Basin {
        point: found.point,
        f: found.f,
        fraction: steps.len() as f64 / settled.len() as f64,
        median_steps: median(&mut steps),
        cusp: found.cusp,
    };
    let minima = minima.iter().zip(steps).map(basin).collect();
    Basins { minima, labels, unconverged: settled.len() - reached - left_domain, left_domain }
}

fn median(steps: &mut [u32]) -> f64 {
    steps.sort_unstable();
    let (half, is_odd) = (steps.len() / 2, steps.len() % 2 == 1);
    match steps {
        [] => 0.0,
        steps if is_odd => f64::from(steps[half]),
        steps => 0.5 * (f64::from(steps[half - 1]) + f64::from(steps[half])),
    }
}

/// f, turned around where particles climb; infinite where there is none.
fn depth(field: &Field, point: [f64; 2], ascends: bool) -> f64 {
    let f = field.at(&point, Order::Value)[0];
    if f.is_nan() {
        f64::INFINITY
    } else if ascends {
        -f
    } else {
        f
    }
}

/// The eight points around one.
fn around([x, y]: [f64; 2], reach: f64) -> impl Iterator<Item = [f64; 2]> {
    let sides = [(-1.0, -1.0), (0.0, -1.0), (1.0, -1.0), (-1.0, 0.0), (1.0, 0.0), (-1.0, 1.0), (0.0, 1.0), (1.0, 1.0)];
    sides.into_iter().map(move |(i, j)| [x + i * reach, y + j * reach])
}

/// Whether f is higher on all sides: at a plateau it is not.
fn is_lowest(field: &Field, point: [f64; 2], extent: f64, ascends: bool) -> bool {
    let here = depth(field, point, ascends);
    here.is_finite() && around(point, AROUND * extent).all(|beside| depth(field, beside, ascends) > here)
}

/// A minimum at which the gradient does not vanish, by a search that asks for f alone: downhill in ever shorter steps.
fn cusp(field: &Field, rest: [f64; 2], extent: f64, ascends: bool) -> Option<Found> {
    let (mut point, mut reach) = (rest, CELL * extent);
    let mut here = depth(field, point, ascends);
    while reach > 1e-14 * extent {
        let best = around(point, reach)
            .map(|beside| (depth(field, beside, ascends), beside))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((lower, beside)) if lower < here => (here, point) = (lower, beside),
            _ => reach *= 0.5,
        }
        if (point[0] - rest[0]).hypot(point[1] - rest[1]) > REACH * extent {
            return None;
        }
    }
    let found = Found { point, f: if ascends { -here } else { here }, cusp: true, same: SAME_DEGENERATE * extent };
    is_lowest(field, point, extent, ascends).then_some(found)
}
