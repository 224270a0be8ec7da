//! How gradient arrows look, as plain data.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How gradient arrows look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ArrowStyle {
    /// Which way they point.
    pub direction: Arrows,
    /// Arrows along x and y; each stands in the middle of its cell.
    pub density: [usize; 2],
    /// What their lengths are proportional to.
    pub length: ArrowLength,
    /// What they are coloured by.
    pub color: ArrowColor,
    /// Evenly spaced lines along the gradient in place of arrows, relative to matplotlib's density.
    pub streamlines: Option<f64>,
    /// The flow of the gradient as texture upon the colours, in place of arrows that nothing is said of.
    pub lic: bool,
    /// |∇f|, or what lengths are proportional to in its place, that is drawn 100 pixels long; where nothing is said the
    /// 95th percentile spans one cell, and no arrow is longer than a cell and a half.
    pub scale: Option<f64>,
    /// Whether an arrow of a round |∇f| stands beside the contours, as it does where arrows are cut.
    pub key: bool,
}

impl Default for ArrowStyle {
    fn default() -> Self {
        ArrowStyle {
            direction: Arrows::default(),
            density: [20, 20],
            length: ArrowLength::default(),
            color: ArrowColor::default(),
            streamlines: None,
            lic: false,
            scale: None,
            key: false,
        }
    }
}

/// Which way arrows point, and where there are any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arrows {
    /// Uphill on the contours, unless something else covers them.
    #[default]
    Auto,
    /// Uphill, on the contours and on the surface.
    Ascent,
    /// Downhill, on the contours and on the surface.
    Descent,
    /// None.
    Off,
}

/// What an arrow's length is proportional to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArrowLength {
    /// |∇f|.
    #[default]
    Gradient,
    /// The square root of |∇f|.
    Sqrt,
    /// Nothing: all arrows are equally long.
    Equal,
}

/// What arrows are coloured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ArrowColor {
    /// White, and dark where the ground is light.
    #[default]
    Auto,
    /// |∇f|.
    Norm,
    /// One colour for all: red, green, blue and opacity.
    Color([u8; 4]),
}

impl Display for ArrowColor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            ArrowColor::Auto => f.write_str("auto"),
            ArrowColor::Norm => f.write_str("norm"),
            ArrowColor::Color([r, g, b, 255]) => write!(f, "#{r:02x}{g:02x}{b:02x}"),
            ArrowColor::Color([r, g, b, a]) => write!(f, "#{r:02x}{g:02x}{b:02x}{a:02x}"),
        }
    }
}

/// matplotlib's colours of one letter.
const LETTERS: [(&str, [u8; 4]); 8] = [
    ("b", [0, 0, 255, 255]),
    ("g", [0, 128, 0, 255]),
    ("r", [255, 0, 0, 255]),
    ("c", [0, 191, 191, 255]),
    ("m", [191, 0, 191, 255]),
    ("y", [191, 191, 0, 255]),
    ("k", [0, 0, 0, 255]),
    ("w", [255, 255, 255, 255]),
];

impl FromStr for ArrowColor {
    type Err = String;

    fn from_str(text: &str) -> Result<ArrowColor, String> {
        let text = text.trim();
        match text {
            "auto" => return Ok(ArrowColor::Auto),
            "norm" => return Ok(ArrowColor::Norm),
            _ => {}
        }
        if let Some((_, color)) = LETTERS.iter().find(|(letter, _)| *letter == text) {
            return Ok(ArrowColor::Color(*color));
        }
        let color =
            color::parse_color(text).map(|color| color.to_alpha_color::<color::Srgb>().to_rgba8().to_u8_array());
        color.map(ArrowColor::Color).map_err(|_| {
            format!("`{text}` is no colour; colours are names such as black, letters such as k, or #rrggbb, and norm colours by |∇f|")
        })
    }
}

impl TryFrom<String> for ArrowColor {
    type Error = String;

    fn try_from(text: String) -> Result<ArrowColor, String> {
        text.parse()
    }
}

impl From<ArrowColor> for String {
    fn from(color: ArrowColor) -> String {
        color.to_string()
    }
}

/// The most arrows along a side.
pub const MAX_DENSITY: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_as_it_is_written() {
        for (text, written) in [
            ("k", "#000000"),
            ("White", "#ffffff"),
            ("rebeccapurple", "#663399"),
            ("#f80", "#ff8800"),
            ("rgb(255 0 0 / 50%)", "#ff000080"),
            ("#ff000080", "#ff000080"),
            ("norm", "norm"),
            ("auto", "auto"),
        ] {
            let color: ArrowColor = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(color.to_string(), written);
            assert_eq!(written.parse(), Ok(color));
        }
        assert!("blak".parse::<ArrowColor>().is_err_and(|error| error.contains("#rrggbb")));
    }
}
