// Particles and their trails, added up in a buffer of weights for each pixel of a panel.
//
// What they are coloured by, TINT, whether they lie on a surface, IS_DRAPED, and whether they are larger than a pixel,
// HAS_DISCS, are constants that stand before: on a software adapter a branch costs what it skips.

const TINT_FIXED: u32 = 0u;
const TINT_LABEL: u32 = 1u;
const TINT_F: u32 = 2u;
const TINT_SPEED: u32 = 3u;

/// Labels share so many channels, and the last channel is for those without.
const LABEL_CHANNELS: u32 = 8u;
/// How much nearer to the eye than the surface a particle on it is, in depth.
const SPLAT_RAISE: f32 = 0.003;
/// What a trail weighs where it passes, relative to a particle.
const TRAIL_WEIGHT: f32 = 0.6;

struct Splat {
    /// From the particles' coordinates to those of the data, to places of the axes' scales and to the field's.
    data_scale: vec2<f32>,
    data_offset: vec2<f32>,
    spread: vec2<f32>,
    field_scale: vec2<f32>,
    field_offset: vec2<f32>,
    /// Where the panel begins within its first pixel, and its whole pixels.
    start: vec2<f32>,
    size: vec2<u32>,
    /// How many particles, and their channel of the buffer.
    count: u32,
    channel: u32,
    /// The least value of the tint and 1 / its range; half the diameter in pixels, and what a whole pixel weighs.
    tint_low: f32,
    tint_scale: f32,
    radius: f32,
    unit: f32,
    /// What shows through the surface; the trail's slots, the oldest of them, and how many segments it has.
    hidden: f32,
    slots: u32,
    oldest: u32,
    segments: u32,
    /// Of trails: 1 where they are whole and do not fade, 2 where they are as bright beside their middle as a particle, and four
    /// times the pixels that they have on either side of it; the newest slot, the domain's longer side, the diagonal of the
    /// whole panel in pixels.
    trails: u32,
    newest: u32,
    extent: f32,
    diagonal: f32,
    /// The tint's highest value in whole numbers, so that the sum over all particles fits into a counter.
    levels: f32,
    /// The particles of this dispatch from `first` to before `last`, and the first of its segments.
    first: u32,
    last: u32,
    first_segment: u32,
    /// Pixels on every side of the panel that are added up, too, within `size`; the channel of what
    /// has a casing, where there is such a margin.
    margin: u32,
    cased: u32,
}

@group(2) @binding(0) var<uniform> splat: Splat;
@group(2) @binding(1) var<storage, read> positions: array<vec2<f32>>;
@group(2) @binding(2) var<storage, read> fates: array<u32>;
@group(2) @binding(3) var<storage, read> labels: array<u32>;
@group(2) @binding(4) var<storage, read> trail: array<vec2<f32>>;
/// Depth of the surface at each pixel of the panel.
@group(2) @binding(5) var<storage, read> nearest: array<f32>;
@group(2) @binding(6) var<storage, read_write> density: array<atomic<u32>>;

struct Placed {
    pixel: vec2<f32>,
    depth: f32,
    f: f32,
    is_shown: bool,
}

/// Where a particle is in the panel.
fn splat_place(p: vec2<f32>) -> Placed {
    let data = p * splat.data_scale + splat.data_offset;
    let place = vec2<f32>(spread_place(data.x, splat.spread.x), spread_place(data.y, splat.spread.y));
    let point = place * splat.field_scale + splat.field_offset;
    let world = (point - frame.field_from_world.zw) / frame.field_from_world.xy;
    var placed: Placed;
    // Outside, and where the coordinates are not numbers, there is nothing to see.
    placed.is_shown = all(abs(world) <= frame.bounds.zw * 1.00001);
    var world_height = 0.0;
    if IS_DRAPED || TINT == TINT_F {
        placed.f = field_value(point);
    }
    if IS_DRAPED {
        let is_within = math_is_finite(placed.f) & (placed.f >= frame.bounds.x) & (placed.f <= frame.bounds.y);
        placed.is_shown &= is_within;
        world_height = height(placed.f);
    }
    let clip = frame.clip_from_world * vec4<f32>(world, world_height, 1.0);
    placed.is_shown &= clip.w > 0.0;
    placed.pixel = (clip.xy / clip.w * vec2<f32>(0.5, -0.5) + 0.5) * frame.panel.xy + splat.start;
    placed.depth = clip.z / clip.w;
    return placed;
}

/// What shows of something at a pixel: all of it, or what shines through the surface.
fn splat_visible(pixel: vec2<i32>, depth: f32) -> f32 {
    if !IS_DRAPED {
        return 1.0;
    }
    let seen = splat.size - 2u * splat.margin;
    let at = clamp(pixel - i32(splat.margin), vec2<i32>(0), vec2<i32>(seen) - 1);
    let surface = nearest[u32(at.y) * seen.x + u32(at.x)];
    // Beyond the end of a tile the surface goes on as it lies there, about.
    let beyond = abs(pixel - i32(splat.margin) - at);
    let raise = SPLAT_RAISE * f32(1 + max(beyond.x, beyond.y));
    return select(splat.hidden, 1.0, depth - raise <= surface);
}

