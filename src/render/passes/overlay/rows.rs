//! Work over the rows of a texture, in dispatches that a software adapter takes less than 50 ms for.

use crate::gpu::{Gpu, new_buffer};

/// How many rows a dispatch of so many operations takes.
pub(crate) fn rows_per_dispatch(operations: usize, per_row: usize) -> u32 {
    u32::try_from(operations / per_row.max(1)).unwrap_or(u32::MAX).clamp(1, 1 << 16)
}

/// The uniforms of some dispatches, one behind the other in a buffer.
#[derive(Debug)]
pub(crate) struct RowUniforms {
    buffer: wgpu::Buffer,
    stride: u32,
}

impl RowUniforms {
    /// Puts them on the device, into the buffer of old ones where that is as long.
    pub(crate) fn new<T: bytemuck::Pod>(gpu: &Gpu, label: &str, all: &[T], old: Option<RowUniforms>) -> RowUniforms {
        let align = gpu.device.limits().min_uniform_buffer_offset_alignment.max(4);
        let stride = (size_of::<T>() as u32).next_multiple_of(align);
        let mut bytes = vec![0; stride as usize * all.len()];
        for (place, uniform) in bytes.chunks_exact_mut(stride as usize).zip(all) {
            place[..size_of::<T>()].copy_from_slice(bytemuck::bytes_of(uniform));
        }
        let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        let fits = |old: &RowUniforms| old.stride == stride && old.buffer.size() == bytes.len() as u64;
        let buffer = match old.filter(fits) {
            Some(old) => old.buffer,
            None => new_buffer(gpu, label, bytes.len() as u64, usage),
        };
        gpu.queue.write_buffer(&buffer, 0, &bytes);
        RowUniforms { buffer, stride }
    }

    /// What a bind group holds of them; [`RowUniforms::offset`] says which one a dispatch reads.
    pub(crate) fn resource<T>(&self) -> wgpu::BindingResource<'_> {
        wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: &self.buffer,
            offset: 0,
            size: wgpu::BufferSize::new(size_of::<T>() as u64),
        })
    }

    /// Where one of them begins.
    pub(crate) fn offset(&self, index: usize) -> u32 {
        index as u32 * self.stride
    }
}

/// The layout entry of such uniforms.
pub(crate) fn rows_layout_entry<T>(binding: u32) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: true,
            min_binding_size: wgpu::BufferSize::new(size_of::<T>() as u64),
        },
        count: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dispatches_are_as_short_as_their_cost_asks_for() {
        const MOST: usize = 60_000_000;
        for per_row in [500 * 80, 2048 * 160 * 144, 100_000_000] {
            let rows = rows_per_dispatch(MOST, per_row) as usize;
            assert!(rows >= 1 && rows * per_row <= MOST.max(per_row), "{rows}");
            assert!((rows + 1) * per_row > MOST, "{rows}");
        }
    }
}
