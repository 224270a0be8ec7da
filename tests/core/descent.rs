//! Trajectories in f64: PyTorch's and optax's own, closed forms, and what ends a walk.

use std::collections::BTreeMap;

use steepest::descent::{
    Conditions, Eigen, End, Optimizer, Outside, Rule, Schedule, Trajectory, follow, hessian, optimizer_for, survey,
};
use steepest::expr::Order;
use steepest::field::{Domain, Field, OpenOptions};

const ROSENBROCK: &str = "(1 - x)^2 + 100*(y - x^2)^2";

fn settings(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value)).collect()
}

fn optimizer(name: &str, pairs: &[(&str, f64)], conditions: Conditions) -> Optimizer {
    Optimizer::new(Rule::find(name).unwrap(), &settings(pairs), 10.0, conditions).unwrap()
}

fn walk(formula: &str, name: &str, pairs: &[(&str, f64)], start: &[f64], steps: usize) -> Trajectory {
    let field = Field::parse(formula).unwrap();
    follow(&field, &optimizer(name, pairs, Conditions::default()), start, steps, 0, None)
}

fn assert_point(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    let scale = expected.iter().fold(1.0f64, |scale, value| scale.max(value.abs()));
    let error = found.iter().zip(expected).fold(0.0f64, |error, (a, b)| error.max((a - b).abs()));
    assert!(error <= tolerance * scale, "{what}: {found:?}, not {expected:?}");
}

#[test]
fn every_mark_of_pytorch_and_optax_is_reproduced() {
    let rows: serde_json::Value = serde_json::from_str(include_str!("../data/trajectories.json")).unwrap();
    let mut checked = 0;
    for row in rows["rows"].as_array().unwrap() {
        let name = row["optimizer"].as_str().unwrap();
        let numbers = |value: &serde_json::Value| -> Vec<f64> {
            value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
        };
        let parameters = row["params"].as_object().unwrap();
        let parameters: Vec<(&str, f64)> = parameters.iter().map(|(k, v)| (k.as_str(), v.as_f64().unwrap())).collect();
        let formula = row["formula"].as_str().unwrap();
        let trajectory = walk(formula, name, &parameters, &numbers(&row["start"]), 1000);
        for (step, point) in row["after"].as_object().unwrap() {
            let visit = &trajectory.visits[step.parse::<usize>().unwrap()];
            let what = format!("{name} on {} after {step} steps", row["field"]);
            assert_point(&visit.point, &numbers(point), 1e-9, &what);
            checked += 1;
        }
    }
    assert!(checked > 150, "{checked} marks");
}

#[test]
fn pure_newton_and_flow_take_their_published_steps_on_rosenbrock() {
    let field = Field::parse(ROSENBROCK).unwrap();
    let expected = [
        [-1.175280898876, 1.380674157303],
        [0.763114871177, -3.175033854748],
        [0.763429678884, 0.582824775497],
        [0.999995311085, 0.944027323853],
        [0.999995695654, 0.999991391326],
    ];
    let mut point = vec![-1.2, 1.0];
    for expected in expected {
        let values = field.at(&point, Order::Hessian);
        let eigen = Eigen::of(&hessian(&values[3..], 2, 2)).unwrap();
        point.iter_mut().zip(eigen.solve(0.0, &values[1..3])).for_each(|(p, step)| *p -= step);
        assert_point(&point, &expected, 1e-10, "pure Newton");
    }
    // The optimizer takes the same ones: the Hessian is positive at all of them, if nearly singular at the second.
    let kept = walk(ROSENBROCK, "newton", &[], &[-1.2, 1.0], 5);
    for (visit, expected) in kept.visits[1..].iter().zip(expected) {
        assert_point(&visit.point, &expected, 1e-10, "newton");
    }
    assert_eq!(kept.regularised, 0);
    let near = walk(ROSENBROCK, "newton", &[], &[1.01, 1.0201], 2);
    assert_point(&near.visits[2].point, &[1.0, 1.0], 1e-8, "newton from beside the minimum");
    assert_eq!(near.regularised, 0);
    let flow = walk(ROSENBROCK, "flow", &[("lr", 1e-3)], &[-1.2, 1.0], 100);
    assert_point(&flow.visits[10].point, &[-1.024931772565, 1.058450807270], 1e-10, "flow after 10 steps");
    assert_point(&flow.visits[100].point, &[-0.951988877247, 0.914317766998], 1e-10, "flow after 100 steps");
}

