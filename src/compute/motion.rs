//! How particles move, as WGSL: a rule split by [`Plan`], or the flow; and the constants of a program.

use std::fmt::Write;

use crate::descent::{Flow, Input, Integrate, LED, Motion, Outside, Plan, REST_TOLERANCE, REST_WINDOW};
use crate::expr::{EmitError, emit};

/// Bindings before those of the states.
pub(crate) const FIRST_STATE: u32 = 6;
/// Vectors of four in the table, which a uniform buffer holds on every adapter.
pub(crate) const TABLE_LENGTH: usize = 1024;

/// The WGSL that stands beside descend.wgsl, and what it binds after [`FIRST_STATE`].
#[derive(Clone, Debug)]
pub(crate) struct MotionSource {
    pub(crate) source: String,
    /// States of a pair of floats each.
    pub(crate) states: u32,
    /// Whether each particle has values of two parameters of its own.
    pub(crate) has_own: bool,
    /// What the host computes once, in whole vectors of four; it stands before the table.
    pub(crate) constants: Vec<f32>,
    /// Vectors of four in a row of the table.
    pub(crate) stride: usize,
}

/// What a program is told at build time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Build<'a> {
    pub(crate) motion: &'a Motion,
    /// The split rule, of a motion that is one.
    pub(crate) plan: Option<&'a Plan>,
    pub(crate) has_own: bool,
    pub(crate) outside: Outside,
    /// Whether particles' coordinates are the field's.
    pub(crate) is_plain: bool,
    /// Particles of an invocation, one or four.
    pub(crate) particles_each: u32,
}

impl MotionSource {
    pub(crate) fn new(build: &Build<'_>) -> Result<MotionSource, EmitError> {
        let mut source = constants(build);
        let (states, stride) = match build.plan {
            None => {
                for (name, value) in Flow::CONSTANTS {
                    let _ = writeln!(source, "const {name}: f32 = {:?}f;", value as f32);
                }
                source.push_str(include_str!("../../shaders/compute/eigen.wgsl"));
                source.push_str(include_str!("../../shaders/compute/flow.wgsl"));
                (1, 0)
            }
            Some(plan) => {
                let states = plan.optimizer().rule.states.len() as u32;
                write_rule(&mut source, plan, states)?;
                (states, plan.columns().div_ceil(4))
            }
        };
        if build.has_own {
            let at = FIRST_STATE + states;
            let _ = writeln!(source, "@group(0) @binding({at}) var<storage, read_write> own: array<vec2<f32>>;");
        }
        let mut constants = build.plan.map(Plan::constants).unwrap_or_default();
        constants.resize(constants.len().next_multiple_of(4), 0.0);
        Ok(MotionSource { source, states, has_own: build.has_own, constants, stride })
    }
}

/// Operations of a step beside the field's, about: of a rule, or of the flow.
pub(crate) fn operations(plan: Option<&Plan>) -> usize {
    plan.map_or(120, |plan| {
        let (graph, roots) = plan.roots();
        2 * graph.reachable(roots).iter().filter(|live| **live).count() + 10
    })
}

