//! Where a function of the program jumps, goes to infinity or ends, by the cells between the nodes of a view. There is no
//! graph that would prove anything of it, so that it is asked where its values leave room for a jump.

use rayon::prelude::*;

use crate::expr::Scratch;
use crate::field::{Domain, Field, Grid, LEAST_JUMP, Way};

/// The percentiles of values, as fractions, between which their range is taken.
const USUAL: [f64; 2] = [0.02, 0.98];
/// The fraction of all ways between neighbours that is looked at; a function whose values leave room for more jumps is noise.
const MOST: f64 = 0.2;

/// The cells of a grid, and which of them f is not continuous in.
#[derive(Clone, Debug)]
pub struct Cells {
    domain: Domain,
    /// Along x and y.
    count: [usize; 2],
    is_broken: Vec<bool>,
}

/// What is between a node and the next one along a row or a column.
enum Between {
    Smooth,
    /// Values come to an end.
    End,
    /// Values leave room for a jump.
    Unclear,
}

impl Cells {
    /// The cells of a grid at whose nodes a function has these values; nothing where they are noise.
    pub(super) fn of(field: &Field, grid: &Grid, values: &[f64]) -> Option<Cells> {
        let [nx, ny] = [grid.nx, grid.ny];
        let least = LEAST_JUMP * usual_range(values)?;
        let (xs, ys) = (grid.xs(), grid.ys());
        let between = |&(at, step): &(usize, usize)| {
            let (place, count) = if step == 1 { (at % nx, nx) } else { (at / nx, ny) };
            let rise = |offset: isize| {
                let is_there = place.checked_add_signed(offset).is_some_and(|place| place + 1 < count);
                let first = at.checked_add_signed(offset * step as isize).filter(|_| is_there)?;
                Some(values[first + step] - values[first]).filter(|rise| rise.is_finite())
            };
            between([values[at], values[at + step]], rise, least)
        };
        let rows = (0..nx * ny).filter(|at| at % nx + 1 < nx).map(|at| (at, 1));
        let ways: Vec<(usize, usize)> = rows.chain((0..nx * (ny - 1)).map(|at| (at, nx))).collect();
        let kinds: Vec<Between> = ways.par_iter().map(between).collect();
        let unclear = kinds.iter().filter(|kind| matches!(kind, Between::Unclear)).count();
        if unclear as f64 > MOST * ways.len() as f64 {
            return None;
        }
        let breaks = |scratch: &mut Scratch, (&(at, step), kind): (&(usize, usize), &Between)| match kind {
            Between::Smooth => false,
            Between::End => true,
            Between::Unclear => {
                let [from, to] = [at, at + step].map(|at| [xs[at % nx], ys[at / nx]]);
                let ends = [values[at], values[at + step]];
                Way { field, from, to }.find_break(scratch, ends, least).is_some()
            }
        };
        let broken: Vec<bool> = ways.par_iter().zip(&kinds).map_init(Scratch::default, breaks).collect();
        let count = [nx - 1, ny - 1];
        let mut cells = Cells { domain: grid.domain, count, is_broken: vec![false; count[0] * count[1]] };
        for (&(at, step), _) in ways.iter().zip(broken).filter(|(_, is_broken)| *is_broken) {
            let (column, row) = (at % nx, at / nx);
            // Those at both sides of the way.
            let before = if step == 1 { [column, row.wrapping_sub(1)] } else { [column.wrapping_sub(1), row] };
            for [column, row] in [before, [column, row]] {
                if column < count[0] && row < count[1] {
                    cells.is_broken[row * count[0] + column] = true;
                }
            }
        }
        Some(cells)
    }

    /// Whether f is continuous in all of them.
    pub(super) fn are_whole(&self) -> bool {
        !self.is_broken.contains(&true)
    }

    /// Whether f is continuous in the cells from one column and row to others, as far as they are there.
    pub(super) fn are_whole_within(&self, columns: [isize; 2], rows: [isize; 2]) -> bool {
        let within =
            |[first, last]: [isize; 2], count: usize| first.max(0) as usize..((last + 1).max(0) as usize).min(count);
        let columns = within(columns, self.count[0]);
        within(rows, self.count[1])
            .all(|row| columns.clone().all(|column| !self.is_broken[row * self.count[0] + column]))
    }

    /// Whether f is continuous in a part of the domain, as far as its values at the nodes tell.
    pub fn is_whole(&self, part: Domain) -> bool {
        let along = |[first, last]: [f64; 2], ends: [f64; 2], count: usize| {
            let index =
                |at: f64| ((at - first) / (last - first) * count as f64).floor().clamp(-1.0, count as f64) as isize;
            let [a, b] = ends.map(index);
            [a.min(b), a.max(b)]
        };
        let columns = along(self.domain.x, part.x, self.count[0]);
        self.are_whole_within(columns, along(self.domain.y, part.y, self.count[1]))
    }
}

