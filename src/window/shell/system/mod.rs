//! The system that the window is opened in: its display, and whether it has dialogs.

pub(super) mod desktop;
pub(in crate::window) mod display;
