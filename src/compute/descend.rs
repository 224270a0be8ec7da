//! Particles by the million: the GPU counterpart of [`converge_all`](crate::descent::converge_all).
//!
//! A particle's state is an array per quantity on the device. A dispatch takes many steps with the state in registers, so
//! that it is read and written once; nothing is read back but [`Outcomes`], until somebody asks for the particles.

mod error;
mod uniforms;

pub use self::error::ParticleError;
use self::uniforms::run_uniform;
pub(crate) use self::uniforms::{ParticleGroupUniform, RunUniform};
use super::cut::{Cut, IN_BACKGROUND, IN_FOREGROUND, groups, particles_each};
use super::field::{FIELD_GROUP, GpuField};
use super::motion::{Build, FIRST_STATE, MotionSource, TABLE_LENGTH, operations};
use super::outcomes::{GoesOn, OutcomeBuffers, OutcomeCounter, Outcomes};
use crate::descent::{End, Limits, Motion, Outcome, Outside, Plan};
use crate::field::Domain;
use crate::gpu::{
    Gpu, GpuError, Part, Shader, compute_pipeline, new_buffer, read_buffer, storage_buffer, storage_layout_entry,
    uniform_buffer, uniform_layout_entry,
};

/// Bytes of a pair of floats.
pub(super) const PAIR: u64 = 8;
/// Bytes of what became of a particle.
pub(super) const FATE: u64 = 4;
/// The most particles on any adapter: the list of so many starts is 4 GiB on the host.
const MOST: u64 = 1 << 28;
/// The largest number of steps that fits below a particle's fate.
const MAX_STEPS: u32 = (1 << 30) - 1;

/// What particles are to do.
#[derive(Clone, Copy, Debug)]
pub struct StepConfig<'a> {
    /// How they move.
    pub motion: &'a Motion,
    /// What is looked at, whose middle coordinates are counted from where that is more exact.
    pub domain: Domain,
    /// When they rest, and where the borders are; its steps are not read.
    pub limits: Limits,
    /// The parameters that each particle has its own values of, two at most.
    pub varied: &'a [&'a str],
}

/// What moves particles over one field in one way; a clone is a handle of the same program.
#[derive(Clone, Debug)]
pub struct Descender {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
    counter: OutcomeCounter,
    field: wgpu::BindGroup,
    plan: Option<Plan>,
    source: MotionSource,
    /// What particles' coordinates are counted from.
    origin: [f64; 2],
    /// The part of the uniform that does not change.
    uniform: RunUniform,
    /// Particles of an invocation.
    particles_each: u32,
    /// Operations of a step, about.
    cost: usize,
}

/// Particles on the device, which whoever seeded them owns; a clone is a handle of the same ones, with its own count of steps.
#[derive(Clone, Debug)]
pub struct Particles {
    count: usize,
    /// Steps taken.
    done: u32,
    run: wgpu::Buffer,
    table: wgpu::Buffer,
    positions: wgpu::Buffer,
    fates: wgpu::Buffer,
    /// All that says where they are and how they go on: positions, fates, anchors and the optimizer's own.
    arrays: Vec<wgpu::Buffer>,
    particle_groups: Vec<ParticleGroup>,
    outcome_buffers: OutcomeBuffers,
    steps_per_dispatch: usize,
}

/// Particles of one dispatch, a slice of all arrays.
#[derive(Clone, Debug)]
struct ParticleGroup {
    count: u32,
    group: wgpu::BindGroup,
}

