//! What is to be known of a picture that nobody asked for.

use super::distribution::Distribution;
use crate::scene::ColorScale;
use crate::words::{plural, short, with_minus};

/// The fraction of a picture from which on one band is too much of it.
const CROWDED: f64 = 0.7;

/// What is to be known of a picture that nobody asked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Remark {
    /// Values change too little about a large one for a scale by their logarithms to differ from an even one.
    DrawnLinear(ColorScale),
    /// One band of colour holds most of the picture, so many parts of 1.
    OneBand(f64),
    /// f is finer than pixels somewhere, and drawn as its mean there.
    Means,
    /// On a logarithmic scale f is below this value somewhere: it and the largest are too many powers of ten apart.
    TooManyDecades(f64),
    /// The picture has no room for its legend.
    NoLegend,
    /// f bends within pixels somewhere, and the surface does not follow it there.
    Rough,
    /// What was read of a file of trajectories, where that is not one run by its header.
    Runs {
        /// The file.
        file: String,
        /// What it holds.
        text: String,
    },
    /// A trajectory ends where f or its gradient is not finite.
    Diverges {
        /// What its optimizer was chosen by.
        optimizer: String,
        /// Where it starts.
        start: [f64; 2],
        /// After how many steps it ends.
        steps: usize,
    },
}

impl std::fmt::Display for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Remark::DrawnLinear(scale) => write!(
                f,
                "the values change little about a large one, so that the colour scale `{scale}` is drawn as `linear`"
            ),
            Remark::Runs { file, text } => write!(f, "{file}: {text}"),
            Remark::Diverges { optimizer, start, steps } => {
                let [x, y] = start.map(|coordinate| with_minus(&short(coordinate)));
                let after = plural(steps, "step");
                write!(f, "{optimizer} from ({x}, {y}): after {after} f or its gradient is not finite")
            }
            Remark::Means => write!(f, "f is finer than pixels in places, which show its mean there"),
            Remark::TooManyDecades(least) => write!(
                f,
                "f below {least:.0e} is not told from 0: 32-bit floats do not hold all its powers of ten at once; a part of the domain has fewer"
            ),
            Remark::NoLegend => write!(f, "the picture has no room for its legend, which is left out"),
            Remark::Rough => {
                write!(f, "f bends within pixels in places, where the surface may lie off it by more than one")
            }
            Remark::OneBand(fraction) => {
                write!(f, "one band of colour holds {:.0} % of the picture", (100.0 * fraction).floor())
            }
        }
    }
}

/// The fraction of the values that the largest of the bands between levels holds, where it holds most of them.
pub(crate) fn most_in_one_band(levels: &[f64], values: &Distribution) -> Option<f64> {
    let last = levels.len().checked_sub(2)?;
    let fraction = |index: usize| {
        let low = if index == 0 { f64::NEG_INFINITY } else { levels[index] };
        let high = if index == last { f64::INFINITY } else { levels[index + 1] };
        values.fraction(low, high)
    };
    Some((0..=last).map(fraction).fold(0.0, f64::max)).filter(|&largest| largest > CROWDED)
}

/// What is to be known of a picture most of which is in one band, where another scale would spread it.
pub(crate) fn crowded(levels: &[f64], scale: ColorScale, values: &Distribution, in_one: Option<f64>) -> Option<Remark> {
    // Who asks for a level or two wants large bands, and a field that is one value has no other colours.
    let range = values.range();
    let may_spread = levels.len() >= 5 && range.max > range.min;
    let is_even = matches!(scale, ColorScale::Auto | ColorScale::Linear | ColorScale::Centered(_));
    in_one.filter(|_| may_spread && is_even).map(Remark::OneBand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_written_with_a_true_minus() {
        let remark = |steps| Remark::Diverges { optimizer: "gd".to_owned(), start: [-1.5, 2e-7], steps };
        assert_eq!(remark(6).to_string(), "gd from (−1.5, 2e−7): after 6 steps f or its gradient is not finite");
        assert_eq!(remark(1).to_string(), "gd from (−1.5, 2e−7): after 1 step f or its gradient is not finite");
    }
}
