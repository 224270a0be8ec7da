//! A picture put together from its panels.

use super::pipeline::COLOR_FORMAT;
use super::splat::PanelPixels;
use crate::gpu::{Gpu, GpuError, Part, Shader, texture_layout_entry, uniform_buffer, uniform_layout_entry};

/// Puts panels where they belong. It lives as long as the device.
#[derive(Debug)]
pub(crate) struct ComposeRenderer {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
}

/// A panel that is drawn already. It lives as long as its texture.
#[derive(Debug)]
pub(crate) struct ComposeDraw {
    group: wgpu::BindGroup,
    panel: PanelPixels,
}

impl ComposeRenderer {
    pub(crate) fn new(gpu: &Gpu) -> Result<ComposeRenderer, GpuError> {
        let entries = [texture_layout_entry(0), uniform_layout_entry(1)];
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("compose"), entries: &entries });
        let parts = [COVER, Part { name: "compose.wgsl", source: include_str!("../../shaders/compose.wgsl") }];
        let shader = Shader::compose("compose", &parts)?;
        let pipeline = over_picture(gpu, &shader, &layout, "copy_panel", COLOR_FORMAT, None)?;
        Ok(ComposeRenderer { pipeline, layout })
    }

    pub(crate) fn prepare(&self, gpu: &Gpu, view: &wgpu::TextureView, panel: PanelPixels) -> ComposeDraw {
        let uniform = uniform_buffer(gpu, "place", &panel);
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("compose"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(view) },
                wgpu::BindGroupEntry { binding: 1, resource: uniform.as_entire_binding() },
            ],
        });
        ComposeDraw { group, panel }
    }

    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, draw: &ComposeDraw) {
        let PanelPixels { first: [left, top], size: [width, height] } = draw.panel;
        pass.set_scissor_rect(left, top, width, height);
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &draw.group, &[]);
        pass.draw(0..3, 0..1);
    }
}

/// What stands before every shader of [`over_picture`].
pub(crate) const COVER: Part<'static> = Part { name: "cover.wgsl", source: include_str!("../../shaders/cover.wgsl") };

/// The pipeline of a shader whose `fragment` covers a target with one sample a pixel.
pub(crate) fn over_picture(
    gpu: &Gpu,
    shader: &Shader,
    layout: &wgpu::BindGroupLayout,
    fragment: &str,
    format: wgpu::TextureFormat,
    blend: Option<wgpu::BlendState>,
) -> Result<wgpu::RenderPipeline, GpuError> {
    let module = shader.create(&gpu.device);
    let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(fragment),
        bind_group_layouts: &[Some(layout)],
        immediate_size: 0,
    });
    let target = wgpu::ColorTargetState { format, blend, write_mask: wgpu::ColorWrites::ALL };
    let pipeline = gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(fragment),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: Some("cover"),
            compilation_options: Default::default(),
            buffers: &[],
        },
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: Some(fragment),
            compilation_options: Default::default(),
            targets: &[Some(target)],
        }),
        multiview_mask: None,
        cache: None,
    });
    gpu.check()?;
    Ok(pipeline)
}
