//! Weights of particles as colours over a picture that is drawn already.

use super::cover::{COVER, over_picture};
use super::pipeline::COLOR_FORMAT;
use super::splat::PanelPixels;
use crate::gpu::{Gpu, GpuError, Part, Shader, texture_layout_entry, uniform_buffer, uniform_layout_entry};

/// The most channels of weights: the labels' and one for those without.
pub(crate) const MAX_CHANNELS: usize = 9;

/// The weight that is wholly opaque and white, as a power of the number of particles.
const CROWD: f32 = 0.8;
/// The number in a pixel that has the last colour where colours say how many there are, as a power of all.
pub(crate) const DENSITY_POWER: f64 = 0.6;
/// The first of those colours in their table, whose dark part is no sign of many.
pub(crate) const DENSITY_FIRST: f64 = 0.3;

/// What density.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct DensityUniform {
    pub(crate) first: [u32; 2],
    pub(crate) size: [u32; 2],
    pub(crate) channels: u32,
    pub(crate) meaning: u32,
    pub(crate) unit: f32,
    pub(crate) single: f32,
    pub(crate) compression: f32,
    pub(crate) levels: f32,
    pub(crate) first_color: f32,
    pub(crate) casing: f32,
    pub(crate) colors: [[f32; 4]; MAX_CHANNELS],
}

/// How weights become colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DensityStyle {
    pub(crate) channels: u32,
    pub(crate) is_scalar: bool,
    /// Whether the colour says how many there are.
    pub(crate) is_density: bool,
    /// What a whole pixel of one particle weighs.
    pub(crate) unit: f32,
    /// The tint's highest value in whole numbers.
    pub(crate) levels: f32,
    /// How far their casing reaches around them, in pixels; 0 for none.
    pub(crate) casing: f32,
    /// How many particles there are.
    pub(crate) count: usize,
    pub(crate) colors: [[f32; 4]; MAX_CHANNELS],
}

impl DensityStyle {
    /// Pixels on every side of a panel whose weights a casing is told by.
    pub(crate) fn margin(&self) -> u32 {
        self.casing.ceil() as u32
    }
}

/// Draws weights. Its owner keeps it as long as the device.
#[derive(Debug)]
pub(crate) struct DensityRenderer {
    tone_map: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
}

/// The weights of a panel. They live until the panel changes.
#[derive(Debug)]
pub(crate) struct DensityDraw {
    group: wgpu::BindGroup,
    panel: PanelPixels,
}

impl DensityRenderer {
    pub(crate) fn new(gpu: &Gpu) -> Result<DensityRenderer, GpuError> {
        let weights = wgpu::BindGroupLayoutEntry {
            binding: 1,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only: true },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let entries = [uniform_layout_entry(0), weights, texture_layout_entry(2)];
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("density"), entries: &entries });
        let parts =
            [COVER, Part { name: "density.wgsl", source: include_str!("../../../shaders/render/density.wgsl") }];
        let shader = Shader::compose("density", &parts)?;
        let blend = Some(wgpu::BlendState::ALPHA_BLENDING);
        let tone_map = over_picture(gpu, &shader, &layout, "tone_map", COLOR_FORMAT, blend)?;
        Ok(DensityRenderer { tone_map, layout })
    }

    /// Binds a panel's weights; `tints` is the colormap of scalar tints.
    pub(crate) fn prepare(
        &self,
        gpu: &Gpu,
        panel: PanelPixels,
        style: &DensityStyle,
        weights: &wgpu::Buffer,
        tints: &wgpu::TextureView,
    ) -> DensityDraw {
        let power = if style.is_density { DENSITY_POWER as f32 } else { CROWD };
        let uniform = DensityUniform {
            first: panel.first,
            size: panel.size,
            channels: style.channels,
            meaning: if style.is_density { 2 } else { u32::from(style.is_scalar) },
            unit: style.unit,
            single: single_opacity(style.count),
            compression: 1.0 / (power * (style.count.max(4) as f32).log2()),
            levels: style.levels,
            first_color: DENSITY_FIRST as f32,
            casing: style.casing,
            colors: style.colors,
        };
        let uniform = uniform_buffer(gpu, "density", &uniform);
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("density"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: uniform.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: weights.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::TextureView(tints) },
            ],
        });
        DensityDraw { group, panel }
    }

    /// Records the weights of a panel over what is there.
    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, draw: &DensityDraw) {
        let PanelPixels { first: [left, top], size: [width, height] } = draw.panel;
        pass.set_scissor_rect(left, top, width, height);
        pass.set_pipeline(&self.tone_map);
        pass.set_bind_group(0, &draw.group, &[]);
        pass.draw(0..3, 0..1);
    }
}

/// The opacity of one particle: whole where there are few, and less where many lie over each other.
fn single_opacity(count: usize) -> f32 {
    const FEW: f32 = 1e4;
    (1.0 - 0.33 * (count as f32 / FEW).max(1.0).log10()).max(0.3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_particle_is_visible_among_any_number() {
        assert_eq!(single_opacity(1), 1.0);
        assert!(single_opacity(1_000_000) < 0.6 && single_opacity(100_000_000) >= 0.3);
    }
}
