// The bicubic Hermite patch of one cell of samples. CPU counterpart: src/field/sampled/samples/bicubic.rs, function by
// function; math_… are in math.wgsl.

/// A cell's corners and a point in it. Values are relative to the nearest corner, as rounding goes by the differences
/// within the cell then.
struct BicubicPatch {
    /// f − base, fx, fy, fxy.
    n00: vec4<f32>,
    n10: vec4<f32>,
    n01: vec4<f32>,
    n11: vec4<f32>,
    base: f32,
    /// 0 to 1 along x and y.
    t: vec2<f32>,
    /// Mean steps across the cell: 1 where samples are even.
    size: vec2<f32>,
    /// Whether the point is inside and no corner is a missing value.
    whole: bool,
}

/// The patch between four nodes, at `t` in a cell of a size.
fn bicubic_patch(
    n00: vec4<f32>,
    n10: vec4<f32>,
    n01: vec4<f32>,
    n11: vec4<f32>,
    t: vec2<f32>,
    size: vec2<f32>,
) -> BicubicPatch {
    let whole = math_is_finite(n00.x) && math_is_finite(n10.x) && math_is_finite(n01.x) && math_is_finite(n11.x);
    let base = select(select(n00.x, n10.x, t.x > 0.5), select(n01.x, n11.x, t.x > 0.5), t.y > 0.5);
    let less = vec4<f32>(base, 0.0, 0.0, 0.0);
    let per_cell = vec4<f32>(1.0, size.x, size.y, size.x * size.y);
    return BicubicPatch(
        (n00 - less) * per_cell,
        (n10 - less) * per_cell,
        (n01 - less) * per_cell,
        (n11 - less) * per_cell,
        base,
        t,
        size,
        whole,
    );
}

/// f alone.
fn bicubic_value(found: BicubicPatch) -> f32 {
    let rows = bicubic_along_x(found, bicubic_hermite(found.t.x));
    return found.base + dot(rows, bicubic_hermite(found.t.y));
}

/// f, ∂f/∂i and ∂f/∂j per mean step.
fn bicubic_value_gradient(found: BicubicPatch) -> vec3<f32> {
    let weights_y = bicubic_hermite(found.t.y);
    let rows = bicubic_along_x(found, bicubic_hermite(found.t.x));
    let slopes = bicubic_along_x(found, bicubic_hermite_slope(found.t.x));
    let value = found.base + dot(rows, weights_y);
    let gradient = vec2<f32>(dot(slopes, weights_y), dot(rows, bicubic_hermite_slope(found.t.y))) / found.size;
    return vec3<f32>(value, gradient);
}

/// ∂²f/∂i², ∂²f/∂i∂j and ∂²f/∂j² per mean step squared.
fn bicubic_hessian(found: BicubicPatch) -> vec3<f32> {
    return vec3<f32>(
        dot(bicubic_along_x(found, bicubic_hermite_curvature(found.t.x)), bicubic_hermite(found.t.y)),
        dot(bicubic_along_x(found, bicubic_hermite_slope(found.t.x)), bicubic_hermite_slope(found.t.y)),
        dot(bicubic_along_x(found, bicubic_hermite(found.t.x)), bicubic_hermite_curvature(found.t.y)),
    ) / vec3<f32>(found.size.x * found.size.x, found.size.x * found.size.y, found.size.y * found.size.y);
}

/// Both rows combined along x: values at row 0 and row 1, then slopes along y at row 0 and row 1.
fn bicubic_along_x(found: BicubicPatch, weights: vec4<f32>) -> vec4<f32> {
    let row_0 = weights.x * found.n00.xz + weights.y * found.n10.xz + weights.z * found.n00.yw + weights.w * found.n10.yw;
    let row_1 = weights.x * found.n01.xz + weights.y * found.n11.xz + weights.z * found.n01.yw + weights.w * found.n11.yw;
    return vec4<f32>(row_0.x, row_1.x, row_0.y, row_1.y);
}

/// The cubic Hermite basis on [0, 1]: weights of the value at 0 and 1 and of the slope at 0 and 1.
fn bicubic_hermite(t: f32) -> vec4<f32> {
    let s = 1.0 - t;
    let rise = t * t * (3.0 - 2.0 * t);
    return vec4<f32>(1.0 - rise, rise, t * s * s, -t * t * s);
}

/// The first derivatives of bicubic_hermite.
fn bicubic_hermite_slope(t: f32) -> vec4<f32> {
    let s = 1.0 - t;
    let rise = 6.0 * t * s;
    return vec4<f32>(-rise, rise, s * (1.0 - 3.0 * t), t * (3.0 * t - 2.0));
}

/// The second derivatives of bicubic_hermite.
fn bicubic_hermite_curvature(t: f32) -> vec4<f32> {
    let rise = 6.0 - 12.0 * t;
    return vec4<f32>(-rise, rise, 6.0 * t - 4.0, 6.0 * t - 2.0);
}
