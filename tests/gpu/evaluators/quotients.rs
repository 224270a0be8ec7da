//! Quotients that level off, whose slopes are differences of equal parts far out: by mpmath.
//!
//! `tests/data/quotients.csv` was written by `quotients.py` beside it.

use super::*;

const ROWS: &str = include_str!("../../data/quotients.csv");

/// Compares f and its slope, and where `bends` the second derivative.
fn check(backend: &impl Backend, is_single: bool, bends: bool) {
    let (smallest, relative) = if is_single { (1e-30, 2e-5) } else { (1e-290, 2e-13) };
    let mut wrong = Vec::new();
    for row in ROWS.lines().skip(1) {
        let cells: Vec<&str> = row.split(';').collect();
        if is_single && cells[5] == "double" {
            continue;
        }
        let [x, f, fx, fxx] = [1, 2, 3, 4].map(|cell| cells[cell].parse::<f64>().unwrap());
        let domain = Domain { x: [x, x.abs().mul_add(2.0, 1.0)], y: [0.0, 1.0] };
        let grid = Grid { nx: 1, ny: 1, domain };
        let planes = backend.sample(&field(cells[0], &[]), &grid, Order::Hessian);
        // A slope that is 0 somewhere has no relative error there.
        let floor = |plane: usize| if plane == 3 { 1e-3 * fx.abs() / x.abs() } else { 0.0 };
        for (plane, found, expected) in [(0, planes[0][0], f), (1, planes[1][0], fx), (3, planes[3][0], fxx)] {
            let error = (found - expected).abs();
            let is_right = error <= relative * expected.abs().max(floor(plane)) + smallest;
            if (plane < 3 || bends) && !is_right {
                let name = ["f", "slope", "", "bend"][plane];
                wrong.push(format!("{name} of `{}` at {x:e} is {found:e}, not {expected:e}", cells[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn slopes_of_quotients_keep_their_digits_in_64_bits() {
    check(&CpuPoints, false, true);
    check(&Cpu, false, true);
}

#[test]
fn slopes_of_quotients_keep_their_digits_in_32_bits() {
    check(&Gpu(gpu_or_skip!()), true, false);
}
