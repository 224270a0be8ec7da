//! Colours over the domain that stand in for those of values: basins of attraction.

use rayon::prelude::*;

use super::wording::{MOST_NAMED, named_minima};
use crate::compute::BasinMap;
use crate::descent::End;
use crate::field::{Domain, Scales, Spread, linspace};
use crate::gpu::Gpu;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::steps::StepScale;
use crate::render::figure::swatch::{Legend, Swatch};

/// Colours over a domain, by rows from the lowest y.
#[derive(Debug)]
pub(crate) struct Overlay {
    pub(crate) size: [u32; 2],
    pub(crate) texels: Vec<[u8; 4]>,
    /// What the colours mean.
    pub(crate) legend: Legend,
    /// What their brightness means.
    pub(crate) bar: ColorBar,
    /// Places of what the legend numbers, from 1 on.
    pub(crate) numbered: Vec<[f64; 2]>,
}

impl Overlay {
    /// The colour at a point of the domain that it lies over.
    pub(crate) fn at(&self, domain: Domain, point: [f64; 2]) -> [u8; 4] {
        let place = |axis: usize, [first, last]: [f64; 2]| {
            let most = self.size[axis].saturating_sub(1);
            let unit = ((point[axis] - first) / (last - first)).clamp(0.0, 1.0);
            ((unit * f64::from(most)).round() as u32).min(most) as usize
        };
        let texel = place(1, domain.y) * self.size[0] as usize + place(0, domain.x);
        self.texels.get(texel).copied().unwrap_or_default()
    }
}

/// The first colours of basins, told apart by the colour-blind: those of Okabe and Ito, and a violet.
const BASINS: [[u8; 3]; 8] = [
    [0x56, 0xb4, 0xe9],
    [0xe6, 0x9f, 0x00],
    [0x00, 0x9e, 0x73],
    [0xcc, 0x79, 0xa7],
    [0xf0, 0xe4, 0x42],
    [0xd5, 0x5e, 0x00],
    [0x2c, 0x7f, 0xc8],
    [0x8a, 0x6f, 0xd1],
];
/// Starts that came to no minimum, in two tones so that no shade of a basin looks like them; and those that left.
const LOST: [[u8; 3]; 2] = [[52, 52, 56], [92, 92, 98]];
const LEFT: [u8; 3] = [236, 236, 236];
/// The border between basins, by which they are told apart where colours are not printed.
const BORDER: [u8; 3] = [255, 255, 255];
/// Texels of a border for each so many along the longer side, and texels around it that have to be of few basins: where many
/// meet, borders would hide them.
const TEXELS: usize = 600;
const AROUND: usize = 3;
const FEW: usize = 3;
/// How dark the basin is where starts took longest.
const DARKEST: f64 = 0.58;

/// The pure hue at a fraction of the way around, red at 0; channels from 0 to 1.
pub(crate) fn hue(fraction: f64) -> [f64; 3] {
    [0.0, 2.0 / 3.0, 1.0 / 3.0]
        .map(|shift| (((fraction + shift).rem_euclid(1.0) * 6.0 - 3.0).abs() - 1.0).clamp(0.0, 1.0))
}

/// The colour of a basin, by its place among the minima.
pub(crate) fn basin_color(index: usize) -> [f32; 4] {
    let [r, g, b] = match BASINS.get(index) {
        Some(&color) => color.map(|channel| f32::from(channel) / 255.0),
        // Beyond the table hues go around by the golden angle, so that neighbours in the order are far apart.
        None => hue(index as f64 * 0.618_034).map(|channel| (0.25 + 0.65 * channel) as f32),
    };
    [r, g, b, 1.0]
}

/// How bright a basin is at a fraction of the scale of steps.
fn brightness(fraction: f64) -> f64 {
    1.0 - DARKEST * fraction
}

/// The scale of the steps to a minimum.
fn scale(map: &BasinMap) -> StepScale {
    let labelled = map.particle_outcomes.iter().zip(&map.basins.labels).filter(|(_, label)| **label >= 0);
    let mut steps: Vec<u32> = labelled.map(|(particle, _)| particle.steps).collect();
    steps.sort_unstable();
    let at = |fraction: f64| steps.get((fraction * steps.len() as f64) as usize).copied().unwrap_or(1);
    // A few stragglers along the borders of basins must not take the contrast of all others.
    StepScale::new(at(0.01), at(0.99))
}

/// The nodes, of so many from the first to the last coordinate, that are nearest to places of a scale from its first to its
/// last: as many places as nodes where both are even, else as many as a picture has pixels, and no more than a texture has.
fn nearest(count: usize, [first, last]: [f64; 2], places: [f64; 2], spread: Spread) -> Vec<usize> {
    const PIXELS: usize = 1024;
    const MOST: usize = Gpu::REQUIRED_LIMITS.max_texture_dimension_2d as usize;
    let texels = if spread == Spread::Linear { count } else { count.max(PIXELS) }.min(MOST);
    let node = |place: f64| {
        let fraction = (spread.value(place) - first) / (last - first);
        (fraction * (count - 1) as f64).round().clamp(0.0, (count - 1) as f64) as usize
    };
    linspace(places, texels).into_iter().map(node).collect()
}

