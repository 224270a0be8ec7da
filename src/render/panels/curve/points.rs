//! The points of a curve: more where it bends, and parted where it jumps, goes to infinity or ends.

use crate::expr::Scratch;
use crate::field::{Field, Place, Way};

/// The points of a curve with others between them, where it bends by more than is seen between two values.
pub(super) fn refined(points: Vec<[f64; 2]>, [low, high]: [f64; 2], f: impl Fn(f64) -> f64) -> Vec<[f64; 2]> {
    /// How often a piece is divided, where, and how far from straight it may be, of the range that is shown.
    const DEEPEST: u32 = 4;
    const PART: f64 = 0.47;
    const STRAIGHT: f64 = 2e-3;
    let mut refined = Vec::with_capacity(points.len());
    let mut pending: Vec<([f64; 2], [f64; 2], u32)> = Vec::new();
    for pair in points.windows(2) {
        refined.push(pair[0]);
        pending.push((pair[0], pair[1], 0));
        while let Some((from, to, depth)) = pending.pop() {
            let x = from[0] + PART * (to[0] - from[0]);
            let at = [x, f(x)];
            let off = (at[1] - from[1] - PART * (to[1] - from[1])).abs();
            if off > STRAIGHT * (high - low) && off.is_finite() && depth < DEEPEST {
                // The earlier half first.
                pending.push((at, to, depth + 1));
                pending.push((from, at, depth + 1));
            } else if depth > 0 {
                refined.push(to);
            }
        }
        // The last of a piece that was divided begins the next one.
        if refined.last() == Some(&pair[1]) {
            refined.pop();
        }
    }
    refined.extend(points.last());
    refined
}

/// The points of a curve, parted where `find` says that it breaks between two neighbours, by the last point before and the
/// first one behind.
pub(super) fn parted(
    points: &[[f64; 2]],
    mut find: impl FnMut([[f64; 2]; 2]) -> Option<[[f64; 2]; 2]>,
) -> Vec<[f64; 2]> {
    let mut parted = Vec::with_capacity(points.len());
    for (index, &point) in points.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| points.get(before));
        if let Some([last, first]) = before.and_then(|&before| find([before, point])) {
            parted.extend([last, [f64::NAN; 2], first]);
        }
        parted.push(point);
    }
    parted
}

/// Where f jumps, goes to infinity or ends between two points of its curve.
pub(super) fn break_between(
    field: &Field,
    scratch: &mut Scratch,
    y: f64,
    ends: [[f64; 2]; 2],
    least: f64,
) -> Option<[[f64; 2]; 2]> {
    let [from, to] = ends.map(|[x, _]| [x, y]);
    let [before, behind] = ends.map(|[_, value]| value);
    let at = |place: Place| [from[0] + place.fraction * (to[0] - from[0]), place.value];
    let nothing = |x: f64| [x, f64::NAN];
    match (before.is_finite(), behind.is_finite()) {
        (true, true) if (behind - before).abs() > least => {
            let found = Way { field, from, to }.find_break(scratch, [before, behind], least)?;
            Some([at(found.before), at(found.behind)])
        }
        // The curve ends at the border of the domain of definition.
        (true, false) => {
            Some([at(Way { field, from, to }.last_inside(scratch, before, f64::is_finite)), nothing(to[0])])
        }
        (false, true) => {
            let back = Way { field, from: to, to: from };
            let place = back.last_inside(scratch, behind, f64::is_finite);
            Some([nothing(from[0]), [to[0] + place.fraction * (from[0] - to[0]), place.value]])
        }
        _ => None,
    }
}

/// The least rise of a derivative that may be a jump, of the range that is shown.
pub(super) const LEAST: f64 = 0.01;

