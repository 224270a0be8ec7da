//! Laying measured pictures out.

use std::cell::Cell;

use super::error::RenderError;
use super::particles::{ParticleLayer, ParticlePipelines};
use super::picture::{Drawn, Picture, Whole};
use super::prepare::PreparedPlot;
use super::renderer::Renderer;
use crate::compute::{GpuField, ParticleSystem, TileUse};
use crate::field::{Field, TileId};
use crate::gpu::{Gpu, GpuError, new_texture};
use crate::render::data::sheet::detail::coarseness;
use crate::render::figure::annotation::Mark;
use crate::render::panels::compose::{compose, settle_legend};
use crate::render::panels::context::{ContourPanel, PrepareContext, SurfacePanel};
use crate::render::panels::curve::curve_marks;
use crate::render::panels::loss::loss_marks;
use crate::render::passes::pipeline::{COLOR_FORMAT, DEPTH_FORMAT, SAMPLES};
use crate::render::passes::samples::build_resolve;
use crate::render::passes::splat::PanelPixels;
use crate::render::stale::Stale;
use crate::scene::{CameraStyle, View};

impl Renderer {
    /// Lays a measured picture out; `particle_system` takes the place of particles of its own.
    ///
    /// # Errors
    /// Where the device cannot hold it, or fails.
    pub fn finish(
        &mut self,
        measured: PreparedPlot,
        field: &Field,
        particle_system: Option<ParticleSystem>,
    ) -> Result<Picture, RenderError> {
        let (measured, particle_system) = self.with_particles(measured, particle_system)?;
        let PreparedPlot { plot_data, title, field: gpu_field, pipelines, is_tiled, .. } = measured;
        let mut picture = Picture {
            window: PanelPixels::whole(plot_data.scene.size),
            whole: is_tiled.then(Whole::default),
            plot_data,
            title,
            field: gpu_field.apart(&self.gpu)?,
            pipelines,
            surface: None,
            contour: None,
            marks: Vec::new(),
            curves: Vec::new(),
            lacks_legend: false,
            particles: None,
            tiles: Vec::new(),
            missing: 0,
        };
        self.lay_out(&mut picture, field, particle_system, Stale::ALL)?;
        Ok(picture)
    }

    /// Has a picture of one field show what was measured since, of the same field or another one. What it has on the device
    /// is written over as far as it is large enough: another value of a parameter makes nothing there. A picture that fails
    /// stays as it was.
    ///
    /// # Errors
    /// Where the device cannot hold what was measured, or fails.
    pub fn renew(
        &mut self,
        picture: &mut Picture,
        shown: &Field,
        measured: PreparedPlot,
        field: &Field,
        particle_system: Option<ParticleSystem>,
    ) -> Result<(), RenderError> {
        let (measured, particle_system) = self.with_particles(measured, particle_system)?;
        let PreparedPlot { plot_data, title, field: gpu_field, pipelines, .. } = measured;
        let before = picture.field.clone();
        if !picture.field.take_parameters(&self.gpu, &gpu_field) {
            picture.field = gpu_field.apart(&self.gpu)?;
        }
        let window = PanelPixels::whole(plot_data.scene.size);
        let particles_before = picture.shared_particles();
        let panels = (picture.surface.clone(), picture.contour.clone());
        let mut other = (plot_data, title, pipelines, window);
        picture.exchange(&mut other);
        let renewed = self.lay_out(picture, field, particle_system, Stale::ALL);
        if renewed.is_err() {
            picture.exchange(&mut other);
            (picture.surface, picture.contour) = panels;
            if !picture.field.take_parameters(&self.gpu, &before) {
                picture.field = before;
            }
            // What it has on the device may have been written over by now. Where that fails too, nothing is left to be shown.
            let _ = self.lay_out(picture, shown, particles_before, Stale::ALL);
        }
        renewed
    }

    /// Counts the particles of a picture: its own, or those that take their place.
    fn with_particles(
        &self,
        mut measured: PreparedPlot,
        particle_system: Option<ParticleSystem>,
    ) -> Result<(PreparedPlot, Option<ParticleSystem>), GpuError> {
        let counted = |given: ParticleSystem| given.outcomes(&self.gpu).map(|outcomes| (given, outcomes));
        let own = measured.particle_system.take();
        let found = own.map_or_else(|| particle_system.map(counted).transpose(), |own| Ok(Some(own)))?;
        let Some((mut particle_system, outcomes)) = found else { return Ok((measured, None)) };
        if let Some(destinations) = measured.destinations.take() {
            particle_system.label(destinations);
        }
        measured.plot_data.add_particles(&particle_system, &outcomes);
        Ok((measured, Some(particle_system)))
    }

