//! Trajectories as strokes, on the plane and draped on the surface.

use glam::{Vec2, Vec3};

use super::plot_data::PlotData;
use super::wording::kind_color;
use crate::descent::Stationary;
use crate::expr::Order;
use crate::field::{Domain, Field};
use crate::render::figure::stroke::Stroke;
use crate::render::figure::world::World;

/// Trajectories on the surface: lines that follow it between the steps, and a dot at every step.
pub(crate) fn draped_paths(plot_data: &PlotData, field: &Field, world: &World) -> Vec<Stroke> {
    const PIECES: usize = 16;
    const RAISE: f32 = 0.004;
    let scale = plot_data.style.scale;
    let [low, high] = world.values;
    let slack = 0.01 * (high - low);
    let place = |x: f64, y: f64| {
        let f = field.at(&[x, y], Order::Value)[0];
        let inside = is_inside(plot_data.domain, x, y) && (low - slack..=high + slack).contains(&f);
        inside.then(|| world.place(x, y, f))
    };
    let mut strokes = Vec::new();
    for path in &plot_data.paths {
        let (points, color) = (path.drawn(plot_data.domain), path.color);
        for step in points.windows(2) {
            let at = |piece: usize| {
                let fraction = piece as f64 / PIECES as f64;
                let mix = |axis: usize| step[0][axis] + fraction * (step[1][axis] - step[0][axis]);
                place(mix(0), mix(1))
            };
            let places: Vec<Option<Vec3>> = (0..=PIECES).map(at).collect();
            for piece in places.windows(2) {
                if let [Some(start), Some(end)] = *piece {
                    strokes.push(Stroke::line(start, end, 2.6 * scale, color).raised(RAISE));
                }
            }
        }
        let dots = points.iter().filter_map(|&[x, y]| place(x, y));
        strokes.extend(dots.map(|dot| Stroke::disc(dot, 9.5 * scale, color).raised(1.5 * RAISE)));
    }
    strokes
}

/// Trajectories on the plane: lines with an arrow's head at every step where there is room.
pub(crate) fn plane_paths(plot_data: &PlotData, world: &World, size: Vec2) -> Vec<Stroke> {
    let scale = plot_data.style.scale;
    let mut strokes = Vec::new();
    for path in &plot_data.paths {
        let (points, color) = (path.drawn(plot_data.domain), path.color);
        let places: Vec<Vec3> = points.iter().map(|&[x, y]| world.place(x, y, world.middle())).collect();
        for step in places.windows(2) {
            strokes.push(Stroke::line(step[0], step[1], 2.6 * scale, color));
            let pixels = ((step[1] - step[0]).truncate() * 0.5 * size).length();
            if pixels > 7.0 * scale {
                strokes.push(Stroke::head(step[0], step[1], 13.0 * scale, color));
            }
        }
        if let (Some(&first), Some(&last)) = (places.first(), places.last()) {
            strokes.extend([first, last].map(|end| Stroke::disc(end, 8.0 * scale, color)));
        }
    }
    strokes
}

/// Stationary points as discs with a dark edge, on the plane or on the surface.
pub(crate) fn critical_marks(plot_data: &PlotData, world: &World, is_draped: bool) -> Vec<Stroke> {
    const EDGE: [f32; 4] = [0.0, 0.0, 0.0, 1.0];
    const RAISE: f32 = 0.007;
    // Many points are small, so that they do not hide the field.
    let size = plot_data.style.scale * if plot_data.critical.len() > 500 { 4.0 } else { 9.0 };
    let mark = |found: &Stationary| {
        let [x, y] = found.point;
        let at = world.place(x, y, if is_draped { found.f } else { world.middle() });
        let disc = |size: f32, color, raise| Stroke::disc(at, size, color).raised(raise);
        [disc(size + 3.0 * plot_data.style.scale, EDGE, RAISE), disc(size, kind_color(found.kind), 1.2 * RAISE)]
    };
    let [low, high] = world.values;
    let slack = 0.01 * (high - low);
    // What the box cuts off has no place on the surface.
    let is_shown = |found: &&Stationary| !is_draped || (low - slack..=high + slack).contains(&found.f);
    plot_data.critical.iter().filter(is_shown).flat_map(mark).collect()
}

fn is_inside(domain: Domain, x: f64, y: f64) -> bool {
    let within = |[first, last]: [f64; 2], value: f64| {
        let slack = 1e-9 * (last - first).abs();
        (first.min(last) - slack..=first.max(last) + slack).contains(&value)
    };
    within(domain.x, x) && within(domain.y, y)
}
