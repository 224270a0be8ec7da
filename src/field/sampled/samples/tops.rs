//! How high and how low samples reach between them, as at a top that lies among four.

use rayon::prelude::*;

use super::Samples;
use super::bicubic::Patch;
use crate::field::Domain;

/// Places along a side of a cell that is looked at, and how often the way between them is halved about the highest.
const PLACES: usize = 8;
const HALVINGS: u32 = 10;
/// How much farther than its corners a cell of even samples may reach at most, of the range of all.
const BEYOND: f64 = 0.5;

impl Samples {
    /// A range with what lies beyond it between the samples of a part of the plane.
    pub(crate) fn with_tops(&self, part: Domain, [low, high]: [f64; 2]) -> [f64; 2] {
        let columns = self.x.part(part.x);
        let rows = self.y.part(part.y);
        let ends = |first: f64, last: f64| [first.min(last), first.max(last)];
        let across = ends(self.x.index_at(part.x[0]), self.x.index_at(part.x[1]));
        let up = ends(self.y.index_at(part.y[0]), self.y.index_at(part.y[1]));
        // The part of a cell that is in it, 0 to 1.
        let within =
            |[first, last]: [f64; 2], cell: usize| [first, last].map(|place| (place - cell as f64).clamp(0.0, 1.0));
        let interpolant = self.interpolant();
        let (values, nx) = (self.values(), self.x.count);
        let reach = if self.is_even() { BEYOND * (high - low) } else { f64::INFINITY };
        let is_near = |column: usize, row: usize| {
            let corners = [0, 1].map(|up| [0, 1].map(|along| values.get((row + up) * nx + column + along)));
            let near = |value: &f64| *value > high - reach || *value < low + reach;
            corners.as_flattened().iter().any(|value| value.is_none_or(near))
        };
        let of_row = |row: usize| {
            let y = within(up, row);
            let cells = columns.clone().filter(|&column| column + 1 < nx && is_near(column, row));
            cells.fold([low, high], |[low, high], column| {
                let Some(patch) = interpolant.patch([column, row], [0.5; 2]) else { return [low, high] };
                let [least, most] = patch.bounds();
                let x = within(across, column);
                let beyond = |sign: f64| sign * farthest(&patch, sign, x, y);
                [
                    if least < low { low.min(beyond(-1.0)) } else { low },
                    if most > high { high.max(beyond(1.0)) } else { high },
                ]
            })
        };
        let rows: Vec<usize> = rows.filter(|row| row + 1 < self.y.count).collect();
        let wider = |[a, b]: [f64; 2], [c, d]: [f64; 2]| [a.min(c), b.max(d)];
        rows.into_par_iter().map(of_row).reduce(|| [low, high], wider)
    }
}

/// The highest value of a part of a cell, or the lowest of the other sign.
fn farthest(patch: &Patch, sign: f64, x: [f64; 2], y: [f64; 2]) -> f64 {
    let place = |[first, last]: [f64; 2], at: usize| first + (last - first) * at as f64 / PLACES as f64;
    let value = |t: [f64; 2]| sign * patch.at(t);
    let higher = |best: (f64, [f64; 2]), t: [f64; 2]| {
        let found = value(t);
        if found > best.0 { (found, t) } else { best }
    };
    let places = (0..=PLACES).flat_map(|row| (0..=PLACES).map(move |column| [place(x, column), place(y, row)]));
    let mut best = places.fold((f64::NEG_INFINITY, [0.0; 2]), higher);
    let mut step = [x, y].map(|[first, last]| (last - first) / PLACES as f64);
    for _ in 0..HALVINGS {
        step = step.map(|step| 0.5 * step);
        let [column, row] = best.1;
        let beside = |at: f64, step: f64, [first, last]: [f64; 2]| {
            [-1.0, 0.0, 1.0].map(|side| (at + side * step).clamp(first, last))
        };
        let (columns, rows) = (beside(column, step[0], x), beside(row, step[1], y));
        let around = rows.into_iter().flat_map(|row| columns.map(|column| [column, row]));
        best = around.fold(best, higher);
    }
    best.0
}
