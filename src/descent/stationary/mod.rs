//! Minima, maxima and saddles: where the gradient vanishes.

pub(crate) mod classify;
pub(crate) mod eigen;
pub(crate) mod newton;
pub(crate) mod search;
