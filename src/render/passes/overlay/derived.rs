//! What is derived of f, on the device: its range over a grid, and its colours or its light as a texture.

use super::rows::{RowUniforms, rows_layout_entry, rows_per_dispatch};
use crate::compute::{FIELD_GROUP, GpuField, RangeReader};
use crate::field::Range;
use crate::gpu::{
    Gpu, GpuError, Part, Shader, compute_pipeline, storage_buffer, storage_layout_entry, storage_texture_layout_entry,
    texture_layout_entry,
};
use crate::render::figure::norm::ColorNorm;
use crate::render::passes::frame::OnDevice;
use crate::scene::ColorBy;

/// Operations of one dispatch, which a software adapter of two cores takes less than 50 ms for.
const OPERATIONS_PER_DISPATCH: usize = 400_000_000;
/// Operations of a node beside those of the field, about.
const OWN_COST: usize = 60;
/// Columns of a workgroup of derived.wgsl, and rows that an invocation walks for a range.
const GROUP: u32 = 64;
const RANGE_ROWS: u32 = 32;
/// Factors beyond which a slope is upright or flat in 32 bits.
const FACTORS: [f64; 2] = [1e-30, 1e30];

/// What derived.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct DerivedUniform {
    pub(crate) size: [u32; 2],
    pub(crate) first_row: u32,
    pub(crate) quantity: u32,
    pub(crate) sun: [f32; 4],
    pub(crate) color: [f32; 4],
}

/// Where the nodes of a grid are for derived.wgsl: of each column and each row its place in the field's coordinates, what
/// derivatives along it are to be multiplied by, and how much of the first is to be taken off the second then; of a row also
/// what those along x are to be multiplied by.
#[derive(Debug, PartialEq)]
pub(crate) struct NodeTables {
    pub(crate) columns: Vec<[f32; 4]>,
    pub(crate) rows: Vec<[f32; 4]>,
    /// What slopes by these tables are to be multiplied by, so that no number of theirs leaves 32 bits.
    pub(crate) factor: f64,
}

/// A quantity that is derived of f, and the sun that shines on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Derivation {
    pub(crate) by: ColorBy,
    /// Degrees clockwise from north, and above the horizon.
    pub(crate) sun: [f64; 2],
    pub(crate) exaggeration: f64,
}

/// The nodes of a grid on the device, and what derived.wgsl is told by there. The next picture of the same grid takes it over.
#[derive(Debug)]
pub(crate) struct DerivedNodes {
    tables: NodeTables,
    columns: wgpu::Buffer,
    rows: wgpu::Buffer,
    uniforms: [Option<RowUniforms>; 3],
    range: Option<RangeReader>,
    /// What stands for textures where a range has none.
    none: Option<[wgpu::TextureView; 2]>,
}

/// What derived.wgsl computes.
#[derive(Clone, Copy)]
enum Work<'a> {
    Range(&'a RangeReader),
    /// By these numbers of the uniform.
    Color([f32; 4]),
    Shade,
}

impl Work<'_> {
    fn index(&self) -> usize {
        match self {
            Work::Range(_) => 0,
            Work::Color(_) => 1,
            Work::Shade => 2,
        }
    }
}

