// Panels that are drawn already, put where they belong in the picture.

@group(0) @binding(0) var panel: texture_2d<f32>;
/// The panel's first pixel in the picture, and its size.
@group(0) @binding(1) var<uniform> place: vec4<u32>;

@fragment
fn copy_panel(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    return textureLoad(panel, vec2<i32>(position.xy) - vec2<i32>(place.xy), 0);
}
