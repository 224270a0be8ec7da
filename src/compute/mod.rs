//! The GPU twins of `field`: f and ∇f over dense grids, in f32, through wgpu.

mod evaluate;
mod field;

pub use evaluate::{Bands, Evaluator, Range};
pub use field::{FIELD_GROUP, GpuField, GpuFieldError};
