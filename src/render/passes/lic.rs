//! The flow of ∇f as texture: line integral convolution over the domain, as dark and light upon the colours.
//!
//! After Cabral and Leedom, "Imaging Vector Fields Using Line Integral Convolution" (1993).

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::compute::{FIELD_GROUP, GpuField};
use crate::descent::uniform;
use crate::field::Domain;
use crate::gpu::{
    Gpu, GpuError, Part, Shader, TooLarge, compute_pipeline, new_buffer, new_texture, storage_buffer,
    storage_layout_entry, storage_texture_layout_entry, texture_layout_entry, uniform_buffer, uniform_layout_entry,
};
use crate::render::figure::layout::aspect_ratio;
use crate::render::figure::layout::panels;
use crate::render::passes::pipeline::COLOR_FORMAT;
use crate::scene::{Scene, View};

/// Grains of noise that a line is as long as, each way.
const REACH: f64 = 14.0;
/// Pixels to a grain, at 100 pixels to an inch.
const GRAIN: f64 = 1.4;
/// Numbers along a side of the noise, lic.wgsl's LIC_SIDE.
const NOISE: u64 = 512;
/// A step, as a fraction of a grain.
const STEP: f64 = 0.5;
/// Workgroups that sum texels up, lic.wgsl's LIC_GROUPS.
const SUMMING_GROUPS: u32 = 64;
/// The fractions of a panel that its axes and bars leave for data, about.
const ROOM: [f32; 2] = [0.8, 0.86];
/// Texels along a side.
const SIDES: [f32; 2] = [64.0, 2048.0];
/// Operations of one dispatch, which a software adapter of two cores takes less than 50 ms for.
const OPERATIONS_PER_DISPATCH: usize = 60_000_000;
/// Operations of a step beside those of the field, about.
const OWN_COST: usize = 60;
/// Texels of a workgroup of lic.wgsl.
const GROUP: u32 = 64;

/// What lic.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct LicUniform {
    pub(crate) origin: [f32; 2],
    pub(crate) cell: [f32; 2],
    pub(crate) density: [f32; 2],
    pub(crate) size: [u32; 2],
    pub(crate) first_row: u32,
    pub(crate) steps: u32,
    pub(crate) step: f32,
    pub(crate) grain: f32,
}

/// Columns and rows of the texture, about one a pixel of a panel, and how many of them a grain is wide.
fn texture_size(scene: &Scene, domain: Domain) -> ([u32; 2], f64) {
    let across = panels(scene.size, scene.view);
    let [mut width, mut height] = [0, 1].map(|axis| scene.size[axis] as f32 / across[axis] * ROOM[axis]);
    let pixels = width;
    if let Some(ratio) = aspect_ratio(scene.contour.aspect, domain) {
        width = width.min(height / ratio);
        height = height.min(width * ratio);
    } else if scene.view == View::Surface {
        height = width.min(height);
    }
    let fits = (SIDES[1] / width.max(height)).min(1.0);
    let size = [width, height].map(|side| (side * fits).clamp(SIDES[0], SIDES[1]).round() as u32);
    let grain = f64::from(fits) * GRAIN * scene.dpi / 100.0;
    // A panel that is nearly nothing has no pixels to spare for letters' sizes.
    (size, if pixels < SIDES[0] { 1.0 } else { grain.max(1.0) })
}

/// How many rows a dispatch takes.
fn rows_per_dispatch(columns: u32, steps: u32, cost: usize, most: u32) -> u32 {
    let texel = 4 * steps as usize * (cost + OWN_COST);
    let rows = OPERATIONS_PER_DISPATCH / (texel * columns.max(1) as usize).max(1);
    (rows as u32).clamp(1, most)
}

/// What lays textures of any field's flow on colours, built where it is first used.
#[derive(Debug, Default)]
pub(crate) struct LicPipelines {
    built: OnceLock<Built>,
}

#[derive(Debug)]
struct Built {
    layout: wgpu::BindGroupLayout,
    /// In the order in which they follow the convolution.
    sum: wgpu::ComputePipeline,
    settle: wgpu::ComputePipeline,
    lay_on: wgpu::ComputePipeline,
    noise: wgpu::Buffer,
}

const LIC: Part<'static> = Part { name: "lic.wgsl", source: include_str!("../../../shaders/render/lic.wgsl") };

