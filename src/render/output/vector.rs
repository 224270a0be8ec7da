//! A scene as a drawing: letters, axes, lines and arrows as shapes, what is dense as images.

use std::sync::Arc;

use super::size::check_whole;
use super::still::{Canvas, Image};
use crate::compute::BasinMap;
use crate::export::{Drawing, Ends, FontFile, Group, Label, Position, Shape, Typeface, corners};
use crate::expr::Order;
use crate::field::{Field, Grid};
use crate::gpu::Gpu;
use crate::render::data::lines::isolines::{Nodes, isolines, simplified};
use crate::render::data::lines::leaps::leaps_over;
use crate::render::data::plot_data::PlotData;
use crate::render::data::remark::Remark;
use crate::render::error::RenderError;
use crate::render::figure::annotation::{Color, Mark, Rect, Text, UPWARDS, color_of};
use crate::render::figure::ground::line_color;
use crate::render::figure::plane::Plane;
use crate::render::figure::stroke::{HEAD, MarkerShape, Stroke};
use crate::render::figure::style::POINTS_PER_INCH;
use crate::render::figure::text::Typesetter;
use crate::render::figure::text::fonts::FontFace;
use crate::render::figure::text::markup::plain;
use crate::render::panels::context::ContourPanel;
use crate::render::passes::arrows::{ArrowInstance, ArrowUniform, EDGE, arrow_corners, arrow_shape, outline_color};
use crate::render::passes::splat::PanelPixels;
use crate::render::picture::Parts;
use crate::render::renderer::Renderer;
use crate::scene::{Scene, View};

/// DejaVu Sans and what is as wide.
const FALLBACK: &str = "Bitstream Vera Sans, Verdana, sans-serif";
/// Pixels of an image to an inch where nothing is said: what printers ask for.
pub(crate) const USUAL_RESOLUTION: f64 = 300.0;

/// Draws a scene of a field as shapes; what has no end of them is an image of `resolution` pixels to an inch.
///
/// `basins` are those that the scene asks for, where they are there already. A pixel of the scene's size is as large as
/// its `dpi` says: 1280 pixels at 100 to an inch are 12.8 inches.
///
/// # Errors
/// As [`render`](super::still::render).
pub fn render_drawing(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    resolution: Option<f64>,
) -> Result<Drawing, RenderError> {
    draw_shapes(gpu, scene, field, basins, resolution, &mut Vec::new())
}

/// The same; what is to be known of it joins `remarks`.
pub(super) fn draw_shapes(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    resolution: Option<f64>,
    remarks: &mut Vec<Remark>,
) -> Result<Drawing, RenderError> {
    let longest = scene.size[0].max(scene.size[1]);
    let most = scene.dpi * f64::from(gpu.adapter.max_texture_side) / f64::from(longest);
    let resolution = resolution.unwrap_or(USUAL_RESOLUTION.max(scene.dpi).min(most));
    let fine = Scene {
        size: scene.size.map(|side| (f64::from(side) * resolution / scene.dpi).round() as u32),
        dpi: resolution,
        ..scene.clone()
    };
    // A curve is made of shapes alone.
    if !matches!(scene.view, View::Curve | View::Loss) {
        check_whole(gpu, fine.size)?;
    }
    let mut renderer = Renderer::new(gpu)?;
    let picture = renderer.prepare_raster_only(&fine, field, basins)?;
    remarks.extend(picture.remarks());
    let parts = picture.parts();
    let ground = parts.plot_data.style.background;
    let mut groups = Vec::new();
    let sheet = Sheet::new(resolution);
    let mut below = None;
    if parts.surface.is_some() || parts.contour.is_some() {
        let image = Canvas::new(gpu, fine.size)?.draw(gpu, &mut renderer, &picture)?;
        let panels = [("surface", parts.surface), ("bands", parts.contour.map(|panel| panel.pixels))];
        for (name, pixels) in panels.into_iter().filter_map(|(name, pixels)| Some((name, pixels?))) {
            groups.push(Group { name, clip: None, shapes: vec![sheet.image(&image, pixels, ground)] });
        }
        below = Some(image);
    }
    if let Some((panel, below)) = parts.contour.zip(below) {
        groups.extend(sheet.contour_groups(&parts, panel, parts.plot_data.drawn(field), &below));
    }
    let mut typesetter = Typesetter::default();
    typesetter.use_fonts(scene.font.as_deref(), &parts.plot_data.words(parts.title))?;
    let shapes = parts.marks.iter().flat_map(|mark| sheet.mark(mark, &mut typesetter)).collect();
    groups.push(Group { name: "annotations", clip: None, shapes });
    let title = scene.title.as_deref().filter(|title| !title.is_empty()).map_or(field.name().to_owned(), plain);
    let ground = (!scene.transparent).then_some(ground);
    Ok(sheet.drawing(fine.size, &title, ground, groups, typesetter.faces()))
}

