//! One file per subcommand.

pub(crate) mod at;
pub(crate) mod basins;
pub(crate) mod bench;
pub(crate) mod critical;
pub(crate) mod descend;
pub(crate) mod describe;
pub(crate) mod doctor;
pub(crate) mod eval;
pub(crate) mod fate;
pub(crate) mod fields;
pub(crate) mod generate;
pub(crate) mod optimizers;
pub(crate) mod render;
pub(crate) mod view;
