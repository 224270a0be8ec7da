//! The pipelines that a field's shader is part of.

use super::arrows::ArrowRenderer;
use super::contour::ContourRenderer;
use super::facts::shows_arrows;
use super::frame::FrameLayout;
use super::surface::SurfaceRenderer;
use crate::compute::GpuField;
use crate::gpu::{Gpu, GpuError};
use crate::scene::{Arrows, Scene, View};

/// What draws one field, as far as a scene needs it. It lives as long as the field's shader.
#[derive(Debug)]
pub(super) struct FieldPipelines {
    pub(super) surface: Option<SurfaceRenderer>,
    pub(super) contour: Option<ContourRenderer>,
    pub(super) surface_arrows: Option<ArrowRenderer>,
    pub(super) plane_arrows: Option<ArrowRenderer>,
}

impl FieldPipelines {
    /// Builds what the scene draws, on all cores: drivers compile each pipeline for tens of milliseconds.
    pub(super) fn new(gpu: &Gpu, frame: &FrameLayout, field: &GpuField, scene: &Scene) -> Result<Self, GpuError> {
        let (has_surface, has_contour) = (scene.view != View::Contour, scene.view != View::Surface);
        let arrows = shows_arrows(scene);
        let draped = arrows && has_surface && scene.arrows.direction != Arrows::Auto;
        let translucent = scene.surface.alpha < 1.0;
        let ((surface, contour), (surface_arrows, plane_arrows)) = rayon::join(
            || {
                rayon::join(
                    || has_surface.then(|| SurfaceRenderer::new(gpu, frame, field, translucent)).transpose(),
                    || has_contour.then(|| ContourRenderer::new(gpu, frame, field)).transpose(),
                )
            },
            || {
                rayon::join(
                    || draped.then(|| ArrowRenderer::on_surface(gpu, frame, field)).transpose(),
                    || (arrows && has_contour).then(|| ArrowRenderer::on_plane(gpu, frame, field)).transpose(),
                )
            },
        );
        Ok(FieldPipelines {
            surface: surface?,
            contour: contour?,
            surface_arrows: surface_arrows?,
            plane_arrows: plane_arrows?,
        })
    }
}