impl Descender {
    /// Builds the program that moves particles over `field`.
    pub fn new(gpu: &Gpu, field: &GpuField, config: &StepConfig<'_>) -> Result<Descender, ParticleError> {
        let StepConfig { motion, domain, limits, varied } = *config;
        let plan = match motion {
            Motion::Rule(optimizer) => Some(Plan::new(optimizer, varied)),
            Motion::Flow(_) => None,
        };
        // Far from 0, floats that are counted from the middle of the domain resolve more.
        let is_plain = field.is_plain();
        let is_relative = plan.as_ref().is_none_or(Plan::is_relative);
        let middle = [domain.x, domain.y].map(|[first, last]| 0.5 * (first + last));
        let origin = if is_plain || !is_relative { [0.0; 2] } else { middle };
        let outside = limits.borders.map_or(Outside::Keep, |(_, outside)| outside);
        let has_own = !varied.is_empty();
        let cost = field.cost() + operations(plan.as_ref());
        let particles_each = particles_each(gpu.adapter.is_software() && plan.is_some(), field.cost());
        let build = Build { motion, plan: plan.as_ref(), has_own, outside, is_plain, particles_each };
        let source = MotionSource::new(&build)?;
        let most = gpu.device.limits().max_storage_buffers_per_shader_stage;
        let extra = u32::from(has_own);
        // Positions, fates and anchors are bound as well.
        let states = source.states;
        if states + extra + 3 > most {
            return Err(ParticleError::States { states, most: most.saturating_sub(3 + extra) });
        }
        let (layout, pipeline) = build_pipeline(gpu, field, &source, states + extra)?;
        let counter = OutcomeCounter::new(gpu)?;
        let uniform = run_uniform(field, motion, &limits, origin);
        let field = field.group().clone();
        Ok(Descender { pipeline, layout, counter, field, plan, source, origin, uniform, particles_each, cost })
    }

    /// How many particles the adapter holds: no array of theirs is larger than a buffer may be.
    pub fn capacity(gpu: &Gpu) -> usize {
        (gpu.adapter.max_buffer / PAIR).min(MOST) as usize
    }

    /// Puts particles on the device, at rest at their starts; `own` are each one's values of the varied parameters.
    pub fn seed_particles(&self, gpu: &Gpu, starts: &[[f64; 2]], own: &[[f32; 2]]) -> Result<Particles, ParticleError> {
        let (count, most) = (starts.len(), Descender::capacity(gpu));
        if count > most {
            return Err(ParticleError::TooMany { count, most });
        }
        Ok(gpu.scoped(|| self.seeded(gpu, starts, own))?)
    }

