//! What a picture shows, before anything is laid out: ranges, levels, trajectories, gradients.

use super::contour::band_colors;
use super::frame::{Norm, colormap_texture};
use super::layout::Style;
use super::ticks::{contour_levels, linear_ticks, log_levels};
use crate::compute::{Evaluator, GpuField, GpuFieldError, Range};
use crate::descent::{Conditions, OptimizerError, Visit, follow, optimizer_for};
use crate::expr::Order;
use crate::field::{Domain, DomainError, Field, Grid};
use crate::gpu::{Gpu, GpuError};
use crate::scene::{Arrows, ColorScale, Levels, MAX_LEVELS, Scene, View};

/// Why a scene cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The device.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// The field on the device.
    #[error(transparent)]
    Field(#[from] GpuFieldError),
    /// The ranges.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// The optimizer.
    #[error(transparent)]
    Optimizer(#[from] OptimizerError),
    /// Not one node of the grid has a finite value.
    #[error("the field has no finite value on x {x0},{x1} and y {y0},{y1}; give another domain with --x and --y", x0 = .0.x[0], x1 = .0.x[1], y0 = .0.y[0], y1 = .0.y[1])]
    NoValue(Domain),
    /// A logarithmic scale of values that are not above 0.
    #[error("a logarithmic colour scale needs values above 0, and the field has none here; use --color-scale linear")]
    NothingPositive,
    /// A logarithmic scale whose limits are not above 0.
    #[error("--clim {0},{1} does not fit a logarithmic colour scale; give limits above 0")]
    LogLimits(f64, f64),
    /// A trajectory begins where the field has no value.
    #[error("the field has no value and gradient at the start {0},{1}; give another --from")]
    Start(f64, f64),
}

/// What all steps of preparing a picture read. It lives while one is prepared.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) scene: &'a Scene,
    pub(super) field: &'a Field,
    pub(super) domain: Domain,
    pub(super) grid: Grid,
    pub(super) style: Style,
    /// The range of f, wider than a point.
    pub(super) values: [f64; 2],
    pub(super) norm: Norm,
    /// Boundaries of the bands, ascending, and the bands' colours.
    pub(super) levels: Vec<f64>,
    pub(super) bands: Vec<[u8; 3]>,
    pub(super) colormap: wgpu::TextureView,
    /// Trajectories, one for each start.
    pub(super) paths: Vec<Vec<Visit>>,
    /// f, ∂f/∂x and ∂f/∂y at the tails of the arrows, by rows.
    pub(super) samples: Option<Vec<Vec<f32>>>,
}

impl<'a> Facts<'a> {
    /// Computes what the scene's picture shows.
    pub(super) fn new(
        gpu: &Gpu,
        scene: &'a Scene,
        field: &'a Field,
        gpu_field: &GpuField,
    ) -> Result<Facts<'a>, RenderError> {
        let domain = scene.domain(field).checked()?.ascending();
        let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
        let grid = Grid { nx, ny, domain };
        let mut evaluator = Evaluator::new(gpu, gpu_field);
        let range = evaluator.range(&grid)?;
        if !range.is_finite {
            return Err(RenderError::NoValue(domain));
        }
        let samples = match shows_arrows(scene) {
            true => Some(evaluator.sample(&arrow_grid(scene, domain), Order::Gradient)?),
            false => None,
        };
        let values = settled(widened(range.min, range.max));
        let logarithmic = scene.color.scale == ColorScale::Log;
        let levels = levels(scene, &range, values)?;
        let limits = match scene.color.limits {
            Some([low, high]) if logarithmic && low <= 0.0 => return Err(RenderError::LogLimits(low, high)),
            Some(limits) => limits,
            None if logarithmic => match range.min_positive {
                Some(least) if least < range.max => [least, range.max],
                Some(least) => [least, least * 10.0],
                None => return Err(RenderError::NothingPositive),
            },
            None => values,
        };
        let bands = band_colors(&levels, scene.color.map, logarithmic, scene.color.limits);
        Ok(Facts {
            scene,
            field,
            domain,
            grid,
            style: Style::of(scene.theme, scene.size, scene.view),
            values,
            norm: Norm { limits, logarithmic },
            levels,
            bands,
            colormap: colormap_texture(gpu, scene.color.map),
            paths: paths(scene, field, domain)?,
            samples,
        })
    }
}

/// A range that is wider than a point: a constant field stands in the middle of its box.
pub(super) fn widened(min: f64, max: f64) -> [f64; 2] {
    // f32 values this close are one value with noise.
    if max - min > 1e-7 * min.abs().max(max.abs()) && max > min {
        return [min, max];
    }
    let reach = (0.05 * min.abs()).max(0.5);
    [min - reach, max + reach]
}

/// A range grown to a round number that lies within a hundredth of it, which a grid's nodes may just have missed.
fn settled([min, max]: [f64; 2]) -> [f64; 2] {
    let reach = 0.01 * (max - min);
    let ticks = linear_ticks(min - reach, max + reach, 9);
    let first = ticks.first().map_or(min, |&tick| tick.min(min));
    let last = ticks.last().map_or(max, |&tick| tick.max(max));
    [first, last]
}

fn levels(scene: &Scene, range: &Range, [low, high]: [f64; 2]) -> Result<Vec<f64>, RenderError> {
    let count = match &scene.contour.levels {
        Levels::List(levels) => return Ok(levels.clone()),
        Levels::Count(count) => *count,
    };
    let mut levels = match scene.color.scale {
        ColorScale::Linear => contour_levels(low, high, count),
        ColorScale::Log => {
            let least = range.min_positive.ok_or(RenderError::NothingPositive)?;
            log_levels(least, range.max.max(least * (1.0 + 1e-6)), count)
        }
    };
    levels.truncate(MAX_LEVELS);
    Ok(levels)
}

/// A trajectory for each of the scene's starts.
fn paths(scene: &Scene, field: &Field, domain: Domain) -> Result<Vec<Vec<Visit>>, RenderError> {
    let descent = &scene.descent;
    if descent.from.is_empty() {
        return Ok(Vec::new());
    }
    let mut settings = descent.parameters.clone();
    settings.extend(descent.lr.map(|lr| ("lr".to_owned(), lr)));
    let conditions = Conditions { ascend: descent.ascend, ..Conditions::default() };
    let optimizer = optimizer_for(field, domain, descent.optimizer.as_deref(), &settings, conditions)?;
    let path = |(walker, &[x, y]): (usize, &[f64; 2])| {
        let visits = follow(field, &optimizer, &[x, y], descent.steps, walker as u64, None).visits;
        match visits.first() {
            Some(first) if first.f.is_finite() => Ok(visits),
            _ => Err(RenderError::Start(x, y)),
        }
    };
    descent.from.iter().enumerate().map(path).collect()
}

pub(super) fn shows_arrows(scene: &Scene) -> bool {
    match scene.arrows.direction {
        Arrows::Auto => scene.view != View::Surface && scene.descent.from.is_empty(),
        Arrows::Ascent | Arrows::Descent => true,
        Arrows::Off => false,
    }
}

pub(super) fn arrow_grid(scene: &Scene, domain: Domain) -> Grid {
    let [nx, ny] = scene.arrows.density;
    Grid { nx, ny, domain }
}
