//! A field of samples: a C¹ bicubic through a grid, and its own derivatives.
//!
//! shaders/samples.wgsl evaluates the same nodes in f32, step by step as it is done here.

mod bicubic;
mod cliffs;
mod interpolant;
mod nodes;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests;
#[cfg(feature = "gpu")]
mod tops;

pub(crate) use self::cliffs::SEEN;
pub(crate) use self::interpolant::Interpolant;
pub use self::nodes::Node;
pub(crate) use self::nodes::{Corner, LARGEST, Rows, is_sample, leave_samples};

use std::borrow::Cow;
use std::cell::Cell;

use super::axis::Axis;
use crate::expr::Order;
use crate::field::Domain;
use crate::field::view::unit_of;

/// Samples of a scalar field on a grid: rows are y, columns are x, evenly spaced or not.
///
/// They are held in 64 bits, eight bytes per sample, and evaluated so; what goes to the GPU is rounded to 32.
///
/// Between samples f is a bicubic Hermite patch per cell whose slopes at the nodes are finite differences: exact for
/// quadratics, of third order elsewhere. Beside a cliff, where f rises by many times what it does around, they are those of the
/// sample's own side, so that nothing overshoots. Samples that are NaN, infinite, beyond ±1e305 or one of the values that files write for
/// what is missing (±3.4e38, ±1.70141e38, ±9.96921e36) are missing values, and so are the cells that touch one; no other cell sees them.
#[derive(Clone, Debug)]
pub struct Samples {
    x: Axis,
    y: Axis,
    store: Store,
    rounding: f64,
    /// What the GPU's nodes leave out of f, and are divided by where 32-bit floats do not hold the rest.
    offset: f64,
    unit: f64,
    /// What f rises by at a cliff at least.
    cliff: f64,
}

/// What is held of samples.
#[derive(Clone, Debug)]
enum Store {
    /// Values; slopes are taken when they are needed.
    Values(Vec<f64>),
    /// Nodes whose slopes are known otherwise.
    Nodes(Vec<Node>),
}

/// Samples that make no field.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
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
    /// Coordinates that turn round, or that are none.
    #[error(
        "the {axis} of the samples neither ascend nor descend: {after} follows {before}; sort them, with the samples"
    )]
    Order {
        /// `x` or `y`.
        axis: char,
        /// A coordinate.
        before: f64,
        /// The next one.
        after: f64,
    },
    /// No sample at all.
    #[error(
        "every sample is missing (NaN, infinite, beyond ±1e305 or ±3.4e38, ±1.70141e38, ±9.96921e36, which stand for it); choose another array"
    )]
    AllHoles,
}

/// The least range of the samples, relative to the largest, that 32-bit floats divide finely enough.
const RELATIVE_RANGE: f64 = 1e-3;

/// What to leave out of f for the GPU, where samples change little about a large value, what to divide the rest by, and the
/// largest error that rounding to f32 makes then, relative to their range, which is given.
fn rounding(values: &[f64], [low, high]: [f64; 2]) -> [f64; 3] {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let offset = match high - low < RELATIVE_RANGE * low.abs().max(high.abs()) {
        true => low + 0.5 * (high - low),
        false => 0.0,
    };
    let unit = unit_of((low - offset).abs().max((high - offset).abs()));
    let error = |value: f64| {
        let held = (value - offset) / unit;
        (held - f64::from(held as f32)).abs()
    };
    let worst = finite().map(error).fold(0.0, f64::max);
    [offset, unit, if high > low { worst / ((high - low) / unit) } else { 0.0 }]
}

impl Samples {
    /// The field through `values`, `ny` rows of `nx`, with the first and last sample of a row at `x` and those of a
    /// column at `y`, evenly spaced. An extent may run backwards.
    ///
    /// # Errors
    /// Where the values are not as many, span no area, or are all missing.
    pub fn new(values: Vec<f64>, nx: usize, ny: usize, x: [f64; 2], y: [f64; 2]) -> Result<Samples, SamplesError> {
        checked(&values, nx, ny)?;
        Samples::on_axes(values, Axis::new('x', nx, x)?, Axis::new('y', ny, y)?)
    }

