// Line integral convolution (Cabral and Leedom, 1993): noise smeared along the flow of ∇f through every texel, and the tones
// of that upon colours.

struct LicUniform {
    /// The field's coordinates of the first texel, and from one texel to the next.
    origin: vec2<f32>,
    cell: vec2<f32>,
    /// Texels per unit of data along x and y, relative to the greater.
    density: vec2<f32>,
    /// The place of the first texel on the axes' scales, from one texel to the next, and how the scales spread: 0 evenly, 1
    /// by logarithms, below 0 by those on both sides of 0, evenly up to this size.
    place: vec2<f32>,
    place_step: vec2<f32>,
    spread: vec2<f32>,
    /// Columns and rows of all texels.
    size: vec2<u32>,
    /// The first row of this dispatch.
    first_row: u32,
    /// Steps each way, and how many texels long one is.
    steps: u32,
    step: f32,
    /// Texels to a grain of the noise.
    grain: f32,
    /// 1 where f jumps somewhere.
    has_breaks: u32,
    _end: u32,
}

@group(0) @binding(0) var<uniform> lic: LicUniform;
/// Numbers with mean 0, LIC_SIDE along each side, that go on periodically.
@group(0) @binding(1) var<storage, read> lic_noise: array<f32>;
/// The convolution with variance 1, about, and how much of it is there: 0 where nothing flows.
@group(0) @binding(2) var<storage, read_write> lic_texels: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read_write> lic_sums: LicSums;
/// What the tones lie on, and the colours under them.
@group(0) @binding(4) var lic_below: texture_2d<f32>;
@group(0) @binding(5) var lic_colors: texture_storage_2d<rgba8unorm, write>;

/// Two bits a texel, of sixteen in a word: whether f jumps on the way to the next one along x, and along y.
@group(0) @binding(6) var<storage, read> lic_breaks: array<u32>;

/// Sums over texels that are there: of the convolution and of its squares, in whole parts of LIC_UNIT, and how many there are.
struct LicSums {
    values: atomic<i32>,
    squares: atomic<u32>,
    count: atomic<u32>,
}

/// Parts of 1 that sums are counted in, of all texels and of a workgroup: what 2048² texels come to stays within 32 bits.
const LIC_UNIT: f32 = 256.0;
const LIC_GROUP_UNIT: f32 = 65536.0;

var<workgroup> lic_group_sums: LicSums;

/// What a point of the flow is.
const LIC_HOLE: f32 = -1.0;
const LIC_REST: f32 = 0.0;
const LIC_FLOW: f32 = 1.0;

/// Numbers of the noise along a side: a power of two, so that a mask wraps around.
const LIC_SIDE: i32 = 512;
/// The shortest sum of two directions, each as long as 1, that still leads somewhere.
const LIC_TURN: f32 = 0.1;
/// Grains from a point of rest to where the texture is whole.
const LIC_FADE: f32 = 3.0;

/// The logarithm to base 2 of how far a value goes on for a unit of its place on a scale.
fn lic_rate(place: f32, code: f32) -> f32 {
    const OF_TEN: f32 = 3.3219281;
    const OF_LOG_TEN: f32 = 1.2032546;
    if code > 0.5 {
        return place * OF_TEN + OF_LOG_TEN;
    }
    if code < 0.0 {
        let beyond = abs(place) - 1.1111112;
        return log2(-code) + select(beyond * OF_TEN + OF_LOG_TEN, -0.1520031, beyond <= 0.0);
    }
    return 0.0;
}

/// How a gradient by places moves a point in places, along x and along y, relative to the faster.
fn lic_motion(at: vec2<f32>) -> vec2<f32> {
    let place = lic.place + at * lic.place_step;
    let slower = 2.0 * vec2<f32>(lic_rate(place.x, lic.spread.x), lic_rate(place.y, lic.spread.y));
    return exp2(min(slower.x, slower.y) - slower);
}

