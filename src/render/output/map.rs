//! The picture of fates: a map over two hyperparameters, with axes, a colour bar and a legend.

use crate::colormap::Colormap;
use crate::compute::HyperparameterMap;
use crate::descent::Fate;
use crate::export::{Drawing, Group};
use crate::gpu::{Gpu, GpuError, new_texture, read_texture};
use crate::memory::{self, check_drawing, check_picture};
use crate::render::error::RenderError;
use crate::render::figure::annotation::{Mark, Rect};
use crate::render::figure::axes::plane_axes::{AxisRange, PlaneAxes};
use crate::render::figure::layout::{Head, inner};
use crate::render::figure::legend::{is_hidden, legend};
use crate::render::figure::steps::StepScale;
use crate::render::figure::stroke::MarkerShape;
use crate::render::figure::style::Style;
use crate::render::figure::swatch::{Hatch, Legend, Swatch};
use crate::render::figure::text::Typesetter;
use crate::render::figure::text::markup::plain;
use crate::render::output::still::Image;
use crate::render::output::vector::{Sheet, USUAL_RESOLUTION};
use crate::render::passes::annotations::AnnotationRenderer;
use crate::render::passes::pipeline::COLOR_FORMAT;
use crate::render::passes::splat::PanelPixels;
use crate::render::prepare::check_size;
use crate::scene::Theme;

/// How a map is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct MapStyle {
    /// Above the map.
    pub title: String,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Pixels to an inch, which letters and lines are measured in; 100 is usual.
    pub dpi: f64,
    /// Light or dark.
    pub theme: Theme,
    /// Colours of the steps to converge.
    pub map: Colormap,
}

/// Colours of what does not converge.
const CYCLING: [u8; 3] = [0xe6, 0x7e, 0x22];
const DIVERGED: [u8; 3] = [0x7d, 0x14, 0x1d];
const MOVING: [u8; 3] = [0xd2, 0xd4, 0xd8];

/// What lies across them, so that they are known without colours.
const HATCHED: [(Fate, Hatch, [u8; 3]); 3] = [
    (Fate::Cycling, Hatch::Crossed, [0x8a, 0x45, 0x0a]),
    (Fate::Diverged, Hatch::Falling, [0xb4, 0x6a, 0x70]),
    (Fate::Moving, Hatch::Rising, [0x9c, 0x9f, 0xa6]),
];

/// Pixels from one of their lines to the next, at the usual resolution.
const HATCH_APART: f32 = 7.0;

/// The lines of what does not converge.
fn hatch(fate: Fate) -> Option<(Hatch, [u8; 3])> {
    HATCHED.iter().find(|(hatched, ..)| *hatched == fate).map(|&(_, hatch, color)| (hatch, color))
}

/// Where all of a map's picture is, in pixels.
struct Figure {
    size: [u32; 2],
    /// The map itself.
    rect: Rect,
    scale: StepScale,
    figure_style: Style,
    marks: Vec<Mark>,
}

/// Pixels to an inch where nothing else is said.
const USUAL_DPI: f64 = 100.0;

/// Lays a map out in so many pixels, with so many of them to an inch.
fn figure(map: &HyperparameterMap, style: &MapStyle, size: [u32; 2], dpi: f64, typesetter: &mut Typesetter) -> Figure {
    let figure_style = Style::of(style.theme, size, [1.0; 2], dpi, None);
    let mut marks = Vec::new();
    let counts = caption(map);
    // Without a file of the user's there is none that could be wrong.
    let _ = typesetter.use_fonts(None, &style.title);
    let inner = inner(size, &figure_style);
    let head = Head::new([&style.title, &counts], size[0] as f32, &figure_style, typesetter);
    head.paint([0.5 * size[0] as f32, inner.min[1]], &figure_style, typesetter, &mut marks);
    let area = Rect { min: [inner.min[0], inner.min[1] + head.height], ..inner };
    let scale = scale(map);
    let bar = scale.bar(|fraction| style.map.sample(fraction), "steps to converge");
    let axis = |index: usize| {
        let sweep = &map.style.over[index];
        AxisRange { ends: sweep.range, spread: sweep.spread(), name: &sweep.name }
    };
    let axes = PlaneAxes::fit(area, [axis(0), axis(1)], None, Some(&bar), &figure_style, typesetter);
    axes.paint([axis(0), axis(1)], &figure_style, typesetter, &mut marks);
    bar.paint(axes.rect.max[0], [axes.rect.min[1], axes.rect.max[1]], &figure_style, typesetter, &mut marks);
    let mut entries = kinds(map);
    if let Some((index, _)) = map.best() {
        let fastest = Swatch::Marker(MarkerShape::Diamond, [1.0; 4]);
        let values = map.values(index);
        let (across, up) = (axis(0).fraction(values[0]), axis(1).fraction(values[1]));
        let at = [axes.rect.min[0] + across * axes.rect.width(), axes.rect.max[1] - up * axes.rect.height()];
        let half = 11.0 * figure_style.scale;
        fastest.paint(Rect { min: at, max: at }.grown(half), figure_style.line, |_| true, &mut marks);
        entries.push(("fastest".to_owned(), fastest));
    }
    legend(
        [axes.rect, area],
        |size| emptiest_corner(map, size),
        &entries,
        |_| true,
        &figure_style,
        typesetter,
        &mut marks,
    );
    let marks = marks.into_iter().flat_map(|mark| typesetter.without_markup(mark)).collect();
    Figure { size, rect: axes.rect, scale, figure_style, marks }
}

