// Lines and markers in the world with a width in pixels: trajectories, the grid of the box.

struct Stroke {
    @location(0) start: vec3<f32>,
    @location(1) end: vec3<f32>,
    @location(2) color: vec4<f32>,
    /// Half the width in pixels, 1 for an arrow's head at the end, and how much nearer to the eye it is drawn.
    @location(3) style: vec4<f32>,
}

struct StrokeVertex {
    @builtin(position) clip: vec4<f32>,
    @location(0) color: vec4<f32>,
    /// Along from the start and across, in pixels.
    @location(1) at: vec2<f32>,
    /// Length, half width, head.
    @location(2) @interpolate(flat) shape: vec3<f32>,
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
    let margin = stroke.style.x + 1.0;
    let corner = vec2<f32>(f32(index & 1u), f32(index >> 1u));
    let at = vec2<f32>(mix(-margin, reach + margin, corner.x), mix(-margin, margin, corner.y));
    let pixel = from_pixel + at.x * along + at.y * vec2<f32>(-along.y, along.x);
    let depth = mix(start.z / start.w, end.z / end.w, corner.x);
    // A point behind the eye has no place on the screen.
    let visible = start.w > 0.0 && end.w > 0.0;
    let clip = select(vec4<f32>(2.0, 2.0, 2.0, 1.0), vec4<f32>(pixel / half_panel, max(depth - stroke.style.z, 0.0), 1.0), visible);
    return StrokeVertex(clip, stroke.color, at, vec3<f32>(reach, stroke.style.xy));
}

/// How much of a pixel a stroke covers.
fn stroke_coverage(vertex: StrokeVertex) -> f32 {
    let half_width = vertex.shape.y;
    let beside = vec2<f32>(vertex.at.x - clamp(vertex.at.x, 0.0, vertex.shape.x), vertex.at.y);
    var inside = half_width - length(beside);
    if vertex.shape.z > 0.5 {
        // A triangle whose tip is at the far side of the end and whose base is behind it.
        let back = vertex.at.x - vertex.shape.x;
        inside = min(0.5 * half_width + back + 0.4 * half_width, (half_width - back) * 0.5 - abs(vertex.at.y) * 0.87);
    }
    return clamp(inside + 0.5, 0.0, 1.0);
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
/// that it is blended over the surface once more. Lines end where the next begin, lest their joints be darker.
@fragment
fn stroke_seen_through(vertex: StrokeVertex) -> @location(0) vec4<f32> {
    let is_line = vertex.shape.x > 1e-3 && vertex.shape.z < 0.5;
    let is_beyond = vertex.at.x < 0.0 || vertex.at.x >= vertex.shape.x;
    let alpha = vertex.color.a * stroke_coverage(vertex) * sqrt(1.0 - frame.color.w);
    if alpha < 0.004 || (is_line && is_beyond) {
        discard;
    }
    return vec4<f32>(vertex.color.rgb, alpha);
}
