//! How the values of f become colours: the norm, the levels and the bands between them.

use super::values::Values;
use crate::field::{Field, Spread};
use crate::render::data::limits::{Coloring, coloring, scale_of};
use crate::render::data::remark::{Remark, crowded, most_in_one_band};
use crate::render::error::RenderError;
use crate::render::figure::norm::ColorNorm;
use crate::render::passes::contour::band_colors;
use crate::render::passes::frame::ColorKind;
use crate::scene::{ColorBy, ColorScale, Levels, Limits, MAX_LEVELS, Scene, View};

/// The limits and the scale that a scene asks for of the colours of f; those of what is derived of f are none of f's.
pub(super) fn asked(scene: &Scene, field: &Field) -> (Limits, ColorScale) {
    match shows_values(scene) {
        true => (scene.color.limits, scale_of(scene.color.scale, field)),
        false => (Limits::Auto, ColorScale::Linear),
    }
}

/// What shaders of a scene's colours need not look at, before anything is measured.
pub(crate) fn likely_colors(scene: &Scene, field: &Field) -> ColorKind {
    let (_, scale) = asked(scene, field);
    let has_heights = matches!(scene.view, View::Both | View::Surface) && scene.scales.z.spread() != Spread::Linear;
    ColorKind {
        is_even: !is_curved(scale) && !has_heights,
        is_bare: shows_values(scene) && scene.basins.is_none() && !scene.arrows.lic,
    }
}

fn is_curved(scale: ColorScale) -> bool {
    matches!(scale, ColorScale::Log | ColorScale::Symlog(_))
}

fn shows_values(scene: &Scene) -> bool {
    scene.color.by == ColorBy::F && !scene.trust
}

/// The colours of f.
pub(super) struct Bands {
    pub(super) norm: ColorNorm,
    /// Boundaries of the bands, ascending, and whether what is beyond them is coloured.
    pub(super) levels: Vec<f64>,
    pub(super) is_open: bool,
    pub(super) colors: Vec<[u8; 3]>,
    /// The fraction of the picture that one band holds, where that is most of it.
    pub(super) in_one_band: Option<f64>,
}

impl Bands {
    /// Spreads values over colours as it is asked for; `offset` is what the device leaves out of them, and `unit` what it divides them by.
    pub(super) fn new(
        scene: &Scene,
        values: &Values<'_>,
        (asked, scale): (Limits, ColorScale),
        [offset, unit]: [f64; 2],
        remarks: &mut Vec<Remark>,
    ) -> Result<Bands, RenderError> {
        let scale = match is_curved(scale) && offset != 0.0 {
            true => {
                remarks.push(Remark::DrawnLinear(scale));
                ColorScale::Linear
            }
            false => scale,
        };
        let distribution = &*values.distribution;
        let limits = distribution.limits(asked, values.full, values.poles);
        let Coloring { norm, center } = coloring(scale, asked, &values.range, limits, distribution, unit)?;
        let (levels, is_open) = levels(scene, &norm, center, values.full);
        let in_one_band = most_in_one_band(&levels, distribution);
        let has_colors = !matches!(scene.view, View::Curve | View::Loss);
        let is_told = has_colors && shows_values(scene) && scene.basins.is_none();
        remarks.extend(crowded(&levels, scale, distribution, in_one_band).filter(|_| is_told));
        let given = given_limits(asked, scale, &norm, &levels);
        let colors = band_colors(&levels, scene.color.colormap(), &norm, given);
        Ok(Bands { norm, levels, is_open, colors, in_one_band })
    }
}

/// Where the colours of bands end, where that is not at the first and the last level: where it is said, and as far on one side of
/// a centre as on the other, as matplotlib's `CenteredNorm` has levels.
fn given_limits(asked: Limits, scale: ColorScale, norm: &ColorNorm, levels: &[f64]) -> Option<[f64; 2]> {
    match (asked.range(), scale) {
        (Some(_), _) => Some(norm.limits),
        (None, ColorScale::Centered(center)) => {
            let reach = levels.iter().map(|level| (level - center).abs()).fold(0.0, f64::max);
            Some([center - reach, center + reach])
        }
        _ => None,
    }
}

/// The boundaries of the bands, and whether what is beyond them is coloured. One level alone parts two bands.
fn levels(scene: &Scene, norm: &ColorNorm, center: f64, full: [f64; 2]) -> (Vec<f64>, bool) {
    match &scene.contour.levels {
        Levels::List(levels) => match levels.as_slice() {
            &[level] => {
                let reach = (full[0] - level).abs().max((full[1] - level).abs()).max(f64::MIN_POSITIVE);
                (vec![full[0].min(level - 1e-3 * reach), level, full[1].max(level + 1e-3 * reach)], true)
            }
            levels => (levels.to_vec(), false),
        },
        Levels::Count(count) => {
            let mut levels = norm.levels(center, *count);
            levels.truncate(MAX_LEVELS);
            (levels, true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colormap::Colormap;

    #[test]
    fn a_list_of_levels_has_its_middle_colour_where_the_scale_is_centered() {
        // contourf(z, levels=levels, norm=CenteredNorm(0), cmap="RdBu_r") of matplotlib: its layers' colours in bytes.
        let levels = [-400.0, -200.0, 0.0, 50.0, 100.0, 200.0];
        let expected = [[41, 113, 177], [194, 221, 235], [249, 237, 231], [252, 220, 200], [244, 170, 136]];
        let norm = ColorNorm::linear([-423.3, 423.3]);
        let given = given_limits(Limits::Auto, ColorScale::Centered(0.0), &norm, &levels);
        let colormap = Colormap::RdBu.reversed();
        assert_eq!(band_colors(&levels, colormap, &norm, given), expected);
        assert_eq!(given_limits(Limits::Auto, ColorScale::Linear, &norm, &levels), None);
        assert_eq!(
            given_limits(Limits::Range([0.0, 1.0]), ColorScale::Centered(0.0), &norm, &levels),
            Some(norm.limits)
        );
    }
}
