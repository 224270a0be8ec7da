//! Pictures in textures of a device that the program did not open.

use steepest::gpu::{Gpu, GpuError, new_texture, read_texture};
use steepest::render::{Renderer, TARGET_USAGES, render};
use steepest::scene::{Scene, View};

use crate::common::shown::{Shown, shown};

/// A device on the adapter that tests run on, opened as an application would.
fn own(limits: wgpu::Limits) -> (wgpu::Adapter, wgpu::Device, wgpu::Queue) {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapter = pollster::block_on(instance.request_adapter(&Default::default())).unwrap();
    let descriptor = wgpu::DeviceDescriptor { required_limits: limits, ..Default::default() };
    let (device, queue) = pollster::block_on(adapter.request_device(&descriptor)).unwrap();
    (adapter, device, queue)
}

/// A picture with everything that is drawn on its way: both panels, labels, arrows, a path and particles.
fn scene() -> Shown {
    let mut scene = shown("sin(x)*cos(y)", Scene { size: [601, 300], ..Scene::default() });
    scene.descent.from = vec![[-1.0, 0.5]];
    scene.descent.particles = 500;
    scene.view = View::Both;
    scene
}

#[test]
fn every_format_holds_the_pictures_bytes() {
    use wgpu::TextureFormat::{Bgra8Unorm, Bgra8UnormSrgb, Rgba8Unorm, Rgba8UnormSrgb};
    gpu_or_skip!();
    let (adapter, device, queue) = own(Gpu::REQUIRED_LIMITS);
    let gpu = Gpu::from_device(&adapter, device, queue).unwrap();
    for transparent in [false, true] {
        let scene = scene().but(|scene| scene.transparent = transparent);
        let field = scene.open_field().unwrap();
        let plain = scene.but(|scene| scene.transparent = false);
        let expected = (!transparent).then(|| render(&gpu, &plain, &field).unwrap().pixels);
        let drawn = |format: wgpu::TextureFormat| {
            let mut renderer = Renderer::for_format(&gpu, format).unwrap();
            let picture = renderer.prepare(&scene, &field).unwrap();
            let usage = wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC;
            let usage = if format == Rgba8Unorm { usage | TARGET_USAGES } else { usage };
            let target = new_texture(&gpu, "own", scene.size, 1, format, usage);
            // The second time what does not move is there already.
            for _ in 0..2 {
                let mut encoder = gpu.device().create_command_encoder(&Default::default());
                renderer.encode(&picture, &mut encoder, &target.create_view(&Default::default()));
                gpu.queue().submit([encoder.finish()]);
            }
            let mut pixels = read_texture(&gpu, &target).unwrap();
            if matches!(format, Bgra8Unorm | Bgra8UnormSrgb) {
                pixels.chunks_exact_mut(4).for_each(|pixel| pixel.swap(0, 2));
            }
            pixels
        };
        let expected = expected.unwrap_or_else(|| drawn(Rgba8Unorm));
        for format in [Rgba8Unorm, Bgra8Unorm, Rgba8UnormSrgb, Bgra8UnormSrgb] {
            let pixels = drawn(format);
            let differing = pixels.iter().zip(&expected).filter(|(found, expected)| found != expected).count();
            assert_eq!((pixels.len(), differing), (expected.len(), 0), "{format:?}");
        }
    }
}

#[test]
fn every_byte_comes_through_the_curve() {
    gpu_or_skip!();
    let (adapter, device, queue) = own(Gpu::REQUIRED_LIMITS);
    let gpu = Gpu::from_device(&adapter, device, queue).unwrap();
    // A colour bar from black to white holds all grays between; both formats show each of them.
    let mut scene = shown("x", Scene { view: View::Contour, size: [900, 700], ..Scene::default() });
    scene.color.map = Some("gray".parse().unwrap());
    let field = scene.open_field().unwrap();
    let expected = render(&gpu, &scene, &field).unwrap().pixels;
    let mut renderer = Renderer::for_format(&gpu, wgpu::TextureFormat::Rgba8UnormSrgb).unwrap();
    let picture = renderer.prepare(&scene, &field).unwrap();
    let usage = wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC;
    let target = new_texture(&gpu, "own", scene.size, 1, wgpu::TextureFormat::Rgba8UnormSrgb, usage);
    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    renderer.encode(&picture, &mut encoder, &target.create_view(&Default::default()));
    gpu.queue().submit([encoder.finish()]);
    assert_eq!(read_texture(&gpu, &target).unwrap(), expected);
    let mut grays: Vec<u8> = expected.chunks_exact(4).map(|pixel| pixel[0]).collect();
    grays.sort_unstable();
    grays.dedup();
    assert!(grays.len() > 200, "{} grays", grays.len());
}

#[test]
fn too_small_a_device_and_other_formats_are_refused_by_name() {
    gpu_or_skip!();
    let (adapter, device, queue) = own(wgpu::Limits::downlevel_defaults());
    let refused = Gpu::from_device(&adapter, device, queue).unwrap_err();
    assert!(matches!(refused, GpuError::Lacking { .. }), "{refused}");
    assert!(refused.to_string().contains("max_storage_buffers_per_shader_stage is 4, and 8 is needed"), "{refused}");
    let (adapter, device, queue) = own(Gpu::REQUIRED_LIMITS);
    let gpu = Gpu::from_device(&adapter, device, queue).unwrap();
    for format in [wgpu::TextureFormat::Rgba16Float, wgpu::TextureFormat::R8Unorm] {
        let refused = Renderer::for_format(&gpu, format).unwrap_err();
        assert!(matches!(refused, GpuError::Format(found) if found == format), "{refused}");
    }
}

#[test]
fn a_device_of_ones_own_keeps_its_handlers() {
    gpu_or_skip!();
    let (adapter, device, queue) = own(Gpu::REQUIRED_LIMITS);
    let seen = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&seen);
    device.on_uncaptured_error(std::sync::Arc::new(move |_| {
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }));
    let gpu = Gpu::from_device(&adapter, device.clone(), queue).unwrap();
    let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::STORAGE;
    let mistake = wgpu::BufferDescriptor { label: Some("mistake"), size: 64, usage, mapped_at_creation: false };
    assert!(gpu.scoped(|| device.create_buffer(&mistake)).is_err());
    assert_eq!(seen.load(std::sync::atomic::Ordering::Relaxed), 0);
    drop(device.create_buffer(&mistake));
    assert_eq!(seen.load(std::sync::atomic::Ordering::Relaxed), 1);
    assert!(gpu.scoped(|| ()).is_ok());
}
