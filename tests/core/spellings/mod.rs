//! The table of spellings: what people write for what the language knows, with values at points.

mod doubts;
mod pasted;
mod programs;

use steepest::expr::{Formula, Order, Scratch, Tape};

/// The value at a point, with every parameter 1.
fn value(text: &str, point: &[f64]) -> f64 {
    let formula = Formula::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
    let (graph, roots) = formula.differentiate(Order::Value).unwrap();
    let point: Vec<f64> = point.iter().copied().chain([0.0; 4]).collect();
    let [value] = Tape::new(&graph, &roots).evaluate_point(&mut Scratch::default(), &point, &[1.0; 8]);
    value
}

/// How a formula was read is the same formula, in fewer spellings.
fn reads_back(formula: &Formula) {
    let (text, reading) = (formula.source(), formula.reading());
    let declared: Vec<&str> = formula.parameters().iter().map(String::as_str).collect();
    let again = Formula::parse_with(reading, &declared).unwrap_or_else(|error| panic!("{text}\n{error}"));
    assert_eq!(again.canonical(), formula.canonical(), "`{text}` is shown as `{reading}`");
    assert_eq!(again.reading(), reading, "{text}");
}

fn remarks(text: &str) -> Vec<String> {
    let formula = Formula::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
    formula.remarks().iter().map(ToString::to_string).collect()
}

fn refused(text: &str, expected: &[&str]) {
    let complaint = match Formula::parse(text) {
        Ok(formula) => panic!("`{text}` was read as {}", formula.canonical()),
        Err(error) => error.to_string(),
    };
    for part in expected {
        assert!(complaint.contains(part), "`{text}` says: {complaint}\nwithout `{part}`");
    }
}

/// Every row is read without a remark and has this value at this point.
fn check(rows: &[(&str, &[f64], f64)]) {
    for &(text, point, expected) in rows {
        let found = value(text, point);
        let near = (found - expected).abs() <= 1e-14 * expected.abs().max(1.0);
        assert!(near, "`{text}` at {point:?} is {found}, not {expected}");
        assert_eq!(remarks(text), Vec::<String>::new(), "{text}");
        reads_back(&Formula::parse(text).unwrap());
    }
}

#[test]
fn a_reading_is_set_as_mathematics_in_the_users_own_digits() {
    for (text, expected) in [
        ("x**2+y**2", "x² + y²"),
        ("1/(x*y)", "1/(x·y)"),
        ("1/x/y", "(1/x)/y"),
        ("1/2x", "(1/2)·x"),
        ("1e12*x + 0.10", "1e12·x + 0.10"),
        ("1_000x", "1000·x"),
        ("x + 0*y + 2*3", "x + 0·y + 2·3"),
        ("sqrt(x)+sqrt(x+1)+cbrt(2)", "√(x) + √(x + 1) + ∛(2)"),
        ("√x+1", "√(x) + 1"),
        ("sqrt(x^2+y^2)", "√(x² + y²)"),
        ("-x^2", "−x²"),
        ("(-x)^2", "(−x)²"),
        ("x-(-y)", "x − (−y)"),
        ("x-(y-1)", "x − (y − 1)"),
        ("x+(y+1)", "x + (y + 1)"),
        ("2^-x + x^-1", "2^(−x) + x⁻¹"),
        ("x^y^2", "x^(y²)"),
        ("(x^y)^2", "(x^y)²"),
        ("x^10 + x^0.5 + x^a", "x¹⁰ + x^0.5 + x^a"),
        ("e^(-x**2)", "e^(−x²)"),
        ("sin(x)**2 + sin^2(y)", "sin(x)² + sin(y)²"),
        ("log(abs(x)) + |y|", "ln(|x|) + |y|"),
        ("abs(x - abs(y))", "abs(x − |y|)"),
        ("np.where(x >= 0, x, -x)", "if(x ≥ 0, x, −x)"),
        ("x>0 && y!=1 || !(x<y)", "x > 0 and y ≠ 1 or not x < y"),
        ("-1 < x <= 1", "−1 < x ≤ 1"),
        ("np.maximum(x, y)*2", "max(x, y)·2"),
        ("2*np.pi*x + tau", "2·π·x + τ"),
        ("r = hypot(x, y); sin(r)/r", "r = hypot(x, y); sin(r)/r"),
        ("lambda u, v: u - v", "x − y"),
        ("X**2 + Y", "x² + y"),
        ("x1 + x7", "x₁ + x₇"),
        ("x0^2 + x1", "x² + y"),
        ("x*(y*2)", "x·(y·2)"),
        (r"\frac{x}{2y}", "x/(2·y)"),
        ("cot(x) + np.heaviside(x, 1)", "cot(x) + heaviside(x, 1)"),
        ("np.add(x, y)*2", "(x + y)·2"),
        ("(x + y)(x - y)", "(x + y)·(x − y)"),
        ("a*x + k_1", "a·x + k_1"),
        ("30°", "30°"),
        ("x^2*(x+1)° - (x°)^2", "x²·(x + 1)° − (x°)²"),
        ("1.0d0*x + 2.5d0 + 1.5f*y + 1.5_f64", "1.0·x + 2.5 + 1.5·y + 1.5"),
    ] {
        let formula = Formula::parse(text).unwrap();
        assert_eq!(formula.reading(), expected, "{text}");
        reads_back(&formula);
    }
}

