//! What becomes of one start under many settings: it converges, cycles or diverges.

use std::str::FromStr;

use crate::descent::convergence::Outcome;
use crate::descent::walker::End;
use crate::field::Spread;
use crate::words::finite;

/// Values of one hyperparameter along a side of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The hyperparameter.
    pub name: String,
    /// Its first and last value.
    pub range: [f64; 2],
    /// Whether the values between are spread by their logarithms.
    pub logarithmic: bool,
}

impl Sweep {
    /// `count` values from the first to the last, both included.
    pub fn values(&self, count: usize) -> Vec<f64> {
        let last_index = count.saturating_sub(1).max(1) as f64;
        (0..count).map(|index| self.at(index as f64 / last_index)).collect()
    }

    /// The value at a fraction of the way.
    pub fn at(&self, fraction: f64) -> f64 {
        let [first, last] = self.range;
        match self.logarithmic {
            true => first * (last / first).powf(fraction),
            false => first + fraction * (last - first),
        }
    }

    /// How the values are spread.
    pub fn spread(&self) -> Spread {
        if self.logarithmic { Spread::Log } else { Spread::Linear }
    }
}

impl FromStr for Sweep {
    type Err = String;

    /// Reads `NAME=FIRST..LAST` or `NAME=FIRST..LAST,log`.
    fn from_str(text: &str) -> Result<Sweep, String> {
        let wrong =
            || format!("`{text}` is no sweep; write NAME=FIRST..LAST or NAME=FIRST..LAST,log such as lr=1e-4..1,log");
        let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
        let (range, scale) = rest.split_once(',').map_or((rest, "linear"), |(range, scale)| (range, scale.trim()));
        let logarithmic = match scale {
            "log" => true,
            "linear" => false,
            _ => return Err(wrong()),
        };
        let (first, last) = range.split_once("..").ok_or_else(wrong)?;
        let (first, last) = finite(first).zip(finite(last)).ok_or_else(wrong)?;
        if first >= last {
            return Err(format!("the sweep `{text}` is empty; let its first value be below its last"));
        }
        if logarithmic && first <= 0.0 {
            return Err(format!("the sweep `{text}` cannot be logarithmic; let its first value be above 0"));
        }
        Ok(Sweep { name: name.trim().to_owned(), range: [first, last], logarithmic })
    }
}

/// What became of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It rests after so many steps.
    Converged(u32),
    /// It keeps moving within bounds and comes no nearer to rest.
    Cycling,
    /// It went to infinity, out of the domain, or to where the field has no value.
    Diverged,
    /// It still comes nearer to rest.
    Moving,
}

/// How a particle moved between two convergence checks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepStatistics {
    /// The longest step before the first check and before the last.
    pub longest: [f64; 2],
    /// How far apart it was seen.
    pub drift: f64,
    /// How many steps lie between both checks.
    pub apart: u32,
}

/// Tells what became of a particle.
///
/// One that converges shortens its steps or goes somewhere; one that cycles does neither. What is farther away than
/// `far` from `center` has diverged.
pub fn fate(outcome: &Outcome, statistics: &StepStatistics, center: [f64; 2], far: f64) -> Fate {
    const SHORTER: f64 = 0.9;
    const GOES: f64 = 0.25;
    let [then, now] = statistics.longest;
    let comes_nearer = now < SHORTER * then || statistics.drift > GOES * f64::from(statistics.apart) * now;
    let is_far = (0..2).any(|axis| {
        let away = outcome.point[axis] - center[axis];
        away.is_nan() || away.abs() > far
    });
    match outcome.end {
        End::Converged => Fate::Converged(outcome.steps),
        End::NotFinite | End::Left => Fate::Diverged,
        End::Moving if is_far => Fate::Diverged,
        End::Moving if comes_nearer => Fate::Moving,
        End::Moving => Fate::Cycling,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_has_both_ends() {
        let sweep: Sweep =
            "lr=1e-4..1,log".parse().unwrap_or(Sweep { name: String::new(), range: [0.0; 2], logarithmic: false });
        let values = sweep.values(5);
        assert!(
            (values[0] - 1e-4).abs() < 1e-18 && (values[2] - 1e-2).abs() < 1e-12 && (values[4] - 1.0).abs() < 1e-12
        );
    }

    #[test]
    fn a_wrong_sweep_is_answered_with_a_right_one() {
        for text in ["lr", "lr=1", "lr=1..1", "lr=0..1,log", "lr=1..2,cubic", "lr=nan..1"] {
            assert!(text.parse::<Sweep>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_comes_no_nearer_to_rest_cycles() {
        let outcome = |end, x| Outcome { point: [x, 0.0], end, steps: 7 };
        let statistics = |longest, drift| StepStatistics { longest, drift, apart: 64 };
        let (around, shorter, away) =
            (statistics([1.0, 1.0], 0.5), statistics([1.0, 0.5], 0.5), statistics([1.0, 0.99], 60.0));
        assert_eq!(fate(&outcome(End::Converged, 0.0), &around, [0.0; 2], 10.0), Fate::Converged(7));
        assert_eq!(fate(&outcome(End::Moving, 0.0), &around, [0.0; 2], 10.0), Fate::Cycling);
        assert_eq!(fate(&outcome(End::Moving, 0.0), &shorter, [0.0; 2], 10.0), Fate::Moving);
        assert_eq!(fate(&outcome(End::Moving, 0.0), &away, [0.0; 2], 10.0), Fate::Moving);
        assert_eq!(fate(&outcome(End::Moving, 11.0), &shorter, [0.0; 2], 10.0), Fate::Diverged);
        assert_eq!(fate(&outcome(End::NotFinite, f64::NAN), &shorter, [0.0; 2], 10.0), Fate::Diverged);
    }
}
