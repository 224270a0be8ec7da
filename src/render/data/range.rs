//! The range of f that a picture shows.

use crate::compute::Range;
use crate::field::{Domain, Raster};
use crate::render::figure::ticks::linear_ticks;

/// A range that is wider than a point: a constant field stands in the middle of its box.
pub(crate) fn pad_range(min: f64, max: f64, noise: f64) -> [f64; 2] {
    // Values this close, relative to their size, are one value with noise.
    if max - min > noise * min.abs().max(max.abs()) && max > min {
        return [min, max];
    }
    let reach = (0.05 * min.abs()).max(0.5);
    [min - reach, max + reach]
}

/// The range of a raster's samples.
pub(crate) fn sampled_range(raster: &Raster, domain: Domain) -> Range {
    let found = raster.range(domain);
    let [min, max] = found.unwrap_or_default();
    // Of a part it is that of all, which is no greater.
    let min_positive = if min > 0.0 { Some(min) } else { raster.least_positive().filter(|&least| least <= max) };
    Range { min, max, min_positive, is_finite: found.is_some() }
}

/// A range whose ends are moved to a round number: outwards by up to a hundredth, which a grid's nodes may just have
/// missed, and inwards by what f32 rounding adds.
pub(crate) fn snap_to_ticks([min, max]: [f64; 2]) -> [f64; 2] {
    let span = max - min;
    let ticks = linear_ticks(min - 0.01 * span, max + 0.01 * span, 9);
    let converge = |end: f64, outwards: f64| {
        let is_near = |tick: &&f64| {
            let beyond = (**tick - end) * outwards / span;
            (-1e-6..=0.01).contains(&beyond)
        };
        ticks.iter().find(is_near).copied().unwrap_or(end)
    };
    [converge(min, -1.0), converge(max, 1.0)]
}
