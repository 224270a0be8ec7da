// A field of samples in tiles, near ones fine and far ones coarse: at level k a node is the mean of 2ᵏ × 2ᵏ samples.
// Tiles are made by src/field/raster.rs; bicubic_… are in bicubic.wgsl.

struct TilesUniform {
    /// Columns and rows of the samples.
    size: vec2<f32>,
    /// Index steps per unit of data, negative where an extent runs backwards.
    index_per_unit: vec2<f32>,
}

@group(1) @binding(0) var<uniform> tiles: TilesUniform;
/// A tile a layer: f, fx, fy, fxy per step from node to node, from the node before the first one on; a hole is NaN.
@group(1) @binding(1) var tiles_pool: texture_2d_array<f32>;
/// For every tile of level 0 the layer that stands for it, and in the upper half the level of that.
@group(1) @binding(2) var tiles_table: texture_2d<u32>;

/// Nodes along a side of a tile.
const TILES_SIDE: f32 = 128.0;
/// How far beyond the ends a point still counts, in units of the size: the rounding of an affine map in f32.
const TILES_SLACK: f32 = 5e-7;
/// No layer.
const TILES_NONE: u32 = 0xffffu;

/// Where a point is in the tile that stands for it.
struct TilesPlace {
    layer: u32,
    /// Fractional texel.
    at: vec2<f32>,
    /// The last cell's first texel.
    last: vec2<f32>,
    /// Samples from node to node.
    step: f32,
}

/// f, ∂f/∂x and ∂f/∂y per unit of data at fractional indices (column, row) of samples; NaN outside and in holes.
fn field_value_gradient(p: vec2<f32>) -> vec3<f32> {
    let place = tiles_place(p);
    let found = tiles_patch(place);
    var sampled = vec3<f32>(math_nan());
    if found.whole {
        sampled = bicubic_value_gradient(found);
    } else {
        sampled = tiles_lone_node(place);
    }
    return sampled * vec3<f32>(1.0, tiles.index_per_unit / place.step);
}

/// f alone.
fn field_value(p: vec2<f32>) -> f32 {
    let place = tiles_place(p);
    let found = tiles_patch(place);
    if found.whole {
        return bicubic_value(found);
    }
    return tiles_lone_node(place).x;
}

/// fxx, fxy and fyy per unit of data squared; they jump from cell to cell.
fn field_hessian(p: vec2<f32>) -> vec3<f32> {
    let place = tiles_place(p);
    let found = tiles_patch(place);
    if !found.whole {
        return vec3<f32>(math_nan());
    }
    let unit = tiles.index_per_unit / place.step;
    return bicubic_hessian(found) * vec3<f32>(unit.x * unit.x, unit.x * unit.y, unit.y * unit.y);
}

/// A point that is not finite is not inside, which comparisons alone do not promise.
fn tiles_place(p: vec2<f32>) -> TilesPlace {
    let slack = TILES_SLACK * tiles.size;
    let is_inside =
        math_is_finite(p.x) && math_is_finite(p.y) && all(p >= -slack) && all(p <= tiles.size - 1.0 + slack);
    if !is_inside {
        return TilesPlace(TILES_NONE, vec2<f32>(0.0), vec2<f32>(0.0), 1.0);
    }
    let inside = clamp(p, vec2<f32>(0.0), tiles.size - 1.0);
    let page = vec2<u32>(inside / TILES_SIDE);
    let entry = textureLoad(tiles_table, page, 0).x;
    let level = entry >> 16u;
    let step = f32(1u << level);
    let first = vec2<f32>(page >> vec2<u32>(level)) * TILES_SIDE - 1.0;
    let count = ceil(tiles.size / step);
    // The middle of the first block of samples lies half a block within, and the tangent plane there reaches beyond it.
    let beyond = select(0.0, 1.0, level > 0u);
    return TilesPlace(entry & 0xffffu, (inside + 0.5) / step - 0.5 - first, count - 2.0 + beyond - first, step);
}

fn tiles_node(layer: u32, column_row: vec2<f32>) -> vec4<f32> {
    return textureLoad(tiles_pool, vec2<i32>(column_row), layer, 0);
}

/// The patch at a place, not whole if it is outside or in a hole.
fn tiles_patch(place: TilesPlace) -> BicubicPatch {
    var found: BicubicPatch;
    found.whole = false;
    if place.layer == TILES_NONE {
        return found;
    }
    let cell = min(floor(place.at), place.last);
    let t = place.at - cell;
    // A point on a border belongs to the cell before it too, which may be whole where this one is a hole.
    let may_step_back = select(vec2<f32>(0.0), vec2<f32>(1.0), (t == vec2<f32>(0.0)) & (cell > vec2<f32>(0.0)));
    for (var k = 0u; k < 4u; k++) {
        let back = vec2<f32>(f32(k & 1u), f32(k >> 1u));
        if any(back > may_step_back) {
            continue;
        }
        found = tiles_patch_of(place.layer, cell - back, t + back);
        if found.whole {
            break;
        }
    }
    return found;
}

/// The patch of the cell whose first corner is `corner`, at `t`.
fn tiles_patch_of(layer: u32, corner: vec2<f32>, t: vec2<f32>) -> BicubicPatch {
    return bicubic_patch(
        tiles_node(layer, corner),
        tiles_node(layer, corner + vec2<f32>(1.0, 0.0)),
        tiles_node(layer, corner + vec2<f32>(0.0, 1.0)),
        tiles_node(layer, corner + vec2<f32>(1.0, 1.0)),
        t,
    );
}

/// f and its slopes at a node with no whole cell around it, NaN elsewhere.
fn tiles_lone_node(place: TilesPlace) -> vec3<f32> {
    if place.layer == TILES_NONE || any(fract(place.at) != vec2<f32>(0.0)) {
        return vec3<f32>(math_nan());
    }
    return tiles_node(place.layer, place.at).xyz;
}
