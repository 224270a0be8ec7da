// The lit surface. The mesh only gives the silhouette: colour and normal come per fragment from f and ∇f.

struct SurfaceVertex {
    @invariant @builtin(position) clip: vec4<f32>,
    @location(0) world: vec3<f32>,
}

/// A square of the mesh.
struct PatchInstance {
    /// The first column and row of cells, counted in cells of its own size.
    @location(0) first: vec2<u32>,
    /// A cell's share of the domain along x and y.
    @location(1) step: vec2<f32>,
    /// How often the patches at the left, the right, the bottom and the top were divided less, a byte each.
    @location(2) coarser: u32,
}

/// Cells along a side of a patch.
const PATCH_CELLS: u32 = 16u;

/// Distance between neighbouring vertices of a domain that is seen whole, in the field's coordinates.
fn mesh_cell() -> vec2<f32> {
    return 2.0 * frame.bounds.zw * frame.field_from_world.xy / (frame.panel.zw - 1.0);
}

/// f at a vertex, or its mean about it as far as `blur` says; a vertex in a missing value takes the mean of its neighbours, so that the border follows the missing value's edge.
fn vertex_value(p: vec2<f32>, cell: vec2<f32>, blur: f32) -> f32 {
    var here = fill_isolated_nan(p, mesh_cell() * 1e-3).x;
    if blur > 0.0 {
        here = mix(here, mean_value(p, 3.0 * mesh_cell()), blur);
    }
    if math_is_finite(here) {
        return here;
    }
    var sum = 0.0;
    var count = 0.0;
    for (var k = 0; k < 9; k++) {
        let value = field_value(p + cell * vec2<f32>(f32(k % 3 - 1), f32(k / 3 - 1)));
        if math_is_finite(value) {
            sum += value;
            count += 1.0;
        }
    }
    return select(spread_value(frame.world_per_unit.w, frame.spread.x), sum / count, count > 0.0);
}

/// Where a vertex is in a patch, in cells. On a border it moves onto a vertex of the coarser patch beside, so that no crack
/// is left.
fn patch_place(index: u32, coarser: u32) -> vec2<u32> {
    let place = vec2<u32>(index % (PATCH_CELLS + 1u), index / (PATCH_CELLS + 1u));
    var divided = vec2<u32>(0u);
    if place.x == 0u {
        divided.y = coarser & 0xffu;
    } else if place.x == PATCH_CELLS {
        divided.y = (coarser >> 8u) & 0xffu;
    }
    if place.y == 0u {
        divided.x = (coarser >> 16u) & 0xffu;
    } else if place.y == PATCH_CELLS {
        divided.x = coarser >> 24u;
    }
    return (place >> divided) << divided;
}

@vertex
fn surface_vertex(@builtin(vertex_index) index: u32, square: PatchInstance) -> SurfaceVertex {
    // Counted in whole cells, a vertex that patches share is at the same place in all of them.
    let unit = vec2<f32>(square.first + patch_place(index, square.coarser)) * square.step;
    let world = (2.0 * unit - 1.0) * frame.bounds.zw;
    let cell = 2.0 * frame.bounds.zw * frame.field_from_world.xy * square.step;
    let position = vec3<f32>(world, height(vertex_value(field_point(world), cell, fineness(world))));
    return SurfaceVertex(frame.clip_from_world * vec4<f32>(position, 1.0), position);
}

/// The fraction of light that a surface of this normal sends to the eye.
fn shade(normal: vec3<f32>, world: vec3<f32>) -> vec2<f32> {
    let to_eye = normalize(frame.eye_in_world.xyz - world);
    let facing = select(-normal, normal, dot(normal, to_eye) > 0.0);
    let diffuse = max(dot(facing, frame.light.xyz), 0.0);
    // Matt: a highlight would look like a feature, and have a colour that the bar has not.
    return vec2<f32>(mix(1.0, 0.74 + 0.26 * diffuse, frame.light.w), 0.0);
}

