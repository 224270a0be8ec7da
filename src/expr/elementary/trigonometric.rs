//! Sine, cosine and tangent of radians.

use super::bits::{lost_of_sum, lowest_bits, round};
use super::select;

/// The largest angle that is reduced here, 2^20·π/2; the part of π that farther ones need has more digits.
pub(crate) const MANY_TURNS: f64 = 1647099.0;

/// An angle as turns·π/2 + rest + rest_low, the rest from −π/4 to π/4.
struct Angle {
    turns: f64,
    rest: f64,
    rest_low: f64,
}

#[inline(always)]
fn reduce(x: f64) -> Angle {
    // π/2 in three parts of 33 bits, whose products with the turns are exact, and a last one.
    const PARTS: [f64; 4] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];
    let turns = round(x * std::f64::consts::FRAC_2_PI);
    let first = x - turns * PARTS[0];
    let subtracted = -(turns * PARTS[1]);
    let second = first + subtracted;
    let lost = lost_of_sum(first, subtracted, second);
    let subtracted = -(turns * PARTS[2]);
    let third = second + subtracted;
    let low = lost_of_sum(second, subtracted, third) + (lost - turns * PARTS[3]);
    let rest = third + low;
    Angle { turns, rest, rest_low: (third - rest) + low }
}

impl Angle {
    /// The sine of the rest: error 3.5e-18.
    #[inline(always)]
    fn sin(&self) -> f64 {
        let (r, z) = (self.rest, self.rest * self.rest);
        let tail = polynomial!(
            z,
            [
                0.008333333333322413,
                -0.00019841269829807802,
                2.7557313691891292e-06,
                -2.505075810880826e-08,
                1.5896795190530726e-10,
            ],
        );
        let cube = z * r;
        r - ((z * (0.5 * self.rest_low - cube * tail) - self.rest_low) - cube * -0.16666666666666632)
    }

    /// The cosine of the rest: error 4.7e-20.
    #[inline(always)]
    fn cos(&self) -> f64 {
        let (r, z) = (self.rest, self.rest * self.rest);
        let tail = polynomial!(
            z,
            [
                0.0416666666666666,
                -0.0013888888888874133,
                2.4801587289487348e-05,
                -2.7557314353611753e-07,
                2.08757234260748e-09,
                -1.1359654871697739e-11,
            ],
        );
        let half = 0.5 * z;
        let near = 1.0 - half;
        near + (((1.0 - near) - half) + (z * z * tail - r * self.rest_low))
    }
}

/// The sine of an angle `quarter` quarters of a turn ahead.
#[inline(always)]
fn sin_ahead(x: f64, quarter: u64) -> f64 {
    let angle = reduce(x);
    let quadrant = lowest_bits(angle.turns).wrapping_add(quarter);
    let value = select(quadrant & 1 == 0, angle.sin(), angle.cos());
    f64::from_bits(value.to_bits() ^ ((quadrant & 2) << 62))
}

/// The sine of an angle of up to [`MANY_TURNS`].
#[inline(always)]
pub(crate) fn sin(x: f64) -> f64 {
    let value = sin_ahead(x, 0);
    select(x == 0.0, x, value)
}

/// The cosine of an angle of up to [`MANY_TURNS`].
#[inline(always)]
pub(crate) fn cos(x: f64) -> f64 {
    sin_ahead(x, 1)
}

/// The tangent of an angle of up to [`MANY_TURNS`].
#[inline(always)]
pub(crate) fn tan(x: f64) -> f64 {
    let angle = reduce(x);
    let (sin, cos) = (angle.sin(), angle.cos());
    let is_odd = lowest_bits(angle.turns) & 1 == 1;
    let value = select(is_odd, -cos, sin) / select(is_odd, sin, cos);
    select(x == 0.0, x, value)
}
