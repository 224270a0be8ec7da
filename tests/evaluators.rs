//! What every evaluator must agree on: values and derivatives of every operator, holes and kinks.
//!
//! The tables hold closed forms written by hand; a macro stamps one suite over them on each evaluator.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod common;

use common::{Numbers, field, ulp, values_at};
use steepest::compute::{Evaluator, GpuField};
use steepest::expr::{Order, function_names};
use steepest::field::{Domain, Field, Grid};

const NAN: f64 = f64::NAN;
const LN_2: f64 = std::f64::consts::LN_2;
const LN_10: f64 = std::f64::consts::LN_10;
const TWO_BY_ROOT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI;

// ---- Tables ----

/// A function of one argument: how it is typed, where it is smooth, and f, f′ and f″.
type UnaryRow = (&'static str, [f64; 2], fn(f64) -> f64, fn(f64) -> f64, fn(f64) -> f64);

const UNARY: &[UnaryRow] = &[
    ("-x", [-3.0, 3.0], |x| -x, |_| -1.0, |_| 0.0),
    ("abs(x)", [-3.0, 3.0], |x| x.abs(), zero_or_sign, |_| 0.0),
    ("sign(x)", [-3.0, 3.0], zero_or_sign, |_| 0.0, |_| 0.0),
    ("floor(x)", [-3.0, 3.0], f64::floor, |_| 0.0, |_| 0.0),
    ("ceil(x)", [-3.0, 3.0], f64::ceil, |_| 0.0, |_| 0.0),
    ("round(x)", [-3.0, 3.0], half_to_even, |_| 0.0, |_| 0.0),
    ("not x", [-3.0, 3.0], |x| number(x == 0.0), |_| 0.0, |_| 0.0),
    ("sqrt(x)", [0.25, 9.0], f64::sqrt, |x| 0.5 / x.sqrt(), |x| -0.25 / (x * x.sqrt())),
    (
        "cbrt(x)",
        [-8.0, -0.125],
        |x| -(-x).powf(1.0 / 3.0),
        |x| (-x).powf(-2.0 / 3.0) / 3.0,
        |x| (-x).powf(-5.0 / 3.0) * 2.0 / 9.0,
    ),
    ("exp(x)", [-5.0, 5.0], f64::exp, f64::exp, f64::exp),
    ("expm1(x)", [-5.0, 5.0], f64::exp_m1, f64::exp, f64::exp),
    ("log(x)", [0.25, 9.0], f64::ln, |x| 1.0 / x, |x| -1.0 / (x * x)),
    ("ln(x)", [0.25, 9.0], f64::ln, |x| 1.0 / x, |x| -1.0 / (x * x)),
    ("log1p(x)", [-0.75, 3.0], f64::ln_1p, |x| 1.0 / (1.0 + x), |x| -1.0 / ((1.0 + x) * (1.0 + x))),
    ("log2(x)", [0.25, 9.0], |x| x.ln() / LN_2, |x| 1.0 / (x * LN_2), |x| -1.0 / (x * x * LN_2)),
    ("log10(x)", [0.25, 9.0], |x| x.ln() / LN_10, |x| 1.0 / (x * LN_10), |x| -1.0 / (x * x * LN_10)),
    ("sin(x)", [-7.0, 7.0], f64::sin, f64::cos, |x| -x.sin()),
    ("cos(x)", [-7.0, 7.0], f64::cos, |x| -x.sin(), |x| -x.cos()),
    ("tan(x)", [-1.25, 1.25], |x| x.sin() / x.cos(), |x| x.cos().powi(-2), |x| 2.0 * x.sin() * x.cos().powi(-3)),
    ("asin(x)", [-0.875, 0.875], f64::asin, |x| (1.0 - x * x).powf(-0.5), |x| x * (1.0 - x * x).powf(-1.5)),
    ("acos(x)", [-0.875, 0.875], f64::acos, |x| -(1.0 - x * x).powf(-0.5), |x| -x * (1.0 - x * x).powf(-1.5)),
    ("atan(x)", [-4.0, 4.0], f64::atan, |x| 1.0 / (1.0 + x * x), |x| -2.0 * x / (1.0 + x * x).powi(2)),
    ("sinh(x)", [-4.0, 4.0], |x| (x.exp_m1() - (-x).exp_m1()) / 2.0, f64::cosh, f64::sinh),
    ("cosh(x)", [-4.0, 4.0], |x| (x.exp() + (-x).exp()) / 2.0, f64::sinh, f64::cosh),
    ("tanh(x)", [-4.0, 4.0], |x| x.sinh() / x.cosh(), |x| x.cosh().powi(-2), |x| -2.0 * x.sinh() * x.cosh().powi(-3)),
    (
        "asinh(x)",
        [-4.0, 4.0],
        |x| ((x.abs() + (x * x / (1.0 + (x * x + 1.0).sqrt()))).ln_1p()).copysign(x),
        |x| (x * x + 1.0).powf(-0.5),
        |x| -x * (x * x + 1.0).powf(-1.5),
    ),
    (
        "acosh(x)",
        [1.25, 6.0],
        |x| (x + (x * x - 1.0).sqrt()).ln(),
        |x| (x * x - 1.0).powf(-0.5),
        |x| -x * (x * x - 1.0).powf(-1.5),
    ),
    (
        "atanh(x)",
        [-0.875, 0.875],
        |x| (x.ln_1p() - (-x).ln_1p()) / 2.0,
        |x| 1.0 / (1.0 - x * x),
        |x| 2.0 * x / (1.0 - x * x).powi(2),
    ),
    ("erf(x)", [-3.0, 3.0], erf, |x| TWO_BY_ROOT_PI * (-x * x).exp(), |x| -2.0 * x * TWO_BY_ROOT_PI * (-x * x).exp()),
];

/// Something of two arguments: how it is typed, the ranges of x and y, and f, fx and fy.
type BinaryRow = (&'static str, [f64; 2], [f64; 2], fn(f64, f64) -> [f64; 3]);

/// Grids have 17 nodes a side, so that −4..4 goes in steps of 1/2 and meets the diagonal and both axes.
const AROUND: [f64; 2] = [-4.0, 4.0];
const ABOVE: [f64; 2] = [0.25, 4.25];
/// Misses whole numbers and their halves, where `mod` jumps.
const ASIDE: [f64; 2] = [-3.9375, 4.0625];

const BINARY: &[BinaryRow] = &[
    ("x + y", AROUND, AROUND, |x, y| [x + y, 1.0, 1.0]),
    ("x - y", AROUND, AROUND, |x, y| [x - y, 1.0, -1.0]),
    ("x*y", AROUND, AROUND, |x, y| [x * y, y, x]),
    ("x/y", AROUND, ABOVE, |x, y| [x / y, 1.0 / y, -x / (y * y)]),
    ("x/y", AROUND, [0.0, 0.0], |x, _| [x / 0.0, NAN, NAN]),
    ("x^y", ABOVE, AROUND, |x, y| [(y * x.ln()).exp(), y * ((y - 1.0) * x.ln()).exp(), (y * x.ln()).exp() * x.ln()]),
    ("pow(x, y)", ABOVE, ABOVE, |x, y| {
        [(y * x.ln()).exp(), y * ((y - 1.0) * x.ln()).exp(), (y * x.ln()).exp() * x.ln()]
    }),
    // The slope along the exponent holds log(x).
    ("x^y", [-3.0, -1.0], [-8.0, 8.0], |x, y| [x.powi(y as i32), y * x.powi(y as i32 - 1), NAN]),
    ("x^y", [-3.0, -1.0], [0.5, 16.5], |_, _| [NAN, NAN, NAN]),
    ("x^3", AROUND, AROUND, |x, _| [x * x * x, 3.0 * x * x, 0.0]),
    ("x^-2", ABOVE, AROUND, |x, _| [1.0 / (x * x), -2.0 / (x * x * x), 0.0]),
    ("x^0.5", ABOVE, AROUND, |x, _| [x.sqrt(), 0.5 / x.sqrt(), 0.0]),
    ("x^-1.5", ABOVE, AROUND, |x, _| [1.0 / (x * x.sqrt()), -1.5 / (x * x * x.sqrt()), 0.0]),
    ("x^0.3", ABOVE, AROUND, |x, _| [(0.3 * x.ln()).exp(), 0.3 * (-0.7 * x.ln()).exp(), 0.0]),
    ("2^x", AROUND, AROUND, |x, _| [x.exp2(), x.exp2() * LN_2, 0.0]),
    ("mod(x, y)", ASIDE, ABOVE, |x, y| [x - y * (x / y).floor(), 1.0, -(x / y).floor()]),
    ("mod(x, y)", ASIDE, [-4.25, -0.25], |x, y| [x - y * (x / y).floor(), 1.0, -(x / y).floor()]),
    ("mod(x, y)", AROUND, [0.0, 0.0], |_, _| [NAN, NAN, NAN]),
    ("mod(x, 2)", AROUND, AROUND, |x, _| [x - 2.0 * (x / 2.0).floor(), 1.0, 0.0]),
    ("min(x, y)", AROUND, AROUND, |x, y| if x == y { [x, 0.5, 0.5] } else { [x.min(y), number(x < y), number(y < x)] }),
    ("max(x, y)", AROUND, AROUND, |x, y| if x == y { [x, 0.5, 0.5] } else { [x.max(y), number(x > y), number(y > x)] }),
    ("min(x, 2*y, 1.25)", AROUND, ASIDE, |x, y| {
        let least = x.min(2.0 * y).min(1.25);
        [least, number(x == least), 2.0 * number(2.0 * y == least)]
    }),
    ("clamp(x*y, -1.1, 2.3)", AROUND, AROUND, |x, y| {
        let inside = number(x * y > -1.1 && x * y < 2.3);
        [(x * y).clamp(-1.1, 2.3), inside * y, inside * x]
    }),
    ("atan2(x, y)", AROUND, AROUND, |x, y| {
        let square = x * x + y * y;
        // On the axes by name, elsewhere by the half angle.
        let angle = if x == 0.0 && y >= 0.0 {
            0.0
        } else if x == 0.0 {
            std::f64::consts::PI
        } else {
            2.0 * (x / (square.sqrt() + y)).atan()
        };
        [angle, y / square, -x / square]
    }),
    ("hypot(x, y)", AROUND, AROUND, |x, y| {
        let root = (x * x + y * y).sqrt();
        [root, x / root, y / root]
    }),
    ("x < y", AROUND, AROUND, |x, y| [number(x < y), 0.0, 0.0]),
    ("x <= y", AROUND, AROUND, |x, y| [number(x <= y), 0.0, 0.0]),
    ("x > y", AROUND, AROUND, |x, y| [number(x > y), 0.0, 0.0]),
    ("x >= y", AROUND, AROUND, |x, y| [number(x >= y), 0.0, 0.0]),
    ("x == y", AROUND, AROUND, |x, y| [number(x == y), 0.0, 0.0]),
    ("x != y", AROUND, AROUND, |x, y| [number(x != y), 0.0, 0.0]),
    ("x and y", AROUND, AROUND, |x, y| [number(x != 0.0 && y != 0.0), 0.0, 0.0]),
    ("x or y", AROUND, AROUND, |x, y| [number(x != 0.0 || y != 0.0), 0.0, 0.0]),
    ("not x < y", AROUND, AROUND, |x, y| [number(x >= y), 0.0, 0.0]),
    ("if(x < y, x^2, 3*y)", AROUND, AROUND, |x, y| if x < y { [x * x, 2.0 * x, 0.0] } else { [3.0 * y, 0.0, 3.0] }),
    ("if(x > 0, log(x), 0)", AROUND, AROUND, |x, _| if x > 0.0 { [x.ln(), 1.0 / x, 0.0] } else { [0.0; 3] }),
    ("if(x, x*y, y)", AROUND, AROUND, |x, y| if x != 0.0 { [x * y, y, x] } else { [y, 0.0, 1.0] }),
];

/// A whole formula: how it is typed, the ranges of x and y, and f, fx, fy, fxx, fxy, fyy.
type FormulaRow = (&'static str, [f64; 2], [f64; 2], fn(f64, f64) -> [f64; 6]);

const NEAR: [f64; 2] = [-1.5, 1.5];
const RIGHT: [f64; 2] = [0.5, 2.5];

const FORMULAS: &[FormulaRow] = &[
    ("3", NEAR, NEAR, |_, _| [3.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    ("y", NEAR, NEAR, |_, y| [y, 0.0, 1.0, 0.0, 0.0, 0.0]),
    ("x^2 + y^2", NEAR, NEAR, |x, y| [x * x + y * y, 2.0 * x, 2.0 * y, 2.0, 0.0, 2.0]),
    ("x^3 - 3x y^2", NEAR, NEAR, |x, y| {
        [x * x * x - 3.0 * x * y * y, 3.0 * (x * x - y * y), -6.0 * x * y, 6.0 * x, -6.0 * y, -6.0 * x]
    }),
    ("x²y³", NEAR, NEAR, |x, y| {
        [x * x * y * y * y, 2.0 * x * y * y * y, 3.0 * x * x * y * y, 2.0 * y * y * y, 6.0 * x * y * y, 6.0 * x * x * y]
    }),
    ("sin(x)*cos(y)", NEAR, NEAR, |x, y| {
        let (s, c, t, d) = (x.sin(), x.cos(), y.sin(), y.cos());
        [s * d, c * d, -s * t, -s * d, -c * t, -s * d]
    }),
    ("sin(x*y)", NEAR, NEAR, |x, y| {
        let (s, c) = (x * y).sin_cos();
        [s, y * c, x * c, -y * y * s, c - x * y * s, -x * x * s]
    }),
    ("exp(-(x^2 + y^2))", NEAR, NEAR, |x, y| {
        let e = (-x * x - y * y).exp();
        [e, -2.0 * x * e, -2.0 * y * e, (4.0 * x * x - 2.0) * e, 4.0 * x * y * e, (4.0 * y * y - 2.0) * e]
    }),
    ("log(1 + x^2 + y^2)", NEAR, NEAR, |x, y| {
        let s = 1.0 + x * x + y * y;
        let mixed = -4.0 * x * y / (s * s);
        [s.ln(), 2.0 * x / s, 2.0 * y / s, 2.0 / s - 4.0 * x * x / (s * s), mixed, 2.0 / s - 4.0 * y * y / (s * s)]
    }),
    ("sqrt(1 + x^2 + y^2)", NEAR, NEAR, |x, y| {
        let r = (1.0 + x * x + y * y).sqrt();
        let cube = r * r * r;
        [r, x / r, y / r, (1.0 + y * y) / cube, -x * y / cube, (1.0 + x * x) / cube]
    }),
    ("x*y/(1 + x^2)", NEAR, NEAR, |x, y| {
        let s = 1.0 + x * x;
        let slope = (1.0 - x * x) / (s * s);
        [x * y / s, y * slope, x / s, y * 2.0 * x * (x * x - 3.0) / (s * s * s), slope, 0.0]
    }),
    ("1/(1 + x^2 + 4y^2)", NEAR, NEAR, |x, y| {
        let f = 1.0 / (1.0 + x * x + 4.0 * y * y);
        let (fx, fy) = (-2.0 * x * f * f, -8.0 * y * f * f);
        let cube = f * f * f;
        [f, fx, fy, 8.0 * x * x * cube - 2.0 * f * f, 32.0 * x * y * cube, 128.0 * y * y * cube - 8.0 * f * f]
    }),
    ("atan(x*y)", NEAR, NEAR, |x, y| {
        let p = x * y;
        let s = 1.0 + p * p;
        let bend = -2.0 * p / (s * s);
        [p.atan(), y / s, x / s, y * y * bend, (1.0 - p * p) / (s * s), x * x * bend]
    }),
    ("tanh(x - y)", NEAR, NEAR, |x, y| {
        let t = (x - y).tanh();
        let (slope, bend) = (1.0 - t * t, -2.0 * t * (1.0 - t * t));
        [t, slope, -slope, bend, -bend, bend]
    }),
    ("(x + 2y)^4", NEAR, NEAR, |x, y| {
        let s = x + 2.0 * y;
        [s.powi(4), 4.0 * s.powi(3), 8.0 * s.powi(3), 12.0 * s * s, 24.0 * s * s, 48.0 * s * s]
    }),
    ("cosh(x)*sinh(y)", NEAR, NEAR, |x, y| {
        let (s, c, t, d) = (x.sinh(), x.cosh(), y.sinh(), y.cosh());
        [c * t, s * t, c * d, c * t, s * d, c * t]
    }),
    ("erf(x + y)", NEAR, NEAR, |x, y| {
        let s = x + y;
        let slope = TWO_BY_ROOT_PI * (-s * s).exp();
        [erf(s), slope, slope, -2.0 * s * slope, -2.0 * s * slope, -2.0 * s * slope]
    }),
    ("2^x*3^y", NEAR, NEAR, |x, y| {
        let (f, a, b) = (2f64.powf(x) * 3f64.powf(y), LN_2, 3f64.ln());
        [f, a * f, b * f, a * a * f, a * b * f, b * b * f]
    }),
    ("|x|^3 + |y|^3", NEAR, NEAR, |x, y| {
        let (a, b) = (x.abs(), y.abs());
        [a * a * a + b * b * b, 3.0 * x * a, 3.0 * y * b, 6.0 * a, 0.0, 6.0 * b]
    }),
    ("(1 - x)^2 + 100*(y - x^2)^2", NEAR, NEAR, |x, y| {
        let d = y - x * x;
        let (fx, fxx) = (-2.0 * (1.0 - x) - 400.0 * x * d, 2.0 - 400.0 * d + 800.0 * x * x);
        [(1.0 - x).powi(2) + 100.0 * d * d, fx, 200.0 * d, fxx, -400.0 * x, 200.0]
    }),
    ("expm1(x)*log1p(y^2)", NEAR, NEAR, |x, y| {
        let (e, s) = (x.exp(), 1.0 + y * y);
        let (log, bend) = (s.ln(), 2.0 * (1.0 - y * y) / (s * s));
        [(e - 1.0) * log, e * log, (e - 1.0) * 2.0 * y / s, e * log, e * 2.0 * y / s, (e - 1.0) * bend]
    }),
    ("asin(x/4) + acos(y/4)", NEAR, NEAR, |x, y| {
        let (a, b) = (16.0 - x * x, 16.0 - y * y);
        [(x / 4.0).asin() + (y / 4.0).acos(), a.powf(-0.5), -b.powf(-0.5), x * a.powf(-1.5), 0.0, -y * b.powf(-1.5)]
    }),
    ("atanh(x/4)*y", NEAR, NEAR, |x, y| {
        let (value, slope, bend) = ((x / 4.0).atanh(), 4.0 / (16.0 - x * x), 8.0 * x / (16.0 - x * x).powi(2));
        [value * y, slope * y, value, bend * y, slope, 0.0]
    }),
    ("if(x > 0, x^2, -x^3)*y", NEAR, NEAR, |x, y| {
        let [f, slope, bend] = if x > 0.0 { [x * x, 2.0 * x, 2.0] } else { [-x * x * x, -3.0 * x * x, -6.0 * x] };
        [f * y, slope * y, f, bend * y, slope, 0.0]
    }),
    ("x^2.5 + y^-2", RIGHT, RIGHT, |x, y| {
        let root = x.sqrt();
        [x * x * root + y.powi(-2), 2.5 * x * root, -2.0 * y.powi(-3), 3.75 * root, 0.0, 6.0 * y.powi(-4)]
    }),
    ("x^y", RIGHT, RIGHT, |x, y| {
        let (log, f) = (x.ln(), (y * x.ln()).exp());
        [f, y * f / x, f * log, y * (y - 1.0) * f / (x * x), f / x * (1.0 + y * log), f * log * log]
    }),
    ("log2(x)*log10(y)", RIGHT, RIGHT, |x, y| {
        let k = 1.0 / (LN_2 * LN_10);
        let (a, b) = (x.ln(), y.ln());
        [k * a * b, k * b / x, k * a / y, -k * b / (x * x), k / (x * y), -k * a / (y * y)]
    }),
    ("asinh(x)*acosh(y + 1)", RIGHT, RIGHT, |x, y| {
        let (s, t) = (1.0 + x * x, y * (y + 2.0));
        let (a, b) = (x.asinh(), (y + 1.0).acosh());
        let (slope_a, slope_b) = (s.powf(-0.5), t.powf(-0.5));
        [a * b, slope_a * b, a * slope_b, -x * s.powf(-1.5) * b, slope_a * slope_b, -a * (y + 1.0) * t.powf(-1.5)]
    }),
    ("cbrt(x)*tan(y/4)", RIGHT, RIGHT, |x, y| {
        let (root, tan) = (x.powf(1.0 / 3.0), (y / 4.0).tan());
        let (slope, bend) = (root / (3.0 * x), -2.0 * root / (9.0 * x * x));
        let (rise, curl) = ((1.0 + tan * tan) / 4.0, tan * (1.0 + tan * tan) / 8.0);
        [root * tan, slope * tan, root * rise, bend * tan, slope * rise, root * curl]
    }),
    ("atan2(y, x)", RIGHT, NEAR, |x, y| {
        let s = x * x + y * y;
        let (bend, mixed) = (2.0 * x * y / (s * s), (y * y - x * x) / (s * s));
        [(y / x).atan(), -y / s, x / s, bend, mixed, -bend]
    }),
    ("hypot(x, y)", RIGHT, NEAR, |x, y| {
        let r = (x * x + y * y).sqrt();
        [r, x / r, y / r, y * y / r.powi(3), -x * y / r.powi(3), x * x / r.powi(3)]
    }),
    ("r = hypot(x, y); r^2/2 + max(x, 10)", RIGHT, NEAR, |x, y| [(x * x + y * y) / 2.0 + 10.0, x, y, 1.0, 0.0, 1.0]),
    ("f(x, y) = -2x^-1y + mod(x, 7) + sin(π)^2", RIGHT, NEAR, |x, y| {
        [-2.0 * y / x + x, 2.0 * y / (x * x) + 1.0, -2.0 / x, -4.0 * y / (x * x * x), 2.0 / (x * x), 0.0]
    }),
];

/// A hole: how it is typed, the range of x, and where there is a value.
type HoleRow = (&'static str, [f64; 2], fn(f64) -> bool);

/// Grids of 17 nodes: −2..2 goes in steps of 1/4.
const HOLES: &[HoleRow] = &[
    ("log(x)", [-2.0, 2.0], |x| x > 0.0),
    ("log(-1) + x", [-2.0, 2.0], |_| false),
    ("log2(x)", [-2.0, 2.0], |x| x > 0.0),
    ("log10(x)", [-2.0, 2.0], |x| x > 0.0),
    ("log1p(x)", [-2.0, 2.0], |x| x > -1.0),
    ("sqrt(x)", [-2.0, 2.0], |x| x >= 0.0),
    ("sqrt(-1)*x", [-2.0, 2.0], |_| false),
    ("x^0.5", [-2.0, 2.0], |x| x >= 0.0),
    ("x^1.5", [-2.0, 2.0], |x| x >= 0.0),
    ("x^-0.5", [-2.0, 2.0], |x| x > 0.0),
    ("x^(1/3)", [-2.0, 2.0], |x| x >= 0.0),
    ("x^-1", [-2.0, 2.0], |x| x != 0.0),
    ("1/x", [-2.0, 2.0], |x| x != 0.0),
    ("x/x", [-2.0, 2.0], |x| x != 0.0),
    ("0/x", [-2.0, 2.0], |x| x != 0.0),
    ("0*log(x)", [-2.0, 2.0], |x| x > 0.0),
    ("1/x - 1/x", [-2.0, 2.0], |x| x != 0.0),
    ("log(x) - log(x)", [-2.0, 2.0], |x| x > 0.0),
    ("x^0*log(x)", [-2.0, 2.0], |x| x > 0.0),
    ("0/0", [-2.0, 2.0], |_| false),
    ("1/0", [-2.0, 2.0], |_| false),
    ("sin(x)/x", [-2.0, 2.0], |x| x != 0.0),
    ("asin(x)", [-2.0, 2.0], |x| x.abs() <= 1.0),
    ("asin(2) + x", [-2.0, 2.0], |_| false),
    ("acos(x)", [-2.0, 2.0], |x| x.abs() <= 1.0),
    ("acosh(x)", [-2.0, 2.0], |x| x >= 1.0),
    ("atanh(x)", [-2.0, 2.0], |x| x.abs() < 1.0),
    ("mod(1, x)", [-2.0, 2.0], |x| x != 0.0),
    ("min(sqrt(x), 1)", [-2.0, 2.0], |x| x >= 0.0),
    ("max(1, sqrt(x))", [-2.0, 2.0], |x| x >= 0.0),
    ("clamp(sqrt(x), 0, 1)", [-2.0, 2.0], |x| x >= 0.0),
    ("hypot(1, sqrt(x))", [-2.0, 2.0], |x| x >= 0.0),
    ("atan2(1, sqrt(x))", [-2.0, 2.0], |x| x >= 0.0),
    ("tanh(sqrt(x))", [-2.0, 2.0], |x| x >= 0.0),
    ("erf(sqrt(x))", [-2.0, 2.0], |x| x >= 0.0),
    ("sign(sqrt(x))", [-2.0, 2.0], |x| x >= 0.0),
    ("floor(sqrt(x))", [-2.0, 2.0], |x| x >= 0.0),
    ("abs(sqrt(x))", [-2.0, 2.0], |x| x >= 0.0),
    ("if(x > 0, x, log(x))", [-2.0, 2.0], |x| x > 0.0),
    ("exp(1e4*x)", [-2.0, 2.0], |x| x <= 0.0),
];

/// A kink or a jump: how it is typed, the point, and f, fx and fy there by the conventions of expr/op.rs.
const KINKS: &[(&str, [f64; 2], [f64; 3])] = &[
    ("abs(x)", [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("|x - y|", [1.5, 1.5], [0.0, 0.0, 0.0]),
    ("min(3x, y)", [1.0, 3.0], [3.0, 1.5, 0.5]),
    ("max(3x, y)", [1.0, 3.0], [3.0, 1.5, 0.5]),
    ("max(x, 0)", [0.0, 1.0], [0.0, 0.5, 0.0]),
    ("max(x, -x)", [0.0, 1.0], [0.0, 0.0, 0.0]),
    ("clamp(x, -1, 1)", [1.0, 0.0], [1.0, 0.5, 0.0]),
    ("sign(x)", [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("floor(x)", [2.0, 0.0], [2.0, 0.0, 0.0]),
    ("ceil(x)", [-2.0, 0.0], [-2.0, 0.0, 0.0]),
    ("round(x)", [2.5, 0.0], [2.0, 0.0, 0.0]),
    ("round(x)", [3.5, 0.0], [4.0, 0.0, 0.0]),
    ("round(x)", [-0.5, 0.0], [0.0, 0.0, 0.0]),
    ("x < y", [1.0, 1.0], [0.0, 0.0, 0.0]),
    ("if(x < y, 2x, 3y)", [1.0, 1.0], [3.0, 0.0, 3.0]),
    ("if(x <= y, 2x, 3y)", [1.0, 1.0], [2.0, 2.0, 0.0]),
    ("mod(x, y)", [6.0, 2.0], [0.0, 1.0, -3.0]),
    ("mod(x, y)", [-6.0, 4.0], [2.0, 1.0, 2.0]),
    ("mod(x, y)", [6.0, -4.0], [-2.0, 1.0, 2.0]),
    ("sqrt(x)", [0.0, 0.0], [0.0, f64::INFINITY, 0.0]),
    ("cbrt(x)", [0.0, 0.0], [0.0, f64::INFINITY, 0.0]),
    ("hypot(x, y)", [0.0, 0.0], [0.0, NAN, NAN]),
    ("sqrt(x^2 + y^2)", [0.0, 0.0], [0.0, NAN, NAN]),
    ("atan2(y, x)", [0.0, 0.0], [0.0, NAN, NAN]),
    ("atan2(y, x)", [-1.0, 0.0], [std::f64::consts::PI, 0.0, -1.0]),
];

fn number(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

fn zero_or_sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

fn half_to_even(x: f64) -> f64 {
    let below = x.floor();
    match x - below {
        rest if rest < 0.5 => below,
        rest if rest > 0.5 => below + 1.0,
        _ => 2.0 * (0.5 * (below + 1.0)).floor(),
    }
}

/// erf by its series of positive terms, which cancels nothing: 2/√π·exp(−x²)·Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)).
fn erf(x: f64) -> f64 {
    if x.abs() > 6.0 || x.is_nan() {
        return if x.is_nan() { x } else { x.signum() };
    }
    let (mut sum, mut term) = (0.0, x);
    for n in 1..200 {
        sum += term;
        term *= 2.0 * x * x / f64::from(2 * n + 1);
    }
    TWO_BY_ROOT_PI * (-x * x).exp() * sum
}

// ---- Evaluators ----

/// One way of evaluating a field over a grid.
trait Backend {
    /// f and its derivatives up to `order`, a plane each.
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
struct Gpu(common::Turn);

impl Backend for Gpu {
    fn sample(&self, field: &Field, grid: &Grid, order: Order) -> Vec<Vec<f64>> {
        let gpu_field = GpuField::new(&self.0, field).unwrap();
        let planes = Evaluator::new(&self.0, &gpu_field).sample(grid, order).unwrap();
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
            fn kinks_have_the_slopes_that_are_written_down() {
                check_kinks(&$backend);
            }
        }
    };
}

suite!(cpu_grid, Cpu);
suite!(cpu_points, CpuPoints);
suite!(gpu_grid, Gpu(gpu_or_skip!()));

// ---- Accuracy of single precision ----

/// A function of one argument over the whole of f32: how it is typed, its value, and where it is compared.
type DenseRow = (&'static str, fn(f64) -> f64, fn(f64) -> bool);

const DENSE: &[DenseRow] = &[
    ("-x", |x| -x, everywhere),
    ("abs(x)", f64::abs, everywhere),
    ("sign(x)", zero_or_sign, everywhere),
    ("floor(x)", f64::floor, everywhere),
    ("ceil(x)", f64::ceil, everywhere),
    ("round(x)", f64::round_ties_even, everywhere),
    ("not x", |x| number(x == 0.0), everywhere),
    ("sqrt(x)", f64::sqrt, everywhere),
    ("cbrt(x)", f64::cbrt, everywhere),
    ("exp(x)", f64::exp, everywhere),
    ("expm1(x)", f64::exp_m1, everywhere),
    ("log(x)", f64::ln, everywhere),
    ("log1p(x)", f64::ln_1p, everywhere),
    ("log2(x)", f64::log2, everywhere),
    ("log10(x)", f64::log10, everywhere),
    ("sin(x)", f64::sin, |x| x.abs() <= 1e4),
    ("cos(x)", f64::cos, |x| x.abs() <= 1e4),
    ("tan(x)", f64::tan, |x| x.abs() <= 1e4 && x.cos().abs() > 0.1),
    ("asin(x)", f64::asin, everywhere),
    ("acos(x)", f64::acos, everywhere),
    ("atan(x)", f64::atan, everywhere),
    ("sinh(x)", f64::sinh, everywhere),
    ("cosh(x)", f64::cosh, everywhere),
    ("tanh(x)", f64::tanh, everywhere),
    ("asinh(x)", f64::asinh, everywhere),
    ("acosh(x)", f64::acosh, everywhere),
    ("atanh(x)", f64::atanh, everywhere),
    ("erf(x)", erf, everywhere),
];

/// A function of two arguments: how it is typed, its value, the largest error at a value, and pairs to compare at.
type DensePairRow = (&'static str, fn(f64, f64) -> f64, fn(f64) -> f64, fn(&mut Numbers) -> [f64; 2]);

const DENSE_PAIRS: &[DensePairRow] = &[
    ("x^y", f64::powf, pow_tolerance, |n| [n.log_uniform(-20.0, 20.0).abs(), n.between(-8.0, 8.0)]),
    ("x^y", f64::powf, pow_tolerance, |n| [n.between(0.5, 2.0), n.between(-140.0, 140.0)]),
    ("x^y", f64::powf, pow_tolerance, |n| [n.log_uniform(-126.0, 128.0), n.log_uniform(-30.0, 30.0)]),
    ("x^y", f64::powf, pow_tolerance, |n| [n.log_uniform(-3.0, 3.0), n.between(-30.0, 30.0).round()]),
    ("atan2(y, x)", |x, y| y.atan2(x), four_ulp, |n| [n.log_uniform(-126.0, 128.0), n.log_uniform(-126.0, 128.0)]),
    ("atan2(y, x)", |x, y| y.atan2(x), four_ulp, |n| [n.between(-3.0, 3.0), n.between(-3.0, 3.0)]),
    ("hypot(x, y)", f64::hypot, |f| 4.0 * ulp(f), |n| [n.log_uniform(-126.0, 128.0), n.log_uniform(-126.0, 128.0)]),
    (
        "hypot(x, y)",
        f64::hypot,
        |f| 4.0 * ulp(f),
        |n| {
            let x = n.log_uniform(-120.0, 120.0);
            [x, x * n.log_uniform(-6.0, 6.0)]
        },
    ),
    ("mod(x, y)", f64_mod, ulp, |n| [n.between(-100.0, 100.0), n.log_uniform(-10.0, 8.0)]),
    ("mod(x, y)", f64_mod, ulp, |n| {
        let y = n.log_uniform(-60.0, 60.0);
        [y * n.log_uniform(-30.0, 20.0), y]
    }),
    ("min(x, y)", f64::min, |_| 0.0, |n| [n.log_uniform(-9.0, 9.0), n.log_uniform(-9.0, 9.0)]),
    ("max(x, y)", f64::max, |_| 0.0, |n| [n.log_uniform(-9.0, 9.0), n.log_uniform(-9.0, 9.0)]),
    // WGSL promises 2.5 ulp for divisors in 2^-126..2^126.
    ("x/y", |x, y| x / y, |f| 2.5 * ulp(f), |n| [n.log_uniform(-60.0, 60.0), n.log_uniform(-60.0, 60.0)]),
    ("x^3 + 0*y", |x, _| x.powi(3), |f| 2.0 * ulp(f), |n| [n.log_uniform(-30.0, 30.0), 0.0]),
    ("x^-7 + 0*y", |x, _| x.powi(-7), |f| 8.0 * ulp(f), |n| [n.log_uniform(-15.0, 15.0), 0.0]),
    ("x^2.5 + 0*y", |x, _| x.powf(2.5), |f| 8.0 * ulp(f), |n| [n.log_uniform(-30.0, 30.0), 0.0]),
];

const DENSE_COUNT: usize = 200_000;

fn everywhere(_: f64) -> bool {
    true
}

fn four_ulp(expected: f64) -> f64 {
    (4.0 * ulp(expected)).max(4e-7)
}

/// What math.wgsl says of `pow`.
fn pow_tolerance(expected: f64) -> f64 {
    let is_ordinary = (2f64.powi(-30)..2f64.powi(30)).contains(&expected.abs());
    ulp(expected) * if is_ordinary { 16.0 } else { 64.0 }
}

/// The remainder with the divisor's sign, from C's, which is exact.
fn f64_mod(x: f64, y: f64) -> f64 {
    let rest = x % y;
    if rest * y < 0.0 { rest + y } else { rest }
}

/// Floats of every size and more of them where functions turn, the same in every run.
fn dense_points(seed: u64) -> Vec<f32> {
    let mut numbers = Numbers(seed);
    let mut points =
        vec![0.0, 1.0, -1.0, 0.5, -0.5, 2.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MAX, f32::MIN];
    let mut add = |count: usize, number: &mut dyn FnMut(&mut Numbers) -> f64| {
        points.extend((0..count).map(|_| number(&mut numbers) as f32));
    };
    add(DENSE_COUNT, &mut |n| n.log_uniform(-126.0, 128.0));
    add(DENSE_COUNT / 2, &mut |n| n.log_uniform(-24.0, 13.2));
    for reach in [1.0, 3.0, 12.0, 100.0, 1e4] {
        add(DENSE_COUNT / 5, &mut |n| n.between(-reach, reach));
    }
    // Both sides of ±1, where inverse functions and logarithms turn.
    add(DENSE_COUNT / 10, &mut |n| n.log_uniform(-24.0, -1.0) + 1.0);
    add(DENSE_COUNT / 10, &mut |n| n.log_uniform(-24.0, -1.0) - 1.0);
    points
}

/// The error of a single-precision value in units of what is allowed; nothing above 1 passes.
fn excess(found: f32, expected: f64, tolerance: f64) -> f64 {
    let largest = f64::from(f32::MAX);
    if expected.is_nan() || found.is_nan() {
        return if expected.is_nan() && found.is_nan() { 0.0 } else { f64::INFINITY };
    }
    // Infinity stands one step above the largest float.
    let place = |value: f64| value.clamp(-largest - ulp(largest), largest + ulp(largest));
    let error = (place(f64::from(found)) - place(expected)).abs();
    if error == 0.0 { 0.0 } else { error / tolerance }
}

/// Compares many values and says where the worst is; fails if it is out of bounds.
fn check_dense(name: &str, compared: impl Iterator<Item = (Vec<f64>, f32, f64, f64)>) -> Result<String, String> {
    let mut count = 0;
    let mut worst = (0.0, String::new());
    for (at, found, expected, tolerance) in compared {
        count += 1;
        let excess = excess(found, expected, tolerance);
        if excess > worst.0 {
            let error = (f64::from(found) - expected).abs();
            let ulps = error / ulp(expected);
            worst =
                (excess, format!("at {at:?}: {found:e}, expected {expected:e}, off by {error:.2e} ({ulps:.1} ulp)"));
        }
    }
    let line = format!("{name}: worst is {:.2} of what is allowed, of {count}; {}", worst.0, worst.1);
    if worst.0 <= 1.0 && count >= DENSE_COUNT { Ok(line) } else { Err(line) }
}

fn report(results: Vec<Result<String, String>>) {
    results.iter().flatten().for_each(|line| println!("{line}"));
    let wrong: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn single_precision_is_within_4_ulp_or_4e_7_for_every_function_of_one_argument() {
    let gpu = gpu_or_skip!();
    let points = dense_points(1);
    let pairs: Vec<[f32; 2]> = points.iter().map(|&x| [x, 0.0]).collect();
    let check = |&(formula, f, is_compared): &DenseRow| {
        let found = values_at(&gpu, &field(formula, &[]), &pairs);
        let compared = points.iter().zip(found).filter(|&(&x, _)| is_compared(f64::from(x)) || x.is_nan());
        check_dense(
            formula,
            compared.map(|(&x, found)| {
                let expected = f(f64::from(x));
                (vec![f64::from(x)], found, expected, four_ulp(expected))
            }),
        )
    };
    report(DENSE.iter().map(check).collect());
}

#[test]
fn single_precision_is_within_stated_bounds_for_functions_of_two_arguments() {
    let gpu = gpu_or_skip!();
    let check = |&(formula, f, tolerance, pair): &DensePairRow| {
        let mut numbers = Numbers(2);
        let pairs: Vec<[f32; 2]> = (0..DENSE_COUNT).map(|_| pair(&mut numbers).map(|x| x as f32)).collect();
        let found = values_at(&gpu, &field(formula, &[]), &pairs);
        let compared = pairs.iter().zip(found).map(|(pair, found)| {
            let [x, y] = pair.map(f64::from);
            let expected = f(x, y);
            // A subnormal value may be 0.
            let tolerance = tolerance(expected).max(f64::from(f32::MIN_POSITIVE));
            (vec![x, y], found, expected, tolerance)
        });
        check_dense(formula, compared)
    };
    report(DENSE_PAIRS.iter().map(check).collect());
}

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
