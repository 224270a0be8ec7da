//! What became of particles, counted on the device: the only thing that is read back while they move.

use super::cut::GROUP;
use super::descend::ParticleGroupUniform;
use crate::gpu::{
    Gpu, GpuError, Part, Shader, compute_pipeline, read_buffer, storage_layout_entry, uniform_buffer,
    uniform_layout_entry,
};

/// How many particles are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Still moving.
    pub moving: u32,
    /// At rest.
    pub converged: u32,
    /// Beyond the borders.
    pub left: u32,
    /// Where the field has no value.
    pub not_finite: u32,
}

/// What is answered to a count: whether to go on, or nothing, which is to go on.
pub trait GoesOn {
    /// Whether to go on.
    fn goes_on(self) -> bool;
}

impl GoesOn for () {
    fn goes_on(self) -> bool {
        true
    }
}

impl GoesOn for bool {
    fn goes_on(self) -> bool {
        self
    }
}

/// Counts particles. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct OutcomeCounter {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

/// The counters of some particles. They live as long as those.
#[derive(Debug)]
pub(crate) struct OutcomeBuffers {
    count: u32,
    counters: wgpu::Buffer,
    group: wgpu::BindGroup,
}

impl OutcomeCounter {
    pub(crate) fn new(gpu: &Gpu) -> Result<OutcomeCounter, GpuError> {
        let entries = [uniform_layout_entry(0), storage_layout_entry(1, true), storage_layout_entry(2, false)];
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("outcomes"), entries: &entries });
        let part = Part { name: "outcomes.wgsl", source: include_str!("../../shaders/compute/outcomes.wgsl") };
        let shader = Shader::compose("outcomes", &[part])?;
        let pipeline = compute_pipeline(gpu, "count_fates", &shader, &[Some(&layout)])?;
        Ok(OutcomeCounter { pipeline, layout })
    }

    /// Counters for `count` particles with these fates.
    pub(crate) fn outcome_buffers(&self, gpu: &Gpu, count: usize, fates: &wgpu::Buffer) -> OutcomeBuffers {
        let count = count as u32;
        let counters = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("outcomes"),
            size: 16,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let uniform = uniform_buffer(gpu, "all particles", &ParticleGroupUniform { first: 0, count });
        let entries: Vec<_> = (0u32..)
            .zip([&uniform, fates, &counters])
            .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let descriptor = wgpu::BindGroupDescriptor { label: Some("outcomes"), layout: &self.layout, entries: &entries };
        let group = gpu.device.create_bind_group(&descriptor);
        OutcomeBuffers { count, counters, group }
    }

    /// Counts; reads 16 bytes back.
    pub(crate) fn count(&self, gpu: &Gpu, outcome_buffers: &OutcomeBuffers) -> Result<Outcomes, GpuError> {
        gpu.scoped(|| self.counted(gpu, outcome_buffers))?
    }

    fn counted(&self, gpu: &Gpu, outcome_buffers: &OutcomeBuffers) -> Result<Outcomes, GpuError> {
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        encoder.clear_buffer(&outcome_buffers.counters, 0, None);
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &outcome_buffers.group, &[]);
            // Each group walks over many particles, and adds to the counters once.
            pass.dispatch_workgroups(outcome_buffers.count.div_ceil(GROUP).clamp(1, 256), 1, 1);
        }
        gpu.queue.submit([encoder.finish()]);
        let counts = read_buffer::<u32>(gpu, &outcome_buffers.counters, 4)?;
        Ok(Outcomes { moving: counts[0], converged: counts[1], left: counts[2], not_finite: counts[3] })
    }
}