/// The constants that descend.wgsl and its companions ask for, so that a driver drops what a program has no use for.
fn constants(build: &Build<'_>) -> String {
    let (mut has_noise, mut has_clip, mut reads_norm, mut reads_newton) = (false, false, false, false);
    if let Some(plan) = build.plan {
        let conditions = plan.optimizer().conditions;
        has_noise = conditions.noise > 0.0;
        has_clip = conditions.clip.is_some();
        reads_norm = has_clip || plan.reads("gnorm");
        reads_newton = plan.reads("newton");
    }
    let outside = match build.outside {
        Outside::Keep => 0,
        Outside::Clamp => 1,
        Outside::Retire => 2,
    };
    let mut source = format!(
        "const TABLE_LENGTH: u32 = {TABLE_LENGTH}u;\nconst REST_WINDOW: u32 = {REST_WINDOW}u;\n\
         const REST_TOLERANCE: f32 = {:?}f;\nconst LED: f32 = {LED:?}f;\nconst OUTSIDE: u32 = {outside}u;\nconst IS_PLAIN: bool = {};\n\
         const ASCENDS: bool = {};\nconst PARTICLES_EACH: u32 = {}u;\nconst HAS_NOISE: bool = {has_noise};\nconst HAS_CLIP: bool = {has_clip};\n\
         const READS_NORM: bool = {reads_norm};\nconst READS_NEWTON: bool = {reads_newton};\n",
        REST_TOLERANCE as f32,
        build.is_plain,
        build.motion.ascends(),
        build.particles_each,
    );
    // What is never called has a body all the same.
    source.push_str(match has_noise {
        true => concat!(
            include_str!("../../shaders/compute/random.wgsl"),
            "fn descend_noise(walker: u32, t: u32) -> vec2<f32> {\n    return random_normal(run.seed, walker, t);\n}\n"
        ),
        false => "fn descend_noise(walker: u32, t: u32) -> vec2<f32> {\n    return vec2<f32>(0.0);\n}\n",
    });
    source.push_str(match reads_newton {
        true => concat!(include_str!("../../shaders/compute/eigen.wgsl"), include_str!("../../shaders/compute/newton.wgsl")),
        false => {
            "fn descend_newton(p: vec2<f32>, gradient: vec2<f32>, damping: f32) -> vec2<f32> {\n    return gradient;\n}\n"
        }
    });
    let damping = build.plan.and_then(Plan::damping);
    let damping = match damping {
        Some(Ok(number)) => format!("{:?}f", number as f32),
        Some(Err(varied)) => format!("own[i][{varied}]"),
        None => "0.0f".to_owned(),
    };
    let _ = writeln!(source, "fn rule_damping(i: u32) -> f32 {{\n    return {damping};\n}}");
    source
}

/// The rule as WGSL: its states, the function of one coordinate, and the step of a point.
fn write_rule(source: &mut String, plan: &Plan, states: u32) -> Result<(), EmitError> {
    let each = |text: &dyn Fn(u32) -> String| (0..states).map(text).collect::<String>();
    // A struct has a member at least.
    let spare = if states == 0 { "    none: f32,\n" } else { "" };
    let members = each(&|k| format!("    s{k}: vec2<f32>,\n"));
    let _ = writeln!(source, "struct RuleStates {{\n{spare}{members}}}");
    for k in 0..states {
        let binding = FIRST_STATE + k;
        let _ = writeln!(source, "@group(0) @binding({binding}) var<storage, read_write> state_{k}: array<vec2<f32>>;");
    }
    let first = plan.first_states().into_iter().map(|first| match first {
        Ok(number) => format!("vec2<f32>({:?}f), ", number as f32),
        Err(varied) => format!("vec2<f32>(own[i][{varied}]), "),
    });
    let first: String = if states == 0 { "0.0".to_owned() } else { first.collect() };
    let _ = writeln!(source, "fn rule_first(i: u32) -> RuleStates {{\n    return RuleStates({first});\n}}");
    let loads = if states == 0 { "0.0".to_owned() } else { each(&|k| format!("state_{k}[i], ")) };
    let _ = writeln!(source, "fn rule_load(i: u32) -> RuleStates {{\n    return RuleStates({loads});\n}}");
    let stores = each(&|k| format!("    state_{k}[i] = states.s{k};\n"));
    let _ = writeln!(source, "fn rule_store(i: u32, states: RuleStates) {{\n{stores}}}");
    source.push_str(
        "const RULE_FALLS: bool = false;\nfn rule_is_at_rest(states: RuleStates) -> bool {\n    return false;\n}\n",
    );
    write_coordinate(source, plan, states)?;
    match plan.optimizer().rule.integrate {
        Integrate::Step => write_step(source, plan, states),
        Integrate::Rk4 => write_velocity_step(source, plan),
    }
    Ok(())
}

