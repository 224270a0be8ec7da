//! The pipelines that a field's shader is part of.

use std::sync::Arc;

use super::arrows::ArrowRenderer;
use super::contour::{ContourKind, ContourRenderer};
use super::frame::{ColorKind, FrameLayout};
use super::splat::{SplatBuild, SplatRenderer};
use super::surface::SurfaceRenderer;
use crate::compute::GpuField;
use crate::compute::field::Program;
use crate::gpu::{Gpu, GpuError};
use crate::render::particles::splat_builds;
use crate::scene::{Arrows, Scene, View};

/// What draws fields of one shader, as far as scenes needed it. The renderer owns it, and drops it where a field of another
/// shader is drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldPipelines {
    /// The field's program that they are made for.
    program: Option<Program>,
    pub(crate) surface: Option<Arc<SurfaceRenderer>>,
    pub(crate) contour: Option<Arc<ContourRenderer>>,
    pub(crate) surface_arrows: Option<Arc<ArrowRenderer>>,
    pub(crate) plane_arrows: Option<Arc<ArrowRenderer>>,
    splats: Vec<(SplatBuild, Arc<SplatRenderer>)>,
}

/// What a scene is drawn with, but its particles.
struct Needs {
    surface: bool,
    contour: bool,
    /// Arrows on the surface, and on the plane.
    draped: bool,
    plane: bool,
    translucent: bool,
}

impl Needs {
    fn of(scene: &Scene) -> Needs {
        let surface = matches!(scene.view, View::Both | View::Surface);
        let contour = matches!(scene.view, View::Both | View::Contour);
        let arrows = scene.shows_arrows();
        let draped = arrows && surface && scene.arrows.direction != Arrows::Auto;
        Needs { surface, contour, draped, plane: arrows && contour, translucent: scene.surface.alpha < 1.0 }
    }
}

/// What a slot keeps, or what is built where it is needed and missing.
fn kept<T: Send + Sync>(
    slot: &Option<Arc<T>>,
    needed: bool,
    build: impl FnOnce() -> Result<T, GpuError>,
) -> Result<Option<Arc<T>>, GpuError> {
    match slot {
        Some(built) => Ok(Some(Arc::clone(built))),
        None if needed => Ok(Some(Arc::new(build()?))),
        None => Ok(None),
    }
}

impl FieldPipelines {
    /// Builds what the scene draws and `before` has not, on all cores: drivers compile each pipeline for tens of
    /// milliseconds. `colors` are what those of values are likely to be; other kinds are built where they are drawn.
    pub(crate) fn new(
        gpu: &Gpu,
        frame: &FrameLayout,
        field: &GpuField,
        scene: &Scene,
        colors: ColorKind,
        before: &FieldPipelines,
    ) -> Result<Self, GpuError> {
        let is_theirs = before.program.as_ref() == Some(field.program());
        let mut before = if is_theirs { before.clone() } else { FieldPipelines::default() };
        let Needs { surface, contour, draped, plane: has_plane, translucent } = Needs::of(scene);
        if translucent && before.surface.as_ref().is_some_and(|built| !built.is_translucent) {
            before.surface = None;
        }
        let surface =
            || kept(&before.surface, surface, || SurfaceRenderer::new(gpu, frame, field, translucent, colors));
        let plane = ContourKind { has_means: false, is_bare: colors.is_bare && !scene.shade.contours };
        let contour = || kept(&before.contour, contour, || ContourRenderer::new(gpu, frame, field, plane));
        let on_surface = || kept(&before.surface_arrows, draped, || ArrowRenderer::on_surface(gpu, frame, field));
        let on_plane = || kept(&before.plane_arrows, has_plane, || ArrowRenderer::on_plane(gpu, frame, field));
        let missing: Vec<SplatBuild> = before.missing_splats(scene).collect();
        let splats = || -> Result<Vec<_>, GpuError> {
            let build = |wanted: SplatBuild| Ok((wanted, Arc::new(SplatRenderer::new(gpu, frame, field, wanted)?)));
            missing.into_iter().map(build).collect()
        };
        let ((surface, contour), ((on_surface, on_plane), splats)) =
            rayon::join(|| rayon::join(surface, contour), || rayon::join(|| rayon::join(on_surface, on_plane), splats));
        let built = FieldPipelines {
            program: Some(field.program().clone()),
            surface: surface?,
            contour: contour?,
            surface_arrows: on_surface?,
            plane_arrows: on_plane?,
            splats: before.splats.iter().cloned().chain(splats?).collect(),
        };
        Ok(built)
    }

    /// Whether the scene needs some that are not built.
    pub(crate) fn lack(&self, scene: &Scene) -> bool {
        let needs = Needs::of(scene);
        let is_opaque = self.surface.as_ref().is_none_or(|built| !built.is_translucent);
        needs.surface && (self.surface.is_none() || needs.translucent && is_opaque)
            || needs.contour && self.contour.is_none()
            || needs.draped && self.surface_arrows.is_none()
            || needs.plane && self.plane_arrows.is_none()
            || self.missing_splats(scene).next().is_some()
    }

    fn missing_splats(&self, scene: &Scene) -> impl Iterator<Item = SplatBuild> {
        splat_builds(scene).into_iter().filter(|wanted| self.splats.iter().all(|(built, _)| built != wanted))
    }

    /// What adds particles up in each of the scene's panels.
    pub(crate) fn splats(&self, scene: &Scene) -> Vec<Arc<SplatRenderer>> {
        let find = |wanted: &SplatBuild| self.splats.iter().find(|(built, _)| built == wanted);
        splat_builds(scene).iter().filter_map(find).map(|(_, renderer)| Arc::clone(renderer)).collect()
    }
}
