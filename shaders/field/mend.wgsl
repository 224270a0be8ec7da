// Isolated missing values are closed in pictures: 0/0 at a single point does not tear a surface.

/// f and ∇f at a point; where f is a missing value but not at `reach` to all four sides, the mean from there.
fn fill_isolated_nan(p: vec2<f32>, reach: vec2<f32>) -> vec3<f32> {
    var sum = vec3<f32>(0.0);
    var toward = vec2<f32>(1.0, 0.0);
    // One loop, so that a long formula stands in the shader once: drivers compile for longer than they draw.
    for (var visit = 0; visit < 5; visit++) {
        let sample = field_value_gradient(p + select(vec2<f32>(0.0), reach * toward, visit > 0));
        if visit > 0 {
            sum += 0.25 * sample;
            toward = vec2<f32>(-toward.y, toward.x);
        } else if math_is_finite(sample.x) {
            return sample;
        }
    }
    return sum;
}
