//! Triangles of a surface where f jumps, goes to infinity or ends: each is cut there, and both sides end at their own
//! values; and those across which it bends within a pixel, which are divided there. They take the place of the patches that
//! hold them.

mod edges;
mod nodes;
mod pieces;

use std::cell::Cell;

use rayon::prelude::*;

use self::edges::Edge;
use self::nodes::has_thin_part;
use super::cusps::CuspLines;
use super::folds::{Folds, SheetCorner};
use crate::expr::Scratch;
use crate::field::{Domain, Field, Kind};
use crate::render::figure::world::World;
use crate::render::passes::surface::{CELLS, PatchInstance, indices};

/// Nodes along a side of a patch, middles of its cells' edges included.
const NODES: usize = 2 * CELLS as usize + 1;
/// How often a triangle is divided whose edge is cut more than once.
const DEEPEST: u32 = 4;
/// The same of the first ones of a patch: a strip may be narrower than what is left of an edge.
const DEEPEST_FIRST: u32 = 6;
const FIRST: usize = 1024;
/// Triangles of a patch in which the place is sought where poles or jumps meet, or end; in others it is the middle.
const MOST_MEETINGS: usize = 32;
/// Patches that are no part of the mesh any more, at most; those without a cut stay in it beyond.
const MOST: usize = 2048;
/// How far beyond its border a patch has to be continuous, of its size: a device rounds coordinates.
const MARGIN: f64 = 1e-4;
/// How far off the values are, of a cell, that fill a single missing one.
const REACH: f64 = 1e-3;

/// How far f may lie off the sheet where it bends, of what is shown: less than a pixel. And the triangles at most of a patch that
/// is divided for that, and of all of them, which those that need more share once more where the others leave some.
const FOLD: f64 = 2.5e-3;
const MOST_FOLDED: usize = 1 << 14;
const MOST_OF_ALL: usize = 1 << 21;

/// A vertex, in the world.
pub(crate) type SheetPoint = [f32; 3];

/// A surface that is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet<'a> {
    /// Over places of the axes' scales, with places for values: what is called f below.
    pub(crate) field: &'a Field,
    pub(crate) world: &'a World,
    /// The least and greatest of them that is shown.
    pub(crate) bounds: [f64; 2],
}

/// How f bends within a pixel in a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bend {
    /// As the patch does.
    Little,
    /// Maybe more, as at a cusp and at a steep cliff.
    Steep,
    /// More often than pixels hold, so that its mean is drawn, which is neither cut nor divided.
    Mean,
}

/// A mesh and what stands in for some of its patches.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CutMesh {
    pub(crate) patches: Vec<PatchInstance>,
    pub(crate) triangles: Vec<[SheetPoint; 3]>,
    /// Whether f bends somewhere in a way that triangles do not follow to a pixel.
    pub(crate) is_rough: bool,
}

/// What is found in a patch.
#[derive(Default)]
struct CutPatch {
    /// What stands in for it; nothing where it stays whole, as f is surely continuous and bends little there, or is not followed.
    triangles: Option<Vec<[SheetPoint; 3]>>,
    /// Whether any is cut or divided.
    is_cut: bool,
    is_rough: bool,
    /// Whether it is not divided because it needs more triangles than it may have.
    needs_more: bool,
}

/// A point of the domain, by its fraction of it along x and y, with f and its slopes.
#[derive(Clone, Copy, Debug)]
struct Corner {
    unit: [f64; 2],
    f: f64,
    slope: [f64; 2],
}

impl Corner {
    fn on_sheet(self) -> SheetCorner {
        SheetCorner { unit: self.unit, f: self.f, is_end: false, cusp: None }
    }
}

/// Corners and the middles of the edges that begin at them.
#[derive(Clone, Copy, Debug)]
struct Triangle {
    corners: [Corner; 3],
    middles: [Corner; 3],
    /// Whether a formula may break in it: it is surely continuous in other cells.
    may_break: bool,
    depth: u32,
}

