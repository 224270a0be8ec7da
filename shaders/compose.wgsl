// Panels that are drawn already, put where they belong in the picture.

@group(0) @binding(0) var panel: texture_2d<f32>;
/// The panel's first pixel in the picture, and its size.
@group(0) @binding(1) var<uniform> place: vec4<u32>;

@vertex
fn cover_picture(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32(index & 1u), f32(index >> 1u));
    return vec4<f32>(corner * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn copy_panel(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    return textureLoad(panel, vec2<i32>(position.xy) - vec2<i32>(place.xy), 0);
}
