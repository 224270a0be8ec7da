//! Lines on the surface: of its levels, or of a grid of x and y.

use std::borrow::Cow;

use glam::Vec3;

use crate::expr::Order;
use crate::field::{Field, Grid, Kind};
use crate::render::data::lines::isolines::{Nodes, isolines};
use crate::render::data::plot_data::PlotData;
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
const COLOR: [f32; 4] = [0.0, 0.0, 0.0, 0.5];
const FAINT: [f32; 4] = [0.0, 0.0, 0.0, 0.3];

/// The lines that a scene asks for.
pub(crate) fn surface_lines(plot_data: &PlotData, field: &Field, world: &World) -> Vec<Stroke> {
    let scale = plot_data.style.scale;
    let (lines, color) = match plot_data.scene.surface.lines {
        SurfaceLines::Off => return Vec::new(),
        SurfaceLines::Mesh => (mesh(plot_data, field), FAINT),
        SurfaceLines::Contour => (contours(plot_data, field), COLOR),
        SurfaceLines::Auto if is_of_one_colour(plot_data, field) => (contours(plot_data, field), COLOR),
        SurfaceLines::Auto => return Vec::new(),
    };
    let [low, high] = world.values;
    let steepest = 2.0 * STEEPEST * world.half.z;
    let mut strokes = Vec::new();
    for line in lines {
        let place = |&[x, y, f]: &[f64; 3]| (low..=high).contains(&f).then(|| world.place(x, y, f));
        let places: Vec<Option<Vec3>> = line.iter().map(place).collect();
        for pair in places.windows(2) {
            let [Some(from), Some(to)] = *pair else { continue };
            if (to.z - from.z).abs() <= steepest {
                strokes.push(Stroke::line(from, to, 0.9 * scale, color).thin_on_sheet(RAISE * scale));
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
fn contours(plot_data: &PlotData, field: &Field) -> Vec<Vec<[f64; 3]>> {
    let (grid, values) = values(plot_data, field);
    let (xs, ys) = (grid.xs(), grid.ys());
    let levels = levels(plot_data, &values);
    let nodes = Nodes { values: &values, size: [NODES; 2] };
    // Where levels are closer than nodes, lines would only darken the surface.
    let is_shown = |[low, high]: [f64; 2], place: usize| {
        let gap = |a: usize| levels.get(a).zip(levels.get(a + 1)).map_or(f64::INFINITY, |(a, b)| b - a);
        high - low < gap(place).min(place.checked_sub(1).map_or(f64::INFINITY, gap))
    };
    let at = |coordinates: &[f64], place: f32| {
        let (below, fraction) = (place.floor() as usize, f64::from(place.fract()));
        let next = coordinates.get(below + 1).or(coordinates.last()).copied().unwrap_or_default();
        coordinates.get(below).map_or(next, |&first| first + fraction * (next - first))
    };
    let lines = isolines(&nodes, &levels, is_shown).into_iter().zip(levels.iter());
    lines
        .flat_map(|(lines, &level)| lines.into_iter().map(move |line| (level, line)))
        .map(|(level, line)| line.iter().map(|&[column, row]| [at(&xs, column), at(&ys, row), level]).collect())
        .collect()
}

/// The levels that lines are drawn at: those of the bands, or, where one band holds most, values that part the picture evenly.
fn levels<'a>(plot_data: &'a PlotData, values: &[f64]) -> Cow<'a, [f64]> {
    let own = plot_data.levels.get(1..plot_data.levels.len().saturating_sub(1)).unwrap_or_default();
    if plot_data.scene.surface.lines != SurfaceLines::Auto {
        return Cow::Borrowed(own);
    }
    const PARTS: usize = 16;
    let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    finite.sort_by(f64::total_cmp);
    let part = |index: usize| finite.get(finite.len().saturating_sub(1) * index / PARTS).copied();
    let mut all: Vec<f64> = own.iter().copied().chain((1..PARTS).filter_map(part)).collect();
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
