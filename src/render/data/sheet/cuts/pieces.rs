//! The parts of a triangle that belong to the sheet, by what is left of its edges.

use super::edges::Edge;
use super::{Corner, Sheet, Triangle};
use crate::expr::Scratch;
use crate::render::data::sheet::folds::{Folds, SheetCorner};

/// How near to a bound of the box f is where the sheet ends because it leaves it, of the height of the box.
const AT_BOUND: f64 = 1e-2;
/// How often a triangle is halved to find where poles or jumps meet in it: to a four thousandth of its sides.
const HALVINGS: usize = 24;
/// How far apart both ends of a part are at most where they are at one place, of its size.
const SAME: f64 = 1e-6;
/// How far from there f is looked at, of the way to a point of a side.
const FOOT: f64 = 0.05;

/// A part of a triangle.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The points around it, those along the triangle's sides first.
    points: Vec<SheetCorner>,
    /// Whether a straight line between the ends of its sides tells where the sheet ends. Where it leaves the box at one and ends on its
    /// own at the other, or leaves it at the other side, poles or jumps meet within the triangle, or one ends there; and where they meet
    /// at a corner, both ends are there, at different values.
    pub(super) is_settled: bool,
}

impl Piece {
    /// The first and the last of its points.
    fn ends(&self) -> Option<[SheetCorner; 2]> {
        self.points.first().zip(self.points.last()).map(|(&first, &last)| [first, last])
    }

    /// Where both ends are, if that is one place.
    pub(super) fn meeting(&self) -> Option<[f64; 2]> {
        let [first, last] = self.ends()?;
        let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).abs().max((a[1] - b[1]).abs());
        let size = self.points.iter().map(|point| apart(point.unit, first.unit)).fold(0.0, f64::max);
        (apart(first.unit, last.unit) <= SAME * size).then_some(first.unit)
    }
}

/// A run of points along the sides of a triangle that is part of the sheet, up to a side that is cut or a corner that is outside.
#[derive(Default)]
struct Chain {
    points: Vec<SheetCorner>,
    /// Whether the next one begins behind a jump or a pole on the side where this one ends.
    ends_at_break: bool,
    is_across: bool,
}

/// The chains of a triangle, one after the other, of which the side `sides[0]` is not whole.
fn chains(sides: [usize; 3], vertex: &[SheetCorner; 3], edges: &[Edge; 3]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    let mut points: Vec<SheetCorner> = Vec::new();
    let close = |chains: &mut Vec<Chain>, points: &mut Vec<SheetCorner>, end: Option<SheetCorner>, ends_at_break| {
        if !points.is_empty() {
            points.extend(end);
            chains.push(Chain { points: std::mem::take(points), ends_at_break, is_across: false });
        }
    };
    for (at, side) in sides.into_iter().enumerate() {
        let next = vertex[(side + 1) % 3];
        match edges[side] {
            Edge::Whole => points.push(next),
            Edge::Cut([before, behind]) => {
                // The first side's own first part belongs to the last chain.
                if at > 0 {
                    close(&mut chains, &mut points, before, behind.is_some());
                }
                points.extend(behind.map(|behind| [behind, next]).into_iter().flatten());
            }
            Edge::Across(across) => chains.push(Chain { points: across.to_vec(), is_across: true, ..Chain::default() }),
            Edge::Outside | Edge::Torn => {}
        }
    }
    let ends = if let Edge::Cut(ends) = edges[sides[0]] { ends } else { [None; 2] };
    close(&mut chains, &mut points, ends[0], ends[1].is_some());
    chains
}

