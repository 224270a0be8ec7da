//! Gradient arrows, on the plane and on the surface.

use wgpu::util::DeviceExt;

use super::frame::FrameLayout;
use super::pipeline::{Depth, Description, build, style_group, style_layout};
use crate::compute::{FIELD_GROUP, GpuField};
use crate::gpu::{Gpu, GpuError, Part};

/// Vertices of a card on the plane, and of one that is draped: two more than twice arrows.wgsl's STRIPS.
const CARD: u32 = 4;
const DRAPED_CARD: u32 = 14;

/// What arrows.wgsl knows of all arrows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct ArrowUniform {
    pub(crate) color: [f32; 4],
    pub(crate) outline: [f32; 4],
    pub(crate) width: f32,
    pub(crate) length_per_norm: f32,
    pub(crate) lift: f32,
    pub(crate) height_per_gradient: f32,
}

/// An arrow: its tail in the world and ∇f there relative to a typical one.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct ArrowInstance {
    pub(crate) tail: [f32; 3],
    pub(crate) gradient: [f32; 2],
}

/// Draws arrows on the plane, or draped on the surface of one field.
#[derive(Debug)]
pub(crate) struct ArrowRenderer {
    pipeline: wgpu::RenderPipeline,
    style: wgpu::BindGroupLayout,
    vertices: u32,
}

/// Arrows and their style. It lives until they change.
#[derive(Clone, Debug)]
pub(crate) struct ArrowDraw {
    instances: wgpu::Buffer,
    count: u32,
    group: wgpu::BindGroup,
}

impl ArrowRenderer {
    /// Arrows on the plane, above all else.
    pub(crate) fn on_plane(gpu: &Gpu, frame: &FrameLayout, field: &GpuField) -> Result<ArrowRenderer, GpuError> {
        ArrowRenderer::new(gpu, frame, field, "arrow_on_plane", CARD, Depth::Ignored)
    }

    /// Arrows that lie on the surface, hidden by what is nearer.
    pub(crate) fn on_surface(gpu: &Gpu, frame: &FrameLayout, field: &GpuField) -> Result<ArrowRenderer, GpuError> {
        ArrowRenderer::new(gpu, frame, field, "arrow_on_surface", DRAPED_CARD, Depth::Tested)
    }

    fn new(
        gpu: &Gpu,
        frame: &FrameLayout,
        field: &GpuField,
        vertex: &str,
        vertices: u32,
        depth: Depth,
    ) -> Result<ArrowRenderer, GpuError> {
        let style = style_layout(gpu, "arrows");
        let parts = [Part { name: "arrows.wgsl", source: include_str!("../../shaders/arrows.wgsl") }];
        let description = Description {
            name: "arrows",
            vertex,
            fragment: "arrow_fragment",
            field: Some(field),
            parts: &parts,
            style: Some(&style),
            instances: Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<ArrowInstance>() as u64,
                step_mode: wgpu::VertexStepMode::Instance,
                attributes: &wgpu::vertex_attr_array![0 => Float32x3, 1 => Float32x2],
            }),
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            depth,
        };
        Ok(ArrowRenderer { pipeline: build(gpu, frame, &description)?, style, vertices })
    }

    pub(crate) fn prepare(&self, gpu: &Gpu, arrows: &[ArrowInstance], style: &ArrowUniform) -> ArrowDraw {
        let instances = gpu.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("arrows"),
            contents: bytemuck::cast_slice(arrows),
            usage: wgpu::BufferUsages::VERTEX,
        });
        ArrowDraw { instances, count: arrows.len() as u32, group: style_group(gpu, &self.style, style) }
    }

    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, field: &GpuField, draw: &ArrowDraw) {
        if draw.count == 0 {
            return;
        }
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
        pass.set_bind_group(2, &draw.group, &[]);
        pass.set_vertex_buffer(0, draw.instances.slice(..));
        pass.draw(0..self.vertices, 0..draw.count);
    }
}
