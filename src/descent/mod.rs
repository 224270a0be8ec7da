//! Following the gradient, in f64: optimizers as data, trajectories, and where the gradient vanishes.

mod basins;
mod critical;
mod eigen;
mod fate;
mod flow;
mod newton;
mod optimizer;
mod plan;
mod random;
mod rule;
mod settle;
mod sow;
mod split;
mod stationary;
mod walker;

use std::collections::BTreeMap;

pub use basins::{Basin, Basins, group};
pub use critical::{Survey, critical_points, critical_points_while, default_starts, survey};
pub use eigen::Eigen;
pub use fate::{Fate, Gait, LOOKS_APART, Sweep, fate};
pub use flow::Flow;
pub use newton::refine;
pub use optimizer::{Conditions, Optimizer, Schedule, SettingError, parse_choice};
pub use plan::{Input, Plan};
pub use random::halves;
pub(crate) use random::uniform;
pub use rule::{First, Integrate, Rule, RuleError};
pub use settle::{Limits, Motion, REST_REACH, REST_WINDOW, Settled, settle, typical_slope};
pub use sow::Sowing;
pub use stationary::{Stationary, StationaryKind};
pub use walker::{End, Outside, Trajectory, Visit, follow, hessian};

use crate::field::{Domain, Field, Kind};

/// An optimizer that cannot be had.
#[derive(Clone, Debug, thiserror::Error)]
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
pub fn optimizer_for(
    field: &Field,
    domain: Domain,
    name: Option<&str>,
    settings: &BTreeMap<String, f64>,
    conditions: Conditions,
) -> Result<Optimizer, OptimizerError> {
    let default = match field.kind() {
        Kind::Formula(_) => "gd",
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
