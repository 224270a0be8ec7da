//! What both panels of a picture share: what they are prepared and drawn with, and how a domain fills them.

use glam::Vec2;

use super::annotation::Rect;
pub(super) use super::contour_panel::ContourPanel;
use super::frame::FrameLayout;
use super::particles::ParticlePanel;
use super::pipelines::FieldPipelines;
use super::splat::PanelPixels;
use super::strokes::StrokeRenderer;
pub(super) use super::surface_panel::SurfacePanel;
use crate::compute::GpuField;
use crate::field::{Domain, Field};
use crate::gpu::Gpu;
use crate::scene::Aspect;

/// What panels are prepared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Workshop<'a> {
    pub(super) gpu: &'a Gpu,
    pub(super) frame: &'a FrameLayout,
    pub(super) strokes: &'a StrokeRenderer,
    /// The field in f64, and on the device.
    pub(super) exact: &'a Field,
    pub(super) field: &'a GpuField,
    pub(super) pipelines: &'a FieldPipelines,
}

/// What panels are drawn with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tools<'a> {
    pub(super) strokes: &'a StrokeRenderer,
    pub(super) field: &'a GpuField,
    pub(super) pipelines: &'a FieldPipelines,
}

pub(super) fn particle_panel(
    frame: &wgpu::BindGroup,
    rect: Rect,
    pixels: PanelPixels,
    diagonal: f32,
) -> ParticlePanel<'_> {
    ParticlePanel { frame, corner: Vec2::from(rect.min), pixels, diagonal, hidden: None }
}

/// Maps clip space to a panel within the pixels that it touches.
pub(super) fn set_panel(pass: &mut wgpu::RenderPass<'_>, rect: Rect, pixels: PanelPixels) {
    let size = pixels.size.map(|side| side as f32);
    // A panel that has no room left is a pixel.
    let corner = [0, 1].map(|axis| (rect.min[axis] - pixels.first[axis] as f32).clamp(0.0, size[axis] - 1.0));
    let [width, height] =
        [0, 1].map(|axis| (rect.max[axis] - rect.min[axis]).clamp(1.0, (size[axis] - corner[axis]).max(1.0)));
    pass.set_viewport(corner[0], corner[1], width, height, 0.0, 1.0);
}

/// Whether a unit of x is drawn as long as a unit of y.
pub(super) fn keeps_aspect(aspect: Aspect, domain: Domain) -> bool {
    let [width, height] = domain.size().map(f64::abs);
    match aspect {
        Aspect::Auto => width < 5.0 * height && height < 5.0 * width,
        Aspect::Equal => true,
        Aspect::Fill => false,
    }
}

pub(super) fn aspect_ratio(aspect: Aspect, domain: Domain) -> Option<f32> {
    let [width, height] = domain.size().map(f64::abs);
    keeps_aspect(aspect, domain).then_some((height / width) as f32)
}
