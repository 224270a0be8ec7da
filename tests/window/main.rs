//! The window: its controls by their names, and the program under an X server.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

#[macro_use]
#[path = "../common/mod.rs"]
mod common;

mod by_hand;
mod desktop;
mod display;
mod dropped;
mod hands;
mod lecture;
mod left;
mod panel;
mod program;
mod reader;
mod soak;
