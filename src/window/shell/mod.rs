//! The window itself: events, frames, presenting, files.

pub(crate) mod app;
pub(crate) mod autosave;
pub(crate) mod desktop;
pub(crate) mod display;
pub(crate) mod fates;
pub(crate) mod files;
pub(crate) mod live;
pub(crate) mod paint;
mod passes;
pub(crate) mod place;
pub(crate) mod play;
pub(crate) mod recent;
pub(crate) mod run;
pub(crate) mod screen;
