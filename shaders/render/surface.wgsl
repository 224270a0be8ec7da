// The lit surface. The mesh only gives the silhouette: colour and normal come per fragment from f and ∇f. Where f is finer
// than pixels somewhere, entry points of their own draw its mean there, which others do not pay for.

struct SurfaceVertex {
    @invariant @builtin(position) clip: vec4<f32>,
    @location(0) world: vec3<f32>,
    /// What f changes by within half a pixel upwards.
    @location(1) reach: f32,
}

/// A square of the mesh.
struct PatchInstance {
    /// The first column and row of cells, counted in cells of its own size.
    @location(0) first: vec2<u32>,
    /// A cell's fraction of the domain along x and y.
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

/// f at a vertex, or where that is missing the mean of its neighbours, so that the border follows the missing value's edge.
fn vertex_value(here: f32, p: vec2<f32>, step: vec2<f32>) -> f32 {
    if is_there(here) {
        return here;
    }
    let cell = 2.0 * frame.bounds.zw * frame.field_from_world.xy * step;
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

/// f at a point of the domain, closed where it is missing there alone.
fn filled(world: vec2<f32>) -> vec3<f32> {
    return fill_isolated_nan(field_point(world), mesh_cell() * 1e-3);
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

/// Where a vertex of a patch is in the world. Counted in whole cells, one that patches have in common is at the same place in all of
/// them.
fn vertex_place(index: u32, square: PatchInstance) -> vec2<f32> {
    let unit = vec2<f32>(square.first + patch_place(index, square.coarser)) * square.step;
    return (2.0 * unit - 1.0) * frame.bounds.zw;
}

fn vertex_at(world: vec3<f32>) -> SurfaceVertex {
    let clip = frame.clip_from_world * vec4<f32>(world, 1.0);
    let upwards = frame.clip_from_world[2];
    // Pixels that a unit of height takes there; seen from above it takes none.
    let pixels = length(0.5 * frame.panel.xy * (upwards.xy - clip.xy / clip.w * upwards.w) / clip.w);
    return SurfaceVertex(clip, world, 0.5 / (max(pixels, 1e-6) * frame.world_per_unit.z));
}

@vertex
fn surface_vertex(@builtin(vertex_index) index: u32, square: PatchInstance) -> SurfaceVertex {
    let world = vertex_place(index, square);
    return vertex_at(vec3<f32>(world, height(vertex_value(filled(world).x, field_point(world), square.step))));
}

@vertex
fn fine_surface_vertex(@builtin(vertex_index) index: u32, square: PatchInstance) -> SurfaceVertex {
    let world = vertex_place(index, square);
    let p = field_point(world);
    var f = filled(world).x;
    let fine = fineness_and_mean(world);
    if fine.x > 0.999 {
        f = fine.y;
    } else if fine.x > 0.0 {
        f = mix(f, mean_value(p, 6.0 * mesh_cell(), 16), fine.x);
    }
    return vertex_at(vec3<f32>(world, height(vertex_value(f, p, square.step))));
}

/// The fraction of light that a surface of this normal sends to the eye. It is matt: a highlight would look like a feature,
/// and have a colour that the bar has not.
fn shade(normal: vec3<f32>, world: vec3<f32>) -> f32 {
    let facing = select(-normal, normal, dot(normal, frame.eye_in_world.xyz - world) > 0.0);
    return mix(1.0, 0.74 + 0.26 * max(dot(facing, frame.light.xyz), 0.0), frame.light.w);
}

/// Whether a fragment is no part of the picture: a missing value, or beyond the range that is shown. A mesh that leaps over a pole
/// passes through heights that the field has not.
fn is_outside(f: f32, world_height: f32) -> bool {
    // A hair of slack keeps what lies exactly on the ends of the range.
    let ends = vec2<f32>(spread_place(frame.bounds.x, frame.spread.x), spread_place(frame.bounds.y, frame.spread.x));
    let slack = 1e-5 * (ends.y - ends.x);
    let low = ends.x - slack;
    let high = ends.y + slack;
    let place = spread_place(f, frame.spread.x);
    let own = world_height / frame.world_per_unit.z + frame.world_per_unit.w;
    // On a logarithmic scale what 32 bits do not tell from 0 is as high as the mesh, which knows.
    let is_told = frame.spread.x < 0.5 || place > spread_place(0.0, frame.spread.x);
    return !math_is_finite(f) || place < low && is_told || place > high || own < low || own > high;
}

/// The normal of the mesh, and that of f with its gradient where its slopes are finite, both turned upwards.
fn mesh_normal(world: vec3<f32>) -> vec3<f32> {
    let normal = normalize(cross(dpdx(world), dpdy(world)));
    return select(-normal, normal, normal.z > 0.0);
}

fn exact_normal(sample: vec3<f32>, of_mesh: vec3<f32>) -> vec3<f32> {
    let slope = world_slope(sample);
    let is_smooth = math_is_finite(slope.x) && math_is_finite(slope.y);
    return select(of_mesh, normalize(vec3<f32>(-slope, 1.0)), is_smooth);
}

/// The colour of a fragment: that of f, held to within half a pixel of the fragment's own height, so that colour and height
/// agree where f is steeper than the mesh follows.
fn lit(f: f32, vertex: SurfaceVertex, normal: vec3<f32>) -> vec4<f32> {
    let own = vertex.world.z / frame.world_per_unit.z + frame.world_per_unit.w;
    let place = spread_place(f, frame.spread.x);
    let held = clamp(place, own - vertex.reach, own + vertex.reach);
    // What is not held elsewhere is f itself, to the bit.
    let is_own = math_is_finite(f) && held == place;
    let shown = spread_value(select(own, held, math_is_finite(f)), frame.spread.x);
    let color = overlaid(value_color(select(shown, f, is_own)), vertex.world.xy);
    return vec4<f32>(color * shade(normal, vertex.world), frame.color.w);
}

/// The same where f may be drawn as its mean, which is what the mesh has, as its slopes are.
fn lit_mean(sample: vec3<f32>, vertex: SurfaceVertex, of_mesh: vec3<f32>) -> vec4<f32> {
    let blur = fineness(vertex.world.xy);
    let normal = mix(exact_normal(sample, of_mesh), of_mesh, blur);
    let own = vertex.world.z / frame.world_per_unit.z + frame.world_per_unit.w;
    let shown = spread_value(mix(spread_place(sample.x, frame.spread.x), own, blur), frame.spread.x);
    return lit(select(sample.x, shown, blur > 0.0), vertex, normalize(normal));
}

@fragment
fn surface_fragment(vertex: SurfaceVertex) -> @location(0) vec4<f32> {
    let of_mesh = mesh_normal(vertex.world);
    let sample = filled(vertex.world.xy);
    if is_outside(sample.x, vertex.world.z) {
        discard;
    }
    return lit(sample.x, vertex, exact_normal(sample, of_mesh));
}

@fragment
fn fine_surface_fragment(vertex: SurfaceVertex) -> @location(0) vec4<f32> {
    let of_mesh = mesh_normal(vertex.world);
    let sample = filled(vertex.world.xy);
    if is_outside(sample.x, vertex.world.z) {
        discard;
    }
    return lit_mean(sample, vertex, of_mesh);
}

/// A corner of a triangle that is cut where f jumps or ends, which is all part of the sheet.
@vertex
fn cut_vertex(@location(0) world: vec3<f32>) -> SurfaceVertex {
    return vertex_at(world);
}

@fragment
fn cut_fragment(vertex: SurfaceVertex) -> @location(0) vec4<f32> {
    let of_mesh = mesh_normal(vertex.world);
    let sample = field_value_gradient(field_point(vertex.world.xy));
    return lit(sample.x, vertex, exact_normal(sample, of_mesh));
}

@fragment
fn fine_cut_fragment(vertex: SurfaceVertex) -> @location(0) vec4<f32> {
    let of_mesh = mesh_normal(vertex.world);
    return lit_mean(field_value_gradient(field_point(vertex.world.xy)), vertex, of_mesh);
}

/// Depth alone.
@fragment
fn cut_depth(vertex: SurfaceVertex) {
}

/// Depth alone, with the same missing values; it lets a translucent surface show its nearest layer.
@fragment
fn surface_depth(vertex: SurfaceVertex) {
    if is_outside(filled(vertex.world.xy).x, vertex.world.z) {
        discard;
    }
}
