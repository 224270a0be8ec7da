//! Triangles of a surface across which f bends within a pixel, as at a cusp and at a steep cliff: their edges have corners where f
//! leaves them, by the edge alone, so that both triangles at an edge agree, and shoulders and bottoms are as straight as f's.

use std::cell::Cell;

use super::cusps::CuspLines;
use crate::expr::Scratch;

/// Parts of an edge whose ends are looked at at a time, and how often parts are parted again: on a slope until it is as good as
/// upright, and about a top or a bottom until that is met.
const PARTS: usize = 16;
const DEEPEST: u32 = 6;
const UPRIGHT: u32 = 5;
/// Tops and bottoms of a piece of an edge that are met.
const MOST_TOPS: usize = 3;
/// What f rises by within a part, of what is seen at all, if it is parted again.
const STEEP: f64 = 8.0;
/// What f rises by within the least part, of what is seen at all, if it jumps.
const JUMP: f64 = 1.0;
/// What f rises by within the least part beside a top, of what is seen at all, if the top was not met.
const SEEN: f64 = 2.0;
/// Steps between values, of those that are seen, from which on they are many.
const MANY: usize = 4;
/// What a part of an edge is as good as upright within, of the domain: a fraction of a pixel.
const THIN: f64 = 2.5e-4;
/// How often a triangle is divided at the tops and bottoms of its edges.
const MOST_TURNS: u32 = 8;

/// A point of the sheet, by its fraction of the domain along x and y, and f there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SheetCorner {
    pub(super) unit: [f64; 2],
    pub(super) f: f64,
    /// Whether the sheet ends there; along its end nothing is divided.
    pub(super) is_end: bool,
    /// The line of a cusp that it lies on, if it does.
    pub(super) cusp: Option<usize>,
}

/// What triangles are divided by.
pub(super) struct Folds<'a> {
    /// f, and where it has cusps.
    pub(super) lines: &'a CuspLines<'a>,
    /// How far f may lie off the sheet, and the least and greatest f that is shown.
    pub(super) least: f64,
    pub(super) bounds: [f64; 2],
    /// Triangles at most.
    pub(super) most: usize,
    /// Whether f may jump beside them. Between two corners of a piece there may be a bit of what is behind a curved jump, which is
    /// no part of the edge.
    pub(super) may_jump: bool,
    /// Whether an edge was met that f leaves, to where it was not followed.
    pub(super) is_rough: Cell<bool>,
}

