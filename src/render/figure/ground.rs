//! The colours that arrows and lines lie on, and whether they are light.

use crate::field::Domain;

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

/// What is drawn before arrows are: bands of colours, and the overlay over them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) domain: Domain,
    /// Boundaries of the bands, ascending, and the bands' colours.
    pub(crate) levels: &'a [f64],
    pub(crate) bands: &'a [[u8; 3]],
    /// Colours over the domain by rows from the lowest y, as far as they are opaque.
    pub(crate) size: [u32; 2],
    pub(crate) texels: &'a [[u8; 4]],
}

impl Ground<'_> {
    /// The colour at a point whose value is `f`.
    pub(crate) fn color(&self, at: [f64; 2], f: f64) -> [u8; 3] {
        let band = self.levels.partition_point(|&level| level <= f).saturating_sub(1);
        let below = self.bands.get(band.min(self.bands.len().saturating_sub(1))).copied().unwrap_or([128; 3]);
        let place = |axis: usize, [first, last]: [f64; 2]| {
            let most = self.size[axis].saturating_sub(1);
            let unit = ((at[axis] - first) / (last - first)).clamp(0.0, 1.0);
            ((unit * f64::from(most)).round() as u32).min(most) as usize
        };
        let texel = place(1, self.domain.y) * self.size[0] as usize + place(0, self.domain.x);
        let [r, g, b, a] = self.texels.get(texel).copied().unwrap_or_default();
        let mix = |below: u8, over: u8| {
            let alpha = f64::from(a) / 255.0;
            ((1.0 - alpha) * f64::from(below) + alpha * f64::from(over)).round() as u8
        };
        [mix(below[0], r), mix(below[1], g), mix(below[2], b)]
    }

    /// Whether white is hard to see on the colour at a point.
    pub(crate) fn is_light(&self, at: [f64; 2], f: f64) -> bool {
        contrast(self.color(at, f), [255; 3]) < LEAST_CONTRAST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_the_guidelines() {
        assert!((contrast([255; 3], [0; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x76, 0x76, 0x76], [255; 3]) - 4.54).abs() < 0.01, "the grey that just passes on white");
    }

    #[test]
    fn the_ground_is_the_band_under_what_lies_over_it() {
        let domain = Domain { x: [0.0, 1.0], y: [0.0, 1.0] };
        let bands = [[10, 20, 30], [240, 240, 240]];
        let texels = [[0; 4], [0, 0, 0, 255]];
        let ground = Ground { domain, levels: &[0.0, 1.0, 2.0], bands: &bands, size: [2, 1], texels: &texels };
        assert_eq!(ground.color([0.1, 0.5], 0.5), [10, 20, 30]);
        assert_eq!(ground.color([0.1, 0.5], 1.0), [240; 3]);
        assert_eq!(ground.color([0.1, 0.5], 99.0), [240; 3]);
        assert_eq!(ground.color([0.9, 0.5], 1.5), [0; 3]);
        assert!(ground.is_light([0.1, 0.5], 1.5) && !ground.is_light([0.1, 0.5], 0.5));
    }
}
