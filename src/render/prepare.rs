//! Measuring a picture: all of it but its layout, which is what takes long.

use std::sync::Arc;

use super::error::RenderError;
use super::picture::Picture;
use super::renderer::{Renderer, TARGET_USAGES};
use crate::compute::{BasinMap, Destinations, GpuField, Outcomes, ParticleError, ParticleSystem, TileUse};
use crate::field::{Domain, Field, Kind, LocalField, Spread};
use crate::gpu::{Gpu, GpuError, TooLarge, new_texture};
use crate::render::data::check::check;
use crate::render::data::plot_data::{PlotData, likely_colors};
use crate::render::data::precomputed::Precomputed;
use crate::render::data::remark::Remark;
use crate::render::data::sheet::detail::flat_coarseness;
use crate::render::panels::titles::picture_title;
use crate::render::passes::annotations::AnnotationRenderer;
use crate::render::passes::pipeline::COLOR_FORMAT;
use crate::render::passes::pipelines::FieldPipelines;
use crate::render::passes::samples::build_resolve;
use crate::render::passes::strokes::StrokePlace;
#[cfg(feature = "window")]
use crate::scene::CameraStyle;
use crate::scene::{Scene, Tint, View};

/// Pixels along a side by which the samples of a picture are measured.
const MOST_MEASURED: u32 = 4096;

/// Everything of a picture but its layout. It lives until it is laid out.
#[derive(Debug)]
pub struct PreparedPlot {
    pub(crate) plot_data: PlotData,
    pub(crate) title: String,
    /// What it was measured on, whose parameters are another's when something else is measured; a picture has its own.
    pub(crate) field: GpuField,
    pub(crate) pipelines: FieldPipelines,
    /// Its particles, and what became of them.
    pub(crate) particle_system: Option<(ParticleSystem, Vec<Outcomes>)>,
    /// Where the particles come to, be they its own or an earlier picture's.
    pub(crate) destinations: Option<Arc<Destinations>>,
    pub(crate) is_tiled: bool,
}

impl PreparedPlot {
    /// Has it laid out as seen from elsewhere and at another size than it was measured for, coarsely while it moves.
    #[cfg(feature = "window")]
    pub(crate) fn seen(&mut self, camera: CameraStyle, size: [u32; 2], is_coarse: bool) {
        self.plot_data.scene.camera = camera;
        self.plot_data.set_size(size);
        self.plot_data.is_coarse |= is_coarse;
    }

    /// The same with room for a caption and for longer numbers beside bars where there are none by now: of the pictures that follow
    /// it panels stand where its own do.
    #[doc(hidden)]
    pub fn with_room(mut self) -> PreparedPlot {
        self.plot_data.style.keeps_room = true;
        self
    }

    /// What is to be known of its picture that nobody asked for.
    pub fn remarks(&self) -> &[Remark] {
        &self.plot_data.remarks
    }

    /// Takes the particles of another one over, where it has none of its own but is to have some.
    pub fn adopt(&mut self, other: PreparedPlot) {
        if self.particle_system.is_none() && self.plot_data.scene.descent.particles > 0 {
            self.particle_system = other.particle_system;
        }
    }
}

impl Renderer {
    /// Computes, lays out and uploads everything that the scene's picture draws.
    ///
    /// # Errors
    /// Where the scene asks for what this field has not, where the device cannot hold the picture, and where it fails.
    pub fn prepare(&mut self, scene: &Scene, field: &Field) -> Result<Picture, RenderError> {
        let measured = self.measure_whole(scene, field, None)?;
        self.finish(measured, field, None)
    }

    /// A picture without its letters, lines and arrows, which [`Picture::parts`] tells.
    pub(crate) fn prepare_raster_only(
        &mut self,
        scene: &Scene,
        field: &Field,
        basins: Option<&BasinMap>,
    ) -> Result<Picture, RenderError> {
        let mut measured = self.measure_whole(scene, field, basins)?;
        measured.plot_data.raster_only = true;
        self.finish(measured, field, None)
    }

