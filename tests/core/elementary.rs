//! Operators hold true values, and a block of points holds what a point does.

use steepest::expr::{Binary, Graph, NodeId, Scratch, Tape, Unary, Vectors};

/// How far a value may be from the true one, in units of its last place.
const TOLERANCE: f64 = 2.0;

/// Numbers beside which functions change their ways, and what is no number.
const SPECIAL: [f64; 24] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.0,
    3.0,
    5e-324,
    -1e-310,
    1e-20,
    -1e-8,
    1e20,
    -1e160,
    f64::MAX,
    f64::MIN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    709.9,
    -745.2,
    1e-160,
    4503599627370497.0,
    -9007199254740993.0,
    1647100.0,
];

fn unary(name: &str) -> Option<Unary> {
    Unary::ALL.iter().copied().find(|op| op.name() == name)
}

fn binary(name: &str) -> Option<Binary> {
    Binary::ALL.iter().copied().find(|op| op.name() == name)
}

/// The distance of two doubles at `value`.
fn last_place(value: f64) -> f64 {
    f64::from_bits(value.abs().to_bits() + 1) - value.abs()
}

#[test]
fn operators_are_within_two_ulp_of_true_values() {
    let mut worst: Vec<(f64, &str)> = Vec::new();
    for line in include_str!("../data/elementary.csv").lines() {
        let fields: Vec<&str> = line.split(',').collect();
        let numbers: Vec<f64> = fields[1..].iter().map(|text| text.parse().unwrap()).collect();
        let (found, [high, low]) = match numbers[..] {
            [x, high, low] => (unary(fields[0]).unwrap().value(x), [high, low]),
            [x, y, high, low] => (binary(fields[0]).unwrap().value(x, y), [high, low]),
            _ => panic!("{line}"),
        };
        worst.push((((found - high) - low).abs() / last_place(high), line));
    }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    assert!(worst.len() > 2000 && worst[0].0 <= TOLERANCE, "{:?}", &worst[..20]);
}

/// An operator of two variables as a tape.
fn tape(build: impl FnOnce(&mut Graph, [NodeId; 2]) -> NodeId) -> Tape {
    let mut graph = Graph::default();
    let variables = [graph.variable(0), graph.variable(1)];
    let root = build(&mut graph, variables);
    Tape::new(&graph, &[root])
}

fn is_same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

#[test]
fn a_block_holds_what_a_point_does_with_any_vectors() {
    // Every pair of special numbers and some between, over more than a block and a rest.
    let numbers: Vec<f64> = SPECIAL.into_iter().chain((0..7).map(|k| 1.37f64.powi(7 * k - 20))).collect();
    let pairs = numbers.iter().flat_map(|&x| numbers.iter().map(move |&y| [x, y]));
    let [xs, ys]: [Vec<f64>; 2] = [0, 1].map(|axis| pairs.clone().map(|pair| pair[axis]).collect());
    let mut out = vec![0.0; xs.len()];
    for (name, vectors) in Vectors::all() {
        let scratch = &mut Scratch::with_vectors(vectors);
        for &op in Unary::ALL {
            let tape = tape(|graph, [x, _]| graph.unary(op, x));
            tape.evaluate(scratch, &[&xs, &ys], &[], &mut [&mut out]);
            for (&x, &found) in xs.iter().zip(&out) {
                assert!(is_same(found, op.value(x)), "{name}: {op:?} of {x:e} is {found:e}, not {:e}", op.value(x));
            }
        }
        for &op in Binary::ALL {
            let tape = tape(|graph, [x, y]| graph.binary(op, x, y));
            tape.evaluate(scratch, &[&xs, &ys], &[], &mut [&mut out]);
            for ((&x, &y), &found) in xs.iter().zip(&ys).zip(&out) {
                // Lengths do not know the signs of their sides.
                assert!(
                    is_same(found, op.value(x, y)),
                    "{name}: {op:?} of {x:e} and {y:e} is {found:e}, not {:e}",
                    op.value(x, y)
                );
            }
        }
    }
}

#[test]
fn a_number_that_all_points_share_is_as_good_as_one_for_each() {
    let xs: Vec<f64> = (0..300).map(|k| 0.1 * f64::from(k) - 3.0).collect();
    for &op in Binary::ALL {
        for shared in [0.5, -2.0, 0.0, f64::NAN] {
            for is_first in [true, false] {
                let mut graph = Graph::default();
                let (x, parameter) = (graph.variable(0), graph.parameter(0));
                let root = if is_first { graph.binary(op, parameter, x) } else { graph.binary(op, x, parameter) };
                let mut out = vec![0.0; xs.len()];
                Tape::new(&graph, &[root]).evaluate(&mut Scratch::default(), &[&xs], &[shared], &mut [&mut out]);
                for (&x, &found) in xs.iter().zip(&out) {
                    let expected = if is_first { op.value(shared, x) } else { op.value(x, shared) };
                    assert!(is_same(found, expected), "{op:?} {is_first} {x} {shared}: {found} {expected}");
                }
            }
        }
    }
}

