//! Colours over the domain that shaders write, and that stay on the device.

pub(crate) mod derived;
pub(crate) mod lic;
mod rows;
pub(crate) mod textures;
