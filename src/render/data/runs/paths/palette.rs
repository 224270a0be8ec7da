//! Lines of a race: each differs from every other in its colour and, where there are many, in its gaps.

use crate::render::figure::swatch::{Dash, LineStyle};

/// Colours that are told apart by the colour-blind, too, and are seen on a light casing; the first is matplotlib's `r`.
pub(crate) const COLORS: [[f32; 4]; 7] = [
    [0.90, 0.0, 0.04, 1.0],
    [0.0, 0.447, 0.698, 1.0],
    [0.0, 0.549, 0.373, 1.0],
    [0.90, 0.353, 0.667, 1.0],
    [0.0, 0.0, 0.0, 1.0],
    [0.471, 0.275, 0.078, 1.0],
    [0.35, 0.1, 0.95, 1.0],
];

/// The line of the optimizer at this place of a race. Neighbours differ in both, and a colour comes again with other gaps.
pub(crate) fn line_style(index: usize) -> LineStyle {
    let dash = Dash::ALL[(index % COLORS.len() + index / COLORS.len()) % Dash::ALL.len()];
    LineStyle { color: COLORS[index % COLORS.len()], dash }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009):
    /// deuteranopia, in linear light.
    const DEUTERANOPIA: [[f64; 3]; 3] =
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];
    const IDENTITY: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

    fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
    }

    /// CIE L*a*b* of a colour as it is seen.
    fn lab([r, g, b, _]: [f32; 4], seen: &[[f64; 3]; 3]) -> [f64; 3] {
        const XYZ: [[f64; 3]; 3] = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
        let linear = [r, g, b].map(|channel| {
            let channel = f64::from(channel);
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        let white = [0.950_47, 1.0, 1.088_83];
        let xyz = times(&XYZ, times(seen, linear).map(|channel| channel.clamp(0.0, 1.0)));
        let part = |axis: usize| {
            let relative: f64 = xyz[axis] / white[axis];
            if relative > 0.008_856 { relative.cbrt() } else { 7.787 * relative + 16.0 / 116.0 }
        };
        let [x, y, z] = [0, 1, 2].map(part);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn all_pairs_of_the_palette_are_told_apart_also_by_a_deuteranope() {
        for seen in [&IDENTITY, &DEUTERANOPIA] {
            for (index, &a) in COLORS.iter().enumerate() {
                for &b in &COLORS[..index] {
                    let far: f64 = lab(a, seen).iter().zip(lab(b, seen)).map(|(a, b)| (a - b).powi(2)).sum();
                    assert!(far.sqrt() > 22.0, "{a:?} {b:?}: {}", far.sqrt());
                }
            }
        }
        // The seven that are most compared need no gaps to be told apart.
        assert_eq!(COLORS.len(), 7);
        // More optimizers than there are colours differ in their gaps, and neighbours in both.
        for index in 0..24 {
            for other in 0..index {
                assert_ne!(line_style(index), line_style(other), "{index} {other}");
            }
            let next = line_style(index + 1);
            assert!(line_style(index).color != next.color && line_style(index).dash != next.dash, "{index}");
        }
    }
}
