// What is derived of f, its slopes or its curvature, at the nodes of a grid over the domain: its range, its colours, and the
// colours of something else under the light of a sun. Follows range.wgsl and frame.wgsl.
// CPU counterpart: derived_value in src/render/data/derived.rs, and src/render/data/light/shade.rs.

struct DerivedUniform {
    /// Columns and rows of all nodes, the first row of this dispatch, and which quantity it is.
    size: vec2<u32>,
    first_row: u32,
    quantity: u32,
    /// The direction to the sun, eastwards, northwards and upwards; and what the slopes of the tables are to be multiplied by
    /// for those of a ground in the sun, or of an angle.
    sun: vec4<f32>,
    /// Offset and scale to a position on the colormap, and how values spread over it, as spread_place has it.
    color: vec4<f32>,
}

const DERIVED_NORM: u32 = 0u;
const DERIVED_SLOPE: u32 = 1u;
const DERIVED_ASPECT: u32 = 2u;
const DERIVED_DEGREES: f32 = 57.29578;

@group(0) @binding(0) var<uniform> derived: DerivedUniform;
/// Of each column and each row: its place in the field's coordinates, what derivatives along it are to be multiplied by, and
/// how much of the first is to be taken off the second then; of a row also what those along x are to be multiplied by.
@group(0) @binding(1) var<storage, read> derived_columns: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> derived_rows: array<vec4<f32>>;
/// The colormap, or what is shaded.
@group(0) @binding(3) var derived_source: texture_2d<f32>;
@group(0) @binding(4) var derived_texels: texture_storage_2d<rgba8unorm, write>;

fn derived_slopes(at: vec2<u32>) -> vec2<f32> {
    let column = derived_columns[at.x];
    let row = derived_rows[at.y];
    return field_value_gradient(vec2<f32>(column.x, row.x)).yz * vec2<f32>(column.y * row.w, row.y);
}

/// The cosine of the angle between the sun and the upright of a ground with these slopes, 0 in its own shadow.
fn derived_light(slopes: vec2<f32>) -> f32 {
    let ground = slopes * derived.sun.w;
    let cosine = (derived.sun.z - dot(derived.sun.xy, ground)) / math_hypot(math_hypot(ground.x, ground.y), 1.0);
    if math_is_finite(ground.x) && math_is_finite(ground.y) {
        return clamp(cosine, 0.0, 1.0);
    }
    // Of a slope without bounds the upright lies flat.
    let is_slope = !math_is_nan(ground.x) && !math_is_nan(ground.y) && (math_is_finite(ground.x) || math_is_finite(ground.y));
    return select(math_nan(), 0.0, is_slope);
}

fn derived_of_slopes(at: vec2<u32>) -> f32 {
    let slopes = derived_slopes(at);
    let steepest = math_hypot(slopes.x, slopes.y);
    if derived.quantity == DERIVED_NORM {
        return steepest;
    }
    if derived.quantity == DERIVED_SLOPE {
        return DERIVED_DEGREES * math_atan(steepest * derived.sun.w);
    }
    if derived.quantity == DERIVED_ASPECT {
        // Where water would run, clockwise from north.
        let degrees = DERIVED_DEGREES * math_atan2(-slopes.x, -slopes.y);
        return math_or_nan(select(degrees, degrees + 360.0, degrees < 0.0), steepest == 0.0);
    }
    return derived_light(slopes);
}

/// ∇²f.
fn derived_of_curvature(at: vec2<u32>) -> f32 {
    let column = derived_columns[at.x];
    let row = derived_rows[at.y];
    let point = vec2<f32>(column.x, row.x);
    let slopes = field_value_gradient(point).yz;
    let curvature = field_hessian(point);
    let along_x = curvature.x * column.y * column.y - slopes.x * column.z;
    let along_y = curvature.z * row.y * row.y - slopes.y * row.z;
    return along_x * row.w * row.w + along_y;
}

/// The node of an invocation, and whether there is one.
fn derived_node(id: vec3<u32>) -> vec2<u32> {
    return vec2<u32>(id.x, id.y + derived.first_row);
}

