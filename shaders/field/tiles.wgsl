// Nodes of a grid of samples in tiles, near ones fine and far ones coarse: at level k a node is the mean of 2ᵏ × 2ᵏ samples.
// Tiles are made by src/field/raster.rs; the field between nodes is in nodes.wgsl.

struct TilesUniform {
    /// Columns and rows of the samples.
    size: vec2<f32>,
    /// Index steps per unit of data, negative where an extent runs backwards.
    index_per_unit: vec2<f32>,
}

@group(1) @binding(0) var<uniform> tiles: TilesUniform;
/// A tile a layer: f, fx, fy, fxy per step from node to node, from the node before the first one on; a missing value is NaN.
@group(1) @binding(1) var tiles_pool: texture_2d_array<f32>;
/// For every tile of level 0 the layer that stands for it, and in the upper half the level of that.
@group(1) @binding(2) var tiles_table: texture_2d<u32>;

/// Nodes along a side of a tile.
const TILES_SIDE: f32 = 128.0;
/// No layer.
const TILES_NONE: u32 = 0xffffu;

fn nodes_place(p: vec2<f32>) -> NodesPlace {
    let is_inside = nodes_inside(p, tiles.size);
    // What is not finite is no index.
    let inside = clamp(select(vec2<f32>(0.0), p, is_inside), vec2<f32>(0.0), tiles.size - 1.0);
    let page = vec2<u32>(inside / TILES_SIDE);
    let entry = textureLoad(tiles_table, page, 0).x;
    let layer = entry & 0xffffu;
    let level = entry >> 16u;
    let step = f32(1u << level);
    let first = vec2<f32>(page >> vec2<u32>(level)) * TILES_SIDE - 1.0;
    let count = ceil(tiles.size / step);
    // The middle of the first block of samples lies half a block within, and the tangent plane there reaches beyond it.
    let beyond = select(0.0, 1.0, level > 0u);
    return NodesPlace(
        is_inside && layer != TILES_NONE,
        layer,
        (inside + 0.5) / step - 0.5 - first,
        count - 2.0 + beyond - first,
        tiles.index_per_unit / step,
    );
}

fn nodes_load(layer: u32, column_row: vec2<f32>) -> vec4<f32> {
    return textureLoad(tiles_pool, vec2<i32>(column_row), layer, 0);
}

fn nodes_cell(corner: vec2<f32>) -> vec2<f32> {
    return vec2<f32>(1.0);
}
