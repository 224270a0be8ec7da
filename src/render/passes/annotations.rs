//! Annotations: marks as triangles, painted over the panels.

use epaint::{
    ClippedPrimitive, ClippedShape, Color32, Mesh, Pos2, Primitive, Shape, Stroke, TessellationOptions, Tessellator,
    TextShape, TextureId, Vec2,
};

use super::pipeline::COLOR_FORMAT;
use super::splat::PanelPixels;
use crate::gpu::Gpu;
use crate::render::figure::annotation::{Color, Mark, Point, Rect, Text, UPWARDS};
use crate::render::figure::text::Typesetter;

/// Paints annotations into a texture. Its owner keeps it as long as the device.
pub(crate) struct AnnotationRenderer {
    renderer: egui_wgpu::Renderer,
}

impl std::fmt::Debug for AnnotationRenderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnnotationRenderer").finish_non_exhaustive()
    }
}

impl AnnotationRenderer {
    pub(crate) fn new(gpu: &Gpu) -> AnnotationRenderer {
        let options = egui_wgpu::RendererOptions { dithering: false, ..egui_wgpu::RendererOptions::PREDICTABLE };
        AnnotationRenderer { renderer: egui_wgpu::Renderer::new(&gpu.device, COLOR_FORMAT, options) }
    }

    /// Paints the marks over what `target` holds, which is a window on the picture.
    pub(crate) fn paint(
        &mut self,
        gpu: &Gpu,
        encoder: &mut wgpu::CommandEncoder,
        target: &wgpu::TextureView,
        window: PanelPixels,
        typesetter: &mut Typesetter,
        marks: &[Mark],
    ) {
        let mut primitives = tessellate(typesetter, marks);
        let shift = Vec2::from(window.first.map(|first| first as f32));
        for primitive in &mut primitives {
            if let Primitive::Mesh(mesh) = &mut primitive.primitive {
                mesh.translate(-shift);
            }
        }
        if let Some(delta) = typesetter.fonts().font_image_delta() {
            self.renderer.update_texture(&gpu.device, &gpu.queue, TextureId::default(), &delta);
        }
        let screen = egui_wgpu::ScreenDescriptor { size_in_pixels: window.size, pixels_per_point: 1.0 };
        // Only paint callbacks make command buffers of their own, and there are none.
        let (renderer, recorder) = (&mut self.renderer, &mut *encoder);
        let written = || renderer.update_buffers(&gpu.device, &gpu.queue, recorder, &primitives, &screen);
        if gpu.unless_lost(written).is_none() {
            return;
        }
        let mut pass = encoder
            .begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("annotations"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: target,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store },
                })],
                ..Default::default()
            })
            .forget_lifetime();
        self.renderer.render(&mut pass, &primitives, &screen);
    }
}

fn shape(typesetter: &mut Typesetter, mark: &Mark) -> Shape {
    match mark {
        Mark::Text(text) => text_shape(typesetter, text),
        Mark::Line { points, width, color } => match upright(points, *width) {
            Some(bar) => bars([bar], *color),
            None => Shape::line(points.iter().copied().map(pos).collect(), Stroke::new(*width, color32(*color))),
        },
        Mark::Dot { at, diameter, color } => Shape::circle_filled(pos(*at), 0.5 * diameter, color32(*color)),
        Mark::Area { points, color } => {
            Shape::convex_polygon(points.iter().copied().map(pos).collect(), color32(*color), Stroke::NONE)
        }
        Mark::Frame { rect, width, color } => {
            // The line runs around the pixels of the rectangle and covers none of them.
            let Rect { min: [_, top], max: [right, bottom] } = *rect;
            let outer = rect.grown(*width);
            let [wide, high] = [outer.width(), outer.height()];
            let sides = [
                Rect::new(outer.min[0], outer.min[1], wide, *width),
                Rect::new(outer.min[0], bottom, wide, *width),
                Rect::new(outer.min[0], top - width, *width, high),
                Rect::new(right, top - width, *width, high),
            ];
            bars(sides, *color)
        }
        Mark::Column { rect, colors } => column(rect, colors),
    }
}

