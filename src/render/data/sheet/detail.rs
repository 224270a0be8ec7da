//! How fine a raster has to be where a panel shows it.

use glam::{Vec2, Vec3, Vec4};

use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, Kind, Raster, Spread, TILE, TileId};
use crate::render::passes::frame::FrameUniform;

/// Depths below this are at the eye or behind it.
const NEAREST: f32 = 1e-4;

/// Pixels between the nodes of a tile where a panel shows it widest, 0 where it does not show it.
pub(crate) fn coarseness(raster: &Raster, tile: TileId, uniform: &FrameUniform) -> f32 {
    let side = tile.samples();
    let [scale_x, scale_y, offset_x, offset_y] = uniform.field_from_world;
    // Samples of the tile, from the first one's middle to that of the next tile's first.
    let ends = |at: usize, count: usize| [(at * side) as f32, ((at + 1) * side).min(count - 1) as f32];
    let [nx, ny] = raster.size();
    let (columns, rows) = (ends(tile.column, nx), ends(tile.row, ny));
    let Some(range) = raster.tile_range(tile) else { return 0.0 };
    let [_, _, per_place, middle] = uniform.world_per_unit;
    let spread = Spread::of_code(f64::from(uniform.spread[0]));
    let heights = range.map(|f| (spread.place(f).max(-1e30) as f32 - middle) * per_place);
    let [xs, ys] = [columns.map(|at| (at - offset_x) / scale_x), rows.map(|at| (at - offset_y) / scale_y)];
    // Beyond the domain nothing is drawn.
    let [half_x, half_y] = [uniform.bounds[2], uniform.bounds[3]];
    let is_beyond = |[a, b]: [f32; 2], half: f32| a.max(b) < -half || a.min(b) > half;
    if is_beyond(xs, half_x) || is_beyond(ys, half_y) {
        return 0.0;
    }
    let Some([along, up]) = seen_edges(uniform, xs, ys, heights) else { return 0.0 };
    let nodes = |[first, last]: [f32; 2]| (TILE as f32 * (last - first) / side as f32).max(1.0);
    (along / nodes(columns)).max(up / nodes(rows)).max(f32::MIN_POSITIVE)
}

/// Pixels of the longest edges along x and y of a box in the world; nothing where none of it is seen, and without bounds
/// where it reaches to the eye.
pub(crate) fn seen_edges(uniform: &FrameUniform, xs: [f32; 2], ys: [f32; 2], zs: [f32; 2]) -> Option<[f32; 2]> {
    let corner = |at: usize| uniform.clip_from_world * Vec3::new(xs[at & 1], ys[at >> 1 & 1], zs[at >> 2]).extend(1.0);
    let corners: [Vec4; 8] = std::array::from_fn(corner);
    let sides: [fn(&Vec4) -> bool; 5] =
        [|c| c.x < -c.w, |c| c.x > c.w, |c| c.y < -c.w, |c| c.y > c.w, |c| c.w < NEAREST];
    if sides.into_iter().any(|side| corners.iter().all(side)) {
        return None;
    }
    if corners.iter().any(|corner| corner.w < NEAREST) {
        return Some([f32::INFINITY; 2]);
    }
    let [width, height, ..] = uniform.panel;
    let pixel = |c: Vec4| Vec2::new(0.5 * width * c.x / c.w, 0.5 * height * c.y / c.w);
    let longest = |bit: usize| {
        let starts = (0..8).filter(|corner| corner >> bit & 1 == 0);
        starts.map(|at| pixel(corners[at]).distance(pixel(corners[at | 1 << bit]))).fold(0.0, f32::max)
    };
    Some([longest(0), longest(1)])
}

/// Pixels of a unit of height in the world, in the middle of the box's height.
pub(crate) fn pixels_upwards(uniform: &FrameUniform, [x, y]: [f32; 2]) -> f32 {
    let clip = uniform.clip_from_world * Vec3::new(x, y, 0.0).extend(1.0);
    let up = uniform.clip_from_world.z_axis;
    let [width, height, ..] = uniform.panel;
    let w = clip.w.max(NEAREST);
    let pixel = |along: f32, at: f32, size: f32| 0.5 * size * (along - at / w * up.w) / w;
    Vec2::new(pixel(up.x, clip.x, width), pixel(up.y, clip.y, height)).length()
}

