//! The formula language: how text is read, what it means, and what is said of text that cannot be read.

use steepest::expr::{Formula, Order, Scratch, Tape};

/// The value of a formula at (x, y), with every parameter 1.
fn value(text: &str, x: f64, y: f64) -> f64 {
    let formula = Formula::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let (graph, roots) = formula.differentiate(Order::Value).unwrap();
    let [value] = Tape::new(&graph, &roots).evaluate_point(&mut Scratch::default(), &[x, y], &[]);
    value
}

fn reading(text: &str) -> String {
    Formula::parse(text).unwrap_or_else(|error| panic!("{error}")).canonical()
}

fn complaint(text: &str) -> String {
    match Formula::parse(text) {
        Ok(formula) => panic!("`{text}` was read as {}", formula.canonical()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn side_by_side_multiplies_with_the_rank_of_a_product() {
    for (text, expected) in [
        ("2x", "2*x"),
        ("3(x+1)", "3*(x + 1)"),
        ("2sin(x)", "2*sin(x)"),
        ("1/2x", "0.5*x"),
        ("y/2x", "y/2*x"),
        ("x^2y", "x^2*y"),
        ("x(y+1)", "x*(y + 1)"),
        ("a(x+1)", "a*(x + 1)"),
        ("(x)(y)", "x*y"),
        ("x²y", "x^2*y"),
    ] {
        assert_eq!(reading(text), expected, "{text}");
    }
}

#[test]
fn powers_bind_to_the_right_and_tighter_than_a_sign() {
    for (text, expected) in [
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("x^y^2", "x^y^2"),
        ("(x^y)^2", "(x^y)^2"),
        ("2^-3x", "0.125*x"),
        ("x^-y^2", "x^(-y^2)"),
        ("x**2", "x^2"),
        ("-x²", "-x^2"),
    ] {
        assert_eq!(reading(text), expected, "{text}");
    }
    assert_eq!(value("-x^2", 3.0, 0.0), -9.0);
    assert_eq!(value("x^-y^2", 2.0, 3.0), 2f64.powi(-9));
    assert_eq!(value("2^3^2", 0.0, 0.0), 512.0);
}

#[test]
fn an_exponent_of_a_number_needs_a_digit() {
    assert_eq!(value("2e3x", 2.0, 0.0), 4000.0);
    assert_eq!(value("2e-x", 2.0, 0.0), 2.0 * std::f64::consts::E - 2.0);
    assert_eq!(value("2e-3", 0.0, 0.0), 0.002);
    assert!(complaint("2ex").contains("unknown name `ex`"));
}

#[test]
fn bars_are_absolute_values() {
    assert_eq!(value("2|x|", -3.0, 0.0), 6.0);
    assert_eq!(value("|x||y|", -3.0, -2.0), 6.0);
    assert_eq!(value("||x|-1|", 0.25, 0.0), 0.75);
    assert_eq!(value("|x - |y||", 1.0, -3.0), 2.0);
    assert_eq!(value("|x(|y|+1)|", -1.0, -3.0), 4.0);
    assert_eq!(value("|x|^2", -3.0, 0.0), 9.0);
}

#[test]
fn comparisons_and_logic_are_numbers() {
    assert_eq!(value("x < y", 1.0, 2.0), 1.0);
    assert_eq!(value("x >= y", 1.0, 2.0), 0.0);
    assert_eq!(value("not x < y and y > 0 or 0", 3.0, 2.0), 1.0);
    assert_eq!(value("if(x > 0, x, -x)", -4.0, 0.0), 4.0);
    assert_eq!(value("x != 1", 1.0, 0.0), 0.0);
    assert_eq!(value("x ≤ 1", 1.0, 0.0), 1.0);
}

#[test]
fn functions_mean_what_numpy_means() {
    assert_eq!(value("mod(x, y)", -1.0, 3.0), 2.0);
    assert_eq!(value("mod(x, y)", 1.0, -3.0), -2.0);
    assert_eq!(value("round(x)", 2.5, 0.0), 2.0);
    assert_eq!(value("round(x)", -3.5, 0.0), -4.0);
    assert_eq!(value("sign(x)", 0.0, 0.0), 0.0);
    assert!(value("min(x, sqrt(y))", 1.0, -1.0).is_nan());
    assert!(value("max(sqrt(y), x)", 1.0, -1.0).is_nan());
    assert_eq!(value("clamp(x, -1, 1)", 7.0, 0.0), 1.0);
    assert_eq!(value("min(3, x, y)", 2.0, 1.0), 1.0);
    assert_eq!(value("x^y", -2.0, 3.0), -8.0);
    assert!(value("x^y", -2.0, 0.5).is_nan());
    assert_eq!(value("log(e) + ln(e) + log2(8) + log10(100)", 0.0, 0.0), 7.0);
}

#[test]
fn local_names_prefixes_and_unicode() {
    assert_eq!(value("r = hypot(x, y); r^2", 3.0, 4.0), 25.0);
    assert_eq!(value("f(x, y) = x + 2y", 1.0, 2.0), 5.0);
    assert_eq!(value("z = x + 2y", 1.0, 2.0), 5.0);
    assert_eq!(value("a = 2; z = a x", 3.0, 0.0), 6.0);
    assert_eq!(value("2·x × y ÷ 4 − 1", 2.0, 2.0), 1.0);
    assert_eq!(value("sin(π/2) + τ - 2pi", 0.0, 0.0), 1.0);
    assert_eq!(value("θ = x; θ²", 3.0, 0.0), 9.0);
}

#[test]
fn parameters_are_found_and_default_to_one() {
    let formula = Formula::parse("a x^2 + k_1*y + a").unwrap();
    assert_eq!(formula.parameters(), ["a", "k_1"]);
    assert_eq!(value("a x^2", 3.0, 0.0), 9.0);
    let declared = Formula::parse_with("gain*x", &["gain"]).unwrap();
    assert_eq!(declared.parameters(), ["gain"]);
}

#[test]
fn the_dimension_is_the_highest_variable() {
    for (text, dimension) in [("3", 0), ("x^2", 1), ("y", 2), ("x1 + x5", 5), ("w", 4)] {
        assert_eq!(Formula::parse(text).unwrap().dimension(), dimension, "{text}");
    }
}

#[test]
fn an_error_points_at_its_column() {
    assert_eq!(complaint("sine(x) + y"), "unknown function `sine`\n  sine(x) + y\n  ^^^^ did you mean `sin`?");
    assert_eq!(complaint("2 + axy"), "unknown name `axy`\n  2 + axy\n      ^^^ did you mean `a*x*y`?");
    assert_eq!(complaint("θ + $x"), "unexpected character `$` (U+0024)\n  θ + $x\n      ^");
    assert!(complaint("x + 🦀").contains("U+1F980"));
}

#[test]
fn every_complaint_names_the_remedy() {
    for (text, expected) in [
        ("", "the formula is empty"),
        ("sin x", "write `sin(x)`"),
        ("sin^2 x", "write `sin(x)^2`"),
        ("sin²x", "write `sin(x)²`"),
        ("(x + 1", "never closed"),
        ("|x + 1", "never closed"),
        ("x + 1)", "closes nothing"),
        ("x +", "ends where a value is expected"),
        ("2 3", "write `*` between them"),
        ("hypot(x)", "takes two arguments or more, not 1"),
        ("sin()", "takes one argument, not 0"),
        ("y = x^2", "`y` is a variable and cannot be assigned"),
        ("pi = 3; x", "`pi` is a constant and cannot be assigned"),
        ("x; y", "this value is not used"),
        ("x, y", "ends in `;`"),
        ("1e999", "too large"),
        ("x % 2", "write `mod(a, b)`"),
        ("foo(x)", "unknown function `foo`"),
        ("velocity*x", "such as `velocity = 1; …`"),
        ("x1001", "limit of 1000 variables"),
    ] {
        assert!(complaint(text).contains(expected), "`{text}` says: {}", complaint(text));
    }
}

#[test]
fn limits_end_in_an_error_that_names_them() {
    assert!(complaint(&"(".repeat(5000)).contains("nests deeper than 200"));
    assert!(complaint(&"-".repeat(5000)).contains("nests deeper than 200"));
    assert!(complaint(&format!("x{}", "^x".repeat(5000))).contains("nests deeper than 200"));
    assert!(complaint(&"x+".repeat(40_000)).contains("the limit is 65536"));
    let squarings = "a = x; ".to_owned() + &"a = a*a+y; ".repeat(5000) + "a";
    assert!(Formula::parse(&squarings).is_ok(), "sharing keeps this small");
    let product: Vec<String> = (1..3000).map(|k| format!("sin({k}x+y*z*w)")).collect();
    let product = Formula::parse(&product.join("*")).unwrap();
    let error = product.differentiate(Order::Hessian).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("more than 200000 nodes")));
}

#[test]
fn the_canonical_reading_reads_back_to_the_same_graph() {
    for text in [
        "x - (y - 1)",
        "x/(y*2)",
        "(x + y)^2/3",
        "-(x + y)",
        "x^(y + 1)",
        "a*(b - c)",
        "if(x < y and x > 0 or not y, |x|, mod(x, y))",
        "2^(-x)",
        "x - -y",
        "3*x*2*y",
        "cos(2*pi*x)",
        "1e-7x + 1e20",
        "(x < y) + 1",
        "(x^y)^a",
        "-2^x",
        "(-2)^x",
    ] {
        let once = reading(text);
        assert_eq!(reading(&once), once, "{text}");
        let at = (1.375, 0.625);
        let (typed, read) = (value(text, at.0, at.1), value(&once, at.0, at.1));
        assert!(typed == read || typed.is_nan() && read.is_nan(), "{text} reads {once}: {typed} or {read}");
    }
}

#[test]
fn the_canonical_reading_of_shared_nodes_stays_short() {
    let squarings = "a = x; ".to_owned() + &"a = a*a+y; ".repeat(60) + "a";
    assert!(reading(&squarings).len() < 1000);
}
