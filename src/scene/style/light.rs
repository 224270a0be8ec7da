//! What light falls on surfaces and on terrain, and lines that show their shape.

use serde::{Deserialize, Serialize};

/// The sun that terrain is lit by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShadeStyle {
    /// Whether the colours of the contour panel are shaded.
    pub contours: bool,
    /// Azimuth in degrees clockwise from north, and elevation above the horizon.
    pub sun: [f64; 2],
    /// What heights are multiplied by.
    pub exaggeration: f64,
}

impl Default for ShadeStyle {
    fn default() -> Self {
        ShadeStyle { contours: false, sun: [315.0, 45.0], exaggeration: 1.0 }
    }
}

/// What lights the surface.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LightForm", into = "LightForm")]
pub enum Light {
    /// Nothing: colours are as the bar has them.
    Off,
    /// Light from an azimuth, in degrees from the x axis, and an elevation.
    From([f64; 2]),
}

/// What a scene file has for a light.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum LightForm {
    From([f64; 2]),
    Word(String),
}

impl TryFrom<LightForm> for Light {
    type Error = String;

    fn try_from(form: LightForm) -> Result<Light, String> {
        match form {
            LightForm::From(angles) => Ok(Light::From(angles)),
            LightForm::Word(word) if word == "off" => Ok(Light::Off),
            LightForm::Word(word) => Err(format!("`{word}` is no light; give an azimuth and an elevation, or off")),
        }
    }
}

impl From<Light> for LightForm {
    fn from(light: Light) -> LightForm {
        match light {
            Light::Off => LightForm::Word("off".to_owned()),
            Light::From(angles) => LightForm::From(angles),
        }
    }
}

/// Lines on the surface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SurfaceLines {
    /// Those of levels where one colour covers most of the surface, else none.
    #[default]
    Auto,
    /// Those of levels.
    Contour,
    /// Those of constant x and of constant y.
    Mesh,
    /// None.
    Off,
}
