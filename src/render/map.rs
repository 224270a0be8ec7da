//! The picture of fates: a map over two hyperparameters, with axes, a colour bar and a legend.

use super::annotation::Rect;
use super::facts::RenderError;
use super::layout::{AxisRange, ColorBar, Legend, PlaneAxes, Style, areas, legend};
use super::pipeline::COLOR_FORMAT;
use super::still::Image;
use super::text::{AnnotationRenderer, Typesetter};
use super::ticks::{format_ticks, linear_ticks, log_ticks};
use crate::colormap::Colormap;
use crate::compute::FateMap;
use crate::descent::Fate;
use crate::gpu::{Gpu, read_texture};
use crate::scene::{Theme, View};

/// How a map is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct MapStyle {
    /// Above the map.
    pub title: String,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Light or dark.
    pub theme: Theme,
    /// Colours of the steps to converge.
    pub map: Colormap,
}

/// Colours of what does not converge.
const CYCLING: [u8; 3] = [0xe6, 0x7e, 0x22];
const DIVERGED: [u8; 3] = [0x7d, 0x14, 0x1d];
const MOVING: [u8; 3] = [0xd2, 0xd4, 0xd8];

/// Draws a map of fates.
pub fn render_fates(gpu: &Gpu, map: &FateMap, style: &MapStyle) -> Result<Image, RenderError> {
    let [width, height] = style.size;
    let look = Style::of(style.theme, style.size, View::Contour, 100.0);
    let mut type_ = Typesetter::default();
    let mut marks = Vec::new();
    let counts = caption(map);
    let area = areas(style.size, View::Contour, [&style.title, &counts], &look, &mut type_, &mut marks).contour;
    let area = area.unwrap_or(Rect::new(0.0, 0.0, width as f32, height as f32));
    let scale = StepScale::of(map);
    let bar = scale.bar(style.map);
    let axis = |index: usize| {
        let sweep = &map.style.over[index];
        AxisRange { ends: sweep.range, logarithmic: sweep.logarithmic, name: &sweep.name }
    };
    let axes = PlaneAxes::fit(area, [axis(0), axis(1)], None, Some(&bar), &look, &mut type_);
    axes.paint([axis(0), axis(1)], &look, &mut type_, &mut marks);
    bar.paint(axes.rect.max[0], [axes.rect.min[1], axes.rect.max[1]], &look, &mut type_, &mut marks);
    legend(axes.rect, [true, false], &kinds(map), &look, &mut type_, &mut marks);
    let pixels = pixels(map, axes.rect, &scale, style, look.background);
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("map"),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: COLOR_FORMAT,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    gpu.queue.write_texture(
        texture.as_image_copy(),
        bytemuck::cast_slice(&pixels),
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(4 * width), rows_per_image: Some(height) },
        texture.size(),
    );
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    AnnotationRenderer::new(gpu).paint(gpu, &mut encoder, &view, style.size, &mut type_, &marks);
    gpu.queue.submit([encoder.finish()]);
    let pixels = read_texture(gpu, &texture)?;
    gpu.check()?;
    Ok(Image { width, height, pixels })
}

fn caption(map: &FateMap) -> String {
    match map.best() {
        None => "converges nowhere".to_owned(),
        Some((index, steps)) => {
            let values = map.values(index);
            let settings = map.style.over.iter().zip(values).map(|(sweep, value)| format!("{} {value:.4}", sweep.name));
            format!("fastest: {steps} steps at {}", settings.collect::<Vec<_>>().join(", "))
        }
    }
}

/// How steps spread over the colormap, by their logarithms.
#[derive(Clone, Copy, Debug)]
struct StepScale([f64; 2]);

impl StepScale {
    fn of(map: &FateMap) -> StepScale {
        let steps = |fate: &Fate| match fate {
            Fate::Converged(steps) => Some(f64::from((*steps).max(1))),
            _ => None,
        };
        let (low, high) =
            map.fates.iter().filter_map(steps).fold((f64::INFINITY, 1.0f64), |(l, h), s| (l.min(s), h.max(s)));
        let low = low.min(high);
        StepScale([low, high.max(low + 1.0)])
    }

    fn share(self, steps: f64) -> f64 {
        let [low, high] = self.0.map(f64::ln);
        ((steps.max(1.0).ln() - low) / (high - low)).clamp(0.0, 1.0)
    }

    fn bar(self, map: Colormap) -> ColorBar {
        let [low, high] = self.0;
        let values = if high > 30.0 * low { log_ticks(low, high, 8) } else { linear_ticks(low, high, 8) };
        let colors = map.table().iter().enumerate().map(|(index, &color)| (index as f32 / 256.0, color)).collect();
        let shares = values.iter().map(|&value| self.share(value) as f32).collect();
        ColorBar { colors, shares, labels: format_ticks(&values), name: "steps to converge".to_owned() }
    }
}

fn kinds(map: &FateMap) -> Legend {
    let kinds = [
        (Fate::Cycling, "cycling", CYCLING),
        (Fate::Diverged, "diverged", DIVERGED),
        (Fate::Moving, "still moving", MOVING),
    ];
    let all = map.fates.len() as f64;
    let entry = |(kind, name, [r, g, b]): (Fate, &str, [u8; 3])| {
        let count = map.fates.iter().filter(|fate| **fate == kind).count();
        let color = [f32::from(r) / 255.0, f32::from(g) / 255.0, f32::from(b) / 255.0, 1.0];
        (count > 0).then(|| (format!("{name}  {:.1} %", 100.0 * count as f64 / all), color))
    };
    kinds.into_iter().filter_map(entry).collect()
}

/// All pixels of the picture: the nearest cell of the map within its frame.
fn pixels(map: &FateMap, rect: Rect, scale: &StepScale, style: &MapStyle, background: [u8; 3]) -> Vec<[u8; 4]> {
    let [columns, rows] = map.style.grid;
    let color = |fate: Fate| match fate {
        Fate::Converged(steps) => style.map.sample(scale.share(f64::from(steps))),
        Fate::Cycling => CYCLING,
        Fate::Diverged => DIVERGED,
        Fate::Moving => MOVING,
    };
    let cell = |share: f32, count: usize| (share * (count - 1) as f32).round() as usize;
    let [width, height] = style.size;
    let pixel = |x: u32, y: u32| {
        let [x, y] = [x as f32 + 0.5, y as f32 + 0.5];
        let (across, down) = ((x - rect.min[0]) / rect.width(), (y - rect.min[1]) / rect.height());
        let is_inside = (0.0..=1.0).contains(&across) && (0.0..=1.0).contains(&down);
        let [r, g, b] = match is_inside {
            true => color(map.fates[cell(1.0 - down, rows) * columns + cell(across, columns)]),
            false => background,
        };
        [r, g, b, 255]
    };
    (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| pixel(x, y)).collect()
}
