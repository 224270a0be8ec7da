//! Preparing a picture and recording it.

use std::cell::Cell;

use super::annotation::Mark;
use super::facts::{Facts, RenderError};
use super::frame::FrameLayout;
use super::layout::areas;
use super::panels::{ContourPanel, SurfacePanel, Workshop};
use super::particles::{ParticleLayer, ParticlePipelines, splat_renderers};
use super::pipeline::{COLOR_FORMAT, DEPTH_FORMAT, SAMPLES};
use super::pipelines::FieldPipelines;
use super::splat::SplatRenderer;
use super::strokes::StrokeRenderer;
use super::text::{AnnotationRenderer, Typesetter};
use crate::compute::{GpuField, Swarm};
use crate::field::Field;
use crate::gpu::{Gpu, GpuError};
use crate::scene::Scene;

/// What outlives any picture. It lives as long as the device.
#[derive(Debug)]
pub struct Renderer<'a> {
    gpu: &'a Gpu,
    frame: FrameLayout,
    strokes: StrokeRenderer,
    annotations: AnnotationRenderer,
    typesetter: Typesetter,
    /// Built when the first particles are drawn.
    particles: Option<ParticlePipelines>,
}

/// One picture, ready to be drawn at its size. It lives until its scene changes; its particles may move.
#[derive(Debug)]
pub struct Picture {
    size: [u32; 2],
    background: [u8; 3],
    field: GpuField,
    pipelines: FieldPipelines,
    surface: Option<SurfacePanel>,
    contour: Option<ContourPanel>,
    marks: Vec<Mark>,
    particles: Option<ParticleLayer>,
    /// Whether what lies beneath the particles was drawn.
    has_base: Cell<bool>,
}

impl Picture {
    /// Titles, axes, ticks and colour bars, in pixels.
    pub fn annotations(&self) -> &[Mark] {
        &self.marks
    }

    /// Has what lies beneath the particles drawn once more.
    pub fn redraw(&mut self) {
        self.has_base.set(false);
    }

    /// The particles, which may be moved between two frames.
    pub fn swarm(&mut self) -> Option<&mut Swarm> {
        self.particles.as_mut().map(|layer| &mut layer.swarm)
    }
}

