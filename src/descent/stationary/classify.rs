//! Stationary points: what they are, and whether a place is one.

use super::circle::{Circle, Surroundings, Turning};
use super::eigen::{is_rounding, planar};
use super::newton::{Arrival, How, Scale};
use crate::expr::{Order, Scratch};
use crate::field::{Field, Kind};

/// What a stationary point is, by how the gradient turns around it and whether f rises on all sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StationaryKind {
    /// f rises on all sides.
    Minimum,
    /// f falls on all sides.
    Maximum,
    /// f rises on two sides and falls on two.
    Saddle,
    /// f rises and falls on more sides than two each, as at a monkey saddle, or the gradient vanishes there and does not turn
    /// about it, as at the inflection of x³ + y².
    Degenerate,
}

impl StationaryKind {
    /// Its name, as JSON and CSV have it.
    pub fn name(self) -> &'static str {
        match self {
            StationaryKind::Minimum => "minimum",
            StationaryKind::Maximum => "maximum",
            StationaryKind::Saddle => "saddle",
            StationaryKind::Degenerate => "degenerate",
        }
    }
}

/// A point at which ∇f = 0, or about which it turns as about one.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Stationary {
    /// Minimum, maximum, saddle or degenerate.
    pub kind: StationaryKind,
    /// x and y.
    pub point: [f64; 2],
    /// f there.
    pub f: f64,
    /// The Hessian's eigenvalues, ascending, per unit of the coordinates squared; NaN at a cusp.
    pub eigenvalues: [f64; 2],
    /// How near it is: Newton's step from there, as a fraction of the domain's sides. At a cusp, and where f is so flat that the
    /// step is rounding, the radius of a circle about it on which the gradient turns.
    pub within: f64,
    /// Whether the gradient does not vanish beside it: a cusp or a kink.
    pub cusp: bool,
}

/// What a place is found to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    Isolated(Stationary),
    /// It is stationary, and so are points beside it on a line.
    Crowded(Stationary),
    /// It is stationary, and so are points beside it on all sides, or on lines that cross: a plateau at this place.
    Plateau([f64; 2]),
    /// The gradient does not vanish there.
    Not,
}

/// The longest step that Newton's method may still take from a point that counts, as a fraction of the domain's sides.
pub(crate) const WITHIN: f64 = 1e-8;

/// Relative difference at which two Hessians are the same.
const ALIKE: f64 = 1e-2;

/// The same, for two circles beside each other that have the field's own Hessian and not its rounding.
const SETTLED: f64 = 1e-3;

/// What |∇f| is at least of itself on a circle sixteen times as large, around a cusp.
const KEPT: f64 = 0.6;

/// The slope at an inflection, of those beside it.
const RESTS: f64 = 0.2;

/// A line is as flat along itself as this beside what it is across.
const ALONG: f64 = 1e-6;

/// Whether the place where a walker arrived is a stationary point, and which.
///
/// The smallest circle decides on which the gradient is more than rounding, if the next one says the same.
pub(crate) fn examine(field: &Field, scratch: &mut Scratch, scale: &Scale, arrival: Arrival) -> Verdict {
    let around = Surroundings { field, scale };
    let circles: Vec<f64> = around.radii(arrival.point).collect();
    examine_on(&around, scratch, arrival, &circles)
}

/// [`examine`] on circles of these radii, ascending and in cells.
pub(super) fn examine_on(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    arrival: Arrival,
    circles: &[f64],
) -> Verdict {
    let mut last: Option<(Circle, i32)> = None;
    let mut is_flat = false;
    for &radius in circles {
        let Some((circle, seen)) = around.circle(scratch, arrival.point, radius) else { return Verdict::Not };
        match around.turning(scratch, arrival.point, &circle, &seen) {
            Turning::Flat => (last, is_flat) = (None, true),
            Turning::Index(index) => match last.replace((circle, index)) {
                Some((inner, 0)) if index == 0 => return inflection(around, scratch, arrival, [inner, circle]),
                Some((inner, before)) if before == index => {
                    return isolated(around, scratch, arrival, index, [inner, circle]);
                }
                _ => {}
            },
        }
    }
    // In a bent valley with a flat floor only the largest circle may be beyond rounding: another one beside it has to agree.
    if let Some((outer, index)) = last.filter(|(_, index)| is_flat && *index != 0)
        && let Some((inner, seen)) = around.circle(scratch, arrival.point, 0.5 * outer.radius)
        && around.turning(scratch, arrival.point, &inner, &seen) == Turning::Index(index)
    {
        return isolated(around, scratch, arrival, index, [inner, outer]);
    }
    if is_flat && last.is_none() { crowded(around, scratch, arrival) } else { Verdict::Not }
}

