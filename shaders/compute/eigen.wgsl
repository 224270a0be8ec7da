// A symmetric 2×2 matrix taken apart; counterpart of `planar` in src/descent/stationary/eigen.rs.

struct Axes {
    /// The eigenvalues.
    values: vec2<f32>,
    /// The direction of the first one's eigenvector.
    cosine: f32,
    sine: f32,
}

/// The axes of the matrix (x y; y z), by one of Jacobi's rotations, which leaves a small diagonal entry its digits.
fn axes_of(matrix: vec3<f32>) -> Axes {
    if matrix.y == 0.0 {
        return Axes(matrix.xz, 1.0, 0.0);
    }
    // Beyond the bound, below which nothing overflows, the angle is 0 to a float's digits.
    let tau = clamp((0.5 * matrix.z - 0.5 * matrix.x) / matrix.y, -1e18, 1e18);
    let tangent = select(-1.0, 1.0, tau >= 0.0) / (abs(tau) + math_hypot(tau, 1.0));
    let cosine = 1.0 / math_hypot(tangent, 1.0);
    let shift = tangent * matrix.y;
    return Axes(vec2<f32>(matrix.x - shift, matrix.z + shift), cosine, -tangent * cosine);
}

/// A vector along the axes.
fn axes_turned(axes: Axes, v: vec2<f32>) -> vec2<f32> {
    return vec2<f32>(axes.cosine * v.x + axes.sine * v.y, axes.cosine * v.y - axes.sine * v.x);
}

/// A vector along the axes, along x and y again.
fn axes_turned_back(axes: Axes, v: vec2<f32>) -> vec2<f32> {
    return vec2<f32>(axes.cosine * v.x - axes.sine * v.y, axes.sine * v.x + axes.cosine * v.y);
}
