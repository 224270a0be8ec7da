//! Runs of optimizers: their paths, how they are drawn, and how f falls along them.

pub(crate) mod loss;
pub(crate) mod paths;
pub(crate) mod trajectories;
