// Quantities that are derived of f, over a domain: their values, four of them by their place in the order of all, and their
// colours. Counterpart of `derived_value` in src/render/data/derived.rs.

struct Derived {
    /// The field's coordinates of the first texel, and from one texel to the next.
    origin: vec2<f32>,
    cell: vec2<f32>,
    /// Columns and rows of all texels.
    size: vec2<u32>,
    /// The first row of this dispatch.
    first_row: u32,
    /// Which quantity it is: one of DERIVED_….
    quantity: u32,
    /// The value of the first colour, and colours to a unit of the quantity.
    low: f32,
    colors_per_unit: f32,
    /// How many colours there are.
    colors: u32,
    none: u32,
}

const DERIVED_NORM: u32 = 0u;
const DERIVED_SLOPE: u32 = 1u;
const DERIVED_ASPECT: u32 = 2u;

/// What is sought among all values: from the highest bits on, eight of them at a time.
struct DerivedSelection {
    /// The bits of each of four values that are known by now, and its place among those that begin with these bits.
    found: vec4<u32>,
    places: vec4<u32>,
    /// How far the next bits are to the left.
    shift: u32,
    /// How many values there are with each of the next bits, for one sought value after the other.
    counts: array<atomic<u32>, 1024>,
}

@group(0) @binding(0) var<uniform> derived: Derived;
/// What a slope along x and one along y are divided by in each row.
@group(0) @binding(1) var<storage, read> derived_units: array<vec2<f32>>;
/// Numbers of the same order as the values, by rows from the lowest y.
@group(0) @binding(2) var<storage, read_write> derived_keys: array<u32>;
@group(0) @binding(3) var<storage, read_write> derived_selection: DerivedSelection;
/// Colours of 8 bits a channel, red in the lowest.
@group(0) @binding(4) var<storage, read> derived_colors: array<u32>;
@group(0) @binding(5) var derived_overlay: texture_storage_2d<rgba8unorm, write>;

/// Of a texel where there is no value; no finite value has it.
const DERIVED_NOTHING: u32 = 0xffffffffu;
const DERIVED_DEGREES: f32 = 57.29577951308232;

fn derived_key(value: f32) -> u32 {
    if !math_is_finite(value) {
        return DERIVED_NOTHING;
    }
    let bits = bitcast<u32>(value);
    return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}

fn derived_point(texel: vec2<u32>) -> vec2<f32> {
    return derived.origin + vec2<f32>(texel) * derived.cell;
}

/// The norm of the gradient, the slope, or where water would run, clockwise from north.
@compute @workgroup_size(64)
fn derive_slopes(@builtin(global_invocation_id) id: vec3<u32>) {
    let texel = vec2<u32>(id.x, id.y + derived.first_row);
    if texel.x >= derived.size.x {
        return;
    }
    let slope = field_value_gradient(derived_point(texel)).yz / derived_units[texel.y];
    var value = math_hypot(slope.x, slope.y);
    if derived.quantity == DERIVED_SLOPE {
        value = math_atan(value) * DERIVED_DEGREES;
    } else if derived.quantity == DERIVED_ASPECT {
        let degrees = math_atan2(-slope.x, -slope.y) * DERIVED_DEGREES;
        let is_level = slope.x == 0.0 && slope.y == 0.0;
        value = math_or_nan(select(degrees, degrees + 360.0, degrees < 0.0), is_level);
    }
    derived_keys[texel.y * derived.size.x + texel.x] = derived_key(value);
}

@compute @workgroup_size(64)
fn derive_laplacian(@builtin(global_invocation_id) id: vec3<u32>) {
    let texel = vec2<u32>(id.x, id.y + derived.first_row);
    if texel.x >= derived.size.x {
        return;
    }
    let second = field_hessian(derived_point(texel)).xz / derived_units[texel.y] / derived_units[texel.y];
    derived_keys[texel.y * derived.size.x + texel.x] = derived_key(second.x + second.y);
}

/// Counts the values that begin with the bits that are known, by their next ones.
@compute @workgroup_size(64)
fn count_bits(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let count = derived.size.x * derived.size.y;
    let shift = derived_selection.shift;
    for (var i = id.x; i < count; i += groups.x * 64u) {
        let key = derived_keys[i];
        if key == DERIVED_NOTHING {
            continue;
        }
        let next = (key >> shift) & 0xffu;
        for (var sought = 0u; sought < 4u; sought++) {
            if shift == 24u || (key >> (shift + 8u)) == derived_selection.found[sought] {
                atomicAdd(&derived_selection.counts[256u * sought + next], 1u);
            }
        }
    }
}

/// Finds the next bits of the sought values. Of all values these are the least, the greatest, and those that one in two
/// hundred lies below or above.
@compute @workgroup_size(1)
fn choose_bits() {
    let shift = derived_selection.shift;
    for (var sought = 0u; sought < 4u; sought++) {
        let first = 256u * sought;
        if shift == 24u {
            var all = 0u;
            for (var bits = 0u; bits < 256u; bits++) {
                all += atomicLoad(&derived_selection.counts[first + bits]);
            }
            let last = max(all, 1u) - 1u;
            let places = vec4<u32>(0u, last / 200u, u32(0.995 * f32(last)), last);
            derived_selection.places[sought] = places[sought];
        }
        var before = 0u;
        var chosen = 255u;
        for (var bits = 0u; bits < 256u; bits++) {
            let here = atomicLoad(&derived_selection.counts[first + bits]);
            if chosen == 255u && derived_selection.places[sought] < before + here {
                chosen = bits;
                derived_selection.places[sought] -= before;
            }
            before += here;
            atomicStore(&derived_selection.counts[first + bits], 0u);
        }
        derived_selection.found[sought] = (derived_selection.found[sought] << 8u) | chosen;
    }
    derived_selection.shift = shift - 8u;
}

@compute @workgroup_size(64)
fn color_values(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= derived.size.x {
        return;
    }
    let key = derived_keys[id.y * derived.size.x + id.x];
    var color = vec4<f32>(0.0);
    if key != DERIVED_NOTHING {
        let value = bitcast<f32>(select(~key, key & 0x7fffffffu, (key >> 31u) == 1u));
        let entry = u32(clamp((value - derived.low) * derived.colors_per_unit, 0.0, f32(derived.colors) - 1.0));
        color = unpack4x8unorm(derived_colors[entry]);
    }
    textureStore(derived_overlay, vec2<i32>(id.xy), color);
}