fn store_derived(at: vec2<u32>, value: f32) {
    var color = vec4<f32>(0.0);
    if math_is_finite(value) {
        let position = (spread_place(value, derived.color.z) - derived.color.x) * derived.color.y;
        let entry = i32(clamp(position * 256.0, 0.0, 255.0));
        color = vec4<f32>(textureLoad(derived_source, vec2<i32>(entry, 0), 0).rgb, 1.0);
    }
    textureStore(derived_texels, at, color);
}

fn derived_has_f(at: vec2<u32>) -> bool {
    return math_is_finite(field_value(vec2<f32>(derived_columns[at.x].x, derived_rows[at.y].x)));
}

/// A node, or where f is missing there one beside it that has f: what is seen of the sheet between the last node and its rim.
fn derived_within(at: vec2<u32>) -> vec2<u32> {
    if derived_has_f(at) {
        return at;
    }
    // Those along the axes come first.
    var steps = array(vec2(1, 0), vec2(-1, 0), vec2(0, 1), vec2(0, -1), vec2(1, 1), vec2(-1, 1), vec2(1, -1), vec2(-1, -1));
    for (var k = 0; k < 8; k++) {
        let beside = vec2<u32>(vec2<i32>(at) + steps[k]);
        // What is left of 0 is a large number.
        if all(beside < derived.size) && derived_has_f(beside) {
            return beside;
        }
    }
    return at;
}

@compute @workgroup_size(64)
fn color_slopes(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = derived_node(id);
    if all(at < derived.size) {
        var value = derived_of_slopes(at);
        if !math_is_finite(value) {
            value = derived_of_slopes(derived_within(at));
        }
        store_derived(at, value);
    }
}

@compute @workgroup_size(64)
fn color_curvature(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = derived_node(id);
    if all(at < derived.size) {
        var value = derived_of_curvature(at);
        if !math_is_finite(value) {
            value = derived_of_curvature(derived_within(at));
        }
        store_derived(at, value);
    }
}

@compute @workgroup_size(64)
fn range_of_slopes(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var ends = no_ends();
    if id.x < derived.size.x {
        let first = derived.first_row + id.y * ROWS;
        for (var row = first; row < min(first + ROWS, derived.size.y); row++) {
            include_value(&ends, derived_of_slopes(vec2<u32>(id.x, row)));
        }
    }
    gather_ends(ends, local);
}

@compute @workgroup_size(64)
fn range_of_curvature(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var ends = no_ends();
    if id.x < derived.size.x {
        let first = derived.first_row + id.y * ROWS;
        for (var row = first; row < min(first + ROWS, derived.size.y); row++) {
            include_value(&ends, derived_of_curvature(vec2<u32>(id.x, row)));
        }
    }
    gather_ends(ends, local);
}

/// The darkest shadow and the brightest light, as opacities of black and white.
const DARKEST_SHADE: f32 = 0.8;
const BRIGHTEST_SHADE: f32 = 0.35;

/// A colour under light of so many times that of flat ground, of which there are `most` times at most.
fn shaded_color(below: vec4<f32>, light: f32, most: f32) -> vec4<f32> {
    if math_is_nan(light) {
        return below;
    }
    let is_dark = light < 1.0;
    let tone = select(1.0, 0.0, is_dark);
    let over = select(BRIGHTEST_SHADE * (light - 1.0) / max(most - 1.0, 1e-3), DARKEST_SHADE * (1.0 - light), is_dark);
    let own = below.a * (1.0 - over);
    let alpha = over + own;
    if alpha <= 0.0 {
        return vec4<f32>(0.0);
    }
    return vec4<f32>((tone * over + below.rgb * own) / alpha, alpha);
}

/// The colours of the source as the sun lights them: unchanged on flat ground, darker on slopes that face away and lighter on
/// those that face it. They are laid over whatever is below as far as they are opaque.
@compute @workgroup_size(64)
fn shade(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = derived_node(id);
    if all(at < derived.size) {
        let last = textureDimensions(derived_source) - 1u;
        let below = textureLoad(derived_source, at * last / max(derived.size - 1u, vec2<u32>(1u)), 0);
        let flat_light = max(derived.sun.z, 1e-3);
        var light = derived_light(derived_slopes(at)) / flat_light;
        if math_is_nan(light) {
            light = derived_light(derived_slopes(derived_within(at))) / flat_light;
        }
        textureStore(derived_texels, at, shaded_color(below, light, 1.0 / flat_light));
    }
}
