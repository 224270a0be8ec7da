// The colour of a pixel: the mean of its samples.

@group(0) @binding(0) var samples: texture_multisampled_2d<f32>;

@fragment
fn mean_of_samples(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<i32>(at.xy);
    var sum = vec4<f32>(0.0);
    for (var sample = 0; sample < 4; sample++) {
        sum += textureLoad(samples, pixel, sample);
    }
    return 0.25 * sum;
}