    /// The field through `values` at the columns `xs` of the rows `ys`, which ascend or descend and need not be evenly
    /// spaced: `ys.len()` rows of `xs.len()` values.
    ///
    /// ```
    /// use steepest::{Field, Samples};
    ///
    /// let (xs, ys) = ([1.0, 2.0, 4.0, 8.0], [0.0, 1.0, 3.0]);
    /// let values = ys.iter().flat_map(|y| xs.iter().map(move |x| x * x + y)).collect();
    /// let field = Field::from_samples("x² + y", Samples::through(values, &xs, &ys)?);
    /// assert_eq!(field.gradient(&[4.0, 1.0])?, [8.0, 1.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where coordinates turn round, or the values are not as many, span no area, or are all missing.
    pub fn through(values: Vec<f64>, xs: &[f64], ys: &[f64]) -> Result<Samples, SamplesError> {
        checked(&values, xs.len(), ys.len())?;
        Samples::on_axes(values, Axis::through('x', xs)?, Axis::through('y', ys)?)
    }

    fn on_axes(mut values: Vec<f64>, x: Axis, y: Axis) -> Result<Samples, SamplesError> {
        leave_samples(&mut values);
        if values.iter().all(|value| value.is_nan()) {
            return Err(SamplesError::AllHoles);
        }
        let finite = values.iter().copied().filter(|value| value.is_finite());
        let [low, high] = finite.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], f| [low.min(f), high.max(f)]);
        let [offset, unit, rounding] = rounding(&values, [low, high]);
        Ok(Samples { x, y, store: Store::Values(values), rounding, offset, unit, cliff: SEEN * (high - low) })
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
        let (x, y) = (Axis::new('x', nx, x)?, Axis::new('y', ny, y)?);
        Ok(Samples { x, y, store: Store::Nodes(nodes), rounding: 0.0, offset: 0.0, unit: 1.0, cliff: f64::INFINITY })
    }

    /// Columns and rows.
    pub fn size(&self) -> [usize; 2] {
        [self.x.count, self.y.count]
    }

    /// The nodes, row by row, as the GPU takes them: f is less [`Samples::offset`], slopes are per mean step, and all of it is
    /// divided by [`Samples::unit`].
    pub fn nodes(&self) -> Cow<'_, [Node]> {
        match &self.store {
            Store::Values(values) => {
                let rows = Rows::new(values, &self.x, &self.y, self.cliff);
                Cow::Owned(rows.nodes(Node::MISSING, |corner| corner.rounded(self.offset, self.unit)))
            }
            Store::Nodes(nodes) => Cow::Borrowed(nodes),
        }
    }

    /// What is left out of the nodes' f: other than 0 where samples change little about a large value.
    pub fn offset(&self) -> f64 {
        self.offset
    }

    /// What the nodes are divided by: other than 1 where 32-bit floats do not hold the largest sample.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// Places of columns and rows in mean steps from the first, where one of them is not evenly spaced.
    #[cfg(feature = "gpu")]
    pub(crate) fn places(&self) -> Option<[Vec<f64>; 2]> {
        let places = |axis: &Axis| match axis.places() {
            Some(places) => places.to_vec(),
            None => (0..axis.count).map(|index| index as f64).collect(),
        };
        (!self.is_even()).then(|| [places(&self.x), places(&self.y)])
    }

    /// Whether columns and rows are evenly spaced.
    pub fn is_even(&self) -> bool {
        self.x.places().is_none() && self.y.places().is_none()
    }

    /// The values, row by row from the first y on; NaN where one is missing. Nothing where only nodes are known.
    pub(crate) fn values(&self) -> &[f64] {
        match &self.store {
            Store::Values(values) => values,
            Store::Nodes(_) => &[],
        }
    }

    /// Whether no sample is missing that a part of the plane has to do with. Of a view nothing is missing but what its field
    /// has not.
    pub(crate) fn is_whole(&self, part: Domain) -> bool {
        let (columns, rows) = (self.x.part(part.x), self.y.part(part.y));
        let values = self.values();
        values.is_empty()
            || rows
                .into_iter()
                .all(|row| values[row * self.x.count..][columns.clone()].iter().all(|value| value.is_finite()))
    }

    /// Whether there is a cell in a part of the plane at no corner of which a sample is missing. Nothing else is drawn.
    #[cfg(feature = "gpu")]
    pub(crate) fn has_whole_cell(&self, part: Domain) -> bool {
        let (columns, rows) = (self.x.part(part.x), self.y.part(part.y));
        let values = self.values();
        let is_there = |column: usize, row: usize| values[row * self.x.count + column].is_finite();
        let is_whole = |column: usize, row: usize| {
            [(0, 0), (1, 0), (0, 1), (1, 1)].into_iter().all(|(right, up)| is_there(column + right, row + up))
        };
        let cells = |nodes: std::ops::Range<usize>| nodes.start..nodes.end.saturating_sub(1);
        values.is_empty() || cells(rows).any(|row| cells(columns.clone()).any(|column| is_whole(column, row)))
    }

    /// What the 32-bit nodes lose of the values at most, as a fraction of their range.
    pub fn rounding(&self) -> f64 {
        self.rounding
    }

    /// First and last x, first and last y: where the samples end.
    pub fn domain(&self) -> ([f64; 2], [f64; 2]) {
        (self.x.extent, self.y.extent)
    }

    /// Slope (mean steps per unit of x, signed) of the map from x to the place among columns, and the x that it maps to 0.
    pub fn index_map_x(&self) -> [f64; 2] {
        self.x.index_map()
    }

    /// Slope (mean steps per unit of y, signed) of the map from y to the place among rows, and the y that it maps to 0.
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
    /// They jump from cell to cell; on a border they are the mean of both sides.
    pub fn hessian(&self, x: f64, y: f64) -> [f64; 3] {
        let [_, _, _, second @ ..] = self.at(x, y, Order::Hessian);
        second
    }

    /// f and its derivatives as far as `order` says, NaN for the others.
    pub(crate) fn at(&self, x: f64, y: f64, order: Order) -> [f64; 6] {
        self.interpolant().at(x, y, order)
    }

    /// What `at` has at points, one plane each. The slopes of a node are taken once for all points in a row that lie beside it.
    pub(crate) fn points(&self, xs: &[f64], ys: &[f64], order: Order, planes: &mut [&mut [f64]]) {
        /// Columns and rows of nodes that are kept, each in the place of all that lie so many further on.
        const KEPT: usize = 8;
        let Interpolant { x, y, node } = self.interpolant();
        let kept = [const { Cell::new(None) }; KEPT * KEPT];
        let node = |column: usize, row: usize| {
            let place = &kept[row % KEPT * KEPT + column % KEPT];
            match place.get() {
                Some((of, corner)) if of == [column, row] => corner,
                _ => {
                    let corner = node(column, row);
                    place.set(Some(([column, row], corner)));
                    corner
                }
            }
        };
        let interpolant = Interpolant { x, y, node };
        for (index, (&x, &y)) in xs.iter().zip(ys).enumerate() {
            let values = interpolant.at(x, y, order);
            planes.iter_mut().zip(values).for_each(|(plane, value)| plane[index] = value);
        }
    }

    /// For places at columns `xs` of rows `ys`, row by row, whether the gradient is 0 nowhere in the cells that meet a place and
    /// those beside them, as far as that is told. Nothing where samples are uneven, or cells lie between the places.
    pub(crate) fn slopes_around(&self, xs: &[f64], ys: &[f64]) -> Option<Vec<bool>> {
        let around = |axis: &Axis, places: &[f64]| {
            let last = axis.count - 2;
            let at = |index: f64| (index.max(0.0) as usize).min(last);
            let indices: Vec<f64> = places.iter().map(|&place| axis.index_at(place)).collect();
            // What is just as far apart may be farther by rounding.
            let is_close = indices.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 1.001);
            let cells = |index: &f64| at((index - 1.5).floor())..=at((index + 1.0).floor());
            (is_close && axis.places().is_none()).then(|| indices.iter().map(cells).collect::<Vec<_>>())
        };
        let (columns, rows) = (around(&self.x, xs)?, around(&self.y, ys)?);
        let interpolant = self.interpolant();
        let width = self.x.count - 1;
        let is_sloped: Vec<bool> =
            (0..width * (self.y.count - 1)).map(|cell| interpolant.is_sloped(cell % width, cell / width)).collect();
        let places = rows.iter().flat_map(|rows| columns.iter().map(move |columns| (rows, columns)));
        let are_sloped = places.map(|(rows, columns)| {
            rows.clone().all(|row| is_sloped[row * width..][columns.clone()].iter().all(|is_sloped| *is_sloped))
        });
        Some(are_sloped.collect())
    }

    fn interpolant(&self) -> Interpolant<'_, impl Fn(usize, usize) -> Corner> {
        let node = |column, row| match &self.store {
            Store::Values(values) => Rows::new(values, &self.x, &self.y, self.cliff).corner(column, row),
            Store::Nodes(nodes) => nodes[row * self.x.count + column].into(),
        };
        Interpolant { x: &self.x, y: &self.y, node }
    }
}

/// Refuses values that are not rows × columns, or span no area.
fn checked(values: &[f64], nx: usize, ny: usize) -> Result<(), SamplesError> {
    if nx < 2 || ny < 2 {
        return Err(SamplesError::Thin { nx, ny });
    }
    match nx.checked_mul(ny) == Some(values.len()) {
        true => Ok(()),
        false => Err(SamplesError::Length { nx, ny, given: values.len() }),
    }
}
