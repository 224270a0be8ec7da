//! f, ∇f and the Hessian over a grid, band by band, and the range of f.

use std::sync::OnceLock;

use super::field::{FIELD_GROUP, GpuField};
use super::range::reader::RangeReader;
use crate::expr::Order;
use crate::field::{Grid, Range};
use crate::gpu::{
    Gpu, GpuError, Part, Shader, compute_pipeline, new_buffer, read_buffer, storage_buffer, storage_layout_entry,
    uniform_buffer, uniform_layout_entry,
};

/// Points evaluated in one dispatch of a formula of ordinary cost: short enough for a software adapter's 50 ms.
const POINTS_PER_DISPATCH: usize = 4 << 20;
/// Operations of a formula of ordinary cost.
const ORDINARY_COST: usize = 100;
/// Points of a quad, and quads of a workgroup of evaluate.wgsl.
const QUAD: usize = 4;
const EVALUATE_GROUP: u32 = 64;
/// Bands in one submission: enough to keep the adapter busy, few enough for a driver's watchdog.
const BANDS_PER_SUBMISSION: usize = 8;
/// Columns and rows of a workgroup of range.wgsl.
const RANGE_GROUP: [u32; 2] = [64, 32];

/// The uniform of evaluate.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct BandUniform {
    pub(crate) size: [u32; 2],
    pub(crate) first_row: u32,
    pub(crate) quads: u32,
}

/// How a grid is cut into bands of whole rows that respect an adapter's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Rows of every band but perhaps the last.
    pub rows: usize,
    /// How many bands there are.
    pub count: usize,
}

impl Bands {
    /// Cuts a grid: no plane of a band is larger than a binding, no dispatch longer or taller than one may be.
    pub fn new(nx: usize, ny: usize, cost: usize, max_binding: u64, max_workgroups: u32) -> Bands {
        let by_time = POINTS_PER_DISPATCH * ORDINARY_COST / cost.max(ORDINARY_COST);
        let by_memory = (max_binding / size_of::<f32>() as u64) as usize;
        let rows = (by_time.min(by_memory) / nx.next_multiple_of(QUAD).max(1))
            .clamp(1, max_workgroups as usize)
            .min(ny.max(1));
        Bands { rows, count: ny.div_ceil(rows) }
    }
}

/// Evaluates a field over grids. It shares what the [`GpuField`] has on the device, and whoever asks for values drops it.
#[derive(Debug)]
pub struct Evaluator<'a> {
    gpu: &'a Gpu,
    field: &'a GpuField,
    band_layout: wgpu::BindGroupLayout,
}

/// What the planes of a grid's bands are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    /// Nothing: the pass stores no planes.
    Nothing,
    /// One set of planes, that every band overwrites.
    Band,
    /// A set of planes for every band.
    Whole,
}

/// A band on the device.
#[derive(Debug)]
struct Band {
    rows: usize,
    planes: [wgpu::Buffer; 3],
    group: wgpu::BindGroup,
}

/// The grid of a range, and what of a field its buffers go by: the map to its coordinates and its cost.
type RangeKey = (Grid, [[f64; 2]; 2], usize);

/// What the range of f over one grid is found with.
#[derive(Debug)]
pub(crate) struct RangeBuffers {
    key: RangeKey,
    reader: RangeReader,
    bands: Vec<Band>,
}

