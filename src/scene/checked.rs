//! What of a scene can be drawn.

use super::{AnimationStyle, Levels, Light, MAX_DENSITY, MAX_LEVELS, MAX_STEPS, Scene, SceneError, SceneFile};
use crate::field::MAX_SIDE;
use crate::words::short;

/// Refuses a setting where it does not hold.
fn demand(
    holds: bool,
    key: &'static str,
    problem: impl FnOnce() -> String,
    remedy: impl Into<String>,
) -> Result<(), SceneError> {
    if holds { Ok(()) } else { Err(SceneError::setting(key, problem(), remedy)) }
}

/// Refuses a resolution, of a picture or of the images within a drawing, that cannot be drawn.
///
/// # Errors
/// Where it is not from 20 to 2400.
pub fn checked_dpi(dpi: f64) -> Result<f64, SceneError> {
    let holds = (20.0..=2400.0).contains(&dpi);
    demand(holds, "dpi", || format!("{dpi} pixels to an inch do not work"), "from 20 to 2400")?;
    Ok(dpi)
}

impl Levels {
    /// Refuses levels that cannot be drawn.
    ///
    /// # Errors
    /// Where there are too many or too few, or where their values do not rise.
    pub fn checked(self) -> Result<Levels, SceneError> {
        let key = "contour.levels";
        match &self {
            Levels::Count(count) => {
                let remedy = format!("from 1 to {}", MAX_LEVELS - 1);
                let holds = (1..MAX_LEVELS).contains(count);
                demand(holds, key, || format!("{count} contour levels cannot be drawn"), remedy)?;
            }
            Levels::List(levels) => {
                let holds = (1..=MAX_LEVELS).contains(&levels.len());
                let remedy = format!("1 to {MAX_LEVELS} values");
                demand(holds, key, || format!("{} contour levels cannot be drawn", levels.len()), remedy)?;
                let rise = levels.iter().all(|level| level.is_finite()) && levels.is_sorted_by(|a, b| a < b);
                demand(rise, key, || "these contour levels cannot be drawn".to_owned(), "finite values that rise")?;
            }
        }
        Ok(self)
    }
}

impl SceneFile {
    /// Refuses settings that cannot be drawn, and an extent without ends.
    ///
    /// # Errors
    /// As [`Scene::checked`].
    pub fn checked(self) -> Result<SceneFile, SceneError> {
        let is_finite = self.source.extent.iter().flatten().flatten().all(|end| end.is_finite());
        demand(is_finite, "extent", || "the extent has no end".to_owned(), "ordinary numbers")?;
        Ok(SceneFile { scene: self.scene.checked()?, ..self })
    }
}

impl Scene {
    /// Refuses settings that cannot be drawn.
    ///
    /// # Errors
    /// Names the first key whose value does not work, and what does.
    pub fn checked(self) -> Result<Scene, SceneError> {
        let [width, height] = self.size;
        let problem = || format!("a picture of {width}x{height} pixels is too small");
        demand(width >= 64 && height >= 64, "size", problem, "at least 64x64")?;
        checked_dpi(self.dpi)?;
        self.check_grids()?;
        self.check_ranges()?;
        self.check_styles()?;
        self.contour.levels.clone().checked()?;
        self.animation.check()?;
        let steps = self.descent.steps;
        demand(
            steps <= MAX_STEPS,
            "descent.steps",
            || format!("{steps} steps are too many"),
            format!("up to {MAX_STEPS}"),
        )?;
        // A scene's file holds whole numbers of 63 bits.
        let seed = self.descent.seed;
        let holds = i64::try_from(seed).is_ok();
        demand(holds, "descent.seed", || format!("the seed {seed} is too large"), format!("up to {}", i64::MAX))?;
        Ok(self)
    }

    fn check_grids(&self) -> Result<(), SceneError> {
        let remedy = format!("from 2 to {MAX_SIDE} per side");
        let grids = [("grid", self.grid, "nodes"), ("basins.grid", self.basins.map(|basins| basins.grid), "starts")];
        for (key, [nx, ny], what) in grids.into_iter().filter_map(|(key, grid, what)| Some((key, grid?, what))) {
            let holds = [nx, ny].iter().all(|side| (2..=MAX_SIDE).contains(side));
            demand(holds, key, || format!("a grid of {nx}x{ny} {what} cannot be used"), remedy.clone())?;
        }
        let [columns, rows] = self.arrows.density;
        let holds = [columns, rows].iter().all(|side| (1..=MAX_DENSITY).contains(side));
        let problem = || format!("{columns}x{rows} arrows cannot be drawn");
        demand(holds, "arrows.density", problem, format!("from 1 to {MAX_DENSITY}"))
    }

