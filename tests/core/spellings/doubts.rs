//! What has two readings, or none: a remark, or a refusal with the remedy.

use super::{check, refused, remarks};
use steepest::expr::Formula;

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
        ("frac(x)", "`frac(x)` keeps the sign of x, as in Maple and PyTorch; HLSL's x − ⌊x⌋ is `fract(x)`"),
        ("dexp(2x) + y", "`dexp(x)` is read as Fortran's e^x; R's density is `if(x < 0, 0, exp(-x))`"),
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
        ("torch.maximum(x, torch.tensor(0.))", "write the formula alone"),
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
        // A mark of LaTeX's tables or of spreadsheets' texts was read as `and`: the constant 1.
        ("x^2 & + y^2", "write `and` where both are conditions"),
        ("=SIN(x)&COS(y)", "write `and` where both are conditions"),
        ("sin(x) & cos(y)", "write `and` where both are conditions"),
        ("def f(x: float) -> float: return x", "write the formula alone"),
        ("function f(x, y)\n  x^2 + y\nend", "write the formula alone"),
        ("(lambda x, y: x*y)(x, y)", "write the formula alone"),
        ("Plot3D[x^2 + y^2, {x, -1, 1}, {y, -1, 1}]", "write the formula alone"),
        ("begin x^2 end", "write the formula alone"),
        ("Function[{x,y}, x^2+y]", "write the formula alone"),
        ("f = inline('x^2+y')", "leave out what stands in quotes"),
        ("np.interp(x, [0, 1], [0, 1])", "save the samples as .npy"),
        ("np.nan_to_num(np.log(x))", "leave it out"),
        ("np.bitwise_and(x>0, y>0)", "write `a and b`"),
        ("x.*y./(x.^2+y.^2+eps)", "write its number"),
        ("=WENN(x>0;x;0)", "write `if(condition, a, b)`"),
        ("=WURZEL(x)", "write `sqrt(x)`"),
        ("=POTENZ(x;2)", "write `x^n`"),
        ("=IFERROR(x/y,0)", "leave it out"),
        ("=QUOTIENT(x,2)", "`trunc(a/b)`"),
        ("mtimes(x,y)", "write `a*b`"),
        ("Z = peaks(x,y)", "write its formula out"),
        (r"\begin{cases} x & x>0 \\ y & x<0 \end{cases}", "write `if(condition, a, b)`"),
        ("xor(x>0, y>0)", "(a and not b)"),
        ("nthroot(x, 3)", "write `x^(1/n)`"),
        ("=INT(y)", "write `floor(x)`"),
        ("length(vec2(x, y))", "write `hypot(x, y)`"),
        ("dot(vec2(x,y), vec2(x,y))", "write the products out"),
        ("(float)x*y", "leave this word out"),
        ("x == y ? 1", "this `?` has no `:`"),
        ("=A1^2+B1^2", "write `x` and `y` for cells"),
        ("=ROUND(x, 2)", "write `round(x*10^n)/10^n`"),
        ("Log[10, x]", "write `ln(x)/ln(base)`"),
        ("sqrt(x^2+y^2) -> z", "write the formula alone"),
        ("lambda v: sum(v**2)", "write `x + y`"),
        (r"\left\lVert (x,y) \right\rVert", "write `hypot(x, y)`"),
        (r"\hat{x}^2", "write a plain letter"),
        (r"\dot{x}", "its derivatives are found"),
        ("∂f/∂x", "its derivatives are found"),
        ("∑x", "write `sum(f, k, 1, 8)`"),
        ("eˣ", "write `^n`"),
        ("sin x · cos y", "write `sin(x)`"),
    ] {
        refused(text, &[remedy]);
    }
}
