//! How the gradient turns on a small circle around a place: what tells a stationary point from everything else.
//!
//! Around an extremum the gradient turns once with the circle, around a saddle once against it, and around a place that
//! is none not at all (the Poincaré-Hopf index). The count needs only signs, so that no scale decides.

use std::f64::consts::TAU;

use super::crossing::{Part, across_jump};
use super::eigen::planar;
use super::newton::Scale;
use crate::expr::{Order, Scratch};
use crate::field::Field;

/// Points on a circle.
const POINTS: usize = 32;

/// The smallest circle's radius, as a fraction of the domain's longer side, and how much larger each next one is.
const SMALLEST: f64 = 1e-9;
const GROWTH: f64 = 16.0;

/// The largest circle's radius, in cells.
const LARGEST: f64 = 0.5;

/// Neighbouring floats that the smallest radius spans at least.
const ULPS: f64 = 4096.0;

/// Where the gradient across changes its sign more often than this on a circle, the sign is rounding.
const MOST_CROSSINGS: usize = 12;

/// An angle within which a crossing is known well enough, if the part of the gradient that vanishes there is so much less than
/// the other one.
const CLOSE: f64 = 1e-9;
const CLEAR: f64 = 1e-4;

/// Places beside a crossing where slopes are compared, and how far apart they are, as a fraction of the radius.
const PLACES: usize = 9;
const SPACING: f64 = 2.5e-4;

/// How far beside a crossing the gradient's change is measured, as an angle.
const BESIDE: f64 = 1e-4;

/// Newton's steps to where a valley crosses a circle beside another one.
const CORRECTIONS: usize = 3;

/// What is left on a level kink of what is beside it.
const LEVEL: f64 = 1e-6;

/// What the least of the slopes there is of the greatest, where it is more than rounding.
const STEADY: f64 = 0.25;

/// Rounding of the directions in which a circle is looked at.
const ROUNDING: f64 = 1e-12;

/// A place on samples or in a formula, and the units around it.
pub(super) struct Surroundings<'a> {
    pub(super) field: &'a Field,
    pub(super) scale: &'a Scale,
}

/// What the gradient does on a circle, in cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circle {
    pub(super) radius: f64,
    /// The mean gradient.
    pub(super) mean: [f64; 2],
    /// The Hessian of the quadratic field with the nearest gradient.
    pub(super) hessian: [f64; 3],
    /// The mean of the gradient's part that points outwards.
    pub(super) outward: f64,
    /// The largest |∇f|.
    pub(super) steepest: f64,
    /// The mean of f.
    pub(super) f: f64,
}

/// What a circle says of the place within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turning {
    /// So many times the gradient turns.
    Index(i32),
    /// Somewhere on the circle there is no gradient beyond rounding.
    Flat,
}

/// f, ∂f/∂x and ∂f/∂y at places.
pub(super) fn value_and_slopes(field: &Field, scratch: &mut Scratch, places: &[[f64; 2]]) -> [Vec<f64>; 3] {
    let (xs, ys): (Vec<f64>, Vec<f64>) = places.iter().map(|place| (place[0], place[1])).unzip();
    let mut planes = [(); 3].map(|()| vec![0.0; places.len()]);
    field.points(scratch, &xs, &ys, Order::Gradient, &mut planes.each_mut().map(Vec::as_mut_slice));
    planes
}

