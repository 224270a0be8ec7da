//! Buffers in and pictures and arrays out.

use wgpu::util::DeviceExt as _;

use super::counts::count;
use super::device::Gpu;
use super::error::GpuError;

/// A buffer of so many bytes with nothing in it yet.
pub(crate) fn new_buffer(gpu: &Gpu, label: &str, size: u64, usage: wgpu::BufferUsages) -> wgpu::Buffer {
    count(&gpu.counters.buffers, 1);
    gpu.device.create_buffer(&wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false })
}

/// A buffer that holds `bytes`, and zeros up to a multiple of four.
///
/// It is written by the queue: a buffer that is created mapped panics where the device refuses it, and one that is
/// written is an error of the scope it stands in.
pub(crate) fn filled_buffer(gpu: &Gpu, label: &str, usage: wgpu::BufferUsages, bytes: &[u8]) -> wgpu::Buffer {
    let whole = bytes.len() / 4 * 4;
    let buffer = new_buffer(gpu, label, bytes.len().next_multiple_of(4) as u64, usage | wgpu::BufferUsages::COPY_DST);
    if whole > 0 {
        gpu.queue.write_buffer(&buffer, 0, &bytes[..whole]);
    }
    if whole < bytes.len() {
        let mut last = [0; 4];
        last[..bytes.len() - whole].copy_from_slice(&bytes[whole..]);
        gpu.queue.write_buffer(&buffer, whole as u64, &last);
    }
    buffer
}

/// The most bytes of a buffer of instances: there are as many as a user's files and options say, and a buffer ends.
const MOST_BYTES: u64 = 32 << 20;
/// Buffers of instances have room for a few more, which the next picture may have.
const ROOM: u64 = 4 << 10;

/// Instances of what is drawn many times, in the order of drawing: buffers that the adapter allows, each with how many it
/// holds.
#[derive(Clone, Debug)]
pub(crate) struct Pieces(Vec<(wgpu::Buffer, u32)>);

impl Pieces {
    /// Puts instances on the device, into the buffers of `old` as far as those hold them; what was drawn from them is
    /// not drawn again.
    pub(crate) fn new<T: bytemuck::Pod>(gpu: &Gpu, label: &str, instances: &[T], old: Option<&Pieces>) -> Pieces {
        let max_buffer = gpu.adapter.max_buffer;
        let piece = |(index, instances): (usize, &[T])| {
            let bytes: &[u8] = bytemuck::cast_slice(instances);
            let size = bytes.len() as u64;
            let kept =
                old.and_then(|old| old.0.get(index)).map(|(buffer, _)| buffer).filter(|kept| kept.size() >= size);
            let usage = wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST;
            let roomy = || new_buffer(gpu, label, size.next_multiple_of(ROOM).min(max_buffer / 4 * 4), usage);
            let buffer = kept.cloned().unwrap_or_else(roomy);
            gpu.queue.write_buffer(&buffer, 0, bytes);
            (buffer, instances.len() as u32)
        };
        Pieces(instances.chunks(most_of_a_piece::<T>(max_buffer)).enumerate().map(piece).collect())
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The buffers, each with how many instances it holds.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(wgpu::Buffer, u32)> {
        self.0.iter()
    }
}

/// Instances of a piece where a buffer holds so many bytes.
fn most_of_a_piece<T>(max_buffer: u64) -> usize {
    (max_buffer.min(MOST_BYTES) as usize / size_of::<T>()).max(1)
}

/// A bind group of a uniform and of textures after it.
#[derive(Clone, Debug)]
pub(crate) struct UniformBinding {
    buffer: wgpu::Buffer,
    textures: Vec<wgpu::TextureView>,
    group: wgpu::BindGroup,
}

impl UniformBinding {
    /// Binds a value and textures; that of `old`, which is of the same layout, is written over where it has the same size.
    pub(crate) fn new<T: bytemuck::Pod>(
        gpu: &Gpu,
        label: &str,
        layout: &wgpu::BindGroupLayout,
        value: &T,
        textures: &[&wgpu::TextureView],
        old: Option<&UniformBinding>,
    ) -> UniformBinding {
        let size = size_of::<T>().next_multiple_of(4) as u64;
        let buffer = match old.filter(|old| old.buffer.size() == size) {
            Some(old) => {
                gpu.queue.write_buffer(&old.buffer, 0, bytemuck::bytes_of(value));
                if old.textures.iter().eq(textures.iter().copied()) {
                    return old.clone();
                }
                old.buffer.clone()
            }
            None => uniform_buffer(gpu, label, value),
        };
        let views = textures.iter().map(|view| wgpu::BindingResource::TextureView(view));
        let entries: Vec<_> = (0u32..)
            .zip(std::iter::once(buffer.as_entire_binding()).chain(views))
            .map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource })
            .collect();
        let descriptor = wgpu::BindGroupDescriptor { label: Some(label), layout, entries: &entries };
        let group = gpu.device.create_bind_group(&descriptor);
        UniformBinding { buffer, textures: textures.iter().map(|&view| view.clone()).collect(), group }
    }

    /// The bind group.
    pub(crate) fn group(&self) -> &wgpu::BindGroup {
        &self.group
    }
}

