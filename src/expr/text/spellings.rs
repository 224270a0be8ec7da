//! What people write for what the language knows: one table for every kind of spelling.
//!
//! A spelling stands here only if it has one meaning. What has two, or none here, is among the [`answer`]s, which
//! name the remedy in the words of NumPy, C, LaTeX or wherever the name comes from.

use std::borrow::Cow;

use super::names::{self, Function};
use crate::expr::graph::op::{Binary, Unary};

/// Marks by their spellings, longer ones first.
pub(in crate::expr) const MARKS: &[(&str, &str)] = &[
    ("**", "^"),
    (".^", "^"),
    (".*", "*"),
    ("./", "/"),
    (".+", "+"),
    (".-", "-"),
    ("===", "=="),
    ("!==", "!="),
    ("~=", "!="),
    ("<>", "!="),
    (":=", "="),
    ("=>", "=>"),
    ("=<", "<="),
    ("->", "->"),
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
    ("—", "-"),
    ("‐", "-"),
    ("‑", "-"),
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
    ("ˆ", "^"),
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
    ("∣", "|"),
    ("│", "|"),
    ("⌊", "⌊"),
    ("⌋", "⌋"),
    ("⌈", "⌈"),
    ("⌉", "⌉"),
    ("°", "°"),
    ("@", "@"),
    ("!", "!"),
    ("¬", "!"),
    ("~", "!"),
    ("?", "?"),
    (":", ":"),
];

/// Operators that are words, by their marks.
pub(in crate::expr) const WORD_MARKS: &[(&str, &str)] =
    &[("&&", "and"), ("&", "and"), ("∧", "and"), ("∨", "or"), ("√", "sqrt"), ("∛", "cbrt")];

/// Characters that nobody sees and that mean nothing between the parts of a formula.
pub(in crate::expr) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{2061}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}'
    )
}

/// The number of a fraction that is one character.
pub(in crate::expr) fn fraction(c: char) -> Option<f64> {
    const FRACTIONS: [(char, f64, f64); 18] = [
        ('½', 1.0, 2.0),
        ('⅓', 1.0, 3.0),
        ('⅔', 2.0, 3.0),
        ('¼', 1.0, 4.0),
        ('¾', 3.0, 4.0),
        ('⅕', 1.0, 5.0),
        ('⅖', 2.0, 5.0),
        ('⅗', 3.0, 5.0),
        ('⅘', 4.0, 5.0),
        ('⅙', 1.0, 6.0),
        ('⅚', 5.0, 6.0),
        ('⅐', 1.0, 7.0),
        ('⅛', 1.0, 8.0),
        ('⅜', 3.0, 8.0),
        ('⅝', 5.0, 8.0),
        ('⅞', 7.0, 8.0),
        ('⅑', 1.0, 9.0),
        ('⅒', 1.0, 10.0),
    ];
    FRACTIONS.iter().find(|(fraction, ..)| *fraction == c).map(|(_, above, below)| above / below)
}

/// The formula without what was pasted around it, in plain letters: dollars and quotes, the `=` of a spreadsheet's cell, the
/// wide letters of Chinese and Japanese keyboards, the slanted ones of a word processor's formulas. Whether it is a
/// spreadsheet's.
pub(in crate::expr) fn plain(source: &str) -> (Cow<'_, str>, bool) {
    const AROUND: [(&str, &str); 10] = [
        ("$$", "$$"),
        ("$", "$"),
        ("\\(", "\\)"),
        ("\\[", "\\]"),
        ("\"", "\""),
        ("'", "'"),
        ("`", "`"),
        ("“", "”"),
        ("‘", "’"),
        ("«", "»"),
    ];
    let mut text = source;
    for (open, close) in AROUND {
        let inside = text.trim().strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inside) = inside.filter(|inside| !inside.contains(close)) {
            text = inside;
        }
    }
    let cell = text.trim_start().strip_prefix('=').filter(|cell| !cell.starts_with('='));
    let text = cell.unwrap_or(text);
    let plain = match text.chars().any(|c| ascii(c) != c) {
        true => Cow::Owned(text.chars().map(ascii).collect()),
        false => Cow::Borrowed(text),
    };
    (plain, cell.is_some())
}

