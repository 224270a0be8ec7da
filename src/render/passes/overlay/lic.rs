//! The flow of ∇f as texture: line integral convolution over the domain, as dark and light upon the colours.
//!
//! After Cabral and Leedom, "Imaging Vector Fields Using Line Integral Convolution" (1993).

use rayon::prelude::*;

use super::rows::{RowUniforms, rows_layout_entry, rows_per_dispatch};
use crate::compute::{FIELD_GROUP, GpuField};
use crate::descent::uniform;
use crate::field::{Breaks, Domain, Grid, Scales};
use crate::gpu::{
    Gpu, GpuError, Part, Shader, TooLarge, compute_pipeline, new_buffer, storage_buffer, storage_layout_entry,
    storage_texture_layout_entry, texture_layout_entry,
};
use crate::render::figure::layout::{aspect_ratio, panels_of};
use crate::scene::{Scene, View};

/// Grains of noise that a line is as long as, each way.
const REACH: f64 = 14.0;
/// Pixels to a grain, at 100 pixels to an inch.
const GRAIN: f64 = 1.4;
/// Numbers along a side of the noise, lic.wgsl's LIC_SIDE.
const NOISE: u64 = 512;
/// A step, as a fraction of a grain, and how many there are each way.
const STEP: f64 = 0.5;
const STEPS: u32 = (REACH / STEP) as u32;
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

/// What buffers are for that are written anew.
const WRITTEN: wgpu::BufferUsages = wgpu::BufferUsages::STORAGE.union(wgpu::BufferUsages::COPY_DST);

/// What lic.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct LicUniform {
    pub(crate) origin: [f32; 2],
    pub(crate) cell: [f32; 2],
    pub(crate) density: [f32; 2],
    pub(crate) place: [f32; 2],
    pub(crate) place_step: [f32; 2],
    pub(crate) spread: [f32; 2],
    pub(crate) size: [u32; 2],
    pub(crate) first_row: u32,
    pub(crate) steps: u32,
    pub(crate) step: f32,
    pub(crate) grain: f32,
    pub(crate) has_breaks: u32,
    pub(crate) _end: u32,
}

