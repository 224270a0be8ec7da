//! A field of samples: a C¹ bicubic through a regular grid, and its own derivatives.
//!
//! shaders/samples.wgsl evaluates the same nodes in f32, step by step as it is done here.

mod bicubic;
mod interpolant;
mod nodes;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests;

pub(crate) use self::interpolant::Interpolant;
pub use self::nodes::Node;
pub(crate) use self::nodes::{LARGEST, nodes};

use super::axis::Axis;

/// Samples of a scalar field on a regular grid: rows are y, columns are x.
///
/// Between samples f is a bicubic Hermite patch per cell whose slopes at the nodes are finite differences: exact for
/// quadratics, of third order elsewhere. Samples that are NaN, infinite or beyond ±1e36 are missing values, and so are the
/// cells that touch one; no other cell sees them.
#[derive(Clone, Debug)]
pub struct Samples {
    x: Axis,
    y: Axis,
    nodes: Vec<Node>,
    rounding: f64,
}

/// Samples that make no field.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SamplesError {
    /// Fewer than two rows or columns.
    #[error("{ny} × {nx} samples (rows × columns) span no area; a field needs two rows and two columns at least")]
    Thin {
        /// Columns.
        nx: usize,
        /// Rows.
        ny: usize,
    },
    /// Not rows × columns values.
    #[error("{given} values do not fill {ny} rows of {nx}; give rows × columns values")]
    Length {
        /// Columns.
        nx: usize,
        /// Rows.
        ny: usize,
        /// How many values there are.
        given: usize,
    },
    /// The first and last coordinate are the same or not finite.
    #[error("the {axis} of the samples goes from {first} to {last}; give two ordinary numbers that differ")]
    Extent {
        /// `x` or `y`.
        axis: char,
        /// Coordinate of the first sample.
        first: f64,
        /// Coordinate of the last sample.
        last: f64,
    },
    /// No sample at all.
    #[error("every sample is a hole (NaN, infinite or beyond ±1e36); choose another array, or scale the values")]
    AllHoles,
}

/// The largest error of rounding to f32, relative to the range of the finite values.
fn rounding(values: &[f64]) -> f64 {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let error = finite().map(|value| (value - f64::from(value as f32)).abs()).fold(0.0, f64::max);
    if high > low { error / (high - low) } else { 0.0 }
}

impl Samples {
    /// The field through `values`, `ny` rows of `nx`, with the first and last sample of a row at `x` and those of a
    /// column at `y`. An extent may run backwards.
    pub fn new(values: Vec<f64>, nx: usize, ny: usize, x: [f64; 2], y: [f64; 2]) -> Result<Samples, SamplesError> {
        if nx < 2 || ny < 2 {
            return Err(SamplesError::Thin { nx, ny });
        }
        if nx.checked_mul(ny) != Some(values.len()) {
            return Err(SamplesError::Length { nx, ny, given: values.len() });
        }
        let (x, y) = (Axis::new('x', nx, x)?, Axis::new('y', ny, y)?);
        let rounding = rounding(&values);
        let nodes = nodes::nodes(values, nx);
        if nodes.iter().all(Node::is_hole) {
            return Err(SamplesError::AllHoles);
        }
        Ok(Samples { x, y, nodes, rounding })
    }

    /// The field through nodes whose slopes are known.
    pub(crate) fn from_nodes(
        nodes: Vec<Node>,
        nx: usize,
        ny: usize,
        x: [f64; 2],
        y: [f64; 2],
    ) -> Result<Samples, SamplesError> {
        if nodes.iter().all(Node::is_hole) {
            return Err(SamplesError::AllHoles);
        }
        Ok(Samples { x: Axis::new('x', nx, x)?, y: Axis::new('y', ny, y)?, nodes, rounding: 0.0 })
    }

    /// Columns and rows.
    pub fn size(&self) -> [usize; 2] {
        [self.x.count, self.y.count]
    }

    /// The nodes, row by row.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// What the 32-bit nodes lose of the values at most, as a fraction of their range: near 1 for a small relief on a large
    /// offset.
    pub fn rounding(&self) -> f64 {
        self.rounding
    }

    /// First and last x, first and last y: where the samples end.
    pub fn domain(&self) -> ([f64; 2], [f64; 2]) {
        (self.x.extent, self.y.extent)
    }

    /// Slope (index steps per unit of x, signed) of the map from x to the fractional column, and the x that it maps to 0.
    pub fn index_map_x(&self) -> [f64; 2] {
        self.x.index_map()
    }

    /// Slope (index steps per unit of y, signed) of the map from y to the fractional row, and the y that it maps to 0.
    pub fn index_map_y(&self) -> [f64; 2] {
        self.y.index_map()
    }

    /// The fractional column of an x; exactly a column where they differ by no more than rounding.
    pub fn index_at_x(&self, x: f64) -> f64 {
        self.x.index_at(x)
    }

    /// The fractional row of a y; exactly a row where they differ by no more than rounding.
    pub fn index_at_y(&self, y: f64) -> f64 {
        self.y.index_at(y)
    }

    /// f, ∂f/∂x and ∂f/∂y at a point, per unit of data; NaN outside of the extent and in missing values.
    ///
    /// A sample has its value even where all cells around it are missing values.
    pub fn value_and_gradient(&self, x: f64, y: f64) -> [f64; 3] {
        self.interpolant().value_and_gradient(x, y)
    }

    /// fxx, fxy and fyy of the same interpolant, per unit of data squared; NaN outside of the extent and in missing values.
    ///
    /// They jump from cell to cell; on a border they are those of the cell after it.
    pub fn hessian(&self, x: f64, y: f64) -> [f64; 3] {
        self.interpolant().hessian(x, y)
    }

    fn interpolant(&self) -> Interpolant<'_, impl Fn(usize, usize) -> Node> {
        Interpolant { x: &self.x, y: &self.y, node: |column, row| self.nodes[row * self.x.count + column] }
    }
}
