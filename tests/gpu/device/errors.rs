//! Errors of one device, which belong to who caused them.

use std::sync::atomic::{AtomicBool, Ordering};

use steepest::gpu::{Gpu, GpuError, new_texture, read_buffer, read_texture, storage_buffer};

/// Asks for a buffer that can be mapped and bound, which no device allows.
fn mistake(gpu: &Gpu) -> Result<wgpu::Buffer, GpuError> {
    let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::STORAGE;
    let descriptor = wgpu::BufferDescriptor { label: Some("mistake"), size: 64, usage, mapped_at_creation: false };
    gpu.scoped(|| gpu.device().create_buffer(&descriptor))
}

#[test]
fn two_threads_on_one_device_each_have_their_own_errors() {
    let gpu = gpu_or_skip!();
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // One makes a mistake after the other, through a handle of its own.
        let wrong = scope.spawn(|| {
            let gpu = gpu.background();
            let failed: Vec<bool> = (0..2_000).map(|_| matches!(mistake(&gpu), Err(GpuError::Driver(_)))).collect();
            is_done.store(true, Ordering::Relaxed);
            failed
        });
        let right = scope.spawn(|| {
            let values: Vec<f32> = (0..1_000).map(|value| value as f32).collect();
            let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
            let size = size_of_val(values.as_slice()) as u64;
            let mut rounds = 0;
            while !is_done.load(Ordering::Relaxed) || rounds == 0 {
                let descriptor =
                    wgpu::BufferDescriptor { label: Some("right"), size, usage, mapped_at_creation: false };
                let buffer = gpu.scoped(|| {
                    let buffer = gpu.device().create_buffer(&descriptor);
                    gpu.queue().write_buffer(&buffer, 0, bytemuck::cast_slice(&values));
                    buffer
                });
                let read = buffer.and_then(|buffer| read_buffer::<f32>(gpu, &buffer, values.len()));
                assert_eq!(read.as_deref().map_err(ToString::to_string), Ok(values.as_slice()));
                rounds += 1;
            }
        });
        let failed = wrong.join().unwrap();
        assert!(failed.iter().all(|failed| *failed), "{} of {}", failed.iter().filter(|f| !**f).count(), failed.len());
        right.join().unwrap();
    });
}

#[test]
fn an_error_ends_the_operation_that_made_it_and_no_other() {
    let gpu = gpu_or_skip!();
    // Within an operation the inner one that failed is told, and the outer one is not spoilt by what it dealt with.
    let outer = gpu.scoped(|| mistake(gpu).is_err());
    assert!(outer.is_ok_and(|inner_failed| inner_failed));
    // A copy out of what cannot be copied fails where it is read.
    let closed = gpu.scoped(|| storage_buffer(gpu, "closed", &[1.0f32; 4])).unwrap();
    assert!(matches!(read_buffer::<f32>(gpu, &closed, 4), Err(GpuError::Driver(_))));
    let usage = wgpu::TextureUsages::COPY_SRC | wgpu::TextureUsages::COPY_DST;
    let texture = new_texture(gpu, "open", [3, 2], 1, wgpu::TextureFormat::Rgba8Unorm, usage);
    assert_eq!(read_texture(gpu, &texture).unwrap(), [0; 24]);
}

#[test]
fn a_panic_within_an_operation_leaves_the_next_one_whole() {
    let gpu = gpu_or_skip!();
    let work = std::panic::AssertUnwindSafe(|| gpu.scoped(|| -> () { panic!("on purpose") }));
    assert!(std::panic::catch_unwind(work).is_err());
    assert!(mistake(gpu).is_err());
    assert!(gpu.scoped(|| ()).is_ok());
}

#[test]
fn an_operation_that_ends_meanwhile_takes_no_others_error() {
    let gpu = gpu_or_skip!();
    let barrier = std::sync::Barrier::new(2);
    let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::STORAGE;
    let descriptor = wgpu::BufferDescriptor { label: Some("mistake"), size: 64, usage, mapped_at_creation: false };
    std::thread::scope(|scope| {
        let wrong = scope.spawn(|| {
            gpu.scoped(|| {
                drop(gpu.device().create_buffer(&descriptor));
                // The mistake is made, and the other operation begins and ends.
                barrier.wait();
                barrier.wait();
            })
        });
        barrier.wait();
        let right = gpu.scoped(|| ());
        barrier.wait();
        assert!(right.is_ok(), "{right:?}");
        assert!(matches!(wrong.join().unwrap(), Err(GpuError::Driver(_))));
    });
}
