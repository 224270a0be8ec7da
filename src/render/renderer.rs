//! Laying measured pictures out, and recording them.

use std::cell::Cell;

use super::error::RenderError;
use super::particles::{ParticleLayer, ParticlePipelines};
use super::picture::{Drawn, Picture, Whole};
use super::prepare::PreparedPlot;
use crate::compute::{GpuField, ParticleSystem, TileUse};
use crate::field::{Field, TileId};
use crate::gpu::{Gpu, GpuError, new_texture};
use crate::render::data::detail::coarseness;
use crate::render::data::plot_data::MeasuringTools;
use crate::render::figure::annotation::Mark;
use crate::render::figure::text::Typesetter;
use crate::render::panels::compose::compose;
use crate::render::panels::context::{ContourPanel, DrawContext, PrepareContext, SurfacePanel};
use crate::render::panels::curve::curve_marks;
use crate::render::panels::loss::loss_marks;
use crate::render::passes::annotations::AnnotationRenderer;
use crate::render::passes::frame::FrameLayout;
use crate::render::passes::outlet::Outlet;
use crate::render::passes::pipeline::{COLOR_FORMAT, DEPTH_FORMAT, SAMPLES};
use crate::render::passes::pipelines::FieldPipelines;
use crate::render::passes::splat::PanelPixels;
use crate::render::passes::strokes::StrokeRenderer;
use crate::render::stale::Stale;
use crate::scene::{CameraStyle, View};

/// What a texture of [`COLOR_FORMAT`] that pictures are drawn into must allow.
pub const TARGET_USAGES: wgpu::TextureUsages =
    wgpu::TextureUsages::RENDER_ATTACHMENT.union(wgpu::TextureUsages::COPY_DST);

/// What outlives any picture, and what the last field's shader was built into. Its owner keeps it as long as the device.
#[derive(Debug)]
pub struct Renderer {
    pub(super) gpu: Gpu,
    pub(super) frame: FrameLayout,
    pub(super) strokes: StrokeRenderer,
    /// Built where a picture is drawn; what only measures has none.
    pub(super) annotations: Option<AnnotationRenderer>,
    pub(super) typesetter: Typesetter,
    /// Where pictures go that are not of the pictures' own format.
    outlet: Option<Outlet>,
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
        measured.plot_data.add_swarm(&particle_system, &outcomes);
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
        let plot_data = &picture.plot_data;
        let mut marks = Vec::new();
        let typesetter = &mut self.typesetter;
        typesetter.use_fonts(plot_data.scene.font.as_deref(), &plot_data.words(&picture.title))?;
        let areas = compose(plot_data, &picture.title, typesetter, &mut marks);
        picture.curves = match areas.curve {
            Some(area) if plot_data.scene.view == View::Loss => {
                loss_marks(plot_data, area, typesetter, &mut marks);
                Vec::new()
            }
            Some(area) => curve_marks(plot_data, field, area, typesetter, &mut marks),
            None => Vec::new(),
        };
        let with = PrepareContext {
            gpu: &self.gpu,
            frame: &self.frame,
            strokes: &self.strokes,
            exact: field,
            field: &picture.field,
            pipelines: &picture.pipelines,
            stale,
        };
        let old = picture.contour.as_ref().map(|drawn| &drawn.panel);
        let contour = areas
            .contour
            .map(|area| ContourPanel::new(with, plot_data, area, old, typesetter, &mut marks))
            .transpose()?;
        // Side by side both titles stand at one height, just above the contours.
        let beside = contour.as_ref().map(|panel| [panel.headed(), panel.rect]);
        let old = picture.surface.as_ref().map(|drawn| &drawn.panel);
        let surface = areas
            .surface
            .map(|area| SurfacePanel::new(with, plot_data, area, beside, old, typesetter, &mut marks))
            .transpose()?;
        let marks: Vec<Mark> = marks.into_iter().flat_map(|mark| typesetter.without_markup(mark)).collect();
        let places = contour.iter().flat_map(ContourPanel::stroke_places);
        let places: Vec<_> = places.chain(surface.iter().flat_map(SurfacePanel::stroke_places)).collect();
        self.strokes.build(&self.gpu, &self.frame, &places)?;
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
        let layer = |built| ParticleLayer::new(&self.gpu, &picture.plot_data, built, particle_system, &panels);
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
            exact: field,
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
            let samples = attachment(gpu, "samples", size, SAMPLES, COLOR_FORMAT, wgpu::TextureUsages::empty());
            [samples, attachment(gpu, "depth", size, SAMPLES, DEPTH_FORMAT, wgpu::TextureUsages::TEXTURE_BINDING)]
        });
        Drawn { panel, view, samples, pixels, is_drawn }
    }

    /// Records the picture into `target`, a view of the picture's size and the renderer's format.
    ///
    /// A target of [`COLOR_FORMAT`] is a view of the whole of a texture of one layer with [`TARGET_USAGES`]; one of another
    /// format is a view of anything that can be drawn into. What does not move is drawn once; a further call adds the
    /// particles where they are by then.
    pub fn encode(&mut self, picture: &Picture, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        let Some(mut outlet) = self.outlet.take() else {
            self.draw(picture, encoder, target);
            return;
        };
        let own = outlet.picture(&self.gpu, picture.window.size);
        self.draw(picture, encoder, &own);
        outlet.let_out(&self.gpu, encoder, &own, target);
        self.outlet = Some(outlet);
    }

    /// Records the picture into a view of its own format.
    pub(super) fn draw(&mut self, picture: &Picture, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        let tools = DrawContext { strokes: &self.strokes, field: &picture.field, pipelines: &picture.pipelines };
        let background = picture.plot_data.background();
        let layer = picture.particles.as_ref().zip(self.particles.as_ref());
        if let Some(drawn) = picture.surface.as_ref().filter(|drawn| !drawn.is_drawn.replace(true)) {
            encode_panel(encoder, drawn, background, layer.is_some(), |pass| drawn.panel.draw(tools, pass));
            if let (Some((layer, pipelines)), Some([_, depth])) = (layer, &drawn.samples) {
                layer.max_depth(&self.gpu, pipelines, encoder, depth);
            }
        }
        if let Some(drawn) = picture.contour.as_ref().filter(|drawn| !drawn.is_drawn.replace(true)) {
            encode_panel(encoder, drawn, background, false, |pass| drawn.panel.draw(tools, pass));
        }
        if let Some((layer, _)) = layer {
            layer.splat(&self.gpu, &picture.field, encoder);
        }
        drop(over(encoder, target, wgpu::LoadOp::Clear(background)));
        let panels = picture.surface.iter().map(|drawn| (&drawn.view, drawn.pixels));
        for (view, pixels) in panels.chain(picture.contour.iter().map(|drawn| (&drawn.view, drawn.pixels))) {
            put(encoder, view, target, pixels);
        }
        if let Some((layer, pipelines)) = layer {
            layer.draw(pipelines, &mut over(encoder, target, wgpu::LoadOp::Load));
        }
        if picture.plot_data.raster_only {
            return;
        }
        self.build_annotations();
        if let Some(annotations) = &mut self.annotations {
            annotations.paint(&self.gpu, encoder, target, picture.window, &mut self.typesetter, &picture.marks);
        }
    }
}