impl<'a> Renderer<'a> {
    /// Builds what every picture needs.
    pub fn new(gpu: &'a Gpu) -> Result<Renderer<'a>, GpuError> {
        let frame = FrameLayout::new(gpu);
        let (strokes, annotations) = rayon::join(|| StrokeRenderer::new(gpu, &frame), || AnnotationRenderer::new(gpu));
        gpu.check()?;
        let typesetter = Typesetter::default();
        Ok(Renderer { gpu, strokes: strokes?, frame, annotations, typesetter, particles: None })
    }

    /// Computes, lays out and uploads everything that the scene's picture draws.
    pub fn prepare(&mut self, scene: &Scene, field: &Field) -> Result<Picture, RenderError> {
        let [width, height] = scene.size;
        let most = self.gpu.adapter.max_texture_side;
        if width.max(height) > most {
            let (what, limit) = (format!("a picture of {width}x{height}"), format!("{most} pixels a side"));
            return Err(GpuError::Limit { what, limit, remedy: "give a smaller --size" }.into());
        }
        let gpu_field = GpuField::new(self.gpu, field)?;
        let ((facts, pipelines), particles) = rayon::join(
            || {
                rayon::join(
                    || Facts::new(self.gpu, scene, field, &gpu_field),
                    || FieldPipelines::new(self.gpu, &self.frame, &gpu_field, scene),
                )
            },
            || self.particles(scene, field, &gpu_field),
        );
        let (mut facts, pipelines, particles) = (facts?, pipelines?, particles?);
        let mut swarm = None;
        if let Some((mut sown, splat)) = particles {
            sown.advance(self.gpu, scene.descent.steps as u32);
            sown.look(self.gpu);
            facts.add_swarm(&sown, &sown.census(self.gpu)?);
            swarm = Some((sown, splat));
        }
        let mut marks = Vec::new();
        let title = scene.title.clone().unwrap_or_else(|| field.name().to_owned());
        let type_ = &mut self.typesetter;
        let caption = facts.caption.as_deref().unwrap_or_default();
        let areas = areas(scene.size, scene.view, [&title, caption], &facts.style, type_, &mut marks);
        let (frame, strokes) = (&self.frame, &self.strokes);
        let with = Workshop { gpu: self.gpu, frame, strokes, field: &gpu_field, pipelines: &pipelines };
        let contour = areas.contour.map(|area| ContourPanel::new(with, &facts, area, type_, &mut marks));
        // Side by side both titles stand at one height, just above the contours.
        let top = contour.as_ref().map(ContourPanel::top);
        let surface = areas.surface.map(|area| SurfacePanel::new(with, &facts, area, top, type_, &mut marks));
        let particles = match swarm {
            Some((swarm, splat)) => {
                let panels: Vec<_> = surface
                    .as_ref()
                    .map(SurfacePanel::particles)
                    .into_iter()
                    .chain(contour.as_ref().map(ContourPanel::particles))
                    .collect();
                if self.particles.is_none() {
                    self.particles = Some(ParticlePipelines::new(self.gpu)?);
                }
                let built = self.particles.as_ref();
                built.map(|built| ParticleLayer::new(self.gpu, &facts, built, splat, swarm, &panels)).transpose()?
            }
            None => None,
        };
        self.gpu.check()?;
        let background = facts.style.background;
        let has_base = Cell::new(false);
        let size = scene.size;
        Ok(Picture { size, background, field: gpu_field, pipelines, surface, contour, marks, particles, has_base })
    }

    /// A scene's particles at their starts, and what adds them up.
    fn particles(
        &self,
        scene: &Scene,
        field: &Field,
        gpu_field: &GpuField,
    ) -> Result<Option<(Swarm, Vec<SplatRenderer>)>, RenderError> {
        if scene.descent.particles == 0 {
            return Ok(None);
        }
        super::facts::check(scene, field)?;
        let (swarm, splat) = rayon::join(
            || Swarm::new(self.gpu, scene, field, gpu_field),
            || splat_renderers(self.gpu, &self.frame, gpu_field, scene),
        );
        Ok(swarm?.zip(Some(splat?)))
    }

    /// Records the picture into `target`, a view of the picture's size.
    ///
    /// What does not move is drawn once; a further call adds the particles where they are by then.
    pub fn encode(&mut self, picture: &Picture, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        match (&picture.particles, &self.particles) {
            (Some(layer), Some(pipelines)) => {
                if !picture.has_base.replace(true) {
                    let depth = self.encode_panels(picture, encoder, &layer.base);
                    layer.find_nearest(self.gpu, pipelines, encoder, &depth);
                }
                layer.draw(self.gpu, pipelines, &picture.field, encoder, target);
            }
            _ => {
                self.encode_panels(picture, encoder, target);
            }
        }
        self.annotations.paint(self.gpu, encoder, target, picture.size, &mut self.typesetter, &picture.marks);
    }

    /// Records what lies beneath particles and annotations; the depth of its samples.
    fn encode_panels(
        &self,
        picture: &Picture,
        encoder: &mut wgpu::CommandEncoder,
        target: &wgpu::TextureView,
    ) -> wgpu::TextureView {
        let size = wgpu::Extent3d { width: picture.size[0], height: picture.size[1], depth_or_array_layers: 1 };
        let keeps_depth = picture.particles.is_some();
        let attachment = |label, format, extra| {
            let texture = self.gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size,
                mip_level_count: 1,
                sample_count: SAMPLES,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT | extra,
                view_formats: &[],
            });
            texture.create_view(&wgpu::TextureViewDescriptor::default())
        };
        let color = attachment("samples", COLOR_FORMAT, wgpu::TextureUsages::empty());
        let (extra, store) = match keeps_depth {
            true => (wgpu::TextureUsages::TEXTURE_BINDING, wgpu::StoreOp::Store),
            false => (wgpu::TextureUsages::empty(), wgpu::StoreOp::Discard),
        };
        let depth = attachment("depth", DEPTH_FORMAT, extra);
        let [r, g, b] = picture.background.map(|channel| f64::from(channel) / 255.0);
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("panels"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &color,
                depth_slice: None,
                resolve_target: Some(target),
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a: 1.0 }),
                    store: wgpu::StoreOp::Discard,
                },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &depth,
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(1.0), store }),
                stencil_ops: None,
            }),
            ..Default::default()
        });
        let with = Workshop {
            gpu: self.gpu,
            frame: &self.frame,
            strokes: &self.strokes,
            field: &picture.field,
            pipelines: &picture.pipelines,
        };
        if let Some(panel) = &picture.surface {
            panel.draw(with, &mut pass, picture.size);
        }
        if let Some(panel) = &picture.contour {
            panel.draw(with, &mut pass, picture.size);
        }
        drop(pass);
        depth
    }
}
