//! Where a derivative is a limit or a convention, and random formulas by mpmath.
//!
//! `tests/data/random_formulas.csv` was written by `random_formulas.py` beside it.

use super::*;

const NAN: f64 = f64::NAN;

/// A formula, a point, and f, fx, fy, fxx, fxy, fyy there; NaN where there is none.
const EDGES: &[(&str, [f64; 2], [f64; 6])] = &[
    ("sqrt(0.5*(x^2+y^2))", [0.0, 0.0], [0.0, 0.0, 0.0, NAN, NAN, NAN]),
    ("sqrt((x^2+y^2)/2)", [0.0, 0.0], [0.0, 0.0, 0.0, NAN, NAN, NAN]),
    ("sqrt(a*(x^2+y^2))", [0.0, 0.0], [0.0, 0.0, 0.0, NAN, NAN, NAN]),
    ("(x^2+y^2)^0.5", [0.0, 0.0], [0.0, 0.0, 0.0, NAN, NAN, NAN]),
    ("sqrt(x^4+y^4)", [0.0, 0.0], [0.0, 0.0, 0.0, NAN, NAN, NAN]),
    ("(x^2+y^2)^0.75", [0.0, 0.0], [0.0, 0.0, 0.0, NAN, NAN, NAN]),
    ("(x^2+y^2)^1.5", [0.0, 0.0], [0.0; 6]),
    ("(0.5*(x^2+y^2))^1.5", [0.0, 0.0], [0.0; 6]),
    ("hypot(x,y)^3", [0.0, 0.0], [0.0; 6]),
    ("hypot(x,y)^2", [0.0, 0.0], [0.0, 0.0, 0.0, 2.0, 0.0, 2.0]),
    ("sqrt(x^2+y^2)^2", [0.0, 0.0], [0.0, 0.0, 0.0, 2.0, 0.0, 2.0]),
    ("|x|^2 + y", [0.0, 0.0], [0.0, 0.0, 1.0, 2.0, 0.0, 0.0]),
    ("sqrt(x^2*y^2)", [0.0, 1.0], [0.0; 6]),
    ("exp(-sqrt(x^2+y^2))", [0.0, 0.0], [1.0, 0.0, 0.0, NAN, NAN, NAN]),
    // (x² + y²)^1.5 at (3, 4): r³, 3r·x, and 3(r + x²/r).
    ("(x^2+y^2)^1.5", [3.0, 4.0], [125.0, 45.0, 60.0, 20.4, 7.2, 24.6]),
    ("(2*(x^2+y^2))^1.5/sqrt(8)", [3.0, 4.0], [125.0, 45.0, 60.0, 20.4, 7.2, 24.6]),
    ("sqrt(x^4+y^4)", [0.0, 2.0], [4.0, 0.0, 4.0, 0.0, 0.0, 2.0]),
    // xᵃ and xʸ where the exponent is 0 or the base is.
    ("x^(a-1)", [0.0, 0.0], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    ("x^(a-1)", [-1.0, 0.0], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    ("x^y", [0.0, 0.0], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    ("x^y", [0.0, 2.0], [0.0, 0.0, 0.0, 2.0, 0.0, 0.0]),
    ("x^max(y, 2)", [-3.0, 1.0], [9.0, -6.0, 0.0, 2.0, 0.0, 0.0]),
    ("x^relu(y)", [-3.0, -1.0], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
];

fn at_point(backend: &impl Backend, formula: &str, [x, y]: [f64; 2]) -> [f64; 6] {
    let beside = |c: f64| c.abs().mul_add(2.0, 1.0);
    let grid = Grid { nx: 1, ny: 1, domain: Domain { x: [x, beside(x)], y: [y, beside(y)] } };
    let planes = backend.sample(&field(formula, &[]), &grid, Order::Hessian);
    std::array::from_fn(|plane| planes[plane][0])
}

fn check_edges(backend: &impl Backend) {
    for &(formula, point, expected) in EDGES {
        let found = at_point(backend, formula, point);
        for (found, expected) in found.into_iter().zip(expected) {
            let is_right = is_close(found, expected, backend.derivative_tolerance(expected));
            assert!(
                is_right || expected.is_nan() && !found.is_finite(),
                "`{formula}` at {point:?}: {found}, not {expected}"
            );
        }
    }
}

#[test]
fn limits_and_conventions_hold_in_64_bits() {
    check_edges(&CpuPoints);
    check_edges(&Cpu);
}

#[test]
fn limits_and_conventions_hold_in_32_bits() {
    check_edges(&Gpu(gpu_or_skip!()));
}

/// How many roundings of every operation a result may be off by, and how many of itself.
const ROUNDINGS: f64 = 40.0;
const OWN_ROUNDINGS: f64 = 20.0;

/// Compares with the recorded values, as far as the rounding of each operation carries.
fn check_random(backend: &impl Backend, is_single: bool, most: usize) {
    let (rounding, smallest, largest) = match is_single {
        true => (2f64.powi(-24), f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX)),
        false => (2f64.powi(-53), 1e-300, f64::MAX),
    };
    let rows =
        include_str!("../../data/random_formulas.csv").lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>());
    let rows = rows.filter(|cells| !is_single || cells[15] == "single").take(most);
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for cells in rows {
        let number = |index: usize| cells[index].parse::<f64>().unwrap();
        let found = at_point(backend, cells[0], [number(1), number(2)]);
        for (plane, found) in found.into_iter().enumerate() {
            let (expected, loss) = (number(3 + 2 * plane), number(4 + 2 * plane));
            let tolerance = rounding * (ROUNDINGS * loss + OWN_ROUNDINGS * expected.abs()) + smallest;
            let is_right = (found - expected).abs() <= tolerance;
            if expected.abs() < largest && !is_right {
                wrong
                    .push(format!("{} at {},{}: {plane} is {found:e}, not {expected:e}", cells[0], cells[1], cells[2]));
            }
        }
        checked += 1;
    }
    assert!(wrong.is_empty() && checked >= most.min(80), "{checked} checked\n{}", wrong.join("\n"));
}

#[test]
fn random_formulas_are_exact_in_64_bits() {
    check_random(&CpuPoints, false, 600);
}

#[test]
fn random_formulas_are_exact_in_32_bits() {
    check_random(&Gpu(gpu_or_skip!()), true, 80);
}
