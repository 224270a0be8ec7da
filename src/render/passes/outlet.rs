//! A picture into a texture of another format than its own, in the same bytes.

use super::cover::Filter;
use super::pipeline::COLOR_FORMAT;
use crate::gpu::{Gpu, GpuError, Part, new_texture};
use crate::render::renderer::TARGET_USAGES;

/// Copies pictures into targets of one format. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct Outlet {
    pub(crate) filter: Filter,
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
        let shader = Part { name: "outlet.wgsl", source: include_str!("../../../shaders/render/outlet.wgsl") };
        let filter = Filter::new(gpu, shader, fragment, false, format)?;
        Ok(Some(Outlet { filter, picture: None }))
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
}
