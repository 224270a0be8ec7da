// The least and the greatest finite value over a grid, the least above 0, and whether any node is finite.
// A workgroup gathers its own range before it touches the sums.

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

/// The same of an invocation.
struct Ends {
    least: u32,
    greatest: u32,
    least_positive: u32,
    finite: u32,
}

/// Maps a float to an integer of the same order.
fn ordered(value: f32) -> u32 {
    let bits = bitcast<u32>(value);
    return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}

fn no_ends() -> Ends {
    return Ends(0xffffffffu, 0u, 0xffffffffu, 0u);
}

fn include_value(ends: ptr<function, Ends>, value: f32) {
    if math_is_finite(value) {
        let key = ordered(value);
        (*ends).least = min((*ends).least, key);
        (*ends).greatest = max((*ends).greatest, key);
        (*ends).finite = 1u;
        if value > 0.0 {
            (*ends).least_positive = min((*ends).least_positive, key);
        }
    }
}

/// Adds what an invocation found; all of a workgroup call it.
fn gather_ends(ends: Ends, local: u32) {
    if local == 0u {
        atomicStore(&group_range.least, 0xffffffffu);
        atomicStore(&group_range.greatest, 0u);
        atomicStore(&group_range.least_positive, 0xffffffffu);
        atomicStore(&group_range.finite, 0u);
    }
    workgroupBarrier();
    atomicMin(&group_range.least, ends.least);
    atomicMax(&group_range.greatest, ends.greatest);
    atomicMin(&group_range.least_positive, ends.least_positive);
    atomicMax(&group_range.finite, ends.finite);
    workgroupBarrier();
    if local == 0u {
        atomicMin(&range.least, atomicLoad(&group_range.least));
        atomicMax(&range.greatest, atomicLoad(&group_range.greatest));
        atomicMin(&range.least_positive, atomicLoad(&group_range.least_positive));
        atomicMax(&range.finite, atomicLoad(&group_range.finite));
    }
}

/// The range of f over the bands and nodes of evaluate.wgsl.
@compute @workgroup_size(GROUP)
fn find_range(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var ends = no_ends();
    if id.x < band.size.x {
        let x = xs[id.x / 4u][id.x % 4u];
        let end = min((id.y + 1u) * ROWS, band.size.y);
        for (var row = id.y * ROWS; row < end; row++) {
            include_value(&ends, field_value(vec2<f32>(x, ys[band.first_row + row])));
        }
    }
    gather_ends(ends, local);
}
