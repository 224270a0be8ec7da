//! Readers of data files.

pub(crate) mod foreign;
pub(crate) mod format;
pub(crate) mod georeference;
pub(crate) mod grids;
mod line;
#[cfg(feature = "netcdf")]
pub(crate) mod netcdf;
pub(crate) mod npy;
pub(crate) mod sidecar;
pub(crate) mod text;

/// What is said of x and y that are degrees.
pub(crate) const GEOGRAPHIC: &str = "x and y are degrees of longitude and latitude: slope, aspect and Laplacian are in \
                                     metres on the ground, gradients and paths per degree";
