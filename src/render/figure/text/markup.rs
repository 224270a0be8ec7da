//! Mathematics in labels: what stands between two `$` has superscripts, subscripts and Greek letters.
//!
//! This is the part of TeX that axes' names need, as matplotlib's mathtext has it: `^` and `_` before a letter or a group in
//! braces, names of Greek letters and a few signs behind a backslash. Everything else stands as it is typed.

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
                add(&mut runs, std::mem::take(&mut plain), 1.0, 0.0);
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
    add(&mut runs, plain, 1.0, 0.0);
    runs
}

/// The text without its mathematics' signs, in one line of letters.
pub(crate) fn plain(text: &str) -> String {
    runs(text).into_iter().map(|run| run.text).collect()
}

/// Whether a text has mathematics in it, or a `$` that is written otherwise.
pub(crate) fn has_markup(text: &str) -> bool {
    text.contains('$') && runs(text) != [Run { text: text.to_owned(), scale: 1.0, rise: 0.0 }]
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
                add(runs, other.to_string(), scale, rise);
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
    fn a_lone_dollar_is_itself() {
        for text in ["$", "5 $", "a $5 lunch", "from $5 to $10", "cost / $", "$ $", "$$", "no mathematics"] {
            assert_eq!(shown(text), text);
            assert!(!has_markup(text), "{text}");
        }
        assert_eq!(shown("\\$x\\$ and $x^2$"), "$x$ and x^[2]");
        assert_eq!(plain("$x^2$ + $\\pi$"), "x2 + π");
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
