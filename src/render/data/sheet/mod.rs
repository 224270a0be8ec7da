//! The sheet of a surface: squares of a mesh, and triangles where f jumps or ends.

mod cusps;
pub(crate) mod cuts;
pub(crate) mod detail;
pub(crate) mod fine;
pub(crate) mod flatness;
mod folds;
mod means;
pub(crate) mod patches;
mod thin;
