//! Words for people: the name that was meant, and numbers that stay short.

use std::fmt;

/// A whole number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The word of `choices` nearest to `word`, if one is near enough to have been meant.
pub fn nearest<'a>(word: &str, choices: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let reach = (word.chars().count() / 3).clamp(1, 3);
    let near = choices.into_iter().map(|choice| (strsim::damerau_levenshtein(word, choice), choice));
    near.filter(|&(distance, choice)| distance <= reach && choice.chars().count() > distance)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, choice)| choice)
}

/// A number that shows as the shortest text that reads back to it, with an exponent where it would be long without.
#[derive(Clone, Copy, Debug)]
pub struct Short<T>(pub T);

impl<T: Copy + Into<f64> + fmt::Display + fmt::LowerExp> fmt::Display for Short<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.into().abs() {
            0.0 | 1e-5..1e16 => fmt::Display::fmt(&self.0, f),
            _ => fmt::LowerExp::fmt(&self.0, f),
        }
    }
}

/// A number that reads back to the same float, with an exponent where it would be long without.
pub fn short(number: f64) -> String {
    Short(number).to_string()
}

/// A number with all its digits, to be read by people.
pub fn exact(number: f64) -> String {
    with_minus(&short(number))
}

/// A number of so many digits, to be read by people.
pub fn brief(number: f64, digits: usize) -> String {
    let rounded: f64 = format!("{number:.*e}", digits.saturating_sub(1)).parse().unwrap_or(number);
    exact(rounded)
}

/// A number of at most so many decimals, to be read by people.
pub fn to_decimals(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { with_minus(text) }
}

/// A finite number as people type it, whose sign may be a true minus.
pub fn finite(text: &str) -> Option<f64> {
    text.trim().replace('−', "-").parse().ok().filter(|number: &f64| number.is_finite())
}

/// Text with signs of minus in place of hyphens.
pub fn with_minus(text: &str) -> String {
    text.replace('-', "−")
}

/// So many of something: `1 start`, `2 starts`.
pub fn plural(count: impl fmt::Display, word: &str) -> String {
    let count = count.to_string();
    let ending = if count == "1" { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// Numbers with commas between them, each as [`Short`] shows it.
pub fn row(numbers: impl IntoIterator<Item = f64>) -> String {
    numbers.into_iter().map(short).collect::<Vec<_>>().join(",")
}

/// A number for a cell of a table: the shortest text that reads back to the same float, plain or with an exponent.
pub fn cell(number: f64) -> String {
    let (plain, scientific) = (short(number), format!("{number:e}"));
    match plain.len() > scientific.len() && plain.len() > 12 {
        true => scientific,
        false => plain,
    }
}

/// Lines of cells, each column as wide as its widest cell and two spaces from the one before; numbers stand to the right.
pub fn table(lines: &[Vec<String>]) -> String {
    use unicode_width::UnicodeWidthStr;
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for line in lines {
        let start = text.len();
        for (cell, width) in line.iter().zip(&widths) {
            let gap = if text.len() == start { 0 } else { 2 };
            text.extend(std::iter::repeat_n(' ', gap + width - cell.width()));
            text.push_str(cell);
        }
        text.push('\n');
    }
    text
}

/// Raised digits, in their order.
pub const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
/// The same, lowered.
pub const LOWERED: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];

/// A plain digit as one of `row`; what is none stays.
pub fn as_digit_of(row: [char; 10], c: char) -> char {
    c.to_digit(10).map_or(c, |digit| row[digit as usize])
}

/// The plain digit that one of `row` stands for.
pub fn plain_digit(row: [char; 10], c: char) -> Option<char> {
    row.iter().zip('0'..='9').find(|(own, _)| **own == c).map(|(_, digit)| digit)
}

/// Decimals that tell a thousandth of `width` apart, four at least.
pub fn decimals(width: f64) -> usize {
    let needed = (3.0 - width.abs().log10()).ceil();
    if needed.is_finite() { needed.clamp(4.0, 17.0) as usize } else { 4 }
}

/// Digits that tell a thousandth of `span` apart in a number of about that size, four at least.
pub fn digits_within(value: f64, span: f64) -> usize {
    let digits = (value / span).abs().log10().ceil() + 4.0;
    if digits.is_finite() { digits.clamp(4.0, 17.0) as usize } else { 4 }
}

/// A number with as many digits as tell places apart where values over `span` are seen: a thousandth of it, at least.
pub fn within(value: f64, span: f64) -> String {
    /// Where numbers stay readable without an exponent, and with one where little of them is seen.
    const PLAIN: std::ops::Range<f64> = 1e-3..1e5;
    const LONGEST: f64 = 1e9;
    let magnitude = value.abs();
    if magnitude == 0.0 || PLAIN.contains(&magnitude) {
        return with_minus(&format!("{value:.*}", decimals(span)));
    }
    let digits = digits_within(value, span);
    let text = match (PLAIN.end..LONGEST).contains(&magnitude) && digits > 5 {
        true => format!("{value:.*}", (3.0 - span.abs().log10()).ceil().clamp(0.0, 9.0) as usize),
        false => format!("{value:.*e}", digits - 1),
    };
    with_minus(&text)
}

/// A sample of a file as it is there: an integer, or a float of 32 or 64 bits without digits that say nothing.
pub fn sample(value: f64) -> String {
    let narrow = value as f32;
    match value.fract() != 0.0 && f64::from(narrow) == value {
        true => with_minus(&Short(narrow).to_string()),
        false => exact(value),
    }
}

/// A value that a file keeps as the text it is typed as.
pub mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes its text.
    pub fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    /// Reads its text.
    pub fn deserialize<'de, T: FromStr<Err = String>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A path as text, which [`text_path`] turns back into the path, whatever its bytes.
///
/// A byte that is no part of UTF-8 stands as one of the last characters for private use, U+10FF80 to U+10FFFF: scenes are
/// text, and names of files need not be.
pub fn path_text(path: impl AsRef<std::ffi::OsStr>) -> String {
    let byte = |byte: &u8| char::from_u32(BYTES + u32::from(*byte)).unwrap_or(char::REPLACEMENT_CHARACTER);
    let chunks = path.as_ref().as_encoded_bytes().utf8_chunks();
    chunks
        .fold(String::new(), |text, chunk| text + chunk.valid() + &chunk.invalid().iter().map(byte).collect::<String>())
}

/// The character that stands for the byte 0 would be this one.
const BYTES: u32 = 0x10_ff00;

/// The path that a text stands for.
#[cfg(unix)]
pub fn text_path(text: &str) -> std::path::PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match u32::from(letter).checked_sub(BYTES).and_then(|byte| u8::try_from(byte).ok()).filter(|byte| *byte > 127) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    std::ffi::OsString::from_vec(bytes).into()
}

