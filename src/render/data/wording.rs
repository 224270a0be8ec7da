//! What a picture says of its particles, basins and marked points: captions and legends.

use crate::colormap::Colormap;
use crate::compute::Outcomes;
use crate::descent::{Basin, Stationary, StationaryKind};
use crate::field::Spread;
use crate::render::data::overlay::basin_color;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::norm::ColorNorm;
use crate::render::figure::stroke::MarkerShape;
use crate::render::figure::swatch::{Legend, Swatch};
use crate::render::figure::ticks::power_of_ten;
use crate::render::passes::density::{DENSITY_FIRST, DENSITY_POWER};
use crate::scene::Tint;
use crate::words::{grouped, plural, short, to_decimals};

/// Particles that are drawn as discs at most; more are a pixel each.
pub(crate) const MOST_AS_DISCS: usize = 150_000;
/// Colours of how many particles are in a pixel.
pub(crate) const DENSITY: Colormap = Colormap::Inferno;

/// Whether colours say how many particles are in each pixel: where they are a pixel each and have no colour of their own.
pub(crate) fn shows_density(tint: Tint, groups: usize, count: usize) -> bool {
    tint == Tint::Optimizer && groups == 1 && count > MOST_AS_DISCS
}

/// The bar of how many particles are in a pixel.
pub(crate) fn density_bar(count: usize) -> ColorBar {
    let most = (count as f64).powf(DENSITY_POWER);
    let color = |fraction: f64| DENSITY.sample(DENSITY_FIRST + (1.0 - DENSITY_FIRST) * fraction);
    ColorBar::of(&ColorNorm { limits: [1.0, most], spread: Spread::Log }, color, "particles per pixel")
}

/// Colours of scalar tints, unlike those of fields.
pub(crate) const TINTS: Colormap = Colormap::Plasma;
/// Decades of the domain's longer side that steps are coloured over.
pub(crate) const SPEEDS: [f64; 2] = [-5.0, -1.0];

/// Minima that a legend names.
pub(crate) const MOST_NAMED: usize = 8;

/// The lowest minima and their colours.
pub(crate) fn named_minima(minima: &[Basin]) -> Legend {
    let named = minima.iter().enumerate().take(MOST_NAMED).map(|(index, Basin { point: [x, y], fraction, .. })| {
        (
            format!("({}, {})  {:.1} %", to_decimals(*x, 3), to_decimals(*y, 3), 100.0 * fraction),
            Swatch::Area(basin_color(index)),
        )
    });
    let mut legend: Legend = named.collect();
    if minima.len() > MOST_NAMED {
        legend.push((format!("{} more", minima.len() - MOST_NAMED), Swatch::Nothing));
    }
    legend
}

/// The ends and the middle of what particles are coloured by.
pub(crate) fn scale_entries(tint: Tint, values: [f64; 2]) -> Legend {
    let entry = |fraction: f64| {
        let [r, g, b] = TINTS.sample(fraction).map(|channel| f32::from(channel) / 255.0);
        let [low, high] = if tint == Tint::Speed { SPEEDS } else { values };
        let value = low + fraction * (high - low);
        let text = match tint {
            Tint::Speed => format!("step of {} of the extent", power_of_ten(value as i32)),
            _ => format!("f = {}", short((value * 1e3).round() / 1e3)),
        };
        (text, Swatch::Area([r, g, b, 1.0]))
    };
    [1.0, 0.5, 0.0].map(entry).into()
}

/// How many particles there are and what became of them.
pub(crate) fn caption(steps: u32, outcomes: &[Outcomes]) -> String {
    let sum = |part: fn(&Outcomes) -> u32| outcomes.iter().map(|outcomes| u64::from(part(outcomes))).sum::<u64>();
    let [moving, converged, left, lost] =
        [sum(|it| it.moving), sum(|it| it.converged), sum(|it| it.left), sum(|it| it.not_finite)];
    let parts = [(moving, "moving"), (converged, "converged"), (left, "left the domain"), (lost, "not finite")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", grouped(*count)))
        .collect();
    let all = grouped(moving + converged + left + lost);
    let steps = plural(grouped(u64::from(steps)), "step");
    format!("{} after {steps}: {}", plural(all, "particle"), parts.join(", "))
}

/// The colour that marks a kind of stationary point.
pub(crate) fn kind_color(kind: StationaryKind) -> [f32; 4] {
    match kind {
        StationaryKind::Minimum => [0.34, 0.85, 1.0, 1.0],
        StationaryKind::Maximum => [1.0, 0.35, 0.2, 1.0],
        StationaryKind::Saddle => [1.0, 0.85, 0.2, 1.0],
        StationaryKind::Degenerate => [1.0, 1.0, 1.0, 1.0],
    }
}

/// The shape that marks a kind of stationary point.
pub(crate) fn kind_shape(kind: StationaryKind) -> MarkerShape {
    match kind {
        StationaryKind::Minimum => MarkerShape::Down,
        StationaryKind::Maximum => MarkerShape::Up,
        StationaryKind::Saddle => MarkerShape::Cross,
        StationaryKind::Degenerate => MarkerShape::Diamond,
    }
}

/// The kinds that are marked, with their markers.
pub(crate) fn kinds(critical: &[Stationary]) -> Legend {
    use StationaryKind::{Degenerate, Maximum, Minimum, Saddle};
    let is_there = |kind: &StationaryKind| critical.iter().any(|point| point.kind == *kind);
    let there = [Minimum, Maximum, Saddle, Degenerate].into_iter().filter(is_there);
    there.map(|kind| (kind.name().to_owned(), Swatch::Marker(kind_shape(kind), kind_color(kind)))).collect()
}
