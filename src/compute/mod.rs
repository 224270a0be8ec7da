//! The GPU counterparts of `field` and `descent`: f and ∇f over dense grids, and particles, in f32, through wgpu.

mod basins;
mod cut;
pub(crate) mod descend;
pub(crate) mod evaluate;
pub(crate) mod field;
pub(crate) mod formula;
mod hyperparameter_map;
mod kept_states;
pub(crate) mod motion;
mod outcomes;
mod particle_system;
pub(crate) mod quadtree;
mod range;
mod raster_tiles;

pub use self::hyperparameter_map::{HyperparameterMap, HyperparameterMapStyle};
pub use self::outcomes::{GoesOn, Outcomes};
pub use self::particle_system::{Destinations, ParticleGroup, ParticleSystem, ParticleSystemError};
pub(crate) use self::raster_tiles::TileUse;
pub use crate::field::Range;
pub use basins::{BasinMap, converge_all};
pub use cut::Cut;
pub(crate) use cut::groups;
pub use descend::{Descender, ParticleError, Particles, StepConfig};
pub(crate) use evaluate::RangeBuffers;
pub use evaluate::{Bands, Evaluator};
pub use field::{FIELD_GROUP, GpuField, GpuFieldError, MAX_OPERATIONS};
pub(crate) use range::range_over;
pub(crate) use range::reader::RangeReader;
