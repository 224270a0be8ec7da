//! Where the colours of a picture end, and how its values spread over them.

use super::distribution::Distribution;
use crate::compute::Range;
use crate::field::{Field, Spread};
use crate::render::error::RenderError;
use crate::render::figure::norm::ColorNorm;
use crate::scene::{ColorScale, Limits};

/// How values are coloured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Coloring {
    pub(crate) norm: ColorNorm,
    /// What levels are symmetric about.
    pub(crate) center: f64,
}

/// The scale that a scene asks for, of the field itself: its catalogue entry's where the scene leaves it.
pub(crate) fn scale_of(asked: ColorScale, field: &Field) -> ColorScale {
    let own = || field.color_scale().and_then(|text| text.parse().ok());
    match asked {
        ColorScale::Auto => own().unwrap_or(ColorScale::Linear),
        asked => asked,
    }
}

/// Spreads values of a distribution over colours. `range` is that of all values, `limits` where the colours end, and
/// `given` whether somebody said so; the device divides values by `unit`.
///
/// # Errors
/// Where a logarithmic scale has nothing above 0 to show.
pub(crate) fn coloring(
    scale: ColorScale,
    asked: Limits,
    range: &Range,
    limits: [f64; 2],
    values: &Distribution,
    unit: f64,
) -> Result<Coloring, RenderError> {
    let [low, high] = limits;
    let plain = |norm| Coloring { norm, center: 0.0 };
    Ok(match scale {
        ColorScale::Auto | ColorScale::Linear => plain(ColorNorm::linear(limits)),
        ColorScale::Centered(center) => {
            let reach = (high - center).abs().max((center - low).abs());
            Coloring { norm: ColorNorm::linear([center - reach, center + reach]), center }
        }
        ColorScale::Log => {
            let spread = Spread::Log;
            plain(ColorNorm { limits: positive(asked, range, limits)?, spread })
        }
        ColorScale::Symlog(threshold) => {
            let largest = low.abs().max(high.abs());
            let threshold = threshold.unwrap_or_else(|| usual_threshold(values, largest));
            let threshold = held(threshold, largest, unit);
            plain(ColorNorm { limits, spread: Spread::Symlog(threshold) })
        }
    })
}

/// The threshold of a symmetric logarithm as near as the device has it, which divides values by `unit`, and then the largest of them by
/// the threshold: in 32 bits one of 0 would be an even scale.
pub(crate) fn held(threshold: f64, largest: f64, unit: f64) -> f64 {
    /// What 32 bits hold, with room for what is beyond the limits.
    const MOST: f64 = 1e36;
    threshold
        .max(unit * f64::from(f32::MIN_POSITIVE))
        .max(largest / MOST)
        .min((unit * f64::from(f32::MAX)).min(f64::MAX))
}

/// Limits of a logarithmic scale, for those that are as good for an even one.
///
/// # Errors
/// Where nothing is above 0.
pub(crate) fn positive(asked: Limits, range: &Range, [low, high]: [f64; 2]) -> Result<[f64; 2], RenderError> {
    let limits = match (asked, range.min_positive) {
        (Limits::Range([low, high]), _) if low <= 0.0 => return Err(RenderError::LogLimits(low, high)),
        (Limits::Range(limits), _) => limits,
        (_, None) => return Err(RenderError::NothingPositive),
        // The exact ends, which are round only where they are even.
        (Limits::Full, Some(least)) => [least, range.max],
        (Limits::Auto | Limits::Robust, Some(least)) => {
            let low = if low > range.min && low > least { low } else { least };
            [low, if high < range.max { high } else { range.max }]
        }
    };
    Ok(if limits[0] < limits[1] { limits } else { [limits[0], 10.0 * limits[0]] })
}

/// The power of ten up to which a symmetric logarithm is linear: below all but a twentieth of the sizes, and at most four
/// decades below the largest.
fn usual_threshold(values: &Distribution, largest: f64) -> f64 {
    let mut sizes: Vec<f64> = values.values().iter().map(|value| value.abs()).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let small = sizes.get(sizes.len() / 20).copied().unwrap_or(0.0);
    let size = small.clamp(1e-4 * largest, 0.1 * largest).max(f64::MIN_POSITIVE);
    10f64.powf((size * (1.0 + 1e-12)).log10().floor())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Domain, Grid};

    #[test]
    fn the_threshold_of_a_symmetric_logarithm_is_one_in_f32() {
        let grid = Grid { nx: 101, ny: 1, domain: Domain::DEFAULT };
        for scale in [1.0, 1e-300] {
            let values: Vec<f64> = (-50..=50).map(|at| scale * f64::from(at)).collect();
            let values = Distribution::new(&values, &grid);
            for asked in [None, Some(1e-60), Some(1e300), Some(0.1)] {
                let coloring = coloring(
                    ColorScale::Symlog(asked),
                    Limits::Full,
                    &values.range(),
                    [-50.0 * scale, 50.0 * scale],
                    &values,
                    1.0,
                );
                let norm = coloring.unwrap_or_else(|error| panic!("{error}")).norm;
                let code = norm.spread.code() as f32;
                assert!(code < 0.0 && code.is_finite(), "{asked:?}: {norm:?}");
            }
        }
    }
}