    fn seeded(&self, gpu: &Gpu, starts: &[[f64; 2]], own: &[[f32; 2]]) -> Particles {
        let count = starts.len();
        let relative = |point: &[f64; 2]| [0, 1].map(|axis| (point[axis] - self.origin[axis]) as f32);
        let positions: Vec<[f32; 2]> = starts.iter().map(relative).collect();
        let array = |label: &str, bytes: u64| {
            let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
            new_buffer(gpu, label, (count.max(1) as u64) * bytes, usage)
        };
        let buffer = array("positions", PAIR);
        gpu.queue.write_buffer(&buffer, 0, bytemuck::cast_slice(&positions));
        let (fates, anchors) = (array("fates", FATE), array("anchors", PAIR));
        let states: Vec<wgpu::Buffer> = (0..self.source.states).map(|_| array("state", PAIR)).collect();
        let own = self.source.has_own.then(|| storage_buffer(gpu, "own parameters", own));
        let run = uniform_buffer(gpu, "run", &self.uniform);
        let table = uniform_buffer(gpu, "table", &[[0.0f32; 4]; TABLE_LENGTH]);
        gpu.queue.write_buffer(&table, 0, bytemuck::cast_slice(&self.source.constants));
        let rows = (TABLE_LENGTH - self.source.constants.len() / 4) / self.source.stride.max(1);
        let budget = if gpu.is_background { IN_BACKGROUND } else { IN_FOREGROUND };
        let cut = Cut::new(budget, count, self.cost, rows, PAIR, gpu.adapter.max_storage_binding);
        let columns: Vec<(&wgpu::Buffer, u64)> = [(&buffer, PAIR), (&fates, FATE), (&anchors, PAIR)]
            .into_iter()
            .chain(states.iter().chain(&own).map(|state| (state, PAIR)))
            .collect();
        let particle_group = |first: usize| {
            let size = cut.particle_group.min(count - first);
            let uniform = uniform_buffer(
                gpu,
                "particle_group",
                &ParticleGroupUniform { first: first as u32, count: size as u32 },
            );
            let uniforms = [&run, &table, &uniform].map(wgpu::Buffer::as_entire_binding);
            let arrays =
                columns.iter().map(|&(buffer, bytes)| slice_of(buffer, first as u64 * bytes, size as u64 * bytes));
            let resources = uniforms.into_iter().chain(arrays);
            let entries: Vec<_> =
                (0u32..).zip(resources).map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource }).collect();
            let descriptor =
                wgpu::BindGroupDescriptor { label: Some("particle_group"), layout: &self.layout, entries: &entries };
            ParticleGroup { count: size as u32, group: gpu.device.create_bind_group(&descriptor) }
        };
        let particle_groups = (0..count).step_by(cut.particle_group).map(particle_group).collect();
        let arrays = [&buffer, &fates, &anchors].into_iter().chain(&states).cloned().collect();
        let outcome_buffers = self.counter.outcome_buffers(gpu, count, &fates);
        Particles {
            count,
            done: 0,
            run,
            table,
            positions: buffer,
            fates,
            arrays,
            particle_groups,
            outcome_buffers,
            steps_per_dispatch: cut.steps,
        }
    }

    /// Moves all particles by `steps` steps; returns as soon as the work is submitted.
    pub fn advance(&self, gpu: &Gpu, particles: &mut Particles, steps: u32) {
        let mut left = steps.min(MAX_STEPS - particles.done) as usize;
        while left > 0 {
            let now = left.min(particles.steps_per_dispatch);
            self.dispatch(gpu, particles, now as u32, now as u32);
            left -= now;
        }
    }

    /// Marks those that rest or have no value where they are now, as the next step would.
    pub fn check_convergence(&self, gpu: &Gpu, particles: &mut Particles) {
        self.dispatch(gpu, particles, 0, 1);
    }

    fn dispatch(&self, gpu: &Gpu, particles: &mut Particles, steps: u32, evaluations: u32) {
        let uniform = RunUniform { done: particles.done, steps, evaluations, ..self.uniform };
        gpu.queue.write_buffer(&particles.run, 0, bytemuck::bytes_of(&uniform));
        if let Some(plan) = self.plan.as_ref().filter(|_| self.source.stride > 0) {
            let table = plan.table(particles.done + 1, steps as usize, 4 * self.source.stride);
            let behind = size_of_val(self.source.constants.as_slice()) as u64;
            gpu.queue.write_buffer(&particles.table, behind, bytemuck::cast_slice(&table));
        }
        // Frames come between submissions, if those that are waited for are few.
        let at_once = if gpu.is_background { 1 } else { particles.particle_groups.len().max(1) };
        for particle_groups in particles.particle_groups.chunks(at_once) {
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            {
                let mut pass = encoder.begin_compute_pass(&Default::default());
                pass.set_pipeline(&self.pipeline);
                pass.set_bind_group(FIELD_GROUP, &self.field, &[]);
                for particle_group in particle_groups {
                    let [x, y] = groups(particle_group.count.div_ceil(self.particles_each), gpu.adapter.max_workgroups);
                    pass.set_bind_group(0, &particle_group.group, &[]);
                    pass.dispatch_workgroups(x, y, 1);
                }
            }
            let submission = gpu.queue.submit([encoder.finish()]);
            if gpu.is_background {
                // A device that is lost meanwhile is met where particles are read.
                let _ = gpu.device.poll(wgpu::PollType::Wait { submission_index: Some(submission), timeout: None });
            }
        }
        particles.done += steps;
    }

    /// Moves particles until none moves or all have taken `steps` steps; how many are in which state then.
    ///
    /// `each` is called between dispatches, so that progress can be shown; where it answers, it says whether to go on.
    pub fn converge<G: GoesOn>(
        &self,
        gpu: &Gpu,
        particles: &mut Particles,
        steps: u32,
        mut each: impl FnMut(&Outcomes) -> G,
    ) -> Result<Outcomes, ParticleError> {
        loop {
            let batch = particles.steps_per_dispatch as u32;
            gpu.scoped(|| self.advance(gpu, particles, batch.min(steps.saturating_sub(particles.done))))?;
            let is_last = particles.done >= steps;
            if is_last {
                gpu.scoped(|| self.check_convergence(gpu, particles))?;
            }
            let outcomes = self.outcomes(gpu, particles)?;
            let goes_on = each(&outcomes).goes_on();
            if is_last || outcomes.moving == 0 || !goes_on {
                return Ok(outcomes);
            }
        }
    }

    /// Counts the particles by what became of them; reads 16 bytes back.
    pub fn outcomes(&self, gpu: &Gpu, particles: &Particles) -> Result<Outcomes, GpuError> {
        self.counter.count(gpu, &particles.outcome_buffers)
    }

    /// Reads where all particles are and what became of them.
    pub fn read(&self, gpu: &Gpu, particles: &Particles) -> Result<Vec<Outcome>, ParticleError> {
        if particles.count == 0 {
            return Ok(Vec::new());
        }
        let positions = self.positions(gpu, particles)?;
        let fates = read_buffer::<u32>(gpu, &particles.fates, particles.count)?;
        let particle_outcomes = |(point, fate): ([f64; 2], u32)| {
            let end = [End::Moving, End::Converged, End::Left, End::NotFinite][(fate >> 30) as usize];
            Outcome { point, end, steps: fate & MAX_STEPS }
        };
        Ok(positions.into_iter().zip(fates).map(particle_outcomes).collect())
    }

    /// Scale and offset from the coordinates of [`Particles::positions`] to the field's.
    pub(crate) fn field_map(&self) -> [[f32; 2]; 2] {
        [self.uniform.field_scale, self.uniform.field_offset]
    }

    /// What [`Particles::positions`] are counted from.
    pub(crate) fn origin(&self) -> [f64; 2] {
        self.origin
    }

    /// The domain's longer side in the particles' coordinates.
    pub(crate) fn extent(&self) -> f32 {
        self.uniform.extent
    }

    /// Reads where all particles are.
    pub fn positions(&self, gpu: &Gpu, particles: &Particles) -> Result<Vec<[f64; 2]>, ParticleError> {
        let positions = read_buffer::<[f32; 2]>(gpu, &particles.positions, particles.count)?;
        let absolute = |point: [f32; 2]| [0, 1].map(|axis| f64::from(point[axis]) + self.origin[axis]);
        Ok(positions.into_iter().map(absolute).collect())
    }
}

