//! Stationary points that are known: hard fields, scales that decide nothing, and how near the points are.

use steepest::descent::{Along, StationaryCurve, StationaryKind, Survey, default_starts, survey};
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
    ("x^20 + y^20", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("(x-1)^12 + y^2", &[(Minimum, 1.0, 0.0)], [1, 0, 0, 0], [0, 0]),
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
    // Inflections, about which the gradient does not turn, and a slope that is none.
    ("x^3 + y^2", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("(x-0.3)^3 - (y-0.1)^2", &[(Degenerate, 0.3, 0.1)], [0, 0, 0, 1], [0, 0]),
    ("x^3 - 0.9*x^2 + 0.27*x - 0.027 + y^2", &[(Degenerate, 0.3, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("x^5 + y^2", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("x^3 + y^3", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("(x+y-1)^3 + (x-y)^2", &[(Degenerate, 0.5, 0.5)], [0, 0, 0, 1], [0, 0]),
    ("x - sin(x) + y^2", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("exp((x-1)^3) + y^4", &[(Degenerate, 1.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("y^2 + x^3 + x^6", &[(Minimum, -0.793_700_525_984_1, 0.0), (Degenerate, 0.0, 0.0)], [1, 0, 0, 1], [0, 0]),
    ("x^3 + y^2 + 1e-5*x", &[], [0, 0, 0, 0], [0, 0]),
    ("1e9*y^2 + 1e-3*x + x^3", &[], [0, 0, 0, 0], [0, 0]),
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
    ("tanh(10*x)^2 + y^2", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("exp(8*x) + y^2", &[], [0, 0, 0, 0], [0, 0]),
    ("max(x, 0)^2 + y^2", &[], [0, 0, 0, 0], [1, 0]),
    ("tanh(x)^2 + tanh(y)^2", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("log(1+x^2) + log(1+y^2)", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    // Below |x| = 0.037 the first term is 0 in 64 bits: the minimum is known no better, and is none of many.
    ("exp(-1/x^2) + y^2", &[], [1, 0, 0, 0], [0, 0]),
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
    // Bent valleys with flat floors.
    ("(y-x^2)^2 + (x-1)^4", &[(Minimum, 1.0, 1.0)], [1, 0, 0, 0], [0, 0]),
    ("(y-x^2)^2 + (x-1)^6", &[(Minimum, 1.0, 1.0)], [1, 0, 0, 0], [0, 0]),
    ("(y-x^2)^2 - (x-1)^6", &[(Saddle, 1.0, 1.0)], [0, 0, 1, 0], [0, 0]),
    ("(y-x^2)^2 - x^4", &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    ("(y-x^2)*(y-3*x^2)", &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    ("(x*y-1)^2 + (x-y)^4", &[(Minimum, 1.0, 1.0), (Minimum, -1.0, -1.0), (Saddle, 0.0, 0.0)], [2, 0, 1, 0], [0, 0]),
    // Level kinks are lines of minima, which cross in no isolated one: a cross of both axes.
    ("|x|*|y|", &[], [0, 0, 0, 0], [1, 0]),
    // Forms of higher order.
    ("x^4 + x^2*y^2 + y^4", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("x^4 - 3*x^2*y^2 + y^4", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("x^5 - 10*x^3*y^2 + 5*x*y^4", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    ("-(x-1)^6 - (y+1)^2", &[(Maximum, 1.0, -1.0)], [0, 1, 0, 0], [0, 0]),
    ("x^2*y + y^3", &[(Degenerate, 0.0, 0.0)], [0, 0, 0, 1], [0, 0]),
    (
        "2*x^4 + y^4 - x^2 - 2*y^2",
        &[(Minimum, 0.5, 1.0), (Maximum, 0.0, 0.0), (Saddle, 0.0, 1.0), (Saddle, 0.5, 0.0)],
        [4, 1, 4, 0],
        [0, 0],
    ),
    // Lines and rings.
    ("(hypot(x,y) - 2)^2", &[(Maximum, 0.0, 0.0)], [0, 1, 0, 0], [1, 0]),
    ("(x + 2*y - 1)^2", &[], [0, 0, 0, 0], [1, 0]),
    ("y^2*(1 + x^2)", &[], [0, 0, 0, 0], [1, 0]),
    // The ring of maxima leaves the square, which its corners hold.
    ("cos(hypot(x,y))", &[(Maximum, 0.0, 0.0)], [0, 1, 0, 0], [1, 4]),
    // Kinks and cusps.
    ("max(x,y)", &[], [0, 0, 0, 0], [0, 0]),
    ("max(x^2,y^2)", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    (
        "min(x^2 + y^2, (x-3)^2 + y^2 + 1)",
        &[(Minimum, 0.0, 0.0), (Minimum, 3.0, 0.0), (Saddle, 5.0 / 3.0, 0.0)],
        [2, 0, 1, 0],
        [0, 0],
    ),
    ("-|x| - |y-1|", &[(Maximum, 0.0, 1.0)], [0, 1, 0, 0], [0, 0]),
    ("cbrt(x) + cbrt(y)", &[], [0, 0, 0, 0], [0, 0]),
    ("hypot(x,y) - x/2", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    // Plateaus, steps and poles.
    ("clamp(x^2 + y^2, 1, 4)", &[], [0, 0, 0, 0], [0, 0]),
    ("round(x)", &[], [0, 0, 0, 0], [0, 0]),
    ("tan(x) + y^2", &[], [0, 0, 0, 0], [0, 0]),
    ("log(x^2 + y^2)", &[], [0, 0, 0, 0], [0, 0]),
    ("1/hypot(x-1,y) + 1/hypot(x+1,y)", &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0], [0, 0]),
    // What falls for ever.
    ("exp(-x^2) + y", &[], [0, 0, 0, 0], [0, 0]),
    ("1/(1 + exp(-20*x))*(1 + 0.1*y)", &[], [0, 0, 0, 0], [0, 0]),
    // Functions of machine learning: the minimum of gelu by mpmath.
    ("gelu(x) + y^2", &[(Minimum, -0.751791524693564, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("softplus(x) + softplus(-x) + y^2", &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0], [0, 0]),
    ("sigmoid(x)*(1 - sigmoid(x)) - y^2", &[(Maximum, 0.0, 0.0)], [0, 1, 0, 0], [0, 0]),
];

const PI: f64 = std::f64::consts::PI;

/// The same without curves, in a square about a point, of half the side that is told.
type KnownElsewhere = (&'static str, [f64; 2], f64, &'static [(StationaryKind, f64, f64)], [usize; 4]);

const ELSEWHERE: &[KnownElsewhere] = &[
    ("|x-1e6| + |y-1e6|", [1e6, 1e6], 5.0, &[(Minimum, 1e6, 1e6)], [1, 0, 0, 0]),
    ("(x-1e6)^2 + (y+1e6)^2", [1e6, -1e6], 10.0, &[(Minimum, 1e6, -1e6)], [1, 0, 0, 0]),
    (
        "((x-1e6)^2 + (y-1e6) - 11)^2 + ((x-1e6) + (y-1e6)^2 - 7)^2",
        [1e6, 1e6],
        5.0,
        &[(Minimum, 1_000_003.0, 1_000_002.0)],
        [4, 1, 4, 0],
    ),
    ("sin(x)*sin(y)", [0.0, 0.0], 1e-6, &[(Saddle, 0.0, 0.0)], [0, 0, 1, 0]),
    ("x^2 + y^2", [0.0, 0.0], 1e-150, &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0]),
    ("hypot(x/1e150, y/1e150)", [0.0, 0.0], 1e150, &[(Minimum, 0.0, 0.0)], [1, 0, 0, 0]),
    ("exp(-((x-1)^2 + (y-2)^2)/1e12)", [0.0, 0.0], 5e6, &[(Maximum, 1.0, 2.0)], [0, 1, 0, 0]),
    ("x^2 + y^2 - 2e5*x", [0.0, 0.0], 1e6, &[(Minimum, 1e5, 0.0)], [1, 0, 0, 0]),
    ("1/(x*y) + x + y", [2.6, 2.6], 2.5, &[(Minimum, 1.0, 1.0)], [1, 0, 0, 0]),
    ("sin(pi*x)*sin(pi*y)", [0.0, 0.0], 4.7, &[(Maximum, 0.5, 0.5), (Saddle, 1.0, 1.0)], [50, 50, 81, 0]),
];

#[test]
fn fields_elsewhere_have_the_stationary_points_that_they_have() {
    for &(text, [x, y], half, points, counts) in ELSEWHERE {
        let found = surveyed(text, Domain { x: [x - half, x + half], y: [y - half, y + half] });
        let count = |kind| found.points.iter().filter(|it| it.kind == kind).count();
        assert_eq!([Minimum, Maximum, Saddle, Degenerate].map(count), counts, "{text}: {:?}", found.points);
        assert_eq!(found.curves.len(), 0, "{text}: {:?}", found.curves);
        for &(kind, x, y) in points {
            let is_near = |point: [f64; 2]| (point[0] - x).hypot(point[1] - y) <= 2e-7 * half;
            assert!(found.points.iter().any(|it| it.kind == kind && is_near(it.point)), "{text}: {:?}", found.points);
        }
    }
}

#[test]
fn hard_fields_have_the_stationary_points_that_they_have() {
    let mut wrong = Vec::new();
    for &(text, points, counts, curves) in FIELDS {
        let found = surveyed(text, Domain::DEFAULT);
        let count = |kind| found.points.iter().filter(|it| it.kind == kind).count();
        let curve = |kind| found.curves.iter().filter(|it| it.along == Along::Curve && it.kind == kind).count();
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

/// A field in a domain, its points, and how many curves there are.
type KnownWithin = (&'static str, Domain, &'static [(StationaryKind, f64, f64)], usize);

/// Bent valleys and crests with flat floors, of which Newton's step says little, and curves that are whole.
const FLAT_FLOORS: &[KnownWithin] = &[
    ("(y-x^2)^2 + x^6", Domain::DEFAULT, &[(Minimum, 0.0, 0.0)], 0),
    ("(y-x^2)^2 + x^8", Domain::DEFAULT, &[(Minimum, 0.0, 0.0)], 0),
    ("(y-x^2)^2 - x^6", Domain::DEFAULT, &[(Saddle, 0.0, 0.0)], 0),
    ("-(y-x^2)^2 - x^6", Domain::DEFAULT, &[(Maximum, 0.0, 0.0)], 0),
    ("(y-x^2)^2 + (x-1)^8", Domain::DEFAULT, &[(Minimum, 1.0, 1.0)], 0),
    ("(y-x^2)^2 + (x-1)^12", Domain::DEFAULT, &[(Minimum, 1.0, 1.0)], 0),
    ("100*(y-x^2)^2 + (x-1)^6", Domain::DEFAULT, &[(Minimum, 1.0, 1.0)], 0),
    ("1e6*(y-x^2)^2 + (x-1)^6", Domain::DEFAULT, &[(Minimum, 1.0, 1.0)], 0),
    ("(y-x^2)^2 + (x-0.3)^6", Domain::DEFAULT, &[(Minimum, 0.3, 0.09)], 0),
    ("(y-0.7-(x-0.3)^2)^2 + (x-0.3)^6", Domain::DEFAULT, &[(Minimum, 0.3, 0.7)], 0),
    ("(y-x^3)^2 + (x+0.7)^6", Domain::DEFAULT, &[(Minimum, -0.7, -0.343)], 0),
    ("(y-exp(x))^2 + x^6", Domain::DEFAULT, &[(Minimum, 0.0, 1.0)], 0),
    ("((y-x)-(x+y-1)^2)^2 + (x+y-1)^6", Domain::DEFAULT, &[(Minimum, 0.5, 0.5)], 0),
    ("(x-y^2)^2 + (y+2)^8", Domain::DEFAULT, &[(Minimum, 4.0, -2.0)], 0),
    ("1e6*((y-x^2)^2 + x^6)", Domain::DEFAULT, &[(Minimum, 0.0, 0.0)], 0),
    ("1e-6*((y-x^2)^2 + x^6)", Domain::DEFAULT, &[(Minimum, 0.0, 0.0)], 0),
    ("(y-x^2)^2 + x^6", Domain { x: [-1.0, 3.0], y: [-2.0, 2.0] }, &[(Minimum, 0.0, 0.0)], 0),
    ("(y-x^2)^2 + x^6", Domain { x: [-50.0, 70.0], y: [-60.0, 50.0] }, &[(Minimum, 0.0, 0.0)], 0),
    ("(1e6*y-x^2)^2 + x^6", Domain { x: [-5.0, 5.0], y: [-5e-6, 5e-6] }, &[(Minimum, 0.0, 0.0)], 0),
    // So flat that circles of a cell are all rounding.
    ("x^20 + y^2", Domain::DEFAULT, &[(Minimum, 0.0, 0.0)], 0),
    ("(x-0.3)^20 + (y-x)^2", Domain::DEFAULT, &[(Minimum, 0.3, 0.3)], 0),
    // Rays, from a point at which there is no slope.
    ("sqrt(x^2+y^2) - x", Domain::DEFAULT, &[], 1),
    ("hypot(x-1,y-2) - (x-1)", Domain::DEFAULT, &[], 1),
    ("hypot(x,y) - 0.6*x - 0.8*y", Domain::DEFAULT, &[], 1),
    ("1e6*(sqrt(x^2+y^2) - x)", Domain::DEFAULT, &[], 1),
    // Curves whole.
    ("(y-sin(3*x))^2", Domain::DEFAULT, &[], 1),
    ("x^2*(1 + y^2)", Domain::DEFAULT, &[], 1),
    ("(hypot(x,y)-3)^4", Domain::DEFAULT, &[(Maximum, 0.0, 0.0)], 1),
];

#[test]
fn flat_floors_have_their_points_and_rays_are_one() {
    let mut wrong = Vec::new();
    for &(text, domain, points, curves) in FLAT_FLOORS {
        let found = surveyed(text, domain);
        let [width, height] = domain.size();
        let is_there = |&(kind, x, y): &(StationaryKind, f64, f64)| {
            let apart = |point: [f64; 2]| ((point[0] - x) / width).abs().max(((point[1] - y) / height).abs());
            // What is within a circle is no farther from its middle.
            found.points.iter().any(|it| it.kind == kind && apart(it.point) <= 1.5 * it.within.max(2e-8))
        };
        if !(found.points.len() == points.len() && points.iter().all(is_there) && found.curves.len() == curves) {
            wrong.push(format!("{text} in {domain:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A field, and the curves that it has, each with its kind, its extent along x and y, and f.
type KnownLines = (&'static str, &'static [(StationaryKind, [f64; 2], [f64; 2], f64)]);

const ROOT_3: f64 = 1.732_050_807_568_877;
const ROOT_5: f64 = 2.236_067_977_499_79;
const ACROSS: [f64; 2] = [-5.0, 5.0];

/// Lines and rings at kinks, at cusps, where f is too flat for a curvature, at inflections, and of smooth fields.
const LINES: &[KnownLines] = &[
    ("|x+y-1|", &[(Minimum, [-4.0, 5.0], [-4.0, 5.0], 0.0)]),
    ("1e-8*|x+y-1| + 3", &[(Minimum, [-4.0, 5.0], [-4.0, 5.0], 3.0)]),
    ("|y-x^2|", &[(Minimum, [-ROOT_5, ROOT_5], [0.0, 5.0], 0.0)]),
    ("-|y-x^2|", &[(Maximum, [-ROOT_5, ROOT_5], [0.0, 5.0], 0.0)]),
    ("|hypot(x,y)-2|", &[(Minimum, [-2.0, 2.0], [-2.0, 2.0], 0.0)]),
    ("|y-sin(3*x)|", &[(Minimum, ACROSS, [-1.0, 1.0], 0.0)]),
    ("||x|+|y|-1|", &[(Minimum, [-1.0, 1.0], [-1.0, 1.0], 0.0)]),
    ("|x*y-1|", &[(Minimum, [-5.0, -0.2], [-5.0, -0.2], 0.0), (Minimum, [0.2, 5.0], [0.2, 5.0], 0.0)]),
    ("abs(x)", &[(Minimum, [0.0, 0.0], ACROSS, 0.0)]),
    ("|x-5|", &[(Minimum, [5.0, 5.0], ACROSS, 0.0)]),
    ("max(x,-2*x)", &[(Minimum, [0.0, 0.0], ACROSS, 0.0)]),
    ("|x|*(1+y^2)", &[(Minimum, [0.0, 0.0], ACROSS, 0.0)]),
    (
        "||x|-1|",
        &[(Minimum, [-1.0, -1.0], ACROSS, 0.0), (Minimum, [1.0, 1.0], ACROSS, 0.0), (Maximum, [0.0, 0.0], ACROSS, 1.0)],
    ),
    (
        "min(x^2,(x-1)^2+0.5)",
        &[
            (Minimum, [0.0, 0.0], ACROSS, 0.0),
            (Minimum, [1.0, 1.0], ACROSS, 0.5),
            (Maximum, [0.75, 0.75], ACROSS, 0.5625),
        ],
    ),
    (
        "abs(sin(x))",
        &[
            (Minimum, [-PI, -PI], ACROSS, 0.0),
            (Minimum, [0.0, 0.0], ACROSS, 0.0),
            (Minimum, [PI, PI], ACROSS, 0.0),
            (Maximum, [-1.5 * PI, -1.5 * PI], ACROSS, 1.0),
            (Maximum, [-0.5 * PI, -0.5 * PI], ACROSS, 1.0),
            (Maximum, [0.5 * PI, 0.5 * PI], ACROSS, 1.0),
            (Maximum, [1.5 * PI, 1.5 * PI], ACROSS, 1.0),
        ],
    ),
    ("max(|x|-1,0) + y^2", &[(Minimum, [-1.0, 1.0], [0.0, 0.0], 0.0)]),
    ("max(|x|-1,0) + |y|", &[(Minimum, [-1.0, 1.0], [0.0, 0.0], 0.0)]),
    // Cusps without a finite slope.
    ("sqrt(|x|)", &[(Minimum, [0.0, 0.0], ACROSS, 0.0)]),
    ("cbrt((x-y)^2)", &[(Minimum, ACROSS, ACROSS, 0.0)]),
    ("|x-y|^0.1", &[(Minimum, ACROSS, ACROSS, 0.0)]),
    // No curvature.
    ("(y-x^2)^4", &[(Minimum, [-ROOT_5, ROOT_5], [0.0, 5.0], 0.0)]),
    ("1 + (y-x^2)^4", &[(Minimum, [-ROOT_5, ROOT_5], [0.0, 5.0], 1.0)]),
    ("|y-x^2|^1.5", &[(Minimum, [-ROOT_5, ROOT_5], [0.0, 5.0], 0.0)]),
    ("x^2*y^2", &[(Minimum, ACROSS, ACROSS, 0.0)]),
    // Inflections.
    ("x^3", &[(Degenerate, [0.0, 0.0], ACROSS, 0.0)]),
    ("2 - (x-1)^3", &[(Degenerate, [1.0, 1.0], ACROSS, 2.0)]),
    ("y - sin(y)", &[(Degenerate, ACROSS, [0.0, 0.0], 0.0)]),
    // Curves of smooth fields reach the border, or their last point.
    ("(y-x^2)^2", &[(Minimum, [-ROOT_5, ROOT_5], [0.0, 5.0], 0.0)]),
    ("(x^2+y^2-3)^2", &[(Minimum, [-ROOT_3, ROOT_3], [-ROOT_3, ROOT_3], 0.0)]),
    ("max(x-0.1,0)^2 + y^2", &[(Minimum, [-5.0, 0.1], [0.0, 0.0], 0.0)]),
    ("-(x-2*y)^2", &[(Maximum, ACROSS, [-2.5, 2.5], 0.0)]),
    // Neither slopes nor poles nor jumps are lines, and no floor is that falls.
    ("|x| + 0.5*y", &[]),
    ("|x| + 1e-12*y", &[]),
    ("|y| + x^20", &[]),
    ("|y| + x^100", &[]),
    ("1 + 1e-17*(x^2+y)", &[]),
    ("log(|x|)", &[]),
    ("1/|x+y-1|", &[]),
    ("if(x > 0, x, -x-1)", &[]),
    ("|x|^0.1 + 0.01*y", &[]),
];

#[test]
fn lines_and_rings_are_one_entry_each_with_their_extent() {
    let mut wrong = Vec::new();
    for &(text, lines) in LINES {
        let found = surveyed(text, Domain::DEFAULT).curves;
        let is_it = |&(kind, x, y, f): &(StationaryKind, [f64; 2], [f64; 2], f64)| {
            let is_near = |[a, b]: [f64; 2], [c, d]: [f64; 2]| (a - c).abs() < 1e-6 && (b - d).abs() < 1e-6;
            let is_curve = |it: &&StationaryCurve| is_near(it.extent.x, x) && is_near(it.extent.y, y);
            // A power of a tenth leaves 0.03 of the last bit.
            let is_low = |it: &StationaryCurve| (it.f - f).abs() < if text.contains("^0.1") { 0.1 } else { 1e-12 };
            found.iter().find(is_curve).is_some_and(|it| it.kind == kind && it.within <= 1e-8 && is_low(it))
        };
        if !(found.len() == lines.len() && lines.iter().all(is_it)) {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
