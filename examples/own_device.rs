//! Draws a field into a texture of one's own wgpu device, as another application's frame would hold it:
//! `cargo run --release --example own_device`. It needs no display.

use std::error::Error;

use steepest::render::{Gpu, Renderer, read_texture};
use steepest::{Field, Scene, wgpu};

const SIZE: [u32; 2] = [640, 400];
const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Bgra8UnormSrgb;

fn main() -> Result<(), Box<dyn Error>> {
    let (adapter, device, queue) = pollster::block_on(open())?;
    let gpu = Gpu::from_device(&adapter, device.clone(), queue.clone())?;
    let mut renderer = Renderer::for_format(&gpu, FORMAT)?;

    let field = Field::parse("sin(x)*cos(y)")?;
    let scene = Scene { size: SIZE, ..Scene::default() };
    let picture = renderer.prepare(&scene, &field)?;

    let [width, height] = SIZE;
    let target = device.create_texture(&wgpu::TextureDescriptor {
        label: Some("my own"),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: FORMAT,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let mut encoder = device.create_command_encoder(&Default::default());
    renderer.encode(&picture, &mut encoder, &target.create_view(&Default::default()));
    queue.submit([encoder.finish()]);

    let pixels = read_texture(&gpu, &target)?;
    let mut colors: Vec<&[u8]> = pixels.chunks(4).collect();
    colors.sort_unstable();
    colors.dedup();
    println!("{width}x{height} pixels in {FORMAT:?}, {} colours, on {}", colors.len(), gpu.adapter.name);
    if colors.len() < 100 {
        return Err("the picture is all but empty".into());
    }
    Ok(())
}

/// A device as an application opens it, with what pictures need.
async fn open() -> Result<(wgpu::Adapter, wgpu::Device, wgpu::Queue), Box<dyn Error>> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapter = instance.request_adapter(&Default::default()).await?;
    let descriptor = wgpu::DeviceDescriptor {
        required_features: Gpu::REQUIRED_FEATURES,
        required_limits: Gpu::REQUIRED_LIMITS,
        ..Default::default()
    };
    let (device, queue) = adapter.request_device(&descriptor).await?;
    Ok((adapter, device, queue))
}
