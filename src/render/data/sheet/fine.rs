//! Where f is finer than pixels: what a pixel cannot hold is drawn as its mean there.

use rayon::prelude::*;

use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, Kind};

/// Tiles along a side of a domain.
const TILES: usize = 32;
/// Points that a tile is probed at.
const PROBES: usize = 16;
/// Points that a whole domain is probed at first.
const FIRST_PROBES: usize = 400;
/// How far f bends within a pixel, of its range, where it is looked at more closely.
const BENT: f64 = 0.02;
/// How far it does, of the range of a tile, where a pixel does not hold it: a wave of less than about five pixels.
const UNHELD: f64 = 0.6;
/// The fraction of a tile's probes at which it does. Along a jump there are few.
const MANY: f64 = 0.4;
/// The least range of a tile, of that of f, that is seen at all.
const SEEN: f64 = 0.01;

/// How far f is drawn as its mean, at the corners of tiles, by rows: 0 or 255.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FineMap {
    pub(crate) corners: Vec<u8>,
}

impl FineMap {
    /// Corners along a side.
    pub(crate) const SIDE: usize = TILES + 1;

    /// The tiles of a domain in which f is finer than pixels, of which the domain has so many along x and y; nothing where
    /// it is so nowhere. `range` is that of f.
    pub(crate) fn of(field: &Field, domain: Domain, pixels: [f32; 2], range: [f64; 2]) -> Option<FineMap> {
        // Large files are kept as coarse as pixels are.
        if matches!(field.kind(), Kind::Function(_) | Kind::Raster(_)) {
            return None;
        }
        let [width, height] = domain.size();
        let pixel = [width / f64::from(pixels[0].max(1.0)), height / f64::from(pixels[1].max(1.0))];
        let probe = Probe { field, pixel };
        let span = range[1] - range[0];
        let point = |part: Domain, index: usize| {
            // Points of no pattern that f could share.
            let fraction =
                [0.754_877_666_246_693, 0.569_840_290_998_053].map(|step| (0.5 + step * index as f64).fract());
            [part.x[0] + fraction[0] * (part.x[1] - part.x[0]), part.y[0] + fraction[1] * (part.y[1] - part.y[0])]
        };
        let all: Vec<[f64; 2]> = (0..FIRST_PROBES).map(|index| point(domain, index)).collect();
        let (bends, _) = probe.bends(&mut Scratch::default(), &all);
        if !bends.into_iter().any(|bend| bend > BENT * span) {
            return None;
        }
        let is_fine = |scratch: &mut Scratch, tile: usize| {
            let ends = |[first, last]: [f64; 2], at: usize| {
                [at, at + 1].map(|at| first + (last - first) * at as f64 / TILES as f64)
            };
            let part = Domain { x: ends(domain.x, tile % TILES), y: ends(domain.y, tile / TILES) };
            // Each tile has points of its own.
            let points: Vec<[f64; 2]> = (0..PROBES).map(|index| point(part, tile * PROBES + index)).collect();
            let (bends, [low, high]) = probe.bends(scratch, &points);
            let count = bends.iter().filter(|bend| **bend > UNHELD * (high - low)).count();
            high - low > SEEN * span && count as f64 >= MANY * PROBES as f64
        };
        let tiles: Vec<bool> = (0..TILES * TILES).into_par_iter().map_init(Scratch::default, is_fine).collect();
        if !tiles.contains(&true) {
            return None;
        }
        let corner = |at: usize| {
            let (column, row) = (at % FineMap::SIDE, at / FineMap::SIDE);
            let around = [(0, 0), (1, 0), (0, 1), (1, 1)];
            let is_fine = around.into_iter().any(|(left, below)| {
                let (Some(column), Some(row)) = (column.checked_sub(left), row.checked_sub(below)) else {
                    return false;
                };
                column < TILES && row < TILES && tiles[row * TILES + column]
            });
            if is_fine { 255 } else { 0 }
        };
        Some(FineMap { corners: (0..FineMap::SIDE * FineMap::SIDE).map(corner).collect() })
    }

    /// Whether a part of the domain, by its first and last share along x and y, is drawn as its mean throughout.
    pub(crate) fn covers(&self, x: [f32; 2], y: [f32; 2]) -> bool {
        let ends = |[first, last]: [f32; 2]| {
            let place = |share: f32| (share * TILES as f32).clamp(0.0, TILES as f32);
            place(first).floor() as usize..=place(last).ceil() as usize
        };
        ends(y).all(|row| ends(x).all(|column| self.corners[row * FineMap::SIDE + column] > 0))
    }
}

/// What f is probed by.
struct Probe<'a> {
    field: &'a Field,
    /// The size of a pixel.
    pixel: [f64; 2],
}

impl Probe<'_> {
    /// How far f leaves the straight way from one pixel to the one after the next, at points; and the range of f there.
    fn bends(&self, scratch: &mut Scratch, points: &[[f64; 2]]) -> (Vec<f64>, [f64; 2]) {
        let [dx, dy] = self.pixel;
        let beside = [[0.0, 0.0], [-dx, 0.0], [dx, 0.0], [0.0, -dy], [0.0, dy]];
        let along = |axis: usize| -> Vec<f64> {
            points.iter().flat_map(|point| beside.map(|offset| point[axis] + offset[axis])).collect()
        };
        let mut f = vec![0.0; beside.len() * points.len()];
        self.field.points(scratch, &along(0), &along(1), Order::Value, &mut [&mut f]);
        let bend = |f: &[f64]| {
            let (x, y) = ((f[1] - 2.0 * f[0] + f[2]).abs(), (f[3] - 2.0 * f[0] + f[4]).abs());
            // A missing value bends nothing.
            x.max(y)
        };
        let bends = f.chunks_exact(beside.len()).map(bend).collect();
        let finite = || f.iter().copied().filter(|value| value.is_finite());
        (bends, [finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine(formula: &str, x: [f64; 2], y: [f64; 2]) -> Option<FineMap> {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let grid = crate::field::Grid { nx: 256, ny: 256, domain: Domain { x, y } };
        let values = field.sample(&grid, Order::Value).swap_remove(0);
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let range = [finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max)];
        FineMap::of(&field, grid.domain, [450.0, 450.0], range)
    }

    #[test]
    fn waves_of_a_few_pixels_are_fine_everywhere() {
        let whole = [[0.0, 1.0]; 2];
        // 159 periods in 450 pixels.
        assert!(fine("sin(x)*cos(y)", [0.0, 1000.0], [0.0, 10.0]).is_some_and(|map| map.covers(whole[0], whole[1])));
        let rings = fine("sin(x^2 + y^2)", [-20.0, 20.0], [-20.0, 20.0]);
        let rings = rings.unwrap_or_else(|| panic!("rings of two pixels are fine"));
        assert!(rings.covers([0.0, 0.05], [0.0, 0.05]) && !rings.covers([0.45, 0.55], [0.45, 0.55]));
    }

    #[test]
    fn what_pixels_hold_and_jumps_and_poles_and_needles_are_not() {
        for formula in [
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            "sin(12*x)*cos(12*y)",
            "floor(x) + floor(y)",
            "if(x^2 + y^2 < 4, 1, 0)",
            "1/(x^2 + y^2)",
            "tan(x)*y",
            "exp(-1000*(x^2 + y^2))",
            "round(sin(x)*3 + cos(y)*3)",
        ] {
            assert_eq!(fine(formula, [-5.0, 5.0], [-5.0, 5.0]), None, "{formula}");
        }
    }
}
