//! What users of other programs type.

use super::{check, reads_back, refused, remarks, value};
use steepest::expr::{Formula, Order, Scratch, Tape};

#[test]
fn prefixes_of_modules_and_headers_are_dropped() {
    check(&[
        ("np.sin(np.sqrt(x**2+y**2))", &[3.0, 4.0], 5f64.sin()),
        ("math.exp(-x**2)*y", &[1.0, 2.0], 2.0 * (-1f64).exp()),
        ("torch.sin(x)", &[2.0], 2f64.sin()),
        ("jnp.cos(x) + numpy.pi", &[0.0], 1.0 + std::f64::consts::PI),
        ("jax.lax.rsqrt(x)", &[4.0], 0.5),
        ("jax.numpy.tanh(x)", &[0.5], 0.5f64.tanh()),
        ("scipy.special.erf(x)", &[0.0], 0.0),
        ("F.relu(x)", &[2.0], 2.0),
        ("scipy.special.expit(x)", &[0.0], 0.5),
        ("std::sin(x)", &[2.0], 2f64.sin()),
        ("Math.sin(Math.PI*x)", &[0.5], 1.0),
        ("np.arctan2(y, x)", &[1.0, 1.0], std::f64::consts::FRAC_PI_4),
        ("np.maximum(x, y) + np.minimum(x, y)*10", &[1.0, 2.0], 12.0),
        ("np.power(x, 3) + np.square(y) + np.abs(-1*x)", &[2.0, 3.0], 19.0),
        ("np.where(x > 0, x, -x)", &[-4.0], 4.0),
        ("np.clip(x, 0, 1)", &[4.0], 1.0),
        ("lambda x, y: x**2+y**2", &[1.0, 2.0], 5.0),
        ("lambda x: x[0]**2 + 10*x[1]", &[2.0, 1.0], 14.0),
        ("lambda p: p[0]**2 + 10*p[1]", &[2.0, 1.0], 14.0),
        ("lambda w: w[0]**2 + 10*w[1]", &[2.0, 1.0], 14.0),
        ("lambda u, v: u - v", &[3.0, 1.0], 2.0),
        ("f(r, t) = r^2 - t", &[3.0, 1.0], 8.0),
        ("f = lambda x, y: x - y", &[3.0, 1.0], 2.0),
        ("def f(x, y):\n    return x - 2*y", &[3.0, 1.0], 1.0),
        ("return x*y;", &[3.0, 2.0], 6.0),
    ]);
    refused("np.x", &["unknown name `x`"]);
    refused("x.sin()", &["`x` has no part `sin`", "write `sin(x)`"]);
    refused("x.pow(2)", &["write `pow(x, …)`"]);
    refused("np.linalg.norm(x)", &["write `hypot(x, y)`"]);
    refused("double z = x*y", &["leave this word out"]);
    refused("lambda y, x: x", &["`y` is a variable and stands out of its place", "in this order"]);
    refused("np.remainder(x, y)", &["`mod(a, b)` has the sign of b"]);
    refused("np.heaviside(x)", &["`np.heaviside` takes two arguments", "write `x > 0`"]);
    refused("np.clip(x, a_min=0, a_max=1)", &["an argument has no name here"]);
    refused("np.inf*x", &["only finite numbers"]);
    for text in [
        "np.sum(x, 0)",
        "np.sum(x, y)",
        "np.max(x, 0)",
        "numpy.prod(x, 1)",
        "jnp.amin(x, -1)",
        "torch.sum(x, 0)",
        "torch.max(x, 1)",
        "sum(x, 1)",
        "np.sum([x, y], axis=0)",
        "np.sum(x**2, axis=1)",
        "np.mean(x, axis=0)",
        "np.std(x, ddof=1, axis=0)",
        "torch.mean(x, dim=0, keepdim=True)",
        "np.median(x, keepdims=True)",
    ] {
        refused(text, &["axis"]);
    }
    refused("np.max(x, y)", &["write `np.maximum(x, y)`"]);
    refused("np.sum(x, y)", &["write `x + y`"]);
    refused("np.sum(x**2)", &["write `x + y`"]);
    check(&[
        ("np.sum([x, y]) + sum(x, y) + max(x, 0)", &[1.0, 2.0], 7.0),
        ("torch.max(x, y) + np.maximum(x, 0) + Math.max(y, 0)", &[1.0, 2.0], 5.0),
        ("axis = 3; axis*x", &[2.0], 6.0),
    ]);
}

