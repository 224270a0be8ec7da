//! The scene: plain data, the single source of truth for a picture.
//!
//! The command line is a way of writing a scene and a file is a way of keeping one; the renderer knows nothing else.
//! Everything has a default, and a key that is not known is an error.

mod checked;
mod choice;
mod command;
mod motion;
mod route;

use std::collections::BTreeMap;

pub use checked::SceneError;
pub use motion::{AnimationStyle, ParameterSweep};
pub use route::read_route;
use serde::{Deserialize, Deserializer, Serialize};

use crate::descent::{Outside, Schedule, Sowing};
use crate::field::Origin;

/// A picture of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scene {
    /// The version of this format.
    pub version: u32,
    /// A name of the catalogue, a file or a formula.
    pub field: String,
    /// Values of the formula's parameters.
    pub set: BTreeMap<String, f64>,
    /// The array of an `.npz` file.
    pub key: Option<String>,
    /// Where a file's first row lies.
    pub origin: Option<Origin>,
    /// First and last x; the field's own where nothing is said.
    pub x: Option<[f64; 2]>,
    /// First and last y; the field's own where nothing is said.
    pub y: Option<[f64; 2]>,
    /// First and last x and y of a file that does not say where it lies, where they differ from what is looked at.
    pub extent: Option<[[f64; 2]; 2]>,
    /// Nodes along x and y for ranges, and of the finest mesh.
    pub grid: Option<[usize; 2]>,
    /// Which panels there are.
    pub view: View,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Pixels to an inch, which letters, lines and arrows are measured in.
    pub dpi: f64,
    /// The title above the panels; the field's name where nothing is said.
    pub title: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// Whether minima, maxima, saddles and degenerate points are marked.
    pub critical: bool,
    /// What a unit of x and y is, for slopes.
    pub units: Units,
    /// Whether the colours show how far 32 bits are from 64.
    pub trust: bool,
    /// A point whose gradient, tangent plane and directional derivatives are drawn.
    pub probe: Option<[f64; 2]>,
    /// The direction at the probe, in degrees from the x axis.
    pub probe_angle: f64,
    /// Basins of attraction, in place of the colours of values.
    pub basins: Option<BasinStyle>,
    /// How values become colours.
    pub color: ColorStyle,
    /// The surface.
    pub surface: SurfaceStyle,
    /// Where the surface is seen from.
    pub camera: CameraStyle,
    /// The contour panel.
    pub contour: ContourStyle,
    /// The curve of a field of one variable.
    pub curve: CurveStyle,
    /// Gradient arrows.
    pub arrows: ArrowStyle,
    /// Trajectories and particles.
    pub descent: DescentStyle,
    /// What moves from frame to frame.
    pub animation: AnimationStyle,
}

impl Default for Scene {
    fn default() -> Self {
        Scene {
            version: 1,
            field: "x^2 + y^2".to_owned(),
            set: BTreeMap::new(),
            key: None,
            origin: None,
            x: None,
            y: None,
            extent: None,
            grid: None,
            view: View::default(),
            size: [1280, 720],
            dpi: 100.0,
            title: None,
            theme: Theme::default(),
            color: ColorStyle::default(),
            surface: SurfaceStyle::default(),
            camera: CameraStyle::default(),
            contour: ContourStyle::default(),
            curve: CurveStyle::default(),
            arrows: ArrowStyle::default(),
            descent: DescentStyle::default(),
            animation: AnimationStyle::default(),
            units: Units::Plain,
            trust: false,
            probe: None,
            probe_angle: 0.0,
            critical: false,
            basins: None,
        }
    }
}

/// Which panels a picture has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
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
}

/// Background and ink.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Black on white.
    #[default]
    Light,
    /// White on near-black.
    Dark,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Units {
    /// As long as a unit of f.
    #[default]
    Plain,
    /// Degrees of longitude and latitude.
    Degrees,
}

/// How values spread over a colormap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
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
    /// Whether a unit of x is as long as a unit of y.
    pub aspect: Aspect,
}

impl Default for ContourStyle {
    fn default() -> Self {
        ContourStyle { levels: Levels::default(), line_width: 0.6, aspect: Aspect::default() }
    }
}

/// How the curve of a field of one variable looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CurveStyle {
    /// The step of a central difference that is drawn beside the exact derivative, with its error over steps.
    pub h: Option<f64>,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
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

