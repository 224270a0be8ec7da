//! The command line as a process, and what its files hold.

#[macro_use]
#[path = "../common/mod.rs"]
mod common;

mod adapter;
mod arguments;
mod basins;
mod critical;
mod documents;
mod movies;
mod print;
mod rasters;
mod results;
mod round_trip;
