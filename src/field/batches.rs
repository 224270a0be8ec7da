//! f and its derivatives at many points at once, one plane of values each: what grids, trajectories and pictures are made of.

use rayon::prelude::*;

use super::{Field, Grid, Kind};
use crate::expr::{Order, Scratch};

/// Planes are told apart by their place in a list; [`Field::evaluate`] and [`Field::sample_gradient`] name them.
#[doc(hidden)]
impl Field {
    /// f and its derivatives up to `order` at a point: f, then f by each variable, then the Hessian's upper triangle.
    ///
    /// NaN where the field has a missing value, and outside of a file's extent.
    pub fn at(&self, point: &[f64], order: Order) -> Vec<f64> {
        match &self.kind {
            Kind::Formula(formula) => formula.at(point, order),
            Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => {
                let (x, y) = (point.first().copied().unwrap_or(0.0), point.get(1).copied().unwrap_or(0.0));
                let mut values = vec![0.0; order.planes()];
                let mut planes: Vec<&mut [f64]> = values.chunks_mut(1).collect();
                self.points(&mut Scratch::default(), &[x], &[y], order, &mut planes);
                values
            }
        }
    }

    /// f and its derivatives up to `order` over a grid, one plane each in the order of [`Field::at`], rows along y.
    ///
    /// Works on all cores. The planes have `grid.len()` values each.
    pub fn sample(&self, grid: &Grid, order: Order) -> Vec<Vec<f64>> {
        self.sample_rows(&grid.xs(), &grid.ys(), order)
    }

    /// The same at the columns `xs` of the rows `ys`, which may be some of a grid's.
    pub fn sample_rows(&self, xs: &[f64], ys: &[f64], order: Order) -> Vec<Vec<f64>> {
        let mut sampled = vec![vec![0.0; xs.len() * ys.len()]; order.planes()];
        self.sample_rows_into(xs, ys, order, &mut sampled);
        sampled
    }

    /// The same into planes that are there already, which have `xs.len() * ys.len()` values each at least: where many bands
    /// are sampled, memory is asked for once.
    pub fn sample_rows_into(&self, xs: &[f64], ys: &[f64], order: Order, planes: &mut [Vec<f64>]) {
        let mut rows: Vec<Vec<&mut [f64]>> = ys.iter().map(|_| Vec::with_capacity(order.planes())).collect();
        for plane in planes {
            plane.chunks_mut(xs.len().max(1)).zip(&mut rows).for_each(|(line, row)| row.push(line));
        }
        if let Kind::Formula(formula) = &self.kind {
            return formula.grid(xs, ys, order, &mut rows);
        }
        rows.par_iter_mut().zip(ys).for_each_init(Scratch::default, |scratch, (row, &y)| {
            self.points(scratch, xs, &vec![y; xs.len()], order, row);
        });
    }

    /// f and its derivatives up to `order` at points of any number of coordinates, a slice for each coordinate, one plane each
    /// in the order of [`Field::at`]; where f is not finite the derivatives are NaN.
    ///
    /// The planes are as long as the slices; of a formula there may be fewer than the field has derivatives, the first ones.
    pub fn points_of(&self, scratch: &mut Scratch, coordinates: &[&[f64]], order: Order, planes: &mut [&mut [f64]]) {
        match (&self.kind, coordinates) {
            (Kind::Formula(formula), _) => formula.points_of(scratch, coordinates, order, planes),
            (_, [xs, ys, ..]) => self.points(scratch, xs, ys, order, planes),
            _ => planes.iter_mut().for_each(|plane| plane.fill(f64::NAN)),
        }
    }

    /// f and its derivatives up to `order` at the points `(xs[k], ys[k])`, one plane each in the order of [`Field::at`].
    ///
    /// The planes are as long as `xs` and `ys`. Where f is not finite the derivatives are NaN. The field is one of x and
    /// y ([`Field::checked_planar`]).
    pub fn points(&self, scratch: &mut Scratch, xs: &[f64], ys: &[f64], order: Order, planes: &mut [&mut [f64]]) {
        match &self.kind {
            Kind::Formula(formula) => formula.points(scratch, xs, ys, order, planes),
            Kind::Function(function) => function.points(xs, ys, order, planes),
            Kind::Samples(samples) => samples.points(xs, ys, order, planes),
            Kind::Raster(raster) => {
                let mut reader = raster.reader();
                for (index, (&x, &y)) in xs.iter().zip(ys).enumerate() {
                    let values = reader.at(x, y, order);
                    planes.iter_mut().zip(values).for_each(|(plane, value)| plane[index] = value);
                }
            }
        }
    }
}
