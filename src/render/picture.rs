//! Preparing a picture and recording it.

use std::cell::Cell;

use super::annotation::{Mark, color_of};
use super::compose::{ComposeDraw, ComposeRenderer};
use super::contour_labels::ContourLabel;
use super::curve::curve_marks;
use super::detail::{coarseness, flat_coarseness};
use super::facts::{Facts, RenderError, check};
use super::found::Found;
use super::frame::FrameLayout;
use super::layout::areas;
use super::panels::{ContourPanel, SurfacePanel, Tools, Workshop};
use super::particles::{ParticleLayer, ParticlePipelines};
use super::pick::Picker;
use super::pipeline::{COLOR_FORMAT, DEPTH_FORMAT, SAMPLES};
use super::pipelines::FieldPipelines;
use super::splat::PanelPixels;
use super::strokes::StrokeRenderer;
use super::text::{AnnotationRenderer, Typesetter};
use super::wording::caption;
use crate::compute::{BasinMap, Census, GpuField, Purpose, Swarm};
use crate::field::{Closeup, Field, TileId};
use crate::gpu::{Gpu, GpuError, new_texture};
use crate::scene::{CameraStyle, Scene, View};

/// What outlives any picture, and what the last field's shader was built into. It lives as long as the device.
#[derive(Debug)]
pub struct Renderer {
    gpu: Gpu,
    frame: FrameLayout,
    strokes: StrokeRenderer,
    compose: ComposeRenderer,
    annotations: AnnotationRenderer,
    typesetter: Typesetter,
    /// Built when the first particles are drawn.
    particles: Option<ParticlePipelines>,
    /// What a further picture of the same shader need not build: of the last formula, and of samples.
    kept: [Option<(GpuField, FieldPipelines)>; 2],
    tiles_per_frame: usize,
    shares_tiles: bool,
}

/// Pixels along a side by which the samples of a picture are measured.
const MOST_MEASURED: u32 = 4096;

/// One picture, ready to be drawn at its size. It lives until its scene changes; its particles may move, and it may be
/// seen from elsewhere.
#[derive(Debug)]
pub struct Picture {
    facts: Facts,
    title: String,
    field: GpuField,
    pipelines: FieldPipelines,
    surface: Option<Drawn<SurfacePanel>>,
    contour: Option<Drawn<ContourPanel>>,
    marks: Vec<Mark>,
    particles: Option<ParticleLayer>,
    /// The pixels that are drawn: all of them, or a tile's.
    window: PanelPixels,
    /// The panels of a picture that is drawn tile by tile.
    whole: Option<Whole>,
    /// Tiles of a raster that it shows, and how many of them are not there yet.
    tiles: Vec<TileId>,
    missing: usize,
}

/// Panels that are drawn in parts.
#[derive(Debug, Default)]
struct Whole {
    surface: Option<SurfacePanel>,
    contour: Option<ContourPanel>,
}

/// A panel and the texture that it is drawn into once.
#[derive(Debug)]
struct Drawn<P> {
    panel: P,
    /// Of the panel's pixels, and what it is drawn through: its samples and their depth.
    view: wgpu::TextureView,
    samples: wgpu::TextureView,
    depth: wgpu::TextureView,
    place: ComposeDraw,
    pixels: PanelPixels,
    is_drawn: Cell<bool>,
}

/// A picture, taken apart.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    pub(super) facts: &'a Facts,
    pub(super) title: &'a str,
    pub(super) marks: &'a [Mark],
    pub(super) surface: Option<PanelPixels>,
    pub(super) contour: Option<&'a ContourPanel>,
}

impl Picture {
    /// Titles, axes, ticks and colour bars, in pixels.
    pub fn annotations(&self) -> &[Mark] {
        &self.marks
    }

    /// The values on contour lines, where they are written.
    pub fn contour_labels(&self) -> &[ContourLabel] {
        self.contour.as_ref().map_or(&[], |drawn| &drawn.panel.labels)
    }

    /// Has all panels drawn once more.
    pub fn redraw(&mut self) {
        self.surface.iter().for_each(|drawn| drawn.is_drawn.set(false));
        self.contour.iter().for_each(|drawn| drawn.is_drawn.set(false));
    }

