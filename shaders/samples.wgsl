// A field of samples: a C¹ bicubic through a regular grid, and its own derivatives.
// Twin of src/field/samples.rs and src/field/samples/bicubic.rs, step by step; math_… are in math.wgsl.

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

/// A cell's corners and a point in it. Values are relative to the nearest corner, as rounding goes by the differences
/// within the cell then.
struct SamplesPatch {
    /// f − base, fx, fy, fxy.
    n00: vec4<f32>,
    n10: vec4<f32>,
    n01: vec4<f32>,
    n11: vec4<f32>,
    base: f32,
    /// 0 to 1 along x and y.
    t: vec2<f32>,
    /// Whether the point is inside and no corner is a hole.
    whole: bool,
}

fn samples_node(column_row: vec2<f32>) -> vec4<f32> {
    return textureLoad(samples_nodes, vec2<i32>(column_row), 0);
}

/// f, ∂f/∂x and ∂f/∂y per unit of data at fractional indices (column, row); NaN outside of the grid and in holes.
fn field_value_gradient(p: vec2<f32>) -> vec3<f32> {
    let found = samples_patch(p);
    var sampled = vec3<f32>(math_nan());
    if found.whole {
        sampled = samples_value_gradient(found);
    } else {
        sampled = samples_lone_node(p);
    }
    return sampled * vec3<f32>(1.0, samples.index_per_unit);
}

/// f alone.
fn field_value(p: vec2<f32>) -> f32 {
    let found = samples_patch(p);
    if found.whole {
        let rows = samples_along_x(found, samples_hermite(found.t.x));
        return found.base + dot(rows, samples_hermite(found.t.y));
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
    return samples_hessian(found) * vec3<f32>(unit.x * unit.x, unit.x * unit.y, unit.y * unit.y);
}

/// The patch at fractional indices, not whole if they are outside or in a hole.
fn samples_patch(p: vec2<f32>) -> SamplesPatch {
    var found: SamplesPatch;
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
fn samples_patch_of(corner: vec2<f32>, t: vec2<f32>) -> SamplesPatch {
    let n00 = samples_node(corner);
    let n10 = samples_node(corner + vec2<f32>(1.0, 0.0));
    let n01 = samples_node(corner + vec2<f32>(0.0, 1.0));
    let n11 = samples_node(corner + vec2<f32>(1.0, 1.0));
    let whole = math_is_finite(n00.x) && math_is_finite(n10.x) && math_is_finite(n01.x) && math_is_finite(n11.x);
    let base = select(select(n00.x, n10.x, t.x > 0.5), select(n01.x, n11.x, t.x > 0.5), t.y > 0.5);
    let less = vec4<f32>(base, 0.0, 0.0, 0.0);
    return SamplesPatch(n00 - less, n10 - less, n01 - less, n11 - less, base, t, whole);
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

/// f, ∂f/∂i and ∂f/∂j per index step.
fn samples_value_gradient(found: SamplesPatch) -> vec3<f32> {
    let weights_y = samples_hermite(found.t.y);
    let rows = samples_along_x(found, samples_hermite(found.t.x));
    let slopes = samples_along_x(found, samples_hermite_slope(found.t.x));
    let value = found.base + dot(rows, weights_y);
    return vec3<f32>(value, dot(slopes, weights_y), dot(rows, samples_hermite_slope(found.t.y)));
}

/// ∂²f/∂i², ∂²f/∂i∂j and ∂²f/∂j² per index step squared.
fn samples_hessian(found: SamplesPatch) -> vec3<f32> {
    return vec3<f32>(
        dot(samples_along_x(found, samples_hermite_curvature(found.t.x)), samples_hermite(found.t.y)),
        dot(samples_along_x(found, samples_hermite_slope(found.t.x)), samples_hermite_slope(found.t.y)),
        dot(samples_along_x(found, samples_hermite(found.t.x)), samples_hermite_curvature(found.t.y)),
    );
}

/// Both rows combined along x: values at row 0 and row 1, then slopes along y at row 0 and row 1.
fn samples_along_x(found: SamplesPatch, weights: vec4<f32>) -> vec4<f32> {
    let row_0 = weights.x * found.n00.xz + weights.y * found.n10.xz + weights.z * found.n00.yw + weights.w * found.n10.yw;
    let row_1 = weights.x * found.n01.xz + weights.y * found.n11.xz + weights.z * found.n01.yw + weights.w * found.n11.yw;
    return vec4<f32>(row_0.x, row_1.x, row_0.y, row_1.y);
}

/// The cubic Hermite basis on [0, 1]: weights of the value at 0 and 1 and of the slope at 0 and 1.
fn samples_hermite(t: f32) -> vec4<f32> {
    let s = 1.0 - t;
    let rise = t * t * (3.0 - 2.0 * t);
    return vec4<f32>(1.0 - rise, rise, t * s * s, -t * t * s);
}

/// The first derivatives of samples_hermite.
fn samples_hermite_slope(t: f32) -> vec4<f32> {
    let s = 1.0 - t;
    let rise = 6.0 * t * s;
    return vec4<f32>(-rise, rise, s * (1.0 - 3.0 * t), t * (3.0 * t - 2.0));
}

/// The second derivatives of samples_hermite.
fn samples_hermite_curvature(t: f32) -> vec4<f32> {
    let rise = 6.0 - 12.0 * t;
    return vec4<f32>(-rise, rise, 6.0 * t - 4.0, 6.0 * t - 2.0);
}
