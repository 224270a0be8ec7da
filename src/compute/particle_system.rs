//! The particles of a scene: a particle_group for each optimizer, all from the same starts, and the trails behind them.

use std::sync::Arc;

use super::descend::{Descender, PAIR, ParticleError, Particles, StepConfig};
use super::field::{GpuField, GpuFieldError};
use super::kept_states::KeptStates;
use super::outcomes::GoesOn;
use super::{Outcomes, converge_all};
use crate::descent::{Basin, Limits, Motion, Optimizer, OptimizerError, Seeding, group, typical_slope};
use crate::field::{Domain, Field};
use crate::gpu::{Gpu, GpuError, new_buffer, storage_buffer};
use crate::scene::{DescentStyle, Scene, Tint};

/// |∇f| at rest, as a fraction of its median over the starts: below what f32 resolves, so that particles stop by themselves.
pub(crate) const REST: f64 = 1e-6;
/// Steps after which what has not come to a minimum is not waited for.
const MAX_STEPS: u32 = 10_000;

/// Particles that cannot be moved or drawn.
#[derive(Debug, thiserror::Error)]
pub enum ParticleSystemError {
    /// Their program or their number.
    #[error(transparent)]
    Particles(#[from] ParticleError),
    /// Their optimizer.
    #[error(transparent)]
    Optimizer(#[from] OptimizerError),
    /// The field.
    #[error(transparent)]
    Field(#[from] GpuFieldError),
    /// Trails of so many steps.
    #[error("trails of {steps} steps behind {count} particles do not fit: this adapter holds {most} steps of so many")]
    Trail {
        /// Steps asked for.
        steps: usize,
        /// Particles.
        count: usize,
        /// Steps that fit.
        most: u64,
    },
}

impl ParticleSystemError {
    /// Whether what was asked for is wrong, rather than the device.
    pub fn is_usage(&self) -> bool {
        match self {
            ParticleSystemError::Particles(error) => error.is_usage(),
            ParticleSystemError::Field(error) => error.is_usage(),
            ParticleSystemError::Optimizer(_) | ParticleSystemError::Trail { .. } => true,
        }
    }
}

/// All particles of a scene on the device, which belong to the picture that shows them; a clone is a handle of the same ones.
#[derive(Clone, Debug)]
pub struct ParticleSystem {
    particle_groups: Vec<ParticleGroup>,
    starts: Arc<[[f64; 2]]>,
    /// Where they were seeded.
    domain: Domain,
    /// Where they come to, where that is known.
    destinations: Option<Arc<Destinations>>,
    /// Earlier states, where they are kept.
    kept: Option<KeptStates>,
}

/// Which minimum each particle of a scene comes to.
#[derive(Debug)]
pub struct Destinations {
    /// The minimum's number for each particle, or the largest number there is, a list an optimizer.
    labels: Vec<wgpu::Buffer>,
    /// The minima that the labels count, the lowest first.
    minima: Vec<Basin>,
}

/// The particles that one optimizer moves.
#[derive(Clone, Debug)]
pub struct ParticleGroup {
    /// What the optimizer was chosen by.
    pub name: String,
    pub(crate) descender: Descender,
    pub(crate) particles: Particles,
    pub(crate) trail: Option<Trail>,
    /// The minimum that each comes to, where it is asked for.
    pub(crate) labels: Option<wgpu::Buffer>,
}

/// Where particles were at their last steps: slot after slot of all of them, the oldest of which is written over.
#[derive(Clone, Debug)]
pub(crate) struct Trail {
    pub(crate) slots: wgpu::Buffer,
    pub(crate) capacity: u32,
    /// How many times a slot was written.
    pub(crate) written: u64,
}

impl Trail {
    fn new(gpu: &Gpu, count: usize, steps: usize) -> Result<Trail, ParticleSystemError> {
        let capacity = steps as u64 + 1;
        let bytes = capacity * PAIR * count as u64;
        let room = gpu.adapter.max_storage_binding.min(gpu.adapter.max_buffer);
        // A segment is a layer of a dispatch.
        let layers = u64::from(gpu.adapter.max_workgroups);
        if bytes > room || steps as u64 > layers {
            let most = (room / (PAIR * count as u64)).saturating_sub(1).min(layers);
            return Err(ParticleSystemError::Trail { steps, count, most });
        }
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        let slots = gpu.scoped(|| new_buffer(gpu, "trail", bytes, usage)).map_err(ParticleError::from)?;
        Ok(Trail { slots, capacity: capacity as u32, written: 0 })
    }

    /// Keeps where the particles are now.
    fn record(&mut self, gpu: &Gpu, particles: &Particles) {
        let bytes = PAIR * particles.len() as u64;
        let slot = self.written % u64::from(self.capacity);
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(particles.positions(), 0, &self.slots, slot * bytes, bytes);
        gpu.queue.submit([encoder.finish()]);
        self.written += 1;
    }
}

/// How the particles of a scene go, whatever moves them.
struct ParticleConfig {
    domain: Domain,
    starts: Vec<[f64; 2]>,
    limits: Limits,
}

/// Where a scene's particles start: over a domain as evenly as its axes show it.
fn starts(scene: &Scene, domain: Domain) -> Vec<[f64; 2]> {
    let DescentStyle { particles_from, particles, seed, .. } = &scene.descent;
    let scales = scene.scales.of_plane(scene.view);
    let places = scales.places(domain);
    let is_over_domain = matches!(particles_from, Seeding::Quasirandom | Seeding::Uniform | Seeding::Grid);
    if scales.is_linear() || !is_over_domain || places.checked().is_err() {
        return particles_from.points(domain, *particles, *seed);
    }
    particles_from.points(places, *particles, *seed).into_iter().map(|place| scales.point(place)).collect()
}

impl ParticleConfig {
    fn new(gpu: &Gpu, scene: &Scene, field: &Field) -> Result<ParticleConfig, ParticleSystemError> {
        let style = &scene.descent;
        let most = Descender::capacity(gpu);
        if style.particles > most {
            return Err(ParticleError::TooMany { count: style.particles, most }.into());
        }
        let domain = scene.seeding_domain(field);
        let starts = starts(scene, domain);
        let limits =
            Limits { steps: MAX_STEPS, tolerance: REST * typical_slope(field, &starts), borders: scene.borders(field) };
        Ok(ParticleConfig { domain, starts, limits })
    }

    fn descender(
        &self,
        gpu: &Gpu,
        gpu_field: &GpuField,
        optimizer: Optimizer,
    ) -> Result<Descender, ParticleSystemError> {
        let motion = Motion::Rule(Box::new(optimizer));
        let config = StepConfig { motion: &motion, domain: self.domain, limits: self.limits, varied: &[] };
        Ok(Descender::new(gpu, gpu_field, &config)?)
    }
}

impl Destinations {
    /// Runs every start of a scene's particles to rest.
    ///
    /// `each` is called with the counts now and then; where it answers, it says whether to go on, and what was left off
    /// is of no use.
    pub fn find<G: GoesOn>(
        gpu: &Gpu,
        scene: &Scene,
        field: &Field,
        gpu_field: &GpuField,
        each: impl FnMut(&Outcomes) -> G,
    ) -> Result<Destinations, ParticleSystemError> {
        let config = ParticleConfig::new(gpu, scene, field)?;
        let optimizers = scene.optimizers(field, config.domain)?.into_iter();
        let descenders = optimizers.map(|(_, optimizer)| config.descender(gpu, gpu_field, optimizer));
        let descenders = descenders.collect::<Result<Vec<_>, _>>()?;
        Destinations::of(gpu, scene, field, &config, &descenders.iter().collect::<Vec<_>>(), each)
    }

    /// Those of particles that come to none, as far as anybody knows.
    pub(crate) fn unknown(gpu: &Gpu, particles: usize, optimizers: usize) -> Destinations {
        let labels = storage_buffer(gpu, "labels", &vec![u32::MAX; particles]);
        Destinations { labels: vec![labels; optimizers], minima: Vec::new() }
    }

    fn of<G: GoesOn>(
        gpu: &Gpu,
        scene: &Scene,
        field: &Field,
        ParticleConfig { domain, starts, .. }: &ParticleConfig,
        descenders: &[&Descender],
        mut each: impl FnMut(&Outcomes) -> G,
    ) -> Result<Destinations, ParticleSystemError> {
        let mut particle_outcomes = Vec::new();
        for descender in descenders {
            particle_outcomes.extend(converge_all(gpu, descender, starts, MAX_STEPS, &mut each)?);
        }
        let [width, height] = domain.size();
        let basins = group(field, *domain, width.max(height), scene.descent.ascend, &particle_outcomes);
        let labels: Vec<u32> = basins.labels.iter().map(|&label| u32::try_from(label).unwrap_or(u32::MAX)).collect();
        let labels = labels.chunks(starts.len()).map(|labels| storage_buffer(gpu, "labels", labels)).collect();
        Ok(Destinations { labels, minima: basins.minima })
    }
}

impl ParticleSystem {
    /// Puts a scene's particles at their starts; nothing where it has none.
    ///
    /// Where they are to be coloured by their minima and `destinations` are not known yet, they are sought first.
    pub fn new(
        gpu: &Gpu,
        scene: &Scene,
        field: &Field,
        gpu_field: &GpuField,
        destinations: Option<Arc<Destinations>>,
    ) -> Result<Option<ParticleSystem>, ParticleSystemError> {
        let style = &scene.descent;
        if style.particles == 0 {
            return Ok(None);
        }
        let config = ParticleConfig::new(gpu, scene, field)?;
        let particle_group = |(name, optimizer): (String, Optimizer)| {
            let descender = config.descender(gpu, gpu_field, optimizer)?;
            let particles = descender.seed_particles(gpu, &config.starts, &[])?;
            // The length of a step is seen from two positions.
            let steps = style.trail().max(usize::from(style.tint == Tint::Speed));
            let trail = if steps > 0 { Some(Trail::new(gpu, config.starts.len(), steps)?) } else { None };
            let mut particle_group = ParticleGroup { name, descender, particles, trail, labels: None };
            particle_group.record(gpu);
            Ok(particle_group)
        };
        let particle_groups: Result<Vec<ParticleGroup>, ParticleSystemError> =
            scene.optimizers(field, config.domain)?.into_iter().map(particle_group).collect();
        let particle_groups = particle_groups?;
        let destinations = match (style.tint, destinations) {
            (Tint::Minimum, None) => {
                let descenders: Vec<&Descender> =
                    particle_groups.iter().map(|particle_group| &particle_group.descender).collect();
                Some(Arc::new(Destinations::of(gpu, scene, field, &config, &descenders, |_| ())?))
            }
            (_, destinations) => destinations,
        };
        let (starts, domain) = (config.starts.into(), config.domain);
        let mut particle_system = ParticleSystem { particle_groups, starts, domain, destinations: None, kept: None };
        if let Some(destinations) = destinations {
            particle_system.label(destinations);
        }
        Ok(Some(particle_system))
    }

    /// Colours each particle by where it comes to, which was found for the same optimizers and starts.
    pub fn label(&mut self, destinations: Arc<Destinations>) {
        for (particle_group, labels) in self.particle_groups.iter_mut().zip(&destinations.labels) {
            particle_group.labels = Some(labels.clone());
        }
        self.destinations = Some(destinations);
    }

    /// The minima that particles come to, where they are coloured by them; the lowest first.
    pub fn minima(&self) -> &[Basin] {
        self.destinations.as_ref().map_or(&[], |destinations| &destinations.minima)
    }

    /// Moves all particles by `steps` steps; returns as soon as the work is submitted.
    pub fn advance(&mut self, gpu: &Gpu, steps: u32) {
        let mut left = steps;
        while left > 0 {
            let now = self.kept.as_ref().map_or(left, |kept| left.min(kept.until_next(self.steps())));
            left -= now;
            for particle_group in &mut self.particle_groups {
                // Steps that no trail will show need not be recorded.
                let capacity = particle_group.trail.as_ref().map_or(0, |trail| trail.capacity);
                let shown = capacity.saturating_sub(left).min(now);
                particle_group.descender.advance(gpu, &mut particle_group.particles, now - shown);
                for _ in 0..shown {
                    particle_group.descender.advance(gpu, &mut particle_group.particles, 1);
                    particle_group.record(gpu);
                }
            }
            self.keep(gpu);
        }
    }

    /// Keeps states from now on, in so many bytes of the device's memory, so that [`rewind`](Self::rewind) has something to
    /// go back to; nothing changes for particles that have moved already, or that are too many for it.
    pub fn keep_states(&mut self, gpu: &Gpu, bytes: u64) {
        if self.kept.is_none() && self.steps() == 0 {
            self.kept = KeptStates::within(bytes, arrays(&self.particle_groups));
            self.keep(gpu);
        }
    }

    fn keep(&mut self, gpu: &Gpu) {
        let steps = self.steps();
        if let Some(kept) = &mut self.kept {
            kept.keep(gpu, steps, arrays(&self.particle_groups));
        }
    }

    /// Goes back to a state that was kept, from which at most `steps` steps were taken and trails are whole once all of them
    /// are; whether there is one.
    pub fn rewind(&mut self, gpu: &Gpu, steps: u32) -> bool {
        let trails = self.particle_groups.iter().flat_map(|particle_group| &particle_group.trail);
        let trail = trails.map(|trail| trail.capacity - 1).max().unwrap_or(0);
        let restored = self.kept.as_ref().and_then(|kept| {
            let arrays = || arrays(&self.particle_groups);
            kept.restore(gpu, steps.saturating_sub(trail), arrays())
        });
        let Some(restored) = restored else { return false };
        for particle_group in &mut self.particle_groups {
            particle_group.particles.set_steps(restored);
            if let Some(trail) = &mut particle_group.trail {
                trail.written = 0;
            }
            particle_group.record(gpu);
        }
        true
    }

    /// Marks those that rest or have no value where they are now.
    pub fn check_convergence(&mut self, gpu: &Gpu) {
        for particle_group in &mut self.particle_groups {
            particle_group.descender.check_convergence(gpu, &mut particle_group.particles);
        }
    }

    /// The particles of each optimizer.
    pub fn particle_groups(&self) -> &[ParticleGroup] {
        &self.particle_groups
    }

    /// Where the particles of every optimizer began.
    pub fn starts(&self) -> &[[f64; 2]] {
        &self.starts
    }

    /// Where they were seeded and move, whatever is looked at by now.
    pub fn domain(&self) -> Domain {
        self.domain
    }

    /// Steps taken.
    pub fn steps(&self) -> u32 {
        self.particle_groups.first().map_or(0, |particle_group| particle_group.particles.steps())
    }

    /// Counts the particles of each optimizer by what became of them.
    pub fn outcomes(&self, gpu: &Gpu) -> Result<Vec<Outcomes>, GpuError> {
        self.particle_groups
            .iter()
            .map(|particle_group| particle_group.descender.outcomes(gpu, &particle_group.particles))
            .collect()
    }
}

/// All arrays of all particles, in one order.
fn arrays(particle_groups: &[ParticleGroup]) -> impl Iterator<Item = &wgpu::Buffer> {
    particle_groups.iter().flat_map(|particle_group| particle_group.particles.arrays())
}

impl ParticleGroup {
    fn record(&mut self, gpu: &Gpu) {
        if let Some(trail) = &mut self.trail {
            trail.record(gpu, &self.particles);
        }
    }
}