/// The parts of a line that are of one colour each, by the colour at its points.
fn pieces_of(line: &[Position], color: impl Fn(Position) -> Color) -> Vec<(Color, Vec<Position>)> {
    let mut pieces: Vec<(Color, Vec<Position>)> = Vec::new();
    for pair in line.windows(2) {
        let own = color(pair[0]);
        match pieces.last_mut() {
            Some((color, points)) if *color == own => points.push(pair[1]),
            _ => pieces.push((own, pair.to_vec())),
        }
    }
    pieces
}

/// How pixels of the layout become points of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet {
    /// Pixels to an inch.
    resolution: f64,
    /// Points to a pixel.
    unit: f32,
}

impl Sheet {
    /// Points of a page whose layout has so many pixels to an inch.
    pub(crate) fn new(resolution: f64) -> Sheet {
        Sheet { resolution, unit: (POINTS_PER_INCH / resolution) as f32 }
    }

    /// A page of so many pixels.
    pub(crate) fn drawing(
        self,
        size: [u32; 2],
        title: &str,
        background: Option<[u8; 3]>,
        groups: Vec<Group>,
        faces: &[Arc<FontFace>],
    ) -> Drawing {
        let size = size.map(|side| (POINTS_PER_INCH / self.resolution * f64::from(side)) as f32);
        let file = |face: &Arc<FontFace>| {
            let family = face.family().unwrap_or_else(|| "Font".to_owned());
            let name = face.whole_name().unwrap_or_else(|| family.clone());
            FontFile { name, family, data: face.data.clone(), index: face.index }
        };
        let typeface = Typeface { fallback: FALLBACK.to_owned(), fonts: faces.iter().map(file).collect() };
        Drawing { size, title: title.to_owned(), background, typeface, groups }
    }

    fn place(self, at: Position) -> Position {
        at.map(|coordinate| self.unit * coordinate)
    }

    fn edges(self, rect: Rect) -> [f32; 4] {
        [rect.min[0], rect.min[1], rect.max[0], rect.max[1]].map(|edge| self.unit * edge)
    }

    /// A panel's pixels where they stand. What is not there has the colour of the ground, which readers that scale
    /// colours and opacity apart mix into the edges.
    pub(crate) fn image(self, image: &Image, panel: PanelPixels, [r, g, b]: [u8; 3]) -> Shape {
        let PanelPixels { first: [left, top], size: [width, height] } = panel;
        let row = |y: u32| {
            let from = 4 * (y as usize * image.width as usize + left as usize);
            &image.pixels[from..from + 4 * width as usize]
        };
        let mut pixels: Vec<u8> = (top..top + height).flat_map(row).copied().collect();
        let gone = pixels.as_chunks_mut().0.iter_mut().filter(|pixel: &&mut [u8; 4]| pixel[3] == 0);
        gone.for_each(|pixel| *pixel = [r, g, b, 0]);
        let rect = Rect::new(left as f32, top as f32, width as f32, height as f32);
        Shape::Image { rect: self.edges(rect), size: [width, height], pixels }
    }

