//! What people write for what the language knows: one table for every kind of spelling.
//!
//! A spelling stands here only if it has one meaning. What has two, or none here, is among the [`answer`]s, which
//! name the remedy in the words of NumPy, C, LaTeX or wherever the name comes from.

use super::names::{self, Function};
use super::op::{Binary, Unary};

/// Marks by their spellings, longer ones first.
pub(super) const MARKS: &[(&str, &str)] = &[
    ("**", "^"),
    ("<=", "<="),
    (">=", ">="),
    ("==", "=="),
    ("!=", "!="),
    ("≤", "<="),
    ("⩽", "<="),
    ("≥", ">="),
    ("⩾", ">="),
    ("≠", "!="),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("+", "+"),
    ("\u{2064}", "+"),
    ("-", "-"),
    ("−", "-"),
    ("–", "-"),
    ("*", "*"),
    ("×", "*"),
    ("·", "*"),
    ("⋅", "*"),
    ("∙", "*"),
    ("∗", "*"),
    ("\u{2062}", "*"),
    ("/", "/"),
    ("÷", "/"),
    ("∕", "/"),
    ("⁄", "/"),
    ("^", "^"),
    ("(", "("),
    (")", ")"),
    ("{", "{"),
    ("}", "}"),
    ("[", "["),
    ("]", "]"),
    (",", ","),
    ("\u{2063}", ","),
    (";", ";"),
    ("|", "|"),
    ("!", "!"),
    ("¬", "!"),
    ("?", "?"),
    (":", ":"),
];

/// Operators that are words, by their marks.
pub(super) const WORD_MARKS: &[(&str, &str)] = &[("&&", "and"), ("∧", "and"), ("∨", "or"), ("√", "sqrt")];

/// Characters that nobody sees and that mean nothing between the parts of a formula.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{2061}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}'
    )
}

/// A raised digit.
pub(super) fn raised(c: char) -> Option<i16> {
    match c {
        '⁰' => Some(0),
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        '⁴'..='⁹' => Some(c as i16 - '⁴' as i16 + 4),
        _ => None,
    }
}

/// The digit that a lowered one stands for.
pub(super) fn lowered(c: char) -> Option<char> {
    let digit = (c as u32).checked_sub('₀' as u32).filter(|&digit| digit < 10)?;
    char::from_digit(digit, 10)
}

/// Modules of Python, C++ and JavaScript whose functions keep their names here.
const MODULES: &[&str] = &[
    "np",
    "numpy",
    "math",
    "Math",
    "torch",
    "jnp",
    "jax",
    "tf",
    "scipy",
    "special",
    "sp",
    "sympy",
    "cp",
    "cupy",
    "std",
    "linalg",
    "nn",
    "functional",
    "F",
    "mpmath",
    "mp",
    "onp",
    "xp",
    "K",
];

/// Whether a prefix such as `np` can be dropped.
pub(super) fn is_module(name: &str) -> bool {
    MODULES.contains(&name)
}

