// Newton's step for rules that read it; counterpart of `newton` in src/descent/walker.rs, for two coordinates.

/// (H + λI)⁻¹∇f; where the smallest eigenvalue of H + λI is below δ = 10⁻³·max |eigenvalue|, (δ − it)·I is added.
fn descend_newton(p: vec2<f32>, gradient: vec2<f32>, damping: f32) -> vec2<f32> {
    var hessian = field_hessian(descend_field_point(p));
    if ASCENDS {
        hessian = -hessian;
    }
    let axes = axes_of(hessian);
    let values = axes.values + damping;
    // Lifted, the smaller one is the floor itself, and not what rounding leaves of a difference.
    let floor_value = 1e-3 * max(abs(values.x), abs(values.y));
    let lift = max(floor_value - values.y, 0.0);
    let positive = vec2<f32>(values.x + lift, max(values.y, floor_value));
    return axes_turned_back(axes, axes_turned(axes, gradient) / positive);
}
