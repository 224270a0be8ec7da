//! What becomes of one start over two hyperparameters: a particle for every pair of values.

use std::collections::BTreeMap;

use super::descend::{Descender, ParticleError, Particles, StepConfig};
use super::field::GpuField;
use super::particle_system::{ParticleSystemError, REST};
use crate::descent::maps::followed::{WINDOW, checks, distance, follow_all};
use crate::descent::{
    Fate, Limits, Motion, Optimizer, Outside, Seeding, SettingError, StepStatistics, Sweep, fate, typical_slope,
};
use crate::field::{Domain, Field, Kind};
use crate::gpu::Gpu;
use crate::scene::Scene;

/// What is this many extents away does not come back.
const FAR: f64 = 100.0;

/// Steps between two questions whether it goes on.
const BETWEEN_QUESTIONS: u32 = 64;

/// A question of fates.
#[derive(Clone, Debug, PartialEq)]
pub struct HyperparameterMapStyle {
    /// The start.
    pub from: [f64; 2],
    /// The hyperparameter across and the one upwards.
    pub over: [Sweep; 2],
    /// Values of each.
    pub grid: [usize; 2],
    /// The most steps.
    pub steps: u32,
}

/// What became of a start for every pair of values.
#[derive(Clone, Debug)]
pub struct HyperparameterMap {
    /// The question.
    pub style: HyperparameterMapStyle,
    /// By rows from the least value of the second hyperparameter.
    pub fates: Vec<Fate>,
}

impl HyperparameterMap {
    /// Follows the start by the scene's first optimizer, on the device, or on the CPU in f64 without one or where f32 does not hold
    /// the field.
    pub fn new(
        gpu: Option<&Gpu>,
        scene: &Scene,
        field: &Field,
        style: HyperparameterMapStyle,
    ) -> Result<HyperparameterMap, ParticleSystemError> {
        HyperparameterMap::new_while(gpu, scene, field, style, &|| true)
    }

