//! The panels of a picture, each laid out from the figure and drawn by the passes.

pub(crate) mod arrow_key;
pub(crate) mod compose;
pub(crate) mod context;
pub(crate) mod contour;
pub(crate) mod curve;
mod legend_place;
pub(crate) mod loss;
pub(crate) mod plot;
pub(crate) mod surface;
pub(crate) mod titles;
