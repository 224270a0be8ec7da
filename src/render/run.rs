//! A trajectory that a picture shows, by numbers.

use super::figure::swatch::Dash;

/// What one run has come to: f and |∇f| at each of its steps.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Run {
    /// The optimizer, or the file it was read from.
    pub name: String,
    /// Its step size and what else holds for all optimizers, as far as its name does not say it: `lr = 0.001`.
    pub numbers: String,
    /// Its colour in the picture.
    pub color: [u8; 3],
    /// Where it was at the start and after each step, as far as two coordinates go.
    pub points: Vec<[f64; 2]>,
    /// f at the same places.
    pub f: Vec<f64>,
    /// |∇f| there.
    pub gradient_norms: Vec<f64>,
    /// Whether it goes to where numbers end, or far away from the picture.
    pub diverges: bool,
    /// The gaps of its line.
    pub(crate) dash: Dash,
}

/// A gradient is at rest where it is this fraction of the steepest of its run.
const AT_REST: f64 = 1e-6;

impl Run {
    pub(crate) fn new(
        name: String,
        color: [u8; 3],
        points: Vec<[f64; 2]>,
        f: Vec<f64>,
        gradient_norms: Vec<f64>,
    ) -> Run {
        let is_lost = |values: &[f64]| values.last().is_some_and(|last| !last.is_finite());
        let diverges = is_lost(&f) || is_lost(&gradient_norms);
        let (numbers, dash) = (String::new(), Dash::Solid);
        Run { name, numbers, color, points, f, gradient_norms, diverges, dash }
    }

    /// Its name with all its numbers: `adam, beta1 = 0.8, lr = 0.001`.
    pub fn described(&self) -> String {
        match [self.name.as_str(), self.numbers.as_str()] {
            [name, ""] => name.to_owned(),
            [name, numbers] => format!("{name}, {numbers}"),
        }
    }

    /// Where it began.
    pub fn start(&self) -> [f64; 2] {
        self.points.first().copied().unwrap_or([f64::NAN; 2])
    }

    /// Steps that were taken.
    pub fn steps(&self) -> usize {
        self.f.len().saturating_sub(1)
    }

    /// What the last step says: `at rest`, `moving`, or `not finite`.
    pub fn state(&self) -> &'static str {
        let steepest = self.gradient_norms.iter().copied().fold(0.0, f64::max);
        match (self.f.last(), self.gradient_norms.last()) {
            (Some(f), Some(norm)) if f.is_finite() && norm.is_finite() => {
                if *norm <= AT_REST * steepest {
                    "at rest"
                } else {
                    "moving"
                }
            }
            _ => "not finite",
        }
    }
}
