//! What suites share: the device, evaluation at arbitrary points, and numbers that look random but are always the same.
#![allow(dead_code, reason = "each suite uses a part of this")]
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

pub(crate) mod images;
pub(crate) mod letters;
pub(crate) mod process;
pub(crate) mod shown;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::OnceLock;

use steepest::compute::{FIELD_GROUP, GpuField};
use steepest::field::{Field, OpenOptions};
use steepest::gpu::{Gpu, GpuError, Part, Shader, read_buffer, storage_buffer};

/// Asks for tests that need an adapter to be skipped where there is none.
const SKIP_VARIABLE: &str = "STEEPEST_SKIP_GPU_TESTS";

/// The device of this process; nothing where there is no adapter and skipping was asked for.
///
/// # Panics
/// Where there is no adapter and nobody asked to skip: a test that checks nothing must not pass unnoticed.
pub(crate) fn gpu() -> Option<&'static Gpu> {
    static GPU: OnceLock<Option<Gpu>> = OnceLock::new();
    let may_skip = std::env::var(SKIP_VARIABLE).is_ok_and(|value| value == "1");
    GPU.get_or_init(|| match Gpu::open(None) {
        Ok(gpu) => Some(gpu),
        Err(GpuError::NoAdapter) if may_skip => None,
        Err(error) => panic!("{error}\n({SKIP_VARIABLE}=1 skips what needs an adapter)"),
    })
    .as_ref()
}

/// The device for the test of this name; nothing, and a line that says so, where it is to be skipped.
pub(crate) fn gpu_for(test: &str) -> Option<&'static Gpu> {
    let Some(gpu) = gpu() else {
        // Written past the harness, which keeps what a passing test prints to itself.
        std::io::stderr().write_all(format!("SKIPPED for want of a GPU: {test}\n").as_bytes()).unwrap();
        return None;
    };
    Some(gpu)
}

/// The device for the test that this stands in, which ends here where it is to be skipped.
#[macro_export]
macro_rules! gpu_or_skip {
    () => {{
        fn here() {}
        let test = std::any::type_name_of_val(&here).trim_end_matches("::here");
        match $crate::common::gpu_for(test) {
            Some(gpu) => gpu,
            None => return,
        }
    }};
}

/// A formula as a field, with values for its parameters.
pub(crate) fn field(formula: &str, set: &[(&str, f64)]) -> Field {
    let set: BTreeMap<String, f64> = set.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
    Field::open(formula, &OpenOptions { set, ..Default::default() })
        .unwrap_or_else(|error| panic!("`{formula}`: {error}"))
}

/// Reads points from a buffer, since the program's own shaders only know grids.
const POINTS_WGSL: &str = "
@group(0) @binding(0) var<storage, read> points: array<vec2<f32>>;
@group(0) @binding(1) var<storage, read_write> results: array<f32>;

@compute @workgroup_size(64)
fn values_at_points(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= arrayLength(&points) {
        return;
    }
    results[id.x] = field_value(points[id.x]);
}

@compute @workgroup_size(64)
fn gradients_at_points(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= arrayLength(&points) {
        return;
    }
    let f = field_value_gradient(points[id.x]);
    results[3u * id.x] = f.x;
    results[3u * id.x + 1u] = f.y;
    results[3u * id.x + 2u] = f.z;
}
";

/// f at every point, from the GPU.
pub(crate) fn values_at(gpu: &Gpu, field: &Field, points: &[[f32; 2]]) -> Vec<f32> {
    run_at_points(gpu, field, points, "values_at_points", 1)
}

/// f, fx and fy at every point, from the GPU.
pub(crate) fn gradients_at(gpu: &Gpu, field: &Field, points: &[[f32; 2]]) -> Vec<[f32; 3]> {
    let results = run_at_points(gpu, field, points, "gradients_at_points", 3);
    results.as_chunks().0.to_vec()
}

fn run_at_points(gpu: &Gpu, field: &Field, points: &[[f32; 2]], entry: &str, width: usize) -> Vec<f32> {
    let gpu_field = GpuField::new(gpu, field).unwrap_or_else(|error| panic!("{}: {error}", field.name()));
    let parts = [Part { name: "field", source: gpu_field.source() }, Part { name: "points", source: POINTS_WGSL }];
    let shader = Shader::compose(entry, &parts).unwrap_or_else(|error| panic!("{}: {error}", field.name()));
    let storage = |binding, read_only| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Storage { read_only },
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    };
    let layout = gpu.device().create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("points"),
        entries: &[storage(0, true), storage(1, false)],
    });
    let pipeline_layout = gpu.device().create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("points"),
        bind_group_layouts: &[Some(&layout), Some(gpu_field.layout())],
        immediate_size: 0,
    });
    let pipeline = gpu.device().create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(entry),
        layout: Some(&pipeline_layout),
        module: &shader.create(gpu),
        entry_point: Some(entry),
        compilation_options: wgpu::PipelineCompilationOptions::default(),
        cache: None,
    });
    let inputs = storage_buffer(gpu, "points", points);
    let results = gpu.device().create_buffer(&wgpu::BufferDescriptor {
        label: Some("results"),
        size: (points.len() * width * size_of::<f32>()) as u64,
        usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC,
        mapped_at_creation: false,
    });
    let group = gpu.device().create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("points"),
        layout: &layout,
        entries: &[
            wgpu::BindGroupEntry { binding: 0, resource: inputs.as_entire_binding() },
            wgpu::BindGroupEntry { binding: 1, resource: results.as_entire_binding() },
        ],
    });
    let mut encoder = gpu.device().create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.set_bind_group(FIELD_GROUP, gpu_field.group(), &[]);
        pass.dispatch_workgroups(points.len().div_ceil(64) as u32, 1, 1);
    }
    gpu.queue().submit([encoder.finish()]);
    read_buffer(gpu, &results, points.len() * width).unwrap()
}

/// Numbers without a pattern, the same in every run (SplitMix64).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// Any 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Uniform between `low` and `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Either sign, every power of two from 2^`low` to 2^`high` as often as any other.
    pub(crate) fn log_uniform(&mut self, low: f64, high: f64) -> f64 {
        let sign = if self.bits() & 1 == 0 { 1.0 } else { -1.0 };
        sign * self.between(low, high).exp2()
    }
}

/// The distance of neighbouring f32 around `x`, which need not be an f32 itself.
pub(crate) fn ulp(x: f64) -> f64 {
    let exponent = (x.to_bits() >> 52 & 0x7ff) as i32 - 1023;
    2f64.powi(exponent.clamp(-126, 127) - 23)
}
