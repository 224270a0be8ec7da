//! Curves of stationary points followed from those of their points that are known, as far as they go, and what none is.

use super::curves::{StationaryCurve, chains, curve};
use crate::descent::stationary::circle::Surroundings;
use crate::descent::stationary::classify::{Stationary, StationaryKind, Verdict, WITHIN, crowded, examine, examine_on};
use crate::descent::stationary::eigen::planar;
use crate::descent::stationary::newton::{Arrival, How, Scale};
use crate::descent::stationary::order::rounding_about;
use crate::descent::stationary::places::Places;
use crate::expr::{Order, Scratch};
use crate::field::Kind;

/// Points of a curve have another one so near, in cells.
pub(in crate::descent::stationary) const CHAINED: f64 = 2.0;

/// The length of a step along a curve, in cells, and what is another point's.
const STEP: f64 = 0.5;
const KNOWN: f64 = 0.3;

/// The most steps from a known point, each way.
const MOST_STEPS: usize = 4096;

/// The step, in cells, that is as good as none at a curve's end.
const END: f64 = 1e-9;

/// The cosine of the angle between a curve and its secant over a step is at least this.
const ALIGNED: f64 = 0.9;

/// About what is left of Newton's step at a double root, beside the one before.
const HALF: f64 = 0.45;

/// The most of Newton's steps back to the curve, and the longest, in cells.
const BACK: usize = 12;
const FARTHEST: f64 = 0.5;

/// The points of curves that lie between and beyond those that are known.
pub(in crate::descent::stationary) fn followed(around: &Surroundings<'_>, known: &[Stationary]) -> Vec<Stationary> {
    let mut places = Places::new(around.scale, KNOWN);
    known.iter().for_each(|it| places.insert(it.point));
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    // A kink has no curvature to follow it by.
    for start in known.iter().filter(|it| !it.cusp) {
        let Some((along, _)) = axes(around, &mut scratch, start.point) else { continue };
        for sign in [1.0, -1.0] {
            let (mut point, mut heading) = (start.point, along.map(|part| sign * part));
            for _ in 0..MOST_STEPS {
                let ahead = around.scale.shifted(point, heading.map(|part| STEP * part));
                let next = back(around, &mut scratch, ahead, heading);
                let Some(next) = next.filter(|&next| !places.has_near(next)) else { break };
                let Some(it) = on_curve(around, &mut scratch, next, start.kind) else { break };
                (point, heading) = (next, heading_at(around, &mut scratch, [point, next]));
                places.insert(next);
                found.push(it);
            }
        }
    }
    found
}

/// What lies at a place in the domain, if a curve of this kind runs through it.
fn on_curve(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    point: [f64; 2],
    kind: StationaryKind,
) -> Option<Stationary> {
    let arrival = |how| Arrival { point, step: 0.0, how };
    let verdict = match kind {
        _ if !around.scale.domain.contains(&point) => Verdict::Not,
        StationaryKind::Degenerate => examine(around.field, scratch, around.scale, arrival(How::Converged)),
        _ => crowded(around, scratch, arrival(How::Stalled)),
    };
    match verdict {
        Verdict::Crowded(it) if it.kind == kind => Some(it),
        _ => None,
    }
}

/// The point of a curve that is farthest along an axis, from one of its points on.
fn farthest(
    around: &Surroundings<'_>,
    scratch: &mut Scratch,
    from: &Stationary,
    outwards: [f64; 2],
) -> Option<Stationary> {
    let (mut last, mut step) = (None, STEP);
    let mut point = from.point;
    let (along, _) = axes(around, scratch, point)?;
    let mut along = towards(along, outwards);
    let is_level = |it: &Stationary| {
        let slack = rounding_about(around.field, it.point, around.scale.cell, from.f);
        (it.f - from.f).abs() <= slack + rounding_about(around.field, from.point, around.scale.cell, from.f)
    };
    for _ in 0..MOST_STEPS {
        let ahead = around.scale.shifted(point, along.map(|part| step * part));
        let next = back(around, scratch, ahead, along);
        let is_farther =
            |next: &[f64; 2]| (0..2).map(|axis| (next[axis] - point[axis]) * outwards[axis]).sum::<f64>() > 0.0;
        let found = next.filter(is_farther).and_then(|next| on_curve(around, scratch, next, from.kind));
        match found.filter(is_level) {
            Some(it) => {
                along = towards(heading_at(around, scratch, [point, it.point]), outwards);
                (last, point) = (Some(it), it.point);
            }
            None => step *= 0.5,
        }
        if step < END {
            break;
        }
    }
    last
}

/// The direction of a curve at the second of two of its points, away from the first.
fn heading_at(around: &Surroundings<'_>, scratch: &mut Scratch, [from, to]: [[f64; 2]; 2]) -> [f64; 2] {
    let way = [0, 1].map(|axis| (to[axis] - from[axis]) / around.scale.cell[axis]);
    let secant = way.map(|part| part / way[0].hypot(way[1]));
    // Where f has no curvature at all, its axes lie anyhow.
    let along = axes(around, scratch, to).map(|(along, _)| towards(along, secant));
    along.filter(|along| along[0] * secant[0] + along[1] * secant[1] > ALIGNED).unwrap_or(secant)
}

/// A direction, or its opposite: whichever has a part in another one.
fn towards(along: [f64; 2], [x, y]: [f64; 2]) -> [f64; 2] {
    let sign = (along[0] * x + along[1] * y).signum();
    along.map(|part| sign * part)
}