impl Folds<'_> {
    /// Divides triangles where f bends; nothing where they would be more than are wanted.
    pub(super) fn divide(
        &self,
        scratch: &mut Scratch,
        triangles: impl IntoIterator<Item = [SheetCorner; 3]>,
    ) -> Option<Vec<[SheetCorner; 3]>> {
        let parts = self.lines.split(scratch, triangles.into_iter());
        let mut pending: Vec<([SheetCorner; 3], u32)> = parts.into_iter().map(|corners| (corners, 0)).collect();
        let mut done = Vec::with_capacity(pending.len());
        while let Some((corners, turns)) = pending.pop() {
            let edges = [0, 1, 2].map(|at| self.edge(scratch, corners[at], corners[(at + 1) % 3]));
            // What rises on the way to a top is on one side of it.
            let beyond = |edge: &[SheetCorner], corner: &SheetCorner| {
                let (first, last) = (edge[0].f, edge[edge.len() - 1].f);
                (corner.f - first.max(last)).max(first.min(last) - corner.f)
            };
            let tops = edges
                .iter()
                .enumerate()
                .flat_map(|(at, edge)| edge.iter().map(move |corner| (at, *corner, beyond(edge, corner))));
            match tops.max_by(|a, b| a.2.total_cmp(&b.2)) {
                Some((at, middle, beyond)) if beyond > self.least && turns < MOST_TURNS => {
                    let [a, b, c] = [0, 1, 2].map(|step| corners[(at + step) % 3]);
                    pending.extend([([a, middle, c], turns + 1), ([middle, b, c], turns + 1)]);
                }
                _ => zip(&edges, &mut done),
            }
            if done.len() + pending.len() > self.most {
                return None;
            }
        }
        Some(done)
    }

    /// The corners along an edge, its ends among them: the same from both ends, in the other order.
    pub(super) fn edge(&self, scratch: &mut Scratch, first: SheetCorner, last: SheetCorner) -> Vec<SheetCorner> {
        if first.is_end && last.is_end {
            return vec![first, last];
        }
        let is_upwards = first.unit <= last.unit;
        let (from, to) = if is_upwards { (first, last) } else { (last, first) };
        let mut corners = vec![from];
        let is_one = self.corners_between(scratch, from, to, DEEPEST, &mut corners);
        // That f comes together at a cusp is known.
        if !is_one && self.may_jump && from.cusp.is_none() && to.cusp.is_none() {
            corners.truncate(1);
        }
        corners.push(to);
        thin_out(&mut corners);
        if !is_upwards {
            corners.reverse();
        }
        corners
    }

    /// Appends the corners between two points; whether f comes together between them.
    fn corners_between(
        &self,
        scratch: &mut Scratch,
        from: SheetCorner,
        to: SheetCorner,
        deeper: u32,
        corners: &mut Vec<SheetCorner>,
    ) -> bool {
        let fractions: [f64; PARTS - 1] = std::array::from_fn(|at| (at + 1) as f64 / PARTS as f64);
        let units = fractions.map(|part| [0, 1].map(|axis| from.unit[axis] + part * (to.unit[axis] - from.unit[axis])));
        let values = self.lines.values_between(scratch, [&from, &to], &units);
        let cusp = from.cusp.filter(|_| from.cusp == to.cusp);
        let mut places = [from; PARTS + 1];
        places[PARTS] = to;
        for (at, (unit, f)) in units.into_iter().zip(values).enumerate() {
            places[at + 1] = SheetCorner { unit, f, is_end: false, cusp };
        }
        let kept = kept(&places.map(|place| place.f), self.least);
        let turns = |at: usize| {
            at > 0 && at < PARTS && (places[at].f - places[at - 1].f) * (places[at + 1].f - places[at].f) < 0.0
        };
        // What turns more often is finer than the sheet, and has as many turns again in a part of it.
        let is_followed = (1..PARTS).filter(|&at| kept[at] && turns(at)).count() <= MOST_TOPS;
        // What rises by less may be a jump all the same.
        let steep = if self.may_jump { JUMP } else { STEEP };
        if !is_followed && self.is_scattered(&values) {
            self.is_rough.set(true);
        }
        let mut is_one = true;
        for at in 0..PARTS {
            if at > 0 && kept[at] {
                corners.push(places[at]);
            }
            let rise = places[at + 1].f - places[at].f;
            // Between neighbours f may leave the edge by what it rises, or on both sides of a top.
            let is_steep = rise.abs() > steep * self.least && deeper >= UPRIGHT;
            let is_bent =
                is_followed && kept[at] && kept[at + 1] && (is_steep || deeper > 0 && (turns(at) || turns(at + 1)));
            if is_bent && places[at].unit != places[at + 1].unit {
                is_one &= self.corners_between(scratch, places[at], places[at + 1], deeper - 1, corners);
            } else {
                if is_followed
                    && !self.may_jump
                    && deeper == 0
                    && (turns(at) || turns(at + 1))
                    && rise.abs() > SEEN * self.least
                {
                    self.is_rough.set(true);
                }
                is_one &= is_followed && (deeper >= UPRIGHT || rise.abs() <= JUMP * self.least);
            }
        }
        is_one
    }
}

impl Folds<'_> {
    /// Whether values are many: along a jump that an edge lies on there are those of both sides alone, and roundings choose.
    fn is_scattered(&self, values: &[f64; PARTS - 1]) -> bool {
        let mut sorted = values.map(|f| f.clamp(self.bounds[0], self.bounds[1]));
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.windows(2).filter(|pair| pair[1] - pair[0] > self.least).count() >= MANY
    }
}

/// Leaves out corners of an edge that its neighbours are as good as above and below of: a wall is as straight without them.
fn thin_out(corners: &mut Vec<SheetCorner>) {
    let is_between = |before: &SheetCorner, at: &SheetCorner, behind: &SheetCorner| {
        (0..2).all(|axis| (behind.unit[axis] - before.unit[axis]).abs() < THIN)
            && (at.f - before.f) * (behind.f - at.f) >= 0.0
    };
    let mut kept = 1;
    for at in 1..corners.len() {
        if corners.get(at + 1).is_none_or(|behind| !is_between(&corners[kept - 1], &corners[at], behind)) {
            corners[kept] = corners[at];
            kept += 1;
        }
    }
    corners.truncate(kept);
}

/// Which of even places are kept, so that lines between those that are lie within `least` of all of them (Douglas and Peucker,
/// 1973). What is not finite is none.
fn kept(values: &[f64; PARTS + 1], least: f64) -> [bool; PARTS + 1] {
    let mut kept = [false; PARTS + 1];
    (kept[0], kept[PARTS]) = (true, true);
    let mut pending = vec![[0, PARTS]];
    while let Some([first, last]) = pending.pop() {
        let off = |at: usize| {
            let part = (at - first) as f64 / (last - first) as f64;
            (values[at] - values[first] - part * (values[last] - values[first])).abs()
        };
        let farthest = (first + 1..last).filter(|&at| off(at) > least && off(at).is_finite());
        if let Some(at) = farthest.max_by(|&a, &b| off(a).total_cmp(&off(b))) {
            kept[at] = true;
            pending.extend([[first, at], [at, last]]);
        }
    }
    kept
}

