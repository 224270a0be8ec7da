//! What shows the shape of a field beside its colours: the sun's light on terrain, and lines on the surface.

pub(crate) mod lines;
pub(crate) mod shade;
