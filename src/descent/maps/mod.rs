//! What becomes of many starts: basins of attraction, and maps over two hyperparameters.

pub(crate) mod basins;
#[cfg(feature = "gpu")]
pub(crate) mod followed;
pub(crate) mod hyperparameter_map;
