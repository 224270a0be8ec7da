// The picture in its place, and the controls over it.

struct Place {
    /// The picture's first pixel in the window and its size, what is around it, and how many texels of it a pixel takes.
    first: vec2<i32>,
    size: vec2<i32>,
    ground: vec4<f32>,
    texels: vec2<f32>,
}

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var controls: texture_2d<f32>;
@group(0) @binding(2) var<uniform> place: Place;

/// The picture under a pixel of its place. One of another size, of before the window was resized, is stretched.
fn picture_at(pixel: vec2<i32>) -> vec3<f32> {
    return textureLoad(picture, vec2<i32>((vec2<f32>(pixel - place.first) + 0.5) * place.texels), 0).rgb;
}

fn controls_over(pixel: vec2<i32>, below: vec3<f32>) -> vec4<f32> {
    let over = textureLoad(controls, pixel, 0);
    return vec4<f32>(over.rgb + (1.0 - over.a) * below, 1.0);
}

// A software adapter takes as long for every texel that is loaded, and for a branch as long as for both of its ways: so
// what lies alone is drawn alone.

@fragment
fn picture_alone(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    return vec4<f32>(picture_at(vec2<i32>(position.xy)), 1.0);
}

@fragment
fn controls_alone(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    return controls_over(vec2<i32>(position.xy), place.ground.rgb);
}

@fragment
fn put_together(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<i32>(position.xy);
    return controls_over(pixel, picture_at(pixel));
}
