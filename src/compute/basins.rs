//! Basins of attraction over a grid: particles at every node, run to rest, polished and grouped.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::descend::{Descender, ParticleError, StepConfig};
use super::field::GpuField;
use super::outcomes::{GoesOn, Outcomes};
use super::particle_system::{ParticleSystemError, REST};
use crate::descent::{Basins, Flow, Limits, Motion, Outcome, Outside, converge_all_while, group, typical_slope};
use crate::field::{Domain, Field, Grid};
use crate::gpu::Gpu;
use crate::scene::{BasinStyle, Scene};

/// A formula has no borders, but what is this many extents away does not come back.
const FAR: f64 = 10.0;

/// Starts that the device runs at once: enough to fill it, and not gigabytes.
const AT_ONCE: usize = 1 << 23;

/// What became of a start at every node of a grid.
#[derive(Clone, Debug)]
pub struct BasinMap {
    /// The starts, by rows.
    pub grid: Grid,
    /// Minima, and which of them each start reaches.
    pub basins: Basins,
    /// Where each particle ended, how, and after how many steps.
    pub particle_outcomes: Vec<Outcome>,
}

impl BasinMap {
    /// Runs a scene's starts to rest, on the device, or on the CPU in f64 without one or where f32 does not hold the field.
    ///
    /// Without an optimizer in the scene they follow the curve of steepest descent in steps that adapt to the field.
    /// `each` is called now and then with how many of them still move, so that progress can be shown; where it answers, it
    /// says whether to go on, and what was left off is no map.
    pub fn new<G: GoesOn>(
        gpu: Option<&Gpu>,
        scene: &Scene,
        field: &Field,
        style: &BasinStyle,
        mut each: impl FnMut(usize) -> G + Send,
    ) -> Result<BasinMap, ParticleSystemError> {
        let domain = scene.domain(field);
        let is_given_up = AtomicBool::new(false);
        let mut each = |moving: usize| {
            let goes_on = each(moving).goes_on();
            is_given_up.fetch_or(!goes_on, Ordering::Relaxed);
            goes_on
        };
        let [nx, ny] = style.grid;
        let grid = Grid { nx, ny, domain };
        let (xs, ys) = (grid.xs(), grid.ys());
        let mut starts: Vec<[f64; 2]> = Vec::with_capacity(grid.len());
        starts.extend(ys.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y])));
        let motion = motion(scene, field, domain)?;
        let borders = borders(domain, scene.outside(field));
        let tolerance = REST * typical_slope(field, &starts);
        let limits = Limits { steps: style.steps, tolerance, borders: Some(borders) };
        // The curve of steepest descent ends where f falls no more.
        let lowered = matches!(motion, Motion::Flow(_)).then(|| field.without_constant()).flatten();
        let followed = lowered.as_ref().unwrap_or(field);
        let particle_outcomes = match gpu.filter(|_| field.is_within_single(domain)) {
            Some(gpu) => {
                let config = StepConfig { motion: &motion, domain, limits, varied: &[] };
                let descender = Descender::new(gpu, &GpuField::new(gpu, followed)?, &config)?;
                let (mut found, mut waiting) = (Vec::with_capacity(starts.len()), starts.len());
                for some in starts.chunks(AT_ONCE.min(Descender::capacity(gpu))) {
                    waiting -= some.len();
                    let each = |outcomes: &Outcomes| each(waiting + outcomes.moving as usize);
                    found.extend(converge_all(gpu, &descender, some, limits.steps, each)?);
                    if is_given_up.load(Ordering::Relaxed) {
                        break;
                    }
                }
                found
            }
            None => {
                let progress = Mutex::new((starts.len(), each));
                let goes_on = |ended: usize| {
                    let (moving, each) = &mut *progress.lock().unwrap_or_else(PoisonError::into_inner);
                    *moving -= ended;
                    each(*moving)
                };
                converge_all_while(followed, &motion, &starts, &limits, &goes_on)
            }
        };
        let known: &[Outcome] = if is_given_up.into_inner() { &[] } else { &particle_outcomes };
        let basins = group(field, borders.0, motion.extent(), motion.ascends(), known);
        Ok(BasinMap { grid, basins, particle_outcomes })
    }
}

/// Runs particles to rest and reads what became of them.
pub fn converge_all<G: GoesOn>(
    gpu: &Gpu,
    descender: &Descender,
    starts: &[[f64; 2]],
    steps: u32,
    each: impl FnMut(&Outcomes) -> G,
) -> Result<Vec<Outcome>, ParticleError> {
    let mut particles = descender.seed_particles(gpu, starts, &[])?;
    descender.converge(gpu, &mut particles, steps, each)?;
    descender.read(gpu, &particles)
}

fn motion(scene: &Scene, field: &Field, domain: Domain) -> Result<Motion, ParticleSystemError> {
    let descent = &scene.descent;
    if descent.optimizers.is_empty() && descent.rule.is_none() {
        let [width, height] = domain.size().map(f64::abs);
        return Ok(Motion::Flow(Flow { extent: width.max(height), ascend: descent.ascend }));
    }
    let (_, optimizer) = scene.optimizers(field, domain)?.swap_remove(0);
    Ok(Motion::Rule(Box::new(optimizer)))
}

fn borders(domain: Domain, outside: Outside) -> (Domain, Outside) {
    match outside {
        Outside::Keep => {
            let wider = |[first, last]: [f64; 2]| [first - FAR * (last - first), last + FAR * (last - first)];
            (Domain { x: wider(domain.x), y: wider(domain.y) }, Outside::Retire)
        }
        outside => (domain, outside),
    }
}
