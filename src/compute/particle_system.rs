//! The particles of a scene: a flock for each optimizer, all from the same starts, and the trails behind them.

use std::sync::Arc;

use super::descend::{Course, Descender, PAIR, ParticleError, Particles};
use super::field::{GpuField, GpuFieldError};
use super::outcomes::GoesOn;
use super::{Census, settle_all};
use crate::descent::{Basin, Limits, Motion, Optimizer, OptimizerError, group, typical_slope};
use crate::field::{Domain, Field};
use crate::gpu::{Gpu, GpuError, storage_buffer};
use crate::scene::{Scene, Tint};

/// |∇f| at rest, as a share of its median over the starts: below what f32 resolves, so that particles stop by themselves.
pub(crate) const REST: f64 = 1e-6;
/// Steps after which what has not come to a minimum is not waited for.
const PATIENCE: u32 = 10_000;

/// Particles that cannot be moved or drawn.
#[derive(Debug, thiserror::Error)]
pub enum SwarmError {
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
    #[error(
        "trails of {steps} steps behind {count} particles do not fit: this adapter holds {most} steps of so many; give --trail {most} or less, or fewer --particles"
    )]
    Trail {
        /// Steps asked for.
        steps: usize,
        /// Particles.
        count: usize,
        /// Steps that fit.
        most: u64,
    },
}

impl SwarmError {
    /// Whether what was asked for is wrong, rather than the device.
    pub fn is_usage(&self) -> bool {
        match self {
            SwarmError::Particles(error) => error.is_usage(),
            SwarmError::Field(error) => error.is_usage(),
            SwarmError::Optimizer(_) | SwarmError::Trail { .. } => true,
        }
    }
}

