//! A rule with its numbers: parameters, schedule of the step size, clipping and noise.

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::fmt;
use std::str::FromStr;

use super::rule::{Rule, plain_name};
use crate::words::nearest;

/// How the step size changes from step to step, as PyTorch's `lr_scheduler`s have it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Schedule {
    /// It does not.
    #[default]
    Constant,
    /// It is multiplied by `gamma` after every so many steps.
    Step {
        /// Steps between two changes.
        every: u32,
        /// The factor.
        gamma: f64,
    },
    /// It is multiplied by `gamma` after every step.
    Exponential {
        /// The factor.
        gamma: f64,
    },
    /// It falls to 0 along half a cosine within so many steps, and rises again within as many, as PyTorch's does.
    Cosine {
        /// Steps until it is 0.
        steps: u32,
    },
}

impl Schedule {
    /// The factor of the step size at step `t`, counted from 1.
    pub fn factor(self, t: u32) -> f64 {
        let done = t.saturating_sub(1);
        match self {
            Schedule::Constant => 1.0,
            Schedule::Step { every, gamma } => gamma.powf(f64::from(done / every.max(1))),
            Schedule::Exponential { gamma } => gamma.powf(f64::from(done)),
            Schedule::Cosine { steps } => {
                let fraction = f64::from(done % (2 * steps.max(1))) / f64::from(steps.max(1));
                0.5 * (1.0 + (PI * fraction).cos())
            }
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schedule::Constant => f.write_str("constant"),
            Schedule::Step { every, gamma } => write!(f, "step:{every},{gamma}"),
            Schedule::Exponential { gamma } => write!(f, "exponential:{gamma}"),
            Schedule::Cosine { steps } => write!(f, "cosine:{steps}"),
        }
    }
}

impl FromStr for Schedule {
    type Err = String;

    /// Reads `constant`, `step:EVERY,GAMMA`, `exponential:GAMMA` or `cosine:STEPS`.
    fn from_str(text: &str) -> Result<Schedule, String> {
        let (name, numbers) = text.trim().split_once(':').unwrap_or((text.trim(), ""));
        let numbers: Result<Vec<f64>, _> =
            numbers.split(',').filter(|part| !part.is_empty()).map(|part| part.trim().parse()).collect();
        let whole = |number: f64| (number >= 1.0 && number.fract() == 0.0 && number <= 1e9).then_some(number as u32);
        let schedule = match (name, numbers.unwrap_or_default().as_slice()) {
            ("constant", []) => Some(Schedule::Constant),
            ("step", &[every, gamma]) if gamma > 0.0 => whole(every).map(|every| Schedule::Step { every, gamma }),
            ("exponential", &[gamma]) if gamma > 0.0 => Some(Schedule::Exponential { gamma }),
            ("cosine", &[steps]) => whole(steps).map(|steps| Schedule::Cosine { steps }),
            _ => None,
        };
        schedule.ok_or_else(|| "write constant, step:EVERY,GAMMA, exponential:GAMMA or cosine:STEPS".to_owned())
    }
}

/// What happens to a gradient before the rule sees it, and to the step size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Conditions {
    /// How the step size changes.
    pub schedule: Schedule,
    /// Steps over which the step size grows from a fraction of itself to the whole; 0 for none.
    pub warmup: u32,
    /// The greatest length of a gradient; a longer one is shortened to it.
    pub clip: Option<f64>,
    /// Standard deviation of the normal noise that is added to each coordinate of the gradient.
    pub noise: f64,
    /// What the noise is drawn from.
    pub seed: u64,
    /// Whether it climbs: f counts as −f.
    pub ascend: bool,
}

/// A rule with values for its parameters.
#[derive(Clone, Debug)]
pub struct Optimizer {
    /// The rule.
    pub rule: Rule,
    /// Values of the parameters, in the order of their names.
    pub values: Vec<f64>,
    /// The domain's longer side.
    pub extent: f64,
    /// Schedule, clipping, noise and direction.
    pub conditions: Conditions,
}

