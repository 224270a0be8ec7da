//! Particles on the GPU against their f64 counterpart, step by step and where they rest.

use std::collections::BTreeMap;

use crate::common::field;
use steepest::compute::{Descender, GpuField, Outcomes, Particles, StepConfig};
use steepest::descent::{
    Conditions, End, Flow, Limits, Motion, Optimizer, Outcome, Outside, Rule, Seeding, converge_all, follow,
};
use steepest::field::{Domain, Field, OpenOptions};
use steepest::gpu::Gpu;

const LIMITS: Limits = Limits { steps: 0, tolerance: 0.0, borders: None };

fn rule(name: &str, pairs: &[(&str, f64)], conditions: Conditions) -> Motion {
    let settings: BTreeMap<String, f64> = pairs.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
    Motion::Rule(Box::new(Optimizer::new(Rule::find(name).unwrap(), &settings, 10.0, conditions).unwrap()))
}

struct Run {
    descender: Descender,
    particles: Particles,
}

fn seed_particles(gpu: &Gpu, field: &Field, motion: &Motion, limits: Limits, starts: &[[f64; 2]]) -> Run {
    let gpu_field = GpuField::new(gpu, field).unwrap();
    let config = StepConfig { motion, domain: field.domain(), limits, varied: &[] };
    let descender = Descender::new(gpu, &gpu_field, &config).unwrap();
    let particles = descender.seed_particles(gpu, starts, &[]).unwrap();
    Run { descender, particles }
}

