// How many particles move, have converged, have left and are not finite: four counters, the only thing that is read back.

struct ParticleGroup {
    first: u32,
    count: u32,
}

@group(0) @binding(0) var<uniform> particle_group: ParticleGroup;
@group(0) @binding(1) var<storage, read> fates: array<u32>;
@group(0) @binding(2) var<storage, read_write> outcomes: array<atomic<u32>, 4>;

var<workgroup> group_counts: array<atomic<u32>, 4>;

@compute @workgroup_size(64)
fn count_fates(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    if local < 4u {
        atomicStore(&group_counts[local], 0u);
    }
    workgroupBarrier();
    var counts = vec4<u32>(0u);
    for (var i = id.x; i < particle_group.count; i += groups.x * 64u) {
        let kind = vec4<u32>(fates[i] >> 30u);
        counts += select(vec4<u32>(0u), vec4<u32>(1u), kind == vec4<u32>(0u, 1u, 2u, 3u));
    }
    for (var kind = 0u; kind < 4u; kind++) {
        atomicAdd(&group_counts[kind], counts[kind]);
    }
    workgroupBarrier();
    if local < 4u {
        atomicAdd(&outcomes[local], atomicLoad(&group_counts[local]));
    }
}
