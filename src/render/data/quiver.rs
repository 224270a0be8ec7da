//! Which gradient arrows there are, and how long: matplotlib's quiver in pixels, and its like on the surface.

use glam::Vec2;

use super::plot_data::{PlotData, arrow_grid};
use crate::render::figure::world::World;
use crate::render::passes::arrows::{ArrowInstance, ArrowUniform};
use crate::scene::Arrows;

/// Arrows whose gradient is finite and not 0: where they stand, f and ∇f.
fn arrows<'s>(plot_data: &'s PlotData, samples: &'s [Vec<f32>]) -> impl Iterator<Item = ([f64; 2], [f32; 3])> + 's {
    let grid = arrow_grid(&plot_data.scene, plot_data.domain);
    let (xs, ys) = (grid.xs(), grid.ys());
    (0..grid.len()).filter_map(move |index| {
        let sample = [samples[0][index], samples[1][index], samples[2][index]];
        let usable = sample.iter().all(|value| value.is_finite()) && (sample[1], sample[2]) != (0.0, 0.0);
        usable.then(|| ([xs[index % xs.len()], ys[index / xs.len()]], sample))
    })
}

/// Arrows with their gradients relative to `typical`.
fn instances(
    plot_data: &PlotData,
    samples: &[Vec<f32>],
    world: &World,
    typical: f64,
    flat: bool,
) -> Vec<ArrowInstance> {
    let instance = |([x, y], [f, fx, fy]): ([f64; 2], [f32; 3])| {
        let place = world.place(x, y, if flat { world.middle() } else { f64::from(f) + plot_data.offset });
        ArrowInstance { tail: place.to_array(), gradient: [fx, fy].map(|slope| (f64::from(slope) / typical) as f32) }
    };
    let [low, high] = world.values;
    // An arrow stands on the part of the surface that is shown.
    let slack = 1e-3 * (high - low);
    let shown = |f: f32| flat || (low - slack..=high + slack).contains(&(f64::from(f) + plot_data.offset));
    arrows(plot_data, samples).filter(|&(_, [f, _, _])| shown(f)).map(instance).collect()
}

/// The 95th percentile of |∇f|, or 1 where there is none.
fn typical_norm(plot_data: &PlotData, samples: &[Vec<f32>]) -> f64 {
    let norm = |(_, [_, fx, fy]): ([f64; 2], [f32; 3])| f64::from(fx).hypot(f64::from(fy));
    let mut norms: Vec<f64> = arrows(plot_data, samples).map(norm).collect();
    if norms.is_empty() {
        return 1.0;
    }
    let at = (norms.len() - 1) * 95 / 100;
    let (_, norm, _) = norms.select_nth_unstable_by(at, f64::total_cmp);
    *norm
}

/// White arrows as matplotlib's, with a faint edge that keeps them apart from bright colours.
fn arrow_style(plot_data: &PlotData, width: f32, length_per_norm: f64) -> ArrowUniform {
    let direction = if plot_data.scene.arrows.direction == Arrows::Descent { -1.0 } else { 1.0 };
    ArrowUniform {
        color: [1.0, 1.0, 1.0, 0.7],
        outline: [0.0, 0.0, 0.0, 0.3],
        width,
        length_per_norm: direction * length_per_norm as f32,
        lift: 0.0,
        height_per_gradient: 0.0,
    }
}

/// The distance between neighbouring arrows where `across` is the panel's size.
fn cell(plot_data: &PlotData, across: Vec2) -> f32 {
    let [columns, rows] = plot_data.scene.arrows.density.map(|count| count as f32);
    (across / Vec2::new((columns - 1.0).max(1.0), (rows - 1.0).max(1.0))).min_element()
}

/// How arrows of the plane look, in pixels.
pub(crate) struct PlaneLook {
    /// Of the shaft.
    pub(crate) width: f32,
    /// Length per unit of |∇f|.
    pub(crate) pixels_per_norm: f64,
}

/// Widths as matplotlib's, and `scale` units of |∇f| to an inch of 100 pixels, in a panel of this size.
pub(crate) fn plane_look(plot_data: &PlotData, samples: &[Vec<f32>], size: Vec2) -> PlaneLook {
    look_of_typical(plot_data, typical_norm(plot_data, samples), size)
}

fn look_of_typical(plot_data: &PlotData, typical: f64, size: Vec2) -> PlaneLook {
    let cell = cell(plot_data, size);
    let pixels_per_norm =
        plot_data.scene.arrows.scale.map_or(f64::from(cell) / typical, |scale| plot_data.scene.dpi / scale);
    // matplotlib's width of 0.06 of the panel over the square root of the count, within its limits.
    let count = plot_data.scene.arrows.density.map(|count| count as f32);
    let width = (0.06 * size.x / (count[0] * count[1]).sqrt().clamp(8.0, 25.0)).min(0.14 * cell).max(0.6);
    PlaneLook { width, pixels_per_norm }
}

/// Arrows of the plane, in pixels.
pub(crate) fn plane_arrows(
    plot_data: &PlotData,
    samples: &[Vec<f32>],
    world: &World,
    size: Vec2,
) -> (Vec<ArrowInstance>, ArrowUniform) {
    let typical = typical_norm(plot_data, samples);
    let PlaneLook { width, pixels_per_norm } = look_of_typical(plot_data, typical, size);
    let length = pixels_per_norm * typical;
    (instances(plot_data, samples, world, typical, true), arrow_style(plot_data, width, length))
}

/// Arrows on the surface, in world units; a scale counts as on a plane of 500 pixels.
pub(crate) fn surface_arrows(
    plot_data: &PlotData,
    samples: &[Vec<f32>],
    world: &World,
) -> (Vec<ArrowInstance>, ArrowUniform) {
    let (cell, typical) = (cell(plot_data, 2.0 * world.half.truncate()), typical_norm(plot_data, samples));
    let world_per_inch = 100.0 * 2.0 / 500.0;
    let length = plot_data.scene.arrows.scale.map_or(1.15 * f64::from(cell), |scale| world_per_inch / scale * typical);
    let [_, _, height_per_f] = world.per_unit();
    let style = ArrowUniform {
        lift: 0.006,
        height_per_gradient: (height_per_f * typical) as f32,
        ..arrow_style(plot_data, (0.13 * cell).min(0.02), length)
    };
    (instances(plot_data, samples, world, typical, false), style)
}
