//! Particles in blocks go where each of them would go alone.

use std::collections::BTreeMap;

use steepest::descent::{
    Conditions, Flow, Limits, Motion, Optimizer, Outcome, Outside, Rule, Seeding, converge_all, follow,
};
use steepest::field::{Domain, Field, OpenOptions};

const STARTS: usize = 70;

/// How many of the particles ended in each way, if each came to the point that it would have come to alone.
fn check(what: &str, field: &Field, motion: &Motion, limits: &Limits) -> BTreeMap<String, usize> {
    let starts = Seeding::Uniform.points(field.domain(), STARTS, 3);
    let together = converge_all(field, motion, &starts, limits);
    let mut ends = BTreeMap::new();
    for (walker, (start, found)) in starts.iter().zip(&together).enumerate() {
        let (alone, is_same) = match motion {
            Motion::Rule(optimizer) => alone(field, optimizer, *start, walker as u64, limits, found),
            Motion::Flow(_) => {
                let alone = converge_all(field, motion, &[*start], limits)[0];
                (
                    alone.point,
                    is_equal(found.point, alone.point) && (found.end, found.steps) == (alone.end, alone.steps),
                )
            }
        };
        assert!(is_same, "{what}: {start:?} comes to {found:?}, alone to {alone:?}");
        *ends.entry(format!("{:?}", found.end)).or_default() += 1;
    }
    ends
}

/// Where a trajectory is after as many steps as a particle took, and whether that is where the particle is.
fn alone(
    field: &Field,
    optimizer: &Optimizer,
    start: [f64; 2],
    walker: u64,
    limits: &Limits,
    found: &Outcome,
) -> ([f64; 2], bool) {
    let visits = follow(field, optimizer, &start, limits.steps as usize, walker, limits.borders).visits;
    let visit = visits.get(found.steps as usize).or(visits.last()).unwrap();
    let point = [visit.point[0], visit.point[1]];
    // Newton's step is taken apart in another order for two coordinates than for any number.
    let is_near = |axis: usize| (point[axis] - found.point[axis]).abs() <= 1e-9 * point[axis].abs().max(1.0);
    let is_newton = optimizer.rule.name == "newton";
    (point, is_equal(point, found.point) || is_newton && is_near(0) && is_near(1))
}

/// Bit by bit, but for the kind of NaN.
fn is_equal(a: [f64; 2], b: [f64; 2]) -> bool {
    (0..2).all(|axis| a[axis].to_bits() == b[axis].to_bits() || a[axis].is_nan() && b[axis].is_nan())
}

fn field(text: &str) -> Field {
    Field::open(text, &OpenOptions::default()).unwrap()
}

fn rule(name: &str, settings: &[(&str, f64)], conditions: Conditions) -> Motion {
    let settings = settings.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
    Motion::Rule(Box::new(Optimizer::new(Rule::find(name).unwrap(), &settings, 10.0, conditions).unwrap()))
}

const LIMITS: Limits = Limits { steps: 150, tolerance: 1e-3, borders: None };

#[test]
fn every_rule_takes_a_block_where_it_takes_a_particle() {
    let field = field("himmelblau");
    for Rule { name, .. } in Rule::catalogue().unwrap() {
        check(&name, &field, &rule(&name, &[], Conditions::default()), &LIMITS);
    }
}

#[test]
fn conditions_and_borders_hold_for_every_particle_of_a_block() {
    let domain = Domain { x: [-4.0, 4.0], y: [4.5, -4.5] };
    let noisy = Conditions { noise: 0.5, seed: 9, clip: Some(3.0), warmup: 5, ..Conditions::default() };
    let scheduled = Conditions { schedule: "cosine:60".parse().unwrap(), ascend: true, ..Conditions::default() };
    for outside in [Outside::Keep, Outside::Clamp, Outside::Retire] {
        let limits = Limits { borders: Some((domain, outside)), ..LIMITS };
        for conditions in [Conditions::default(), noisy, scheduled] {
            let ends = check("adam", &field("himmelblau"), &rule("adam", &[("lr", 0.1)], conditions), &limits);
            assert!(ends.contains_key("Left") == (outside == Outside::Retire), "{outside:?} {ends:?}");
            check("normalized", &field("himmelblau"), &rule("normalized", &[("lr", 0.1)], conditions), &limits);
        }
    }
    // Some come to rest, and with longer steps some go to infinity.
    for (lr, end) in [(0.02, "Converged"), (0.03, "NotFinite")] {
        let ends = check("gd", &field("himmelblau"), &rule("gd", &[("lr", lr)], Conditions::default()), &LIMITS);
        assert!(ends.contains_key(end) && ends.contains_key("Moving"), "{ends:?}");
    }
    check("gd", &field("sqrt(x) + y^2"), &rule("gd", &[("lr", 0.05)], Conditions::default()), &LIMITS);
    check("gd", &field("3"), &rule("gd", &[("lr", 0.05)], Conditions::default()), &LIMITS);
}

#[test]
fn the_flow_takes_a_block_where_it_takes_a_particle() {
    for ascend in [false, true] {
        let motion = Motion::Flow(Flow { extent: 10.0, ascend });
        let limits =
            Limits { borders: Some((Domain { x: [-20.0, 20.0], y: [-20.0, 20.0] }, Outside::Retire)), ..LIMITS };
        for text in ["himmelblau", "rosenbrock", "ackley", "sqrt(x^2 + y^2)", "log(x) + y^2", "abs(x) + abs(y)"] {
            check(text, &field(text), &motion, &limits);
        }
    }
}
