//! Stationary points: every one that is known is found, and nothing that is none.

use std::process::Command;

use steepest::descent::{Stationary, StationaryKind, critical_points, default_starts};
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
        for found in points(&field) {
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

#[test]
fn degenerate_points_kinks_plateaus_and_lines_are_what_they_are() {
    let kinds = |text: &str| points(&open(text)).iter().map(|s| (s.kind, s.point)).collect::<Vec<_>>();
    for text in ["monkey_saddle", "x^4 + y^4"] {
        let found = kinds(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].0, StationaryKind::Degenerate, "{text}");
        assert!(found[0].1[0].hypot(found[0].1[1]) < 1e-3, "{text}: {found:?}");
    }
    for text in ["|x| + |y|", "hypot(x, y)", "floor(x) + floor(y)", "x + y", "x^2", "(x^2 + y^2 - 1)^2 + 0*x"] {
        let found = kinds(text);
        let is_middle = |(kind, _): &(StationaryKind, [f64; 2])| *kind == StationaryKind::Maximum;
        assert!(found.iter().all(is_middle) && found.len() <= 1, "{text}: {found:?}");
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
    assert!(String::from_utf8(csv.stdout).unwrap().starts_with("kind,x,y,f,eigenvalue1,eigenvalue2\nminimum,"));
}