    /// What lies on the bands of the contour panel, of which `below` is the image.
    fn contour_groups(self, parts: &Parts<'_>, panel: &ContourPanel, field: &Field, below: &Image) -> Vec<Group> {
        let clip = Some(self.edges(panel.rect));
        // What particles lie on is part of the image, as they are.
        let Some(primitives) = &panel.primitives else { return Vec::new() };
        let shapes = self.contours(parts.plot_data, panel.rect, field, below);
        let mut groups = vec![Group { name: "contours", clip, shapes }];
        if let Some((arrows, style)) = &primitives.arrows {
            for (name, grown) in [("arrow-edges", EDGE), ("arrows", 0.0)] {
                let shape = |arrow: &ArrowInstance| Shape::Area {
                    points: self.arrow(arrow, style, grown, parts.plot_data, panel.rect),
                    color: if grown > 0.0 { outline_color(arrow.color, style.outline) } else { arrow.color },
                };
                groups.push(Group { name, clip, shapes: arrows.iter().map(shape).collect() });
            }
        }
        groups.push(Group { name: "paths", clip, shapes: self.strokes(&primitives.strokes, panel.rect) });
        groups
    }

    /// The lines between bands, each in a colour that is seen on what is below it.
    fn contours(self, plot_data: &PlotData, rect: Rect, field: &Field, below: &Image) -> Vec<Shape> {
        /// How far a line may be straightened, and the shortest that is no speck, in points.
        const TOLERANCE: f32 = 0.02;
        const SHORTEST: f32 = 4.0;
        /// The narrowest band that has lines, in pixels, and in widths of its lines.
        const NARROWEST: f32 = 3.0;
        const CLEAR: f32 = 1.25;
        let width = plot_data.line_width() as f32 * self.unit;
        if width <= 0.0 {
            return Vec::new();
        }
        // A cell is about as large as a pixel of an ordinary screen, in a small panel of print smaller.
        let nodes = |length: f32| ((length * self.unit / 0.72) as usize).clamp(256, 1600);
        let grid = Grid { nx: nodes(rect.width()), ny: nodes(rect.height()), domain: plot_data.domain };
        let values = field.sample(&grid, Order::Value).swap_remove(0);
        let nodes = Nodes { values: &values, size: [grid.nx, grid.ny] };
        let cell = [rect.width() / (grid.nx - 1) as f32, rect.height() / (grid.ny - 1) as f32];
        let pixel = |[column, row]: Position| [rect.min[0] + column * cell[0], rect.max[1] - row * cell[1]];
        let levels = plot_data.lined();
        // Where the bands beside a line are so narrow, in pixels of the resolution, lines would only darken the picture; contour.wgsl
        // has half of their darkness there.
        let narrowest = f64::from(NARROWEST.max(CLEAR * width / self.unit));
        let change_per_pixel = |at: [usize; 2]| {
            let [across, up] = nodes.slope(at);
            (across / f64::from(cell[0])).hypot(up / f64::from(cell[1]))
        };
        let (xs, ys) = (grid.xs(), grid.ys());
        let corners_of = |[column, row]: [usize; 2]| [[xs[column], xs[column + 1]], [ys[row], ys[row + 1]]];
        let may_jump = !field.is_continuous(plot_data.domain);
        let is_shown = |[low, high]: [f64; 2], place: usize, cell: [usize; 2]| {
            let band = plot_data.wider_band_beside(place);
            narrowest * change_per_pixel(cell) < band
                && high - low < 2.0 * band
                && !(may_jump && leaps_over(field, corners_of(cell), levels[place]))
        };
        let ground = |at: Position| {
            let [x, y] = [(at[0], below.width), (at[1], below.height)].map(|(at, side)| (at as u32).min(side - 1));
            let [r, g, b, _] = below.pixel(x, y);
            [r, g, b]
        };
        let colors = plot_data.line_colors();
        let own = colors.iter().skip(usize::from(plot_data.is_open));
        let mut shapes = Vec::new();
        for (lines, &own) in isolines(&nodes, levels, is_shown).into_iter().zip(own) {
            for line in lines {
                let pixels: Vec<Position> = line.into_iter().map(pixel).collect();
                let span = |pair: &[Position]| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
                if self.unit * pixels.windows(2).map(span).sum::<f32>() < SHORTEST {
                    continue;
                }
                let pieces = match plot_data.is_covered()[1] {
                    true => pieces_of(&pixels, |at| line_color(&[ground(at)], own[3])),
                    false => vec![(own, pixels)],
                };
                shapes.extend(pieces.into_iter().map(|(color, pixels)| {
                    let points: Vec<Position> = pixels.into_iter().map(|at| self.place(at)).collect();
                    let points = simplified(&points, TOLERANCE);
                    Shape::Line { points, is_closed: false, width, ends: Ends::Round, color }
                }));
            }
        }
        shapes
    }

