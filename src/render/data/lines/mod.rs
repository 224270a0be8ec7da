//! Lines that follow the field: its levels, with their labels, and its gradient.

pub(crate) mod contour_labels;
pub(crate) mod isolines;
pub(crate) mod leaps;
pub(crate) mod streamlines;