/// Triangles between the corners along the edges of one, from its highest to its lowest: what is as high is joined.
fn zip(edges: &[Vec<SheetCorner>; 3], triangles: &mut Vec<[SheetCorner; 3]>) {
    let corner = |at: usize| edges[at][0];
    let by_height = |a: &usize, b: &usize| corner(*a).f.total_cmp(&corner(*b).f);
    let top = (0..3).max_by(by_height).unwrap_or(0);
    let bottom = (0..3).filter(|&at| at != top).min_by(by_height).unwrap_or(0);
    // All around from the top, and parted at the bottom.
    let around: Vec<SheetCorner> =
        (0..3).flat_map(|step| &edges[(top + step) % 3][..edges[(top + step) % 3].len() - 1]).copied().collect();
    let lowest = match (bottom + 3 - top) % 3 {
        1 => edges[top].len() - 1,
        _ => edges[top].len() + edges[(top + 1) % 3].len() - 2,
    };
    let (mut left, mut right) = (0, around.len());
    let at = |index: usize| around[index % around.len()];
    while left < lowest || right > lowest {
        let goes_left = match (left < lowest, right > lowest) {
            (true, true) => at(left + 1).f >= at(right - 1).f,
            (goes_left, _) => goes_left,
        };
        let next = if goes_left { left + 1 } else { right - 1 };
        let found = [at(left), at(next), at(right)];
        // At the top and the bottom both sides are one.
        if left % around.len() != right % around.len() && next != if goes_left { right } else { left } {
            triangles.push(found);
        }
        (left, right) = if goes_left { (next, right) } else { (left, next) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Order;
    use crate::field::Field;

    /// Both triangles of the unit square, divided, and their area and how far they lie off f in the middles of their edges.
    fn divided(formula: &str) -> (Vec<[SheetCorner; 3]>, f64, f64) {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let corner =
            |unit: [f64; 2]| SheetCorner { unit, f: field.at(&unit, Order::Value)[0], is_end: false, cusp: None };
        let [a, b, c, d] = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]].map(corner);
        let lines = CuspLines::of(&field, [[0.0, 1.0]; 2]);
        let folds = Folds {
            lines: &lines,
            least: 1e-2,
            bounds: [-9.0, 9.0],
            most: 1000,
            may_jump: false,
            is_rough: Cell::default(),
        };
        let found = folds.divide(&mut Scratch::default(), [[a, b, c], [b, d, c]]).expect("few triangles");
        let area = |[a, b, c]: &[SheetCorner; 3]| {
            let side = |to: &SheetCorner| [0, 1].map(|axis| to.unit[axis] - a.unit[axis]);
            let ([bx, by], [cx, cy]) = (side(b), side(c));
            0.5 * (bx * cy - by * cx)
        };
        let off = |corners: &[SheetCorner; 3]| {
            let middle = |at: usize| {
                let (a, b) = (corners[at], corners[(at + 1) % 3]);
                let unit = [0, 1].map(|axis| 0.5 * (a.unit[axis] + b.unit[axis]));
                (field.at(&unit, Order::Value)[0] - 0.5 * (a.f + b.f)).abs()
            };
            (0..3).map(middle).fold(0.0, f64::max)
        };
        let (area, off) = (found.iter().map(area).sum(), found.iter().map(off).fold(0.0, f64::max));
        (found, area, off)
    }

    #[test]
    fn a_bend_has_corners_along_it() {
        for formula in ["abs(x - y - 0.123)", "sqrt(abs(x - 0.3*y - 0.123))", "tanh(40*(x - 0.7*y - 0.1))", "x + y"] {
            let (found, area, off) = divided(formula);
            assert!((area - 1.0).abs() < 1e-9, "{formula}: {area}");
            assert!(off < 0.1 && found.len() < 400, "{formula}: {off} off of {} triangles", found.len());
        }
        assert_eq!(divided("2*x - y").0.len(), 2);
        // The bottom of a cusp is met.
        let (found, ..) = divided("sqrt(abs(x - 0.3*y - 0.123))");
        let lowest = found.iter().flatten().map(|corner| corner.f).fold(1.0, f64::min);
        assert!(lowest < 1e-2, "{lowest}");
    }

    #[test]
    fn both_triangles_at_an_edge_have_the_same_corners_on_it() {
        let (found, ..) = divided("tanh(40*(x - 0.7*y - 0.1))");
        let mut edges: std::collections::HashMap<[[u64; 2]; 2], u32> = std::collections::HashMap::new();
        for corners in &found {
            for at in 0..3 {
                let ends = [corners[at].unit, corners[(at + 1) % 3].unit].map(|unit| unit.map(f64::to_bits));
                *edges.entry(if ends[0] <= ends[1] { ends } else { [ends[1], ends[0]] }).or_default() += 1;
            }
        }
        let is_border = |[a, b]: &[[u64; 2]; 2]| {
            (0..2).any(|axis| a[axis] == b[axis] && [0.0, 1.0].contains(&f64::from_bits(a[axis])))
        };
        assert!(edges.iter().all(|(edge, &count)| count == if is_border(edge) { 1 } else { 2 }));
    }
}
