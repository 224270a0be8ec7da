//! Level floors and tops: their kinds, their edges, and what is none.

use steepest::descent::{Along, StationaryCurve, StationaryKind, default_starts, survey};
use steepest::field::{Domain, Field};

use StationaryKind::{Maximum, Minimum};

/// A field, and the areas that it has: each with its kind, its extent along x and y, and f.
type Known = (&'static str, &'static [(StationaryKind, [f64; 2], [f64; 2], f64)]);

const ACROSS: [f64; 2] = [-5.0, 5.0];
/// Where a sine of 0.7 is, and half a turn on.
const ARCSINE: f64 = 0.775_397_496_610_753_1;
const PI: f64 = std::f64::consts::PI;
/// Half the sides of the ellipse 2u² + uv + v² = 1.7.
const ELLIPSE: [f64; 2] = [0.985_610_760_609_162_4, 1.393_864_104_874_339_2];

const AREAS: &[Known] = &[
    ("relu(x^2+y^2-1)", &[(Minimum, [-1.0, 1.0], [-1.0, 1.0], 0.0)]),
    ("1e-9*relu(x^2+y^2-1)^2 + 7", &[(Minimum, [-1.0, 1.0], [-1.0, 1.0], 7.0)]),
    ("max(x^2+y^2, 4)", &[(Minimum, [-2.0, 2.0], [-2.0, 2.0], 4.0)]),
    (
        "min(4-x^2-y^2, 1)",
        &[(
            Maximum,
            [-1.732_050_807_568_877, 1.732_050_807_568_877],
            [-1.732_050_807_568_877, 1.732_050_807_568_877],
            1.0,
        )],
    ),
    ("max(|x|-1, 0) + max(|y|-2, 0)", &[(Minimum, [-1.0, 1.0], [-2.0, 2.0], 0.0)]),
    ("|x-1| + |x+1| + |y-1.3| + |y+1.3|", &[(Minimum, [-1.0, 1.0], [-1.3, 1.3], 4.6)]),
    ("relu(|x| + |y| - 1.3)", &[(Minimum, [-1.3, 1.3], [-1.3, 1.3], 0.0)]),
    ("relu(|x-0.011| + |y-0.017| - 1.3)", &[(Minimum, [-1.289, 1.311], [-1.283, 1.317], 0.0)]),
    (
        "relu(2*(x-0.3)^2 + (x-0.3)*(y+0.4) + (y+0.4)^2 - 1.7)",
        &[(Minimum, [0.3 - ELLIPSE[0], 0.3 + ELLIPSE[0]], [-0.4 - ELLIPSE[1], -0.4 + ELLIPSE[1]], 0.0)],
    ),
    // To the border of what is looked at.
    ("relu(x) + relu(y)", &[(Minimum, [-5.0, 0.0], [-5.0, 0.0], 0.0)]),
    ("relu(|x-y| - 1)", &[(Minimum, ACROSS, ACROSS, 0.0)]),
    ("clamp(x, -1, 1)", &[(Minimum, [-5.0, -1.0], ACROSS, -1.0), (Maximum, [1.0, 5.0], ACROSS, 1.0)]),
    // Several, of equal f and of others.
    (
        "relu((x-2)^2+y^2-1)*relu((x+2)^2+y^2-1)",
        &[(Minimum, [-3.0, -1.0], [-1.0, 1.0], 0.0), (Minimum, [1.0, 3.0], [-1.0, 1.0], 0.0)],
    ),
    (
        "max(min(sin(x), 0.7), -0.7)",
        &[
            (Minimum, [-PI + ARCSINE, -ARCSINE], ACROSS, -0.7),
            (Minimum, [PI + ARCSINE, 5.0], ACROSS, -0.7),
            (Maximum, [-5.0, -PI - ARCSINE], ACROSS, 0.7),
            (Maximum, [ARCSINE, PI - ARCSINE], ACROSS, 0.7),
        ],
    ),
    // A ring, and a floor that ends at a jump.
    ("relu(|hypot(x,y)-3| - 0.5)", &[(Minimum, [-3.5, 3.5], [-3.5, 3.5], 0.0)]),
    ("if(x^2+y^2 < 1, 3, 5+x^2+y^2)", &[(Minimum, [-1.0, 1.0], [-1.0, 1.0], 3.0)]),
    // Shelves, stairs, constants, points and lines are none, nor is what only seems level.
    ("relu(x-1) - relu(-x-1)", &[]),
    ("floor(x)*floor(y)", &[]),
    ("0*x + 3", &[]),
    ("x^20 + y^20", &[]),
    ("(x-y)^2", &[]),
    ("exp(-40*(x^2+y^2))", &[]),
    ("-exp(-100*(x^2+y^2))", &[]),
    ("tanh(100*x)^2 + erf(30*y)", &[]),
    ("1/(1+exp(-500*x))", &[]),
    ("-cos(x)*cos(y)*exp(-60*((x-PI)^2+(y-PI)^2))", &[]),
];

#[test]
fn floors_and_tops_are_one_entry_each_with_their_extent() {
    let mut wrong = Vec::new();
    for &(text, areas) in AREAS {
        let field = Field::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let found = survey(&field, Domain::DEFAULT, default_starts(&field));
        let found_areas: Vec<&StationaryCurve> = found.curves.iter().filter(|it| it.along == Along::Area).collect();
        let is_it = |&(kind, x, y, f): &(StationaryKind, [f64; 2], [f64; 2], f64)| {
            let is_near = |[a, b]: [f64; 2], [c, d]: [f64; 2]| (a - c).abs() < 1e-6 && (b - d).abs() < 1e-6;
            found_areas.iter().any(|it| {
                let is_there = is_near(it.extent.x, x) && is_near(it.extent.y, y);
                is_there && it.kind == kind && (it.f - f).abs() < 1e-12 && field.value(&it.point).unwrap() == it.f
            })
        };
        // Beside an area there is nothing else of its kind.
        let is_alone = areas.is_empty() || found.curves.len() == areas.len() && !found.has_plateaus;
        if !(found_areas.len() == areas.len() && areas.iter().all(is_it) && is_alone) {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