/// Adds a weight to a pixel; `value` is the tint's, 0 to 1.
fn splat_add(pixel: vec2<i32>, weight: f32, channel: u32, value: f32, has_casing: bool) {
    let whole = weight * splat.unit;
    let amount = u32(whole + 0.5);
    // As whole numbers below 0 are the largest, one comparison sees both sides.
    if amount == 0u | any(vec2<u32>(pixel) >= splat.size) {
        return;
    }
    let pixels = splat.size.x * splat.size.y;
    let at = u32(pixel.y) * splat.size.x + u32(pixel.x);
    atomicAdd(&density[channel * pixels + at], amount);
    if has_casing && splat.margin > 0u {
        atomicAdd(&density[splat.cased * pixels + at], amount);
    }
    if TINT >= TINT_F {
        atomicAdd(&density[pixels + at], u32(whole * value * splat.levels + 0.5));
    }
}

fn splat_channel(i: u32) -> u32 {
    if TINT != TINT_LABEL {
        return splat.channel;
    }
    let label = labels[i];
    return select(label % LABEL_CHANNELS, LABEL_CHANNELS, label == 0xffffffffu);
}

/// The tint of f, or of a step of this length in the particles' coordinates.
fn splat_value(f: f32, span: f32) -> f32 {
    var value = f;
    if TINT == TINT_SPEED {
        value = log2(max(span / splat.extent, 1e-30)) * 0.30102999;
    }
    return clamp((value - splat.tint_low) * splat.tint_scale, 0.0, 1.0);
}

@compute @workgroup_size(64)
fn splat_particles(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let i = splat.first + id.y * groups.x * 64u + id.x;
    if i >= splat.last {
        return;
    }
    let fate = fates[i] >> 30u;
    let p = positions[i];
    let placed = splat_place(p);
    // What left the domain or has no value is nowhere.
    let is_there = placed.is_shown & (fate < 2u);
    var span = 0.0;
    if TINT == TINT_SPEED && fate == 0u && splat.segments > 0u {
        let before = (splat.newest + splat.slots - 1u) % splat.slots;
        span = length(p - trail[before * splat.count + i]);
    }
    let value = splat_value(placed.f, span);
    let channel = splat_channel(i);
    let center = vec2<i32>(floor(placed.pixel));
    let visible = select(0.0, splat_visible(center, placed.depth), is_there);
    if !HAS_DISCS {
        splat_add(center, visible, channel, value, true);
        return;
    }
    let reach = i32(ceil(splat.radius + 0.5));
    for (var y = -reach; y <= reach; y++) {
        for (var x = -reach; x <= reach; x++) {
            let pixel = center + vec2<i32>(x, y);
            let covered = clamp(splat.radius + 0.5 - distance(vec2<f32>(pixel) + 0.5, placed.pixel), 0.0, 1.0);
            splat_add(pixel, covered * visible, channel, value, true);
        }
    }
}

/// Adds a weight between pixels' middles.
fn splat_between(at: vec2<f32>, weight: f32, channel: u32, value: f32) {
    // A trail as bright as a particle is seen as one; a fine one would be narrower than its casing.
    let is_thick = (splat.trails & 2u) == 2u;
    let corner = floor(at - 0.5);
    let fraction = at - 0.5 - corner;
    let pixel = vec2<i32>(corner);
    splat_add(pixel, weight * (1.0 - fraction.x) * (1.0 - fraction.y), channel, value, is_thick);
    splat_add(pixel + vec2<i32>(1, 0), weight * fraction.x * (1.0 - fraction.y), channel, value, is_thick);
    splat_add(pixel + vec2<i32>(0, 1), weight * (1.0 - fraction.x) * fraction.y, channel, value, is_thick);
    splat_add(pixel + vec2<i32>(1, 1), weight * fraction.x * fraction.y, channel, value, is_thick);
}

@compute @workgroup_size(64)
fn splat_trails(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    const MOST_PIECES: f32 = 2048.0;
    let i = splat.first + id.y * groups.x * 64u + id.x;
    let segment = splat.first_segment + id.z;
    if i >= splat.last || segment >= splat.segments {
        return;
    }
    let first = trail[((splat.oldest + segment) % splat.slots) * splat.count + i];
    let last = trail[((splat.oldest + segment + 1u) % splat.slots) * splat.count + i];
    let from_place = splat_place(first);
    let to_place = splat_place(last);
    if all(first == last) || !(from_place.is_shown || to_place.is_shown) {
        return;
    }
    var span = distance(from_place.pixel, to_place.pixel);
    if !(from_place.is_shown && to_place.is_shown) {
        span = splat.diagonal;
    }
    let pieces = clamp(ceil(span * 1.25), 1.0, MOST_PIECES);
    let age = f32(segment + 1u) / f32(splat.segments);
    let fade = select(mix(0.1, 1.0, age), 1.0, (splat.trails & 1u) == 1u);
    let weight = TRAIL_WEIGHT * fade;
    let channel = splat_channel(i);
    let along = to_place.pixel - from_place.pixel;
    let aside = vec2<f32>(-along.y, along.x) / max(length(along), 1e-6);
    for (var piece = 0.5; piece < pieces; piece += 1.0) {
        let placed = splat_place(mix(first, last, piece / pieces));
        if !placed.is_shown {
            continue;
        }
        let visible = splat_visible(vec2<i32>(floor(placed.pixel)), placed.depth);
        let value = splat_value(placed.f, distance(first, last));
        let amount = visible * min(span / pieces, 1.0);
        splat_between(placed.pixel, weight * amount, channel, value);
        let beside = select(weight, 1.0, (splat.trails & 2u) == 2u) * amount;
        for (var side = 1u; side <= splat.trails >> 2u; side += 1u) {
            splat_between(placed.pixel + f32(side) * aside, beside, channel, value);
            splat_between(placed.pixel - f32(side) * aside, beside, channel, value);
        }
    }
}
