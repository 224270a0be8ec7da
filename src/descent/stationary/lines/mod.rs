//! Where stationary points are not alone: lines and rings of them, and floors that are level.

pub(crate) mod areas;
pub(crate) mod curves;
pub(super) mod follow;
pub(crate) mod level;
pub(super) mod valley;
