//! Exact derivatives against differences of what they are derivatives of, and random formulas on both evaluators.

use std::cell::Cell;

use crate::common::{Numbers, field, gradients_at, ulp};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use steepest::expr::{Binary, Formula, Graph, Node, NodeId, Order, Unary};
use steepest::field::{Field, catalogue};

// ---- Random formulas ----

/// How deep operations nest in a random formula.
const DEPTH: u32 = 4;

/// Functions that are defined everywhere.
const TOTAL: &[&str] = &[
    "sin", "cos", "sinh", "cosh", "tanh", "atan", "asinh", "exp", "expm1", "erf", "cbrt", "abs", "-", "floor", "sign",
    "sech", "erfc", "sigmoid", "softplus", "relu", "gelu",
];
const PARTIAL: &[&str] =
    &["tan", "asin", "acos", "acosh", "atanh", "log", "log1p", "log2", "log10", "sqrt", "round", "ceil"];
const PAIR: &[&str] = &["min", "max", "hypot", "atan2", "mod", "pow"];

/// The text of a formula of these variables, up to `depth` operations deep; whatever it means, it can be read.
fn formulas(variables: &'static [&'static str], depth: u32) -> BoxedStrategy<String> {
    let number = select(&["0.5", "2", "3.25", "pi", "0.1", "-1.5"][..]);
    let leaf = prop_oneof![4 => select(variables), 1 => number].prop_map(str::to_owned);
    if depth == 0 {
        return leaf.boxed();
    }
    let a = || formulas(variables, depth - 1);
    prop_oneof![
        1 => leaf,
        6 => (select(&["+", "-", "*", "/"][..]), a(), a()).prop_map(|(op, a, b)| format!("({a} {op} {b})")),
        4 => (select(TOTAL), a()).prop_map(|(name, a)| format!("{name}({a})")),
        1 => (select(PARTIAL), a()).prop_map(|(name, a)| format!("{name}({a})")),
        1 => (select(PAIR), a(), a()).prop_map(|(name, a, b)| format!("{name}({a}, {b})")),
        1 => (a(), select(&["2", "3", "-1", "0.5", "1.5", "-4"][..])).prop_map(|(a, n)| format!("({a})^({n})")),
        1 => (a(), a(), a()).prop_map(|(a, b, c)| format!("if({a} < {b}, {b}, {c})")),
    ]
    .boxed()
}

/// Runs `test` on `cases` formulas, the same ones in every run.
fn for_formulas(cases: u32, variables: &'static [&'static str], test: impl Fn(String) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(error) = runner.run(&formulas(variables, DEPTH), test) {
        panic!("{error}");
    }
}

// ---- Differences ----

/// The slope of `f` at 0 by Richardson's extrapolation of central differences at `h` and `h`/2, and what is known of its
/// error by comparing it with the same at `h`/2 and `h`/4.
fn slope(f: impl Fn(f64) -> f64, h: f64) -> (f64, f64) {
    let difference = |h: f64| (f(h) - f(-h)) / (2.0 * h);
    let [wide, middle, narrow] = [difference(h), difference(0.5 * h), difference(0.25 * h)];
    let (coarse, fine) = ((4.0 * middle - wide) / 3.0, (4.0 * narrow - middle) / 3.0);
    (fine, (fine - coarse).abs().max((narrow - middle).abs() * 1e-3))
}

/// How many derivatives were compared, and how many there were.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    compared: usize,
    met: usize,
}

/// Compares every first derivative with differences of f, and every second one with differences of the first.
///
/// A point beside a kink, a pole or the end of the domain shows itself by two step sizes that disagree, and is passed over.
fn compare_with_differences(field: &Field, point: &[f64], exact: &[f64]) -> Result<Count, String> {
    let variables = field.dimension().max(2);
    let mut count = Count::default();
    let moved = |along: usize, step: f64| -> Vec<f64> {
        point.iter().enumerate().map(|(k, &x)| if k == along { x + step } else { x }).collect()
    };
    // The derivative with this index is the slope, along this variable, of the value with that index.
    let firsts = (0..variables).map(|k| (1 + k, k, 0));
    let pairs = (0..variables).flat_map(|row| (row..variables).map(move |column| (row, column)));
    let seconds = pairs.zip(1 + variables..).flat_map(|((row, column), index)| {
        // A mixed one is a slope in both orders.
        [(index, column, 1 + row), (index, row, 1 + column)]
    });
    for (index, along, of) in firsts.chain(seconds) {
        let order = if of == 0 { Order::Value } else { Order::Gradient };
        let h = 3e-4 * point.get(along).map_or(1.0, |x| x.abs().max(0.1));
        let (difference, doubt) = slope(|step| field.at(&moved(along, step), order)[of], h);
        count.met += 1;
        let scale = difference.abs().max(exact[of].abs()).max(1.0);
        if !difference.is_finite() || !exact[of].is_finite() || doubt > 1e-5 * scale {
            continue;
        }
        count.compared += 1;
        let error = (difference - exact[index]).abs();
        let tolerance = 10.0 * doubt + 1e-8 * scale;
        // A NaN is no agreement.
        if error.is_nan() || error > tolerance {
            let exact = exact[index];
            return Err(format!(
                "derivative {index} is {exact}, by differences {difference}, more than {tolerance:e} off"
            ));
        }
    }
    Ok(count)
}

