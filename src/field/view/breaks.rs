//! Where f jumps or has a pole between the nodes of a grid.

use rayon::prelude::*;

use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, Grid, Way};

/// Cells along a side of the parts of a grid that are proved continuous, or looked at node by node.
const SIDE: usize = 16;

/// Which nodes of a grid lie on the other side of a jump than those beside them, to the right and above.
#[derive(Clone, Debug, PartialEq)]
pub struct Breaks {
    /// Nodes along x and y.
    size: [usize; 2],
    /// By rows.
    nodes: Vec<[bool; 2]>,
}

impl Breaks {
    /// Those of a field by more than `least`; nothing where it jumps nowhere. Samples are continuous between their nodes, and of
    /// a function that nothing is known of every value is dear.
    pub fn of(field: &Field, grid: &Grid, least: f64) -> Option<Breaks> {
        if !field.tells_breaks() || field.is_continuous(grid.domain) {
            return None;
        }
        let (xs, ys) = (grid.xs(), grid.ys());
        let parts = |count: usize| count.saturating_sub(1).div_ceil(SIDE);
        let [across, up] = [parts(xs.len()), parts(ys.len())];
        let nodes_of = |part: usize, count: usize| part * SIDE..(part * SIDE + SIDE + 1).min(count);
        let look = |scratch: &mut Scratch, part: usize| {
            let (columns, rows) = (nodes_of(part % across, xs.len()), nodes_of(part / across, ys.len()));
            let (xs, ys) = (&xs[columns.clone()], &ys[rows.clone()]);
            let within = Domain { x: [xs[0], xs[xs.len() - 1]], y: [ys[0], ys[ys.len() - 1]] }.ascending();
            if field.is_continuous(within) {
                return Vec::new();
            }
            let width = xs.len();
            let along = |of: fn(f64, f64) -> f64| -> Vec<f64> {
                ys.iter().flat_map(|&y| xs.iter().map(move |&x| of(x, y))).collect()
            };
            let (all_x, all_y) = (along(|x, _| x), along(|_, y| y));
            let mut planes = vec![vec![0.0; all_x.len()]; Order::Gradient.planes()];
            let mut slices: Vec<&mut [f64]> = planes.iter_mut().map(Vec::as_mut_slice).collect();
            field.points(scratch, &all_x, &all_y, Order::Gradient, &mut slices);
            let values = |at: usize| [0, 1, 2].map(|plane| planes[plane][at]);
            let mut found = Vec::new();
            for at in 0..all_x.len() {
                let is_last = [at % width + 1 == width, at / width + 1 == ys.len()];
                let breaks = [(0, 1), (1, width)].map(|(axis, step)| {
                    !is_last[axis] && {
                        let (from, to) = ([all_x[at], all_y[at]], [all_x[at + step], all_y[at + step]]);
                        Way { field, from, to }.breaks(scratch, [values(at), values(at + step)], least)
                    }
                });
                if breaks.contains(&true) {
                    found.push(([columns.start + at % width, rows.start + at / width], breaks));
                }
            }
            found
        };
        let found: Vec<Vec<_>> = (0..across * up).into_par_iter().map_init(Scratch::default, look).collect();
        if found.iter().all(Vec::is_empty) {
            return None;
        }
        let mut nodes = vec![[false; 2]; grid.len()];
        for ([column, row], [is_beside, is_above]) in found.into_iter().flatten() {
            let node = &mut nodes[row * grid.nx + column];
            // Parts have the nodes at their borders in common.
            *node = [node[0] || is_beside, node[1] || is_above];
        }
        Some(Breaks { size: [grid.nx, grid.ny], nodes })
    }

    /// Of every node, by rows, whether it lies at either side of a break.
    pub fn sides(&self) -> Vec<bool> {
        let mut sides = vec![false; self.nodes.len()];
        for (at, &[is_beside, is_above]) in self.nodes.iter().enumerate() {
            for next in [is_beside.then_some(at + 1), is_above.then_some(at + self.size[0])].into_iter().flatten() {
                (sides[at], sides[next]) = (true, true);
            }
        }
        sides
    }

    /// Of every node, by rows, two bits: whether f breaks towards the one to the right, and towards the one above; those of
    /// sixteen nodes in a word.
    pub fn bits(&self) -> Vec<u32> {
        let word = |nodes: &[[bool; 2]]| {
            let bit = |(at, &[is_beside, is_above]): (usize, &[bool; 2])| {
                (u32::from(is_beside) | u32::from(is_above) << 1) << (2 * at)
            };
            nodes.iter().enumerate().map(bit).fold(0, |word, bit| word | bit)
        };
        self.nodes.chunks(16).map(word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaks(formula: &str, grid: &Grid) -> Option<Breaks> {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        Breaks::of(&field, grid, 1e-3)
    }

    #[test]
    fn breaks_are_between_the_nodes_that_they_are_between() {
        let grid = Grid { nx: 41, ny: 37, domain: Domain { x: [0.0, 40.0], y: [0.0, 36.0] } };
        assert_eq!(breaks("x^2 + y", &grid), None);
        assert_eq!(breaks("if(x < 20, -x, 2*x - 60)", &grid), None, "a kink is no jump");
        // Across a border of the parts that are looked at, and within one.
        for column in [16usize, 20] {
            let found = breaks(&format!("if(x < {column}.5, x, x + 9)"), &grid).expect("breaks");
            let bits = found.bits();
            for at in 0..grid.len() {
                let word = bits[at / 16] >> (2 * (at % 16)) & 3;
                assert_eq!(word, u32::from(at % 41 == column), "node {at}");
            }
            assert_eq!(found.sides().into_iter().filter(|&side| side).count(), 2 * 37);
        }
        let found = breaks("if(y < 7.5, x, x + 9)", &grid).expect("breaks");
        let above: Vec<usize> =
            (0..grid.len()).filter(|&at| found.bits()[at / 16] >> (2 * (at % 16)) & 3 == 2).collect();
        assert_eq!(above, (7 * 41..8 * 41).collect::<Vec<usize>>());
    }
}
