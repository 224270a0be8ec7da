//! How a formula was read, set as mathematics: `x² + y²`, `1/(x·y)`, `√(1 − x)`.
//!
//! The text is that of the formula as it was typed, in its own digits and before anything is simplified, and it reads back
//! as the same formula.

use crate::words::{LOWERED, RAISED, as_digit_of};

/// How tightly the outermost operator of a text binds, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::expr) enum Level {
    Or,
    And,
    Not,
    Compare,
    Sum,
    Quotient,
    Product,
    Sign,
    Power,
    Atom,
}

/// A part of a formula as text.
#[derive(Clone, Debug)]
pub(in crate::expr) struct Typeset {
    text: String,
    level: Level,
}

impl Typeset {
    /// A number or a name.
    pub(in crate::expr) fn atom(text: impl Into<String>) -> Typeset {
        Typeset { text: text.into(), level: Level::Atom }
    }

    /// A coordinate, counted from 0: a letter, or x₁, x₂, … where a formula has more than there are letters.
    pub(in crate::expr) fn coordinate(index: u16, is_numbered: bool) -> Typeset {
        match (index, is_numbered) {
            (0..=3, false) => Typeset::atom(["x", "y", "z", "w"][usize::from(index)]),
            _ => Typeset::atom(
                format!("x{}", u32::from(index) + 1).chars().map(|c| as_digit_of(LOWERED, c)).collect::<String>(),
            ),
        }
    }

    pub(in crate::expr) fn into_text(self) -> String {
        self.text
    }

    /// The text, in brackets unless it binds at least as tightly as `loosest`.
    fn within(self, loosest: Level) -> String {
        if self.level < loosest { format!("({})", self.text) } else { self.text }
    }

    fn infix(self, mark: &str, right: Typeset, level: Level, [left_loosest, right_loosest]: [Level; 2]) -> Typeset {
        let mut text = self.within(left_loosest);
        text.push_str(mark);
        text.push_str(&right.within(right_loosest));
        Typeset { text, level }
    }

    pub(in crate::expr) fn or(self, right: Typeset) -> Typeset {
        self.infix(" or ", right, Level::Or, [Level::Or, Level::And])
    }

    pub(in crate::expr) fn and(self, right: Typeset) -> Typeset {
        self.infix(" and ", right, Level::And, [Level::And, Level::Not])
    }

    pub(in crate::expr) fn not(self) -> Typeset {
        Typeset { text: format!("not {}", self.within(Level::Not)), level: Level::Not }
    }

    /// A comparison by its mark; one that follows another goes on from it.
    pub(in crate::expr) fn compare(self, mark: &str, right: Typeset, is_chain: bool) -> Typeset {
        let mark = match mark {
            "<=" => "≤",
            ">=" => "≥",
            "!=" => "≠",
            other => other,
        };
        let left = if is_chain { Level::Compare } else { Level::Sum };
        self.infix(&format!(" {mark} "), right, Level::Compare, [left, Level::Sum])
    }

    pub(in crate::expr) fn plus(self, right: Typeset) -> Typeset {
        self.infix(" + ", right.unsigned(), Level::Sum, [Level::Sum, Level::Quotient])
    }

    pub(in crate::expr) fn minus(self, right: Typeset) -> Typeset {
        self.infix(" − ", right.unsigned(), Level::Sum, [Level::Sum, Level::Quotient])
    }

    pub(in crate::expr) fn times(self, right: Typeset) -> Typeset {
        self.infix("·", right, Level::Product, [Level::Product, Level::Power])
    }

    pub(in crate::expr) fn over(self, right: Typeset) -> Typeset {
        self.infix("/", right, Level::Quotient, [Level::Product, Level::Power])
    }

    pub(in crate::expr) fn negated(self) -> Typeset {
        Typeset { text: format!("−{}", self.unsigned().within(Level::Sign)), level: Level::Sign }
    }

    /// A text that begins with a sign, in brackets.
    fn unsigned(self) -> Typeset {
        if self.text.starts_with('−') { Typeset::atom(format!("({})", self.text)) } else { self }
    }

    pub(in crate::expr) fn power(self, exponent: Typeset) -> Typeset {
        let (sign, digits) = match exponent.text.strip_prefix('−') {
            Some(digits) => ("⁻", digits),
            None => ("", exponent.text.as_str()),
        };
        let is_raised = digits.len() <= 3 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let mut text = self.within(Level::Atom);
        match is_raised {
            true => text.extend(sign.chars().chain(digits.chars().map(|c| as_digit_of(RAISED, c)))),
            false => {
                text.push('^');
                text.push_str(&exponent.within(Level::Atom));
            }
        }
        Typeset { text, level: Level::Power }
    }

    pub(in crate::expr) fn degrees(self) -> Typeset {
        Typeset { text: self.within(Level::Atom) + "°", level: Level::Power }
    }

    /// A function by its name.
    pub(in crate::expr) fn call(name: &str, arguments: impl IntoIterator<Item = Typeset>) -> Typeset {
        let arguments: Vec<String> = arguments.into_iter().map(|argument| argument.text).collect();
        match (name, arguments.as_slice()) {
            ("abs", [inside]) if !inside.contains('|') => Typeset::atom(format!("|{inside}|")),
            // Always in brackets: a root without a bar does not show how far it goes.
            ("sqrt", [inside]) => Typeset::atom(format!("√({inside})")),
            ("cbrt", [inside]) => Typeset::atom(format!("∛({inside})")),
            ("log", _) => Typeset::atom(format!("ln({})", arguments.join(", "))),
            _ => Typeset::atom(format!("{name}({})", arguments.join(", "))),
        }
    }

    /// A name that is given a value before what follows.
    pub(in crate::expr) fn assigned(self, name: &str, before: &mut String) {
        before.push_str(name);
        before.push_str(" = ");
        before.push_str(&self.text);
        before.push_str("; ");
    }
}

/// A name as mathematics has it.
pub(in crate::expr) fn letter(name: &str) -> &str {
    match name {
        "pi" | "Pi" | "PI" | "M_PI" => "π",
        "tau" => "τ",
        "M_E" | "E" => "e",
        other => other,
    }
}
