//! Newton's method on ∇f = 0, for many starts at once.

use rayon::prelude::*;

use super::classify::{Verdict, WITHIN, examine};
use super::eigen::{is_rounding, planar};
use crate::expr::{BLOCK, Order, Scratch};
use crate::field::{Domain, Field};

/// The most steps; a minimum such as x⁸ + y⁸, where a step removes a seventh of the way, takes 150.
const MAX_STEPS: usize = 200;

/// The longest step along an eigenvector, in cells.
const LONGEST_STEP: f64 = 2.0;

/// How many cells a walker may go from its start.
pub(crate) const REACH: f64 = 6.0;

/// The step at which a walker has arrived, relative to the domain's longer side.
const TOLERANCE: f64 = 1e-11;

/// What a slope along a line of stationary points is at most, per cell, beside the curvature across it.
const LEVEL: f64 = 1e-6;

/// How near to a floor, in cells, a walker is on it, and what the curvature along a floor is at most beside that across.
const CREEPING: f64 = 1e-2;

/// A walker that came no nearer by this factor in so many steps goes round in circles.
const STEPS_PER_CHECK: usize = 24;
const PROGRESS: f64 = 0.5;

/// What Newton's method finds from each of `starts`, without going farther than `reach` from it, or out of `domain`.
///
/// A minimum at which the Hessian vanishes is reached too, though slowly. Works on all cores; `field` is one of x and y.
pub(crate) fn refine(field: &Field, starts: &[[f64; 2]], reach: f64, domain: Domain) -> Vec<Verdict> {
    let scale = Scale::new(domain, [reach / REACH; 2]);
    let arrivals = converge(field, starts, &scale);
    let judge = |scratch: &mut Scratch, arrival: &Option<Arrival>| {
        arrival.map_or(Verdict::Not, |arrival| examine(field, scratch, &scale, arrival))
    };
    arrivals.par_iter().map_init(Scratch::default, judge).collect()
}

/// The units that points are measured in, so that a field whose axes have different units is nothing special.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// Where points may lie, both extents ascending.
    pub(crate) domain: Domain,
    /// The sides of a cell: the distance of neighbouring starts.
    pub(crate) cell: [f64; 2],
    /// The step at which a walker has arrived, in cells.
    tolerance: f64,
}

impl Scale {
    pub(crate) fn new(domain: Domain, cell: [f64; 2]) -> Scale {
        let domain = domain.ascending();
        let [width, height] = domain.size();
        let farthest = |[low, high]: [f64; 2]| low.abs().max(high.abs());
        // Far from the origin the distance of neighbouring floats is more than the tolerance.
        let rounding = 4.0 * f64::EPSILON * (farthest(domain.x) / cell[0]).max(farthest(domain.y) / cell[1]);
        let tolerance = (TOLERANCE * (width / cell[0]).max(height / cell[1])).max(rounding);
        Scale { domain, cell, tolerance }
    }

    /// ∇f per cell.
    pub(crate) fn gradient(&self, fx: f64, fy: f64) -> [f64; 2] {
        [fx * self.cell[0], fy * self.cell[1]]
    }

    /// fxx, fxy and fyy per cell squared.
    pub(crate) fn hessian(&self, [fxx, fxy, fyy]: [f64; 3]) -> [f64; 3] {
        let [x, y] = self.cell;
        [fxx * x * x, fxy * x * y, fyy * y * y]
    }

    /// The domain's sides, in cells.
    pub(crate) fn sides(&self) -> [f64; 2] {
        let [width, height] = self.domain.size();
        [width / self.cell[0], height / self.cell[1]]
    }

    /// A step in cells as a fraction of the domain's sides, the larger of its two parts.
    pub(crate) fn fraction(&self, step: [f64; 2]) -> f64 {
        let [width, height] = self.sides();
        let [x, y] = [(step[0] / width).abs(), (step[1] / height).abs()];
        if x.is_nan() || y.is_nan() { f64::NAN } else { x.max(y) }
    }

    /// The eigenvalues, ascending and per unit of the coordinates squared, of a Hessian per cell squared.
    pub(crate) fn eigenvalues(&self, [xx, xy, yy]: [f64; 3]) -> [f64; 2] {
        let [x, y] = self.cell;
        let pairs = planar([xx / x / x, xy / x / y, yy / y / y]);
        // Adding 0 makes −0, which would be printed with its sign, an ordinary 0.
        pairs.map_or([f64::NAN; 2], |[(a, _), (b, _)]| [a.min(b) + 0.0, a.max(b) + 0.0])
    }

    /// The point so many cells from `point`.
    pub(crate) fn shifted(&self, point: [f64; 2], by: [f64; 2]) -> [f64; 2] {
        [point[0] + by[0] * self.cell[0], point[1] + by[1] * self.cell[1]]
    }

    /// How many cells two points are apart.
    pub(crate) fn distance(&self, a: [f64; 2], b: [f64; 2]) -> f64 {
        ((a[0] - b[0]) / self.cell[0]).hypot((a[1] - b[1]) / self.cell[1])
    }

    pub(super) fn clamped(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let Domain { x: [left, right], y: [bottom, top] } = self.domain;
        [x.clamp(left, right), y.clamp(bottom, top)]
    }
}

/// Where a walker ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Arrival {
    pub(crate) point: [f64; 2],
    /// The length of the last step, in cells.
    pub(crate) step: f64,
    pub(crate) how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// Its steps became as short as they need be.
    Converged,
    /// Along one axis it has nothing but rounding to go by, and along the other it has arrived.
    Stalled,
    /// It had nowhere to go from its start, where gradient and Hessian are 0.
    Flat,
    /// It reached the floor of a valley or the crest of a ridge, and came no farther along it.
    Creeping,
}