impl DerivedNodes {
    /// Puts nodes on the device, in place of those of an earlier picture.
    pub(crate) fn new(gpu: &Gpu, tables: NodeTables, old: Option<DerivedNodes>) -> DerivedNodes {
        match old {
            Some(old) if old.tables == tables => old,
            old => DerivedNodes {
                columns: storage_buffer(gpu, "derived columns", &tables.columns),
                rows: storage_buffer(gpu, "derived rows", &tables.rows),
                tables,
                uniforms: Default::default(),
                range: old.and_then(|old| old.range),
                none: None,
            },
        }
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> [u32; 2] {
        [self.tables.columns.len() as u32, self.tables.rows.len() as u32]
    }

    /// The range of a quantity; nothing but the range leaves the device.
    pub(crate) fn range(&mut self, gpu: &Gpu, field: &GpuField, derivation: &Derivation) -> Result<Range, GpuError> {
        let unit = self.unit(field, derivation.by);
        let none = self.none.get_or_insert_with(|| nothing(gpu)).clone();
        let range = self.range.take().unwrap_or_else(|| RangeReader::new(gpu));
        range.begin(gpu);
        self.record(gpu, field, derivation, Work::Range(&range), [&none[0], &none[1]])?;
        let found = range.read(gpu, |value| value * unit);
        self.range = Some(range);
        found
    }

    /// Writes the colours of a quantity by a colormap, the first texture, into the second one, which is of the grid's size.
    pub(crate) fn color(
        &mut self,
        gpu: &Gpu,
        field: &GpuField,
        derivation: &Derivation,
        norm: &ColorNorm,
        textures: [&wgpu::TextureView; 2],
    ) -> Result<(), GpuError> {
        let [offset, scale] = norm.offset_and_scale();
        let on_device = OnDevice::new(norm.spread, self.unit(field, derivation.by), 0.0);
        let color =
            [on_device.place(offset) as f32, (scale * on_device.unit) as f32, on_device.spread.code() as f32, 0.0];
        self.record(gpu, field, derivation, Work::Color(color), textures)
    }

    /// Writes the colours of the first texture under the sun's light into the second one, which is of the grid's size.
    pub(crate) fn shade(
        &mut self,
        gpu: &Gpu,
        field: &GpuField,
        derivation: &Derivation,
        textures: [&wgpu::TextureView; 2],
    ) -> Result<(), GpuError> {
        self.record(gpu, field, derivation, Work::Shade, textures)
    }

    /// What a value on the device is to be multiplied by; angles and light are what they are.
    fn unit(&self, field: &GpuField, by: ColorBy) -> f64 {
        match by {
            ColorBy::Norm => field.unit() * self.tables.factor,
            ColorBy::Laplacian => field.unit() * self.tables.factor * self.tables.factor,
            ColorBy::F | ColorBy::Slope | ColorBy::Aspect | ColorBy::Hillshade => 1.0,
        }
    }

    fn record(
        &mut self,
        gpu: &Gpu,
        field: &GpuField,
        derivation: &Derivation,
        work: Work<'_>,
        [source, target]: [&wgpu::TextureView; 2],
    ) -> Result<(), GpuError> {
        let Derivation { by, sun, exaggeration } = *derivation;
        let by = if matches!(work, Work::Shade) { ColorBy::Hillshade } else { by };
        let layout = layout(gpu);
        let pipeline = pipeline(gpu, field, &layout, by, work)?;
        let [nx, ny] = self.size();
        let rows = rows_per_dispatch(OPERATIONS_PER_DISPATCH, (field.cost() + OWN_COST) * nx as usize);
        // A range takes whole strides of rows.
        let rows = rows.next_multiple_of(RANGE_ROWS).min(gpu.adapter.max_workgroups / RANGE_ROWS * RANGE_ROWS);
        let ((east, north), (up, along)) = (sun[0].to_radians().sin_cos(), sun[1].to_radians().sin_cos());
        let of_sun = if by == ColorBy::Hillshade { exaggeration } else { 1.0 };
        let steepness = (field.unit() * self.tables.factor * of_sun).clamp(FACTORS[0], FACTORS[1]);
        let steepness = if of_sun == 0.0 { 0.0 } else { steepness };
        let uniform = |first_row: u32| DerivedUniform {
            size: [nx, ny],
            first_row,
            quantity: quantity(by),
            sun: [along * east, along * north, up, steepness].map(|number| number as f32),
            color: if let Work::Color(color) = work { color } else { [0.0; 4] },
        };
        let first_rows: Vec<u32> = (0..ny).step_by(rows as usize).collect();
        let all: Vec<DerivedUniform> = first_rows.iter().map(|&first_row| uniform(first_row)).collect();
        let slot = &mut self.uniforms[work.index()];
        let old = slot.take();
        let uniforms = slot.insert(RowUniforms::new(gpu, "derived", &all, old));
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("derived"),
            layout: &layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: uniforms.resource::<DerivedUniform>() },
                wgpu::BindGroupEntry { binding: 1, resource: self.columns.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 2, resource: self.rows.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 3, resource: wgpu::BindingResource::TextureView(source) },
                wgpu::BindGroupEntry { binding: 4, resource: wgpu::BindingResource::TextureView(target) },
            ],
        });
        for (index, first_row) in first_rows.into_iter().enumerate() {
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            {
                let mut pass = encoder.begin_compute_pass(&Default::default());
                pass.set_pipeline(pipeline);
                pass.set_bind_group(0, &group, &[uniforms.offset(index)]);
                pass.set_bind_group(FIELD_GROUP, field.group(), &[]);
                let rows = rows.min(ny - first_row);
                let rows = match work {
                    Work::Range(range) => {
                        pass.set_bind_group(2, range.group(), &[]);
                        rows.div_ceil(RANGE_ROWS)
                    }
                    Work::Color(_) | Work::Shade => rows,
                };
                pass.dispatch_workgroups(nx.div_ceil(GROUP), rows, 1);
            }
            gpu.queue.submit([encoder.finish()]);
        }
        Ok(())
    }
}