/// Columns and rows of the texture, about one a pixel of a panel, and how many of them a grain is wide.
pub(crate) fn texture_size(scene: &Scene, domain: Domain) -> ([u32; 2], f64) {
    let across = panels_of(scene, domain, [0.0; 2]);
    let [mut width, mut height] = [0, 1].map(|axis| scene.size[axis] as f32 / across[axis] * ROOM[axis]);
    let pixels = width;
    if let Some(ratio) = aspect_ratio(scene.scales.aspect(scene.contour.aspect), domain) {
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

/// What the texture of the flow is made with. The next picture takes it over.
#[derive(Debug)]
pub(crate) struct FlowBuffers {
    noise: wgpu::Buffer,
    sums: wgpu::Buffer,
    texels: wgpu::Buffer,
    /// Where f jumps between texels, of the largest texture that had jumps.
    breaks: wgpu::Buffer,
    uniforms: Option<RowUniforms>,
}

impl FlowBuffers {
    /// Those of textures of a size, in place of old ones.
    fn new(gpu: &Gpu, [nx, ny]: [u32; 2], old: Option<FlowBuffers>) -> Result<FlowBuffers, GpuError> {
        let (bytes, limit) =
            (u64::from(nx) * u64::from(ny) * size_of::<[f32; 2]>() as u64, gpu.adapter.max_storage_binding);
        if bytes > limit {
            return Err(GpuError::Limit { what: TooLarge::Array { of: "the texture of the flow", bytes }, limit });
        }
        let usage = wgpu::BufferUsages::STORAGE;
        let texels = || new_buffer(gpu, "lic texels", bytes, usage);
        if let Some(old) = old {
            return Ok(if old.texels.size() == bytes { old } else { FlowBuffers { texels: texels(), ..old } });
        }
        let noise: Vec<f32> =
            (0..NOISE * NOISE).into_par_iter().map(|at| (2.0 * uniform(0, at)[0] - 1.0) as f32).collect();
        Ok(FlowBuffers {
            noise: storage_buffer(gpu, "lic noise", &noise),
            sums: new_buffer(gpu, "lic sums", 12, WRITTEN),
            texels: texels(),
            breaks: new_buffer(gpu, "lic breaks", 4, WRITTEN),
            uniforms: None,
        })
    }
}

/// What the flow is convolved over.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) domain: Domain,
    pub(crate) scales: Scales,
    /// Columns and rows of texels, and how many of them are a grain wide.
    pub(crate) size: [u32; 2],
    pub(crate) grain: f64,
    /// Where f jumps between texels.
    pub(crate) breaks: Option<Breaks>,
}

impl Flow {
    /// The nodes of a flow's texels.
    pub(crate) fn nodes(domain: Domain, [nx, ny]: [u32; 2]) -> Grid {
        Grid { nx: nx as usize, ny: ny as usize, domain }
    }

    fn uniform(&self, field: &GpuField) -> LicUniform {
        let Flow { domain, scales, size, grain, .. } = *self;
        let ends = [domain.x, domain.y];
        let last = size.map(|side| f64::from(side - 1));
        let along = |axis: usize| ends[axis].map(|data| field.coordinate(axis, data));
        let per_unit = [0, 1].map(|axis| last[axis] / (ends[axis][1] - ends[axis][0]));
        let greater = per_unit[0].abs().max(per_unit[1].abs());
        LicUniform {
            origin: [along(0)[0] as f32, along(1)[0] as f32],
            cell: [0, 1].map(|axis| ((along(axis)[1] - along(axis)[0]) / last[axis]) as f32),
            density: per_unit.map(|density| (density / greater) as f32),
            place: ends.map(|[first, _]| first as f32),
            place_step: [0, 1].map(|axis| ((ends[axis][1] - ends[axis][0]) / last[axis]) as f32),
            spread: [scales.x, scales.y].map(|spread| spread.code() as f32),
            size,
            first_row: 0,
            steps: STEPS,
            step: (STEP * grain) as f32,
            grain: grain as f32,
            has_breaks: self.breaks.is_some().into(),
            _end: 0,
        }
    }

    /// Writes the flow upon the colours of a texture into one of its size. Nothing of it leaves the device.
    pub(crate) fn record(
        &self,
        gpu: &Gpu,
        field: &GpuField,
        [below, target]: [&wgpu::TextureView; 2],
        kept: &mut Option<FlowBuffers>,
    ) -> Result<(), GpuError> {
        let old = kept.take();
        let buffers = kept.insert(FlowBuffers::new(gpu, self.size, old)?);
        let layout = layout(gpu);
        let [convolve, color] = pipelines(gpu, field, &layout)?;
        let [nx, ny] = self.size;
        let texel = 4 * STEPS as usize * (field.cost() + OWN_COST);
        let rows = rows_per_dispatch(OPERATIONS_PER_DISPATCH, texel * nx as usize).min(gpu.adapter.max_workgroups);
        let whole = self.uniform(field);
        let first_rows: Vec<u32> = (0..ny).step_by(rows as usize).collect();
        let all: Vec<LicUniform> = first_rows.iter().map(|&first_row| LicUniform { first_row, ..whole }).collect();
        let old = buffers.uniforms.take();
        let uniforms = buffers.uniforms.insert(RowUniforms::new(gpu, "lic", &all, old));
        if let Some(breaks) = &self.breaks {
            let bits = breaks.bits();
            let bytes: &[u8] = bytemuck::cast_slice(&bits);
            if buffers.breaks.size() < bytes.len() as u64 {
                buffers.breaks = new_buffer(gpu, "lic breaks", bytes.len() as u64, WRITTEN);
            }
            gpu.queue.write_buffer(&buffers.breaks, 0, bytes);
        }
        let entries = [
            uniforms.resource::<LicUniform>(),
            buffers.noise.as_entire_binding(),
            buffers.texels.as_entire_binding(),
            buffers.sums.as_entire_binding(),
            wgpu::BindingResource::TextureView(below),
            wgpu::BindingResource::TextureView(target),
            buffers.breaks.as_entire_binding(),
        ];
        let entries: Vec<_> =
            (0u32..).zip(entries).map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource }).collect();
        let descriptor = wgpu::BindGroupDescriptor { label: Some("lic"), layout: &layout, entries: &entries };
        let group = gpu.device.create_bind_group(&descriptor);
        gpu.queue.write_buffer(&buffers.sums, 0, &[0; 12]);
        for pipeline in [convolve, color] {
            for (index, &first_row) in first_rows.iter().enumerate() {
                let mut encoder = gpu.device.create_command_encoder(&Default::default());
                {
                    let mut pass = encoder.begin_compute_pass(&Default::default());
                    pass.set_pipeline(pipeline);
                    pass.set_bind_group(0, &group, &[uniforms.offset(index)]);
                    pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
                    pass.dispatch_workgroups(nx.div_ceil(GROUP), rows.min(ny - first_row), 1);
                }
                gpu.queue.submit([encoder.finish()]);
            }
        }
        Ok(())
    }
}

fn layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
    gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("lic"),
        entries: &[
            rows_layout_entry::<LicUniform>(0),
            storage_layout_entry(1, true),
            storage_layout_entry(2, false),
            storage_layout_entry(3, false),
            texture_layout_entry(4),
            storage_texture_layout_entry(5),
            storage_layout_entry(6, true),
        ],
    })
}

/// What convolves the flow of a field, and what makes colours of that; built when it is first used.
fn pipelines<'f>(
    gpu: &Gpu,
    field: &'f GpuField,
    layout: &wgpu::BindGroupLayout,
) -> Result<&'f [wgpu::ComputePipeline; 2], GpuError> {
    let slot = &field.kernels().lic;
    if let Some(built) = slot.get() {
        return Ok(built);
    }
    let build = |entry: &str| {
        let lic = Part { name: "lic.wgsl", source: include_str!("../../../../shaders/render/overlay/lic.wgsl") };
        let shader = Shader::compose_for(entry, &[entry], &[Part { name: "field", source: field.source() }, lic])?;
        compute_pipeline(gpu, entry, &shader, &[Some(layout), Some(field.layout())])
    };
    let (convolve, color) = rayon::join(|| build("convolve"), || build("color_flow"));
    let built = [convolve?, color?];
    Ok(slot.get_or_init(|| built))
}
