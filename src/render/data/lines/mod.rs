//! Lines that follow the field: its levels, with their labels, its gradient, and a curve.

pub(crate) mod contour_labels;
pub(crate) mod curve_ends;
pub(crate) mod isolines;
pub(crate) mod leaps;
pub(crate) mod streamlines;