/// Functions by other names that mean the same everywhere.
const FUNCTIONS: &[(&str, Function)] = &[
    ("arcsin", Function::Unary(Unary::Asin)),
    ("arccos", Function::Unary(Unary::Acos)),
    ("arctan", Function::Unary(Unary::Atan)),
    ("arctg", Function::Unary(Unary::Atan)),
    ("arcsinh", Function::Unary(Unary::Asinh)),
    ("arsinh", Function::Unary(Unary::Asinh)),
    ("arccosh", Function::Unary(Unary::Acosh)),
    ("arcosh", Function::Unary(Unary::Acosh)),
    ("arctanh", Function::Unary(Unary::Atanh)),
    ("artanh", Function::Unary(Unary::Atanh)),
    ("tg", Function::Unary(Unary::Tan)),
    ("sh", Function::Unary(Unary::Sinh)),
    ("ch", Function::Unary(Unary::Cosh)),
    ("th", Function::Unary(Unary::Tanh)),
    ("fabs", Function::Unary(Unary::Abs)),
    ("absolute", Function::Unary(Unary::Abs)),
    ("sgn", Function::Unary(Unary::Sign)),
    ("signum", Function::Unary(Unary::Sign)),
    ("rint", Function::Unary(Unary::Round)),
    ("ceiling", Function::Unary(Unary::Ceil)),
    ("log_2", Function::Unary(Unary::Log2)),
    ("log_10", Function::Unary(Unary::Log10)),
    ("cot", Function::Reciprocal(Unary::Tan)),
    ("ctg", Function::Reciprocal(Unary::Tan)),
    ("cotg", Function::Reciprocal(Unary::Tan)),
    ("sec", Function::Reciprocal(Unary::Cos)),
    ("csc", Function::Reciprocal(Unary::Sin)),
    ("cosec", Function::Reciprocal(Unary::Sin)),
    ("coth", Function::Reciprocal(Unary::Tanh)),
    ("logistic", Function::Unary(Unary::Sigmoid)),
    ("expit", Function::Unary(Unary::Sigmoid)),
    ("csch", Function::Reciprocal(Unary::Sinh)),
    ("square", Function::Square),
    ("arctan2", Function::Binary(Binary::Atan2)),
    ("power", Function::Binary(Binary::Pow)),
    ("float_power", Function::Binary(Binary::Pow)),
    ("maximum", Function::Fold(Binary::Max)),
    ("fmax", Function::Fold(Binary::Max)),
    ("minimum", Function::Fold(Binary::Min)),
    ("fmin", Function::Fold(Binary::Min)),
    ("clip", Function::Clamp),
    ("where", Function::If),
];

/// Constants by other names.
const CONSTANTS: &[(&str, f64)] = &[
    ("Pi", std::f64::consts::PI),
    ("PI", std::f64::consts::PI),
    ("M_PI", std::f64::consts::PI),
    ("M_E", std::f64::consts::E),
];

/// The function that another spelling means: NumPy's, C's with its `f` for single precision, or one in capitals.
pub(super) fn function(name: &str) -> Option<Function> {
    let listed = |name: &str| FUNCTIONS.iter().find(|(spelling, _)| *spelling == name).map(|&(_, function)| function);
    let known = |name: &str| names::function(name).or_else(|| listed(name));
    let single = || name.strip_suffix('f').filter(|name| name.len() > 2).and_then(names::function);
    let lower = || Some(name.to_ascii_lowercase()).filter(|lower| lower != name).and_then(|lower| known(&lower));
    listed(name).or_else(single).or_else(lower)
}

/// The constant that another spelling means.
pub(super) fn constant(name: &str) -> Option<f64> {
    CONSTANTS.iter().find(|(spelling, _)| *spelling == name).map(|&(_, number)| number)
}

/// What to write for a name that has no meaning here, or two.
pub(super) fn answer(name: &str) -> Option<&'static str> {
    let (_, answer) = ANSWERS.iter().find(|(spellings, _)| spellings.contains(&name))?;
    Some(answer)
}

const ANSWERS: &[(&[&str], &str)] = &[
    (&["fmod", "remainder"], "`mod(a, b)` has the sign of b; where a can be negative, others differ"),
    (&["trunc", "fix", "int"], "write `sign(x)*floor(abs(x))`"),
    (&["lg", "lb", "ld"], "write `log10(x)` or `log2(x)`"),
    (&["sqr"], "write `x^2` or `sqrt(x)`"),
    (&["sinc"], "write `sin(x)/x`, or `sin(pi*x)/(pi*x)` as NumPy means it"),
    (&["exp2"], "write `2^x`"),
    (&["exp10"], "write `10^x`"),
    (&["heaviside", "step", "Heaviside"], "write `x > 0`, which is 1 or 0"),
    (&["radians", "deg2rad"], "write `x*pi/180`"),
    (&["degrees", "rad2deg"], "write `x*180/pi`"),
    (&["logical_and", "And"], "write `a and b`"),
    (&["logical_or", "Or"], "write `a or b`"),
    (&["logical_not", "Not"], "write `not a`"),
    (&["add"], "write `a + b`"),
    (&["subtract"], "write `a - b`"),
    (&["multiply"], "write `a*b`"),
    (&["divide", "true_divide"], "write `a/b`"),
    (&["negative"], "write `-x`"),
    (&["reciprocal"], "write `1/x`"),
    (&["floor_divide"], "write `floor(a/b)`"),
    (&["cube"], "write `x^3`"),
    (&["root", "nthroot"], "write `x^(1/n)`"),
    (&["norm"], "write `hypot(x, y)`, or the root of the squares"),
    (&["sum", "prod", "dot", "matmul"], "write the sum or the product out"),
    (&["nan", "NaN", "inf", "Infinity", "INFINITY"], "only finite numbers can be written"),
    (&["arccot", "arcctg", "acot"], "write `atan(1/x)` or `pi/2 - atan(x)`"),
    (&["arcsec", "asec"], "write `acos(1/x)`"),
    (&["arccsc", "acsc"], "write `asin(1/x)`"),
    (&["float", "double", "let", "const", "auto", "var"], "leave this word out"),
    (&["mean", "average"], "write it out"),
    (
        &["meshgrid", "linspace", "array", "zeros", "ones", "arange"],
        "x and y are numbers here: write the formula alone",
    ),
];

