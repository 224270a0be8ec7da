//! The operators: each one's name, value, derivative and WGSL text, once.
//!
//! An entry of `unary!` or `binary!` is an operator. Its value, derivative and WGSL are required, so an operator without
//! one of them does not compile. Values have neither branches nor calls that would keep a loop over points from becoming
//! vectors; arguments for which there is no such value are told by `except`.
//!
//! # Conventions at kinks
//! Derivatives are exact wherever they exist. Where a function has a kink or a jump:
//! - `abs` has slope 0 at 0, the mean of the slopes on both sides, as PyTorch has it;
//! - `min` and `max` take the mean of both slopes where the arguments are equal;
//! - `sign`, `floor`, `ceil`, `round` and comparisons have slope 0 everywhere, jumps included;
//! - `if` has the slope of the branch that is taken, and `mod` the slope of the piece it is on;
//! - `^` is 1 wherever its exponent is 0, at 0^0 too, and has slope 0 along its base there; along its exponent it has
//!   slope 0 where its base is 0, and none where the base is negative, unless the exponent stands still there;
//! - `hypot`, and so the root of any sum of squares, has slope 0 at 0, as `abs` has, of which it is the like in the plane;
//! - a power of `abs` has at 0 the derivatives of the power, where these exist: that of u² for an exponent that is 2, be it a
//!   number or made of parameters;
//! - far out, where what is within overflows and the slope of what is around it is 0 (`tanh(x^5)`, `1/(1 + x^4)`), the slope is 0;
//!   `0*inf` that a formula has itself stays undefined;
//! - `relu` has slope 0 at 0, as PyTorch has it;
//! - `sqrt` and `cbrt` have no slope at 0: the gradient is infinite or NaN there while f is 0.

mod binary;
mod macros;
mod unary;

pub use self::binary::Binary;
pub use self::unary::Unary;

/// A comparison's value: 1 or 0.
fn truth(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}
