//! How axes are drawn: evenly, or by logarithms.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Aspect, ColorScale, View};
use crate::field::{Scales, Spread};

/// How the numbers of an axis spread along it; written as `linear`, `log`, `symlog` or `symlog:0.01`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum AxisScale {
    /// Evenly.
    #[default]
    Linear,
    /// By their logarithms; what is not above 0 has no place.
    Log,
    /// By their logarithms on both sides of 0, evenly up to this size; up to 1 where there is none.
    Symlog(Option<f64>),
}

/// A scale that no axis has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of linear, log, symlog and symlog:LINTHRESH with a number above 0")]
pub struct AxisScaleError(String);

/// How each axis is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AxisScales {
    /// The first axis.
    pub x: AxisScale,
    /// The second axis; of a curve, its values.
    pub y: AxisScale,
    /// The values of a surface.
    pub z: AxisScale,
}

impl AxisScale {
    /// How numbers spread.
    pub fn spread(self) -> Spread {
        match self {
            AxisScale::Linear => Spread::Linear,
            AxisScale::Log => Spread::Log,
            AxisScale::Symlog(threshold) => Spread::Symlog(threshold.unwrap_or(1.0)),
        }
    }
}

impl AxisScales {
    /// Whether lengths along x and y are of two kinds, such as decades and units.
    fn is_mixed(self) -> bool {
        (self.x == AxisScale::Linear) != (self.y == AxisScale::Linear)
    }

    /// The lengths along x and y that hold for an aspect that is asked for: those of two kinds are not compared unasked.
    pub fn aspect(self, asked: Aspect) -> Aspect {
        if asked == Aspect::Auto && self.is_mixed() { Aspect::Fill } else { asked }
    }

    /// How x and y spread along their axes in a view. The second axis of a curve is no y, and runs against their steps have
    /// neither.
    pub fn of_axes(self, view: View) -> Scales {
        match view {
            View::Both | View::Surface | View::Contour => Scales { x: self.x.spread(), y: self.y.spread() },
            View::Curve => Scales { x: self.x.spread(), y: Spread::Linear },
            View::Loss => Scales::LINEAR,
        }
    }

    /// The same of a plane of x and y, which f is drawn over; a curve is no plane.
    pub fn of_plane(self, view: View) -> Scales {
        if view == View::Curve { Scales::LINEAR } else { self.of_axes(view) }
    }
}

impl std::fmt::Display for AxisScale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            AxisScale::Linear => ColorScale::Linear.fmt(f),
            AxisScale::Log => ColorScale::Log.fmt(f),
            AxisScale::Symlog(threshold) => ColorScale::Symlog(threshold).fmt(f),
        }
    }
}

impl FromStr for AxisScale {
    type Err = AxisScaleError;

    fn from_str(text: &str) -> Result<Self, AxisScaleError> {
        match text.parse() {
            Ok(ColorScale::Linear) => Ok(AxisScale::Linear),
            Ok(ColorScale::Log) => Ok(AxisScale::Log),
            Ok(ColorScale::Symlog(threshold)) => Ok(AxisScale::Symlog(threshold)),
            _ => Err(AxisScaleError(text.to_owned())),
        }
    }
}

impl TryFrom<String> for AxisScale {
    type Error = AxisScaleError;

    fn try_from(text: String) -> Result<Self, AxisScaleError> {
        text.parse()
    }
}

impl From<AxisScale> for String {
    fn from(scale: AxisScale) -> String {
        scale.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_written_as_they_are_read() {
        for text in ["linear", "log", "symlog", "symlog:0.01"] {
            assert_eq!(text.parse::<AxisScale>().map(|scale| scale.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "auto", "centered", "symlog:0", "symlog:-1", "logit"] {
            assert!(text.parse::<AxisScale>().is_err(), "{text}");
        }
    }
}
