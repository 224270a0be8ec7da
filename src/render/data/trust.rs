//! Where 32-bit values are to be trusted: how far they are from 64-bit ones, where one has a value and the other has none,
//! and where f seems to jump.

use super::derived::colors::error_colors;
use super::distribution::Distribution;
use super::overlay::Overlay;
use crate::compute::{Evaluator, GpuField};
use crate::expr::Order;
use crate::field::{Breaks, Field, Grid, LEAST_JUMP};
use crate::render::error::RenderError;
use crate::render::figure::swatch::{Legend, Swatch};

/// What is suspected, its colour on the errors' colormap, and what it is called.
const MARKS: [([u8; 4], &str); 2] = [([0, 210, 255, 255], "jump"), ([0, 230, 80, 255], "missing in 32 bits alone")];
const JUMP: usize = 0;
const LOST: usize = 1;

/// Errors at the nodes of a grid, and what is marked there instead.
pub(crate) struct Trust {
    /// |f32 − f64|, NaN where one of them has no value or something is marked.
    errors: Vec<f64>,
    marks: Vec<Option<usize>>,
}

impl Trust {
    /// Compares both at every node.
    pub(crate) fn new(
        evaluator: &Evaluator<'_>,
        field: &Field,
        gpu_field: &GpuField,
        grid: &Grid,
    ) -> Result<Trust, RenderError> {
        let single = evaluator.sample(grid, Order::Gradient)?.swap_remove(0);
        let double = field.sample(grid, Order::Value).swap_remove(0);
        let jumps = jumps(field, &double, grid);
        let error = |(single, double): (&f32, &f64)| (gpu_field.value(f64::from(*single)) - double).abs();
        let mark = |at: usize| match (jumps[at], single[at].is_finite(), double[at].is_finite()) {
            (_, false, true) => Some(LOST),
            (true, ..) => Some(JUMP),
            _ => None,
        };
        let marks: Vec<Option<usize>> = (0..single.len()).map(mark).collect();
        // On a jump 32 bits may be on its other side, which is no error of theirs.
        let known = |(error, mark): (f64, &Option<usize>)| if mark.is_some() { f64::NAN } else { error };
        let errors = single.iter().zip(&double).map(error).zip(&marks).map(known).collect();
        Ok(Trust { errors, marks })
    }

    /// Errors as colours, and what is marked.
    pub(crate) fn overlay(&self, grid: &Grid) -> Overlay {
        let colors = error_colors(&Distribution::new(&self.errors, grid));
        // A panel has fewer pixels than there are nodes, and must not step over a mark: those beside one are marked, too.
        let around = |at: usize, last: usize| at.saturating_sub(1)..=(at + 1).min(last);
        let mark = |at: usize| {
            let (column, row) = (at % grid.nx, at / grid.nx);
            let near = around(row, grid.ny - 1).flat_map(|row| around(column, grid.nx - 1).map(move |at| (row, at)));
            self.marks[at].or_else(|| near.filter_map(|(row, column)| self.marks[row * grid.nx + column]).max())
        };
        let texel = |at: usize| mark(at).map_or_else(|| colors.color(self.errors[at]), |mark| MARKS[mark].0);
        Overlay {
            size: [grid.nx as u32, grid.ny as u32],
            texels: (0..self.errors.len()).map(texel).collect(),
            legend: self.legend(),
            bar: colors.bar(),
            numbered: Vec::new(),
        }
    }

    /// What the marks mean that there are.
    fn legend(&self) -> Legend {
        let named = |(mark, (color, name)): (usize, &([u8; 4], &str))| {
            let is_there = self.marks.contains(&Some(mark));
            is_there.then(|| ((*name).to_owned(), Swatch::Area(color.map(|channel| f32::from(channel) / 255.0))))
        };
        MARKS.iter().enumerate().filter_map(named).collect()
    }
}

/// Nodes at either side of a jump or a pole, of a field with these values at them.
fn jumps(field: &Field, f: &[f64], grid: &Grid) -> Vec<bool> {
    let finite = || f.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    Breaks::of(field, grid, LEAST_JUMP * (high - low)).map_or_else(|| vec![false; f.len()], |breaks| breaks.sides())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Domain;

    /// How many of 101 × 41 nodes on [−5, 5] × [−2, 2] are beside a jump.
    fn count(formula: &str) -> usize {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let grid = Grid { nx: 101, ny: 41, domain: Domain { x: [-5.0, 5.0], y: [-2.0, 2.0] } };
        jumps(&field, &field.sample(&grid, Order::Value)[0], &grid).into_iter().filter(|&jumps| jumps).count()
    }

    #[test]
    fn marks_are_wider_than_a_pixel_has_nodes() {
        let grid = Grid { nx: 9, ny: 3, domain: Domain { x: [0.0, 8.0], y: [0.0, 2.0] } };
        let mut marks = vec![None; 27];
        (marks[9 + 3], marks[9 + 4]) = (Some(JUMP), Some(JUMP));
        let overlay = Trust { errors: vec![1e-7; 27], marks }.overlay(&grid);
        let marked = |row: usize| {
            let row = &overlay.texels[9 * row..9 * row + 9];
            row.iter().map(|texel| if *texel == MARKS[JUMP].0 { '#' } else { '.' }).collect::<String>()
        };
        assert_eq!([0, 1, 2].map(marked), ["..####..."; 3]);
    }

    #[test]
    fn steps_and_poles_are_suspected_and_smooth_fields_and_kinks_are_not() {
        // A step at 0.05 lies between two columns of nodes, one along y between two rows.
        assert_eq!(count("if(x < 0.05, 0, 1)"), 2 * 41);
        assert_eq!(count("if(y < 0.05, x, x + 20)"), 2 * 101);
        assert_eq!(count("1/(x - 0.05)"), 2 * 41);
        // At a node or between nodes, on a slope, and where one side is as steep as the other is high.
        assert_eq!(count("floor(x)"), 20 * 41);
        assert_eq!(count("if(x < 0, x^2, 5 + x)"), 2 * 41);
        assert_eq!(count("if(x < 0.05, 1, 3) + 10*x"), 2 * 41);
        for smooth in [
            "x^2 + y^2",
            "sin(3x)*cos(2y)",
            "abs(x - 0.05) + abs(y)",
            "exp(2x)",
            "sqrt(x)",
            "log(x + 6)",
            "if(x < 0, -x, 2*x)",
        ] {
            assert_eq!(count(smooth), 0, "{smooth}");
        }
    }
}
