//! Mathematics in labels: what stands between two `$` has superscripts, subscripts and Greek letters.
//!
//! This is the part of TeX that axes' names need, as matplotlib's mathtext has it: `^` and `_` before a letter or a group in
//! braces, names of Greek letters and a few signs behind a backslash. Everything else stands as it is typed.
//!
//! Raised and lowered digits, as in x² and 10⁻³, are set as those of `$x^2$` are, wherever they stand: those of fonts are smaller.

use crate::words::{LOWERED as LOWERED_DIGITS, RAISED as RAISED_DIGITS, as_digit_of, plain_digit};

/// A piece of a text in one size.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) text: String,
    /// Height of its letters relative to those around.
    pub(crate) scale: f32,
    /// How far its baseline is above that of the text, in heights of the letters around.
    pub(crate) rise: f32,
}

/// Height of a superscript's and a subscript's letters, and how far they are raised, relative to those that they stand at.
const SCRIPT: f32 = 0.7;
const RAISED: f32 = 0.38;
const LOWERED: f32 = -0.16;

/// Signs by their names in TeX.
const NAMES: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("omicron", "ο"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("varsigma", "ς"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("nabla", "∇"),
    ("partial", "∂"),
    ("infty", "∞"),
    ("cdot", "·"),
    ("times", "×"),
    ("pm", "±"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("approx", "≈"),
    ("propto", "∝"),
    ("sqrt", "√"),
    ("degree", "°"),
    ("circ", "°"),
    ("hbar", "ħ"),
    ("ell", "ℓ"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("sum", "∑"),
    ("int", "∫"),
    ("prime", "′"),
    ("quad", " "),
];

/// The Greek letter of a name.
pub(crate) fn greek(name: &str) -> Option<&'static str> {
    let is_greek = |sign: &&str| sign.chars().all(|letter| ('Α'..='ϑ').contains(&letter));
    let (_, sign) = NAMES.iter().find(|(known, _)| *known == name)?;
    Some(*sign).filter(is_greek)
}

/// What only says how letters look; the group behind it stands as it is.
const STYLES: [&str; 6] = ["mathrm", "mathit", "mathbf", "rm", "text", "operatorname"];

/// A text as pieces, one after the other. A lone `$`, and one that no other closes, is itself; so is `\$`.
pub(crate) fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        if let Some(before) = rest[..at].strip_suffix('\\') {
            plain.push_str(before);
            plain.push('$');
            rest = &rest[at + 1..];
            continue;
        }
        plain.push_str(&rest[..at]);
        let inner = &rest[at + 1..];
        match end_of(inner) {
            Some(end) => {
                letters(&mut runs, &std::mem::take(&mut plain));
                mathematics(&mut runs, &inner[..end], 1.0, 0.0);
                rest = &inner[end + 1..];
            }
            None => {
                plain.push('$');
                rest = inner;
            }
        }
    }
    plain.push_str(rest);
    letters(&mut runs, &plain);
    runs
}

/// The text without its mathematics' signs, in one line of letters: `x²`, `10⁻³`, `x^(1/3)`.
pub(crate) fn plain(text: &str) -> String {
    plain_from(&runs(text), 0.0)
}

/// The same of pieces that stand on a baseline so far above the text's, or lower.
fn plain_from(runs: &[Run], baseline: f32) -> String {
    let is_raised = |run: &Run| run.rise > baseline + 1e-4;
    let mut text = String::new();
    for pieces in runs.chunk_by(|a, b| is_raised(a) == is_raised(b)) {
        if !is_raised(&pieces[0]) {
            text.extend(pieces.iter().map(|run| run.text.as_str()));
            continue;
        }
        let lowest = pieces.iter().map(|run| run.rise).fold(f32::INFINITY, f32::min);
        let exponent = plain_from(pieces, lowest);
        let as_raised = |letter: char| match letter {
            '−' => Some('⁻'),
            digit if digit.is_ascii_digit() => Some(as_digit_of(RAISED_DIGITS, digit)),
            _ => None,
        };
        match exponent.chars().map(as_raised).collect::<Option<String>>() {
            Some(raised) => text.push_str(&raised),
            None if exponent.chars().nth(1).is_none() => text.extend(["^", exponent.as_str()]),
            None => text.extend(["^(", exponent.as_str(), ")"]),
        }
    }
    text
}

/// A place where a text may end that is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// In bytes from the beginning.
    pub(crate) at: usize,
    /// Whether it is within mathematics, which a `$` has to close.
    pub(crate) is_within: bool,
}

