// Gradient arrows: a card for each, with the arrow's shape in the fragment shader.

/// Length and half width of the head in shaft widths, as matplotlib's quiver has them.
const HEAD_LENGTH: f32 = 5.0;
const HEAD_HALF_WIDTH: f32 = 1.5;
/// Room around the arrow for its outline, in shaft widths.
const PADDING: f32 = 0.9;
/// Strips of a card that is draped on the surface.
const STRIPS: u32 = 6u;

/// Shaft widths below which an arrow is a dot of one shaft width.
const DOT: f32 = 1.0;

struct ArrowStyle {
    /// Shaft width: pixels on the plane, world units on the surface.
    width: f32,
    /// 1 uphill and -1 downhill.
    direction: f32,
    /// The part of an arrow's length that is behind where it stands.
    pivot: f32,
    /// The opacity of the outline.
    outline: f32,
    /// How far above the surface a draped arrow floats, in world units.
    lift: f32,
    none_1: f32,
    none_2: f32,
    none_3: f32,
}

@group(2) @binding(0) var<uniform> style: ArrowStyle;

struct ArrowInstance {
    /// Where it stands in the world.
    @location(0) tail: vec3<f32>,
    /// How a point moves there in places of the axes; the larger part is 1.
    @location(1) motion: vec2<f32>,
    /// From tail to tip, in the width's unit.
    @location(2) length: f32,
    /// Red, green, blue and opacity, a byte each.
    @location(3) color: u32,
}

struct ArrowVertex {
    @builtin(position) clip: vec4<f32>,
    /// Along and across the arrow, in shaft widths.
    @location(0) along: vec2<f32>,
    /// The arrow's length, and its size relative to the full width.
    @location(1) @interpolate(flat) shape: vec2<f32>,
    @location(2) @interpolate(flat) color: vec4<f32>,
}

/// Shaft widths from tail to tip, none of a dot, and the shrinking that keeps a short arrow an arrow.
fn arrow_shape(length: f32) -> vec2<f32> {
    let full = length / style.width;
    if full < DOT {
        return vec2<f32>(0.0, 1.0);
    }
    let size = clamp(full / HEAD_LENGTH, 0.02, 1.0);
    return vec2<f32>(full / size, size);
}

/// The direction of a vector, whatever its size; that of x where there is none.
fn arrow_direction(along: vec2<f32>) -> vec2<f32> {
    let greatest = max(abs(along.x), abs(along.y));
    return select(vec2<f32>(1.0, 0.0), normalize(along / max(greatest, 1e-37)), greatest > 0.0);
}

/// How a point moves in the world whose motion in places of the axes this is; the larger part is 1 at most.
fn world_motion(motion: vec2<f32>) -> vec2<f32> {
    return style.direction * motion * frame.world_per_unit.xy / max(abs(frame.world_per_unit.x), abs(frame.world_per_unit.y));
}

/// The slopes in the world of f and its gradient, or others where they are not finite.
fn finite_slope(sample: vec3<f32>, others: vec2<f32>) -> vec2<f32> {
    let slope = world_slope(sample);
    return select(others, slope, math_is_finite(slope.x) && math_is_finite(slope.y));
}

@vertex
fn arrow_on_plane(@builtin(vertex_index) index: u32, instance: ArrowInstance) -> ArrowVertex {
    let shape = arrow_shape(instance.length);
    let width = style.width * shape.y;
    let corner = vec2<f32>(f32(index & 1u), f32(index >> 1u));
    let along = vec2<f32>(mix(-PADDING, shape.x + PADDING, corner.x), mix(-1.0, 1.0, corner.y) * (HEAD_HALF_WIDTH + PADDING));
    let clip = frame.clip_from_world * vec4<f32>(instance.tail, 1.0);
    let pixels = clip.xy / clip.w * 0.5 * frame.panel.xy;
    let world_dir = arrow_direction(world_motion(instance.motion));
    let pixel_dir = normalize((frame.clip_from_world * vec4<f32>(world_dir, 0.0, 0.0)).xy * frame.panel.xy);
    let reach = along.x - style.pivot * shape.x;
    let at = pixels + width * (reach * pixel_dir + along.y * vec2<f32>(-pixel_dir.y, pixel_dir.x));
    return ArrowVertex(vec4<f32>(at / (0.5 * frame.panel.xy), 0.0, 1.0), along, shape, unpack4x8unorm(instance.color));
}

