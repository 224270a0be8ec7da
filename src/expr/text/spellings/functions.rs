//! Functions and constants by other names.

use crate::expr::graph::op::{Binary, Unary};
use crate::expr::text::names::{self, Function};

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
    ("atan_2", Function::Binary(Binary::Atan2)),
    ("arctan_2", Function::Binary(Binary::Atan2)),
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
    ("product", Function::Fold(Binary::Mul)),
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
