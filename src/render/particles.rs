//! Particles over a picture: the picture beneath is drawn once, and each frame adds the particles where they are now.

use std::cell::Cell;
use std::sync::Arc;

use glam::Vec2;

use crate::compute::{Descender, GpuField, ParticleSystem};
use crate::field::Scales;
use crate::gpu::{Gpu, GpuError, TooLarge, new_buffer};
use crate::render::data::plot_data::PlotData;
use crate::render::data::runs::trajectories::CASING_WIDTH;
use crate::render::data::wording::{DENSITY, MOST_AS_DISCS, SPEEDS, TINTS, shows_density};
use crate::render::figure::style::inches;
use crate::render::passes::density::{DensityDraw, DensityRenderer, DensityStyle, MAX_CHANNELS};
use crate::render::passes::frame::colormap_texture;
use crate::render::passes::samples::MaxDepthRenderer;
use crate::render::passes::splat::{PanelPixels, SplatBuild, SplatDraw, SplatRenderer, SplatUniform, trail_style};
use crate::scene::{DescentStyle, Scene, Tint, View};

/// The most that a particle weighs, and the least sum that a pixel's counter has to hold.
const UNIT: usize = 64;
const COUNTER: usize = 1 << 24;
/// Particles that have a casing.
const MOST_CASED: usize = 3_000;

/// A panel that particles are drawn in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ParticlePanel<'a> {
    pub(crate) frame: &'a wgpu::BindGroup,
    /// Its top left corner in the picture, and the whole pixels it touches.
    pub(crate) corner: Vec2,
    pub(crate) pixels: PanelPixels,
    /// Of the whole panel, in pixels.
    pub(crate) diagonal: f32,
    /// What shows through the surface; nothing on a plane.
    pub(crate) hidden: Option<f32>,
}

/// What draws particles of any field. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct ParticlePipelines {
    pub(crate) density: DensityRenderer,
    pub(crate) nearest: MaxDepthRenderer,
}

impl ParticlePipelines {
    pub(crate) fn new(gpu: &Gpu) -> Result<ParticlePipelines, GpuError> {
        Ok(ParticlePipelines { density: DensityRenderer::new(gpu)?, nearest: MaxDepthRenderer::new(gpu)? })
    }
}

/// A particle system over a picture. The picture owns it and drops it, or hands it to the picture that takes its place.
#[derive(Debug)]
pub(crate) struct ParticleLayer {
    pub(crate) particle_system: ParticleSystem,
    panels: Vec<Layer>,
    over: Vec<DensityDraw>,
    /// Whether panels take turns, and frames that were added up.
    pub(crate) takes_turns: bool,
    frames: Cell<usize>,
}

/// What one panel's particles are added up in.
#[derive(Debug)]
struct Layer {
    splat: Arc<SplatRenderer>,
    frame: wgpu::BindGroup,
    pixels: PanelPixels,
    is_draped: bool,
    nearest: wgpu::Buffer,
    density: wgpu::Buffer,
    draws: Vec<SplatDraw>,
}

/// The programs that a scene's panels need, the surface's first.
pub(crate) fn splat_builds(scene: &Scene) -> Vec<SplatBuild> {
    let style = &scene.descent;
    let panels: &[bool] = match scene.view {
        _ if style.particles == 0 => &[],
        View::Both => &[true, false],
        View::Surface => &[true],
        View::Contour => &[false],
        View::Curve | View::Loss => &[],
    };
    let build = |&is_draped: &bool| SplatBuild {
        tint: style.tint,
        is_draped,
        has_discs: radius(style.particles, [inches(scene.dpi); 2], f32::INFINITY) > 0.0,
        has_trails: style.trail() > 0,
    };
    panels.iter().map(build).collect()
}

