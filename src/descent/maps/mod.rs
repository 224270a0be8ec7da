//! What becomes of many starts: basins of attraction, and maps over two hyperparameters.

pub(crate) mod basins;
pub(crate) mod hyperparameter_map;
