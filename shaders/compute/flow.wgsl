// The curve of steepest descent in steps that adapt to the field; counterpart of src/descent/flow.rs, function by function.
// FLOW_TOLERANCE, FLOW_LONGEST, FLOW_FIRST,
// FLOW_EDGE and FLOW_LARGEST_H are the CPU counterpart's too.

/// Where f does not fall nothing moves.
const RULE_FALLS: bool = true;
/// The time without end, where there is nowhere to go.
const FLOW_AT_REST: f32 = 2e38;
/// The next step goes along no kink.
const FLOW_NO_KINK: f32 = 100.0;

struct RuleStates {
    /// The time that the next step tries; 0 before the first.
    h: f32,
    /// The kink that the next step goes along, by the direction across it: y/x, or 10 + x/y where that is less.
    kink: f32,
}

@group(0) @binding(6) var<storage, read_write> flow_paces: array<vec2<f32>>;

struct RuleConstants {
    none: f32,
}

fn rule_constants() -> RuleConstants {
    return RuleConstants(0.0);
}

fn rule_first(i: u32) -> RuleStates {
    return RuleStates(0.0, FLOW_NO_KINK);
}

fn rule_load(i: u32) -> RuleStates {
    let pace = flow_paces[i];
    return RuleStates(pace.x, pace.y);
}

fn rule_store(i: u32, states: RuleStates) {
    flow_paces[i] = vec2<f32>(states.h, states.kink);
}

fn rule_is_at_rest(states: RuleStates) -> bool {
    return states.h == FLOW_AT_REST;
}

fn rule_move(p: vec2<f32>, found: vec3<f32>, i: u32, t: u32, row: u32, fixed: RuleConstants, states: ptr<function, RuleStates>) -> vec2<f32> {
    var h = (*states).h;
    let kink = (*states).kink;
    if h == 0.0 {
        h = min(FLOW_FIRST * run.extent / math_hypot(found.y, found.z), FLOW_LARGEST_H);
    }
    let axes = axes_of(flow_hessian(p));
    let values = axes.values;
    let slope = axes_turned(axes, found.yz);
    // In a bowl Newton's step leads to the minimum.
    let left = slope / values;
    if all(values > vec2<f32>(0.0)) && math_hypot(left.x, left.y) <= REST_TOLERANCE * run.extent {
        (*states).h = FLOW_AT_REST;
        return p;
    }
    let slides = kink != FLOW_NO_KINK;
    let across = select(vec2<f32>(kink - 10.0, 1.0), vec2<f32>(1.0, kink), kink < 5.0);
    let tangent = axes_turned(axes, normalize(vec2<f32>(-across.y, across.x)));
    let bend = dot(values * tangent, tangent);
    var along = -slope * vec2<f32>(flow_gain(h, values.x), flow_gain(h, values.y));
    if slides {
        along = -dot(slope, tangent) * flow_gain(h, bend) * tangent;
    }
    let size = math_hypot(along.x, along.y);
    let longest = FLOW_LONGEST * run.extent;
    if !(size <= longest) {
        let shorter = select(0.01, max(0.5 * longest / size, 0.01), math_is_finite(size));
        (*states).h = h * shorter;
        return p;
    }
    let moved = p + axes_turned_back(axes, along);
    let there = descend_evaluate(moved);
    if !descend_is_finite(there) {
        if size < FLOW_EDGE * run.extent {
            (*states).h = h;
            return moved;
        }
        (*states).h = 0.25 * h;
        return p;
    }
    let allowed = FLOW_TOLERANCE * run.extent;
    let slope_there = axes_turned(axes, there.yz);
    // What the gradient did that a quadratic field would not have done.
    let rest = slope - slope_there + values * along;
    if slides {
        let wrong = 2.0 * h * flow_third(h * bend) * dot(rest, tangent);
        let is_taken = abs(wrong) <= allowed && there.x <= found.x + 0.25 * dot(slope, along);
        if !is_taken && size >= 8.0 * allowed {
            (*states).h = 0.25 * h;
            return p;
        }
        // The pace at which a particle finds a kink again that it slid along.
        (*states).h = min(allowed / math_hypot(found.y, found.z), FLOW_LARGEST_H);
        (*states).kink = FLOW_NO_KINK;
        return select(p, moved, is_taken);
    }
    let wrong = 2.0 * h * vec2<f32>(flow_third(h * values.x), flow_third(h * values.y)) * rest;
    let error = math_hypot(wrong.x, wrong.y) / allowed;
    let better = 0.9 / math_cbrt(max(error, 1e-9));
    // Rounding of f must not look like a climb where the slope still leads on.
    let is_downhill = there.x <= found.x + 4.8e-7 * abs(found.x) || dot(slope_there, along) <= 0.0;
    let is_mild = all(abs(h * values) < vec2<f32>(0.1));
    // In units of the slope, so that no square overflows.
    let steepest = math_hypot(slope.x, slope.y);
    let behind = slope_there / steepest;
    let jump = rest / steepest;
    let crosses = dot(slope / steepest, jump) > 0.0 && dot(behind, jump) < 0.0 && dot(jump, jump) > 0.01;
    let pull = abs(dot(behind, normalize(vec2<f32>(-jump.y, jump.x))));
    if error <= 1.0 && is_mild && crosses && pull > 1e-4 {
        let n = axes_turned_back(axes, jump);
        (*states).h = min(FLOW_FIRST * run.extent / pull / steepest, FLOW_LARGEST_H);
        (*states).kink = select(10.0 + n.x / n.y, n.y / n.x, abs(n.y) <= abs(n.x));
        // Beside a kink that is near, a step across it may climb.
        return select(p, moved, is_downhill);
    }
    if !(error <= 1.0 && is_downhill) {
        (*states).h = h * clamp(better, 0.1, 0.5);
        return p;
    }
    (*states).h = min(h * clamp(better, 0.5, 5.0), FLOW_LARGEST_H);
    return moved;
}

/// fxx, fxy and fyy, downhill; 0 where there are none.
fn flow_hessian(p: vec2<f32>) -> vec3<f32> {
    let found = field_hessian(descend_field_point(p));
    if !descend_is_finite(found) {
        return vec3<f32>(0.0);
    }
    if ASCENDS {
        return -found;
    }
    return found;
}

/// (1 − exp(−hλ))/λ.
fn flow_gain(h: f32, value: f32) -> f32 {
    let z = h * value;
    if abs(z) < 1e-2 {
        return h * (1.0 - z * (0.5 - z / 6.0));
    }
    return -math_expm1(-max(z, -20.0)) / value;
}

/// φ₃(−z), roughly.
fn flow_third(z: f32) -> f32 {
    if z > 0.0 {
        return 1.0 / (6.0 + 2.0 * z);
    }
    return math_exp(min(-z, 20.0)) / 6.0;
}
