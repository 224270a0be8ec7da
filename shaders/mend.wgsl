// Isolated holes are closed in pictures: 0/0 at a single point does not tear a surface.

/// f and ∇f at a point; where f is a hole but not at `reach` to all four sides, the mean from there.
fn mended_value_gradient(p: vec2<f32>, reach: vec2<f32>) -> vec3<f32> {
    let here = field_value_gradient(p);
    if math_is_finite(here.x) {
        return here;
    }
    let east = field_value_gradient(p + vec2<f32>(reach.x, 0.0));
    let west = field_value_gradient(p - vec2<f32>(reach.x, 0.0));
    let north = field_value_gradient(p + vec2<f32>(0.0, reach.y));
    let south = field_value_gradient(p - vec2<f32>(0.0, reach.y));
    return 0.25 * (east + west + north + south);
}
