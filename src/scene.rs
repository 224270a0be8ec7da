//! The scene: plain data, the single source of truth for a picture.
//!
//! A scene says how a field is drawn; a [`SceneFile`] has what opens the field, too. The command line is a way of writing
//! one and a file is a way of keeping one; the renderer knows a field and its scene and nothing else.
//! Everything has a default, and a key that is not known is an error.

mod checked;
mod choice;
mod command;
mod descent;
mod error;
mod file;
mod key;
#[doc(hidden)]
pub mod keys;
mod motion;
mod opening;
mod page;
mod runs;
mod style;
mod values;
mod variants;

pub use checked::checked_dpi;
pub use descent::{BasinStyle, DescentStyle, MAX_STEPS, Tint};
pub use error::SceneError;
pub use file::SceneFile;
pub use motion::{AnimationStyle, ParameterSweep};
pub use runs::{ReadRun, ReadRuns, read_runs};
use serde::{Deserialize, Serialize};
pub use style::{
    ArrowColor, ArrowLength, ArrowStyle, Arrows, Aspect, AxisLabels, AxisScale, AxisScaleError, AxisScales, BoxAspect,
    BoxAspectError, CameraStyle, ColorBy, ColorScale, ColorScaleError, ColorStyle, ContourStyle, CurveStyle,
    LegendPlace, Levels, Light, Limits, LossOf, LossStyle, MAX_DENSITY, MAX_LEVELS, Projection, ShadeStyle,
    SurfaceLines, SurfaceStyle, Theme, Units, View,
};

/// How a field is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scene {
    /// First and last x; the field's own where nothing is said.
    pub x: Option<[f64; 2]>,
    /// First and last y; the field's own where nothing is said.
    pub y: Option<[f64; 2]>,
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
    /// Where the words for colours, lines and markers stand.
    pub legend: LegendPlace,
    /// A font whose letters come before the program's own.
    pub font: Option<String>,
    /// Titles above the panels, with `;` between them; what the panels show where nothing is said.
    pub panel_titles: Option<String>,
    /// Height of the letters of axes' names in points, which all other letters go by; what fits where nothing is said.
    pub fontsize: Option<f64>,
    /// Light or dark.
    pub theme: Theme,
    /// Whether the background of a saved picture is left out, so that what lies behind shows through.
    pub transparent: bool,
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
    /// What the axes are called.
    pub labels: AxisLabels,
    /// How the axes are drawn.
    pub scales: AxisScales,
    /// How values become colours.
    pub color: ColorStyle,
    /// The surface.
    pub surface: SurfaceStyle,
    /// The sun that terrain is lit by.
    pub shade: ShadeStyle,
    /// Where the surface is seen from.
    pub camera: CameraStyle,
    /// The contour panel.
    pub contour: ContourStyle,
    /// The curve of a field of one variable.
    pub curve: CurveStyle,
    /// Trajectories against their steps.
    pub loss: LossStyle,
    /// Gradient arrows.
    pub arrows: ArrowStyle,
    /// Trajectories and particles.
    pub descent: DescentStyle,
    /// What moves from frame to frame.
    pub animation: AnimationStyle,
}

impl Scene {
    /// Whether gradient arrows are drawn: unless it is said, on contours that nothing else covers.
    pub fn shows_arrows(&self) -> bool {
        if self.arrows.streamlines.is_some() {
            return false;
        }
        match self.arrows.direction {
            Arrows::Auto => {
                let is_covered = self.descent.particles > 0 || self.basins.is_some() || self.arrows.lic;
                matches!(self.view, View::Both | View::Contour) && !is_covered
            }
            Arrows::Ascent | Arrows::Descent => true,
            Arrows::Off => false,
        }
    }
}

impl Scene {
    /// Whether the scene has trajectories.
    pub fn has_runs(&self) -> bool {
        let descent = &self.descent;
        !descent.from.is_empty() || descent.path.is_some() || !descent.trajectories.is_empty()
    }
}

impl Default for Scene {
    fn default() -> Self {
        Scene {
            x: None,
            y: None,
            grid: None,
            view: View::default(),
            size: [1280, 720],
            dpi: 100.0,
            title: None,
            panel_titles: None,
            legend: LegendPlace::Best,
            font: None,
            fontsize: None,
            labels: AxisLabels::default(),
            scales: AxisScales::default(),
            theme: Theme::default(),
            transparent: false,
            color: ColorStyle::default(),
            surface: SurfaceStyle::default(),
            shade: ShadeStyle::default(),
            camera: CameraStyle::default(),
            contour: ContourStyle::default(),
            curve: CurveStyle::default(),
            loss: LossStyle::default(),
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
