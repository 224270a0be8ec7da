//! A scene as the command line that draws it.

use std::fmt::Write;

use super::{ArrowStyle, ColorStyle, ContourStyle, DescentStyle, Levels, Projection, Scene, SurfaceStyle, Tint};
use crate::words::short;

/// An argument that a POSIX shell reads as it is.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:=,+-@%".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn list(values: impl IntoIterator<Item = f64>) -> String {
    values.into_iter().map(short).collect::<Vec<_>>().join(",")
}

/// The name of a choice as it stands in a scene's file, which is the command line's too.
fn word<T: serde::Serialize>(value: &T) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    text.trim_matches('"').to_owned()
}

impl Scene {
    /// The command that draws this scene into `picture.png`, with what differs from the defaults.
    pub fn command_line(&self) -> String {
        let usual = Scene::default();
        let mut line = match self.basins {
            Some(_) => format!("steepest basins {} -o picture.png", quoted(&self.field)),
            None => format!("steepest render {} -o picture.png", quoted(&self.field)),
        };
        let mut option = |name: &str, value: String| {
            let _ = write!(line, " --{name} {}", quoted(&value));
        };
        self.set.iter().for_each(|(name, value)| option("set", format!("{name}={value}")));
        self.key.iter().for_each(|key| option("key", key.clone()));
        self.origin.iter().for_each(|origin| option("origin", word(origin)));
        self.extent.iter().for_each(|[x, y]| option("extent", list([x[0], x[1], y[0], y[1]])));
        self.x.iter().for_each(|range| option("x", list(*range)));
        self.y.iter().for_each(|range| option("y", list(*range)));
        let side = |[nx, ny]: [usize; 2]| if nx == ny { nx.to_string() } else { format!("{nx}x{ny}") };
        match self.basins {
            Some(basins) => {
                option("grid", side(basins.grid));
                option("steps", basins.steps.to_string());
            }
            None => self.grid.iter().for_each(|grid| option("grid", side(*grid))),
        }
        let [width, height] = self.size;
        option("size", format!("{width}x{height}"));
        if self.dpi != usual.dpi && self.basins.is_none() {
            option("dpi", short(self.dpi));
        }
        if self.view != usual.view {
            option("view", word(&self.view));
        }
        if self.theme != usual.theme {
            option("theme", word(&self.theme));
        }
        if self.basins.is_none() {
            self.fontsize.iter().for_each(|points| option("fontsize", short(*points)));
            let labels = [("xlabel", &self.labels.x), ("ylabel", &self.labels.y), ("zlabel", &self.labels.z)];
            labels.iter().for_each(|(name, label)| label.iter().for_each(|label| option(name, label.clone())));
            self.title.iter().for_each(|title| option("title", title.clone()));
            write_style(self, &mut option);
        }
        write_descent(&self.descent, self.basins.is_some(), &mut option);
        if let (Some(point), true) = (self.probe, self.basins.is_none()) {
            let _ = write!(line, " --probe {} --probe-angle {}", list(point), short(self.probe_angle));
        }
        let mut flag = |name: &str, is_set: bool| {
            if is_set {
                let _ = write!(line, " --{name}");
            }
        };
        flag("lic", self.arrows.lic && self.basins.is_none());
        flag("arrow-key", self.arrows.key && self.basins.is_none());
        flag("contour-labels", self.contour.labels && self.basins.is_none());
        flag("trust", self.trust && self.basins.is_none());
        flag("critical", self.critical && self.basins.is_none());
        flag("transparent", self.transparent && self.basins.is_none());
        flag("ascend", self.descent.ascend);
        line
    }
}

fn write_style(scene: &Scene, option: &mut impl FnMut(&str, String)) {
    let Scene { color, surface, camera, contour, arrows, .. } = scene;
    let usual = ColorStyle::default();
    if color.by != usual.by {
        option("color-by", word(&color.by));
    }
    if scene.units != Default::default() {
        option("units", word(&scene.units));
    }
    if color.map != usual.map {
        option("colormap", color.map.name().to_owned());
    }
    if color.scale != usual.scale {
        option("color-scale", word(&color.scale));
    }
    color.limits.iter().for_each(|limits| option("clim", list(*limits)));
    let usual = ContourStyle::default();
    if contour.levels != usual.levels {
        option(
            "levels",
            match &contour.levels {
                Levels::Count(count) => count.to_string(),
                Levels::List(levels) => list(levels.iter().copied()),
            },
        );
    }
    if contour.line_width != usual.line_width {
        option("line-width", short(contour.line_width));
    }
    if contour.aspect != usual.aspect {
        option("aspect", word(&contour.aspect));
    }
    scene.curve.h.iter().for_each(|h| option("h", short(*h)));
    let usual = ArrowStyle::default();
    if arrows.direction != usual.direction {
        option("arrows", word(&arrows.direction));
    }
    if arrows.density != usual.density {
        let [nx, ny] = arrows.density;
        option("density", if nx == ny { nx.to_string() } else { format!("{nx}x{ny}") });
    }
    arrows.streamlines.iter().for_each(|density| option("streamlines", short(*density)));
    arrows.scale.iter().for_each(|scale| option("arrow-scale", short(*scale)));
    let usual = SurfaceStyle::default();
    if surface.alpha != usual.alpha {
        option("alpha", short(surface.alpha));
    }
    surface.z.iter().for_each(|range| option("z", list(*range)));
    if surface.height_scale != usual.height_scale {
        option("height-scale", short(surface.height_scale));
    }
    if surface.light != usual.light {
        option("light", list(surface.light));
    }
    if (camera.azimuth, camera.elevation, camera.distance) != (-60.0, 30.0, None) {
        option("camera", list([camera.azimuth, camera.elevation].into_iter().chain(camera.distance)));
    }
    if camera.projection != Projection::Perspective {
        option("projection", word(&camera.projection));
    }
}