#[test]
fn capitals_are_coordinates_where_nothing_else_is() {
    check(&[
        ("X**2 + Y**2", &[1.0, 1.0], 2.0),
        ("sin(sqrt(X**2+Y**2))", &[1.0, 1.0], 2f64.sqrt().sin()),
        ("Y^3", &[5.0, 2.0], 8.0),
        ("X^2 + Y^2 + Z", &[1.0, 2.0, 7.0], 12.0),
        ("X = 2*x; X + y", &[3.0, 1.0], 7.0),
        ("Z = X*Y", &[3.0, 2.0], 6.0),
        ("X1^2 + 10*X2", &[2.0, 1.0], 14.0),
        ("X[0]**2 + 10*X[1]", &[2.0, 1.0], 14.0),
        ("X[:, 0]**2 + 10*X[:,1]", &[2.0, 1.0], 14.0),
        ("lambda X, Y: X - Y", &[3.0, 1.0], 2.0),
    ]);
    refused("X + y", &["`X` stands beside `y`", "write `x`", "X = 1; …"]);
    refused("X + x1", &["`X` stands beside `x1`"]);
    let set = Formula::parse_with("X*2", &["X"]).unwrap();
    assert_eq!((set.parameters(), set.dimension()), (["X".to_owned()].as_slice(), 0));
    let set = Formula::parse_with("X + y", &["X"]).unwrap();
    assert_eq!(set.parameters(), ["X"]);
    assert_eq!(remarks("X1*x"), ["the parameter `X1` has no value and is 1"]);
}

#[test]
fn the_last_name_is_the_value() {
    check(&[
        ("R = sqrt(x**2+y**2); Z = sin(R)", &[3.0, 4.0], 5f64.sin()),
        ("R = sqrt(x**2+y**2)\nZ = sin(R)", &[3.0, 4.0], 5f64.sin()),
        ("R = np.sqrt(X**2+Y**2);\nZ = np.sin(R);", &[3.0, 4.0], 5f64.sin()),
        ("r = x", &[3.0], 3.0),
        ("z = x - y;", &[3.0, 1.0], 2.0),
        ("a = 2; b = 3; out = a*x + b*y", &[1.0, 1.0], 5.0),
        ("x +\ny", &[1.0, 2.0], 3.0),
        ("x\n+ y", &[1.0, 2.0], 3.0),
        ("a = 2\nb = 3\na*x + b*y", &[1.0, 2.0], 8.0),
        ("a = 2\n(a + x)*y", &[1.0, 2.0], 6.0),
        ("def f(x, y):\n    r = np.sqrt(x**2 + y**2)\n    return np.sin(r)", &[3.0, 4.0], 5f64.sin()),
        ("function(x, y)\n  x - y", &[3.0, 1.0], 2.0),
        ("max(x,\n  y)\n  * 2", &[3.0, 1.0], 6.0),
        ("x if x > 0\nelse y", &[3.0, 1.0], 3.0),
    ]);
    refused("x^2\ny^2", &["this value is not used"]);
    refused("sin(x)\ncos(y)", &["this value is not used"]);
    refused("y = x^2", &["`y` is a variable and cannot be assigned"]);
    refused("r = x; z = r; w = 2*z", &["`z` is a variable and cannot be assigned"]);
    refused("r = x y = 2", &["an assignment needs a name on its left"]);
}

