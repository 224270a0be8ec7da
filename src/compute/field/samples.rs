//! Samples as shaders see them: all in a texture, or tiles of a file.

use std::sync::{Arc, LazyLock};

use super::{GpuField, MATH, Program};
use crate::compute::raster_tiles::TilePool;
use crate::field::{Node, Raster, Samples, Scales, Spread};
use crate::gpu::{
    Gpu, GpuError, TooLarge, texture_layout_entry, texture_with_data, uniform_buffer, uniform_layout_entry,
};

/// What samples.wgsl and tiles.wgsl know of their grid.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct SamplesUniform {
    /// Columns and rows.
    pub(crate) size: [f32; 2],
    /// Index steps per unit of data, negative where an extent runs backwards.
    pub(crate) index_per_unit: [f32; 2],
}

impl SamplesUniform {
    fn new(size: [usize; 2], map: [[f64; 2]; 2]) -> SamplesUniform {
        SamplesUniform { size: size.map(|side| side as f32), index_per_unit: map.map(|[slope, _]| slope as f32) }
    }
}

/// What placed_axes.wgsl knows of a picture's axes.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct PlacedUniform {
    /// [Codes](Spread::code) of how x and y spread.
    pub(crate) spread: [f32; 2],
    /// The places that a point is counted from.
    pub(crate) origin: [f32; 2],
    /// x and y there where they spread by their logarithms, else 1.
    pub(crate) unit: [f32; 2],
    /// Mean steps of a unit, and those from the first node to where data are 0.
    pub(crate) index_per_unit: [f32; 2],
    pub(crate) index_of_zero: [f32; 2],
    /// The last column and row.
    pub(crate) last: [f32; 2],
}

impl PlacedUniform {
    /// Of samples whose map from data to mean steps is `map`, counted from a place of the scales.
    fn new(samples: &Samples, map: [[f64; 2]; 2], scales: Scales, origin: [f64; 2]) -> PlacedUniform {
        let spreads = [scales.x, scales.y];
        let along = |axis: usize| {
            let [slope, first] = map[axis];
            let (unit, from) = match spreads[axis] {
                Spread::Log => (spreads[axis].value(origin[axis]), 0.0),
                Spread::Linear => (1.0, origin[axis]),
                Spread::Symlog(_) => (1.0, 0.0),
            };
            [unit, (from - first) * slope].map(|value| value as f32)
        };
        let [[unit_x, zero_x], [unit_y, zero_y]] = [along(0), along(1)];
        PlacedUniform {
            spread: spreads.map(|spread| spread.code() as f32),
            origin: origin.map(|place| place as f32),
            unit: [unit_x, unit_y],
            index_per_unit: map.map(|[slope, _]| slope as f32),
            index_of_zero: [zero_x, zero_y],
            last: samples.size().map(|count| (count - 1) as f32),
        }
    }
}

impl GpuField {
    pub(super) fn from_samples(gpu: &Gpu, samples: &Samples) -> Result<GpuField, GpuError> {
        GpuField::from_samples_on(gpu, samples, None)
    }

    /// Samples over places of scales, whose own coordinates are counted from `origin`.
    pub(crate) fn from_placed_samples(
        gpu: &Gpu,
        samples: &Samples,
        scales: Scales,
        origin: [f64; 2],
    ) -> Result<GpuField, GpuError> {
        GpuField::from_samples_on(gpu, samples, Some((scales, origin)))
    }

