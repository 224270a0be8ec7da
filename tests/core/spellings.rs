//! The table of spellings: what people write for what the language knows, with values at points.

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
    Formula::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}")).remarks().to_vec()
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
fn prefixes_of_modules_and_headers_are_dropped() {
    check(&[
        ("np.sin(np.sqrt(x**2+y**2))", &[3.0, 4.0], 5f64.sin()),
        ("math.exp(-x**2)*y", &[1.0, 2.0], 2.0 * (-1f64).exp()),
        ("torch.sin(x)", &[2.0], 2f64.sin()),
        ("jnp.cos(x) + numpy.pi", &[0.0], 1.0 + std::f64::consts::PI),
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
    refused(r"\sum x", &["unknown LaTeX command `\\sum`", "write the sum"]);
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

#[test]
fn doubts_are_remarks() {
    for (text, expected) in [
        ("1/2x", "`1/2x` is read as `(1/2)*x`"),
        ("y + 1/2xy", "`1/2xy` is read as `(1/2)*xy`"),
        ("sin(x)/2(y+1)", "`sin(x)/2(y+1)` is read as `(sin(x)/2)*(y+1)`"),
        ("e^2x", "`e^2x` is read as `(e^2)*x`"),
        ("3e^-2x + 1", "`e^-2x` is read as `(e^-2)*x`"),
        ("e^xy", "`e^xy` is read as `(e^x)*y`"),
        ("x^1/2", "`x^1/2` is read as `(x^1)/2`"),
        ("a x", "the parameter `a` has no value and is 1"),
        ("3", "the formula has no x and no y: it is the same everywhere"),
    ] {
        assert_eq!(remarks(text), [expected], "{text}");
    }
    for text in ["x^2y", "(1/2)x", "1/2*x", "1/(2x)", "2e-x", "x^2/2", "2x/3", "e^(2x)"] {
        assert_eq!(remarks(text), Vec::<String>::new(), "{text}");
    }
    assert!(Formula::parse_with("a x", &["a"]).unwrap().remarks().is_empty());
    assert_eq!(remarks("2a").len(), 2);
}

#[test]
fn an_error_in_a_spelling_points_at_its_column() {
    for (text, column) in [("2 + axy", 5), ("np.sin(x) + np.foo(y)", 13), ("x⁻¹ + $", 7), ("r = x; q*x + X", 14)] {
        let error = Formula::parse(text).unwrap_err();
        assert_eq!(error.column(), column, "{error}");
    }
}

#[test]
fn numbers_have_the_marks_of_their_languages() {
    check(&[
        ("1.0f*x + 2.5F + .5f + 2.f", &[1.0], 6.0),
        ("1e3f*x + 1e-3F*x", &[1.0], 1000.001),
        ("1.5f32*x + 2.0_f64 + 3_f32", &[1.0], 6.5),
        ("0.5d0*x**2 + 1.0D2*y + 2.5d1", &[2.0, 1.0], 2.0 + 100.0 + 25.0),
    ]);
    assert_eq!(remarks("2.0d-3*x"), ["`2.0d-3` is read as the number `2.0e-3`; the sum is `2.0*d - 3`"]);
    assert_eq!(value("2.0d-3*x", &[4.0]), 0.008);
    assert_eq!(value("d = 2; 2.0d-3*x", &[1.0]), 1.0, "a name that has a value is a factor");
    assert_eq!(value("f = 2; 2.0f", &[]), 4.0);
    assert_eq!(value("2f*x", &[3.0]), 6.0);
    assert_eq!(Formula::parse("2.5f(x)").unwrap().parameters(), ["f"]);
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

#[test]
fn a_letter_before_a_bracket_is_a_factor_unless_it_has_several_arguments() {
    check(&[("c = 3; c(x + y)", &[1.0, 2.0], 9.0)]);
    for letter in ["c", "D", "k"] {
        let formula = Formula::parse_with(&format!("{letter}(x + y)"), &[letter]).unwrap();
        assert_eq!(formula.reading(), format!("{letter}·(x + y)"));
        assert_eq!(Formula::parse(&format!("{letter}(x + max(x, y))")).unwrap().parameters(), [letter]);
    }
    refused("c(x, y)", &["write x and y themselves"]);
    refused("sum(c(x, y))", &["write x and y themselves"]);
    refused("D(x^2, x)", &["its derivatives are found"]);
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
        ("x^2 # + 5\n + y", &[3.0, 1.0], 10.0),
    ]);
    refused("x // 2", &["write `floor(a/b)`"]);
    refused("x ... y", &["point"]);
}

#[test]
fn what_a_copy_may_have_lost_or_an_array_would_have_is_refused() {
    for text in ["x 2 + y 2", "5 x 3", "(x + y)2", "sin(x) 2", "|x|2", "x½", "2π3"] {
        refused(text, &["a number behind a value has two readings"]);
    }
    refused("x2 + y2", &["`y2` has two readings", "write `y^2`", "y2 = 1; …"]);
    refused("x3 - z3*x1", &["write `z^3`"]);
    check(&[("y2 = 5; x*y2", &[2.0], 10.0), ("2(x + 1)[y - 1] + 3[2]", &[1.0, 3.0], 14.0)]);
    for text in ["np.cos(x)[0]", "(x + y)[1]", "np.sum([x, y])[0]"] {
        refused(text, &["an index is of arrays"]);
    }
    for (text, base) in [("0b101*x", "binary"), ("0o17*x", "octal"), ("0xff*x", "hexadecimal")] {
        refused(text, &[base]);
    }
    refused("1,000*x", &["thousands have no mark"]);
    for text in ["=SIN(A1)*COS(B1)", "=x*B12"] {
        refused(text, &["is a cell of a spreadsheet"]);
    }
    assert_eq!(Formula::parse("SIN(A1)*x").unwrap().parameters(), ["A1"]);
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
        ("DSQRT(X**2 + Y**2) + dexp(X)", &[3.0, 4.0], 5.0 + 3f64.exp()),
        ("F.leaky_relu(x, 0.1) + F.elu(y) + torch.frac(x)", &[-2.5, -1.0], -0.25 + (-1f64).exp_m1() - 0.5),
        ("dnorm(x)*pnorm(y)", &[0.0, 0.0], 0.5 / (2.0 * std::f64::consts::PI).sqrt()),
        ("abs2(x) + SUMSQ(x, y)", &[3.0, 4.0], 34.0),
    ]);
}