/// A pass over the picture.
fn over<'a>(
    encoder: &'a mut wgpu::CommandEncoder,
    target: &wgpu::TextureView,
    load: wgpu::LoadOp<wgpu::Color>,
) -> wgpu::RenderPass<'a> {
    encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("picture"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: target,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
        })],
        ..Default::default()
    })
}

/// Copies a panel to its place in the picture.
fn put(encoder: &mut wgpu::CommandEncoder, panel: &wgpu::TextureView, picture: &wgpu::TextureView, to: PanelPixels) {
    let PanelPixels { first: [x, y], size: [width, height] } = to;
    let from = panel.texture().as_image_copy();
    let to = wgpu::TexelCopyTextureInfo { origin: wgpu::Origin3d { x, y, z: 0 }, ..picture.texture().as_image_copy() };
    encoder.copy_texture_to_texture(from, to, wgpu::Extent3d { width, height, depth_or_array_layers: 1 });
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

/// Records a panel into its texture; the depth of its samples is stored where it is kept.
fn encode_panel<P>(
    encoder: &mut wgpu::CommandEncoder,
    drawn: &Drawn<P>,
    background: wgpu::Color,
    keeps_depth: bool,
    draw: impl FnOnce(&mut wgpu::RenderPass<'_>),
) {
    let store = if keeps_depth { wgpu::StoreOp::Store } else { wgpu::StoreOp::Discard };
    let load = wgpu::LoadOp::Clear(background);
    let (view, resolve_target, kept) = match &drawn.samples {
        Some([samples, _]) => (samples, Some(&drawn.view), wgpu::StoreOp::Discard),
        None => (&drawn.view, None, wgpu::StoreOp::Store),
    };
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("panel"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target,
            ops: wgpu::Operations { load, store: kept },
        })],
        depth_stencil_attachment: drawn.samples.as_ref().map(|[_, depth]| wgpu::RenderPassDepthStencilAttachment {
            view: depth,
            depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(1.0), store }),
            stencil_ops: None,
        }),
        ..Default::default()
    });
    draw(&mut pass);
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
