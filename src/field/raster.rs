//! A grid of samples too large to be held: it stays in its file and is read by tiles, near ones fine and far ones coarse.
//!
//! A tile is a square of nodes of one level; at level k a node is the mean of a block of 2ᵏ × 2ᵏ samples, and level 0 is the
//! samples themselves. From level 3 on means are kept in memory, those below are taken when a tile is asked for.

mod pyramid;
mod source;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use self::pyramid::{FIRST, LARGEST, Level, Pyramid, range};
pub(super) use self::source::{Source, Store};
use super::{Domain, MAX_SIDE};
use crate::expr::Order;
use crate::field::sampled::axis::Axis;
use crate::field::sampled::samples::{Corner, Interpolant, Node, Rows, SEEN, SamplesError};

/// Nodes along a side of a tile.
pub const TILE: usize = 128;
/// Nodes along a side of what is kept of a tile: one more at either side, which its border's cells touch.
pub const TILE_NODES: usize = TILE + 2;
/// Nodes beyond those of which slopes are made.
const MARGIN: usize = 4;
/// Tiles that are kept for points one by one.
const KEPT: NonZeroUsize = NonZeroUsize::new(128).unwrap();
/// Samples of a domain of which the range is looked up one by one.
const MOST_LOOKED_AT: usize = 1 << 20;

/// A tile of the quadtree: its level, its column and its row among those of its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    /// 0 for samples, k for means of 2ᵏ × 2ᵏ.
    pub level: usize,
    /// Column.
    pub column: usize,
    /// Row, from the first y on.
    pub row: usize,
}

/// Samples on a regular grid that stay where they are. It lives until another field is opened.
#[derive(Debug)]
pub struct Raster {
    source: Source,
    x: Axis,
    y: Axis,
    pyramid: Pyramid,
    kept: Mutex<LruCache<TileId, Arc<Vec<Corner>>>>,
    /// What went wrong while samples were read, first.
    fault: Mutex<Option<String>>,
}

/// Why samples make no raster.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RasterError {
    /// The file cannot be read.
    #[error("{0}")]
    Read(String),
    /// The samples make no field.
    #[error(transparent)]
    Samples(#[from] SamplesError),
}

impl TileId {
    /// The tile of the next coarser level that this one is a quarter of.
    #[must_use]
    pub fn parent(self) -> TileId {
        TileId { level: self.level + 1, column: self.column / 2, row: self.row / 2 }
    }

    /// The four tiles of the next finer level; those at the ends may be outside of the grid.
    pub fn children(self) -> [TileId; 4] {
        let child = |part: usize| TileId {
            level: self.level.saturating_sub(1),
            column: 2 * self.column + part % 2,
            row: 2 * self.row + part / 2,
        };
        [0, 1, 2, 3].map(child)
    }

    /// Samples along a side.
    pub fn samples(self) -> usize {
        TILE << self.level
    }
}

