//! Cliffs between two samples of a row or a column: f rises there by many times what it does around, and by what is seen. A smooth
//! curve through both would overshoot, up and down, and stand beside the cliff as teeth; as it would where level ground ends at a
//! ramp.

/// How many times as much as around f rises at a cliff, and at one with a single sample beyond it.
const STEEP: f64 = 8.0;
const STEEP_AT_ENDS: f64 = 24.0;
/// What it rises by at least, of the range of all samples.
pub(crate) const SEEN: f64 = 1.0 / 32.0;

/// Whether a cliff lies between the second sample before a sample and the first, between the first and itself, and so on behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cliffs([bool; 4]);

impl Cliffs {
    /// Those about the sample at `index` of so many, of which `slope(k)` is the slope from k to k + 1. `least` is what a cliff has at
    /// least.
    pub(super) fn about(index: usize, count: usize, least: f64, slope: impl Fn(usize) -> f64) -> Cliffs {
        // What is not there is not known to be level.
        let slope = |from: Option<usize>, offset: isize| {
            let from = from?.checked_add_signed(offset)?;
            (from + 1 < count).then(|| slope(from))
        };
        let is_cliff = |offset: isize| {
            let from = index.checked_add_signed(offset);
            let Some(rise) = slope(from, 0).filter(|rise| rise.abs() >= least) else { return false };
            let has_two = slope(from, -2).is_some() && slope(from, 2).is_some();
            let steep = if has_two { STEEP } else { STEEP_AT_ENDS };
            let is_small = |offset: isize| slope(from, offset).is_some_and(|slope| steep * slope.abs() < rise.abs());
            let is_level = |side: isize| is_small(side) && is_small(2 * side);
            // A needle or a wall of one sample falls again as far as it rose.
            let falls = |side: isize| {
                let back = slope(from, side).is_some_and(|back| steep * (back + rise).abs() < rise.abs());
                back && is_small(2 * side)
            };
            // Of two samples on either side one may lie beyond the next cliff, as on terraces.
            let is_step = is_small(-1) && is_small(1) && (is_small(-2) || is_small(2));
            is_step || is_level(-1) && falls(1) || is_level(1) && falls(-1)
        };
        // Where level ground ends at a ramp of more cells than one, the ground goes on as it does, whatever the ramp is.
        let is_foot = |offset: isize, side: isize| {
            // Of the rises on the ramp, the nearest on the ground and the next one.
            let [ramp, near, far] = if side > 0 { [0, -1, -2] } else { [-1, 0, 1] }
                .map(|step: isize| slope(index.checked_add_signed(offset), step));
            let is_small =
                |ground: Option<f64>, rise: f64| ground.is_some_and(|ground| STEEP_AT_ENDS * ground.abs() < rise.abs());
            ramp.is_some_and(|rise| rise.abs() >= least && is_small(near, rise) && is_small(far, rise))
        };
        let [far_before, before, behind, far_behind] = [-2, -1, 0, 1].map(is_cliff);
        Cliffs([
            far_before || is_foot(-1, -1),
            before || is_foot(0, -1),
            behind || is_foot(0, 1),
            far_behind || is_foot(1, 1),
        ])
    }

    /// Whether one lies between the sample and that so many behind it, or before it where that is negative.
    pub(super) fn lie_before(&self, offset: isize) -> bool {
        let [far_before, before, behind, far_behind] = self.0;
        match offset {
            -2 => before || far_before,
            -1 => before,
            1 => behind,
            2 => behind || far_behind,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of cliffs in samples, by the sample before them.
    fn found(samples: &[f64]) -> Vec<usize> {
        let slope = |from: usize| samples[from + 1] - samples[from];
        let is_cliff = |from: &usize| Cliffs::about(*from, samples.len(), 0.1, slope).lie_before(1);
        (0..samples.len() - 1).filter(is_cliff).collect()
    }

    #[test]
    fn steps_and_needles_are_cliffs() {
        assert_eq!(found(&[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]), [2]);
        assert_eq!(found(&[0.3, 0.2, 0.1, 5.0, 5.2, 5.3, 5.2, -2.0, -2.0, -2.1]), [2, 6]);
        assert_eq!(found(&[0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0]), [2, 3]);
        // Terraces of three samples.
        assert_eq!(found(&[0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0]), [2, 5]);
    }

    #[test]
    fn level_ground_ends_at_a_ramp_of_some_cells() {
        let samples = [0.0, 0.0, 0.0, 0.0, 5.0, 10.0, 10.0, 10.0, 10.0];
        let slope = |from: usize| samples[from + 1] - samples[from];
        let about = |index: usize| [-1, 1].map(|side| Cliffs::about(index, samples.len(), 0.3, slope).lie_before(side));
        // From the foot and the top, and not on the ramp.
        assert_eq!([3, 4, 5].map(about), [[false, true], [false, false], [true, false]]);
        // A stencil of two samples to either side ends there, too.
        assert!(Cliffs::about(2, samples.len(), 0.3, slope).lie_before(2));
        assert!(Cliffs::about(6, samples.len(), 0.3, slope).lie_before(-2));
        assert!(!Cliffs::about(4, samples.len(), 0.3, slope).lie_before(2));
    }

    #[test]
    fn what_is_smooth_or_small_or_rough_has_none() {
        let none: [usize; 0] = [];
        let of = |f: fn(f64) -> f64| (0..24).map(|at| f(f64::from(at) - 11.3)).collect::<Vec<f64>>();
        for samples in [
            of(|x| x * x),
            of(|x| x.powi(5)),
            of(f64::abs),
            of(f64::exp),
            of(|x| (0.9 * x).sin()),
            of(|x| (-0.4 * x * x).exp()),
            of(|x| 1.0 / (1.0 + x * x)),
            of(|x| (1.2 * x).tanh()),
            of(|x| (7.13 * x * x).sin()),
        ] {
            assert_eq!(found(&samples), none, "{samples:?}");
        }
        assert_eq!(found(&[0.0, 0.0, 0.0, 0.05, 0.05, 0.05]), none);
        // With so few around it has to be higher.
        assert_eq!(found(&[-1.0, -2.0, -3.0, -4.0, 32.0, 31.0]), [3]);
        assert_eq!(found(&[-1.0, -2.0, -3.0, -4.0, 12.0, 11.0]), none);
        assert_eq!(found(&[0.0, 0.0, f64::NAN, 1.0, 1.0, 1.0]), none);
    }
}
