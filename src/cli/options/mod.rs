//! Options that subcommands share.

pub(crate) mod choice;
pub(crate) mod figure;
pub(crate) mod optimizer;
pub(crate) mod shared;
pub(crate) mod target;
