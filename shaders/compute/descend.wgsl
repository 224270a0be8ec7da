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
    /// Steps taken before this dispatch, steps to take, and evaluations of the field: one more where no dispatch follows.
    done: u32,
    steps: u32,
    evaluations: u32,
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
fn descend_evaluate(p: vec2<f32>) -> vec3<f32> {
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

/// A particle on its way, in registers.
struct Particle {
    p: vec2<f32>,
    /// Where it was before the last step.
    last: vec2<f32>,
    /// Where it was at the last multiple of REST_WINDOW steps.
    anchor: vec2<f32>,
    /// f before it last moved: at its start as low as can be, and in a later dispatch as high.
    before: f32,
    states: RuleStates,
    /// Where it ended, and what became of it: the upper two bits of `fate`, and the steps it took below them.
    end: vec2<f32>,
    fate: u32,
}

/// Where a step leads, and how the particle ends before it: some of ENDS_…, or 0 where it goes on.
struct Step {
    p: vec2<f32>,
    before: f32,
    states: RuleStates,
    ends: u32,
}

const ENDS_CONVERGED: u32 = 1u;
const ENDS_NOT_FINITE: u32 = 2u;
const ENDS_LEFT: u32 = 4u;

/// What is read before the steps, and not in each of them.
struct Fixed {
    done: u32,
    steps: u32,
    /// The bits of the tolerance; of floats that are not negative the larger one has the larger bits, and NaN the largest.
    tolerance: i32,
    constants: RuleConstants,
}

/// Reads a particle; whether it moves.
fn descend_load(particle: ptr<function, Particle>, i: u32, done: u32) -> bool {
    if i >= particle_group.count || (fates[i] >> 30u) != FATE_MOVING {
        return false;
    }
    (*particle).p = positions[i];
    (*particle).before = select(3e38, -3e38, done == 0u);
    if done == 0u {
        (*particle).states = rule_first(i);
        (*particle).anchor = (*particle).p;
    } else {
        (*particle).states = rule_load(i);
        (*particle).anchor = anchors[i];
    }
    return true;
}

/// The step after `step` others of this dispatch.
fn descend_try(particle: Particle, i: u32, step: u32, fixed: Fixed) -> Step {
    let found = descend_evaluate(particle.p);
    let slope = max(bitcast<i32>(found.y) & MATH_MAGNITUDE, bitcast<i32>(found.z) & MATH_MAGNITUDE);
    var is_flat = slope < fixed.tolerance;
    if RULE_FALLS {
        // What falls has not come to rest, however small its slope.
        is_flat = is_flat && !(particle.before - found.x > FALL * abs(particle.before));
    }
    var states = particle.states;
    var moved = rule_move(particle.p, found, i, fixed.done + step + 1u, step, fixed.constants, &states);
    // Behind the last step what a particle sees where it is says how it ends, and not where another step would lead.
    let goes_on = step != fixed.steps;
    // Where f is not finite, its slopes are not either.
    var ends = select(0u, ENDS_CONVERGED, is_flat || (goes_on && rule_is_at_rest(states)))
        | select(0u, ENDS_NOT_FINITE, slope >= MATH_INFINITY_BITS);
    if OUTSIDE == OUTSIDE_RETIRE {
        // A point that is not a number is not outside: the field has to say so.
        let is_inside = all(moved >= run.low) && all(moved <= run.high);
        let has_left = !is_inside && math_is_finite(moved.x) && math_is_finite(moved.y);
        ends |= select(0u, ENDS_LEFT, goes_on && has_left);
    }
    if OUTSIDE == OUTSIDE_CLAMP {
        moved = clamp(moved, run.low, run.high);
    }
    return Step(moved, select(particle.before, found.x, any(moved != particle.p)), states, ends);
}

fn descend_take(particle: ptr<function, Particle>, step: Step) {
    (*particle).last = (*particle).p;
    (*particle).p = step.p;
    (*particle).states = step.states;
    (*particle).before = step.before;
}

/// Whether a particle has come to rest within a window, whose end is the next one's beginning; ENDS_CONVERGED then.
fn descend_check(particle: ptr<function, Particle>) -> u32 {
    let p = (*particle).p;
    let anchor = (*particle).anchor;
    let reach = vec2<f32>(max(REST_TOLERANCE * run.extent, 4.8e-7 * max(abs(p.x), abs(p.y))));
    var rests = all(abs(p - anchor) <= reach) && all(abs(p - (*particle).last) <= reach);
    if RULE_FALLS {
        // The flow falls, or goes far down the slope of a plateau on which f is all rounding; else it drifts.
        let anchored = descend_evaluate(anchor);
        let here = descend_evaluate(p);
        let went = p - anchor;
        let is_led = dot(anchored.yz, went) < 0.0 && dot(here.yz, went) < 0.0;
        let is_far = math_hypot(went.x, went.y) > LED * run.extent;
        rests = rests || !(anchored.x - here.x > FALL * abs(anchored.x) || (is_led && is_far));
    }
    (*particle).anchor = p;
    return select(0u, ENDS_CONVERGED, rests);
}

/// Notes where and how a particle ended, if it did; what moves on in its place is of no use.
fn descend_end(particle: ptr<function, Particle>, ends: u32, steps: u32) {
    if ends == 0u {
        return;
    }
    (*particle).end = (*particle).p;
    if (ends & ENDS_NOT_FINITE) != 0u {
        (*particle).fate = (FATE_NOT_FINITE << 30u) | steps;
    } else if (ends & ENDS_CONVERGED) != 0u {
        (*particle).fate = (FATE_CONVERGED << 30u) | steps;
    } else {
        (*particle).fate = (FATE_LEFT << 30u) | (steps + 1u);
    }
}

/// Writes a particle that moved when it was read.
fn descend_store(particle: Particle, i: u32, is_moving: bool, steps: u32) {
    if !is_moving && particle.fate == 0u {
        return;
    }
    positions[i] = select(particle.end, particle.p, is_moving);
    fates[i] = select(particle.fate, (FATE_MOVING << 30u) | steps, is_moving);
    anchors[i] = particle.anchor;
    rule_store(i, particle.states);
}

/// An invocation moves PARTICLES_EACH particles, one or four: a software adapter waits for a root and a quotient in every step of
/// one particle, and works on the others meanwhile.
@compute @workgroup_size(64)
fn descend(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let stride = groups.x * groups.y * 64u;
    let i = id.y * groups.x * 64u + id.x;
    let j = i + stride;
    let k = j + stride;
    let l = k + stride;
    let evaluations = run.evaluations;
    let fixed = Fixed(run.done, run.steps, select(0, bitcast<i32>(run.tolerance), run.tolerance > 0.0), rule_constants());
    var a: Particle;
    var b: Particle;
    var c: Particle;
    var d: Particle;
    var moving = vec4<bool>(false);
    moving.x = descend_load(&a, i, fixed.done);
    if PARTICLES_EACH > 1u {
        moving.y = descend_load(&b, j, fixed.done);
        moving.z = descend_load(&c, k, fixed.done);
        moving.w = descend_load(&d, l, fixed.done);
    }
    var step = 0u;
    var is_over = !any(moving);
    while !is_over && step < evaluations {
        // Steps up to the end of a window go in a loop of their own: on a software adapter a branch costs what it skips.
        let end = min(evaluations, step + REST_WINDOW - (fixed.done + step) % REST_WINDOW);
        // How each particle ends; what has ended before does not end again.
        var ends = vec4<u32>(0u);
        for (; step < end; step++) {
            let next_a = descend_try(a, i, step, fixed);
            var next_b: Step;
            var next_c: Step;
            var next_d: Step;
            ends.x = select(0u, next_a.ends, moving.x);
            if PARTICLES_EACH > 1u {
                next_b = descend_try(b, j, step, fixed);
                next_c = descend_try(c, k, step, fixed);
                next_d = descend_try(d, l, step, fixed);
                ends = select(vec4<u32>(0u), vec4<u32>(next_a.ends, next_b.ends, next_c.ends, next_d.ends), moving);
            }
            is_over = step == fixed.steps;
            if any(ends != vec4<u32>(0u)) || is_over {
                break;
            }
            descend_take(&a, next_a);
            if PARTICLES_EACH > 1u {
                descend_take(&b, next_b);
                descend_take(&c, next_c);
                descend_take(&d, next_d);
            }
        }
        if step == end && (fixed.done + step) % REST_WINDOW == 0u {
            ends.x = select(0u, descend_check(&a), moving.x);
            if PARTICLES_EACH > 1u {
                ends.y = select(0u, descend_check(&b), moving.y);
                ends.z = select(0u, descend_check(&c), moving.z);
                ends.w = select(0u, descend_check(&d), moving.w);
            }
        }
        descend_end(&a, ends.x, fixed.done + step);
        if PARTICLES_EACH > 1u {
            descend_end(&b, ends.y, fixed.done + step);
            descend_end(&c, ends.z, fixed.done + step);
            descend_end(&d, ends.w, fixed.done + step);
        }
        moving = moving & (ends == vec4<u32>(0u));
        is_over = is_over || !any(moving);
    }
    let taken = fixed.done + step;
    descend_store(a, i, moving.x, taken);
    if PARTICLES_EACH > 1u {
        descend_store(b, j, moving.y, taken);
        descend_store(c, k, moving.z, taken);
        descend_store(d, l, moving.w, taken);
    }
}