    /// The particles, which may be moved between two frames.
    pub fn swarm(&mut self) -> Option<&mut Swarm> {
        self.particles.as_mut().map(|layer| &mut layer.swarm)
    }

    /// Whether a frame adds the particles up in one of two panels, in turn: half the work, where frames are slow.
    pub fn set_turns(&mut self, takes_turns: bool) {
        self.particles.iter_mut().for_each(|layer| layer.takes_turns = takes_turns);
    }

    /// Says below the title what became of the particles by now.
    pub fn recount(&mut self, steps: u32, census: &[Census]) {
        let caption = caption(steps, census);
        let Some(old) = self.facts.caption.replace(caption.clone()) else { return };
        for mark in &mut self.marks {
            if let Mark::Text(text) = mark
                && text.text == old
            {
                text.text.clone_from(&caption);
            }
        }
    }

    /// The particles, out of a picture that is not drawn any more.
    pub fn into_swarm(self) -> Option<Swarm> {
        self.particles.map(|layer| layer.swarm)
    }

    /// The scene that it shows.
    pub fn scene(&self) -> &Scene {
        &self.facts.scene
    }

    /// f along each trajectory, with the optimizer's colour.
    pub fn curves(&self) -> Vec<(String, [u8; 3], Vec<f64>)> {
        let name = |color: [f32; 4]| {
            let entry = self.facts.legend.iter().find(|(_, of)| *of == color);
            entry.map_or_else(String::new, |(name, _)| name.clone())
        };
        let curve = |path: &super::paths::Path| {
            let [r, g, b, _] = color_of(path.color);
            (name(path.color), [r, g, b], path.visits.iter().map(|visit| visit.f).collect())
        };
        self.facts.paths.iter().map(curve).collect()
    }

    /// What a drawing of shapes is made from.
    pub(super) fn parts(&self) -> Parts<'_> {
        Parts {
            facts: &self.facts,
            title: &self.title,
            marks: &self.marks,
            surface: self.surface.as_ref().map(|drawn| drawn.pixels),
            contour: self.contour.as_ref().map(|drawn| &drawn.panel),
        }
    }

    /// What lies under the pixels of both panels.
    pub fn picker(&self) -> Picker<'_> {
        Picker {
            domain: self.facts.domain,
            surface: self.surface.as_ref().map(|drawn| (&drawn.panel.world, &drawn.panel.camera, drawn.panel.rect)),
            contour: self.contour.as_ref().map(|drawn| drawn.panel.rect),
        }
    }
}

impl Renderer {
    /// Builds what every picture needs.
    pub fn new(gpu: &Gpu) -> Result<Renderer, GpuError> {
        let frame = FrameLayout::new(gpu);
        let (strokes, (compose, annotations)) = rayon::join(
            || StrokeRenderer::new(gpu, &frame),
            || rayon::join(|| ComposeRenderer::new(gpu), || AnnotationRenderer::new(gpu)),
        );
        gpu.check()?;
        Ok(Renderer {
            gpu: gpu.clone(),
            strokes: strokes?,
            frame,
            compose: compose?,
            annotations,
            typesetter: Typesetter::default(),
            particles: None,
            kept: [None, None],
            tiles_per_frame: usize::MAX,
            shares_tiles: false,
        })
    }

    /// Computes, lays out and uploads everything that the scene's picture draws.
    pub fn prepare(&mut self, scene: &Scene, field: &Field) -> Result<Picture, RenderError> {
        let measured = self.measure_whole(scene, field, None)?;
        self.finish(measured, field, None)
    }

    /// A picture without its letters, lines and arrows, which [`Picture::parts`] tells.
    pub(super) fn prepare_bare(
        &mut self,
        scene: &Scene,
        field: &Field,
        basins: Option<&BasinMap>,
    ) -> Result<Picture, RenderError> {
        let mut measured = self.measure_whole(scene, field, basins)?;
        measured.facts.is_bare = true;
        self.finish(measured, field, None)
    }

