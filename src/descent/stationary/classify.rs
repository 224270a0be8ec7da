//! Stationary points: what they are, and whether a place is one.

use std::f64::consts::TAU;

use super::eigen::planar;
use super::newton::{Arrival, FLAT, How, Scale};
use crate::expr::{Order, Scratch};
use crate::field::Field;

/// What a stationary point is, by the signs of the Hessian's eigenvalues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StationaryKind {
    /// Both are above 0.
    Minimum,
    /// Both are below 0.
    Maximum,
    /// One is above and one below 0.
    Saddle,
    /// One at least is 0, beside the other one and beside what the curvature is around the point; or the Hessian jumps
    /// there, as between two patches of samples, and its signs do too.
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

/// A point at which ∇f = 0.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Stationary {
    /// Minimum, maximum, saddle or degenerate.
    pub kind: StationaryKind,
    /// x and y.
    pub point: [f64; 2],
    /// f there.
    pub f: f64,
    /// The Hessian's eigenvalues, ascending, per unit of the coordinates squared.
    pub eigenvalues: [f64; 2],
}

/// What a place is found to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    Isolated(Stationary),
    /// It is stationary, and so are points beside it: a line or a plateau.
    Crowded,
    /// The gradient does not vanish there.
    Not,
}

impl Verdict {
    pub(crate) fn isolated(self) -> Option<Stationary> {
        match self {
            Verdict::Isolated(point) => Some(point),
            Verdict::Crowded | Verdict::Not => None,
        }
    }
}

/// Points on a ring.
const DIRECTIONS: usize = 16;

/// The radii of rings, in cells: one for the field's scale, then those on which ∇f must shrink.
const RADII: [f64; 7] = [1.0, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7];

/// What ∇f may be of its largest value a cell away, and still be rounding.
const ROUNDING: f64 = 1e-9;

/// How far along a flat direction another stationary point is looked for, in cells.
const ASIDE: f64 = 0.5;

/// Newton's steps back to a line of stationary points; where the field is flat across it too, each goes a part of the way.
const STEPS_ACROSS: usize = 40;

/// Whether the place where a walker arrived is a stationary point, and which.
///
/// A kink or a cusp is told from one by its surroundings: around a stationary point |∇f| shrinks with the distance.
pub(crate) fn examine(field: &Field, scratch: &mut Scratch, scale: &Scale, arrival: Arrival) -> Verdict {
    let [f, _, _, second @ ..] = values_at(field, scratch, arrival.point);
    let Some([(weak, direction), (strong, _)]) = planar(scale.hessian(second)) else { return Verdict::Not };
    let rings = Rings::around(field, scratch, scale, arrival.point, scale.hessian(second));
    if !f.is_finite() || !rings.shrink() {
        return Verdict::Not;
    }
    if rings.are_flat() {
        return Verdict::Crowded;
    }
    let is_definite =
        arrival.how == How::Converged && weak.abs() > FLAT * strong.abs().max(rings.curvature) && rings.agree();
    let kind = match (is_definite, weak > 0.0, strong > 0.0) {
        (true, true, true) => StationaryKind::Minimum,
        (true, false, false) => StationaryKind::Maximum,
        (true, ..) if rings.is_saddle(strong) => StationaryKind::Saddle,
        _ => StationaryKind::Degenerate,
    };
    let goes_on =
        |way: f64| is_stationary_aside(field, scratch, scale, arrival.point, direction.map(|d| way * d), &rings);
    if kind == StationaryKind::Degenerate && [ASIDE, -ASIDE].into_iter().any(goes_on) {
        return Verdict::Crowded;
    }
    let [low, high] = planar(second).map_or([f64::NAN; 2], |[(a, _), (b, _)]| [a.min(b), a.max(b)]);
    // Adding 0 makes −0, which would be printed with its sign, an ordinary 0.
    Verdict::Isolated(Stationary { kind, point: arrival.point.map(|c| c + 0.0), f: f + 0.0, eigenvalues: [low, high] })
}

/// f and all its derivatives at a point.
fn values_at(field: &Field, scratch: &mut Scratch, [x, y]: [f64; 2]) -> [f64; 6] {
    let mut values = [[0.0]; 6];
    let mut outputs = values.each_mut().map(|value| &mut value[..]);
    field.points(scratch, &[x], &[y], Order::Hessian, &mut outputs);
    values.map(|[value]| value)
}

/// Whether ∇f vanishes beside a degenerate point too: `aside` along its flat direction, after Newton's steps across it.
fn is_stationary_aside(
    field: &Field,
    scratch: &mut Scratch,
    scale: &Scale,
    point: [f64; 2],
    aside: [f64; 2],
    rings: &Rings,
) -> bool {
    let mut beside = scale.shifted(point, aside);
    for _step in 0..STEPS_ACROSS {
        let [_, fx, fy, second @ ..] = values_at(field, scratch, beside);
        let [gx, gy] = scale.gradient(fx, fy);
        if gx.hypot(gy) <= 1e-3 * ROUNDING * rings.steepest[0] {
            return true;
        }
        let Some([_, (strong, [x, y])]) = planar(scale.hessian(second)).filter(|[_, (strong, _)]| *strong != 0.0)
        else {
            return false;
        };
        let across = (-(gx * x + gy * y) / strong).clamp(-ASIDE, ASIDE);
        beside = scale.shifted(beside, [across * x, across * y]);
        // Where the field is as flat across as along, the way leads back to the point itself.
        if scale.distance(point, beside) < 0.5 * ASIDE {
            return false;
        }
    }
    false
}

