//! Tiles of a raster on the device: a pool of fixed size, and a table that says which tile stands for which part.

use std::collections::{BTreeSet, HashSet};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use rayon::prelude::*;

use super::quadtree::refined;
use crate::field::{Node, Raster, TILE, TILE_NODES, TileId};
use crate::gpu::{Gpu, GpuError};

/// Pixels from node to node beyond which a tile gives way to finer ones.
const COARSEST: f32 = 1.0;
/// Tiles that are made between two submissions: their texels wait in memory for as long.
const BATCH: usize = 32;
/// Tiles without which no picture is worth its while.
const FEWEST: usize = 32;
/// What the table says where no tile stands for a part; shaders know it.
const NONE: u32 = 0xffff;

/// Tiles on the device. The device's field owns it, and drops it with itself.
#[derive(Debug)]
pub(crate) struct TilePool {
    raster: Arc<Raster>,
    layers: wgpu::Texture,
    table: wgpu::Texture,
    /// Columns and rows of the table.
    pages: [usize; 2],
    capacity: usize,
    state: Mutex<State>,
}

/// Which tile is in which layer.
#[derive(Debug)]
struct State {
    resident: LruCache<TileId, u32>,
    free: Vec<u32>,
    /// Tiles that the file failed to give.
    failed: HashSet<TileId>,
    /// What was asked for, by purpose.
    selections: [Vec<TileId>; 2],
    /// What the table was written for.
    shown: Vec<(TileId, u32)>,
}

/// What tiles are shown for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TileUse {
    /// To compute what a picture shows.
    Measuring,
    /// To draw it.
    Drawing,
}

impl TilePool {
    /// An empty pool of so many tiles, or of fewer where the adapter has no memory for them: a coarser picture is one.
    pub(crate) fn of_at_most(gpu: &Gpu, raster: &Arc<Raster>, capacity: usize) -> Result<TilePool, GpuError> {
        match TilePool::new(gpu, raster, capacity) {
            Err(GpuError::OutOfMemory) if capacity > FEWEST => TilePool::of_at_most(gpu, raster, capacity / 2),
            built => built,
        }
    }