/// Where a text may end, in ascending order: behind each letter, and in mathematics behind each with its scripts.
pub(crate) fn ends(text: &str) -> Vec<End> {
    let mut ends = vec![End { at: 0, is_within: false }];
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let is_escaped = text[..at].ends_with('\\');
        let behind = at + letter.len_utf8();
        at = match (letter == '$' && !is_escaped).then(|| end_of(&text[behind..])).flatten() {
            Some(length) => {
                let within = ends_within(&text[behind..behind + length]).map(|end| behind + end);
                ends.extend(within.map(|at| End { at, is_within: true }));
                behind + length + 1
            }
            None => behind,
        };
        ends.push(End { at, is_within: false });
    }
    ends
}

/// Where mathematics may end: not before a script, nor behind a blank, which would make a price of it.
fn ends_within(text: &str) -> impl Iterator<Item = usize> {
    let mut rest = text;
    let next = move || {
        let (_, behind) = match rest.chars().next()? {
            '^' | '_' => group(&rest[1..]),
            _ => group(rest),
        };
        rest = behind;
        Some(text.len() - rest.len())
    };
    let is_end = |end: &usize| !text[..*end].ends_with(char::is_whitespace) && !text[*end..].starts_with(['^', '_']);
    std::iter::from_fn(next).filter(is_end)
}

/// Whether a text has mathematics in it, raised or lowered digits, or a `$` that is written otherwise.
pub(crate) fn has_markup(text: &str) -> bool {
    text.chars().any(|letter| letter == '$' || script(letter).is_some())
        && runs(text) != [Run { text: text.to_owned(), scale: 1.0, rise: 0.0 }]
}

/// What is written instead of a raised or lowered sign, in letters that are raised so far.
fn script(letter: char) -> Option<(char, f32)> {
    let raised = match letter {
        '⁻' => Some('−'),
        '⁺' => Some('+'),
        _ if letter.is_ascii() => None,
        _ => plain_digit(RAISED_DIGITS, letter),
    };
    let lowered = || plain_digit(LOWERED_DIGITS, letter).map(|digit| (digit, LOWERED));
    raised.map(|sign| (sign, RAISED)).or_else(lowered)
}

/// Adds text that is no mathematics.
fn letters(runs: &mut Vec<Run>, text: &str) {
    text.chars().for_each(|letter| add_letter(runs, letter, 1.0, 0.0));
}

/// Adds one letter, smaller where it is a raised or lowered one.
fn add_letter(runs: &mut Vec<Run>, letter: char, scale: f32, rise: f32) {
    match script(letter) {
        Some((sign, shift)) => add(runs, sign.to_string(), scale * SCRIPT, rise + shift * scale),
        None => add(runs, letter.to_string(), scale, rise),
    }
}

/// Where mathematics ends that begins a text. What begins or ends with a blank, or goes on with a digit, is money.
fn end_of(inner: &str) -> Option<usize> {
    let end = inner.match_indices('$').map(|(at, _)| at).find(|&at| !inner[..at].ends_with('\\'))?;
    let (held, after) = (&inner[..end], &inner[end + 1..]);
    let is_tight = !held.is_empty() && !held.starts_with(char::is_whitespace) && !held.ends_with(char::is_whitespace);
    (is_tight && !after.starts_with(|next: char| next.is_ascii_digit())).then_some(end)
}

fn add(runs: &mut Vec<Run>, text: String, scale: f32, rise: f32) {
    if text.is_empty() {
        return;
    }
    match runs.last_mut() {
        Some(last) if (last.scale, last.rise) == (scale, rise) => last.text.push_str(&text),
        _ => runs.push(Run { text, scale, rise }),
    }
}

/// Adds the pieces of mathematics whose letters have a height and a baseline.
fn mathematics(runs: &mut Vec<Run>, text: &str, scale: f32, rise: f32) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        match first {
            '^' | '_' if scale > 0.3 => {
                let (inner, more) = group(after);
                let shift = if first == '^' { RAISED } else { LOWERED };
                mathematics(runs, inner, scale * SCRIPT, rise + shift * scale);
                rest = more;
            }
            '{' => {
                let (inner, more) = group(rest);
                mathematics(runs, inner, scale, rise);
                rest = more;
            }
            '\\' => rest = command(runs, after, scale, rise),
            '-' => {
                add(runs, "−".to_owned(), scale, rise);
                rest = after;
            }
            '\'' => {
                add(runs, "′".to_owned(), scale, rise);
                rest = after;
            }
            other => {
                add_letter(runs, other, scale, rise);
                rest = after;
            }
        }
    }
}

