//! Stationary points: every one that is known is found, and nothing that is none.

use std::process::Command;

use steepest::descent::{Stationary, StationaryKind, Survey, critical_points, default_starts, survey};
use steepest::expr::Order;
use steepest::field::{Field, OpenOptions, Samples, catalogue, linspace};

fn open(text: &str) -> Field {
    Field::open(text, &OpenOptions::default()).unwrap()
}

fn points(field: &Field) -> Vec<Stationary> {
    critical_points(field, field.domain(), default_starts(field))
}

/// |∇f| at a point, relative to what is large over the domain.
fn flatness(field: &Field, typical: f64, [x, y]: [f64; 2]) -> f64 {
    let values = field.at(&[x, y], Order::Gradient);
    values[1].hypot(values[2]) / typical
}

fn typical_slope(field: &Field) -> f64 {
    let domain = field.domain();
    let (xs, ys) = (linspace(domain.x, 41), linspace(domain.y, 41));
    let slope = |x: f64, y: f64| {
        let values = field.at(&[x, y], Order::Gradient);
        values[1].hypot(values[2])
    };
    let mut slopes: Vec<f64> =
        xs.iter().flat_map(|&x| ys.iter().map(move |&y| (x, y))).map(|(x, y)| slope(x, y)).collect();
    slopes.retain(|slope| *slope > 0.0);
    slopes.sort_by(f64::total_cmp);
    slopes.get(slopes.len() * 9 / 10).copied().unwrap_or(1.0)
}

#[test]
fn every_known_point_of_the_catalogue_is_found_and_classified() {
    let mut checked = 0;
    for entry in catalogue::entries() {
        let note = entry.note.clone().unwrap_or_default();
        if ["kink", "boundary", "cusp"].iter().any(|word| note.contains(word)) {
            continue;
        }
        let found = points(&open(&entry.name));
        let known = [
            (StationaryKind::Minimum, &entry.minima),
            (StationaryKind::Maximum, &entry.maxima),
            (StationaryKind::Saddle, &entry.saddles),
        ];
        for (kind, [x, y, _]) in known.into_iter().flat_map(|(kind, list)| list.iter().map(move |point| (kind, *point)))
        {
            let is_it = |s: &&Stationary| {
                let [dx, dy] = [(s.point[0] - x).abs() / x.abs().max(1.0), (s.point[1] - y).abs() / y.abs().max(1.0)];
                dx <= 1e-9 && dy <= 1e-9
            };
            let hit = found.iter().find(is_it);
            assert_eq!(hit.map(|s| s.kind), Some(kind), "{} at {x},{y}", entry.name);
            checked += 1;
        }
    }
    assert!(checked > 35, "{checked}");
}

#[test]
fn nothing_is_reported_that_is_not_stationary() {
    for entry in catalogue::entries() {
        let field = open(&entry.name);
        let typical = typical_slope(&field);
        for found in points(&field).into_iter().filter(|found| !found.cusp) {
            let [x, y] = found.point;
            assert!(field.domain().contains(&found.point), "{} {found:?}", entry.name);
            assert!(flatness(&field, typical, found.point) < 1e-8, "{} {found:?}", entry.name);
            // Around it the gradient shrinks with the distance, which it does not at a kink.
            let ring = |r: f64| {
                let reach = r * (field.domain().x[1] - field.domain().x[0]).abs();
                let at = |k: usize| {
                    let (sine, cosine) = (0.4 + k as f64).sin_cos();
                    flatness(&field, typical, [x + reach * cosine, y + reach * sine])
                };
                (0..8).map(at).fold(0.0, f64::max)
            };
            assert!(ring(1e-7) < 0.2 * ring(1e-5) || ring(1e-7) < 1e-9, "{} {found:?}", entry.name);
        }
    }
}

/// What is found in a box around the origin, from as many starts as by default.
fn surveyed(text: &str) -> Survey {
    let field = open(text);
    survey(&field, field.domain(), default_starts(&field))
}

