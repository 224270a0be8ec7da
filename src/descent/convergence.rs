//! Particles until they rest, in f64; shaders/compute/descend.wgsl is the GPU counterpart.

use rayon::prelude::*;

use super::blocks::{Block, remove};
use super::flow::Flow;
use super::walker::{End, Outside};
use crate::descent::optimizers::optimizer::Optimizer;
use crate::expr::{BLOCK, Order, Scratch};
use crate::field::{Domain, Field};

/// How a particle moves.
#[derive(Clone, Debug)]
pub enum Motion {
    /// By an optimizer's rule.
    Rule(Box<Optimizer>),
    /// Along the curve of steepest descent, in steps that adapt to the field.
    Flow(Flow),
}

/// Steps between two convergence checks.
pub const REST_WINDOW: u32 = 32;
/// The move within a window that counts as rest, as a fraction of the extent.
pub const REST_TOLERANCE: f64 = 1e-6;
/// The move within a window, as a fraction of the extent, that its slopes have led to, and rounding has not.
pub(crate) const LED: f64 = 1e-3;

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
    let chosen: Vec<[f64; 2]> = starts.iter().step_by(starts.len().div_ceil(SOME).max(1)).copied().collect();
    let [xs, ys]: [Vec<f64>; 2] = [0, 1].map(|axis| chosen.iter().map(|start| start[axis]).collect());
    let [mut f, mut fx, mut fy] = [(); 3].map(|()| vec![0.0; chosen.len()]);
    field.points_of(&mut Scratch::default(), &[&xs, &ys], Order::Gradient, &mut [&mut f, &mut fx, &mut fy]);
    let slopes = fx.iter().zip(&fy).map(|(fx, fy)| fx.hypot(*fy));
    let mut slopes: Vec<f64> = slopes.filter(|slope| slope.is_finite()).collect();
    slopes.sort_by(f64::total_cmp);
    slopes.get(slopes.len() / 2).copied().unwrap_or(0.0)
}

/// Moves particles from their starts until each rests, leaves, meets a missing value or has taken all its steps, on all cores.
/// They are numbered in their order, so that each has its own noise.
///
/// A particle rests where |∇f| is below the tolerance; in the flow where less than [`REST_TOLERANCE`] of the extent is left to
/// the minimum of its bowl, or where f fell by no more than its rounding in [`REST_WINDOW`] steps, and slopes did not
/// lead it far; or where neither the last step
/// nor the last [`REST_WINDOW`] of them moved it farther than [`REST_TOLERANCE`] of the extent, or 4 ulp.
pub fn converge_all(field: &Field, motion: &Motion, starts: &[[f64; 2]], limits: &Limits) -> Vec<Outcome> {
    converge_all_while(field, motion, starts, limits, &|_| true)
}

/// The same while `goes_on` says so, which is asked now and then with how many particles have ended since; where it does not,
/// what is not at rest yet has moved no farther.
pub(crate) fn converge_all_while(
    field: &Field,
    motion: &Motion,
    starts: &[[f64; 2]],
    limits: &Limits,
    goes_on: &(dyn Fn(usize) -> bool + Sync),
) -> Vec<Outcome> {
    let blocks = starts.par_chunks(block_size(starts.len())).enumerate();
    blocks
        .flat_map_iter(|(index, block)| {
            if !goes_on(0) {
                return block.iter().map(|&point| Outcome { point, end: End::Moving, steps: 0 }).collect();
            }
            let first = (index * block_size(starts.len())) as u64;
            let block = Block::new(field, motion, block, first, Vec::new());
            let mut moving = block.len();
            let outcomes = converge_block(block, motion, limits, |step, block, _| {
                !step.is_multiple_of(REST_WINDOW) || goes_on(std::mem::replace(&mut moving, block.len()) - block.len())
            });
            goes_on(moving);
            outcomes
        })
        .collect()
}

/// Particles of a block, so that there is one for every core at least.
pub(super) fn block_size(particles: usize) -> usize {
    particles.div_ceil(rayon::current_num_threads()).clamp(1, BLOCK)
}

