// Newton's step for rules that read it; counterpart of `downhill` in src/descent/stationary/eigen.rs, for two coordinates.

/// What of an eigenvalue may be rounding, beside what is added up to make it: eight units in the last place.
const NEWTON_ROUNDING: f32 = 9.6e-7;
/// What an eigenvalue that is 0 within rounding counts as, beside the larger one.
const NEWTON_FLAT: f32 = 1e-3;

/// (H + λI)⁻¹∇f, in which an eigenvalue that is not positive beyond rounding counts by its modulus.
fn descend_newton(p: vec2<f32>, gradient: vec2<f32>, damping: f32) -> vec2<f32> {
    var hessian = field_hessian(descend_field_point(p));
    if ASCENDS {
        hessian = -hessian;
    }
    let axes = axes_of(hessian);
    let values = axes.values + damping;
    let entries = abs(hessian);
    let square = vec2<f32>(axes.cosine * axes.cosine, axes.sine * axes.sine);
    let mixed = 2.0 * abs(axes.cosine * axes.sine) * entries.y;
    let added_up = vec2<f32>(dot(square, entries.xz), dot(square.yx, entries.xz)) + mixed;
    let flat_value = NEWTON_FLAT * max(abs(values.x), abs(values.y));
    let curvature = select(vec2<f32>(flat_value), abs(values), abs(values) > NEWTON_ROUNDING * added_up);
    let along = axes_turned(axes, gradient);
    // Where there is no slope there is no step, whatever the curvature.
    return axes_turned_back(axes, select(along / curvature, vec2<f32>(0.0), along == vec2<f32>(0.0)));
}
