//! Lines on the surface: of its levels, or of a grid of x and y.

use std::borrow::Cow;

use glam::Vec3;

use crate::expr::{Order, Scratch};
use crate::field::{Field, Grid, Kind};
use crate::render::data::lines::isolines::{Nodes, isolines};
use crate::render::data::plot_data::PlotData;
use crate::render::data::sheet::fine::FineMap;
use crate::render::figure::stroke::Stroke;
use crate::render::figure::world::World;
use crate::scene::SurfaceLines;

/// Nodes along a side by which lines are found.
const NODES: usize = 241;
/// Lines of a mesh along x and along y.
const MESH: usize = 24;
/// How many pixels nearer to the eye thin lines are than the sheet.
const RAISE: f32 = 3.0;
/// The steepest step of a line from node to node, in heights of the box; what is steeper is a jump.
const STEEPEST: f32 = 0.25;
/// How far lines on a wall lie above each other, in heights of the box.
const APART: f64 = 0.012;
/// How opaque lines of levels are, and those of a mesh.
const OPACITY: f32 = 0.5;
const FAINT: f32 = 0.3;

/// The lines that a scene asks for on a surface whose shorter side is so many pixels long.
pub(crate) fn surface_lines(
    plot_data: &PlotData,
    field: &Field,
    (world, side): (&World, f32),
    fine: Option<&FineMap>,
) -> Vec<Stroke> {
    let scale = plot_data.style.scale;
    let (lines, opacity) = match plot_data.scene.surface.lines {
        SurfaceLines::Off => return Vec::new(),
        SurfaceLines::Mesh => (mesh(plot_data, field), FAINT),
        SurfaceLines::Contour => (contours(plot_data, field, (world, side)), OPACITY),
        SurfaceLines::Auto if is_of_one_colour(plot_data, field) => {
            (contours(plot_data, field, (world, side)), OPACITY)
        }
        SurfaceLines::Auto => return Vec::new(),
    };
    let [is_covered, _] = plot_data.is_covered();
    let [low, high] = world.values;
    let steepest = 2.0 * STEEPEST * world.half.z;
    // The sheet of a mean is elsewhere.
    let is_mean = |point: [f64; 2]| {
        let [x, y] = [0, 1].map(|axis| {
            let [first, last] = [world.domain.x, world.domain.y][axis];
            [((point[axis] - first) / (last - first)) as f32; 2]
        });
        fine.is_some_and(|fine| fine.touches(x, y))
    };
    let mut strokes = Vec::new();
    for line in lines {
        let place =
            |&[x, y, f]: &[f64; 3]| ((low..=high).contains(&f) && !is_mean([x, y])).then(|| world.place(x, y, f));
        let places: Vec<Option<Vec3>> = line.iter().map(place).collect();
        for pair in places.windows(2) {
            let [Some(from), Some(to)] = *pair else { continue };
            if (to.z - from.z).abs() <= steepest {
                strokes.push(Stroke::thin_on_sheet([from, to], 0.9 * scale, opacity, is_covered, RAISE * scale));
            }
        }
    }
    strokes
}

fn values(plot_data: &PlotData, field: &Field) -> (Grid, Vec<f64>) {
    let grid = Grid { nx: NODES, ny: NODES, domain: plot_data.domain };
    let values = field.sample(&grid, Order::Value).swap_remove(0);
    (grid, values)
}

/// Whether one band holds most of the picture, though not all. Of a large raster it is not asked, whose samples are far apart
/// in its file.
fn is_of_one_colour(plot_data: &PlotData, field: &Field) -> bool {
    plot_data.overlay_bar.is_none()
        && !matches!(field.kind(), Kind::Raster(_))
        && plot_data.in_one_band.is_some_and(|fraction| fraction < 1.0)
}

/// Level lines, as points of the data with f. Where one band holds most of a picture, it has lines of its own.
fn contours(plot_data: &PlotData, field: &Field, (world, side): (&World, f32)) -> Vec<Vec<[f64; 3]>> {
    let (grid, values) = values(plot_data, field);
    let levels = levels(plot_data, &values, side);
    let nodes = Nodes { values: &values, size: [NODES; 2] };
    // Where levels are closer than nodes, lines would only darken the surface, but on a wall, where they lie one above the other.
    let gap =
        |a: usize| levels.get(a).zip(levels.get(a + 1)).map(|(&a, &b)| [b - a, world.height(b) - world.height(a)]);
    let apart = 2.0 * APART * f64::from(world.half.z);
    let is_shown = |[low, high]: [f64; 2], place: usize, _: [usize; 2]| {
        let gaps = [gap(place), place.checked_sub(1).and_then(gap)];
        gaps.into_iter().flatten().all(|[values, heights]| high - low < values || heights > apart)
    };
    let mut found = Vec::new();
    for (lines, &level) in isolines(&nodes, &levels, is_shown).into_iter().zip(levels.iter()) {
        found.extend(lines.into_iter().map(|line| (level, line)));
    }
    on_levels(field, &grid, &values, found)
}

