//! One file per shader: the mirror of its uniform, what is built once, and how it draws.

pub(crate) mod annotations;
pub(crate) mod arrows;
pub(crate) mod contour;
pub(crate) mod cover;
pub(crate) mod density;
pub(crate) mod frame;
pub(crate) mod outlet;
pub(crate) mod overlay;
pub(crate) mod pipeline;
pub(crate) mod pipelines;
pub(crate) mod samples;
pub(crate) mod splat;
pub(crate) mod strokes;
pub(crate) mod surface;
