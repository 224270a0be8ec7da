//! Where f is finer than pixels: what a pixel cannot hold is drawn as its mean there.

use rayon::prelude::*;

use super::means::means;
use super::thin::{Thin, thin_tiles};
use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, Kind};

/// Pixels of a tile's side, of which a jump takes up few, and the most tiles along a side of a domain.
const TILE_PIXELS: f32 = 9.0;
const MOST_TILES: f32 = 48.0;
/// Points that a tile is probed at.
const PROBES: usize = 16;
/// Points that a whole domain is probed at first.
const FIRST_PROBES: usize = 400;
/// How far f bends within a pixel, of its range, where it is looked at more closely.
const BENT: f64 = 0.02;
/// The mean square of how far it bends where a pixel does not hold it, in units of its variance: that of a wave of less than
/// about five pixels.
const UNHELD: f64 = 2.0;
/// The same where its mean begins to be drawn, and where that is all that is drawn: waves of five and a half and of four pixels.
const FADES: [f64; 2] = [1.4, 4.0];
/// The fraction of a tile's probes at which it bends by more than its standard deviation. Along a jump, and at a needle,
/// there are few.
const MANY: f64 = 0.5;
/// Fine tiles around a fine one; alone it is one by chance.
const NEIGHBOURS: usize = 2;
/// Beyond it hardly anything but the mean is drawn, of 255.
const MOSTLY: u8 = 127;
/// Corners beyond the border whose means are found.
const BEYOND: usize = 3;
/// The shorter of two distances at which f is compared, of the longer one.
const SHORTER: f64 = 0.618;
/// The least range of a tile, of that of f, that is seen at all.
const SEEN: f64 = 0.01;

/// How far f is drawn as its mean, at the corners of tiles, by rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FineMap {
    /// Corners along a side.
    side: usize,
    /// 0 to 255.
    corners: Vec<u8>,
    /// The means where nothing else is drawn, where they are known here; else 0.
    means: Vec<f64>,
}

/// Tiles, by rows, that hold ridges thinner than a pixel which the sheet follows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ridges {
    /// Tiles along a side.
    side: usize,
    tiles: Vec<bool>,
}

impl Ridges {
    /// Whether a part of the domain, by its first and last fraction along x and y, may hold some.
    pub(crate) fn touch(&self, x: [f32; 2], y: [f32; 2]) -> bool {
        let ends = |[first, last]: [f32; 2]| {
            let place = |fraction: f32| (fraction.clamp(0.0, 1.0) * self.side as f32) as usize;
            place(first)..=place(last).min(self.side - 1)
        };
        ends(y).any(|row| ends(x).any(|column| self.tiles[row * self.side + column]))
    }
}

impl FineMap {
    /// The tiles of a domain in which f is finer than pixels, of which the domain has so many along x and y; nothing where
    /// it is so nowhere. `range` is that of f.
    pub(crate) fn of(field: &Field, domain: Domain, pixels: [f32; 2], range: [f64; 2]) -> Option<FineMap> {
        FineMap::found(field, (domain, pixels, range), |thin| thin != Thin::Nothing).0
    }

    /// The same for a sheet, and the ridges that it follows, which are not drawn as their mean.
    pub(crate) fn of_sheet(
        field: &Field,
        domain: Domain,
        pixels: [f32; 2],
        range: [f64; 2],
    ) -> (Option<FineMap>, Option<Ridges>) {
        FineMap::found(field, (domain, pixels, range), |thin| thin == Thin::Thinner)
    }

