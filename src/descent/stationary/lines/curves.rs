//! Lines and rings of stationary points: what lies side by side is one.

use std::collections::HashMap;

use crate::descent::stationary::classify::{Stationary, StationaryKind};

/// Why a stationary point is not alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Along {
    /// The points beside it, on a line or a ring, are stationary too.
    Curve,
    /// So are all points around it: a level floor or top.
    Area,
}

impl Along {
    /// In lower case.
    pub fn name(self) -> &'static str {
        match self {
            Along::Curve => "curve",
            Along::Area => "area",
        }
    }
}

/// The least and the greatest coordinates of the points that were found of a curve, or of an area.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Extent {
    /// Along x.
    pub x: [f64; 2],
    /// Along y.
    pub y: [f64; 2],
}

impl Extent {
    /// That of points; turned inside out where there are none.
    pub(crate) fn of(points: impl Iterator<Item = [f64; 2]>) -> Extent {
        let none = [f64::INFINITY, f64::NEG_INFINITY];
        points.fold(Extent { x: none, y: none }, |Extent { x, y }, [px, py]| {
            let widened = |[low, high]: [f64; 2], value: f64| [low.min(value), high.max(value)];
            Extent { x: widened(x, px), y: widened(y, py) }
        })
    }
}

/// A curve or an area of stationary points.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct StationaryCurve {
    /// Minimum, where f rises to both sides, maximum, or degenerate, where it rises to one and falls to the other.
    pub kind: StationaryKind,
    /// Which of both.
    pub along: Along,
    /// One of its points.
    pub point: [f64; 2],
    /// f there.
    pub f: f64,
    /// The Hessian's eigenvalues there, ascending: one is 0 within rounding; NaN at a kink.
    pub eigenvalues: [f64; 2],
    /// Newton's longest step across it, from any of the points that were found, as a fraction of the domain's sides; at a kink
    /// the interval in which the slope changes its sign.
    pub within: f64,
    /// Where it lies.
    pub extent: Extent,
}

/// The curve through points that belong together; nothing where there is none.
pub(in crate::descent::stationary) fn curve(points: &[Stationary]) -> Option<StationaryCurve> {
    let order =
        |a: &&Stationary, b: &&Stationary| a.point[0].total_cmp(&b.point[0]).then(a.point[1].total_cmp(&b.point[1]));
    let first = points.iter().min_by(order)?;
    Some(StationaryCurve {
        kind: first.kind,
        along: Along::Curve,
        point: first.point,
        f: first.f,
        eigenvalues: first.eigenvalues,
        within: points.iter().map(|it| it.within).fold(0.0, f64::max),
        extent: Extent::of(points.iter().map(|it| it.point)),
    })
}

/// Which points belong together: groups of indices, in which each has another one within `radius` units, in the order of
/// their first points.
pub(crate) fn chains(points: &[[f64; 2]], unit: [f64; 2], radius: f64) -> Vec<Vec<usize>> {
    let square = |point: [f64; 2]| [0, 1].map(|axis| (point[axis] / (unit[axis] * radius)).floor() as i64);
    let mut squares: HashMap<[i64; 2], Vec<usize>> = HashMap::new();
    for (index, point) in points.iter().enumerate() {
        squares.entry(square(*point)).or_default().push(index);
    }
    let is_near = |a: usize, b: usize| {
        let [dx, dy] = [0, 1].map(|axis| (points[a][axis] - points[b][axis]) / unit[axis]);
        dx.hypot(dy) <= radius
    };
    let mut is_taken = vec![false; points.len()];
    let mut groups = Vec::new();
    for first in 0..points.len() {
        if std::mem::replace(&mut is_taken[first], true) {
            continue;
        }
        let mut group = vec![first];
        let mut next = 0;
        while next < group.len() {
            let from = group[next];
            next += 1;
            let [column, row] = square(points[from]);
            for key in (-1..=1).flat_map(|i| (-1..=1).map(move |j| [column.saturating_add(i), row.saturating_add(j)])) {
                let Some(there) = squares.get_mut(&key) else { continue };
                // What is taken leaves its square, so that no point is compared twice in vain.
                there.retain(|&other| {
                    let joins = !is_taken[other] && is_near(from, other);
                    if joins {
                        is_taken[other] = true;
                        group.push(other);
                    }
                    !is_taken[other]
                });
            }
        }
        groups.push(group);
    }
    groups
}