    /// An empty pool of so many tiles.
    fn new(gpu: &Gpu, raster: &Arc<Raster>, capacity: usize) -> Result<TilePool, GpuError> {
        let texture = |label, [width, height]: [usize; 2], layers, format| {
            gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size: wgpu::Extent3d { width: width as u32, height: height as u32, depth_or_array_layers: layers },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            })
        };
        let pages = raster.size().map(|side| side.div_ceil(TILE));
        let (layers, table) = gpu.scoped(|| {
            let layers = texture("tiles", [TILE_NODES; 2], capacity as u32, wgpu::TextureFormat::Rgba32Float);
            (layers, texture("table of tiles", pages, 1, wgpu::TextureFormat::R32Uint))
        })?;
        let state = State {
            resident: LruCache::new(NonZeroUsize::new(capacity).unwrap_or(NonZeroUsize::MIN)),
            free: (0..capacity as u32).collect(),
            failed: HashSet::new(),
            selections: [Vec::new(), Vec::new()],
            shown: Vec::new(),
        };
        Ok(TilePool { raster: Arc::clone(raster), layers, table, pages, capacity, state: Mutex::new(state) })
    }

    /// The samples.
    pub(crate) fn raster(&self) -> &Arc<Raster> {
        &self.raster
    }

    /// The views that shaders read: the layers and the table.
    pub(crate) fn views(&self) -> [wgpu::TextureView; 2] {
        let layers =
            wgpu::TextureViewDescriptor { dimension: Some(wgpu::TextureViewDimension::D2Array), ..Default::default() };
        [self.layers.create_view(&layers), self.table.create_view(&Default::default())]
    }

    /// The tiles of a view: from that of all samples on, the coarsest gives way to the finer ones in it until none is too
    /// coarse or the pool is full.
    ///
    /// `coarseness` says how many pixels lie between the nodes of a tile, 0 where none of it is seen.
    pub(crate) fn select(&self, coarseness: impl Fn(TileId) -> f32) -> Vec<TileId> {
        // A tile that gives way stands in for the finer ones until they are there.
        let parts = |tile: TileId| {
            (tile.level > 0).then(|| tile.children().into_iter().filter(|&child| self.raster.has(child)))
        };
        let leaves = refined([self.raster.root()], self.capacity, COARSEST, coarseness, parts);
        let is_seen = |&(_, coarseness): &(TileId, f32)| coarseness > 0.0;
        let mut tiles: Vec<TileId> = leaves.into_iter().filter(is_seen).map(|(tile, _)| tile).collect();
        tiles.sort_unstable();
        tiles
    }

    /// Has tiles stand for their parts, of which up to `most` are made that are not there; returns how many are missing.
    ///
    /// Those that were shown for another purpose stay, if there is room for both: what is measured in one place does not
    /// make what is seen in another any coarser.
    pub(crate) fn show(&self, gpu: &Gpu, tiles: &[TileId], purpose: TileUse, most: usize) -> usize {
        let mut state = self.state();
        state.selections[purpose as usize] = tiles.to_vec();
        let both: BTreeSet<TileId> = state.selections.iter().flatten().copied().collect();
        let selected = if both.len() < self.capacity { both } else { tiles.iter().copied().collect() };
        // Coarse ones come first, and that of all tiles stands in for any other.
        let wanted: Vec<TileId> = [self.raster.root()].into_iter().chain(selected.into_iter().rev()).collect();
        wanted.iter().for_each(|&tile| {
            let stand_in = self.stand_in(&state, tile);
            state.resident.promote(&stand_in);
        });
        let is_missing = |tile: &&TileId| !state.resident.contains(tile) && !state.failed.contains(tile);
        let mut missing: Vec<TileId> = wanted.iter().filter(is_missing).copied().collect();
        missing.dedup();
        let later = missing.split_off(most.min(missing.len()));
        for batch in missing.chunks(BATCH) {
            let made: Vec<_> = batch.par_iter().map(|&tile| (tile, self.raster.tile(tile))).collect();
            for (tile, nodes) in made {
                match nodes {
                    Some(nodes) => self.put(gpu, &mut state, tile, &nodes),
                    None => {
                        state.failed.insert(tile);
                    }
                }
            }
            gpu.queue.submit([]);
        }
        self.write_table(gpu, &mut state, &wanted);
        later.len()
    }

    /// Lets go of what was shown for a purpose.
    pub(crate) fn forget(&self, purpose: TileUse) {
        self.state().selections[purpose as usize].clear();
    }

    fn put(&self, gpu: &Gpu, state: &mut State, tile: TileId, nodes: &[Node]) {
        let free = state.free.pop().or_else(|| state.resident.pop_lru().map(|(_, layer)| layer));
        let Some(layer) = free else { return };
        state.resident.put(tile, layer);
        let place = wgpu::TexelCopyTextureInfo {
            texture: &self.layers,
            mip_level: 0,
            origin: wgpu::Origin3d { x: 0, y: 0, z: layer },
            aspect: wgpu::TextureAspect::All,
        };
        let side = TILE_NODES as u32;
        let size = wgpu::Extent3d { width: side, height: side, depth_or_array_layers: 1 };
        gpu.queue.write_texture(place, bytemuck::cast_slice(nodes), rows_of::<Node>(side), size);
    }

    /// The tile, or the least one that it is part of and that is there.
    fn stand_in(&self, state: &State, mut tile: TileId) -> TileId {
        while !state.resident.contains(&tile) && tile.level < self.raster.root().level {
            tile = tile.parent();
        }
        tile
    }

    /// For every tile of level 0, the finest of the wanted tiles and of those that they are part of.
    fn write_table(&self, gpu: &Gpu, state: &mut State, wanted: &[TileId]) {
        let standing: HashSet<TileId> = wanted.iter().map(|&tile| self.stand_in(state, tile)).collect();
        let layer = |tile: TileId| state.resident.peek(&tile).map(|&layer| (tile, layer));
        let mut shown: Vec<(TileId, u32)> = standing.into_iter().filter_map(layer).collect();
        // Coarse ones first, over which fine ones are written.
        shown.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
        if shown == state.shown {
            return;
        }
        let [across, down] = self.pages;
        let mut table = vec![NONE; across * down];
        for (tile, layer) in &shown {
            let part = |at: usize, count: usize| (at << tile.level)..((at + 1) << tile.level).min(count);
            for row in part(tile.row, down) {
                let columns = part(tile.column, across);
                table[row * across + columns.start..row * across + columns.end].fill((tile.level as u32) << 16 | layer);
            }
        }
        let (width, height) = (across as u32, down as u32);
        let size = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
        gpu.queue.write_texture(self.table.as_image_copy(), bytemuck::cast_slice(&table), rows_of::<u32>(width), size);
        state.shown = shown;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn rows_of<T>(width: u32) -> wgpu::TexelCopyBufferLayout {
    wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(width * size_of::<T>() as u32), rows_per_image: None }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;
    use crate::compute::{Evaluator, GpuField};
    use crate::expr::Order;
    use crate::field::{Domain, Field, Grid, Kind, OpenOptions};

    const SIDE: usize = 2000;
    const FEW: usize = 24;

    /// 16 × 16 tiles of a plane that falls along y.
    fn plane() -> (Field, Arc<Raster>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plane.csv");
        let row = |row: usize| {
            (0..SIDE).map(|column| format!("{}", 2 * column as i64 - 3 * row as i64)).collect::<Vec<_>>().join(",")
        };
        std::fs::write(&path, (0..SIDE).map(row).collect::<Vec<_>>().join("\n")).unwrap();
        let end = (SIDE - 1) as f64;
        let (x, y) = (Some([0.0, end]), Some([0.0, end]));
        let options = OpenOptions { x, y, most_held: Some(1000), ..OpenOptions::default() };
        let field = Field::open(path.to_str().unwrap(), &options).unwrap();
        let Kind::Raster(raster) = field.kind() else { panic!("it is a raster") };
        let raster = Arc::clone(raster);
        (field, raster)
    }

    /// A view that is finest at a sample.
    fn about(at: [f32; 2]) -> impl Fn(TileId) -> f32 {
        move |tile| {
            let side = tile.samples() as f32;
            let middle = [tile.column, tile.row].map(|index| (index as f32 + 0.5) * side);
            let away = (middle[0] - at[0]).abs().max((middle[1] - at[1]).abs()) - 0.5 * side;
            side / TILE as f32 * 16.0 / (1.0 + away.max(0.0))
        }
    }

    #[test]
    fn tiles_of_all_levels_are_one_plane() {
        let gpu = Gpu::open(None).unwrap();
        let (_, raster) = plane();
        let (field, pool) = GpuField::from_raster(&gpu, &raster, FEW).unwrap();
        for at in [[1000.0, 300.0], [10.0, 1990.0], [1999.0, 0.0]] {
            let tiles = pool.select(about(at));
            assert!(tiles.len() < FEW && tiles.first().is_some_and(|finest| finest.level == 0), "{tiles:?}");
            let covered: usize = tiles
                .iter()
                .map(|tile| {
                    let part = |at: usize| ((at + 1) * tile.samples()).min(SIDE) - at * tile.samples();
                    part(tile.column) * part(tile.row)
                })
                .sum();
            assert_eq!(covered, SIDE * SIDE, "every sample is in one tile");
            // A few at a time: what is missing is coarser, and the plane is the same plane.
            for missing in (0..tiles.len()).rev().step_by(3) {
                let left = pool.show(&gpu, &tiles, TileUse::Drawing, 3);
                assert!(left <= missing + 3, "{left} are missing still");
                assert!(pool.state().resident.len() <= FEW);
                let end = (SIDE - 1) as f64;
                let grid = Grid { nx: 401, ny: 397, domain: Domain { x: [0.0, end], y: [0.0, end] } };
                let found = Evaluator::new(&gpu, &field).sample(&grid, Order::Gradient).unwrap();
                let (xs, ys) = (grid.xs(), grid.ys());
                for (at, f) in found[0].iter().enumerate() {
                    let expected = 2.0 * xs[at % grid.nx] - 3.0 * ys[at / grid.nx];
                    assert!((f64::from(*f) - expected).abs() < 0.02, "{f} for {expected}");
                    assert!((found[1][at] - 2.0).abs() < 1e-2 && (found[2][at] + 3.0).abs() < 1e-2);
                }
            }
            assert_eq!(pool.show(&gpu, &tiles, TileUse::Drawing, usize::MAX), 0);
            let state = pool.state();
            assert!(tiles.iter().all(|tile| state.resident.contains(tile)));
        }
    }

    #[test]
    fn what_is_measured_leaves_what_is_drawn_as_it_is_where_there_is_room() {
        let gpu = Gpu::open(None).unwrap();
        let (_, raster) = plane();
        let tile = |column: usize| TileId { level: 0, column, row: 0 };
        for (capacity, stays) in [(8, true), (3, false)] {
            let (_, pool) = GpuField::from_raster(&gpu, &raster, capacity).unwrap();
            pool.show(&gpu, &[tile(0)], TileUse::Drawing, usize::MAX);
            pool.show(&gpu, &[tile(5), tile(6)], TileUse::Measuring, usize::MAX);
            let shown: Vec<TileId> = pool.state().shown.iter().map(|(tile, _)| *tile).collect();
            assert_eq!(shown.contains(&tile(0)), stays, "{shown:?}");
            assert!(shown.contains(&tile(5)) && shown.contains(&tile(6)));
        }
    }

    #[test]
    fn tiles_that_were_looked_at_are_kept_and_the_longest_unseen_gives_way() {
        let gpu = Gpu::open(None).unwrap();
        let (_, raster) = plane();
        let (_, pool) = GpuField::from_raster(&gpu, &raster, 4).unwrap();
        let tile = |column: usize| TileId { level: 0, column, row: 0 };
        for column in [0, 1, 2] {
            pool.show(&gpu, &[tile(column)], TileUse::Drawing, usize::MAX);
        }
        pool.show(&gpu, &[tile(0)], TileUse::Drawing, usize::MAX);
        pool.show(&gpu, &[tile(3)], TileUse::Drawing, usize::MAX);
        let state = pool.state();
        assert!([raster.root(), tile(0), tile(2), tile(3)].iter().all(|tile| state.resident.contains(tile)));
        assert!(!state.resident.contains(&tile(1)));
    }
}