    /// The tiles in which f is finer than pixels; what of thin tiles `is_fine`, and the ridges that are not.
    fn found(
        field: &Field,
        (domain, pixels, range): (Domain, [f32; 2], [f64; 2]),
        is_fine: impl Fn(Thin) -> bool,
    ) -> (Option<FineMap>, Option<Ridges>) {
        // Large files are kept as coarse as pixels are.
        if matches!(field.kind(), Kind::Function(_) | Kind::Raster(_)) {
            return (None, None);
        }
        let [width, height] = domain.size();
        let pixel = [width / f64::from(pixels[0].max(1.0)), height / f64::from(pixels[1].max(1.0))];
        let probe = Probe { field, pixel };
        let tiles = (pixels[0].min(pixels[1]) / TILE_PIXELS).clamp(1.0, MOST_TILES) as usize;
        let span = range[1] - range[0];
        let point = |part: Domain, [across, up]: [usize; 2]| {
            // Points of no pattern that f could share.
            let fraction = [(0.754_877_666_246_693, across), (0.569_840_290_998_053, up)]
                .map(|(step, index)| (0.5 + step * index as f64).fract());
            [part.x[0] + fraction[0] * (part.x[1] - part.x[0]), part.y[0] + fraction[1] * (part.y[1] - part.y[0])]
        };
        let all: Vec<[f64; 2]> = (0..FIRST_PROBES).map(|index| point(domain, [index; 2])).collect();
        let (bends, _) = probe.bends(&mut Scratch::default(), &all);
        let thin = thin_tiles(field, domain, pixel.map(f64::abs), range, tiles);
        if thin.is_none() && !bends.into_iter().any(|bend| bend > BENT * span) {
            return (None, None);
        }
        let ridges: Option<Vec<bool>> =
            thin.as_ref().map(|thin| thin.iter().map(|&thin| thin == Thin::Ridge && !is_fine(thin)).collect());
        let ridges = ridges.filter(|held| held.contains(&true)).map(|held| Ridges { side: tiles, tiles: held });
        let fineness = |scratch: &mut Scratch, tile: usize| {
            let ends = |[first, last]: [f64; 2], at: usize| {
                [at, at + 1].map(|at| first + (last - first) * at as f64 / tiles as f64)
            };
            let [column, row] = [tile % tiles, tile / tiles];
            let part = Domain { x: ends(domain.x, column), y: ends(domain.y, row) };
            // Each column and each row of tiles has points of its own: what depends on x alone is told alike in all rows.
            let place = |index: usize| point(part, [column, row].map(|at| at * PROBES + index));
            let points: Vec<[f64; 2]> = (0..PROBES).map(place).collect();
            let (bends, values) = probe.bends(scratch, &points);
            let count = values.len() as f64;
            let mean = values.iter().sum::<f64>() / count;
            let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
            let square = bends.iter().map(|bend| bend * bend).sum::<f64>() / PROBES as f64;
            let bent = bends.iter().filter(|bend| **bend > variance.sqrt()).count();
            if variance.sqrt() > SEEN * span && bent as f64 >= MANY * PROBES as f64 { square / variance } else { 0.0 }
        };
        let found: Vec<f64> = (0..tiles * tiles).into_par_iter().map_init(Scratch::default, fineness).collect();
        // What most are around a tile tells as much as its few probes.
        let around = |tile: usize| {
            let near = |at: usize| at.saturating_sub(1)..=(at + 1).min(tiles - 1);
            near(tile / tiles).flat_map(move |row| near(tile % tiles).map(move |column| row * tiles + column))
        };
        let is_among = |tile: usize| {
            let (fine, all) =
                around(tile).fold((0, 0), |(fine, all), at| (fine + usize::from(found[at] > UNHELD), all + 1));
            2 * fine > all || found[tile] > UNHELD && fine > NEIGHBOURS
        };
        // The median of what is around it says how far.
        let level = |tile: usize| {
            let mut near: Vec<f64> = around(tile).map(|at| found[at]).collect();
            near.sort_unstable_by(f64::total_cmp);
            let [held, gone] = FADES;
            ((near[near.len() / 2] - held) / (gone - held)).clamp(0.0, 1.0)
        };
        let is_thin = |tile: usize| thin.as_ref().is_some_and(|thin| is_fine(thin[tile]));
        let fine: Vec<f64> = (0..tiles * tiles)
            .map(|tile| match (is_thin(tile), is_among(tile)) {
                (true, _) => 1.0,
                (false, true) => level(tile),
                (false, false) => 0.0,
            })
            .collect();
        if fine.iter().all(|&level| level == 0.0) {
            return (None, ridges);
        }
        let side = tiles + 1;
        let corner = |at: usize| {
            let (column, row) = (at % side, at / side);
            let beside = [(0, 0), (1, 0), (0, 1), (1, 1)].into_iter().filter_map(|(left, below)| {
                let (column, row) = (column.checked_sub(left)?, row.checked_sub(below)?);
                (column < tiles && row < tiles).then(|| row * tiles + column)
            });
            // A ridge is thin whatever is beside it.
            let (is_ridge, sum, count) = beside.fold((false, 0.0, 0.0), |(is_ridge, sum, count), tile| {
                (is_ridge || is_thin(tile), sum + fine[tile], count + 1.0)
            });
            if is_ridge { 255 } else { (255.0 * sum / count).round() as u8 }
        };
        let corners = (0..side * side).map(corner).collect();
        (Some(FineMap { side, corners, means: vec![0.0; side * side] }), ridges)
    }

