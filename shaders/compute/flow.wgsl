// The curve of steepest descent in steps that adapt to the field; counterpart of src/descent/flow.rs, function by function.
// FLOW_TOLERANCE, FLOW_LONGEST, FLOW_FIRST,
// FLOW_EDGE and FLOW_LARGEST_H are the CPU counterpart's too.

struct RuleStates {
    /// The time that the next step tries.
    h: f32,
}

@group(0) @binding(6) var<storage, read_write> flow_times: array<vec2<f32>>;

struct RuleConstants {
    none: f32,
}

fn rule_constants() -> RuleConstants {
    return RuleConstants(0.0);
}

fn rule_first(i: u32) -> RuleStates {
    return RuleStates(0.0);
}

fn rule_load(i: u32) -> RuleStates {
    return RuleStates(flow_times[i].x);
}

fn rule_store(i: u32, states: RuleStates) {
    flow_times[i] = vec2<f32>(states.h, 0.0);
}

fn rule_move(p: vec2<f32>, found: vec3<f32>, i: u32, t: u32, row: u32, fixed: RuleConstants, states: ptr<function, RuleStates>) -> vec2<f32> {
    var h = (*states).h;
    if h == 0.0 {
        h = min(FLOW_FIRST * run.extent / math_hypot(found.y, found.z), FLOW_LARGEST_H);
    }
    let axes = axes_of(flow_hessian(p));
    let slope = axes_turned(axes, found.yz);
    let along = -slope * vec2<f32>(flow_gain(h, axes.values.x), flow_gain(h, axes.values.y));
    let size = math_hypot(along.x, along.y);
    let longest = FLOW_LONGEST * run.extent;
    if !(size <= longest) {
        let shorter = select(0.01, max(0.5 * longest / size, 0.01), math_is_finite(size));
        (*states).h = h * shorter;
        return p;
    }
    let moved = p + axes_turned_back(axes, along);
    let there = descend_look(moved);
    if !descend_is_finite(there) {
        if size < FLOW_EDGE * run.extent {
            (*states).h = h;
            return moved;
        }
        (*states).h = 0.25 * h;
        return p;
    }
    // What the gradient did that a quadratic field would not have done.
    let rest = axes_turned(axes, found.yz - there.yz) + axes.values * along;
    let wrong = 2.0 * h * vec2<f32>(flow_third(h * axes.values.x), flow_third(h * axes.values.y)) * rest;
    let error = math_hypot(wrong.x, wrong.y) / (FLOW_TOLERANCE * run.extent);
    let better = 0.9 / math_cbrt(max(error, 1e-9));
    // A float's rounding must not look like a climb.
    let is_downhill = there.x <= found.x + 4.8e-7 * abs(found.x);
    if error <= 1.0 && is_downhill {
        (*states).h = min(h * clamp(better, 0.5, 5.0), FLOW_LARGEST_H);
        return moved;
    }
    (*states).h = h * clamp(better, 0.1, 0.5);
    return p;
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
