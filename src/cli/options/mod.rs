//! Options that subcommands share.

pub(crate) mod figure;
pub(crate) mod optimizer;
pub(crate) mod shared;
pub(crate) mod target;
