//! The catalogue of test functions: single precision against f64, and what is known of each field against the field.

use crate::common::field;
use steepest::compute::{Evaluator, GpuField};
use steepest::expr::Order;
use steepest::field::Grid;
use steepest::field::catalogue::{Entry, entries};

/// The error of f, fx and fy that is allowed, relative to the plane's largest |value| in the grid.
const TOLERANCE: f64 = 2e-5;
const SIDE: usize = 257;

/// The largest error of a plane relative to its largest |value|, and the index of its node.
///
/// No node is excepted, whatever kink it lies on: single precision keeps the conventions of f64, and has its missing values.
fn largest_error(found: &[f32], expected: &[f64]) -> (f64, usize) {
    let scale = expected.iter().filter(|value| value.is_finite()).fold(0.0f64, |most, value| most.max(value.abs()));
    assert!(scale > 0.0, "a plane that is 0 everywhere checks nothing");
    let error = |(index, (&found, &expected)): (usize, (&f32, &f64))| match (found.is_finite(), expected.is_finite()) {
        (true, true) => ((f64::from(found) - expected).abs() / scale, index),
        (false, false) => (0.0, index),
        _ => (f64::INFINITY, index),
    };
    found.iter().zip(expected).enumerate().map(error).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

#[test]
fn single_precision_agrees_with_f64_over_every_domain() {
    let gpu = gpu_or_skip!();
    let mut wrong = Vec::new();
    for entry in entries() {
        let field = field(&entry.name, &[]);
        let grid = Grid { nx: SIDE, ny: SIDE, domain: entry.domain() };
        let gpu_field = GpuField::new(gpu, &field).unwrap();
        let found = Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Gradient).unwrap();
        let expected = field.sample(&grid, Order::Gradient);
        let missing = expected.iter().flatten().filter(|value| !value.is_finite()).count();
        assert!(missing <= 3, "{}: {missing} values are not finite, more than one node has", entry.name);
        let (xs, ys) = (grid.xs(), grid.ys());
        let mut line = format!("{:<16}", entry.name);
        let mut is_wrong = false;
        for (plane, name) in ["f", "fx", "fy"].into_iter().enumerate() {
            let (error, index) = largest_error(&found[plane], &expected[plane]);
            is_wrong |= error > TOLERANCE;
            line += &format!("  {name} {error:.1e} at ({}, {})", xs[index % SIDE], ys[index / SIDE]);
        }
        println!("{line}");
        if is_wrong {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What a critical point is, by the signs of the Hessian's eigenvalues.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Minimum,
    Maximum,
    Saddle,
}

/// Points that are no stationary ones, or not of a definite kind: (field, why).
const NOT_STATIONARY: &[(&str, &str)] = &[("ackley", "a cusp"), ("eggholder", "on the boundary")];

/// Listed points of every entry with their kinds.
fn listed(entry: &Entry) -> impl Iterator<Item = (Kind, [f64; 3])> + '_ {
    let of = |kind, points: &'_ [[f64; 3]]| points.iter().map(move |&point| (kind, point)).collect::<Vec<_>>();
    [of(Kind::Minimum, &entry.minima), of(Kind::Maximum, &entry.maxima), of(Kind::Saddle, &entry.saddles)]
        .into_iter()
        .flatten()
}

fn kind_of([fxx, fxy, fyy]: [f64; 3]) -> Option<Kind> {
    let (mean, spread) = (0.5 * (fxx + fyy), (0.5 * (fxx - fyy)).hypot(fxy));
    let (low, high) = (mean - spread, mean + spread);
    // An eigenvalue this near to 0 has no sign to speak of.
    let least = 1e-7 * low.abs().max(high.abs());
    match (low, high) {
        _ if low.abs() <= least || high.abs() <= least => None,
        _ if low > 0.0 => Some(Kind::Minimum),
        _ if high < 0.0 => Some(Kind::Maximum),
        _ => Some(Kind::Saddle),
    }
}

#[test]
fn listed_values_are_right_to_9_digits() {
    let mut count = 0;
    for entry in entries() {
        let field = field(&entry.name, &[]);
        for (kind, [x, y, expected]) in listed(entry) {
            let found = field.at(&[x, y], Order::Value)[0];
            let error = (found - expected).abs();
            assert!(
                error <= 1e-9 * expected.abs().max(1.0),
                "{} {kind:?} ({x}, {y}): {found}, not {expected}",
                entry.name
            );
            count += 1;
        }
    }
    assert!(count > 40, "only {count} points are listed");
}

#[test]
fn listed_points_are_stationary_and_of_their_kind() {
    for entry in entries().iter().filter(|entry| !NOT_STATIONARY.iter().any(|&(name, _)| name == entry.name)) {
        let field = field(&entry.name, &[]);
        for (kind, [x, y, _]) in listed(entry) {
            let [_, fx, fy, fxx, fxy, fyy] = field.at(&[x, y], Order::Hessian).try_into().unwrap();
            // Coordinates are given to 16 digits; the slope that their rounding leaves grows with the curvature.
            let curvature = fxx.abs().max(fxy.abs()).max(fyy.abs());
            let scale = curvature * x.abs().max(y.abs()).max(1.0);
            let slope = fx.hypot(fy);
            assert!(slope <= 1e-12 * scale, "{} {kind:?} ({x}, {y}): |∇f| is {slope:e}, scale {scale:e}", entry.name);
            assert_eq!(kind_of([fxx, fxy, fyy]), Some(kind), "{} ({x}, {y}): {fxx} {fxy} {fyy}", entry.name);
        }
    }
}

#[test]
fn a_minimum_on_a_kink_or_the_boundary_is_lower_than_its_surroundings() {
    for (name, _) in NOT_STATIONARY {
        let entry = entries().iter().find(|entry| entry.name == *name).unwrap();
        let (field, domain) = (field(name, &[]), entry.domain());
        for (_, [x, y, f]) in listed(entry) {
            for step in 0..64 {
                let (sine, cosine) = (f64::from(step) * std::f64::consts::TAU / 64.0).sin_cos();
                let (x, y) = (x + 1e-3 * cosine, y + 1e-3 * sine);
                let is_inside = (domain.x[0]..=domain.x[1]).contains(&x) && (domain.y[0]..=domain.y[1]).contains(&y);
                let beside = field.at(&[x, y], Order::Value)[0];
                assert!(!is_inside || beside > f - 1e-12, "{name}: {beside} at ({x}, {y}) is below the minimum {f}");
            }
        }
    }
}

#[test]
fn the_formula_is_the_one_of_the_literature() {
    let mut count = 0;
    for entry in entries() {
        let Some(literature) = &entry.literature else { continue };
        let grid = Grid { nx: 401, ny: 399, domain: entry.domain() };
        let [ours, theirs] =
            [&entry.formula, literature].map(|text| field(text, &[]).sample(&grid, Order::Value).remove(0));
        for (index, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            let error = (ours - theirs).abs();
            assert!(error <= 1e-12 * theirs.abs(), "{} at node {index}: {ours}, not {theirs}", entry.name);
        }
        count += 1;
    }
    assert!(count > 0, "no entry has a formula of the literature");
}