impl Surroundings<'_> {
    /// f, ∇f and, as far as `order` says, the Hessian at places, in cells.
    pub(super) fn at(&self, scratch: &mut Scratch, places: &[[f64; 2]], order: Order) -> Vec<[f64; 6]> {
        let planes_wanted = if order == Order::Hessian { 6 } else { 3 };
        let (xs, ys): (Vec<f64>, Vec<f64>) = places.iter().map(|place| (place[0], place[1])).unzip();
        let mut planes = vec![vec![0.0; xs.len()]; planes_wanted];
        let mut outputs: Vec<&mut [f64]> = planes.iter_mut().map(Vec::as_mut_slice).collect();
        self.field.points(scratch, &xs, &ys, order, &mut outputs);
        let value = |plane: usize, index: usize| planes.get(plane).map_or(0.0, |plane| plane[index]);
        let row = |index: usize| {
            let [gx, gy] = self.scale.gradient(value(1, index), value(2, index));
            let [xx, xy, yy] = self.scale.hessian([3, 4, 5].map(|plane| value(plane, index)));
            [value(0, index), gx, gy, xx, xy, yy]
        };
        (0..xs.len()).map(row).collect()
    }

    /// The radii of circles that tell something around a place, ascending.
    pub(super) fn radii(&self, point: [f64; 2]) -> impl Iterator<Item = f64> {
        let [width, height] = self.scale.sides();
        let ulps = [0, 1].map(|axis| f64::EPSILON * point[axis].abs() / self.scale.cell[axis]);
        let first = (SMALLEST * width.max(height)).max(ULPS * ulps[0].max(ulps[1]));
        std::iter::successors(Some(first), |radius| Some(GROWTH * radius)).take_while(|radius| *radius <= LARGEST)
    }

    /// What a circle around `point` holds, and f and ∇f at its points; nothing where the field is missing on it.
    pub(super) fn circle(
        &self,
        scratch: &mut Scratch,
        point: [f64; 2],
        radius: f64,
    ) -> Option<(Circle, Vec<[f64; 6]>)> {
        let angles: [f64; POINTS] = std::array::from_fn(angle);
        let seen = self.at(scratch, &self.on_circle(point, radius, &angles), Order::Gradient);
        if seen.iter().any(|values| values[..3].iter().any(|value| !value.is_finite())) {
            return None;
        }
        // The first harmonics of the gradient are those of a quadratic field.
        let mean = |part: &dyn Fn([f64; 2], [f64; 2]) -> f64| {
            let parts = angles.iter().zip(&seen).map(|(angle, values)| {
                let (sine, cosine) = angle.sin_cos();
                part([values[1], values[2]], [cosine, sine])
            });
            parts.sum::<f64>() / POINTS as f64
        };
        let per = 2.0 / radius;
        let circle = Circle {
            radius,
            mean: [mean(&|g, _| g[0]), mean(&|g, _| g[1])],
            hessian: [
                per * mean(&|g, n| g[0] * n[0]),
                0.5 * per * mean(&|g, n| g[0] * n[1] + g[1] * n[0]),
                per * mean(&|g, n| g[1] * n[1]),
            ],
            outward: mean(&|g, n| g[0] * n[0] + g[1] * n[1]),
            steepest: seen.iter().map(|values| values[1].hypot(values[2])).fold(0.0, f64::max),
            f: seen.iter().map(|values| values[0]).sum::<f64>() / POINTS as f64,
        };
        Some((circle, seen))
    }

    fn on_circle(&self, point: [f64; 2], radius: f64, angles: &[f64]) -> Vec<[f64; 2]> {
        let places: Vec<(f64, f64)> = angles.iter().map(|&angle| (radius, angle)).collect();
        self.at_angles(point, &places)
    }

    /// Whether a part of the gradient is above 0 at all of some places; nothing where it is not more than rounding, or changes.
    fn steady_sign(
        &self,
        scratch: &mut Scratch,
        point: [f64; 2],
        places: &[(f64, f64)],
        part: &Part,
        rounding: f64,
    ) -> Option<bool> {
        let there = self.at(scratch, &self.at_angles(point, places), Order::Gradient);
        let found: Vec<f64> = there.iter().map(|values| part.of([values[1], values[2]])).collect();
        let (least, greatest) = found.iter().fold((f64::INFINITY, 0.0f64), |(least, greatest), value| {
            (least.min(value.abs()), greatest.max(value.abs()))
        });
        let same_sign = found.iter().all(|value| value.signum() == found[0].signum());
        (same_sign && least > STEADY * greatest && least > rounding).then_some(found[0] > 0.0)
    }

    /// Places by their distance from a point and their angle.
    fn at_angles(&self, point: [f64; 2], places: &[(f64, f64)]) -> Vec<[f64; 2]> {
        let place = |&(radius, angle): &(f64, f64)| {
            let (sine, cosine) = angle.sin_cos();
            self.scale.shifted(point, [radius * cosine, radius * sine])
        };
        places.iter().map(place).collect()
    }

    /// Counts the turns by where the gradient's part along the strong axis changes its sign, and which sign the part
    /// along the weak axis has there: that needs no angle, which ill conditioned fields would hide between two points.
    pub(super) fn turning(
        &self,
        scratch: &mut Scratch,
        point: [f64; 2],
        circle: &Circle,
        seen: &[[f64; 6]],
    ) -> Turning {
        let Some([c, s]) = strong_axis(circle.hessian) else { return Turning::Flat };
        let strong = |values: &[f64; 6]| c * values[1] + s * values[2];
        if seen.iter().any(|values| values[1] == 0.0 && values[2] == 0.0) {
            return Turning::Flat;
        }
        let is_ahead: Vec<bool> = seen.iter().map(|values| strong(values) >= 0.0).collect();
        let mut brackets: Vec<([f64; 2], bool)> = (0..POINTS)
            .filter(|&k| is_ahead[k] != is_ahead[(k + 1) % POINTS])
            .map(|k| ([angle(k), angle(k + 1)], is_ahead[k]))
            .collect();
        if brackets.len() > MOST_CROSSINGS {
            return Turning::Flat;
        }
        let mut residual = vec![0.0; brackets.len()];
        if !brackets.is_empty() {
            loop {
                let middles: Vec<f64> = brackets.iter().map(|([low, high], _)| 0.5 * (low + high)).collect();
                let there = self.at(scratch, &self.on_circle(point, circle.radius, &middles), Order::Gradient);
                let (mut moved, mut is_close) = (false, true);
                for (k, ([low, high], is_ahead)) in brackets.iter_mut().enumerate() {
                    let (middle, across) = (middles[k], strong(&there[k]));
                    moved |= *low < middle && middle < *high;
                    // At a kink, and where the weak part is all but 0, it never is.
                    let weak = c * there[k][2] - s * there[k][1];
                    is_close &= *high - *low < CLOSE && across.abs() < CLEAR * weak.abs();
                    residual[k] = across.abs();
                    *(if (across >= 0.0) == *is_ahead { low } else { high }) = middle;
                }
                if !moved || is_close {
                    break;
                }
            }
        }
        let mut turns = 0;
        for (([low, high], is_ahead), residual) in brackets.iter_mut().zip(residual) {
            let mut sides = self.at(scratch, &self.on_circle(point, circle.radius, &[*low, *high]), Order::Gradient);
            // On a kink itself there may be no slope.
            for step in [1.0, 4.0, 16.0].map(|times| times * CLOSE) {
                if sides.iter().all(|side| side[1].is_finite() && side[2].is_finite()) {
                    break;
                }
                (*low, *high) = (*low - step, *high + step);
                sides = self.at(scratch, &self.on_circle(point, circle.radius, &[*low, *high]), Order::Gradient);
            }
            let (mut weak, jumps) = across_jump(&sides, [-s, c], circle.steepest);
            let beside = [*low - BESIDE, *high + BESIDE];
            let beside = self.at(scratch, &self.on_circle(point, circle.radius, &beside), Order::Gradient);
            if !jumps {
                // In a bent valley both parts change together: what counts is the one where the other vanishes.
                weak = Part::new([1, 2].map(|k| beside[1][k] - beside[0][k]), [-s, c]);
            }
            let part = |values: &[f64; 6]| weak.of([values[1], values[2]]);
            // On both sides of the crossing: where a line of stationary points cuts the circle, both parts change sign.
            let mut places: Vec<(f64, f64)> = (0..PLACES)
                .map(|k| circle.radius * (1.0 + SPACING * (k as f64 - 0.5 * (PLACES - 1) as f64)))
                .flat_map(|radius| [(radius, *low), (radius, *high)])
                .collect();
            // Along the segment of a jump nothing of one part is rounding of the other; but where a kink is level, all that is
            // left on it is the rounding of the angle.
            let rounding = match jumps {
                true => LEVEL * beside.iter().map(part).fold(0.0, |most: f64, value| most.max(value.abs())),
                false => ROUNDING * residual.min(circle.steepest),
            };
            let mut sign = self.steady_sign(scratch, point, &places, &weak, rounding);
            if sign.is_none() && !jumps {
                // A bent valley crosses each circle elsewhere.
                let rate = (strong(&beside[1]) - strong(&beside[0])) / (*high - *low + 2.0 * BESIDE);
                for _ in 0..CORRECTIONS {
                    let there = self.at(scratch, &self.at_angles(point, &places), Order::Gradient);
                    for ((_, angle), values) in places.iter_mut().zip(&there) {
                        let by = -strong(values) / rate;
                        *angle += if by.abs() <= BESIDE { by } else { 0.0 };
                    }
                }
                sign = self.steady_sign(scratch, point, &places, &weak, rounding);
            }
            let Some(is_positive) = sign else { return Turning::Flat };
            turns += if *is_ahead == is_positive { 1 } else { -1 };
        }
        Turning::Index(turns / 2)
    }
}

/// Off the axes, on which kinks and lines of symmetry lie.
fn angle(index: usize) -> f64 {
    (index as f64 + 0.3) * TAU / POINTS as f64
}

/// The direction of the eigenvector with the larger modulus; where there is none, a direction that nothing prefers.
fn strong_axis([a, b, d]: [f64; 3]) -> Option<[f64; 2]> {
    let b = if b.abs() <= 1e-13 * a.abs().max(d.abs()) { 0.0 } else { b };
    let [(weak, _), (strong, axis)] = planar([a, b, d])?;
    Some(if weak.abs() > 0.9 * strong.abs() { [0.5f64.cos(), 0.5f64.sin()] } else { axis })
}
