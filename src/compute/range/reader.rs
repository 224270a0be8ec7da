//! What range.wgsl finds, on its way back from the device.

use crate::field::Range;
use crate::gpu::{Gpu, GpuError, new_buffer, read_through, staging_buffer, storage_layout_entry};

/// Keys of a range: those of the least, the greatest and the least positive value, and whether any is finite.
const KEYS: usize = 4;

/// What range.wgsl gathers a range in, and what it is read by.
#[derive(Debug)]
pub(crate) struct RangeReader {
    keys: wgpu::Buffer,
    staging: wgpu::Buffer,
    group: wgpu::BindGroup,
}

impl RangeReader {
    /// The layout of bind group 2 of whatever gathers a range.
    pub(crate) fn layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
        gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("range"),
            entries: &[storage_layout_entry(0, false)],
        })
    }

    pub(crate) fn new(gpu: &Gpu) -> RangeReader {
        let bytes = (KEYS * size_of::<u32>()) as u64;
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        let keys = new_buffer(gpu, "range", bytes, usage);
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("range"),
            layout: &RangeReader::layout(gpu),
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: keys.as_entire_binding() }],
        });
        RangeReader { keys, staging: staging_buffer(gpu, bytes), group }
    }

    /// Bind group 2.
    pub(crate) fn group(&self) -> &wgpu::BindGroup {
        &self.group
    }

    /// Has what is gathered from here on be a range of its own.
    pub(crate) fn begin(&self, gpu: &Gpu) {
        gpu.queue.write_buffer(&self.keys, 0, bytemuck::cast_slice(&[u32::MAX, 0, u32::MAX, 0]));
    }

    /// Waits for what was gathered, of values that `value` makes of the device's.
    pub(crate) fn read(&self, gpu: &Gpu, value: impl Fn(f64) -> f64) -> Result<Range, GpuError> {
        let keys = read_through::<u32>(gpu, &self.staging, &self.keys, KEYS)?;
        let [least, greatest, least_positive, finite] = [keys[0], keys[1], keys[2], keys[3]];
        let value = |key: u32| value(f64::from(from_ordered(key)));
        let min_positive = (least_positive != u32::MAX).then(|| value(least_positive));
        Ok(Range { min: value(least), max: value(greatest), min_positive, is_finite: finite > 0 })
    }
}

/// The float whose key range.wgsl stored.
fn from_ordered(key: u32) -> f32 {
    f32::from_bits(if key >> 31 == 1 { key & 0x7fff_ffff } else { !key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_the_order_of_floats() {
        let key = |value: f32| {
            let bits = value.to_bits();
            if bits >> 31 == 1 { !bits } else { bits | 0x8000_0000 }
        };
        let values = [f32::MIN, -1.5, -1e-30, 0.0, 1e-30, 2.0, f32::MAX];
        assert!(values.is_sorted_by_key(|&value| key(value)));
        assert!(values.iter().all(|&value| from_ordered(key(value)) == value));
    }
}
