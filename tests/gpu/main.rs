//! What runs on a device: evaluators, particles, shaders and pictures.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

#[macro_use]
#[path = "../common/mod.rs"]
mod common;

mod bands;
mod basin_maps;
mod catalogue;
mod changes;
mod derivatives;
mod errors;
mod evaluators;
mod functions;
mod grids;
mod hyperparameter_maps;
mod limits;
mod local_fields;
mod own_device;
mod particle_pictures;
mod particles;
mod pictures;
mod samples;
mod shaders;