/// How gradient arrows look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ArrowStyle {
    /// Which way they point.
    pub direction: Arrows,
    /// Arrows along x and y.
    pub density: [usize; 2],
    /// Evenly spaced lines along the gradient in place of arrows, relative to matplotlib's density.
    pub streamlines: Option<f64>,
    /// |∇f| that is drawn 100 pixels long; where nothing is said the 95th percentile spans one cell.
    pub scale: Option<f64>,
}

impl Default for ArrowStyle {
    fn default() -> Self {
        ArrowStyle { direction: Arrows::Auto, density: [20, 20], streamlines: None, scale: None }
    }
}

/// Which way arrows point, and where there are any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Arrows {
    /// Uphill on the contours, unless there are trajectories.
    #[default]
    Auto,
    /// Uphill, on the contours and on the surface.
    Ascent,
    /// Downhill, on the contours and on the surface.
    Descent,
    /// None.
    Off,
}

/// The most steps of a trajectory.
pub const MAX_STEPS: usize = 100_000;

/// The most arrows along a side.
pub const MAX_DENSITY: usize = 1000;

/// What follows the gradient: trajectories from given starts, and particles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DescentStyle {
    /// Optimizers, such as `adam` or `adam:lr=0.1,beta1=0.8`; several race from the same starts. Where nothing is said it is
    /// `gd` on formulas and `normalized` on samples.
    #[serde(rename = "optimizer", deserialize_with = "one_or_more")]
    pub optimizers: Vec<String>,
    /// A rule of the user's own, in place of an optimizer.
    pub rule: Option<String>,
    /// A file with more optimizers, in the format of the package's own.
    pub rules: Option<String>,
    /// The step size; the optimizer's own where nothing is said.
    pub lr: Option<f64>,
    /// Values of the optimizer's other parameters.
    pub parameters: BTreeMap<String, f64>,
    /// How the step size changes.
    pub schedule: Schedule,
    /// Steps over which the step size grows to its full value.
    pub warmup: u32,
    /// The greatest length of a gradient.
    pub clip: Option<f64>,
    /// Standard deviation of the noise on the gradient.
    pub noise: f64,
    /// What noise and random starts are drawn from.
    pub seed: u64,
    /// Steps of each trajectory and each particle.
    pub steps: usize,
    /// Where trajectories begin.
    pub from: Vec<[f64; 2]>,
    /// A `.csv` whose points are drawn as a trajectory.
    pub path: Option<String>,
    /// Whether they climb.
    pub ascend: bool,
    /// What happens outside of the domain; formulas go on and samples end where nothing is said.
    pub outside: Option<Outside>,
    /// How many particles each optimizer moves.
    pub particles: usize,
    /// Where particles begin.
    pub sow: Sowing,
    /// The last steps that each particle leaves behind it; some for few particles and none for many where nothing is said.
    pub trail: Option<usize>,
    /// What particles are coloured by.
    pub tint: Tint,
}

impl Default for DescentStyle {
    fn default() -> Self {
        DescentStyle {
            optimizers: Vec::new(),
            rule: None,
            rules: None,
            lr: None,
            parameters: BTreeMap::new(),
            schedule: Schedule::Constant,
            warmup: 0,
            clip: None,
            noise: 0.0,
            seed: 0,
            steps: 20,
            from: Vec::new(),
            path: None,
            ascend: false,
            outside: None,
            particles: 0,
            sow: Sowing::Quasirandom,
            trail: None,
            tint: Tint::Optimizer,
        }
    }
}

impl DescentStyle {
    /// Steps that stay visible behind each particle.
    pub fn trail(&self) -> usize {
        const FEW: usize = 5_000;
        self.trail.unwrap_or(if self.particles <= FEW { 24 } else { 0 })
    }
}

/// What particles are coloured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Tint {
    /// The optimizer that moves them.
    #[default]
    Optimizer,
    /// The length of their last step.
    Speed,
    /// f where they are.
    F,
    /// The minimum that they come to.
    Minimum,
}

/// How basins of attraction are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BasinStyle {
    /// Starts along x and y.
    pub grid: [usize; 2],
    /// The most steps of a start.
    pub steps: u32,
}

impl Default for BasinStyle {
    fn default() -> Self {
        BasinStyle { grid: [512; 2], steps: 10_000 }
    }
}

/// A word, or a list of them.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }
    Ok(match OneOrMore::deserialize(deserializer)? {
        OneOrMore::One(word) => vec![word],
        OneOrMore::More(words) => words,
    })
}
