//! Axes: of the box around a surface and of a plane panel, with the labels of their ticks.

pub(crate) mod box_axes;
pub(crate) mod offset;
pub(crate) mod plane_axes;
