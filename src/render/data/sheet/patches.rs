//! Which squares of a domain a surface's mesh is made of, and how fine each is: finer where the eye is near.

use std::collections::HashSet;

use crate::compute::quadtree::refined;
use crate::render::passes::surface::{CELLS, PatchInstance};

/// Triangles of a patch.
pub(crate) const TRIANGLES: usize = 2 * (CELLS * CELLS) as usize;
/// Patches along an axis at most of a mesh that is divided no further; and how often four of a mesh's patches are joined where
/// the sheet is flat.
const ROOTS: u32 = 16;
const JOINED: u32 = 3;
/// Pixels of a cell beyond which a patch is divided, in units of those that are wanted.
const SLACK: f32 = 1.2;
/// How far the sheet may stray from f, in pixels. A point of a cell that is smaller than a pixel is as near to one of its
/// corners, which lie on f, however far it strays: it is not divided for that.
const STRAY: f32 = 0.8;
const LEAST_CELL: f32 = 1.0;

/// How many pixels the sheet may lie off the nodes of a mesh where its cells are coarser: less than it may stray, since f may bend between
/// them.
const FLAT: f32 = 0.75 * STRAY;

/// Patches along x and y of a mesh of so many cells, and how often four of them may be joined.
fn whole_patches(cells: [u32; 2]) -> ([u32; 2], u32) {
    let longer = cells[0].max(cells[1]);
    let depth = (0..).find(|depth| longer.div_ceil(CELLS << depth) <= ROOTS).unwrap_or(0);
    let patches = cells.map(|cells| cells.div_ceil(CELLS << depth).max(1) << depth);
    (patches, (depth + JOINED).min(patches[0].min(patches[1]).ilog2()))
}

/// The cells that a mesh of so many has in fact, and how often four of its patches may be joined.
pub(crate) fn whole_cells(cells: [u32; 2]) -> ([u32; 2], u32) {
    let (patches, levels) = whole_patches(cells);
    (patches.map(|patches| patches * CELLS), levels)
}

/// How fine a mesh is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fineness {
    /// Cells along x and y of a domain that is seen whole.
    pub(crate) cells: [u32; 2],
    /// The most cells along x and y.
    pub(crate) finest: [u32; 2],
    /// Pixels of a cell.
    pub(crate) pixels: f32,
    /// The most patches beyond those that a domain takes that is seen whole.
    pub(crate) most: usize,
}

/// A patch's place: how often it was divided, its column and its row among those that were divided as often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct PatchKey {
    depth: u32,
    column: u32,
    row: u32,
}