impl Particles {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Steps taken.
    pub fn steps(&self) -> u32 {
        self.done
    }

    /// All that says where they are and how they go on.
    pub(crate) fn arrays(&self) -> &[wgpu::Buffer] {
        &self.arrays
    }

    /// Says after how many steps the arrays are as they are now.
    pub(crate) fn set_steps(&mut self, steps: u32) {
        self.done = steps;
    }

    /// Where they are, a pair of floats each, counted from the descender's origin.
    pub(crate) fn positions(&self) -> &wgpu::Buffer {
        &self.positions
    }

    /// What became of them.
    pub(crate) fn fates(&self) -> &wgpu::Buffer {
        &self.fates
    }
}

pub(super) fn slice_of(buffer: &wgpu::Buffer, offset: u64, size: u64) -> wgpu::BindingResource<'_> {
    wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer, offset, size: wgpu::BufferSize::new(size) })
}

fn build_pipeline(
    gpu: &Gpu,
    field: &GpuField,
    motion: &MotionSource,
    pairs: u32,
) -> Result<(wgpu::BindGroupLayout, wgpu::ComputePipeline), GpuError> {
    let uniforms = (0..3).map(uniform_layout_entry);
    let arrays = (3..FIRST_STATE + pairs).map(|binding| storage_layout_entry(binding, false));
    let entries: Vec<_> = uniforms.chain(arrays).collect();
    let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("particle_group"),
        entries: &entries,
    });
    let shader = Shader::compose("descend", &parts(field.source(), &motion.source))?;
    let pipeline = compute_pipeline(gpu, "descend", &shader, &[Some(&layout), Some(field.layout())])?;
    Ok((layout, pipeline))
}

/// The WGSL of a program in its parts.
fn parts<'a>(field: &'a str, motion: &'a str) -> [Part<'a>; 3] {
    let descend = Part { name: "descend.wgsl", source: include_str!("../../shaders/compute/descend.wgsl") };
    [Part { name: "field", source: field }, Part { name: "motion", source: motion }, descend]
}