#[test]
fn the_catalogue_s_derivatives_are_slopes() {
    for entry in catalogue::entries() {
        let field = field(&entry.name, &[]);
        let domain = entry.domain();
        let mut numbers = Numbers(3);
        let mut total = Count::default();
        for _ in 0..400 {
            let point = [numbers.between(domain.x[0], domain.x[1]), numbers.between(domain.y[0], domain.y[1])];
            let count = compare_with_differences(&field, &point, &field.at(&point, Order::Hessian))
                .unwrap_or_else(|error| panic!("{} at {point:?}: {error}", entry.name));
            total.compared += count.compared;
            total.met += count.met;
        }
        println!("{:<16} {} of {}", entry.name, total.compared, total.met);
        assert!(total.compared * 10 >= total.met * 9, "{}: too few were compared: {total:?}", entry.name);
    }
}

const VARIABLES: [&[&str]; 5] =
    [&["x"], &["x", "y"], &["x", "y", "z"], &["x", "y", "z", "w"], &["x1", "x2", "x3", "x4", "x5"]];

/// Whether no step on the way to f is a missing value, as in 1/(1/0), or near to overflow, and no power has a base that is not
/// positive and an exponent that varies: there may be a value, but is no derivative.
fn is_ordinary(graph: &Graph, point: &[f64]) -> bool {
    let nodes = values_with_bounds(graph, point);
    let is_odd_power = |(_, node): (NodeId, Node)| match node {
        Node::Binary(Binary::Pow, base, exponent) => {
            nodes[base.index()].0 <= 0.0 && graph.as_constant(exponent).is_none()
        }
        _ => false,
    };
    nodes.iter().all(|(value, _)| value.abs() < 1e50) && !graph.iter().any(is_odd_power)
}

#[test]
fn derivatives_of_random_formulas_of_one_to_five_variables_are_slopes() {
    let (compared, met) = (Cell::new(0), Cell::new(0));
    for variables in VARIABLES {
        for_formulas(150, variables, |text| {
            let field = field(&text, &[]);
            let (graph, _) = Formula::parse(&text).unwrap().differentiate(Order::Value).unwrap();
            let mut numbers = Numbers(4);
            for _ in 0..6 {
                let point: Vec<f64> = (0..field.dimension().max(2)).map(|_| numbers.between(-2.0, 2.0)).collect();
                let exact = field.at(&point, Order::Hessian);
                if !is_ordinary(&graph, &point) {
                    continue;
                }
                let count = compare_with_differences(&field, &point, &exact)
                    .map_err(|error| TestCaseError::fail(format!("`{text}` at {point:?}: {error}")))?;
                compared.set(compared.get() + count.compared);
                met.set(met.get() + count.met);
            }
            Ok(())
        });
    }
    println!("{} of {}", compared.get(), met.get());
    assert!(compared.get() * 10 >= met.get() * 8, "too few were compared: {} of {}", compared.get(), met.get());
}

#[test]
fn a_wrong_derivative_is_seen() {
    let field = field("sin(x)*y^2", &[]);
    let point = [0.7, 1.3];
    let exact = field.at(&point, Order::Hessian);
    assert!(compare_with_differences(&field, &point, &exact).is_ok_and(|count| count.compared == count.met));
    for index in 1..6 {
        let mut wrong = exact.clone();
        wrong[index] += 1e-5;
        assert!(compare_with_differences(&field, &point, &wrong).is_err(), "derivative {index} was not looked at");
    }
}

// ---- Both evaluators ----