impl<'a> Evaluator<'a> {
    /// Prepares to evaluate `field`; pipelines are built when they are first used.
    pub fn new(gpu: &'a Gpu, field: &'a GpuField) -> Evaluator<'a> {
        let storage = storage_layout_entry;
        let entries = [
            uniform_layout_entry(0),
            storage(1, true),
            storage(2, true),
            storage(3, false),
            storage(4, false),
            storage(5, false),
        ];
        let band_layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("band"), entries: &entries });
        Evaluator { gpu, field, band_layout }
    }

    fn pipeline(&self, entry: &str, parts: &[Part<'_>], with_range: bool) -> Result<wgpu::ComputePipeline, GpuError> {
        let field = Part { name: "field", source: self.field.source() };
        let evaluate = Part { name: "evaluate.wgsl", source: include_str!("../../shaders/compute/evaluate.wgsl") };
        let all: Vec<Part<'_>> = [field, evaluate].into_iter().chain(parts.iter().cloned()).collect();
        let shader = Shader::compose_for(entry, &[entry], &all)?;
        let range_layout = with_range.then(|| RangeReader::layout(self.gpu));
        let layouts = [Some(&self.band_layout), Some(self.field.layout()), range_layout.as_ref()];
        compute_pipeline(self.gpu, entry, &shader, &layouts)
    }

    /// The pipeline in `slot`, built when it is first used.
    fn built<'s>(
        &self,
        slot: &'s OnceLock<wgpu::ComputePipeline>,
        entry: &str,
        parts: &[Part<'_>],
        with_range: bool,
    ) -> Result<&'s wgpu::ComputePipeline, GpuError> {
        if let Some(pipeline) = slot.get() {
            return Ok(pipeline);
        }
        let pipeline = self.pipeline(entry, parts, with_range)?;
        Ok(slot.get_or_init(|| pipeline))
    }

    fn gradient_pipeline(&self) -> Result<&wgpu::ComputePipeline, GpuError> {
        self.built(&self.field.kernels().gradient, "evaluate_gradient", &[], false)
    }

    fn bands(&self, grid: &Grid, keep: Keep) -> Result<Vec<Band>, GpuError> {
        let limits = &self.gpu.adapter;
        let cut = Bands::new(grid.nx, grid.ny, self.field.cost(), limits.max_storage_binding, limits.max_workgroups);
        let nodes = |axis: usize, data: Vec<f64>| -> Vec<f32> {
            data.into_iter().map(|data| self.field.coordinate(axis, data) as f32).collect()
        };
        let quads = grid.nx.div_ceil(QUAD);
        let mut xs = nodes(0, grid.xs());
        xs.resize(quads * QUAD, xs.last().copied().unwrap_or_default());
        let xs = storage_buffer(self.gpu, "xs", &xs);
        let ys = storage_buffer(self.gpu, "ys", &nodes(1, grid.ys()));
        let points = if keep == Keep::Nothing { QUAD } else { cut.rows * quads * QUAD };
        let planes = || {
            ["f", "fx", "fy"].map(|label| {
                let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
                new_buffer(self.gpu, label, (points * size_of::<f32>()) as u64, usage)
            })
        };
        let shared = self.gpu.scoped(planes)?;
        let band = |index: usize| {
            let first_row = index * cut.rows;
            let rows = cut.rows.min(grid.ny - first_row);
            let size = [grid.nx as u32, rows as u32];
            let uniform = BandUniform { size, first_row: first_row as u32, quads: quads as u32 };
            let uniform = uniform_buffer(self.gpu, "band", &uniform);
            let planes = if keep == Keep::Whole { planes() } else { shared.clone() };
            let buffers = [&uniform, &xs, &ys, &planes[0], &planes[1], &planes[2]];
            let entries: Vec<_> = (0u32..)
                .zip(buffers)
                .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
                .collect();
            let descriptor =
                wgpu::BindGroupDescriptor { label: Some("band"), layout: &self.band_layout, entries: &entries };
            Band { rows, group: self.gpu.device.create_bind_group(&descriptor), planes }
        };
        self.gpu.scoped(|| (0..cut.count).map(band).collect())
    }

    /// Reads a band's plane and drops what pads its rows.
    fn read_plane(&self, plane: &wgpu::Buffer, rows: usize, columns: usize) -> Result<Vec<f32>, GpuError> {
        let stride = columns.next_multiple_of(QUAD);
        let mut values = read_buffer::<f32>(self.gpu, plane, rows * stride)?;
        if stride != columns {
            for row in 1..rows {
                values.copy_within(row * stride..row * stride + columns, row * columns);
            }
            values.truncate(rows * columns);
        }
        Ok(values)
    }

    /// Evaluates bands with one of evaluate.wgsl's pipelines, a dispatch each.
    fn evaluate(&self, pipeline: &wgpu::ComputePipeline, bands: &[Band], columns: usize) {
        let groups = (columns.div_ceil(QUAD) as u32).div_ceil(EVALUATE_GROUP);
        self.dispatch(pipeline, None, bands, |band| [groups, band.rows as u32]);
    }

    fn dispatch(
        &self,
        pipeline: &wgpu::ComputePipeline,
        range: Option<&wgpu::BindGroup>,
        bands: &[Band],
        groups: impl Fn(&Band) -> [u32; 2],
    ) {
        for bands in bands.chunks(BANDS_PER_SUBMISSION) {
            let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
            {
                let mut pass = encoder.begin_compute_pass(&Default::default());
                pass.set_pipeline(pipeline);
                pass.set_bind_group(FIELD_GROUP, self.field.group(), &[]);
                if let Some(range) = range {
                    pass.set_bind_group(2, range, &[]);
                }
                for band in bands {
                    let [x, y] = groups(band);
                    pass.set_bind_group(0, &band.group, &[]);
                    pass.dispatch_workgroups(x, y, 1);
                }
            }
            self.gpu.queue.submit([encoder.finish()]);
        }
    }

    /// Evaluates f and its derivatives up to `order` (gradient or Hessian; a value comes with its gradient) and hands
    /// each band's planes to `take`: f (without [`GpuField::offset`] and [`GpuField::unit`], which derivatives are without, too), fx, fy and, of a Hessian, fxx, fxy, fyy, rows × columns values each.
    pub fn for_each_band<E: From<GpuError>>(
        &self,
        grid: &Grid,
        order: Order,
        mut take: impl FnMut(&[Vec<f32>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let gradient = self.gradient_pipeline()?;
        let hessian = match order {
            Order::Hessian => {
                let part = Part { name: "hessian.wgsl", source: include_str!("../../shaders/compute/hessian.wgsl") };
                Some(self.built(&self.field.kernels().hessian, "evaluate_hessian", &[part], false)?)
            }
            _ => None,
        };
        for band in self.bands(grid, Keep::Band)? {
            let mut planes = Vec::with_capacity(6);
            let passes = [Some(gradient), hessian];
            for pipeline in passes.into_iter().flatten() {
                self.gpu.scoped(|| self.evaluate(pipeline, std::slice::from_ref(&band), grid.nx))?;
                for plane in &band.planes {
                    planes.push(self.read_plane(plane, band.rows, grid.nx)?);
                }
            }
            take(&planes)?;
        }
        Ok(())
    }

    /// f and its derivatives up to `order` over the whole grid, one plane each as in [`Evaluator::for_each_band`].
    pub fn sample(&self, grid: &Grid, order: Order) -> Result<Vec<Vec<f32>>, GpuError> {
        let mut whole: Vec<Vec<f32>> = Vec::new();
        self.for_each_band(grid, order, |planes| {
            whole.resize_with(planes.len(), || Vec::with_capacity(grid.len()));
            whole.iter_mut().zip(planes).for_each(|(whole, plane)| whole.extend_from_slice(plane));
            Ok::<(), GpuError>(())
        })?;
        Ok(whole)
    }

    /// Whether it evaluates what stands in for a field within one view.
    pub(crate) fn is_local(&self) -> bool {
        self.field.is_local()
    }

    /// The range of f over a grid; nothing but the range leaves the device.
    pub fn range(&self, grid: &Grid) -> Result<Range, GpuError> {
        self.range_by(grid, &mut None)
    }

    /// The same by the buffers of the last range, which make way for others where its grid was another.
    pub(crate) fn range_by(&self, grid: &Grid, kept: &mut Option<RangeBuffers>) -> Result<Range, GpuError> {
        self.gpu.scoped(|| self.range_of(grid, kept))?
    }

    fn range_of(&self, grid: &Grid, kept: &mut Option<RangeBuffers>) -> Result<Range, GpuError> {
        let part = Part { name: "range.wgsl", source: include_str!("../../shaders/compute/range.wgsl") };
        let pipeline = self.built(&self.field.kernels().range, "find_range", &[part], true)?;
        let key = (*grid, self.field.map(), self.field.cost());
        let buffers = match kept.take().filter(|kept| kept.key == key) {
            Some(buffers) => buffers,
            None => self.range_buffers(grid, key)?,
        };
        let RangeBuffers { reader, bands, .. } = kept.insert(buffers);
        reader.begin(self.gpu);
        let columns = (grid.nx as u32).div_ceil(RANGE_GROUP[0]);
        let group = Some(reader.group());
        self.dispatch(pipeline, group, bands, |band| [columns, (band.rows as u32).div_ceil(RANGE_GROUP[1])]);
        let range = reader.read(self.gpu, |value| self.field.value(value))?;
        // What lies close about an offset has its sign.
        let of_offset = || Some(range.min).filter(|&least| least > 0.0);
        let min_positive = if self.field.offset() == 0.0 { range.min_positive } else { of_offset() };
        Ok(Range { min_positive, ..range })
    }

    fn range_buffers(&self, grid: &Grid, key: RangeKey) -> Result<RangeBuffers, GpuError> {
        let bands = self.bands(grid, Keep::Nothing)?;
        Ok(RangeBuffers { key, reader: RangeReader::new(self.gpu), bands })
    }

    /// Evaluates f and ∇f over a grid into the device's memory `runs` times; the seconds each run took.
    ///
    /// Nothing is read back and nothing but the evaluation is timed.
    pub fn time_gradient(&self, grid: &Grid, runs: usize) -> Result<Vec<f64>, GpuError> {
        let pipeline = self.gradient_pipeline()?;
        let bands = self.bands(grid, Keep::Whole)?;
        let mut seconds = Vec::with_capacity(runs);
        // The first run compiles and touches the memory, and is not counted.
        for run in 0..=runs {
            self.gpu.wait()?;
            let start = std::time::Instant::now();
            self.gpu.scoped(|| self.evaluate(pipeline, &bands, grid.nx))?;
            self.gpu.wait()?;
            if run > 0 {
                seconds.push(start.elapsed().as_secs_f64());
            }
        }
        Ok(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_respect_every_limit() {
        let binding = 128 << 20;
        for (nx, ny, cost) in
            [(4096, 4096, 50), (3000, 5000, 50), (65536, 65536, 50), (2, 65536, 9), (4096, 4096, 4000)]
        {
            let bands = Bands::new(nx, ny, cost, binding, 65535);
            assert!(bands.rows * nx * 4 <= binding as usize && bands.rows <= 65535, "{nx}×{ny}: {bands:?}");
            assert!(bands.count * bands.rows >= ny && (bands.count - 1) * bands.rows < ny, "{nx}×{ny}: {bands:?}");
            assert!(bands.rows * nx <= POINTS_PER_DISPATCH.max(nx), "{nx}×{ny}: {bands:?}");
        }
    }
}