    /// A picture of basins that were found already.
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
    ) -> Result<Measured, RenderError> {
        check_size(&self.gpu, scene.size)?;
        self.measure_with(scene, field, basins.is_none(), Found { basins, critical: None })
    }

    /// A picture that is drawn tile by tile, and may be larger than a texture: [`Renderer::show`] says which tile.
    pub(super) fn prepare_tiled(
        &mut self,
        scene: &Scene,
        field: &Field,
        basins: Option<&BasinMap>,
    ) -> Result<Picture, RenderError> {
        let measured = self.measure_with(scene, field, basins.is_none(), Found { basins, critical: None })?;
        self.finish(Measured { is_tiled: true, ..measured }, field, None)
    }

    /// Computes all of a picture but its layout; what takes long is done here.
    ///
    /// Without `sows` the particles are left out: those of an earlier picture go on.
    pub fn measure(
        &mut self,
        scene: &Scene,
        field: &Field,
        sows: bool,
        found: Found<'_>,
    ) -> Result<Measured, RenderError> {
        check_size(&self.gpu, scene.size)?;
        self.measure_with(scene, field, sows, found)
    }

    /// The same by a grid of samples, which needs no shader of the formula's own and is there at once; nothing where that
    /// shader is built already, or where samples would not do.
    pub fn sketch(&mut self, scene: &Scene, field: &Field) -> Result<Option<Measured>, RenderError> {
        let is_built = self.kept[0].as_ref().is_some_and(|(kept, _)| kept.is_of(field));
        if is_built || scene.descent.particles > 0 || scene.view == View::Curve {
            return Ok(None);
        }
        check_size(&self.gpu, scene.size)?;
        check(scene, field)?;
        let domain = scene.domain(field).ascending();
        let Some(closeup) = Closeup::sketch(field, domain, scene.size) else { return Ok(None) };
        let gpu_field = GpuField::from_closeup(&self.gpu, &closeup)?;
        // What takes long is left to the picture itself.
        let scene = Scene { critical: false, basins: None, trust: false, ..scene.clone() };
        let mut measured = self.measure_on(gpu_field, &scene, field, false, Found::default())?;
        measured.facts.is_coarse = true;
        Ok(Some(measured))
    }

    fn measure_with(
        &mut self,
        scene: &Scene,
        field: &Field,
        sows: bool,
        found: Found<'_>,
    ) -> Result<Measured, RenderError> {
        check(scene, field)?;
        let domain = scene.domain(field).ascending();
        let gpu_field = match Closeup::of(field, domain, scene.size) {
            Some(closeup) => GpuField::from_closeup(&self.gpu, &closeup)?,
            None => GpuField::for_view(&self.gpu, field, self.kept[1].as_ref().map(|(kept, _)| kept))?,
        };
        if let Some(tiles) = gpu_field.tiles() {
            // Without another renderer that draws, a picture depends on none that was drawn before.
            if !self.shares_tiles {
                tiles.forget(Purpose::Drawing);
            }
            // What a picture is measured by is about as fine as its pixels; the panels bring in what they lack.
            let [width, height] = scene.size;
            let side = width.min(height).min(MOST_MEASURED);
            let wanted = tiles.select(|tile| flat_coarseness(tiles.raster(), tile, domain, [side; 2]));
            tiles.show(&self.gpu, &wanted, Purpose::Measuring, usize::MAX);
        }
        self.measure_on(gpu_field, scene, field, sows, found)
    }

    fn measure_on(
        &mut self,
        mut gpu_field: GpuField,
        scene: &Scene,
        field: &Field,
        sows: bool,
        found: Found<'_>,
    ) -> Result<Measured, RenderError> {
        let gpu = &self.gpu;
        let has_samples = gpu_field.is_closeup() || field.is_data();
        let kept = &mut self.kept[usize::from(has_samples)];
        let nothing = FieldPipelines::default();
        let before = match kept {
            Some((kept, pipelines)) => {
                gpu_field.share(kept);
                pipelines
            }
            None => &nothing,
        };
        let sow = || if sows { Swarm::new(gpu, scene, field, &gpu_field) } else { Ok(None) };
        let ((facts, pipelines), swarm) = rayon::join(
            || {
                rayon::join(
                    || Facts::new(gpu, scene, field, &gpu_field, found),
                    || FieldPipelines::new(gpu, &self.frame, &gpu_field, scene, before),
                )
            },
            sow,
        );
        let (mut facts, pipelines, mut swarm) = (facts?, pipelines?, swarm?);
        if let Some(sown) = &mut swarm {
            sown.advance(gpu, scene.descent.steps as u32);
            sown.look(gpu);
            facts.add_swarm(sown, &sown.census(gpu)?);
        }
        *kept = Some((gpu_field.clone(), pipelines.clone()));
        let title = scene.title.clone().unwrap_or_else(|| field.name().to_owned());
        Ok(Measured { facts, title, field: gpu_field, pipelines, swarm, is_tiled: false })
    }

    /// Lays a measured picture out; `swarm` takes the place of particles of its own.
    pub fn finish(&mut self, measured: Measured, field: &Field, swarm: Option<Swarm>) -> Result<Picture, RenderError> {
        let Measured { mut facts, title, field: gpu_field, pipelines, swarm: own, is_tiled } = measured;
        if let (None, Some(given)) = (&own, &swarm) {
            facts.add_swarm(given, &given.census(&self.gpu)?);
        }
        let mut picture = Picture {
            window: PanelPixels::whole(facts.scene.size),
            whole: is_tiled.then(Whole::default),
            facts,
            title,
            field: gpu_field,
            pipelines,
            surface: None,
            contour: None,
            marks: Vec::new(),
            particles: None,
            tiles: Vec::new(),
            missing: 0,
        };
        self.lay_out(&mut picture, field, own.or(swarm))?;
        Ok(picture)
    }

    /// Has a picture seen from elsewhere, or at another size.
    pub fn turn(
        &mut self,
        picture: &mut Picture,
        field: &Field,
        camera: CameraStyle,
        size: [u32; 2],
    ) -> Result<(), RenderError> {
        picture.facts.scene.camera = camera;
        picture.facts.set_size(size);
        picture.window = PanelPixels::whole(size);
        let swarm = picture.particles.take().map(|layer| layer.swarm);
        self.lay_out(picture, field, swarm)
    }

    /// Makes the mesh of the surface coarser, while it turns, or as fine as the picture shows.
    pub fn set_coarse(&self, picture: &mut Picture, is_coarse: bool) {
        picture.facts.is_coarse = is_coarse;
    }

    fn lay_out(&mut self, picture: &mut Picture, field: &Field, swarm: Option<Swarm>) -> Result<(), RenderError> {
        let facts = &picture.facts;
        let mut marks = Vec::new();
        let type_ = &mut self.typesetter;
        let caption = facts.caption.as_deref().unwrap_or_default();
        let scene = &facts.scene;
        let areas = areas(scene.size, scene.view, [&picture.title, caption], &facts.style, type_, &mut marks);
        if let Some(area) = areas.curve {
            curve_marks(facts, field, area, type_, &mut marks);
        }
        let with = Workshop {
            gpu: &self.gpu,
            frame: &self.frame,
            strokes: &self.strokes,
            exact: field,
            field: &picture.field,
            pipelines: &picture.pipelines,
        };
        let old = picture.contour.as_ref().map(|drawn| &drawn.panel);
        let contour = areas.contour.map(|area| ContourPanel::new(with, facts, area, old, type_, &mut marks));
        // Side by side both titles stand at one height, just above the contours.
        let top = contour.as_ref().map(ContourPanel::top);
        let old = picture.surface.as_ref().map(|drawn| &drawn.panel);
        let surface = areas.surface.map(|area| SurfacePanel::new(with, facts, area, top, old, type_, &mut marks));
        picture.tiles = tiles_of(&picture.field, surface.as_ref(), contour.as_ref());
        if let Some(whole) = &mut picture.whole {
            *whole = Whole { surface, contour };
            picture.marks = marks;
            picture.particles = self.layer(picture, None, None, swarm)?;
            self.gpu.check()?;
            return Ok(());
        }
        self.fetch(picture);
        let particles = self.layer(picture, surface.as_ref(), contour.as_ref(), swarm)?;
        // Contours that are where they were need not be drawn again.
        let is_same = |old: &Drawn<ContourPanel>, new: &ContourPanel| old.panel.rect == new.rect;
        let old = picture.contour.take();
        picture.contour = contour.map(|panel| match old {
            Some(old) if is_same(&old, &panel) => Drawn { panel, ..old },
            old => self.drawn(panel.pixels, panel, old),
        });
        let old = picture.surface.take();
        picture.surface = surface.map(|panel| self.drawn(panel.pixels, panel, old));
        picture.marks = marks;
        picture.particles = particles;
        self.gpu.check()?;
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

    fn fetch(&self, picture: &mut Picture) {
        if let Some(tiles) = picture.field.tiles() {
            picture.missing = tiles.show(&self.gpu, &picture.tiles, Purpose::Drawing, self.tiles_per_frame);
        }
    }

    /// Particles over the panels that are drawn.
    fn layer(
        &mut self,
        picture: &Picture,
        surface: Option<&SurfacePanel>,
        contour: Option<&ContourPanel>,
        swarm: Option<Swarm>,
    ) -> Result<Option<ParticleLayer>, GpuError> {
        let Some(swarm) = swarm else { return Ok(None) };
        if self.particles.is_none() {
            self.particles = Some(ParticlePipelines::new(&self.gpu)?);
        }
        let splats = picture.pipelines.splats(&picture.facts.scene);
        // The surface's program is the first.
        let surface = surface.map(SurfacePanel::particles).zip(splats.first().cloned());
        let contour = contour.map(ContourPanel::particles).zip(splats.last().cloned());
        let panels: Vec<_> = surface.into_iter().chain(contour).collect();
        let layer = |built| ParticleLayer::new(&self.gpu, &picture.facts, built, swarm, &panels);
        self.particles.as_ref().map(layer).transpose()
    }

    /// Has a tile of a picture drawn by the next [`Renderer::encode`].
    pub(super) fn show(&mut self, picture: &mut Picture, field: &Field, tile: PanelPixels) -> Result<(), GpuError> {
        let swarm = picture.particles.take().map(|layer| layer.swarm);
        let Some(whole) = &picture.whole else { return Ok(()) };
        let with = Workshop {
            gpu: &self.gpu,
            frame: &self.frame,
            strokes: &self.strokes,
            exact: field,
            field: &picture.field,
            pipelines: &picture.pipelines,
        };
        let facts = &picture.facts;
        let surface = whole.surface.as_ref().and_then(|panel| panel.seen_through(tile, with, facts));
        let contour = whole.contour.as_ref().and_then(|panel| panel.seen_through(tile, with, facts));
        picture.tiles = tiles_of(&picture.field, surface.as_ref(), contour.as_ref());
        self.fetch(picture);
        picture.particles = self.layer(picture, surface.as_ref(), contour.as_ref(), swarm)?;
        let old = picture.surface.take();
        picture.surface = surface.map(|panel| self.drawn(panel.pixels, panel, old));
        let old = picture.contour.take();
        picture.contour = contour.map(|panel| self.drawn(panel.pixels, panel, old));
        picture.window = tile;
        self.gpu.check()
    }

    /// A panel that is to be drawn, into the textures of an old one where they fit.
    fn drawn<P>(&self, pixels: PanelPixels, panel: P, old: Option<Drawn<P>>) -> Drawn<P> {
        let is_drawn = Cell::new(false);
        if let Some(old) = old.filter(|old| old.pixels == pixels) {
            return Drawn { panel, is_drawn, ..old };
        }
        let (gpu, size, bound) = (&self.gpu, pixels.size, wgpu::TextureUsages::TEXTURE_BINDING);
        let view = attachment(gpu, "panel", size, 1, COLOR_FORMAT, bound);
        let samples = attachment(gpu, "samples", size, SAMPLES, COLOR_FORMAT, wgpu::TextureUsages::empty());
        let depth = attachment(gpu, "depth", size, SAMPLES, DEPTH_FORMAT, bound);
        let place = self.compose.prepare(gpu, &view, pixels);
        Drawn { panel, view, samples, depth, place, pixels, is_drawn }
    }

    /// Records the picture into `target`, a view of the picture's size.
    ///
    /// What does not move is drawn once; a further call adds the particles where they are by then.
    pub fn encode(&mut self, picture: &Picture, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        let tools = Tools { strokes: &self.strokes, field: &picture.field, pipelines: &picture.pipelines };
        let background = picture.facts.background();
        let layer = picture.particles.as_ref().zip(self.particles.as_ref());
        if let Some(drawn) = picture.surface.as_ref().filter(|drawn| !drawn.is_drawn.replace(true)) {
            encode_panel(encoder, drawn, background, layer.is_some(), |pass| drawn.panel.draw(tools, pass));
            if let Some((layer, pipelines)) = layer {
                layer.find_nearest(&self.gpu, pipelines, encoder, &drawn.depth);
            }
        }
        if let Some(drawn) = picture.contour.as_ref().filter(|drawn| !drawn.is_drawn.replace(true)) {
            encode_panel(encoder, drawn, background, false, |pass| drawn.panel.draw(tools, pass));
        }
        if let Some((layer, _)) = layer {
            layer.splat(&self.gpu, &picture.field, encoder);
        }
        {
            let clear = wgpu::LoadOp::Clear(background);
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("picture"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: target,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations { load: clear, store: wgpu::StoreOp::Store },
                })],
                ..Default::default()
            });
            let surface = picture.surface.as_ref().map(|drawn| &drawn.place);
            let places = surface.into_iter().chain(picture.contour.as_ref().map(|drawn| &drawn.place));
            places.for_each(|place| self.compose.draw(&mut pass, place));
            if let Some((layer, pipelines)) = layer {
                layer.draw(pipelines, &mut pass);
            }
        }
        if picture.facts.is_bare {
            return;
        }
        self.annotations.paint(&self.gpu, encoder, target, picture.window, &mut self.typesetter, &picture.marks);
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

