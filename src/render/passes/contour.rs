//! Filled contours with lines.

use std::sync::OnceLock;

use super::frame::{ColorKind, FrameLayout};
use super::pipeline::{Depth, Description, build, style_layout};
use crate::colormap::Colormap;
use crate::compute::{FIELD_GROUP, GpuField};
use crate::gpu::{Gpu, GpuError, Part, UniformBinding};
use crate::render::figure::annotation::Color;
use crate::render::figure::ground::line_color;
use crate::render::figure::norm::ColorNorm;
use crate::scene::MAX_LEVELS;

/// The uniform of contour.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct ContourUniform {
    pub(crate) levels: [[f32; 4]; MAX_LEVELS + 1],
    pub(crate) count: f32,
    pub(crate) half_width: f32,
    pub(crate) line_alpha: f32,
    pub(crate) is_open: f32,
    pub(crate) is_covered: f32,
    pub(crate) none_1: f32,
    pub(crate) none_2: f32,
    pub(crate) none_3: f32,
    pub(crate) light_lines: [[u32; 4]; 2],
}

/// How opaque lines between bands are, of 255.
const LINE_OPACITY: u8 = 115;

/// Draws contours of one field. The field's pipelines own it.
#[derive(Debug)]
pub(crate) struct ContourRenderer {
    /// Of each kind, built where it is drawn first.
    pipelines: [OnceLock<wgpu::RenderPipeline>; 4],
    style: wgpu::BindGroupLayout,
}

/// What of the values beyond the first and the last level has the nearest band's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beyond {
    Nothing,
    Finite,
    /// Those that are too large for 32 bits, too.
    All,
}

/// Levels, in the device's values, and how what they bound is coloured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContourStyle<'a> {
    pub(crate) levels: &'a [f64],
    pub(crate) bands: &'a [[u8; 3]],
    /// Colours of lines, by levels, and their width in pixels.
    pub(crate) lines: &'a [Color],
    pub(crate) line_width: f64,
    pub(crate) beyond: Beyond,
    /// Whether other colours lie over those of bands.
    pub(crate) is_covered: bool,
}

/// What contours are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ContourKind {
    /// Whether means are drawn somewhere.
    pub(crate) has_means: bool,
    /// Whether nothing lies over the colours of values.
    pub(crate) is_bare: bool,
}

impl ContourKind {
    fn index(self) -> usize {
        usize::from(self.has_means) + 2 * usize::from(self.is_bare)
    }
}

/// Levels and their colours. It lives until they change.
#[derive(Clone, Debug)]
pub(crate) struct ContourDraw {
    style: UniformBinding,
}

impl ContourRenderer {
    pub(crate) fn new(
        gpu: &Gpu,
        frame: &FrameLayout,
        field: &GpuField,
        kind: ContourKind,
    ) -> Result<ContourRenderer, GpuError> {
        let renderer = ContourRenderer { pipelines: Default::default(), style: style_layout(gpu, "contour") };
        renderer.build(gpu, frame, field, kind)?;
        Ok(renderer)
    }

    /// Builds what draws a kind, where it is not there yet.
    pub(crate) fn build(
        &self,
        gpu: &Gpu,
        frame: &FrameLayout,
        field: &GpuField,
        kind: ContourKind,
    ) -> Result<(), GpuError> {
        let slot = &self.pipelines[kind.index()];
        if slot.get().is_none() {
            let built = pipeline(gpu, frame, field, &self.style, kind)?;
            slot.get_or_init(|| built);
        }
        Ok(())
    }

    /// Levels with the colours of the bands between them, in place of old ones.
    pub(crate) fn prepare(&self, gpu: &Gpu, style: &ContourStyle<'_>, old: Option<&ContourDraw>) -> ContourDraw {
        let uniform = uniform(style);
        let old = old.map(|old| &old.style);
        ContourDraw { style: UniformBinding::new(gpu, "contour", &self.style, &uniform, &[], old) }
    }

