//! The light of a sun on a field as on terrain, in f64. GPU counterpart: shaders/render/overlay/derived.wgsl.

use crate::render::data::derived::in_metres;
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

/// The darkest shadow and the brightest light, as opacities of black and white.
const DARKEST_SHADE: f64 = 0.8;
const BRIGHTEST_SHADE: f64 = 0.35;

/// What a scene's sun lays over colours at a point of this y: black on slopes that face away, white on those that face it, and
/// nothing on flat ground.
pub(crate) fn shade_over(scene: &Scene, units: Units, y: f64, gradient: [f64; 2]) -> [u8; 4] {
    let flat = hillshade([0.0; 2], scene.shade.sun).max(1e-3);
    let light = shade_at(scene, units, y, gradient) / flat;
    let over = |tone: u8, opacity: f64| [tone, tone, tone, (255.0 * opacity).round() as u8];
    match light {
        _ if light.is_nan() => [0; 4],
        _ if light < 1.0 => over(0, DARKEST_SHADE * (1.0 - light)),
        _ => over(255, BRIGHTEST_SHADE * (light - 1.0) / (1.0 / flat - 1.0).max(1e-3)),
    }
}

/// What is said of the sun below the title, where it shines.
pub(crate) fn sun_caption(scene: &Scene, units: Units) -> String {
    let [azimuth, elevation] = scene.shade.sun.map(|angle| with_minus(&short(angle)));
    let heights = short(scene.shade.exaggeration);
    let lengths = if units == Units::Degrees { ", x and y in degrees" } else { "" };
    format!("lit from {azimuth}° (clockwise from north) at {elevation}°, heights × {heights}{lengths}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shadows_are_as_dark_as_the_shader_makes_them() {
        let shader = include_str!("../../../../shaders/render/overlay/derived.wgsl");
        for line in [
            format!("const DARKEST_SHADE: f32 = {DARKEST_SHADE:?};"),
            format!("const BRIGHTEST_SHADE: f32 = {BRIGHTEST_SHADE:?};"),
        ] {
            assert!(shader.contains(&line), "{line}");
        }
        let over = |gradient| shade_over(&Scene::default(), Units::Plain, 0.0, gradient);
        // Flat ground, a slope of 1 away from the sun in the north-west, one towards it of 45° and one in its own shadow.
        assert_eq!(over([0.0, 0.0])[3], 0);
        assert_eq!(
            over([-1.0, 0.0]),
            [0, 0, 0, (255.0f64 * 0.8 * (1.0 - 0.146_446_609 / std::f64::consts::FRAC_1_SQRT_2)).round() as u8]
        );
        assert_eq!(over([1e-9 + 0.5f64.sqrt(), -0.5f64.sqrt()]), [255, 255, 255, 89]);
        assert_eq!(over([-2.0, 2.0]), [0, 0, 0, 204]);
        assert_eq!(over([f64::NAN, 0.0]), [0; 4]);
    }

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
}
