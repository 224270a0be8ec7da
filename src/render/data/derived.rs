//! Colours by what is derived of a field, |∇f|, slope, aspect or ∇²f, and by how far 32 bits are from 64.

use super::light::shade::{hillshade, shade_at};
use super::limits::{Distribution, coloring};
use super::overlay::Overlay;
use super::trust::Trust;
use crate::colormap::Colormap;
use crate::compute::{Evaluator, GpuField};
use crate::expr::Order;
use crate::field::{Domain, Field, Grid, Spread};
use crate::render::error::RenderError;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::norm::ColorNorm;
use crate::scene::{ColorBy, ColorScale, Scene, ShadeStyle, Units};

/// Nodes along a side, for a picture of so many pixels: about one a pixel of a panel.
pub(crate) fn side(pixels: u32) -> usize {
    (pixels as usize).clamp(256, 1536)
}

/// Metres along a degree of longitude at a latitude, and along one of latitude, on the WGS 84 ellipsoid.
///
/// Source: the series in "Length of a degree", National Geospatial-Intelligence Agency.
pub fn metres_per_degree(latitude: f64) -> [f64; 2] {
    let phi = latitude.to_radians();
    let east = 111_412.84 * phi.cos() - 93.5 * (3.0 * phi).cos() + 0.118 * (5.0 * phi).cos();
    let north = 111_132.92 - 559.82 * (2.0 * phi).cos() + 1.175 * (4.0 * phi).cos();
    [east, north]
}

/// How a derived quantity becomes colours.
struct Look {
    name: &'static str,
    norm: ColorNorm,
    map: Colormap,
    /// Whether values lie below and above the limits.
    extends: [bool; 2],
}

impl Look {
    fn color(&self, fraction: f64) -> [u8; 3] {
        self.map.sample(fraction)
    }

    fn bar(&self) -> ColorBar {
        // A direction goes around by quarters.
        let values = if self.name == ASPECT { vec![0.0, 90.0, 180.0, 270.0, 360.0] } else { self.norm.ticks(8) };
        let bar = ColorBar::new(&values, |value| self.norm.position(value), |fraction| self.color(fraction), self.name);
        ColorBar { extends: self.extends, ..bar }
    }
}

const ASPECT: &str = "aspect in degrees";

/// The colours that a scene asks for instead of those of f; nothing where it asks for those.
pub(crate) fn derived_overlay(
    evaluator: &Evaluator<'_>,
    scene: &Scene,
    field: &Field,
    domain: Domain,
    gpu_field: &GpuField,
) -> Result<Option<Overlay>, RenderError> {
    if scene.color.by == ColorBy::F && !scene.trust {
        return Ok(None);
    }
    let [nx, ny] = scene.size.map(side);
    let grid = Grid { nx, ny, domain };
    let trust = if scene.trust { Some(Trust::new(evaluator, field, gpu_field, &grid)?) } else { None };
    let derived =
        if trust.is_none() { derived(evaluator, scene, (field, gpu_field.unit()), &grid)? } else { Vec::new() };
    let values = trust.as_ref().map_or(&derived, |trust| &trust.errors);
    let look = look(scene, field, &grid, values)?;
    let texel = |at: usize| match (trust.as_ref().and_then(|trust| trust.texel(at)), values[at].is_finite()) {
        (Some(marked), _) => marked,
        (None, true) => {
            let [r, g, b] = look.color(look.norm.position(values[at]));
            [r, g, b, 255]
        }
        (None, false) => [0; 4],
    };
    let texels = (0..values.len()).map(texel).collect();
    let legend = trust.as_ref().map(Trust::legend).unwrap_or_default();
    Ok(Some(Overlay { size: [nx as u32, ny as u32], texels, legend, bar: look.bar() }))
}

fn derived(
    evaluator: &Evaluator<'_>,
    scene: &Scene,
    (field, unit): (&Field, f64),
    grid: &Grid,
) -> Result<Vec<f64>, RenderError> {
    let by = scene.color.by;
    let planes = evaluator.sample(grid, order_of(by))?;
    let (scales, xs, ys) = (scene.scales.of_plane(scene.view), grid.xs(), grid.ys());
    // Heights are in metres, and a degree is as long as it is at its latitude.
    let units = scene.units_of(field);
    let value = |index: usize| {
        let place = [xs[index % grid.nx], ys[index / grid.nx]];
        let mut found = [f64::NAN; 6];
        found.iter_mut().zip(&planes).for_each(|(found, plane)| *found = f64::from(plane[index]) * unit);
        scales.derivatives(place, &mut found);
        let (y, plane) = (scales.y.value(place[1]), |plane: usize| found[plane]);
        match by {
            ColorBy::Hillshade => shade_at(scene, units, y, [plane(1), plane(2)]),
            _ => derived_value(by, units, y, plane),
        }
    };
    Ok((0..grid.len()).map(value).collect())
}