impl LicPipelines {
    fn built(&self, gpu: &Gpu) -> Result<&Built, GpuError> {
        if let Some(built) = self.built.get() {
            return Ok(built);
        }
        let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("lic"),
            entries: &[
                uniform_layout_entry(0),
                storage_layout_entry(1, true),
                storage_layout_entry(2, false),
                storage_layout_entry(3, false),
                texture_layout_entry(4),
                storage_texture_layout_entry(5, COLOR_FORMAT),
            ],
        });
        let pipeline = |entry: &str| {
            let shader = Shader::compose_for(entry, &[entry], &[LIC])?;
            compute_pipeline(gpu, entry, &shader, &[Some(&layout)])
        };
        let (sum, settle, lay_on) = (pipeline("sum_texels")?, pipeline("settle_tones")?, pipeline("lay_on")?);
        let noise: Vec<f32> =
            (0..NOISE * NOISE).into_par_iter().map(|at| (2.0 * uniform(0, at)[0] - 1.0) as f32).collect();
        let noise = storage_buffer(gpu, "lic noise", &noise);
        Ok(self.built.get_or_init(|| Built { layout, sum, settle, lay_on, noise }))
    }

    /// Colours over the domain, which are opaque or nothing, with the flow of ∇f upon them.
    pub(crate) fn with_flow(
        &self,
        gpu: &Gpu,
        field: &GpuField,
        scene: &Scene,
        domain: Domain,
        below: &wgpu::TextureView,
    ) -> Result<wgpu::TextureView, GpuError> {
        gpu.scoped(|| self.laid_on(gpu, field, scene, domain, below))?
    }

    fn laid_on(
        &self,
        gpu: &Gpu,
        field: &GpuField,
        scene: &Scene,
        domain: Domain,
        below: &wgpu::TextureView,
    ) -> Result<wgpu::TextureView, GpuError> {
        let built = self.built(gpu)?;
        let slot = &field.kernels().lic;
        let convolve = match slot.get() {
            Some(pipeline) => pipeline,
            None => {
                let parts = [Part { name: "field", source: field.source() }, LIC];
                let shader = Shader::compose_for("lic", &["convolve"], &parts)?;
                let layouts = [Some(&built.layout), Some(field.layout())];
                let pipeline = compute_pipeline(gpu, "convolve", &shader, &layouts)?;
                slot.get_or_init(|| pipeline)
            }
        };
        let (size, grain) = texture_size(scene, domain);
        let [nx, ny] = size;
        let (bytes, limit) = (u64::from(nx) * u64::from(ny) * 8, gpu.adapter.max_storage_binding);
        if bytes > limit {
            return Err(GpuError::Limit { what: TooLarge::Array { of: "the texture of the flow", bytes }, limit });
        }
        let texels = new_buffer(gpu, "lic texels", bytes, wgpu::BufferUsages::STORAGE);
        let sums = new_buffer(gpu, "lic sums", 16 * u64::from(SUMMING_GROUPS + 1), wgpu::BufferUsages::STORAGE);
        let usage = wgpu::TextureUsages::STORAGE_BINDING | wgpu::TextureUsages::TEXTURE_BINDING;
        let overlay = new_texture(gpu, "flow", size, 1, COLOR_FORMAT, usage).create_view(&Default::default());
        let whole = lic_uniform(field, domain, size, grain);
        let group = |uniform: &LicUniform| {
            let uniform = uniform_buffer(gpu, "lic", uniform);
            let buffers = [&uniform, &built.noise, &texels, &sums].map(|buffer| buffer.as_entire_binding());
            let textures = [below, &overlay].map(wgpu::BindingResource::TextureView);
            let entries: Vec<_> = (0u32..)
                .zip(buffers.into_iter().chain(textures))
                .map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource })
                .collect();
            let descriptor = wgpu::BindGroupDescriptor { label: Some("lic"), layout: &built.layout, entries: &entries };
            gpu.device.create_bind_group(&descriptor)
        };
        let submit = |passes: &[(&wgpu::ComputePipeline, [u32; 2])], uniform: &LicUniform| {
            let group = group(uniform);
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            {
                let mut pass = encoder.begin_compute_pass(&Default::default());
                pass.set_bind_group(0, &group, &[]);
                pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
                for (pipeline, [x, y]) in passes {
                    pass.set_pipeline(pipeline);
                    pass.dispatch_workgroups(*x, *y, 1);
                }
            }
            gpu.queue.submit([encoder.finish()]);
        };
        let rows = rows_per_dispatch(nx, whole.steps, field.cost(), gpu.adapter.max_workgroups);
        for first_row in (0..ny).step_by(rows as usize) {
            let groups = [nx.div_ceil(GROUP), rows.min(ny - first_row)];
            submit(&[(convolve, groups)], &LicUniform { first_row, ..whole });
        }
        let last =
            [(&built.sum, [SUMMING_GROUPS, 1]), (&built.settle, [1, 1]), (&built.lay_on, [nx.div_ceil(GROUP), ny])];
        submit(&last, &whole);
        Ok(overlay)
    }
}

fn lic_uniform(field: &GpuField, domain: Domain, size: [u32; 2], grain: f64) -> LicUniform {
    let ends = [domain.x, domain.y];
    let last = size.map(|side| f64::from(side - 1));
    let along = |axis: usize| ends[axis].map(|data| field.coordinate(axis, data));
    let per_unit = [0, 1].map(|axis| last[axis] / (ends[axis][1] - ends[axis][0]));
    let greater = per_unit[0].abs().max(per_unit[1].abs());
    LicUniform {
        origin: [along(0)[0] as f32, along(1)[0] as f32],
        cell: [0, 1].map(|axis| ((along(axis)[1] - along(axis)[0]) / last[axis]) as f32),
        density: per_unit.map(|density| (density / greater) as f32),
        size,
        first_row: 0,
        steps: (REACH / STEP) as u32,
        step: (STEP * grain) as f32,
        grain: grain as f32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dispatches_are_as_short_as_their_cost_asks_for() {
        let operations = |rows: u32, columns: usize, cost| rows as usize * columns * 4 * 36 * (cost + OWN_COST);
        for (columns, cost) in [(500, 20), (2048, 100), (800, 400)] {
            let rows = rows_per_dispatch(columns, 36, cost, 65_535);
            let columns = columns as usize;
            assert!(
                rows >= 1
                    && operations(rows, columns, cost) <= OPERATIONS_PER_DISPATCH.max(operations(1, columns, cost))
            );
            assert!(operations(rows + 1, columns, cost) > OPERATIONS_PER_DISPATCH, "{rows}");
        }
    }
}
