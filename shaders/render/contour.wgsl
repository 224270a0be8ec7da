// Filled contours: every pixel asks the field for its band and for its distance to the nearest level.

const MAX_LEVELS: u32 = 256u;

struct Contour {
    /// A level and the colour of the band above it.
    levels: array<vec4<f32>, MAX_LEVELS>,
    /// How many levels there are, the lines' half width in pixels and their opacity, and 1 where what is beyond the
    /// first and the last level takes the nearest band's colour, 2 where what is too large for 32 bits does.
    count: f32,
    half_width: f32,
    line_alpha: f32,
    is_open: f32,
    /// 1 where other colours lie over those of bands; nothing more.
    is_covered: f32,
    none_1: f32,
    none_2: f32,
    none_3: f32,
    /// A bit for each level: whether its line is white, which is black else.
    light_lines: array<vec4<u32>, 2>,
}

@group(2) @binding(0) var<uniform> contour: Contour;

/// How far off its centre a pixel asks for f, in pixels. Centres lie on lines of simple slopes, and f may have a value of its own
/// on a line where it jumps, as sign(x - y) has: no part of a pixel has it.
const OFF_CENTRE: vec2<f32> = vec2<f32>(0.0037, 0.0061);

@vertex
fn contour_vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32(index & 1u), f32(index >> 1u)) * 2.0 - 1.0;
    return frame.clip_from_world * vec4<f32>(corner * frame.bounds.zw, 0.0, 1.0);
}

