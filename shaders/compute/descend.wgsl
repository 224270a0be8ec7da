// Particles that move, many steps to a dispatch with their state in registers; counterpart of src/descent/convergence.rs.
//
// What stands beside it says how a particle moves: RuleConstants, RuleStates, the functions rule_…, and the constants of a
// program. src/compute/motion.rs writes them.

/// What became of a particle: the upper two bits, and the steps it took below them.
const FATE_MOVING: u32 = 0u;
const FATE_CONVERGED: u32 = 1u;
const FATE_LEFT: u32 = 2u;
const FATE_NOT_FINITE: u32 = 3u;

/// What of f is more than rounding: sixteen units in the last place.
const FALL: f32 = 1.9e-6;

const OUTSIDE_CLAMP: u32 = 1u;
const OUTSIDE_RETIRE: u32 = 2u;

struct Run {
    /// From a particle's coordinates to the field's.
    field_scale: vec2<f32>,
    field_offset: vec2<f32>,
    /// The borders.
    low: vec2<f32>,
    high: vec2<f32>,
    /// |∇f| below which a particle has converged, the domain's longer side, the longest gradient, the noise's width.
    tolerance: f32,
    extent: f32,
    clip: f32,
    noise: f32,
    seed: vec2<u32>,
    /// Steps taken before this dispatch, steps to take, and looks at the field: one more where nobody will look later.
    done: u32,
    steps: u32,
    looks: u32,
    none: u32,
}

/// The particles of a dispatch: the number of the first, and how many.
struct ParticleGroup {
    first: u32,
    count: u32,
}

/// What a step knows of the field: signs turned where it climbs, noise added, clipped.
struct Seen {
    value: f32,
    gradient: vec2<f32>,
    norm: f32,
    newton: vec2<f32>,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<uniform> table: array<vec4<f32>, TABLE_LENGTH>;
@group(0) @binding(2) var<uniform> particle_group: ParticleGroup;
@group(0) @binding(3) var<storage, read_write> positions: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> fates: array<u32>;
/// Where each particle was at the last multiple of REST_WINDOW steps.
@group(0) @binding(5) var<storage, read_write> anchors: array<vec2<f32>>;

/// A particle's coordinates as the field takes them.
fn descend_field_point(p: vec2<f32>) -> vec2<f32> {
    if IS_PLAIN {
        return p;
    }
    return p * run.field_scale + run.field_offset;
}

/// f and ∇f, downhill.
fn descend_look(p: vec2<f32>) -> vec3<f32> {
    let found = field_value_gradient(descend_field_point(p));
    if ASCENDS {
        return -found;
    }
    return found;
}

/// Adds noise to what was found at `p`, clips it, and asks for Newton's step, as far as the rule needs them.
fn descend_see(p: vec2<f32>, found: vec3<f32>, i: u32, t: u32) -> Seen {
    var seen: Seen;
    seen.value = found.x;
    seen.gradient = found.yz;
    if HAS_NOISE {
        seen.gradient += run.noise * descend_noise(particle_group.first + i, t);
    }
    if READS_NORM {
        seen.norm = math_hypot(seen.gradient.x, seen.gradient.y);
        if HAS_CLIP && seen.norm > run.clip {
            seen.gradient *= run.clip / seen.norm;
            seen.norm = run.clip;
        }
    }
    if READS_NEWTON {
        seen.newton = descend_newton(p, seen.gradient, rule_damping(i));
    }
    return seen;
}

fn descend_is_finite(found: vec3<f32>) -> bool {
    return math_is_finite(found.x) && math_is_finite(found.y) && math_is_finite(found.z);
}

@compute @workgroup_size(64)
fn descend(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let i = id.y * groups.x * 64u + id.x;
    if i >= particle_group.count || (fates[i] >> 30u) != FATE_MOVING {
        return;
    }
    var p = positions[i];
    var states: RuleStates;
    if run.done == 0u {
        states = rule_first(i);
        anchors[i] = p;
    } else {
        states = rule_load(i);
    }
    // What a uniform holds is read before the steps, and not in each of them.
    let done = run.done;
    let steps = run.steps;
    let looks = run.looks;
    let tolerance = run.tolerance;
    let fixed_values = rule_constants();
    var kind = FATE_MOVING;
    var step = 0u;
    var is_over = false;
    // f before the particle last moved: at its start as low as can be, and in a later dispatch as high.
    var before = select(3e38, -3e38, done == 0u);
    while !is_over && step < looks {
        // Steps up to the end of a window go in a loop of their own: on a software adapter a branch costs what it skips.
        let end = min(looks, step + REST_WINDOW - (done + step) % REST_WINDOW);
        var last = p;
        for (; step < end; step++) {
            let found = descend_look(p);
            var is_flat = max(abs(found.y), abs(found.z)) < tolerance;
            if RULE_FALLS {
                // What falls has not come to rest, however small its slope.
                is_flat = is_flat && !(before - found.x > FALL * abs(before));
            }
            // Where f is not finite, its slopes are not either.
            let is_finite = math_is_finite(found.y) && math_is_finite(found.z);
            kind = select(FATE_NOT_FINITE, select(FATE_MOVING, FATE_CONVERGED, is_flat), is_finite);
            is_over = kind != FATE_MOVING || step == steps;
            if is_over {
                break;
            }
            var moved = rule_move(p, found, i, done + step + 1u, step, fixed_values, &states);
            if rule_is_at_rest(states) {
                kind = FATE_CONVERGED;
                is_over = true;
                break;
            }
            if OUTSIDE == OUTSIDE_RETIRE {
                // A point that is not a number is not outside: the field has to say so.
                let is_inside = all(moved >= run.low) && all(moved <= run.high);
                is_over = !is_inside && math_is_finite(moved.x) && math_is_finite(moved.y);
                if is_over {
                    kind = FATE_LEFT;
                    step++;
                    break;
                }
            }
            if OUTSIDE == OUTSIDE_CLAMP {
                moved = clamp(moved, run.low, run.high);
            }
            if RULE_FALLS {
                before = select(before, found.x, any(moved != p));
            }
            last = p;
            p = moved;
        }
        if !is_over && (done + step) % REST_WINDOW == 0u {
            let reach = vec2<f32>(max(REST_TOLERANCE * run.extent, 4.8e-7 * max(abs(p.x), abs(p.y))));
            is_over = all(abs(p - anchors[i]) <= reach) && all(abs(p - last) <= reach);
            if RULE_FALLS {
                // The flow falls, or drifts by its rounding.
                let anchored = descend_look(anchors[i]).x;
                is_over = is_over || !(anchored - descend_look(p).x > FALL * abs(anchored));
            }
            kind = select(FATE_MOVING, FATE_CONVERGED, is_over);
            anchors[i] = p;
        }
    }
    positions[i] = p;
    fates[i] = (kind << 30u) | (done + step);
    rule_store(i, states);
}
