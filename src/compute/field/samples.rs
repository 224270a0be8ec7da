//! Samples as shaders see them: all in a texture, or tiles of a file.

use std::sync::{Arc, LazyLock};

use super::{GpuField, MATH, Program};
use crate::compute::raster_tiles::TilePool;
use crate::field::{Node, Raster, Samples};
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

impl GpuField {
    pub(super) fn from_samples(gpu: &Gpu, samples: &Samples) -> Result<GpuField, GpuError> {
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
        let entries = [uniform_layout_entry(0), texture_layout_entry(1), texture_layout_entry(2)];
        let bound = if places.is_some() { 3 } else { 2 };
        let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("samples"),
            entries: &entries[..bound],
        });
        let whole = |texture: &wgpu::Texture| texture.create_view(&wgpu::TextureViewDescriptor::default());
        let (view, places_view) = (whole(&texture), places.as_ref().map(whole));
        let texture_entry =
            |binding, view| wgpu::BindGroupEntry { binding, resource: wgpu::BindingResource::TextureView(view) };
        let uniform = wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() };
        let views = std::iter::once(&view).chain(&places_view).zip(1..);
        let bindings: Vec<_> =
            std::iter::once(uniform).chain(views.map(|(view, binding)| texture_entry(binding, view))).collect();
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("samples"),
            layout: &layout,
            entries: &bindings,
        });
        static EVEN: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from([MATH, BICUBIC, NODES, SAMPLES].concat()));
        static UNEVEN_SOURCE: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from([MATH, BICUBIC, NODES, UNEVEN].concat()));
        let source = Arc::clone(if places.is_some() { &UNEVEN_SOURCE } else { &EVEN });
        let plain = GpuField::plain(Program(source), layout, group, map);
        Ok(GpuField { cost: SAMPLES_COST, offset: samples.offset(), ..plain })
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
        static SOURCE: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from([MATH, BICUBIC, NODES, TILES].concat()));
        let source = Arc::clone(&SOURCE);
        let plain = GpuField::plain(Program(source), layout, group, map);
        Ok((GpuField { cost: SAMPLES_COST, tiles: Some(Arc::clone(&pool)), ..plain }, pool))
    }
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
const TILES: &str = include_str!("../../../shaders/field/tiles.wgsl");

/// Operations of a bicubic, about.
const SAMPLES_COST: usize = 100;