/// All particles of a scene on the device. They live until the field, the optimizers or the starts change.
#[derive(Debug)]
pub struct Swarm {
    flocks: Vec<SwarmFlock>,
    starts: Vec<[f64; 2]>,
    /// Where they were sown.
    domain: Domain,
    /// Where they come to, where that is known.
    destinations: Option<Arc<Destinations>>,
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
#[derive(Debug)]
pub struct SwarmFlock {
    /// What the optimizer was chosen by.
    pub name: String,
    pub(crate) descender: Descender,
    pub(crate) particles: Particles,
    pub(crate) trail: Option<Trail>,
    /// The minimum that each comes to, where it is asked for.
    pub(crate) labels: Option<wgpu::Buffer>,
}

/// Where particles were at their last steps: slot after slot of all of them, the oldest of which is written over.
#[derive(Debug)]
pub(crate) struct Trail {
    pub(crate) slots: wgpu::Buffer,
    pub(crate) capacity: u32,
    /// How many times a slot was written.
    pub(crate) written: u64,
}

impl Trail {
    fn new(gpu: &Gpu, count: usize, steps: usize) -> Result<Trail, SwarmError> {
        let capacity = steps as u64 + 1;
        let bytes = capacity * PAIR * count as u64;
        let room = gpu.adapter.max_storage_binding.min(gpu.adapter.max_buffer);
        // A segment is a layer of a dispatch.
        let layers = u64::from(gpu.adapter.max_workgroups);
        if bytes > room || steps as u64 > layers {
            let most = (room / (PAIR * count as u64)).saturating_sub(1).min(layers);
            return Err(SwarmError::Trail { steps, count, most });
        }
        let slots = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("trail"),
            size: bytes,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        gpu.check().map_err(ParticleError::from)?;
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
struct Courses {
    domain: Domain,
    starts: Vec<[f64; 2]>,
    limits: Limits,
}

impl Courses {
    fn new(gpu: &Gpu, scene: &Scene, field: &Field) -> Result<Courses, SwarmError> {
        let style = &scene.descent;
        let most = Descender::capacity(gpu);
        if style.particles > most {
            return Err(ParticleError::TooMany { count: style.particles, most }.into());
        }
        let domain = scene.sown_domain(field);
        let starts = style.sow.points(domain, style.particles, style.seed);
        let limits = Limits {
            steps: PATIENCE,
            tolerance: REST * typical_slope(field, &starts),
            borders: Some((domain, scene.outside(field))),
        };
        Ok(Courses { domain, starts, limits })
    }

    fn descender(&self, gpu: &Gpu, gpu_field: &GpuField, optimizer: Optimizer) -> Result<Descender, SwarmError> {
        let motion = Motion::Rule(Box::new(optimizer));
        let course = Course { motion: &motion, domain: self.domain, limits: self.limits, varied: &[] };
        Ok(Descender::new(gpu, gpu_field, &course)?)
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
        each: impl FnMut(&Census) -> G,
    ) -> Result<Destinations, SwarmError> {
        let course = Courses::new(gpu, scene, field)?;
        let optimizers = scene.optimizers(field, course.domain)?.into_iter();
        let descenders = optimizers.map(|(_, optimizer)| course.descender(gpu, gpu_field, optimizer));
        let descenders = descenders.collect::<Result<Vec<_>, _>>()?;
        Destinations::of(gpu, scene, field, &course, &descenders.iter().collect::<Vec<_>>(), each)
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
        Courses { domain, starts, .. }: &Courses,
        descenders: &[&Descender],
        mut each: impl FnMut(&Census) -> G,
    ) -> Result<Destinations, SwarmError> {
        let mut settled = Vec::new();
        for descender in descenders {
            settled.extend(settle_all(gpu, descender, starts, PATIENCE, &mut each)?);
        }
        let [width, height] = domain.size();
        let basins = group(field, *domain, width.max(height), scene.descent.ascend, &settled);
        let labels: Vec<u32> = basins.labels.iter().map(|&label| u32::try_from(label).unwrap_or(u32::MAX)).collect();
        let labels = labels.chunks(starts.len()).map(|labels| storage_buffer(gpu, "labels", labels)).collect();
        Ok(Destinations { labels, minima: basins.minima })
    }
}

impl Swarm {
    /// Puts a scene's particles at their starts; nothing where it has none.
    ///
    /// Where they are to be coloured by their minima and `destinations` are not known yet, they are sought first.
    pub fn new(
        gpu: &Gpu,
        scene: &Scene,
        field: &Field,
        gpu_field: &GpuField,
        destinations: Option<Arc<Destinations>>,
    ) -> Result<Option<Swarm>, SwarmError> {
        let style = &scene.descent;
        if style.particles == 0 {
            return Ok(None);
        }
        let course = Courses::new(gpu, scene, field)?;
        let flock = |(name, optimizer): (String, Optimizer)| {
            let descender = course.descender(gpu, gpu_field, optimizer)?;
            let particles = descender.sow(gpu, &course.starts, &[])?;
            // The length of a step is seen from two positions.
            let steps = style.trail().max(usize::from(style.tint == Tint::Speed));
            let trail = if steps > 0 { Some(Trail::new(gpu, course.starts.len(), steps)?) } else { None };
            let mut flock = SwarmFlock { name, descender, particles, trail, labels: None };
            flock.record(gpu);
            Ok(flock)
        };
        let flocks: Result<Vec<SwarmFlock>, SwarmError> =
            scene.optimizers(field, course.domain)?.into_iter().map(flock).collect();
        let flocks = flocks?;
        let destinations = match (style.tint, destinations) {
            (Tint::Minimum, None) => {
                let descenders: Vec<&Descender> = flocks.iter().map(|flock| &flock.descender).collect();
                Some(Arc::new(Destinations::of(gpu, scene, field, &course, &descenders, |_| ())?))
            }
            (_, destinations) => destinations,
        };
        let mut swarm = Swarm { flocks, starts: course.starts, domain: course.domain, destinations: None };
        if let Some(destinations) = destinations {
            swarm.label(destinations);
        }
        Ok(Some(swarm))
    }

    /// Colours each particle by where it comes to, which was found for the same optimizers and starts.
    pub fn label(&mut self, destinations: Arc<Destinations>) {
        for (flock, labels) in self.flocks.iter_mut().zip(&destinations.labels) {
            flock.labels = Some(labels.clone());
        }
        self.destinations = Some(destinations);
    }

    /// The minima that particles come to, where they are coloured by them; the lowest first.
    pub fn minima(&self) -> &[Basin] {
        self.destinations.as_ref().map_or(&[], |destinations| &destinations.minima)
    }

    /// Moves all particles by `steps` steps; returns as soon as the work is submitted.
    pub fn advance(&mut self, gpu: &Gpu, steps: u32) {
        for flock in &mut self.flocks {
            // Steps that no trail will show need not be recorded.
            let shown = flock.trail.as_ref().map_or(0, |trail| trail.capacity.min(steps));
            flock.descender.advance(gpu, &mut flock.particles, steps - shown);
            for _ in 0..shown {
                flock.descender.advance(gpu, &mut flock.particles, 1);
                flock.record(gpu);
            }
        }
    }

    /// Marks those that rest or have no value where they are now.
    pub fn look(&mut self, gpu: &Gpu) {
        for flock in &mut self.flocks {
            flock.descender.look(gpu, &mut flock.particles);
        }
    }

    /// The particles of each optimizer.
    pub fn flocks(&self) -> &[SwarmFlock] {
        &self.flocks
    }

    /// Where the particles of every optimizer began.
    pub fn starts(&self) -> &[[f64; 2]] {
        &self.starts
    }

    /// Where they were sown and move, whatever is looked at by now.
    pub fn domain(&self) -> Domain {
        self.domain
    }

    /// Steps taken.
    pub fn steps(&self) -> u32 {
        self.flocks.first().map_or(0, |flock| flock.particles.steps())
    }

    /// Counts the particles of each optimizer by what became of them.
    pub fn census(&self, gpu: &Gpu) -> Result<Vec<Census>, GpuError> {
        self.flocks.iter().map(|flock| flock.descender.census(gpu, &flock.particles)).collect()
    }
}

impl SwarmFlock {
    fn record(&mut self, gpu: &Gpu) {
        if let Some(trail) = &mut self.trail {
            trail.record(gpu, &self.particles);
        }
    }
}
