//! What every evaluator must agree on: values and derivatives of every operator, missing values and kinks.
//!
//! The tables hold closed forms written by hand; a macro stamps one suite over them on each evaluator.

mod digits;
mod edges;
mod far;
mod not_numbers;
mod quotients;
mod single_precision;
mod special;
mod tables;

use crate::common::{Numbers, field, ulp, values_at};
use steepest::compute::{Evaluator, GpuField};
use steepest::expr::{Order, function_names};
use steepest::field::{Domain, Field, Grid};
use tables::*;

/// One way of evaluating a field over a grid.
trait Backend {
    /// f and its derivatives up to `order`, one plane each.
    fn sample(&self, field: &Field, grid: &Grid, order: Order) -> Vec<Vec<f64>>;

    /// The coordinate as this evaluator takes it.
    fn node(&self, data: f64) -> f64;

    /// The largest error of a value that should be `expected`.
    fn value_tolerance(&self, expected: f64) -> f64;

    /// The largest error of a derivative or of a whole formula that should be `expected`.
    fn derivative_tolerance(&self, expected: f64) -> f64;
}

/// Blocks of f64 over a grid.
struct Cpu;

impl Backend for Cpu {
    fn sample(&self, field: &Field, grid: &Grid, order: Order) -> Vec<Vec<f64>> {
        field.sample(grid, order)
    }

    fn node(&self, data: f64) -> f64 {
        data
    }

    fn value_tolerance(&self, expected: f64) -> f64 {
        1e-14 * expected.abs().max(0.1)
    }

    fn derivative_tolerance(&self, expected: f64) -> f64 {
        1e-13 * expected.abs().max(1.0)
    }
}

/// f64 point by point.
struct CpuPoints;

impl Backend for CpuPoints {
    fn sample(&self, field: &Field, grid: &Grid, order: Order) -> Vec<Vec<f64>> {
        let mut planes: Vec<Vec<f64>> = Vec::new();
        for (y, x) in nodes(grid) {
            let values = field.at(&[x, y], order);
            planes.resize_with(values.len(), Vec::new);
            planes.iter_mut().zip(values).for_each(|(plane, value)| plane.push(value));
        }
        planes
    }

    fn node(&self, data: f64) -> f64 {
        data
    }

    fn value_tolerance(&self, expected: f64) -> f64 {
        Cpu.value_tolerance(expected)
    }

    fn derivative_tolerance(&self, expected: f64) -> f64 {
        Cpu.derivative_tolerance(expected)
    }
}

