//! Colours by what is derived of a field, |∇f|, slope, aspect or ∇²f, and by how far 32 bits are from 64.

use super::overlay::{Overlay, hue};
use super::trust::Trust;
use crate::colormap::Colormap;
use crate::compute::Evaluator;
use crate::expr::Order;
use crate::field::{Domain, Field, Grid};
use crate::render::error::RenderError;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::ticks::{linear_ticks, log_ticks};
use crate::scene::{ColorBy, Scene, Units};

/// Nodes along a side, for a picture of so many pixels: about one a pixel of a panel.
fn side(pixels: u32) -> usize {
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
    limits: [f64; 2],
    map: Map,
}

enum Map {
    Table(Colormap),
    /// A table over the logarithm.
    Log(Colormap),
    /// Hues once around.
    Wheel,
}

impl Look {
    fn fraction(&self, value: f64) -> f64 {
        let [low, high] = self.limits;
        match self.map {
            Map::Log(_) => (value.max(low) / low).ln() / (high / low).ln(),
            _ => (value - low) / (high - low),
        }
    }

    fn color(&self, fraction: f64) -> [u8; 3] {
        match &self.map {
            Map::Table(map) | Map::Log(map) => map.sample(fraction),
            Map::Wheel => hue(fraction).map(|channel| (255.0 * (0.15 + 0.8 * channel)) as u8),
        }
    }

    fn bar(&self) -> ColorBar {
        let [low, high] = self.limits;
        let values = match self.map {
            Map::Log(_) => log_ticks(low, high, 8),
            Map::Wheel => vec![0.0, 90.0, 180.0, 270.0, 360.0],
            Map::Table(_) => linear_ticks(low, high, 8),
        };
        ColorBar::new(&values, |value| self.fraction(value), |fraction| self.color(fraction), self.name)
    }
}

/// The colours that a scene asks for instead of those of f; nothing where it asks for those.
pub(crate) fn derived_overlay(
    evaluator: &Evaluator<'_>,
    scene: &Scene,
    field: &Field,
    domain: Domain,
    offset: f64,
) -> Result<Option<Overlay>, RenderError> {
    if scene.color.by == ColorBy::F && !scene.trust {
        return Ok(None);
    }
    let [nx, ny] = scene.size.map(side);
    let grid = Grid { nx, ny, domain };
    let trust = if scene.trust { Some(Trust::new(evaluator, field, &grid, offset)?) } else { None };
    let derived = if trust.is_none() { derived(evaluator, scene, field, &grid)? } else { Vec::new() };
    let values = trust.as_ref().map_or(&derived, |trust| &trust.errors);
    let look = look(scene, values);
    let texel = |at: usize| match (trust.as_ref().and_then(|trust| trust.texel(at)), values[at].is_finite()) {
        (Some(marked), _) => marked,
        (None, true) => {
            let [r, g, b] = look.color(look.fraction(values[at]));
            [r, g, b, 255]
        }
        (None, false) => [0; 4],
    };
    let texels = (0..values.len()).map(texel).collect();
    let legend = trust.as_ref().map(Trust::legend).unwrap_or_default();
    Ok(Some(Overlay { size: [nx as u32, ny as u32], texels, legend, bar: look.bar() }))
}

fn derived(evaluator: &Evaluator<'_>, scene: &Scene, field: &Field, grid: &Grid) -> Result<Vec<f64>, RenderError> {
    let by = scene.color.by;
    let planes = evaluator.sample(grid, order_of(by))?;
    let ys = grid.ys();
    // Heights are in metres, and a degree is as long as it is at its latitude.
    let units = scene.units_of(field);
    let value = |index: usize| derived_value(by, units, ys[index / grid.nx], |plane| f64::from(planes[plane][index]));
    Ok((0..grid.len()).map(value).collect())
}

/// How far f is differentiated for a quantity; a value comes with its gradient.
pub fn order_of(by: ColorBy) -> Order {
    if by == ColorBy::Laplacian { Order::Hessian } else { Order::Gradient }
}

/// A quantity at a point of this y, where `plane` gives f, fx, fy, fxx, fxy and fyy there.
pub fn derived_value(by: ColorBy, units: Units, y: f64, plane: impl Fn(usize) -> f64) -> f64 {
    let [east, north] = match units {
        Units::Plain => [1.0, 1.0],
        Units::Degrees => metres_per_degree(y),
    };
    let (fx, fy) = (plane(1) / east, plane(2) / north);
    match by {
        ColorBy::F => plane(0),
        ColorBy::Norm => fx.hypot(fy),
        ColorBy::Slope => fx.hypot(fy).atan().to_degrees(),
        // Where water would run, clockwise from north.
        ColorBy::Aspect if fx == 0.0 && fy == 0.0 => f64::NAN,
        ColorBy::Aspect => (-fx).atan2(-fy).to_degrees().rem_euclid(360.0),
        ColorBy::Laplacian => plane(3) / (east * east) + plane(5) / (north * north),
    }
}

fn look(scene: &Scene, values: &[f64]) -> Look {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let at =
        |fraction: f64| sorted.get((fraction * sorted.len().saturating_sub(1) as f64) as usize).copied().unwrap_or(0.0);
    // What is far out, as at a pole, must not take the contrast of all else.
    let high = at(0.995);
    let above = |low: f64, high: f64| if high > low { [low, high] } else { [low, low + 1.0] };
    if scene.trust {
        let least = sorted.iter().copied().find(|&error| error > 0.0).unwrap_or(1e-9);
        let low = least.max(1e-5 * at(1.0));
        return Look {
            name: "|f32 − f64|",
            limits: above(low, at(1.0).max(10.0 * low)),
            map: Map::Log(Colormap::Inferno),
        };
    }
    let table = Map::Table(scene.color.map);
    let mut look = match scene.color.by {
        ColorBy::F => Look { name: "f", limits: above(at(0.0), at(1.0)), map: table },
        ColorBy::Norm => Look { name: "|∇f|", limits: above(0.0, high), map: table },
        ColorBy::Slope => Look { name: "slope in degrees", limits: above(0.0, high), map: table },
        ColorBy::Aspect => Look { name: "aspect in degrees", limits: [0.0, 360.0], map: Map::Wheel },
        ColorBy::Laplacian => {
            let reach = high.abs().max(at(0.005).abs()).max(f64::MIN_POSITIVE);
            Look { name: "∇²f", limits: [-reach, reach], map: Map::Table(Colormap::Coolwarm) }
        }
    };
    if let (Some(limits), false) = (scene.color.limits, scene.color.by == ColorBy::Aspect) {
        look.limits = limits;
    }
    look
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