/// The path that a text stands for.
#[cfg(not(unix))]
pub fn text_path(text: &str) -> std::path::PathBuf {
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_words_are_meant() {
        assert_eq!(nearest("sine", ["sin", "sinh", "cos"]), Some("sin"));
        assert_eq!(nearest("q", ["x", "y"]), None);
    }

    #[test]
    fn what_is_narrow_takes_more_decimals() {
        assert_eq!([10.0, 1e-3, 2e-12, 0.0, f64::NAN].map(decimals), [4, 6, 15, 4, 4]);
    }

    #[test]
    fn what_is_seen_of_a_narrow_range_is_told_apart() {
        // Of a map 12 km wide a thousandth is 12 m; of samples from 1e8 to 1e8 + 4 it is 0.004.
        assert_eq!(within(504_202.85, 11_970.0), "504203");
        assert_eq!(within(5_294_741.51, 120.0), "5294741.5");
        assert_eq!(within(100_000_001.234, 3.8), "100000001.234");
        assert_eq!(within(6.154_321_098e32, 7.3e32), "6.154e32");
        assert_eq!(within(6.154_321_098e32, 1e29), "6.1543211e32");
        assert_eq!(within(-2.000_000_5e-5, 1e-10), "−2.000000500e−5");
        // Where all of a range is seen, and of a number on its own, little is enough.
        assert_eq!([within(1.234_567e7, 2e7), within(412_000.0, 0.0)], ["1.235e7", "4.120e5"]);
        assert_eq!([within(-0.5, 10.0), within(0.0, 1e9), within(1.0, 1e-6)], ["−0.5000", "0.0000", "1.000000000"]);
    }

    #[test]
    fn samples_have_no_digits_that_their_file_has_not() {
        assert_eq!(
            [126.654_380_798_339_84, 0.1, 134_217_737.0, 1.5].map(sample),
            ["126.65438", "0.1", "134217737", "1.5"]
        );
        assert_eq!(sample(f64::from(-0.1f32)), "−0.1");
    }

    #[test]
    fn cells_read_back_and_columns_never_touch() {
        let numbers =
            [0.0, -0.1, 1.0 / 3.0, -1.2345678901234567e-300, 1e300, 123456789012345.0, f64::NAN, f64::INFINITY];
        for number in numbers {
            let back: f64 = cell(number).parse().unwrap_or(0.0);
            assert!(back == number || back.is_nan() && number.is_nan(), "{number}");
            assert!(cell(number).len() <= 24, "{number}");
        }
        let lines = [vec!["x".to_owned(), "fx".to_owned()], numbers.map(cell)[2..4].to_vec()];
        let text = table(&lines);
        assert_eq!(text.lines().map(str::len).collect::<Vec<_>>(), [text.find('\n').unwrap_or(0); 2]);
        assert!(text.lines().all(|line| line.split_whitespace().count() == 2 && line.contains("  ")));
    }

    #[test]
    fn numbers_stay_short_and_exact() {
        assert_eq!([0.0, -5.0, 0.1, 1e308, 2e-7].map(short), ["0", "-5", "0.1", "1e308", "2e-7"]);
    }

    #[cfg(unix)]
    #[test]
    fn paths_come_back_from_text_whatever_their_bytes() {
        use std::os::unix::ffi::OsStrExt;
        for bytes in [&b"plain.npy"[..], "θ/é.csv".as_bytes(), b"a\xff\x80.npy", b"\xc3", b"\xe2\x82x\xf0\x9f", b""] {
            let path = std::path::Path::new(std::ffi::OsStr::from_bytes(bytes));
            assert_eq!(text_path(&path_text(path)), path);
        }
        assert_eq!(path_text("θ.npy"), "θ.npy");
    }
}