    fn check_ranges(&self) -> Result<(), SceneError> {
        for (key, range) in [("x", self.x), ("y", self.y)] {
            if let Some([min, max]) = range.filter(|[min, max]| min > max).map(|range| range.map(short)) {
                let problem = format!("the {key} range {min},{max} runs backwards");
                return Err(SceneError::setting(key, problem, format!("{max},{min}")));
            }
        }
        let is_empty = |[min, max]: &[f64; 2]| !(min < max && (max - min).is_finite());
        for (key, range) in [("color.limits", self.color.limits.range()), ("surface.z", self.surface.z.range())] {
            if let Some([min, max]) = range.filter(is_empty) {
                return Err(SceneError::setting(key, format!("the range {min},{max} is empty"), "MIN below MAX"));
            }
        }
        if let Some([min, max]) = self.descent.particles_in.into_iter().flatten().find(is_empty) {
            let problem = format!("the range {min},{max} of particles is empty");
            return Err(SceneError::setting(
                "descent.particles_in",
                problem,
                "X0,X1,Y0,Y1 with X0 below X1 and Y0 below Y1",
            ));
        }
        Ok(())
    }

    fn check_styles(&self) -> Result<(), SceneError> {
        let is_positive = |number: &f64| *number > 0.0 && number.is_finite();
        let fail = |key, problem: String, remedy| Err(SceneError::setting(key, problem, remedy));
        if let Some(scale) = self.arrows.scale.filter(|scale| !is_positive(scale)) {
            return fail("arrows.scale", format!("the arrow scale {scale} does not work"), "a number above 0");
        }
        if let Some(density) = self.arrows.streamlines.filter(|density| !(0.05..=10.0).contains(density)) {
            return fail("arrows.streamlines", format!("a density of {density} does not work"), "from 0.05 to 10");
        }
        let alpha = self.surface.alpha;
        demand(
            (0.0..=1.0).contains(&alpha),
            "surface.alpha",
            || format!("the opacity {alpha} does not work"),
            "from 0 to 1",
        )?;
        let height = self.surface.height_scale;
        if !(height > 0.0 && height <= 100.0) {
            let problem = format!("a height scale of {height} does not work");
            return fail("surface.height_scale", problem, "a number above 0, up to 100");
        }
        let light = match self.surface.light {
            Light::From(angles) => angles,
            Light::Off => [0.0; 2],
        };
        let exaggeration = self.shade.exaggeration;
        let problem = || format!("heights cannot be multiplied by {exaggeration}");
        demand(is_positive(&exaggeration), "shade.exaggeration", problem, "a number above 0")?;
        let [_, elevation] = self.shade.sun;
        let problem = || format!("a sun at {elevation}° does not shine");
        demand((0.0..=90.0).contains(&elevation), "shade.sun", problem, "an elevation from 0 to 90")?;
        let angles = [
            ("camera", [self.camera.azimuth, self.camera.elevation]),
            ("surface.light", light),
            ("shade.sun", self.shade.sun),
            ("probe_angle", [self.probe_angle, 0.0]),
        ];
        for (key, [azimuth, elevation]) in angles {
            if !azimuth.is_finite() || !elevation.is_finite() {
                return fail(key, format!("angles of {azimuth} and {elevation} do not work"), "ordinary numbers");
            }
        }
        if let Some(distance) = self.camera.distance.filter(|distance| !(1.2..=1000.0).contains(distance)) {
            return fail(
                "camera",
                format!("a camera distance of {distance} does not work"),
                "a distance from 1.2 to 1000",
            );
        }
        if let Some(points) = self.fontsize.filter(|points| !(2.0..=200.0).contains(points)) {
            return fail("fontsize", format!("letters of {points} points do not work"), "from 2 to 200");
        }
        if let Some(h) = self.curve.h.filter(|h| !is_positive(h)) {
            return fail("curve.h", format!("a step of {h} does not work"), "a number above 0");
        }
        let width = self.contour.line_width;
        let problem = || format!("a line width of {width} does not work");
        demand((0.0..=50.0).contains(&width), "contour.line_width", problem, "from 0 to 50")
    }
}

impl AnimationStyle {
    fn check(&self) -> Result<(), SceneError> {
        let zoom = self.zoom;
        let problem = || format!("a domain that shrinks to {zoom} of itself from frame to frame cannot be drawn");
        demand((0.01..=100.0).contains(&zoom), "animation.zoom", problem, "from 0.01 to 100")?;
        demand(self.length > 0, "animation.length", || "0 frames are no animation".to_owned(), "at least 1")?;
        let steps = self.steps_per_frame;
        let problem = || format!("{steps} steps from frame to frame are too many");
        demand(steps <= MAX_STEPS, "animation.steps_per_frame", problem, format!("up to {MAX_STEPS}"))?;
        for (key, number) in [
            ("animation.turn", self.turn),
            ("animation.pan", self.pan[0]),
            ("animation.pan", self.pan[1]),
            ("animation.probe_turn", self.probe_turn),
        ] {
            demand(
                number.is_finite(),
                key,
                || format!("{number} from frame to frame cannot be drawn"),
                "ordinary numbers",
            )?;
        }
        let swept = self.sweep.iter().all(|sweep| sweep.range.iter().all(|end| end.is_finite()));
        demand(swept, "animation.sweep", || "a sweep needs two ends".to_owned(), "a range of ordinary numbers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_does_not_work_names_its_key_and_no_option() {
        let mut scene = Scene::default();
        scene.animation.zoom = 0.0;
        let message = scene.checked().map_err(|error| error.to_string());
        assert!(message.as_ref().is_err_and(|text| text.contains("`animation.zoom` from 0.01 to 100")), "{message:?}");
    }
}
