//! Painting the controls, anew only where they changed: on a software adapter they cost more than the picture.

use egui::epaint::{ClippedShape, Rect, Shape};

use crate::gpu::{Gpu, new_texture};
use crate::render::COLOR_FORMAT;

/// Parts that are painted by themselves; more are painted as one.
const MOST_PARTS: usize = 6;

/// The controls as they were painted last. Its owner keeps it as long as the device.
pub(crate) struct Controls {
    painter: egui_wgpu::Renderer,
    /// What is shown, and what a changed part is painted into before it takes its place there.
    shown: wgpu::TextureView,
    fresh: wgpu::TextureView,
    /// What `shown` holds, and how many pixels its points have.
    shapes: Vec<ClippedShape>,
    pixels_per_point: f32,
}

impl Controls {
    pub(crate) fn new(gpu: &Gpu, size: [u32; 2]) -> Controls {
        let painter = egui_wgpu::Renderer::new(&gpu.device, COLOR_FORMAT, egui_wgpu::RendererOptions::default());
        let [shown, fresh] = textures(gpu, size);
        Controls { painter, shown, fresh, shapes: Vec::new(), pixels_per_point: 0.0 }
    }

    pub(crate) fn resize(&mut self, gpu: &Gpu, size: [u32; 2]) {
        [self.shown, self.fresh] = textures(gpu, size);
        self.pixels_per_point = 0.0;
    }

    /// Where they are shown.
    pub(crate) fn view(&self) -> &wgpu::TextureView {
        &self.shown
    }

    /// Whether anything of them is seen over some pixels: corner, width and height.
    pub(crate) fn reach_into(&self, [x, y, width, height]: [u32; 4]) -> bool {
        let pixels = PixelRect { min: [x, y], max: [x + width, y + height] };
        let points = pixels.in_points(self.pixels_per_point.max(f32::MIN_POSITIVE));
        self.shapes.iter().any(|shape| seen(shape).intersect(points).is_positive())
    }

    fn size(&self) -> [u32; 2] {
        let texture = self.shown.texture();
        [texture.width(), texture.height()]
    }

    /// Paints what differs from what was painted last.
    pub(crate) fn paint(
        &mut self,
        gpu: &Gpu,
        context: &egui::Context,
        shapes: Vec<ClippedShape>,
        textures: &egui::TexturesDelta,
    ) {
        let pixels_per_point = context.pixels_per_point();
        let size = self.size();
        // A texture that is replaced may show something else where shapes are as they were.
        let is_replaced = textures.set.values().flatten().any(|delta| delta.pos.is_none());
        let all = PixelRect { min: [0; 2], max: size };
        let parts = match is_replaced || pixels_per_point != self.pixels_per_point {
            true => vec![all],
            false => changed(&self.shapes, &shapes, pixels_per_point, all),
        };
        for (id, delta) in &textures.set {
            for delta in delta {
                self.painter.update_texture(&gpu.device, &gpu.queue, *id, delta);
            }
        }
        if !parts.is_empty() && self.paint_parts(gpu, context, &shapes, &parts) {
            (self.shapes, self.pixels_per_point) = (shapes, pixels_per_point);
        }
        for id in &textures.free {
            self.painter.free_texture(id);
        }
    }