/// The function of one coordinate, from the rule's graph.
fn write_coordinate(source: &mut String, plan: &Plan, states: u32) -> Result<(), EmitError> {
    let text = |input: Input| match input {
        Input::Named("f") => "seen.value".to_owned(),
        Input::Named("gnorm") => "seen.norm".to_owned(),
        Input::Named(name) => name.to_owned(),
        Input::Varied(k) => format!("own[i][{k}]"),
        Input::State(k) => format!("s{k}"),
        Input::Constant(k) => format!("fixed.f{}[{}]", k / 4, k % 4),
        Input::Column(k) => format!("row_{}[{}]", k / 4, k % 4),
    };
    let variables: Vec<String> = plan.inputs().into_iter().map(text).collect();
    let (graph, roots) = plan.roots();
    let (body, results) = emit(graph, roots, &variables)?;
    let extra = (states as usize + 1..roots.len()).map(|_| "    time: f32,\n").collect::<String>();
    let members: String = (0..states).map(|k| format!("    s{k}: f32,\n")).collect();
    let _ = writeln!(source, "struct RuleResult {{\n    p: f32,\n{members}{extra}}}");
    let arguments: String = (0..states).map(|k| format!(", s{k}: f32")).collect();
    let (fixed, stride) = (plan.constants().len().div_ceil(4), plan.columns().div_ceil(4));
    // Read before the steps, and not in each of them.
    let members: String = (0..fixed.max(1)).map(|k| format!("    f{k}: vec4<f32>,\n")).collect();
    let values: Vec<String> = (0..fixed.max(1)).map(|k| format!("table[{k}]")).collect();
    let _ = writeln!(
        source,
        "struct RuleConstants {{\n{members}}}\nfn rule_constants() -> RuleConstants {{\n    return RuleConstants({});\n}}",
        values.join(", ")
    );
    let loads: String =
        (0..stride).map(|k| format!("    let row_{k} = table[row * {stride}u + {}u];\n", fixed + k)).collect();
    let _ = writeln!(
        source,
        "fn rule_coordinate(i: u32, row: u32, fixed: RuleConstants, seen: Seen, p: f32, g: f32, newton: f32{arguments}) -> RuleResult {{\n\
         {loads}{body}    return RuleResult({});\n}}",
        results.join(", ")
    );
    Ok(())
}

const MOVE: &str = "fn rule_move(p: vec2<f32>, found: vec3<f32>, i: u32, t: u32, row: u32, fixed: RuleConstants, states: ptr<function, RuleStates>) -> vec2<f32> {\n";

/// A step of a rule that assigns `p`.
fn write_step(source: &mut String, plan: &Plan, states: u32) {
    let call = |axis: &str| {
        let states: String = (0..states).map(|k| format!(", (*states).s{k}.{axis}")).collect();
        format!("rule_coordinate(i, row, fixed, seen, p.{axis}, seen.gradient.{axis}, seen.newton.{axis}{states})")
    };
    let stores: String = (0..states).map(|k| format!("    (*states).s{k} = vec2<f32>(a.s{k}, b.s{k});\n")).collect();
    let _ = writeln!(
        source,
        "{MOVE}    let seen = descend_see(p, found, i, t);\n    let a = {};\n    let b = {};\n{stores}    \
         return vec2<f32>(a.p, b.p);\n}}",
        call("x"),
        call("y")
    );
    debug_assert_eq!(plan.roots().1.len(), 1 + states as usize);
}

/// A step of a rule that assigns a velocity, by the classic Runge-Kutta method.
fn write_velocity_step(source: &mut String, plan: &Plan) {
    let states = plan.optimizer().rule.states.len();
    // A velocity has no memory: its states keep their first values, as in the f64 walk.
    let read: String = (0..states).map(|k| format!(", (*states).s{k}.AXIS")).collect();
    let call = |axis: &str| {
        let read = read.replace("AXIS", axis);
        format!("rule_coordinate(i, row, fixed, seen, at.{axis}, seen.gradient.{axis}, seen.newton.{axis}{read})")
    };
    let _ = writeln!(
        source,
        "{MOVE}    var at = p;\n    var values = found;\n    var sum = vec2<f32>(0.0);\n    var time = 0.0;\n    \
         for (var stage = 0u; stage < 4u; stage++) {{\n        let seen = descend_see(at, values, i, t);\n        \
         let a = {};\n        let b = {};\n        let velocity = vec2<f32>(a.p, b.p);\n        time = a.time;\n        \
         let is_middle = stage == 1u || stage == 2u;\n        \
         sum += select(1.0, 2.0, is_middle) * velocity;\n        if stage < 3u {{\n            \
         at = p + select(0.5, 1.0, stage == 2u) * time * velocity;\n            values = descend_evaluate(at);\n        }}\n    \
         }}\n    return p + time / 6.0 * sum;\n}}",
        call("x"),
        call("y")
    );
}
