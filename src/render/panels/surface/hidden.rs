//! What of lines and markers on the sheet it hides, by their middles: that is not drawn, and all else is whole. They are some pixels wide
//! and nearer to the eye than the sheet, lest it cut them, so that of those behind it parts would be seen.

use std::collections::HashMap;

use glam::{Vec2, Vec3};
use rayon::prelude::*;

use crate::expr::{Order, Scratch};
use crate::field::{Field, Kind};
use crate::render::data::sheet::fine::FineMap;
use crate::render::figure::camera::Camera;
use crate::render::figure::stroke::Stroke;
use crate::render::figure::world::World;

/// Places between a point and the eye at which the sheet is looked at, and at how many of all points, in a picture that stands alone
/// and in a frame; of functions, which may take long.
const PLACES: [usize; 2] = [24, 256];
const LOOKS: usize = 1 << 19;
const LOOKS_OF_FRAMES: usize = 1 << 15;
const LOOKS_OF_FUNCTIONS: usize = 1 << 14;
/// Places that are looked at by one thread at a time.
const PIECE: usize = 1 << 11;
/// Pixels from a point within which the sheet does not hide it: it lies on it. At 100 to an inch, so that a print hides what the
/// same picture on a screen does.
const NEAR: f32 = 1.5;
/// How far a point may be from one whose answer it takes, in units of the world.
const ALIKE: f32 = 0.1;

/// The sheet, as it is seen in a panel of so many pixels.
pub(super) struct SeenSheet<'a> {
    pub(super) field: &'a Field,
    pub(super) world: &'a World,
    pub(super) camera: &'a Camera,
    pub(super) size: Vec2,
    /// Pixels of the usual resolution of 100 to an inch.
    pub(super) inches: f32,
    /// Whether the picture stands alone, and may take longer than a frame.
    pub(super) is_still: bool,
    /// Where it is that of a mean, which hides nothing here.
    pub(super) fine: Option<&'a FineMap>,
}

