//! How fine the mesh of a surface is, and where.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use glam::{Vec2, Vec3};

use crate::field::{Domain, Field, Kind, TILE};
use crate::render::data::plot_data::PlotData;
use crate::render::data::sheet::cuts::Bend;
use crate::render::data::sheet::detail::{pixels_upwards, seen_edges, strayed};
use crate::render::data::sheet::fine::{FineMap, Ridges};
use crate::render::data::sheet::flatness::Flatness;
use crate::render::data::sheet::patches::{Fineness, TRIANGLES, patches, whole_cells};
use crate::render::figure::camera::{Camera, corners};
use crate::render::figure::world::World;
use crate::render::panels::context::PrepareContext;
use crate::render::passes::frame::FrameUniform;
use crate::render::passes::surface::{CELLS, PatchInstance};

/// The most vertices along a side of a mesh that moves. A software adapter shades 4 × 4 pixels for every triangle that has one
/// of them, so that smaller triangles would cost more than what they show.
pub(super) const COARSE: u32 = 48;
/// The most vertices along a side of a mesh that is seen whole, and the most cells along a side of one that is seen near.
const FINEST: u32 = 2048;
const FINEST_NEAR: u32 = 1 << 16;
/// Pixels of a cell of the mesh.
const PIXELS_PER_CELL: f32 = 2.0;

/// Vertices along x and y of the mesh at rest of a domain that is seen whole: one for about two pixels of the longest edge, which
/// keeps it within a pixel of a finer one, and no more than a raster has samples.
pub(super) fn mesh_size(plot_data: &PlotData, field: &Field, world: &World, camera: &Camera, panel: Vec2) -> [u32; 2] {
    let corners = corners(world.half).map(|corner| camera.project(corner, panel));
    let longest = |bit: usize| {
        let edges = (0..8)
            .filter(|corner| corner >> bit & 1 == 0)
            .map(|corner| corners[corner].distance(corners[corner | 1 << bit]));
        // Of what is nearer than that, parts are seen.
        edges.fold(0.0, f32::max).min(panel.length())
    };
    let vertices = |axis: usize, nodes: u32| {
        ((longest(axis) / PIXELS_PER_CELL) as u32).clamp(96, FINEST).min(nodes).clamp(2, FINEST)
    };
    let [columns, rows] = nodes(plot_data, field);
    [vertices(0, columns), vertices(1, rows)]
}

/// What counts as a pixel where f is finer than pixels, in cells of the mesh. A wave of a formula has tops as high as f's where it
/// takes five of them or more; samples are rough by themselves, and their tops are kept.
pub(super) fn fine_per_cell(field: &Field) -> f32 {
    match field.kind() {
        Kind::Formula(_) => 1.0,
        Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => PIXELS_PER_CELL,
    }
}

/// The most nodes of a mesh along x and y: those of a raster, whose tiles are no finer, while others have values between any
/// two.
pub(super) fn nodes(plot_data: &PlotData, field: &Field) -> [u32; 2] {
    match field.kind() {
        Kind::Formula(_) | Kind::Function(_) | Kind::Samples(_) => [FINEST_NEAR; 2],
        Kind::Raster(_) => [plot_data.grid.nx as u32, plot_data.grid.ny as u32],
    }
}

/// Whether f's second derivatives in a part of the domain are there for little: those of a function without a gradient are nine
/// values each, and those of a raster are read from its file, a tile or a few where the part has few samples.
fn has_curvature(field: &Field, part: Domain) -> bool {
    match field.kind() {
        Kind::Formula(_) | Kind::Samples(_) => true,
        Kind::Function(function) => function.has_gradient(),
        Kind::Raster(raster) => {
            let samples = |[slope, _]: [f64; 2], [first, last]: [f64; 2]| (slope * (last - first)).abs();
            let [map_x, map_y] = raster.index_maps();
            samples(map_x, part.x).max(samples(map_y, part.y)) <= TILE as f64
        }
    }
}

/// How far the sheet strays from f where it is made of patches, as far as that was asked. It holds wherever they are seen
/// from.
#[derive(Clone, Debug, Default)]
pub(super) struct Strays {
    curvatures: Curvatures,
    flatness: Option<Arc<Flatness>>,
}

/// By f's second derivatives, in places of heights: by the first and last fractions of the domain that patches take.
#[derive(Clone, Debug, Default)]
struct Curvatures(Arc<Mutex<HashMap<[u32; 4], f64>>>);

impl Curvatures {
    /// What was found of a patch, or is found now.
    fn of(&self, [x0, x1]: [f32; 2], [y0, y1]: [f32; 2], find: impl FnOnce() -> f64) -> f64 {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *found.entry([x0, x1, y0, y1].map(f32::to_bits)).or_insert_with(find)
    }
}

