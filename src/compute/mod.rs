//! The GPU twins of `field` and `descent`: f and ∇f over dense grids, and particles, in f32, through wgpu.

mod basins;
mod census;
mod cut;
pub(crate) mod descend;
pub(crate) mod evaluate;
mod fates;
pub(crate) mod field;
pub(crate) mod motion;
pub(crate) mod quadtree;
mod swarm;
mod tiles;

pub use basins::{BasinMap, settle_all};
pub use census::{Census, GoesOn};
pub use cut::Cut;
pub(crate) use cut::groups;
pub use descend::{Course, Descender, ParticleError, Particles};
pub use evaluate::{Bands, Evaluator, Range};
pub use fates::{FateMap, FateStyle};
pub use field::{FIELD_GROUP, GpuField, GpuFieldError, MAX_OPERATIONS};
pub use swarm::{Destinations, Swarm, SwarmError, SwarmFlock};
pub(crate) use tiles::Purpose;
