//! What every function gives for NaN, infinities, zero, and out of its domain: by NumPy and mpmath.
//!
//! `tests/data/special.csv` was written by `special.py` beside it.

use super::*;

const ROWS: &str = include_str!("../../data/special.csv");

/// The operands along an axis, in the order of the nodes 0, 1, 2, …, as one formula of its coordinate.
fn operands(values: &[f64], axis: &str) -> String {
    let written = |(node, value): (usize, &f64)| match value {
        value if value.is_nan() => format!("log({axis} - {})", node + 1),
        &f64::INFINITY => format!("(-log({axis} - {node}))"),
        &f64::NEG_INFINITY => format!("log({axis} - {node})"),
        value => format!("({value:?} + ({axis} - {node}))"),
    };
    let (last, others) = values.split_last().unwrap();
    let last = written((others.len(), last));
    others.iter().enumerate().rev().fold(last, |rest, (node, value)| {
        format!("if({axis} < {}, {}, {rest})", node as f64 + 0.5, written((node, value)))
    })
}

/// A formula with what stands for A and B.
fn with(formula: &str, a: &str, b: &str) -> String {
    formula
        .chars()
        .map(|c| {
            [("A", a), ("B", b)].iter().find(|it| it.0 == c.to_string()).map_or(c.to_string(), |it| it.1.to_owned())
        })
        .collect()
}

/// A and B where f has a value.
type Row = (f64, f64, f64);

/// The rows of each formula: A and B and the value.
fn tables() -> Vec<(&'static str, Vec<Row>)> {
    let mut tables: Vec<(&str, Vec<Row>)> = Vec::new();
    for line in ROWS.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        let [a, b, value] = [1, 2, 3].map(|cell| cells[cell].parse::<f64>().unwrap());
        match tables.last_mut().filter(|(formula, _)| *formula == cells[0]) {
            Some((_, rows)) => rows.push((a, b, value)),
            None => tables.push((cells[0], vec![(a, b, value)])),
        }
    }
    tables
}

/// By rows of A, each with all of B.
fn check(backend: &impl Backend, folds: bool) {
    let mut wrong = Vec::new();
    for (formula, rows) in tables() {
        let first = rows[0].0;
        let across = rows.iter().take_while(|row| row.0.to_bits() == first.to_bits()).count();
        let bs: Vec<f64> = rows[..across].iter().map(|row| row.1).collect();
        let as_: Vec<f64> = rows.iter().step_by(across).map(|row| row.0).collect();
        let last = |values: &[f64]| (values.len().max(2) - 1) as f64;
        let grid = Grid { nx: bs.len(), ny: as_.len(), domain: Domain { x: [0.0, last(&bs)], y: [0.0, last(&as_)] } };
        let text = with(formula, &operands(&as_, "y"), &operands(&bs, "x"));
        let planes = backend.sample(&field(&text, &[]), &grid, Order::Gradient);
        for (index, &(a, b, expected)) in rows.iter().enumerate() {
            let [f, fx, fy] = [0, 1, 2].map(|plane| planes[plane][index]);
            if !is_close(f, expected, backend.derivative_tolerance(expected)) {
                wrong.push(format!("`{formula}` of {a} and {b} is {f}, not {expected}"));
            }
            if expected.is_nan() && !(fx.is_nan() && fy.is_nan()) {
                wrong.push(format!("`{formula}` of {a} and {b} has slopes {fx}, {fy} without a value"));
            }
            // Numbers are folded as the formula is read.
            if folds && a.is_finite() && b.is_finite() && expected.is_finite() {
                let text = with(formula, &format!("({a:?})"), &format!("({b:?})"));
                let found = field(&format!("{text} + 0*x"), &[]).at(&[0.0, 0.0], Order::Value)[0];
                if !is_close(found, expected, backend.derivative_tolerance(expected)) {
                    wrong.push(format!("`{text}` is {found}, not {expected}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_out_of_a_domain_is_as_numpy_has_it_in_64_bits() {
    check(&CpuPoints, true);
    check(&Cpu, false);
}

#[test]
fn what_is_out_of_a_domain_is_as_numpy_has_it_in_32_bits() {
    check(&Gpu(gpu_or_skip!()), false);
}
