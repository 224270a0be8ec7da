//! Formulas as titles: what was read, in the markup of labels.

use super::markup::greek;

/// A formula as it was read, with its exponents raised and its names as mathematics has them: `x^(1/3)` is x to the third part
/// of 1, `sigma_x` is σ with a subscript.
pub(crate) fn title(reading: &str) -> String {
    let mut title = String::new();
    let mut rest = reading;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '^' => match exponent(&rest[1..]) {
                Some((exponent, length)) => {
                    title.push_str(&format!("$^{{{}}}$", within(exponent)));
                    1 + length
                }
                None => plain(&mut title, rest, 1),
            },
            _ if first.is_ascii_digit() || first == '.' => {
                let length = number(rest);
                plain(&mut title, rest, length)
            }
            _ if first.is_alphabetic() => {
                let length = rest.find(|next| !is_of_name(next)).unwrap_or(rest.len());
                let is_function = rest[length..].starts_with('(');
                let (name, index) = if is_function { (rest[..length].to_owned(), "") } else { name(&rest[..length]) };
                title.push_str(&name);
                if !index.is_empty() {
                    title.push_str(&format!("$_{{{index}}}$"));
                }
                length
            }
            other => plain(&mut title, rest, other.len_utf8()),
        };
        rest = &rest[taken..];
    }
    title
}

/// Adds so many bytes as they are.
fn plain(title: &mut String, text: &str, length: usize) -> usize {
    title.push_str(&text[..length]);
    length
}

/// An exponent as mathematics within mathematics.
fn within(exponent: &str) -> String {
    title(exponent).replace('$', "")
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphabetic() || letter.is_ascii_digit() || letter == '_'
}

/// What is raised, without brackets around all of it, and how many bytes it takes; nothing where a bracket is not closed.
fn exponent(text: &str) -> Option<(&str, usize)> {
    let length = match text.chars().next()? {
        '(' => return bracket(text).map(|length| (&text[1..length - 1], length)),
        '|' => 2 + text[1..].find('|')?,
        first if first.is_ascii_digit() || first == '.' => number(text),
        _ => {
            let is_of_function = |letter: char| is_of_name(letter) || matches!(letter, '√' | '∛');
            let name = text.find(|next| !is_of_function(next)).unwrap_or(text.len());
            name + if text[name..].starts_with('(') { bracket(&text[name..])? } else { 0 }
        }
    };
    (length > 0).then(|| (&text[..length], length))
}

/// Bytes up to the end of the bracket that a text begins with.
fn bracket(text: &str) -> Option<usize> {
    let mut depth = 0;
    let is_last = |(_, letter): &(usize, char)| {
        depth += i32::from(*letter == '(') - i32::from(*letter == ')');
        depth == 0
    };
    text.char_indices().find(is_last).map(|(at, _)| at + 1)
}

/// Bytes of a number, with its power of ten.
fn number(text: &str) -> usize {
    let digits = |text: &str| text.find(|next: char| !next.is_ascii_digit()).unwrap_or(text.len());
    let whole = digits(text);
    let mantissa = whole + if text[whole..].starts_with('.') { 1 + digits(&text[whole + 1..]) } else { 0 };
    let Some(power) = text[mantissa..].strip_prefix(['e', 'E']) else { return mantissa.max(1) };
    let sign = if power.starts_with(['+', '-']) { 1 } else { 0 };
    match digits(&power[sign..]) {
        0 => mantissa.max(1),
        length => mantissa + 1 + sign + length,
    }
}

/// A name's letter and its index: σ and x of `sigma_x`, k and 1 of `k1`. Words stay as they are.
fn name(name: &str) -> (String, &str) {
    let letters = name.find(|next: char| next.is_ascii_digit() || next == '_').unwrap_or(name.len());
    let (base, index) = name.split_at(letters);
    let is_index = |index: &str| !index.is_empty() && index.chars().all(|letter| letter != '_');
    let inner = index.strip_prefix('_').unwrap_or(index);
    let letter = greek(base).map(str::to_owned).or_else(|| (base.chars().count() == 1).then(|| base.to_owned()));
    match letter {
        Some(letter) if index.is_empty() || is_index(inner) => (letter, inner),
        _ => (name.to_owned(), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_raised_and_names_are_letters() {
        for (reading, expected) in [
            ("x² + y²", "x² + y²"),
            ("x^(1/3) + y", "x$^{1/3}$ + y"),
            ("e^(−x²)·y", "e$^{−x²}$·y"),
            ("x^y", "x$^{y}$"),
            ("x^1.5 − 2^x", "x$^{1.5}$ − 2$^{x}$"),
            ("x^(y^(1/3))", "x$^{y^{1/3}}$"),
            ("2^sin(x)·y", "2$^{sin(x)}$·y"),
            ("2^√(x) + 2^|y|", "2$^{√(x)}$ + 2$^{|y|}$"),
            ("(1 + x²)^(−1/2)", "(1 + x²)$^{−1/2}$"),
            ("exp(−x²/(2·sigma²))", "exp(−x²/(2·σ²))"),
            ("sigma_x·x + w_0 + k1", "σ$_{x}$·x + w$_{0}$ + k$_{1}$"),
            ("1e-9·x + 2.5e3", "1e-9·x + 2.5e3"),
            ("width·x + log1p(y) + gamma(x)", "width·x + log1p(y) + gamma(x)"),
            ("my_rate·x", "my_rate·x"),
            ("|x|^3000", "|x|$^{3000}$"),
        ] {
            assert_eq!(title(reading), expected, "{reading}");
        }
    }

    #[test]
    fn what_was_cut_off_stays_as_it_is() {
        assert_eq!(title("x^(1 + y…"), "x^(1 + y…");
        assert_eq!(title("x^"), "x^");
        assert_eq!(title("x^…"), "x^…");
    }
}
