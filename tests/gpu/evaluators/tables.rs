//! What operators and formulas are worth: closed forms written by hand.

pub(super) const NAN: f64 = f64::NAN;
pub(super) const LN_2: f64 = std::f64::consts::LN_2;
pub(super) const LN_10: f64 = std::f64::consts::LN_10;
pub(super) const TWO_BY_ROOT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI;

/// A function of one argument: how it is typed, where it is smooth, and f, f′ and f″.
pub(super) type UnaryRow = (&'static str, [f64; 2], fn(f64) -> f64, fn(f64) -> f64, fn(f64) -> f64);

pub(super) const UNARY: &[UnaryRow] = &[
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
    (
        "sech(x)",
        [-4.0, 4.0],
        |x| 1.0 / x.cosh(),
        |x| -x.tanh() / x.cosh(),
        |x| (2.0 * x.tanh().powi(2) - 1.0) / x.cosh(),
    ),
    (
        "erfc(x)",
        [-3.0, 3.0],
        |x| 1.0 - erf(x),
        |x| -TWO_BY_ROOT_PI * (-x * x).exp(),
        |x| 2.0 * x * TWO_BY_ROOT_PI * (-x * x).exp(),
    ),
    (
        "sigmoid(x)",
        [-5.0, 5.0],
        logistic,
        |x| logistic(x) * logistic(-x),
        |x| logistic(x) * logistic(-x) * (logistic(-x) - logistic(x)),
    ),
    ("softplus(x)", [-5.0, 5.0], |x| x.exp().ln_1p(), logistic, |x| logistic(x) * logistic(-x)),
    ("relu(x)", [-2.9375, 3.0625], |x| x.max(0.0), |x| number(x > 0.0), |_| 0.0),
    (
        "gelu(x)",
        [-4.0, 4.0],
        |x| 0.5 * x * (1.0 + erf(x / 2f64.sqrt())),
        |x| 0.5 * (1.0 + erf(x / 2f64.sqrt())) + x * (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt(),
        |x| (2.0 - x * x) * (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt(),
    ),
    ("erf(x)", [-3.0, 3.0], erf, |x| TWO_BY_ROOT_PI * (-x * x).exp(), |x| -2.0 * x * TWO_BY_ROOT_PI * (-x * x).exp()),
];

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Something of two arguments: how it is typed, the ranges of x and y, and f, fx and fy.
pub(super) type BinaryRow = (&'static str, [f64; 2], [f64; 2], fn(f64, f64) -> [f64; 3]);

/// Grids have 17 nodes per side, so that −4..4 goes in steps of 1/2 and meets the diagonal and both axes.
pub(super) const AROUND: [f64; 2] = [-4.0, 4.0];
pub(super) const ABOVE: [f64; 2] = [0.25, 4.25];
/// Misses whole numbers and their split_u64, where `mod` jumps.
pub(super) const ASIDE: [f64; 2] = [-3.9375, 4.0625];

pub(super) const BINARY: &[BinaryRow] = &[
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
    ("fmod(x, y)", ASIDE, ABOVE, |x, y| [x % y, 1.0, -(x / y).trunc()]),
    ("fmod(x, y)", ASIDE, [-4.25, -0.25], |x, y| [x % y, 1.0, -(x / y).trunc()]),
    ("fmod(x, 2)", AROUND, AROUND, |x, _| [x % 2.0, 1.0, 0.0]),
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
        // The slope at 0 is 0 by convention.
        let along = |side: f64| if root == 0.0 { 0.0 } else { side / root };
        [root, along(x), along(y)]
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
pub(super) type FormulaRow = (&'static str, [f64; 2], [f64; 2], fn(f64, f64) -> [f64; 6]);

pub(super) const NEAR: [f64; 2] = [-1.5, 1.5];
pub(super) const RIGHT: [f64; 2] = [0.5, 2.5];

pub(super) const FORMULAS: &[FormulaRow] = &[
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

/// A missing value: how it is typed, the range of x, and where there is a value.
pub(super) type HoleRow = (&'static str, [f64; 2], fn(f64) -> bool);

/// Grids of 17 nodes: −2..2 goes in steps of 1/4.
pub(super) const HOLES: &[HoleRow] = &[
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

/// A kink or a jump: how it is typed, the point, and f, fx and fy there by the conventions of expr/graph/op.rs.
pub(super) const KINKS: &[(&str, [f64; 2], [f64; 3])] = &[
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
    ("fmod(x, y)", [-6.0, 4.0], [-2.0, 1.0, 1.0]),
    ("fmod(x, y)", [6.0, -4.0], [2.0, 1.0, 1.0]),
    ("fmod(x, y)", [0.0, 2.0], [0.0, 1.0, 0.0]),
    ("sqrt(x)", [0.0, 0.0], [0.0, f64::INFINITY, 0.0]),
    ("cbrt(x)", [0.0, 0.0], [0.0, f64::INFINITY, 0.0]),
    ("hypot(x, y)", [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("sqrt(x^2 + y^2)", [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("sqrt(x*x + 4*y^2) + y", [0.0, 0.0], [0.0, 0.0, 1.0]),
    ("hypot(x, y)^2", [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("sqrt(x^2 + y^2)^2", [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("hypot(x, y)*hypot(x, y)", [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("hypot(x, y)^3 + x", [0.0, 0.0], [0.0, 1.0, 0.0]),
    ("cos(hypot(x - 1, y + 2))", [1.0, -2.0], [1.0, 0.0, 0.0]),
    ("atan2(y, x)", [0.0, 0.0], [0.0, NAN, NAN]),
    ("relu(x) + relu(-y)", [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("x^y", [0.0, 0.0], [1.0, 0.0, 0.0]),
    ("x^(y - 3)", [0.0, 3.0], [1.0, 0.0, 0.0]),
    ("x^y", [0.0, 2.0], [0.0, 0.0, 0.0]),
    ("atan2(y, x)", [0.0, 0.0], [0.0, NAN, NAN]),
    ("atan2(y, x)", [-1.0, 0.0], [std::f64::consts::PI, 0.0, -1.0]),
];

pub(super) fn number(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

pub(super) fn zero_or_sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

pub(super) fn half_to_even(x: f64) -> f64 {
    let below = x.floor();
    match x - below {
        rest if rest < 0.5 => below,
        rest if rest > 0.5 => below + 1.0,
        _ => 2.0 * (0.5 * (below + 1.0)).floor(),
    }
}

/// erf by its series of positive terms, which cancels nothing: 2/√π·exp(−x²)·Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)).
pub(super) fn erf(x: f64) -> f64 {
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
