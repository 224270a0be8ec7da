//! Filled contours with lines.

use std::sync::OnceLock;

use super::frame::FrameLayout;
use super::pipeline::{Depth, Description, build, style_layout};
use crate::colormap::Colormap;
use crate::compute::{FIELD_GROUP, GpuField};
use crate::gpu::{Gpu, GpuError, Part, UniformBinding};
use crate::render::figure::annotation::Color;
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
    pub(crate) line_color: [f32; 4],
}

/// Lines between bands: black, and less than half of it.
pub(crate) const LINE_COLOR: Color = [0, 0, 0, 115];

/// Draws contours of one field. It lives as long as the field's shader.
#[derive(Debug)]
pub(crate) struct ContourRenderer {
    pipeline: wgpu::RenderPipeline,
    /// What draws means too, built where they are drawn first.
    with_means: OnceLock<wgpu::RenderPipeline>,
    style: wgpu::BindGroupLayout,
}

/// Levels and their colours. It lives until they change.
#[derive(Clone, Debug)]
pub(crate) struct ContourDraw {
    style: UniformBinding,
}

impl ContourRenderer {
    pub(crate) fn new(gpu: &Gpu, frame: &FrameLayout, field: &GpuField) -> Result<ContourRenderer, GpuError> {
        let style = style_layout(gpu, "contour");
        let pipeline = pipeline(gpu, frame, field, &style, "contour_fragment")?;
        Ok(ContourRenderer { pipeline, with_means: OnceLock::new(), style })
    }

    /// Builds what draws means, where it is not there yet.
    pub(crate) fn build_means(&self, gpu: &Gpu, frame: &FrameLayout, field: &GpuField) -> Result<(), GpuError> {
        if self.with_means.get().is_none() {
            let built = pipeline(gpu, frame, field, &self.style, "fine_contour_fragment")?;
            self.with_means.get_or_init(|| built);
        }
        Ok(())
    }

    /// Levels with the colours of the bands between them, in place of old ones; open ones colour what is beyond the first
    /// and last too.
    pub(crate) fn prepare(
        &self,
        gpu: &Gpu,
        levels: &[f64],
        bands: &[[u8; 3]],
        line_width: f64,
        is_open: bool,
        old: Option<&ContourDraw>,
    ) -> ContourDraw {
        let uniform = uniform(levels, bands, line_width, is_open);
        let old = old.map(|old| &old.style);
        ContourDraw { style: UniformBinding::new(gpu, "contour", &self.style, &uniform, &[], old) }
    }

    /// Draws contours, with means or without.
    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, field: &GpuField, draw: &ContourDraw, has_means: bool) {
        pass.set_pipeline(self.with_means.get().filter(|_| has_means).unwrap_or(&self.pipeline));
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
    fragment: &str,
) -> Result<wgpu::RenderPipeline, GpuError> {
    let parts = [Part { name: "contour.wgsl", source: include_str!("../../../shaders/render/contour.wgsl") }];
    let description = Description {
        name: "contour",
        vertex: "contour_vertex",
        fragment,
        field: Some(field),
        parts: &parts,
        style: Some(style),
        instances: None,
        topology: wgpu::PrimitiveTopology::TriangleStrip,
        depth: Depth::None,
    };
    build(gpu, frame, &description)
}

fn uniform(levels: &[f64], bands: &[[u8; 3]], line_width: f64, is_open: bool) -> ContourUniform {
    let mut uniform = ContourUniform {
        levels: [[0.0; 4]; MAX_LEVELS + 1],
        count: levels.len() as f32,
        half_width: 0.5 * line_width as f32,
        line_alpha: f32::from(LINE_COLOR[3]) / 255.0,
        is_open: if is_open { 1.0 } else { 0.0 },
        line_color: [0.0, 0.0, 0.0, 1.0],
    };
    for (index, (slot, &level)) in uniform.levels.iter_mut().zip(levels).enumerate() {
        let [r, g, b] = bands.get(index).or(bands.last()).map_or([0.0; 3], |color| color.map(|c| f32::from(c) / 255.0));
        *slot = [level as f32, r, g, b];
    }
    uniform
}

/// The colour of the band above each level but the last: the colormap at the band's middle as the norm has it, the limits
/// being the first and the last level unless others are given, as matplotlib's `contourf` has it.
pub fn band_colors(levels: &[f64], colormap: Colormap, norm: &ColorNorm, limits: Option<[f64; 2]>) -> Vec<[u8; 3]> {
    let ends = levels.first().zip(levels.last()).map_or([0.0, 1.0], |(&first, &last)| [first, last]);
    let norm = ColorNorm { limits: limits.unwrap_or(ends), ..*norm };
    levels.windows(2).map(|band| colormap.sample(norm.position(norm.middle(band[0], band[1])))).collect()
}
