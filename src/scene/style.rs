//! How a picture looks, as plain data.

mod arrows;
mod axis_scale;
mod box_aspect;
mod color;
mod light;

pub use arrows::{ArrowColor, ArrowLength, ArrowStyle, Arrows, MAX_DENSITY};
pub use axis_scale::{AxisScale, AxisScaleError, AxisScales};
pub use box_aspect::{BoxAspect, BoxAspectError};
pub use color::{ColorBy, ColorScale, ColorScaleError, ColorStyle, Limits};
pub use light::{Light, ShadeStyle, SurfaceLines};
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

/// How the surface looks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SurfaceStyle {
    /// Opacity, from 0 to 1.
    pub alpha: f64,
    /// Values at the bottom and the top of the box; what is beyond is cut off.
    pub z: Limits,
    /// How long the sides of the box are, relative to each other.
    pub box_aspect: BoxAspect,
    /// How high the box is, relative to that.
    pub height_scale: f64,
    /// The light.
    pub light: Light,
    /// Lines on it.
    pub lines: SurfaceLines,
}

impl Default for SurfaceStyle {
    fn default() -> Self {
        SurfaceStyle {
            alpha: 1.0,
            z: Limits::Auto,
            box_aspect: BoxAspect::Auto,
            height_scale: 1.0,
            light: Light::From([-135.0, 45.0]),
            lines: SurfaceLines::Auto,
        }
    }
}

/// Where the words for colours, lines and markers stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegendPlace {
    /// In the corner with the least in it; below the contours of a still where that hides a path or a number of a basin.
    #[default]
    Best,
    /// Beside the panel.
    Beside,
    /// Nowhere.
    Off,
    /// In this corner.
    UpperRight,
    /// In this corner.
    UpperLeft,
    /// In this corner.
    LowerLeft,
    /// In this corner.
    LowerRight,
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

impl CameraStyle {
    /// The distance, in half diagonals, from which the box fits a panel as high as wide from everywhere.
    pub const FITTING_DISTANCE: f64 = 5.0;
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

/// Contour levels. A whole number from 1 on is how many intervals there are; any other number is one level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, from = "LevelsForm")]
pub enum Levels {
    /// At most so many intervals between round numbers.
    Count(usize),
    /// These boundaries; one alone is a line between two colours.
    List(Vec<f64>),
}

/// What a scene file has for levels.
#[derive(Deserialize)]
#[serde(untagged)]
enum LevelsForm {
    Count(std::num::NonZeroUsize),
    Level(f64),
    List(Vec<f64>),
}

impl From<LevelsForm> for Levels {
    fn from(form: LevelsForm) -> Levels {
        match form {
            LevelsForm::Count(count) => Levels::Count(count.get()),
            LevelsForm::Level(level) => Levels::List(vec![level]),
            LevelsForm::List(levels) => Levels::List(levels),
        }
    }
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