/// A point about which the gradient turns on two circles, if Newton's step from it is short enough.
fn isolated(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    arrival: Arrival,
    index: i32,
    [inner, outer]: [Circle; 2],
) -> Verdict {
    let kind = match index {
        1 if inner.outward + outer.outward > 0.0 => StationaryKind::Minimum,
        1 => StationaryKind::Maximum,
        -1 => StationaryKind::Saddle,
        _ => StationaryKind::Degenerate,
    };
    if inner.steepest > KEPT * outer.steepest {
        // Where the gradient keeps its length there is no step to speak of, only the circle.
        let radius = around.scale.fraction([inner.radius, inner.radius]);
        // The point itself may have no value, as that of a quotient, whose neighbours have.
        let middle = [[0.0; 2], [inner.radius / 16.0, inner.radius / 32.0]];
        let places = middle.map(|by| around.scale.shifted(arrival.point, by));
        let f = around.at(scratch, &places, Order::Gradient).iter().map(|it| it[0]).find(|f| f.is_finite());
        let f = f.unwrap_or(f64::NAN);
        // At a pole values go on to grow; those of a cusp come to rest.
        let still = (outer.f - inner.f).abs() + 64.0 * f64::EPSILON * f.abs();
        // Far from the origin no smaller circle is one.
        let smallest = around.radii(arrival.point).next() == Some(inner.radius);
        let is_near = (radius <= WITHIN || smallest) && (f - inner.f).abs() <= still;
        let found = Stationary {
            kind,
            point: arrival.point.map(|c| c + 0.0),
            f: f + 0.0,
            eigenvalues: [f64::NAN; 2],
            within: radius,
            cusp: true,
        };
        return if is_near { Verdict::Isolated(found) } else { Verdict::Not };
    }
    let [f, gx, gy, here @ ..] = around.at(scratch, &[arrival.point], Order::Hessian)[0];
    let circle = trusted_circle(around, scratch, arrival.point, here);
    let (point, f, hessian, step) = match circle {
        // There is no step where there is no slope, even if the curvature has no end, as that of |x|^1.5.
        None if gx == 0.0 && gy == 0.0 => (arrival.point, f, here, [0.0; 2]),
        None => (arrival.point, f, here, newton_step(here, [gx, gy])),
        Some(circle) => {
            // The point itself is all rounding: the circle's own middle is what is known of it.
            let point = around.scale.shifted(arrival.point, newton_step(circle.hessian, circle.mean));
            let Some((again, _)) = around.circle(scratch, point, circle.radius) else { return Verdict::Not };
            let f = around.at(scratch, &[point], Order::Gradient)[0][0];
            (point, if f.is_finite() { f } else { inner.f }, again.hessian, newton_step(again.hessian, again.mean))
        }
    };
    let mut within = around.scale.fraction(step);
    let is_known =
        step == [0.0; 2] || circle.is_some() || curvature_is_known(around, scratch, arrival.point, [gx, gy], here);
    // Where smaller circles are all rounding and the curvature is not that of the circle, the circle is what is known.
    let is_blurred = around.radii(arrival.point).next() < Some(inner.radius);
    if is_blurred && !(is_known && within <= WITHIN) {
        within = around.scale.fraction([smallest(around, scratch, arrival.point, inner.radius, index); 2]);
    } else if within.is_nan() || within > WITHIN {
        return Verdict::Not;
    }
    if !f.is_finite() {
        return Verdict::Not;
    }
    let eigenvalues = around.scale.eigenvalues(hessian);
    // Adding 0 makes −0, which would be printed with its sign, an ordinary 0.
    Verdict::Isolated(Stationary { kind, point: point.map(|c| c + 0.0), f: f + 0.0, eigenvalues, within, cusp: false })
}

