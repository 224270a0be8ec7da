//! What both panels of a picture share: what they are prepared and drawn with, and how a domain fills them.

use glam::Vec2;

pub(crate) use super::contour::ContourPanel;
pub(crate) use super::surface::SurfacePanel;
use crate::compute::GpuField;
use crate::field::Field;
use crate::gpu::{Gpu, UniformBinding};
use crate::render::figure::annotation::Rect;
use crate::render::particles::ParticlePanel;
use crate::render::passes::frame::FrameLayout;
use crate::render::passes::pipelines::FieldPipelines;
use crate::render::passes::splat::PanelPixels;
use crate::render::passes::strokes::StrokeRenderer;
use crate::render::stale::Stale;

/// What panels are prepared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PrepareContext<'a> {
    pub(crate) gpu: &'a Gpu,
    pub(crate) frame: &'a FrameLayout,
    pub(crate) strokes: &'a StrokeRenderer,
    /// The field in f64, and on the device.
    pub(crate) exact: &'a Field,
    pub(crate) field: &'a GpuField,
    pub(crate) pipelines: &'a FieldPipelines,
    /// What of an old panel is no more true; what is true of it stays, and what it has on the device is written over.
    pub(crate) stale: Stale,
}

/// What panels are drawn with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DrawContext<'a> {
    pub(crate) strokes: &'a StrokeRenderer,
    pub(crate) field: &'a GpuField,
    pub(crate) pipelines: &'a FieldPipelines,
}

pub(crate) fn particle_panel(
    frame: &UniformBinding,
    rect: Rect,
    pixels: PanelPixels,
    diagonal: f32,
) -> ParticlePanel<'_> {
    ParticlePanel { frame: frame.group(), corner: Vec2::from(rect.min), pixels, diagonal, hidden: None }
}

/// Where a panel begins among the pixels that it touches; one that has no room left is a pixel.
pub(crate) fn corner(rect: Rect, pixels: PanelPixels) -> [f32; 2] {
    [0, 1].map(|axis| (rect.min[axis] - pixels.first[axis] as f32).clamp(0.0, pixels.size[axis] as f32 - 1.0))
}

/// Maps clip space to a panel within the pixels that it touches.
pub(crate) fn set_panel(pass: &mut wgpu::RenderPass<'_>, rect: Rect, pixels: PanelPixels) {
    let size = pixels.size.map(|side| side as f32);
    let corner = corner(rect, pixels);
    let [width, height] =
        [0, 1].map(|axis| (rect.max[axis] - rect.min[axis]).clamp(1.0, (size[axis] - corner[axis]).max(1.0)));
    pass.set_viewport(corner[0], corner[1], width, height, 0.0, 1.0);
}