/// How far a mesh lies off f at most, in units of f, that has so many cells along a side of a part of a domain, by f's second
/// derivatives, and by how far f bends where those do not tell it, as at a cusp. What lies beyond the `bounds` of f counts for
/// nothing, as it is not drawn.
pub(crate) fn strayed(field: &Field, part: Domain, cells: u32, bounds: [f64; 2]) -> f64 {
    const PROBES: usize = 8;
    /// How many times as far as second derivatives lead f leaves its slopes, if it has none somewhere between.
    const SINGULAR: f64 = 2.0;
    let [dx, dy] = part.size().map(|size| size / f64::from(cells));
    // Off the even places, which a wave may fall in with.
    let place = |[first, last]: [f64; 2], at: usize, other: usize| {
        let within = (0.5 + 0.618_033_988_749_895 * (at + 3 * other) as f64).fract();
        first + (last - first) * (at as f64 + within) / PROBES as f64
    };
    let (xs, ys): (Vec<f64>, Vec<f64>) = (0..PROBES * PROBES)
        .map(|index| (index % PROBES, index / PROBES))
        .map(|(column, row)| (place(part.x, column, row), place(part.y, row, column)))
        .unzip();
    let mut planes = vec![vec![0.0; xs.len()]; Order::Hessian.planes()];
    let mut slices: Vec<&mut [f64]> = planes.iter_mut().map(Vec::as_mut_slice).collect();
    field.points(&mut Scratch::default(), &xs, &ys, Order::Hessian, &mut slices);
    let span = bounds[1] - bounds[0];
    let chord = |at: usize, [dx, dy]: [f64; 2]| {
        let [fxx, fxy, fyy] = [3, 4, 5].map(|plane: usize| planes[plane][at]);
        0.125 * (fxx.abs() * dx * dx + 2.0 * (fxy * dx * dy).abs() + fyy.abs() * dy * dy)
    };
    let is_shown = |at: usize| planes[0][at] >= bounds[0] - span && planes[0][at] <= bounds[1] + span;
    let off = |at: usize| {
        let off = chord(at, [dx, dy]);
        if is_shown(at) && off.is_finite() { off.min(span) } else { 0.0 }
    };
    let most = (0..xs.len()).map(off).fold(0.0, f64::max);
    // Between neighbours, how far f is from where their slopes lead.
    let bend = |at: usize, next: usize| {
        let way = [xs[next] - xs[at], ys[next] - ys[at]];
        let mean = |plane: usize| 0.5 * (planes[plane][at] + planes[plane][next]);
        let off = (planes[0][next] - planes[0][at] - mean(1) * way[0] - mean(2) * way[1]).abs();
        let is_singular = is_shown(at) && is_shown(next) && off > SINGULAR * chord(at, way).max(chord(next, way));
        if is_singular && off.is_finite() { off.min(span) } else { 0.0 }
    };
    let beside = (0..xs.len()).filter(|at| at % PROBES + 1 < PROBES).map(|at| bend(at, at + 1));
    let above = (0..xs.len() - PROBES).map(|at| bend(at, at + PROBES));
    let bent = beside.chain(above).fold(0.0, f64::max);
    // A jump is cut, and needs no finer cells; samples have no cusps between them.
    let has_cusps = matches!(field.kind(), Kind::Formula(_));
    if has_cusps && bent > most && field.is_continuous(part.ascending()) { bent } else { most }
}

/// How coarse a tile is where a domain fills so many pixels, seen from above.
pub(crate) fn flat_coarseness(raster: &Raster, tile: TileId, domain: Domain, pixels: [u32; 2]) -> f32 {
    let [nx, ny] = raster.size();
    let side = tile.samples() as f64;
    let [map_x, map_y] = raster.index_maps();
    let axis = |[slope, origin]: [f64; 2], range: [f64; 2], at: usize, count: usize, pixels: u32| {
        let [a, b] = range.map(|data| (data - origin) * slope);
        let (first, last) = (at as f64 * side, ((at + 1) as f64 * side).min((count - 1) as f64));
        let is_seen = last >= a.min(b) && first <= a.max(b);
        is_seen.then(|| f64::from(pixels) / (b - a).abs() * side / TILE as f64)
    };
    let x = axis(map_x, domain.x, tile.column, nx, pixels[0]);
    let y = axis(map_y, domain.y, tile.row, ny, pixels[1]);
    x.zip(y).map_or(0.0, |(x, y)| x.max(y) as f32)
}