/// [`converge_all`] for all particles of a block, which leave it as they end. After each step `watch` has its number, the
/// block, and the indices of those that are still in it, and says whether to go on.
pub(super) fn converge_block(
    mut block: Block<'_>,
    motion: &Motion,
    limits: &Limits,
    mut watch: impl FnMut(u32, &Block<'_>, &[usize]) -> bool,
) -> Vec<Outcome> {
    let started = Outcome { point: [0.0; 2], end: End::Moving, steps: limits.steps };
    let mut outcomes = vec![started; block.len()];
    let mut index_of: Vec<usize> = (0..block.len()).collect();
    let mut anchor = block.point.clone();
    let mut ended: Vec<usize> = Vec::new();
    // f before each particle last moved, and where it is now: what falls by them is a flow.
    let is_flow = matches!(motion, Motion::Flow(_));
    let downhill = if motion.ascends() { -1.0 } else { 1.0 };
    let (mut before, mut here) = (vec![f64::NEG_INFINITY; block.len()], Vec::new());
    for step in 0..=limits.steps {
        block.evaluate();
        // All are asked at once whether any has ended: few have.
        let has_ended = |k: usize| ended_at(&block, limits.tolerance, before[k], k).is_some();
        if (0..block.len()).fold(false, |any, k| any | has_ended(k)) {
            for k in 0..block.len() {
                if let Some(end) = ended_at(&block, limits.tolerance, before[k], k) {
                    outcomes[index_of[k]] = Outcome { point: at(&block.point, k), end, steps: step };
                    ended.push(k);
                }
            }
            let_go(&mut block, &mut anchor, (&mut before, &mut index_of), &mut ended);
        }
        if step == limits.steps || block.len() == 0 {
            break;
        }
        if is_flow {
            here.clone_from(&block.view.f);
        }
        block.step();
        for k in 0..if is_flow { block.len() } else { 0 } {
            if at(&block.point, k) != at(&block.before, k) {
                before[k] = here[k];
            }
            if block.is_at_rest(k) {
                outcomes[index_of[k]] = Outcome { point: at(&block.point, k), end: End::Converged, steps: step };
                ended.push(k);
            }
        }
        let_go(&mut block, &mut anchor, (&mut before, &mut index_of), &mut ended);
        if let Some((domain, outside)) = limits.borders {
            for k in 0..block.len() {
                let mut moved = at(&block.point, k);
                match outside {
                    Outside::Retire if !domain.contains(&moved) => {
                        outcomes[index_of[k]] =
                            Outcome { point: at(&block.before, k), end: End::Left, steps: step + 1 };
                        ended.push(k);
                    }
                    Outside::Clamp => {
                        domain.clamp(&mut moved);
                        (block.point[0][k], block.point[1][k]) = (moved[0], moved[1]);
                    }
                    Outside::Retire | Outside::Keep => {}
                }
            }
            let_go(&mut block, &mut anchor, (&mut before, &mut index_of), &mut ended);
        }
        if !watch(step + 1, &block, &index_of) {
            break;
        }
        if (step + 1).is_multiple_of(REST_WINDOW) {
            // The flow falls, or goes far down the slope of a plateau on which f is all rounding; else it drifts.
            let seen = is_flow.then(|| {
                let now = block.point.clone();
                [block.seen_at(&anchor), block.seen_at(&now)]
            });
            let drifts = |block: &Block<'_>, anchor: &[Vec<f64>; 2], k: usize| {
                let Some([(before, slope_before), (now, slope_now)]) = &seen else { return false };
                let went = [0, 1].map(|axis| block.point[axis][k] - anchor[axis][k]);
                let leads = |[x, y]: [f64; 2]| downhill * (x * went[0] + y * went[1]) < 0.0;
                let is_led = leads(at(slope_before, k)) && leads(at(slope_now, k));
                let is_far = went[0].hypot(went[1]) > LED * motion.extent();
                !(block.falls(before[k], now[k]) || is_led && is_far)
            };
            for k in 0..block.len() {
                let here = at(&block.point, k);
                if drifts(&block, &anchor, k) || rests(here, [at(&anchor, k), at(&block.before, k)], motion.extent()) {
                    outcomes[index_of[k]] = Outcome { point: here, end: End::Converged, steps: step + 1 };
                    ended.push(k);
                }
            }
            let_go(&mut block, &mut anchor, (&mut before, &mut index_of), &mut ended);
            anchor.clone_from(&block.point);
        }
    }
    for (k, &index) in index_of.iter().enumerate() {
        outcomes[index].point = at(&block.point, k);
    }
    outcomes
}

pub(super) fn at(points: &[Vec<f64>; 2], k: usize) -> [f64; 2] {
    [points[0][k], points[1][k]]
}

/// Whether and how particle k has ended, by what it sees where it is and by f before it last moved: in the flow, what falls has
/// not ended, however small its slope.
#[inline(always)]
fn ended_at(block: &Block<'_>, tolerance: f64, before: f64, k: usize) -> Option<End> {
    let [fx, fy] = at(&block.view.gradient, k);
    if !(block.view.f[k].is_finite() & fx.is_finite() & fy.is_finite()) {
        return Some(End::NotFinite);
    }
    let is_flat = (fx.abs() < tolerance) & (fy.abs() < tolerance);
    (is_flat && !block.falls(before, block.view.f[k])).then_some(End::Converged)
}

/// Lets particles go and forgets who they were.
fn let_go(
    block: &mut Block<'_>,
    anchor: &mut [Vec<f64>; 2],
    (before, index_of): (&mut Vec<f64>, &mut Vec<usize>),
    ended: &mut Vec<usize>,
) {
    if !ended.is_empty() {
        remove(before, ended);
        block.remove(ended);
        anchor.iter_mut().for_each(|values| remove(values, ended));
        remove(index_of, ended);
        ended.clear();
    }
}

/// Whether neither the last step nor the last [`REST_WINDOW`] of them moved a particle.
fn rests(point: [f64; 2], from: [[f64; 2]; 2], extent: f64) -> bool {
    let largest = point[0].abs().max(point[1].abs());
    let reach = (REST_TOLERANCE * extent).max(4.0 * f64::EPSILON * largest);
    from.iter().all(|from| (0..2).all(|axis| (point[axis] - from[axis]).abs() <= reach))
}
