// A symmetric 2×2 matrix taken apart; counterpart of `planar` in src/descent/eigen.rs.

struct Axes {
    /// The eigenvalues, the greater one first.
    values: vec2<f32>,
    /// The direction of the first one's eigenvector.
    cosine: f32,
    sine: f32,
}

/// The axes of the matrix (x y; y z).
fn axes_of(matrix: vec3<f32>) -> Axes {
    let middle = 0.5 * (matrix.x + matrix.z);
    let half = 0.5 * (matrix.x - matrix.z);
    let reach = math_hypot(half, matrix.y);
    if !(reach > 0.0) {
        return Axes(vec2<f32>(middle), 1.0, 0.0);
    }
    // The eigenvector of middle + reach, from the row that does not cancel.
    let vector = select(vec2<f32>(matrix.y, reach - half), vec2<f32>(half + reach, matrix.y), half > 0.0);
    let norm = math_hypot(vector.x, vector.y);
    return Axes(vec2<f32>(middle + reach, middle - reach), vector.x / norm, vector.y / norm);
}

/// A vector along the axes.
fn axes_turned(axes: Axes, v: vec2<f32>) -> vec2<f32> {
    return vec2<f32>(axes.cosine * v.x + axes.sine * v.y, axes.cosine * v.y - axes.sine * v.x);
}

/// A vector along the axes, along x and y again.
fn axes_turned_back(axes: Axes, v: vec2<f32>) -> vec2<f32> {
    return vec2<f32>(axes.cosine * v.x - axes.sine * v.y, axes.sine * v.x + axes.cosine * v.y);
}