/// The patches that are seen, of a mesh without cracks, and of each whether f may bend within a pixel there: it, or one beside
/// it, is not divided any more, as its cells are smaller than one or there are enough, and strays all the same.
///
/// `edges` says how many pixels the longest edges along x and y of a part of the domain take, given by its first and last
/// fraction of the domain along x and y; nothing where it is not seen. `stray` says how many pixels the sheet lies off f there,
/// if it is made of a patch. `joined` says how many pixels it lies off the nodes of a domain that is seen whole, if it is
/// made of coarser patches there: by how often four of those were joined, the column and the row of a patch, and its part of
/// the domain.
pub(crate) fn patches(
    fineness: &Fineness,
    edges: impl Fn([f32; 2], [f32; 2]) -> Option<[f32; 2]>,
    stray: impl Fn([f32; 2], [f32; 2]) -> f32,
    joined: impl Fn(u32, [u32; 2], [[f32; 2]; 2]) -> f32,
) -> (Vec<PatchInstance>, Vec<bool>) {
    let (whole, depth) = whole_patches(fineness.cells);
    let roots = whole.map(|patches| patches.div_ceil(1 << depth));
    // Of patches that were joined so often that they reach beyond the domain, there is a part of one.
    let counts = |at: u32| whole.map(|patches| patches as f32 * 2f32.powi(at as i32 - depth as i32));
    let deepest = (depth..16)
        .take_while(|&deeper| {
            whole.iter().zip(fineness.finest).all(|(patches, most)| (patches * CELLS) << (deeper - depth) <= most)
        })
        .last()
        .unwrap_or(depth);
    let enough = fineness.most + (whole[0] * whole[1]) as usize;
    let side = CELLS as f32;
    let fine = SLACK * fineness.pixels * side;
    let part = |place: PatchKey| {
        let count = counts(place.depth);
        let ends = |at: u32, count: f32| [at as f32 / count, (at + 1) as f32 / count];
        [ends(place.column, count[0]), ends(place.row, count[1])]
    };
    let pixels = |place: PatchKey| {
        let [along, up] = part(place);
        if along[0] >= 1.0 || up[0] >= 1.0 {
            return 0.0;
        }
        if along[1] > 1.0 || up[1] > 1.0 {
            return f32::INFINITY;
        }
        match edges(along, up) {
            // What is seen whole is fine everywhere but where it is flat.
            Some([x, y]) if place.depth < depth => {
                let level = depth - place.depth;
                let is_flat = x.max(y) <= fine * (1 << level) as f32
                    && joined(level, [place.column, place.row], [along, up]) <= FLAT;
                if is_flat { f32::MIN_POSITIVE } else { f32::INFINITY }
            }
            Some([x, y]) if x.max(y) < LEAST_CELL * side => x.max(y),
            // Half as long a cell strays a quarter as far.
            Some([x, y]) => x.max(y).max(fine * (stray(along, up) / STRAY).sqrt()),
            None => 0.0,
        }
    };
    let all = (0..roots[1]).flat_map(|row| (0..roots[0]).map(move |column| PatchKey { depth: 0, column, row }));
    let quarters = |place: PatchKey| (place.depth < deepest).then(|| place.quarters());
    let mut leaves = refined(all, enough, fine, pixels, quarters);
    leaves.sort_unstable_by_key(|(place, _)| *place);
    // Nothing beyond the domain is coarser than what ends there.
    let is_within = |place: &PatchKey| {
        let [columns, rows] = counts(place.depth);
        (place.column as f32) < columns && (place.row as f32) < rows
    };
    let keys: HashSet<PatchKey> = leaves.iter().map(|(place, _)| *place).filter(is_within).collect();
    let instance = |place: PatchKey| {
        let PatchKey { depth, column, row } = place;
        let count = counts(depth);
        let beside = [(-1, 0), (1, 0), (0, -1), (0, 1)];
        let coarser = beside.map(|offset| place.coarser(offset, &keys).min(CELLS.ilog2()));
        PatchInstance {
            first: [column * CELLS, row * CELLS],
            step: count.map(|patches| 1.0 / (patches * CELLS as f32)),
            coarser: u32::from_le_bytes(coarser.map(|steps| steps as u8)),
        }
    };
    let is_bent = |&(place, pixels): &(PatchKey, f32)| {
        let is_small = pixels > 0.0 && pixels < LEAST_CELL * side;
        place.depth >= depth && (is_small || pixels > fine) && {
            let [along, up] = part(place);
            stray(along, up) > STRAY
        }
    };
    let beside = leaves.iter().filter(|leaf| is_bent(leaf)).flat_map(|(place, _)| {
        let around = [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)];
        around.into_iter().filter_map(|offset| place.beside(offset, &keys))
    });
    let steep: HashSet<PatchKey> = beside.collect();
    let seen = leaves.iter().filter(|(_, pixels)| *pixels > 0.0);
    seen.map(|(place, _)| (instance(*place), steep.contains(place))).unzip()
}

impl PatchKey {
    fn quarters(self) -> [PatchKey; 4] {
        [0, 1, 2, 3].map(|part| PatchKey {
            depth: self.depth + 1,
            column: 2 * self.column + part % 2,
            row: 2 * self.row + part / 2,
        })
    }

    /// How often the patch beside this one was divided less.
    fn coarser(self, offset: (i32, i32), keys: &HashSet<PatchKey>) -> u32 {
        self.beside(offset, keys).map_or(0, |beside| self.depth - beside.depth)
    }