    /// The corners of an arrow on the plane, made larger by some shaft widths; as arrows.wgsl draws it.
    fn arrow(
        self,
        arrow: &ArrowInstance,
        style: &ArrowUniform,
        grown: f32,
        plot_data: &PlotData,
        rect: Rect,
    ) -> Vec<Position> {
        let [across, up] = arrow.motion;
        let [tip, size] = arrow_shape(arrow.length / style.width);
        let width = style.width * size;
        // It points as a point moves over the axes: where both have one scale it meets the contours at right angles.
        let [per_x, per_y] = Plane { rect, domain: plot_data.domain }.per_pixel().map(|data| data as f32);
        let sign = style.direction;
        let (along_x, along_y) = (sign * across / per_x, -sign * up / per_y);
        let norm = along_x.hypot(along_y).max(f32::MIN_POSITIVE);
        // A dot points nowhere.
        let direction = if tip > 0.0 { [along_x / norm, along_y / norm] } else { [1.0, 0.0] };
        let behind = style.pivot * tip;
        let tail = on_plane(arrow.tail, rect);
        let corner = |[along, across]: [f32; 2]| {
            self.place([
                tail[0] + width * ((along - behind) * direction[0] - across * direction[1]),
                tail[1] + width * ((along - behind) * direction[1] + across * direction[0]),
            ])
        };
        arrow_corners(tip, grown).into_iter().map(corner).collect()
    }

    /// Strokes of the plane: lines that go on are one, heads and discs are shapes of their own.
    fn strokes(self, strokes: &[Stroke], rect: Rect) -> Vec<Shape> {
        let mut shapes = Vec::new();
        // The line that may go on, with what lies on it, and where it ends.
        let mut line: Option<(Stroke, Vec<Position>, Vec<Shape>)> = None;
        let finish = |line: &mut Option<(Stroke, Vec<Position>, Vec<Shape>)>, shapes: &mut Vec<Shape>| {
            if let Some((stroke, points, over)) = line.take() {
                let (width, color) = (2.0 * (stroke.style[0] + stroke.style[3]) * self.unit, color_of(stroke.color));
                shapes.push(Shape::Line { points, is_closed: false, width, ends: Ends::Round, color });
                shapes.extend(over);
            }
        };
        for stroke in strokes {
            let [half, kind, _, grow] = stroke.style;
            let [from, to] = [stroke.start, stroke.end].map(|end| on_plane(end, rect));
            let color = color_of(stroke.color);
            let over = if let Some(marker) = MarkerShape::of_code(kind) {
                let parts = marker.convex_parts(half, grow).into_iter();
                let place = |[across, up]: [f32; 2]| self.place([to[0] + across, to[1] - up]);
                parts.map(|corners| Shape::Area { points: corners.into_iter().map(place).collect(), color }).collect()
            } else if kind == HEAD {
                vec![Shape::Area { points: self.head(from, to, half, grow), color }]
            } else if stroke.start == stroke.end {
                vec![Shape::Disc { at: self.place(to), radius: (half + grow) * self.unit, color }]
            } else {
                Vec::new()
            };
            match (over.is_empty(), &mut line) {
                (false, Some((last, _, shapes))) if last.color == stroke.color => shapes.extend(over),
                (false, _) => {
                    finish(&mut line, &mut shapes);
                    shapes.extend(over);
                }
                (true, Some((last, points, _)))
                    if last.end == stroke.start && last.color == stroke.color && last.style == stroke.style =>
                {
                    points.push(self.place(to));
                    *last = *stroke;
                }
                (true, _) => {
                    finish(&mut line, &mut shapes);
                    line = Some((*stroke, vec![self.place(from), self.place(to)], Vec::new()));
                }
            }
        }
        finish(&mut line, &mut shapes);
        shapes
    }