#[test]
fn numbered_variables_count_from_0_where_there_is_a_0() {
    check(&[
        ("(1-x0)^2 + 100*(x1-x0^2)^2", &[2.0, 3.0], 101.0),
        ("x_1^2 + 10x_2", &[2.0, 1.0], 14.0),
        ("x_0^2 + 10x_1", &[2.0, 1.0], 14.0),
        ("x[0]^2 + 10*x[1]", &[2.0, 1.0], 14.0),
        ("x[1]^2 + 10*x[2]", &[2.0, 1.0], 14.0),
        ("x₁² + 10x₂", &[2.0, 1.0], 14.0),
        ("x₀² + 10x₁", &[2.0, 1.0], 14.0),
        ("x_{1}^{2} + 10x_{2}", &[2.0, 1.0], 14.0),
        ("x[0] + 10*x1", &[2.0, 1.0], 12.0),
        ("x2", &[2.0, 1.0], 1.0),
        ("x0 = 2; (x - x0)^2 + y", &[3.0, 1.0], 2.0),
    ]);
    refused("(x - x0)^2 + y^2", &["`x0` stands beside `x`", "number all variables", "x0 = 1; …"]);
    refused("x1 + y", &["`x1` stands beside `y`"]);
    refused("x[0] + y", &["`x[0]` stands beside `y`"]);
    refused("x[0] + p[1]", &["`x` and `p` are both numbered"]);
    refused("x(1)^2 + x(2)^2", &["`x(1)` has two readings", "write `x1`"]);
    refused("x[i]", &["square brackets"]);
    let set = Formula::parse_with("(x - x0)^2 + y", &["x0"]).unwrap();
    assert_eq!((set.parameters(), set.dimension()), (["x0".to_owned()].as_slice(), 2));
    assert_eq!(Formula::parse("x1 + x7").unwrap().canonical(), "x1 + x7");
}

#[test]
fn letters_side_by_side_are_a_product() {
    check(&[
        ("xy", &[3.0, 2.0], 6.0),
        ("2xy", &[3.0, 2.0], 12.0),
        ("xyz", &[3.0, 2.0, 5.0], 30.0),
        ("xy^2", &[3.0, 2.0], 12.0),
        ("xx", &[3.0], 9.0),
        ("sin(xy) + xy(x + 1)", &[1.0, 2.0], 2f64.sin() + 4.0),
        ("xy = 3; xy*x", &[2.0], 6.0),
    ]);
    let set = Formula::parse_with("xy*x", &["xy"]).unwrap();
    assert_eq!(set.parameters(), ["xy"]);
    refused("axy", &["did you mean `a*x*y`?"]);
    refused("xsin(y)", &["did you mean `x*sin(…)`?"]);
    refused("3x_1x_2 + x_1", &["did you mean `x_1*x_2`?"]);
    refused("cos 2x", &["write `cos(2x)`"]);
    refused("sinx", &["did you mean `sin(x)`?"]);
    refused("cos2x", &["did you mean `cos(2x)`?"]);
}