/// The direction of ∇f in texels, as long as 1, and what is there.
///
/// Positions are kept in texels, which f32 resolves however narrow the domain is.
fn lic_flow(at: vec2<f32>) -> vec3<f32> {
    let found = field_value_gradient(lic.origin + at * lic.cell);
    let along = found.yz * lic.density * lic_motion(at);
    if !(math_is_finite(found.x) && math_is_finite(along.x) && math_is_finite(along.y)) {
        return vec3<f32>(0.0, 0.0, LIC_HOLE);
    }
    let greatest = max(abs(along.x), abs(along.y));
    if greatest == 0.0 {
        return vec3<f32>(0.0, 0.0, LIC_REST);
    }
    return vec3<f32>(normalize(along / greatest), LIC_FLOW);
}

/// Whether f jumps on the way from a texel to the next one along an axis.
fn lic_breaks_at(texel: vec2<i32>, axis: u32) -> bool {
    let inside = vec2<u32>(clamp(texel, vec2<i32>(0), vec2<i32>(lic.size) - 1));
    let at = inside.y * lic.size.x + inside.x;
    return (lic_breaks[at / 16u] >> (2u * (at % 16u) + axis) & 1u) == 1u;
}

/// Whether f jumps on the way from one point to another, along the texels that are nearest to it.
fn lic_jumps(start: vec2<f32>, end: vec2<f32>) -> bool {
    if lic.has_breaks == 0u {
        return false;
    }
    let pieces = ceil(length(end - start));
    var here = vec2<i32>(round(start));
    for (var piece = 1.0; piece <= pieces; piece += 1.0) {
        let to = vec2<i32>(round(mix(start, end, piece / pieces)));
        let first = min(here, to);
        // Aslant it leads around a corner either way.
        let is_apart = here != to;
        if is_apart.x && (lic_breaks_at(vec2<i32>(first.x, here.y), 0u) || lic_breaks_at(vec2<i32>(first.x, to.y), 0u)) {
            return true;
        }
        if is_apart.y && (lic_breaks_at(vec2<i32>(here.x, first.y), 1u) || lic_breaks_at(vec2<i32>(to.x, first.y), 1u)) {
            return true;
        }
        here = to;
    }
    return false;
}

fn lic_noise_at(cell: vec2<i32>) -> f32 {
    let inside = cell & vec2<i32>(LIC_SIDE - 1);
    return lic_noise[inside.y * LIC_SIDE + inside.x];
}

/// The noise between four of its numbers.
fn lic_grain(at: vec2<f32>) -> f32 {
    let place = at / lic.grain;
    let corner = floor(place);
    let t = place - corner;
    let cell = vec2<i32>(corner);
    let below = mix(lic_noise_at(cell), lic_noise_at(cell + vec2<i32>(1, 0)), t.x);
    let above = mix(lic_noise_at(cell + vec2<i32>(0, 1)), lic_noise_at(cell + vec2<i32>(1, 1)), t.x);
    return mix(below, above, t.y);
}

/// The convolution at a texel, and how much of it is there.
fn lic_convolved(texel: vec2<u32>) -> vec2<f32> {
    let start = vec2<f32>(texel);
    var sum = lic_grain(start);
    var squares = 1.0;
    var presence = 1.0;
    // One loop over both ways, so that a long formula stands in the shader as rarely as can be.
    for (var way = -1.0; way < 2.0; way += 2.0) {
        var at = start;
        var last = vec2<f32>(0.0);
        for (var k = 1u; k <= lic.steps; k++) {
            let here = lic_flow(at);
            let there = lic_flow(at + way * lic.step * here.xy);
            if here.z == LIC_HOLE || there.z == LIC_HOLE {
                break;
            }
            // The mean of both ends: across a valley narrower than a step it leads along the valley.
            let both = here.xy + there.xy;
            let size = length(both);
            let direction = both / max(size, LIC_TURN);
            if here.z == LIC_REST || size < LIC_TURN || dot(direction, last) < 0.0 {
                presence = min(presence, smoothstep(0.0, LIC_FADE, f32(k - 1u) * lic.step / lic.grain));
                break;
            }
            let next = at + way * lic.step * direction;
            if lic_jumps(at, next) {
                break;
            }
            at = next;
            last = direction;
            // A window without corners: half a period of a cosine, squared.
            let wave = cos(1.5707963 * f32(k) / f32(lic.steps + 1u));
            let weight = wave * wave;
            sum += weight * lic_grain(at);
            squares += weight * weight;
        }
    }
    if lic_flow(start).z == LIC_HOLE {
        presence = 0.0;
    }
    return vec2<f32>(sum * inverseSqrt(squares), presence);
}

