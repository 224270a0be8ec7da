//! Means of f about points, of waves however short.

use rayon::prelude::*;

use crate::expr::{Order, Scratch};
use crate::field::Field;

/// Columns and rows of two lattices of values: waves that fall in with one of them, so that their mean there is a peak that f has not,
/// do not fall in with the other. They have no line in common, as their diagonals would be.
const LATTICES: [[usize; 2]; 2] = [[31, 37], [28, 23]];
/// Where their first column and row are, of a cell of theirs: no ridge through the middle is met by chance.
const FIRST: [f64; 2] = [0.31, 0.77];
/// How often means that are not known better come nearer to those around them.
const PASSES: usize = 16;
/// How far beyond what two lattices differ by.
const DOUBT: f64 = 1.5;

/// The means of f over rectangles of a size about points of a lattice of so many columns, by rows, whose middles count most; nothing
/// where there is no point, and NaN where f has no value.
///
/// Of a wave that is half as long as the rectangle hardly anything is left. A mean is known as well as two lattices of values agree
/// about it and about those beside it; as far as they do not, it is what is around it.
pub(super) fn means(field: &Field, points: &[Option<[f64; 2]>], columns: usize, window: [f64; 2]) -> Vec<Option<f64>> {
    let lattices = LATTICES.map(Lattice::new);
    let found: Vec<Option<[f64; 2]>> = points
        .par_iter()
        .map_init(Scratch::default, |scratch, point| {
            point.map(|point| lattices.each_ref().map(|lattice| lattice.mean(scratch, field, point, window)))
        })
        .collect();
    let rows = points.len() / columns.max(1);
    let beside = |at: usize, [across, up]: [isize; 2]| {
        let column = (at % columns).checked_add_signed(across).filter(|&column| column < columns)?;
        let row = (at / columns).checked_add_signed(up).filter(|&row| row < rows)?;
        Some(row * columns + column)
    };
    let near = |at: usize| {
        let ways = (0..9).map(|k: isize| [k % 3 - 1, k / 3 - 1]);
        ways.filter_map(move |way| {
            Some((beside(at, way)?, way.map(|step| 2.0 - step.abs() as f64).iter().product::<f64>()))
        })
    };
    let first: Vec<Option<f64>> = found.iter().map(|found| found.map(|[a, b]| 0.5 * (a + b))).collect();
    let doubt = |at: usize| {
        let apart = near(at).filter_map(|(at, _)| found[at]).map(|[a, b]| (a - b).abs());
        DOUBT * apart.fold(0.0, f64::max)
    };
    let doubts: Vec<f64> = (0..points.len()).map(doubt).collect();
    let mut means = first.clone();
    for _ in 0..PASSES {
        let nearer = |at: usize| {
            let own = first[at].filter(|own| own.is_finite())?;
            let known = near(at).filter_map(|(at, weight)| Some((means[at].filter(|mean| mean.is_finite())?, weight)));
            let (sum, all) = known.fold((0.0, 0.0), |(sum, all), (mean, weight)| (sum + weight * mean, all + weight));
            Some((sum / all).clamp(own - doubts[at], own + doubts[at]))
        };
        means = (0..points.len()).map(|at| nearer(at).or(first[at])).collect();
    }
    means
}

/// Parts of a rectangle, from -1/2 to 1/2 of it, and how much they count.
struct Lattice {
    parts: Vec<[f64; 2]>,
    weights: Vec<f64>,
}

impl Lattice {
    fn new([columns, rows]: [usize; 2]) -> Lattice {
        let place = |at: usize, axis: usize| (at as f64 + FIRST[axis]) / [columns, rows][axis] as f64 - 0.5;
        let parts: Vec<[f64; 2]> =
            (0..columns * rows).map(|at| [place(at % columns, 0), place(at / columns, 1)]).collect();
        let weight =
            |part: &[f64; 2]| part.iter().map(|at| (0.5 + 0.5 * (std::f64::consts::TAU * at).cos()).powi(2)).product();
        Lattice { weights: parts.iter().map(weight).collect(), parts }
    }

    fn mean(&self, scratch: &mut Scratch, field: &Field, point: [f64; 2], window: [f64; 2]) -> f64 {
        let along = |axis: usize| -> Vec<f64> {
            self.parts.iter().map(|part| point[axis] + part[axis] * window[axis]).collect()
        };
        let mut values = vec![0.0; self.parts.len()];
        field.points(scratch, &along(0), &along(1), Order::Value, &mut [&mut values]);
        let held = self.weights.iter().zip(&values).filter(|(_, value)| value.is_finite());
        let (sum, all) = held.fold((0.0, 0.0), |(sum, all), (weight, value)| (sum + weight * value, all + weight));
        sum / all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wave_falls_in_with_both_lattices() {
        let lattices = LATTICES.map(Lattice::new);
        let mut most: f64 = 0.0;
        for at in 0..3000 {
            // Waves of a third of the window to a hundredth of it, in all directions, those along an axis among them.
            let size = std::f64::consts::TAU * (3.0 + 0.03 * f64::from(at)) / 0.3;
            let (sin, cos) = (if at % 4 == 0 { 0.0 } else { 2.4 * f64::from(at) }).sin_cos();
            let field = Field::parse(&format!("cos({}*(x - 1) + {}*(y - 2))*0.5 + x", size * cos, size * sin));
            let field = field.unwrap_or_else(|error| panic!("{error}"));
            let off = lattices
                .each_ref()
                .map(|lattice| (lattice.mean(&mut Scratch::default(), &field, [1.0, 2.0], [0.3; 2]) - 1.0).abs());
            most = most.max(off[0].min(off[1]));
        }
        assert!(most < 0.1, "{most}");
    }

    #[test]
    fn means_are_those_of_what_is_slow_however_short_the_waves_are() {
        for formula in [
            "sin(3*(x^2 + y^2)) + x*y/100",
            "sin(10*(x^2 + y^2)) - y/30",
            "sin(90*x*y) + x^2/900",
            "sin(1234*x)*cos(777*y)",
        ] {
            let slow = ["x*y/100", "-y/30", "x^2/900", "0"];
            let slow = slow[["sin(3", "sin(10", "sin(90", "sin(12"]
                .iter()
                .position(|start| formula.starts_with(start))
                .unwrap_or(0)];
            let [field, slow] =
                [formula, slow].map(|formula| Field::parse(formula).unwrap_or_else(|error| panic!("{error}")));
            const SIDE: usize = 31;
            /// Points at the border, about which there are fewer.
            const BORDER: usize = 3;
            let point = |at: usize| [at % SIDE, at / SIDE].map(|at| 4.0 + 16.0 * at as f64 / (SIDE - 1) as f64);
            let points: Vec<Option<[f64; 2]>> = (0..SIDE * SIDE).map(|at| Some(point(at))).collect();
            let found = means(&field, &points, SIDE, [1.3; 2]);
            let inner = |at: &usize| [at % SIDE, at / SIDE].iter().all(|at| (BORDER..SIDE - BORDER).contains(at));
            let off = (0..found.len()).filter(inner).map(|at| {
                let mean = found[at];
                let expected = slow.at(&point(at), Order::Value)[0];
                mean.map_or(f64::INFINITY, |mean| (mean - expected).abs())
            });
            let most = off.fold(0.0, f64::max);
            assert!(most < 0.04, "{formula}: {most}");
        }
    }
}
