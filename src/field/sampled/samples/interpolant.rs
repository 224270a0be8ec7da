//! The C¹ function through nodes, wherever these come from.

use super::bicubic::Patch;
use super::nodes::Node;
use crate::field::sampled::axis::Axis;

/// Nodes by column and row, and where they lie.
pub(crate) struct Interpolant<'a, N> {
    pub(crate) x: &'a Axis,
    pub(crate) y: &'a Axis,
    pub(crate) node: N,
}

impl<N: Fn(usize, usize) -> Node> Interpolant<'_, N> {
    /// f, ∂f/∂x and ∂f/∂y at a point, per unit of data; NaN outside of the extent and in missing values, but for a sample with no
    /// whole cell around it.
    pub(crate) fn value_and_gradient(&self, x: f64, y: f64) -> [f64; 3] {
        let p = self.indices(x, y);
        let sampled = match self.patch(p) {
            Some(patch) => patch.value_and_gradient(),
            None => self.lone_node(p),
        };
        let [f, fx, fy] = sampled;
        [f, fx * self.x.index_per_unit, fy * self.y.index_per_unit]
    }

    /// fxx, fxy and fyy, per unit of data squared; NaN outside of the extent and in missing values.
    pub(crate) fn hessian(&self, x: f64, y: f64) -> [f64; 3] {
        let [fxx, fxy, fyy] = self.patch(self.indices(x, y)).map_or([f64::NAN; 3], |patch| patch.hessian());
        let (x, y) = (self.x.index_per_unit, self.y.index_per_unit);
        [fxx * x * x, fxy * x * y, fyy * y * y]
    }

    fn indices(&self, x: f64, y: f64) -> [f64; 2] {
        [self.x.index_at(x), self.y.index_at(y)]
    }

    /// The patch at fractional indices, unless they are outside or in a missing value.
    fn patch(&self, p: [f64; 2]) -> Option<Patch> {
        let last = [self.x.last(), self.y.last()];
        if !(0..2).all(|axis| (0.0..=last[axis]).contains(&p[axis])) {
            return None;
        }
        let cell = [0, 1].map(|axis| p[axis].floor().min(last[axis] - 1.0));
        let t = [0, 1].map(|axis| p[axis] - cell[axis]);
        // A point on a border belongs to the cell before it too, which may be whole where this one is a missing value.
        let may_step_back = [0, 1].map(|axis| t[axis] == 0.0 && cell[axis] > 0.0);
        [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
            .into_iter()
            .filter(|back| (0..2).all(|axis| back[axis] == 0.0 || may_step_back[axis]))
            .find_map(|back| {
                let [column, row] = [0, 1].map(|axis| (cell[axis] - back[axis]) as usize);
                let corners = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(i, j)| (self.node)(column + i, row + j));
                Patch::new(corners, [t[0] + back[0], t[1] + back[1]])
            })
    }

    /// f and its slopes at a sample with no whole cell around it, NaN elsewhere.
    fn lone_node(&self, p: [f64; 2]) -> [f64; 3] {
        let inside = p[0] >= 0.0 && p[1] >= 0.0 && p[0] <= self.x.last() && p[1] <= self.y.last();
        if !inside || p.map(f64::fract) != [0.0, 0.0] {
            return [f64::NAN; 3];
        }
        let node = (self.node)(p[0] as usize, p[1] as usize);
        [node.f.into(), node.fx.into(), node.fy.into()]
    }
}
