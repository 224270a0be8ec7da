//! f, or |∇f|, of runs against their steps, as plain values.

use crate::field::Spread;
use crate::render::run::Run;
use crate::scene::LossOf;

/// How often the least value goes into the greatest where a logarithmic axis shows more.
const LOGARITHMIC_FROM: f64 = 30.0;
/// Points of a curve that are drawn; of more, the least and the greatest of each part are.
const MOST_POINTS: usize = 4000;

/// How many times what the other runs have a run that diverges is shown, by logarithms and, in their spans, without.
const BEYOND: [f64; 2] = [1e3, 1.0];

/// A run's values against its steps, or a part of them: one that diverges ends where it leaves what is shown.
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
    /// Of each run with a value to show, in their order.
    pub curves: Vec<LossCurve>,
    /// Whether the values are shown by their logarithms.
    pub is_logarithmic: bool,
    /// The most steps of a run.
    pub steps: usize,
    /// The least and the greatest value that is shown.
    pub values: [f64; 2],
    /// Whether a run leaves what is shown below and above.
    pub is_left: [bool; 2],
}

impl LossCurves {
    /// The values of runs: logarithmic where none is below 0 and they span much. What diverges takes no room of the others.
    pub fn new<'a>(runs: impl IntoIterator<Item = &'a Run>, of: LossOf) -> LossCurves {
        let runs: Vec<&Run> = runs.into_iter().collect();
        LossCurves::among(&runs, &runs, of)
    }

    /// The values of runs over the steps and the values that others have.
    pub(crate) fn among<'a>(shown: &[&'a Run], all: &[&'a Run], of: LossOf) -> LossCurves {
        let values = |runs: &[&'a Run]| -> Vec<(&'a [f64], bool)> {
            runs.iter().map(|run| (loss_values(run, of), run.diverges)).collect()
        };
        let (shown, all) = (values(shown), values(all));
        let is_lost = |diverges: bool| diverges && all.iter().any(|(_, diverges)| !diverges);
        let whole = || all.iter().flat_map(|(values, _)| values.iter().copied()).filter(|value| value.is_finite());
        // Of what is lost the start is shown, where the others' are.
        let part = |&(values, diverges): &(&'a [f64], bool)| {
            values.iter().copied().take(if is_lost(diverges) { 1 } else { usize::MAX })
        };
        let kept = || all.iter().flat_map(part).filter(|value| value.is_finite());
        let [low, high] = ends(kept());
        let positive = kept().filter(|&value| value > 0.0).fold(f64::INFINITY, f64::min);
        // 0 has no logarithm, and a run that reaches it ends its line there.
        let is_logarithmic = low >= 0.0 && high >= LOGARITHMIC_FROM * positive;
        let is_shown = |value: f64| value.is_finite() && (!is_logarithmic || value > 0.0);
        let room = if high > low { BEYOND[1] * (high - low) } else { 1.0 };
        let border = match is_logarithmic {
            true => [positive / BEYOND[0], BEYOND[0] * high],
            false => [low - room, high + room],
        };
        let border = border.map(|end| end.clamp(f64::MIN, f64::MAX));
        let [least, most] = ends(whole().filter(|&value| is_shown(value)));
        let is_left = [least < border[0], most > border[1]];
        let spread = if is_logarithmic { Spread::Log } else { Spread::Linear };
        let curve = |(run, &(values, diverges)): (usize, &(&[f64], bool))| {
            let points = values.iter().enumerate().map(|(step, &value)| [step as f64, value]);
            let points: Vec<[f64; 2]> = points.filter(|&[_, value]| is_shown(value)).collect();
            let parts = if is_lost(diverges) { within(&points, border, spread) } else { vec![points] };
            let parts = parts.into_iter().map(thinned).filter(|points| !points.is_empty());
            parts.map(move |points| LossCurve { run, points }).collect::<Vec<_>>()
        };
        LossCurves {
            curves: shown.iter().enumerate().flat_map(curve).collect(),
            is_logarithmic,
            steps: all.iter().map(|(values, _)| values.len().saturating_sub(1)).max().unwrap_or(0),
            values: [least.max(border[0]), most.min(border[1])],
            is_left,
        }
    }
}

/// What of a run is shown.
pub fn loss_values(run: &Run, of: LossOf) -> &[f64] {
    match of {
        LossOf::F => &run.f,
        LossOf::Norm => &run.gradient_norms,
    }
}

/// The least and the greatest of values.
fn ends(values: impl Iterator<Item = f64>) -> [f64; 2] {
    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)])
}

/// The parts of a line that lie between two values, each to where it crosses them.
fn within(points: &[[f64; 2]], [low, high]: [f64; 2], spread: Spread) -> Vec<Vec<[f64; 2]>> {
    let is_within = |[_, value]: [f64; 2]| (low..=high).contains(&value);
    let crossing = |inside: [f64; 2], outside: [f64; 2]| {
        let end = if outside[1] > high { high } else { low };
        // Divided first, since the difference of two large numbers may be none.
        let [from, to, at] = [inside[1], outside[1], end].map(|value| 0.5 * spread.place(value));
        let part = if to == from { 0.0 } else { (at - from) / (to - from) };
        [inside[0] + part * (outside[0] - inside[0]), end]
    };
    let mut parts: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
    for (index, &point) in points.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| points[before]);
        match (before.filter(|&before| is_within(before) != is_within(point)), is_within(point)) {
            (Some(before), true) => parts.push(vec![crossing(point, before), point]),
            (Some(before), false) => {
                parts.iter_mut().last().into_iter().for_each(|part| part.push(crossing(before, point)))
            }
            (None, true) => parts.iter_mut().last().into_iter().for_each(|part| part.push(point)),
            (None, false) => {}
        }
    }
    parts
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
    fn a_run_that_diverges_takes_no_room_of_the_others_and_ends_where_it_leaves() {
        let far = |f: &[f64]| Run { diverges: true, ..run(f) };
        let of = |runs: &[Run]| LossCurves::new(runs, LossOf::F);
        let lost = [12.0, 1e3, 1e7, 1e90, f64::INFINITY];
        let found = of(&[run(&lost), run(&[12.0, 5.0, 0.25])]);
        assert_eq!((found.is_logarithmic, found.values, found.is_left), (true, [0.25, 12e3], [false, true]));
        let [.., last] = found.curves[0].points[..] else { panic!() };
        assert!(found.curves[0].points.len() == 3 && last[1] == 12e3, "{:?}", found.curves[0].points);
        assert!((last[0] - (1.0 + 12f64.log10() / 4.0)).abs() < 1e-12, "the line is straight as it is drawn: {last:?}");
        assert_eq!(found.curves[1].points, [[0.0, 12.0], [1.0, 5.0], [2.0, 0.25]]);
        // Downwards too, where it is far away before its numbers end, and with the part that is back within.
        let found = of(&[far(&[2.0, -1e200, 0.0, -1e300]), run(&[2.0, -1.0])]);
        assert_eq!((found.is_logarithmic, found.values, found.is_left), (false, [-4.0, 2.0], [true, false]));
        assert_eq!(
            found.curves.iter().map(|curve| (curve.run, curve.points.len())).collect::<Vec<_>>(),
            [(0, 2), (0, 3), (1, 2)]
        );
        // What is kept is shown, however large it becomes, and so are those that are lost all together.
        assert_eq!(of(&[run(&[12.0, 0.25]), run(&[1.0, 2e6])]).values, [0.25, 2e6]);
        assert_eq!(of(&[run(&lost)]).values, [12.0, 1e90]);
        assert_eq!(of(&[run(&lost)]).is_left, [false; 2]);
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