@compute @workgroup_size(64)
fn convolve(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    if local == 0u {
        atomicStore(&lic_group_sums.values, 0);
        atomicStore(&lic_group_sums.squares, 0u);
        atomicStore(&lic_group_sums.count, 0u);
    }
    workgroupBarrier();
    let texel = vec2<u32>(id.x, id.y + lic.first_row);
    if all(texel < lic.size) {
        let found = lic_convolved(texel);
        lic_texels[texel.y * lic.size.x + texel.x] = found;
        if math_is_finite(found.x) && found.y > 0.0 {
            atomicAdd(&lic_group_sums.values, i32(round(found.x * LIC_GROUP_UNIT)));
            atomicAdd(&lic_group_sums.squares, u32(round(found.x * found.x * LIC_GROUP_UNIT)));
            atomicAdd(&lic_group_sums.count, 1u);
        }
    }
    workgroupBarrier();
    if local == 0u {
        let unit = LIC_UNIT / LIC_GROUP_UNIT;
        atomicAdd(&lic_sums.values, i32(round(f32(atomicLoad(&lic_group_sums.values)) * unit)));
        atomicAdd(&lic_sums.squares, u32(round(f32(atomicLoad(&lic_group_sums.squares)) * unit)));
        atomicAdd(&lic_sums.count, atomicLoad(&lic_group_sums.count));
    }
}

/// How far colours go towards black and towards white.
const LIC_DARKEST: f32 = 0.5;
const LIC_LIGHTEST: f32 = 0.42;

/// The tone of a texel, from −1, dark, to 1, light, that have the whole range about evenly; 0 where nothing flows.
fn lic_tone(found: vec2<f32>) -> f32 {
    if !math_is_finite(found.x) {
        return 0.0;
    }
    let count = LIC_UNIT * f32(max(atomicLoad(&lic_sums.count), 1u));
    let mean = f32(atomicLoad(&lic_sums.values)) / count;
    let variance = f32(atomicLoad(&lic_sums.squares)) / count - mean * mean;
    let deviation = sqrt(max(variance, 1e-12));
    // The convolution is normal, whose distribution function this is, nearly.
    return found.y * tanh(clamp(0.8 * (found.x - mean) / deviation, -9.0, 9.0));
}

/// A colour, opaque or nothing, under a tone.
fn lic_toned(below: vec4<f32>, tone: f32) -> vec4<f32> {
    let end = select(1.0, 0.0, tone < 0.0);
    let part = select(tone * LIC_LIGHTEST, -tone * LIC_DARKEST, tone < 0.0);
    if below.a == 0.0 {
        return vec4<f32>(vec3<f32>(end), part);
    }
    return vec4<f32>(mix(below.rgb, vec3<f32>(end), part), below.a);
}

@compute @workgroup_size(64)
fn color_flow(@builtin(global_invocation_id) id: vec3<u32>) {
    let texel = vec2<u32>(id.x, id.y + lic.first_row);
    if all(texel < lic.size) {
        let tone = lic_tone(lic_texels[texel.y * lic.size.x + texel.x]);
        // The nearest of the colours.
        let last = max(lic.size - 1u, vec2<u32>(1u));
        let at = (texel * (textureDimensions(lic_below) - 1u) + last / 2u) / last;
        textureStore(lic_colors, texel, lic_toned(textureLoad(lic_below, at, 0), tone));
    }
}
