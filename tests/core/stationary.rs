//! Stationary points that are known: hard fields, scales that decide nothing, and how near the points are.

use steepest::descent::{StationaryKind, Survey, default_starts, survey};
use steepest::field::{Domain, Field};

use StationaryKind::{Degenerate, Maximum, Minimum, Saddle};

fn surveyed(text: &str, domain: Domain) -> Survey {
    let field = Field::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    survey(&field, domain, default_starts(&field))
}

/// A field, its isolated stationary points (or as many of them as are told here), how many there are of each kind (minima,
/// maxima, saddles, degenerate ones), and how many curves of minima and of maxima.
type Known = (&'static str, &'static [(StationaryKind, f64, f64)], [usize; 4], [usize; 2]);

const FIELDS: &[Known] = &[
    // Flat valleys and high powers.
    ("(x-1)^4 + (y+2)^2", &[(Minimum, 1.0, -2.0)], [1, 0, 0, 0], [0, 0]),
    ("x^6 + y^8", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("x^2*y^2 + 0.01*(x^2+y^2)", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    (
        "(y-x^2)^2 + 0.01*(y-1)^2",
        &[(Minimum, -1.0, 1.0), (Minimum, 1.0, 1.0), (Saddle, 0.0, 1.0 / 101.0)],
        [2, 0, 1, 0],
        [0, 0],
    ),
    ("(x+y)^2 + 1e-10*(x-y-1)^2", &[(Minimum, 0.5, -0.5)], [1, 0, 0, 0], [0, 0]),
    ("1e6*x^2 + 1e-6*(y-2)^2", &[(Minimum, 0.0, 2.0)], [1, 0, 0, 0], [0, 0]),
    ("hypot(x,y)^3", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("|x|^1.5 + |y|^1.5", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("erf(x)^2 + y^4", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    // Saddles that are none of the ordinary kind.
    ("x^3 - 3*x*y^2", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("x^4 - 6*x^2*y^2 + y^4", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("x^3 + y^2", &[], [0, 0, 0, 0], [0, 0]),
    ("x*y", &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    ("x^4 - y^6", &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    ("atan(x)*y", &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    ("x^5 + y^5 - 5*x*y", &[(Minimum, 1.0, 1.0), (Saddle, 0.0, 0.0)], [1, 0, 1, 0], [0, 0]),
    (
        "x^3 - 3*x + y^3 - 3*y",
        &[(Minimum, 1.0, 1.0), (Maximum, -1.0, -1.0), (Saddle, -1.0, 1.0), (Saddle, 1.0, -1.0)],
        [1, 1, 2, 0],
        [0, 0],
    ),
    ("x*exp(-x) + y^2", &[(Saddle, 1.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    // Plateaus and tails.
    ("exp(-(x^2+y^2))", &[(Maximum, 0.0, 0.0)], [0, 1, 0, 0], [0, 0]),
    ("1/(1 + x^2 + y^2)", &[(Maximum, 0.0, 0.0)], [0, 1, 0, 0], [0, 0]),
    ("tanh(x)^2 + tanh(y)^2", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("log(1+x^2) + log(1+y^2)", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    // Below |x| = 0.037 the first term is 0 in 64 bits, so that the minimum is a line.
    ("exp(-1/x^2) + y^2", &[], [0, 0, 0, 0], [1, 0]),
    // Poles and edges.
    ("1/(x^2+y^2)", &[], [0, 0, 0, 0], [0, 0]),
    ("x + 1/x + y^2", &[(Minimum, 1.0, 0.0), (Saddle, -1.0, 0.0)], [1, 0, 1, 0], [0, 0]),
    ("x^2/2 - log(x) + y^2", &[(Minimum, 1.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("(x-4.999)^2 + (y-5)^2", &[(Minimum, 4.999, 5.0)], [1, 0, 0, 0], [0, 0]),
    ("(x-5)^2 + (y+5)^2", &[(Minimum, 5.0, -5.0)], [1, 0, 0, 0], [0, 0]),
    ("(x-5.001)^2 + y^2", &[], [0, 0, 0, 0], [0, 0]),
    // Cusps and kinks.
    ("|x| + |y|", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("|x| - |y|", &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    ("|x| - y^2", &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    ("(y-1)^2 - |x+2|", &[(Saddle, -2.0, 1.0)], [0, 0, 1, 0], [0, 0]),
    ("|x+y-1| - (x-y)^2", &[(Saddle, 0.5, 0.5)], [0, 0, 1, 0], [0, 0]),
    ("sqrt(|x|) + y^2", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("sqrt(|x-1|) + sqrt(|y|)", &[(Minimum, 1.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("cbrt(x^2) + cbrt(y^2)", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("y - 2*hypot(x,y)", &[(Maximum, 0.0, 0.0)], [0, 1, 0, 0], [0, 0]),
    ("max(x,-x) + max(y,-2*y)", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("max(|x|,|y|)", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("|x^2-1| + y^2", &[(Minimum, -1.0, 0.0), (Minimum, 1.0, 0.0), (Saddle, 0.0, 0.0)], [2, 0, 1, 0], [0, 0]),
    // Huge and tiny.
    ("1e12*((x^2-1)^2 + y^2)", &[(Minimum, 1.0, 0.0), (Saddle, 0.0, 0.0)], [2, 0, 1, 0], [0, 0]),
    ("1e-12*((x^2-1)^2 + y^2)", &[(Minimum, 1.0, 0.0), (Saddle, 0.0, 0.0)], [2, 0, 1, 0], [0, 0]),
    // Many.
    (
        "x^4 - 2*x^2 + y^4 - 2*y^2",
        &[(Minimum, 1.0, -1.0), (Maximum, 0.0, 0.0), (Saddle, 0.0, 1.0)],
        [4, 1, 4, 0],
        [0, 0],
    ),
    ("sin(x)*cos(y)", &[(Maximum, 0.5 * PI, 0.0), (Saddle, 0.0, 0.5 * PI)], [6, 6, 12, 0], [0, 0]),
    ("exp(sin(x) + cos(y))", &[(Maximum, 0.5 * PI, 0.0), (Minimum, -0.5 * PI, PI)], [4, 2, 6, 0], [0, 0]),
    (
        "cos(2*pi*x) + cos(2*pi*y)",
        &[(Minimum, 0.5, -4.5), (Maximum, 5.0, -5.0), (Saddle, 5.0, 0.5)],
        [100, 121, 220, 0],
        [0, 0],
    ),
    ("x^2 + sin(10*y)/10", &[(Minimum, 0.0, 0.15 * PI), (Saddle, 0.0, 0.05 * PI)], [16, 0, 16, 0], [0, 0]),
    // Curves.
    ("exp(x)*(1 - cos(y))", &[], [0, 0, 0, 0], [1, 0]),
    ("-(x^2+y^2)*exp(-(x^2+y^2))", &[(Maximum, 0.0, 0.0)], [0, 1, 0, 0], [1, 0]),
];

const PI: f64 = std::f64::consts::PI;

#[test]
fn hard_fields_have_the_stationary_points_that_they_have() {
    let mut wrong = Vec::new();
    for &(text, points, counts, curves) in FIELDS {
        let found = surveyed(text, Domain::DEFAULT);
        let count = |kind| found.points.iter().filter(|it| it.kind == kind).count();
        let curve = |kind| found.curves.iter().filter(|it| it.kind == kind).count();
        let is_there = |&(kind, x, y): &(StationaryKind, f64, f64)| {
            found
                .points
                .iter()
                .any(|it| it.kind == kind && (it.point[0] - x).hypot(it.point[1] - y) < 2e-7 && it.within <= 1e-8)
        };
        let are_right =
            [Minimum, Maximum, Saddle, Degenerate].map(count) == counts && [Minimum, Maximum].map(curve) == curves;
        if !(are_right && points.iter().all(is_there)) {
            let some: Vec<_> = found.points.iter().take(6).map(|it| (it.kind, it.point, it.within)).collect();
            let counts = [Minimum, Maximum, Saddle, Degenerate].map(count);
            wrong.push(format!("{text}: {counts:?}, curves {:?}: {some:?}", [Minimum, Maximum].map(curve)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(FIELDS.len() >= 40);
}

#[test]
fn factors_of_f_and_of_the_axes_leave_the_list_as_it_is() {
    for (template, side) in [
        ("((X)^2 + Y - 11)^2 + (X + (Y)^2 - 7)^2", 5.0),
        ("(1 - X)^2 + 100*(Y - (X)^2)^2", 3.0),
        ("|X| + |Y|", 5.0),
        ("|X| - (Y)^2", 5.0),
        ("(X)^2 - (Y)^4", 5.0),
        ("(X)^3 - 3*X*(Y)^2", 5.0),
        ("sin(X)*cos(Y)", 5.0),
        ("sqrt(|X|) + (Y)^2", 5.0),
        ("((X)^2 + (Y)^2 - 1)^2 + 0.1*X", 2.0),
        ("exp(-(X)^2 - (Y)^2)*X", 4.0),
        ("hypot(X, Y) + 0.5*X", 5.0),
    ] {
        let scaled = |factor: f64, [sx, sy]: [f64; 2]| {
            let text = template.replace('X', &format!("(x/{sx:e})")).replace('Y', &format!("(y/{sy:e})"));
            let domain = Domain { x: [-side * sx, side * sx], y: [-side * sy, side * sy] };
            (surveyed(&format!("{factor:e}*({text})"), domain), text)
        };
        let (plain, _) = scaled(1.0, [1.0, 1.0]);
        for (factor, axes) in
            [(1e6, [1.0, 1.0]), (1e-6, [1.0, 1.0]), (1.0, [1e6, 1.0]), (1.0, [1.0, 1e-6]), (1e6, [1e-6, 1e6])]
        {
            let (found, text) = scaled(factor, axes);
            let what = format!("{factor:e}*({text})");
            assert_eq!(found.points.len(), plain.points.len(), "{what}: {:?} for {:?}", found.points, plain.points);
            for (it, known) in found.points.iter().zip(&plain.points) {
                let apart = (it.point[0] / axes[0] - known.point[0]).hypot(it.point[1] / axes[1] - known.point[1]);
                let is_same = (it.kind, it.cusp) == (known.kind, known.cusp) && apart < 1e-7 * side;
                assert!(is_same, "{what}: {it:?}, unscaled {known:?}");
                assert!((it.f / factor - known.f).abs() < 1e-6 * known.f.abs().max(1.0), "{what}: {it:?}");
            }
        }
    }
}

#[test]
fn a_point_is_as_near_as_it_says() {
    // Places to 40 digits, by tests/data/stationary.py.
    let mut checked = 0;
    for line in include_str!("../data/stationary.csv").lines().skip(1) {
        let words: Vec<&str> = line.split(';').collect();
        let [text, x, y] = words.as_slice() else { panic!("{line}") };
        let [x, y]: [f64; 2] = [x, y].map(|word| word.parse().unwrap());
        let found = surveyed(text, Domain::DEFAULT).points;
        let distance = |point: [f64; 2]| ((point[0] - x) / 10.0).abs().max(((point[1] - y) / 10.0).abs());
        let it = found.iter().min_by(|a, b| distance(a.point).total_cmp(&distance(b.point))).unwrap();
        // Newton's step is the distance itself but for its rounding, and a ninth of it at a tenth power.
        let most = 10.0 * it.within + 4.0 * f64::EPSILON;
        assert!(distance(it.point) <= most, "{text}: {it:?} is {:e} away from {x}, {y}", distance(it.point));
        checked += 1;
    }
    assert!(checked >= 12, "{checked}");
}