#[test]
fn numbers_have_the_marks_of_their_languages() {
    check(&[
        ("1.0f*x + 2.5F + .5f + 2.f", &[1.0], 6.0),
        ("1e3f*x + 1e-3F*x", &[1.0], 1000.001),
        ("1.5f32*x + 2.0_f64 + 3_f32", &[1.0], 6.5),
        ("0.5d0*x**2 + 1.0D2*y + 2.5d1", &[2.0, 1.0], 2.0 + 100.0 + 25.0),
    ]);
    check(&[("1_000.0d2*x + 1_000.5f", &[1.0], 101_000.5), ("1.5d0_1*x", &[1.0], 15.0)]);
    for text in ["1.0d400*x", "1.0d+400*x", "1.0d99999*x", "1_0.0D3_09*x"] {
        refused(text, &["this number is too large"]);
    }
    assert_eq!(Formula::parse("1.5d_1*x + 1e3d2").unwrap().parameters(), ["d_1", "d2"]);
    refused("1.5d1_*x", &["unknown name `d1_`"]);
    assert_eq!(remarks("2.0d-3*x"), ["`2.0d-3` is read as the number `2.0e-3`; the sum is `2.0*d - 3`"]);
    assert_eq!(value("2.0d-3*x", &[4.0]), 0.008);
    assert_eq!(value("d = 2; 2.0d-3*x", &[1.0]), 1.0, "a name that has a value is a factor");
    assert_eq!(value("f = 2; 2.0f", &[]), 4.0);
    assert_eq!(value("2f*x", &[3.0]), 6.0);
    assert_eq!(Formula::parse("2.5f(x)").unwrap().parameters(), ["f"]);
}

#[test]
fn capitals_with_square_brackets_are_mathematicas() {
    check(&[
        ("Sin[x]^2 + Exp[-x^2] E", &[1.0], 1f64.sin().powi(2) + 1.0),
        ("E^(-x^2) Cos[Pi y]", &[1.0, 1.0], -(-1f64).exp()),
    ]);
    assert_eq!(Formula::parse("sin[x] + E*y").unwrap().parameters(), ["E"]);
    assert_eq!(Formula::parse("max[x, y] + E").unwrap().parameters(), ["E"]);
}

#[test]
fn a_spreadsheets_formula_has_the_spreadsheets_meaning_or_is_refused() {
    check(&[
        ("=EXP(-(x^2))", &[2.0], (-4f64).exp()),
        ("=3-x^2", &[2.0], -1.0),
        ("=-x^3", &[2.0], -8.0),
        ("=LOG(x) + LN(x)", &[100.0], 2.0 + 100f64.ln()),
        ("=ATAN2(x, y)", &[1.0, 0.5], 0.5f64.atan2(1.0)),
        ("=SUM(x, 1)*PI()", &[1.0], 2.0 * std::f64::consts::PI),
        ("=IF(x>0, SQRT(x), 0)", &[4.0], 2.0),
        ("EXP(-x^2)", &[2.0], (-4f64).exp()),
    ]);
    for text in ["=EXP(-x^2)", "=-x^2", "=2*-x²", "=1/(1+EXP(-x^2))", "=-(x+y)^2", "=-SIN(x)^2"] {
        refused(text, &["two readings", "write `-(", "as a spreadsheet has it `(-"]);
    }
    for (text, own, theirs) in [
        ("=−x^2", "-(x^2)", "(-x)^2"),
        ("=- x**2", "-(x**2)", "(-x)**2"),
        ("=—x⁴", "-(x⁴)", "(-x)⁴"),
        ("=-(x^2 + 1)^y", "-((x^2 + 1)^y)", "(-(x^2 + 1))^y"),
        ("=‐x ^ 2", "-(x ^ 2)", "(-x)^ 2"),
    ] {
        refused(text, &[&format!("write `{own}`, or as a spreadsheet has it `{theirs}`")]);
    }
    refused("=x^y^2", &["`x^y^2` has two readings", "`x^(y^2)`"]);
    refused("x.^y.^2", &["two readings"]);
    check(&[("x^y^2", &[2.0, 2.0], 16.0)]);
}