/// What a walker does after it has seen the field.
enum Move {
    Step([f64; 2]),
    End(How),
    Lost,
}

/// Where Newton's method arrives from every start; nothing where it gets lost. Works on all cores.
pub(crate) fn converge(field: &Field, starts: &[[f64; 2]], scale: &Scale) -> Vec<Option<Arrival>> {
    let blocks =
        starts.par_chunks(BLOCK).map_init(Scratch::default, |scratch, starts| block(field, scratch, starts, scale));
    blocks.flatten().collect()
}

/// [`converge`] for up to [`BLOCK`] starts: those still under way are evaluated together.
fn block(field: &Field, scratch: &mut Scratch, starts: &[[f64; 2]], scale: &Scale) -> Vec<Option<Arrival>> {
    let mut arrivals = vec![None; starts.len()];
    let mut walkers: Vec<Walker> = starts.iter().enumerate().map(|(index, &start)| Walker::new(index, start)).collect();
    let mut planes = vec![[0.0; BLOCK]; 6];
    for steps in 0..MAX_STEPS {
        if walkers.is_empty() {
            break;
        }
        let (xs, ys): (Vec<f64>, Vec<f64>) = walkers.iter().map(|walker| (walker.point[0], walker.point[1])).unzip();
        let mut outputs: Vec<&mut [f64]> = planes.iter_mut().map(|plane| &mut plane[..xs.len()]).collect();
        field.points(scratch, &xs, &ys, Order::Hessian, &mut outputs);
        let mut slot = 0;
        walkers.retain_mut(|walker| {
            let values: [f64; 6] = std::array::from_fn(|plane| planes[plane][slot]);
            slot += 1;
            let decided = walker.decide(scale, values, steps);
            if let Move::Step(step) = decided {
                walker.take(scale, step);
                return scale.distance(walker.point, starts[walker.index]) <= REACH;
            }
            if let Move::End(how) = decided {
                arrivals[walker.index] = Some(Arrival { point: walker.point, step: walker.length(), how });
            }
            false
        });
    }
    arrivals
}

/// A point under way.
struct Walker {
    /// Which start it came from.
    index: usize,
    point: [f64; 2],
    /// The last step, in cells.
    step: [f64; 2],
    /// The length of the step at the last check of its progress.
    marked: f64,
}

impl Walker {
    fn new(index: usize, point: [f64; 2]) -> Walker {
        Walker { index, point, step: [f64::INFINITY; 2], marked: f64::INFINITY }
    }

    /// The length of the last step, in cells.
    fn length(&self) -> f64 {
        self.step[0].hypot(self.step[1])
    }

    fn take(&mut self, scale: &Scale, step: [f64; 2]) {
        self.point = scale.clamped(scale.shifted(self.point, step));
        self.step = step;
    }

    /// What to do where f and its derivatives are `values`.
    fn decide(&mut self, scale: &Scale, values: [f64; 6], steps: usize) -> Move {
        let [f, fx, fy, fxx, fxy, fyy] = values;
        let gradient = scale.gradient(fx, fy);
        let Some(pairs) = planar(scale.hessian([fxx, fxy, fyy])) else { return Move::Lost };
        if !(f.is_finite() && gradient[0].is_finite() && gradient[1].is_finite()) {
            return Move::Lost;
        }
        if steps == 0 && values[1..].iter().all(|&value| value == 0.0) {
            return Move::End(How::Flat);
        }
        let along = pairs.map(|(value, vector)| newton(value, gradient[0] * vector[0] + gradient[1] * vector[1]));
        let strong = along[1].abs();
        let [(weak_value, u), (strong_value, v)] = pairs;
        // A cone is as flat along its rays as a valley along its floor, but not level.
        let is_level = (gradient[0] * u[0] + gradient[1] * u[1]).abs() <= LEVEL * strong_value.abs();
        let step = [along[0] * u[0] + along[1] * v[0], along[0] * u[1] + along[1] * v[1]];
        let length = step[0].hypot(step[1]);
        let turned_back = (step[0] + self.step[0]).hypot(step[1] + self.step[1]) <= 1e-3 * length;
        let mut is_over = turned_back || steps + 1 == MAX_STEPS;
        if steps.is_multiple_of(STEPS_PER_CHECK) {
            is_over |= length > PROGRESS * self.marked;
            self.marked = length;
        }
        if length <= scale.tolerance {
            // The last step is taken too: where convergence is quadratic it leaves nothing but rounding.
            self.take(scale, step);
            Move::End(How::Converged)
        } else if strong <= scale.tolerance && is_level && is_rounding(scale.hessian([fxx, fxy, fyy]), weak_value, u) {
            Move::End(How::Stalled)
        } else if is_over {
            if scale.fraction(step) <= WITHIN {
                Move::End(How::Converged)
            } else if strong <= CREEPING && weak_value.abs() <= CREEPING * strong_value.abs() {
                Move::End(How::Creeping)
            } else {
                Move::Lost
            }
        } else {
            Move::Step(step)
        }
    }
}

/// The step −slope/curvature along an eigenvector, no longer than a walker may go at once.
fn newton(curvature: f64, slope: f64) -> f64 {
    if slope == 0.0 { 0.0 } else { (-slope / curvature).clamp(-LONGEST_STEP, LONGEST_STEP) }
}
