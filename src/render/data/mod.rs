//! What a picture draws, as plain values computed before any drawing.

pub(crate) mod check;
pub(crate) mod derived;
pub(crate) mod distribution;
pub(crate) mod light;
pub(crate) mod limits;
pub(crate) mod lines;
pub(crate) mod overlay;
pub(crate) mod plot_data;
pub(crate) mod precomputed;
pub(crate) mod probe;
pub(crate) mod quiver;
pub(crate) mod range;
pub(crate) mod remark;
pub(crate) mod runs;
pub(crate) mod sheet;
pub(crate) mod tools;
pub(crate) mod trust;
pub(crate) mod wording;
