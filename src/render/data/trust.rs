//! Where 32-bit values are to be trusted: how far they are from 64-bit ones, where one has a value and the other has none,
//! and where f seems to jump.

use crate::compute::Evaluator;
use crate::expr::Order;
use crate::field::{Field, Grid};
use crate::render::error::RenderError;
use crate::render::figure::swatch::{Legend, Swatch};

/// What is suspected, its colour on the errors' colormap, and what it is called.
const MARKS: [([u8; 4], &str); 2] =
    [([0, 210, 255, 255], "suspected jump"), ([0, 230, 80, 255], "hole in 32 bits alone")];
const JUMP: usize = 0;
const LOST: usize = 1;
/// The least rise that is taken for a jump, of the range of f.
const LEAST_JUMP: f64 = 1e-3;
/// The fraction of a rise that slopes do not explain where it is taken for a jump.
const UNEXPLAINED: f64 = 0.9;

/// Errors at the nodes of a grid, and what is marked there instead.
pub(crate) struct Trust {
    /// |f32 − f64|, NaN where one of them has no value.
    pub(crate) errors: Vec<f64>,
    marks: Vec<Option<usize>>,
}

impl Trust {
    /// Compares both at every node; `offset` is what the device's values leave out.
    pub(crate) fn new(
        evaluator: &Evaluator<'_>,
        field: &Field,
        grid: &Grid,
        offset: f64,
    ) -> Result<Trust, RenderError> {
        let single = evaluator.sample(grid, Order::Gradient)?.swap_remove(0);
        let double = field.sample(grid, Order::Gradient);
        let jumps = jumps(&double, grid);
        let error = |(single, double): (&f32, &f64)| (f64::from(*single) + offset - double).abs();
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

    /// The colour of a node that is marked.
    pub(crate) fn texel(&self, at: usize) -> Option<[u8; 4]> {
        self.marks[at].map(|mark| MARKS[mark].0)
    }

    /// What the marks mean that there are.
    pub(crate) fn legend(&self) -> Legend {
        let named = |(mark, (color, name)): (usize, &([u8; 4], &str))| {
            let is_there = self.marks.contains(&Some(mark));
            is_there.then(|| ((*name).to_owned(), Swatch::Area(color.map(|channel| f32::from(channel) / 255.0))))
        };
        MARKS.iter().enumerate().filter_map(named).collect()
    }
}

/// Nodes at either side of a rise that the slopes there do not explain; `planes` are f, fx and fy.
fn jumps(planes: &[Vec<f64>], grid: &Grid) -> Vec<bool> {
    let [f, fx, fy] = [&planes[0], &planes[1], &planes[2]];
    let finite = || f.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let [width, height] = grid.domain.size();
    let steps = [width / (grid.nx.max(2) - 1) as f64, height / (grid.ny.max(2) - 1) as f64];
    let is_jump = |a: usize, b: usize, slope: &[f64], step: f64| {
        let (rise, expected) = (f[b] - f[a], 0.5 * step * (slope[a] + slope[b]));
        // NaN compares with nothing; an upright slope explains any rise.
        rise.abs() > LEAST_JUMP * (high - low)
            && expected.is_finite()
            && (rise - expected).abs() > UNEXPLAINED * rise.abs()
    };
    let mut jumps = vec![false; f.len()];
    for at in 0..f.len() {
        let beside = [
            (at % grid.nx + 1 < grid.nx).then(|| (at + 1, fx, steps[0])),
            (at + grid.nx < f.len()).then(|| (at + grid.nx, fy, steps[1])),
        ];
        for (next, slope, step) in beside.into_iter().flatten() {
            if is_jump(at, next, slope, step) {
                (jumps[at], jumps[next]) = (true, true);
            }
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
        jumps(&field.sample(&grid, Order::Gradient), &grid).into_iter().filter(|&jumps| jumps).count()
    }

    #[test]
    fn steps_and_poles_are_suspected_and_smooth_fields_and_kinks_are_not() {
        // A step at 0.05 lies between two columns of nodes, one along y between two rows.
        assert_eq!(count("if(x < 0.05, 0, 1)"), 2 * 41);
        assert_eq!(count("if(y < 0.05, x, x + 20)"), 2 * 101);
        assert_eq!(count("1/(x - 0.05)"), 2 * 41);
        for smooth in ["x^2 + y^2", "sin(3x)*cos(2y)", "abs(x - 0.05) + abs(y)", "exp(2x)", "sqrt(x)", "log(x + 6)"] {
            assert_eq!(count(smooth), 0, "{smooth}");
        }
    }
}
