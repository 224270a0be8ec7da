//! Options that choose optimizers, for every command that descends.

use super::scene::{Part, SceneOptions};
use crate::cli::error::CliError;
use steepest::scene::Scene;
use steepest::scene::keys::{Group, Key};

/// The part of the table that optimizers and their conditions are.
#[derive(Debug)]
pub(crate) struct OptimizerPart;

impl Part for OptimizerPart {
    fn takes(key: &Key) -> bool {
        key.group == Group::Optimizer
    }
}

/// Optimizers and their conditions.
pub(crate) type OptimizerArguments = SceneOptions<OptimizerPart>;

/// Keys that the curve of steepest descent, which follows no optimizer, does not read.
const OF_OPTIMIZERS: [&str; 6] =
    ["descent.lr", "descent.parameters", "descent.schedule", "descent.warmup", "descent.clip", "descent.noise"];

impl OptimizerArguments {
    /// Refuses settings that nothing reads, for a command that moves by the flow where no optimizer is named.
    pub(crate) fn check_named(&self, scene: &Scene) -> Result<(), CliError> {
        let style = &scene.descent;
        if style.optimizers.len() > 1 {
            return Err(CliError::Usage("this command follows one optimizer; give a single --optimizer".to_owned()));
        }
        let is_named = !style.optimizers.is_empty() || style.rule.is_some();
        let given = OF_OPTIMIZERS.iter().find(|path| self.get(path).is_some());
        match given.filter(|_| !is_named).and_then(|path| Key::of(path)) {
            Some(key) => Err(CliError::Usage(format!("--{} is an optimizer's; name it with --optimizer", key.flag))),
            None => Ok(()),
        }
    }
}