    /// A picture of basins that were found already.
    ///
    /// # Errors
    /// As [`Renderer::prepare`].
    pub fn prepare_basins(&mut self, scene: &Scene, field: &Field, basins: &BasinMap) -> Result<Picture, RenderError> {
        let measured = self.measure_whole(scene, field, Some(basins))?;
        self.finish(measured, field, None)
    }

    /// Basins that were found already take the place of particles.
    fn measure_whole(
        &mut self,
        scene: &Scene,
        field: &Field,
        basins: Option<&BasinMap>,
    ) -> Result<PreparedPlot, RenderError> {
        check_size(&self.gpu, scene.size)?;
        self.measure_to_draw(scene, field, basins)
    }

    /// The same, and builds meanwhile what paints letters.
    fn measure_to_draw(
        &mut self,
        scene: &Scene,
        field: &Field,
        basins: Option<&BasinMap>,
    ) -> Result<PreparedPlot, RenderError> {
        let (annotations, gpu) = (self.annotations.take(), self.gpu.clone());
        let (measured, annotations) = rayon::join(
            || self.measure_with(scene, field, basins.is_none(), Precomputed { basins, ..Precomputed::default() }),
            || annotations.or_else(|| gpu.unless_lost(|| AnnotationRenderer::new(&gpu))),
        );
        self.annotations = annotations;
        let mut measured = measured?;
        measured.plot_data.is_still = true;
        Ok(measured)
    }

    /// A picture that is drawn tile by tile, and may be larger than a texture: [`Renderer::show`] says which tile.
    pub(crate) fn prepare_tiled(
        &mut self,
        scene: &Scene,
        field: &Field,
        basins: Option<&BasinMap>,
    ) -> Result<Picture, RenderError> {
        let measured = self.measure_to_draw(scene, field, basins)?;
        self.finish(PreparedPlot { is_tiled: true, ..measured }, field, None)
    }

    /// Computes all of a picture but its layout; what takes long is done here.
    ///
    /// Without `seeds` the particles are left out: those of an earlier picture go on.
    ///
    /// # Errors
    /// As [`Renderer::prepare`].
    pub fn measure(
        &mut self,
        scene: &Scene,
        field: &Field,
        seeds: bool,
        found: Precomputed<'_>,
    ) -> Result<PreparedPlot, RenderError> {
        check_size(&self.gpu, scene.size)?;
        self.measure_with(scene, field, seeds, found)
    }

    /// The same by a grid of samples, which needs no shader of the formula's own and is there at once; nothing where that
    /// shader is built already, or where samples would not do.
    ///
    /// # Errors
    /// As [`Renderer::prepare`].
    pub fn sketch(&mut self, scene: &Scene, field: &Field) -> Result<Option<PreparedPlot>, RenderError> {
        if scene.descent.particles > 0 || matches!(scene.view, View::Curve | View::Loss) {
            return Ok(None);
        }
        check_size(&self.gpu, scene.size)?;
        check(scene, field)?;
        let Placed { field: placed, domain } = Placed::new(scene, field)?;
        let drawn = placed.as_ref().unwrap_or(field);
        if self.kept[0].as_ref().is_some_and(|(kept, _)| kept.is_of(drawn)) {
            return Ok(None);
        }
        let Some(local_field) = LocalField::sketch(drawn, domain, scene.size) else { return Ok(None) };
        let gpu_field = GpuField::from_local_field(&self.gpu, &local_field)?;
        // What takes long is left to the picture itself.
        let scene = Scene { critical: false, basins: None, trust: false, ..scene.clone() };
        let mut measured =
            self.measure_on(gpu_field, &scene, (field, placed.as_ref()), false, Precomputed::default())?;
        measured.plot_data.is_coarse = true;
        Ok(Some(measured))
    }

    /// Whether the picture of a formula needs shaders that are not built yet.
    pub fn lacks(&self, scene: &Scene, field: &Field) -> bool {
        let [formula, samples] = &self.kept;
        let Ok(Placed { field: placed, domain }) = Placed::new(scene, field) else { return false };
        let drawn = placed.as_ref().unwrap_or(field);
        let built = if LocalField::of(drawn, domain, scene.size).is_some() {
            samples.as_ref()
        } else {
            formula.as_ref().filter(|(kept, _)| kept.is_of(drawn))
        };
        matches!(field.kind(), Kind::Formula(_)) && built.is_none_or(|(_, pipelines)| pipelines.lack(scene))
    }

