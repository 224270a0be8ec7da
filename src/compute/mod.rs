//! The GPU twins of `field` and `descent`: f and ∇f over dense grids, and particles, in f32, through wgpu.

pub(crate) mod descend;
pub(crate) mod evaluate;
pub(crate) mod field;
pub(crate) mod motion;

pub use descend::{Census, Course, Cut, Descender, ParticleError, Particles};
pub use evaluate::{Bands, Evaluator, Range};
pub use field::{FIELD_GROUP, GpuField, GpuFieldError, MAX_OPERATIONS};
pub use motion::Watch;
