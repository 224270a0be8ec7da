//! What is known of a patch before it is cut: f at its nodes, and in which of its cells it may break.

use super::{Corner, NODES, Sheet};
use crate::expr::{Order, Scratch};
use crate::field::{Domain, Kind};
use crate::render::passes::surface::CELLS;

/// How far apart values around a single missing one are at most, of the height of the box, that fill it.
const APART: f64 = 0.05;

impl Sheet<'_> {
    /// In which cells of a patch a formula may break, by rows: it is surely continuous in others. Other fields tell nothing of cells.
    pub(super) fn breaking_cells(&self, node: impl Fn(usize, usize) -> f64, may_break: bool) -> Vec<bool> {
        let side = CELLS as usize;
        let mut breaking = vec![may_break; side * side];
        if !may_break || !matches!(self.field.kind(), Kind::Formula(_)) {
            return breaking;
        }
        let mut pending = vec![([0, 0], side)];
        while let Some(([column, row], count)) = pending.pop() {
            let part = Domain {
                x: [column, column + count].map(|at| node(0, at)),
                y: [row, row + count].map(|at| node(1, at)),
            };
            if self.field.is_whole(part.ascending()) {
                (row..row + count).for_each(|row| breaking[row * side..][column..column + count].fill(false));
            } else if count > 1 {
                let half = count / 2;
                let quarters = [[0, 0], [half, 0], [0, half], [half, half]];
                pending.extend(quarters.map(|[right, up]| ([column + right, row + up], half)));
            }
        }
        breaking
    }

    /// f and its slopes at points; a missing value that is a single one, or one along a line, is the mean of those at `reach` to
    /// opposite sides, and an infinite one is a pole's. Of samples whole cells are missing.
    pub(super) fn corners(&self, scratch: &mut Scratch, units: Vec<[f64; 2]>, reach: [f64; 2]) -> Vec<Corner> {
        let mut sample = |units: &[[f64; 2]]| {
            let along = |axis: usize| units.iter().map(|unit| self.coordinate(axis, unit[axis])).collect::<Vec<_>>();
            let mut planes = vec![vec![0.0; units.len()]; Order::Gradient.planes()];
            let mut slices: Vec<&mut [f64]> = planes.iter_mut().map(Vec::as_mut_slice).collect();
            self.field.points(scratch, &along(0), &along(1), Order::Gradient, &mut slices);
            planes
        };
        let planes = sample(&units);
        let corner = |(at, &unit): (usize, &[f64; 2])| {
            let [f, fx, fy] = [0, 1, 2].map(|plane| planes[plane][at]);
            Corner { unit, f, slope: [fx, fy] }
        };
        let mut corners: Vec<Corner> = units.iter().enumerate().map(corner).collect();
        if matches!(self.field.kind(), Kind::Samples(_)) {
            return corners;
        }
        for corner in corners.iter_mut().filter(|corner| corner.f.is_nan()) {
            let [x, y] = corner.unit;
            let [dx, dy] = reach;
            let sides = [[1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [-1, 1], [-1, -1], [1, -1]];
            let beside = sample(&sides.map(|[across, up]| [x + f64::from(across) * dx, y + f64::from(up) * dy]));
            // Those of two opposite sides that are there.
            let pairs: Vec<[usize; 2]> =
                [[0, 2], [1, 3]].into_iter().filter(|pair| pair.iter().all(|&at| beside[0][at].is_finite())).collect();
            let [low, high] = self.bounds;
            let finite = beside[0].iter().filter(|f| f.is_finite()).map(|f| f.clamp(low, high));
            let [least, most] = finite.fold([high, low], |[least, most], f| [least.min(f), most.max(f)]);
            // Where values do not come together about it, poles or jumps meet there.
            if most - least > APART * (high - low) {
                continue;
            }
            let mean = |plane: usize| {
                pairs.iter().flatten().map(|&at| beside[plane][at]).sum::<f64>() / (2 * pairs.len()) as f64
            };
            (corner.f, corner.slope) = (mean(0), [mean(1), mean(2)]);
        }
        corners
    }
}

/// Whether some of a patch's nodes has a value and none of the four around it has: the domain of definition is thinner there
/// than what lies between nodes, and a part of it may lie where no node is.
pub(super) fn has_thin_part(nodes: &[Corner]) -> bool {
    let is_missing = |at: usize| nodes[at].f.is_nan();
    let inner = (1..NODES - 1).flat_map(|row| (1..NODES - 1).map(move |column| row * NODES + column));
    let around = |at: usize| [at - 1, at + 1, at - NODES, at + NODES];
    inner.into_iter().any(|at| !is_missing(at) && around(at).into_iter().all(is_missing))
}
