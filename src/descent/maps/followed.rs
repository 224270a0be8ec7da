//! One start followed under many settings, as it is on the device.

use rayon::prelude::*;

use super::hyperparameter_map::StepStatistics;
use crate::descent::blocks::Block;
use crate::descent::convergence::{Limits, Motion, Outcome, at, block_size, converge_block};
use crate::field::Field;

/// Steps between the two checks that tell cycling from moving.
const CHECK_INTERVAL: u32 = 64;

/// Consecutive steps before a check whose longest is compared.
pub(crate) const WINDOW: u32 = 16;

/// After how many of so many steps particles are looked at: nearer to each other where there are few.
pub(crate) fn checks(steps: u32) -> [u32; 2] {
    [steps - CHECK_INTERVAL.min(steps / 2), steps]
}

pub(crate) fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Follows one start under many values of some parameters of its rule, by their indices, in f64 and on all cores, while
/// `goes_on` says so, which is asked now and then.
pub(crate) fn follow_all(
    field: &Field,
    motion: &Motion,
    start: [f64; 2],
    over: &[(usize, Vec<f64>)],
    limits: &Limits,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Vec<(Outcome, StepStatistics)> {
    let count = over.first().map_or(0, |(_, values)| values.len());
    let size = block_size(count);
    let checks = checks(limits.steps);
    let windows = checks.map(|check| check.saturating_sub(WINDOW)..check);
    let follow = |first: usize| {
        let starts = vec![start; size.min(count - first)];
        let own = over.iter().map(|(index, values)| (*index, values[first..first + starts.len()].to_vec())).collect();
        let mut seen = vec![([0.0f64; 2], start); starts.len()];
        let block = Block::new(field, motion, &starts, first as u64, own);
        let outcomes = converge_block(block, motion, limits, |step, block, indices| {
            let is_watched = windows.each_ref().map(|window| window.contains(&(step - 1)));
            if is_watched == [false; 2] {
                return goes_on();
            }
            for (k, &index) in indices.iter().enumerate() {
                let (longest, place) = &mut seen[index];
                let length = distance(at(&block.before, k), at(&block.point, k));
                longest.iter_mut().zip(is_watched).filter(|it| it.1).for_each(|it| *it.0 = it.0.max(length));
                if step == checks[0] {
                    *place = at(&block.point, k);
                }
            }
            true
        });
        outcomes.into_iter().zip(seen).map(move |(outcome, (longest, place))| {
            let drift = distance(place, outcome.point);
            (outcome, StepStatistics { longest, drift, apart: checks[1] - checks[0] })
        })
    };
    (0..count).into_par_iter().step_by(size).flat_map_iter(follow).collect()
}
