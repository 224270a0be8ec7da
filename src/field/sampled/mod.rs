//! Fields of samples that are held in memory.

pub(crate) mod axis;
pub(crate) mod samples;
