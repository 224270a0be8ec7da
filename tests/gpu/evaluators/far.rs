//! Far out, where numbers on the way overflow though f and its slope do not: by mpmath.
//!
//! `tests/data/far.csv` was written by `far.py` beside it.

use super::*;

const ROWS: &str = include_str!("../../data/far.csv");

/// What is less than the root of the smallest number may be 0, since it may have been squared on the way.
fn check(backend: &impl Backend, is_single: bool) {
    let (largest, smallest, relative) =
        if is_single { (f64::from(f32::MAX), 1e-18, 1e-4) } else { (f64::MAX, 1e-150, 1e-12) };
    let mut wrong = Vec::new();
    for row in ROWS.lines().skip(1) {
        let cells: Vec<&str> = row.split(';').collect();
        if is_single && cells[4] == "double" {
            continue;
        }
        let [x, f, fx] = [1, 2, 3].map(|cell| cells[cell].parse::<f64>().unwrap());
        let domain = Domain { x: [x, x.abs().mul_add(2.0, 1.0)], y: [0.0, 1.0] };
        let planes = backend.sample(&field(cells[0], &[]), &Grid { nx: 1, ny: 1, domain }, Order::Gradient);
        for (name, found, expected) in [("f", planes[0][0], f), ("slope", planes[1][0], fx), ("fy", planes[2][0], 0.0)]
        {
            let is_right = (found - expected).abs() <= relative * expected.abs() + smallest;
            if expected.abs() < largest && !is_right {
                wrong.push(format!("{name} of `{}` at {x:e} is {found:e}, not {expected:e}", cells[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn slopes_far_out_are_those_of_plateaus_in_64_bits() {
    check(&CpuPoints, false);
    check(&Cpu, false);
}

#[test]
fn slopes_far_out_are_those_of_plateaus_in_32_bits() {
    check(&Gpu(gpu_or_skip!()), true);
}
