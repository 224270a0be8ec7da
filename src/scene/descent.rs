//! What follows the gradient, as plain data.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::descent::{Outside, Schedule, Seeding};

/// The most steps of a trajectory.
pub const MAX_STEPS: usize = 100_000;

/// What follows the gradient: trajectories from given starts, and particles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DescentStyle {
    /// Optimizers, such as `adam` or `adam:lr=0.1,beta1=0.8`; several race from the same starts. Where nothing is said it is
    /// `gd` on formulas and `normalized` on samples.
    #[serde(rename = "optimizer", deserialize_with = "one_or_more")]
    pub optimizers: Vec<String>,
    /// A rule of the user's own, in place of an optimizer.
    pub rule: Option<String>,
    /// A file with more optimizers, in the format of the package's own.
    pub rules: Option<String>,
    /// The step size; the optimizer's own where nothing is said.
    pub lr: Option<f64>,
    /// Values of the optimizer's other parameters.
    pub parameters: BTreeMap<String, f64>,
    /// How the step size changes.
    #[serde(with = "crate::words::as_text")]
    pub schedule: Schedule,
    /// Steps over which the step size grows to its full value.
    pub warmup: u32,
    /// The greatest length of a gradient.
    pub clip: Option<f64>,
    /// Standard deviation of the noise on the gradient.
    pub noise: f64,
    /// What noise and random starts are drawn from.
    pub seed: u64,
    /// Steps of each trajectory and each particle.
    pub steps: usize,
    /// Where trajectories begin.
    pub from: Vec<[f64; 2]>,
    /// A `.csv` whose points are drawn as a trajectory.
    pub path: Option<String>,
    /// Points of trajectories that the program around it made, drawn as they are; a scene's file does not keep them.
    #[serde(skip)]
    pub trajectories: Vec<Vec<[f64; 2]>>,
    /// Whether they climb.
    pub ascend: bool,
    /// What happens outside of the domain; formulas go on and samples end where nothing is said.
    pub outside: Option<Outside>,
    /// How many particles each optimizer moves.
    pub particles: usize,
    /// Where particles begin.
    #[serde(alias = "sow", with = "crate::words::as_text")]
    pub particles_from: Seeding,
    /// First and last x and y of where particles are seeded and move, where it is not what is looked at.
    #[serde(alias = "sown_in")]
    pub particles_in: Option<[[f64; 2]; 2]>,
    /// The last steps that each particle leaves behind it; some for few particles and none for many where nothing is said.
    pub trail: Option<usize>,
    /// What particles are coloured by.
    pub tint: Tint,
}

impl Default for DescentStyle {
    fn default() -> Self {
        DescentStyle {
            optimizers: Vec::new(),
            rule: None,
            rules: None,
            lr: None,
            parameters: BTreeMap::new(),
            schedule: Schedule::Constant,
            warmup: 0,
            clip: None,
            noise: 0.0,
            seed: 0,
            steps: 20,
            from: Vec::new(),
            path: None,
            trajectories: Vec::new(),
            ascend: false,
            outside: None,
            particles: 0,
            particles_from: Seeding::Quasirandom,
            particles_in: None,
            trail: None,
            tint: Tint::Optimizer,
        }
    }
}

/// Particles whose whole paths are drawn where nothing is said.
const VERY_FEW: usize = 100;

impl DescentStyle {
    /// Steps that stay visible behind each particle: where nothing is said, of very few the whole path, and of many none.
    pub fn trail(&self) -> usize {
        const FEW: usize = 5_000;
        let usual = match self.particles {
            count if count <= VERY_FEW => self.steps.clamp(24, 1000),
            count if count <= FEW => 24,
            _ => 0,
        };
        self.trail.unwrap_or(usual)
    }

    /// Whether there are so few particles that the path of each is a line of some pixels.
    pub fn has_thick_trails(&self) -> bool {
        self.particles <= VERY_FEW
    }

    /// Whether trails do not fade with age: those that are asked for, and those of very few particles.
    pub fn has_whole_trails(&self) -> bool {
        self.trail.is_some() || self.has_thick_trails()
    }
}

/// What particles are coloured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tint {
    /// The optimizer that moves them.
    #[default]
    Optimizer,
    /// The length of their last step.
    Speed,
    /// f where they are.
    F,
    /// The minimum that they come to.
    Minimum,
}

/// How basins of attraction are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BasinStyle {
    /// Starts along x and y.
    pub grid: [usize; 2],
    /// The most steps of a start.
    pub steps: u32,
}

impl Default for BasinStyle {
    fn default() -> Self {
        BasinStyle { grid: [512; 2], steps: 10_000 }
    }
}

/// A word, or a list of them.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }
    Ok(match OneOrMore::deserialize(deserializer)? {
        OneOrMore::One(word) => vec![word],
        OneOrMore::More(words) => words,
    })
}