impl Raster {
    pub(super) fn new(
        source: Source,
        x: [f64; 2],
        y: [f64; 2],
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<Raster, RasterError> {
        let [nx, ny] = source.size();
        if nx.max(ny) > MAX_SIDE {
            return Err(RasterError::Read(format!(
                "{nx}x{ny} samples are more than {MAX_SIDE} per side; save a part of it"
            )));
        }
        let (x, y) = (Axis::new('x', nx, x)?, Axis::new('y', ny, y)?);
        let pyramid = Pyramid::build(&source, progress).map_err(RasterError::Read)?;
        if pyramid.range[0].is_nan() {
            return Err(SamplesError::AllHoles.into());
        }
        Ok(Raster { source, x, y, pyramid, kept: Mutex::new(LruCache::new(KEPT)), fault: Mutex::new(None) })
    }

    /// Columns and rows.
    pub fn size(&self) -> [usize; 2] {
        [self.x.count, self.y.count]
    }

    /// First and last x, first and last y: where the samples end.
    pub fn domain(&self) -> Domain {
        Domain { x: self.x.extent, y: self.y.extent }
    }

    /// Slopes and origins of the maps from x and y to fractional columns and rows.
    pub fn index_maps(&self) -> [[f64; 2]; 2] {
        [self.x.index_map(), self.y.index_map()]
    }

    /// What 32 bits lose of the samples at most, as a fraction of their range.
    pub fn rounding(&self) -> f64 {
        let [low, high] = self.pyramid.range;
        if high > low { self.pyramid.rounding / (high - low) } else { 0.0 }
    }

    /// The least and the greatest sample, rounded to 32 bits.
    pub fn sample_range(&self) -> [f64; 2] {
        self.pyramid.range
    }

    /// How many samples are missing.
    pub fn missing(&self) -> usize {
        self.pyramid.missing
    }

    /// What is said of samples that are numbers and count as missing.
    pub(super) fn beyond(&self) -> Option<String> {
        let count = self.pyramid.beyond;
        (count > 0).then(|| {
            format!("{count} samples are infinite or beyond ±{LARGEST:e}, which a grid that is left in its file does not hold, and count as missing")
        })
    }

    /// The least sample above 0, wherever it is.
    pub fn least_positive(&self) -> Option<f64> {
        Some(self.pyramid.least_positive).filter(|least| least.is_finite())
    }

    /// What went wrong while samples were read, if anything did: what is drawn since is coarser, or missing values.
    pub fn fault(&self) -> Option<String> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The tile of all samples.
    pub fn root(&self) -> TileId {
        let longer = self.x.count.max(self.y.count);
        let level = (0..).find(|level| TILE << level >= longer).unwrap_or(0);
        TileId { level, column: 0, row: 0 }
    }

    /// Whether a tile has any samples.
    pub fn has(&self, tile: TileId) -> bool {
        let side = tile.samples();
        tile.column * side < self.x.count && tile.row * side < self.y.count
    }

    /// The least and greatest sample of a tile; nothing where it is one missing value.
    pub fn tile_range(&self, tile: TileId) -> Option<[f64; 2]> {
        let part = |at: usize, count: usize| at * tile.samples()..((at + 1) * tile.samples()).min(count);
        self.block_range(part(tile.column, self.x.count), part(tile.row, self.y.count))
    }

    /// The least and greatest sample of a few blocks around a part of the domain; nothing where they are one missing value.
    pub fn bounds(&self, part: Domain) -> Option<[f64; 2]> {
        self.block_range(self.x.part(part.x), self.y.part(part.y))
    }

    /// That of blocks about as large as the part they cover.
    fn block_range(&self, columns: Range<usize>, rows: Range<usize>) -> Option<[f64; 2]> {
        let longer = columns.len().max(rows.len()).max(1);
        let index = (longer.next_power_of_two().ilog2() as usize).clamp(FIRST, self.pyramid.top());
        self.pyramid.level(index)?.range(
            columns.start >> index..columns.end.div_ceil(1 << index),
            rows.start >> index..rows.end.div_ceil(1 << index),
        )
    }

    /// The least and greatest sample of a part of the domain, or of blocks that touch it where it is large; nothing where
    /// there is none.
    pub fn range(&self, domain: Domain) -> Option<[f64; 2]> {
        let (columns, rows) = (self.x.part(domain.x), self.y.part(domain.y));
        let small = columns.len().saturating_mul(rows.len()) <= MOST_LOOKED_AT;
        let read = if small { self.source.read(columns.clone(), rows.clone()).ok() } else { None };
        match read {
            Some(samples) => range(&samples),
            None => {
                let blocks = |part: Range<usize>| part.start >> FIRST..part.end.div_ceil(1 << FIRST);
                self.pyramid.level(FIRST)?.range(blocks(columns), blocks(rows))
            }
        }
    }

    /// Nodes of a tile, rows of [`TILE_NODES`] from the node before its first one on; nothing where the file fails, which
    /// is kept as the fault.
    pub fn tile(&self, tile: TileId) -> Option<Vec<Node>> {
        Some(self.corners(tile)?.into_iter().map(|corner| corner.rounded(0.0, 1.0)).collect())
    }

    /// The same in 64 bits.
    fn corners(&self, tile: TileId) -> Option<Vec<Corner>> {
        let first = [tile.column * TILE, tile.row * TILE];
        let count = [self.x.count, self.y.count].map(|count| count.div_ceil(1 << tile.level));
        // From as many nodes before as slopes take.
        let part =
            |axis: usize| first[axis].saturating_sub(1 + MARGIN)..(first[axis] + TILE + 1 + MARGIN).min(count[axis]);
        let (columns, rows) = (part(0), part(1));
        if columns.is_empty() || rows.is_empty() {
            return None;
        }
        let mut means = match self.means(tile.level, columns.clone(), rows.clone()) {
            Ok(means) => means,
            Err(reason) => {
                self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(reason);
                return None;
            }
        };
        let (width, height) = (columns.len(), rows.len());
        means.iter_mut().filter(|mean| mean.abs() > LARGEST).for_each(|mean| *mean = f64::NAN);
        let [low, high] = self.pyramid.range;
        let rows_of_means = Rows { values: &means, nx: width, places: [None; 2], cliff: SEEN * (high - low) };
        let near = rows_of_means.nodes(Corner::MISSING, |corner| corner);
        let node = |column: usize, row: usize| {
            // Columns and rows of the level, one more than they are, so that none is below 0.
            let at = [first[0] + column, first[1] + row];
            let within = [0, 1].map(|axis| at[axis].clamp(1, count[axis]) - 1);
            let beyond = [0, 1].map(|axis| at[axis] as f64 - (within[axis] + 1) as f64);
            let (along, up) = (within[0] - columns.start, within[1] - rows.start);
            let nearest = if along < width && up < height { near[up * width + along] } else { Corner::MISSING };
            match beyond {
                [0.0, 0.0] => nearest,
                // Samples end where they end; the middles of blocks lie half a block within.
                _ if tile.level == 0 => Corner::MISSING,
                [dx, dy] => nearest.carried_on(dx, dy),
            }
        };
        Some((0..TILE_NODES * TILE_NODES).map(|at| node(at % TILE_NODES, at / TILE_NODES)).collect())
    }

    /// Means of a level's blocks.
    fn means(&self, level: usize, columns: Range<usize>, rows: Range<usize>) -> Result<Vec<f64>, String> {
        if let Some(kept) = self.pyramid.level(level) {
            return Ok(kept.means(columns, rows));
        }
        let part = |axis: &Axis, part: Range<usize>| part.start << level..(part.end << level).min(axis.count);
        let (columns, rows) = (part(&self.x, columns), part(&self.y, rows));
        let width = columns.len();
        let samples = self.source.read(columns, rows)?;
        match level {
            0 => Ok(samples),
            _ => Ok(Level::of(&samples, width, 1 << level).mean.into_iter().map(f64::from).collect()),
        }
    }

    /// Looks points up one after the other.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader { raster: self, last: None }
    }