    /// Has a picture seen from elsewhere, or at another size.
    ///
    /// # Errors
    /// Where the device cannot hold the picture at this size, or fails.
    pub fn turn(
        &mut self,
        picture: &mut Picture,
        field: &Field,
        camera: CameraStyle,
        size: [u32; 2],
    ) -> Result<(), RenderError> {
        picture.plot_data.scene.camera = camera;
        picture.plot_data.set_size(size);
        picture.window = PanelPixels::whole(size);
        let particle_system = picture.particles.take().map(|layer| layer.particle_system);
        self.lay_out(picture, field, particle_system, Stale::LAYOUT)
    }

    /// Makes the mesh of the surface coarser, while it turns, or as fine as the picture shows.
    pub fn set_coarse(&self, picture: &mut Picture, is_coarse: bool) {
        picture.plot_data.is_coarse = is_coarse;
    }

    fn lay_out(
        &mut self,
        picture: &mut Picture,
        field: &Field,
        particle_system: Option<ParticleSystem>,
        stale: Stale,
    ) -> Result<(), RenderError> {
        let gpu = self.gpu.clone();
        gpu.scoped(|| self.laid_out(picture, field, particle_system, stale))?
    }

    fn laid_out(
        &mut self,
        picture: &mut Picture,
        field: &Field,
        particle_system: Option<ParticleSystem>,
        stale: Stale,
    ) -> Result<(), RenderError> {
        let mut marks = Vec::new();
        let (typesetter, plot_data) = (&mut self.typesetter, &mut picture.plot_data);
        typesetter.use_fonts(plot_data.scene.font.as_deref(), &plot_data.words(&picture.title))?;
        settle_legend(plot_data, typesetter);
        let plot_data = &picture.plot_data;
        let (areas, legend) = compose(plot_data, &picture.title, typesetter, &mut marks);
        let (curves, lacks_legend) = match areas.curve {
            Some(area) if plot_data.scene.view == View::Loss => {
                let (panel, lacks_legend) = loss_marks(plot_data, area, typesetter, &mut marks);
                (vec![panel], lacks_legend)
            }
            Some(area) => curve_marks(plot_data, field, area, typesetter, &mut marks),
            None => (Vec::new(), false),
        };
        picture.curves = curves;
        let with = PrepareContext {
            gpu: &self.gpu,
            frame: &self.frame,
            strokes: &self.strokes,
            exact: plot_data.drawn(field),
            field: &picture.field,
            pipelines: &picture.pipelines,
            stale,
        };
        let old = picture.contour.as_ref().map(|drawn| &drawn.panel);
        let contour = areas
            .contour
            .map(|area| ContourPanel::new(with, plot_data, (area, legend.as_ref()), old, typesetter, &mut marks))
            .transpose()?;
        // Side by side both titles stand at one height, just above the contours.
        let beside = contour.as_ref().map(|panel| [panel.headed(), panel.rect]);
        let old = picture.surface.as_ref().map(|drawn| &drawn.panel);
        let surface = areas
            .surface
            .map(|area| {
                SurfacePanel::new(with, plot_data, (area, legend.as_ref()), beside, old, typesetter, &mut marks)
            })
            .transpose()?;
        picture.lacks_legend = lacks_legend
            || contour.as_ref().is_some_and(|panel| panel.lacks_legend)
            || surface.as_ref().is_some_and(|panel| panel.lacks_legend);
        let marks = marks.into_iter().chain(legend.into_iter().flat_map(|below| below.marks));
        let marks: Vec<Mark> = marks.flat_map(|mark| typesetter.without_markup(mark)).collect();
        let places = contour.iter().flat_map(ContourPanel::stroke_places);
        let places: Vec<_> = places.chain(surface.iter().flat_map(SurfacePanel::stroke_places)).collect();
        self.strokes.build(&self.gpu, &self.frame, &places)?;
        if surface.is_some() {
            build_resolve(&self.gpu, &self.resolve)?;
        }
        picture.tiles = tiles_of(&picture.field, surface.as_ref(), contour.as_ref());
        if let Some(whole) = &mut picture.whole {
            *whole = Whole { surface, contour };
            picture.marks = marks;
            picture.particles = self.layer(picture, None, None, particle_system)?;
            return Ok(());
        }
        self.fetch(picture);
        let particles = self.layer(picture, surface.as_ref(), contour.as_ref(), particle_system)?;
        // Contours that are where they were need not be drawn again.
        let is_same =
            |old: &Drawn<ContourPanel>, new: &ContourPanel| old.panel.rect == new.rect && !stale.is_drawn_again();
        let old = picture.contour.take();
        picture.contour = contour.map(|panel| match old {
            Some(old) if is_same(&old, &panel) => Drawn { panel, ..old },
            old => self.drawn(panel.pixels, panel, false, old),
        });
        let old = picture.surface.take();
        picture.surface = surface.map(|panel| self.drawn(panel.pixels, panel, true, old));
        picture.marks = marks;
        picture.particles = particles;
        Ok(())
    }

    /// Brings finer tiles of a raster in, as many as a frame has time for, where a picture misses some; says whether it did.
    pub fn refine(&mut self, picture: &mut Picture) -> bool {
        let is_coarse = picture.missing > 0;
        if is_coarse {
            self.fetch(picture);
            picture.redraw();
        }
        is_coarse
    }

