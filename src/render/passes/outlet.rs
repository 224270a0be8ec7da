//! A picture into a texture of another format than its own, in the same bytes.

use super::cover::{COVER, over_picture};
use super::pipeline::COLOR_FORMAT;
use crate::gpu::{Gpu, GpuError, Part, Shader, new_texture, texture_layout_entry};
use crate::render::renderer::TARGET_USAGES;

/// Copies pictures into targets of one format. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct Outlet {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    /// What pictures of the last size are drawn into first.
    picture: Option<wgpu::Texture>,
}

impl Outlet {
    /// What pictures go through to reach a format; nothing where they are of it already.
    pub(crate) fn to(gpu: &Gpu, format: wgpu::TextureFormat) -> Result<Option<Outlet>, GpuError> {
        let fragment = match format {
            COLOR_FORMAT => return Ok(None),
            wgpu::TextureFormat::Bgra8Unorm => "as_it_is",
            wgpu::TextureFormat::Rgba8UnormSrgb | wgpu::TextureFormat::Bgra8UnormSrgb => "before_the_curve",
            format => return Err(GpuError::Format(format)),
        };
        let entries = [texture_layout_entry(0)];
        let descriptor = wgpu::BindGroupLayoutDescriptor { label: Some("outlet"), entries: &entries };
        let layout = gpu.scoped(|| gpu.device.create_bind_group_layout(&descriptor))?;
        let parts = [COVER, Part { name: "outlet.wgsl", source: include_str!("../../../shaders/render/outlet.wgsl") }];
        let shader = Shader::compose("outlet", &parts)?;
        let pipeline = over_picture(gpu, &shader, &layout, fragment, format, None)?;
        Ok(Some(Outlet { pipeline, layout, picture: None }))
    }

    /// What a picture of a size is drawn into before it is let out.
    pub(crate) fn picture(&mut self, gpu: &Gpu, size: [u32; 2]) -> wgpu::TextureView {
        let fits = |texture: &wgpu::Texture| [texture.width(), texture.height()] == size;
        let usage = TARGET_USAGES | wgpu::TextureUsages::TEXTURE_BINDING;
        let texture = match self.picture.take().filter(fits) {
            Some(texture) => texture,
            None => new_texture(gpu, "picture", size, 1, COLOR_FORMAT, usage),
        };
        self.picture.insert(texture).create_view(&Default::default())
    }

    /// Records what was drawn into the target.
    pub(crate) fn let_out(
        &self,
        gpu: &Gpu,
        encoder: &mut wgpu::CommandEncoder,
        picture: &wgpu::TextureView,
        target: &wgpu::TextureView,
    ) {
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("outlet"),
            layout: &self.layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(picture) }],
        });
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("outlet"),
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