/// The band that holds a value: the last level that is not above it.
fn band_of(f: f32) -> u32 {
    var low = 0u;
    var high = u32(contour.count) - 1u;
    while high - low > 1u {
        let middle = (low + high) / 2u;
        if contour.levels[middle].x <= f {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/// What a pixel is of the field: its place, and how far apart pixels are, in the world and in the field's coordinates.
struct ContourPixel {
    place: vec2<f32>,
    world: vec2<f32>,
    size: vec2<f32>,
    world_size: vec2<f32>,
}

fn contour_pixel(at: vec2<f32>) -> ContourPixel {
    // World units to a pixel are the same everywhere in the panel.
    let clip_per_world = vec2<f32>(frame.clip_from_world[0].x, frame.clip_from_world[1].y);
    let world_size = 2.0 / (clip_per_world * frame.panel.xy);
    // By the pixel alone: interpolation would put each row of a column at an x a little off.
    let unit = 2.0 * (at - frame.panel.zw + OFF_CENTRE) / frame.panel.xy - 1.0;
    let world = (vec2<f32>(unit.x, -unit.y) - frame.clip_from_world[3].xy) / clip_per_world;
    return ContourPixel(field_point(world), world, world_size * frame.field_from_world.xy, world_size);
}

@fragment
fn contour_fragment(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = contour_pixel(at.xy);
    let sample = fill_isolated_nan(pixel.place, pixel.size * 0.05);
    return contour_color(sample.x, sample.yz, pixel, 1.0);
}

/// The same where f is finer than pixels somewhere, and drawn as its mean there.
@fragment
fn fine_contour_fragment(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = contour_pixel(at.xy);
    let sample = fill_isolated_nan(pixel.place, pixel.size * 0.05);
    var f = sample.x;
    let blur = fineness(pixel.world);
    if blur > 0.0 {
        f = mix(f, mean_value(pixel.place, 4.0 * pixel.size, 12), blur);
    }
    return contour_color(f, sample.yz, pixel, 1.0 - blur);
}

/// How many times another a value is that is of another magnitude.
const MAGNITUDES: f32 = 8.0;

/// A hair of a band at one of the ends, which may be of another magnitude than the other bands or than its level.
fn hair_of(band: f32, level: f32) -> f32 {
    return 1e-5 * select(min(band, 1e2 * abs(level)), band, level == 0.0);
}

/// How far f is above a band's lower level and below its upper one and what it changes by in a pixel, as fractions of the band: by
/// logarithms where the levels' magnitudes differ, since f then goes through all of them as 1/x⁴⁰ or exp(80x) does.
fn within_band(f: f32, below: f32, above: f32, change: f32) -> vec3<f32> {
    let range = above - below;
    let is_positive = below > 0.0 && above > MAGNITUDES * below && f > 0.0;
    let is_negative = above < 0.0 && below < MAGNITUDES * above && f < 0.0;
    if !is_positive && !is_negative {
        return vec3<f32>((f - below) / range, (above - f) / range, change);
    }
    let sign = select(-1.0, 1.0, is_positive);
    let parts = sign * log(vec2<f32>(f / below, above / f));
    let whole = parts.x + parts.y;
    return vec3<f32>(parts / whole, change * (range / abs(f)) / whole);
}

/// How much of a pixel a line covers so many pixels away.
fn line_cover(distance: f32) -> f32 {
    return clamp(contour.half_width + 0.5 - distance, 0.0, min(1.0, 2.0 * contour.half_width));
}

/// The colour of the line at a level, on a colour.
fn line_color(level: u32, ground: vec3<f32>) -> vec3<f32> {
    if contour.is_covered > 0.5 {
        return line_ink(ground, contour.line_alpha);
    }
    let bits = contour.light_lines[level / 128u][(level / 32u) % 4u];
    return vec3<f32>(f32((bits >> (level % 32u)) & 1u));
}

/// The colour of a pixel with a value and its gradient, where lines are so opaque.
fn contour_color(f: f32, gradient: vec2<f32>, pixel: ContourPixel, opacity: f32) -> vec4<f32> {
    let count = u32(contour.count);
    let lowest = contour.levels[0].x;
    let highest = contour.levels[count - 1u].x;
    let below_all = lowest - hair_of(contour.levels[1].x - lowest, lowest);
    let above_all = highest + hair_of(highest - contour.levels[count - 2u].x, highest);
    let is_beyond = f < below_all || f > above_all;
    let is_lacking = !math_is_finite(f) && (math_is_nan(f) || contour.is_open < 1.5);
    if is_lacking {
        discard;
    }
    if is_beyond && contour.is_open < 0.5 {
        // Of what is beyond listed levels there is the outer half of the line of the first or the last.
        let end = select(lowest, highest, f > highest);
        // Relative to the larger, so that huge values do not overflow.
        let largest = max(abs(f), abs(end));
        let is_of_another = f / end > MAGNITUDES;
        let off = select(abs(f - end) / largest, log(f / end), is_of_another);
        let per_pixel = length(gradient / largest / frame.world_per_unit.xy * pixel.world_size);
        let cover = opacity * line_cover(off / per_pixel);
        if !(per_pixel > 0.0 && cover > 0.0) {
            discard;
        }
        let level = select(0u, count - 1u, f > highest);
        return vec4<f32>(line_color(level, contour.levels[min(level, count - 2u)].yzw), cover * contour.line_alpha);
    }
    let band = band_of(f);
    let below = contour.levels[band];
    let above = contour.levels[band + 1u];
    // Relative to the band, so that huge and tiny values neither overflow nor vanish, of one field too.
    let range = above.x - below.x;
    let slope = gradient / range / frame.world_per_unit.xy * pixel.world_size;
    let steepest = max(abs(slope.x), abs(slope.y));
    let change = steepest * length(slope / max(steepest, 1e-37));
    // A plateau has no level lines, whatever level it lies on; nor has the noise of rounding, or what
    // 32 bits hardly hold.
    let rounding = 1e-8 * max(abs(f), min(abs(below.x), abs(above.x))) / range;
    let is_lost = max(abs(gradient.x), abs(gradient.y)) < 1e-36;
    if !math_is_finite(change) || change <= rounding || is_lost {
        return vec4<f32>(overlaid(below.yzw, pixel.world), 1.0);
    }
    // Distances in pixels to the levels below and above, by the linear part of f.
    let within = within_band(f, below.x, above.x, change);
    let to_below = within.x / within.z;
    let to_above = within.y / within.z;
    var color = below.yzw;
    if band > 0u {
        color = mix(contour.levels[band - 1u].yzw, color, clamp(0.5 + to_below, 0.0, 1.0));
    }
    if band + 2u < count {
        color = mix(above.yzw, color, clamp(0.5 + to_above, 0.0, 1.0));
    }
    color = overlaid(color, pixel.world);
    // The first and the last of listed levels have a line, too.
    let is_list = contour.is_open < 0.5;
    let from_below = select(1e30, to_below, is_list || band > 0u);
    let from_above = select(1e30, to_above, is_list || band + 2u < count);
    let line = line_cover(min(from_below, from_above));
    if line <= 0.0 {
        return vec4<f32>(color, 1.0);
    }
    let ink = line_color(select(band, band + 1u, from_above < from_below), color);
    // Where bands are narrower than a few pixels, lines would only darken the picture.
    let fade = clamp(1.0 / within.z / 3.0 - 0.5, 0.0, 1.0) * opacity;
    return vec4<f32>(mix(color, ink, line * fade * contour.line_alpha), 1.0);
}
