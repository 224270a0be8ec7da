//! Nodes of the interpolant: samples with their derivatives, by finite differences that stop at edges and missing values.

use rayon::prelude::*;

use super::cliffs::Cliffs;
use crate::field::sampled::axis::Axis;

/// The largest magnitude of a sample; what is beyond is a missing value. No second difference of such samples overflows f64.
pub(crate) const LARGEST: f64 = 1e305;
/// Magnitudes that programs write for what is missing: the largest float of 32 bits, NetCDF's fill value, Surfer's blank, and how
/// these are written with fewer digits. The largest of 64 bits is beyond [`LARGEST`].
const STAND_INS: [f64; 4] = [3.402_823_466_385_288_6e38, 3.4e38, 9.969_209_968_386_869e36, 1.701_41e38];
/// How far off they may be, relative to themselves, where they were written with six digits.
const ROUNDED: f64 = 2e-6;

/// A sample and its derivatives per mean step, as the GPU takes them: one texel of RGBA f32.
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

/// The same in 64 bits, as the CPU takes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Corner {
    pub(crate) f: f64,
    pub(crate) fx: f64,
    pub(crate) fy: f64,
    pub(crate) fxy: f64,
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

    /// Whether there is no sample here.
    pub fn is_hole(&self) -> bool {
        self.f.is_nan()
    }
}

impl From<Node> for Corner {
    fn from(node: Node) -> Corner {
        Corner { f: node.f.into(), fx: node.fx.into(), fy: node.fy.into(), fxy: node.fxy.into() }
    }
}

impl Corner {
    /// No sample.
    pub(crate) const MISSING: Corner = Corner { f: f64::NAN, fx: f64::NAN, fy: f64::NAN, fxy: f64::NAN };

    /// Rounded for the GPU, with f less an offset, and all of it in units of `unit`.
    pub(crate) fn rounded(self, offset: f64, unit: f64) -> Node {
        let [f, fx, fy, fxy] = [self.f - offset, self.fx, self.fy, self.fxy].map(|value| (value / unit) as f32);
        Node { f, fx, fy, fxy }
    }

    /// The node so many columns and rows farther that lies on the tangent plane here.
    pub(crate) fn carried_on(self, columns: f64, rows: f64) -> Corner {
        Corner {
            f: self.f + columns * self.fx + rows * self.fy + columns * rows * self.fxy,
            fx: self.fx + rows * self.fxy,
            fy: self.fy + columns * self.fxy,
            fxy: self.fxy,
        }
    }

    /// Whether there is no sample here.
    pub(crate) fn is_hole(&self) -> bool {
        self.f.is_nan()
    }
}

/// Makes NaN of what is no sample.
pub(crate) fn leave_samples(values: &mut [f64]) {
    values.par_iter_mut().filter(|value| !is_sample(**value)).for_each(|value| *value = f64::NAN);
}

/// Samples in rows, and how they are spaced: nothing said is evenly.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) nx: usize,
    /// Places along x and y, where these are uneven.
    pub(crate) places: [Option<&'a [f64]>; 2],
    /// What f rises by at a cliff at least.
    pub(crate) cliff: f64,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(values: &'a [f64], x: &'a Axis, y: &'a Axis, cliff: f64) -> Rows<'a> {
        Rows { values, nx: x.count, places: [x.places(), y.places()], cliff }
    }

    fn ny(&self) -> usize {
        self.values.len() / self.nx
    }

    /// The slope along y, NaN where it is not known.
    fn slope_y(&self, column: usize, row: usize) -> f64 {
        let line = Line { count: self.ny(), places: self.places[1] };
        let samples = |row: usize| self.values[row * self.nx + column];
        line.slope(row, line.cliffs(row, self.cliff, samples), samples)
    }

    /// A node of a row, of its samples and their slopes along y.
    fn corner_of(&self, column: usize, samples: impl Fn(usize) -> f64, slopes_y: impl Fn(usize) -> f64) -> Corner {
        let line = Line { count: self.nx, places: self.places[0] };
        let or_level = |slope: f64| if slope.is_nan() { 0.0 } else { slope };
        let cliffs = line.cliffs(column, self.cliff, &samples);
        Corner {
            f: samples(column),
            fx: or_level(line.slope(column, cliffs, samples)),
            fy: or_level(slopes_y(column)),
            fxy: or_level(line.slope(column, cliffs, slopes_y)),
        }
    }

    /// One node.
    pub(crate) fn corner(&self, column: usize, row: usize) -> Corner {
        let samples = &self.values[row * self.nx..(row + 1) * self.nx];
        if samples[column].is_nan() {
            return Corner::MISSING;
        }
        self.corner_of(column, |column| samples[column], |column| self.slope_y(column, row))
    }

    /// All nodes, each as `make` has it. Works on all cores.
    ///
    /// ∂²f/∂i∂j is the difference along x of ∂f/∂j. It belongs to the node, not to a cell, which is what makes
    /// neighbouring patches meet with the same slopes.
    pub(crate) fn nodes<T: Send + Clone>(&self, missing: T, make: impl Fn(Corner) -> T + Sync) -> Vec<T> {
        let nx = self.nx;
        let mut nodes = vec![missing; self.values.len()];
        let rows = nodes.par_chunks_mut(nx).zip(self.values.par_chunks(nx)).enumerate();
        rows.for_each_init(
            || vec![f64::NAN; nx],
            |slopes_y, (row, (nodes, samples))| {
                for (column, slope_y) in slopes_y.iter_mut().enumerate() {
                    *slope_y = self.slope_y(column, row);
                }
                for (column, node) in nodes.iter_mut().enumerate().filter(|(column, _)| !samples[*column].is_nan()) {
                    *node = make(self.corner_of(column, |column| samples[column], |column| slopes_y[column]));
                }
            },
        );
        nodes
    }
}

/// Whether a number is a sample, rather than what stands for a missing one.
pub(crate) fn is_sample(value: f64) -> bool {
    /// The magnitude below which none stands for what is missing.
    const ORDINARY: f64 = 1e36;
    let size = value.abs();
    let is_stand_in = || STAND_INS.iter().any(|stand_in| (size / stand_in - 1.0).abs() < ROUNDED);
    size <= ORDINARY || size <= LARGEST && !is_stand_in()
}

/// How samples of a row or a column are spaced: nothing said is evenly.
#[derive(Clone, Copy)]
struct Line<'a> {
    count: usize,
    places: Option<&'a [f64]>,
}

