//! What is drawn a pixel, over all of a target.

use crate::gpu::{Gpu, GpuError, Part, Shader};

/// What stands before every shader of [`over_picture`].
pub(crate) const COVER: Part<'static> =
    Part { name: "cover.wgsl", source: include_str!("../../../shaders/render/cover.wgsl") };

/// The pipeline of a shader whose `fragment` covers a target with one sample a pixel.
pub(crate) fn over_picture(
    gpu: &Gpu,
    shader: &Shader,
    layout: &wgpu::BindGroupLayout,
    fragment: &str,
    format: wgpu::TextureFormat,
    blend: Option<wgpu::BlendState>,
) -> Result<wgpu::RenderPipeline, GpuError> {
    gpu.scoped(|| {
        let module = shader.create(gpu);
        let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(fragment),
            bind_group_layouts: &[Some(layout)],
            immediate_size: 0,
        });
        let target = wgpu::ColorTargetState { format, blend, write_mask: wgpu::ColorWrites::ALL };
        gpu.count_pipeline();
        gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
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
        })
    })
}