impl Sheet<'_> {
    /// The parts of a triangle that belong to the sheet.
    pub(super) fn pieces(&self, corners: &[Corner; 3], edges: &[Edge; 3]) -> Vec<Piece> {
        let vertex = corners.map(Corner::on_sheet);
        let Some(cut) = (0..3).find(|&at| edges[at] != Edge::Whole) else {
            return vec![Piece { points: vertex.to_vec(), is_settled: true }];
        };
        let chains = chains([0, 1, 2].map(|at| (cut + at) % 3), &vertex, edges);
        let is_all_inside = corners.iter().all(|corner| self.is_inside(corner.f));
        // Where three parts meet, they do so in the middle.
        let middle = (is_all_inside && chains.len() == 3).then(|| middle(corners));
        // A jump or a pole on one side alone ends within.
        let ends_within = is_all_inside && chains.len() == 1;
        let parts = self.joined(&chains).into_iter().map(|points| self.piece(points, middle));
        parts.map(|piece| Piece { is_settled: piece.is_settled && !ends_within, ..piece }).collect()
    }

    /// The points of chains, of one after the other where the sheet leaves the box at the same side on both.
    fn joined(&self, chains: &[Chain]) -> Vec<Vec<SheetCorner>> {
        let is_joined = |at: usize| {
            let (chain, next) = (&chains[at], &chains[(at + 1) % chains.len()]);
            let bounds = [chain.points.last(), next.points.first()].map(|end| end.and_then(|end| self.bound(end.f)));
            !chain.ends_at_break && (chain.is_across || next.is_across) && bounds[0].is_some() && bounds[0] == bounds[1]
        };
        let first = (0..chains.len()).find(|&at| !is_joined(at)).map_or(0, |last| last + 1);
        let mut all: Vec<Vec<SheetCorner>> = Vec::new();
        for at in (first..first + chains.len()).map(|at| at % chains.len()) {
            let points = chains[at].points.iter().copied();
            let before = (at + chains.len() - 1) % chains.len();
            match all.last_mut() {
                Some(last) if is_joined(before) => last.extend(points),
                _ => all.push(points.collect()),
            }
        }
        all
    }

    /// A part of a triangle, by the points along its sides, and where it meets others.
    fn piece(&self, points: Vec<SheetCorner>, middle: Option<[f64; 2]>) -> Piece {
        let mut piece = Piece { points, is_settled: true };
        let Some([start, end]) = piece.ends() else {
            return piece;
        };
        let is_high = (start.f - end.f).abs() > AT_BOUND * (self.bounds[1] - self.bounds[0]);
        piece.is_settled = self.bound(start.f) == self.bound(end.f) && !(is_high && piece.meeting().is_some());
        piece.points.extend(middle.map(|unit| SheetCorner {
            unit,
            f: 0.5 * (start.f + end.f),
            is_end: true,
            cusp: None,
        }));
        piece
    }

    /// Which of its bounds the sheet leaves the box at where it ends with a value: the lower or the upper one.
    fn bound(&self, f: f64) -> Option<usize> {
        let near = AT_BOUND * (self.bounds[1] - self.bounds[0]);
        self.bounds.iter().position(|bound| (f - bound).abs() <= near)
    }

    /// Where poles or jumps meet in a triangle, or one of them ends: at a corner where f is infinite or undefined if halves of it lead there.
    pub(super) fn meeting(&self, scratch: &mut Scratch, triangle: &Triangle) -> [f64; 2] {
        let mut last = *triangle;
        for _ in 0..HALVINGS {
            let halves = self.divided(scratch, &last, self.longest(&last));
            let meets = halves.into_iter().find(|half| {
                let edges = self.edges(scratch, half, false);
                self.pieces(&half.corners, &edges).iter().any(|piece| !piece.is_settled)
            });
            match meets {
                Some(half) => last = half,
                // What is left of the sheet is too thin to be found.
                None => break,
            }
        }
        let pole = last.corners.iter().find(|corner| !corner.f.is_finite());
        pole.map_or_else(|| middle(&last.corners), |corner| corner.unit)
    }

    /// The edge of a triangle that is longest in the world.
    fn longest(&self, triangle: &Triangle) -> usize {
        let [along, up] = [self.world.half.x, self.world.half.y].map(f64::from);
        let length = |at: usize| {
            let [a, b] = [at, (at + 1) % 3].map(|corner| triangle.corners[corner].unit);
            ((b[0] - a[0]) * along).hypot((b[1] - a[1]) * up)
        };
        (0..3).max_by(|&a, &b| length(a).total_cmp(&length(b))).unwrap_or(0)
    }

    /// The triangles of a piece.
    pub(super) fn settled(&self, piece: &Piece, triangles: &mut Vec<[SheetCorner; 3]>) {
        // They have a corner of the sheet in common, and not one of its ends.
        let points = &piece.points;
        let first = points.iter().position(|point| !point.is_end).unwrap_or(0);
        let around = |at: usize| points[(first + at) % points.len()];
        triangles.extend((2..points.len()).map(|at| [around(0), around(at - 1), around(at)]));
    }

    /// The triangles of a piece that ends at a place within the triangle, where the sheet is upright: it is as high there as f is on the
    /// way to each point. Between those are the ones that the triangle beside has, too.
    pub(super) fn unsettled(
        &self,
        scratch: &mut Scratch,
        piece: &Piece,
        meeting: [f64; 2],
        folds: Option<&Folds<'_>>,
        triangles: &mut Vec<[SheetCorner; 3]>,
    ) {
        let mut points: Vec<SheetCorner> = piece.points.first().copied().into_iter().collect();
        for pair in piece.points.windows(2) {
            let between = folds.map_or_else(|| pair.to_vec(), |folds| folds.edge(scratch, pair[0], pair[1]));
            points.extend(between.into_iter().skip(1));
        }
        let near = |point: &SheetCorner| [0, 1].map(|axis| meeting[axis] + FOOT * (point.unit[axis] - meeting[axis]));
        let values = self.corners(scratch, points.iter().map(near).collect(), [0.0; 2]);
        let foot = |(point, near): (&SheetCorner, Corner)| {
            let is_inner = !point.is_end && !near.f.is_nan();
            let f = if is_inner { near.f.clamp(self.bounds[0], self.bounds[1]) } else { point.f };
            SheetCorner { unit: meeting, f, is_end: true, cusp: None }
        };
        let feet: Vec<SheetCorner> = points.iter().zip(values).map(foot).collect();
        for (sides, feet) in points.windows(2).zip(feet.windows(2)) {
            triangles.extend([[sides[0], sides[1], feet[0]], [sides[1], feet[1], feet[0]]]);
        }
    }
}

/// The middle of a triangle.
pub(super) fn middle(corners: &[Corner; 3]) -> [f64; 2] {
    [0, 1].map(|axis| corners.iter().map(|corner| corner.unit[axis]).sum::<f64>() / 3.0)
}