#[test]
fn comments_and_marks_of_programs_are_passed_over() {
    check(&[
        ("return x*x; // the square", &[3.0], 9.0),
        ("x*x /* the square */ + y", &[3.0, 1.0], 10.0),
        ("(* Mathematica *) x^2 (* here *)", &[3.0], 9.0),
        ("x.^2 ... the first\n + y", &[3.0, 1.0], 10.0),
        ("x**2 \\\n + y", &[3.0, 1.0], 10.0),
        ("x**2 + \\\r\ny", &[3.0, 1.0], 10.0),
        ("x^2 # + 5\n + y", &[3.0, 1.0], 10.0),
        ("// c\nx^2", &[3.0], 9.0),
        ("a=2\n  // half\na*x", &[3.0], 6.0),
        ("  // one\r\n// two\r\nx^2\r\n// three", &[3.0], 9.0),
    ]);
    for text in ["(x\n// 2\n)", "x \\\n // 2"] {
        refused(text, &["write `floor(a/b)`"]);
    }
    refused("x // 2", &["write `floor(a/b)`"]);
    refused("x ... y", &["point"]);
}

#[test]
fn constants_by_other_names_are_no_parameters() {
    let (pi, e) = (std::f64::consts::PI, std::f64::consts::E);
    check(&[
        ("M_PI*x + M_E + Pi + PI", &[1.0], 3.0 * pi + e),
        ("M_PI_2 + 2*M_PI_4 + M_SQRT2^2 + M_LN2 + 0*x", &[1.0], pi + 2.0 + 2f64.ln()),
        ("Math.E*x + Math.SQRT2 + sympy.E", &[1.0], 2.0 * e + 2f64.sqrt()),
        ("ℯ^x + ⅇ", &[1.0], 2.0 * e),
    ]);
    assert_eq!(Formula::parse_with("M_PI*x", &["M_PI"]).unwrap().parameters(), ["M_PI"]);
}

#[test]
fn functions_of_other_programs_have_their_values() {
    check(&[
        ("Rational(1, 3)*x + x**Rational(1, 2)", &[9.0], 6.0),
        ("Power[x, 3] + Times[2, x, y] + Plus[x, 1]", &[2.0, 3.0], 23.0),
        ("CubeRoot[x]", &[8.0], 2.0),
        ("DSQRT(X**2 + Y**2) + DEXP(X)", &[3.0, 4.0], 5.0 + 3f64.exp()),
        ("F.leaky_relu(x, 0.1) + F.elu(y) + torch.frac(x)", &[-2.5, -1.0], -0.25 + (-1f64).exp_m1() - 0.5),
        ("dnorm(x)*pnorm(y)", &[0.0, 0.0], 0.5 / (2.0 * std::f64::consts::PI).sqrt()),
        ("abs2(x) + SUMSQ(x, y)", &[3.0, 4.0], 34.0),
    ]);
}

#[test]
fn a_remainder_has_the_sign_that_its_language_gives_it() {
    for (x, y) in
        [(5.3, 2.0), (-5.3, 2.0), (5.3, -2.0), (-5.3, -2.0), (1e17, 3.0), (-7.5e300, 1e-3), (0.0, 2.0), (6.0, 3.0)]
    {
        assert_eq!(value("fmod(x, y)", &[x, y]), x % y, "fmod({x}, {y})");
        assert_eq!(value("rem(x, y)", &[x, y]), x % y);
        let slopes = |text: &str| {
            let (graph, roots) = Formula::parse(text).unwrap().differentiate(Order::Gradient).unwrap();
            let [_, fx, fy] = Tape::new(&graph, &roots).evaluate_point(&mut Scratch::default(), &[x, y], &[]);
            [fx, fy]
        };
        assert_eq!(slopes("fmod(x, y)"), [1.0, -(x / y).trunc()], "the slopes of fmod({x}, {y})");
    }
    assert!(value("fmod(x, y)", &[1.0, 0.0]).is_nan());
}

