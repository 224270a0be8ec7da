// A field of nodes over places of axes that are not even: x and y at a place say where it is among columns and rows, and
// derivatives are those by places. nodes_… are in nodes.wgsl. CPU counterpart: src/field/view/spread.rs.

struct PlacedUniform {
    /// How x and y spread: 0 evenly, 1 by their logarithms, below 0 the threshold of those of both signs, negated.
    spread: vec2<f32>,
    /// The places that a point of the field's own coordinates is counted from.
    origin: vec2<f32>,
    /// x and y there where they spread by their logarithms, else 1.
    unit: vec2<f32>,
    /// Mean steps of a unit, and those from the first node to where data are 0.
    index_per_unit: vec2<f32>,
    index_of_zero: vec2<f32>,
    /// The last column and row.
    last: vec2<f32>,
}

@group(1) @binding(3) var<uniform> placed: PlacedUniform;

const PLACED_LN_10: f32 = 2.302585093;
/// The part of a scale of both signs that is linear, in decades.
const PLACED_LINEAR: f32 = 1.111111111;

/// x or y at a place in units, and its first and second derivative by the place.
fn placed_data(along: f32, spread: f32, origin: f32) -> vec3<f32> {
    if spread > 0.5 {
        let value = math_exp(PLACED_LN_10 * along);
        return vec3<f32>(value, PLACED_LN_10 * value, PLACED_LN_10 * PLACED_LN_10 * value);
    }
    if spread == 0.0 {
        return vec3<f32>(along, 1.0, 0.0);
    }
    let place = along + origin;
    let size = abs(place);
    if size <= PLACED_LINEAR {
        let slope = -spread / PLACED_LINEAR;
        return vec3<f32>(slope * place, slope, 0.0);
    }
    let value = -spread * math_exp(PLACED_LN_10 * (size - PLACED_LINEAR));
    let signed = math_with_sign(value, place);
    return vec3<f32>(signed, PLACED_LN_10 * value, PLACED_LN_10 * PLACED_LN_10 * signed);
}

/// Along x and along y.
fn placed_axes(p: vec2<f32>) -> array<vec3<f32>, 2> {
    return array<vec3<f32>, 2>(
        placed_data(p.x, placed.spread.x, placed.origin.x),
        placed_data(p.y, placed.spread.y, placed.origin.y),
    );
}

fn placed_index(axes: array<vec3<f32>, 2>) -> vec2<f32> {
    let data = vec2<f32>(axes[0].x, axes[1].x);
    let index = data * placed.unit * placed.index_per_unit + placed.index_of_zero;
    // What rounding takes beyond the first and the last node is there.
    let slack = 2e-6 * (abs(placed.index_of_zero) + placed.last);
    let inside = clamp(index, vec2<f32>(0.0), placed.last);
    return select(index, inside, abs(index - inside) <= slack);
}

fn field_value(p: vec2<f32>) -> f32 {
    return nodes_value(placed_index(placed_axes(p)));
}

fn field_value_gradient(p: vec2<f32>) -> vec3<f32> {
    let axes = placed_axes(p);
    let rate = vec2<f32>(axes[0].y, axes[1].y) * placed.unit;
    return nodes_value_gradient(placed_index(axes)) * vec3<f32>(1.0, rate);
}

fn field_hessian(p: vec2<f32>) -> vec3<f32> {
    let axes = placed_axes(p);
    let index = placed_index(axes);
    let rate = vec2<f32>(axes[0].y, axes[1].y) * placed.unit;
    let bend = vec2<f32>(axes[0].z, axes[1].z) * placed.unit;
    let slope = nodes_value_gradient(index).yz;
    let second = nodes_hessian(index);
    return second * vec3<f32>(rate.x * rate.x, rate.x * rate.y, rate.y * rate.y)
        + vec3<f32>(slope.x * bend.x, 0.0, slope.y * bend.y);
}
