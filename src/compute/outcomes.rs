//! What became of particles, counted on the device: the only thing that is read back while they move.

use super::cut::GROUP;
use super::descend::{FATE, ParticleGroupUniform, slice_of};
use crate::gpu::{
    Gpu, GpuError, Part, Shader, compute_pipeline, new_buffer, read_buffer, storage_layout_entry, uniform_buffer,
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
#[derive(Clone, Debug)]
pub(crate) struct OutcomeCounter {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

/// The counters of some particles, whose owner drops both.
#[derive(Clone, Debug)]
pub(crate) struct OutcomeBuffers {
    counters: wgpu::Buffer,
    /// As many particles as a binding reaches, each with how many there are.
    pieces: Vec<(u32, wgpu::BindGroup)>,
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
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        let counters = new_buffer(gpu, "outcomes", 16, usage);
        // Slices of a buffer begin at multiples of 256 bytes, which 64 fates take.
        let most = ((gpu.adapter.max_storage_binding / FATE / 64) as usize * 64).max(64);
        let piece = |first: usize| {
            let size = most.min(count - first);
            let uniform = uniform_buffer(gpu, "fates", &ParticleGroupUniform { first: 0, count: size as u32 });
            let fates = slice_of(fates, first as u64 * FATE, size as u64 * FATE);
            let entries: Vec<_> = (0u32..)
                .zip([uniform.as_entire_binding(), fates, counters.as_entire_binding()])
                .map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource })
                .collect();
            let descriptor =
                wgpu::BindGroupDescriptor { label: Some("outcomes"), layout: &self.layout, entries: &entries };
            (size as u32, gpu.device.create_bind_group(&descriptor))
        };
        let pieces = (0..count).step_by(most).map(piece).collect();
        OutcomeBuffers { counters, pieces }
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
            for (count, group) in &outcome_buffers.pieces {
                pass.set_bind_group(0, group, &[]);
                // Each group walks over many particles, and adds to the counters once.
                pass.dispatch_workgroups(count.div_ceil(GROUP).clamp(1, 256), 1, 1);
            }
        }
        gpu.queue.submit([encoder.finish()]);
        let counts = read_buffer::<u32>(gpu, &outcome_buffers.counters, 4)?;
        Ok(Outcomes { moving: counts[0], converged: counts[1], left: counts[2], not_finite: counts[3] })
    }
}