/// Settings that do not fit a rule.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// The rule has no such parameter.
    #[error("`{optimizer}` has no parameter `{name}`{}; it has: {}", nearest(name, names.iter().map(String::as_str)).map_or_else(String::new, |near| format!(" (did you mean `{near}`?)")), names.join(", "))]
    Unknown {
        /// The optimizer.
        optimizer: String,
        /// What was set.
        name: String,
        /// What there is.
        names: Vec<String>,
    },
    /// PyTorch's way to climb, which is no parameter here.
    #[error("`maximize` is no parameter of an optimizer: whether it climbs is a condition of the descent")]
    Maximize,
    /// A step size must move the point.
    #[error("the step size {0} does not work; a step size is a number above 0")]
    StepSize(f64),
    /// Nesterov's look ahead goes along the momentum, undamped.
    #[error(
        "Nesterov momentum requires a momentum and zero dampening, not momentum {momentum} and dampening {dampening}"
    )]
    Nesterov {
        /// The momentum.
        momentum: f64,
        /// The dampening.
        dampening: f64,
    },
    /// A parameter must be finite.
    #[error("the value {value} of `{name}` does not work; give a finite number")]
    NotFinite {
        /// The parameter.
        name: String,
        /// Its value.
        value: f64,
    },
    /// A name with settings that cannot be read.
    #[error("`{0}` cannot be read; write NAME or NAME:PARAMETER=VALUE,… such as adam:lr=0.1,beta1=0.8")]
    Spelling(String),
    /// Clipping to nothing, or noise of a negative width.
    #[error("{0} does not work: gradients are clipped to a length above 0, and noise is not below 0")]
    Conditions(f64),
}

/// The name and the settings of `NAME` or `NAME:PARAMETER=VALUE,…`.
///
/// # Errors
/// Where it is written otherwise.
pub fn parse_choice(text: &str) -> Result<(String, BTreeMap<String, f64>), SettingError> {
    let wrong = || SettingError::Spelling(text.to_owned());
    let (name, settings) = text.split_once(':').unwrap_or((text, ""));
    let read = |setting: &str| {
        let (name, value) = setting.split_once('=')?;
        let value = match value.trim() {
            "True" | "true" => 1.0,
            "False" | "false" => 0.0,
            number => number.parse().ok()?,
        };
        Some((name.trim().to_owned(), value))
    };
    let settings = settings.split(',').filter(|setting| !setting.trim().is_empty());
    let settings: Option<BTreeMap<String, f64>> = settings.map(read).collect();
    Ok((name.trim().to_owned(), settings.ok_or_else(wrong)?))
}

/// The name and the settings of an optimizer that is meant as PyTorch's: `SGD` has momentum, plain or Nesterov's, where
/// they are set, and `Adam` with `amsgrad` is a rule of its own here.
pub fn as_pytorch_means(name: &str, mut settings: BTreeMap<String, f64>) -> (String, BTreeMap<String, f64>) {
    let mut plain = plain_name(name);
    let has_variant = match plain.as_str() {
        // What is called by the name that it has here has the parameters that it has here.
        "gd" if name.trim().eq_ignore_ascii_case("gd") => return (name.to_owned(), settings),
        "gd" => settings.remove("nesterov"),
        "adam" => settings.remove("amsgrad"),
        _ => None,
    };
    let has_variant = has_variant.is_some_and(|flag| flag != 0.0);
    match (plain.as_str(), settings.get("momentum").copied()) {
        ("gd", _) if has_variant && settings.get("dampening").is_none_or(|dampening| *dampening == 0.0) => {
            settings.remove("dampening");
            // Without a momentum of its own it has none, which is refused as PyTorch refuses it.
            settings.entry("momentum".to_owned()).or_insert(0.0);
            "nesterov".clone_into(&mut plain);
        }
        ("gd", _) if has_variant => {
            settings.insert("nesterov".to_owned(), 1.0);
            "momentum".clone_into(&mut plain);
        }
        ("gd", Some(0.0)) => drop(settings.remove("momentum")),
        ("gd", Some(_)) => "momentum".clone_into(&mut plain),
        ("adam", _) if has_variant => "amsgrad".clone_into(&mut plain),
        _ => return (name.to_owned(), settings),
    }
    (plain, settings)
}

