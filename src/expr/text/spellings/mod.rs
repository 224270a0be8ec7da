//! What people write for what the language knows: one table for every kind of spelling.
//!
//! A spelling stands here only if it has one meaning. What has two, or none here, is among the [`answer`]s, which
//! name the remedy in the words of NumPy, C, LaTeX or wherever the name comes from.

mod answers;
mod functions;
mod latex;
mod marks;

use std::borrow::Cow;

pub(in crate::expr) use self::answers::answer;
pub(in crate::expr) use self::functions::{constant, function, is_function};
pub(in crate::expr) use self::latex::{Latex, latex};
pub(in crate::expr) use self::marks::{MARKS, WORD_MARKS};

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
    "lax",
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
