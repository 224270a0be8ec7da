//! What becomes of a pixel's samples: its colour, which is their mean, and its depth, that of the farthest.

use std::sync::OnceLock;

use super::cover::Filter;
use super::pipeline::{COLOR_FORMAT, SAMPLES};
use crate::gpu::{Gpu, GpuError, Part, Shader, compute_pipeline, storage_layout_entry};

/// Finds the depth of a panel's pixels. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct MaxDepthRenderer {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

impl MaxDepthRenderer {
    pub(crate) fn new(gpu: &Gpu) -> Result<MaxDepthRenderer, GpuError> {
        let depth = wgpu::BindGroupLayoutEntry {
            binding: 0,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Texture {
                sample_type: wgpu::TextureSampleType::Depth,
                view_dimension: wgpu::TextureViewDimension::D2,
                multisampled: true,
            },
            count: None,
        };
        let entries = [depth, storage_layout_entry(1, false)];
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("max depth"), entries: &entries });
        // The shader goes through so many samples.
        const { assert!(SAMPLES == 4) };
        let part = Part { name: "max_depth.wgsl", source: include_str!("../../../shaders/render/max_depth.wgsl") };
        let shader = Shader::compose("max depth", &[part])?;
        let pipeline = compute_pipeline(gpu, "max_depth", &shader, &[Some(&layout)])?;
        Ok(MaxDepthRenderer { pipeline, layout })
    }

    /// Records the depth of a panel's pixels into `nearest`.
    pub(crate) fn find(
        &self,
        gpu: &Gpu,
        encoder: &mut wgpu::CommandEncoder,
        depth: &wgpu::TextureView,
        size: [u32; 2],
        nearest: &wgpu::Buffer,
    ) {
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("max depth"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(depth) },
                wgpu::BindGroupEntry { binding: 1, resource: nearest.as_entire_binding() },
            ],
        });
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.dispatch_workgroups(size[0].div_ceil(8), size[1].div_ceil(8), 1);
    }
}

/// Builds the filter that makes one sample a pixel of several, if it is not there. A driver that draws in software makes its
/// own anew in every process, which takes longer than a small picture, and keeps this one on disk.
pub(crate) fn build_resolve(gpu: &Gpu, slot: &OnceLock<Filter>) -> Result<(), GpuError> {
    // The shader goes through so many samples.
    const { assert!(SAMPLES == 4) };
    if slot.get().is_none() {
        let shader = Part { name: "resolve.wgsl", source: include_str!("../../../shaders/render/resolve.wgsl") };
        let built = Filter::new(gpu, shader, "mean_of_samples", true, COLOR_FORMAT)?;
        slot.get_or_init(|| built);
    }
    Ok(())
}
