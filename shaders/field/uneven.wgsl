// Nodes of a grid of samples that is held and whose columns or rows are not evenly spaced; the field between them is in
// nodes.wgsl. CPU counterpart: src/field/sampled/axis.rs.

struct UnevenUniform {
    /// Columns and rows.
    size: vec2<f32>,
    /// Mean steps per unit of data, negative where an extent runs backwards.
    index_per_unit: vec2<f32>,
}

@group(1) @binding(0) var<uniform> uneven: UnevenUniform;
/// f, fx, fy, fxy per mean step; a missing value is NaN.
@group(1) @binding(1) var uneven_nodes: texture_2d<f32>;
/// Places in mean steps from the first sample: of columns in the first row, of rows in the second.
@group(1) @binding(2) var uneven_places: texture_2d<f32>;

fn nodes_place(p: vec2<f32>) -> NodesPlace {
    let last = uneven.size - 1.0;
    let inside = clamp(p, vec2<f32>(0.0), last);
    let cell = vec2<f32>(uneven_cell(0, inside.x, last.x), uneven_cell(1, inside.y, last.y));
    let at = cell + (inside - uneven_place(cell)) / nodes_cell(cell);
    return NodesPlace(nodes_inside(p, uneven.size), 0u, clamp(at, vec2<f32>(0.0), last), last - 1.0, uneven.index_per_unit);
}

/// The last cell whose first sample is not beyond a place.
fn uneven_cell(axis: i32, place: f32, last: f32) -> f32 {
    var low = 0;
    var high = i32(last);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if textureLoad(uneven_places, vec2<i32>(middle, axis), 0).x <= place {
            low = middle;
        } else {
            high = middle;
        }
    }
    return f32(low);
}

fn uneven_place(corner: vec2<f32>) -> vec2<f32> {
    let at = vec2<i32>(corner);
    return vec2<f32>(
        textureLoad(uneven_places, vec2<i32>(at.x, 0), 0).x,
        textureLoad(uneven_places, vec2<i32>(at.y, 1), 0).x,
    );
}

fn nodes_cell(corner: vec2<f32>) -> vec2<f32> {
    return uneven_place(corner + 1.0) - uneven_place(corner);
}

fn nodes_load(layer: u32, column_row: vec2<f32>) -> vec4<f32> {
    return textureLoad(uneven_nodes, vec2<i32>(column_row), 0);
}
