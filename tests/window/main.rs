//! The window: its controls by their names, and the program under an X server.

#[macro_use]
#[path = "../common/mod.rs"]
mod common;

mod panel;
mod program;