/// The corner of a map (whether at the right, whether at the bottom) where a legend of a size hides the least of what
/// converges.
fn emptiest_corner(map: &HyperparameterMap, size: [f32; 2]) -> [bool; 2] {
    const CORNERS: [[bool; 2]; 4] = [[true, false], [false, false], [true, true], [false, true]];
    let [columns, rows] = map.style.grid;
    let place = |index: usize| {
        let [across, up] =
            [(index % columns, columns), (index / columns, rows)].map(|(at, count)| (at as f32 + 0.5) / count as f32);
        [across, 1.0 - up]
    };
    let converged = map.fates.iter().enumerate().filter(|(_, fate)| matches!(fate, Fate::Converged(_)));
    let places: Vec<[f32; 2]> = converged.map(|(index, _)| place(index)).collect();
    let hidden = |corner: &[bool; 2]| places.iter().filter(|&&place| is_hidden(place, *corner, size)).count();
    CORNERS.into_iter().min_by_key(hidden).unwrap_or_default()
}

/// Draws a map of fates.
///
/// # Errors
/// Where the picture is larger than the device can draw, or the device fails.
pub fn render_hyperparameter_map(gpu: &Gpu, map: &HyperparameterMap, style: &MapStyle) -> Result<Image, RenderError> {
    check_size(gpu, style.size)?;
    // Its pixels are made here, go to a texture, and come back with the letters.
    check_drawing(style.size, memory::pixels(style.size).saturating_mul(16))?;
    let mut typesetter = Typesetter::default();
    let figure = figure(map, style, style.size, style.dpi, &mut typesetter);
    let [width, height] = figure.size;
    let pixels = pixels(map, &figure, style);
    let pixels = gpu.scoped(|| painted(gpu, &figure, &mut typesetter, &pixels))??;
    Ok(Image { width, height, pixels })
}

/// The pixels of a map under its annotations.
fn painted(gpu: &Gpu, figure: &Figure, typesetter: &mut Typesetter, pixels: &[[u8; 4]]) -> Result<Vec<u8>, GpuError> {
    let [width, height] = figure.size;
    let usage = wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC | wgpu::TextureUsages::COPY_DST;
    let texture = new_texture(gpu, "map", figure.size, 1, COLOR_FORMAT, usage);
    gpu.queue.write_texture(
        texture.as_image_copy(),
        bytemuck::cast_slice(pixels),
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(4 * width), rows_per_image: Some(height) },
        texture.size(),
    );
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    let whole = PanelPixels::whole(figure.size);
    AnnotationRenderer::new(gpu).paint(gpu, &mut encoder, &view, whole, typesetter, &figure.marks);
    gpu.queue.submit([encoder.finish()]);
    read_texture(gpu, &texture)
}

/// Draws a map of fates as shapes, the map itself as an image of `resolution` pixels to an inch.
///
/// # Errors
/// Where there is too little memory for the image.
pub fn draw_hyperparameter_map(
    map: &HyperparameterMap,
    style: &MapStyle,
    resolution: Option<f64>,
) -> Result<Drawing, RenderError> {
    // What no format and no reader takes is drawn coarser.
    let longest = style.size[0].max(style.size[1]);
    let most = USUAL_DPI * f64::from(MOST_SIDE) / f64::from(longest);
    let resolution = resolution.unwrap_or(USUAL_RESOLUTION).min(most);
    let mut typesetter = Typesetter::default();
    let size = style.size.map(|side| (f64::from(side) * resolution / USUAL_DPI).round() as u32);
    check_picture(size)?;
    let figure = figure(map, style, size, resolution, &mut typesetter);
    let sheet = Sheet::new(resolution);
    let pixels = pixels(map, &figure, style).into_flattened();
    let image = Image { width: figure.size[0], height: figure.size[1], pixels };
    let image = sheet.image(&image, PanelPixels::of(figure.rect, figure.size), figure.figure_style.background);
    let annotations = figure.marks.iter().flat_map(|mark| sheet.mark(mark, &mut typesetter)).collect();
    let groups = vec![
        Group { name: "map", clip: None, shapes: vec![image] },
        Group { name: "annotations", clip: None, shapes: annotations },
    ];
    let background = Some(figure.figure_style.background);
    Ok(sheet.drawing(figure.size, &plain(&style.title), background, groups, typesetter.faces()))
}

