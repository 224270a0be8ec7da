// A field of nodes: the C¹ bicubic through them, and its own derivatives. What brings the nodes in says where a point is
// among them (nodes_place), what a node is (nodes_load) and how large a cell is (nodes_cell): samples.wgsl of an even grid
// that is held, uneven.wgsl of an uneven one, tiles.wgsl of one in tiles. The interface of a field is in even_axes.wgsl, or in
// placed_axes.wgsl where the axes of a picture are not even.
// CPU counterpart: src/field/sampled/samples/interpolant.rs, step by step; bicubic_… are in bicubic.wgsl.

/// Where a point is among nodes.
struct NodesPlace {
    /// Whether it is on the grid. A point that is not finite is not, which comparisons alone do not promise.
    is_inside: bool,
    /// The layer of its nodes.
    layer: u32,
    /// Fractional column and row in it.
    at: vec2<f32>,
    /// The last cell's first column and row.
    last: vec2<f32>,
    /// Mean steps from node to node per unit of data, negative where an extent runs backwards.
    per_unit: vec2<f32>,
}

/// f, ∂f/∂x and ∂f/∂y per unit of data at fractional indices (column, row); NaN outside of the grid and in missing values.
fn nodes_value_gradient(p: vec2<f32>) -> vec3<f32> {
    let place = nodes_place(p);
    let found = nodes_patch(place);
    var sampled = vec3<f32>(math_nan());
    if found.whole {
        sampled = bicubic_value_gradient(found);
    } else {
        sampled = nodes_lone(place);
    }
    return sampled * vec3<f32>(1.0, place.per_unit);
}

/// f alone.
fn nodes_value(p: vec2<f32>) -> f32 {
    let place = nodes_place(p);
    let found = nodes_patch(place);
    if found.whole {
        return bicubic_value(found);
    }
    return nodes_lone(place).x;
}

/// fxx, fxy and fyy per unit of data squared; fxx jumps where columns meet and fyy where rows do, and is the mean of both
/// sides there.
fn nodes_hessian(p: vec2<f32>) -> vec3<f32> {
    let place = nodes_place(p);
    if !place.is_inside {
        return vec3<f32>(math_nan());
    }
    let cell = min(floor(place.at), place.last);
    let t = place.at - cell;
    let may_step_back = nodes_may_step_back(cell, t);
    var sides_x = vec2<f32>(0.0);
    var sides_y = vec2<f32>(0.0);
    var has_x = vec2<f32>(0.0);
    var has_y = vec2<f32>(0.0);
    var mixed = math_nan();
    for (var k = 0u; k < 4u; k++) {
        let back = vec2<f32>(f32(k & 1u), f32(k >> 1u));
        if any(back > may_step_back) {
            continue;
        }
        let found = nodes_patch_of(place.layer, cell - back, t + back);
        if found.whole {
            let second = bicubic_hessian(found);
            let is_x = vec2<f32>(1.0 - back.x, back.x);
            let is_y = vec2<f32>(1.0 - back.y, back.y);
            sides_x = mix(sides_x, vec2<f32>(second.x), is_x);
            sides_y = mix(sides_y, vec2<f32>(second.z), is_y);
            has_x = max(has_x, is_x);
            has_y = max(has_y, is_y);
            mixed = second.y;
        }
    }
    let unit = place.per_unit;
    if has_x.x + has_x.y == 0.0 {
        return vec3<f32>(math_nan());
    }
    let xx = (sides_x.x + sides_x.y) / (has_x.x + has_x.y);
    let yy = (sides_y.x + sides_y.y) / (has_y.x + has_y.y);
    return vec3<f32>(xx, mixed, yy) * vec3<f32>(unit.x * unit.x, unit.x * unit.y, unit.y * unit.y);
}

/// Along which axes a point on a border belongs to the cell before it too.
fn nodes_may_step_back(cell: vec2<f32>, t: vec2<f32>) -> vec2<f32> {
    return select(vec2<f32>(0.0), vec2<f32>(1.0), (t == vec2<f32>(0.0)) & (cell > vec2<f32>(0.0)));
}

/// Whether indices are on a grid of so many columns and rows, give or take the rounding of an affine map in f32.
fn nodes_inside(p: vec2<f32>, size: vec2<f32>) -> bool {
    let slack = 5e-7 * size;
    return math_is_finite(p.x) && math_is_finite(p.y) && all(p >= -slack) && all(p <= size - 1.0 + slack);
}

/// The patch at a place, not whole if it is outside or in a missing value.
fn nodes_patch(place: NodesPlace) -> BicubicPatch {
    var found: BicubicPatch;
    found.whole = false;
    if !place.is_inside {
        return found;
    }
    let cell = min(floor(place.at), place.last);
    let t = place.at - cell;
    // The cell before a border may be whole where the one after it is a missing value.
    let may_step_back = nodes_may_step_back(cell, t);
    for (var k = 0u; k < 4u; k++) {
        let back = vec2<f32>(f32(k & 1u), f32(k >> 1u));
        if any(back > may_step_back) {
            continue;
        }
        found = nodes_patch_of(place.layer, cell - back, t + back);
        if found.whole {
            break;
        }
    }
    return found;
}

/// The patch of the cell whose first corner is `corner`, at `t`.
fn nodes_patch_of(layer: u32, corner: vec2<f32>, t: vec2<f32>) -> BicubicPatch {
    return bicubic_patch(
        nodes_load(layer, corner),
        nodes_load(layer, corner + vec2<f32>(1.0, 0.0)),
        nodes_load(layer, corner + vec2<f32>(0.0, 1.0)),
        nodes_load(layer, corner + vec2<f32>(1.0, 1.0)),
        t,
        nodes_cell(corner),
    );
}

/// f and its slopes at a node with no whole cell around it, NaN elsewhere.
fn nodes_lone(place: NodesPlace) -> vec3<f32> {
    if !place.is_inside || any(fract(place.at) != vec2<f32>(0.0)) {
        return vec3<f32>(math_nan());
    }
    return nodes_load(place.layer, place.at).xyz;
}
