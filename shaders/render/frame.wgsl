// What every primitive of a panel knows: the camera, the map between the world and the field, light and colours.
// Follows spread.wgsl or even.wgsl, and overlay.wgsl or no_overlay.wgsl.

struct Frame {
    clip_from_world: mat4x4<f32>,
    /// The field's coordinates of a point of the world: scale (x, y) and offset (z, w).
    field_from_world: vec4<f32>,
    /// World units per unit of the axes' places along x and y and of the places of f, and the place of the f at height 0.
    world_per_unit: vec4<f32>,
    /// Where the eye is.
    eye_in_world: vec4<f32>,
    /// The direction to the light, of length 1, and 1 where there is light.
    light: vec4<f32>,
    /// Offset and scale to a position on the colormap; how values spread over it, as spread_place has it; the surface's
    /// opacity.
    color: vec4<f32>,
    /// The least and greatest f that is shown, the world's half width and half depth.
    bounds: vec4<f32>,
    /// The panel's width and height in pixels; of a surface vertices along x and y of the mesh, of a plane the panel's corner
    /// in pixels of what it is drawn into.
    panel: vec4<f32>,
    /// How f spreads upwards, as spread_place has it; nothing more.
    spread: vec4<f32>,
}

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var colormap: texture_2d<f32>;
/// Colours over the domain, from its first corner to its last, that stand in for those of values as far as they are opaque.
@group(0) @binding(2) var overlay: texture_2d<f32>;
/// How far f is drawn as its mean, at the corners of tiles over the domain, and the mean where that is all that is drawn.
@group(0) @binding(3) var fine: texture_2d<f32>;

/// The point of the field under a point of the world.
fn field_point(world: vec2<f32>) -> vec2<f32> {
    return world * frame.field_from_world.xy + frame.field_from_world.zw;
}

/// The height in the world of a value.
fn height(f: f32) -> f32 {
    return (spread_place(f, frame.spread.x) - frame.world_per_unit.w) * frame.world_per_unit.z;
}

/// The slopes in the world of f with its gradient by the axes' places.
fn world_slope(sample: vec3<f32>) -> vec2<f32> {
    let rate = spread_rate(sample.x, frame.spread.x);
    return sample.yz * rate * frame.world_per_unit.z / frame.world_per_unit.xy;
}

/// How far f is drawn as its mean at a point of the world, because a pixel does not hold it: 0 to 1; and where it is 1, the mean, if
/// the corners around have it.
fn fineness_and_mean(world: vec2<f32>) -> vec2<f32> {
    let last = vec2<f32>(textureDimensions(fine)) - 1.0;
    let place = clamp(0.5 * world / frame.bounds.zw + 0.5, vec2<f32>(0.0), vec2<f32>(1.0)) * last;
    let first = min(floor(place), last - 1.0);
    let within = place - first;
    let corner = vec2<i32>(first);
    let low = mix(textureLoad(fine, corner, 0).rg, textureLoad(fine, corner + vec2<i32>(1, 0), 0).rg, within.x);
    let high = mix(textureLoad(fine, corner + vec2<i32>(0, 1), 0).rg, textureLoad(fine, corner + vec2<i32>(1, 1), 0).rg, within.x);
    return mix(low, high, within.y);
}

fn fineness(world: vec2<f32>) -> f32 {
    return fineness_and_mean(world).x;
}

/// The colour of a value: the entry of the table that matplotlib would take.
fn value_color(f: f32) -> vec3<f32> {
    let position = (spread_place(f, frame.color.z) - frame.color.x) * frame.color.y;
    let entry = i32(clamp(position * 256.0, 0.0, 255.0));
    return textureLoad(colormap, vec2<i32>(entry, 0), 0).rgb;
}

/// Relative luminance of a colour, as the Web Content Accessibility Guidelines define it, to two thousandths: a cubic stands in for
/// sRGB's curve, whose powers took longer than all else of a pixel.
fn luminance(color: vec3<f32>) -> f32 {
    let linear = color * (color * (color * 0.305306011 + 0.682171111) + 0.012522878);
    return dot(linear, vec3<f32>(0.2126, 0.7152, 0.0722));
}

/// Black or white, whichever a line of this opacity is seen better in on a colour.
fn line_ink(ground: vec3<f32>, opacity: f32) -> vec3<f32> {
    let own = luminance(ground) + 0.05;
    let light = luminance(mix(ground, vec3<f32>(1.0), opacity)) + 0.05;
    let dark = luminance(ground * (1.0 - opacity)) + 0.05;
    return vec3<f32>(select(0.0, 1.0, light * dark > own * own));
}
