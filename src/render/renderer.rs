//! What outlives pictures: layouts, pipelines and tools that one after another is drawn with.

use std::sync::OnceLock;

use super::particles::ParticlePipelines;
use crate::compute::GpuField;
use crate::gpu::{Gpu, GpuError};
use crate::render::data::tools::MeasuringTools;
use crate::render::figure::text::Typesetter;
use crate::render::passes::annotations::AnnotationRenderer;
use crate::render::passes::cover::Filter;
use crate::render::passes::frame::FrameLayout;
use crate::render::passes::outlet::Outlet;
use crate::render::passes::pipeline::COLOR_FORMAT;
use crate::render::passes::pipelines::FieldPipelines;
use crate::render::passes::strokes::StrokeRenderer;

/// What a texture of [`COLOR_FORMAT`] that pictures are drawn into must allow.
pub const TARGET_USAGES: wgpu::TextureUsages =
    wgpu::TextureUsages::RENDER_ATTACHMENT.union(wgpu::TextureUsages::COPY_DST);

/// What outlives any picture, and what the last field's shader was built into. Its owner keeps it as long as the device.
#[derive(Debug)]
pub struct Renderer {
    pub(super) gpu: Gpu,
    pub(super) frame: FrameLayout,
    pub(super) strokes: StrokeRenderer,
    /// What makes pixels of samples, built with the first surface.
    pub(super) resolve: OnceLock<Filter>,
    /// Built where a picture is drawn; what only measures has none.
    pub(super) annotations: Option<AnnotationRenderer>,
    pub(super) typesetter: Typesetter,
    /// Where pictures go that are not of the pictures' own format.
    pub(super) outlet: Option<Outlet>,
    /// Built when the first particles are drawn.
    pub(super) particles: Option<ParticlePipelines>,
    /// What a further picture of the same shader need not build: of the last formula, and of samples.
    pub(super) kept: [Option<(GpuField, FieldPipelines)>; 2],
    /// What the next picture is measured with, if it is like the last one.
    pub(super) tools: MeasuringTools,
    pub(super) tiles_per_frame: usize,
    pub(super) shares_tiles: bool,
    /// Bytes for earlier states of particles; 0 where nothing goes back to them.
    pub(super) kept_state_bytes: u64,
}

impl Renderer {
    /// Builds what every picture needs, for targets of [`COLOR_FORMAT`].
    ///
    /// # Errors
    /// Where the device fails.
    pub fn new(gpu: &Gpu) -> Result<Renderer, GpuError> {
        Renderer::for_format(gpu, COLOR_FORMAT)
    }

    /// The same for targets of a format: `Rgba8Unorm`, `Bgra8Unorm` or their sRGB kin. A picture's bytes are the same in
    /// all of them but for their order, as colours are blended as they are stored.
    ///
    /// # Errors
    /// Where the format is another one, or the device fails.
    pub fn for_format(gpu: &Gpu, format: wgpu::TextureFormat) -> Result<Renderer, GpuError> {
        Ok(Renderer {
            gpu: gpu.clone(),
            strokes: StrokeRenderer::default(),
            resolve: OnceLock::new(),
            frame: gpu.scoped(|| FrameLayout::new(gpu))?,
            annotations: None,
            typesetter: Typesetter::default(),
            outlet: Outlet::to(gpu, format)?,
            particles: None,
            kept: [None, None],
            tools: MeasuringTools::default(),
            tiles_per_frame: usize::MAX,
            shares_tiles: false,
            kept_state_bytes: 0,
        })
    }

    /// Builds what paints letters, if it is not there; the first picture that is drawn does, where nobody did before.
    pub(crate) fn build_annotations(&mut self) {
        if self.annotations.is_none() {
            // Painters of other crates take no refusal.
            self.annotations = self.gpu.unless_lost(|| AnnotationRenderer::new(&self.gpu));
        }
    }

    /// Limits how many tiles of a raster are brought in for a frame; what is missing is drawn coarser until then.
    pub fn set_tiles_per_frame(&mut self, most: usize) {
        self.tiles_per_frame = most;
    }

    /// Leaves what another renderer draws of a raster as fine as it is while this one measures.
    pub fn share_tiles(&mut self) {
        self.shares_tiles = true;
    }

    /// Has particles keep earlier states of themselves, in so many bytes of the device's memory, to go back to.
    pub fn keep_states(&mut self, bytes: u64) {
        self.kept_state_bytes = bytes;
    }
}
