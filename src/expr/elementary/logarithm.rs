//! Logarithms.

use super::bits::{high_half, normalized, split};
use super::{LN_2_HIGH, LN_2_LOW, select};

/// log(1 + f) = f − half_square + s·(half_square + rest) for f from √½ − 1 to √2 − 1, where s = f/(2 + f).
struct Mantissa {
    f: f64,
    half_square: f64,
    curve: f64,
}

#[inline(always)]
fn mantissa(f: f64) -> Mantissa {
    let s = f / (2.0 + f);
    let z = s * s;
    // log((1 + s)/(1 − s)) − 2s over s·z: error 1.3e-18 of 2s.
    let rest = z * polynomial!(
        z,
        [
            0.6666666666666735,
            0.3999999999941111,
            0.2857142874325923,
            0.22222198476231345,
            0.18183569732237842,
            0.15313903316525768,
            0.14797508157385428,
        ],
    );
    let half_square = 0.5 * f * f;
    Mantissa { f, half_square, curve: s * (half_square + rest) }
}

impl Mantissa {
    /// power·ln 2 + log(1 + f) + low.
    #[inline(always)]
    fn natural(&self, power: f64, low: f64) -> f64 {
        let below = self.half_square - (self.curve + (power * LN_2_LOW + low));
        power * LN_2_HIGH - (below - self.f)
    }

    /// log(1 + f) in two parts, the first of which has zeros to spare.
    #[inline(always)]
    fn parts(&self) -> [f64; 2] {
        let high = high_half(self.f - self.half_square);
        [high, ((self.f - high) - self.half_square) + self.curve]
    }
}

/// `value`, the logarithm of a positive finite x, amended where x is anything else.
#[inline(always)]
fn amended(value: f64, x: f64) -> f64 {
    let value = select(x < 0.0, f64::NAN, value);
    let value = select(x == 0.0, f64::NEG_INFINITY, value);
    // An infinity and NaN are their own logarithms.
    select(x < f64::INFINITY, value, x)
}

/// x as 2^power·(1 + f).
#[inline(always)]
fn parts(x: f64) -> (f64, Mantissa) {
    let (normal, scaled) = normalized(x);
    let (power, fraction) = split(normal);
    (power - scaled, mantissa(fraction - 1.0))
}

/// The natural logarithm.
#[inline(always)]
pub(crate) fn log(x: f64) -> f64 {
    let (power, mantissa) = parts(x);
    amended(mantissa.natural(power, 0.0), x)
}

/// log(x + low), for a `low` that rounding lost of x, which is above 0.
#[inline(always)]
pub(super) fn log_of_sum(x: f64, low: f64) -> f64 {
    let (power, mantissa) = parts(x);
    amended(mantissa.natural(power, low / x), x)
}

/// log(1 + x).
#[inline(always)]
pub(crate) fn log1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    let (power, fraction) = split(sum);
    // Beside 0 the sum would drop the low bits of x.
    let is_beside = (x > -0.29289) & (x < 0.41421);
    let lost = select(x < 1.0, x - (sum - 1.0), 1.0 - (sum - x));
    let low = select(is_beside, 0.0, lost / sum);
    let (power, f) = (select(is_beside, 0.0, power), select(is_beside, x, fraction - 1.0));
    let value = amended(mantissa(f).natural(power, low), sum);
    select(x == 0.0, x, value)
}

/// The logarithm to base 2.
#[inline(always)]
pub(crate) fn log2(x: f64) -> f64 {
    // log2(e) in parts, the first of 26 bits.
    const HIGH: f64 = 1.4426950216293335;
    const LOW: f64 = 1.9259629911266175e-08;
    let (power, mantissa) = parts(x);
    let [high, low] = mantissa.parts();
    let of_high = high * HIGH;
    let of_low = (low + high) * LOW + low * HIGH;
    let sum = power + of_high;
    amended(sum + (of_low + ((power - sum) + of_high)), x)
}

/// The logarithm to base 10.
#[inline(always)]
pub(crate) fn log10(x: f64) -> f64 {
    // log10(e) and log10(2) in parts, the first of 26 and of 42 bits.
    const HIGH: f64 = 0.4342944771051407;
    const LOW: f64 = 4.798111141615973e-09;
    const TWO_HIGH: f64 = 0.30102999566395283;
    const TWO_LOW: f64 = 2.8363394551044964e-14;
    let (power, mantissa) = parts(x);
    let [high, low] = mantissa.parts();
    let of_high = high * HIGH;
    let of_power = power * TWO_HIGH;
    let of_low = power * TWO_LOW + ((low + high) * LOW + low * HIGH);
    let sum = of_power + of_high;
    amended(sum + (of_low + ((of_power - sum) + of_high)), x)
}