/// How derived.wgsl knows a quantity.
fn quantity(by: ColorBy) -> u32 {
    match by {
        ColorBy::F | ColorBy::Norm | ColorBy::Laplacian => 0,
        ColorBy::Slope => 1,
        ColorBy::Aspect => 2,
        ColorBy::Hillshade => 3,
    }
}

/// A texture to read and one to write that nobody looks at.
fn nothing(gpu: &Gpu) -> [wgpu::TextureView; 2] {
    ["no source", "no target"].map(|label| super::textures::texture(gpu, label, [1, 1]))
}

fn layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
    gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("derived"),
        entries: &[
            rows_layout_entry::<DerivedUniform>(0),
            storage_layout_entry(1, true),
            storage_layout_entry(2, true),
            texture_layout_entry(3),
            storage_texture_layout_entry(4),
        ],
    })
}

/// The pipeline of a quantity, built when it is first used.
fn pipeline<'f>(
    gpu: &Gpu,
    field: &'f GpuField,
    layout: &wgpu::BindGroupLayout,
    by: ColorBy,
    work: Work<'_>,
) -> Result<&'f wgpu::ComputePipeline, GpuError> {
    let (slot, entry) = match (work, by == ColorBy::Laplacian) {
        (Work::Range(_), false) => (0, "range_of_slopes"),
        (Work::Range(_), true) => (1, "range_of_curvature"),
        (Work::Color(_), false) => (2, "color_slopes"),
        (Work::Color(_), true) => (3, "color_curvature"),
        (Work::Shade, _) => (4, "shade"),
    };
    let slot = &field.kernels().derived[slot];
    if let Some(built) = slot.get() {
        return Ok(built);
    }
    let parts = [
        Part { name: "field", source: field.source() },
        Part { name: "range.wgsl", source: include_str!("../../../../shaders/compute/range.wgsl") },
        Part { name: "spread.wgsl", source: include_str!("../../../../shaders/render/frame/spread.wgsl") },
        Part { name: "derived.wgsl", source: include_str!("../../../../shaders/render/overlay/derived.wgsl") },
    ];
    let shader = Shader::compose_for(entry, &[entry], &parts)?;
    let range = matches!(work, Work::Range(_)).then(|| RangeReader::layout(gpu));
    let built = compute_pipeline(gpu, entry, &shader, &[Some(layout), Some(field.layout()), range.as_ref()])?;
    Ok(slot.get_or_init(|| built))
}