    /// A tile of level 0, kept for the next points.
    fn kept(&self, id: TileId) -> Arc<Vec<Corner>> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept().get(&id) {
            return Arc::clone(found);
        }
        let made = Arc::new(self.corners(id).unwrap_or_else(|| vec![Corner::MISSING; TILE_NODES * TILE_NODES]));
        kept().put(id, Arc::clone(&made));
        made
    }
}

/// Evaluates a raster at points, of which neighbours are in the same tile mostly.
pub(super) struct Reader<'a> {
    raster: &'a Raster,
    last: Option<(TileId, Arc<Vec<Corner>>)>,
}

impl Reader<'_> {
    /// f and its derivatives up to `order`, NaN outside of the extent and in missing values.
    pub(super) fn at(&mut self, x: f64, y: f64, order: Order) -> [f64; 6] {
        let raster = self.raster;
        let tile = |axis: &Axis, data: f64| (axis.index_at(data).clamp(0.0, axis.last()) as usize) / TILE;
        let id = TileId { level: 0, column: tile(&raster.x, x), row: tile(&raster.y, y) };
        if self.last.as_ref().is_none_or(|(last, _)| *last != id) {
            self.last = Some((id, raster.kept(id)));
        }
        let Some((_, nodes)) = &self.last else { return [f64::NAN; 6] };
        let node = |column: usize, row: usize| {
            let (along, up) = (column + 1 - id.column * TILE, row + 1 - id.row * TILE);
            nodes[up * TILE_NODES + along]
        };
        Interpolant { x: &raster.x, y: &raster.y, node }.at(x, y, order)
    }
}