    /// Paints all that lies in some parts of the window, which do not overlap; whether the device still does.
    fn paint_parts(
        &mut self,
        gpu: &Gpu,
        context: &egui::Context,
        shapes: &[ClippedShape],
        parts: &[PixelRect],
    ) -> bool {
        let pixels_per_point = context.pixels_per_point();
        let clipped = |part: &PixelRect| {
            let part = part.in_points(pixels_per_point);
            let seen = shapes.iter().filter(|shape| seen(shape).intersect(part).is_positive());
            let clip =
                |shape: &ClippedShape| ClippedShape { clip_rect: shape.clip_rect.intersect(part), ..shape.clone() };
            seen.map(clip).collect::<Vec<_>>()
        };
        let jobs = context.tessellate(parts.iter().flat_map(clipped).collect(), pixels_per_point);
        let screen = egui_wgpu::ScreenDescriptor { size_in_pixels: self.size(), pixels_per_point };
        let mut encoder =
            gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("controls") });
        // A device may be lost by now, and the painter takes no refusal.
        let (painter, recorder) = (&mut self.painter, &mut encoder);
        let written = || painter.update_buffers(&gpu.device, &gpu.queue, recorder, &jobs, &screen);
        let Some(extra) = gpu.unless_lost(written) else { return false };
        {
            let mut pass = encoder
                .begin_render_pass(&wgpu::RenderPassDescriptor {
                    label: Some("controls"),
                    color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                        view: &self.fresh,
                        depth_slice: None,
                        resolve_target: None,
                        ops: wgpu::Operations {
                            load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                            store: wgpu::StoreOp::Store,
                        },
                    })],
                    ..Default::default()
                })
                .forget_lifetime();
            self.painter.render(&mut pass, &jobs, &screen);
        }
        for part in parts {
            let [x, y] = part.min;
            let at = |view| wgpu::TexelCopyTextureInfo {
                origin: wgpu::Origin3d { x, y, z: 0 },
                ..wgpu::TextureView::texture(view).as_image_copy()
            };
            let [width, height] = part.size();
            let size = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
            encoder.copy_texture_to_texture(at(&self.fresh), at(&self.shown), size);
        }
        gpu.queue.submit(extra.into_iter().chain([encoder.finish()]));
        true
    }
}

/// What is shown, and what is painted into it.
fn textures(gpu: &Gpu, size: [u32; 2]) -> [wgpu::TextureView; 2] {
    let shown = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST | wgpu::TextureUsages::COPY_SRC;
    let fresh = wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC;
    [("controls", shown), ("fresh controls", fresh)]
        .map(|(label, usage)| new_texture(gpu, label, size, 1, COLOR_FORMAT, usage).create_view(&Default::default()))
}

/// Where a shape is seen, its feathered edges included.
fn seen(shape: &ClippedShape) -> Rect {
    const FEATHER: f32 = 2.0;
    let rect = shape.transform_after_tessellation * bounds(&shape.shape);
    rect.expand(FEATHER).intersect(shape.clip_rect)
}

/// What a shape takes. Of a text egui counts the letters alone, and not what is selected of it.
fn bounds(shape: &Shape) -> Rect {
    let mut rect = shape.visual_bounding_rect();
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| rect |= bounds(shape)),
        Shape::Text(text) if text.angle == 0.0 => {
            rect |= text.galley.rect.translate(text.pos.to_vec2());
            for placed in &text.galley.rows {
                rect |= placed.row.visuals.mesh_bounds.translate(placed.pos.to_vec2() + text.pos.to_vec2());
            }
        }
        _ => {}
    }
    rect
}

/// Pixels from `min` to before `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PixelRect {
    min: [u32; 2],
    max: [u32; 2],
}

impl PixelRect {
    /// The pixels that some points touch.
    fn around(points: Rect, pixels_per_point: f32, all: PixelRect) -> Option<PixelRect> {
        let pixel = |points: f32, round: fn(f32) -> f32, most: u32| {
            round(points * pixels_per_point).clamp(0.0, most as f32) as u32
        };
        let min = [pixel(points.min.x, f32::floor, all.max[0]), pixel(points.min.y, f32::floor, all.max[1])];
        let max = [pixel(points.max.x, f32::ceil, all.max[0]), pixel(points.max.y, f32::ceil, all.max[1])];
        (min[0] < max[0] && min[1] < max[1]).then_some(PixelRect { min, max })
    }

    fn in_points(self, pixels_per_point: f32) -> Rect {
        let point = |[x, y]: [u32; 2]| egui::pos2(x as f32, y as f32) / pixels_per_point;
        Rect::from_min_max(point(self.min), point(self.max))
    }

    fn size(self) -> [u32; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }

    fn overlaps(self, other: PixelRect) -> bool {
        (0..2).all(|axis| self.min[axis] < other.max[axis] && other.min[axis] < self.max[axis])
    }

