//! The picture: its place, what the pointer does over it and is told there, and how it looks.

mod overlay;
pub(super) mod reading;
pub(super) mod stage;
pub(super) mod style;