/// Adds what stands for a name behind a backslash; what is behind that is left.
fn command<'t>(runs: &mut Vec<Run>, text: &'t str, scale: f32, rise: f32) -> &'t str {
    let length = text.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    if let Some((_, sign)) = NAMES.iter().find(|(known, _)| *known == name) {
        add(runs, (*sign).to_owned(), scale, rise);
        // The blank that ends a name is no part of what is written.
        return rest.strip_prefix(' ').unwrap_or(rest);
    }
    if STYLES.contains(&name) {
        return rest.trim_start_matches(' ');
    }
    if name.is_empty() {
        let sign = rest.chars().next();
        let kept = match sign {
            Some(',' | ';' | ':' | ' ') => " ".to_owned(),
            Some('!') | None => String::new(),
            Some(other) => other.to_string(),
        };
        add(runs, kept, scale, rise);
        return &rest[sign.map_or(0, char::len_utf8)..];
    }
    add(runs, format!("\\{name}"), scale, rise);
    rest
}

/// What `^`, `_` or a brace holds: a group in braces, a name, or one letter. A brace that is not closed holds the rest.
fn group(text: &str) -> (&str, &str) {
    if let Some(inner) = text.strip_prefix('{') {
        let mut depth = 1;
        for (at, letter) in inner.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return (&inner[..at], &inner[at + 1..]);
            }
        }
        return (inner, "");
    }
    if let Some(name) = text.strip_prefix('\\') {
        let length = name.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(name.len());
        let (name, behind) = name.split_at(length);
        // How letters look is said of a group, which is what is held.
        if STYLES.contains(&name) && behind.starts_with('{') {
            return group(behind);
        }
        return text.split_at(1 + length);
    }
    let length = text.chars().next().map_or(0, char::len_utf8);
    text.split_at(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let piece = |run: &Run| match run.rise {
            0.0 => run.text.clone(),
            0.0.. => format!("^[{}]", run.text),
            _ => format!("_[{}]", run.text),
        };
        runs(text).iter().map(piece).collect()
    }

    #[test]
    fn labels_have_scripts_and_greek_letters() {
        assert_eq!(shown("$x^2$ / m"), "x^[2] / m");
        assert_eq!(shown("$\\alpha_{ij}$ and $10^{-3}$"), "α_[ij] and 10^[−3]");
        assert_eq!(shown("$E_\\mathrm{kin}$ / eV"), "E_[kin] / eV");
        assert_eq!(shown("$\\Delta\\theta$, $90\\degree$"), "Δθ, 90°");
        assert_eq!(shown("$\\nabla f\\cdot v$"), "∇f·v");
        assert_eq!(shown("$\\unknown x$"), "\\unknown x");
        assert_eq!(shown("$x^{y^2}$"), "x^[y]^[2]");
        assert_eq!(shown("${a$"), "a");
    }

    #[test]
    fn raised_and_lowered_digits_are_set_as_scripts_of_mathematics_are() {
        assert_eq!(runs("x² + y²"), runs("$x^2 + y^2$"));
        assert_eq!(runs("×10⁻¹²"), runs("×$10^{-12}$"));
        assert_eq!(runs("x₁₂ and $x₁$"), runs("$x_{12}$ and $x_1$"));
        assert!(has_markup("10⁶") && !has_markup("10° ± ½"));
        assert_eq!(plain("∇²f and 10⁻³, x^2"), "∇²f and 10⁻³, x^2");
    }

    #[test]
    fn a_lone_dollar_is_itself() {
        for text in ["$", "5 $", "a $5 lunch", "from $5 to $10", "cost / $", "$ $", "$$", "no mathematics"] {
            assert_eq!(shown(text), text);
            assert!(!has_markup(text), "{text}");
        }
        assert_eq!(shown("\\$x\\$ and $x^2$"), "$x$ and x^[2]");
        assert_eq!(plain("$x^2$ + $\\pi$"), "x² + π");
        assert_eq!(plain("$10^{-3}$ $x^{1/3}$ $x^n$ $a_i$"), "10⁻³ x^(1/3) x^n ai");
        assert_eq!(plain("$e^{-x^2/2}$, $x^{y^{1/3}}$"), "e^(−x²/2), x^(y^(1/3))");
    }

    #[test]
    fn no_text_is_too_odd_to_be_read() {
        for text in [
            "^",
            "$^$",
            "$_$",
            "$x_{$",
            "$\\$",
            "((((",
            "x^",
            "x^^^",
            "^(",
            "é^ü_ß",
            "$\\{\\}$",
            "$x^{a^{b^{c^{d^e}}}}$",
        ] {
            runs(text);
        }
    }
}
