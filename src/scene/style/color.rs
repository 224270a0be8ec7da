//! What colours show, how values spread over them, and where values end.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::colormap::Colormap;
use crate::words::{finite, short};

/// How values become colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColorStyle {
    /// What is coloured.
    pub by: ColorBy,
    /// The colormap; what suits the quantity where nothing is said.
    pub map: Option<Colormap>,
    /// How values spread over the colours.
    pub scale: ColorScale,
    /// Values at the ends of the colormap.
    pub limits: Limits,
}

impl ColorStyle {
    /// The colormap that is drawn: the given one, else one that suits what is coloured.
    pub fn colormap(&self) -> Colormap {
        let usual = match self.by {
            ColorBy::F | ColorBy::Norm | ColorBy::Slope => Colormap::Viridis,
            // Directions go around, and a curvature has a sign.
            ColorBy::Aspect => Colormap::Twilight,
            ColorBy::Laplacian => Colormap::Coolwarm,
            ColorBy::Hillshade => Colormap::Gray,
        };
        self.map.unwrap_or(usual)
    }
}

/// What colours show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The light of the scene's sun, 0 in shadow and 1 where it falls upright.
    Hillshade,
}

/// How values spread over a colormap; written as `linear`, `log`, `symlog`, `symlog:0.01`, `centered`, `centered:2`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ColorScale {
    /// As the field's entry in the catalogue has it, else evenly.
    #[default]
    Auto,
    /// Evenly.
    Linear,
    /// By their logarithms; values that are not above 0 take the lowest colour.
    Log,
    /// By their logarithms on both sides of 0, evenly up to this size; one that suits the values where there is none.
    Symlog(Option<f64>),
    /// Evenly to both sides of this value, which takes the middle colour.
    Centered(f64),
}

impl std::fmt::Display for ColorScale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ColorScale::Auto => f.write_str("auto"),
            ColorScale::Linear => f.write_str("linear"),
            ColorScale::Log => f.write_str("log"),
            ColorScale::Symlog(None) => f.write_str("symlog"),
            ColorScale::Symlog(Some(threshold)) => write!(f, "symlog:{}", short(*threshold)),
            ColorScale::Centered(0.0) => f.write_str("centered"),
            ColorScale::Centered(center) => write!(f, "centered:{}", short(*center)),
        }
    }
}

/// A scale that does not exist, or a number that does not fit one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColorScaleError {
    /// No scale has this name.
    #[error("`{0}` is none of auto, linear, log, symlog, symlog:LINTHRESH, centered, centered:C")]
    Unknown(String),
    /// What stands behind the colon is no number that fits.
    #[error("`{0}` behind the colon is not {1}")]
    Number(String, &'static str),
}

impl FromStr for ColorScale {
    type Err = ColorScaleError;

    fn from_str(text: &str) -> Result<Self, ColorScaleError> {
        let (name, number) = match text.trim().split_once(':') {
            Some((name, number)) => (name.trim(), Some(number.trim())),
            None => (text.trim(), None),
        };
        let read = |text: &str, fits: fn(f64) -> bool, what| {
            let number = finite(text).filter(|&number| fits(number));
            number.ok_or_else(|| ColorScaleError::Number(text.to_owned(), what))
        };
        match (name, number) {
            ("auto", None) => Ok(ColorScale::Auto),
            ("linear", None) => Ok(ColorScale::Linear),
            ("log", None) => Ok(ColorScale::Log),
            ("symlog", None) => Ok(ColorScale::Symlog(None)),
            ("symlog", Some(text)) => {
                Ok(ColorScale::Symlog(Some(read(text, |number| number > 0.0, "a number above 0")?)))
            }
            ("centered", None) => Ok(ColorScale::Centered(0.0)),
            ("centered", Some(text)) => Ok(ColorScale::Centered(read(text, |_| true, "a number")?)),
            _ => Err(ColorScaleError::Unknown(text.to_owned())),
        }
    }
}

impl TryFrom<String> for ColorScale {
    type Error = ColorScaleError;

    fn try_from(text: String) -> Result<Self, ColorScaleError> {
        text.parse()
    }
}

impl From<ColorScale> for String {
    fn from(scale: ColorScale) -> String {
        scale.to_string()
    }
}

/// Where the values of a scale or of a box end; written as `auto`, `robust`, `full`, or as two numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LimitsForm", into = "LimitsForm")]
pub enum Limits {
    /// At the least and the greatest value, but at a pole, of which there is no greatest: there at a percentile.
    #[default]
    Auto,
    /// At the 2nd and the 98th percentile of the values in the domain.
    Robust,
    /// At the least and the greatest value that were met.
    Full,
    /// At these.
    Range([f64; 2]),
}

impl Limits {
    /// The names of those that are no numbers.
    pub const NAMES: [&'static str; 3] = ["auto", "robust", "full"];

    /// The numbers, where they are given.
    pub fn range(self) -> Option<[f64; 2]> {
        match self {
            Limits::Range(range) => Some(range),
            Limits::Auto | Limits::Robust | Limits::Full => None,
        }
    }

    /// Whether the field says where they are.
    pub fn is_auto(self) -> bool {
        self == Limits::Auto
    }
}

/// What a scene file has for limits.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum LimitsForm {
    Name(String),
    Range([f64; 2]),
}

impl TryFrom<LimitsForm> for Limits {
    type Error = String;

    fn try_from(form: LimitsForm) -> Result<Limits, String> {
        match form {
            LimitsForm::Range(range) => Ok(Limits::Range(range)),
            LimitsForm::Name(name) => match name.as_str() {
                "auto" => Ok(Limits::Auto),
                "robust" => Ok(Limits::Robust),
                "full" => Ok(Limits::Full),
                _ => Err(format!("`{name}` is none of {} and no range", Limits::NAMES.join(", "))),
            },
        }
    }
}

impl From<Limits> for LimitsForm {
    fn from(limits: Limits) -> LimitsForm {
        match limits {
            Limits::Auto => LimitsForm::Name("auto".to_owned()),
            Limits::Robust => LimitsForm::Name("robust".to_owned()),
            Limits::Full => LimitsForm::Name("full".to_owned()),
            Limits::Range(range) => LimitsForm::Range(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_written_as_they_are_read() {
        for text in ["auto", "linear", "log", "symlog", "symlog:0.01", "centered", "centered:-2"] {
            assert_eq!(text.parse::<ColorScale>().map(|scale| scale.to_string()).as_deref(), Ok(text));
        }
        for (text, problem) in [
            ("symlog:0", "`0` behind the colon is not a number above 0"),
            ("symlog:-1", "not a number above 0"),
            ("centered:nan", "not a number"),
            ("log:2", "`log:2` is none of"),
            ("lin", "`lin` is none of auto, linear"),
        ] {
            let error = text.parse::<ColorScale>().map_err(|error| error.to_string());
            assert!(error.as_ref().is_err_and(|error| error.contains(problem)), "{text}: {error:?}");
        }
    }
}