impl SeenSheet<'_> {
    /// Strokes without those that the sheet hides; nothing where it hides none. Of more points than there is time for, which follow
    /// each other along lines, every so manieth is decided and stands for those beside it. Samples of a large raster are far apart in
    /// its file, and hide none.
    pub(super) fn without_hidden(&self, strokes: &[Stroke]) -> Option<Vec<Stroke>> {
        let key = |stroke: &Stroke| stroke.raised_at().map(|middle| middle.to_array().map(f32::to_bits));
        let mut places: HashMap<[u32; 3], usize> = HashMap::new();
        let mut points: Vec<Vec3> = Vec::new();
        for stroke in strokes {
            if let (Some(key), Some(middle)) = (key(stroke), stroke.raised_at()) {
                places.entry(key).or_insert_with(|| {
                    points.push(middle);
                    points.len() - 1
                });
            }
        }
        let looks = match self.field.kind() {
            Kind::Raster(_) => return None,
            Kind::Function(_) => LOOKS_OF_FUNCTIONS,
            _ if self.is_still => LOOKS,
            _ => LOOKS_OF_FRAMES,
        };
        let every = points.len().div_ceil(looks / PLACES[0]).max(1);
        let asked: Vec<Vec3> = points.iter().copied().step_by(every).collect();
        let found = self.hidden(&asked, (looks / asked.len().max(1)).min(PLACES[1]));
        let answer = |at: usize| {
            let nearest = ((at + every / 2) / every).min(asked.len() - 1);
            found[nearest] && points[at].distance(asked[nearest]) <= ALIKE
        };
        let hidden: Vec<bool> = (0..points.len()).map(answer).collect();
        let is_hidden = |stroke: &Stroke| key(stroke).and_then(|key| places.get(&key)).is_some_and(|&at| hidden[at]);
        hidden.contains(&true).then(|| strokes.iter().filter(|stroke| !is_hidden(stroke)).copied().collect())
    }

    /// Of each of some points on the sheet, whether it hides it, by so many places on the way to the eye.
    fn hidden(&self, points: &[Vec3], count: usize) -> Vec<bool> {
        let ways: Vec<[Vec3; 2]> = points.iter().map(|&point| self.way_out(point)).collect();
        let place = |[from, to]: [Vec3; 2], at: usize| from.lerp(to, at as f32 / count as f32);
        let above = self.above(ways.iter().flat_map(|&way| (0..=count).map(move |at| place(way, at))));
        let is_hidden = |(&way, above): (&[Vec3; 2], &[f64])| {
            let mut crossed = (0..count).filter(|&at| above[at] * above[at + 1] < 0.0);
            crossed.any(|at| self.meets([place(way, at), place(way, at + 1)], above[at]))
        };
        ways.iter().zip(above.chunks(count + 1)).map(is_hidden).collect()
    }

    /// How far points are above the sheet; not a number where there is none.
    fn above(&self, points: impl Iterator<Item = Vec3>) -> Vec<f64> {
        let [per_x, per_y, _] = self.world.per_unit();
        let half = self.world.half;
        let (mut xs, mut ys, mut heights) = (Vec::new(), Vec::new(), Vec::new());
        for point in points {
            xs.push(self.world.domain.x[0] + f64::from(point.x + half.x) / per_x);
            ys.push(self.world.domain.y[0] + f64::from(point.y + half.y) / per_y);
            let unit = [[point.x / half.x], [point.y / half.y]].map(|[at]| [0.5 * at + 0.5; 2]);
            let is_mean = self.fine.is_some_and(|fine| fine.touches(unit[0], unit[1]));
            heights.push(if is_mean { f64::NAN } else { f64::from(point.z) });
        }
        let mut values = vec![0.0; xs.len()];
        let pieces = values.par_chunks_mut(PIECE).zip(xs.par_chunks(PIECE)).zip(ys.par_chunks(PIECE));
        pieces.for_each_init(Scratch::default, |scratch, ((values, xs), ys)| {
            self.field.points(scratch, xs, ys, Order::Value, &mut [values]);
        });
        heights.into_iter().zip(values).map(|(height, f)| height - self.world.height(f)).collect()
    }

    /// Whether a way that is so far above the sheet at its first end, and on its other side at the last, goes through it: at a jump
    /// there is nothing between its sides.
    fn meets(&self, [mut from, mut to]: [Vec3; 2], first: f64) -> bool {
        const HALVINGS: usize = 16;
        /// How near to the sheet it comes, in units of the world.
        const NEAREST: f64 = 5e-3;
        let mut least = f64::INFINITY;
        for _ in 0..HALVINGS {
            let middle = 0.5 * (from + to);
            let above = self.above(std::iter::once(middle))[0];
            least = least.min(above.abs());
            if above * first > 0.0 { from = middle } else { to = middle }
        }
        least <= NEAREST
    }

    /// The way from beside a point to the eye, as far as it is in the box.
    fn way_out(&self, point: Vec3) -> [Vec3; 2] {
        let clip = self.camera.clip_from_world * point.extend(1.0);
        let near = self.camera.clip_from_world.inverse() * (clip.truncate() / clip.w).with_z(0.0).extend(1.0);
        let toward = (near.truncate() / near.w - point).normalize_or_zero();
        let row = self.camera.clip_from_world.row(1).truncate();
        let per_pixel = clip.w / (row.length() * 0.5 * self.size.y).max(f32::MIN_POSITIVE);
        let half = self.world.half;
        let out = |axis: usize| match toward[axis] {
            0.0 => f32::INFINITY,
            along => ((half[axis] * along.signum() - point[axis]) / along).max(0.0),
        };
        let reach = (0..3).map(out).fold(f32::INFINITY, f32::min).min(4.0 * half.length());
        [point + toward * (NEAR * self.inches * per_pixel).min(reach), point + toward * reach]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;
    use crate::field::{Domain, Spread};
    use crate::render::figure::camera::Margins;
    use crate::scene::CameraStyle;

    #[test]
    fn a_frame_decides_lines_of_any_number_of_pieces() {
        let field = Field::parse("exp(-x^2 - y^2)").unwrap();
        let domain = Domain { x: [-3.0, 3.0], y: [-3.0, 3.0] };
        let world = World {
            ranges: domain,
            domain,
            values: [0.0, 1.0],
            spreads: [Spread::Linear; 3],
            half: Vec3::new(1.0, 1.0, 0.7),
        };
        let size = Vec2::new(500.0, 400.0);
        let margins = Margins { left: 10.0, right: 10.0, top: 10.0, bottom: 10.0 };
        let camera = Camera::orbit(
            CameraStyle { azimuth: -90.0, elevation: 15.0, ..CameraStyle::default() },
            world.half,
            size,
            margins,
        );
        // Across behind the hill, where its middle is hidden, and before it, where nothing is.
        let line = |y: f64, pieces: usize| -> Vec<Stroke> {
            let place = |at: usize| {
                let x = 5.8 * (at as f64 / pieces as f64 - 0.5);
                world.place(x, y, field.value(&[x, y]).unwrap())
            };
            (0..pieces).map(|at| Stroke::line(place(at), place(at + 1), 2.0, [1.0; 4]).on_sheet(1.0)).collect()
        };
        let left = |pieces: usize, is_still: bool, inches: f32| {
            let sheet = SeenSheet {
                field: &field,
                world: &world,
                camera: &camera,
                size: inches * size,
                inches,
                is_still,
                fine: None,
            };
            let strokes = [line(1.5, pieces), line(-1.5, pieces)].concat();
            sheet.without_hidden(&strokes).map_or(1.0, |shown| shown.len() as f32 / strokes.len() as f32)
        };
        let expected = left(600, true, 1.0);
        assert!((0.6..0.95).contains(&expected), "{expected}");
        for (pieces, is_still) in [(600, false), (2000, false), (20_000, false), (20_000, true)] {
            let found = left(pieces, is_still, 1.0);
            assert!((found - expected).abs() < 0.01, "{pieces}, {is_still}: {found}, not {expected}");
        }
        assert!((left(600, true, 3.0) - expected).abs() < 0.01, "{} in print, not {expected}", left(600, true, 3.0));
    }
}
