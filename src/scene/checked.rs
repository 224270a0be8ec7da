//! Scenes from files, and what of a scene can be drawn.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{BasinStyle, Levels, MAX_DENSITY, MAX_LEVELS, MAX_STEPS, Scene};
use crate::field::{Domain, Field, FieldError, MAX_SIDE, OpenOptions, Progress, is_data_path};
use crate::words::short;

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

/// Refuses a resolution, of a picture or of the images within a drawing, that cannot be drawn.
pub fn checked_dpi(dpi: f64) -> Result<f64, SceneError> {
    match (20.0..=2400.0).contains(&dpi) {
        true => Ok(dpi),
        false => Err(SceneError::Setting(format!("{dpi} pixels to an inch do not work; give --dpi from 20 to 2400"))),
    }
}

impl Levels {
    /// Refuses levels that cannot be drawn.
    pub fn checked(self) -> Result<Levels, SceneError> {
        let wrong = match &self {
            Levels::Count(count) if !(1..MAX_LEVELS).contains(count) => {
                format!("{count} contour levels cannot be drawn; give --levels from 1 to {}", MAX_LEVELS - 1)
            }
            Levels::List(levels) if levels.len() < 2 || levels.len() > MAX_LEVELS => {
                format!("--levels takes 2 to {MAX_LEVELS} values, not {}", levels.len())
            }
            Levels::List(levels)
                if !levels.iter().all(|level| level.is_finite()) || !levels.is_sorted_by(|a, b| a < b) =>
            {
                "the values of --levels must be finite and rise".to_owned()
            }
            Levels::Count(_) | Levels::List(_) => return Ok(self),
        };
        Err(SceneError::Setting(wrong))
    }
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
        if let Some(folder) = path.parent() {
            // A scene names its files beside itself.
            let beside = |name: &str| folder.join(name).to_string_lossy().into_owned();
            if is_data_path(&scene.field) {
                scene.field = beside(&scene.field);
            }
            scene.descent.rules = scene.descent.rules.as_deref().map(beside);
            scene.descent.path = scene.descent.path.as_deref().map(beside);
        }
        Ok(scene)
    }

    /// The scene as its file has it.
    pub fn to_toml(&self) -> Result<String, String> {
        toml::to_string_pretty(self).map_err(|error| error.to_string())
    }

    /// Opens the scene's field, of any number of variables.
    pub fn open_field(&self) -> Result<Field, FieldError> {
        self.open_field_with(&|_| ())
    }

    /// The same; `progress` hears which fraction of a large file is read.
    pub fn open_field_with(&self, progress: Progress<'_>) -> Result<Field, FieldError> {
        let (set, key) = (self.set.clone(), self.key.clone());
        let extent = self.extent.map_or([self.x, self.y], |extent| extent.map(Some));
        let [x, y] = extent;
        let options = OpenOptions { set, key, origin: self.origin, x, y, most_held: None };
        Field::open_with(&self.field, &options, progress)
    }

    /// Whether its field is that of another scene, whatever is looked at of it.
    pub fn has_field_of(&self, other: &Scene) -> bool {
        let opening = |scene: &Scene| {
            // A formula's ranges are what is looked at, and those of a file that does not say its own are its extent.
            let is_placed = scene.extent.is_some() || !is_data_path(scene.field.trim());
            let ranges = if is_placed { [None; 2] } else { [scene.x, scene.y] };
            let Scene { field, set, key, origin, extent, .. } = scene.clone();
            (field, set, key, origin, extent, ranges)
        };
        opening(self) == opening(other)
    }

    /// What is looked at: the scene's ranges, else the field's own.
    pub fn domain(&self, field: &Field) -> Domain {
        let own = field.domain();
        Domain { x: self.x.unwrap_or(own.x), y: self.y.unwrap_or(own.y) }
    }

    /// Where particles are seeded and move: what is looked at, unless the scene says otherwise.
    pub fn seeding_domain(&self, field: &Field) -> Domain {
        self.descent.particles_in.map_or_else(|| self.domain(field), |[x, y]| Domain { x, y }).ascending()
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
        if let Some(BasinStyle { grid: [nx, ny], .. }) =
            self.basins.filter(|basins| basins.grid.iter().any(|side| !(2..=MAX_SIDE).contains(side)))
        {
            return fail(format!("a grid of {nx}x{ny} starts cannot be used; give --grid from 2 to {MAX_SIDE} a side"));
        }
        let [columns, rows] = self.arrows.density;
        if !(1..=MAX_DENSITY).contains(&columns) || !(1..=MAX_DENSITY).contains(&rows) {
            return fail(format!("{columns}x{rows} arrows cannot be drawn; give --density from 1 to {MAX_DENSITY}"));
        }
        if let Some(scale) = self.arrows.scale.filter(|scale| !(*scale > 0.0 && scale.is_finite())) {
            return fail(format!("the arrow scale {scale} does not work; give --arrow-scale a number above 0"));
        }
        self.contour.levels.clone().checked()?;
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
        if let Some(ranges) = self.descent.particles_in
            && let Some([min, max]) = ranges.into_iter().find(|[min, max]| !(min < max && (max - min).is_finite()))
        {
            return fail(format!(
                "--particles-in {min},{max} is empty; give X0,X1,Y0,Y1 with X0 below X1 and Y0 below Y1"
            ));
        }
        if self.extent.is_some_and(|extent| extent.iter().flatten().any(|end| !end.is_finite())) {
            return fail("the extent must be ordinary numbers".to_owned());
        }
        checked_dpi(self.dpi)?;
        if let Some(points) = self.fontsize.filter(|points| !(2.0..=200.0).contains(points)) {
            return fail(format!("letters of {points} points do not work; give --fontsize from 2 to 200"));
        }
        if let Some(density) = self.arrows.streamlines.filter(|density| !(0.05..=10.0).contains(density)) {
            return fail(format!("a density of {density} does not work; give --streamlines from 0.05 to 10"));
        }
        if let Some(h) = self.curve.h.filter(|h| !(*h > 0.0 && h.is_finite())) {
            return fail(format!("a step of {h} does not work; give --h a number above 0"));
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
