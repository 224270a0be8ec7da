//! Derived quantities as colours over the domain. Four of their values are read back, and nothing else leaves the device.

use std::sync::OnceLock;

use crate::compute::{Bands, FIELD_GROUP, GpuField};
use crate::field::Grid;
use crate::gpu::{
    Gpu, GpuError, Part, Shader, compute_pipeline, new_buffer, new_texture, read_buffer, storage_buffer,
    storage_layout_entry, storage_texture_layout_entry, uniform_buffer, uniform_layout_entry,
};
use crate::render::passes::pipeline::COLOR_FORMAT;

const DERIVED: Part<'static> =
    Part { name: "derived.wgsl", source: include_str!("../../../shaders/render/derived.wgsl") };
/// Invocations of a workgroup, and workgroups that count.
const GROUP: u32 = 64;
const COUNTING_GROUPS: u32 = 64;

/// What derived.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct DerivedUniform {
    pub(crate) origin: [f32; 2],
    pub(crate) cell: [f32; 2],
    pub(crate) size: [u32; 2],
    pub(crate) first_row: u32,
    pub(crate) quantity: u32,
    pub(crate) low: f32,
    pub(crate) colors_per_unit: f32,
    pub(crate) colors: u32,
    pub(crate) none: u32,
}

/// What is sought among the values.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct DerivedSelection {
    pub(crate) found: [u32; 4],
    pub(crate) places: [u32; 4],
    pub(crate) shift: u32,
    pub(crate) counts: [u32; 1024],
    pub(crate) none: [u32; 3],
}

/// A quantity that is derived of f.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// |∇f|.
    Norm,
    /// The angle of the steepest slope, in degrees.
    Slope,
    /// Where water would run, in degrees clockwise from north.
    Aspect,
    /// The sum of the second derivatives.
    Laplacian,
}

/// What colours quantities of any field, built where it is first used.
#[derive(Debug, Default)]
pub(crate) struct DerivedPipelines {
    built: OnceLock<Built>,
}

#[derive(Debug)]
struct Built {
    layout: wgpu::BindGroupLayout,
    count: wgpu::ComputePipeline,
    choose: wgpu::ComputePipeline,
    color: wgpu::ComputePipeline,
}

/// A quantity's values over a domain, a texel for each.
pub(crate) struct DerivedTexels<'a> {
    gpu: &'a Gpu,
    built: &'a Built,
    uniform: DerivedUniform,
    units: wgpu::Buffer,
    keys: wgpu::Buffer,
    selection: wgpu::Buffer,
    overlay: wgpu::TextureView,
}

impl DerivedPipelines {
    fn built(&self, gpu: &Gpu) -> Result<&Built, GpuError> {
        if let Some(built) = self.built.get() {
            return Ok(built);
        }
        let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("derived"),
            entries: &[
                uniform_layout_entry(0),
                storage_layout_entry(1, true),
                storage_layout_entry(2, false),
                storage_layout_entry(3, false),
                storage_layout_entry(4, true),
                storage_texture_layout_entry(5, COLOR_FORMAT),
            ],
        });
        let pipeline = |entry: &str| {
            let shader = Shader::compose_for(entry, &[entry], &[DERIVED])?;
            compute_pipeline(gpu, entry, &shader, &[Some(&layout)])
        };
        let (count, choose, color) = (pipeline("count_bits")?, pipeline("choose_bits")?, pipeline("color_values")?);
        Ok(self.built.get_or_init(|| Built { layout, count, choose, color }))
    }

    /// Finds a quantity at the nodes of a grid; a slope along x and one along y are divided by `units`, a pair for each row.
    pub(crate) fn derive<'a>(
        &'a self,
        gpu: &'a Gpu,
        field: &GpuField,
        quantity: Quantity,
        grid: &Grid,
        units: &[[f32; 2]],
    ) -> Result<DerivedTexels<'a>, GpuError> {
        gpu.scoped(|| self.derived(gpu, field, quantity, grid, units))?
    }

    fn derived<'a>(
        &'a self,
        gpu: &'a Gpu,
        field: &GpuField,
        quantity: Quantity,
        grid: &Grid,
        units: &[[f32; 2]],
    ) -> Result<DerivedTexels<'a>, GpuError> {
        let built = self.built(gpu)?;
        let (entry, slot) = match quantity {
            Quantity::Laplacian => ("derive_laplacian", &field.kernels().laplacian),
            _ => ("derive_slopes", &field.kernels().slopes),
        };
        let pipeline = match slot.get() {
            Some(pipeline) => pipeline,
            None => {
                let parts = [Part { name: "field", source: field.source() }, DERIVED];
                let shader = Shader::compose_for(entry, &[entry], &parts)?;
                let pipeline = compute_pipeline(gpu, entry, &shader, &[Some(&built.layout), Some(field.layout())])?;
                slot.get_or_init(|| pipeline)
            }
        };
        let size = [grid.nx as u32, grid.ny as u32];
        let ends = [grid.domain.x, grid.domain.y];
        let along = |axis: usize| ends[axis].map(|data| field.coordinate(axis, data));
        let cell = |axis: usize| ((along(axis)[1] - along(axis)[0]) / f64::from(size[axis].max(2) - 1)) as f32;
        let uniform = DerivedUniform {
            origin: [along(0)[0] as f32, along(1)[0] as f32],
            cell: [cell(0), cell(1)],
            size,
            quantity: quantity as u32,
            ..DerivedUniform::default()
        };
        let selection = DerivedSelection { found: [0; 4], places: [0; 4], shift: 24, counts: [0; 1024], none: [0; 3] };
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        let texels = DerivedTexels {
            gpu,
            built,
            uniform,
            units: storage_buffer(gpu, "units of slopes", units),
            keys: new_buffer(gpu, "derived values", 4 * grid.len() as u64, usage),
            selection: new_buffer(gpu, "derived selection", size_of::<DerivedSelection>() as u64, usage),
            overlay: {
                let usage = wgpu::TextureUsages::STORAGE_BINDING | wgpu::TextureUsages::TEXTURE_BINDING;
                new_texture(gpu, "derived colours", size, 1, COLOR_FORMAT, usage).create_view(&Default::default())
            },
        };
        gpu.queue.write_buffer(&texels.selection, 0, bytemuck::bytes_of(&selection));
        // No dispatch is longer than those of an evaluation.
        let limits = &gpu.adapter;
        let bands = Bands::new(grid.nx, grid.ny, field.cost(), limits.max_storage_binding, limits.max_workgroups);
        for first_row in (0..size[1]).step_by(bands.rows) {
            let group = texels.group(&DerivedUniform { first_row, ..uniform }, &[0]);
            let rows = (bands.rows as u32).min(size[1] - first_row);
            texels.dispatch(&[(pipeline, [size[0].div_ceil(GROUP), rows])], &group, Some(field));
        }
        Ok(texels)
    }
}

