// f and its derivatives over a band of a grid's rows, one plane each, and the range of f.

struct Band {
    /// Columns of the grid, and rows of this band.
    size: vec2<u32>,
    first_row: u32,
    padding: u32,
}

@group(0) @binding(0) var<uniform> band: Band;
// Coordinates of the grid's columns and rows, as the field takes them.
@group(0) @binding(1) var<storage, read> xs: array<f32>;
@group(0) @binding(2) var<storage, read> ys: array<f32>;
@group(0) @binding(3) var<storage, read_write> values: array<f32>;
@group(0) @binding(4) var<storage, read_write> slopes_x: array<f32>;
@group(0) @binding(5) var<storage, read_write> slopes_y: array<f32>;

fn node(column: u32, row: u32) -> vec2<f32> {
    return vec2<f32>(xs[column], ys[band.first_row + row]);
}

@compute @workgroup_size(256)
fn evaluate_gradient(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= band.size.x {
        return;
    }
    let at = id.y * band.size.x + id.x;
    let sample = field_value_gradient(node(id.x, id.y));
    values[at] = sample.x;
    slopes_x[at] = sample.y;
    slopes_y[at] = sample.z;
}
