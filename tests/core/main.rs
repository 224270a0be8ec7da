//! What needs no device: formulas, descent in f64, and the rules that the sources keep.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod architecture;
mod areas;
mod descent;
mod elementary;
mod files;
mod formula;
mod particles;
mod rasters_files;
mod scenes;
mod spellings;
mod stationary;
