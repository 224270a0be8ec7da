//! The scene: plain data, the single source of truth for a picture.
//!
//! The command line is a way of writing a scene and a file is a way of keeping one; the renderer knows nothing else.
//! Everything has a default, and a key that is not known is an error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::field::{Domain, Field, FieldError, MAX_SIDE, OpenOptions, Origin, is_data_path};
use crate::words::short;

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
    /// Nodes along x and y for ranges, and of the finest mesh.
    pub grid: Option<[usize; 2]>,
    /// Which panels there are.
    pub view: View,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// The title above the panels; the field's name where nothing is said.
    pub title: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// How values become colours.
    pub color: ColorStyle,
    /// The surface.
    pub surface: SurfaceStyle,
    /// Where the surface is seen from.
    pub camera: CameraStyle,
    /// The contour panel.
    pub contour: ContourStyle,
    /// Gradient arrows.
    pub arrows: ArrowStyle,
    /// Trajectories.
    pub descent: DescentStyle,
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
            grid: None,
            view: View::default(),
            size: [1280, 720],
            title: None,
            theme: Theme::default(),
            color: ColorStyle::default(),
            surface: SurfaceStyle::default(),
            camera: CameraStyle::default(),
            contour: ContourStyle::default(),
            arrows: ArrowStyle::default(),
            descent: DescentStyle::default(),
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
    /// The colormap.
    pub map: crate::colormap::Colormap,
    /// Linear or logarithmic.
    pub scale: ColorScale,
    /// Values at the ends of the colormap; the field's range where nothing is said.
    pub limits: Option<[f64; 2]>,
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
}

impl Default for CameraStyle {
    fn default() -> Self {
        CameraStyle { azimuth: -60.0, elevation: 30.0, distance: None }
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
    /// |∇f| that is drawn 100 pixels long; where nothing is said the 95th percentile spans one cell.
    pub scale: Option<f64>,
}

impl Default for ArrowStyle {
    fn default() -> Self {
        ArrowStyle { direction: Arrows::Auto, density: [20, 20], scale: None }
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

/// Trajectories in the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DescentStyle {
    /// The optimizer's name; `gd` on formulas and `normalized` on samples where nothing is said.
    pub optimizer: Option<String>,
    /// The step size; the optimizer's own where nothing is said.
    pub lr: Option<f64>,
    /// Values of the optimizer's other parameters.
    pub parameters: BTreeMap<String, f64>,
    /// Steps of each trajectory.
    pub steps: usize,
    /// Where trajectories begin.
    pub from: Vec<[f64; 2]>,
    /// Whether they climb.
    pub ascend: bool,
}

impl Default for DescentStyle {
    fn default() -> Self {
        DescentStyle {
            optimizer: None,
            lr: None,
            parameters: BTreeMap::new(),
            steps: 20,
            from: Vec::new(),
            ascend: false,
        }
    }
}

/// The version of a scene file, whatever else stands in it.
#[derive(Deserialize)]
struct Version {
    #[serde(default = "first_version")]
    version: u32,
}

fn first_version() -> u32 {
    1
}

/// A scene that cannot be read or drawn.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// The file cannot be read.
    #[error("cannot read the scene {path}: {error}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file is not a scene.
    #[error("{path}, line {line}, `{shown}`: {}", message.replace('\n', " "))]
    Parse {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What stands there.
        shown: String,
        /// What is wrong.
        message: String,
    },
    /// The file is from a later version.
    #[error("{path} has version {version}; this program reads version 1, so a newer one wrote it")]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// A setting is outside of what can be drawn.
    #[error("{0}")]
    Setting(String),
}

impl Scene {
    /// Reads a scene file.
    pub fn read(path: &Path) -> Result<Scene, SceneError> {
        let text = std::fs::read_to_string(path).map_err(|error| SceneError::Read { path: path.to_owned(), error })?;
        let wrong = |error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text[..at].matches('\n').count() + 1;
            let shown = text.lines().nth(line - 1).unwrap_or_default().trim().chars().take(60).collect();
            SceneError::Parse { path: path.to_owned(), line, shown, message: error.message().to_owned() }
        };
        // A later version may have keys that this one does not know, so it is looked at first.
        let Version { version } = toml::from_str(&text).map_err(wrong)?;
        if version != 1 {
            return Err(SceneError::Version { path: path.to_owned(), version });
        }
        let mut scene: Scene = toml::from_str(&text).map_err(wrong)?;
        if let Some(folder) = path.parent().filter(|_| is_data_path(&scene.field)) {
            // A scene names its data beside itself.
            scene.field = folder.join(&scene.field).to_string_lossy().into_owned();
        }
        Ok(scene)
    }

