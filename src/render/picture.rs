//! Preparing a picture and recording it.

use super::annotation::Mark;
use super::facts::{Facts, RenderError};
use super::frame::FrameLayout;
use super::layout::areas;
use super::panels::{ContourPanel, SurfacePanel, Workshop};
use super::pipeline::{COLOR_FORMAT, DEPTH_FORMAT, SAMPLES};
use super::pipelines::FieldPipelines;
use super::strokes::StrokeRenderer;
use super::text::{AnnotationRenderer, Typesetter};
use crate::compute::GpuField;
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
}

/// One picture, ready to be drawn at its size. It lives until its scene changes.
#[derive(Debug)]
pub struct Picture {
    size: [u32; 2],
    background: [u8; 3],
    field: GpuField,
    pipelines: FieldPipelines,
    surface: Option<SurfacePanel>,
    contour: Option<ContourPanel>,
    marks: Vec<Mark>,
}

impl Picture {
    /// Titles, axes, ticks and colour bars, in pixels.
    pub fn annotations(&self) -> &[Mark] {
        &self.marks
    }
}

impl<'a> Renderer<'a> {
    /// Builds what every picture needs.
    pub fn new(gpu: &'a Gpu) -> Result<Renderer<'a>, GpuError> {
        let frame = FrameLayout::new(gpu);
        let (strokes, annotations) = rayon::join(|| StrokeRenderer::new(gpu, &frame), || AnnotationRenderer::new(gpu));
        gpu.check()?;
        Ok(Renderer { gpu, strokes: strokes?, frame, annotations, typesetter: Typesetter::default() })
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
        let (facts, pipelines) = rayon::join(
            || Facts::new(self.gpu, scene, field, &gpu_field),
            || FieldPipelines::new(self.gpu, &self.frame, &gpu_field, scene),
        );
        let (facts, pipelines) = (facts?, pipelines?);
        let mut marks = Vec::new();
        let title = scene.title.clone().unwrap_or_else(|| field.name().to_owned());
        let type_ = &mut self.typesetter;
        let areas = areas(scene.size, scene.view, &title, &facts.style, type_, &mut marks);
        let (frame, strokes) = (&self.frame, &self.strokes);
        let with = Workshop { gpu: self.gpu, frame, strokes, field: &gpu_field, pipelines: &pipelines };
        let contour = areas.contour.map(|area| ContourPanel::new(with, &facts, area, type_, &mut marks));
        // Side by side both titles stand at one height, just above the contours.
        let top = contour.as_ref().map(ContourPanel::top);
        let surface = areas.surface.map(|area| SurfacePanel::new(with, &facts, area, top, type_, &mut marks));
        self.gpu.check()?;
        let background = facts.style.background;
        Ok(Picture { size: scene.size, background, field: gpu_field, pipelines, surface, contour, marks })
    }

    /// Records the picture into `target`, a view of the picture's size.
    pub fn encode(&mut self, picture: &Picture, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        let size = wgpu::Extent3d { width: picture.size[0], height: picture.size[1], depth_or_array_layers: 1 };
        let attachment = |label, format| {
            let texture = self.gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size,
                mip_level_count: 1,
                sample_count: SAMPLES,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            });
            texture.create_view(&wgpu::TextureViewDescriptor::default())
        };
        let (color, depth) = (attachment("samples", COLOR_FORMAT), attachment("depth", DEPTH_FORMAT));
        let [r, g, b] = picture.background.map(|channel| f64::from(channel) / 255.0);
        {
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
                    depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(1.0), store: wgpu::StoreOp::Discard }),
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
        }
        self.annotations.paint(self.gpu, encoder, target, picture.size, &mut self.typesetter, &picture.marks);
    }
}
