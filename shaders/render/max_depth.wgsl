// The surface's depth a pixel: the farthest of its samples, so that what lies on a slope or on an edge is not hidden.

@group(0) @binding(0) var samples: texture_depth_multisampled_2d;
@group(0) @binding(1) var<storage, read_write> nearest: array<f32>;

@compute @workgroup_size(8, 8)
fn max_depth(@builtin(global_invocation_id) id: vec3<u32>) {
    let size = textureDimensions(samples);
    if any(id.xy >= size) {
        return;
    }
    var farthest = 0.0;
    for (var sample = 0; sample < 4; sample++) {
        farthest = max(farthest, textureLoad(samples, vec2<i32>(id.xy), sample));
    }
    nearest[id.y * size.x + id.x] = farthest;
}