    /// Draws a picture that nobody sees, so that its shaders are built; half of it where it does not go on then. Its
    /// particles come to no minimum, which would be sought first.
    ///
    /// # Errors
    /// As [`Renderer::prepare`].
    pub fn draw_unseen(&mut self, scene: &Scene, field: &Field, goes_on: impl Fn() -> bool) -> Result<(), RenderError> {
        let descent = &scene.descent;
        let particle_groups = descent.optimizers.len().max(1);
        let unknown = (descent.tint == Tint::Minimum && descent.particles > 0)
            .then(|| Arc::new(Destinations::unknown(&self.gpu, descent.particles, particle_groups)));
        let found = Precomputed { destinations: unknown.as_ref(), ..Precomputed::default() };
        let measured = self.measure(scene, field, true, found)?;
        if !goes_on() {
            return Ok(());
        }
        let picture = self.finish(measured, field, None)?;
        let gpu = self.gpu.clone();
        gpu.scoped(|| {
            let target = new_texture(&gpu, "unseen", scene.size, 1, COLOR_FORMAT, TARGET_USAGES);
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            self.draw(&picture, &mut encoder, &target.create_view(&Default::default()));
            gpu.queue.submit([encoder.finish()]);
        })?;
        Ok(gpu.wait()?)
    }

    fn measure_with(
        &mut self,
        scene: &Scene,
        field: &Field,
        seeds: bool,
        found: Precomputed<'_>,
    ) -> Result<PreparedPlot, RenderError> {
        check(scene, field)?;
        let Placed { field: placed, domain } = Placed::new(scene, field)?;
        let drawn = placed.as_ref().unwrap_or(field);
        let mut told = None;
        let gpu_field = match (field.kind(), &placed) {
            (Kind::Samples(samples), Some(_)) => {
                let scales = scene.scales.of_plane(scene.view);
                GpuField::from_placed_samples(&self.gpu, samples, scales, [domain.x[0], domain.y[0]])?
            }
            _ => match LocalField::of(drawn, domain, scene.size) {
                Some(local_field) => {
                    told = local_field.cells.as_ref().map(|cells| drawn.broken_where(cells));
                    GpuField::from_local_field(&self.gpu, &local_field)?
                }
                None => {
                    let kept = &self.kept[usize::from(drawn.is_data())];
                    GpuField::for_view(&self.gpu, drawn, kept.as_ref().map(|(kept, _)| kept))?
                }
            },
        };
        if let Some(tiles) = gpu_field.tiles() {
            // Without another renderer that draws, a picture depends on none that was drawn before.
            if !self.shares_tiles {
                tiles.forget(TileUse::Drawing);
            }
            // What a picture is measured by is about as fine as its pixels; the panels bring in what they lack.
            let [width, height] = scene.size;
            let side = width.min(height).min(MOST_MEASURED);
            let wanted = tiles.select(|tile| flat_coarseness(tiles.raster(), tile, domain, [side; 2]));
            tiles.show(&self.gpu, &wanted, TileUse::Measuring, usize::MAX);
        }
        self.measure_on(gpu_field, scene, (field, told.or(placed).as_ref()), seeds, found)
    }

