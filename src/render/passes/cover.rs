//! What is drawn a pixel, over all of a target.

use crate::gpu::{Gpu, GpuError, Part, Shader, texture_layout_entry};

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

/// Draws one texture into another, pixel by pixel. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct Filter {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
}

impl Filter {
    /// The filter of a shader's `fragment`, which reads the first texture, of one sample a pixel or of several.
    pub(crate) fn new(
        gpu: &Gpu,
        shader: Part<'_>,
        fragment: &str,
        multisampled: bool,
        format: wgpu::TextureFormat,
    ) -> Result<Filter, GpuError> {
        let mut entry = texture_layout_entry(0);
        if let wgpu::BindingType::Texture { multisampled: of_entry, .. } = &mut entry.ty {
            *of_entry = multisampled;
        }
        let descriptor = wgpu::BindGroupLayoutDescriptor { label: Some(fragment), entries: &[entry] };
        let layout = gpu.scoped(|| gpu.device.create_bind_group_layout(&descriptor))?;
        let shader = Shader::compose_for(shader.name, &["cover", fragment], &[COVER, shader])?;
        Ok(Filter { pipeline: over_picture(gpu, &shader, &layout, fragment, format, None)?, layout })
    }

    /// Records what becomes of a texture into a target of its size.
    pub(crate) fn record(
        &self,
        gpu: &Gpu,
        encoder: &mut wgpu::CommandEncoder,
        from: &wgpu::TextureView,
        target: &wgpu::TextureView,
    ) {
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("filter"),
            layout: &self.layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(from) }],
        });
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("filter"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: target,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.draw(0..3, 0..1);
    }
}
