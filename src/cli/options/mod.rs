//! Options that subcommands share.

pub(crate) mod choice;
pub(crate) mod destination;
pub(crate) mod figure;
pub(crate) mod optimizer;
#[cfg(test)]
mod round_trip;
pub(crate) mod scene;
pub(crate) mod shared;
pub(crate) mod target;