impl DerivedTexels<'_> {
    fn group(&self, uniform: &DerivedUniform, colors: &[u32]) -> wgpu::BindGroup {
        let uniform = uniform_buffer(self.gpu, "derived", uniform);
        let colors = storage_buffer(self.gpu, "derived table", colors);
        let buffers = [&uniform, &self.units, &self.keys, &self.selection, &colors];
        let resources = buffers.map(|buffer| buffer.as_entire_binding()).into_iter();
        let entries: Vec<_> = (0u32..)
            .zip(resources.chain([wgpu::BindingResource::TextureView(&self.overlay)]))
            .map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource })
            .collect();
        let layout = &self.built.layout;
        let descriptor = wgpu::BindGroupDescriptor { label: Some("derived"), layout, entries: &entries };
        self.gpu.device.create_bind_group(&descriptor)
    }

    fn dispatch(
        &self,
        passes: &[(&wgpu::ComputePipeline, [u32; 2])],
        group: &wgpu::BindGroup,
        field: Option<&GpuField>,
    ) {
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_bind_group(0, group, &[]);
            for (pipeline, [x, y]) in passes {
                pass.set_pipeline(pipeline);
                if let Some(field) = field {
                    pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
                }
                pass.dispatch_workgroups(*x, *y, 1);
            }
        }
        self.gpu.queue.submit([encoder.finish()]);
    }

    /// The least value, those that one in two hundred lies below and above, and the greatest; nothing where there is none.
    pub(crate) fn ends(&self) -> Result<Option<[f64; 4]>, GpuError> {
        self.gpu.scoped(|| {
            let group = self.group(&self.uniform, &[0]);
            let round = [(&self.built.count, [COUNTING_GROUPS, 1]), (&self.built.choose, [1, 1])];
            self.dispatch(&round.repeat(4), &group, None);
            let keys = read_buffer::<u32>(self.gpu, &self.selection, 4)?;
            let is_there = keys.iter().all(|&key| key != u32::MAX);
            Ok(is_there.then(|| [0, 1, 2, 3].map(|at| f64::from(of_key(keys[at])))))
        })?
    }

    /// Their colours: the first of the table is that of the lower limit, and the last that of the upper one.
    pub(crate) fn colored(self, table: &[[u8; 4]], [low, high]: [f64; 2]) -> Result<wgpu::TextureView, GpuError> {
        self.gpu.scoped(|| {
            let colors_per_unit = (table.len() as f64 / (high - low)) as f32;
            let colors = table.len() as u32;
            let uniform = DerivedUniform { low: low as f32, colors_per_unit, colors, ..self.uniform };
            let table: Vec<u32> = table.iter().map(|&color| u32::from_le_bytes(color)).collect();
            let group = self.group(&uniform, &table);
            let [columns, rows] = uniform.size;
            self.dispatch(&[(&self.built.color, [columns.div_ceil(GROUP), rows])], &group, None);
        })?;
        Ok(self.overlay)
    }
}

/// The number that a key of derived.wgsl stands for.
fn of_key(key: u32) -> f32 {
    f32::from_bits(if key >> 31 == 1 { key & 0x7fff_ffff } else { !key })
}
