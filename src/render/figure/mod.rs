//! The layout of a figure: axes, ticks, legends and text as plain data, without a device.

pub(crate) mod annotation;
pub(crate) mod axes;
pub(crate) mod bar;
pub(crate) mod camera;
pub(crate) mod ground;
pub(crate) mod layout;
pub(crate) mod legend;
pub(crate) mod norm;
pub(crate) mod plane;
pub(crate) mod steps;
pub(crate) mod stroke;
pub(crate) mod style;
pub(crate) mod swatch;
pub(crate) mod text;
pub mod ticks;
pub(crate) mod world;
