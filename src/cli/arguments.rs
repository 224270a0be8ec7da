//! Words that begin with `-` and are values all the same: formulas, points, ranges.

use std::ffi::OsString;

/// Options of one letter.
const SHORT: &[&str] = &["-o", "-q", "-v", "-h", "-V"];

/// Puts a space before words such as `-x^2 + y` and `-5,5`, so that they are not taken for options.
///
/// Everything that reads a value passes over spaces around it.
pub(super) fn shield(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let shield_one = |argument: OsString| match argument.to_str() {
        Some(text) if is_value(text) => OsString::from(format!(" {text}")),
        _ => argument,
    };
    arguments.into_iter().map(shield_one).collect()
}

fn is_value(text: &str) -> bool {
    text.len() > 1 && text.starts_with('-') && !text.starts_with("--") && !SHORT.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_from_options() {
        assert!(["-x^2 + y", "-1,2", "-5,5", "-sin(x)", "-q*x"].iter().all(|text| is_value(text)));
        assert!(!["-o", "-q", "--grid", "--", "-", "x - y", "-h"].iter().any(|text| is_value(text)));
    }
}
