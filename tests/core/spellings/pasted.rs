//! Whatever is pasted as a formula is read, or refused in words.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use steepest::expr::Formula;

const SIGNS: &[&str] = &["-", "−", "–", "—", "‐", "‑", "+", "√", "¬", "⁻", "- "];
const OPERANDS: &[&str] = &[
    "x",
    "y",
    "2",
    "1.5",
    ".5",
    "1_0.0d2",
    "1.0d-3",
    "1.0d400",
    "½",
    "π",
    "α",
    "xy",
    "x2",
    "x₁",
    "x[0]",
    "f(x)",
    "A1",
    "sin",
    "sin x",
    "(x+y)",
    "(x",
    "y)",
    "[x",
    "y]",
    "{x}",
    "{y",
    "}",
    "|x|",
    "|",
    "‖x‖",
    "⌊x⌋",
    "⌈y",
    "∣x∣",
    "max(x, y)",
    "\\frac",
    "\\frac12",
    "\\frac{1}{x}",
    "\\sin",
    "\\sqrt[3]{x}",
    "\\left(x\\right)",
    "x^{2}",
    "e",
    "E",
    "°",
    "𝑥",
    "ｘ",
    "",
    "frac(x)",
    "dexp(y)",
    "np.exp(x)",
    "lambda x, y:",
    "@(x,y)",
    "f(x, y) =",
    "x =",
    "if",
    "∂",
];
const POWERS: &[&str] =
    &["^2", "**2", "²", "⁴", "⁻¹", "^−1", "^", "⁻", "^{2}", "^(y)", ".^2", " ^ 2", "ˆ3", "^y^2", "'", "!", "°"];
const JOINTS: &[&str] = &[
    "+", "−", "–", "*", "×", "·", "/", "//", "÷", "∕", " ", "\n", "\n// a\n", "# a\n", ";", ",", "=", "==", "≤", "&&",
    "?", ":", "→", "\u{200b}", "\u{2062}", "...", "/*", "(*", "",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn no_text_stops_its_reader(
        parts in vec(
            (weighted(0.4, select(SIGNS)), select(OPERANDS), weighted(0.4, select(POWERS)), weighted(0.8, select(JOINTS))),
            1..5,
        ),
        noise in weighted(0.2, (any::<usize>(), any::<char>())),
        before in select(&["", "", "=", "＝", "$", "z = "][..]),
    ) {
        let mut text = before.to_owned();
        for (sign, operand, power, joint) in parts {
            [sign, Some(operand), power, joint].into_iter().flatten().for_each(|part| text.push_str(part));
        }
        if let Some((at, character)) = noise {
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            text.insert(places.get(at % (places.len() + 1)).copied().unwrap_or(text.len()), character);
        }
        match Formula::parse(&text) {
            Ok(formula) => prop_assert!(!formula.reading().is_empty() && !formula.canonical().is_empty()),
            Err(error) => prop_assert!(!error.to_string().is_empty() && error.column() > 0),
        }
    }
}
