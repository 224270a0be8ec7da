//! The GPU twins of `field` and `descent`: f and ∇f over dense grids, and particles, in f32, through wgpu.

mod census;
mod cut;
pub(crate) mod descend;
pub(crate) mod evaluate;
pub(crate) mod field;
pub(crate) mod motion;

pub use census::Census;
pub use cut::Cut;
pub use descend::{Course, Descender, ParticleError, Particles};
pub use evaluate::{Bands, Evaluator, Range};
pub use field::{FIELD_GROUP, GpuField, GpuFieldError, MAX_OPERATIONS};
