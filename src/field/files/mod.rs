//! Readers of data files.

pub(crate) mod foreign;
pub(crate) mod georeference;
pub(crate) mod grids;
pub(crate) mod npy;
pub(crate) mod text;