/// Metres along a unit of x and of y at this y; 1 where they are as long as those of f.
pub(crate) fn lengths(units: Units, y: f64) -> [f64; 2] {
    match units {
        Units::Plain => [1.0, 1.0],
        Units::Degrees => metres_per_degree(y),
    }
}

/// A gradient at this y per unit of length.
pub(crate) fn in_metres(units: Units, y: f64, [fx, fy]: [f64; 2]) -> [f64; 2] {
    let [east, north] = lengths(units, y);
    [fx / east, fy / north]
}

/// How far f is differentiated for a quantity; a value comes with its gradient.
pub fn order_of(by: ColorBy) -> Order {
    if by == ColorBy::Laplacian { Order::Hessian } else { Order::Gradient }
}

/// A quantity at a point of this y, where `plane` gives f, fx, fy, fxx, fxy and fyy there.
pub fn derived_value(by: ColorBy, units: Units, y: f64, plane: impl Fn(usize) -> f64) -> f64 {
    let [east, north] = lengths(units, y);
    let (fx, fy) = (plane(1) / east, plane(2) / north);
    match by {
        ColorBy::F => plane(0),
        ColorBy::Norm => fx.hypot(fy),
        ColorBy::Slope => fx.hypot(fy).atan().to_degrees(),
        // Where water would run, clockwise from north.
        ColorBy::Aspect if fx == 0.0 && fy == 0.0 => f64::NAN,
        ColorBy::Aspect => (-fx).atan2(-fy).to_degrees().rem_euclid(360.0),
        ColorBy::Hillshade => hillshade([fx, fy], ShadeStyle::default().sun),
        ColorBy::Laplacian => plane(3) / (east * east) + plane(5) / (north * north),
    }
}

fn look(scene: &Scene, field: &Field, grid: &Grid, values: &[f64]) -> Result<Look, RenderError> {
    let spread = Distribution::new(values, grid);
    let range = spread.range();
    let above = |low: f64, high: f64| if high > low { [low, high] } else { [low, low + 1.0] };
    if scene.trust {
        let low = range.min_positive.unwrap_or(1e-9).max(1e-5 * range.max);
        let limits = above(low, range.max.max(10.0 * low));
        let norm = ColorNorm { limits, spread: Spread::Log };
        return Ok(Look { name: "|f32 − f64|", norm, map: Colormap::Inferno, extends: [false; 2] });
    }
    let (by, map) = (scene.color.by, scene.color.colormap());
    let name = match by {
        ColorBy::F => "f",
        ColorBy::Norm => "|∇f|",
        ColorBy::Slope => "slope in degrees",
        ColorBy::Aspect => ASPECT,
        ColorBy::Laplacian => "∇²f",
        ColorBy::Hillshade => "hillshade",
    };
    let asked = scene.color.limits;
    if by == ColorBy::Aspect {
        let norm = ColorNorm::linear([0.0, 360.0]);
        return Ok(Look { name, norm, map, extends: [false; 2] });
    }
    // Light has the same colours in every picture.
    if by == ColorBy::Hillshade && asked.is_auto() {
        let norm = ColorNorm::linear([0.0, 1.0]);
        return Ok(Look { name, norm, map, extends: [false; 2] });
    }
    let units = scene.units_of(field);
    let scales = scene.scales.of_plane(scene.view);
    let value = |place: [f64; 2]| {
        let mut planes = field.at(&place, order_of(by));
        scales.derivatives(place, &mut planes);
        derived_value(by, units, scales.y.value(place[1]), |plane| planes.get(plane).copied().unwrap_or(f64::NAN))
    };
    let has_poles = asked.is_auto() && !field.is_data();
    let poles = if has_poles { spread.poles(grid.domain, value) } else { [false; 2] };
    let full = match by {
        ColorBy::Norm | ColorBy::Slope => above(0.0, range.max),
        _ => above(range.min, range.max),
    };
    // A curvature has a sign, which its colours show; a length has none.
    let scale = match (scene.color.scale, by) {
        (ColorScale::Auto, ColorBy::Laplacian) if asked.range().is_none() => ColorScale::Centered(0.0),
        (scale, _) => scale,
    };
    let limits = spread.limits(asked, full, poles);
    let norm = coloring(scale, asked, &range, limits, &spread)?.norm;
    let slack = 1e-6 * (norm.limits[1] - norm.limits[0]);
    let extends = [range.min < norm.limits[0] - slack, range.max > norm.limits[1] + slack];
    Ok(Look { name, norm, map, extends })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_is_as_long_as_the_tables_say() {
        let [east, north] = metres_per_degree(45.0);
        assert!((east - 78_847.0).abs() < 2.0 && (north - 111_132.0).abs() < 2.0, "{east} {north}");
        assert!((metres_per_degree(0.0)[0] - 111_320.0).abs() < 2.0);
    }
}