impl ParticleLayer {
    pub(crate) fn new(
        gpu: &Gpu,
        (plot_data, field): (&PlotData, &GpuField),
        pipelines: &ParticlePipelines,
        particle_system: ParticleSystem,
        panels: &[(ParticlePanel<'_>, Arc<SplatRenderer>)],
    ) -> Result<ParticleLayer, GpuError> {
        gpu.scoped(|| ParticleLayer::built(gpu, (plot_data, field), pipelines, particle_system, panels))?
    }

    fn built(
        gpu: &Gpu,
        (plot_data, field): (&PlotData, &GpuField),
        pipelines: &ParticlePipelines,
        particle_system: ParticleSystem,
        panels: &[(ParticlePanel<'_>, Arc<SplatRenderer>)],
    ) -> Result<ParticleLayer, GpuError> {
        let style = density_style(plot_data, &particle_system);
        let tints = colormap_texture(gpu, if style.is_density { DENSITY } else { TINTS });
        let mut layers = Vec::new();
        let mut over = Vec::new();
        for (panel, splat) in panels {
            let pixels = panel.pixels;
            // What lies around particles is told by their neighbourhood, beyond the end of a tile, too.
            let margin = style.margin();
            let added = pixels.size.map(|side| side + 2 * margin);
            let channels = style.channels + u32::from(margin > 0);
            let bytes = 4 * u64::from(added[0]) * u64::from(added[1]) * u64::from(channels);
            let room = gpu.adapter.max_storage_binding;
            if bytes > room {
                return Err(GpuError::Limit { what: TooLarge::Weights(pixels.size), limit: room });
            }
            let is_draped = panel.hidden.is_some();
            let nearest = buffer(gpu, "nearest", if is_draped { 4 * pixels.count() } else { 8 });
            let density = buffer(gpu, "density", bytes);
            let draws = (0u32..)
                .zip(particle_system.particle_groups())
                .map(|(index, particle_group)| {
                    let [data_scale, data_offset, field_scale, field_offset] =
                        field_way(&particle_group.descender, field, plot_data.scales);
                    let [tint_low, tint_scale] = tint_range(plot_data);
                    let uniform = SplatUniform {
                        data_scale,
                        data_offset,
                        spread: [plot_data.scales.x, plot_data.scales.y].map(|spread| spread.code() as f32),
                        field_scale,
                        field_offset,
                        start: (panel.corner - panel.corner.floor() + margin as f32).to_array(),
                        size: added,
                        margin,
                        cased: style.channels,
                        channel: if style.is_scalar { 0 } else { index % MAX_CHANNELS as u32 },
                        tint_low,
                        tint_scale,
                        radius: radius(
                            particle_system.starts().len(),
                            [plot_data.style.inches, plot_data.style.scale],
                            panel.diagonal,
                        ),
                        unit: style.unit,
                        hidden: panel.hidden.unwrap_or(1.0),
                        // As long as no step of it is lost; it may move on and back.
                        trails: trails(&plot_data.scene.descent, [plot_data.style.inches, plot_data.style.scale]),
                        extent: particle_group.descender.extent(),
                        diagonal: panel.diagonal,
                        levels: style.levels,
                        ..SplatUniform::default()
                    };
                    splat.prepare(gpu, particle_group, uniform, &nearest, &density)
                })
                .collect();
            over.push(pipelines.density.prepare(gpu, pixels, &style, &density, &tints));
            layers.push(Layer {
                splat: Arc::clone(splat),
                frame: panel.frame.clone(),
                pixels,
                is_draped,
                nearest,
                density,
                draws,
            });
        }
        Ok(ParticleLayer { particle_system, panels: layers, over, takes_turns: false, frames: Cell::new(0) })
    }

    /// Records what the surface hides, after it was drawn with this depth.
    pub(crate) fn max_depth(
        &self,
        gpu: &Gpu,
        pipelines: &ParticlePipelines,
        encoder: &mut wgpu::CommandEncoder,
        depth: &wgpu::TextureView,
    ) {
        for layer in self.panels.iter().filter(|layer| layer.is_draped) {
            pipelines.nearest.find(gpu, encoder, depth, layer.pixels.size, &layer.nearest);
        }
    }

    /// Adds the particles up where they are now; where panels take turns, in the next one's panel alone.
    pub(crate) fn splat(&self, gpu: &Gpu, field: &GpuField, encoder: &mut wgpu::CommandEncoder) {
        let frame = self.frames.replace(self.frames.get() + 1);
        let is_due = |index: usize| frame == 0 || !self.takes_turns || index == frame % self.panels.len();
        let due: Vec<&Layer> =
            (0..).zip(&self.panels).filter(|&(index, _)| is_due(index)).map(|(_, layer)| layer).collect();
        for layer in &due {
            encoder.clear_buffer(&layer.density, 0, None);
        }
        let mut pass = encoder.begin_compute_pass(&Default::default());
        for layer in due {
            for (particle_group, draw) in self.particle_system.particle_groups().iter().zip(&layer.draws) {
                layer.splat.draw(gpu, &mut pass, &layer.frame, field, particle_group, draw);
            }
        }
    }

    /// Draws what was added up.
    pub(crate) fn draw(&self, pipelines: &ParticlePipelines, pass: &mut wgpu::RenderPass<'_>) {
        for draw in &self.over {
            pipelines.density.draw(pass, draw);
        }
    }
}

fn buffer(gpu: &Gpu, label: &str, size: u64) -> wgpu::Buffer {
    let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC;
    new_buffer(gpu, label, size, usage)
}

/// The way from a particle's coordinates to those of the picture's field: scale and offset to what spreads along the axes, and
/// from its places on.
fn field_way(descender: &Descender, field: &GpuField, scales: Scales) -> [[f32; 2]; 4] {
    // Where the axes are even, one map keeps all digits.
    if scales.is_linear() {
        let [scale, offset] = descender.field_map();
        return [scale, offset, [1.0; 2], [0.0; 2]];
    }
    let [first, second] = [0.0, 1.0].map(|place| [0, 1].map(|axis| field.coordinate(axis, place)));
    let slope = [0, 1].map(|axis| (second[axis] - first[axis]) as f32);
    [[1.0; 2], descender.origin().map(|at| at as f32), slope, first.map(|at| at as f32)]
}

/// How the trails of a descent are drawn: lines a pixel wide at the usual resolution, three of a panel with plenty of room
/// where very few are seen.
fn trails(descent: &DescentStyle, [inches, scale]: [f32; 2]) -> u32 {
    let is_thick = descent.has_thick_trails();
    trail_style(descent.has_whole_trails(), is_thick, if is_thick { (3.0 * scale).max(inches) } else { inches })
}

/// Half the diameter of a particle's disc in pixels, of a panel with this diagonal; 0 for a pixel, where there are many.
fn radius(count: usize, [inches, scale]: [f32; 2], diagonal: f32) -> f32 {
    /// The most of a square panel that discs cover where they are spread over it, so that the field is seen between them.
    const MOST_COVERED: f32 = 0.35;
    let radius = match count {
        0..=300 => 4.0,
        301..=3_000 => 2.5,
        3_001..=30_000 => 1.5,
        30_001..=MOST_AS_DISCS => 0.8,
        // As large as a pixel is at the usual resolution, so that as many are in one on paper.
        _ if inches > 1.0 => return inches / std::f32::consts::PI.sqrt(),
        _ => return 0.0,
    };
    let most = (MOST_COVERED * 0.5 * diagonal * diagonal / (std::f32::consts::PI * count as f32)).sqrt();
    (radius * scale.max(0.6)).min(most.max(0.25))
}

/// The tint's value at the lower end of the colours and 1 / its range.
fn tint_range(plot_data: &PlotData) -> [f32; 2] {
    let [low, high] = match plot_data.scene.descent.tint {
        Tint::Speed => SPEEDS,
        _ => plot_data.values.map(|value| plot_data.on_device(value)),
    };
    [low as f32, (1.0 / (high - low)) as f32]
}

fn density_style(plot_data: &PlotData, particle_system: &ParticleSystem) -> DensityStyle {
    let count = particle_system.starts().len() * particle_system.particle_groups().len();
    let channels = match plot_data.scene.descent.tint {
        Tint::Optimizer => particle_system.particle_groups().len().min(MAX_CHANNELS) as u32,
        Tint::Minimum => MAX_CHANNELS as u32,
        Tint::F | Tint::Speed => 2,
    };
    let mut colors = [[0.0; 4]; MAX_CHANNELS];
    for (slot, color) in colors.iter_mut().zip(&plot_data.particle_colors) {
        *slot = *color;
    }
    let is_scalar = matches!(plot_data.scene.descent.tint, Tint::F | Tint::Speed);
    let (unit, levels) = units(count);
    let groups = particle_system.particle_groups().len();
    let is_density = shows_density(plot_data.scene.descent.tint, groups, particle_system.starts().len());
    // Many lie beside each other, and hide their ground.
    let casing = if count <= MOST_CASED && !is_density { CASING_WIDTH * plot_data.style.scale } else { 0.0 };
    DensityStyle { channels, is_scalar, is_density, unit, levels, casing, count, colors }
}

/// What a particle weighs and the highest value of its tint, in whole numbers: counters of 32 bits hold the sum over all
/// particles in one pixel.
fn units(count: usize) -> (f32, f32) {
    let count = count.max(1);
    let unit = (COUNTER / count).clamp(1, UNIT);
    let levels = (u32::MAX as usize / (count * unit)).clamp(1, 255);
    (unit as f32, levels as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discs_leave_the_field_to_be_seen_between_them() {
        for (count, side) in [(300, 150.0f32), (3_000, 200.0), (20_000, 400.0), (60_000, 500.0)] {
            let radius = radius(count, [1.0; 2], side * std::f32::consts::SQRT_2);
            let covered = count as f32 * std::f32::consts::PI * radius * radius / (side * side);
            assert!((0.1..0.36).contains(&covered), "{count} in {side}: {covered}");
        }
        // In a panel of the usual size a few are as large as they were.
        assert_eq!([1, 300].map(|count| radius(count, [1.0; 2], 700.0)), [4.0; 2]);
        // Many are a pixel each, and cover as much of the paper at every resolution.
        assert_eq!(radius(1_000_000, [1.0; 2], 700.0), 0.0);
        let area = |inches: f32| std::f32::consts::PI * radius(1_000_000, [inches; 2], 700.0).powi(2);
        assert!((area(3.0) - 9.0).abs() < 1e-4, "{}", area(3.0));
    }

    #[test]
    fn trails_are_as_wide_on_paper_at_every_resolution() {
        let few = DescentStyle { particles: 1, ..DescentStyle::default() };
        let many = DescentStyle { particles: 500, trail: Some(30), ..DescentStyle::default() };
        let pixels = |descent: &DescentStyle, inches: f32| 1 + 2 * (trails(descent, [inches; 2]) >> 2);
        assert_eq!([1.0, 3.0, 6.0].map(|inches| pixels(&many, inches)), [1, 3, 7]);
        assert_eq!([1.0, 3.0].map(|inches| pixels(&few, inches)), [3, 9]);
        assert_eq!((trails(&many, [1.0; 2]) & 3, trails(&few, [1.0; 2]) & 3), (1, 3));
        // In a column of a journal they are as fine as what else is drawn there, and seen.
        assert_eq!([[3.0, 1.65], [1.0, 0.55]].map(|sizes| 1 + 2 * (trails(&few, sizes) >> 2)), [5, 1]);
    }

    #[test]
    fn a_pixel_counts_all_particles_and_their_tints() {
        for count in [1, 1_000, 300_000, 16_777_216, 16_843_010, 33_000_000, 268_000_000] {
            let (unit, levels) = units(count);
            let sum = count as f64 * f64::from(unit) * f64::from(levels);
            assert!(sum <= f64::from(u32::MAX) && unit >= 1.0 && levels >= 1.0, "{count}: {unit} {levels}");
            assert!(count > 16_843_009 || levels == 255.0, "{count}: few are as finely tinted as colours are");
        }
    }
}