/// What is between two values, where `rise` tells how far f rises on ways so many before this one or behind it.
fn between([from, to]: [f64; 2], rise: impl Fn(isize) -> Option<f64>, least: f64) -> Between {
    if !from.is_finite() || !to.is_finite() {
        return if from.is_finite() || to.is_finite() { Between::End } else { Between::Smooth };
    }
    let own = to - from;
    let expected = match [rise(-2), rise(-1), rise(1), rise(2)] {
        [Some(a), Some(b), Some(c), Some(d)] => {
            // A pole may lie between slopes that are alike.
            if b * c < 0.0 && b.abs() > 2.0 * a.abs() && c.abs() > 2.0 * d.abs() {
                return Between::Unclear;
            }
            (4.0 * (b + c) - (a + d)) / 6.0
        }
        // At a border, by what is there.
        [Some(a), Some(b), Some(c), None] => b + (c - a) / 3.0,
        [None, Some(b), Some(c), Some(d)] => c + (b - d) / 3.0,
        [None, Some(b), Some(c), None] => 0.5 * (b + c),
        [Some(a), Some(b), ..] => onwards([a, b], [rise(-3), rise(-4)]),
        [.., Some(c), Some(d)] => onwards([d, c], [rise(3), rise(4)]),
        _ => return Between::Unclear,
    };
    // A way that rises as its neighbour does is none that jumps, whatever is beyond that.
    let is_alone = [rise(-1), rise(1)].into_iter().flatten().all(|beside| (own - beside).abs() > least);
    if is_alone && (own - expected).abs() > least { Between::Unclear } else { Between::Smooth }
}

/// The next rise after two, and after one or two before those where they are there.
fn onwards([a, b]: [f64; 2], [before, first]: [Option<f64>; 2]) -> f64 {
    match (before, first) {
        (Some(before), Some(first)) => 4.0 * (b + before) - 6.0 * a - first,
        (Some(before), None) => 3.0 * (b - a) + before,
        (None, _) => 2.0 * b - a,
    }
}

/// The range of most values; nothing where they are all one.
fn usual_range(values: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let [low, high] = USUAL.map(|fraction| sorted[(fraction * last as f64).round() as usize]);
    let range = if high > low { high - low } else { sorted[last] - sorted[0] };
    Some(range.max(f64::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::expr::Order;

    /// The cells of 160 × 120 nodes of a function over [−5, 5]², and how often it was called beside them.
    fn cells(f: impl Fn(f64, f64) -> f64 + Send + Sync + 'static) -> (Option<Cells>, usize) {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let field = Field::from_fn(move |x, y| {
            counted.fetch_add(1, Ordering::Relaxed);
            f(x, y)
        });
        let grid = Grid { nx: 160, ny: 120, domain: Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] } };
        let values = field.sample(&grid, Order::Value).swap_remove(0);
        let found = Cells::of(&field, &grid, &values);
        (found, calls.load(Ordering::Relaxed) - grid.len())
    }

    #[test]
    fn cells_are_broken_where_a_function_jumps_or_ends_and_only_there() {
        let step = cells(|x, y| if x * x + y * y < 4.0 { 1.0 } else { 0.0 }).0;
        let dome = cells(|x, y| (9.0 - x * x - y * y).sqrt()).0;
        let pole = cells(|x, _| 1.0 / ((x - 0.01) * (x - 0.01))).0;
        let part = |x: [f64; 2], y: [f64; 2]| Domain { x, y };
        for (found, broken, whole) in [
            (step, part([1.9, 2.1], [-0.1, 0.1]), part([-1.0, 1.0], [-1.0, 1.0])),
            (dome, part([2.9, 3.1], [-0.1, 0.1]), part([-2.0, 2.0], [-1.0, 2.0])),
            (pole, part([-0.1, 0.1], [1.0, 1.2]), part([0.2, 5.0], [-5.0, 5.0])),
        ] {
            let found = found.unwrap_or_else(|| panic!("this is no noise"));
            assert!(!found.is_whole(broken) && found.is_whole(whole), "{broken:?} {whole:?}");
        }
    }

    #[test]
    fn a_smooth_function_is_hardly_called_again() {
        let (waves, calls) = cells(|x, y| (2.0 * x).sin() * (3.0 * y).cos());
        assert!(waves.is_some_and(|cells| cells.are_whole()) && calls < 200, "{calls} calls");
        let (kink, calls) = cells(|x, y| (x - 0.01).abs() + y);
        assert!(kink.is_some_and(|cells| cells.are_whole()) && calls < 2 * 160 * 120, "{calls} calls");
    }
}