#[test]
fn a_turned_comparison_is_no_function() {
    check(&[
        ("x =< y", &[1.0, 1.0], 1.0),
        ("x => x^2 + 1", &[2.0], 5.0),
        ("(x, y) => x*y", &[2.0, 3.0], 6.0),
        ("u => u^2", &[2.0], 4.0),
    ]);
    for text in ["x => y", "x => 2", "y => x", "x => x*y", "x => y + 1"] {
        refused(text, &["two readings", ">= …`"]);
    }
    refused("x^2 + y => 3", &["to compare write `>=`"]);
}

/// What users of each program type, with the values that Python's mathematics gives: `tests/data/formulas.py` wrote them.
#[test]
fn formulas_of_other_programs_have_their_values() {
    let rows = include_str!("../data/formulas.tsv");
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
fn what_has_no_meaning_or_two_is_answered_in_the_users_own_words() {
    for (text, remedy) in [
        ("x % 2", "write `mod(a, b)`"),
        ("x %% 2", "write `mod(a, b)`"),
        ("x // 2", "write `floor(a/b)`"),
        ("(x+y).powi(2)", "write a function before what it is applied to"),
        ("p.x^2", "write `x` alone"),
        ("x^2{x>0}", "write `if(condition, a, b)`"),
        (r"x^{2}\left\{x>0\right\}", "write `if(condition, a, b)`"),
        ("x² + y² = 25", "the left side minus the right"),
        ("2½x", "two readings"),
        ("0x1F*x", "hexadecimal"),
        ("(x>0)|y>0|", "write `or`, or `abs(…)`"),
        ("r <- sqrt(x^2+y^2)", "write `r = …`, or `r < -…`"),
        ("IF(x>0; x; -x)", "write `,` between them"),
        ("if(x=0, 1, 2)", "to compare write `==`"),
        ("Piecewise((x, x>0), (0, True))", "write `if(condition, a, b)`"),
        ("g(t) = t^2; g(x) + g(y)", "write it out"),
        ("gamma(x)", "sample it"),
        ("j0(x)", "sample it"),
        ("scipy.special.jv(0, x)", "sample it"),
        ("diff(x^2, x)", "its derivatives are found"),
        ("x'", "its derivatives are found"),
        ("(x + 1", "add `)`"),
        ("np.array([x, y])", "write the formula alone"),
        ("[x, y]", "a formula has one value"),
        ("x:y", "`/` to divide"),
        ("0,5*x", "a decimal point is `.`"),
        ("sin(0,5)", "`sin` takes one argument, not 2"),
        ("x mod 2", "write `mod(x, y)`"),
        ("random()*x", "sample it"),
        ("Re((x+y)^2)", "formulas are real"),
        ("import numpy as np", "write the formula alone"),
        ("factorial(x)", "write the product out"),
        ("log(x, 2)", "write `ln(x)/ln(base)`"),
        ("arctan(y, x)", "write `atan2(y, x)`, y first"),
        ("√2x", "write `√(…)` around all that the root is of"),
        ("log_3(x)", "write `ln(x)/ln(3)`"),
        (r"\log_{3}(x)", "write `ln(x)/ln(3)`"),
        ("x^2, y^2", "what is named before it ends in `;`"),
        ("dist(0, 0, x, y)", "write `hypot(x - a, y - b)`"),
        (r"\sin x y", "write `\\sin(x)`"),
        (r"\sin x^2", "write `\\sin(x)`"),
        (r"x \bmod 2", "write `mod(a, b)`"),
        (r"{x \over y}", "write `\\frac{a}{b}`"),
        ("x ± 1", "write `+` or `-`"),
        ("Sin[x] + I*y", "`I` is no imaginary unit"),
    ] {
        refused(text, &[remedy]);
    }
}