/// Where a derivative jumps between two points of its curve: where a rise keeps at least half of itself through twenty
/// halvings of the step, as it does at a pole, too.
pub(super) fn jump_between(
    [before, point]: [[f64; 2]; 2],
    least: f64,
    f: impl Fn(f64) -> f64,
) -> Option<[[f64; 2]; 2]> {
    const HALVINGS: usize = 20;
    if before[1].is_finite() != point[1].is_finite() {
        // It goes on to where it ends, as to the infinite slope of a root.
        let (mut inside, mut outside) = if before[1].is_finite() { (before, point) } else { (point, before) };
        for _ in 0..HALVINGS {
            let x = 0.5 * (inside[0] + outside[0]);
            let middle = [x, f(x)];
            *(if middle[1].is_finite() { &mut inside } else { &mut outside }) = middle;
        }
        let nothing = [outside[0], f64::NAN];
        return Some(if before[1].is_finite() { [inside, nothing] } else { [nothing, inside] });
    }
    let rise = (point[1] - before[1]).abs();
    if !(rise > least && rise.is_finite()) {
        return None;
    }
    let (mut low, mut high) = (before, point);
    for _ in 0..HALVINGS {
        let x = 0.5 * (low[0] + high[0]);
        let middle = [x, f(x)];
        // Of both halves the one that rises more; what is no number is no side of a jump.
        let (left, right) = ((middle[1] - low[1]).abs(), (high[1] - middle[1]).abs());
        if middle[1].is_nan() || left >= right { high = middle } else { low = middle }
    }
    ((high[1] - low[1]).abs() >= 0.5 * rise || high[1].is_nan()).then_some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Order;
    use crate::field::{LEAST_JUMP, linspace};
    use crate::render::data::lines::curve_ends::{SAMPLES, range};

    #[test]
    fn a_curve_has_more_points_where_it_bends() {
        let points =
            |f: fn(f64) -> f64| -> Vec<[f64; 2]> { linspace([-1.0, 1.0], 17).into_iter().map(|x| [x, f(x)]).collect() };
        let line = points(|x| 3.0 * x - 1.0);
        assert_eq!(refined(line.clone(), [-4.0, 2.0], |x| 3.0 * x - 1.0), line);
        let gap = points(|x| if x < 0.0 { x } else { f64::NAN });
        assert_eq!(refined(gap.clone(), [-1.0, 0.0], |x| if x < 0.0 { x } else { f64::NAN }).len(), gap.len());
        let bump = |x: f64| (-(9.0 * x).powi(2)).exp();
        let found = refined(points(bump), [0.0, 1.0], bump);
        assert!(found.is_sorted_by(|a, b| a[0] < b[0]) && found.iter().all(|&[x, y]| y == bump(x)), "{found:?}");
        assert!(points(bump).iter().all(|point| found.contains(point)));
        let off = |pair: &[[f64; 2]]| {
            let middle = [0, 1].map(|axis| 0.5 * (pair[0][axis] + pair[1][axis]));
            (bump(middle[0]) - middle[1]).abs()
        };
        let most = found.windows(2).map(off).fold(0.0, f64::max);
        assert!(found.len() > 40 && most < 4e-3, "{} points, {most} off", found.len());
    }

    #[test]
    fn a_derivative_goes_on_to_where_it_is_infinite() {
        // Two of its points have the root at the end between them.
        let slope = |x: f64| if x == 0.0 { f64::NAN } else { 0.5 / x.abs().sqrt() * x.signum() };
        let points: Vec<[f64; 2]> = linspace([-5.0, 5.0], SAMPLES + 1).into_iter().map(|x| [x, slope(x)]).collect();
        assert!(points.iter().any(|at| at[1].is_nan()));
        let parted = parted(&points, |ends| jump_between(ends, 0.1, slope));
        let finite = || parted.iter().map(|at| at[1]).filter(|value| value.is_finite());
        let [low, high] = [finite().fold(0.0, f64::min), finite().fold(0.0, f64::max)];
        assert!(low < -1e3 && high > 1e3, "{low} to {high}");
    }

    /// Where the curve of a formula is parted on [−5, 5], and where its derivative is.
    fn parts(formula: &str) -> [Vec<f64>; 2] {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let at = |k: usize| -5.0 + 10.0 * k as f64 / SAMPLES as f64;
        let points = |order: Order, index: usize| -> Vec<[f64; 2]> {
            (0..=SAMPLES).map(|k| [at(k), field.at(&[at(k), 0.0], order)[index]]).collect()
        };
        let gaps = |parted: Vec<[f64; 2]>| -> Vec<f64> {
            (1..parted.len()).filter(|&index| parted[index][0].is_nan()).map(|index| parted[index - 1][0]).collect()
        };
        let (curve, slope) = (points(Order::Value, 0), points(Order::Gradient, 1));
        let height = |points: &[[f64; 2]]| {
            let [low, high] = range(points, |_| f64::NAN);
            high - low
        };
        let (mut scratch, least) = (Scratch::default(), LEAST_JUMP * height(&curve));
        let of_slope = LEAST * height(&slope);
        let f = |x: f64| field.at(&[x, 0.0], Order::Gradient)[1];
        [
            gaps(parted(&curve, |ends| break_between(&field, &mut scratch, 0.0, ends, least))),
            gaps(parted(&slope, |ends| jump_between(ends, of_slope, f))),
        ]
    }

    #[test]
    fn a_curve_is_parted_where_it_jumps_or_ends_and_nowhere_else() {
        let near = |found: &[f64], expected: &[f64]| {
            let apart = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(found.len() == expected.len() && apart < 1e-6, "{found:?} {expected:?}");
        };
        let pi = std::f64::consts::PI;
        near(&parts("tan(x)")[0], &[-1.5 * pi, -0.5 * pi, 0.5 * pi, 1.5 * pi]);
        near(&parts("floor(x)")[0], &[-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        near(&parts("sqrt(2 - x^2)")[0], &[-5.0 + 10.0 * (3.585_786_4f64 * 160.0).floor() / 1600.0, 2f64.sqrt()]);
        near(&parts("abs(x - 0.3)")[1], &[0.3]);
        for smooth in ["x^3", "abs(x)", "exp(5*x)", "sin(20*x)", "cbrt(x)", "tanh(50*x)"] {
            near(&parts(smooth)[0], &[]);
        }
        for smooth in ["x^3", "exp(x)", "sin(20*x)", "tanh(5*x)"] {
            near(&parts(smooth)[1], &[]);
        }
    }
}
