//! A frame: what came since the last one, the picture, its particles and the controls, and how they are presented.

pub(super) mod live;
mod paint;
mod passes;
mod play;
pub(crate) mod screen;