/// The patches of the mesh, and of each how f bends within a pixel there, over the part of the field that is shown: its
/// places of heights are between `heights`.
pub(super) fn mesh_patches(
    plot_data: &PlotData,
    with: PrepareContext<'_>,
    (world, heights): (&World, [f64; 2]),
    uniform: &FrameUniform,
    mesh: [u32; 2],
    (fine, ridges): (Option<&FineMap>, Option<&Ridges>),
    strays: &mut Strays,
) -> (Vec<PatchInstance>, Vec<Bend>) {
    let finest = if plot_data.is_coarse { mesh } else { nodes(plot_data, with.exact) };
    let fineness = Fineness {
        cells: mesh.map(|vertices| vertices - 1),
        finest: finest.map(|nodes| (nodes - 1).min(FINEST_NEAR)),
        pixels: PIXELS_PER_CELL,
        most: with.gpu.detail.triangles / TRIANGLES,
    };
    let Vec3 { x: half_x, y: half_y, z: half_z } = world.half;
    let place = |[first, last]: [f32; 2], half: f32| [(2.0 * first - 1.0) * half, (2.0 * last - 1.0) * half];
    let at = |[first, last]: [f64; 2], fraction: f32| first + (last - first) * f64::from(fraction);
    let part = |x: [f32; 2], y: [f32; 2]| Domain {
        x: x.map(|fraction| at(world.domain.x, fraction)),
        y: y.map(|fraction| at(world.domain.y, fraction)),
    };
    let edges = |x: [f32; 2], y: [f32; 2]| {
        let part = part(x, y);
        // A raster knows how high each part is; a formula's may be as high as the box.
        let heights = match with.field.bounds(part) {
            Some(range) => range.map(|f| (world.height(f) as f32).clamp(-half_z, half_z)),
            None => [-half_z, half_z],
        };
        seen_edges(uniform, place(x, half_x), place(y, half_y), heights)
    };
    let pixels_per_place = |x: [f32; 2], y: [f32; 2]| {
        let middle = [place(x, half_x), place(y, half_y)].map(|[first, last]| 0.5 * (first + last));
        world.per_unit()[2].abs() * f64::from(pixels_upwards(uniform, middle))
    };
    let Strays { curvatures, flatness } = strays;
    let stray = |x: [f32; 2], y: [f32; 2]| {
        let is_mean = fine.is_some_and(|map| map.covers(x, y));
        let part = part(x, y);
        if plot_data.is_coarse || is_mean || !has_curvature(with.exact, part) {
            return 0.0;
        }
        let find = || strayed(plot_data.risen(with.exact), part, CELLS, heights);
        (curvatures.of(x, y, find) * pixels_per_place(x, y)) as f32
    };
    let (cells, levels) = whole_cells(fineness.cells);
    // Of what is in a file, and of a function that takes long, so many values are not asked for.
    let has_nodes = matches!(with.exact.kind(), Kind::Formula(_) | Kind::Samples(_)) && levels > 0;
    if has_nodes && flatness.as_ref().is_none_or(|flatness| !flatness.is_of(cells, levels)) {
        let found = Flatness::new(plot_data.risen(with.exact), world.domain, heights, cells, levels);
        *flatness = Some(Arc::new(found));
    }
    let flatness = flatness.as_ref().filter(|_| has_nodes);
    let has_ridge = |x: [f32; 2], y: [f32; 2]| ridges.is_some_and(|ridges| ridges.touch(x, y));
    let joined = |level: u32, place: [u32; 2], [x, y]: [[f32; 2]; 2]| {
        // Nodes may meet none of it.
        flatness
            .filter(|_| !has_ridge(x, y))
            .map_or(f32::INFINITY, |flatness| (flatness.stray(level, place) * pixels_per_place(x, y)) as f32)
    };
    let (patches, steep) = patches(&fineness, edges, stray, joined);
    // Samples have neither cliffs nor cusps between them.
    let may_be_steep = matches!(with.exact.kind(), Kind::Formula(_));
    let bend = |(patch, &is_steep): (&PatchInstance, &bool)| {
        let ends = |axis: usize| [0, CELLS].map(|cells| (patch.first[axis] + cells) as f32 * patch.step[axis]);
        match fine {
            // What is drawn as its mean bends no more.
            Some(map) if map.covers(ends(0), ends(1)) => Bend::Mean,
            Some(map) if map.touches(ends(0), ends(1)) => Bend::Little,
            _ if is_steep && may_be_steep || has_ridge(ends(0), ends(1)) => Bend::Steep,
            _ => Bend::Little,
        }
    };
    let bends = patches.iter().zip(&steep).map(bend).collect();
    (patches, bends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_patch_strays_is_found_once() {
        let (strays, found) = (Curvatures::default(), std::cell::Cell::new(0));
        let find = |value: f64| {
            found.set(found.get() + 1);
            value
        };
        let kept = strays.clone();
        assert_eq!(strays.of([0.0, 0.5], [0.5, 1.0], || find(3.0)), 3.0);
        assert_eq!(kept.of([0.0, 0.5], [0.5, 1.0], || find(4.0)), 3.0);
        assert_eq!(kept.of([0.5, 1.0], [0.0, 0.5], || find(5.0)), 5.0);
        assert_eq!(found.get(), 2);
    }
}
