//! Pictures into files: stills, bands of large pictures, animations and drawings.

pub(crate) mod bands;
pub(crate) mod map;
pub(crate) mod movie;
pub(crate) mod saved;
pub(crate) mod size;
pub(crate) mod still;
pub(crate) mod vector;
