//! Optimizers as data in the formula language, and what is compiled from them.

pub(crate) mod optimizer;
pub(crate) mod plan;
pub(crate) mod rule;
mod specialise;
pub(crate) mod split;