/// What IEEE 754 and C say of the ends.
#[test]
fn ends_are_those_of_the_standard() {
    let (infinity, nan) = (f64::INFINITY, f64::NAN);
    let powers = [
        (0.0, -1.0, infinity),
        (-0.0, -3.0, -infinity),
        (-0.0, -2.0, infinity),
        (-0.0, 3.0, -0.0),
        (0.0, 0.5, 0.0),
        (nan, 0.0, 1.0),
        (1.0, nan, 1.0),
        (-1.0, infinity, 1.0),
        (-1.0, -infinity, 1.0),
        (0.5, infinity, 0.0),
        (2.0, infinity, infinity),
        (-infinity, 3.0, -infinity),
        (-infinity, -3.0, -0.0),
        (-infinity, 0.5, infinity),
        (infinity, -0.5, 0.0),
        (-8.0, 1.0 / 3.0, nan),
        (-2.0, 3.0, -8.0),
        (-2.0, 4.0, 16.0),
        (2.0, 1024.0, infinity),
        (2.0, -1074.0, 5e-324),
        (2.0, -1080.0, 0.0),
        (10.0, 3.0, 1000.0),
        (1.0000000000000002, 1e300, infinity),
        (0.9999999999999999, 1e300, 0.0),
        (5e-324, -1.0, infinity),
        (5e-324, 0.5, 2.2227587494850775e-162),
    ];
    for (x, y, expected) in powers {
        assert!(is_same(Binary::Pow.value(x, y), expected), "{x}^{y} is {}", Binary::Pow.value(x, y));
    }
    let ends = [
        (Unary::Exp, -infinity, 0.0),
        (Unary::Exp, infinity, infinity),
        (Unary::Exp, 710.0, infinity),
        (Unary::Exp, -744.0, 1e-323),
        (Unary::Expm1, -infinity, -1.0),
        (Unary::Expm1, -0.0, -0.0),
        (Unary::Log, 0.0, -infinity),
        (Unary::Log, -1.0, nan),
        (Unary::Log, infinity, infinity),
        (Unary::Log, 5e-324, -744.4400719213812),
        (Unary::Log1p, -1.0, -infinity),
        (Unary::Log1p, -0.0, -0.0),
        (Unary::Log1p, -2.0, nan),
        (Unary::Log2, 8.0, 3.0),
        (Unary::Log10, 1000.0, 3.0),
        (Unary::Sin, infinity, nan),
        (Unary::Sin, -0.0, -0.0),
        (Unary::Cos, -infinity, nan),
        (Unary::Cos, 0.0, 1.0),
        (Unary::Tan, -0.0, -0.0),
        (Unary::Asin, 1.0000000000000002, nan),
        (Unary::Asin, -1.0, -std::f64::consts::FRAC_PI_2),
        (Unary::Acos, 1.0, 0.0),
        (Unary::Acos, -1.0, std::f64::consts::PI),
        (Unary::Atan, -infinity, -std::f64::consts::FRAC_PI_2),
        (Unary::Sinh, -infinity, -infinity),
        (Unary::Sinh, -0.0, -0.0),
        (Unary::Cosh, -infinity, infinity),
        (Unary::Tanh, -infinity, -1.0),
        (Unary::Tanh, -0.0, -0.0),
        (Unary::Sech, infinity, 0.0),
        (Unary::Asinh, -infinity, -infinity),
        (Unary::Acosh, 1.0, 0.0),
        (Unary::Acosh, 0.5, nan),
        (Unary::Acosh, -1e300, nan),
        (Unary::Atanh, 1.0, infinity),
        (Unary::Atanh, -1.5, nan),
        (Unary::Erf, -infinity, -1.0),
        (Unary::Erfc, infinity, 0.0),
        (Unary::Erfc, -infinity, 2.0),
        (Unary::Softplus, -infinity, 0.0),
        (Unary::Softplus, infinity, infinity),
        (Unary::Sigmoid, -infinity, 0.0),
        (Unary::Gelu, -infinity, -0.0),
        (Unary::Gelu, infinity, infinity),
        (Unary::Cbrt, -infinity, -infinity),
        (Unary::Cbrt, -27.0, -3.0),
    ];
    for (op, x, expected) in ends {
        assert!(is_same(op.value(x), expected), "{op:?} of {x} is {}", op.value(x));
    }
    for op in Unary::ALL.iter().filter(|op| !matches!(op, Unary::Not)) {
        assert!(op.value(nan).is_nan(), "{op:?} of NaN is {}", op.value(nan));
    }
    let angles = [
        (0.0, -0.0, std::f64::consts::PI),
        (-0.0, 0.0, -0.0),
        (infinity, -infinity, 0.75 * std::f64::consts::PI),
        (1.0, infinity, 0.0),
    ];
    for (y, x, expected) in angles {
        assert!(is_same(Binary::Atan2.value(y, x), expected), "{y} {x}: {}", Binary::Atan2.value(y, x));
    }
    assert_eq!(Binary::Hypot.value(infinity, nan), infinity);
    assert_eq!(Binary::Hypot.value(3e-320, 4e-320), 5e-320);
}
