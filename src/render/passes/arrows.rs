//! Gradient arrows, on the plane and on the surface.

use super::frame::{ColorKind, FrameLayout};
use super::pipeline::{Depth, Description, build, style_layout};
use crate::compute::{FIELD_GROUP, GpuField};
use crate::gpu::{Gpu, GpuError, Part, Pieces, UniformBinding};

/// Vertices of a card on the plane, and of one that is draped: two more than twice arrows.wgsl's STRIPS.
const CARD: u32 = 4;
const DRAPED_CARD: u32 = 14;

/// Length and half width of the head in shaft widths, as matplotlib's quiver and arrows.wgsl have them.
pub(crate) const HEAD_LENGTH: f32 = 5.0;
pub(crate) const HEAD_HALF_WIDTH: f32 = 1.5;
/// How far the outline reaches around an arrow, in shaft widths.
pub(crate) const EDGE: f32 = 0.35;

/// Shaft widths below which an arrow is a dot of one shaft width, as matplotlib's quiver has them.
pub(crate) const DOT: f32 = 1.0;
/// Corners of a dot, which a drawing has in its place.
const DOT_CORNERS: usize = 12;

/// Shaft widths from tail to tip of an arrow whose full length is so many of them, and the shrinking of its width that keeps
/// a short arrow an arrow; a dot has no length.
pub(crate) fn arrow_shape(full: f32) -> [f32; 2] {
    if full < DOT {
        return [0.0, 1.0];
    }
    let size = (full / HEAD_LENGTH).clamp(0.02, 1.0);
    [full / size, size]
}

/// The corners of an arrow along and across itself, in shaft widths: `tip` of them long, and larger by `grown`.
pub(crate) fn arrow_corners(tip: f32, grown: f32) -> Vec<[f32; 2]> {
    if tip == 0.0 {
        let turn = std::f32::consts::TAU / DOT_CORNERS as f32;
        let corner = |index: usize| (index as f32 * turn).sin_cos();
        let radius = 0.5 * DOT + grown;
        return (0..DOT_CORNERS).map(corner).map(|(sin, cos)| [radius * cos, radius * sin]).collect();
    }
    let neck = tip - HEAD_LENGTH - grown;
    let head = move |x: f32| HEAD_HALF_WIDTH * (tip + 2.5 * grown - x) / HEAD_LENGTH + 0.6 * grown;
    let end = tip + 2.5 * grown;
    let half = [[-grown, 0.5 + grown], [neck.max(-grown), 0.5 + grown], [neck, head(neck)], [end, head(end)]];
    half.into_iter().chain(half.into_iter().rev().map(|[along, across]| [along, -across])).collect()
}

/// The uniform of arrows.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct ArrowUniform {
    pub(crate) width: f32,
    pub(crate) direction: f32,
    pub(crate) pivot: f32,
    pub(crate) outline: f32,
    pub(crate) lift: f32,
    pub(crate) none_1: f32,
    pub(crate) none_2: f32,
    pub(crate) none_3: f32,
}

/// An arrow: where it stands in the world, how a point moves there in places of the axes, whatever the speed, its length in
/// the unit of the width, and its colour.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct ArrowInstance {
    pub(crate) tail: [f32; 3],
    pub(crate) motion: [f32; 2],
    pub(crate) length: f32,
    pub(crate) color: [u8; 4],
}

/// The colour of an arrow's outline: that which keeps it apart from its ground.
pub(crate) fn outline_color([r, g, b, _]: [u8; 4], opacity: f32) -> [u8; 4] {
    let light = 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
    let side = if light < 127.5 { 255 } else { 0 };
    [side, side, side, (255.0 * opacity).round() as u8]
}

/// Draws arrows on the plane, or draped on the surface of one field.
#[derive(Debug)]
pub(crate) struct ArrowRenderer {
    pipeline: wgpu::RenderPipeline,
    style: wgpu::BindGroupLayout,
    vertices: u32,
}

/// Arrows and their style, which the panel that shows them owns.
#[derive(Clone, Debug)]
pub(crate) struct ArrowDraw {
    pieces: Pieces,
    style: UniformBinding,
}

impl ArrowRenderer {
    /// Arrows on the plane, above all else.
    pub(crate) fn on_plane(gpu: &Gpu, frame: &FrameLayout, field: &GpuField) -> Result<ArrowRenderer, GpuError> {
        ArrowRenderer::new(gpu, frame, field, "arrow_on_plane", CARD, Depth::None)
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
        let parts = [Part { name: "arrows.wgsl", source: include_str!("../../../shaders/render/arrows.wgsl") }];
        let description = Description {
            name: "arrows",
            vertex,
            fragment: "arrow_fragment",
            field: Some(field),
            colors: ColorKind::default(),
            parts: &parts,
            style: Some(&style),
            instances: Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<ArrowInstance>() as u64,
                step_mode: wgpu::VertexStepMode::Instance,
                attributes: &wgpu::vertex_attr_array![0 => Float32x3, 1 => Float32x2, 2 => Float32, 3 => Uint32],
            }),
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            depth,
        };
        Ok(ArrowRenderer { pipeline: build(gpu, frame, &description)?, style, vertices })
    }

    /// Puts arrows on the device, in place of old ones.
    pub(crate) fn prepare(
        &self,
        gpu: &Gpu,
        arrows: &[ArrowInstance],
        style: &ArrowUniform,
        old: Option<&ArrowDraw>,
    ) -> ArrowDraw {
        let pieces = Pieces::new(gpu, "arrows", arrows, old.map(|old| &old.pieces));
        let style = UniformBinding::new(gpu, "arrows", &self.style, style, &[], old.map(|old| &old.style));
        ArrowDraw { pieces, style }
    }

    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, field: &GpuField, draw: &ArrowDraw) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
        pass.set_bind_group(2, draw.style.group(), &[]);
        for (instances, count) in draw.pieces.iter() {
            pass.set_vertex_buffer(0, instances.slice(..));
            pass.draw(0..self.vertices, 0..*count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shader_draws_the_same_shape() {
        let shader = include_str!("../../../shaders/render/arrows.wgsl");
        let lines = [
            format!("const HEAD_LENGTH: f32 = {HEAD_LENGTH:?};"),
            format!("const HEAD_HALF_WIDTH: f32 = {HEAD_HALF_WIDTH:?};"),
            format!("const DOT: f32 = {DOT:?};"),
            format!("coverage(vertex.along, vertex.shape.x, {EDGE:?}, pixel)"),
        ];
        lines.iter().for_each(|line| assert!(shader.contains(line), "{line}"));
        let corners = arrow_corners(12.0, 0.0);
        assert_eq!(corners[1..4], [[7.0, 0.5], [7.0, HEAD_HALF_WIDTH], [12.0, 0.0]]);
        assert_eq!(arrow_shape(2.5), [HEAD_LENGTH, 0.5], "a short arrow is a small one");
        assert_eq!(arrow_shape(0.0), [0.0, 1.0], "and one of no length a dot");
        let far = arrow_corners(0.0, 0.0).iter().map(|[x, y]| x.hypot(*y)).fold(0.0, f32::max);
        assert!((far - 0.5 * DOT).abs() < 1e-6, "{far}");
    }

    #[test]
    fn an_outline_is_light_around_a_dark_arrow() {
        assert_eq!(outline_color([16, 16, 24, 200], 0.3), [255, 255, 255, 77]);
        assert_eq!(outline_color([255, 255, 255, 179], 0.3), [0, 0, 0, 77]);
    }
}
