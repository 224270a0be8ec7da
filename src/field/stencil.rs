//! Slopes by the stencils that maps of elevation are made with, beside those of the interpolant.

use super::Field;
use crate::expr::Order;

/// Which of the eight neighbours at a grid's spacing a slope is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stencil {
    /// All eight, those beside twice: Horn, "Hill shading and the reflectance map" (1981), which is smooth on rough ground.
    Horn,
    /// The four beside: Zevenbergen and Thorne, "Quantitative analysis of land surface topography" (1987). On the samples
    /// themselves it is the interpolant's slope, but beside a cliff.
    ZevenbergenThorne,
}

impl Stencil {
    /// ∂f/∂i and ∂f/∂j per step of rows of three, from the lowest j on.
    fn slopes(self, [below, here, above]: [[f64; 3]; 3]) -> [f64; 2] {
        match self {
            Stencil::Horn => {
                let side = |index: usize| below[index] + 2.0 * here[index] + above[index];
                let line = |line: [f64; 3]| line[0] + 2.0 * line[1] + line[2];
                [(side(2) - side(0)) / 8.0, (line(above) - line(below)) / 8.0]
            }
            Stencil::ZevenbergenThorne => [(here[2] - here[0]) / 2.0, (above[1] - below[1]) / 2.0],
        }
    }
}

impl Field {
    /// f, ∂f/∂x and ∂f/∂y at evenly spaced columns `xs` of the rows `ys`, of steps `step` along x and y, by a stencil of that
    /// spacing: planes of `ys.len()` rows. Slopes are NaN where any of the eight neighbours is missing, as `gdaldem` has it.
    pub fn sample_stencil(&self, stencil: Stencil, xs: &[f64], ys: &[f64], [dx, dy]: [f64; 2]) -> [Vec<f64>; 3] {
        let wider = |line: &[f64], step: f64| -> Vec<f64> {
            let ends = [line.first().map(|first| first - step), line.last().map(|last| last + step)];
            ends[0].into_iter().chain(line.iter().copied()).chain(ends[1]).collect()
        };
        let (columns, rows) = (wider(xs, dx), wider(ys, dy));
        let values = self.sample_rows(&columns, &rows, Order::Value).swap_remove(0);
        let width = columns.len();
        let mut planes = [(); 3].map(|()| Vec::with_capacity(xs.len() * ys.len()));
        for (row, column) in (0..ys.len()).flat_map(|row| (0..xs.len()).map(move |column| (row, column))) {
            let near = [0, 1, 2].map(|up| [0, 1, 2].map(|along| values[(row + up) * width + column + along]));
            let is_whole = near.iter().flatten().all(|value| value.is_finite());
            let [fx, fy] = if is_whole { stencil.slopes(near) } else { [f64::NAN; 2] };
            for (plane, value) in planes.iter_mut().zip([near[1][1], fx / dx, fy / dy]) {
                plane.push(value);
            }
        }
        planes
    }
}