/// A point of a formula about which the gradient does not turn, if it vanishes there all the same: on circles it shrinks as
/// their radius does, or faster. f goes on rising or falling along the floor there, or across it: then it lies on a line of
/// such points.
fn inflection(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    arrival: Arrival,
    [inner, outer]: [Circle; 2],
) -> Verdict {
    let shrinks = |near: f64, far: f64| near <= 2.0 * inner.radius / outer.radius * far;
    let is_formula = matches!(around.field.kind(), Kind::Formula(_) | Kind::Function(_));
    if !is_formula || arrival.how != How::Converged || !shrinks(inner.steepest, outer.steepest) {
        return Verdict::Not;
    }
    let [f, gx, gy, hessian @ ..] = around.at(scratch, &[arrival.point], Order::Hessian)[0];
    let Some([(_, floor), (strong, across)]) = planar(hessian) else { return Verdict::Not };
    // By how much the slope along an axis shrinks, if f goes on along it.
    let mut goes_on = |[x, y]: [f64; 2]| {
        let [near, far] = [inner.radius, outer.radius].map(|radius| {
            let sides = [-radius, radius].map(|by| around.scale.shifted(arrival.point, [by * x, by * y]));
            let seen = around.at(scratch, &sides, Order::Gradient);
            [0, 1].map(|side| seen[side][1] * x + seen[side][2] * y)
        });
        let is_one_way = [near, far].concat().iter().all(|slope| *slope != 0.0 && slope.signum() == far[0].signum());
        // Beside a point of high order a walker may rest where the slope is small and grows fast to one side.
        let is_there = (gx * x + gy * y).abs() <= RESTS * largest(near);
        (is_one_way && is_there && shrinks(largest(near), largest(far))).then(|| largest(near) / largest(far))
    };
    let is_point = goes_on(floor).is_some();
    if !is_point {
        // Lines of higher order are known too little to be followed.
        match goes_on(across) {
            None => return Verdict::Not,
            Some(shrunk) if shrunk < (inner.radius / outer.radius).powf(2.5) => return Verdict::Plateau(arrival.point),
            Some(_) => {}
        }
    }
    let step = newton_step(hessian, [gx, gy]);
    let within = if strong == 0.0 { around.scale.fraction([inner.radius; 2]) } else { around.scale.fraction(step) };
    if !(within <= WITHIN && f.is_finite()) {
        return Verdict::Not;
    }
    let (point, eigenvalues) = (arrival.point.map(|c| c + 0.0), around.scale.eigenvalues(hessian));
    let found = Stationary { kind: StationaryKind::Degenerate, point, f: f + 0.0, eigenvalues, within, cusp: false };
    if is_point { Verdict::Isolated(found) } else { Verdict::Crowded(found) }
}

/// Whether the weaker curvature is more than rounding, and the same on the floor of the valley beside the place.
fn curvature_is_known(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    point: [f64; 2],
    [gx, gy]: [f64; 2],
    here: [f64; 3],
) -> bool {
    let Some([(weak, _), (strong, [x, y])]) = planar(here) else { return false };
    let across = -(gx * x + gy * y) / strong;
    let floor = around.scale.shifted(point, [across * x, across * y]);
    let [_, _, _, there @ ..] = around.at(scratch, &[floor], Order::Hessian)[0];
    planar(there)
        .is_some_and(|[(other, along), _]| !is_rounding(there, other, along) && (0.5..=2.0).contains(&(weak / other)))
}

/// The radius of the smallest circle within the one of this radius on which the gradient still turns so often.
fn smallest(around: &Surroundings<'_>, scratch: &mut Scratch, point: [f64; 2], radius: f64, index: i32) -> f64 {
    let mut turns = |radius: &f64| {
        let circle = around.circle(scratch, point, *radius);
        circle.is_some_and(|(circle, seen)| around.turning(scratch, point, &circle, &seen) == Turning::Index(index))
    };
    let halves = std::iter::successors(Some(radius), |radius| Some(0.5 * radius)).skip(1);
    halves.take_while(|radius| turns(radius)).take(8).last().unwrap_or(radius)
}

/// The circle that knows the Hessian better than the place itself does, where that is rounding or does not exist.
fn trusted_circle(around: &Surroundings<'_>, scratch: &mut Scratch, point: [f64; 2], here: [f64; 3]) -> Option<Circle> {
    let circles: Vec<Circle> =
        around.radii(point).map_while(|radius| around.circle(scratch, point, radius)).map(|it| it.0).collect();
    let apart = |a: [f64; 3], b: [f64; 3]| {
        let difference = largest([0, 1, 2].map(|k| a[k] - b[k]));
        difference / largest(a).max(largest(b))
    };
    let pairs = circles.windows(2).map(|pair| (apart(pair[0].hessian, pair[1].hessian), pair[0]));
    let (difference, best) = pairs.filter(|(d, _)| d.is_finite()).min_by(|a, b| a.0.total_cmp(&b.0))?;
    let is_known = here.iter().all(|entry| entry.is_finite()) && apart(here, best.hessian) <= ALIKE;
    (difference <= SETTLED && !is_known).then_some(best)
}

