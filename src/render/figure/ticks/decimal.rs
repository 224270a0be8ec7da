//! Numbers as decimals: their powers of ten without rounding in between.

/// Each mantissa times each power of ten from `first` to `last`, ascending, without those that f64 does not have.
pub(super) fn multiples(mantissas: &[f64], first: i32, last: i32) -> Vec<f64> {
    let all = (first..=last).flat_map(|power| mantissas.iter().map(move |&mantissa| scaled(mantissa, power)));
    all.filter(|&multiple| multiple > 0.0 && multiple.is_finite()).collect()
}

/// The digits and the power of ten of the shortest decimal that reads back as `value`, such as ("2.5", −3).
fn decimal(value: f64) -> (String, i32) {
    let text = format!("{value:e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    (digits.to_owned(), power.parse().unwrap_or(0))
}

/// The power of ten at or below |value|; 0 for zero.
pub(crate) fn exponent(value: f64) -> i32 {
    decimal(value).1
}

/// `value`·10^`power` without rounding in between: the shortest decimal with its point moved.
pub(crate) fn scaled(value: f64, power: i32) -> f64 {
    let (digits, own) = decimal(value);
    format!("{digits}e{}", own + power).parse().unwrap_or(value)
}