#[test]
fn flat_steep_and_cusped_points_are_what_they_are_and_slopes_are_none() {
    use StationaryKind::{Degenerate, Maximum, Minimum};
    // (formula, what there is, where, its eigenvalues, how exact they are)
    for (text, kind, at, eigenvalues, within) in [
        ("x^2+1e-8*y^2", Minimum, [0.0, 0.0], [2e-8, 2.0], 1e-12),
        ("x^2+1e-9*y^2", Minimum, [0.0, 0.0], [2e-9, 2.0], 1e-12),
        ("1e6*(y-x^2)^2+(1-x)^2", Minimum, [1.0, 1.0], [0.39999993600002, 10000001.60000006], 1e-6),
        ("x^2+y^10", Minimum, [0.0, 0.0], [0.0, 2.0], 1e-12),
        ("x^4+y^4", Minimum, [0.0, 0.0], [0.0, 0.0], 1e-12),
        ("monkey_saddle", Degenerate, [0.0, 0.0], [0.0, 0.0], 1e-8),
        ("x^3 + y^2", Degenerate, [0.0, 0.0], [0.0, 2.0], 1e-8),
        ("sin(hypot(x,y))/hypot(x,y)", Maximum, [0.0, 0.0], [-1.0 / 3.0, -1.0 / 3.0], 1e-5),
        ("sqrt(x^2+y^2+1e-6)", Minimum, [0.0, 0.0], [1e3, 1e3], 1e-6),
        ("tanh(10*x)^2+y^2", Minimum, [0.0, 0.0], [2.0, 200.0], 1e-12),
        ("erf(5*x)^2+y^2", Minimum, [0.0, 0.0], [2.0, 63.66197723675813], 1e-12),
    ] {
        let found = surveyed(text).points;
        let [it] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert_eq!((it.kind, it.cusp), (kind, false), "{text}");
        assert!((it.point[0] - at[0]).hypot(it.point[1] - at[1]) < 1e-7, "{text}: {it:?}");
        assert!(it.within <= 1e-8, "{text}: {it:?}");
        for (found, expected) in it.eigenvalues.iter().zip(eigenvalues) {
            assert!((found - expected).abs() <= within * f64::max(1.0, expected.abs()), "{text}: {it:?}");
        }
    }
    for text in ["1/(1+exp(-5*x))+y^2", "erf(x)*exp(-y^2)", "x + y", "x^3 + y^2 + 1e-3*x", "floor(x) + floor(y)"] {
        let found = surveyed(text);
        assert!(found.points.is_empty() && found.curves.is_empty(), "{text}: {found:?}");
    }
    for text in [
        "|x| + |y|",
        "hypot(x, y)",
        "max(|x|, |y|)",
        "sqrt(0.5*(x^2 + y^2))",
        "(x^2 + y^2)^0.25",
        "cbrt(x)^2 + y^2",
        "if(x > 0, x, -x) + y^2",
        "|x + y| + (x - y)^2",
        "hypot(x, y) + 0.5*x",
        "ackley",
    ] {
        let found = surveyed(text).points;
        let cusps: Vec<&Stationary> = found.iter().filter(|it| it.cusp).collect();
        let [it] = cusps.as_slice() else { panic!("{text}: {found:?}") };
        assert!(it.kind == Minimum && it.point[0].hypot(it.point[1]) < 1e-9 && it.within <= 1e-8, "{text}: {it:?}");
    }
}

#[test]
fn fields_of_known_points_have_these_and_no_others() {
    // Minima, maxima, saddles and degenerate points; curves of minima and of maxima.
    for (text, points, curves) in [
        ("(x^2-1)^2 + y^2", [2, 0, 1, 0], [0, 0]),
        ("sin(x)*sin(y)", [8, 8, 9, 0], [0, 0]),
        ("x^4 - y^4", [0, 0, 1, 0], [0, 0]),
        ("x^2 - y^4", [0, 0, 1, 0], [0, 0]),
        ("x^2 + y^3", [0, 0, 0, 1], [0, 0]),
        ("x*exp(-x^2-y^2)", [1, 1, 0, 0], [0, 0]),
        ("x^3 + y^3 - 3*x*y", [1, 0, 1, 0], [0, 0]),
        ("(x-1)^2*(x+2) + y^2", [1, 0, 1, 0], [0, 0]),
        ("1e-200*(x^2+y^2)", [1, 0, 0, 0], [0, 0]),
        ("1e200*(x^2+y^2)", [1, 0, 0, 0], [0, 0]),
        ("(x-1e-9)^2 + y^2", [1, 0, 0, 0], [0, 0]),
        ("x^2 + y^2 + 1e12", [1, 0, 0, 0], [0, 0]),
        ("x^20 + y^20", [1, 0, 0, 0], [0, 0]),
        ("-hypot(x, y)", [0, 1, 0, 0], [0, 0]),
        ("|x-1| + (y-2)^2", [1, 0, 0, 0], [0, 0]),
        ("x + sin(x) + y^2", [0, 0, 0, 2], [0, 0]),
        ("tanh(x) + tanh(y)", [0, 0, 0, 0], [0, 0]),
        ("sigmoid(20*x)*y", [0, 0, 0, 0], [0, 0]),
        ("1e4*(x-y)^2 + (x+y)^4", [1, 0, 0, 0], [0, 0]),
        ("x^4 + y^4 - 4*x*y + 1", [2, 0, 1, 0], [0, 0]),
        ("(x^2+y^2-1)^2 + 0.1*x", [1, 1, 1, 0], [0, 0]),
        ("(x^2+4*y^2)*exp(1-x^2-y^2)", [1, 2, 2, 0], [0, 0]),
        ("sin(x)", [0, 0, 0, 0], [2, 2]),
        ("cos(hypot(x, y))", [0, 1, 0, 0], [1, 4]),
        ("relu(x)^2 + y^2", [0, 0, 0, 0], [1, 0]),
        ("(x*y-1)^2", [0, 0, 1, 0], [2, 0]),
        ("x^2*(1+y^2)", [0, 0, 0, 0], [1, 0]),
    ] {
        let found = surveyed(text);
        let kinds =
            [StationaryKind::Minimum, StationaryKind::Maximum, StationaryKind::Saddle, StationaryKind::Degenerate];
        let count = |kind: StationaryKind| found.points.iter().filter(|it| it.kind == kind).count();
        assert_eq!(kinds.map(count), points, "{text}: {:?}", found.points);
        let count = |kind: StationaryKind| found.curves.iter().filter(|it| it.kind == kind).count();
        assert_eq!([kinds[0], kinds[1]].map(count), curves, "{text}: {:?}", found.curves);
        assert!(found.points.iter().all(|it| it.within <= 1e-8), "{text}: {:?}", found.points);
    }
}