/// The triangles that each patch that needs more may have of those that the others leave, if these are more than it had.
fn larger_share(cut: &[CutPatch], most: usize) -> Option<usize> {
    let needy = cut.iter().filter(|cut| cut.needs_more).count();
    let others = cut.iter().filter(|cut| !cut.needs_more);
    let taken: usize = others.filter_map(|cut| cut.triangles.as_ref()).map(Vec::len).sum();
    let share = MOST_FOLDED.min(MOST_OF_ALL.saturating_sub(taken) / needy.max(1));
    (needy > 0 && share > most).then_some(share)
}

impl Sheet<'_> {
    /// The mesh, cut where its field is known to break: a formula where its graph proves nothing, a function where its view found
    /// it, samples where some are missing.
    ///
    /// `bends` says of each patch how f bends within a pixel there.
    pub(crate) fn cut(&self, patches: Vec<PatchInstance>, bends: &[Bend]) -> CutMesh {
        let may_break = self.field.tells_breaks() && !self.field.is_whole(self.world.domain);
        if !may_break && !bends.contains(&Bend::Steep) {
            return CutMesh { patches, ..CutMesh::default() };
        }
        let indices = indices();
        let steep = bends.iter().filter(|&&bend| bend == Bend::Steep).count();
        let mut most = MOST_FOLDED.min(MOST_OF_ALL / steep.max(1));
        let cut = |scratch: &mut Scratch, patch: &PatchInstance, bend: Bend, most: usize| match bend {
            Bend::Mean => CutPatch::default(),
            _ => self.cut_patch(scratch, patch, (&indices, most), [may_break, bend == Bend::Steep]),
        };
        let each = patches.par_iter().zip(bends);
        let mut cut_patches: Vec<CutPatch> =
            each.map_init(Scratch::default, |scratch, (patch, &bend)| cut(scratch, patch, bend, most)).collect();
        while let Some(more) = larger_share(&cut_patches, most) {
            most = more;
            let again = cut_patches.par_iter_mut().zip(&patches).zip(bends).filter(|((found, _), _)| found.needs_more);
            again.for_each_init(Scratch::default, |scratch, ((found, patch), &bend)| {
                *found = cut(scratch, patch, bend, most);
            });
        }
        let cut = cut_patches;
        let is_rough = cut.iter().any(|cut| cut.is_rough);
        if !cut.iter().any(|cut| cut.is_cut) {
            return CutMesh { patches, is_rough, ..CutMesh::default() };
        }
        let mut mesh = CutMesh { is_rough, ..CutMesh::default() };
        let mut replaced = 0;
        for (patch, cut) in patches.into_iter().zip(cut) {
            match cut.triangles {
                Some(triangles) if cut.is_cut || replaced < MOST => {
                    mesh.triangles.extend(triangles);
                    replaced += 1;
                }
                _ => mesh.patches.push(patch),
            }
        }
        mesh
    }

    /// All triangles of a mesh of these patches, in the world; those of a patch whose corners have no value are left out.
    pub(crate) fn triangles(&self, patches: Vec<PatchInstance>, bends: &[Bend]) -> Vec<[SheetPoint; 3]> {
        let CutMesh { patches, mut triangles, .. } = self.cut(patches, bends);
        let indices = indices();
        let mut scratch = Scratch::default();
        for patch in &patches {
            let count = patch.step.map(|step| f64::from((1.0 / step).round()));
            let unit = |index: u16| {
                let place = patch.place(index);
                [0, 1].map(|axis| f64::from(patch.first[axis] + place[axis]) / count[axis])
            };
            let units = indices.iter().map(|&index| unit(index)).collect();
            let corners = self.corners(&mut scratch, units, count.map(|cells| REACH / cells));
            let vertices: Vec<SheetPoint> = corners.iter().map(|corner| self.vertex(corner.unit, corner.f)).collect();
            let whole = vertices.chunks_exact(3).filter(|corners| corners.iter().flatten().all(|at| at.is_finite()));
            triangles.extend(whole.map(|corners| [corners[0], corners[1], corners[2]]));
        }
        triangles
    }

    /// What stands in for a patch, whose corners are `indices`, and of which no more than `most` triangles are made.
    fn cut_patch(
        &self,
        scratch: &mut Scratch,
        patch: &PatchInstance,
        (indices, most): (&[u16], usize),
        [may_break, is_steep]: [bool; 2],
    ) -> CutPatch {
        let count = patch.step.map(|step| f64::from((1.0 / step).round()));
        let unit = |axis: usize, half_cells: f64| (f64::from(patch.first[axis]) + 0.5 * half_cells) / count[axis];
        let last = (NODES - 1) as f64;
        let part = |axis: usize| {
            let margin = MARGIN * last;
            [-margin, last + margin].map(|at| self.coordinate(axis, unit(axis, at)))
        };
        let may_break = may_break && !self.field.is_whole(Domain { x: part(0), y: part(1) }.ascending());
        if !may_break && !is_steep {
            return CutPatch::default();
        }
        let nodes = (0..NODES * NODES).map(|at| [unit(0, (at % NODES) as f64), unit(1, (at / NODES) as f64)]).collect();
        let nodes = self.corners(scratch, nodes, count.map(|cells| REACH / cells));
        let is_thin = has_thin_part(&nodes);
        let breaking =
            self.breaking_cells(|axis, cell| self.coordinate(axis, unit(axis, 2.0 * cell as f64)), may_break);
        let place = |index: u16| patch.place(index).map(|at| at as usize);
        let node = |[column, row]: [usize; 2]| nodes[row * NODES + column];
        let mut pending: Vec<Triangle> = Vec::new();
        for triangle in indices.chunks_exact(3) {
            let places = [0, 1, 2].map(|corner| place(triangle[corner]));
            if (0..3).any(|corner| places[corner] == places[(corner + 1) % 3]) {
                continue;
            }
            let cells = [0, 1].map(|axis| {
                let along = places.map(|place| place[axis]);
                along.iter().min().copied().unwrap_or(0)..along.iter().max().copied().unwrap_or(0)
            });
            let [columns, rows] = cells;
            pending.push(Triangle {
                may_break: rows
                    .into_iter()
                    .any(|row| breaking[row * CELLS as usize..][columns.clone()].contains(&true)),
                corners: places.map(|[column, row]| node([2 * column, 2 * row])),
                middles: [0, 1, 2].map(|corner| {
                    let (a, b) = (places[corner], places[(corner + 1) % 3]);
                    node([a[0] + b[0], a[1] + b[1]])
                }),
                depth: 0,
            });
        }
        let mut whole = Vec::with_capacity(pending.len());
        let mut folded = Vec::new();
        // A function takes long.
        let follows = is_steep || !matches!(self.field.kind(), Kind::Function(_));
        let lines = CuspLines::of(self.field, [self.world.domain.x, self.world.domain.y]);
        let folds = Folds {
            lines: &lines,
            least: self.least_fold(),
            bounds: self.bounds,
            most,
            may_jump: may_break,
            is_rough: Cell::default(),
        };
        let (mut is_cut, mut meetings, mut torn_deep) = (false, 0, 0);
        while let Some(triangle) = pending.pop() {
            if !may_break && triangle.corners.iter().all(|corner| self.is_inside(corner.f)) {
                let corners = triangle.corners.map(Corner::on_sheet);
                if self.is_straight(&triangle) {
                    whole.push(corners)
                } else {
                    folded.push(corners)
                }
                continue;
            }
            let deepest = if torn_deep < FIRST { DEEPEST_FIRST } else { DEEPEST };
            let edges = self.edges(scratch, &triangle, triangle.depth < deepest);
            is_cut |= edges.iter().any(|edge| *edge != Edge::Whole);
            match edges.iter().position(|edge| *edge == Edge::Torn) {
                Some(torn) => {
                    torn_deep += usize::from(triangle.depth >= DEEPEST);
                    pending.extend(self.divided(scratch, &triangle, torn));
                }
                None => {
                    let is_bent =
                        edges.iter().any(|edge| *edge != Edge::Whole) || is_steep && !self.is_straight(&triangle);
                    let triangles = if is_bent { &mut folded } else { &mut whole };
                    for piece in self.pieces(&triangle.corners, &edges) {
                        if piece.is_settled {
                            self.settled(&piece, triangles);
                            continue;
                        }
                        meetings += 1;
                        let meeting = piece.meeting().unwrap_or_else(|| match meetings {
                            ..=MOST_MEETINGS => self.meeting(scratch, &triangle),
                            _ => pieces::middle(&triangle.corners),
                        });
                        self.unsettled(scratch, &piece, meeting, follows.then_some(&folds), triangles);
                    }
                }
            }
        }
        let (unfolded, mut is_rough, mut needs_more) = (folded.len(), is_thin, false);
        if follows {
            let divided = folds.divide(scratch, folded.iter().copied());
            needs_more = divided.is_none();
            is_rough |= is_steep && (needs_more || folds.is_rough.get());
            folded = divided.unwrap_or(folded);
        }
        let is_cut = is_cut || folded.len() > unfolded;
        let vertex = |corners: [SheetCorner; 3]| corners.map(|corner| self.inner_vertex(corner));
        let triangles = (may_break || is_cut).then(|| whole.into_iter().chain(folded).map(vertex).collect());
        CutPatch { triangles, is_cut, is_rough, needs_more }
    }

    fn coordinate(&self, axis: usize, unit: f64) -> f64 {
        let [first, last] = if axis == 0 { self.world.domain.x } else { self.world.domain.y };
        first + (last - first) * unit
    }

    fn point(&self, unit: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| self.coordinate(axis, unit[axis]))
    }

    fn is_inside(&self, f: f64) -> bool {
        // NaN is none of them.
        f >= self.bounds[0] && f <= self.bounds[1]
    }

    /// Whether slopes tell that f lies on all edges of a triangle.
    fn is_straight(&self, triangle: &Triangle) -> bool {
        let least = self.least_fold();
        (0..3).all(|at| {
            let (from, middle, to) = (triangle.corners[at], triangle.middles[at], triangle.corners[(at + 1) % 3]);
            let (a, b) = (self.point(from.unit), self.point(to.unit));
            let along = |corner: &Corner| (0..2).map(|axis| corner.slope[axis] * (b[axis] - a[axis])).sum::<f64>();
            let (rise, slopes) = (to.f - from.f, [along(&from), along(&middle), along(&to)]);
            // A parabola lies off its chord by an eighth of what its slope changes by. NaN tells nothing.
            (middle.f - from.f - 0.5 * rise).abs() <= 0.5 * least
                && (slopes[2] - slopes[0]).abs() <= 8.0 * least
                && (slopes[1] - rise).abs() <= 4.0 * least
        })
    }

    /// How far f lies off the sheet at least where it is divided.
    fn least_fold(&self) -> f64 {
        FOLD * (self.bounds[1] - self.bounds[0])
    }

    /// A corner of a triangle in the world, no lower and no higher than the box.
    fn inner_vertex(&self, corner: SheetCorner) -> SheetPoint {
        self.vertex(corner.unit, corner.f.clamp(self.bounds[0], self.bounds[1]))
    }

    fn vertex(&self, [x, y]: [f64; 2], f: f64) -> SheetPoint {
        let [_, _, per_place] = self.world.per_unit();
        let flat = |unit: f64, half: f32| (2.0 * unit as f32 - 1.0) * half;
        [flat(x, self.world.half.x), flat(y, self.world.half.y), ((f - self.world.middle_place()) * per_place) as f32]
    }

    /// Both halves of a triangle whose edge `torn` is cut more than once.
    fn divided(&self, scratch: &mut Scratch, triangle: &Triangle, torn: usize) -> [Triangle; 2] {
        let [a, b, c] = [0, 1, 2].map(|at| triangle.corners[(torn + at) % 3]);
        let [ab, bc, ca] = [0, 1, 2].map(|at| triangle.middles[(torn + at) % 3]);
        let middle = |p: Corner, q: Corner| [0, 1].map(|axis| 0.5 * (p.unit[axis] + q.unit[axis]));
        let reach =
            [0, 1].map(|axis| REACH * (a.unit[axis] - c.unit[axis]).abs().max((b.unit[axis] - c.unit[axis]).abs()));
        let middles = self.corners(scratch, vec![middle(a, ab), middle(ab, b), middle(ab, c)], reach);
        let half = Triangle { depth: triangle.depth + 1, ..*triangle };
        [
            Triangle { corners: [a, ab, c], middles: [middles[0], middles[2], ca], ..half },
            Triangle { corners: [ab, b, c], middles: [middles[1], bc, middles[2]], ..half },
        ]
    }
}

#[cfg(test)]
mod tests;
