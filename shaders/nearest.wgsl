// The surface's depth a pixel: the farthest of its samples, so that what lies on a slope or on an edge is not hidden.

@group(0) @binding(0) var samples: texture_depth_multisampled_2d;
@group(0) @binding(1) var<storage, read_write> nearest: array<f32>;
@group(0) @binding(2) var<uniform> panel: Panel;

struct Panel {
    /// The panel's first pixel in the picture, and its size.
    first: vec2<u32>,
    size: vec2<u32>,
}

@compute @workgroup_size(8, 8)
fn find_nearest(@builtin(global_invocation_id) id: vec3<u32>) {
    if any(id.xy >= panel.size) {
        return;
    }
    var farthest = 0.0;
    for (var sample = 0; sample < 4; sample++) {
        farthest = max(farthest, textureLoad(samples, vec2<i32>(panel.first + id.xy), sample));
    }
    nearest[id.y * panel.size.x + id.x] = farthest;
}
