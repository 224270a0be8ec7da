// Weights of particles as colours: one is visible and millions do not saturate.

const MAX_CHANNELS: u32 = 9u;

struct Density {
    /// The panel's first pixel in the picture, and its size.
    first: vec2<u32>,
    size: vec2<u32>,
    /// How many channels, and what colours mean: 0 by the channel, 1 by the second, which is a sum of the tint's values, 2 by
    /// how many there are.
    channels: u32,
    meaning: u32,
    /// What a whole pixel weighs, and the opacity of one particle.
    unit: f32,
    single: f32,
    /// The logarithm of the greatest weight there can be, as a factor; the tint's highest value in the
    /// sum; where the colours begin that say how many there are.
    compression: f32,
    levels: f32,
    first_color: f32,
    /// How many pixels the casing of particles reaches around them, so that they are seen on every ground; 0 where there are
    /// many.
    casing: f32,
    colors: array<vec4<f32>, MAX_CHANNELS>,
}

@group(0) @binding(0) var<uniform> style: Density;
@group(0) @binding(1) var<storage, read> weights: array<u32>;
@group(0) @binding(2) var tints: texture_2d<f32>;

/// Where a pixel of the panel is among the weights, around which those of the casing's reach are, too.
fn place(pixel: vec2<i32>) -> u32 {
    let margin = i32(ceil(style.casing));
    let width = style.size.x + 2u * u32(margin);
    return u32(pixel.y + margin) * width + u32(pixel.x + margin);
}

/// How many weights a channel has.
fn count() -> u32 {
    let sides = style.size + 2u * u32(ceil(style.casing));
    return sides.x * sides.y;
}

/// The weight at a pixel of what has a casing, which follows the other channels.
fn cased_weight(pixel: vec2<i32>) -> f32 {
    return min(f32(weights[style.channels * count() + place(pixel)]) / style.unit, 1.0);
}

/// How far a pixel is covered by what lies around particles: the most of those in its neighbourhood.
fn cased(pixel: vec2<i32>) -> f32 {
    const DIRECTIONS: u32 = 8u;
    var most = 0.0;
    for (var ring = 1.0; ring <= 2.0; ring += 1.0) {
        for (var direction = 0u; direction < DIRECTIONS; direction++) {
            let angle = 6.2831853 * (f32(direction) + 0.5 * (ring - 1.0)) / f32(DIRECTIONS);
            let offset = 0.5 * ring * style.casing * vec2<f32>(cos(angle), sin(angle));
            most = max(most, cased_weight(pixel + vec2<i32>(round(offset))));
        }
    }
    return most;
}

@fragment
fn tone_map(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<u32>(position.xy) - style.first;
    if any(pixel >= style.size) {
        discard;
    }
    let pixels = count();
    let at = place(vec2<i32>(pixel));
    var sum = 0.0;
    var color = vec3<f32>(0.0);
    if style.meaning == 1u {
        sum = f32(weights[at]);
        let mean = f32(weights[pixels + at]) / max(sum, 1.0) * (255.0 / style.levels);
        color = textureLoad(tints, vec2<i32>(i32(clamp(mean, 0.0, 255.0)), 0), 0).rgb;
    } else {
        for (var channel = 0u; channel < style.channels; channel++) {
            let weight = f32(weights[channel * pixels + at]);
            sum += weight;
            color += weight * style.colors[channel].rgb;
        }
        color /= max(sum, 1.0);
    }
    var casing = 0.0;
    if style.casing > 0.0 && sum < style.unit {
        casing = cased(vec2<i32>(pixel));
    }
    if sum == 0.0 && casing == 0.0 {
        discard;
    }
    let weight = sum / style.unit;
    let crowd = clamp(log2(max(weight, 1.0)) * style.compression, 0.0, 1.0);
    let opacity = min(weight, 1.0) * mix(style.single, 1.0, sqrt(crowd));
    if style.meaning == 2u {
        // By the logarithm of how many there are, from 1 to the compression's; opaque, as the bar is that says so.
        let entry = i32(255.0 * mix(style.first_color, 1.0, crowd) + 0.5);
        return vec4<f32>(textureLoad(tints, vec2<i32>(entry, 0), 0).rgb, min(weight, 1.0));
    }
    // Where many are, their colour goes on towards white.
    let own = mix(color, vec3<f32>(1.0, 1.0, 0.85), 0.9 * pow(crowd, 1.3));
    // The casing lies below.
    let below = casing * (1.0 - opacity);
    let covered = max(opacity + below, 1e-6);
    return vec4<f32>((opacity * own + vec3<f32>(below)) / covered, covered);
}
