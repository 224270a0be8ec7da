//! What became of particles, counted on the device: the only thing that is read back while they move.

use super::cut::GROUP;
use super::descend::FlockUniform;
use crate::gpu::{
    Gpu, GpuError, Part, Shader, compute_pipeline, read_buffer, storage_layout_entry, uniform_buffer,
    uniform_layout_entry,
};

/// How many particles are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
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

/// Counts particles. It lives as long as the device.
#[derive(Debug)]
pub(crate) struct Counter {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

/// The counters of some particles. They live as long as those.
#[derive(Debug)]
pub(crate) struct Tally {
    count: u32,
    counters: wgpu::Buffer,
    group: wgpu::BindGroup,
}

impl Counter {
    pub(crate) fn new(gpu: &Gpu) -> Result<Counter, GpuError> {
        let entries = [uniform_layout_entry(0), storage_layout_entry(1, true), storage_layout_entry(2, false)];
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("census"), entries: &entries });
        let part = Part { name: "census.wgsl", source: include_str!("../../shaders/compute/outcomes.wgsl") };
        let shader = Shader::compose("census", &[part])?;
        let pipeline = compute_pipeline(gpu, "count_fates", &shader, &[Some(&layout)])?;
        Ok(Counter { pipeline, layout })
    }

    /// Counters for `count` particles with these fates.
    pub(crate) fn tally(&self, gpu: &Gpu, count: usize, fates: &wgpu::Buffer) -> Tally {
        let count = count as u32;
        let counters = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("census"),
            size: 16,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let uniform = uniform_buffer(gpu, "all particles", &FlockUniform { first: 0, count });
        let entries: Vec<_> = (0u32..)
            .zip([&uniform, fates, &counters])
            .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let descriptor = wgpu::BindGroupDescriptor { label: Some("census"), layout: &self.layout, entries: &entries };
        let group = gpu.device.create_bind_group(&descriptor);
        Tally { count, counters, group }
    }

    /// Counts; reads 16 bytes back.
    pub(crate) fn count(&self, gpu: &Gpu, tally: &Tally) -> Result<Census, GpuError> {
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        encoder.clear_buffer(&tally.counters, 0, None);
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &tally.group, &[]);
            // Each group walks over many particles, and adds to the counters once.
            pass.dispatch_workgroups(tally.count.div_ceil(GROUP).clamp(1, 256), 1, 1);
        }
        gpu.queue.submit([encoder.finish()]);
        let counts = read_buffer::<u32>(gpu, &tally.counters, 4)?;
        Ok(Census { moving: counts[0], converged: counts[1], left: counts[2], not_finite: counts[3] })
    }
}