/// What the field does around a place, on rings of [`RADII`] and in cells. Where there is no field nothing counts.
struct Rings {
    /// The largest |∇f| on each ring.
    steepest: [f64; RADII.len()],
    /// The least |∇f| on the second ring.
    gentlest: f64,
    /// The median over the first ring of the largest second derivative; a cusp nearby does not spoil it.
    curvature: f64,
    /// Signs of the smaller and the larger eigenvalue on the last ring.
    signs: Vec<[bool; 2]>,
    /// The largest difference between the second derivatives at the place and on the last ring.
    jump: f64,
    /// How often, around the last ring, f turns from bending up to bending down along the ray, or back.
    turns: usize,
}

impl Rings {
    fn around(field: &Field, scratch: &mut Scratch, scale: &Scale, point: [f64; 2], here: [f64; 3]) -> Rings {
        const COUNT: usize = RADII.len() * DIRECTIONS;
        // Off the axes, on which kinks and lines of symmetry lie.
        let angle = |direction: usize| (direction as f64 + 0.3) * TAU / DIRECTIONS as f64;
        let places: [[f64; 2]; COUNT] = std::array::from_fn(|index| {
            let (sine, cosine) = angle(index % DIRECTIONS).sin_cos();
            scale.shifted(point, [cosine, sine].map(|c| RADII[index / DIRECTIONS] * c))
        });
        let mut planes = [[0.0; COUNT]; 6];
        let mut outputs = planes.each_mut().map(|plane| &mut plane[..]);
        let [xs, ys] = [0, 1].map(|axis| places.map(|place| place[axis]));
        field.points(scratch, &xs, &ys, Order::Hessian, &mut outputs);
        let [_, fx, fy, second @ ..] = planes;
        let norm = |index: usize| {
            let [gx, gy] = scale.gradient(fx[index], fy[index]);
            gx.hypot(gy)
        };
        let hessian = |index: usize| scale.hessian([0, 1, 2].map(|plane| second[plane][index]));
        let ring = |ring: usize| ring * DIRECTIONS..(ring + 1) * DIRECTIONS;
        let last = || ring(RADII.len() - 1).map(|index| (index, hessian(index))).filter(|(_, h)| h[0].is_finite());
        let pairs = last().filter_map(|(_, hessian)| planar(hessian));
        let bends_up: Vec<bool> = last()
            .map(|(index, [xx, xy, yy])| {
                let (sine, cosine) = angle(index % DIRECTIONS).sin_cos();
                xx * cosine * cosine + 2.0 * xy * sine * cosine + yy * sine * sine > 0.0
            })
            .collect();
        let mut curvatures: Vec<f64> = ring(0).map(|index| largest(hessian(index))).collect();
        curvatures.sort_by(f64::total_cmp);
        Rings {
            // `max` and `min` pass over NaN.
            steepest: std::array::from_fn(|k| ring(k).map(norm).fold(0.0, f64::max)),
            gentlest: ring(1).map(norm).fold(f64::INFINITY, f64::min),
            curvature: curvatures[DIRECTIONS / 2],
            signs: pairs.map(|[(a, _), (b, _)]| [a.min(b) > 0.0, a.max(b) > 0.0]).collect(),
            jump: last().map(|(_, h)| largest([0, 1, 2].map(|k| h[k] - here[k]))).fold(0.0, f64::max),
            turns: (0..bends_up.len()).filter(|&k| bends_up[k] != bends_up[(k + 1) % bends_up.len()]).count(),
        }
    }

    /// Whether ∇f shrinks towards the place, until it is rounding.
    fn shrink(&self) -> bool {
        let largest = self.steepest.iter().fold(0.0, |largest: f64, &norm| largest.max(norm));
        let shrinks = |pair: &[f64]| pair[1] <= 0.5 * pair[0] || pair[1] <= ROUNDING * largest;
        self.gentlest.is_finite() && self.steepest[1..].windows(2).all(shrinks)
    }

    /// Whether ∇f is 0 beside the place, which is then one of many.
    fn are_flat(&self) -> bool {
        self.gentlest == 0.0
    }

    /// Whether the Hessian has the same signs on all sides.
    fn agree(&self) -> bool {
        self.signs.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// Whether a Hessian with one eigenvalue above and one below 0 on all sides makes a saddle.
    ///
    /// Where it jumps it need not: −|x y| has such a one in every quadrant, and no value above 0.
    fn is_saddle(&self, strong: f64) -> bool {
        self.jump <= 1e-3 * strong.abs() || self.turns == 4
    }
}

fn largest(entries: [f64; 3]) -> f64 {
    entries.into_iter().map(f64::abs).fold(0.0, f64::max)
}
