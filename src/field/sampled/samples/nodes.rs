//! Nodes of the interpolant: samples with their derivatives, by finite differences that stop at edges and missing values.

use rayon::prelude::*;

/// The largest magnitude of a sample; what is beyond is a missing value.
///
/// f32 reaches 3.4e38, and no second difference of such samples overflows it. The usual no-data values of rasters
/// (±1.8e308, ±3.4e38, 9.97e36) are beyond.
pub(crate) const LARGEST: f64 = 1e36;

/// A sample and its derivatives per index step (unit spacing), as the GPU takes them: one texel of RGBA f32.
///
/// f32 resolves an elevation of 3000 m to 0.2 mm; slopes are differences taken in f64 before they are rounded. A missing value
/// is NaN in all four.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Node {
    /// f.
    pub f: f32,
    /// ∂f/∂i, along a row.
    pub fx: f32,
    /// ∂f/∂j, along a column.
    pub fy: f32,
    /// ∂²f/∂i∂j.
    pub fxy: f32,
}

impl Node {
    /// No sample.
    pub(crate) const MISSING: Node = Node { f: f32::NAN, fx: f32::NAN, fy: f32::NAN, fxy: f32::NAN };

    /// A value with its derivatives ∂f/∂i, ∂f/∂j and ∂²f/∂i∂j; a missing value where there is no value.
    pub(crate) fn of(f: f64, [fx, fy, fxy]: [f64; 3]) -> Node {
        match is_sample(f) {
            true => Node { f: f as f32, fx: fx as f32, fy: fy as f32, fxy: fxy as f32 },
            false => Node::MISSING,
        }
    }

    /// The node so many columns and rows farther that lies on the tangent plane here.
    pub(crate) fn carried_on(self, columns: f32, rows: f32) -> Node {
        Node {
            f: self.f + columns * self.fx + rows * self.fy + columns * rows * self.fxy,
            fx: self.fx + rows * self.fxy,
            fy: self.fy + columns * self.fxy,
            fxy: self.fxy,
        }
    }

    /// Whether there is no sample here.
    pub fn is_hole(&self) -> bool {
        self.f.is_nan()
    }
}

/// Nodes of `values`, rows of `nx` along y. Works on all cores.
///
/// ∂²f/∂i∂j is the difference along x of ∂f/∂j. It belongs to the node, not to a cell, which is what makes
/// neighbouring patches meet with the same slopes.
pub(crate) fn nodes(mut values: Vec<f64>, nx: usize) -> Vec<Node> {
    values.par_iter_mut().filter(|value| !is_sample(**value)).for_each(|value| *value = f64::NAN);
    let ny = values.len() / nx;
    let mut nodes = vec![Node::MISSING; values.len()];
    let rows = nodes.par_chunks_mut(nx).zip(values.par_chunks(nx)).enumerate();
    rows.for_each_init(
        || vec![f64::NAN; nx],
        |slopes_y, (row, (nodes, samples))| {
            for (column, slope_y) in slopes_y.iter_mut().enumerate() {
                *slope_y = slope(row, ny, |row| values[row * nx + column]);
            }
            for (column, node) in nodes.iter_mut().enumerate().filter(|(column, _)| is_sample(samples[*column])) {
                *node = Node {
                    f: samples[column] as f32,
                    fx: slope(column, nx, |column| samples[column]) as f32,
                    fy: slopes_y[column] as f32,
                    fxy: slope(column, nx, |column| slopes_y[column]) as f32,
                };
            }
        },
    );
    nodes
}

fn is_sample(value: f64) -> bool {
    value.abs() <= LARGEST
}

/// The slope at `index` of the samples `at(0..count)`, NaN at a missing value.
///
/// The central difference between two neighbours, else the one-sided difference of second order over the two samples
/// on the side that has them, else the difference to the one neighbour, else 0.
fn slope(index: usize, count: usize, at: impl Fn(usize) -> f64) -> f64 {
    let here = at(index);
    if here.is_nan() {
        return f64::NAN;
    }
    let rise = |offset: isize| {
        let neighbour = index.checked_add_signed(offset).filter(|&neighbour| neighbour < count)?;
        Some(at(neighbour) - here).filter(|rise| !rise.is_nan())
    };
    match (rise(-1), rise(1)) {
        (Some(before), Some(after)) => (after - before) / 2.0,
        (None, Some(after)) => one_sided(after, rise(2)),
        (Some(before), None) => -one_sided(before, rise(-2)),
        (None, None) => 0.0,
    }
}

/// (−3f₀ + 4f₁ − f₂)/2 from the rises f₁ − f₀ and f₂ − f₀, in which a constant cancels exactly.
fn one_sided(first: f64, second: Option<f64>) -> f64 {
    second.map_or(first, |second| 2.0 * first - second / 2.0)
}
