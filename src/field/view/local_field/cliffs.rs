//! Slopes of nodes that a bicubic would leave far behind: on a cliff, beside a pole or a jump.

use rayon::prelude::*;

use crate::field::sampled::samples::Node;

/// The magnitude that all but a tenth of some values stay below.
pub(super) fn usual(values: &[f32]) -> f32 {
    /// One in so many is looked at.
    const STRIDE: usize = 17;
    let mut sizes: Vec<f32> = values.iter().step_by(STRIDE).map(|f| f.abs()).filter(|size| size.is_finite()).collect();
    let at = sizes.len() * 9 / 10;
    if sizes.is_empty() { 0.0 } else { *sizes.select_nth_unstable_by(at, f32::total_cmp).1 }
}

/// Whether a node's slopes are those of a cliff or a needle between it and its neighbours, which a bicubic through them would leave far
/// behind: what its neighbours tell of them is something else by more than `least`.
pub(super) fn is_within_a_cell(nodes: &[Node], columns: usize, at: usize, least: f32) -> bool {
    /// The part of the larger of the rises to both sides that a slope is off their mean; how many times the only one it is at a border.
    const OFF: f32 = 0.5;
    const BORDER: f32 = 3.0;
    let differs = |slope: f32, step: usize, place: usize, count: usize, value: fn(&Node) -> f32| {
        let rise = |from: usize, to: usize| value(&nodes[to]) - value(&nodes[from]);
        match (place > 0, place + 1 < count) {
            (true, true) => {
                let [before, behind] = [rise(at - step, at), rise(at, at + step)];
                (slope - 0.5 * (before + behind)).abs() > (OFF * before.abs().max(behind.abs())).max(least)
            }
            (false, true) => slope.abs() > (BORDER * rise(at, at + step).abs()).max(least),
            (true, false) => slope.abs() > (BORDER * rise(at - step, at).abs()).max(least),
            (false, false) => false,
        }
    };
    let ([column, row], rows) = ([at % columns, at / columns], nodes.len() / columns);
    let node = &nodes[at];
    differs(node.fx, 1, column, columns, |node| node.f)
        || differs(node.fy, columns, row, rows, |node| node.f)
        || differs(node.fxy, columns, row, rows, |node| node.fx)
}

/// Takes from slopes beside a pole, whose nodes differ by magnitudes, on a cliff or beside a jump what would let a bicubic between them
/// overshoot: they are no steeper than the way to either neighbour allows (Fritsch and Carlson, Monotone Piecewise Cubic
/// Interpolation, 1980). Nodes of which `is_steep` says no keep theirs.
pub(super) fn flatten(nodes: &mut [Node], columns: usize, is_steep: impl Fn(usize, usize) -> bool + Sync) {
    let values: Vec<f32> = nodes.iter().map(|node| node.f).collect();
    let limited = |slope: f32, at: usize, step: usize, is_first: bool, is_last: bool| {
        let rise = |from: usize, to: usize| values[to] - values[from];
        let (before, behind) = match (is_first, is_last) {
            (true, _) => (rise(at, at + step), rise(at, at + step)),
            (_, true) => (rise(at - step, at), rise(at - step, at)),
            _ => (rise(at - step, at), rise(at, at + step)),
        };
        // Beside a missing value the other way says all.
        let before = if before.is_nan() { behind } else { before };
        let behind = if behind.is_nan() { before } else { behind };
        let most = if before * behind > 0.0 { 3.0 * before.abs().min(behind.abs()) } else { 0.0 };
        if before.is_nan() || slope.is_nan() { slope } else { slope.clamp(-most, most) }
    };
    let rows = values.len() / columns;
    nodes.par_iter_mut().enumerate().for_each(|(at, node)| {
        let (column, row) = (at % columns, at / columns);
        if is_steep(column, row) {
            node.fx = limited(node.fx, at, 1, column == 0, column + 1 == columns);
            node.fy = limited(node.fy, at, columns, row == 0, row + 1 == rows);
            node.fxy = 0.0;
        }
    });
}
