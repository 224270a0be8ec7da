//! Optimizers and what they reach: trajectories, stationary points and basins of attraction, in 64 bits on the CPU.
//!
//! ```
//! use steepest::Field;
//! use steepest::optimize::{Optimizer, follow};
//!
//! let field = Field::parse("4 - (x^2 + y^2)")?;
//! let ascent = Optimizer::named("gd", &[("lr", 0.1)])?.ascending();
//! let trajectory = follow(&field, &ascent, &[1.0, 1.0], 10)?;
//! let end = &trajectory.visits[10].point;
//! assert!((end[0] - 0.8f64.powi(10)).abs() < 1e-12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::descent;
use crate::field::{Domain, Field, FieldError};

pub use crate::descent::{
    Basin, Basins, Conditions, End, Optimizer, OptimizerError, Outside, Rule, RuleError, Schedule, SettingError,
    Stationary, StationaryKind, Survey, Trajectory, Visit, critical_points, default_starts, optimizer_for, survey,
};

impl Optimizer {
    /// An optimizer of the package by its name, with values for some of its parameters; the others keep PyTorch's
    /// defaults. Lengths that a rule takes relative to a domain count relative to 1.
    ///
    /// # Errors
    /// Where there is no optimizer of that name, and where it has no such parameter or takes no such value.
    pub fn named(name: &str, parameters: &[(&str, f64)]) -> Result<Optimizer, OptimizerError> {
        let settings = parameters.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        let (name, settings) = descent::as_pytorch_means(name, settings);
        Ok(Optimizer::new(Rule::find(&name)?, &settings, 1.0, Conditions::default())?)
    }

    /// The same optimizer, which climbs: f counts as −f.
    #[must_use]
    pub fn ascending(mut self) -> Optimizer {
        self.conditions.ascend = true;
        self
    }
}

/// Follows an optimizer from `start` for up to `steps` steps; nothing is outside.
///
/// # Errors
/// [`FieldError::Coordinates`] where `start` has not as many coordinates as the field has variables.
pub fn follow(field: &Field, optimizer: &Optimizer, start: &[f64], steps: usize) -> Result<Trajectory, FieldError> {
    field.check_point(start)?;
    Ok(descent::follow(field, optimizer, start, steps, 0, None))
}

/// The same within a domain of x and y; a point outside of it is treated as `outside` says.
///
/// # Errors
/// As [`follow`].
pub fn follow_within(
    field: &Field,
    optimizer: &Optimizer,
    start: &[f64],
    steps: usize,
    domain: Domain,
    outside: Outside,
) -> Result<Trajectory, FieldError> {
    field.check_point(start)?;
    Ok(descent::follow(field, optimizer, start, steps, 0, Some((domain, outside))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_of_another_dimension_is_refused_and_borders_hold() -> Result<(), Box<dyn std::error::Error>> {
        let field = Field::parse("x^2 + y^2")?;
        let descent = Optimizer::named("gd", &[("lr", 0.25)])?;
        for start in [&[][..], &[1.0], &[1.0, 2.0, 3.0]] {
            assert!(matches!(follow(&field, &descent, start, 3), Err(FieldError::Coordinates { .. })), "{start:?}");
        }
        let domain = Domain { x: [1.0, 4.0], y: [1.0, 4.0] };
        let clamped = follow_within(&field, &descent, &[3.0, 2.0], 50, domain, Outside::Clamp)?;
        assert_eq!(clamped.visits.last().map(|visit| visit.point.clone()), Some(vec![1.0, 1.0]));
        assert!(Optimizer::named("adm", &[]).is_err() && Optimizer::named("gd", &[("lr", -1.0)]).is_err());
        Ok(())
    }
}