    fn measure_on(
        &mut self,
        mut gpu_field: GpuField,
        scene: &Scene,
        (field, placed): (&Field, Option<&Field>),
        seeds: bool,
        found: Precomputed<'_>,
    ) -> Result<PreparedPlot, RenderError> {
        // The threads of a pool do each of these, so that each has errors of its own.
        let (gpu, kept_state_bytes) = (&self.gpu, self.kept_state_bytes);
        let has_samples = gpu_field.is_local() || field.is_data();
        let nothing = FieldPipelines::default();
        let before = match &self.kept[usize::from(has_samples)] {
            Some((kept, pipelines)) => {
                gpu_field.share_kernels(kept);
                pipelines
            }
            None => &nothing,
        };
        let seed_particles = || {
            if !seeds || scene.descent.particles == 0 {
                return Ok(None);
            }
            // They move on when something else is measured.
            let is_placed = !scene.scales.of_plane(scene.view).is_linear();
            let theirs = match is_placed {
                // They move over x and y.
                true => match LocalField::of(field, scene.seeding_domain(field), scene.size) {
                    Some(local_field) => GpuField::from_local_field(gpu, &local_field).map_err(ParticleError::from)?,
                    None => GpuField::for_view(gpu, field, None)?,
                },
                false => gpu_field.apart(gpu).map_err(ParticleError::from)?,
            };
            let seeded = gpu.scoped(|| ParticleSystem::new(gpu, scene, field, &theirs, found.destinations.cloned()));
            seeded.map_err(ParticleError::from)?
        };
        let tools = &mut self.tools;
        let build_pipelines = || {
            let (of_field, of_any) = rayon::join(
                || FieldPipelines::new(gpu, &self.frame, &gpu_field, scene, likely_colors(scene, field), before),
                || {
                    self.strokes.build(gpu, &self.frame, &stroke_places(scene))?;
                    if shows_surface(scene) { build_resolve(gpu, &self.resolve) } else { Ok(()) }
                },
            );
            of_any.and(of_field)
        };
        let ((plot_data, pipelines), particle_system) = rayon::join(
            || {
                rayon::join(
                    || gpu.scoped(|| PlotData::new(gpu, scene, (field, placed), &gpu_field, found, tools))?,
                    build_pipelines,
                )
            },
            seed_particles,
        );
        let (plot_data, pipelines, particle_system) = (plot_data?, pipelines?, particle_system?);
        let counted = |mut seeded: ParticleSystem| -> Result<_, GpuError> {
            gpu.scoped(|| {
                seeded.keep_states(gpu, kept_state_bytes);
                seeded.advance(gpu, scene.descent.steps as u32);
                seeded.check_convergence(gpu);
            })?;
            let outcomes = seeded.outcomes(gpu)?;
            Ok((seeded, outcomes))
        };
        let particle_system = particle_system.map(counted).transpose()?;
        self.kept[usize::from(has_samples)] = Some((gpu_field.clone(), pipelines.clone()));
        let title = scene.title.clone().unwrap_or_else(|| picture_title(field));
        let destinations = found.destinations.cloned();
        Ok(PreparedPlot {
            plot_data,
            title,
            field: gpu_field,
            pipelines,
            particle_system,
            destinations,
            is_tiled: false,
        })
    }
}

fn shows_surface(scene: &Scene) -> bool {
    matches!(scene.view, View::Both | View::Surface)
}

/// A field as a scene's axes have it.
struct Placed {
    /// The field over places of the axes' scales, where they are not x and y themselves.
    field: Option<Field>,
    /// What is looked at, in places.
    domain: Domain,
}

impl Placed {
    fn new(scene: &Scene, field: &Field) -> Result<Placed, RenderError> {
        let scales = scene.scales.of_plane(scene.view);
        Ok(Placed {
            field: (!scales.is_linear()).then(|| field.placed(scales, Spread::Linear)).transpose()?,
            domain: scales.places(scene.domain(field).ascending()),
        })
    }
}

/// Where a scene surely has strokes, or mostly: what else has any is found when it is laid out.
fn stroke_places(scene: &Scene) -> Vec<StrokePlace> {
    let surface = shows_surface(scene);
    let contour = matches!(scene.view, View::Both | View::Contour);
    let has_paths = !scene.descent.from.is_empty();
    let places = [
        (StrokePlace::Behind, surface),
        (StrokePlace::Among, surface && has_paths),
        (StrokePlace::Plane, contour && has_paths),
    ];
    places.into_iter().filter(|(_, is_there)| *is_there).map(|(place, _)| place).collect()
}

/// Refuses a picture that no texture holds.
pub(crate) fn check_size(gpu: &Gpu, [width, height]: [u32; 2]) -> Result<(), GpuError> {
    let most = gpu.adapter.max_texture_side;
    if width.max(height) > most {
        return Err(GpuError::Limit { what: TooLarge::Picture([width, height]), limit: u64::from(most) });
    }
    Ok(())
}
