//! What was found of a field already, so that its picture need not seek it again.

use std::sync::Arc;

use crate::compute::{BasinMap, Destinations};
use crate::descent::Stationary;
use crate::render::data::lines::curve_ends::CurveEnds;
use crate::render::data::range::WholeRange;
use crate::render::data::runs::paths::Courses;

/// What takes long to find; what a scene shows and is not here, is sought as it is measured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Precomputed<'a> {
    /// Where the starts of its basins end.
    pub basins: Option<&'a BasinMap>,
    /// Its stationary points.
    pub critical: Option<&'a [Stationary]>,
    /// What all frames of an animation have in common.
    pub whole: Option<&'a WholeRange>,
    /// How high a curve and its derivative reach in all frames of an animation.
    pub curve_ends: Option<CurveEnds>,
    /// Where trajectories go until an animation ends.
    pub courses: Option<&'a Courses>,
    /// A parameter that moves, with its value.
    pub swept: Option<(&'a str, f64)>,
    /// Where its particles come to.
    pub destinations: Option<&'a Arc<Destinations>>,
}
