//! The remainder of a division.

use super::bits::{exact_product, truncate};
use super::select;

/// Whether a quotient has so many digits that the remainder is left to long division.
#[inline(always)]
pub(crate) fn is_far_apart(x: f64, y: f64) -> bool {
    let ratio = x.abs() / y.abs();
    // The bounds keep products and their digits within range; NaN is left to long division too.
    !((ratio < 1e15) & (y.abs() > 1e-280) & (x.abs() < 1e290) & (y.abs() < 1e290))
}

/// What is left of x / y, with the sign of y.
#[inline(always)]
pub(crate) fn remainder(x: f64, y: f64) -> f64 {
    let (size, divisor) = (x.abs(), y.abs());
    let count = truncate(size / divisor);
    let [product, lost] = exact_product(count, divisor);
    // The quotient may have been rounded to the next number.
    let rest = (size - product) - lost;
    let rest = select(rest < 0.0, rest + divisor, rest);
    let rest = select(rest >= divisor, rest - divisor, rest);
    let rest = rest.copysign(x);
    let is_across = (rest != 0.0) & ((rest < 0.0) != (y < 0.0));
    select(is_across, rest + y, rest)
}
