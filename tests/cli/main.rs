//! The command line as a process, and what its files hold.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

#[macro_use]
#[path = "../common/mod.rs"]
mod common;

mod adapter;
mod arguments;
mod basins;
mod critical;
mod documents;
mod interrupts;
mod movies;
mod outputs;
mod print;
mod rasters;
mod results;
mod round_trip;
mod streams;
mod tables;
mod without_adapter;
