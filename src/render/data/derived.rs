//! Colours by what is derived of a field, |∇f|, slope, aspect or ∇²f, and by how far 32 bits are from 64.

use super::overlay::hue;
use super::trust::Trust;
use crate::colormap::Colormap;
use crate::compute::{Evaluator, GpuField};
use crate::expr::Order;
use crate::field::{Domain, Field, Grid};
use crate::gpu::Gpu;
use crate::render::error::RenderError;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::swatch::Legend;
use crate::render::figure::ticks::{linear_ticks, log_ticks};
use crate::render::passes::derived::{DerivedPipelines, Quantity};
use crate::render::passes::frame::color_texture;
use crate::scene::{ColorBy, Scene, Units};

/// Nodes along a side, for a picture of so many pixels: about one a pixel of a panel.
fn side(pixels: u32) -> usize {
    (pixels as usize).clamp(256, 1536)
}

/// Metres along a degree of longitude at a latitude, and along one of latitude, on the WGS 84 ellipsoid.
///
/// Source: the series in "Length of a degree", National Geospatial-Intelligence Agency.
fn metres_per_degree(latitude: f64) -> [f64; 2] {
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

    /// Its colours at even steps from the lower limit to the upper one: those of the map, and of the wheel a few a degree.
    fn table(&self) -> Vec<[u8; 4]> {
        let entries = if matches!(self.map, Map::Wheel) { 1440 } else { 256 };
        let color = |entry: u32| self.color((f64::from(entry) + 0.5) / f64::from(entries));
        (0..entries).map(color).map(|[r, g, b]| [r, g, b, 255]).collect()
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

/// Colours over a domain that stand in for those of f.
pub(crate) struct Colored {
    pub(crate) texture: wgpu::TextureView,
    /// Columns, rows and colours of the same, as coarse as what lies on them needs.
    pub(crate) ground: ([u32; 2], Vec<[u8; 4]>),
    pub(crate) meanings: Legend,
    pub(crate) bar: ColorBar,
}

/// Nodes along a side of the ground that arrows stand on.
const GROUND: usize = 48;

/// The colours that a scene asks for instead of those of f; nothing where it asks for those.
pub(crate) fn derived_overlay(
    gpu: &Gpu,
    pipelines: &DerivedPipelines,
    gpu_field: &GpuField,
    scene: &Scene,
    field: &Field,
    domain: Domain,
) -> Result<Option<Colored>, RenderError> {
    let [nx, ny] = scene.size.map(side);
    let grid = Grid { nx, ny, domain };
    if scene.trust {
        return trust_overlay(gpu, gpu_field, field, &grid).map(Some);
    }
    let quantity = match scene.color.by {
        ColorBy::F => return Ok(None),
        ColorBy::Norm => Quantity::Norm,
        ColorBy::Slope => Quantity::Slope,
        ColorBy::Aspect => Quantity::Aspect,
        ColorBy::Laplacian => Quantity::Laplacian,
    };
    let metres = |y: f64| units_of(scene.units_of(field), y).map(|unit| unit as f32);
    let units: Vec<[f32; 2]> = grid.ys().into_iter().map(metres).collect();
    let texels = pipelines.derive(gpu, gpu_field, quantity, &grid, &units)?;
    let look = look(scene, texels.ends()?.unwrap_or_default());
    let texture = texels.colored(&look.table(), look.limits)?;
    let ground = match scene.shows_arrows() {
        true => coarse_ground(gpu, gpu_field, scene, field, domain, &look)?,
        false => ([1, 1], vec![[0; 4]]),
    };
    Ok(Some(Colored { texture, ground, meanings: Legend::new(), bar: look.bar() }))
}

/// Where 32 bits are to be trusted, which 64 have to be asked for.
fn trust_overlay(gpu: &Gpu, gpu_field: &GpuField, field: &Field, grid: &Grid) -> Result<Colored, RenderError> {
    let trust = Trust::new(&Evaluator::new(gpu, gpu_field), field, grid, gpu_field.offset())?;
    let look = trust_look(&trust.errors);
    let texel = |at: usize| match (trust.texel(at), trust.errors[at].is_finite()) {
        (Some(marked), _) => marked,
        (None, true) => {
            let [r, g, b] = look.color(look.fraction(trust.errors[at]));
            [r, g, b, 255]
        }
        (None, false) => [0; 4],
    };
    let texels: Vec<[u8; 4]> = (0..trust.errors.len()).map(texel).collect();
    let size = [grid.nx as u32, grid.ny as u32];
    let texture = color_texture(gpu, "trust", size, &texels);
    Ok(Colored { texture, ground: (size, texels), meanings: trust.legend(), bar: look.bar() })
}

/// Colours of a quantity at a few nodes, which are found here but for a large file's.
fn coarse_ground(
    gpu: &Gpu,
    gpu_field: &GpuField,
    scene: &Scene,
    field: &Field,
    domain: Domain,
    look: &Look,
) -> Result<([u32; 2], Vec<[u8; 4]>), RenderError> {
    let grid = Grid { nx: GROUND, ny: GROUND, domain };
    let by = scene.color.by;
    let planes: Vec<Vec<f64>> = match gpu_field.tiles() {
        Some(_) => {
            let planes = Evaluator::new(gpu, gpu_field).sample(&grid, order_of(by))?;
            planes.into_iter().map(|plane| plane.into_iter().map(f64::from).collect()).collect()
        }
        None => field.sample(&grid, order_of(by)),
    };
    let (ys, units) = (grid.ys(), scene.units_of(field));
    let texel = |at: usize| {
        let value = derived_value(by, units, ys[at / GROUND], |plane| planes[plane][at]);
        let [r, g, b] = look.color(look.fraction(value));
        if value.is_finite() { [r, g, b, 255] } else { [0; 4] }
    };
    Ok(([GROUND as u32; 2], (0..grid.len()).map(texel).collect()))
}

/// Metres, or else 1, along a unit of x and along one of y.
fn units_of(units: Units, y: f64) -> [f64; 2] {
    match units {
        Units::Plain => [1.0, 1.0],
        Units::Degrees => metres_per_degree(y),
    }
}

/// How far f is differentiated for a quantity; a value comes with its gradient.
pub fn order_of(by: ColorBy) -> Order {
    if by == ColorBy::Laplacian { Order::Hessian } else { Order::Gradient }
}

/// A quantity at a point of this y, where `plane` gives f, fx, fy, fxx, fxy and fyy there.
pub fn derived_value(by: ColorBy, units: Units, y: f64, plane: impl Fn(usize) -> f64) -> f64 {
    let [east, north] = units_of(units, y);
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

/// Limits that are apart.
fn apart(low: f64, high: f64) -> [f64; 2] {
    if high > low { [low, high] } else { [low, low + 1.0] }
}

fn trust_look(errors: &[f64]) -> Look {
    let finite = || errors.iter().copied().filter(|error| error.is_finite());
    let greatest = finite().fold(0.0, f64::max);
    let least = finite().filter(|&error| error > 0.0).reduce(f64::min).unwrap_or(1e-9);
    let low = least.max(1e-5 * greatest);
    Look { name: "|f32 − f64|", limits: apart(low, greatest.max(10.0 * low)), map: Map::Log(Colormap::Inferno) }
}

/// How a quantity is coloured whose least value, those that one in two hundred lies below and above, and whose greatest are
/// these: what is far out, as at a pole, must not take the contrast of all else.
fn look(scene: &Scene, [least, low, high, greatest]: [f64; 4]) -> Look {
    let table = Map::Table(scene.color.map);
    let mut look = match scene.color.by {
        ColorBy::F => Look { name: "f", limits: apart(least, greatest), map: table },
        ColorBy::Norm => Look { name: "|∇f|", limits: apart(0.0, high), map: table },
        ColorBy::Slope => Look { name: "slope in degrees", limits: apart(0.0, high), map: table },
        ColorBy::Aspect => Look { name: "aspect in degrees", limits: [0.0, 360.0], map: Map::Wheel },
        ColorBy::Laplacian => {
            let reach = high.abs().max(low.abs()).max(f64::MIN_POSITIVE);
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
