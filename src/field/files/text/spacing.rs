//! Whether coordinates are evenly spaced, as far as the digits go that they are written with.

use crate::field::files::npy::uneven_axes;

/// How far coordinates may be from even spacing, in units of the spacing, without a word.
const UNEVEN: f64 = 1e-6;
/// How far coordinates that are rounded may be from even spacing, in units of the spacing; what is farther is uneven.
const ROUNDED: f64 = 0.05;
/// The most decimals that coordinates are thought to be rounded to.
const DECIMALS: i32 = 12;

/// An axis that coordinates give.
#[derive(Debug, PartialEq)]
pub(super) struct Spacing {
    /// The first and last coordinate.
    pub(super) extent: [f64; 2],
    /// All of them, where they are not evenly spaced.
    pub(super) uneven: Option<Vec<f64>>,
    /// What is to be said of them.
    pub(super) remark: Option<String>,
}

/// The spacing of two coordinates at least, or where they turn round.
pub(super) fn spacing(axis: &str, values: &[f64]) -> Result<Spacing, String> {
    let (first, last) = (values[0], values[values.len() - 1]);
    let step = (last - first) / (values.len() - 1) as f64;
    let even = |index: usize| first + step * index as f64;
    let off = |(index, value): (usize, &f64)| (value - even(index)).abs();
    let worst = values.iter().enumerate().map(off).fold(0.0, f64::max);
    let extent = [first, last];
    if !(step.abs() > 0.0 && step.is_finite() && worst.is_finite()) {
        return Err(format!("its {axis} does not go from one number to another; give every row and column its own"));
    }
    if worst <= UNEVEN * step.abs() {
        return Ok(Spacing { extent, uneven: None, remark: None });
    }
    let rounded = decimals(values).map_or(0.0, |decimals| 1.1 * 10f64.powi(-decimals));
    if worst <= rounded.min(ROUNDED * step.abs()) {
        let percent = (1000.0 * worst / step.abs()).ceil() / 10.0;
        let remark = format!(
            "its {axis} are taken as evenly spaced; as they are rounded they are off by up to {percent} % of a step"
        );
        return Ok(Spacing { extent, uneven: None, remark: Some(remark) });
    }
    match values.windows(2).position(|pair| (pair[1] - pair[0]) * step <= 0.0) {
        None => Ok(Spacing { extent, uneven: Some(values.to_vec()), remark: Some(uneven_axes(axis)) }),
        Some(index) => Err(format!(
            "its {axis} neither ascend nor descend: {} follows {}; sort them, with the samples",
            values[index + 1],
            values[index]
        )),
    }
}

/// Whether numbers count 0, 1, 2, … or 1, 2, 3, ….
pub(super) fn counts(values: &[f64]) -> bool {
    let first = values.first().copied().unwrap_or(f64::NAN);
    (first == 0.0 || first == 1.0) && values.iter().enumerate().all(|(index, &value)| value == first + index as f64)
}

/// The decimals that all numbers are rounded to, if there are few.
fn decimals(values: &[f64]) -> Option<i32> {
    (0..=DECIMALS).find(|&decimals| {
        values.iter().all(|value| {
            let scaled = value * 10f64.powi(decimals);
            (scaled - scaled.round()).abs() <= 4.0 * f64::EPSILON * scaled.abs().max(1.0)
        })
    })
}
