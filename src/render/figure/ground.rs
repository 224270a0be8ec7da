//! The colours that arrows and lines lie on, and whether they are light.

use super::annotation::Color;

/// The least contrast with which a mark is seen, of the Web Content Accessibility Guidelines (1.4.11).
const LEAST_CONTRAST: f64 = 3.0;

/// Relative luminance of a colour, 0 to 1, as the Web Content Accessibility Guidelines define it.
pub(crate) fn luminance(color: [u8; 3]) -> f64 {
    let linear = color.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// The contrast between two colours, from 1 to 21.
pub(crate) fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let [a, b] = [luminance(a), luminance(b)];
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A colour under another of some opacity, from 0 to 1.
fn blended(below: [u8; 3], over: [u8; 3], opacity: f64) -> [u8; 3] {
    let mix = |below: u8, over: u8| ((1.0 - opacity) * f64::from(below) + opacity * f64::from(over)).round() as u8;
    [mix(below[0], over[0]), mix(below[1], over[1]), mix(below[2], over[2])]
}

/// The colour of a line of this opacity on colours that it lies between: black or white, whichever is seen better, as
/// frame.wgsl's `line_ink` has it.
pub(crate) fn line_color(grounds: &[[u8; 3]], opacity: u8) -> Color {
    let seen = |ink: u8| -> f64 {
        let drawn = |&ground: &[u8; 3]| contrast(blended(ground, [ink; 3], f64::from(opacity) / 255.0), ground);
        grounds.iter().map(drawn).product()
    };
    let ink = if seen(255) > seen(0) { 255 } else { 0 };
    [ink, ink, ink, opacity]
}

/// A colour at a point with this ∇f, as far as it is opaque.
type ColorAt<'a> = &'a dyn Fn([f64; 2], [f64; 2]) -> [u8; 4];

/// What is drawn before arrows are: bands of colours, and what lies over them.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    /// Boundaries of the bands, ascending, and the bands' colours.
    pub(crate) levels: &'a [f64],
    pub(crate) bands: &'a [[u8; 3]],
    /// What is seen below the lowest boundary and above the highest, where that is not the band next to it.
    pub(crate) beyond: Option<[u8; 3]>,
    /// The colour over them at a point with this ∇f, as far as it is opaque.
    pub(crate) over: ColorAt<'a>,
    /// What a sun lays over all of that in the contour panel, where it shines there.
    pub(crate) shade: Option<ColorAt<'a>>,
}

impl Ground<'_> {
    /// The colour at a point whose value is `f`, with ∇f there.
    pub(crate) fn color(&self, at: [f64; 2], f: f64, slopes: [f64; 2]) -> [u8; 3] {
        let band = self.levels.partition_point(|&level| level <= f).saturating_sub(1);
        let nearest = self.bands.get(band.min(self.bands.len().saturating_sub(1))).copied().unwrap_or([128; 3]);
        let is_beyond =
            self.levels.first().is_some_and(|&low| f < low) || self.levels.last().is_some_and(|&high| f > high);
        let below = self.beyond.filter(|_| is_beyond).unwrap_or(nearest);
        let [r, g, b, a] = (self.over)(at, slopes);
        blended(below, [r, g, b], f64::from(a) / 255.0)
    }

    /// Whether white is hard to see on the colour at a point, on the surface and on the contour panel.
    pub(crate) fn is_light(&self, at: [f64; 2], f: f64, slopes: [f64; 2]) -> [bool; 2] {
        let color = self.color(at, f, slopes);
        let shaded = self.shade.map_or(color, |shade| {
            let [r, g, b, a] = shade(at, slopes);
            blended(color, [r, g, b], f64::from(a) / 255.0)
        });
        [color, shaded].map(|color| contrast(color, [255; 3]) < LEAST_CONTRAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colormap::Colormap;

    #[test]
    fn contrasts_are_those_of_the_guidelines() {
        assert!((contrast([255; 3], [0; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x76, 0x76, 0x76], [255; 3]) - 4.54).abs() < 0.01, "the grey that just passes on white");
    }

    #[test]
    fn a_line_is_seen_on_every_colour_of_every_table() {
        let opacity = 115;
        let seen = |ground: [u8; 3]| {
            let [ink, ..] = line_color(&[ground], opacity);
            contrast(blended(ground, [ink; 3], f64::from(opacity) / 255.0), ground)
        };
        for map in Colormap::ALL {
            for &ground in map.table() {
                assert!(seen(ground) >= 2.0, "{map:?} {ground:?}: {}", seen(ground));
            }
        }
        let inks = [[[0x44, 0x01, 0x54]; 2], [[0xfd, 0xe7, 0x25]; 2], [[0; 3], [255; 3]]];
        assert_eq!(inks.map(|grounds| line_color(&grounds, opacity)[0]), [255, 0, 255]);
    }

    #[test]
    fn the_ground_is_the_band_under_what_lies_over_it() {
        let bands = [[10, 20, 30], [240, 240, 240]];
        let over = |[x, _]: [f64; 2], [fx, _]: [f64; 2]| if x > 0.5 && fx == 1.0 { [0, 0, 0, 255] } else { [0; 4] };
        let ground = Ground { levels: &[0.0, 1.0, 2.0], bands: &bands, beyond: None, over: &over, shade: None };
        let slopes = [1.0, 0.0];
        assert_eq!(ground.color([0.1, 0.5], 0.5, slopes), [10, 20, 30]);
        assert_eq!(ground.color([0.1, 0.5], 1.0, slopes), [240; 3]);
        assert_eq!(ground.color([0.1, 0.5], 99.0, slopes), [240; 3]);
        assert_eq!(ground.color([0.9, 0.5], 1.5, slopes), [0; 3]);
        // Where nothing is coloured beyond the levels that were asked for, the paper is seen.
        let ground = Ground { beyond: Some([255; 3]), ..ground };
        assert_eq!([-0.1, 2.1].map(|f| ground.color([0.1, 0.5], f, slopes)), [[255; 3]; 2]);
        let is_light = |at, f, slopes| ground.is_light(at, f, slopes)[1];
        assert!(!is_light([0.1, 0.5], 0.5, slopes) && is_light([0.1, 0.5], -0.1, slopes));
        assert_eq!(ground.color([0.9, 0.5], 1.5, [0.0; 2]), [240; 3]);
        assert!(is_light([0.1, 0.5], 1.5, slopes) && !is_light([0.1, 0.5], 0.5, slopes));
        // A light colour in the shadow is dark in the contour panel alone.
        let shade = |_: [f64; 2], [fx, _]: [f64; 2]| if fx > 0.0 { [0, 0, 0, 204] } else { [255, 255, 255, 89] };
        let shaded = Ground { shade: Some(&shade), ..ground };
        assert_eq!(shaded.is_light([0.1, 0.5], 1.5, slopes), [true, false]);
        assert_eq!(shaded.is_light([0.1, 0.5], 1.5, [-1.0, 0.0]), [true, true]);
    }
}