/// Whether a fragment is no part of the picture: a missing value, or beyond the range that is shown. A mesh that leaps over a pole
/// passes through heights that the field has not.
fn is_outside(f: f32, world_height: f32) -> bool {
    // A hair of slack keeps what lies exactly on the ends of the range.
    let slack = 1e-5 * (frame.bounds.y - frame.bounds.x);
    let low = frame.bounds.x - slack;
    let high = frame.bounds.y + slack;
    return !math_is_finite(f) || f < low || f > high || world_height < height(low) || world_height > height(high);
}

/// The value whose colour a fragment has: f, held to within half a pixel of the fragment's own height, so that colour and
/// height agree where f is steeper than the mesh follows.
fn shown_value(f: f32, world: vec3<f32>) -> f32 {
    let own = world.z / frame.world_per_unit.z + frame.world_per_unit.w;
    let clip = frame.clip_from_world * vec4<f32>(world, 1.0);
    let upwards = frame.clip_from_world[2];
    // Pixels that a unit of height takes there; seen from above it takes none.
    let pixels = length(0.5 * frame.panel.xy * (upwards.xy - clip.xy / clip.w * upwards.w) / clip.w);
    let reach = 0.5 / (max(pixels, 1e-6) * frame.world_per_unit.z);
    let place = spread_place(f, frame.spread.x);
    let shown = clamp(place, own - reach, own + reach);
    let value = select(spread_value(shown, frame.spread.x), f, shown == place);
    return select(spread_value(own, frame.spread.x), value, math_is_finite(f));
}

/// The colour of a fragment with f and its gradient.
fn lit(sample: vec3<f32>, world: vec3<f32>, flat_normal: vec3<f32>) -> vec4<f32> {
    let slope = world_slope(sample);
    let is_smooth = math_is_finite(slope.x) && math_is_finite(slope.y);
    let upward_normal = select(-flat_normal, flat_normal, flat_normal.z > 0.0);
    let exact_normal = select(upward_normal, normalize(vec3<f32>(-slope, 1.0)), is_smooth);
    let normal = normalize(mix(exact_normal, upward_normal, fineness(world.xy)));
    let light = shade(normal, world);
    let color = overlaid(value_color(shown_value(sample.x, world)), world.xy);
    return vec4<f32>(min(color * light.x + light.y, vec3<f32>(1.0)), frame.color.w);
}

@fragment
fn surface_fragment(vertex: SurfaceVertex) -> @location(0) vec4<f32> {
    let flat_normal = normalize(cross(dpdx(vertex.world), dpdy(vertex.world)));
    let sample = fill_isolated_nan(field_point(vertex.world.xy), mesh_cell() * 1e-3);
    if is_outside(sample.x, vertex.world.z) {
        discard;
    }
    return lit(sample, vertex.world, flat_normal);
}

/// A corner of a triangle that is cut where f jumps or ends, which is all part of the sheet.
@vertex
fn cut_vertex(@location(0) world: vec3<f32>) -> SurfaceVertex {
    return SurfaceVertex(frame.clip_from_world * vec4<f32>(world, 1.0), world);
}

@fragment
fn cut_fragment(vertex: SurfaceVertex) -> @location(0) vec4<f32> {
    let flat_normal = normalize(cross(dpdx(vertex.world), dpdy(vertex.world)));
    return lit(field_value_gradient(field_point(vertex.world.xy)), vertex.world, flat_normal);
}

/// Depth alone.
@fragment
fn cut_depth(vertex: SurfaceVertex) {
}

/// Depth alone, with the same missing values; it lets a translucent surface show its nearest layer.
@fragment
fn surface_depth(vertex: SurfaceVertex) {
    let value = fill_isolated_nan(field_point(vertex.world.xy), mesh_cell() * 1e-3).x;
    if is_outside(value, vertex.world.z) {
        discard;
    }
}