/// A uniform buffer that holds `value`.
pub fn uniform_buffer<T: bytemuck::Pod>(gpu: &Gpu, label: &str, value: &T) -> wgpu::Buffer {
    filled_buffer(gpu, label, wgpu::BufferUsages::UNIFORM, bytemuck::bytes_of(value))
}

/// A storage buffer that holds `values`, which must not be empty.
pub fn storage_buffer<T: bytemuck::Pod>(gpu: &Gpu, label: &str, values: &[T]) -> wgpu::Buffer {
    filled_buffer(gpu, label, wgpu::BufferUsages::STORAGE, bytemuck::cast_slice(values))
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

/// The layout entry of a texture of 8-bit colours that compute shaders write.
pub(crate) fn storage_texture_layout_entry(binding: u32) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::StorageTexture {
            access: wgpu::StorageTextureAccess::WriteOnly,
            format: wgpu::TextureFormat::Rgba8Unorm,
            view_dimension: wgpu::TextureViewDimension::D2,
        },
        count: None,
    }
}

/// Maps a buffer with `MAP_READ` and hands its first `bytes` to `take`.
fn map_and_take<R>(gpu: &Gpu, buffer: &wgpu::Buffer, bytes: u64, take: impl FnOnce(&[u8]) -> R) -> Result<R, GpuError> {
    let (sender, receiver) = std::sync::mpsc::channel();
    count(&gpu.counters.readbacks, 1);
    count(&gpu.counters.bytes_read, bytes);
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
    count(&gpu.counters.textures, 1);
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

/// A texture of one layer that shaders read texels from, with what is in it.
pub(crate) fn texture_with_data(
    gpu: &Gpu,
    label: &str,
    [width, height]: [u32; 2],
    format: wgpu::TextureFormat,
    bytes: &[u8],
) -> wgpu::Texture {
    count(&gpu.counters.textures, 1);
    let descriptor = wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    };
    let order = wgpu::util::TextureDataOrder::LayerMajor;
    gpu.device.create_texture_with_data(&gpu.queue, &descriptor, order, bytes)
}

/// Reads `count` values from the start of a buffer that has `COPY_SRC`; waits for all submitted work.
///
/// # Errors
/// Where there is no memory for the copy, or the device is lost.
pub fn read_buffer<T: bytemuck::Pod>(gpu: &Gpu, buffer: &wgpu::Buffer, count: usize) -> Result<Vec<T>, GpuError> {
    gpu.scoped(|| copy_of_buffer(gpu, buffer, count))?
}

fn copy_of_buffer<T: bytemuck::Pod>(gpu: &Gpu, buffer: &wgpu::Buffer, count: usize) -> Result<Vec<T>, GpuError> {
    read_through(gpu, &staging_buffer(gpu, (count * size_of::<T>()) as u64), buffer, count)
}

/// The same by way of a buffer of [`staging_buffer`] that is there already.
pub(crate) fn read_through<T: bytemuck::Pod>(
    gpu: &Gpu,
    staging: &wgpu::Buffer,
    buffer: &wgpu::Buffer,
    count: usize,
) -> Result<Vec<T>, GpuError> {
    let bytes = (count * size_of::<T>()) as u64;
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("read buffer") });
    encoder.copy_buffer_to_buffer(buffer, 0, staging, 0, bytes);
    gpu.queue.submit([encoder.finish()]);
    map_and_take(gpu, staging, bytes, bytemuck::pod_collect_to_vec)
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

/// A buffer that values are copied to on their way back from the device.
pub(crate) fn staging_buffer(gpu: &Gpu, bytes: u64) -> wgpu::Buffer {
    let size = bytes.next_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT).max(wgpu::COPY_BUFFER_ALIGNMENT);
    new_buffer(gpu, "staging", size, wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uniform_is_written_over_where_it_has_the_size() {
        let gpu = Gpu::open(None).expect("an adapter");
        let descriptor = wgpu::BindGroupLayoutDescriptor { label: None, entries: &[uniform_layout_entry(0)] };
        let layout = gpu.device.create_bind_group_layout(&descriptor);
        let small = UniformBinding::new(&gpu, "small", &layout, &[1.0f32; 4], &[], None);
        let same = UniformBinding::new(&gpu, "same", &layout, &[2.0f32; 4], &[], Some(&small));
        assert_eq!(same.buffer, small.buffer);
        let large = UniformBinding::new(&gpu, "large", &layout, &[3.0f32; 8], &[], Some(&small));
        let smaller = UniformBinding::new(&gpu, "smaller", &layout, &[4.0f32; 2], &[], Some(&small));
        assert_eq!([large.buffer.size(), smaller.buffer.size()], [32, 8]);
    }

    #[test]
    fn no_piece_is_larger_than_a_buffer() {
        for max_buffer in [1 << 20, 256 << 20, (1 << 31) - 1, u64::MAX] {
            let bytes = (most_of_a_piece::<[f32; 14]>(max_buffer) * size_of::<[f32; 14]>()) as u64;
            assert!(bytes <= max_buffer && bytes <= MOST_BYTES && bytes > 0, "{max_buffer}: {bytes}");
        }
    }
}