/// What a command of LaTeX stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Latex {
    /// A mark of the table above.
    Mark(&'static str),
    /// A name or a word that is an operator.
    Name(&'static str),
    /// `\frac{a}{b}`.
    Fraction,
    /// Room, or how large a bracket is.
    Nothing,
    /// A name in braces.
    Operator,
}

const LATEX: &[(&[&str], Latex)] = &[
    (&["left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr"], Latex::Nothing),
    (&["quad", "qquad", "displaystyle", "limits", ",", ";", "!", ":", " "], Latex::Nothing),
    (&["frac", "dfrac", "tfrac", "cfrac"], Latex::Fraction),
    (&["operatorname", "mathrm", "mathop", "text", "mathit"], Latex::Operator),
    (&["cdot", "times", "ast"], Latex::Mark("*")),
    (&["div"], Latex::Mark("/")),
    (&["le", "leq", "leqslant"], Latex::Mark("<=")),
    (&["ge", "geq", "geqslant"], Latex::Mark(">=")),
    (&["ne", "neq"], Latex::Mark("!=")),
    (&["lt"], Latex::Mark("<")),
    (&["gt"], Latex::Mark(">")),
    (&["lvert", "rvert", "vert", "mid"], Latex::Mark("|")),
    (&["{", "lbrace"], Latex::Mark("{")),
    (&["}", "rbrace"], Latex::Mark("}")),
    (&["land", "wedge"], Latex::Name("and")),
    (&["lor", "vee"], Latex::Name("or")),
    (&["lnot", "neg"], Latex::Mark("!")),
    (&["alpha"], Latex::Name("α")),
    (&["beta"], Latex::Name("β")),
    (&["gamma"], Latex::Name("γ")),
    (&["delta"], Latex::Name("δ")),
    (&["epsilon", "varepsilon"], Latex::Name("ε")),
    (&["zeta"], Latex::Name("ζ")),
    (&["eta"], Latex::Name("η")),
    (&["theta", "vartheta"], Latex::Name("θ")),
    (&["kappa"], Latex::Name("κ")),
    (&["lambda"], Latex::Name("λ")),
    (&["mu"], Latex::Name("μ")),
    (&["nu"], Latex::Name("ν")),
    (&["xi"], Latex::Name("ξ")),
    (&["rho"], Latex::Name("ρ")),
    (&["sigma"], Latex::Name("σ")),
    (&["phi", "varphi"], Latex::Name("φ")),
    (&["chi"], Latex::Name("χ")),
    (&["psi"], Latex::Name("ψ")),
    (&["omega"], Latex::Name("ω")),
    (&["Gamma"], Latex::Name("Γ")),
    (&["Delta"], Latex::Name("Δ")),
    (&["Theta"], Latex::Name("Θ")),
    (&["Lambda"], Latex::Name("Λ")),
    (&["Phi"], Latex::Name("Φ")),
    (&["Psi"], Latex::Name("Ψ")),
    (&["Omega"], Latex::Name("Ω")),
];

/// What the command of this name, without its backslash, stands for, if it is known.
///
/// Functions and constants keep their names.
pub(super) fn latex(command: &str) -> Option<Latex> {
    LATEX.iter().find(|(commands, _)| commands.contains(&command)).map(|&(_, meaning)| meaning)
}