    /// Opens the scene's field, of any number of variables.
    pub fn open_field(&self) -> Result<Field, FieldError> {
        let (set, key) = (self.set.clone(), self.key.clone());
        Field::open(&self.field, &OpenOptions { set, key, origin: self.origin, x: self.x, y: self.y })
    }

    /// What is looked at: the scene's ranges, else the field's own.
    pub fn domain(&self, field: &Field) -> Domain {
        let own = field.domain();
        Domain { x: self.x.unwrap_or(own.x), y: self.y.unwrap_or(own.y) }
    }

    /// Refuses settings that cannot be drawn.
    pub fn checked(self) -> Result<Scene, SceneError> {
        let fail = |message: String| Err(SceneError::Setting(message));
        let [width, height] = self.size;
        if width < 64 || height < 64 {
            return fail(format!("a picture of {width}x{height} pixels is too small; give --size at least 64x64"));
        }
        if let Some([nx, ny]) = self.grid.filter(|grid| grid.iter().any(|&side| !(2..=MAX_SIDE).contains(&side))) {
            return fail(format!("a grid of {nx}x{ny} nodes cannot be used; give --grid from 2 to {MAX_SIDE} a side"));
        }
        let [columns, rows] = self.arrows.density;
        if !(1..=MAX_DENSITY).contains(&columns) || !(1..=MAX_DENSITY).contains(&rows) {
            return fail(format!("{columns}x{rows} arrows cannot be drawn; give --density from 1 to {MAX_DENSITY}"));
        }
        if let Some(scale) = self.arrows.scale.filter(|scale| !(*scale > 0.0 && scale.is_finite())) {
            return fail(format!("the arrow scale {scale} does not work; give --arrow-scale a number above 0"));
        }
        match &self.contour.levels {
            Levels::Count(count) if !(1..MAX_LEVELS).contains(count) => {
                return fail(format!(
                    "{count} contour levels cannot be drawn; give --levels from 1 to {}",
                    MAX_LEVELS - 1
                ));
            }
            Levels::List(levels) if levels.len() < 2 || levels.len() > MAX_LEVELS => {
                return fail(format!("--levels takes 2 to {MAX_LEVELS} values, not {}", levels.len()));
            }
            Levels::List(levels)
                if !levels.iter().all(|level| level.is_finite()) || !levels.is_sorted_by(|a, b| a < b) =>
            {
                return fail("the values of --levels must be finite and rise".to_owned());
            }
            _ => {}
        }
        if self.descent.steps > MAX_STEPS {
            return fail(format!("{} steps are too many; give --steps up to {MAX_STEPS}", self.descent.steps));
        }
        for (axis, range) in [('x', self.x), ('y', self.y)] {
            if let Some([min, max]) = range.filter(|[min, max]| min > max) {
                let [min, max] = [short(min), short(max)];
                return fail(format!("the {axis} range {min},{max} runs backwards; give --{axis} {max},{min}"));
            }
        }
        for (option, limits) in [("--clim", self.color.limits), ("--z", self.surface.z)] {
            if let Some([min, max]) = limits.filter(|[min, max]| !(min < max && (max - min).is_finite())) {
                return fail(format!("{option} {min},{max} is empty; give MIN below MAX"));
            }
        }
        if !(0.0..=1.0).contains(&self.surface.alpha) {
            return fail(format!("the opacity {} does not work; give --alpha from 0 to 1", self.surface.alpha));
        }
        if !(self.surface.height_scale > 0.0 && self.surface.height_scale <= 100.0) {
            return fail(format!(
                "--height-scale {} does not work; give a number above 0, up to 100",
                self.surface.height_scale
            ));
        }
        if !self.camera.azimuth.is_finite()
            || !self.camera.elevation.is_finite()
            || self.surface.light.iter().any(|angle| !angle.is_finite())
        {
            return fail("angles must be ordinary numbers".to_owned());
        }
        if let Some(distance) = self.camera.distance.filter(|distance| !(1.2..=1000.0).contains(distance)) {
            return fail(format!("a camera distance of {distance} does not work; give one from 1.2 to 1000"));
        }
        if !(0.0..=50.0).contains(&self.contour.line_width) {
            return fail(format!("a line width of {} does not work; give one from 0 to 50", self.contour.line_width));
        }
        Ok(self)
    }
}
