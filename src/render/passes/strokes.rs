//! Lines and markers in the world with a width in pixels.

use std::sync::OnceLock;

use super::frame::{ColorKind, FrameLayout};
use super::pipeline::{Depth, Description, build};
use crate::gpu::{Gpu, GpuError, Part, Pieces};
use crate::render::figure::stroke::Stroke;

/// Where strokes lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StrokePlace {
    /// On a plane, over what is there already.
    Plane,
    /// Over what is there already, before anything that hides it.
    Behind,
    /// Among what is nearer and hides them.
    Among,
    /// Behind a surface that is not opaque, in a tint over it.
    Through,
}

/// Draws strokes, where they were built for. Its owner keeps it as long as the device.
#[derive(Debug, Default)]
pub(crate) struct StrokeRenderer {
    /// By place.
    pipelines: [OnceLock<wgpu::RenderPipeline>; 4],
}

/// Strokes on the device. It lives until they change.
#[derive(Clone, Debug)]
pub(crate) struct StrokeDraw {
    pieces: Pieces,
}

impl StrokeDraw {
    /// Whether there is nothing to be drawn.
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl StrokeRenderer {
    /// Builds what draws strokes in these places, as far as it is not there.
    pub(crate) fn build(&self, gpu: &Gpu, frame: &FrameLayout, places: &[StrokePlace]) -> Result<(), GpuError> {
        let parts = [Part { name: "strokes.wgsl", source: include_str!("../../../shaders/render/strokes.wgsl") }];
        for &place in places {
            let slot = &self.pipelines[place as usize];
            if slot.get().is_some() {
                continue;
            }
            let description = Description {
                name: "strokes",
                vertex: "stroke_vertex",
                fragment: if place == StrokePlace::Through { "stroke_seen_through" } else { "stroke_fragment" },
                field: None,
                colors: ColorKind::default(),
                parts: &parts,
                style: None,
                instances: Some(wgpu::VertexBufferLayout {
                    array_stride: size_of::<Stroke>() as u64,
                    step_mode: wgpu::VertexStepMode::Instance,
                    attributes: &wgpu::vertex_attr_array![0 => Float32x3, 1 => Float32x3, 2 => Float32x4, 3 => Float32x4],
                }),
                topology: wgpu::PrimitiveTopology::TriangleStrip,
                depth: match place {
                    StrokePlace::Plane => Depth::None,
                    StrokePlace::Behind => Depth::Ignored,
                    StrokePlace::Among => Depth::Tested,
                    StrokePlace::Through => Depth::Behind,
                },
            };
            let built = build(gpu, frame, &description)?;
            slot.get_or_init(|| built);
        }
        Ok(())
    }

    /// Puts strokes on the device, in place of old ones.
    pub(crate) fn prepare(&self, gpu: &Gpu, strokes: &[Stroke], old: Option<&StrokeDraw>) -> StrokeDraw {
        StrokeDraw { pieces: Pieces::new(gpu, "strokes", strokes, old.map(|old| &old.pieces)) }
    }

    /// Draws strokes in a place that was built for.
    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, draw: &StrokeDraw, place: StrokePlace) {
        let Some(pipeline) = self.pipelines[place as usize].get() else { return };
        for (instances, count) in draw.pieces.iter() {
            pass.set_pipeline(pipeline);
            pass.set_vertex_buffer(0, instances.slice(..));
            pass.draw(0..4, 0..*count);
        }
    }
}