    /// Draws contours of a kind that is built.
    pub(crate) fn draw(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        field: &GpuField,
        draw: &ContourDraw,
        kind: ContourKind,
    ) {
        let Some(pipeline) = self.pipelines[kind.index()].get() else { return };
        pass.set_pipeline(pipeline);
        pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
        pass.set_bind_group(2, draw.style.group(), &[]);
        pass.draw(0..4, 0..1);
    }
}

fn pipeline(
    gpu: &Gpu,
    frame: &FrameLayout,
    field: &GpuField,
    style: &wgpu::BindGroupLayout,
    kind: ContourKind,
) -> Result<wgpu::RenderPipeline, GpuError> {
    let parts = [Part { name: "contour.wgsl", source: include_str!("../../../shaders/render/contour.wgsl") }];
    let description = Description {
        name: "contour",
        vertex: "contour_vertex",
        fragment: if kind.has_means { "fine_contour_fragment" } else { "contour_fragment" },
        field: Some(field),
        colors: ColorKind { is_even: true, is_bare: kind.is_bare },
        parts: &parts,
        style: Some(style),
        instances: None,
        topology: wgpu::PrimitiveTopology::TriangleStrip,
        depth: Depth::None,
    };
    build(gpu, frame, &description)
}

fn uniform(style: &ContourStyle<'_>) -> ContourUniform {
    let ContourStyle { levels, bands, lines, .. } = *style;
    let mut uniform = ContourUniform {
        levels: [[0.0; 4]; MAX_LEVELS + 1],
        count: levels.len() as f32,
        half_width: 0.5 * style.line_width as f32,
        line_alpha: f32::from(LINE_OPACITY) / 255.0,
        is_open: match style.beyond {
            Beyond::Nothing => 0.0,
            Beyond::Finite => 1.0,
            Beyond::All => 2.0,
        },
        is_covered: f32::from(u8::from(style.is_covered)),
        none_1: 0.0,
        none_2: 0.0,
        none_3: 0.0,
        light_lines: [[0; 4]; 2],
    };
    for (index, (slot, &level)) in uniform.levels.iter_mut().zip(levels).enumerate() {
        let [r, g, b] = bands.get(index).or(bands.last()).map_or([0.0; 3], |color| color.map(|c| f32::from(c) / 255.0));
        *slot = [level as f32, r, g, b];
    }
    for (index, _) in lines.iter().enumerate().filter(|(_, color)| color[0] > 0) {
        uniform.light_lines[index / 128][index / 32 % 4] |= 1 << (index % 32);
    }
    uniform
}

/// The colour of the line at each level: black or white, whichever is seen better on the bands beside it, and on what is
/// `beyond` the first and the last level where that is not the nearest band.
pub(crate) fn line_colors(bands: &[[u8; 3]], beyond: Option<[u8; 3]>) -> Vec<Color> {
    let beside = |at: usize| {
        let sides = [at.checked_sub(1).and_then(|below| bands.get(below)), bands.get(at)];
        let sides: Vec<[u8; 3]> = sides.into_iter().filter_map(|side| side.copied().or(beyond)).collect();
        line_color(&sides, LINE_OPACITY)
    };
    (0..=bands.len()).map(beside).collect()
}

/// The colour of the band above each level but the last: the colormap at the band's middle as the norm has it, the limits
/// being the first and the last level unless others are given, as matplotlib's `contourf` has it.
pub fn band_colors(levels: &[f64], colormap: Colormap, norm: &ColorNorm, limits: Option<[f64; 2]>) -> Vec<[u8; 3]> {
    let ends = levels.first().zip(levels.last()).map_or([0.0, 1.0], |(&first, &last)| [first, last]);
    let norm = ColorNorm { limits: limits.unwrap_or(ends), ..*norm };
    levels.windows(2).map(|band| colormap.sample(norm.position(norm.middle(band[0], band[1])))).collect()
}