#[test]
fn mathematics_is_read_as_it_is_written() {
    check(&[
        ("sin^2(x)", &[2.0], 2f64.sin().powi(2)),
        ("cos²(y)", &[0.0, 2.0], 2f64.cos().powi(2)),
        ("sin^{2}(x) + cos^{2}(x)", &[2.0], 1.0),
        ("2sin^2(x)cos(y)", &[2.0, 1.0], 2.0 * 2f64.sin().powi(2) * 1f64.cos()),
        ("ln|x|", &[-2.0], 2f64.ln()),
        ("|ln|x||", &[0.5], 2f64.ln()),
        ("sqrt|x|", &[-4.0], 2.0),
        ("x⁴", &[2.0], 16.0),
        ("x⁻¹", &[2.0], 0.5),
        ("x¹⁰ + x⁰", &[2.0], 1025.0),
        ("e^{-x^2}", &[1.0], (-1f64).exp()),
        ("e^{-x^2}y", &[1.0, 2.0], 2.0 * (-1f64).exp()),
        ("sin\u{2061}(x)", &[2.0], 2f64.sin()),
        ("2\u{2062}x", &[2.0], 4.0),
        ("x\u{200B} +\u{FEFF} y", &[1.0, 2.0], 3.0),
        ("\u{FEFF}x", &[1.0], 1.0),
        ("x – y ⋅ 2 ∕ 4", &[1.0, 1.0], 0.5),
        ("√(x² + y²)", &[3.0, 4.0], 5.0),
        ("cot(x) + sec(x) + csc(x)", &[1.0], 1.0 / 1f64.tan() + 1.0 / 1f64.cos() + 1.0 / 1f64.sin()),
        ("tg(x) + arctg(x) + sh(x)", &[1.0], 1f64.tan() + 1f64.atan() + 1f64.sinh()),
        ("log₂(x) + log_10(x)", &[4.0], 2.0 + 4f64.log10()),
        ("Sin(x) + EXP(x) + Pi*x", &[1.0], 1f64.sin() + 1f64.exp() + std::f64::consts::PI),
    ]);
    refused("sin^-1(x)", &["`sin^-1(x)` has two readings", "write `asin(x)` or `1/sin(x)`"]);
    refused("sin⁻¹(x)", &["two readings", "asin(x)"]);
    refused("cos^{-1}(x)", &["two readings", "acos(x)"]);
    refused("tan^(-1)(x)", &["two readings", "atan(x)"]);
    refused("sin^-2(x)", &["write `sin(x)^(-2)`"]);
    refused("sin²x", &["write `sin(x)²`"]);
    refused("ln|x|^2", &["two readings"]);
    refused("5!", &["write the product"]);
    refused("(x+1)!", &["write the product"]);
    refused("abs((x+i*y)^2 + 1)", &["`i` is no imaginary unit", "i = 2; …"]);
    refused("x + 2j*y", &["`j` is no imaginary unit"]);
    assert_eq!(Formula::parse_with("i*x", &["i"]).unwrap().parameters(), ["i"]);
    assert_eq!(value("i = 3; i*x", &[2.0]), 6.0);
}