#[test]
fn a_line_or_a_ring_is_one_entry_with_its_extent() {
    for (text, points, kind, extent) in [
        ("(x^2 + y^2 - 1)^2", 1, StationaryKind::Minimum, [[-1.0, 1.0], [-1.0, 1.0]]),
        ("x^2", 0, StationaryKind::Minimum, [[0.0, 0.0], [-5.0, 5.0]]),
        ("-(x - y)^2", 0, StationaryKind::Maximum, [[-5.0, 5.0], [-5.0, 5.0]]),
    ] {
        let found = surveyed(text);
        let [curve] = found.curves.as_slice() else { panic!("{text}: {:?}", found.curves) };
        assert_eq!((found.points.len(), curve.kind), (points, kind), "{text}");
        assert!(curve.within <= 1e-8, "{text}");
        for (found, expected) in [curve.extent.x, curve.extent.y].as_flattened().iter().zip(extent.as_flattened()) {
            assert!((found - expected).abs() < 0.03, "{text}: {curve:?}");
        }
    }
}

#[test]
fn samples_have_the_points_of_what_was_sampled_and_the_same_ones_every_time() {
    let exact = open("himmelblau");
    let (xs, ys) = (linspace([-5.0, 5.0], 201), linspace([-5.0, 5.0], 201));
    let values = ys.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y])).map(|p| exact.at(&p, Order::Value)[0]);
    let samples = Samples::new(values.collect(), 201, 201, [-5.0, 5.0], [-5.0, 5.0]).unwrap();
    let field = Field::from_samples("sampled", samples);
    let found = points(&field);
    for known in points(&exact) {
        let near = found.iter().filter(|s| s.kind == known.kind);
        let distance = |s: &Stationary| (s.point[0] - known.point[0]).hypot(s.point[1] - known.point[1]);
        let nearest = near.map(distance).fold(f64::INFINITY, f64::min);
        assert!(nearest < 5e-3, "{known:?}: {nearest}");
    }
    assert_eq!(found, points(&field));
}

#[test]
fn the_command_prints_a_list_that_programs_read() {
    let run = |arguments: &[&str]| Command::new(env!("CARGO_BIN_EXE_steepest")).args(arguments).output().unwrap();
    let output = run(&["critical", "himmelblau", "--format", "json"]);
    assert!(output.status.success());
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let count = |kind: &str| list.as_array().unwrap().iter().filter(|row| row["kind"] == kind).count();
    assert_eq!([count("minimum"), count("maximum"), count("saddle"), count("degenerate")], [4, 1, 4, 0]);
    let none = run(&["critical", "x + y", "--format", "json"]);
    assert!(none.status.success() && none.stdout.starts_with(b"[]"), "{none:?}");
    assert!(!none.stderr.is_empty(), "a note says that there is none");
    let csv = run(&["critical", "x^2 + y^2", "--format", "csv"]);
    assert!(String::from_utf8(csv.stdout).unwrap().starts_with("kind,x,y,f,eigenvalue1,eigenvalue2,within,"));
}
