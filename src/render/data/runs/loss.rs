//! f, or |∇f|, of runs against their steps, as plain values.

use crate::render::run::Run;
use crate::scene::LossOf;

/// How often the least value goes into the greatest where a logarithmic axis shows more.
const LOGARITHMIC_FROM: f64 = 30.0;
/// Points of a curve that are drawn; of more, the least and the greatest of each part are.
const MOST_POINTS: usize = 4000;

/// A run's values against its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct LossCurve {
    /// Which of the runs it is.
    pub run: usize,
    /// Steps and values that are finite, and, where the axis is logarithmic, above 0.
    pub points: Vec<[f64; 2]>,
}

/// The values of runs against their steps.
#[derive(Clone, Debug, PartialEq)]
pub struct LossCurves {
    /// Of each run with a value to show.
    pub curves: Vec<LossCurve>,
    /// Whether the values are shown by their logarithms.
    pub is_logarithmic: bool,
    /// The most steps of a run.
    pub steps: usize,
    /// The least and the greatest value that is shown.
    pub values: [f64; 2],
}

impl LossCurves {
    /// The values of runs: logarithmic where none is below 0 and they span much.
    pub fn new<'a>(runs: impl IntoIterator<Item = &'a Run>, of: LossOf) -> LossCurves {
        let values = |run: &'a Run| match of {
            LossOf::F => run.f.as_slice(),
            LossOf::Norm => run.gradient_norms.as_slice(),
        };
        let all: Vec<&[f64]> = runs.into_iter().map(values).collect();
        let finite = || all.iter().flat_map(|values| values.iter().copied()).filter(|value| value.is_finite());
        let [low, high] =
            finite().fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], value| [value.min(a), value.max(b)]);
        let positive = finite().filter(|&value| value > 0.0).fold(f64::INFINITY, f64::min);
        // 0 has no logarithm, and a run that reaches it ends its line there.
        let is_logarithmic = low >= 0.0 && high >= LOGARITHMIC_FROM * positive;
        let is_shown = |value: f64| value.is_finite() && (!is_logarithmic || value > 0.0);
        let curve = |(run, values): (usize, &&[f64])| {
            let points = values.iter().enumerate().map(|(step, &value)| [step as f64, value]);
            let points = thinned(points.filter(|&[_, value]| is_shown(value)).collect());
            (!points.is_empty()).then_some(LossCurve { run, points })
        };
        LossCurves {
            curves: all.iter().enumerate().filter_map(curve).collect(),
            is_logarithmic,
            steps: all.iter().map(|values| values.len().saturating_sub(1)).max().unwrap_or(0),
            values: if is_logarithmic { [positive, high] } else { [low, high] },
        }
    }
}

/// At most [`MOST_POINTS`] of many points: the least and the greatest of each part, and both ends.
fn thinned(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    if points.len() <= MOST_POINTS {
        return points;
    }
    let part = (2 * points.len()).div_ceil(MOST_POINTS);
    let by_value = |a: &&[f64; 2], b: &&[f64; 2]| a[1].total_cmp(&b[1]);
    let of_part = |part: &[[f64; 2]]| {
        let mut ends: Vec<[f64; 2]> =
            part.iter().min_by(by_value).into_iter().chain(part.iter().max_by(by_value)).copied().collect();
        ends.sort_by(|a, b| a[0].total_cmp(&b[0]));
        ends
    };
    let mut kept: Vec<[f64; 2]> = points.chunks(part).flat_map(of_part).collect();
    kept.extend(points.last());
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(f: &[f64]) -> Run {
        Run::new(
            String::new(),
            [0; 3],
            vec![[0.0; 2]; f.len()],
            f.to_vec(),
            f.iter().map(|value| value.abs()).collect(),
        )
    }

    fn curves(f: &[f64]) -> LossCurves {
        LossCurves::new([&run(f)], LossOf::F)
    }

    #[test]
    fn the_axis_is_logarithmic_where_values_above_0_span_much() {
        assert!(curves(&[100.0, 1.0, 1e-6]).is_logarithmic);
        assert!(!curves(&[3.0, 2.0, 1.0]).is_logarithmic, "little is spanned");
        assert!(!curves(&[100.0, -1.0]).is_logarithmic, "what is below 0 has no logarithm");
        let exact = curves(&[100.0, 1.0, 0.0]);
        assert!(exact.is_logarithmic, "a run that reaches 0 is shown until then");
        assert_eq!((exact.curves[0].points.as_slice(), exact.values), (&[[0.0, 100.0], [1.0, 1.0]][..], [1.0, 100.0]));
        assert!(curves(&[1e9, f64::INFINITY, 1.0]).is_logarithmic, "what is not finite is not drawn");
        assert!(curves(&[f64::NAN]).curves.is_empty());
        let norms = LossCurves::new([&run(&[-100.0, -1.0])], LossOf::Norm);
        assert_eq!((norms.is_logarithmic, norms.values), (true, [1.0, 100.0]));
    }

    #[test]
    fn of_many_steps_the_extremes_are_kept() {
        let mut f: Vec<f64> = (0..100_000).map(|step| 2.0 + (f64::from(step) * 0.001).sin()).collect();
        f[77_777] = 9.0;
        let points = &curves(&f).curves[0].points;
        assert!(points.len() <= MOST_POINTS + 2 && points.contains(&[77_777.0, 9.0]), "{}", points.len());
        assert!(points.is_sorted_by(|a, b| a[0] < b[0]), "in the order of the steps");
        assert_eq!((points[0][0], points[points.len() - 1][0]), (0.0, 99_999.0));
    }
}
