//! What runs on a device: evaluators, particles, shaders and pictures.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

#[macro_use]
#[path = "../common/mod.rs"]
mod common;

mod bands;
mod catalogue;
mod changes;
mod derivatives;
mod descent;
mod device;
mod evaluators;
mod functions;
mod grids;
mod local_fields;
mod pictures;
mod samples;
mod shaders;
