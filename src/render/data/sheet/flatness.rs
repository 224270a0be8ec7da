//! Where a mesh may have coarser cells than pixels ask for: how far they would lie off the nodes of the finest.

use rayon::prelude::*;

use crate::expr::Order;
use crate::field::{Domain, Field, Grid};
use crate::render::passes::surface::CELLS;

/// How far the sheet lies off the nodes of a mesh where patches of it are joined. It holds wherever they are seen from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flatness {
    /// Cells along x and y.
    cells: [u32; 2],
    /// By how often four patches are joined, less one: how far each lies off at most, by rows, in places of heights.
    levels: Vec<Vec<f64>>,
}

impl Flatness {
    /// That of a mesh of so many cells over a domain, whose patches are joined up to `levels` times. What is beyond the
    /// `bounds` of heights is not drawn.
    pub(crate) fn new(field: &Field, domain: Domain, bounds: [f64; 2], cells: [u32; 2], levels: u32) -> Flatness {
        let [nx, ny] = cells.map(|cells| cells as usize + 1);
        let nodes = Nodes { heights: field.sample(&Grid { nx, ny, domain }, Order::Value).swap_remove(0), nx, bounds };
        let level = |level: u32| {
            let times = 1 << level;
            let [columns, rows] = cells.map(|cells| (cells / (CELLS * times)) as usize);
            let patch = |at: usize| {
                nodes.stray([at % columns, at / columns].map(|patch| patch * (CELLS * times) as usize), times as usize)
            };
            (0..columns * rows).into_par_iter().map(patch).collect()
        };
        Flatness { cells, levels: (1..=levels).map(level).collect() }
    }

    /// Whether it is of a mesh of so many cells, whose patches are joined so often.
    pub(crate) fn is_of(&self, cells: [u32; 2], levels: u32) -> bool {
        self.cells == cells && self.levels.len() == levels as usize
    }

    /// How far a patch lies off that four were joined to so often, by its column and row among those.
    pub(crate) fn stray(&self, level: u32, [column, row]: [u32; 2]) -> f64 {
        let columns = self.cells[0] / (CELLS << level);
        // One that reaches beyond the domain is none.
        if column >= columns {
            return f64::INFINITY;
        }
        let found = self.levels.get(level as usize - 1).and_then(|level| level.get((row * columns + column) as usize));
        found.copied().unwrap_or(f64::INFINITY)
    }
}

struct Nodes {
    heights: Vec<f64>,
    nx: usize,
    bounds: [f64; 2],
}

impl Nodes {
    /// How far the patch lies off at most whose first node and whose cells, so many nodes wide, are given.
    fn stray(&self, first: [usize; 2], times: usize) -> f64 {
        let side = CELLS as usize;
        let cells = (0..side * side).map(|cell| [cell % side, cell / side]);
        let off = cells.map(|[column, row]| {
            let corner = [first[0] + column * times, first[1] + row * times];
            self.cell(corner, times, (column + row) % 2 == 0)
        });
        off.fold(0.0, f64::max)
    }

    /// The same of a cell; `is_even` says which diagonal parts it.
    fn cell(&self, [x, y]: [usize; 2], times: usize, is_even: bool) -> f64 {
        let at = |i: usize, j: usize| self.heights[(y + j) * self.nx + x + i];
        let nodes = || (0..=times).flat_map(|j| (0..=times).map(move |i| (i, j)));
        let all = |holds: &dyn Fn(f64) -> bool| nodes().all(|(i, j)| holds(at(i, j)));
        let corners = [at(0, 0), at(times, 0), at(0, times), at(times, times)];
        // Nothing of what is missing, too low or too high throughout is drawn.
        let is_like_first: [&dyn Fn(f64) -> bool; 3] =
            [&|height| height.is_nan(), &|height| height < self.bounds[0], &|height| height > self.bounds[1]];
        if is_like_first.into_iter().any(|holds| holds(corners[0]) && all(holds)) {
            return 0.0;
        }
        let [a, b, c, d] = corners;
        let sheet = |u: f64, v: f64| match is_even {
            true if u >= v => a + u * (b - a) + v * (d - b),
            true => a + v * (c - a) + u * (d - c),
            false if u + v <= 1.0 => a + u * (b - a) + v * (c - a),
            false => d + (1.0 - u) * (c - d) + (1.0 - v) * (b - d),
        };
        let part = |at: usize| at as f64 / times as f64;
        let off = nodes().map(|(i, j)| (at(i, j) - sheet(part(i), part(j))).abs());
        // One that is missing beside others is an edge.
        off.fold(0.0, |most: f64, off| if off.is_nan() { f64::INFINITY } else { most.max(off) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far the one patch of 16 cells lies off that is made of 16 patches of [0, 64]².
    fn stray(formula: &str, bounds: [f64; 2]) -> f64 {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let domain = Domain { x: [0.0, 64.0], y: [0.0, 64.0] };
        let found = Flatness::new(&field, domain, bounds, [64; 2], 2);
        assert!(found.is_of([64; 2], 2) && !found.is_of([64; 2], 1));
        found.stray(2, [0; 2])
    }

    #[test]
    fn cells_lie_off_a_bend_by_what_it_bends() {
        let whole = [-1e9, 1e9];
        assert!(stray("3*x - 2*y + 1", whole) < 1e-9, "a plane");
        // In the middle of a cell of four nodes a parabola is half its second derivative times two squared off the chord.
        assert!((stray("x^2", whole) - 4.0).abs() < 1e-9);
        // On one diagonal of a cell xy is a parabola, and on the one that parts it, too.
        assert!((stray("x*y", whole) - 4.0).abs() < 1e-9);
        // A kink within a cell, a needle at a node that no corner meets, a step, an edge.
        assert!((stray("abs(x - 30)", whole) - 2.0).abs() < 1e-9);
        assert!(stray("exp(-9*((x - 31)^2 + (y - 33)^2))", whole) > 0.9);
        assert!(stray("if(x < 30.5, 0, 5)", whole) >= 2.5);
        assert_eq!(stray("sqrt(x - 30.5)", whole), f64::INFINITY);
        // What is cut off by the box is not drawn, and where it is not drawn it may bend.
        assert_eq!(stray("x^2", [-2.0, -1.0]), 0.0);
        assert_eq!(stray("sqrt(-1 - x)", whole), 0.0);
    }
}
