//! What a name in a formula may be, and what was meant by one that is unknown.

use super::lexer::is_greek;
use crate::expr::graph::op::{Binary, Unary};

/// A function of the formula language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::expr) enum Function {
    Unary(Unary),
    Binary(Binary),
    /// `min` and `max` take two arguments or more.
    Fold(Binary),
    /// `clamp(v, lo, hi)`.
    Clamp,
    /// `if(condition, a, b)`.
    If,
    /// One over a function, such as the cotangent, by its name.
    Reciprocal(&'static str, Unary),
    /// The length of a vector whose members are a list: `norm([x, y])`.
    Norm,
    /// What a formula says of its parameters, which spaces separate; without a name it is an operator.
    Formula {
        name: &'static str,
        parameters: &'static str,
        text: &'static str,
    },
}

/// Functions that take two arguments or more by their own names.
const BINARY_FUNCTIONS: &[(Binary, Function)] = &[
    (Binary::Atan2, Function::Binary(Binary::Atan2)),
    (Binary::Hypot, Function::Fold(Binary::Hypot)),
    (Binary::Mod, Function::Binary(Binary::Mod)),
    (Binary::Min, Function::Fold(Binary::Min)),
    (Binary::Max, Function::Fold(Binary::Max)),
];

/// Words that are operators and no names.
pub(in crate::expr) const KEYWORDS: &[&str] = &["and", "or", "not", "else"];

/// Constants by name.
pub(in crate::expr) const CONSTANTS: &[(&str, f64)] = &[
    ("pi", std::f64::consts::PI),
    ("π", std::f64::consts::PI),
    ("e", std::f64::consts::E),
    ("tau", std::f64::consts::TAU),
    ("τ", std::f64::consts::TAU),
];

/// The largest number of variables.
pub const MAX_VARIABLES: usize = 1000;

/// The function of this name.
pub(in crate::expr) fn function(name: &str) -> Option<Function> {
    match name {
        "ln" => Some(Function::Unary(Unary::Log)),
        "pow" => Some(Function::Binary(Binary::Pow)),
        "clamp" => Some(Function::Clamp),
        "if" => Some(Function::If),
        _ => {
            let unary =
                Unary::ALL.iter().find(|&&op| op.name() == name && is_function(op)).map(|&op| Function::Unary(op));
            unary.or_else(|| BINARY_FUNCTIONS.iter().find(|(op, _)| op.name() == name).map(|&(_, function)| function))
        }
    }
}

/// Whether an operator is called by its name, as a function is.
fn is_function(op: Unary) -> bool {
    !matches!(op, Unary::Neg | Unary::Not | Unary::OneMinusSquare)
}

/// Every function's name.
pub fn function_names() -> Vec<&'static str> {
    let unary = Unary::ALL.iter().filter(|&&op| is_function(op)).map(|op| op.name());
    unary.chain(BINARY_FUNCTIONS.iter().map(|(op, _)| op.name())).chain(["ln", "pow", "clamp", "if"]).collect()
}

/// The number of a constant.
pub(in crate::expr) fn constant(name: &str) -> Option<f64> {
    CONSTANTS.iter().find(|(constant, _)| *constant == name).map(|&(_, number)| number)
}

/// The coordinate a name stands for: `x`, `y`, `z`, `w` or `x1`, `x2`, …; counted from 0.
pub(in crate::expr) fn variable(name: &str) -> Option<u16> {
    match name {
        "x" => Some(0),
        "y" => Some(1),
        "z" => Some(2),
        "w" => Some(3),
        _ => {
            let number = name
                .strip_prefix('x')
                .filter(|digits| !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()))?;
            number.parse::<u16>().ok()?.checked_sub(1)
        }
    }
}

/// Whether a name is a parameter without being declared: one letter, with digits or a subscript.
pub(in crate::expr) fn is_parameter(name: &str) -> bool {
    let mut characters = name.chars();
    let letter = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || is_greek(c));
    let rest = characters.as_str();
    let subscript = rest.strip_prefix('_').is_some_and(|subscript| !subscript.is_empty() && !subscript.contains('_'));
    letter && (subscript || rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether formulas give this name a meaning of its own, so that it can be neither assigned nor set.
pub fn is_reserved(name: &str) -> bool {
    function(name).is_some() || constant(name).is_some() || variable(name).is_some() || KEYWORDS.contains(&name)
}

/// What a reserved name is.
pub(in crate::expr) fn meaning(name: &str) -> &'static str {
    if function(name).is_some() {
        "is a function"
    } else if constant(name).is_some() {
        "is a constant"
    } else if variable(name).is_some() {
        "is a variable"
    } else {
        "is an operator"
    }
}

/// A run-together product taken apart, such as `x*y` for `xy`, if every piece is a name that is known.
pub(in crate::expr) fn split(name: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let ends: Vec<usize> = name.char_indices().map(|(index, _)| index).skip(1).chain([name.len()]).collect();
    // `pieces[k]` is how the text up to the k-th end comes apart, in as few pieces as possible.
    let mut pieces: Vec<Option<Vec<&str>>> = vec![None; ends.len() + 1];
    pieces[0] = Some(Vec::new());
    let starts: Vec<usize> = std::iter::once(0).chain(ends.iter().copied()).collect();
    for (k, &end) in ends.iter().enumerate() {
        for (j, &start) in starts.iter().enumerate().take(k + 1) {
            let Some(before) = &pieces[j] else { continue };
            let shorter = pieces[k + 1].as_ref().is_none_or(|known| before.len() + 1 < known.len());
            if is_known(&name[start..end]) && shorter {
                let with = before.iter().copied().chain([&name[start..end]]).collect();
                pieces[k + 1] = Some(with);
            }
        }
    }
    pieces.pop().flatten().filter(|pieces| pieces.len() > 1).map(|pieces| pieces.join("*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_have_two_spellings() {
        assert_eq!([variable("x"), variable("y"), variable("z"), variable("w")], [Some(0), Some(1), Some(2), Some(3)]);
        assert_eq!([variable("x1"), variable("x12")], [Some(0), Some(11)]);
        assert_eq!(
            [variable("x0"), variable("x01"), variable("y1"), variable("xy"), variable("x")],
            [None, None, None, None, Some(0)]
        );
    }

    #[test]
    fn a_parameter_is_one_letter_with_a_tail() {
        assert!(["a", "k1", "k_x", "θ", "A12", "ω_0"].iter().all(|name| is_parameter(name)));
        assert!(!["ab", "k_", "k_x_y", "1a", "_", "k1x"].iter().any(|name| is_parameter(name)));
    }

    #[test]
    fn run_together_names_come_apart() {
        let known = |name: &str| variable(name).is_some() || constant(name).is_some() || name == "a";
        assert_eq!(split("xy", known).as_deref(), Some("x*y"));
        assert_eq!(split("axy", known).as_deref(), Some("a*x*y"));
        assert_eq!(split("pix", known).as_deref(), Some("pi*x"));
        assert_eq!(split("qx", known), None);
    }
}
