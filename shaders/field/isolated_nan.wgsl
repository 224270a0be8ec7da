// Isolated missing values are closed in pictures: 0/0 at a single point, or along a line, does not tear a surface.
// Follows some_missing.wgsl or none_missing.wgsl.

/// f and ∇f at a point; where f is a missing value but not at `reach` to two opposite sides, the mean from there.
fn fill_isolated_nan(p: vec2<f32>, reach: vec2<f32>) -> vec3<f32> {
    var sum = vec3<f32>(0.0);
    var count = 0.0;
    var first = vec3<f32>(0.0);
    var toward = vec2<f32>(1.0, 0.0);
    var here = 0.0;
    // One loop, so that a long formula stands in the shader once: drivers compile for longer than they draw.
    for (var visit = 0; visit < 5; visit++) {
        let sample = field_value_gradient(p + select(vec2<f32>(0.0), reach * toward, visit > 0));
        if visit == 0 {
            if is_there(sample.x) {
                return sample;
            }
            here = sample.x;
        } else if visit % 2 == 1 {
            first = sample;
            toward = -toward;
        } else {
            if math_is_finite(first.x) && math_is_finite(sample.x) {
                sum += first + sample;
                count += 2.0;
            }
            toward = toward.yx;
        }
    }
    return select(vec3<f32>(here, 0.0, 0.0), sum / count, count > 0.0);
}

/// A number from 0 to 1 that seems to be chance, of a coordinate.
fn scattered(at: f32) -> f32 {
    var bits = bitcast<u32>(at) * 747796405u + 2891336453u;
    bits = ((bits >> ((bits >> 28u) + 4u)) ^ bits) * 277803737u;
    return f32(((bits >> 22u) ^ bits) & 0xffffffu) / 16777216.0;
}

/// The mean of f over a rectangle of a size about a point, whose middle counts most, by so many columns and rows of its values. They
/// begin elsewhere in every column and in every row of points, so that no pattern of f falls in with a picture of them; and where f
/// depends on x alone, so does its mean.
fn mean_value(p: vec2<f32>, size: vec2<f32>, side: i32) -> f32 {
    let shift = vec2<f32>(scattered(p.x), scattered(p.y));
    var sum = 0.0;
    var weights = 0.0;
    for (var at = 0; at < side * side; at++) {
        let place = vec2<f32>(f32(at % side), f32(at / side)) / f32(side);
        let part = fract(place + shift) - 0.5;
        let value = field_value(p + part * size);
        if math_is_finite(value) {
            // A window through which a sixth of a wave passes that is half as long, and hardly anything of a shorter one.
            let window = 0.5 + 0.5 * cos(6.2831853 * part);
            let weight = window.x * window.x * window.y * window.y;
            sum += weight * value;
            weights += weight;
        }
    }
    return select(math_nan(), sum / weights, weights > 0.0);
}
