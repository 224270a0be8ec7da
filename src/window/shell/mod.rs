//! The window itself: events, frames, presenting, files.

pub(crate) mod app;
pub(crate) mod fates;
pub(crate) mod files;
pub(crate) mod frame;
mod kept;
pub(crate) mod run;
pub(crate) mod system;