/// Letters, over copies of them all around in the colour of their ground.
fn text_shape(typesetter: &mut Typesetter, text: &Text) -> Shape {
    let galley = typesetter.layout(&text.text, text.size);
    let size = [galley.size().x, galley.size().y];
    let copy = |[dx, dy]: [f32; 2], color: Color| {
        let at = [text.at[0] + dx, text.at[1] + dy];
        let [left, top] = Text { at, ..text.clone() }.turned(size, size.map(|side| -0.5 * side));
        // Whole pixels keep upright text sharp.
        let corner = if text.angle == 0.0 || text.angle == UPWARDS { [left.round(), top.round()] } else { [left, top] };
        let shape = TextShape::new(pos(corner), galley.clone(), color32(color));
        Shape::from(shape.with_angle(-text.angle.to_radians()))
    };
    let Some((reach, ground)) = text.halo else { return copy([0.0; 2], text.color) };
    let around = (0..8).map(|eighth| (eighth as f32 * std::f32::consts::FRAC_PI_4).sin_cos());
    let mut shapes: Vec<Shape> = around.map(|(sin, cos)| copy([reach * cos, reach * sin], ground)).collect();
    shapes.push(copy([0.0; 2], text.color));
    Shape::Vec(shapes)
}

/// Triangles of the marks.
fn tessellate(typesetter: &mut Typesetter, marks: &[Mark]) -> Vec<ClippedPrimitive> {
    // Labels that the last two pictures did not have are forgotten; a film has ever new ones.
    typesetter.begin_pass();
    let everywhere = epaint::emath::Rect::from_min_max(Pos2::ZERO, pos([1e6; 2]));
    let clipped = |shape: Shape| ClippedShape::new(everywhere, shape);
    let shapes: Vec<ClippedShape> = marks.iter().map(|mark| clipped(shape(typesetter, mark))).collect();
    let atlas = typesetter.fonts().texture_atlas();
    let discs = atlas.prepared_discs();
    let size = typesetter.fonts().font_image_size();
    Tessellator::new(1.0, TessellationOptions::default(), size, discs).tessellate_shapes(shapes)
}

/// The pixels of a line that runs along a row or a column.
fn upright(points: &[Point], width: f32) -> Option<Rect> {
    let &[[x0, y0], [x1, y1]] = points else { return None };
    let half = 0.5 * width;
    match (x0 == x1, y0 == y1) {
        (true, _) => Some(Rect { min: [x0 - half, y0.min(y1)], max: [x0 + half, y0.max(y1)] }),
        (_, true) => Some(Rect { min: [x0.min(x1), y0 - half], max: [x0.max(x1), y0 + half] }),
        _ => None,
    }
}

/// Rectangles of one colour with sharp edges; feathered ones would blur into the pixels beside.
fn bars(rects: impl IntoIterator<Item = Rect>, color: Color) -> Shape {
    let mut mesh = Mesh::default();
    for rect in rects {
        mesh.add_colored_rect(epaint::emath::Rect::from_min_max(pos(rect.min), pos(rect.max)), color32(color));
    }
    Shape::mesh(mesh)
}

/// Bars of colour without feathered edges, which would show as seams.
fn column(rect: &Rect, colors: &[(f32, [u8; 3])]) -> Shape {
    let mut mesh = Mesh::default();
    let ends = colors.iter().skip(1).map(|&(start, _)| start).chain([1.0]);
    let y = |fraction: f32| rect.max[1] - fraction * rect.height();
    for (&(start, [r, g, b]), end) in colors.iter().zip(ends) {
        let bar = epaint::emath::Rect::from_min_max(pos([rect.min[0], y(end)]), pos([rect.max[0], y(start)]));
        mesh.add_colored_rect(bar, Color32::from_rgb(r, g, b));
    }
    Shape::mesh(mesh)
}

fn pos([x, y]: Point) -> Pos2 {
    Pos2::ZERO + Vec2::new(x, y)
}

fn color32([r, g, b, a]: Color) -> Color32 {
    Color32::from_rgba_unmultiplied(r, g, b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: String, size: f32) -> Mark {
        let (at, anchor, color) = ([10.0, 10.0], [0.0, 0.0], [0, 0, 0, 255]);
        Mark::Text(Text { text, at, anchor, size, color, angle: 0.0, halo: None })
    }

    #[test]
    fn ever_new_labels_leave_few_texts_and_room_for_letters() {
        let mut typesetter = Typesetter::default();
        for picture in 0..3_000 {
            let size = 8.0 + 0.05 * (picture % 1_000) as f32;
            let labels: Vec<Mark> = (0..4).map(|label_at| label(format!("{picture}.{label_at} abc"), size)).collect();
            tessellate(&mut typesetter, &labels);
            let fonts = typesetter.fonts();
            let (texts, full) = (fonts.num_galleys_in_cache(), fonts.font_atlas_fill_ratio());
            assert!(texts <= 8, "{texts} texts are kept after {picture} pictures");
            assert!(full < 0.9, "letters fill {full} of their image after {picture} pictures");
        }
    }
}
