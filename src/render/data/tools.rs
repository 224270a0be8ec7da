//! What one picture after another is measured with.

use crate::colormap::Colormap;
use crate::compute::RangeBuffers;
use crate::gpu::Gpu;
use crate::render::passes::frame::{color_texture, colormap_texture};

/// What one picture after another is measured with. A renderer keeps it as long as its device.
#[derive(Debug, Default)]
pub(crate) struct MeasuringTools {
    pub(super) range: Option<RangeBuffers>,
    /// The last colormap's texture, and the one of no colours over those of values.
    colormap: Option<(Colormap, wgpu::TextureView)>,
    nothing: Option<wgpu::TextureView>,
}

impl MeasuringTools {
    pub(super) fn nothing(&mut self, gpu: &Gpu) -> wgpu::TextureView {
        self.nothing.get_or_insert_with(|| color_texture(gpu, "nothing", [1, 1], &[[0; 4]])).clone()
    }

    pub(super) fn colormap(&mut self, gpu: &Gpu, map: Colormap) -> wgpu::TextureView {
        if let Some((_, texture)) = self.colormap.as_ref().filter(|(kept, _)| *kept == map) {
            return texture.clone();
        }
        let texture = colormap_texture(gpu, map);
        self.colormap = Some((map, texture.clone()));
        texture
    }
}