@vertex
fn arrow_on_surface(@builtin(vertex_index) index: u32, instance: ArrowInstance) -> ArrowVertex {
    let shape = arrow_shape(instance.length);
    let width = style.width * shape.y;
    let step = f32(index >> 1u) / f32(STRIPS);
    let side = mix(-1.0, 1.0, f32(index & 1u)) * (HEAD_HALF_WIDTH + PADDING);
    let along = vec2<f32>(mix(-PADDING, shape.x + PADDING, step), side);
    let flat_dir = arrow_direction(world_motion(instance.motion));
    let uphill = finite_slope(field_value_gradient(field_point(instance.tail.xy)), vec2<f32>(0.0));
    let rise = dot(uphill, flat_dir);
    // The length is measured along the slope, so that steep arrows do not grow.
    let run = width / sqrt(1.0 + rise * rise);
    let reach = along.x - style.pivot * shape.x;
    let world = instance.tail.xy + flat_dir * run * reach;
    let here = field_value_gradient(field_point(world));
    let tangent_height = instance.tail.z + rise * run * reach;
    let z = select(tangent_height, height(here.x), math_is_finite(here.x));
    let local = finite_slope(here, uphill);
    let normal = normalize(vec3<f32>(-local, 1.0));
    let across = normalize(cross(normal, vec3<f32>(flat_dir, dot(local, flat_dir))));
    let toward = select(-normal, normal, dot(normal, frame.eye_in_world.xyz - vec3<f32>(world, z)) > 0.0);
    let position = vec3<f32>(world, z) + across * width * along.y + toward * style.lift;
    return ArrowVertex(frame.clip_from_world * vec4<f32>(position, 1.0), along, shape, unpack4x8unorm(instance.color));
}

/// How much of a pixel an arrow grown by `grow` shaft widths covers; `pixel` is a pixel's size in shaft widths.
fn coverage(along: vec2<f32>, tip: f32, grow: f32, pixel: vec2<f32>) -> f32 {
    if tip == 0.0 {
        return clamp((0.5 * DOT + grow - length(along)) / max(pixel.x, pixel.y) + 0.5, 0.0, 1.0);
    }
    let neck = tip - HEAD_LENGTH;
    let head = HEAD_HALF_WIDTH * (tip + grow * 2.5 - along.x) / HEAD_LENGTH + grow * 0.6;
    let half_width = select(0.5 + grow, head, along.x > neck - grow);
    let aside = clamp((half_width - abs(along.y)) / pixel.y + 0.5, 0.0, 1.0);
    let ends = clamp((along.x + grow) / pixel.x + 0.5, 0.0, 1.0) * clamp((tip + grow * 2.5 - along.x) / pixel.x + 0.5, 0.0, 1.0);
    return aside * ends;
}

@fragment
fn arrow_fragment(vertex: ArrowVertex) -> @location(0) vec4<f32> {
    let pixel = max(vec2<f32>(fwidth(vertex.along.x), fwidth(vertex.along.y)), vec2<f32>(1e-4));
    let fill = coverage(vertex.along, vertex.shape.x, 0.0, pixel) * vertex.color.a;
    let edge = coverage(vertex.along, vertex.shape.x, 0.35, pixel) * style.outline * (1.0 - fill);
    let alpha = fill + edge;
    if alpha < 0.004 {
        discard;
    }
    let light = dot(vertex.color.rgb, vec3<f32>(0.299, 0.587, 0.114));
    let outline = vec3<f32>(select(0.0, 1.0, light < 0.5));
    return vec4<f32>((vertex.color.rgb * fill + outline * edge) / alpha, alpha);
}
