//! Lines and markers in the world with a width in pixels.

use super::frame::FrameLayout;
use super::pipeline::{Depth, Description, build};
use crate::gpu::{Gpu, GpuError, Part, instance_buffers};
use crate::render::figure::stroke::Stroke;

/// Draws strokes. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct StrokeRenderer {
    behind: wgpu::RenderPipeline,
    among: wgpu::RenderPipeline,
    through: wgpu::RenderPipeline,
}

/// Strokes on the device. It lives until they change.
#[derive(Clone, Debug)]
pub(crate) struct StrokeDraw {
    /// Buffers in the order of drawing, each with how many it holds.
    pieces: Vec<(wgpu::Buffer, u32)>,
}

impl StrokeRenderer {
    pub(crate) fn new(gpu: &Gpu, frame: &FrameLayout) -> Result<StrokeRenderer, GpuError> {
        let parts = [Part { name: "strokes.wgsl", source: include_str!("../../../shaders/render/strokes.wgsl") }];
        let description = Description {
            name: "strokes",
            vertex: "stroke_vertex",
            fragment: "stroke_fragment",
            field: None,
            parts: &parts,
            style: None,
            instances: Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<Stroke>() as u64,
                step_mode: wgpu::VertexStepMode::Instance,
                attributes: &wgpu::vertex_attr_array![0 => Float32x3, 1 => Float32x3, 2 => Float32x4, 3 => Float32x4],
            }),
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            depth: Depth::Ignored,
        };
        Ok(StrokeRenderer {
            behind: build(gpu, frame, &description)?,
            among: build(gpu, frame, &Description { depth: Depth::Tested, ..description.clone() })?,
            through: build(
                gpu,
                frame,
                &Description { depth: Depth::Behind, fragment: "stroke_seen_through", ..description },
            )?,
        })
    }

    pub(crate) fn prepare(&self, gpu: &Gpu, strokes: &[Stroke]) -> StrokeDraw {
        StrokeDraw { pieces: instance_buffers(gpu, "strokes", strokes) }
    }

    /// Draws strokes over what is there already.
    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, draw: &StrokeDraw) {
        StrokeRenderer::draw_with(&self.behind, pass, draw);
    }

    /// Draws strokes where nothing nearer hides them.
    pub(crate) fn draw_among(&self, pass: &mut wgpu::RenderPass<'_>, draw: &StrokeDraw) {
        StrokeRenderer::draw_with(&self.among, pass, draw);
    }

    /// Draws strokes, where a surface that is not opaque hides them, in a tint over it.
    pub(crate) fn draw_through(&self, pass: &mut wgpu::RenderPass<'_>, draw: &StrokeDraw) {
        StrokeRenderer::draw_with(&self.through, pass, draw);
    }

    fn draw_with(pipeline: &wgpu::RenderPipeline, pass: &mut wgpu::RenderPass<'_>, draw: &StrokeDraw) {
        for (instances, count) in &draw.pieces {
            pass.set_pipeline(pipeline);
            pass.set_vertex_buffer(0, instances.slice(..));
            pass.draw(0..4, 0..*count);
        }
    }
}