    /// The patch beside this one, where it was divided as often or less.
    fn beside(self, (across, up): (i32, i32), keys: &HashSet<PatchKey>) -> Option<PatchKey> {
        let column = self.column.checked_add_signed(across)?;
        let row = self.row.checked_add_signed(up)?;
        let around = |less: u32| PatchKey { depth: self.depth - less, column: column >> less, row: row >> less };
        (0..=self.depth).map(around).find(|place| keys.contains(place))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    const FINENESS: Fineness = Fineness { cells: [200, 200], finest: [4000, 4000], pixels: 2.0, most: 4000 };

    /// Of a sheet that bends everywhere.
    fn nowhere(_: u32, _: [u32; 2], _: [[f32; 2]; 2]) -> f32 {
        f32::INFINITY
    }

    /// As of an eye near a corner: a length falls with the distance from it.
    fn near_a_corner([x0, x1]: [f32; 2], [y0, y1]: [f32; 2]) -> Option<[f32; 2]> {
        let away = x0.hypot(y0) + 0.02;
        Some([(x1 - x0) * 400.0 / away, (y1 - y0) * 400.0 / away])
    }

    /// Vertices of a patch in units of the finest cells, as the shader has them: those of a border lie on the coarser side's.
    fn vertices(patch: &PatchInstance, finest: f32) -> Vec<[i64; 2]> {
        let steps = patch.coarser.to_le_bytes().map(u32::from);
        let snapped = |at: u32, steps: u32| at >> steps << steps;
        let vertex = |at: u32| {
            let (column, row) = (at % (CELLS + 1), at / (CELLS + 1));
            let place = [
                match row {
                    0 => snapped(column, steps[2]),
                    CELLS => snapped(column, steps[3]),
                    _ => column,
                },
                match column {
                    0 => snapped(row, steps[0]),
                    CELLS => snapped(row, steps[1]),
                    _ => row,
                },
            ];
            [0, 1].map(|axis| ((patch.first[axis] + place[axis]) as f32 * patch.step[axis] * finest).round() as i64)
        };
        (0..(CELLS + 1) * (CELLS + 1)).map(vertex).collect()
    }

    #[test]
    fn patches_cover_the_domain_without_a_crack() {
        let (found, _) = patches(&FINENESS, near_a_corner, |_, _| 0.0, nowhere);
        let sizes: HashSet<u32> = found.iter().map(|patch| patch.step[0].to_bits()).collect();
        assert!(sizes.len() > 2, "there are {} patches of {} sizes", found.len(), sizes.len());
        let finest = 1.0 / found.iter().map(|patch| patch.step[0]).fold(1.0, f32::min);
        // An edge between two triangles belongs to both, in opposite directions; what is left is the domain's border.
        let mut borders: HashMap<([i64; 2], [i64; 2]), i32> = HashMap::new();
        let mut area = 0;
        for patch in &found {
            let vertices = vertices(patch, finest);
            for triangle in crate::render::passes::surface::indices().chunks(3) {
                let corners = [0, 1, 2].map(|at| vertices[usize::from(triangle[at])]);
                let [a, b, c] = corners;
                area += (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
                for (from, to) in [(a, b), (b, c), (c, a)] {
                    *borders.entry((from.min(to), from.max(to))).or_default() += if from < to { 1 } else { -1 };
                }
            }
        }
        let side = finest.round() as i64;
        assert_eq!(area, 2 * side * side, "the whole domain is covered once");
        for ((from, to), _) in borders.iter().filter(|(edge, sum)| **sum != 0 && edge.0 != edge.1) {
            let is_at_border = [0, 1].iter().any(|&axis| from[axis] == to[axis] && [0, side].contains(&from[axis]));
            assert!(is_at_border, "there is a crack from {from:?} to {to:?}");
        }
    }

    #[test]
    fn a_domain_that_is_seen_whole_is_as_fine_as_it_is_wanted_everywhere() {
        let even = |[x0, x1]: [f32; 2], [y0, y1]: [f32; 2]| Some([(x1 - x0) * 400.0, (y1 - y0) * 300.0]);
        let (found, _) = patches(&FINENESS, even, |_, _| 0.0, nowhere);
        assert_eq!(found.len(), 13 * 13);
        assert!(found.iter().all(|patch| patch.coarser == 0 && patch.step == [1.0 / 208.0; 2]));
        let coarse = Fineness { cells: [29, 7], finest: [29, 7], ..FINENESS };
        let (found, _) = patches(&coarse, |_, _| Some([1e6, 1e6]), |_, _| 0.0, nowhere);
        assert_eq!(found.len(), 2, "a mesh is no finer than the grid");
    }

    #[test]
    fn a_patch_is_divided_until_it_strays_less_than_a_pixel_or_its_cells_are_smaller() {
        let even = |[x0, x1]: [f32; 2], [y0, y1]: [f32; 2]| Some([(x1 - x0) * 400.0, (y1 - y0) * 300.0]);
        // A needle in the middle: so many pixels off on a patch of a thirteenth of the domain, and a quarter of it on half one.
        let finest = |pixels: f32| {
            let stray =
                move |[x0, x1]: [f32; 2], [y0, y1]: [f32; 2]| match x0 <= 0.5 && 0.5 <= x1 && y0 <= 0.5 && 0.5 <= y1 {
                    true => pixels * (13.0 * (x1 - x0)).powi(2),
                    false => 0.0,
                };
            let (found, _) = patches(&FINENESS, even, stray, nowhere);
            assert!(found.len() < 13 * 13 + 30, "{}", found.len());
            found.iter().map(|patch| patch.step[0]).fold(1.0, f32::min)
        };
        // Cells of two pixels, and of one.
        assert_eq!(finest(0.7), 1.0 / 208.0);
        assert_eq!(finest(3.0), 1.0 / (2.0 * 208.0));
        assert_eq!(finest(1000.0), 1.0 / (2.0 * 208.0));
    }

    #[test]
    fn what_is_not_seen_is_left_out_and_the_budget_is_kept() {
        let (half, _) = patches(&FINENESS, |x, y| near_a_corner(x, y).filter(|_| x[0] < 0.5), |_, _| 0.0, nowhere);
        assert!(half.iter().all(|patch| patch.first[0] as f32 * patch.step[0] < 0.5));
        let (few, _) = patches(&Fineness { most: 100, ..FINENESS }, near_a_corner, |_, _| 0.0, nowhere);
        assert!(few.len() <= 13 * 13 + 100 && few.len() > 13 * 13);
    }

    #[test]
    fn a_flat_part_of_the_domain_has_coarser_cells() {
        let even = |[x0, x1]: [f32; 2], [y0, y1]: [f32; 2]| Some([(x1 - x0) * 400.0, (y1 - y0) * 300.0]);
        // Flat left of the middle, as far as two nodes are seen apart there.
        let joined = |level: u32, _: [u32; 2], [[_, x1], _]: [[f32; 2]; 2]| match x1 <= 0.5 {
            true if level == 1 => 0.9 * FLAT,
            _ => 1.1 * FLAT,
        };
        let (found, _) = patches(&FINENESS, even, |_, _| 0.0, joined);
        let (cells, depth) = whole_cells(FINENESS.cells);
        assert_eq!((cells, depth), ([208; 2], 3));
        let coarse = found.iter().filter(|patch| patch.step[0] == 2.0 / 208.0).count();
        assert_eq!((coarse, found.len()), (3 * 6, 13 * 13 - 3 * 3 * 6));
        // At the domain's end nothing is coarser, though the last of twelve patches are beside four that were joined beyond.
        let twelve = Fineness { cells: [192; 2], ..FINENESS };
        let is_last = |patch: &&PatchInstance| (patch.first[0] + CELLS) as f32 * patch.step[0] >= 1.0;
        let (found, _) = patches(&twelve, even, |_, _| 0.0, joined);
        assert!(found.iter().filter(is_last).all(|patch| patch.coarser.to_le_bytes()[1] == 0));
        // Seen from near, it is as fine as pixels ask for.
        let near = |x: [f32; 2], y: [f32; 2]| even(x, y).map(|edges| edges.map(|edge| 4.0 * edge));
        assert!(patches(&FINENESS, near, |_, _| 0.0, joined).0.iter().all(|patch| patch.step[0] <= 1.0 / 208.0));
    }
}