impl Line<'_> {
    /// The cliffs about a sample.
    fn cliffs(&self, index: usize, least: f64, at: impl Fn(usize) -> f64) -> Cliffs {
        let width = |from: usize| self.places.map_or(1.0, |places| places[from + 1] - places[from]);
        Cliffs::about(index, self.count, least, |from| (at(from + 1) - at(from)) / width(from))
    }

    /// The slope at `index` of the samples `at(0..count)` per mean step, NaN at a missing value and at one without neighbours,
    /// which a node takes for level and its neighbours for unknown. What is beyond a cliff is no neighbour.
    ///
    /// That of the parabola through a sample and its two neighbours, or through it and the two samples on the side that has
    /// them, else the difference to the one neighbour. Between even samples it is the central difference.
    fn slope(&self, index: usize, cliffs: Cliffs, at: impl Fn(usize) -> f64) -> f64 {
        let here = at(index);
        if here.is_nan() {
            return f64::NAN;
        }
        let neighbour = |offset: isize| index.checked_add_signed(offset).filter(|&neighbour| neighbour < self.count);
        let rise = |offset: isize| {
            let there = neighbour(offset).filter(|_| !cliffs.lie_before(offset))?;
            Some(at(there) - here).filter(|rise| !rise.is_nan())
        };
        let (before, after) = (rise(-1), rise(1));
        let Some(places) = self.places else {
            return match (before, after) {
                (Some(before), Some(after)) => (after - before) / 2.0,
                (None, Some(after)) => one_sided(after, rise(2)),
                (Some(before), None) => -one_sided(before, rise(-2)),
                (None, None) => f64::NAN,
            };
        };
        // A distance, negative to what lies before, and the rise over it.
        let to = |offset: isize, rise: f64| neighbour(offset).map(|there| (places[there] - places[index], rise));
        let parabola = |a: Option<(f64, f64)>, b: Option<(f64, f64)>| match (a, b) {
            (Some((a, rise_a)), Some((b, rise_b))) => (rise_a * (b / a) - rise_b * (a / b)) / (b - a),
            (Some((distance, rise)), None) | (None, Some((distance, rise))) => rise / distance,
            (None, None) => f64::NAN,
        };
        match (before, after) {
            (Some(before), Some(after)) => parabola(to(-1, before), to(1, after)),
            (None, Some(after)) => parabola(to(1, after), rise(2).and_then(|rise| to(2, rise))),
            (Some(before), None) => parabola(to(-1, before), rise(-2).and_then(|rise| to(-2, rise))),
            (None, None) => f64::NAN,
        }
    }
}

/// (−3f₀ + 4f₁ − f₂)/2 from the rises f₁ − f₀ and f₂ − f₀, in which a constant cancels exactly.
fn one_sided(first: f64, second: Option<f64>) -> f64 {
    second.map_or(first, |second| 2.0 * first - second / 2.0)
}
