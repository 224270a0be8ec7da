//! What moves from frame to frame.

use serde::{Deserialize, Serialize};

use super::Scene;
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
    /// Whether another part of the field is seen from frame to frame.
    pub fn moves_domain(&self) -> bool {
        self.zoom != 1.0 || self.pan != [0.0; 2]
    }
}

impl Scene {
    /// The scene of frame `index`.
    pub fn at_frame(&self, field: &Field, index: u32) -> Scene {
        let mut scene = self.clone();
        let motion = &self.animation;
        scene.descent.steps = index as usize * motion.steps_per_frame;
        let turned = self.camera.azimuth + motion.turn * f64::from(index);
        scene.camera.azimuth = if motion.turn == 0.0 { turned } else { (turned + 180.0).rem_euclid(360.0) - 180.0 };
        if let Some(ParameterSweep { name, range: [first, last] }) = &motion.sweep {
            let fraction = f64::from(index) / f64::from(motion.length.saturating_sub(1).max(1));
            scene.set.insert(name.clone(), first + fraction.min(1.0) * (last - first));
        }
        if motion.moves_domain() {
            let factor = motion.zoom.powi(index as i32);
            let seen = |[first, last]: [f64; 2], pan: f64| {
                let middle = 0.5 * (first + last);
                [first, last].map(|end| middle + factor * (end - middle) + f64::from(index) * pan)
            };
            let Domain { x, y } = self.domain(field);
            (scene.x, scene.y) = (Some(seen(x, motion.pan[0])), Some(seen(y, motion.pan[1])));
        }
        scene.probe_angle += motion.probe_turn * f64::from(index);
        scene
    }
}