/// The value of every node in f64, each with a bound on what rounding every step to single precision may add.
fn values_with_bounds(graph: &Graph, point: &[f64]) -> Vec<(f64, f64)> {
    let mut known: Vec<(f64, f64)> = Vec::with_capacity(graph.len());
    for (_, node) in graph.iter() {
        let of = |id: NodeId| known[id.index()];
        let (value, carried, rounding) = match node {
            Node::Constant(bits) => (f64::from_bits(bits), 0.0, 1.0),
            Node::Variable(index) => (point[usize::from(index)], 0.0, 0.0),
            Node::Parameter(_) => (1.0, 0.0, 0.0),
            Node::Unary(op, a) => {
                let (a, bound) = of(a);
                let value = op.value(a);
                let spread = [a - bound, a + bound].map(|a| (op.value(a) - value).abs());
                let is_exact = matches!(op, Unary::Neg | Unary::Abs | Unary::Not | Unary::Sign);
                (value, worst(&spread), if is_exact { 0.0 } else { 4.0 })
            }
            Node::Binary(op, a, b) => {
                let ((a, bound_a), (b, bound_b)) = (of(a), of(b));
                let value = op.value(a, b);
                let corners = [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)];
                let spread = corners.map(|(i, j)| (op.value(a + i * bound_a, b + j * bound_b) - value).abs());
                let rounding = match op {
                    Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual | Binary::And | Binary::Or => {
                        0.0
                    }
                    Binary::Add | Binary::Sub | Binary::Mul | Binary::Levelled | Binary::Min | Binary::Max => 1.0,
                    Binary::Div | Binary::Mod | Binary::Atan2 | Binary::Hypot | Binary::Along => 4.0,
                    Binary::Pow => 64.0,
                };
                (value, worst(&spread), rounding)
            }
            Node::Select(condition, a, b) => {
                let (condition, doubt) = of(condition);
                let (value, bound) = if condition != 0.0 { of(a) } else { of(b) };
                // A condition that rounding may turn says nothing.
                (value, if doubt > 0.0 { f64::INFINITY } else { bound }, 0.0)
            }
        };
        let is_in_range = value == 0.0 || (1e-30..1e30).contains(&value.abs());
        let own = if rounding == 0.0 { 0.0 } else { (rounding * ulp(value)).max(1e-7 * rounding) };
        known.push((value, if is_in_range { carried + own } else { f64::INFINITY }));
    }
    known
}

/// The largest, and infinity where one is no number.
fn worst(spread: &[f64]) -> f64 {
    spread.iter().fold(0.0, |most: f64, &value| if value.is_nan() { f64::INFINITY } else { most.max(value) })
}

#[test]
fn random_formulas_are_the_same_on_both_evaluators() {
    let gpu = gpu_or_skip!();
    let (compared, met, largest) = (Cell::new(0), Cell::new(0), Cell::new(0.0f64));
    for_formulas(60, VARIABLES[1], |text| {
        let (graph, roots) = Formula::parse(&text).unwrap().differentiate(Order::Gradient).unwrap();
        let mut numbers = Numbers(5);
        let points: Vec<[f32; 2]> = (0..256).map(|_| [(); 2].map(|()| numbers.between(-2.0, 2.0) as f32)).collect();
        let found = gradients_at(gpu, &field(&text, &[]), &points);
        for (point, found) in points.iter().zip(found) {
            let nodes = values_with_bounds(&graph, &point.map(f64::from));
            let expected: Vec<(f64, f64)> = roots.iter().map(|root| nodes[root.index()]).collect();
            if !expected[0].0.is_finite() {
                continue;
            }
            for (plane, (&(expected, bound), found)) in expected.iter().zip(found.map(f64::from)).enumerate() {
                met.set(met.get() + 1);
                // What is worse conditioned than this says nothing about the GPU; a NaN bound neither.
                if bound.is_nan() || bound > 1e-3 * expected.abs().max(1.0) {
                    continue;
                }
                compared.set(compared.get() + 1);
                let error = (found - expected).abs();
                largest.set(largest.get().max(error / expected.abs().max(1.0)));
                let name = ["f", "fx", "fy"][plane];
                prop_assert!(
                    error <= bound,
                    "{name} of `{text}` at {point:?} is {found}, not {expected}: {error:e} off, {bound:e} allowed"
                );
            }
        }
        Ok(())
    });
    println!("{} of {}, largest error {:e}", compared.get(), met.get(), largest.get());
    assert!(compared.get() * 10 >= met.get() * 7, "too few were compared: {} of {}", compared.get(), met.get());
}

#[test]
fn the_bound_is_near_the_error_of_one_step_and_far_from_a_wrong_value() {
    let (graph, roots) = Formula::parse("sin(x)*y").unwrap().differentiate(Order::Value).unwrap();
    let (value, bound) = values_with_bounds(&graph, &[0.7, 1.3])[roots[0].index()];
    assert!((value - 0.7f64.sin() * 1.3).abs() < 1e-15 && (1e-7..5e-6).contains(&bound), "{value} within {bound:e}");
    let (graph, roots) = Formula::parse("(x + 1e6) - 1e6").unwrap().differentiate(Order::Value).unwrap();
    assert!(values_with_bounds(&graph, &[0.7, 0.0])[roots[0].index()].1 > 0.05, "cancellation is seen");
}
