//! What moves from frame to frame.

use serde::{Deserialize, Serialize};

use super::{MAX_STEPS, Scene, SceneError, View};
use crate::field::{Domain, Field};

/// How a scene moves; a frame depends on its number and on this alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnimationStyle {
    /// Frames of the whole, which sweeps go over.
    pub length: u32,
    /// Steps of the descent between two frames.
    pub steps_per_frame: usize,
    /// Degrees that the camera turns from frame to frame.
    pub turn: f64,
    /// A parameter of the formula that goes from its first to its second value over the length.
    pub sweep: Option<ParameterSweep>,
    /// What the domain shrinks to from frame to frame, about its middle.
    pub zoom: f64,
    /// How far the domain moves along x and y from frame to frame.
    pub pan: [f64; 2],
    /// Degrees that the direction at the probe turns from frame to frame.
    pub probe_turn: f64,
}

/// A parameter and its values at the ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterSweep {
    /// The parameter.
    pub name: String,
    /// Its values in the first and in the last frame.
    pub range: [f64; 2],
}

impl Default for AnimationStyle {
    fn default() -> Self {
        AnimationStyle {
            length: 120,
            steps_per_frame: 1,
            turn: 0.0,
            sweep: None,
            zoom: 1.0,
            pan: [0.0; 2],
            probe_turn: 0.0,
        }
    }
}

impl AnimationStyle {
    /// The parameter that moves, with its value in frame `index`.
    pub fn swept(&self, index: u32) -> Option<(&str, f64)> {
        let ParameterSweep { name, range: [first, last] } = self.sweep.as_ref()?;
        let fraction = f64::from(index) / f64::from(self.length.saturating_sub(1).max(1));
        Some((name, first + fraction.min(1.0) * (last - first)))
    }

    /// Whether another part of the field is seen from frame to frame.
    pub fn moves_domain(&self) -> bool {
        self.zoom != 1.0 || self.pan != [0.0; 2]
    }
}

impl Scene {
    /// Whether anything of it takes steps.
    fn descends(&self) -> bool {
        self.descent.particles > 0 || !self.descent.from.is_empty()
    }

    /// Whether frames differ from each other.
    pub fn moves(&self) -> bool {
        let motion = &self.animation;
        self.descends() && motion.steps_per_frame > 0
            || motion.turn != 0.0 && matches!(self.view, View::Both | View::Surface)
            || motion.sweep.is_some()
            || motion.moves_domain()
            || motion.probe_turn != 0.0 && self.probe.is_some()
    }

    /// Refuses frames, the last of them without, that cannot be drawn: of a descent with more than [`MAX_STEPS`] steps, or
    /// of a domain that is too large or too small by then.
    ///
    /// # Errors
    /// Names the key of what moves too far.
    pub fn check_frames(&self, field: &Field, [first, end]: [u32; 2]) -> Result<(), SceneError> {
        let last = end.saturating_sub(1).max(first);
        let per_frame = self.animation.steps_per_frame;
        if self.descends() && last as usize > MAX_STEPS.checked_div(per_frame).unwrap_or(usize::MAX) {
            let problem =
                format!("frame {last} comes after more than {MAX_STEPS} steps of {per_frame} from frame to frame");
            let remedy = match MAX_STEPS / last as usize {
                0 => format!("0, or frames up to {MAX_STEPS}"),
                most => format!("up to {most}, or fewer frames"),
            };
            return Err(SceneError::setting("animation.steps_per_frame", problem, remedy));
        }
        for index in [first, last].into_iter().filter(|_| self.animation.moves_domain()) {
            if let Err(error) = self.at_frame(field, index).domain(field).checked() {
                let problem = format!("the domain of frame {index} cannot be drawn ({error})");
                let (key, remedy) = match self.animation.zoom == 1.0 {
                    true => ("animation.pan", "nearer to 0,0, or fewer frames"),
                    false => ("animation.zoom", "nearer to 1, or fewer frames"),
                };
                return Err(SceneError::setting(key, problem, remedy));
            }
        }
        Ok(())
    }

    /// The scene of frame `index`, whose field has the value that [`swept`](AnimationStyle::swept) says; one that
    /// [`check_frames`](Scene::check_frames) refuses may have other steps.
    pub fn at_frame(&self, field: &Field, index: u32) -> Scene {
        let mut scene = self.clone();
        let motion = &self.animation;
        if self.descends() {
            scene.descent.steps = (index as usize).saturating_mul(motion.steps_per_frame).min(MAX_STEPS);
        }
        let turned = self.camera.azimuth + motion.turn * f64::from(index);
        scene.camera.azimuth = if motion.turn == 0.0 { turned } else { (turned + 180.0).rem_euclid(360.0) - 180.0 };
        if motion.moves_domain() {
            let factor = motion.zoom.powi(i32::try_from(index).unwrap_or(i32::MAX));
            let seen = |[first, last]: [f64; 2], pan: f64| {
                let middle = 0.5 * (first + last);
                [first, last].map(|end| middle + factor * (end - middle) + f64::from(index) * pan)
            };
            // In decades, where an axis has those.
            let scales = self.scales.of_axes(self.view);
            let Domain { x, y } = scales.places(self.domain(field));
            let Domain { x, y } = scales.points(Domain { x: seen(x, motion.pan[0]), y: seen(y, motion.pan[1]) });
            (scene.x, scene.y) = (Some(x), Some(y));
        }
        scene.probe_angle += motion.probe_turn * f64::from(index);
        scene
    }
}