/// f32 on the device.
struct Gpu(&'static steepest::gpu::Gpu);

impl Backend for Gpu {
    fn sample(&self, field: &Field, grid: &Grid, order: Order) -> Vec<Vec<f64>> {
        let gpu_field = GpuField::new(self.0, field).unwrap();
        let planes = Evaluator::new(self.0, &gpu_field).sample(grid, order).unwrap();
        planes.into_iter().map(|plane| plane.into_iter().map(f64::from).collect()).collect()
    }

    fn node(&self, data: f64) -> f64 {
        f64::from(data as f32)
    }

    fn value_tolerance(&self, expected: f64) -> f64 {
        (4.0 * ulp(expected)).max(4e-7)
    }

    fn derivative_tolerance(&self, expected: f64) -> f64 {
        2e-6 * expected.abs().max(1.0)
    }
}

/// (y, x) of every node, in the order of the planes.
fn nodes(grid: &Grid) -> Vec<(f64, f64)> {
    let (xs, ys) = (grid.xs(), grid.ys());
    ys.iter().flat_map(|&y| xs.iter().map(move |&x| (y, x))).collect()
}

fn is_close(found: f64, expected: f64, tolerance: f64) -> bool {
    if expected.is_finite() {
        (found - expected).abs() <= tolerance
    } else {
        found == expected || found.is_nan() && expected.is_nan()
    }
}

/// Compares the planes of `formula` over a grid with closed forms; a plane past the first is a derivative.
fn compare(
    backend: &impl Backend,
    (formula, set): (&str, &[(&str, f64)]),
    grid: &Grid,
    order: Order,
    expected: impl Fn(f64, f64) -> Vec<f64>,
    whole: bool,
) {
    let planes = backend.sample(&field(formula, set), grid, order);
    for (index, (y, x)) in nodes(grid).into_iter().enumerate() {
        let (x, y) = (backend.node(x), backend.node(y));
        let expected = expected(x, y);
        let name = |plane: usize| ["f", "fx", "fy", "fxx", "fxy", "fyy"][plane];
        for (plane, &expected) in expected.iter().enumerate() {
            // Where f is no number neither are its derivatives, on every path.
            let found = planes[plane][index];
            let loose = plane > 0 || whole;
            let tolerance =
                if loose { backend.derivative_tolerance(expected) } else { backend.value_tolerance(expected) };
            let at = name(plane);
            assert!(
                is_close(found, expected, tolerance),
                "{at} of `{formula}` at ({x}, {y}) is {found}, expected {expected} within {tolerance:e}"
            );
        }
    }
}

fn grid(x: [f64; 2], nx: usize, y: [f64; 2], ny: usize) -> Grid {
    Grid { nx, ny: if y[0] == y[1] { 1 } else { ny }, domain: Domain { x, y } }
}

fn check_unary(backend: &impl Backend) {
    for &(formula, range, f, slope, bend) in UNARY {
        let grid = grid(range, 49, [0.0, 1.0], 2);
        let expected = |x: f64, _| vec![f(x), slope(x), 0.0, bend(x), 0.0, 0.0];
        compare(backend, (formula, &[]), &grid, Order::Hessian, expected, false);
    }
}

fn check_binary(backend: &impl Backend) {
    for &(formula, x, y, f) in BINARY {
        compare(backend, (formula, &[]), &grid(x, 17, y, 17), Order::Gradient, |x, y| f(x, y).to_vec(), false);
    }
}

fn check_formulas(backend: &impl Backend) {
    for &(formula, x, y, f) in FORMULAS {
        compare(backend, (formula, &[]), &grid(x, 13, y, 13), Order::Hessian, |x, y| f(x, y).to_vec(), true);
    }
}

fn check_parameters(backend: &impl Backend) {
    let formula = "a*sin(k_1*x) + gain*y^2 + θ + b^0.5*z1";
    let set = [("a", 1.5), ("k_1", -2.0), ("gain", 0.25), ("θ", 7.0), ("b", 4.0), ("z1", 0.5)];
    let expected = |x: f64, y: f64| {
        let (s, c) = (-2.0 * x).sin_cos();
        vec![1.5 * s + 0.25 * y * y + 8.0, -3.0 * c, 0.5 * y, -6.0 * s, 0.0, 0.5]
    };
    compare(backend, (formula, &set), &grid(NEAR, 9, NEAR, 9), Order::Hessian, expected, true);
    let defaults = |x: f64, y: f64| vec![x.sin() + y * y, x.cos(), 2.0 * y, -x.sin(), 0.0, 2.0];
    compare(backend, ("a*sin(k_1*x) + b*y^2", &[]), &grid(NEAR, 9, NEAR, 9), Order::Hessian, defaults, true);
}

fn check_holes(backend: &impl Backend) {
    let mut wrong = Vec::new();
    for &(formula, range, is_whole) in HOLES {
        let grid = grid(range, 17, [0.0, 1.0], 2);
        let planes = backend.sample(&field(formula, &[]), &grid, Order::Gradient);
        for (index, (_, x)) in nodes(&grid).into_iter().enumerate() {
            let [f, fx, fy] = [planes[0][index], planes[1][index], planes[2][index]];
            let is_inner = is_whole(x - 0.25) && is_whole(x) && is_whole(x + 0.25);
            let is_right = if !is_whole(x) {
                !f.is_finite() && fx.is_nan() && fy.is_nan()
            } else {
                // At the rim the slope may be infinite.
                f.is_finite() && (!is_inner || fx.is_finite() && fy == 0.0)
            };
            if !is_right {
                wrong.push(format!("`{formula}` at x = {x}: {f}, {fx}, {fy}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check_kinks(backend: &impl Backend) {
    for &(formula, [x, y], expected) in KINKS {
        let grid = Grid { nx: 1, ny: 1, domain: Domain { x: [x, x + 1.0], y: [y, y + 1.0] } };
        compare(backend, (formula, &[]), &grid, Order::Gradient, |_, _| expected.to_vec(), false);
    }
}

/// Stamps the suite on an evaluator.
macro_rules! suite {
    ($module:ident, $backend:expr) => {
        mod $module {
            use super::*;

            #[test]
            fn functions_of_one_argument_have_their_values_and_two_derivatives() {
                check_unary(&$backend);
            }

            #[test]
            fn functions_of_two_arguments_have_their_values_and_gradients() {
                check_binary(&$backend);
            }

            #[test]
            fn whole_formulas_have_their_values_gradients_and_hessians() {
                check_formulas(&$backend);
            }

            #[test]
            fn parameters_take_what_they_are_set_to() {
                check_parameters(&$backend);
            }

            #[test]
            fn holes_are_holes_and_their_neighbours_are_whole() {
                check_holes(&$backend);
            }

            #[test]
            fn operators_take_nan_and_infinities_as_ieee_754_has_it() {
                not_numbers::check(&$backend);
            }

            #[test]
            fn kinks_have_the_slopes_that_are_written_down() {
                check_kinks(&$backend);
            }
        }
    };
}

suite!(cpu_grid, Cpu);
suite!(cpu_points, CpuPoints);
suite!(gpu_grid, Gpu(gpu_or_skip!()));

#[test]
fn the_tables_hold_every_function_of_the_language() {
    let texts: Vec<&str> = UNARY.iter().map(|row| row.0).chain(BINARY.iter().map(|row| row.0)).collect();
    for name in function_names() {
        assert!(texts.iter().any(|text| text.starts_with(&format!("{name}("))), "`{name}` is in no table");
    }
    for operator in ["+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or"] {
        assert!(
            texts.contains(&format!("x {operator} y").as_str()) || texts.contains(&format!("x{operator}y").as_str())
        );
    }
    assert!(FORMULAS.len() >= 20);
}
