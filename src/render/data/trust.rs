//! Where 32-bit values are to be trusted: how far they are from 64-bit ones, where one has a value and the other has none,
//! and where f seems to jump.

use rayon::prelude::*;

use super::derived::colors::error_colors;
use super::distribution::Distribution;
use super::overlay::Overlay;
use crate::compute::{Evaluator, GpuField};
use crate::expr::{Order, Scratch};
use crate::field::{Field, Grid, LEAST_JUMP, Way};
use crate::render::error::RenderError;
use crate::render::figure::swatch::{Legend, Swatch};

/// What is suspected, its colour on the errors' colormap, and what it is called.
const MARKS: [([u8; 4], &str); 2] = [([0, 210, 255, 255], "jump"), ([0, 230, 80, 255], "missing in 32 bits alone")];
const JUMP: usize = 0;
const LOST: usize = 1;

/// Errors at the nodes of a grid, and what is marked there instead.
pub(crate) struct Trust {
    /// |f32 − f64|, NaN where one of them has no value.
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
        let double = field.sample(grid, Order::Gradient);
        let jumps = jumps(field, &double, grid);
        let error = |(single, double): (&f32, &f64)| (gpu_field.value(f64::from(*single)) - double).abs();
        let mark = |at: usize| match (jumps[at], single[at].is_finite(), double[0][at].is_finite()) {
            (_, false, true) => Some(LOST),
            (true, ..) => Some(JUMP),
            _ => None,
        };
        Ok(Trust {
            errors: single.iter().zip(&double[0]).map(error).collect(),
            marks: (0..single.len()).map(mark).collect(),
        })
    }

    /// Errors as colours, and what is marked.
    pub(crate) fn overlay(&self, grid: &Grid) -> Overlay {
        let colors = error_colors(&Distribution::new(&self.errors, grid));
        let texel =
            |(mark, error): (&Option<usize>, &f64)| mark.map_or_else(|| colors.color(*error), |mark| MARKS[mark].0);
        Overlay {
            size: [grid.nx as u32, grid.ny as u32],
            texels: self.marks.iter().zip(&self.errors).map(texel).collect(),
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

/// Nodes at either side of a jump or a pole; `planes` are f, fx and fy. Samples are continuous between their nodes.
fn jumps(field: &Field, planes: &[Vec<f64>], grid: &Grid) -> Vec<bool> {
    let [f, fx, fy] = [&planes[0], &planes[1], &planes[2]];
    let mut jumps = vec![false; f.len()];
    if field.is_continuous(grid.domain) {
        return jumps;
    }
    let finite = || f.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let least = LEAST_JUMP * (high - low);
    let (xs, ys) = (grid.xs(), grid.ys());
    let point = |at: usize| [xs[at % grid.nx], ys[at / grid.nx]];
    let is_jump = |scratch: &mut Scratch, at: usize, next: usize, slope: &[f64]| {
        let (from, to) = (point(at), point(next));
        let step = (to[0] - from[0]) + (to[1] - from[1]);
        let (rise, expected) = (f[next] - f[at], 0.5 * step * (slope[at] + slope[next]));
        // Where slopes tell the whole rise there is nothing to look for; NaN compares with nothing.
        let is_explained = (rise - expected).abs() <= 0.5 * least;
        !is_explained
            && rise.is_finite()
            && Way { field, from, to }.find_break(scratch, [f[at], f[next]], least).is_some()
    };
    let found = |scratch: &mut Scratch, at: usize| {
        [
            at % grid.nx + 1 < grid.nx && is_jump(scratch, at, at + 1, fx),
            at + grid.nx < f.len() && is_jump(scratch, at, at + grid.nx, fy),
        ]
    };
    let found: Vec<[bool; 2]> = (0..f.len()).into_par_iter().map_init(Scratch::default, found).collect();
    for (at, [is_beside, is_above]) in found.into_iter().enumerate() {
        for next in [is_beside.then_some(at + 1), is_above.then_some(at + grid.nx)].into_iter().flatten() {
            (jumps[at], jumps[next]) = (true, true);
        }
    }
    jumps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Domain;

    /// How many of 101 × 41 nodes on [−5, 5] × [−2, 2] are beside a jump.
    fn count(formula: &str) -> usize {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let grid = Grid { nx: 101, ny: 41, domain: Domain { x: [-5.0, 5.0], y: [-2.0, 2.0] } };
        jumps(&field, &field.sample(&grid, Order::Gradient), &grid).into_iter().filter(|&jumps| jumps).count()
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
