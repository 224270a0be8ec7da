//! The GPU twins of `field`: f and ∇f over dense grids, in f32, through wgpu.

pub(crate) mod evaluate;
pub(crate) mod field;

pub use evaluate::{Bands, Evaluator, Range};
pub use field::{FIELD_GROUP, GpuField, GpuFieldError, MAX_OPERATIONS};