impl Optimizer {
    /// A rule with settings for some of its parameters; the others keep their defaults.
    ///
    /// # Errors
    /// Where the rule has no such parameter or does not take its value, and where the conditions do not work.
    pub fn new(
        rule: Rule,
        settings: &BTreeMap<String, f64>,
        extent: f64,
        conditions: Conditions,
    ) -> Result<Optimizer, SettingError> {
        for (name, &value) in settings {
            if !rule.parameters.contains_key(name) {
                if name == "maximize" {
                    return Err(SettingError::Maximize);
                }
                let names = rule.parameters.keys().cloned().collect();
                return Err(SettingError::Unknown { optimizer: rule.name, name: name.clone(), names });
            }
            if name == "lr" && !(value > 0.0 && value.is_finite()) {
                return Err(SettingError::StepSize(value));
            }
            if !value.is_finite() {
                return Err(SettingError::NotFinite { name: name.clone(), value });
            }
        }
        if let Some(clip) = conditions.clip.filter(|clip| !(*clip > 0.0 && clip.is_finite())) {
            return Err(SettingError::Conditions(clip));
        }
        if !(conditions.noise >= 0.0 && conditions.noise.is_finite()) {
            return Err(SettingError::Conditions(conditions.noise));
        }
        let value = |(name, &default): (&String, &f64)| settings.get(name).copied().unwrap_or(default);
        let of = |name: &str| rule.parameters.get_key_value(name).map(value);
        let is_nesterov = of("nesterov").map_or(rule.name == "nesterov", |option| option != 0.0);
        if let (true, Some(momentum), dampening) = (is_nesterov, of("momentum"), of("dampening").unwrap_or(0.0))
            && (momentum <= 0.0 || dampening != 0.0)
        {
            return Err(SettingError::Nesterov { momentum, dampening });
        }
        Ok(Optimizer { values: rule.parameters.iter().map(value).collect(), rule, extent, conditions })
    }

    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<f64> {
        self.rule.parameters.keys().position(|parameter| parameter == name).map(|index| self.values[index])
    }

    /// Which of the parameters is the step size.
    pub(crate) fn step_size_index(&self) -> Option<usize> {
        self.rule.parameters.keys().position(|name| name == "lr")
    }

    /// Whether the step size changes from step to step.
    pub(crate) fn is_scheduled(&self) -> bool {
        self.conditions.schedule != Schedule::Constant || self.conditions.warmup > 0
    }

    /// What the step size is multiplied by at step `t`, counted from 1.
    pub(crate) fn step_size_factor(&self, t: u32) -> f64 {
        let Conditions { schedule, warmup, .. } = self.conditions;
        let ramp = if t <= warmup { f64::from(t) / f64::from(warmup) } else { 1.0 };
        ramp * schedule.factor(t)
    }

