//! How a picture looks, as plain data.

mod arrows;

pub use arrows::{ArrowColor, ArrowLength, ArrowStyle, Arrows, MAX_DENSITY};
use serde::{Deserialize, Serialize};

/// Which panels a picture has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The surface beside the contours.
    #[default]
    Both,
    /// The surface alone.
    Surface,
    /// The contours alone.
    Contour,
    /// A field of one variable as a curve.
    Curve,
    /// f, or |∇f|, of each trajectory against its steps.
    Loss,
}

/// Background and ink.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Black on white.
    #[default]
    Light,
    /// White on near-black.
    Dark,
}

/// What the axes are called; X, Y and Z, or x and f(x), where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AxisLabels {
    /// The first axis.
    pub x: Option<String>,
    /// The second axis; of a curve, its values.
    pub y: Option<String>,
    /// The values of a surface.
    pub z: Option<String>,
}

/// How values become colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColorStyle {
    /// What is coloured.
    pub by: ColorBy,
    /// The colormap.
    pub map: crate::colormap::Colormap,
    /// Linear or logarithmic.
    pub scale: ColorScale,
    /// Values at the ends of the colormap; the field's range where nothing is said.
    pub limits: Option<[f64; 2]>,
}

/// What colours show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorBy {
    /// The field.
    #[default]
    F,
    /// |∇f|.
    Norm,
    /// The angle of the steepest way up, in degrees.
    Slope,
    /// Where water would run, in degrees clockwise from north.
    Aspect,
    /// ∇²f = fxx + fyy.
    Laplacian,
}

/// What a unit of x and y is, where f is in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Units {
    /// As long as a unit of f.
    #[default]
    Plain,
    /// Degrees of longitude and latitude.
    Degrees,
}

/// How values spread over a colormap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorScale {
    /// Evenly.
    #[default]
    Linear,
    /// By their logarithms; values that are not above 0 take the lowest colour.
    Log,
}

/// How the surface looks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SurfaceStyle {
    /// Opacity, from 0 to 1.
    pub alpha: f64,
    /// Values at the bottom and the top of the box; the field's range where nothing is said.
    pub z: Option<[f64; 2]>,
    /// How high the box is, relative to the default.
    pub height_scale: f64,
    /// Azimuth and elevation of the light, in degrees.
    pub light: [f64; 2],
}

impl Default for SurfaceStyle {
    fn default() -> Self {
        SurfaceStyle { alpha: 1.0, z: None, height_scale: 1.0, light: [-135.0, 45.0] }
    }
}

/// Where the surface is seen from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CameraStyle {
    /// Angle in the plane, in degrees from the x axis.
    pub azimuth: f64,
    /// Angle above the plane, in degrees.
    pub elevation: f64,
    /// Distance from the box's centre in its half diagonals; the picture is filled where nothing is said.
    pub distance: Option<f64>,
    /// Whether what is far is smaller.
    pub projection: Projection,
}

/// How depth becomes size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Projection {
    /// What is far is smaller.
    #[default]
    Perspective,
    /// Parallels stay parallel.
    Orthographic,
}

impl Default for CameraStyle {
    fn default() -> Self {
        CameraStyle { azimuth: -60.0, elevation: 30.0, distance: None, projection: Projection::Perspective }
    }
}

/// How the contour panel looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContourStyle {
    /// The boundaries between colours.
    pub levels: Levels,
    /// Width of the lines at the boundaries in pixels; 0 for none.
    pub line_width: f64,
    /// Whether lines carry their values.
    pub labels: bool,
    /// Whether a unit of x is as long as a unit of y.
    pub aspect: Aspect,
}

impl Default for ContourStyle {
    fn default() -> Self {
        ContourStyle { levels: Levels::default(), line_width: 0.6, labels: false, aspect: Aspect::default() }
    }
}

/// How the curve of a field of one variable looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CurveStyle {
    /// The step of a central difference that is drawn beside the exact derivative, with its error over steps.
    pub h: Option<f64>,
}

/// What trajectories show against their steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LossStyle {
    /// Which value.
    pub of: LossOf,
}

/// A value of a trajectory at each of its steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LossOf {
    /// f.
    #[default]
    F,
    /// |∇f|.
    Norm,
}

/// Contour levels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Levels {
    /// At most so many intervals between round numbers.
    Count(usize),
    /// These boundaries.
    List(Vec<f64>),
}

impl Default for Levels {
    fn default() -> Self {
        Levels::Count(20)
    }
}

/// The most contour levels, which shaders hold in a fixed array.
pub const MAX_LEVELS: usize = 255;

/// Lengths along x and y in the contour panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    /// Equal where the extents differ less than fivefold.
    #[default]
    Auto,
    /// A unit of x is as long as a unit of y.
    Equal,
    /// The panel is filled.
    Fill,
}
