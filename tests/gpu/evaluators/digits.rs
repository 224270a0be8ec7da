//! Where digits are easily lost: values and derivatives by mpmath, to a bound in units of the last place.
//!
//! `tests/data/digits.csv` was written by `digits.py` beside it.

use super::*;

const ROWS: &str = include_str!("../../data/digits.csv");

/// The largest error of a derivative in units of its last place, and of f.
const ULPS: f64 = 24.0;
const VALUE_ULPS: f64 = 8.0;

/// A row: the formula, the point, and f, fx, fy, fxx, fxy, fyy.
struct Row {
    formula: &'static str,
    point: [f64; 2],
    expected: [f64; 6],
    is_single: bool,
}

fn rows() -> Vec<Row> {
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.split(';').collect();
        let number = |index: usize| cells[index].parse::<f64>().unwrap();
        Row {
            formula: cells[0],
            point: [number(1), number(2)],
            expected: std::array::from_fn(|plane| number(3 + plane)),
            is_single: cells[9] == "single",
        }
    };
    ROWS.lines().skip(1).map(row).collect()
}

/// The distance of neighbouring numbers at `x`, where the smallest normal number and the significand's bits are these.
fn unit(x: f64, smallest: f64, bits: i32) -> f64 {
    let exponent = x.abs().max(smallest).log2().floor();
    2f64.powf(exponent - f64::from(bits - 1))
}

fn check(backend: &impl Backend, is_single: bool) {
    let (smallest, largest, bits) = if is_single {
        (f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX), 24)
    } else {
        (f64::MIN_POSITIVE, f64::MAX, 53)
    };
    let mut wrong = Vec::new();
    for Row { formula, point: [x, y], expected, .. } in rows().into_iter().filter(|row| row.is_single || !is_single) {
        let grid = Grid {
            nx: 1,
            ny: 1,
            domain: Domain { x: [x, x.abs().mul_add(2.0, 1.0)], y: [y, y.abs().mul_add(2.0, 1.0)] },
        };
        let planes = backend.sample(&field(formula, &[]), &grid, Order::Hessian);
        for (plane, &expected) in expected.iter().enumerate() {
            let found = planes[plane][0];
            let bound = if plane == 0 { VALUE_ULPS } else { ULPS };
            let is_right = if expected.abs() > largest {
                found == expected.signum() * f64::INFINITY
            } else if expected.abs() < smallest {
                found.abs() <= smallest
            } else {
                (found - expected).abs() <= bound * unit(expected, smallest, bits)
            };
            if !is_right {
                let ulps = (found - expected).abs() / unit(expected, smallest, bits);
                let name = ["f", "fx", "fy", "fxx", "fxy", "fyy"][plane];
                wrong.push(format!(
                    "{name} of `{formula}` at ({x:?}, {y:?}) is {found:e}, not {expected:e}: {ulps:.1} ulp"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn digits_are_kept_in_64_bits() {
    check(&CpuPoints, false);
    check(&Cpu, false);
}

#[test]
fn digits_are_kept_in_32_bits() {
    check(&Gpu(gpu_or_skip!()), true);
}
