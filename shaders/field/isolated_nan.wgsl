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

/// A number from 0 to 1 that seems to be chance, of a point.
fn scattered(p: vec2<f32>) -> f32 {
    var bits = (bitcast<u32>(p.x) * 747796405u) ^ (bitcast<u32>(p.y) * 2891336453u);
    bits = ((bits >> ((bits >> 28u) + 4u)) ^ bits) * 277803737u;
    return f32(((bits >> 22u) ^ bits) & 0xffffffu) / 16777216.0;
}

/// The mean of f over a rectangle of a size about a point, whose middle counts most.
fn mean_value(p: vec2<f32>, size: vec2<f32>) -> f32 {
    // A lattice whose points lie in 144 columns and 144 rows, each about as far from its neighbours; it begins elsewhere at
    // every point, so that no pattern of f falls in with a picture of them.
    const COUNT = 144;
    const STEP = 89;
    let shift = vec2<f32>(scattered(p), scattered(p.yx));
    var sum = 0.0;
    var weights = 0.0;
    for (var at = 0; at < COUNT; at++) {
        let place = vec2<f32>(f32(at), f32((at * STEP) % COUNT)) / f32(COUNT);
        let part = fract(place + shift) - 0.5;
        let value = field_value(p + part * size);
        if math_is_finite(value) {
            // A window through which little of a wave passes that is shorter than half of it.
            let window = 0.5 + 0.5 * cos(6.2831853 * part);
            let weight = window.x * window.y;
            sum += weight * value;
            weights += weight;
        }
    }
    return select(math_nan(), sum / weights, weights > 0.0);
}
