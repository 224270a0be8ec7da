//! What descend.wgsl is told of particles.

use crate::compute::field::GpuField;
use crate::descent::{Conditions, Limits, Motion, split_u64};
use crate::field::Domain;

/// The uniform of descend.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct RunUniform {
    pub(crate) field_scale: [f32; 2],
    pub(crate) field_offset: [f32; 2],
    pub(crate) low: [f32; 2],
    pub(crate) high: [f32; 2],
    pub(crate) tolerance: f32,
    pub(crate) extent: f32,
    pub(crate) clip: f32,
    pub(crate) noise: f32,
    pub(crate) seed: [u32; 2],
    pub(crate) done: u32,
    pub(crate) steps: u32,
    pub(crate) evaluations: u32,
    pub(crate) none: u32,
}

/// The particles of a dispatch.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct ParticleGroupUniform {
    pub(crate) first: u32,
    pub(crate) count: u32,
}

pub(super) fn run_uniform(field: &GpuField, motion: &Motion, limits: &Limits, origin: [f64; 2]) -> RunUniform {
    let everywhere = ([f64::NEG_INFINITY; 2], [f64::INFINITY; 2]);
    let (low, high) = limits.borders.map_or(everywhere, |(domain, _)| {
        let Domain { x, y } = domain.ascending();
        ([x[0], y[0]], [x[1], y[1]])
    });
    let relative = |point: [f64; 2]| [0, 1].map(|axis| (point[axis] - origin[axis]) as f32);
    let conditions = match motion {
        Motion::Rule(optimizer) => optimizer.conditions,
        Motion::Flow(_) => Conditions::default(),
    };
    RunUniform {
        field_scale: [0, 1].map(|axis| (field.coordinate(axis, 1.0) - field.coordinate(axis, 0.0)) as f32),
        field_offset: [0, 1].map(|axis| field.coordinate(axis, origin[axis]) as f32),
        low: relative(low),
        high: relative(high),
        tolerance: limits.tolerance as f32,
        extent: motion.extent() as f32,
        clip: conditions.clip.unwrap_or(f64::INFINITY) as f32,
        noise: conditions.noise as f32,
        seed: split_u64(conditions.seed),
        done: 0,
        steps: 0,
        evaluations: 0,
        none: 0,
    }
}
