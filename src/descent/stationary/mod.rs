//! Minima, maxima and saddles: where the gradient vanishes.

mod circle;
pub(crate) mod classify;
mod crossing;
pub(crate) mod eigen;
pub(crate) mod extrema;
mod kinks;
pub(crate) mod lines;
pub(crate) mod newton;
pub(crate) mod order;
mod places;
pub(crate) mod search;
