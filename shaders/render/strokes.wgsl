// Lines and markers in the world with a width in pixels: trajectories, the grid of the box.

/// What a stroke may be besides a line or a disc.
const HEAD: f32 = 1.0;
const DOWN: f32 = 2.0;
const UP: f32 = 3.0;
const CROSS: f32 = 4.0;
const DIAMOND_CODE: f32 = 5.0;
/// A line on the sheet in black or white, whichever is seen better there; its red is 1 where what lies over the colours of
/// values counts.
const CONTRASTING: f32 = 6.0;
/// How far the corners of triangles and diamonds are from the middle, where a disc's edge is 1, and the length and half the
/// thickness of a cross' bars.
const TRIANGLE: f32 = 1.35;
const DIAMOND: f32 = 1.2;
const BAR: vec2<f32> = vec2<f32>(1.2, 0.38);

struct Stroke {
    @location(0) start: vec3<f32>,
    @location(1) end: vec3<f32>,
    @location(2) color: vec4<f32>,
    /// Half the width in pixels, what it is, how many pixels nearer to the eye it is, by how many pixels it is grown.
    @location(3) style: vec4<f32>,
}

struct StrokeVertex {
    @builtin(position) clip: vec4<f32>,
    @location(0) color: vec4<f32>,
    /// Along from the start and across, in pixels.
    @location(1) at: vec2<f32>,
    /// Length, half width, what it is, by how much it is grown.
    @location(2) @interpolate(flat) shape: vec4<f32>,
}

/// The depth of a point that is so many pixels nearer to the eye: as far as a sheet seen from the side rises over the width
/// of what is drawn there.
fn nearer_depth(world: vec3<f32>, w: f32, pixels: f32) -> f32 {
    let row = vec3<f32>(frame.clip_from_world[0].y, frame.clip_from_world[1].y, frame.clip_from_world[2].y);
    let world_per_pixel = w / max(length(row) * 0.5 * frame.panel.y, 1e-6);
    let toward = normalize(frame.eye_in_world.xyz - world);
    let clip = frame.clip_from_world * vec4<f32>(world + toward * world_per_pixel * pixels, 1.0);
    return max(clip.z / clip.w, 0.0);
}

/// The colour of a stroke.
fn stroke_color(stroke: Stroke) -> vec4<f32> {
    if stroke.style.y != CONTRASTING {
        return stroke.color;
    }
    let place = stroke.start.z / frame.world_per_unit.z + frame.world_per_unit.w;
    let below = value_color(spread_value(place, frame.spread.x));
    let ground = select(below, overlaid(below, stroke.start.xy), stroke.color.r > 0.5);
    return vec4<f32>(line_ink(ground, stroke.color.a), stroke.color.a);
}

@vertex
fn stroke_vertex(@builtin(vertex_index) index: u32, stroke: Stroke) -> StrokeVertex {
    let half_panel = 0.5 * frame.panel.xy;
    let start = frame.clip_from_world * vec4<f32>(stroke.start, 1.0);
    let end = frame.clip_from_world * vec4<f32>(stroke.end, 1.0);
    let from_pixel = start.xy / start.w * half_panel;
    let to_pixel = end.xy / end.w * half_panel;
    let span = to_pixel - from_pixel;
    let reach = length(span);
    let along = select(vec2<f32>(1.0, 0.0), span / max(reach, 1e-6), reach > 1e-3);
    // Corners of markers reach beyond a disc.
    let margin = 1.4 * stroke.style.x + 2.0 * stroke.style.w + 1.0;
    let corner = vec2<f32>(f32(index & 1u), f32(index >> 1u));
    let at = vec2<f32>(mix(-margin, reach + margin, corner.x), mix(-margin, margin, corner.y));
    let pixel = from_pixel + at.x * along + at.y * vec2<f32>(-along.y, along.x);
    let depth = mix(nearer_depth(stroke.start, start.w, stroke.style.z), nearer_depth(stroke.end, end.w, stroke.style.z), corner.x);
    // A point behind the eye has no place on the screen.
    let visible = start.w > 0.0 && end.w > 0.0;
    let clip = select(vec4<f32>(2.0, 2.0, 2.0, 1.0), vec4<f32>(pixel / half_panel, depth, 1.0), visible);
    return StrokeVertex(clip, stroke_color(stroke), at, vec4<f32>(reach, stroke.style.xyw));
}

/// How much of a pixel a stroke covers.
fn stroke_coverage(vertex: StrokeVertex) -> f32 {
    let half_width = vertex.shape.y;
    let beside = vec2<f32>(vertex.at.x - clamp(vertex.at.x, 0.0, vertex.shape.x), vertex.at.y);
    let kind = vertex.shape.z;
    var inside = half_width - length(beside);
    if kind == UP || kind == DOWN {
        let p = select(vertex.at, -vertex.at, kind == DOWN);
        inside = 0.5 * TRIANGLE * half_width - max(-p.y, 0.5 * p.y + 0.8660254 * abs(p.x));
    } else if kind == DIAMOND_CODE {
        inside = (DIAMOND * half_width - abs(vertex.at.x) - abs(vertex.at.y)) * 0.70710678;
    } else if kind == CROSS {
        let turned = abs(vec2<f32>(vertex.at.x + vertex.at.y, vertex.at.x - vertex.at.y)) * 0.70710678;
        let bar = BAR * half_width;
        inside = max(min(bar.x - turned.x, bar.y - turned.y), min(bar.y - turned.x, bar.x - turned.y));
    } else if kind == HEAD {
        // A triangle whose tip is at the far side of the end and whose base is behind it.
        let back = vertex.at.x - vertex.shape.x;
        inside = min(0.5 * half_width + back + 0.4 * half_width, (half_width - back) * 0.5 - abs(vertex.at.y) * 0.87);
    }
    return clamp(inside + vertex.shape.w + 0.5, 0.0, 1.0);
}

@fragment
fn stroke_fragment(vertex: StrokeVertex) -> @location(0) vec4<f32> {
    let alpha = vertex.color.a * stroke_coverage(vertex);
    if alpha < 0.004 {
        discard;
    }
    return vec4<f32>(vertex.color.rgb, alpha);
}

/// A stroke behind a surface that is not opaque. What the surface lets through of it is too little to tell its hue by, so
/// that it is blended over the surface once more, without what lies around it. Lines end where the next begin, lest their
/// joints be darker.
@fragment
fn stroke_seen_through(vertex: StrokeVertex) -> @location(0) vec4<f32> {
    let is_line = vertex.shape.x > 1e-3 && vertex.shape.z == 0.0;
    let is_beyond = vertex.at.x < 0.0 || vertex.at.x >= vertex.shape.x;
    let alpha = vertex.color.a * stroke_coverage(vertex) * sqrt(1.0 - frame.color.w);
    if alpha < 0.004 || (is_line && is_beyond) || vertex.shape.w > 0.0 {
        discard;
    }
    return vec4<f32>(vertex.color.rgb, alpha);
}