/// The plain letter or digit that another form of it stands for.
fn ascii(c: char) -> char {
    let code = u32::from(c);
    let letter = |from: u32, place: u32| char::from_u32(from + place).unwrap_or(c);
    let of_alphabet = |place: u32| match place {
        0..26 => letter(u32::from('A'), place),
        _ => letter(u32::from('a'), place - 26),
    };
    match code {
        // Full width.
        0xFF01..=0xFF5E => letter(0x21, code - 0xFF01),
        // Mathematical alphabets: thirteen of Latin letters, five of Greek ones with marks between, five rows of digits.
        0x1D400..=0x1D6A3 => of_alphabet((code - 0x1D400) % 52),
        0x1D6A8..=0x1D7C9 => match (code - 0x1D6A8) % 58 {
            place @ 0..=24 => letter(u32::from('Α'), place),
            place @ 26..=50 => letter(u32::from('α'), place - 26),
            52 => 'ϵ',
            53 => 'ϑ',
            55 => 'ϕ',
            _ => c,
        },
        0x1D7CE..=0x1D7FF => letter(u32::from('0'), (code - 0x1D7CE) % 10),
        0x210E => 'h',
        0x212F | 0x2147 => 'e',
        0x2148 => 'i',
        _ => c,
    }
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
pub(in crate::expr) fn is_module(name: &str) -> bool {
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
    ("cot", Function::Reciprocal("cot", Unary::Tan)),
    ("ctg", Function::Reciprocal("cot", Unary::Tan)),
    ("cotg", Function::Reciprocal("cot", Unary::Tan)),
    ("sec", Function::Reciprocal("sec", Unary::Cos)),
    ("csc", Function::Reciprocal("csc", Unary::Sin)),
    ("cosec", Function::Reciprocal("csc", Unary::Sin)),
    ("coth", Function::Reciprocal("coth", Unary::Tanh)),
    ("logistic", Function::Unary(Unary::Sigmoid)),
    ("expit", Function::Unary(Unary::Sigmoid)),
    ("csch", Function::Reciprocal("csch", Unary::Sinh)),
    ("arctan2", Function::Binary(Binary::Atan2)),
    ("power", Function::Binary(Binary::Pow)),
    ("float_power", Function::Binary(Binary::Pow)),
    ("maximum", Function::Fold(Binary::Max)),
    ("fmax", Function::Fold(Binary::Max)),
    ("minimum", Function::Fold(Binary::Min)),
    ("fmin", Function::Fold(Binary::Min)),
    ("clip", Function::Clamp),
    ("where", Function::If),
    ("ifelse", Function::If),
    ("iif", Function::If),
    ("powi", Function::Binary(Binary::Pow)),
    ("pmax", Function::Fold(Binary::Max)),
    ("pmin", Function::Fold(Binary::Min)),
    ("amax", Function::Fold(Binary::Max)),
    ("amin", Function::Fold(Binary::Min)),
    ("sum", Function::Fold(Binary::Add)),
    ("prod", Function::Fold(Binary::Mul)),
    ("norm", Function::Norm),
    ("plus", Function::Fold(Binary::Add)),
    ("times", Function::Fold(Binary::Mul)),
    ("Mul", Function::Fold(Binary::Mul)),
    ("cuberoot", Function::Unary(Unary::Cbrt)),
    ("realsqrt", Function::Unary(Unary::Sqrt)),
    ("reallog", Function::Unary(Unary::Log)),
];

/// Functions that are short for a formula, by their names, their parameters and the formula; marks and words that stand for
/// operators are set as those.
const FORMULAS: &[(&[&str], &str, &str)] = &[
    (&["square"], "a", "a^2"),
    (&["cube"], "a", "a^3"),
    (&["exp2"], "a", "2^a"),
    (&["exp10"], "a", "10^a"),
    (&["reciprocal"], "a", "1/a"),
    (&["rsqrt", "inversesqrt"], "a", "1/sqrt(a)"),
    (&["radians", "deg2rad"], "a", "a*pi/180"),
    (&["degrees", "rad2deg"], "a", "a*180/pi"),
    (&["sind"], "a", "sin(a*pi/180)"),
    (&["cosd"], "a", "cos(a*pi/180)"),
    (&["tand"], "a", "tan(a*pi/180)"),
    (&["sinpi"], "a", "sin(pi*a)"),
    (&["cospi"], "a", "cos(pi*a)"),
    (&["asec", "arcsec"], "a", "acos(1/a)"),
    (&["acsc", "arccsc", "arccosec"], "a", "asin(1/a)"),
    (&["trunc", "fix"], "a", "sign(a)*floor(abs(a))"),
    (&["fract"], "a", "a - floor(a)"),
    (&["saturate"], "a", "clamp(a, 0, 1)"),
    (&["silu", "swish"], "a", "a*sigmoid(a)"),
    (&["logit"], "a", "ln(a/(1 - a))"),
    // The remainder itself is exact, and the sign is that of what is divided.
    (&["fmod", "rem"], "a b", "if(a < 0, -mod(-a, abs(b)), mod(a, abs(b)))"),
    (&["frac"], "a", "a - sign(a)*floor(abs(a))"),
    (&["elu"], "a", "if(a > 0, a, expm1(a))"),
    (&["mish"], "a", "a*tanh(softplus(a))"),
    (&["hardtanh"], "a", "clamp(a, -1, 1)"),
    (&["relu6"], "a", "clamp(a, 0, 6)"),
    (&["leaky_relu"], "a b", "if(a > 0, a, b*a)"),
    (&["dnorm"], "a", "exp(-a^2/2)/sqrt(2*pi)"),
    (&["pnorm"], "a", "erfc(-a/sqrt(2))/2"),
    (&["abs2"], "a", "a^2"),
    (&["sumsq"], "a b", "a^2 + b^2"),
    (&["heaviside"], "a b", "if(a < 0, 0, if(a > 0, 1, if(a == 0, b, a)))"),
    (&["copysign"], "a b", "abs(a)*if(b < 0, -1, 1)"),
    (&["logaddexp"], "a b", "max(a, b) + ln(1 + exp(-abs(a - b)))"),
    (&["floor_divide"], "a b", "floor(a/b)"),
    (&["mix", "lerp"], "a b c", "a + (b - a)*c"),
    (&["fma"], "a b c", "a*b + c"),
    (&["smoothstep"], "a b c", "clamp((c - a)/(b - a), 0, 1)^2*(3 - 2*clamp((c - a)/(b - a), 0, 1))"),
];

/// Operators by the names of functions.
const OPERATORS: &[(&[&str], &str, &str)] = &[
    (&["add"], "a b", "a + b"),
    (&["subtract"], "a b", "a - b"),
    (&["multiply"], "a b", "a*b"),
    (&["divide", "true_divide", "Rational"], "a b", "a/b"),
    (&["negative"], "a", "-a"),
    (&["logical_and"], "a b", "a and b"),
    (&["logical_or"], "a b", "a or b"),
    (&["logical_not"], "a", "not a"),
    (&["greater"], "a b", "a > b"),
    (&["less"], "a b", "a < b"),
    (&["greater_equal"], "a b", "a >= b"),
    (&["less_equal"], "a b", "a <= b"),
    (&["not_equal"], "a b", "a != b"),
    (&["UnitStep"], "a", "a >= 0"),
];

/// Constants by other names.
const CONSTANTS: &[(&str, f64)] = &[
    ("Pi", std::f64::consts::PI),
    ("PI", std::f64::consts::PI),
    ("M_PI", std::f64::consts::PI),
    ("M_E", std::f64::consts::E),
    ("M_PI_2", std::f64::consts::FRAC_PI_2),
    ("M_PI_4", std::f64::consts::FRAC_PI_4),
    ("M_1_PI", std::f64::consts::FRAC_1_PI),
    ("M_2_PI", std::f64::consts::FRAC_2_PI),
    ("M_SQRT2", std::f64::consts::SQRT_2),
    ("M_SQRT1_2", std::f64::consts::FRAC_1_SQRT_2),
    ("M_LN2", std::f64::consts::LN_2),
    ("M_LN10", std::f64::consts::LN_10),
    ("SQRT2", std::f64::consts::SQRT_2),
    ("LN2", std::f64::consts::LN_2),
    ("LN10", std::f64::consts::LN_10),
    ("euler_gamma", 0.577_215_664_901_532_9),
    ("True", 1.0),
    ("true", 1.0),
    ("TRUE", 1.0),
    ("False", 0.0),
    ("false", 0.0),
    ("FALSE", 0.0),
];

/// The function that another spelling means: NumPy's, C's with its `f` for single precision, or one in capitals.
pub(in crate::expr) fn function(name: &str) -> Option<Function> {
    let by_name = |name: &str| FUNCTIONS.iter().find(|(spelling, _)| *spelling == name).map(|&(_, function)| function);
    let by_formula = |name: &str| {
        let is_named = |(names, ..): &&(&[&str], _, _)| names.contains(&name);
        let function = |name, &(_, parameters, text)| Function::Formula { name, parameters, text };
        let named = FORMULAS.iter().find(is_named).map(|row| function(row.0.first().copied().unwrap_or(""), row));
        named.or_else(|| OPERATORS.iter().find(is_named).map(|row| function("", row)))
    };
    let listed = |name: &str| by_name(name).or_else(|| by_formula(name));
    let known = |name: &str| names::function(name).or_else(|| listed(name));
    let single = || name.strip_suffix('f').filter(|name| name.len() > 2).and_then(known);
    // Fortran's double precision.
    let double = || {
        let plain = name.strip_prefix(['d', 'D']).map(str::to_ascii_lowercase);
        plain.filter(|name| DOUBLES.contains(&name.as_str())).and_then(|name| known(&name))
    };
    let lower = || Some(name.to_ascii_lowercase()).filter(|lower| lower != name).and_then(|lower| known(&lower));
    listed(name).or_else(single).or_else(double).or_else(lower)
}

/// Functions that Fortran has with a `d` before their names.
const DOUBLES: &[&str] = &[
    "sqrt", "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "abs",
];

/// Whether a name is a function's, in any spelling.
pub(in crate::expr) fn is_function(name: &str) -> bool {
    names::function(name).is_some() || function(name).is_some()
}

/// The constant that another spelling means.
pub(in crate::expr) fn constant(name: &str) -> Option<f64> {
    CONSTANTS.iter().find(|(spelling, _)| *spelling == name).map(|&(_, number)| number)
}

/// What to write for a name that has no meaning here, or two.
pub(in crate::expr) fn answer(name: &str) -> Option<&'static str> {
    let (_, answer) = ANSWERS.iter().find(|(spellings, _)| spellings.contains(&name))?;
    Some(answer)
}

