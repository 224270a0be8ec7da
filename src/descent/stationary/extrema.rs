//! Extrema by values of f alone, for what Newton's method does not reach: cusps, kinks, and bowls smaller than a cell.

use crate::expr::{Order, Scratch};
use crate::field::Field;

/// A search downhill in ever shorter steps, which asks for f alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search {
    /// The lengths along x and y that steps are measured in.
    pub(crate) unit: [f64; 2],
    /// The first and the last length of a step, and how far it may come, in units.
    pub(crate) first: f64,
    pub(crate) last: f64,
    pub(crate) farthest: f64,
    /// Whether it climbs.
    pub(crate) ascends: bool,
}

/// Directions of a round: along the axes and diagonals, on which kinks of formulas lie, and as many between,
/// turned a little farther with each round.
const DIRECTIONS: usize = 16;

/// Rounds before it gives up: halving its steps down to rounding takes some fifty.
const MOST_ROUNDS: usize = 400;

impl Search {
    /// f, turned around where it climbs; infinite where there is none.
    fn depths<const N: usize>(&self, field: &Field, scratch: &mut Scratch, places: &[[f64; 2]; N]) -> [f64; N] {
        let mut values = [0.0; N];
        let [xs, ys] = [0, 1].map(|axis| places.map(|place| place[axis]));
        field.points(scratch, &xs, &ys, Order::Value, &mut [&mut values]);
        values.map(|f| match (f.is_nan(), self.ascends) {
            (true, _) => f64::INFINITY,
            (false, true) => -f,
            (false, false) => f,
        })
    }

    fn around(&self, [x, y]: [f64; 2], reach: f64, turn: f64) -> [[f64; 2]; DIRECTIONS] {
        const AXES: [[f64; 2]; 8] =
            [[-1.0, -1.0], [0.0, -1.0], [1.0, -1.0], [-1.0, 0.0], [1.0, 0.0], [-1.0, 1.0], [0.0, 1.0], [1.0, 1.0]];
        std::array::from_fn(|k| {
            let [i, j] = AXES[k % 8];
            let (sine, cosine) = if k < 8 { (0.0, 1.0) } else { turn.sin_cos() };
            let [i, j] = [cosine * i - sine * j, sine * i + cosine * j];
            [x + i * reach * self.unit[0], y + j * reach * self.unit[1]]
        })
    }

    /// Where it ends, and f there with its sign turned around where it climbs; nothing where it goes too far.
    pub(crate) fn run(&self, field: &Field, scratch: &mut Scratch, start: [f64; 2]) -> Option<([f64; 2], f64)> {
        let (mut point, mut reach, mut turn) = (start, self.first, 0.0);
        let [mut here] = self.depths(field, scratch, &[point]);
        // Along a narrow bent valley it would creep for ever.
        let mut rounds = 0;
        while reach > self.last && rounds < MOST_ROUNDS {
            rounds += 1;
            turn += 0.6;
            let places = self.around(point, reach, turn);
            let depths = self.depths(field, scratch, &places);
            let best = depths.into_iter().zip(places).min_by(|a, b| a.0.total_cmp(&b.0));
            match best {
                Some((lower, beside)) if lower < here => (here, point) = (lower, beside),
                _ => reach *= 0.5,
            }
            let [dx, dy] = [0, 1].map(|axis| (point[axis] - start[axis]) / self.unit[axis]);
            if dx.hypot(dy) > self.farthest {
                return None;
            }
        }
        (here.is_finite() && reach <= self.last).then_some((point, here))
    }

    /// Where the gradient's part along a kink vanishes, from a point on the kink to which values of f alone came: they leave
    /// the root of their rounding. It is the point itself where there is no kink or the way is long.
    pub(crate) fn along_kink(&self, field: &Field, scratch: &mut Scratch, point: [f64; 2]) -> [f64; 2] {
        const BESIDE: f64 = 1e-9;
        const LONGEST: f64 = 2.0;
        let mut places = self.around(point, BESIDE, 0.4).to_vec();
        places.push(point);
        let [xs, ys] = [0, 1].map(|axis| places.iter().map(|place| place[axis]).collect::<Vec<f64>>());
        let mut planes = vec![vec![0.0; places.len()]; 6];
        let mut outputs: Vec<&mut [f64]> = planes.iter_mut().map(Vec::as_mut_slice).collect();
        field.points(scratch, &xs, &ys, Order::Hessian, &mut outputs);
        let [ux, uy] = self.unit;
        let gradient = |at: usize| [planes[1][at] * ux, planes[2][at] * uy];
        let apart = |a: [f64; 2], b: [f64; 2]| [b[0] - a[0], b[1] - a[1]];
        let length = |[x, y]: [f64; 2]| x.hypot(y);
        let first = gradient(0);
        let Some(jump) = (1..DIRECTIONS)
            .map(|at| apart(first, gradient(at)))
            .max_by(|a, b| length(*a).total_cmp(&length(*b)))
            .filter(|jump| length(*jump) > 0.0 && length(*jump).is_finite())
        else {
            return point;
        };
        let [tx, ty] = [-jump[1] / length(jump), jump[0] / length(jump)];
        // Beside the kink, where the second derivatives are those of the pieces.
        let [xx, xy, yy] = [planes[3][0] * ux * ux, planes[4][0] * ux * uy, planes[5][0] * uy * uy];
        let curvature = xx * tx * tx + 2.0 * xy * tx * ty + yy * ty * ty;
        let step = -(first[0] * tx + first[1] * ty) / curvature;
        if step.abs() <= LONGEST { [point[0] + step * tx * ux, point[1] + step * ty * uy] } else { point }
    }

    /// Whether f is higher on all sides, `reach` away: at a plateau it is not.
    pub(crate) fn is_lowest(&self, field: &Field, scratch: &mut Scratch, point: [f64; 2], reach: f64) -> bool {
        let [here] = self.depths(field, scratch, &[point]);
        here.is_finite() && self.depths(field, scratch, &self.around(point, reach, 0.4)).iter().all(|&it| it > here)
    }
}

/// The nodes of rows of `nx` values whose value is the least of their neighbourhood, or the greatest (`true`): of equal ones
/// beside each other, the first.
pub(super) fn extremal_nodes(values: &[f64], nx: usize) -> Vec<(usize, bool)> {
    let ny = values.len() / nx.max(1);
    let is_extremal = |index: usize, sign: f64| {
        let (column, row) = (index % nx, index / nx);
        let (columns, rows) =
            (column.saturating_sub(1)..=(column + 1).min(nx - 1), row.saturating_sub(1)..=(row + 1).min(ny - 1));
        let mut rises = false;
        for other in rows.flat_map(|row| columns.clone().map(move |column| row * nx + column)) {
            let rise = sign * (values[other] - values[index]);
            if rise < 0.0 || rise == 0.0 && other < index {
                return false;
            }
            rises |= rise > 0.0;
        }
        rises
    };
    let kind = |index: usize| {
        let found = [(1.0, false), (-1.0, true)].into_iter().find(|(sign, _)| is_extremal(index, *sign));
        found.map(|(_, ascends)| (index, ascends))
    };
    (0..values.len()).filter_map(kind).collect()
}