/// Records a panel into its texture; the depth of its samples is stored where it is kept.
fn encode_panel<P>(
    encoder: &mut wgpu::CommandEncoder,
    drawn: &Drawn<P>,
    background: wgpu::Color,
    keeps_depth: bool,
    draw: impl FnOnce(&mut wgpu::RenderPass<'_>),
) {
    let store = if keeps_depth { wgpu::StoreOp::Store } else { wgpu::StoreOp::Discard };
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("panel"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: &drawn.samples,
            depth_slice: None,
            resolve_target: Some(&drawn.view),
            ops: wgpu::Operations { load: wgpu::LoadOp::Clear(background), store: wgpu::StoreOp::Discard },
        })],
        depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
            view: &drawn.depth,
            depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(1.0), store }),
            stencil_ops: None,
        }),
        ..Default::default()
    });
    draw(&mut pass);
}

/// Everything of a picture but its layout. It lives until it is laid out.
#[derive(Debug)]
pub struct Measured {
    facts: Facts,
    title: String,
    field: GpuField,
    pipelines: FieldPipelines,
    swarm: Option<Swarm>,
    is_tiled: bool,
}

impl Measured {
    /// Takes the particles of another one over, where it has none of its own but is to have some.
    pub fn adopt(&mut self, other: Measured) {
        if self.swarm.is_none() && self.facts.scene.descent.particles > 0 {
            self.swarm = other.swarm;
        }
    }
}

/// Refuses a picture that no texture holds.
pub(super) fn check_size(gpu: &Gpu, [width, height]: [u32; 2]) -> Result<(), GpuError> {
    let most = gpu.adapter.max_texture_side;
    if width.max(height) > most {
        let (what, limit) = (format!("a picture of {width}x{height}"), format!("{most} pixels a side"));
        return Err(GpuError::Limit { what, limit, remedy: "give a smaller --size or --dpi" });
    }
    Ok(())
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
