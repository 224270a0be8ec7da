// The least and the greatest finite f over a grid, the least above 0, and whether any node is finite.
// Follows evaluate.wgsl, whose bands and nodes it uses; a workgroup gathers its own range before it touches the sums.

const GROUP: u32 = 64u;
/// How many rows an invocation walks.
const ROWS: u32 = 32u;

struct Range {
    /// Keys of the least and greatest value, and of the least above 0.
    least: atomic<u32>,
    greatest: atomic<u32>,
    least_positive: atomic<u32>,
    /// 1 where any node is finite; a count would overflow on the largest grids.
    finite: atomic<u32>,
}

@group(2) @binding(0) var<storage, read_write> range: Range;

var<workgroup> group_range: Range;

/// Maps a float to an integer of the same order.
fn ordered(value: f32) -> u32 {
    let bits = bitcast<u32>(value);
    return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}

@compute @workgroup_size(GROUP)
fn find_range(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    if local == 0u {
        atomicStore(&group_range.least, 0xffffffffu);
        atomicStore(&group_range.greatest, 0u);
        atomicStore(&group_range.least_positive, 0xffffffffu);
        atomicStore(&group_range.finite, 0u);
    }
    workgroupBarrier();
    var least = 0xffffffffu;
    var greatest = 0u;
    var least_positive = 0xffffffffu;
    var finite = 0u;
    if id.x < band.size.x {
        let x = xs[id.x / 4u][id.x % 4u];
        let end = min((id.y + 1u) * ROWS, band.size.y);
        for (var row = id.y * ROWS; row < end; row++) {
            let value = field_value(vec2<f32>(x, ys[band.first_row + row]));
            if math_is_finite(value) {
                let key = ordered(value);
                least = min(least, key);
                greatest = max(greatest, key);
                finite = 1u;
                if value > 0.0 {
                    least_positive = min(least_positive, key);
                }
            }
        }
    }
    atomicMin(&group_range.least, least);
    atomicMax(&group_range.greatest, greatest);
    atomicMin(&group_range.least_positive, least_positive);
    atomicMax(&group_range.finite, finite);
    workgroupBarrier();
    if local == 0u {
        atomicMin(&range.least, atomicLoad(&group_range.least));
        atomicMax(&range.greatest, atomicLoad(&group_range.greatest));
        atomicMin(&range.least_positive, atomicLoad(&group_range.least_positive));
        atomicMax(&range.finite, atomicLoad(&group_range.finite));
    }
}