/// Lines of levels, by columns and rows of a grid's edges, as points of the data with f there: where f is not even along an edge the
/// point on it is sought until f is the level's. At a jump it never is, and is NaN. Samples of a raster are far apart in its file: their
/// points are those of an even f.
fn on_levels(field: &Field, grid: &Grid, values: &[f64], lines: Vec<(f64, Vec<[f32; 2]>)>) -> Vec<Vec<[f64; 3]>> {
    /// How far f may be off the level, of what it changes by along the edge, and how often it is looked at.
    const OFF: f64 = 0.01;
    const LOOKS: usize = 40;
    /// The part of what f changes by after half of them that a jump keeps to the end: of a cusp as |x|^0.1 half is left.
    const KEPT: f64 = 0.8;
    let (xs, ys) = (grid.xs(), grid.ys());
    let coordinate = |coordinates: &[f64], place: f64| {
        let (below, fraction) = (place.floor() as usize, place.fract());
        let next = coordinates.get(below + 1).or(coordinates.last()).copied().unwrap_or_default();
        coordinates.get(below).map_or(next, |&first| first + fraction * (next - first))
    };
    let node =
        |[column, row]: [f64; 2]| values.get(row as usize * grid.nx + column as usize).copied().unwrap_or(f64::NAN);
    /// Both ends of what is left of an edge, by column and row, each with f over the level, and what is looked at.
    struct Crossing {
        level: f64,
        ends: [([f64; 2], f64); 2],
        place: [f64; 2],
        least: f64,
        off: f64,
        halfway: f64,
    }
    let rise = |ends: &[([f64; 2], f64); 2]| (ends[1].1 - ends[0].1).abs();
    let is_sought = !matches!(field.kind(), Kind::Raster(_));
    let crossing = |level: f64, place: [f32; 2]| {
        let place = place.map(f64::from);
        let ends = [place.map(f64::floor), place.map(f64::ceil)].map(|end| (end, node(end) - level));
        // One that is at a node is there.
        let least = OFF * if ends[0].0 == ends[1].0 { f64::INFINITY } else { rise(&ends) };
        Crossing { level, ends, place, least, off: if is_sought { f64::INFINITY } else { 0.0 }, halfway: f64::NAN }
    };
    let counts: Vec<usize> = lines.iter().map(|(_, line)| line.len()).collect();
    let mut all: Vec<Crossing> =
        lines.iter().flat_map(|(level, line)| line.iter().map(|&place| crossing(*level, place))).collect();
    let mut scratch = Scratch::default();
    for look in 0..LOOKS {
        let open: Vec<usize> = (0..all.len()).filter(|&at| all[at].off > all[at].least).collect();
        if open.is_empty() {
            break;
        }
        let along = |coordinates: &[f64], axis: usize| -> Vec<f64> {
            open.iter().map(|&at| coordinate(coordinates, all[at].place[axis])).collect()
        };
        let mut found = vec![0.0; open.len()];
        field.points(&mut scratch, &along(&xs, 0), &along(&ys, 1), Order::Value, &mut [&mut found]);
        for (&at, f) in open.iter().zip(found) {
            let Crossing { level, ends, place, off, least, halfway } = &mut all[at];
            let over = f - *level;
            *off = over.abs();
            if *off <= *least {
                continue;
            }
            // The half whose ends lie on both sides of the level.
            ends[usize::from(over * ends[0].1 <= 0.0)] = (*place, over);
            if look == LOOKS / 2 {
                *halfway = rise(ends);
            }
            let [(first, below), (last, above)] = *ends;
            let part = if look % 2 == 0 { 0.5 } else { (below / (below - above)).clamp(0.05, 0.95) };
            *place = [0, 1].map(|axis| first[axis] + part * (last[axis] - first[axis]));
        }
    }
    let mut points = all.into_iter().map(|crossing| {
        let [x, y] = [coordinate(&xs, crossing.place[0]), coordinate(&ys, crossing.place[1])];
        // NaN is none of them.
        let is_met = crossing.off <= crossing.least || rise(&crossing.ends) <= KEPT * crossing.halfway;
        [x, y, if is_met { crossing.level } else { f64::NAN }]
    });
    counts.into_iter().map(|count| points.by_ref().take(count).collect()).collect()
}

/// The levels that lines are drawn at: those of the bands, or, where one band holds most, values that part the picture evenly, fewer
/// on a small surface.
fn levels<'a>(plot_data: &'a PlotData, values: &[f64], side: f32) -> Cow<'a, [f64]> {
    let own = plot_data.lined();
    if plot_data.scene.surface.lines != SurfaceLines::Auto {
        return Cow::Borrowed(own);
    }
    /// The fewest and the most parts, and how many pixels of a side there are for each at 100 to an inch.
    const PARTS: [usize; 2] = [4, 16];
    const ROOM: f32 = 25.0;
    let parts = ((side / (ROOM * plot_data.style.inches)) as usize).clamp(PARTS[0], PARTS[1]);
    /// The part of the picture between two levels, of that between those that part it, below which one of them is enough.
    const LEAST: f64 = 0.2;
    let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    finite.sort_by(f64::total_cmp);
    let last = finite.len().saturating_sub(1);
    let own_ranks: Vec<usize> = own.iter().map(|&level| finite.partition_point(|&value| value < level)).collect();
    let is_apart =
        |rank: &usize| own_ranks.iter().all(|own| own.abs_diff(*rank) as f64 > LEAST * last as f64 / parts as f64);
    let between =
        (1..parts).map(|index| last * index / parts).filter(is_apart).filter_map(|rank| finite.get(rank).copied());
    let mut all: Vec<f64> = own.iter().copied().chain(between).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    Cow::Owned(all)
}

/// Lines of constant x and of constant y.
fn mesh(plot_data: &PlotData, field: &Field) -> Vec<Vec<[f64; 3]>> {
    let (grid, values) = values(plot_data, field);
    let (xs, ys) = (grid.xs(), grid.ys());
    let point = |column: usize, row: usize| [xs[column], ys[row], values[row * NODES + column]];
    let places = || (0..=MESH).map(|line| line * (NODES - 1) / MESH);
    let along_y = places().map(|column| (0..NODES).map(|row| point(column, row)).collect());
    let along_x = places().map(|row| (0..NODES).map(|column| point(column, row)).collect());
    along_y.chain(along_x).collect()
}