/// Where particles are after so many steps.
fn after(gpu: &Gpu, field: &Field, motion: &Motion, starts: &[[f64; 2]], steps: u32) -> Vec<[f64; 2]> {
    let mut run = seed_particles(gpu, field, motion, LIMITS, starts);
    run.descender.advance(gpu, &mut run.particles, steps);
    run.descender.positions(gpu, &run.particles).unwrap()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Every rule of the package follows f64 over 100 steps on smooth fields, within a bound that its own sensitivity
/// multiplies: the distance between two f64 paths whose starts differ by f32's rounding.
#[test]
fn every_optimizer_follows_its_f64_path() {
    let gpu = gpu_or_skip!();
    for text in ["x^2 + 3*y^2 + x*y", "himmelblau", "sin(x)*cos(y) + 0.1*x^2", "rosenbrock"] {
        let field = field(text, &[]);
        let starts = [[1.3, -0.7], [-1.1, 1.9], [0.4, 2.3], [-0.2, -0.6]];
        for found in Rule::catalogue().unwrap() {
            let lr = match (found.name.as_str(), text) {
                ("adadelta" | "newton", _) => 1.0,
                // Steps of one length jump to and fro across a valley, by chance once they are longer than it is wide.
                ("normalized", _) => 3e-4,
                ("flow" | "gd" | "momentum" | "nesterov" | "radam", "rosenbrock") => 2e-4,
                ("momentum" | "nesterov", _) => 1e-3,
                ("gd" | "flow", _) => 5e-3,
                _ => 1e-2,
            };
            let motion = rule(&found.name, &[("lr", lr)], Conditions::default());
            let Motion::Rule(optimizer) = &motion else { unreachable!() };
            let ends = after(gpu, &field, &motion, &starts, 100);
            for (start, end) in starts.iter().zip(&ends) {
                let path = |start: &[f64]| follow(&field, optimizer, start, 100, 0, None).visits.pop().unwrap().point;
                let exact = path(start);
                let beside = path(&[start[0] * (1.0 + 2e-6), start[1] * (1.0 - 2e-6)]);
                let bound = 2e-5 + 20.0 * distance(&exact, &beside);
                let error = distance(&exact, end);
                assert!(
                    error <= bound,
                    "{} on {text} from {start:?}: {end:?}, not {exact:?} ({error:e} > {bound:e})",
                    found.name
                );
            }
        }
    }
}

#[test]
fn a_step_of_every_optimizer_is_the_f64_step() {
    let gpu = gpu_or_skip!();
    let field = field("himmelblau", &[]);
    let starts = Seeding::Uniform.points(field.domain(), 500, 11).map_f32();
    for found in Rule::catalogue().unwrap() {
        let motion = rule(&found.name, &[("lr", 0.01)], Conditions::default());
        let Motion::Rule(optimizer) = &motion else { unreachable!() };
        for (start, end) in starts.iter().zip(after(gpu, &field, &motion, &starts, 3)) {
            let path = |start: &[f64]| follow(&field, optimizer, start, 3, 0, None).visits.pop().unwrap().point;
            let exact = path(start);
            // Newton's step is long where the Hessian is nearly singular, and rounding with it.
            let beside = path(&start.map(|coordinate| coordinate * (1.0 + 1e-6)));
            let bound = 1e-5 * exact[0].hypot(exact[1]).max(1.0) + 20.0 * distance(&exact, &beside);
            let error = distance(&exact, &end);
            assert!(error < bound, "{} from {start:?}: {end:?}, not {exact:?}", found.name);
        }
    }
}

#[test]
fn cutting_a_run_into_dispatches_changes_nothing() {
    let gpu = gpu_or_skip!();
    let field = field("himmelblau", &[]);
    let starts = Seeding::Quasirandom.points(field.domain(), 1000, 0);
    let motion = rule("nadam", &[("lr", 0.05)], Conditions { noise: 0.5, seed: 3, ..Conditions::default() });
    let whole = after(gpu, &field, &motion, &starts, 77);
    let mut run = seed_particles(gpu, &field, &motion, LIMITS, &starts);
    for steps in [1, 9, 32, 32, 3] {
        run.descender.advance(gpu, &mut run.particles, steps);
    }
    assert_eq!(run.descender.positions(gpu, &run.particles).unwrap(), whole);
}

#[test]
fn what_goes_beside_frames_goes_in_pieces_and_as_far() {
    let gpu = gpu_or_skip!();
    let field = field("himmelblau", &[]);
    let motion = rule("adam", &[("lr", 0.05)], Conditions::default());
    // More than one piece takes.
    let starts = Seeding::Quasirandom.points(field.domain(), 400_000, 1);
    let at_once = after(gpu, &field, &motion, &starts, 20);
    assert!(at_once == after(&gpu.background(), &field, &motion, &starts, 20));
}

#[test]
fn conditions_act_as_they_do_in_f64() {
    let gpu = gpu_or_skip!();
    let field = field("himmelblau", &[]);
    let starts = Seeding::Uniform.points(field.domain(), 300, 2).map_f32();
    let all = Conditions {
        schedule: "step:7,0.5".parse().unwrap(),
        warmup: 5,
        clip: Some(20.0),
        noise: 2.0,
        seed: 0x1234_5678_9abc_def0,
        ascend: false,
    };
    for conditions in
        [Conditions { noise: 0.0, ..all }, Conditions { clip: None, ..all }, all, Conditions { ascend: true, ..all }]
    {
        for name in ["gd", "momentum", "flow", "normalized", "adam"] {
            let motion = rule(name, &[("lr", 1e-3)], conditions);
            let Motion::Rule(optimizer) = &motion else { unreachable!() };
            let ends = after(gpu, &field, &motion, &starts, 20);
            for (walker, (start, end)) in starts.iter().zip(ends).enumerate() {
                let exact = follow(&field, optimizer, start, 20, walker as u64, None).visits.pop().unwrap().point;
                let error = distance(&exact, &end);
                assert!(error < 2e-5, "{name} {conditions:?} from {start:?}: {end:?}, not {exact:?}");
            }
        }
    }
}

trait Rounded {
    fn map_f32(self) -> Vec<[f64; 2]>;
}

impl Rounded for Vec<[f64; 2]> {
    /// The points that the GPU starts from.
    fn map_f32(self) -> Vec<[f64; 2]> {
        self.into_iter().map(|point| point.map(|coordinate| f64::from(coordinate as f32))).collect()
    }
}

/// Both counterparts until all rest.
fn settled(
    gpu: &Gpu,
    field: &Field,
    motion: &Motion,
    limits: Limits,
    starts: &[[f64; 2]],
) -> (Vec<Outcome>, Vec<Outcome>, Outcomes) {
    let mut run = seed_particles(gpu, field, motion, limits, starts);
    let outcomes = run.descender.converge(gpu, &mut run.particles, limits.steps, |_| {}).unwrap();
    let found = run.descender.read(gpu, &run.particles).unwrap();
    (found, converge_all(field, motion, starts, &limits), outcomes)
}

#[test]
fn particles_rest_where_their_twins_do() {
    let gpu = gpu_or_skip!();
    let field = field("himmelblau", &[]);
    let starts = Seeding::Quasirandom.points(field.domain(), 2000, 1).map_f32();
    let flow = Motion::Flow(Flow { extent: 10.0, ascend: false });
    for (motion, steps) in [(flow, 1000), (rule("adam", &[("lr", 0.05)], Conditions::default()), 4000)] {
        let limits = Limits { steps, tolerance: 1e-4, borders: None };
        let (found, exact, outcomes) = settled(gpu, &field, &motion, limits, &starts);
        assert_eq!(outcomes, Outcomes { converged: 2000, ..Outcomes::default() });
        let apart = found.iter().zip(&exact).filter(|(a, b)| distance(&a.point, &b.point) > 1e-2).count();
        // Those that start on a watershed fall to either side.
        assert!(apart <= 8, "{apart} of 2000 rest elsewhere");
        let steps = |settled: &[Outcome]| {
            let mut steps: Vec<u32> = settled.iter().map(|settled| settled.steps).collect();
            steps.sort_unstable();
            f64::from(steps[1000])
        };
        let (ours, theirs) = (steps(&found), steps(&exact));
        assert!((ours - theirs).abs() <= 0.1 * theirs + 2.0, "{ours} steps, not {theirs}");
    }
}

#[test]
fn every_end_is_counted() {
    let gpu = gpu_or_skip!();
    let domain = Domain { x: [-1.0, 1.0], y: [-1.0, 1.0] };
    let motion = rule("gd", &[("lr", 0.1)], Conditions::default());
    // A bowl on the right, a missing value on the left, and a slope down to the border above.
    let field = field("if(x < -0.5, log(x), if(y > 0, -y + x^2, x^2 + y^2))", &[]);
    let starts = [[-0.7, -0.5], [0.2, 0.55], [0.3, -0.4], [0.0, 0.95]];
    let ends = |outside, steps| {
        let limits = Limits { steps, tolerance: 1e-3, borders: Some((domain, outside)) };
        let (found, exact, outcomes) = settled(gpu, &field, &motion, limits, &starts);
        for (a, b) in found.iter().zip(&exact) {
            assert_eq!((a.end, a.steps), (b.end, b.steps), "{outside:?}: {a:?} {b:?}");
            assert!(distance(&a.point, &b.point) < 1e-5 || a.end == End::NotFinite, "{a:?} {b:?}");
        }
        (found.into_iter().map(|settled| settled.end).collect::<Vec<_>>(), outcomes)
    };
    let (retired, outcomes) = ends(Outside::Retire, 200);
    assert_eq!(retired, [End::NotFinite, End::Left, End::Converged, End::Left]);
    assert_eq!(outcomes, Outcomes { moving: 0, converged: 1, left: 2, not_finite: 1 });
    // However many steps there are, none is looked at behind the last.
    for steps in 0..6 {
        ends(Outside::Retire, steps);
    }
    let (clamped, _) = ends(Outside::Clamp, 200);
    assert_eq!(clamped, [End::NotFinite, End::Converged, End::Converged, End::Converged], "the border stops them");
    let (kept, outcomes) = ends(Outside::Keep, 50);
    assert_eq!(kept, [End::NotFinite, End::Moving, End::Converged, End::Moving]);
    assert_eq!(outcomes, Outcomes { moving: 2, converged: 1, left: 0, not_finite: 1 });
}

#[test]
fn a_rule_that_divides_by_zero_spoils_its_own_particle_alone() {
    let gpu = gpu_or_skip!();
    let field = field("x^2 + y^2", &[]);
    let own = Rule::inline("p = p - lr*g/if(f > 1, 0, 1)", &BTreeMap::from([("lr".to_owned(), 0.1)])).unwrap();
    let motion = Motion::Rule(Box::new(Optimizer::new(own, &BTreeMap::new(), 10.0, Conditions::default()).unwrap()));
    let limits = Limits { steps: 300, tolerance: 1e-4, borders: None };
    let (found, _, outcomes) = settled(gpu, &field, &motion, limits, &[[2.0, 2.0], [0.5, 0.5], [0.1, -0.2]]);
    assert_eq!(outcomes, Outcomes { converged: 2, not_finite: 1, ..Outcomes::default() });
    assert_eq!(found[0].end, End::NotFinite);
}

#[test]
fn samples_are_followed_as_closely_as_floats_allow() {
    let gpu = gpu_or_skip!();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/jacksboro_fault_dem.npz");
    let field = Field::open(path, &OpenOptions::default()).unwrap();
    let domain = field.domain();
    let extent = (domain.x[1] - domain.x[0]).abs();
    let settings = BTreeMap::from([("lr".to_owned(), 5e-4)]);
    let optimizer =
        Optimizer::new(Rule::find("normalized").unwrap(), &settings, extent, Conditions::default()).unwrap();
    let motion = Motion::Rule(Box::new(optimizer.clone()));
    let starts = Seeding::Uniform.points(domain, 400, 9);
    let cell = extent / 402.0;
    let mut errors: Vec<f64> = starts
        .iter()
        .zip(after(gpu, &field, &motion, &starts, 20))
        .map(|(start, end)| {
            let exact = follow(&field, &optimizer, start, 20, 0, None).visits.pop().unwrap().point;
            distance(&exact, &end) / cell
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    // 84 degrees west an f32 is 7.6e-6 degrees wide, a hundredth of a cell; counted from the middle it is far finer.
    assert!(errors[200] < 1e-4, "the median error is {} cells", errors[200]);
}

#[test]
fn particles_have_their_own_values_of_varied_parameters() {
    let gpu = gpu_or_skip!();
    let field = field("himmelblau", &[]);
    let start = [1.0, 1.5];
    let conditions = Conditions { schedule: "exponential:0.9".parse().unwrap(), ..Conditions::default() };
    let own = [[0.02f32, 0.9], [0.005, 0.5], [0.05, 0.0]];
    let Motion::Rule(optimizer) = rule("adam", &[], conditions) else { unreachable!() };
    let motion = Motion::Rule(optimizer);
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let config = StepConfig { motion: &motion, domain: field.domain(), limits: LIMITS, varied: &["lr", "beta1"] };
    let descender = Descender::new(gpu, &gpu_field, &config).unwrap();
    let mut particles = descender.seed_particles(gpu, &[start; 3], &own).unwrap();
    descender.advance(gpu, &mut particles, 40);
    for (end, [lr, beta1]) in descender.positions(gpu, &particles).unwrap().iter().zip(own) {
        let pairs = [("lr", f64::from(lr)), ("beta1", f64::from(beta1))];
        let Motion::Rule(exact) = rule("adam", &pairs, conditions) else { unreachable!() };
        let exact = follow(&field, &exact, &start, 40, 0, None).visits.pop().unwrap().point;
        assert!(distance(end, &exact) < 2e-5, "{pairs:?}: {end:?}, not {exact:?}");
    }
}

#[test]
fn ten_million_fit_and_more_than_fit_are_refused_with_the_number_that_does() {
    let gpu = gpu_or_skip!();
    let field = field("himmelblau", &[]);
    let motion = rule("adam", &[("lr", 0.05)], Conditions::default());
    let starts = Seeding::Quasirandom.points(field.domain(), 10_000_000, 0);
    let mut run = seed_particles(gpu, &field, &motion, LIMITS, &starts);
    // Nobody touches the zeros of this list, so it takes no memory.
    let most = Descender::capacity(gpu);
    let error = run.descender.seed_particles(gpu, &vec![[0.0; 2]; most + 1], &[]).unwrap_err().to_string();
    assert!(error.contains(&format!("holds {most} ")), "{error}");
    run.descender.advance(gpu, &mut run.particles, 2);
    let outcomes = run.descender.outcomes(gpu, &run.particles).unwrap();
    assert_eq!(outcomes.moving, 10_000_000);
    // The last particle_group moved too, and as the first one does.
    let positions = run.descender.positions(gpu, &run.particles).unwrap();
    for index in [0, 5_000_000, 9_999_999] {
        assert!(distance(&positions[index], &starts[index]) > 0.05, "{index}");
    }
}

/// One step of Newton's method is exact up to a condition of 1e5, and on axes of their own beyond; what is not positive
/// counts by its modulus. Each bound is what f32 leaves of the way.
#[test]
fn newton_solves_a_quadratic_in_one_step_and_goes_downhill_where_it_is_not_convex() {
    let gpu = gpu_or_skip!();
    let newton = rule("newton", &[], Conditions::default());
    let start = [1.0, -2.0];
    for (text, expected, within) in [
        ("x^2 + 0.5e-8*y^2", [0.0, 0.0], 1e-6),
        ("0.5e-8*x^2 + y^2", [0.0, 0.0], 1e-6),
        ("(0.8*x + 0.6*y)^2 + 0.01*(0.6*x - 0.8*y)^2", [0.0, 0.0], 1e-4),
        ("(0.8*x + 0.6*y)^2 + 1e-5*(0.6*x - 0.8*y)^2", [0.0, 0.0], 0.1),
        ("x^2 - y^2", [0.0, -4.0], 1e-5),
        ("x^2 - 1e-7*y^2", [0.0, -4.0], 1e-5),
        ("-x^2 - 3*y^2", [2.0, -4.0], 1e-5),
        ("x^2 + y", [0.0, -2.0 - 1.0 / 2e-3], 1e-3),
    ] {
        let there = after(gpu, &field(text, &[]), &newton, &[start], 1)[0];
        assert!(distance(&there, &expected) <= within, "{text}: {there:?}, not {expected:?}");
    }
    let near = after(gpu, &field("rosenbrock", &[]), &newton, &[[1.01, 1.0201]], 2)[0];
    assert!(distance(&near, &[1.0, 1.0]) < 2e-4, "{near:?}");
}

#[test]
fn particles_that_are_moved_together_end_each_in_its_own_way() {
    let gpu = gpu_or_skip!();
    // It falls out of the domain along y but where y is 0, and has no value to the left of −4.
    let field = field("x^2 - y^2 + sqrt(x+4)/100", &[]);
    let motion = rule("gd", &[("lr", 0.05)], Conditions::default());
    let limits = Limits { steps: 400, tolerance: 1e-4, borders: Some((field.domain(), Outside::Retire)) };
    for count in [1, 3, 63, 257, 1030] {
        let mut starts = Seeding::Quasirandom.points(field.domain(), count, 1).map_f32();
        starts.iter_mut().step_by(3).for_each(|start| start[1] = 0.0);
        let (found, exact, _) = settled(gpu, &field, &motion, limits, &starts);
        for (k, (ours, theirs)) in found.iter().zip(&exact).enumerate() {
            let is_same = ours.end == theirs.end && ours.steps.abs_diff(theirs.steps) <= 1;
            let is_near = distance(&ours.point, &theirs.point) < if ours.steps == theirs.steps { 1e-3 } else { 1.0 };
            assert!(is_same && is_near, "{k} of {count} from {:?}: {ours:?}, in 64 bits {theirs:?}", starts[k]);
        }
        let ends = |end: End| found.iter().filter(|particle| particle.end == end).count();
        assert!(count < 63 || [End::Converged, End::Left, End::NotFinite].into_iter().all(|end| ends(end) > 3));
    }
}

/// A software adapter moves four particles in an invocation, of which 64 starts alone fill the first place.
#[test]
fn particles_that_are_moved_together_go_where_they_go_alone() {
    let gpu = gpu_or_skip!();
    let field = field("x^2 - y^2 + sqrt(x+4)/100", &[]);
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let mut starts = Seeding::Quasirandom.points(field.domain(), 300, 1);
    starts.iter_mut().step_by(3).for_each(|start| start[1] = 0.0);
    let own: Vec<[f32; 2]> = (0..300).map(|k| [0.002 * k as f32, 0.003 * k as f32]).collect();
    let conditions = Conditions { clip: Some(9.0), schedule: "step:7,0.9".parse().unwrap(), ..Conditions::default() };
    for (name, varied, steps, outside) in [
        ("gd", &[][..], 0, Outside::Retire),
        ("gd", &[], 9, Outside::Retire),
        ("momentum", &["lr", "momentum"], 64, Outside::Retire),
        ("adam", &[], 33, Outside::Clamp),
        ("nadam", &["lr", "beta1"], 400, Outside::Keep),
    ] {
        let motion = rule(name, &[("lr", 0.05)], conditions);
        let limits = Limits { steps, tolerance: 1e-4, borders: Some((field.domain(), outside)) };
        let config = StepConfig { motion: &motion, domain: field.domain(), limits, varied };
        let descender = Descender::new(gpu, &gpu_field, &config).unwrap();
        let ends = |from: usize, to: usize| {
            let own = if varied.is_empty() { &[] } else { &own[from..to] };
            let mut particles = descender.seed_particles(gpu, &starts[from..to], own).unwrap();
            descender.converge(gpu, &mut particles, steps, |_| {}).unwrap();
            descender.read(gpu, &particles).unwrap()
        };
        let alone = (0..300).step_by(64).flat_map(|from| ends(from, 300.min(from + 64)));
        for (k, (ours, alone)) in ends(0, 300).into_iter().zip(alone).enumerate() {
            // As texts, since a particle without a value may be nowhere.
            assert_eq!(format!("{ours:?}"), format!("{alone:?}"), "{name} {outside:?} {k} from {:?}", starts[k]);
        }
    }
}
