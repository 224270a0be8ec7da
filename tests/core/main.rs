//! What needs no device: formulas, descent in f64, and the rules that the sources keep.

mod architecture;
mod descent;
mod formula;
mod rasters_files;
