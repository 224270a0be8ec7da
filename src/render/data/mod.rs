//! What a picture draws, as plain values computed before any drawing.

pub(crate) mod contour_labels;
pub(crate) mod derived;
pub(crate) mod detail;
pub(crate) mod isolines;
pub(crate) mod light;
pub(crate) mod limits;
pub(crate) mod loss;
pub(crate) mod overlay;
pub(crate) mod paths;
pub(crate) mod plot_data;
pub(crate) mod precomputed;
pub(crate) mod probe;
pub(crate) mod quiver;
pub(crate) mod remark;
pub(crate) mod sheet;
pub(crate) mod streamlines;
pub(crate) mod trajectories;
pub(crate) mod trust;
pub(crate) mod wording;
