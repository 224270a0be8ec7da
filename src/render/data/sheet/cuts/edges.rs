//! Edges of a triangle: where the sheet ends on them, and what of the triangle is left between.

use super::{Corner, Sheet};
use crate::expr::Scratch;
use crate::field::{Break, LEAST_JUMP, Place, Way};
use crate::render::data::sheet::folds::SheetCorner;

/// What is left of an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Edge {
    Whole,
    /// Neither end is part of the sheet.
    Outside,
    /// Where the sheet ends that begins at the first end, and where that one begins that ends at the second.
    Cut([Option<SheetCorner>; 2]),
    /// It is cut more than once.
    Torn,
}

impl Sheet<'_> {
    /// Whether the slopes at both ends do not tell how far f rises from one to the other.
    fn may_jump(&self, from: &Corner, to: &Corner) -> bool {
        let (a, b) = (self.point(from.unit), self.point(to.unit));
        let along = |corner: &Corner| (0..2).map(|axis| corner.slope[axis] * (b[axis] - a[axis])).sum::<f64>();
        let (first, last) = (along(from), along(to));
        let unexplained = (to.f - from.f - 0.5 * (first + last)).abs();
        // Slopes that lead up to a pole from both sides may tell the rise by chance.
        let bend = 0.125 * (last - first).abs();
        // A slope that is not finite tells nothing.
        unexplained.is_nan() || unexplained > 0.5 * self.least() || bend > self.least()
    }

    fn least(&self) -> f64 {
        LEAST_JUMP * (self.bounds[1] - self.bounds[0])
    }

    /// An end of the sheet between two points of the domain.
    fn between(&self, [from, to]: [[f64; 2]; 2], place: Place) -> SheetCorner {
        let unit = [0, 1].map(|axis| from[axis] + place.fraction * (to[axis] - from[axis]));
        SheetCorner { unit, f: place.value, is_end: true, cusp: None }
    }

    /// What is left of an edge, in the same way for both triangles that have it.
    pub(super) fn edge(&self, scratch: &mut Scratch, ends: [Corner; 2], middle: Corner, may_tear: bool) -> Edge {
        if ends[0].unit <= ends[1].unit {
            return self.edge_upwards(scratch, ends, middle, may_tear);
        }
        match self.edge_upwards(scratch, [ends[1], ends[0]], middle, may_tear) {
            Edge::Cut([first, second]) => Edge::Cut([second, first]),
            other => other,
        }
    }

    fn edge_upwards(&self, scratch: &mut Scratch, [first, last]: [Corner; 2], middle: Corner, may_tear: bool) -> Edge {
        let mut cuts = [[first, middle], [middle, last]].into_iter().filter_map(|half| self.cut_half(scratch, half));
        let (cut, further) = (cuts.next(), cuts.next());
        match (cut, further) {
            (None, _) if self.is_inside(first.f) => Edge::Whole,
            (None, _) => Edge::Outside,
            (Some((cut, false)), None) => Edge::Cut(cut),
            _ if may_tear => Edge::Torn,
            (Some(([before, behind], _)), further) => {
                Edge::Cut([before, further.map_or(behind, |([_, behind], _)| behind)])
            }
        }
    }

    /// Where the sheet ends on half an edge and where it goes on, and whether it is cut once more before; nothing where it
    /// goes through, or is not there.
    fn cut_half(&self, scratch: &mut Scratch, ends: [Corner; 2]) -> Option<([Option<SheetCorner>; 2], bool)> {
        let [a, b] = ends;
        let units = [a.unit, b.unit];
        let way = |from: [f64; 2], to: [f64; 2]| Way { field: self.field, from: self.point(from), to: self.point(to) };
        let part = |units: [[f64; 2]; 2], fraction: f64| {
            [0, 1].map(|axis| units[0][axis] + fraction * (units[1][axis] - units[0][axis]))
        };
        let mut end = |units: [[f64; 2]; 2], value: f64| {
            let place = way(units[0], units[1]).last_inside(scratch, value, |f| self.is_inside(f));
            let ends = [units[0], part(units, place.fraction)];
            let rise = (place.value - value).abs();
            let found = (rise > self.least())
                .then(|| way(ends[0], ends[1]).find_break(scratch, [value, place.value], self.least()))
                .flatten();
            // What is behind a jump is on another sheet.
            match found {
                Some(found) => (self.between(ends, found.before), true),
                None => (self.between(units, place), false),
            }
        };
        match (self.is_inside(a.f), self.is_inside(b.f)) {
            (false, false) => None,
            (true, false) => {
                let (place, is_broken) = end(units, a.f);
                Some(([Some(place), None], is_broken))
            }
            (false, true) => {
                let (place, is_broken) = end([b.unit, a.unit], b.f);
                Some(([None, Some(place)], is_broken))
            }
            (true, true) if !self.may_jump(&a, &b) => None,
            (true, true) => {
                let Break { before, behind } = way(a.unit, b.unit).find_break(scratch, [a.f, b.f], self.least())?;
                // Of several breaks each end of the way has the one next to it.
                let mut beyond = |from: Corner, place: Place| {
                    let ends = [from.unit, part(units, place.fraction)];
                    let to = Corner { unit: ends[1], f: place.value, slope: from.slope };
                    if !self.is_inside(place.value) || !self.may_jump(&from, &to) {
                        return None;
                    }
                    let found = way(ends[0], ends[1]).find_break(scratch, [from.f, place.value], self.least())?;
                    let whole = if from.unit == a.unit { 0.0 } else { 1.0 };
                    Some(Place { fraction: whole + found.before.fraction * (place.fraction - whole), ..found.before })
                };
                let others = [beyond(a, before), beyond(b, behind)];
                let is_torn = others.iter().any(Option::is_some);
                let [before, behind] = [others[0].unwrap_or(before), others[1].unwrap_or(behind)];
                // Beside a pole the sheet ends where it leaves the box.
                let mut side = |from: Corner, place: Place| match self.is_inside(place.value) {
                    true => self.between(units, place),
                    false => {
                        let ends = [from.unit, part(units, place.fraction)];
                        let last = way(ends[0], ends[1]).last_inside(scratch, from.f, |f| self.is_inside(f));
                        self.between(ends, last)
                    }
                };
                Some(([Some(side(a, before)), Some(side(b, behind))], is_torn))
            }
        }
    }

    /// The parts of a triangle around those corners that are part of the sheet.
    pub(super) fn pieces(&self, corners: &[Corner; 3], edges: &[Edge; 3], triangles: &mut Vec<[SheetCorner; 3]>) {
        let is_there = corners.map(|corner| self.is_inside(corner.f));
        let vertex = corners.map(Corner::on_sheet);
        let is_whole = |at: usize| edges[at] == Edge::Whole;
        // The sheet's end on the edge that begins at a corner, and on the one that leads to it, as seen from the corner.
        let end = |corner: usize, at: usize| match edges[at] {
            Edge::Cut([first, second]) => {
                if at == corner {
                    first
                } else {
                    second
                }
            }
            _ => None,
        };
        let after = |corner: usize| end(corner, corner);
        let before = |corner: usize| end(corner, (corner + 2) % 3);
        let mut fan = |points: &[Option<SheetCorner>]| {
            let points: Vec<SheetCorner> = points.iter().copied().flatten().collect();
            for pair in points.get(1..).unwrap_or_default().windows(2) {
                triangles.push([points[0], pair[0], pair[1]]);
            }
        };
        match (0..3).filter(|&at| is_whole(at)).count() {
            3 => fan(&vertex.map(Some)),
            2 => {
                // A slit from the edge that is cut to the corner opposite.
                let cut = (0..3).find(|&at| !is_whole(at)).unwrap_or(0);
                let [a, b, c] = [cut, (cut + 1) % 3, (cut + 2) % 3];
                fan(&[Some(vertex[a]), after(a), Some(vertex[c])]);
                fan(&[before(b), Some(vertex[b]), Some(vertex[c])]);
            }
            count => {
                let mut is_done = [false; 3];
                if count == 1 {
                    let whole = (0..3).find(|&at| is_whole(at)).unwrap_or(0);
                    let next = (whole + 1) % 3;
                    fan(&[Some(vertex[whole]), Some(vertex[next]), after(next), before(whole)]);
                    (is_done[whole], is_done[next]) = (true, true);
                }
                // Where three parts meet, they do so in the middle.
                let meets = count == 0 && is_there == [true; 3];
                for corner in (0..3).filter(|&corner| is_there[corner] && !is_done[corner]) {
                    let ends = [after(corner), before(corner)];
                    let middle = ends[0].zip(ends[1]).filter(|_| meets).map(|(a, b)| {
                        let mean = |axis: usize| vertex.iter().map(|corner| corner.unit[axis]).sum::<f64>() / 3.0;
                        SheetCorner { unit: [mean(0), mean(1)], f: 0.5 * (a.f + b.f), is_end: true, cusp: None }
                    });
                    fan(&[Some(vertex[corner]), ends[0], middle, ends[1]]);
                }
            }
        }
    }
}
