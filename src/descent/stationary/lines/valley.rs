//! Where the floor of a valley is level, or the crest of a ridge, on which f may change by less than it is off by beside it.
//!
//! Newton's method creeps in a bent valley, since the floor's curvature is lost in that of the bend. Here the floor is a
//! function of one number: what it is across follows from there being no slope across.

use crate::descent::stationary::circle::Surroundings;
use crate::descent::stationary::eigen::planar;
use crate::expr::{Order, Scratch};

/// What the curvature along a valley is at most beside that across it.
const NARROW: f64 = 0.05;

/// How far along a floor it is sought, in cells, and the first distance.
const FARTHEST: f64 = 6.0;
const NEAREST: f64 = 1.0 / 64.0;

/// The most of Newton's steps to the floor, and the longest, in cells.
const STEPS: usize = 12;
const LONGEST: f64 = 2.0;

/// Halvings of an interval until nothing is between its ends.
const HALVINGS: usize = 100;

/// What a slope beside the place is at least of the first one where it jumps.
const STEEP: f64 = 0.2;

/// A valley near a place: axes along and across it, in cells.
struct Valley<'a> {
    around: &'a Surroundings<'a>,
    origin: [f64; 2],
    along: [f64; 2],
    across: [f64; 2],
    /// The sign of the curvature across.
    bends: f64,
}

/// A point of the floor, by its distances along and across.
#[derive(Clone, Copy)]
struct OnFloor {
    along: f64,
    across: f64,
    /// The slope of the floor, from which what is left of the slope across is taken.
    slope: f64,
}

impl Valley<'_> {
    fn place(&self, along: f64, across: f64) -> [f64; 2] {
        let by = [0, 1].map(|axis| along * self.along[axis] + across * self.across[axis]);
        self.around.scale.shifted(self.origin, by)
    }

    /// The floor's point so far along, from a guess how far it is across.
    fn floor(&self, scratch: &mut Scratch, along: f64, guess: f64) -> Option<OnFloor> {
        let ([ux, uy], [vx, vy]) = (self.along, self.across);
        let (mut across, mut last, mut slope) = (guess, f64::INFINITY, f64::NAN);
        for _ in 0..STEPS {
            let [_, gx, gy, xx, xy, yy] = self.around.at(scratch, &[self.place(along, across)], Order::Hessian)[0];
            let (slope_along, slope_across) = (gx * ux + gy * uy, gx * vx + gy * vy);
            let curvature = xx * vx * vx + 2.0 * xy * vx * vy + yy * vy * vy;
            let mixed = xx * ux * vx + xy * (ux * vy + uy * vx) + yy * uy * vy;
            let step = -slope_across / curvature;
            if !(curvature * self.bends > 0.0 && step.abs() <= LONGEST) {
                return None;
            }
            slope = slope_along + mixed * step;
            if step == 0.0 || step.abs() >= 0.5 * last {
                break;
            }
            (across, last) = (across + step, step.abs());
        }
        slope.is_finite().then_some(OnFloor { along, across, slope })
    }

    /// Two neighbouring points between which the floor's slope changes its sign, outwards from the first one.
    fn sign_change(&self, scratch: &mut Scratch, first: OnFloor) -> Option<[OnFloor; 2]> {
        let mut ends = [Some(first); 2];
        let mut distance = NEAREST;
        while distance <= FARTHEST {
            for (end, sign) in ends.iter_mut().zip([-1.0, 1.0]) {
                let Some(known) = *end else { continue };
                *end = self.floor(scratch, sign * distance, known.across);
                if let Some(next) = *end
                    && next.slope * first.slope.signum() <= 0.0
                {
                    return Some([known, next]);
                }
            }
            distance *= 1.5;
        }
        None
    }
}

/// The place near `start`, or near the floor beside it, where the floor of a valley or the crest of a ridge is level; nothing
/// where there is none within some cells, or no valley.
pub(in crate::descent::stationary) fn level_place(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    start: [f64; 2],
) -> Option<[f64; 2]> {
    let [.., xx, xy, yy] = around.at(scratch, &[start], Order::Hessian)[0];
    let [(weak, along), (strong, across)] = planar([xx, xy, yy])?;
    if weak.abs() > NARROW * strong.abs() {
        return None;
    }
    let valley = Valley { around, origin: start, along, across, bends: strong.signum() };
    // A slope is steep beside the curvature across on both sides of a kink, not on a floor.
    let first = valley.floor(scratch, 0.0, 0.0).filter(|first| first.slope.abs() <= strong.abs())?;
    let [mut low, mut high] = valley.sign_change(scratch, first)?;
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low.along + high.along);
        if middle == low.along || middle == high.along || high.slope == 0.0 {
            break;
        }
        let here = valley.floor(scratch, middle, 0.5 * (low.across + high.across))?;
        *(if here.slope * first.slope.signum() > 0.0 { &mut low } else { &mut high }) = here;
    }
    // Across a kink the slope changes its sign, too.
    let is_steep = |it: OnFloor| it.slope.abs() > STEEP * first.slope.abs();
    (!(is_steep(low) && is_steep(high))).then(|| valley.place(high.along, high.across))
}
