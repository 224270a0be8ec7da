//! Options that choose optimizers, for every command that descends.

use clap::Args;

use super::shared::{number, path, setting};
use crate::cli::error::CliError;
use crate::cli::options::choice::choice;
use steepest::descent::{Outside, Schedule};
use steepest::scene::DescentStyle;

/// Optimizers and their conditions.
#[derive(Debug, Args)]
pub(crate) struct OptimizerArguments {
    /// A name from `steepest optimizers`, with its own parameters behind a colon; repeat it for a race
    /// [default: gd, on data normalized]
    #[arg(long, value_name = "NAME[:PARAMETER=VALUE,…]", conflicts_with = "rule")]
    optimizer: Vec<String>,
    /// A rule of your own, such as "v = mu*v + g; p = p - lr*v"
    #[arg(long, value_name = "TEXT")]
    rule: Option<String>,
    /// A .toml file with more optimizers, each with parameters, states and rule as `steepest optimizers` lists them
    #[arg(long, value_name = "FILE", value_parser = path)]
    rules: Option<std::path::PathBuf>,
    /// The step size [default: the optimizer's own]
    #[arg(long, value_parser = number)]
    lr: Option<f64>,
    /// Another parameter of the optimizer; repeat for more
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    opt: Vec<(String, f64)>,
    /// constant, step:EVERY,GAMMA, exponential:GAMMA or cosine:STEPS [default: constant]
    #[arg(long, value_name = "SCHEDULE")]
    schedule: Option<Schedule>,
    /// Steps over which the step size grows to its full value [default: 0]
    #[arg(long, value_name = "N")]
    warmup: Option<u32>,
    /// Shorten gradients that are longer than this
    #[arg(long, value_name = "LENGTH", value_parser = number)]
    clip: Option<f64>,
    /// Standard deviation of normal noise on the gradient [default: 0]
    #[arg(long, value_name = "SIGMA", value_parser = number)]
    noise: Option<f64>,
    /// What noise and random starts are drawn from [default: 0]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Climb instead
    #[arg(long)]
    ascend: bool,
    /// What happens outside of the domain [default: keep, on data retire]
    #[arg(long, value_parser = choice::<Outside>())]
    outside: Option<Outside>,
}

impl OptimizerArguments {
    /// Writes what was given into a scene.
    pub(crate) fn apply(&self, style: &mut DescentStyle) {
        if !self.optimizer.is_empty() {
            style.optimizers.clone_from(&self.optimizer);
            style.rule = None;
        }
        style.rule = self.rule.clone().or(style.rule.take());
        style.rules = self.rules.as_ref().map(|path| path.to_string_lossy().into_owned()).or(style.rules.take());
        style.lr = self.lr.or(style.lr);
        style.parameters.extend(self.opt.iter().cloned());
        style.schedule = self.schedule.unwrap_or(style.schedule);
        style.warmup = self.warmup.unwrap_or(style.warmup);
        style.clip = self.clip.or(style.clip);
        style.noise = self.noise.unwrap_or(style.noise);
        style.seed = self.seed.unwrap_or(style.seed);
        style.ascend |= self.ascend;
        style.outside = self.outside.or(style.outside);
    }

    /// Refuses settings that nothing reads, for a command that moves by the flow where no optimizer is named.
    pub(crate) fn check_named(&self, style: &DescentStyle) -> Result<(), CliError> {
        if style.optimizers.len() > 1 {
            return Err(CliError::Usage("this command follows one optimizer; give a single --optimizer".to_owned()));
        }
        let is_named = !style.optimizers.is_empty() || style.rule.is_some();
        if !is_named && (self.lr.is_some() || !self.opt.is_empty()) {
            return Err(CliError::Usage("--lr and --opt are an optimizer's; name it with --optimizer".to_owned()));
        }
        Ok(())
    }
}