/// A place around which the gradient vanishes beyond rounding on every circle: a line, or a plateau.
pub(super) fn crowded(around: &Surroundings<'_>, scratch: &mut Scratch, arrival: Arrival) -> Verdict {
    let [f, gx, gy, hessian @ ..] = around.at(scratch, &[arrival.point], Order::Hessian)[0];
    let Some([(weak, _), (strong, [x, y])]) = planar(hessian) else { return Verdict::Not };
    // Where lines cross, and on a plateau, the field is flat along both axes.
    let is_flat = weak.abs() > ALONG * strong.abs() || strong == 0.0;
    if is_flat {
        let within = around.scale.fraction(newton_step(hessian, [gx, gy]));
        return if within <= WITHIN { Verdict::Plateau(arrival.point) } else { Verdict::Not };
    }
    // A slope, however small, is one if it is not rounding. A plateau's edge goes on falling.
    if falls_steadily(around, scratch, arrival.point, [-y, x]) {
        return Verdict::Plateau(arrival.point);
    }
    let across = -(gx * x + gy * y) / strong;
    let within = around.scale.fraction([across * x, across * y]);
    if !(within <= WITHIN && f.is_finite()) {
        return Verdict::Not;
    }
    let kind = if strong > 0.0 { StationaryKind::Minimum } else { StationaryKind::Maximum };
    if !bends_as_slopes_do(around, scratch, arrival.point, (strong, [x, y])) {
        return Verdict::Not;
    }
    let eigenvalues = around.scale.eigenvalues(hessian);
    let point = arrival.point.map(|c| c + 0.0);
    Verdict::Crowded(Stationary { kind, point, f: f + 0.0, eigenvalues, within, cusp: false })
}

/// Whether the slopes on either side of a line have the signs that the curvature on it tells: beside a cusp or a pole both
/// have the other ones.
fn bends_as_slopes_do(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    point: [f64; 2],
    (curvature, [x, y]): (f64, [f64; 2]),
) -> bool {
    let Some(radius) = around.radii(point).next() else { return false };
    let sides = [-radius, radius].map(|by| around.scale.shifted(point, [by * x, by * y]));
    let slopes = around.at(scratch, &sides, Order::Gradient);
    let outward = |side: usize, sign: f64| sign * (slopes[side][1] * x + slopes[side][2] * y) * curvature.signum();
    !(outward(0, -1.0) < 0.0 && outward(1, 1.0) < 0.0)
}

/// Whether the slope along a floor keeps its sign and its size beside a point, which rounding would not. What is left of the
/// slope across the floor is taken out.
pub(super) fn falls_steadily(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    point: [f64; 2],
    [x, y]: [f64; 2],
) -> bool {
    const BESIDE: f64 = 1e-6;
    let places: Vec<[f64; 2]> = (-8..=8)
        .map(|k| around.scale.shifted(point, [0, 1].map(|axis| BESIDE * f64::from(k) * [x, y][axis])))
        .collect();
    let slope = |&[_, gx, gy, xx, xy, yy]: &[f64; 6]| {
        let curvature = xx * y * y - 2.0 * xy * x * y + yy * x * x;
        let mixed = (yy - xx) * x * y + xy * (x * x - y * y);
        let across = x * gy - y * gx;
        x * gx + y * gy - if across == 0.0 { 0.0 } else { mixed / curvature * across }
    };
    let slopes: Vec<f64> = around.at(scratch, &places, Order::Hessian).iter().map(slope).collect();
    let size = slopes[8].abs();
    let is_alike =
        |slope: &f64| slope.signum() == slopes[8].signum() && (0.5 * size..=2.0 * size).contains(&slope.abs());
    size > 0.0 && slopes.iter().all(is_alike)
}

/// −H⁻¹g, in cells; no step along an axis without a slope.
fn newton_step(hessian: [f64; 3], [gx, gy]: [f64; 2]) -> [f64; 2] {
    let Some(pairs) = planar(hessian) else { return [f64::NAN; 2] };
    let mut step = [0.0; 2];
    for (value, [x, y]) in pairs {
        let slope = gx * x + gy * y;
        if slope != 0.0 {
            let along = -slope / value;
            step = [step[0] + along * x, step[1] + along * y];
        }
    }
    step
}

fn largest<const N: usize>(entries: [f64; N]) -> f64 {
    entries.into_iter().map(f64::abs).fold(0.0, f64::max)
}