/// A basin map as colours over `domain`, which ascends and is in places of scales.
pub(crate) fn basin_overlay(map: &BasinMap, domain: Domain, scales: Scales) -> Overlay {
    let (nx, ny) = (map.grid.nx, map.grid.ny);
    let scale = scale(map);
    let columns = nearest(nx, map.grid.domain.x, domain.x, scales.x);
    let rows = nearest(ny, map.grid.domain.y, domain.y, scales.y);
    let size = [columns.len(), rows.len()];
    let label = |[column, row]: [usize; 2]| map.basins.labels[rows[row] * nx + columns[column]];
    let texel = |row: usize, column: usize| {
        if is_border(size, [column, row], label) {
            return [BORDER[0], BORDER[1], BORDER[2], 255];
        }
        let at = rows[row] * nx + columns[column];
        let particle = &map.particle_outcomes[at];
        let [r, g, b] = match usize::try_from(map.basins.labels[at]) {
            Ok(label) => {
                let bright = brightness(scale.fraction(f64::from(particle.steps)));
                let [r, g, b, _] = basin_color(label).map(|channel| (255.0 * bright * f64::from(channel)) as u8);
                [r, g, b]
            }
            Err(_) if particle.end == End::Left => LEFT,
            Err(_) => LOST[(row / 4 + column / 4) % 2],
        };
        [r, g, b, 255]
    };
    // Borders are sought around each texel.
    let texels = (0..size[0] * size[1]).into_par_iter().map(|at| texel(at / size[0], at % size[0]));
    let mut legend = named_minima(&map.basins.minima);
    let numbered = map.basins.minima.iter().take(MOST_NAMED).map(|basin| scales.place(basin.point)).collect();
    for (index, (name, _)) in legend.iter_mut().take(map.basins.minima.len().min(MOST_NAMED)).enumerate() {
        *name = format!("{}  {name}", index + 1);
    }
    let all = map.particle_outcomes.len() as f64;
    let solid = |[r, g, b]: [u8; 3]| [f32::from(r) / 255.0, f32::from(g) / 255.0, f32::from(b) / 255.0, 1.0];
    let others = [(map.basins.unconverged, "no minimum", LOST[0]), (map.basins.left_domain, "left the domain", LEFT)];
    for (count, name, color) in others.into_iter().filter(|(count, ..)| *count > 0) {
        legend.push((format!("{name}  {:.1} %", 100.0 * count as f64 / all), Swatch::Area(solid(color))));
    }
    Overlay {
        size: [columns.len() as u32, rows.len() as u32],
        texels: texels.collect(),
        legend,
        bar: scale.bar(|fraction| [(255.0 * brightness(fraction)) as u8; 3], "steps"),
        numbered,
    }
}

/// Whether a texel is part of a border between basins, where few of them meet; `label` says which one a texel is of.
fn is_border(size: [usize; 2], [column, row]: [usize; 2], label: impl Fn([usize; 2]) -> i32) -> bool {
    let width = size[0].max(size[1]).div_ceil(TEXELS);
    let own = label([column, row]);
    let within = |at: usize, reach: usize, count: usize| at.saturating_sub(reach)..=(at + reach).min(count - 1);
    let square = |reach: usize| {
        let rows = within(row, reach, size[1]);
        rows.flat_map(move |row| within(column, reach, size[0]).map(move |column| [column, row]))
    };
    // Both sides have it, so that none of it is lost between pixels.
    if !square(width).any(|other| label(other) != own) {
        return false;
    }
    let reach = AROUND * width;
    let mut around: Vec<i32> = square(reach).map(&label).collect();
    around.sort_unstable();
    around.dedup();
    // Around a plain border each row and column changes its basin once or twice.
    let changes = |along: &mut dyn Iterator<Item = i32>| {
        let labels: Vec<i32> = along.collect();
        labels.windows(2).filter(|pair| pair[0] != pair[1]).count()
    };
    around.len() <= FEW
        && within(row, reach, size[1])
            .all(|row| changes(&mut within(column, reach, size[0]).map(|column| label([column, row]))) <= 2)
        && within(column, reach, size[0])
            .all(|column| changes(&mut within(row, reach, size[1]).map(|row| label([column, row]))) <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basins_are_parted_by_a_border_but_where_many_meet() {
        let size = [40, 30];
        let halves = |[column, _]: [usize; 2]| i32::from(column >= 20);
        let found: Vec<usize> = (0..40).filter(|&column| is_border(size, [column, 15], halves)).collect();
        assert_eq!(found, [19, 20]);
        let dust = |[column, row]: [usize; 2]| ((column * 7 + row * 13) % 5) as i32;
        assert!((0..40).all(|column| !is_border(size, [column, 15], dust)));
    }

    #[test]
    fn the_first_basins_are_told_apart() {
        let colors: Vec<[f32; 4]> = (0..24).map(basin_color).collect();
        for (index, a) in colors.iter().enumerate() {
            for b in &colors[..index] {
                let far = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(far > 0.04, "{a:?} {b:?}");
            }
        }
    }
}
