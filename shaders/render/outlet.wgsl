// A picture into a texture of another format, pixel by pixel, so that it holds the same bytes.

@group(0) @binding(0) var picture: texture_2d<f32>;

@fragment
fn as_it_is(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    return textureLoad(picture, vec2<i32>(at.xy), 0);
}

// Into a format that encodes what it is given by sRGB's curve: it is given what that curve turns into the picture's bytes.
@fragment
fn before_the_curve(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = textureLoad(picture, vec2<i32>(at.xy), 0);
    let straight = pixel.rgb / 12.92;
    let bent = pow((pixel.rgb + 0.055) / 1.055, vec3<f32>(2.4));
    return vec4<f32>(select(bent, straight, pixel.rgb <= vec3<f32>(0.04045)), pixel.a);
}
