// What lies over the colours of values.

/// A colour with what the overlay has there.
fn overlaid(color: vec3<f32>, world: vec2<f32>) -> vec3<f32> {
    let last = vec2<f32>(textureDimensions(overlay)) - 1.0;
    let unit = clamp(0.5 * world / frame.bounds.zw + 0.5, vec2<f32>(0.0), vec2<f32>(1.0));
    let over = textureLoad(overlay, vec2<i32>(round(unit * last)), 0);
    return mix(color, over.rgb, over.a);
}