    /// The same while `goes_on` says so, which is asked now and then; where it does not, nobody wants the map,
    /// and it is of the steps until then.
    pub fn new_while(
        gpu: Option<&Gpu>,
        scene: &Scene,
        field: &Field,
        style: HyperparameterMapStyle,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<HyperparameterMap, ParticleSystemError> {
        let domain = scene.domain(field).ascending();
        let (_, optimizer) = scene.optimizers(field, domain)?.swap_remove(0);
        // Both ends are tried, so that what a rule refuses is said before anything is computed.
        for end in [0, 1] {
            check(&optimizer, &style, style.over.each_ref().map(|sweep| sweep.range[end]))?;
        }
        let some = Seeding::Quasirandom.points(domain, 4096, 0);
        let borders = match (field.kind(), scene.outside(field)) {
            (Kind::Formula(_) | Kind::Function(_), Outside::Keep) => None,
            (_, outside) => Some((domain, outside)),
        };
        let limits = Limits { steps: style.steps, tolerance: REST * typical_slope(field, &some), borders };
        let fates = match gpu.filter(|_| field.is_within_single(domain)) {
            Some(gpu) => {
                let gpu_field = GpuField::new(gpu, field)?;
                let done = gpu.scoped(|| on_gpu(gpu, &gpu_field, &optimizer, domain, limits, &style, goes_on));
                done.map_err(ParticleError::from)??
            }
            None => on_cpu(field, optimizer, domain, &limits, &style, goes_on),
        };
        Ok(HyperparameterMap { style, fates })
    }

    /// The values of the pair at an index.
    pub fn values(&self, index: usize) -> [f64; 2] {
        let [columns, rows] = self.style.grid;
        let [across, up] = &self.style.over;
        [across.values(columns)[index % columns], up.values(rows)[index / columns]]
    }

    /// The index where the start converges in the fewest steps, and the steps.
    pub fn best(&self) -> Option<(usize, u32)> {
        let steps = |(index, fate): (usize, &Fate)| match fate {
            Fate::Converged(steps) => Some((index, *steps)),
            _ => None,
        };
        self.fates.iter().enumerate().filter_map(steps).min_by_key(|&(_, steps)| steps)
    }
}

/// Whether the rule takes these values of the two hyperparameters.
fn check(optimizer: &Optimizer, style: &HyperparameterMapStyle, values: [f64; 2]) -> Result<(), ParticleSystemError> {
    let names = optimizer.rule.parameters.keys().cloned();
    let mut settings: BTreeMap<String, f64> = names.zip(optimizer.values.iter().copied()).collect();
    settings.extend(style.over.iter().zip(values).map(|(sweep, value)| (sweep.name.clone(), value)));
    let Optimizer { rule, extent, conditions, .. } = optimizer.clone();
    match Optimizer::new(rule, &settings, extent, conditions) {
        // A look ahead along no momentum is plain descent: where a side of a map begins, though nobody would ask for it alone.
        Ok(_) | Err(SettingError::Nesterov { momentum: 0.0, dampening: 0.0 }) => Ok(()),
        Err(error) => Err(ParticleSystemError::Optimizer(error.into())),
    }
}

/// Both hyperparameters of every particle, by rows.
fn pairs(style: &HyperparameterMapStyle) -> Vec<[f64; 2]> {
    let [columns, rows] = style.grid;
    let (across, up) = (style.over[0].values(columns), style.over[1].values(rows));
    up.iter().flat_map(|&y| across.iter().map(move |&x| [x, y])).collect()
}

fn on_gpu(
    gpu: &Gpu,
    gpu_field: &GpuField,
    optimizer: &Optimizer,
    domain: Domain,
    limits: Limits,
    style: &HyperparameterMapStyle,
    goes_on: &dyn Fn() -> bool,
) -> Result<Vec<Fate>, ParticleSystemError> {
    let motion = Motion::Rule(Box::new(optimizer.clone()));
    let names = style.over.each_ref().map(|sweep| sweep.name.as_str());
    let config = StepConfig { motion: &motion, domain, limits, varied: &names };
    let descender = Descender::new(gpu, gpu_field, &config)?;
    let pairs = pairs(style);
    let own: Vec<[f32; 2]> = pairs.iter().map(|pair| pair.map(|value| value as f32)).collect();
    let mut particles = descender.seed_particles(gpu, &vec![style.from; pairs.len()], &own)?;
    let [first_check, last_check] = checks(style.steps);
    let then = longest_steps(gpu, &descender, &mut particles, first_check, goes_on)?;
    let before = descender.positions(gpu, &particles)?;
    let now = longest_steps(gpu, &descender, &mut particles, last_check, goes_on)?;
    descender.check_convergence(gpu, &mut particles);
    let (center, far) = (middle(domain), FAR * optimizer.extent);
    let outcome = descender.read(gpu, &particles)?;
    let statistics = |index: usize| StepStatistics {
        longest: [then[index], now[index]],
        drift: distance(before[index], outcome[index].point),
        apart: last_check - first_check,
    };
    Ok(outcome.iter().enumerate().map(|(index, outcome)| fate(outcome, &statistics(index), center, far)).collect())
}

/// The middle of a domain, which far away is measured from.
fn middle(domain: Domain) -> [f64; 2] {
    [domain.x, domain.y].map(|[first, last]| 0.5 * (first + last))
}

/// Goes on up to step `last` and tells how long each particle's longest step of the last few was.
fn longest_steps(
    gpu: &Gpu,
    descender: &Descender,
    particles: &mut Particles,
    last: u32,
    goes_on: &dyn Fn() -> bool,
) -> Result<Vec<f64>, ParticleSystemError> {
    let quiet = last.saturating_sub(WINDOW);
    while particles.steps() < quiet && goes_on() {
        descender.advance(gpu, particles, BETWEEN_QUESTIONS.min(quiet - particles.steps()));
    }
    let mut longest = vec![0.0f64; particles.len()];
    let mut before = descender.positions(gpu, particles)?;
    while particles.steps() < last && goes_on() {
        descender.advance(gpu, particles, 1);
        let now = descender.positions(gpu, particles)?;
        for (longest, (a, b)) in longest.iter_mut().zip(before.iter().zip(&now)) {
            *longest = longest.max(distance(*a, *b));
        }
        before = now;
    }
    Ok(longest)
}

fn on_cpu(
    field: &Field,
    optimizer: Optimizer,
    domain: Domain,
    limits: &Limits,
    style: &HyperparameterMapStyle,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Vec<Fate> {
    let (center, far) = (middle(domain), FAR * optimizer.extent);
    let index = |sweep: &Sweep| optimizer.rule.parameters.keys().position(|name| *name == sweep.name);
    let pairs = pairs(style);
    let values = |k: usize| pairs.iter().map(|pair| pair[k]).collect();
    let over = (0..2).filter_map(|k| Some((index(&style.over[k])?, values(k)))).collect::<Vec<_>>();
    let motion = Motion::Rule(Box::new(optimizer));
    let followed = follow_all(field, &motion, style.from, &over, limits, goes_on);
    followed.iter().map(|(outcome, statistics)| fate(outcome, statistics, center, far)).collect()
}
