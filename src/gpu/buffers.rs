//! Buffers in and pictures and arrays out.

use wgpu::util::DeviceExt;

use super::device::Gpu;
use super::error::GpuError;

/// A uniform buffer that holds `value`.
pub fn uniform_buffer<T: bytemuck::Pod>(gpu: &Gpu, label: &str, value: &T) -> wgpu::Buffer {
    gpu.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some(label),
        contents: bytemuck::bytes_of(value),
        usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
    })
}

/// A storage buffer that holds `values`, which must not be empty.
pub fn storage_buffer<T: bytemuck::Pod>(gpu: &Gpu, label: &str, values: &[T]) -> wgpu::Buffer {
    gpu.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some(label),
        contents: bytemuck::cast_slice(values),
        usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
    })
}

/// The layout entry of a uniform buffer that every stage may read.
pub fn uniform_layout_entry(binding: u32) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::all(),
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    }
}

/// The layout entry of a storage buffer of compute shaders.
pub fn storage_layout_entry(binding: u32, read_only: bool) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Storage { read_only },
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    }
}

/// The layout entry of a 2-D texture of floats that every stage may load texels from.
pub fn texture_layout_entry(binding: u32) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::all(),
        ty: wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        },
        count: None,
    }
}

/// Maps a buffer with `MAP_READ` and hands its first `bytes` to `take`.
fn map_and_take<R>(gpu: &Gpu, buffer: &wgpu::Buffer, bytes: u64, take: impl FnOnce(&[u8]) -> R) -> Result<R, GpuError> {
    let (sender, receiver) = std::sync::mpsc::channel();
    buffer.slice(..bytes).map_async(wgpu::MapMode::Read, move |result| {
        // The receiver lives until the end of this function, past the wait that runs this callback.
        let _ = sender.send(result);
    });
    gpu.wait()?;
    // Another thread's wait may have taken the callback and still be about to call it.
    match receiver.recv_timeout(std::time::Duration::from_secs(10)) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(GpuError::Driver(error.to_string())),
        Err(_) => return Err(GpuError::Driver("a buffer was never mapped".to_owned())),
    }
    let taken = {
        let view = buffer.slice(..bytes).get_mapped_range().map_err(|error| GpuError::Driver(error.to_string()))?;
        take(&view)
    };
    buffer.unmap();
    Ok(taken)
}

/// A texture of so many pixels and samples a pixel.
pub fn new_texture(
    gpu: &Gpu,
    label: &str,
    [width, height]: [u32; 2],
    sample_count: u32,
    format: wgpu::TextureFormat,
    usage: wgpu::TextureUsages,
) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage,
        view_formats: &[],
    })
}

/// Reads `count` values from the start of a buffer that has `COPY_SRC`; waits for all submitted work.
///
/// # Errors
/// Where there is no memory for the copy, or the device is lost.
pub fn read_buffer<T: bytemuck::Pod>(gpu: &Gpu, buffer: &wgpu::Buffer, count: usize) -> Result<Vec<T>, GpuError> {
    gpu.scoped(|| copy_of_buffer(gpu, buffer, count))?
}

fn copy_of_buffer<T: bytemuck::Pod>(gpu: &Gpu, buffer: &wgpu::Buffer, count: usize) -> Result<Vec<T>, GpuError> {
    let bytes = (count * size_of::<T>()) as u64;
    let staging = staging_buffer(gpu, bytes);
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("read buffer") });
    encoder.copy_buffer_to_buffer(buffer, 0, &staging, 0, bytes);
    gpu.queue.submit([encoder.finish()]);
    map_and_take(gpu, &staging, bytes, bytemuck::pod_collect_to_vec)
}

/// Reads an 8-bit RGBA texture that has `COPY_SRC`, row by row from the top; waits for all submitted work.
///
/// # Errors
/// Where there is no memory for the copy, or the device is lost.
pub fn read_texture(gpu: &Gpu, texture: &wgpu::Texture) -> Result<Vec<u8>, GpuError> {
    gpu.scoped(|| copy_of_texture(gpu, texture))?
}

fn copy_of_texture(gpu: &Gpu, texture: &wgpu::Texture) -> Result<Vec<u8>, GpuError> {
    let (width, height) = (texture.width(), texture.height());
    let row = (width * 4) as usize;
    let padded = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
    let bytes = (padded * height as usize) as u64;
    let staging = staging_buffer(gpu, bytes);
    let mut encoder =
        gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("read texture") });
    let layout =
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(padded as u32), rows_per_image: Some(height) };
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo { buffer: &staging, layout },
        texture.size(),
    );
    gpu.queue.submit([encoder.finish()]);
    map_and_take(gpu, &staging, bytes, |padded_rows| {
        let mut pixels = Vec::with_capacity(row * height as usize);
        padded_rows.chunks_exact(padded).for_each(|line| pixels.extend_from_slice(&line[..row]));
        pixels
    })
}

fn staging_buffer(gpu: &Gpu, bytes: u64) -> wgpu::Buffer {
    gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("staging"),
        size: bytes.next_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT).max(wgpu::COPY_BUFFER_ALIGNMENT),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    })
}