/// The longest side of an image within a drawing.
const MOST_SIDE: u32 = 16_384;

fn caption(map: &HyperparameterMap) -> String {
    match map.best() {
        None => "converges nowhere".to_owned(),
        Some((index, steps)) => {
            let values = map.values(index);
            let settings = map.style.over.iter().zip(values).map(|(sweep, value)| format!("{} {value:.4}", sweep.name));
            format!("fastest: {steps} steps at {}", settings.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The scale of the steps to converge.
fn scale(map: &HyperparameterMap) -> StepScale {
    let steps = |fate: &Fate| match fate {
        Fate::Converged(steps) => Some(*steps),
        _ => None,
    };
    let all = || map.fates.iter().filter_map(steps);
    StepScale::new(all().min().unwrap_or(1), all().max().unwrap_or(1))
}

fn kinds(map: &HyperparameterMap) -> Legend {
    let kinds = [
        (Fate::Cycling, "cycling", CYCLING),
        (Fate::Diverged, "diverged", DIVERGED),
        (Fate::Moving, "still moving", MOVING),
    ];
    let all = map.fates.len() as f64;
    let solid = |[r, g, b]: [u8; 3]| [r, g, b, 255].map(|channel| f32::from(channel) / 255.0);
    let entry = |(kind, name, color): (Fate, &str, [u8; 3])| {
        let count = map.fates.iter().filter(|fate| **fate == kind).count();
        let swatch = match hatch(kind) {
            Some((hatch, line)) => Swatch::Hatched([color, line].map(solid), hatch),
            None => Swatch::Area(solid(color)),
        };
        let part = 100.0 * count as f64 / all;
        let part = if part < 0.05 { "< 0.1".to_owned() } else { format!("{part:.1}") };
        (count > 0).then(|| (format!("{name}  {part} %"), swatch))
    };
    kinds.into_iter().filter_map(entry).collect()
}

/// The colours of a map's pairs of values, as its picture has them.
pub fn fate_colors(map: &HyperparameterMap, colors: Colormap) -> Vec<[u8; 3]> {
    let scale = scale(map);
    map.fates.iter().map(|&fate| color(fate, scale, colors)).collect()
}

fn color(fate: Fate, scale: StepScale, colors: Colormap) -> [u8; 3] {
    match fate {
        Fate::Converged(steps) => colors.sample(scale.fraction(f64::from(steps))),
        Fate::Cycling => CYCLING,
        Fate::Diverged => DIVERGED,
        Fate::Moving => MOVING,
    }
}

/// What a map shows that does not converge: its name with how much of the map it is, and its colour.
pub fn fate_kinds(map: &HyperparameterMap) -> Vec<(String, [f32; 4])> {
    let color = |swatch| match swatch {
        Swatch::Area(color) | Swatch::Hatched([color, _], _) => color,
        Swatch::Line(style) => style.color,
        Swatch::Marker(_, color) => color,
        Swatch::Nothing => [0.0; 4],
    };
    kinds(map).into_iter().map(|(name, swatch)| (name, color(swatch))).collect()
}

/// All pixels of the picture: the nearest cell of the map within its frame.
fn pixels(map: &HyperparameterMap, figure: &Figure, style: &MapStyle) -> Vec<[u8; 4]> {
    let (rect, scale, background) = (figure.rect, figure.scale, figure.figure_style.background);
    let [columns, rows] = map.style.grid;
    let cell = |fraction: f32, count: usize| (fraction * (count - 1) as f32).round() as usize;
    let [width, height] = figure.size;
    let pixel = |x: u32, y: u32| {
        let [x, y] = [x as f32 + 0.5, y as f32 + 0.5];
        let (across, down) = ((x - rect.min[0]) / rect.width(), (y - rect.min[1]) / rect.height());
        let is_inside = (0.0..=1.0).contains(&across) && (0.0..=1.0).contains(&down);
        if !is_inside {
            let [r, g, b] = background;
            return [r, g, b, 255];
        }
        let fate = map.fates[cell(1.0 - down, rows) * columns + cell(across, columns)];
        let ground = color(fate, scale, style.map);
        let (covered, line) = hatch(fate).map_or((0.0, ground), |(hatch, line)| {
            (hatch.coverage([x, y], figure.figure_style.line, HATCH_APART * figure.figure_style.scale), line)
        });
        let [r, g, b] = [0, 1, 2].map(|channel| {
            let [from, to] = [ground[channel], line[channel]].map(f32::from);
            (from + covered * (to - from)).round() as u8
        });
        [r, g, b, 255]
    };
    (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| pixel(x, y)).collect()
}
