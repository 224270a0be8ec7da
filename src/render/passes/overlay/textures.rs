//! Textures of colours over the domain, which shaders write and one picture after another shows.

use std::sync::Arc;

use crate::gpu::{Gpu, new_texture};

/// Colours over the domain on the device. Pictures hold it as long as they show it.
pub(crate) type OverlayTexture = Arc<wgpu::TextureView>;

/// Whether an overlay is one texel, which nothing of a picture has.
pub(crate) fn is_nothing(texture: &OverlayTexture) -> bool {
    texture.texture().width() == 1
}

/// A texture that shaders write and read.
pub(super) fn texture(gpu: &Gpu, label: &str, size: [u32; 2]) -> wgpu::TextureView {
    let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::STORAGE_BINDING;
    new_texture(gpu, label, size, 1, wgpu::TextureFormat::Rgba8Unorm, usage).create_view(&Default::default())
}

/// Textures that were shown, of which those that no picture shows any more are written again.
#[derive(Debug, Default)]
pub(crate) struct OverlayTextures(Vec<OverlayTexture>);

impl OverlayTextures {
    /// A texture of a size that nobody shows.
    pub(crate) fn free(&mut self, gpu: &Gpu, size: [u32; 2]) -> OverlayTexture {
        let is_free = |texture: &OverlayTexture| Arc::strong_count(texture) == 1;
        let is_of_size = |texture: &OverlayTexture| [texture.texture().width(), texture.texture().height()] == size;
        if let Some(free) = self.0.iter().find(|texture| is_free(texture) && is_of_size(texture)) {
            return Arc::clone(free);
        }
        // Those of other sizes are of pictures that are gone.
        self.0.retain(|texture| !is_free(texture) || is_of_size(texture));
        let made = Arc::new(self::texture(gpu, "overlay", size));
        self.0.push(Arc::clone(&made));
        made
    }
}
