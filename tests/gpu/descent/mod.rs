//! What follows the gradient on a device: particles, their pictures, and maps of them.

mod basin_maps;
mod hyperparameter_maps;
mod particle_pictures;
mod particles;