    /// The same with the means of f about the corners at which nothing else is drawn.
    pub(crate) fn with_means(mut self, field: &Field, domain: Domain) -> FineMap {
        let tiles = (self.side - 1) as f64;
        let window = [domain.x, domain.y].map(|[first, last]| 2.0 * (last - first) / tiles);
        // Beyond the border, too, so that as much is known of it.
        let columns = self.side + 2 * BEYOND;
        let corner = |at: usize| [at % columns, at / columns].map(|at| at.saturating_sub(BEYOND).min(self.side - 1));
        let point = |at: usize| {
            let place =
                |[first, last]: [f64; 2], at: usize| first + (last - first) * (at as f64 - BEYOND as f64) / tiles;
            let place = [place(domain.x, at % columns), place(domain.y, at / columns)];
            let [column, row] = corner(at);
            (self.corners[row * self.side + column] == u8::MAX).then_some(place)
        };
        let points: Vec<Option<[f64; 2]>> = (0..columns * columns).map(point).collect();
        let found = means(field, &points, columns, window);
        for at in 0..self.side * self.side {
            let mean = found[(at / self.side + BEYOND) * columns + at % self.side + BEYOND];
            match mean {
                Some(mean) if mean.is_finite() => self.means[at] = mean,
                // The device finds what is there.
                Some(_) => self.corners[at] = u8::MAX - 1,
                None => {}
            }
        }
        self
    }

    /// The corners along a side, and of each how far f is drawn as its mean and the mean.
    pub(crate) fn parts(&self, on_device: impl Fn(f64) -> f64) -> (usize, Vec<[f32; 2]>) {
        let corners = self.corners.iter().zip(&self.means);
        (self.side, corners.map(|(&level, &mean)| [f32::from(level) / 255.0, on_device(mean) as f32]).collect())
    }

    /// Whether a part of the domain, by its first and last fraction along x and y, is drawn as its mean throughout, or nearly.
    pub(crate) fn covers(&self, x: [f32; 2], y: [f32; 2]) -> bool {
        self.corners_at(x, y).all(|corner| corner > MOSTLY)
    }

    /// Whether some of it is.
    pub(crate) fn touches(&self, x: [f32; 2], y: [f32; 2]) -> bool {
        self.corners_at(x, y).any(|corner| corner > 0)
    }

    /// The corners of the tiles that a part of the domain lies in.
    fn corners_at(&self, x: [f32; 2], y: [f32; 2]) -> impl Iterator<Item = u8> {
        let tiles = (self.side - 1) as f32;
        let ends = move |[first, last]: [f32; 2]| {
            let place = |fraction: f32| (fraction * tiles).clamp(0.0, tiles);
            place(first).floor() as usize..=place(last).ceil() as usize
        };
        ends(y).flat_map(move |row| ends(x).map(move |column| self.corners[row * self.side + column]))
    }
}