    fn from_samples_on(gpu: &Gpu, samples: &Samples, axes: Option<(Scales, [f64; 2])>) -> Result<GpuField, GpuError> {
        let [nx, ny] = samples.size();
        let side = gpu.adapter.max_texture_side as usize;
        if nx.max(ny) > side {
            return Err(GpuError::Limit { what: TooLarge::Samples([nx, ny]), limit: side as u64 });
        }
        let nodes = samples.nodes();
        let data = bytemuck::cast_slice::<Node, u8>(&nodes);
        let (size, format) = ([nx as u32, ny as u32], wgpu::TextureFormat::Rgba32Float);
        let texture = gpu.scoped(|| texture_with_data(gpu, "samples", size, format, data))?;
        let map = [samples.index_map_x(), samples.index_map_y()];
        let buffer = uniform_buffer(gpu, "samples", &SamplesUniform::new([nx, ny], map));
        let places = match samples.places() {
            Some(places) => Some(places_texture(gpu, &places)?),
            None => None,
        };
        let placed = axes
            .map(|(scales, origin)| uniform_buffer(gpu, "placed", &PlacedUniform::new(samples, map, scales, origin)));
        let whole = |texture: &wgpu::Texture| texture.create_view(&wgpu::TextureViewDescriptor::default());
        let (view, places_view) = (whole(&texture), places.as_ref().map(whole));
        let texture_entry =
            |binding, view| wgpu::BindGroupEntry { binding, resource: wgpu::BindingResource::TextureView(view) };
        let mut entries = vec![uniform_layout_entry(0), texture_layout_entry(1)];
        let mut bindings = vec![uniform_entry(0, &buffer), texture_entry(1, &view)];
        if let Some(view) = &places_view {
            entries.push(texture_layout_entry(2));
            bindings.push(texture_entry(2, view));
        }
        if let Some(buffer) = &placed {
            entries.push(uniform_layout_entry(3));
            bindings.push(uniform_entry(3, buffer));
        }
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("samples"), entries: &entries });
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("samples"),
            layout: &layout,
            entries: &bindings,
        });
        static SOURCES: LazyLock<[[Arc<str>; 2]; 2]> = LazyLock::new(|| {
            [EVEN_AXES, PLACED_AXES]
                .map(|axes| [SAMPLES, UNEVEN].map(|nodes| Arc::from([MATH, BICUBIC, NODES, nodes, axes].concat())))
        });
        let source = Arc::clone(&SOURCES[usize::from(placed.is_some())][usize::from(places.is_some())]);
        let own = axes.map_or(map, |(_, origin)| origin.map(|place| [1.0, place]));
        let plain = GpuField::plain(Program(source), layout, group, own);
        Ok(GpuField { cost: SAMPLES_COST, offset: samples.offset(), unit: samples.unit(), ..plain })
    }

    pub(in crate::compute) fn from_raster(
        gpu: &Gpu,
        raster: &Arc<Raster>,
        capacity: usize,
    ) -> Result<(GpuField, Arc<TilePool>), GpuError> {
        let pool = Arc::new(TilePool::of_at_most(gpu, raster, capacity)?);
        let map = raster.index_maps();
        let buffer = uniform_buffer(gpu, "tiles", &SamplesUniform::new(raster.size(), map));
        let entry = texture_layout_entry;
        let texture = |sample_type, view_dimension| wgpu::BindingType::Texture {
            sample_type,
            view_dimension,
            multisampled: false,
        };
        let layered =
            texture(wgpu::TextureSampleType::Float { filterable: false }, wgpu::TextureViewDimension::D2Array);
        let whole = texture(wgpu::TextureSampleType::Uint, wgpu::TextureViewDimension::D2);
        let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("tiles"),
            entries: &[
                uniform_layout_entry(0),
                wgpu::BindGroupLayoutEntry { ty: layered, ..entry(1) },
                wgpu::BindGroupLayoutEntry { ty: whole, ..entry(2) },
            ],
        });
        let [layers, table] = pool.views();
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("tiles"),
            layout: &layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(&layers) },
                wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::TextureView(&table) },
            ],
        });
        static SOURCE: LazyLock<Arc<str>> =
            LazyLock::new(|| Arc::from([MATH, BICUBIC, NODES, TILES, EVEN_AXES].concat()));
        let source = Arc::clone(&SOURCE);
        let plain = GpuField::plain(Program(source), layout, group, map);
        Ok((GpuField { cost: SAMPLES_COST, tiles: Some(Arc::clone(&pool)), ..plain }, pool))
    }
}

fn uniform_entry(binding: u32, buffer: &wgpu::Buffer) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() }
}

/// Places of columns and of rows, a row of texels each.
fn places_texture(gpu: &Gpu, places: &[Vec<f64>; 2]) -> Result<wgpu::Texture, GpuError> {
    let width = places[0].len().max(places[1].len());
    let row =
        |places: &Vec<f64>| places.iter().copied().chain(std::iter::repeat(0.0)).take(width).collect::<Vec<f64>>();
    let texels: Vec<f32> = places.iter().flat_map(row).map(|place| place as f32).collect();
    let (size, format) = ([width as u32, 2], wgpu::TextureFormat::R32Float);
    gpu.scoped(|| texture_with_data(gpu, "places of samples", size, format, bytemuck::cast_slice(&texels)))
}

const BICUBIC: &str = include_str!("../../../shaders/field/bicubic.wgsl");
const NODES: &str = include_str!("../../../shaders/field/nodes.wgsl");
const SAMPLES: &str = include_str!("../../../shaders/field/samples.wgsl");
const UNEVEN: &str = include_str!("../../../shaders/field/uneven.wgsl");
const EVEN_AXES: &str = include_str!("../../../shaders/field/even_axes.wgsl");
const PLACED_AXES: &str = include_str!("../../../shaders/field/placed_axes.wgsl");
const TILES: &str = include_str!("../../../shaders/field/tiles.wgsl");

/// Operations of a bicubic, about.
const SAMPLES_COST: usize = 100;