    /// Values of the parameters at step `t`, the step size by its schedule.
    pub(crate) fn values_at(&self, t: u32) -> Vec<f64> {
        let factor = self.step_size_factor(t);
        let scaled = |(name, &value): (&String, &f64)| if name == "lr" { value * factor } else { value };
        self.rule.parameters.keys().zip(&self.values).map(scaled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_has_a_name_and_settings() {
        let settings = |pairs: &[(&str, f64)]| pairs.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        let meant = |name: &str, pairs: &[(&str, f64)]| as_pytorch_means(name, settings(pairs));
        assert_eq!(meant("SGD", &[("momentum", 0.9)]), ("momentum".to_owned(), settings(&[("momentum", 0.9)])));
        assert_eq!(meant("SGD", &[("momentum", 0.0), ("lr", 0.1)]), ("gd".to_owned(), settings(&[("lr", 0.1)])));
        let nesterov = [("momentum", 0.9), ("nesterov", 1.0)];
        assert_eq!(meant("torch.optim.SGD", &nesterov), ("nesterov".to_owned(), settings(&[("momentum", 0.9)])));
        let without = [("momentum", 0.0)];
        assert_eq!(meant("SGD", &nesterov[1..]), ("nesterov".to_owned(), settings(&without)));
        let damped = [("momentum", 0.9), ("dampening", 0.1), ("nesterov", 1.0)];
        assert_eq!(meant("SGD", &damped), ("momentum".to_owned(), settings(&damped)));
        assert_eq!(meant("Adam", &[("amsgrad", 1.0)]), ("amsgrad".to_owned(), settings(&[])));
        assert_eq!(meant("Adam", &[("lr", 0.1)]), ("Adam".to_owned(), settings(&[("lr", 0.1)])));
        for (name, plain) in [
            ("RMSprop", "rmsprop"),
            ("AdamW", "adamw"),
            ("optax.rmsprop", "rmsprop"),
            ("SGD", "gd"),
            ("NAG", "nesterov"),
        ] {
            assert_eq!(plain_name(name), plain);
        }
        assert_eq!(parse_choice("SGD:nesterov=True").map(|(_, own)| own), Ok(settings(&[("nesterov", 1.0)])));
        assert_eq!(parse_choice("gd"), Ok(("gd".to_owned(), settings(&[]))));
        let adam = Ok(("adam".to_owned(), settings(&[("lr", 0.1), ("beta1", 0.8)])));
        assert_eq!(parse_choice(" adam: lr = 0.1, beta1=0.8"), adam);
        assert!(parse_choice("adam:lr").is_err_and(|error| error.to_string().contains("adam:lr=0.1")));
    }

    #[test]
    fn nesterovs_look_ahead_needs_a_momentum_without_dampening() {
        let new = |name: &str, pairs: &[(&str, f64)]| {
            let settings = pairs.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
            let (name, settings) = as_pytorch_means(name, settings);
            let rule = Rule::find(&name).unwrap_or_else(|error| panic!("{error}"));
            Optimizer::new(rule, &settings, 1.0, Conditions::default()).map(|optimizer| optimizer.rule.name)
        };
        for (name, pairs) in [
            ("SGD", &[("nesterov", 1.0)][..]),
            ("SGD", &[("nesterov", 1.0), ("momentum", 0.0)]),
            ("SGD", &[("nesterov", 1.0), ("momentum", 0.9), ("dampening", 0.1)]),
            ("momentum", &[("nesterov", 1.0), ("momentum", 0.0)]),
            ("momentum", &[("nesterov", 1.0), ("dampening", 0.1)]),
            ("nesterov", &[("momentum", 0.0)]),
        ] {
            let said = new(name, pairs).map_err(|error| error.to_string());
            let cause = "Nesterov momentum requires a momentum and zero dampening";
            assert!(said.as_ref().is_err_and(|said| said.starts_with(cause)), "{name} {pairs:?}: {said:?}");
        }
        assert_eq!(new("SGD", &[("nesterov", 1.0), ("momentum", 0.9), ("dampening", 0.0)]), Ok("nesterov".to_owned()));
        assert_eq!(new("momentum", &[("dampening", 0.1)]), Ok("momentum".to_owned()));
    }

    #[test]
    fn schedules_are_pytorchs() {
        let factors = |text: &str| [1, 2, 3, 11].map(|t| text.parse::<Schedule>().unwrap_or_default().factor(t));
        assert_eq!(factors("constant"), [1.0; 4]);
        assert_eq!(factors("step:2,0.5"), [1.0, 1.0, 0.5, 0.5f64.powi(5)]);
        assert_eq!(factors("exponential:0.5"), [1.0, 0.5, 0.25, 0.5f64.powi(10)]);
        let cosine = factors("cosine:10");
        assert!(cosine[0] == 1.0 && cosine[3].abs() < 1e-15 && cosine.is_sorted_by(|a, b| a > b));
        let later = "cosine:10".parse::<Schedule>().unwrap_or_default();
        assert!((later.factor(16) - 0.5).abs() < 1e-15 && later.factor(21) == 1.0, "it rises again");
        for text in ["constant", "step:2,0.5", "exponential:0.5", "cosine:10"] {
            assert_eq!(text.parse::<Schedule>().map(|schedule| schedule.to_string()), Ok(text.to_owned()));
        }
        assert!("linear".parse::<Schedule>().is_err() && "step:2".parse::<Schedule>().is_err());
    }
}
