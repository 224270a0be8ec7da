// f and its derivatives over a band of a grid's rows, one plane each, and the range of f.

struct Band {
    /// Columns of the grid, and rows of this band.
    size: vec2<u32>,
    first_row: u32,
    /// Quads of four points along a row; the last one reaches past the row where its columns are no multiple of four.
    quads: u32,
}

@group(0) @binding(0) var<uniform> band: Band;
// Coordinates of the grid's columns and rows, as the field takes them; columns are padded to whole quads.
@group(0) @binding(1) var<storage, read> xs: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> ys: array<f32>;
@group(0) @binding(3) var<storage, read_write> values: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> slopes_x: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> slopes_y: array<vec4<f32>>;

// Four neighbours an invocation, so that every store is a whole vector: on a software adapter that doubles the rate.
@compute @workgroup_size(64)
fn evaluate_gradient(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= band.quads {
        return;
    }
    let x = xs[id.x];
    let y = ys[band.first_row + id.y];
    let a = field_value_gradient(vec2<f32>(x.x, y));
    let b = field_value_gradient(vec2<f32>(x.y, y));
    let c = field_value_gradient(vec2<f32>(x.z, y));
    let d = field_value_gradient(vec2<f32>(x.w, y));
    let at = id.y * band.quads + id.x;
    values[at] = vec4<f32>(a.x, b.x, c.x, d.x);
    slopes_x[at] = vec4<f32>(a.y, b.y, c.y, d.y);
    slopes_y[at] = vec4<f32>(a.z, b.z, c.z, d.z);
}
