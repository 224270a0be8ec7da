//! Following the gradient, in f64: optimizers as data, trajectories, and where the gradient vanishes.

mod blocks;
mod convergence;
mod flow;
pub(crate) mod maps;
pub(crate) mod optimizers;
mod random;
mod seeding;
pub(crate) mod stationary;
mod walker;

use std::collections::BTreeMap;

#[cfg(feature = "gpu")]
pub(crate) use self::convergence::{LED, converge_all_while};
pub use self::convergence::{Limits, Motion, Outcome, REST_TOLERANCE, REST_WINDOW, converge_all, typical_slope};
pub use self::maps::basins::{Basin, Basins, group};
pub use self::maps::hyperparameter_map::{Fate, StepStatistics, Sweep, fate};
pub use self::optimizers::optimizer::{Conditions, Optimizer, Schedule, SettingError, as_pytorch_means, parse_choice};
pub use self::optimizers::plan::{Input, Plan};
pub use self::optimizers::rule::{InitialState, Integrate, Rule, RuleError};
pub use self::seeding::Seeding;
pub use self::stationary::classify::{Stationary, StationaryKind};
pub use self::stationary::eigen::Eigen;
pub use self::stationary::lines::curves::{Along, Extent, StationaryCurve};
pub use self::stationary::search::{
    Survey, critical_points, critical_points_while, default_starts, survey, survey_while,
};
pub use flow::Flow;
pub use random::split_u64;
#[cfg(feature = "gpu")]
pub(crate) use random::uniform;
pub use walker::{End, Outside, Trajectory, Visit, follow, hessian};

use crate::field::{Domain, Field, Kind};

/// An optimizer that cannot be had.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OptimizerError {
    /// Its rule.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// Its parameters.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The file it should stand in.
    #[error("cannot read the optimizers in {}: {reason}", path.display())]
    Read {
        /// The file.
        path: std::path::PathBuf,
        /// What the system said.
        reason: String,
    },
}

/// The package's optimizer of this name for a field, with settings for its parameters.
///
/// Without a name it is `gd` on a formula and `normalized` on samples, whose units make a step size meaningless. Without
/// an `lr` among the settings, `gd` takes the field's own, if the catalogue has one, and the others their defaults.
///
/// # Errors
/// Where no optimizer has this name, and where it has no such parameter or does not take its value.
pub fn optimizer_for(
    field: &Field,
    domain: Domain,
    name: Option<&str>,
    settings: &BTreeMap<String, f64>,
    conditions: Conditions,
) -> Result<Optimizer, OptimizerError> {
    let default = match field.kind() {
        Kind::Formula(_) | Kind::Function(_) => "gd",
        Kind::Samples(_) | Kind::Raster(_) => "normalized",
    };
    let rule = Rule::find(name.unwrap_or(default))?;
    let mut settings = settings.clone();
    if let Some(lr) = field.step_size().filter(|_| rule.name == "gd") {
        settings.entry("lr".to_owned()).or_insert(lr);
    }
    let [width, height] = domain.size().map(f64::abs);
    Ok(Optimizer::new(rule, &settings, width.max(height), conditions)?)
}
