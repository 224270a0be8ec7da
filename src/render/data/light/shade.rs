//! The light of a sun on a field as on terrain.

use crate::compute::Evaluator;
use crate::expr::Order;
use crate::field::{Domain, Grid};
use crate::gpu::GpuError;
use crate::render::data::derived::{in_metres, side};
use crate::scene::{Scene, Units};
use crate::words::{short, with_minus};

/// The cosine of the angle between the sun and the upright of a slope, 0 where the slope lies in its own shadow: gdaldem's
/// and matplotlib's hillshade, from 0 to 1. The sun's azimuth is in degrees clockwise from north, its elevation above the
/// horizon.
pub(crate) fn hillshade([fx, fy]: [f64; 2], [azimuth, elevation]: [f64; 2]) -> f64 {
    let ((east, north), (upwards, along)) = (azimuth.to_radians().sin_cos(), elevation.to_radians().sin_cos());
    // Of a slope without bounds the upright lies flat.
    let steepness = fx.hypot(fy);
    let cosine = match steepness.is_infinite() {
        true => return if fx.is_finite() || fy.is_finite() { 0.0 } else { f64::NAN },
        false => (upwards - along * (east * fx + north * fy)) / steepness.hypot(1.0),
    };
    if cosine.is_nan() { cosine } else { cosine.clamp(0.0, 1.0) }
}

/// The hillshade of a scene at a point of this y, by ∇f per unit of x and y there.
pub(crate) fn shade_at(scene: &Scene, units: Units, y: f64, gradient: [f64; 2]) -> f64 {
    let factor = scene.shade.exaggeration;
    hillshade(in_metres(units, y, gradient).map(|slope| factor * slope), scene.shade.sun)
}

/// What is said of the sun below the title, where it shines.
pub(crate) fn sun_caption(scene: &Scene, units: Units) -> String {
    let [azimuth, elevation] = scene.shade.sun.map(|angle| with_minus(&short(angle)));
    let heights = short(scene.shade.exaggeration);
    let lengths = if units == Units::Degrees { ", x and y in degrees" } else { "" };
    format!("lit from {azimuth}° (clockwise from north) at {elevation}°, heights × {heights}{lengths}")
}

/// The colours of an overlay as the sun lights them: unchanged on flat ground, darker on slopes that face away and lighter on
/// those that face it. They are laid over whatever is below as far as they are opaque.
pub(crate) fn with_shade(
    evaluator: &Evaluator<'_>,
    scene: &Scene,
    (units, unit): (Units, f64),
    domain: Domain,
    (size, texels): ([u32; 2], &[[u8; 4]]),
) -> Result<([u32; 2], Vec<[u8; 4]>), GpuError> {
    let [nx, ny] = scene.size.map(side);
    let grid = Grid { nx, ny, domain };
    let planes = evaluator.sample(&grid, Order::Gradient)?;
    let (scales, xs, ys) = (scene.scales.of_plane(scene.view), grid.xs(), grid.ys());
    let flat = scene.shade.sun[1].to_radians().sin().max(1e-3);
    let shaded = |index: usize| {
        let place = |at: usize, count: usize, most: u32| at * (most as usize).saturating_sub(1) / (count - 1).max(1);
        let (column, row) = (place(index % nx, nx, size[0]), place(index / nx, ny, size[1]));
        let below = texels.get(row * size[0] as usize + column).copied().unwrap_or_default();
        let place = [xs[index % nx], ys[index / nx]];
        let gradient =
            scales.gradient(place, [planes[1][index], planes[2][index]].map(|slope| f64::from(slope) * unit));
        layered(below, shade_at(scene, units, scales.y.value(place[1]), gradient) / flat, 1.0 / flat)
    };
    Ok(([nx as u32, ny as u32], (0..grid.len()).map(shaded).collect()))
}

/// A texel under light of so many times that of flat ground, of which there are `most` times at most.
fn layered(below: [u8; 4], light: f64, most: f64) -> [u8; 4] {
    /// The darkest shadow and the brightest light, as opacities of black and white.
    const DARKEST: f64 = 0.8;
    const BRIGHTEST: f64 = 0.35;
    if light.is_nan() {
        return below;
    }
    let (tone, over) = match light < 1.0 {
        true => (0.0, DARKEST * (1.0 - light)),
        false => (255.0, BRIGHTEST * (light - 1.0) / (most - 1.0).max(1e-3)),
    };
    let own = f64::from(below[3]) / 255.0;
    let alpha = over + own * (1.0 - over);
    let mix = |channel: u8| match alpha > 0.0 {
        true => ((tone * over + f64::from(channel) * own * (1.0 - over)) / alpha).round() as u8,
        false => 0,
    };
    [mix(below[0]), mix(below[1]), mix(below[2]), (255.0 * alpha).round() as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hillshades_are_those_of_gdaldem_and_matplotlib() {
        // matplotlib's LightSource(315, 45).shade_normals of the exact normals, without its stretch to the full range:
        // dot of the sun's direction and (-fx, -fy, 1) / sqrt(1 + fx² + fy²), by NumPy 2.
        let north_west = [315.0, 45.0];
        for (gradient, expected) in [
            ([0.0, 0.0], 0.707_106_781_186_547_5),
            ([1.0, 0.0], 0.853_553_390_593_273_7),
            ([-1.0, 0.0], 0.146_446_609_406_726_24),
            ([0.0, 1.0], 0.146_446_609_406_726_24),
            ([1.0, -1.0], 0.985_598_559_653_488_8),
            ([-1.0, 1.0], 0.0),
            ([0.3, 0.2], 0.712_226_148_656_919_2),
        ] {
            let found = hillshade(gradient, north_west);
            assert!((found - expected).abs() < 1e-12, "{gradient:?}: {found} {expected}");
        }
        assert_eq!(hillshade([f64::INFINITY, 0.0], north_west), 0.0);
        assert!(hillshade([f64::NAN, 0.0], north_west).is_nan());
    }

    #[test]
    fn flat_ground_keeps_its_colours() {
        let most = 2f64.sqrt();
        assert_eq!(layered([10, 20, 30, 255], 1.0, most), [10, 20, 30, 255]);
        assert_eq!(layered([10, 20, 30, 0], 1.0, most)[3], 0);
        let dark = layered([200, 100, 50, 255], 0.0, most);
        let light = layered([200, 100, 50, 255], most, most);
        assert_eq!((dark, light), ([40, 20, 10, 255], [219, 154, 122, 255]));
        // Over what is drawn below shadows are black and light is white.
        assert_eq!(layered([0; 4], 0.5, most), [0, 0, 0, 102]);
    }
}
