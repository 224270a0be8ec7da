//! Edges of a triangle: where the sheet ends on them.

use super::{Corner, Sheet, Triangle};
use crate::expr::Scratch;
use crate::field::{Break, Domain, Kind, LEAST_JUMP, Place, Way};
use crate::render::data::sheet::folds::SheetCorner;

/// How far f bends by its slopes between two points beyond the box, of how far these are beyond it, if it may come back between.
const BENT: f64 = 0.05;

/// What is left of an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Edge {
    Whole,
    /// Neither end is part of the sheet.
    Outside,
    /// Where the sheet ends that begins at the first end, and where that one begins that ends at the second.
    Cut([Option<SheetCorner>; 2]),
    /// Where the sheet goes through the box, from one end above it to one below or back, with a place between.
    Across([SheetCorner; 3]),
    /// It is cut more than once.
    Torn,
}

/// Where breaks are looked for between two points of the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    /// Nowhere: f is surely continuous.
    Nowhere,
    /// Where slopes at both do not tell how far f rises.
    BySlopes,
    /// Everywhere: a part of the sheet that is narrower than the edge is seen by no slopes.
    Everywhere,
}

impl Sheet<'_> {
    /// How far the rise of f from one point to another is off what slopes at both tell, and how far f bends between by them.
    fn off_slopes(&self, from: &Corner, to: &Corner) -> [f64; 2] {
        let (a, b) = (self.point(from.unit), self.point(to.unit));
        let along = |corner: &Corner| (0..2).map(|axis| corner.slope[axis] * (b[axis] - a[axis])).sum::<f64>();
        let (first, last) = (along(from), along(to));
        [(to.f - from.f - 0.5 * (first + last)).abs(), 0.125 * (last - first).abs()]
    }

    /// Whether the slopes at both ends do not tell how far f rises from one to the other.
    fn may_jump(&self, from: &Corner, to: &Corner) -> bool {
        // Slopes that lead up to a pole from both sides may tell the rise by chance.
        let [unexplained, bend] = self.off_slopes(from, to);
        // A slope that is not finite tells nothing.
        unexplained.is_nan() || unexplained > 0.5 * self.least() || bend > self.least()
    }

    /// Whether f may be within the box between two points where it is not.
    fn may_enter(&self, from: &Corner, to: &Corner) -> bool {
        let [low, high] = self.bounds;
        let beyond = |corner: &Corner| (corner.f - high).max(low - corner.f);
        let off = self.off_slopes(from, to).into_iter().fold(0.0, |a: f64, b| if b.is_nan() { b } else { a.max(b) });
        // NaN is none of them.
        let stays = (from.f > high) == (to.f > high) && off <= BENT * beyond(from).min(beyond(to));
        !(stays && off.is_finite())
    }

    fn least(&self) -> f64 {
        LEAST_JUMP * (self.bounds[1] - self.bounds[0])
    }

    /// An end of the sheet between two points of the domain.
    fn between(&self, [from, to]: [[f64; 2]; 2], place: Place) -> SheetCorner {
        let unit = [0, 1].map(|axis| from[axis] + place.fraction * (to[axis] - from[axis]));
        SheetCorner { unit, f: place.value, is_end: true, cusp: None }
    }

    /// What is left of the edges of a triangle.
    pub(super) fn edges(&self, scratch: &mut Scratch, triangle: &Triangle, may_tear: bool) -> [Edge; 3] {
        [0, 1, 2].map(|at| {
            let ends = [triangle.corners[at], triangle.corners[(at + 1) % 3]];
            let look = self.look(ends, triangle.may_break);
            self.edge(scratch, ends, triangle.middles[at], look, may_tear)
        })
    }

    /// Where breaks are looked for on an edge, in the same way for both triangles that have it: what is surely continuous in a cell is
    /// so on its edges.
    fn look(&self, ends: [Corner; 2], may_break: bool) -> Look {
        let [a, b] = ends.map(|end| self.point(end.unit));
        let part = Domain { x: [a[0], b[0]], y: [a[1], b[1]] };
        match self.field.kind() {
            Kind::Formula(_) if may_break && !self.field.is_whole(part.ascending()) => Look::Everywhere,
            Kind::Formula(_) => Look::Nowhere,
            _ => Look::BySlopes,
        }
    }

    /// What is left of an edge, in the same way for both triangles that have it.
    fn edge(&self, scratch: &mut Scratch, ends: [Corner; 2], middle: Corner, look: Look, may_tear: bool) -> Edge {
        if ends[0].unit <= ends[1].unit {
            return self.edge_upwards(scratch, ends, middle, look, may_tear);
        }
        match self.edge_upwards(scratch, [ends[1], ends[0]], middle, look, may_tear) {
            Edge::Cut([first, second]) => Edge::Cut([second, first]),
            Edge::Across([first, middle, last]) => Edge::Across([last, middle, first]),
            other => other,
        }
    }

    fn edge_upwards(
        &self,
        scratch: &mut Scratch,
        [first, last]: [Corner; 2],
        middle: Corner,
        look: Look,
        may_tear: bool,
    ) -> Edge {
        let mut cuts =
            [[first, middle], [middle, last]].into_iter().filter_map(|half| self.cut_half(scratch, half, look));
        let (cut, further) = (cuts.next(), cuts.next());
        match (cut, further) {
            (None, _) if self.is_inside(first.f) => Edge::Whole,
            (None, _) => Edge::Outside,
            (Some((cut, false)), None) => cut,
            _ if may_tear => Edge::Torn,
            (Some((Edge::Cut([None, Some(start)]), _)), Some((Edge::Cut([Some(end), None]), _))) => {
                Edge::Across([start, middle.on_sheet(), end])
            }
            (Some((cut, _)), further) => {
                let ends = |cut: Edge| if let Edge::Cut(ends) = cut { ends } else { [None; 2] };
                let [before, behind] = ends(cut);
                Edge::Cut([before, further.map_or(behind, |(further, _)| ends(further)[1])])
            }
        }
    }

    /// What is left of half an edge, and whether it is cut once more; nothing where the sheet is whole, or is not there.
    fn cut_half(&self, scratch: &mut Scratch, ends: [Corner; 2], look: Look) -> Option<(Edge, bool)> {
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
            let found = (rise > self.least() && look != Look::Nowhere)
                .then(|| way(ends[0], ends[1]).find_break(scratch, [value, place.value], self.least()))
                .flatten();
            // What is behind a jump is on another sheet.
            match found {
                Some(found) => (self.between(ends, found.before), true),
                None => (self.between(units, place), false),
            }
        };
        match (self.is_inside(a.f), self.is_inside(b.f)) {
            (false, false) if !self.may_enter(&a, &b) => None,
            (false, false) => {
                let found = way(a.unit, b.unit).find_between(scratch, [a.f, b.f], self.bounds);
                let middle = *found.first()?;
                let from = part(units, middle.fraction);
                let [first, last] = units.map(|to| {
                    let last = way(from, to).last_inside(scratch, middle.value, |f| self.is_inside(f));
                    self.between([from, to], last)
                });
                let middle = SheetCorner { unit: from, f: middle.value, is_end: false, cusp: None };
                Some((Edge::Across([first, middle, last]), found.len() > 1))
            }
            (true, false) => {
                let (place, is_broken) = end(units, a.f);
                Some((Edge::Cut([Some(place), None]), is_broken))
            }
            (false, true) => {
                let (place, is_broken) = end([b.unit, a.unit], b.f);
                Some((Edge::Cut([None, Some(place)]), is_broken))
            }
            (true, true) if look == Look::Nowhere => None,
            (true, true) if look == Look::BySlopes && !self.may_jump(&a, &b) => None,
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
                Some((Edge::Cut([Some(side(a, before)), Some(side(b, behind))]), is_torn))
            }
        }
    }
}