    /// The triangle of an arrow's head, as strokes.wgsl draws it.
    fn head(self, from: Position, to: Position, half: f32, grow: f32) -> Vec<Position> {
        let span = [to[0] - from[0], to[1] - from[1]];
        let norm = span[0].hypot(span[1]).max(f32::MIN_POSITIVE);
        let [x, y] = span.map(|side| side / norm);
        let corner =
            |along: f32, across: f32| self.place([to[0] + along * x - across * y, to[1] + along * y + across * x]);
        let (back, aside) = (-0.9 * half - grow, 1.09 * half + 1.73 * grow);
        vec![corner(half + 2.0 * grow, 0.0), corner(back, aside), corner(back, -aside)]
    }

    /// An annotation as shapes.
    pub(crate) fn mark(self, mark: &Mark, typesetter: &mut Typesetter) -> Vec<Shape> {
        match mark {
            Mark::Text(text) => self.lines(text, typesetter).into_iter().map(Shape::Label).collect(),
            Mark::Line { points, width, color } => {
                // A straight line, as of a tick, ends where it is said to.
                let ends = if points.len() == 2 { Ends::Butt } else { Ends::Round };
                let points = simplified(&points.iter().map(|&at| self.place(at)).collect::<Vec<_>>(), 0.01);
                vec![Shape::Line { points, is_closed: false, width: width * self.unit, ends, color: *color }]
            }
            Mark::Dot { at, diameter, color } => {
                vec![Shape::Disc { at: self.place(*at), radius: 0.5 * diameter * self.unit, color: *color }]
            }
            Mark::Area { points, color } => {
                vec![Shape::Area { points: points.iter().map(|&at| self.place(at)).collect(), color: *color }]
            }
            Mark::Frame { rect, width, color } => {
                let points = corners(self.edges(rect.grown(0.5 * width)));
                let width = width * self.unit;
                vec![Shape::Line { points, is_closed: true, width, ends: Ends::Butt, color: *color }]
            }
            Mark::Column { rect, colors } => {
                // Each colour reaches to the top, where the next covers it, so that no seam shows between two.
                let piece = |&(start, [r, g, b]): &(f32, [u8; 3])| {
                    let bottom = rect.max[1] - start * rect.height();
                    let edges = self.edges(Rect { max: [rect.max[0], bottom], ..*rect });
                    Shape::Area { points: corners(edges), color: [r, g, b, 255] }
                };
                colors.iter().map(piece).collect()
            }
        }
    }

    /// The lines of a text, one below the other.
    fn lines(self, text: &Text, typesetter: &mut Typesetter) -> Vec<Label> {
        let whole = typesetter.measure(&text.text, text.size);
        let [_, height] = typesetter.measure("0", text.size);
        let line = |(index, line): (usize, &str)| {
            let [width, high] = typesetter.measure(line, text.size);
            let baseline = typesetter.baseline(line, text.size);
            // A lone line is held where its text is, which another font's widths do not move.
            let fraction = match (text.text.contains('\n'), text.angle) {
                (true, _) => 0.0,
                (false, 0.0) => text.anchor[0],
                (false, UPWARDS) => 1.0 - text.anchor[1],
                (false, _) => 0.5,
            };
            let top = if whole[1] > high { index as f32 * height } else { 0.0 };
            let from_middle = [fraction * width - 0.5 * whole[0], top + baseline - 0.5 * whole[1]];
            Label {
                text: line.to_owned(),
                at: self.place(text.turned(whole, from_middle)),
                anchor: fraction,
                length: width * self.unit,
                size: text.size * self.unit,
                color: text.color,
                angle: text.angle,
                halo: text.halo.map(|(reach, color)| (reach * self.unit, color)),
            }
        };
        text.text.lines().enumerate().map(line).collect()
    }
}

/// Where a point of the plane's world is, in pixels.
fn on_plane([x, y, _]: [f32; 3], rect: Rect) -> Position {
    [rect.min[0] + 0.5 * (x + 1.0) * rect.width(), rect.max[1] - 0.5 * (y + 1.0) * rect.height()]
}
