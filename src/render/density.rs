//! Weights of particles as colours over a picture that is drawn already.

use super::pipeline::COLOR_FORMAT;
use super::splat::PanelPixels;
use crate::gpu::{Gpu, GpuError, Part, Shader, texture_layout_entry, uniform_buffer, uniform_layout_entry};

/// The most channels of weights: the labels' and one for those without.
pub(crate) const MAX_CHANNELS: usize = 9;

/// The weight that is wholly opaque and white, as a power of the number of particles.
const CROWD: f32 = 0.8;

/// What density.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct DensityUniform {
    pub(crate) first: [u32; 2],
    pub(crate) size: [u32; 2],
    pub(crate) channels: u32,
    pub(crate) is_scalar: u32,
    pub(crate) unit: f32,
    pub(crate) single: f32,
    pub(crate) compression: f32,
    pub(crate) none_0: u32,
    pub(crate) none_1: u32,
    pub(crate) none_2: u32,
    pub(crate) colors: [[f32; 4]; MAX_CHANNELS],
}

/// How weights become colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DensityStyle {
    pub(crate) channels: u32,
    pub(crate) is_scalar: bool,
    /// What a whole pixel of one particle weighs.
    pub(crate) unit: f32,
    /// How many particles there are.
    pub(crate) count: usize,
    pub(crate) colors: [[f32; 4]; MAX_CHANNELS],
}

/// Draws a picture and weights over it. It lives as long as the device.
#[derive(Debug)]
pub(crate) struct DensityRenderer {
    copy: wgpu::RenderPipeline,
    tone_map: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
}

/// The weights of a panel. They live until the panel changes.
#[derive(Debug)]
pub(crate) struct DensityDraw {
    group: wgpu::BindGroup,
    panel: PanelPixels,
}

impl DensityRenderer {
    pub(crate) fn new(gpu: &Gpu) -> Result<DensityRenderer, GpuError> {
        let weights = wgpu::BindGroupLayoutEntry {
            binding: 2,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only: true },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let entries = [texture_layout_entry(0), uniform_layout_entry(1), weights, texture_layout_entry(3)];
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("density"), entries: &entries });
        let part = Part { name: "density.wgsl", source: include_str!("../../shaders/density.wgsl") };
        let shader = Shader::compose("density", &[part])?.create(&gpu.device);
        let over = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("density"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let pipeline = |fragment: &str, blend: Option<wgpu::BlendState>| {
            gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(fragment),
                layout: Some(&over),
                vertex: wgpu::VertexState {
                    module: &shader,
                    entry_point: Some("cover"),
                    compilation_options: Default::default(),
                    buffers: &[],
                },
                primitive: wgpu::PrimitiveState::default(),
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &shader,
                    entry_point: Some(fragment),
                    compilation_options: Default::default(),
                    targets: &[Some(wgpu::ColorTargetState {
                        format: COLOR_FORMAT,
                        blend,
                        write_mask: wgpu::ColorWrites::ALL,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
        };
        let copy = pipeline("copy_base", None);
        let tone_map = pipeline("tone_map", Some(wgpu::BlendState::ALPHA_BLENDING));
        gpu.check()?;
        Ok(DensityRenderer { copy, tone_map, layout })
    }

    /// Binds a panel's weights, over the picture `base`; `tints` is the colormap of scalar tints.
    pub(crate) fn prepare(
        &self,
        gpu: &Gpu,
        base: &wgpu::TextureView,
        panel: PanelPixels,
        style: &DensityStyle,
        weights: &wgpu::Buffer,
        tints: &wgpu::TextureView,
    ) -> DensityDraw {
        let uniform = DensityUniform {
            first: panel.first,
            size: panel.size,
            channels: style.channels,
            is_scalar: u32::from(style.is_scalar),
            unit: style.unit,
            single: single_opacity(style.count),
            compression: 1.0 / (CROWD * (style.count.max(4) as f32).log2()),
            none_0: 0,
            none_1: 0,
            none_2: 0,
            colors: style.colors,
        };
        let uniform = uniform_buffer(gpu, "density", &uniform);
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("density"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(base) },
                wgpu::BindGroupEntry { binding: 1, resource: uniform.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 2, resource: weights.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 3, resource: wgpu::BindingResource::TextureView(tints) },
            ],
        });
        DensityDraw { group, panel }
    }

    /// Records the picture beneath, and the weights of each panel over it.
    pub(crate) fn draw(&self, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView, panels: &[DensityDraw]) {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("density"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: target,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load: wgpu::LoadOp::Clear(wgpu::Color::BLACK), store: wgpu::StoreOp::Store },
            })],
            ..Default::default()
        });
        for (index, draw) in panels.iter().enumerate() {
            pass.set_bind_group(0, &draw.group, &[]);
            if index == 0 {
                pass.set_pipeline(&self.copy);
                pass.draw(0..3, 0..1);
            }
        }
        pass.set_pipeline(&self.tone_map);
        for draw in panels {
            let PanelPixels { first: [left, top], size: [width, height] } = draw.panel;
            pass.set_scissor_rect(left, top, width, height);
            pass.set_bind_group(0, &draw.group, &[]);
            pass.draw(0..3, 0..1);
        }
    }
}

/// The opacity of one particle: whole where there are few, and less where many lie over each other.
fn single_opacity(count: usize) -> f32 {
    const FEW: f32 = 1e4;
    (1.0 - 0.33 * (count as f32 / FEW).max(1.0).log10()).max(0.3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_particle_is_visible_among_any_number() {
        assert_eq!(single_opacity(1), 1.0);
        assert!(single_opacity(1_000_000) < 0.6 && single_opacity(100_000_000) >= 0.3);
    }
}
