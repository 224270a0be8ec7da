//! What operators make of NaN and infinities, as IEEE 754, C and NumPy have it.

use super::*;

/// Operators of A and B, and what they are worth.
type Row = (&'static str, fn(f64, f64) -> f64);

const ROWS: &[Row] = &[
    ("A < B", |a, b| number(a < b)),
    ("A <= B", |a, b| number(a <= b)),
    ("A > B", |a, b| number(a > b)),
    ("A >= B", |a, b| number(a >= b)),
    ("A == B", |a, b| number(a == b)),
    ("A != B", |a, b| number(a.is_nan() || b.is_nan() || a != b)),
    ("A and B", |a, b| number(is_true(a) && is_true(b))),
    ("A or B", |a, b| number(is_true(a) || is_true(b))),
    ("not A", |a, _| number(!is_true(a))),
    ("not (A < B)", |a, b| number(a.is_nan() || b.is_nan() || a >= b)),
    ("not A and B", |a, b| number(a == 0.0 && is_true(b))),
    ("if(A, 2, 3)", |a, _| if is_true(a) { 2.0 } else { 3.0 }),
    ("if(A < B, 2, 3)", |a, b| if a < b { 2.0 } else { 3.0 }),
    ("if(A != B, 2, 3)", |a, b| if is_true(number(a == b)) { 3.0 } else { 2.0 }),
    ("if(A and B, A, B)", |a, b| if is_true(a) && is_true(b) { a } else { b }),
    ("if(A == A, 1, 0)", |a, _| number(!a.is_nan())),
    ("if(x < 9, 1, A)", |_, _| 1.0),
    ("if(x > 9, A, 1)", |_, _| 1.0),
    ("min(A, B)", |a, b| either(a, b, a.min(b))),
    ("max(A, B)", |a, b| either(a, b, a.max(b))),
    ("min(A, B, 0)", |a, b| either(a, b, a.min(b).min(0.0))),
    ("clamp(A, B, 1)", |a, b| either(a, b, a.max(b).min(1.0))),
    ("clamp(A, -1, B)", |a, b| either(a, b, a.max(-1.0).min(b))),
    ("sign(A)", |a, _| if a.is_nan() { a } else { number(a > 0.0) - number(a < 0.0) }),
    ("abs(A)", |a, _| a.abs()),
    ("relu(A)", |a, b| either(a, a, 0.0 * number(is_true(b)) + a.max(0.0))),
    ("-A", |a, _| -a),
    ("A + B", |a, b| a + b),
    ("A - B", |a, b| a - b),
    ("A*B", |a, b| a * b),
    ("A/B", |a, b| a / b),
    ("A^2", |a, _| a * a),
    ("A^3", |a, _| a * a * a),
    ("abs(A)^B", |a, b| a.abs().powf(b)),
    ("2^A", |a, _| a.exp2()),
    ("hypot(A, B)", f64::hypot),
    ("atan2(A, B)", f64::atan2),
    ("mod(A, 2)", |a, _| if a.is_finite() { a.rem_euclid(2.0) } else { NAN }),
    ("exp(A)", |a, _| a.exp()),
    ("expm1(A)", |a, _| a.exp_m1()),
    ("log(A)", |a, _| a.ln()),
    ("log1p(A)", |a, _| a.ln_1p()),
    ("sqrt(A)", |a, _| a.sqrt()),
    ("cbrt(A)", |a, _| a.cbrt()),
    ("floor(A)", |a, _| a.floor()),
    ("ceil(A)", |a, _| a.ceil()),
    ("round(A)", |a, _| a.round_ties_even()),
    ("sin(A)", |a, _| a.sin()),
    ("cos(A)", |a, _| a.cos()),
    ("atan(A)", |a, _| a.atan()),
    ("sinh(A)", |a, _| a.sinh()),
    ("cosh(A)", |a, _| a.cosh()),
    ("tanh(A)", |a, _| a.tanh()),
    ("asinh(A)", |a, _| a.asinh()),
    ("acosh(A)", |a, _| a.acosh()),
    ("atanh(A)", |a, _| a.atanh()),
    ("erf(A)", |a, _| erf(a)),
    ("erfc(A)", |a, _| 1.0 - erf(a)),
    ("sech(A)", |a, _| 1.0 / a.cosh()),
    ("sigmoid(A)", |a, _| 1.0 / (1.0 + (-a).exp())),
    ("softplus(A)", |a, _| if a == f64::INFINITY { a } else { a.exp().ln_1p() }),
    ("gelu(A)", |a, _| if a == f64::NEG_INFINITY { 0.0 } else { 0.5 * a * (1.0 + erf(a * 0.5f64.sqrt())) }),
];

/// NaN is true, as in C and NumPy.
fn is_true(value: f64) -> bool {
    value.is_nan() || value != 0.0
}

fn either(a: f64, b: f64, value: f64) -> f64 {
    if a.is_nan() || b.is_nan() { NAN } else { value }
}

/// Every operator where A and B are NaN, infinities of both signs, zero and ordinary numbers, each beside each.
pub(super) fn check(backend: &impl Backend) {
    let grid = grid([-1.0, 2.0], 4, [-1.0, 2.0], 4);
    let mut wrong = Vec::new();
    for (text, value) in ROWS {
        for signs in [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]] {
            let operand =
                |axis: usize| format!("({}log({}))", if signs[axis] < 0.0 { "-" } else { "" }, ["x", "y"][axis]);
            let formula = text.replace('A', &operand(0)).replace('B', &operand(1));
            let planes = backend.sample(&field(&formula, &[]), &grid, Order::Value);
            for (index, (y, x)) in nodes(&grid).into_iter().enumerate() {
                // ln(−1) is NaN, ln(0) is −∞, ln(1) is 0.
                let (a, b) = (signs[0] * x.ln(), signs[1] * y.ln());
                let (found, expected) = (planes[0][index], value(a, b));
                if !is_close(found, expected, backend.derivative_tolerance(expected)) {
                    wrong.push(format!("`{text}` for {a}, {b} is {found}, not {expected}"));
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
