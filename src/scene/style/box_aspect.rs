//! How long the sides of a surface's box are.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::words::short;

/// How long the sides of the box are, relative to each other; written as `auto`, `equal` or `4:4:3`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum BoxAspect {
    /// As wide and deep as the domain where its sides differ less than fivefold, and three quarters as high.
    #[default]
    Auto,
    /// A unit of x, of y and of f are equally long, so that a slope of 45 degrees looks like it.
    Equal,
    /// Along x, along y and upwards.
    Ratio([f64; 3]),
}

/// Sides that no box has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of auto, equal and X:Y:Z, such as 4:4:3, with numbers above 0")]
pub struct BoxAspectError(String);

impl std::fmt::Display for BoxAspect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BoxAspect::Auto => f.write_str("auto"),
            BoxAspect::Equal => f.write_str("equal"),
            BoxAspect::Ratio(sides) => f.write_str(&sides.map(short).join(":")),
        }
    }
}

impl FromStr for BoxAspect {
    type Err = BoxAspectError;

    fn from_str(text: &str) -> Result<Self, BoxAspectError> {
        let wrong = || BoxAspectError(text.to_owned());
        match text.trim() {
            "auto" => Ok(BoxAspect::Auto),
            "equal" => Ok(BoxAspect::Equal),
            sides => {
                let fits = |side: &f64| (1e-3..=1e3).contains(side);
                let side = |side: &str| side.trim().parse::<f64>().ok().filter(fits).ok_or_else(wrong);
                let sides: Vec<f64> = sides.split(':').map(side).collect::<Result<_, _>>()?;
                sides.try_into().map(BoxAspect::Ratio).map_err(|_| wrong())
            }
        }
    }
}

impl TryFrom<String> for BoxAspect {
    type Error = BoxAspectError;

    fn try_from(text: String) -> Result<Self, BoxAspectError> {
        text.parse()
    }
}

impl From<BoxAspect> for String {
    fn from(aspect: BoxAspect) -> String {
        aspect.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_written_as_they_are_read() {
        for text in ["auto", "equal", "4:4:3", "1:0.5:2"] {
            assert_eq!(text.parse::<BoxAspect>().map(|aspect| aspect.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "1:1", "1:1:0", "1:1:-2", "1:1:nan", "1:1:1:1", "square"] {
            assert!(text.parse::<BoxAspect>().is_err(), "{text}");
        }
    }
}