/// What users of each program type, with the values that Python's mathematics gives: `tests/data/formulas.py` wrote them.
#[test]
fn formulas_of_other_programs_have_their_values() {
    let rows = include_str!("../../data/formulas.tsv");
    let mut wrong = Vec::new();
    for row in rows.lines() {
        let cells: Vec<&str> = row.split('\t').collect();
        let [text, x, y, expected] = cells.as_slice() else { panic!("{row}") };
        let [x, y, expected] = [x, y, expected].map(|number| number.parse::<f64>().unwrap());
        match Formula::parse(text) {
            Ok(formula) => {
                reads_back(&formula);
                let found = value(text, &[x, y]);
                if (found - expected).abs() > 1e-12 * expected.abs().max(1.0) {
                    wrong.push(format!("`{text}` at {x}, {y} is {found}, not {expected}"));
                }
            }
            Err(error) => wrong.push(format!("`{text}`: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.lines().count(), wrong.join("\n"));
}

#[test]
fn sums_and_products_over_an_index_are_written_out() {
    let harmonics = (1..9).map(|k| (0.7 * f64::from(k)).sin() / f64::from(k)).sum::<f64>();
    for text in [
        "sum(sin(k*x)/k, k, 1, 8)",
        "Sum(sin(k*x)/k, (k, 1, 8))",
        "Sum[Sin[k x]/k, {k, 1, 8}]",
        "sum(sin(k*x)/k for k in range(1, 9))",
        "np.sum([np.sin(k*x)/k for k in range(1, 9)])",
    ] {
        assert!((value(text, &[0.7]) - harmonics).abs() < 1e-15, "{text}");
        reads_back(&Formula::parse(text).unwrap());
    }
    for (text, point, expected) in [
        ("prod(x - i, i, 1, 3)", &[5.0][..], 24.0),
        ("Product(x - i, (i, 1, 3))", &[5.0], 24.0),
        ("2sum(k*x, k, -2, 3)^2", &[1.0], 18.0),
        ("sum(sum(x^i*y^j, i, 0, 2), j, 0, 2)", &[2.0, 3.0], 91.0),
        ("sum(sum(k x + j for k in range(2)) for j in range(3))", &[1.0], 9.0),
        ("k = 2; sum(k*x, k, 1, 3) + k", &[1.0], 8.0),
        // No name is an index of what does not have it, and no coordinate is one.
        ("a = 2; k = 5; sum(x*k, a, k, 3)", &[1.0], 15.0),
        ("sum(x*y, y, 1, 2)", &[2.0, 3.0], 12.0),
    ] {
        assert_eq!(value(text, point), expected, "{text}");
    }
    assert_eq!(remarks("sum(k*x, k, 1, 3)"), ["`sum(k*x, k, 1, 3)` is read as the sum of `k*x` for k from 1 to 3"]);
    assert_eq!(remarks("sum(k*x for k in range(4))"), [""; 0]);
    refused("sum(k, 1, 8, sin(k*x))", &["not clear", "write `sum(sin(k*x), k, 1, 8)`"]);
    refused("sum(k*x, k, 1, a)", &["from one whole number to another"]);
    refused("sum(k*x, k, 0.5, 2)", &["from one whole number to another"]);
    refused("sum(k*x, k, 3, 1)", &["from 3 to 1 has no terms"]);
    refused("sum(k*x, k, 1, 1e8)", &["more than 500000", "give fewer terms"]);
    refused("sum(sum(i*k*x, i, 1, 999), k, 1, 999)", &["more than 500000", "give fewer terms"]);
    refused("sum(k x, k, 1, 3", &["never closed"]);
    refused("sum(x*k for k in range(3) if k)", &["`if`"]);
}
