//! Triangles of a surface that a cusp's line crosses are cut along it, where f has the value that it has on the line: beside it,
//! as of |x − y|^0.1, what coordinates are rounded to changes f by more than a pixel.

use super::folds::SheetCorner;
use crate::expr::{Order, Scratch};
use crate::field::{Cusp, Field, Kind};

/// Parts of an edge that the line is sought in at a time, and how often that one is parted again.
const PARTS: usize = 16;
const ROUNDS: u32 = 13;
/// How near to the line a corner is on it, of what is farthest of a triangle.
const ON_LINE: f64 = 1e-10;
/// Fractions of an edge beside the line between which f comes nearer to its value there, and what is left at most of the way.
const NEAR: [f64; 2] = [1e-6, 1e-12];
const LEFT: f64 = 0.8;

/// The lines along which f may have cusps.
pub(super) struct CuspLines<'a> {
    field: &'a Field,
    lines: Vec<Cusp<'a>>,
    /// The first and last place of the domain along x and y.
    domain: [[f64; 2]; 2],
}

impl<'a> CuspLines<'a> {
    pub(super) fn of(field: &'a Field, domain: [[f64; 2]; 2]) -> CuspLines<'a> {
        let lines = match field.kind() {
            Kind::Formula(formula) => formula.cusps(),
            Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => Vec::new(),
        };
        CuspLines { field, lines, domain }
    }

    /// Coordinates of points, by their fractions of the domain.
    fn points<const N: usize>(&self, units: &[[f64; 2]; N]) -> [[f64; N]; 2] {
        [0, 1].map(|axis| {
            let [low, high] = self.domain[axis];
            units.map(|unit| low + (high - low) * unit[axis])
        })
    }

    /// f at points between two corners: that on the line where both lie on one.
    pub(super) fn values_between<const N: usize>(
        &self,
        scratch: &mut Scratch,
        ends: [&SheetCorner; 2],
        units: &[[f64; 2]; N],
    ) -> [f64; N] {
        let [xs, ys] = self.points(units);
        if let Some(line) = ends[0].cusp.filter(|_| ends[0].cusp == ends[1].cusp) {
            return self.lines[line].values(scratch, &xs, &ys);
        }
        let mut values = [0.0; N];
        self.field.points(scratch, &xs, &ys, Order::Value, &mut [&mut values]);
        values
    }

    /// The same triangles, in parts where a line goes through them.
    pub(super) fn split(
        &self,
        scratch: &mut Scratch,
        triangles: impl Iterator<Item = [SheetCorner; 3]>,
    ) -> Vec<[SheetCorner; 3]> {
        let mut triangles: Vec<[SheetCorner; 3]> = triangles.collect();
        for line in 0..self.lines.len() {
            triangles = triangles.into_iter().flat_map(|corners| self.split_at(scratch, line, corners)).collect();
        }
        triangles
    }

    fn split_at(&self, scratch: &mut Scratch, line: usize, mut corners: [SheetCorner; 3]) -> Vec<[SheetCorner; 3]> {
        let [xs, ys] = self.points(&corners.map(|corner| corner.unit));
        let mut sides = self.lines[line].sides(scratch, &xs, &ys);
        let farthest = sides.iter().fold(0.0, |most: f64, side| most.max(side.abs()));
        if !sides.iter().all(|side| side.is_finite()) || farthest == 0.0 {
            return vec![corners];
        }
        for at in 0..3 {
            let far = (0..3).find(|&other| sides[other].abs() == farthest).unwrap_or(0);
            if sides[at].abs() <= ON_LINE * farthest && !corners[at].is_end {
                sides[at] = 0.0;
                if let Some(f) = self.value_on(scratch, line, corners[at].unit, &[corners[far].unit]) {
                    corners[at] = SheetCorner { f, cusp: Some(line), ..corners[at] };
                }
            }
        }
        let is_crossed = |at: usize| sides[at] * sides[(at + 1) % 3] < 0.0;
        let mut crossings = [None; 3];
        for at in (0..3).filter(|&at| is_crossed(at)) {
            crossings[at] = self.crossing(scratch, line, [corners[at], corners[(at + 1) % 3]]);
            if crossings[at].is_none() {
                return vec![corners];
            }
        }
        let Some(first) = (0..3).find(|&at| crossings[at].is_some() && crossings[(at + 1) % 3].is_none()) else {
            return vec![corners];
        };
        // The edge before it is crossed, too, or its other end lies on the line.
        let [a, b, c] = [0, 1, 2].map(|step| corners[(first + step) % 3]);
        match (crossings[first], crossings[(first + 2) % 3]) {
            (Some(ab), Some(ca)) => vec![[a, ab, ca], [ab, b, c], [ab, c, ca]],
            (Some(ab), None) => vec![[a, ab, c], [ab, b, c]],
            _ => vec![corners],
        }
    }

    /// Where an edge crosses the line, in the same way from both ends.
    fn crossing(&self, scratch: &mut Scratch, line: usize, ends: [SheetCorner; 2]) -> Option<SheetCorner> {
        let [from, to] = if ends[0].unit <= ends[1].unit { ends } else { [ends[1], ends[0]] }.map(|end| end.unit);
        if ends[0].is_end && ends[1].is_end {
            return None;
        }
        let at = |fraction: f64| [0, 1].map(|axis| from[axis] + fraction * (to[axis] - from[axis]));
        let [[x], [y]] = self.points(&[from]);
        let [first] = self.lines[line].sides(scratch, &[x], &[y]);
        let [mut before, mut behind] = [0.0, 1.0];
        for _ in 0..ROUNDS {
            let fractions: [f64; PARTS - 1] =
                std::array::from_fn(|part| before + (behind - before) * (part + 1) as f64 / PARTS as f64);
            let [xs, ys] = self.points(&fractions.map(at));
            let sides = self.lines[line].sides(scratch, &xs, &ys);
            let beyond = sides.iter().position(|side| side * first <= 0.0);
            [before, behind] = match beyond {
                Some(0) => [before, fractions[0]],
                Some(part) => [fractions[part - 1], fractions[part]],
                None => [fractions[PARTS - 2], behind],
            };
        }
        let unit = at(behind);
        let f = self.value_on(scratch, line, unit, &[from, to])?;
        Some(SheetCorner { unit, f, is_end: false, cusp: Some(line) })
    }

    /// f at a place on the line, if that is where f comes to on the ways from there.
    fn value_on(&self, scratch: &mut Scratch, line: usize, unit: [f64; 2], ways: &[[f64; 2]]) -> Option<f64> {
        let [xs, ys] = self.points(&[unit]);
        let [value] = self.lines[line].values(scratch, &xs, &ys);
        let comes_to = |way: &[f64; 2]| {
            let beside = NEAR.map(|part| [0, 1].map(|axis| unit[axis] + part * (way[axis] - unit[axis])));
            let [xs, ys] = self.points(&beside);
            let mut near = [0.0; 2];
            self.field.points(scratch, &xs, &ys, Order::Value, &mut [&mut near]);
            let [far, near] = near.map(|f| (f - value).abs());
            near <= LEFT * far
        };
        (value.is_finite() && ways.iter().all(comes_to)).then_some(value)
    }
}