/// The directions along a curve and across it.
fn axes(around: &Surroundings<'_>, scratch: &mut Scratch, point: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
    let [.., xx, xy, yy] = around.at(scratch, &[point], Order::Hessian)[0];
    planar([xx, xy, yy]).map(|[(_, along), (_, across)]| (along, across))
}

/// The place beside `point`, across the heading, where there is no slope across.
fn back(around: &Surroundings<'_>, scratch: &mut Scratch, point: [f64; 2], [hx, hy]: [f64; 2]) -> Option<[f64; 2]> {
    let (mut place, mut last, mut times) = (point, f64::INFINITY, 1.0);
    for _ in 0..BACK {
        let [_, gx, gy, xx, xy, yy] = around.at(scratch, &[place], Order::Hessian)[0];
        let step = (gx * hy - gy * hx) / (xx * hy * hy - 2.0 * xy * hx * hy + yy * hx * hx);
        if step.is_nan() || step.abs() > FARTHEST {
            return None;
        }
        let kept = step / last;
        if step == 0.0 || kept.abs() >= HALF && (times != 1.0 || !(HALF..0.95).contains(&kept)) {
            break;
        }
        if kept.abs() >= HALF {
            // At a root of order n Newton's step is an n-th of the way.
            times = (1.0 / (1.0 - kept)).round();
        }
        place = around.scale.shifted(place, [-times * step * hy, times * step * hx]);
        last = step;
    }
    (around.scale.distance(place, point) <= FARTHEST).then_some(place)
}

/// What points of curves come to.
#[derive(Default)]
pub(in crate::descent::stationary) struct Gathered {
    pub(in crate::descent::stationary) curves: Vec<StationaryCurve>,
    /// Curves that are none but the neighbourhoods of points.
    pub(in crate::descent::stationary) points: Vec<Stationary>,
    pub(in crate::descent::stationary) plateaus: Vec<[f64; 2]>,
}

/// The curves through points that lie side by side.
pub(in crate::descent::stationary) fn curves_through(around: &Surroundings<'_>, chained: &[Stationary]) -> Gathered {
    let mut found = Gathered::default();
    let is_formula = matches!(around.field.kind(), Kind::Formula(_) | Kind::Function(_));
    for kind in [StationaryKind::Minimum, StationaryKind::Maximum, StationaryKind::Degenerate] {
        let of_kind: Vec<Stationary> = chained.iter().filter(|it| it.kind == kind).copied().collect();
        let places: Vec<[f64; 2]> = of_kind.iter().map(|it| it.point).collect();
        for group in chains(&places, around.scale.cell, CHAINED) {
            let mut members: Vec<Stationary> = group.iter().map(|&index| of_kind[index]).collect();
            if is_formula {
                add_ends(around, &mut members);
            }
            let Some(curve) = curve(&members) else { continue };
            match stretch_of(around, &curve) {
                None => found.curves.push(curve),
                Some(Verdict::Isolated(point)) => found.points.push(point),
                Some(_) => found.plateaus.push(curve.point),
            }
        }
    }
    found
}

/// Adds the points of a curve that are farthest along the axes.
fn add_ends(around: &Surroundings<'_>, members: &mut Vec<Stationary>) {
    let mut scratch = Scratch::default();
    for outwards in [[-1.0, 0.0], [1.0, 0.0], [0.0, -1.0], [0.0, 1.0]] {
        let place = |it: &Stationary| outwards[0] * it.point[0] + outwards[1] * it.point[1];
        let known = members.iter().filter(|it| !it.cusp).max_by(|a, b| place(a).total_cmp(&place(b)));
        let end = known.and_then(|known| farthest(around, &mut scratch, known, outwards));
        members.extend(end);
    }
}

/// What a curve that is hardly longer than its rounding is: the neighbourhood of a point about which f is so flat. Nothing
/// where it is a curve.
fn stretch_of(around: &Surroundings<'_>, curve: &StationaryCurve) -> Option<Verdict> {
    const SHORTEST: f64 = 2.0;
    let [x, y] = [curve.extent.x, curve.extent.y];
    let ends = [[x[0], y[0]], [x[1], y[1]]];
    let length = around.scale.distance(ends[0], ends[1]);
    // Between equal samples there are such short curves.
    if length > SHORTEST || !matches!(around.field.kind(), Kind::Formula(_) | Kind::Function(_)) {
        return None;
    }
    let middle = [0, 1].map(|axis| 0.5 * ends[0][axis] + 0.5 * ends[1][axis]);
    let radii = [0.5, 1.2, 2.9, 7.0].map(|radius| radius + 0.5 * length);
    let arrival = Arrival { point: middle, step: 0.0, how: How::Stalled };
    Some(match examine_on(around, &mut Scratch::default(), arrival, &radii) {
        Verdict::Isolated(found) => {
            let half = around.scale.fraction([0.5 * length; 2]);
            Verdict::Isolated(Stationary { within: found.within.max(half), ..found })
        }
        other => other,
    })
}

/// The points without those that are known by a circle alone in which another one lies that is known better.
pub(in crate::descent::stationary) fn sharpest(mut points: Vec<Stationary>, scale: &Scale) -> Vec<Stationary> {
    let [width, height] = scale.sides();
    let blur = |it: &Stationary| if it.within > WITHIN && !it.cusp { it.within * width.max(height) } else { 0.0 };
    points.sort_by(|a, b| blur(a).total_cmp(&blur(b)));
    let sharp = points.partition_point(|it| blur(it) == 0.0);
    let blurred = points.split_off(sharp);
    for it in blurred {
        let is_near = |other: &Stationary| scale.distance(other.point, it.point) <= 2.0 * blur(&it);
        if !points.iter().any(is_near) {
            points.push(it);
        }
    }
    points
}
