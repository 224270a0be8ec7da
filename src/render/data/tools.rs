//! What one picture after another is measured with.

use std::sync::Arc;

use crate::colormap::Colormap;
use crate::compute::RangeBuffers;
use crate::gpu::Gpu;
use crate::render::passes::frame::{color_texture, colormap_texture};
use crate::render::passes::overlay::derived::DerivedNodes;
use crate::render::passes::overlay::lic::FlowBuffers;
use crate::render::passes::overlay::textures::{OverlayTexture, OverlayTextures};

/// What one picture after another is measured with. A renderer keeps it as long as its device.
#[derive(Debug, Default)]
pub(crate) struct MeasuringTools {
    pub(super) range: Option<RangeBuffers>,
    /// The last colormap's texture, and the one of no colours over those of values.
    colormap: Option<(Colormap, wgpu::TextureView)>,
    nothing: Option<OverlayTexture>,
    pub(super) overlays: OverlayTextures,
    /// What colours of derived quantities and the texture of the flow are made with.
    pub(super) nodes: Option<DerivedNodes>,
    pub(super) flow: Option<FlowBuffers>,
}

impl MeasuringTools {
    pub(super) fn nothing(&mut self, gpu: &Gpu) -> OverlayTexture {
        self.nothing.get_or_insert_with(|| Arc::new(color_texture(gpu, "nothing", [1, 1], &[[0; 4]]))).clone()
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