#[test]
fn latex_is_read() {
    check(&[
        (r"\sin(x) \cdot \cos(y)", &[1.0, 2.0], 1f64.sin() * 2f64.cos()),
        (r"\frac{x^2}{2} + \frac{y}{4}", &[2.0, 4.0], 3.0),
        (r"\frac{1}{2}x", &[2.0], 1.0),
        (r"e^{-\left(x^{2}+y^{2}\right)}", &[1.0, 1.0], (-2f64).exp()),
        (r"\sqrt{x^2+y^2}", &[3.0, 4.0], 5.0),
        (r"\sin\left(\pi x\right)", &[0.5], 1.0),
        (r"f\left(x,y\right)=x^{2}-y^{2}", &[3.0, 1.0], 8.0),
        (r"\left|x\right| + \sin^{2}\left(y\right)", &[-1.0, 2.0], 1.0 + 2f64.sin().powi(2)),
        (r"\log_{10}(x) \, \operatorname{sgn}(y)", &[100.0, -3.0], -2.0),
        (r"x \le y", &[1.0, 2.0], 1.0),
    ]);
    check(&[
        (r"\max({x}^{2},y)", &[3.0, 1.0], 9.0),
        (r"\min\left({x}^{2},y\right)", &[3.0, 1.0], 1.0),
        (r"\operatorname{max}({x}, {y}^{2})", &[3.0, 2.0], 4.0),
        (r"\max\{x, y\} + \max({x, y}) + \max({x}+1, 2)", &[3.0, 1.0], 10.0),
        (r"\max\left\{{x}^{2},y\right\}", &[3.0, 1.0], 9.0),
        (r"\sqrt2 x + \sqrt xy", &[4.0, 3.0], 4.0 * 2f64.sqrt() + 6.0),
        ("e^{x}\n\\cos(y) + 2^{x}3^{y}", &[1.0, 0.0], std::f64::consts::E + 2.0),
        (r"\sin{\left(x \right)}^{2} + \sqrt{x}^{2} + \sin^{2}{x}", &[2.0], 2.0 * 2f64.sin().powi(2) + 2.0),
    ]);
    refused(r"\sin{x}^2", &["two readings", r"write `\sin(x^n)` or `\sin(x)^n`"]);
    refused(r"x^2\,\mathrm{d}x", &["cannot be read"]);
    refused(r"\Gamma(x)", &["sample it"]);
    assert_eq!(Formula::parse(r"\theta_1 x").unwrap().parameters(), ["θ_1"]);
    refused(r"\sum x", &["unknown LaTeX command `\\sum`", "write `sum(f, k, 1, 8)`"]);
    refused(r"\begin{cases} x \end{cases}", &["write `if(condition, a, b)`"]);
    refused(r"\frac{1}", &["two groups in braces"]);
}

#[test]
fn comparisons_chain_and_logic_takes_the_marks_of_c() {
    check(&[
        ("-1 < x < 1", &[0.5], 1.0),
        ("-1 < x < 1", &[-3.0], 0.0),
        ("-1 < x < 1", &[3.0], 0.0),
        ("0 < x <= y < 5", &[1.0, 1.0], 1.0),
        ("0 < x <= y < 5", &[1.0, 7.0], 0.0),
        ("3 > x > 1 and y > 0", &[2.0, 1.0], 1.0),
        ("x>0 || y>0", &[-1.0, 1.0], 1.0),
        ("x>0||y>0", &[-1.0, -1.0], 0.0),
        ("(x>0)||(y>0)", &[-1.0, 1.0], 1.0),
        ("(x>0 || y>0) * 3", &[-1.0, 1.0], 3.0),
        ("x>0 || |y|>2", &[-1.0, -3.0], 1.0),
        ("|x|>1 || |y|>1", &[0.0, -3.0], 1.0),
        ("x>0 && y>0", &[1.0, 1.0], 1.0),
        ("x>0 && y>0", &[1.0, -1.0], 0.0),
        ("!(x>0)", &[1.0], 0.0),
        ("!x + 1", &[0.0], 2.0),
        ("x != 1", &[1.0], 0.0),
        ("x>0 ? x : -x", &[-4.0], 4.0),
        ("x>0 ? 1 : y>0 ? 2 : 3", &[-1.0, 1.0], 2.0),
        ("x>0 || y>0 ? 10 : 20", &[-1.0, 1.0], 10.0),
        ("(x>0 ? 1 : 2)*y", &[1.0, 5.0], 5.0),
        ("x if x > 0 else -x", &[-4.0], 4.0),
        ("2||x|-1|", &[-3.0], 4.0),
        ("||x|-1|", &[0.25], 0.75),
        ("||x|>|y||", &[3.0, 1.0], 1.0),
        ("|x||y|", &[-3.0, -2.0], 6.0),
        ("x ∧ y ∨ ¬x", &[0.0, 1.0], 1.0),
        ("fabs(x) + powf(x, 2) + sinf(y) + fmax(x, y)", &[-2.0, 0.0], 6.0),
    ]);
    refused("x>0 ? x", &["this `?` has no `:`"]);
    refused("{x>0: x, -x}", &["write `if(condition, a, b)`"]);
    refused("x // 2", &["write `floor(a/b)`"]);
    refused("atan(y, x)", &["write `atan2(y, x)`"]);
    refused("x[y]", &["square brackets"]);
}
