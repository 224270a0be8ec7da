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
/// Pixels from a point within which the sheet does not hide it: it lies on it.
const NEAR: f32 = 1.5;

/// The sheet, as it is seen in a panel of so many pixels.
pub(super) struct SeenSheet<'a> {
    pub(super) field: &'a Field,
    pub(super) world: &'a World,
    pub(super) camera: &'a Camera,
    pub(super) size: Vec2,
    /// Whether the picture stands alone, and may take longer than a frame.
    pub(super) is_still: bool,
    /// Where it is that of a mean, which hides nothing here.
    pub(super) fine: Option<&'a FineMap>,
}

impl SeenSheet<'_> {
    /// Strokes without those that the sheet hides; nothing where it hides none. Samples of a large raster are far apart in its file,
    /// and hide none.
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
        let count = (looks / points.len().max(1)).min(PLACES[1]);
        if count < PLACES[0] {
            return None;
        }
        let hidden = self.hidden(&points, count);
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
        [point + toward * (NEAR * per_pixel).min(reach), point + toward * reach]
    }
}
