//! The GPU twins of `field` and `descent`: f and ∇f over dense grids, and particles, in f32, through wgpu.

mod basins;
mod cut;
pub(crate) mod descend;
pub(crate) mod evaluate;
pub(crate) mod field;
mod hyperparameter_map;
pub(crate) mod motion;
mod outcomes;
mod particle_system;
pub(crate) mod quadtree;
mod raster_tiles;

pub use self::hyperparameter_map::{FateMap, FateStyle};
pub use self::outcomes::{Census, GoesOn};
pub use self::particle_system::{Destinations, Swarm, SwarmError, SwarmFlock};
pub(crate) use self::raster_tiles::Purpose;
pub use basins::{BasinMap, settle_all};
pub use cut::Cut;
pub(crate) use cut::groups;
pub use descend::{Course, Descender, ParticleError, Particles};
pub use evaluate::{Bands, Evaluator, Range};
pub use field::{FIELD_GROUP, GpuField, GpuFieldError, MAX_OPERATIONS};