#[test]
fn closed_forms_on_a_parabola_hold_on_both_sides_of_stability() {
    // f = ½·4·x²: gd multiplies by 1 − 4η, which shrinks below η = ½ and grows above.
    for lr in [0.1, 0.49, 0.51] {
        let last = walk("2*x^2", "gd", &[("lr", lr)], &[1.0], 40).visits[40].point[0];
        let expected = (1.0 - 4.0 * lr).powi(40);
        assert!((last - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{lr}: {last}, not {expected}");
        assert_eq!(last.abs() < 1.0, lr < 0.5);
    }
    // RK4 multiplies by R(−hλ), R(z) = 1 + z + z²/2 + z³/6 + z⁴/24.
    for h in [0.1, 0.69, 0.70] {
        let z: f64 = -4.0 * h;
        let factor = 1.0 + z + z * z / 2.0 + z * z * z / 6.0 + z.powi(4) / 24.0;
        let last = walk("2*x^2", "flow", &[("lr", h)], &[1.0], 20).visits[20].point[0];
        assert!((last - factor.powi(20)).abs() < 1e-11, "{h}: {last}");
        assert_eq!(last.abs() < 1.0, 4.0 * h < 2.7853);
    }
    // The heavy ball is stable below 2(1 + β).
    for (lr, is_stable) in [(0.94, true), (0.96, false)] {
        let last = walk("2*x^2", "momentum", &[("lr", lr)], &[1.0], 2000).visits.last().unwrap().point[0];
        assert_eq!(last.abs() < 1.0, is_stable, "{lr}: {last}");
    }
}

#[test]
fn the_articles_ascent_gives_its_eleven_points() {
    let field = Field::parse("4 - (x^2 + y^2)").unwrap();
    let ascend = Conditions { ascend: true, ..Conditions::default() };
    let trajectory = follow(&field, &optimizer("gd", &[], ascend), &[1.0, 1.0], 10, 0, None);
    assert_eq!(trajectory.visits.len(), 11);
    for (step, visit) in trajectory.visits.iter().enumerate() {
        assert_point(&visit.point, &[0.8f64.powi(step as i32); 2], 1e-15, "ascent");
    }
}

#[test]
fn newton_goes_downhill_where_the_hessian_is_not_positive() {
    let trajectory = walk("x^4/4 - x^2/2 + y^2", "newton", &[], &[0.1, 1.0], 60);
    assert!(trajectory.regularised > 0);
    let last = trajectory.visits.last().unwrap();
    assert_point(&last.point, &[1.0, 0.0], 1e-9, "newton from beside a saddle");
}

#[test]
fn a_convex_quadratic_is_solved_in_one_step_up_to_a_condition_of_1e12() {
    // (formula, what rounding of the Hessian leaves of the way, in units of the start)
    let mut cases = vec![
        ("x^2 + 1e-8*y^2".to_owned(), 0.0),
        ("x^2 + 1e-12*y^2".to_owned(), 0.0),
        ("1e-12*x^2 + y^2".to_owned(), 0.0),
        ("1e9*x^2 + 1e-30*y^2".to_owned(), 0.0),
        ("x1^2 + 1e-6*x2^2 + 1e-12*x3^2".to_owned(), 0.0),
    ];
    for condition in [1e2, 1e6, 1e9, 1e12] {
        let turned = format!("(0.8*x + 0.6*y)^2 + (0.6*x - 0.8*y)^2/{condition:e}");
        let left = 64.0 * f64::EPSILON * condition;
        cases.push((turned.clone(), left));
        cases.push((format!("1e200*({turned})"), left));
        let three = format!("(2*x1 + x2 + 2*x3)^2 + (x1 + 2*x2 - 2*x3)^2/{condition:e} + (2*x1 - 2*x2 - x3)^2/9");
        cases.push((three, left));
    }
    for (formula, left) in cases {
        let start = if formula.contains("x3") { vec![1.0, -2.0, 0.5] } else { vec![1.0, -2.0] };
        let trajectory = walk(&formula, "newton", &[], &start, 1);
        assert_eq!(trajectory.regularised, 0, "{formula}");
        assert_point(&trajectory.visits[1].point, &vec![0.0; start.len()], left, &formula);
    }
}

#[test]
fn an_eigenvalue_that_is_not_positive_counts_by_its_modulus() {
    // From the start along each axis: −∂f/|λ|, or 10⁻³ of the largest where λ is 0.
    for (formula, start, expected) in [
        ("x^2 - y^2", [1.0, 1.0], [0.0, 2.0]),
        ("x^2 - 1e-9*y^2", [1.0, 1.0], [0.0, 2.0]),
        ("-x^2 - 3*y^2", [1.0, 1.0], [2.0, 2.0]),
        ("x^2 + y", [1.0, 1.0], [0.0, 1.0 - 1.0 / 2e-3]),
        // Along the line x + y = 0 only rounding is left, which is no curvature.
        ("(x/3 + y/3)^2", [1.0, 0.0], [0.5, -0.5]),
        ("x^2 + 0*y", [1.0, 7.0], [0.0, 7.0]),
    ] {
        let trajectory = walk(formula, "newton", &[], &start, 1);
        assert_eq!(trajectory.regularised, 1, "{formula}");
        assert_point(&trajectory.visits[1].point, &expected, 1e-12, formula);
    }
}

#[test]
fn any_number_of_variables_is_followed() {
    let formula = "(1 - x1)^2 + 100*(x2 - x1^2)^2 + (1 - x2)^2 + 100*(x3 - x2^2)^2 + (x4 - 2)^2";
    let trajectory = walk(formula, "adam", &[("lr", 0.05)], &[0.0; 4], 4000);
    assert_point(&trajectory.visits.last().unwrap().point, &[1.0, 1.0, 1.0, 2.0], 1e-3, "adam in four variables");
    let newton = walk(formula, "newton", &[], &[0.9, 0.9, 0.9, 5.0], 200);
    assert_point(&newton.visits[200].point, &[1.0, 1.0, 1.0, 2.0], 1e-9, "newton in four variables");
}

#[test]
fn clipping_noise_and_schedules_act_before_the_rule() {
    let field = Field::parse("3*x + 4*y").unwrap();
    let with = |conditions| follow(&field, &optimizer("gd", &[("lr", 1.0)], conditions), &[0.0, 0.0], 4, 7, None);
    let clipped = with(Conditions { clip: Some(1.0), ..Conditions::default() });
    assert_point(&clipped.visits[1].point, &[-0.6, -0.8], 1e-15, "clipped to length 1");
    let halved = with(Conditions { schedule: "exponential:0.5".parse().unwrap(), ..Conditions::default() });
    assert_point(&halved.visits[3].point, &[-3.0 * 1.75, -4.0 * 1.75], 1e-15, "1 + ½ + ¼ steps");
    let warmed = with(Conditions { warmup: 4, ..Conditions::default() });
    assert_point(&warmed.visits[2].point, &[-3.0 * 0.75, -4.0 * 0.75], 1e-15, "¼ + ½ steps");
    let noisy = |seed| with(Conditions { noise: 1.0, seed, ..Conditions::default() });
    assert_eq!(noisy(1), noisy(1), "the same seed gives the same path");
    assert_ne!(noisy(1), noisy(2));
}

#[test]
fn a_walk_ends_where_the_field_does_and_treats_borders_as_told() {
    let lost = walk("log(x) + y^2", "gd", &[("lr", 1.0)], &[1.0, 1.0], 100);
    assert_eq!(lost.end, End::NotFinite);
    assert!(lost.visits.len() < 5 && !lost.visits.last().unwrap().f.is_finite());
    let field = Field::parse("x").unwrap();
    let domain = Domain { x: [-1.0, 1.0], y: [-1.0, 1.0] };
    let with = |outside| {
        follow(
            &field,
            &optimizer("gd", &[("lr", 0.4)], Conditions::default()),
            &[0.5, 0.0],
            9,
            0,
            Some((domain, outside)),
        )
    };
    let (kept, clamped, retired) = (with(Outside::Keep), with(Outside::Clamp), with(Outside::Retire));
    assert!((kept.end, kept.visits.len()) == (End::Moving, 10) && kept.visits[9].point[0] < -3.0);
    assert_eq!((clamped.end, clamped.visits[9].point[0]), (End::Moving, -1.0));
    assert_eq!((retired.end, retired.visits.len()), (End::Left, 4));
}

#[test]
fn defaults_follow_the_field() {
    let name =
        |field: &Field| optimizer_for(field, field.domain(), None, &BTreeMap::new(), Conditions::default()).unwrap();
    let bowl = name(&Field::parse("x^2 + y^2").unwrap());
    assert_eq!((bowl.rule.name.as_str(), bowl.parameter("lr")), ("gd", Some(0.1)));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/loss_surface.npy");
    assert_eq!(name(&Field::open(path, &OpenOptions::default()).unwrap()).rule.name, "normalized");
    let valley = name(&Field::open("rosenbrock", &OpenOptions::default()).unwrap());
    assert!(valley.parameter("lr") < Some(0.01), "a step of 0.1 leaps out of this valley");
}

#[test]
fn every_rule_of_the_package_descends() {
    for rule in Rule::catalogue().unwrap() {
        let name = rule.name.clone();
        let trajectory = walk("x^2 + 2*y^2", &name, &[], &[1.0, -1.0], 200);
        let (first, last) = (&trajectory.visits[0], trajectory.visits.last().unwrap());
        assert!(last.f < first.f, "{name} went from {} to {}", first.f, last.f);
    }
    assert_eq!(Rule::catalogue().unwrap().len(), 17);
}

#[test]
fn a_rule_of_ones_own_is_followed_and_a_wrong_one_points_at_its_column() {
    let field = Field::parse("x^2 + y^2").unwrap();
    let own = Rule::inline("v = mu*v + g; p = p - lr*v", &settings(&[("mu", 0.9), ("lr", 0.01)])).unwrap();
    let own = Optimizer::new(own, &BTreeMap::new(), 10.0, Conditions::default()).unwrap();
    let theirs = optimizer("momentum", &[("lr", 0.01)], Conditions::default());
    let path = |optimizer: &Optimizer| follow(&field, optimizer, &[8.0, 3.0], 30, 0, None).visits;
    assert_eq!(path(&own), path(&theirs));
    let complaint = |text: &str| Rule::inline(text, &settings(&[("mu", 0.9)])).unwrap_err().to_string();
    let unknown = complaint("v = mu*v + q; p = p - lr*v");
    assert!(unknown.contains("unknown name `q`") && unknown.contains("\n             ^"), "{unknown}");
    assert!(complaint("v = mu*g").contains("does not assign `p`"));
    assert!(complaint("p - lr*g").contains("made of assignments"));
    assert!(
        complaint("p = p - lr*g q = 3").contains("unknown name `q`") || complaint("p = p - lr*g q = 3").contains("`;`")
    );
    let dividing = Rule::inline("p = p - lr*g/0", &BTreeMap::new()).unwrap();
    let dividing = Optimizer::new(dividing, &BTreeMap::new(), 1.0, Conditions::default()).unwrap();
    assert_eq!(follow(&field, &dividing, &[1.0, 1.0], 9, 0, None).end, End::NotFinite);
}

#[test]
fn unknown_names_are_answered_with_their_neighbours() {
    let error = Rule::find("adamm").unwrap_err().to_string();
    assert!(error.contains("did you mean `adam`?") && error.contains("rmsprop"), "{error}");
    let error = Optimizer::new(Rule::find("adam").unwrap(), &settings(&[("beta3", 0.5)]), 1.0, Conditions::default());
    let error = error.unwrap_err().to_string();
    assert!(error.contains("`beta3`") && error.contains("did you mean `beta1`?"), "{error}");
    for lr in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = Optimizer::new(Rule::find("gd").unwrap(), &settings(&[("lr", lr)]), 1.0, Conditions::default());
        assert!(error.unwrap_err().to_string().contains("above 0"), "{lr}");
    }
}

/// The numbers of a recorded list.
fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Follows each recorded row for so many steps, and counts the marks that lie where they should.
fn marks_of(recorded: &serde_json::Value, steps: usize) -> usize {
    let mut checked = 0;
    for row in recorded["rows"].as_array().unwrap() {
        let (name, formula) = (row["optimizer"].as_str().unwrap(), row["formula"].as_str().unwrap());
        let parameters = row["params"].as_object().unwrap();
        let parameters: Vec<(&str, f64)> = parameters.iter().map(|(k, v)| (k.as_str(), v.as_f64().unwrap())).collect();
        let schedule = row["schedule"].as_str().map_or(Schedule::Constant, |text| text.parse().unwrap());
        let rule = optimizer(name, &parameters, Conditions { schedule, ..Conditions::default() });
        let trajectory = follow(&Field::parse(formula).unwrap(), &rule, &numbers(&row["start"]), steps, 0, None);
        for (step, point) in row["after"].as_object().unwrap() {
            let visit = &trajectory.visits[step.parse::<usize>().unwrap()];
            let what = format!("{name} {parameters:?} {schedule:?} on {formula} after {step} steps");
            assert_point(&visit.point, &numbers(point), 1e-9, &what);
            checked += 1;
        }
    }
    checked
}

#[test]
fn every_option_of_pytorch_is_followed() {
    let recorded: serde_json::Value = serde_json::from_str(include_str!("../data/torch_options.json")).unwrap();
    let checked = marks_of(&recorded, 1000);
    assert!(checked > 380, "{checked} marks");
    for row in recorded["schedules"].as_array().unwrap() {
        let text = row["schedule"].as_str().unwrap();
        let schedule: Schedule = text.parse().unwrap();
        for (step, factor) in (1..).zip(numbers(&row["factors"])) {
            assert!((schedule.factor(step) - factor).abs() < 1e-13, "{text} at step {step}: {factor}");
        }
    }
}

#[test]
fn parameters_fields_and_schedules_drawn_by_chance_are_followed_as_pytorch_does() {
    let recorded: serde_json::Value = serde_json::from_str(include_str!("../data/torch_random.json")).unwrap();
    let checked = marks_of(&recorded, 40);
    assert!(checked > 450, "{checked} marks");
}

#[test]
fn a_schedule_scales_every_step_of_rprop() {
    let schedule = Schedule::Step { every: 1, gamma: 0.5 };
    let conditions = Conditions { schedule, ..Conditions::default() };
    let field = Field::parse("x").unwrap();
    let found = follow(&field, &optimizer("rprop", &[("lr", 0.1)], conditions), &[0.0], 3, 0, None);
    assert_point(&found.visits[3].point, &[-(0.1 + 0.12 / 2.0 + 0.144 / 4.0)], 1e-15, "rprop");
}

#[test]
fn maximize_is_answered() {
    let error =
        Optimizer::new(Rule::find("adam").unwrap(), &settings(&[("maximize", 1.0)]), 1.0, Conditions::default());
    assert!(error.unwrap_err().to_string().contains("climbs"));
}

#[test]
fn a_plateau_that_only_values_lead_to_is_told_of() {
    let domain = Domain { x: [-1.0, 1.0], y: [-1.0, 1.0] };
    for text in [
        "max(hypot(x - 0.1, y - 0.13), 0.06)",
        "min(-hypot(x - 0.1, y - 0.13), -0.06)",
        "max(abs(x - 0.1) + abs(y - 0.13), 0.08)",
    ] {
        let found = survey(&Field::parse(text).unwrap(), domain, [9, 9]);
        assert!(found.has_plateaus && found.points.is_empty(), "{text}: {found:?}");
    }
}