/// What f is probed by.
struct Probe<'a> {
    field: &'a Field,
    /// The size of a pixel.
    pixel: [f64; 2],
}

impl Probe<'_> {
    /// How far f leaves the straight way from one pixel to the one after the next, or from a shorter way to the other side,
    /// at points; and the values of f there that are finite. A wave that is as long as one way bends over the other.
    fn bends(&self, scratch: &mut Scratch, points: &[[f64; 2]]) -> (Vec<f64>, Vec<f64>) {
        let [dx, dy] = self.pixel;
        let (across_x, across_y) = (dx * std::f64::consts::FRAC_1_SQRT_2, dy * std::f64::consts::FRAC_1_SQRT_2);
        let ways = [[dx, 0.0], [0.0, dy], [across_x, across_y], [across_x, -across_y]];
        let pairs = ways.into_iter().flat_map(|[x, y]| [[x, y], [SHORTER * x, SHORTER * y]]);
        let beside: Vec<[f64; 2]> =
            std::iter::once([0.0; 2]).chain(pairs.flat_map(|[x, y]| [[-x, -y], [x, y]])).collect();
        let along = |axis: usize| -> Vec<f64> {
            points.iter().flat_map(|point| beside.iter().map(move |offset| point[axis] + offset[axis])).collect()
        };
        let mut f = vec![0.0; beside.len() * points.len()];
        self.field.points(scratch, &along(0), &along(1), Order::Value, &mut [&mut f]);
        let bend = |f: &[f64]| {
            // A missing value bends nothing.
            f[1..].chunks_exact(2).map(|pair| (pair[0] - 2.0 * f[0] + pair[1]).abs()).fold(0.0, f64::max)
        };
        let bends = f.chunks_exact(beside.len()).map(bend).collect();
        f.retain(|value| value.is_finite());
        (bends, f)
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
    fn what_depends_on_x_alone_is_as_fine_in_every_row() {
        for formula in ["sin(1/x)", "sin(40*x^2)", "sin(100*x)*x"] {
            let map = fine(formula, [-5.0, 5.0], [-5.0, 5.0]).unwrap_or_else(|| panic!("{formula}"));
            let (side, corners) = map.parts(|f| f);
            for row in corners.chunks(side) {
                assert_eq!(row, &corners[..side], "{formula}");
            }
        }
    }

    #[test]
    fn the_sheet_follows_ridges_that_a_pixel_does_not_hold() {
        let domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };
        for (formula, is_followed) in [
            ("exp(-(250*(x - 0.3*y))^2)", true),
            ("1/(1 + (400*(x + 0.5*y))^2)", true),
            ("exp(-(9000*(x - 0.3*y))^2)", false),
        ] {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
            let (map, ridges) = FineMap::of_sheet(&field, domain, [450.0; 2], [0.0, 1.0]);
            assert_eq!((map.is_none(), ridges.is_some()), (is_followed, is_followed), "{formula}");
            // One goes through the middle, and none through a corner.
            assert!(ridges.is_none_or(
                |ridges| ridges.touch([0.49, 0.51], [0.49, 0.51]) && !ridges.touch([0.0, 0.01], [0.0, 0.01])
            ));
            // A plane has no side to show them by.
            assert!(FineMap::of(&field, domain, [450.0; 2], [0.0, 1.0]).is_some(), "{formula}");
        }
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
            "(-1)^floor(x)*(-1)^floor(y)*x",
            "log(abs(sin(x))) + log(abs(cos(y)))",
        ] {
            assert_eq!(fine(formula, [-5.0, 5.0], [-5.0, 5.0]), None, "{formula}");
        }
    }
}
