//! One particle until it rests, in f64; shaders/descend.wgsl is the CPU counterpart.

use super::flow::{Flow, FlowPoint};
use super::walker::{End, Outside, Walk};
use crate::descent::optimizers::optimizer::Optimizer;
use crate::expr::Order;
use crate::field::{Domain, Field};

/// How a particle moves.
#[derive(Clone, Debug)]
pub enum Motion {
    /// By an optimizer's rule.
    Rule(Box<Optimizer>),
    /// Along the curve of steepest descent, in steps that adapt to the field.
    Flow(Flow),
}

/// Steps between two looks at how far a particle has come.
pub const REST_WINDOW: u32 = 32;
/// The move within a window that counts as rest, as a fraction of the extent.
pub const REST_TOLERANCE: f64 = 1e-6;

/// When a particle has arrived, and what becomes of it outside of the domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The most steps.
    pub steps: u32,
    /// |∇f| (its larger component) below which it has converged; 0 for never.
    pub tolerance: f64,
    /// Borders, and what happens there; none where nothing is outside.
    pub borders: Option<(Domain, Outside)>,
}

/// Where a particle came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The last point inside.
    pub point: [f64; 2],
    /// What became of it.
    pub end: End,
    /// Steps taken.
    pub steps: u32,
}

impl Motion {
    /// The domain's longer side, by which rest is measured.
    pub fn extent(&self) -> f64 {
        match self {
            Motion::Rule(optimizer) => optimizer.extent,
            Motion::Flow(flow) => flow.extent,
        }
    }

    /// Whether it climbs.
    pub fn ascends(&self) -> bool {
        match self {
            Motion::Rule(optimizer) => optimizer.conditions.ascend,
            Motion::Flow(flow) => flow.ascend,
        }
    }
}

/// The median of |∇f| over some of the starts, by which a tolerance is measured; 0 where none has a gradient.
pub fn typical_slope(field: &Field, starts: &[[f64; 2]]) -> f64 {
    const SOME: usize = 4096;
    let slope = |point: &[f64; 2]| {
        let values = field.at(point, Order::Gradient);
        values[1].hypot(values[2])
    };
    let chosen = starts.iter().step_by(starts.len().div_ceil(SOME).max(1));
    let mut slopes: Vec<f64> = chosen.map(slope).filter(|slope| slope.is_finite()).collect();
    slopes.sort_by(f64::total_cmp);
    slopes.get(slopes.len() / 2).copied().unwrap_or(0.0)
}

/// Moves a particle from `start` until it rests, leaves, meets a missing value or has taken all its steps. `walker` numbers it, so
/// that it has its own noise.
///
/// It rests where |∇f| is below the tolerance, or where neither the last step nor the last [`REST_WINDOW`] of them moved
/// it farther than [`REST_TOLERANCE`] of the extent, or 4 ulp.
pub fn converge(field: &Field, motion: &Motion, start: [f64; 2], walker: u64, limits: &Limits) -> Outcome {
    let mut state = match motion {
        Motion::Rule(optimizer) => Moving::Rule(Walk::new(field, optimizer, &start, walker)),
        Motion::Flow(flow) => Moving::Flow(*flow, FlowPoint { p: start, h: 0.0 }),
    };
    let (mut point, mut anchor) = (start, start);
    for step in 0..=limits.steps {
        let ended = |end| Outcome { point, end, steps: step };
        let values = field.at(&point, Order::Gradient);
        let seen = [values[0], values[1], values[2]];
        if seen.iter().any(|value| !value.is_finite()) {
            return ended(End::NotFinite);
        }
        if seen[1].abs().max(seen[2].abs()) < limits.tolerance {
            return ended(End::Converged);
        }
        if step == limits.steps {
            break;
        }
        let mut moved = state.advance(field, seen);
        match limits.borders {
            Some((domain, Outside::Retire)) if !domain.contains(&moved) => {
                return Outcome { point, end: End::Left, steps: step + 1 };
            }
            Some((domain, Outside::Clamp)) => {
                domain.clamp(&mut moved);
                state.put(moved);
            }
            _ => {}
        }
        let last = point;
        point = moved;
        if (step + 1).is_multiple_of(REST_WINDOW) {
            let largest = point[0].abs().max(point[1].abs());
            let reach = (REST_TOLERANCE * motion.extent()).max(4.0 * f64::EPSILON * largest);
            let is_near = |from: [f64; 2]| (0..2).all(|axis| (point[axis] - from[axis]).abs() <= reach);
            if is_near(anchor) && is_near(last) {
                return Outcome { point, end: End::Converged, steps: step + 1 };
            }
            anchor = point;
        }
    }
    Outcome { point, end: End::Moving, steps: limits.steps }
}

enum Moving<'a> {
    Rule(Walk<'a>),
    Flow(Flow, FlowPoint),
}

impl Moving<'_> {
    fn advance(&mut self, field: &Field, seen: [f64; 3]) -> [f64; 2] {
        match self {
            Moving::Rule(walk) => {
                walk.step();
                [walk.point[0], walk.point[1]]
            }
            Moving::Flow(flow, at) => {
                let downhill = seen.map(|value| if flow.ascend { -value } else { value });
                if at.h == 0.0 {
                    at.h = flow.first_step(downhill);
                }
                *at = flow.advance(field, *at, downhill);
                at.p
            }
        }
    }

    fn put(&mut self, point: [f64; 2]) {
        match self {
            Moving::Rule(walk) => walk.point.copy_from_slice(&point),
            Moving::Flow(_, at) => at.p = point,
        }
    }
}