    fn fetch(&self, picture: &mut Picture) {
        if let Some(tiles) = picture.field.tiles() {
            picture.missing = tiles.show(&self.gpu, &picture.tiles, TileUse::Drawing, self.tiles_per_frame);
        }
    }

    /// Particles over the panels that are drawn.
    fn layer(
        &mut self,
        picture: &Picture,
        surface: Option<&SurfacePanel>,
        contour: Option<&ContourPanel>,
        particle_system: Option<ParticleSystem>,
    ) -> Result<Option<ParticleLayer>, GpuError> {
        let Some(particle_system) = particle_system else { return Ok(None) };
        if self.particles.is_none() {
            self.particles = Some(ParticlePipelines::new(&self.gpu)?);
        }
        let splats = picture.pipelines.splats(&picture.plot_data.scene);
        // The surface's program is the first.
        let surface = surface.map(SurfacePanel::particles).zip(splats.first().cloned());
        let contour = contour.map(ContourPanel::particles).zip(splats.last().cloned());
        let panels: Vec<_> = surface.into_iter().chain(contour).collect();
        let layer = |built| {
            ParticleLayer::new(&self.gpu, (&picture.plot_data, &picture.field), built, particle_system, &panels)
        };
        self.particles.as_ref().map(layer).transpose()
    }

    /// Has a tile of a picture drawn by the next [`Renderer::encode`].
    pub(super) fn show(&mut self, picture: &mut Picture, field: &Field, tile: PanelPixels) -> Result<(), GpuError> {
        let gpu = self.gpu.clone();
        gpu.scoped(|| self.seen_through(picture, field, tile))?
    }

    fn seen_through(&mut self, picture: &mut Picture, field: &Field, tile: PanelPixels) -> Result<(), GpuError> {
        let particle_system = picture.particles.take().map(|layer| layer.particle_system);
        let Some(whole) = &picture.whole else { return Ok(()) };
        let with = PrepareContext {
            gpu: &self.gpu,
            frame: &self.frame,
            strokes: &self.strokes,
            exact: picture.plot_data.drawn(field),
            field: &picture.field,
            pipelines: &picture.pipelines,
            stale: Stale::LAYOUT,
        };
        let plot_data = &picture.plot_data;
        let surface = whole.surface.as_ref().and_then(|panel| panel.seen_through(tile, with, plot_data));
        let contour = whole.contour.as_ref().and_then(|panel| panel.seen_through(tile, with, plot_data));
        picture.tiles = tiles_of(&picture.field, surface.as_ref(), contour.as_ref());
        self.fetch(picture);
        picture.particles = self.layer(picture, surface.as_ref(), contour.as_ref(), particle_system)?;
        let old = picture.surface.take();
        picture.surface = surface.map(|panel| self.drawn(panel.pixels, panel, true, old));
        let old = picture.contour.take();
        picture.contour = contour.map(|panel| self.drawn(panel.pixels, panel, false, old));
        picture.window = tile;
        Ok(())
    }

    /// A panel that is to be drawn, into the textures of an old one where they fit.
    fn drawn<P>(&self, pixels: PanelPixels, panel: P, has_depth: bool, old: Option<Drawn<P>>) -> Drawn<P> {
        let is_drawn = Cell::new(false);
        if let Some(old) = old.filter(|old| old.pixels == pixels) {
            return Drawn { panel, is_drawn, ..old };
        }
        let (gpu, size) = (&self.gpu, pixels.size);
        let view = attachment(gpu, "panel", size, 1, COLOR_FORMAT, wgpu::TextureUsages::COPY_SRC);
        let samples = has_depth.then(|| {
            let read = wgpu::TextureUsages::TEXTURE_BINDING;
            [("samples", COLOR_FORMAT), ("depth", DEPTH_FORMAT)]
                .map(|(label, format)| attachment(gpu, label, size, SAMPLES, format, read))
        });
        Drawn { panel, view, samples, pixels, is_drawn }
    }
}

/// The tiles of a raster that panels show.
fn tiles_of(field: &GpuField, surface: Option<&SurfacePanel>, contour: Option<&ContourPanel>) -> Vec<TileId> {
    let Some(tiles) = field.tiles() else { return Vec::new() };
    let uniforms = [surface.map(SurfacePanel::uniform), contour.map(ContourPanel::uniform)];
    let widest = |tile| {
        let seen = uniforms.iter().flatten().map(|uniform| coarseness(tiles.raster(), tile, uniform));
        seen.fold(0.0, f32::max)
    };
    tiles.select(widest)
}

fn attachment(
    gpu: &Gpu,
    label: &str,
    size: [u32; 2],
    samples: u32,
    format: wgpu::TextureFormat,
    extra: wgpu::TextureUsages,
) -> wgpu::TextureView {
    let usage = wgpu::TextureUsages::RENDER_ATTACHMENT | extra;
    new_texture(gpu, label, size, samples, format, usage).create_view(&Default::default())
}
