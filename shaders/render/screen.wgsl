// The picture in its place, and the controls over it.

struct Place {
    /// The picture's first pixel in the window, its size, and what is around it.
    first: vec2<i32>,
    size: vec2<i32>,
    ground: vec4<f32>,
}

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var controls: texture_2d<f32>;
@group(0) @binding(2) var<uniform> place: Place;

@fragment
fn put_together(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<i32>(position.xy);
    let at = pixel - place.first;
    var below = place.ground.rgb;
    // A picture of another size, of before the window was resized, is stretched.
    if all(at >= vec2<i32>(0)) && all(at < place.size) {
        let texels = vec2<f32>(textureDimensions(picture));
        let texel = vec2<i32>((vec2<f32>(at) + 0.5) / vec2<f32>(place.size) * texels);
        below = textureLoad(picture, texel, 0).rgb;
    }
    let over = textureLoad(controls, pixel, 0);
    return vec4<f32>(over.rgb + (1.0 - over.a) * below, 1.0);
}
