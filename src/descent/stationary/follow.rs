//! Curves of stationary points followed from those of their points that are known, as far as they go, and what none is.

use super::circle::Surroundings;
use super::classify::{Stationary, StationaryKind, Verdict, WITHIN, crowded, examine_on};
use super::curves::{StationaryCurve, chains, curve};
use super::eigen::planar;
use super::newton::{Arrival, How, Scale};
use super::places::Places;
use crate::expr::{Order, Scratch};
use crate::field::Kind;

/// Points of a curve have another one so near, in cells.
pub(super) const CHAINED: f64 = 2.0;

/// The length of a step along a curve, in cells, and what is another point's.
const STEP: f64 = 0.5;
const KNOWN: f64 = 0.3;

/// The most steps from a known point, each way.
const MOST_STEPS: usize = 4096;

/// The most of Newton's steps back to the curve, and the longest, in cells.
const BACK: usize = 12;
const FARTHEST: f64 = 0.5;

/// The points of curves that lie between and beyond those that are known.
pub(super) fn followed(around: &Surroundings<'_>, known: &[Stationary]) -> Vec<Stationary> {
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
                let next = back(around, &mut scratch, ahead, heading).filter(|next| around.scale.domain.contains(next));
                let Some(next) = next.filter(|&next| !places.has_near(next)) else { break };
                let arrival = Arrival { point: next, step: 0.0, how: How::Stalled };
                let Verdict::Crowded(it) = crowded(around, &mut scratch, arrival) else { break };
                let Some((along, _)) = axes(around, &mut scratch, next).filter(|_| it.kind == start.kind) else {
                    break;
                };
                let forward = (along[0] * heading[0] + along[1] * heading[1]).signum();
                (point, heading) = (next, along.map(|part| forward * part));
                places.insert(next);
                found.push(it);
            }
        }
    }
    found
}

/// The directions along a curve and across it.
fn axes(around: &Surroundings<'_>, scratch: &mut Scratch, point: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
    let [.., xx, xy, yy] = around.at(scratch, &[point], Order::Hessian)[0];
    planar([xx, xy, yy]).map(|[(_, along), (_, across)]| (along, across))
}

/// The place beside `point`, across the heading, where there is no slope across.
fn back(around: &Surroundings<'_>, scratch: &mut Scratch, point: [f64; 2], [hx, hy]: [f64; 2]) -> Option<[f64; 2]> {
    let (mut place, mut last) = (point, f64::INFINITY);
    for _ in 0..BACK {
        let [_, gx, gy, xx, xy, yy] = around.at(scratch, &[place], Order::Hessian)[0];
        let step = (gx * hy - gy * hx) / (xx * hy * hy - 2.0 * xy * hx * hy + yy * hx * hx);
        if step.is_nan() || step.abs() > FARTHEST {
            return None;
        }
        if step == 0.0 || step.abs() >= 0.5 * last {
            break;
        }
        place = around.scale.shifted(place, [-step * hy, step * hx]);
        last = step.abs();
    }
    (around.scale.distance(place, point) <= FARTHEST).then_some(place)
}

/// What points of curves come to.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) curves: Vec<StationaryCurve>,
    /// Curves that are none but the neighbourhoods of points.
    pub(super) points: Vec<Stationary>,
    pub(super) plateaus: Vec<[f64; 2]>,
}

/// The curves through points that lie side by side.
pub(super) fn curves_through(around: &Surroundings<'_>, chained: &[Stationary]) -> Gathered {
    let mut found = Gathered::default();
    for kind in [StationaryKind::Minimum, StationaryKind::Maximum] {
        let of_kind: Vec<Stationary> = chained.iter().filter(|it| it.kind == kind).copied().collect();
        let places: Vec<[f64; 2]> = of_kind.iter().map(|it| it.point).collect();
        for group in chains(&places, around.scale.cell, CHAINED) {
            let members: Vec<Stationary> = group.iter().map(|&index| of_kind[index]).collect();
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
pub(super) fn sharpest(mut points: Vec<Stationary>, scale: &Scale) -> Vec<Stationary> {
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
