//! Whether coordinates are evenly spaced, as far as the digits go that they are written with.

use crate::field::files::line::{Crooked, Line, UNEVEN, off_even, step};

/// How far coordinates that are rounded may be from even spacing, in units of the spacing; what is farther is uneven.
const ROUNDED: f64 = 0.05;
/// The most decimals that coordinates are thought to be rounded to.
const DECIMALS: i32 = 12;

/// The line through two coordinates at least with what is to be said of it, or where they turn round.
pub(super) fn spacing(axis: &str, values: &[f64]) -> Result<(Line, Option<String>), String> {
    let step = step(values).abs();
    let rounded = decimals(values).map_or(0.0, |decimals| 1.1 * 10f64.powi(-decimals));
    let line = Line::through(values, rounded.min(ROUNDED * step)).map_err(|crooked| match crooked {
        Crooked::Flat => {
            format!("its {axis} does not go from one number to another; give every row and column its own")
        }
        Crooked::Turns(index) => format!(
            "its {axis} neither ascend nor descend: {} follows {}; sort them, with the samples",
            values[index],
            values[index - 1]
        ),
    })?;
    let worst = off_even(values).fold(0.0, f64::max);
    let is_rounded = line.uneven.is_none() && worst > UNEVEN * step;
    let remark = is_rounded.then(|| {
        let percent = (1000.0 * worst / step).ceil() / 10.0;
        format!(
            "its {axis} are taken as evenly spaced; as they are rounded they are off by up to {percent} % of a step"
        )
    });
    Ok((line, remark))
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