/// What to do about functions that there are in libraries and not here.
const SAMPLE: &str = "it is unknown here; sample it, such as by SciPy into an .npy file, and open that";
const DERIVED: &str = "write f alone; its derivatives are found from it";
const REAL: &str = "formulas are real; write out the real part";
const LEAVE: &str = "leave this word out";
const PASTE: &str = "write the formula alone, without what stands around it in a program";
const CHOICE: &str = "write `if(condition, a, b)`, one within another for more than two";

const ANSWERS: &[(&[&str], &str)] = &[
    (&["remainder", "drem"], "`mod(a, b)` has the sign of b, as NumPy's; C's rounds the quotient"),
    (&["int", "Int", "INT"], "write `floor(x)`, or `trunc(x)` towards 0"),
    (&["lg", "lb", "ld"], "write `log10(x)` or `log2(x)`"),
    (&["sqr"], "write `x^2` or `sqrt(x)`"),
    (&["sinc"], "write `sin(x)/x`, or `sin(pi*x)/(pi*x)` as NumPy means it"),
    (&["heaviside", "step", "Heaviside", "HeavisideTheta"], "write `x > 0`, which is 1 or 0"),
    (&["logical_xor", "xor", "Xor"], "write `(a and not b) or (b and not a)`"),
    (&["And", "AND", "all"], "write `a and b`"),
    (&["Or", "OR", "any"], "write `a or b`"),
    (&["Not", "NOT"], "write `not a`"),
    (&["root", "nthroot", "nroot", "surd", "Surd"], "write `x^(1/n)`, or `cbrt(x)`"),
    (&["length", "magnitude", "hypotenuse", "vecnorm"], "write `hypot(x, y)`"),
    (&["dist", "distance", "euclidean"], "write `hypot(x - a, y - b)`"),
    (&["dot", "matmul", "inner", "outer", "cross", "einsum"], "write the products out"),
    (&["nan", "NaN", "inf", "Inf", "Infinity", "INFINITY", "infinity", "oo"], "only finite numbers can be written"),
    (&["arccot", "arcctg", "acot"], "write `atan(1/x)` or `pi/2 - atan(x)`"),
    (&["float", "double", "let", "const", "auto", "var", "float64", "float32", "return"], LEAVE),
    (&["plot", "draw", "graph", "surface", "contour", "show", "evaluate", "simplify", "solve"], LEAVE),
    (
        &["mean", "average", "std", "median", "cumsum", "argmax", "argmin", "sort"],
        "a formula has one point at a time; write it out",
    ),
    (
        &["meshgrid", "linspace", "array", "zeros", "ones", "arange", "ndgrid", "mgrid", "ogrid", "seq", "range"],
        "x and y are numbers here: write the formula alone",
    ),
    (
        &["vec", "vec2", "vec3", "vector", "float2", "float3", "c", "Vector"],
        "write x and y themselves, without a vector",
    ),
    (&["import", "from", "print", "plt", "fig", "ax", "self", "public", "static", "void", "include", "using"], PASTE),
    (&["for", "while", "elif", "then", "when", "Table", "map", "reduce"], PASTE),
    (&["logsumexp", "softmax", "log_softmax"], "write it out, such as `ln(exp(x) + exp(y))`"),
    (
        &[
            "piecewise",
            "Piecewise",
            "merge",
            "MERGE",
            "select",
            "cases",
            "switch",
            "case",
            "Which",
            "Switch",
            "IFS",
            "ifs",
        ],
        CHOICE,
    ),
    (
        &[
            "im",
            "re",
            "real",
            "imag",
            "conj",
            "conjugate",
            "arg",
            "angle",
            "phase",
            "complex",
            "Re",
            "Im",
            "cexp",
            "csqrt",
        ],
        REAL,
    ),
    (
        &["diff", "grad", "derivative", "Derivative", "partial", "laplacian", "gradient", "D", "Dx", "Dy", "deriv"],
        DERIVED,
    ),
    (
        &["integrate", "Integrate", "integral", "quad", "trapz", "antiderivative"],
        "an integral is unknown here; write its value",
    ),
    (&["lim", "limit", "Limit"], "a limit is unknown here; write its value"),
    (
        &["rand", "randn", "random", "rnd", "RAND", "noise", "perlin"],
        "a field has one value at each point; sample it, and open the .npy",
    ),
    (&["factorial", "fact", "comb", "binom", "choose", "nCr", "nPr", "perm", "binomial"], "write the product out"),
    (
        &[
            "gamma",
            "Gamma",
            "Γ",
            "lgamma",
            "tgamma",
            "gammaln",
            "loggamma",
            "digamma",
            "psi",
            "polygamma",
            "beta",
            "zeta",
        ],
        SAMPLE,
    ),
    (
        &[
            "jv", "jn", "yv", "yn", "iv", "kv", "j0", "j1", "y0", "y1", "i0", "k0", "J0", "J1", "BesselJ", "besselj",
            "bessel",
        ],
        SAMPLE,
    ),
    (
        &[
            "airy", "Ai", "Bi", "lambertw", "LambertW", "erfinv", "erfi", "expi", "expint", "fresnel", "ellipk",
            "ellipe",
        ],
        SAMPLE,
    ),
    (&["legendre", "hermite", "laguerre", "chebyshev", "eval_legendre", "hyp1f1", "hyp2f1", "sph_harm"], SAMPLE),
];

