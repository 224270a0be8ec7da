//! How far single precision is from double precision, over the whole of f32.

use super::*;

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
    ("erfc(x)", |x| 1.0 - erf(x), everywhere),
    ("sech(x)", |x| 1.0 / x.cosh(), everywhere),
    ("sigmoid(x)", |x| 1.0 / (1.0 + (-x).exp()), everywhere),
    ("softplus(x)", |x| if x > 40.0 { x } else { x.exp().ln_1p() }, everywhere),
    ("relu(x)", |x| if x.is_nan() { x } else { x.max(0.0) }, everywhere),
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
        let found = values_at(gpu, &field(formula, &[]), &pairs);
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
        let found = values_at(gpu, &field(formula, &[]), &pairs);
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
