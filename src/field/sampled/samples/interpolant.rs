//! The C¹ function through nodes, wherever these come from.

use super::bicubic::Patch;
use super::nodes::Corner;
use crate::expr::Order;
use crate::field::sampled::axis::Axis;

/// Nodes by column and row, and where they lie.
pub(crate) struct Interpolant<'a, N> {
    pub(crate) x: &'a Axis,
    pub(crate) y: &'a Axis,
    pub(crate) node: N,
}

impl<N: Fn(usize, usize) -> Corner> Interpolant<'_, N> {
    /// f, ∂f/∂x and ∂f/∂y at a point, per unit of data; NaN outside of the extent and in missing values, but for a sample with no
    /// whole cell around it.
    pub(crate) fn value_and_gradient(&self, x: f64, y: f64) -> [f64; 3] {
        let p = self.indices(x, y);
        let sampled = match self.patches(p).next() {
            Some((_, patch)) => patch.value_and_gradient(),
            None => self.lone_node(p),
        };
        let [f, fx, fy] = sampled;
        [f, fx * self.x.index_per_unit, fy * self.y.index_per_unit]
    }

    /// f, ∂f/∂x and ∂f/∂y, and if `order` says so fxx, fxy and fyy, per unit of data; NaN outside of the extent and in missing
    /// values.
    ///
    /// fxx jumps where columns meet and fyy where rows do: there each is the mean of both sides.
    pub(crate) fn at(&self, x: f64, y: f64, order: Order) -> [f64; 6] {
        if order != Order::Hessian {
            let [f, fx, fy] = self.value_and_gradient(x, y);
            return [f, fx, fy, f64::NAN, f64::NAN, f64::NAN];
        }
        let p = self.indices(x, y);
        let (mut fxx, mut fxy, mut fyy) = ([f64::NAN; 2], f64::NAN, [f64::NAN; 2]);
        let mut sampled = None;
        for (back, patch) in self.patches(p) {
            sampled.get_or_insert_with(|| patch.value_and_gradient());
            let [xx, xy, yy] = patch.hessian();
            (fxx[back[0]], fxy, fyy[back[1]]) = (xx, xy, yy);
        }
        let [f, fx, fy] = sampled.unwrap_or_else(|| self.lone_node(p));
        let mean = |sides: [f64; 2]| match sides {
            [a, b] if b.is_nan() => a,
            [a, b] if a.is_nan() => b,
            [a, b] => 0.5 * (a + b),
        };
        let (fxx, fyy) = (mean(fxx), mean(fyy));
        let (x, y) = (self.x.index_per_unit, self.y.index_per_unit);
        [f, fx * x, fy * y, fxx * x * x, fxy * x * y, fyy * y * y]
    }

    /// Whether the gradient is 0 nowhere in a cell, as far as that is told, or the cell is not whole.
    pub(crate) fn is_sloped(&self, column: usize, row: usize) -> bool {
        self.patch([column, row], [0.0; 2]).is_none_or(|patch| patch.is_sloped())
    }

    /// A whole cell, and a point in it.
    pub(super) fn patch(&self, [column, row]: [usize; 2], t: [f64; 2]) -> Option<Patch> {
        let corners = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(i, j)| (self.node)(column + i, row + j));
        Patch::new(corners, t, [self.x.width(column), self.y.width(row)])
    }

    fn indices(&self, x: f64, y: f64) -> [f64; 2] {
        [self.x.index_at(x), self.y.index_at(y)]
    }

    /// The whole cells at fractional indices, each with how far before the point's own it lies: none outside or in a
    /// missing value, several on a border.
    fn patches(&self, p: [f64; 2]) -> impl Iterator<Item = ([usize; 2], Patch)> + '_ {
        let last = [self.x.last(), self.y.last()];
        let is_inside = (0..2).all(|axis| (0.0..=last[axis]).contains(&p[axis]));
        let cell = [0, 1].map(|axis| p[axis].floor().min(last[axis] - 1.0));
        let t = [0, 1].map(|axis| p[axis] - cell[axis]);
        let may_step_back = [0, 1].map(|axis| t[axis] == 0.0 && cell[axis] > 0.0);
        [[0, 0], [1, 0], [0, 1], [1, 1]]
            .into_iter()
            .filter(move |back| is_inside && (0..2).all(|axis| back[axis] == 0 || may_step_back[axis]))
            .filter_map(move |back| {
                let place = [0, 1].map(|axis| cell[axis] as usize - back[axis]);
                let t = [t[0] + back[0] as f64, t[1] + back[1] as f64];
                self.patch(place, t).map(|patch| (back, patch))
            })
    }

    /// f and its slopes at a sample with no whole cell around it, NaN elsewhere.
    fn lone_node(&self, p: [f64; 2]) -> [f64; 3] {
        let inside = p[0] >= 0.0 && p[1] >= 0.0 && p[0] <= self.x.last() && p[1] <= self.y.last();
        if !inside || p.map(f64::fract) != [0.0, 0.0] {
            return [f64::NAN; 3];
        }
        let node = (self.node)(p[0] as usize, p[1] as usize);
        [node.f, node.fx, node.fy]
    }
}