/// What a command of LaTeX stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::expr) enum Latex {
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
    (&["left", "right", "middle", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "bigg", "Bigg"], Latex::Nothing),
    (&["biggl", "biggr", "Biggl", "Biggr", "bigm", "textstyle", "scriptstyle", "nonumber"], Latex::Nothing),
    (&["quad", "qquad", "displaystyle", "limits", ",", ";", "!", ":", " "], Latex::Nothing),
    (&["frac", "dfrac", "tfrac", "cfrac"], Latex::Fraction),
    (
        &["operatorname", "mathrm", "mathop", "text", "mathit", "mathbf", "mathsf", "textrm", "boldsymbol"],
        Latex::Operator,
    ),
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
    (&["lbrack"], Latex::Mark("[")),
    (&["rbrack"], Latex::Mark("]")),
    (&["lfloor"], Latex::Mark("⌊")),
    (&["rfloor"], Latex::Mark("⌋")),
    (&["lceil"], Latex::Mark("⌈")),
    (&["rceil"], Latex::Mark("⌉")),
    (&["degree"], Latex::Mark("°")),
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
pub(in crate::expr) fn latex(command: &str) -> Option<Latex> {
    LATEX.iter().find(|(commands, _)| commands.contains(&command)).map(|&(_, meaning)| meaning)
}