    fn union(self, other: PixelRect) -> PixelRect {
        let pick = |a: [u32; 2], b: [u32; 2], pick: fn(u32, u32) -> u32| [pick(a[0], b[0]), pick(a[1], b[1])];
        PixelRect { min: pick(self.min, other.min, u32::min), max: pick(self.max, other.max, u32::max) }
    }
}

/// The parts of a window in which shapes are not what they were; they do not overlap.
fn changed(old: &[ClippedShape], new: &[ClippedShape], pixels_per_point: f32, all: PixelRect) -> Vec<PixelRect> {
    let mut parts = Vec::new();
    let mut add = |shape: &ClippedShape| {
        let rect = seen(shape);
        if rect.is_positive() {
            parts.extend(PixelRect::around(rect, pixels_per_point, all));
        }
    };
    let first = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[first..], &new[first..]);
    if old.len() == new.len() {
        // What moved nothing else is found one by one.
        let differ = old.iter().zip(new).filter(|(old, new)| old != new);
        differ.for_each(|(old, new)| [old, new].map(&mut add).into_iter().collect());
    } else {
        let last = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        old[..old.len() - last].iter().chain(&new[..new.len() - last]).for_each(add);
    }
    apart(parts)
}

/// Parts joined where they overlap, and where they are many.
fn apart(parts: Vec<PixelRect>) -> Vec<PixelRect> {
    let mut joined: Vec<PixelRect> = Vec::new();
    for mut part in parts {
        while let Some(at) = joined.iter().position(|other| other.overlaps(part)) {
            part = part.union(joined.swap_remove(at));
        }
        joined.push(part);
    }
    match joined.len() > MOST_PARTS {
        true => joined.into_iter().reduce(PixelRect::union).into_iter().collect(),
        false => joined,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use egui::Modifiers;

    use super::*;
    use crate::gpu::read_texture;
    use crate::scene::{SceneFile, Theme};
    use crate::session::Session;
    use crate::window::{install_style, show};

    const SIZE: [u32; 2] = [1440, 1000];

    /// The controls of a session, painted after each change.
    struct Painted {
        gpu: Gpu,
        context: egui::Context,
        session: Session,
        controls: Controls,
        whole: Controls,
    }

    impl Painted {
        fn new(pixels_per_point: f32) -> Painted {
            let gpu = Gpu::open(None).unwrap();
            let context = egui::Context::default();
            install_style(&context);
            context.set_pixels_per_point(pixels_per_point);
            let session = Session::new(SceneFile { source: "a*x^2 + y^2".into(), ..SceneFile::default() }).unwrap();
            let [controls, whole] = [Controls::new(&gpu, SIZE), Controls::new(&gpu, SIZE)];
            Painted { gpu, context, session, controls, whole }
        }

        /// Runs a frame with some events, and paints it by parts and whole; the pixels of both.
        fn frame(&mut self, events: Vec<egui::Event>) -> [Vec<u8>; 2] {
            let size = egui::vec2(SIZE[0] as f32, SIZE[1] as f32) / self.context.pixels_per_point();
            let screen_rect = Some(Rect::from_min_size(egui::Pos2::ZERO, size));
            let input = egui::RawInput { screen_rect, events, ..Default::default() };
            let session = &mut self.session;
            let output = self.context.run_ui(input, |ui| {
                show(ui, session, None);
            });
            self.whole.pixels_per_point = 0.0;
            for controls in [&mut self.controls, &mut self.whole] {
                controls.paint(&self.gpu, &self.context, output.shapes.clone(), &output.textures_delta);
            }
            [&self.controls, &self.whole].map(|controls| read_texture(&self.gpu, controls.shown.texture()).unwrap())
        }
    }

    #[test]
    fn what_is_painted_by_parts_is_what_is_painted_whole() {
        for pixels_per_point in [1.0, 1.5, 2.0] {
            let mut painted = Painted::new(pixels_per_point);
            type Change = fn(&mut Session);
            let changes: [Change; 9] = [
                |_| (),
                |_| (),
                |session| session.set_text("a*x^2 + b*y^2"),
                |session| session.set_text("a*x^2 + b*y^2 +"),
                |session| session.status.message = Some("a message".to_owned()),
                |session| session.scene.descent.particles = 10,
                |session| session.scene.theme = Theme::Dark,
                |session| session.shows_help = true,
                |session| session.shows_help = false,
            ];
            // What is selected in a line of text reaches beyond its letters.
            let key =
                |key, modifiers| egui::Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
            // A bar of several lines is as high as it is from the third frame on.
            (0..4).for_each(|_| drop(painted.frame(Vec::new())));
            let formula = painted.context.read_response(egui::Id::unique(crate::window::ui::field::FORMULA)).unwrap();
            let place = formula.rect.center();
            let press = |pressed| {
                let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
                egui::Event::PointerButton { pos: place, button, pressed, modifiers }
            };
            let typed = [
                vec![egui::Event::PointerMoved(place)],
                vec![press(true)],
                vec![press(false)],
                vec![key(egui::Key::A, Modifiers::COMMAND)],
                vec![egui::Event::Text("x - a ".to_owned())],
                vec![key(egui::Key::A, Modifiers::COMMAND)],
                vec![key(egui::Key::ArrowRight, Modifiers::NONE)],
                vec![key(egui::Key::ArrowLeft, Modifiers::SHIFT)],
            ];
            for (index, events) in typed.into_iter().enumerate() {
                let [parts, whole] = painted.frame(events);
                assert!(parts == whole, "event {index} at {pixels_per_point} pixels per point");
            }
            assert_eq!(painted.session.text, "x - a ", "it was typed at {pixels_per_point}");
            let mut before = Vec::new();
            for (index, change) in changes.into_iter().enumerate() {
                change(&mut painted.session);
                let at = egui::pos2(60.0, 20.0 + 40.0 * index as f32);
                let [parts, whole] = painted.frame(vec![egui::Event::PointerMoved(at)]);
                assert!(parts == whole, "change {index} at {pixels_per_point} pixels per point");
                assert!(index < 2 || parts != before, "change {index} is seen");
                // What opens is measured in its first frame, and seen from the second on.
                let [parts, whole] = painted.frame(Vec::new());
                assert!(parts == whole, "after change {index} at {pixels_per_point} pixels per point");
                before = parts;
            }
        }
    }

    #[test]
    fn only_what_changed_is_painted() {
        let all = PixelRect { min: [0; 2], max: [400, 300] };
        let square = |x: f32, color| {
            let rect = Rect::from_min_size(egui::pos2(x, 10.0), egui::vec2(20.0, 20.0));
            ClippedShape::new(Rect::EVERYTHING, egui::Shape::rect_filled(rect, 0.0, color))
        };
        let (red, blue) = (egui::Color32::RED, egui::Color32::BLUE);
        let old = [square(0.0, red), square(100.0, red), square(200.0, red)];
        assert_eq!(changed(&old, &old, 1.0, all), []);
        let recolored = [square(0.0, blue), square(100.0, red), square(200.0, blue)];
        let rects = [[0, 22], [198, 222]].map(|[min, max]| PixelRect { min: [min, 8], max: [max, 32] });
        assert_eq!(changed(&old, &recolored, 1.0, all), rects);
        // What goes leaves its place to be painted, and nothing else.
        let fewer = [square(0.0, red), square(200.0, red)];
        assert_eq!(changed(&old, &fewer, 2.0, all), [PixelRect { min: [196, 16], max: [244, 64] }]);
    }

    #[test]
    fn parts_that_overlap_are_one_and_many_are_too() {
        let part = |min: u32| PixelRect { min: [min, 0], max: [min + 10, 10] };
        assert_eq!(apart(vec![part(0), part(20), part(8)]), [part(20), PixelRect { min: [0, 0], max: [18, 10] }]);
        // A part that joins two others joins them to each other.
        let bridge = PixelRect { min: [5, 0], max: [25, 10] };
        assert_eq!(apart(vec![part(0), part(20), bridge]), [PixelRect { min: [0, 0], max: [30, 10] }]);
        assert_eq!(apart((0..8).map(|index| part(20 * index)).collect()).len(), 1);
    }
}
