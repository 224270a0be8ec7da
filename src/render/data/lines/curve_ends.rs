//! A curve of one variable: its places, and how high it reaches.

use crate::expr::Order;
use crate::field::{Domain, Field, Spread, linspace};
use crate::render::data::range::pad_range;
use crate::scene::AxisScales;

/// Samples along a curve: a few a pixel of an ordinary picture.
pub(crate) const SAMPLES: usize = 1600;

/// How high a curve reaches, and its derivative, with a little room.
#[derive(Clone, Copy, Debug)]
pub struct CurveEnds {
    pub(crate) height: [f64; 2],
    pub(crate) steepness: [f64; 2],
}

impl CurveEnds {
    /// Those of a field along x, on axes of these scales.
    pub(crate) fn of(field: &Field, domain: Domain, scales: AxisScales) -> CurveEnds {
        let [f, derivative] = functions(field, domain.y[0]);
        let sampled = |f| sampled(domain.x, scales.x.spread(), f);
        CurveEnds::of_samples(scales.y.spread(), (&sampled(&f), &f), (&sampled(&derivative), &derivative))
    }

    pub(crate) fn of_samples(
        spread: Spread,
        (curve, f): (&[[f64; 2]], &dyn Fn(f64) -> f64),
        (slope, derivative): (&[[f64; 2]], &dyn Fn(f64) -> f64),
    ) -> CurveEnds {
        CurveEnds { height: range_on(spread, curve, f), steepness: range(slope, derivative) }
    }

    pub(crate) fn joined(self, other: CurveEnds) -> CurveEnds {
        let join = |a: [f64; 2], b: [f64; 2]| [a[0].min(b[0]), a[1].max(b[1])];
        CurveEnds { height: join(self.height, other.height), steepness: join(self.steepness, other.steepness) }
    }
}

/// f and f′ along x.
pub(crate) fn functions(field: &Field, y: f64) -> [impl Fn(f64) -> f64 + Copy; 2] {
    [(Order::Value, 0), (Order::Gradient, 1)].map(|(order, index)| move |x: f64| field.at(&[x, y], order)[index])
}

/// A function at places evenly along an axis.
pub(crate) fn sampled(x: [f64; 2], spread: Spread, f: &dyn Fn(f64) -> f64) -> Vec<[f64; 2]> {
    let places = linspace(x.map(|end| spread.place(end)), SAMPLES + 1);
    places.into_iter().map(|at| spread.value(at)).map(|x| [x, f(x)]).collect()
}

/// The range of values along an axis where they spread so: in its places, of what has any.
fn range_on(spread: Spread, points: &[[f64; 2]], f: impl Fn(f64) -> f64) -> [f64; 2] {
    let places: Vec<[f64; 2]> = points.iter().map(|&[x, value]| [x, spread.place(value)]).collect();
    range(&places, |x| spread.place(f(x))).map(|place| spread.value(place))
}

/// The finite values' range with a little room; the outermost two hundredths do not count where they are far out and grow the nearer
/// they are looked at, as at a pole. `f` is what the points are of.
pub(crate) fn range(points: &[[f64; 2]], f: impl Fn(f64) -> f64) -> [f64; 2] {
    let mut values: Vec<f64> = points.iter().map(|point| point[1]).filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let at = |fraction: f64| {
        values.get((fraction * (values.len().saturating_sub(1)) as f64) as usize).copied().unwrap_or(0.0)
    };
    let (inner, outer) = ([at(0.02), at(0.98)], [at(0.0), at(1.0)]);
    let span = (inner[1] - inner[0]).max(f64::MIN_POSITIVE);
    let is_far = outer[1] - outer[0] > 6.0 * span;
    let end = |side: usize, sign: f64| match is_far && outer[side] != inner[side] {
        true => top(points, sign, inner[side], &f).unwrap_or(inner[side]),
        false if is_far => inner[side],
        false => outer[side],
    };
    let ends = [end(0, -1.0), end(1, 1.0)];
    if ends[1] <= ends[0] {
        return pad_range(ends[0], ends[1], 0.0);
    }
    let room = 0.06 * (ends[1] - ends[0]);
    [ends[0] - room, ends[1] + room]
}

/// The highest value about the highest of points, or the lowest where `sign` is −1; nothing where it goes on growing as it is looked
/// at nearer.
fn top(points: &[[f64; 2]], sign: f64, usual: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    const PARTS: usize = 32;
    const LEVELS: usize = 5;
    const GROWTH: f64 = 3.0;
    let height = |value: f64| sign * (value - usual);
    let finite = (0..points.len()).filter(|&at| points[at][1].is_finite());
    let highest = finite.max_by(|&a, &b| height(points[a][1]).total_cmp(&height(points[b][1])))?;
    let [first, last] = [highest.saturating_sub(1), (highest + 1).min(points.len() - 1)].map(|at| points[at][0]);
    let (mut middle, mut reach) = (points[highest][0], 0.5 * (last - first));
    // Of what is told by its points alone nothing is known between them.
    let mut best = f(middle);
    let mut heights = [0.0; LEVELS];
    for near in &mut heights {
        // Beside the middle, which may be where it is infinite.
        let beside = (0..PARTS).map(|part| middle + reach * ((2 * part + 1) as f64 / PARTS as f64 - 1.0));
        let found = beside
            .map(|x| [x, f(x)])
            .filter(|at| !at[1].is_nan())
            .max_by(|a, b| height(a[1]).total_cmp(&height(b[1])))?;
        *near = height(found[1]);
        (middle, best) = (found[0], if height(found[1]) > height(best) { found[1] } else { best });
        reach *= 2.0 / PARTS as f64;
    }
    let grows = heights.windows(2).skip(LEVELS - 3).all(|pair| pair[1] > GROWTH * pair[0]);
    (best.is_finite() && !grows).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pole_does_not_flatten_the_curve() {
        let points: Vec<[f64; 2]> =
            (0..1000).map(|k| [0.0, if k == 500 { 1e9 } else { f64::from(k) / 1000.0 }]).collect();
        let [low, high] = range(&points, |_| f64::NAN);
        assert!(low > -0.2 && high < 1.2, "{low} {high}");
    }

    #[test]
    fn a_needle_is_shown_to_its_tip_and_a_pole_is_not() {
        let of = |f: fn(f64) -> f64| {
            let points: Vec<[f64; 2]> =
                crate::field::linspace([-5.0, 5.0], SAMPLES + 1).into_iter().map(|x| [x, f(x)]).collect();
            range(&points, f)
        };
        for needle in [|x: f64| (-1e4 * x * x).exp(), |x: f64| (-1e5 * (x - 1.2345).powi(2)).exp()] {
            let [low, high] = of(needle);
            assert!((low + 0.06).abs() < 0.01 && (high - 1.06).abs() < 0.01, "{low} {high}");
        }
        for pole in [|x: f64| 1.0 / (x - 0.3), |x: f64| x.abs().powf(-0.5) / x.signum(), |x: f64| x.tan()] {
            let [low, high] = of(pole);
            assert!(low > -100.0 && high < 100.0, "{low} {high}");
        }
    }
}
