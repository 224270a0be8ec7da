// A field of samples: a C¹ bicubic through a regular grid, and its own derivatives.
// Twin of src/field/samples/interpolant.rs, step by step; bicubic_… are in bicubic.wgsl.

struct SamplesUniform {
    /// Columns and rows.
    size: vec2<f32>,
    /// Index steps per unit of data, negative where an extent runs backwards.
    index_per_unit: vec2<f32>,
}

@group(1) @binding(0) var<uniform> samples: SamplesUniform;
/// f, fx, fy, fxy per index step; a hole is NaN.
@group(1) @binding(1) var samples_nodes: texture_2d<f32>;

/// How far beyond the ends a point still counts, in units of the size: the rounding of an affine map in f32.
const SAMPLES_SLACK: f32 = 5e-7;

fn samples_node(column_row: vec2<f32>) -> vec4<f32> {
    return textureLoad(samples_nodes, vec2<i32>(column_row), 0);
}

/// f, ∂f/∂x and ∂f/∂y per unit of data at fractional indices (column, row); NaN outside of the grid and in holes.
fn field_value_gradient(p: vec2<f32>) -> vec3<f32> {
    let found = samples_patch(p);
    var sampled = vec3<f32>(math_nan());
    if found.whole {
        sampled = bicubic_value_gradient(found);
    } else {
        sampled = samples_lone_node(p);
    }
    return sampled * vec3<f32>(1.0, samples.index_per_unit);
}

/// f alone.
fn field_value(p: vec2<f32>) -> f32 {
    let found = samples_patch(p);
    if found.whole {
        return bicubic_value(found);
    }
    return samples_lone_node(p).x;
}

/// fxx, fxy and fyy per unit of data squared; they jump from cell to cell.
fn field_hessian(p: vec2<f32>) -> vec3<f32> {
    let found = samples_patch(p);
    if !found.whole {
        return vec3<f32>(math_nan());
    }
    let unit = samples.index_per_unit;
    return bicubic_hessian(found) * vec3<f32>(unit.x * unit.x, unit.x * unit.y, unit.y * unit.y);
}

/// The patch at fractional indices, not whole if they are outside or in a hole.
fn samples_patch(p: vec2<f32>) -> BicubicPatch {
    var found: BicubicPatch;
    found.whole = false;
    if !samples_inside(p) {
        return found;
    }
    let last = samples.size - 1.0;
    let inside = clamp(p, vec2<f32>(0.0), last);
    let cell = min(floor(inside), last - 1.0);
    let t = inside - cell;
    // A point on a border belongs to the cell before it too, which may be whole where this one is a hole.
    let may_step_back = select(vec2<f32>(0.0), vec2<f32>(1.0), (t == vec2<f32>(0.0)) & (cell > vec2<f32>(0.0)));
    for (var k = 0u; k < 4u; k++) {
        let back = vec2<f32>(f32(k & 1u), f32(k >> 1u));
        if any(back > may_step_back) {
            continue;
        }
        found = samples_patch_of(cell - back, t + back);
        if found.whole {
            break;
        }
    }
    return found;
}

/// The patch of the cell whose first corner is `corner`, at `t`.
fn samples_patch_of(corner: vec2<f32>, t: vec2<f32>) -> BicubicPatch {
    return bicubic_patch(
        samples_node(corner),
        samples_node(corner + vec2<f32>(1.0, 0.0)),
        samples_node(corner + vec2<f32>(0.0, 1.0)),
        samples_node(corner + vec2<f32>(1.0, 1.0)),
        t,
    );
}

/// Whether p is on the grid. A point that is not finite is not, which comparisons alone do not promise.
fn samples_inside(p: vec2<f32>) -> bool {
    let slack = SAMPLES_SLACK * samples.size;
    return math_is_finite(p.x) && math_is_finite(p.y) && all(p >= -slack) && all(p <= samples.size - 1.0 + slack);
}

/// f and its slopes at a sample with no whole cell around it, NaN elsewhere.
fn samples_lone_node(p: vec2<f32>) -> vec3<f32> {
    if !samples_inside(p) || any(fract(p) != vec2<f32>(0.0)) {
        return vec3<f32>(math_nan());
    }
    return samples_node(p).xyz;
}