fn write_descent(descent: &DescentStyle, is_basins: bool, option: &mut impl FnMut(&str, String)) {
    let usual = DescentStyle::default();
    let most = if is_basins { 1 } else { usize::MAX };
    descent.optimizers.iter().take(most).for_each(|name| option("optimizer", name.clone()));
    descent.rule.iter().for_each(|rule| option("rule", rule.clone()));
    descent.rules.iter().for_each(|rules| option("rules", rules.clone()));
    // Without an optimizer basins follow the flow, which has no parameters.
    if !is_basins || !descent.optimizers.is_empty() || descent.rule.is_some() {
        descent.lr.iter().for_each(|lr| option("lr", short(*lr)));
        descent.parameters.iter().for_each(|(name, value)| option("opt", format!("{name}={}", short(*value))));
    }
    if descent.schedule != usual.schedule {
        option("schedule", descent.schedule.to_string());
    }
    if descent.warmup != usual.warmup {
        option("warmup", descent.warmup.to_string());
    }
    descent.clip.iter().for_each(|clip| option("clip", short(*clip)));
    if descent.noise != usual.noise {
        option("noise", short(descent.noise));
    }
    if descent.seed != usual.seed {
        option("seed", descent.seed.to_string());
    }
    descent.outside.iter().for_each(|outside| option("outside", word(outside)));
    if is_basins {
        return;
    }
    descent.from.iter().for_each(|start| option("from", list(*start)));
    descent.path.iter().for_each(|path| option("path", path.clone()));
    if descent.steps != usual.steps {
        option("steps", descent.steps.to_string());
    }
    if descent.particles > 0 {
        option("particles", descent.particles.to_string());
        if descent.particles_from != usual.particles_from {
            option("particles-from", descent.particles_from.to_string());
        }
        descent.particles_in.iter().for_each(|[x, y]| option("particles-in", list([x[0], x[1], y[0], y[1]])));
        descent.trail.iter().for_each(|trail| option("trail", trail.to_string()));
        if descent.tint != Tint::Optimizer {
            option("tint", word(&descent.tint));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::AxisLabels;
    use super::*;
    use crate::colormap::Colormap;

    #[test]
    fn a_command_says_what_differs_from_the_defaults_and_quotes_what_a_shell_would_read() {
        let mut scene = Scene { field: "x^2 + it's".to_owned(), ..Scene::default() };
        assert_eq!(scene.command_line(), "steepest render 'x^2 + it'\\''s' -o picture.png --size 1280x720");
        scene.field = "himmelblau".to_owned();
        scene.x = Some([-1.0, 2.5]);
        scene.descent.from = vec![[1.0, -2.0]];
        scene.descent.optimizers = vec!["adam:lr=0.1".to_owned()];
        let labelled = Scene {
            labels: AxisLabels { x: Some("time / s".to_owned()), y: Some(String::new()), z: None },
            fontsize: Some(9.0),
            transparent: true,
            color: ColorStyle { map: Colormap::RdBuR, ..ColorStyle::default() },
            ..Scene::default()
        };
        let mut seeded = Scene::default();
        (seeded.descent.particles, seeded.descent.particles_in) = (5, Some([[-1.0, 1.0], [0.0, 2.5]]));
        assert!(
            seeded.command_line().ends_with("--particles 5 --particles-in -1,1,0,2.5"),
            "{}",
            seeded.command_line()
        );
        let line = labelled.command_line();
        let style = "--fontsize 9 --xlabel 'time / s' --ylabel '' --colormap RdBu_r --transparent";
        assert!(line.ends_with(style), "{line}");
        let line = scene.command_line();
        assert_eq!(
            line,
            "steepest render himmelblau -o picture.png --x -1,2.5 --size 1280x720 --optimizer adam:lr=0.1 --from 1,-2"
        );
    }
}
