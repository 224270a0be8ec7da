//! Nodes of a view in f64, whose coordinates need be no floats.

use rayon::prelude::*;

use crate::expr::Order;
use crate::field::{Domain, Field};

/// Rounding errors of f64 that values of f may have.
const NOISE: f64 = 32.0;

/// Nodes of a view with f and its derivatives.
pub(super) struct Lattice {
    columns: Line,
    rows: Line,
    pub(super) planes: Vec<Vec<f64>>,
}

/// Coordinates along an axis: from the first one on, the nearest floats, and what these leave out.
struct Line {
    step: f64,
    floats: Vec<f64>,
    rests: Vec<f64>,
}

/// A node: how far it is from the corner, f, fx, fy, fxx, fxy and fyy.
#[derive(Clone, Copy)]
pub(super) struct NodePoint {
    along: [f64; 2],
    pub(super) values: [f64; 6],
}

impl Line {
    fn new([first, last]: [f64; 2], count: usize) -> Line {
        let step = (last - first) / (count - 1) as f64;
        let place = |index: usize| {
            let along = index as f64 * step;
            let float = first + along;
            (float, along - (float - first))
        };
        let (floats, rests) = (0..count).map(place).unzip();
        Line { step, floats, rests }
    }
}

impl Lattice {
    pub(super) fn new(field: &Field, domain: Domain, [nx, ny]: [usize; 2]) -> Lattice {
        let (columns, rows) = (Line::new(domain.x, nx), Line::new(domain.y, ny));
        let planes = field.sample_rows(&columns.floats, &rows.floats, Order::Hessian);
        Lattice { columns, rows, planes }
    }

    pub(super) fn steps(&self) -> [f64; 2] {
        [self.columns.step, self.rows.step]
    }

    /// A node; where its coordinates are no floats, f is carried on from the nearest ones by its derivatives.
    pub(super) fn point(&self, column: usize, row: usize) -> NodePoint {
        let at = row * self.columns.floats.len() + column;
        let finite = |plane: usize| Some(self.planes[plane][at]).filter(|value| value.is_finite()).unwrap_or(0.0);
        let (f, [fx, fy, fxx, fxy, fyy]) = (self.planes[0][at], [1, 2, 3, 4, 5].map(finite));
        let (dx, dy) = (self.columns.rests[column], self.rows.rests[row]);
        NodePoint {
            along: [column as f64 * self.columns.step, row as f64 * self.rows.step],
            values: [f + fx * dx + fy * dy, fx + fxx * dx + fxy * dy, fy + fxy * dx + fyy * dy, fxx, fxy, fyy],
        }
    }

    /// Whether slopes tell all that values do, which are little more than noise about `offset` then: f rises from the
    /// middle to every node as the mean slope on the way says.
    pub(super) fn tells_rises(&self, offset: f64) -> bool {
        let (nx, ny) = (self.columns.floats.len(), self.rows.floats.len());
        let middle = self.point(nx / 2, ny / 2);
        let noise = NOISE * f64::EPSILON * offset.abs();
        let agrees = |index: usize| {
            let point = self.point(index % nx, index / nx);
            let off = point.values[0] - middle.values[0] - middle.rise_to(&point);
            // A missing value says nothing.
            off.is_nan() || off.abs() <= noise
        };
        offset != 0.0 && middle.values[0].is_finite() && (0..nx * ny).into_par_iter().all(agrees)
    }
}

impl NodePoint {
    /// f there less f here, by the mean of both slopes.
    pub(super) fn rise_to(&self, other: &NodePoint) -> f64 {
        let part =
            |axis: usize| (self.values[1 + axis] + other.values[1 + axis]) * (other.along[axis] - self.along[axis]);
        0.5 * (part(0) + part(1))
    }
}
