//! Following the gradient: update rules and trajectories in f64.

use crate::expr::Order;
use crate::field::{Field, Kind};
use crate::words::nearest;

/// A rule by which a point follows the gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Optimizer {
    rule: Rule,
    /// The step size η.
    pub lr: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    /// θ ← θ − η·g.
    GradientDescent,
    /// θ ← θ − η·extent·g/|g|, for data whose units make η meaningless.
    Normalized {
        /// The domain's longer side.
        extent: f64,
    },
}

/// Names of the optimizers.
pub const NAMES: &[&str] = &["gd", "normalized"];

/// An optimizer that cannot be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OptimizerError {
    /// No optimizer has this name.
    #[error("unknown optimizer `{name}`{}; there are: {}", nearest(name, NAMES.iter().copied()).map_or_else(String::new, |near| format!(", did you mean `{near}`?")), NAMES.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// A step size must move the point.
    #[error("the step size {0} does not work; give --lr a number above 0")]
    StepSize(f64),
}

impl Optimizer {
    /// The optimizer of this name for a field; without a name `gd` on a formula and `normalized` on samples, without a
    /// step size that rule's own (0.1 and 0.001).
    pub fn new(name: Option<&str>, lr: Option<f64>, field: &Field) -> Result<Optimizer, OptimizerError> {
        let default = match field.kind() {
            Kind::Formula(_) => "gd",
            Kind::Samples(_) => "normalized",
        };
        let [width, height] = field.domain().size();
        let (rule, default_lr) = match name.unwrap_or(default) {
            "gd" => (Rule::GradientDescent, 0.1),
            "normalized" => (Rule::Normalized { extent: width.abs().max(height.abs()) }, 1e-3),
            unknown => return Err(OptimizerError::Unknown { name: unknown.to_owned() }),
        };
        let lr = lr.unwrap_or(default_lr);
        if !(lr > 0.0 && lr.is_finite()) {
            return Err(OptimizerError::StepSize(lr));
        }
        Ok(Optimizer { rule, lr })
    }

    /// Moves `point` one step against `gradient`.
    fn step(&self, point: &mut [f64], gradient: &[f64]) {
        let rate = match self.rule {
            Rule::GradientDescent => self.lr,
            Rule::Normalized { extent } => {
                let norm = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
                if norm > 0.0 { self.lr * extent / norm } else { 0.0 }
            }
        };
        point.iter_mut().zip(gradient).for_each(|(coordinate, g)| *coordinate -= rate * g);
    }
}

/// A point that was visited, with f and ∇f there.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The coordinates.
    pub point: Vec<f64>,
    /// f at the point.
    pub f: f64,
    /// ∇f at the point.
    pub gradient: Vec<f64>,
}

/// The trajectory from a start: `steps` + 1 points, fewer where it leaves the field or is not finite any more.
///
/// With `ascend` it climbs: the rule sees −f, and so −∇f.
pub fn trajectory(field: &Field, optimizer: &Optimizer, start: &[f64], steps: usize, ascend: bool) -> Vec<Visit> {
    let mut point = start.to_vec();
    let mut visits = Vec::with_capacity(steps + 1);
    loop {
        let values = field.at(&point, Order::Gradient);
        let gradient = values[1..].to_vec();
        visits.push(Visit { point: point.clone(), f: values[0], gradient: gradient.clone() });
        let lost = !values[0].is_finite() || gradient.iter().any(|g| !g.is_finite());
        if visits.len() > steps || lost {
            return visits;
        }
        let seen: Vec<f64> = gradient.iter().map(|&g| if ascend { -g } else { g }).collect();
        optimizer.step(&mut point, &seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascent_gives_the_eleven_points_of_the_article() -> Result<(), Box<dyn std::error::Error>> {
        let field = Field::parse("4 - (x^2 + y^2)")?;
        let optimizer = Optimizer::new(None, Some(0.1), &field)?;
        let visits = trajectory(&field, &optimizer, &[1.0, 1.0], 10, true);
        assert_eq!(visits.len(), 11);
        for (step, visit) in visits.iter().enumerate() {
            let expected = 0.8f64.powi(step as i32);
            assert!(visit.point.iter().all(|x| (x - expected).abs() < 1e-15), "step {step}: {visit:?}");
        }
        Ok(())
    }

    #[test]
    fn an_unknown_optimizer_is_named_with_its_neighbour() -> Result<(), Box<dyn std::error::Error>> {
        let field = Field::parse("x^2")?;
        let error = Optimizer::new(Some("normalised"), None, &field).err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("did you mean `normalized`?")));
        assert!(Optimizer::new(None, Some(0.0), &field).is_err());
        assert!(Optimizer::new(None, Some(f64::NAN), &field).is_err());
        Ok(())
    }

    #[test]
    fn a_trajectory_ends_where_the_field_does() -> Result<(), Box<dyn std::error::Error>> {
        let field = Field::parse("log(x) + y^2")?;
        let optimizer = Optimizer::new(None, Some(1.0), &field)?;
        let visits = trajectory(&field, &optimizer, &[1.0, 1.0], 100, false);
        assert!(visits.len() < 5 && !visits[visits.len() - 1].f.is_finite());
        Ok(())
    }
}
