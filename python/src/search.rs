//! What follows the gradient: trajectories, stationary points, basins and fates.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use numpy::{PyArray1, PyArray2, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;
use steepest::compute::{BasinMap, HyperparameterMap, HyperparameterMapStyle};
use steepest::descent::{
    End, Extent, Fate, Stationary, StationaryCurve, Sweep, Trajectory, default_starts, follow, survey_while,
};
use steepest::expr::Order;
use steepest::field::MAX_SIDE;
use steepest::memory;
use steepest::render::{Gpu, GpuError};
use steepest::scene::MAX_STEPS;
use steepest::{Field, Scene as LibraryScene};

use crate::call::abandonable;
use crate::error::{Raise, beyond_memory, value};
use crate::field::Core;
use crate::picture::gpu;
use crate::scene::Scene;

/// A field of x and y, which searches need.
pub(crate) fn planar(core: &Core) -> PyResult<Arc<Field>> {
    match core.field.dimension() {
        0..=2 => Ok(Arc::clone(&core.field)),
        more => Err(value(format!("the formula has {more} variables; this needs a field of x and y"))),
    }
}

fn end(end: End) -> &'static str {
    match end {
        End::Moving => "moving",
        End::Converged => "converged",
        End::NotFinite => "not finite",
        End::Left => "left",
    }
}

/// Trajectories of every optimizer from every start: its name, the points, f, the gradient, and how it ended.
#[pyfunction]
#[allow(clippy::type_complexity, reason = "rows that the package's own file makes dataclasses of")]
pub(crate) fn descend<'py>(
    py: Python<'py>,
    core: &Core,
    scene: &Scene,
    starts: PyReadonlyArray2<'py, f64>,
    has_borders: bool,
) -> PyResult<
    Vec<(String, Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>, Bound<'py, PyArray2<f64>>, &'static str, usize)>,
> {
    let (field, scene) = (Arc::clone(&core.field), scene.scene.clone());
    let width = starts.shape()[1].max(1);
    let starts: Vec<Vec<f64>> = starts.as_slice()?.chunks(width).map(<[f64]>::to_vec).collect();
    let runs = abandonable(py, move |stop| run(&field, &scene, &starts, has_borders, stop))??;
    let row = |(name, trajectory): (String, Trajectory)| {
        let points: Vec<Vec<f64>> = trajectory.visits.iter().map(|visit| visit.point.clone()).collect();
        let gradients: Vec<Vec<f64>> = trajectory.visits.iter().map(|visit| visit.gradient.clone()).collect();
        let f = PyArray1::from_iter(py, trajectory.visits.iter().map(|visit| visit.f));
        let (points, gradients) = (PyArray2::from_vec2(py, &points), PyArray2::from_vec2(py, &gradients));
        let wrong = |_| value("the trajectory has points of different lengths");
        Ok((name, points.map_err(wrong)?, f, gradients.map_err(wrong)?, end(trajectory.end), trajectory.regularised))
    };
    runs.into_iter().map(row).collect()
}

fn run(
    field: &Field,
    scene: &LibraryScene,
    starts: &[Vec<f64>],
    has_borders: bool,
    stop: &AtomicBool,
) -> PyResult<Vec<(String, Trajectory)>> {
    let domain = scene.domain(field).checked().map_err(Raise::raise)?;
    let optimizers = scene.optimizers(field, domain).map_err(Raise::raise)?;
    let bounds = (has_borders || field.is_data()).then_some((domain, scene.outside(field)));
    let steps = scene.descent.steps;
    if steps > MAX_STEPS {
        return Err(value(format!("{steps} steps are too many; give `steps` up to {MAX_STEPS}")));
    }
    let visits = (starts.len() as u64).saturating_mul(optimizers.len() as u64 * (steps as u64 + 1));
    memory::check_steps(visits, field.dimension()).map_err(beyond_memory("give fewer `steps`, or fewer starts"))?;
    for start in starts {
        field.check_point(start).map_err(Raise::raise)?;
        let start_text = || start.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
        if bounds.is_some_and(|(domain, _)| !domain.contains(start)) {
            return Err(value(format!("the start ({}) is outside of the domain; give another `start`", start_text())));
        }
        if !field.at(start, Order::Value)[0].is_finite() {
            return Err(value(format!("the field has no value at the start ({}); give another `start`", start_text())));
        }
    }
    let pairs: Vec<(usize, &(String, steepest::optimize::Optimizer))> =
        (0..starts.len()).flat_map(|walker| optimizers.iter().map(move |optimizer| (walker, optimizer))).collect();
    let one = |(walker, (name, optimizer)): (usize, &(String, steepest::optimize::Optimizer))| {
        // What is left off after an interrupt is seen by nobody.
        let steps = if stop.load(Ordering::Relaxed) { 0 } else { steps };
        (name.clone(), follow(field, optimizer, &starts[walker], steps, walker as u64, bounds))
    };
    Ok(pairs.into_par_iter().map(one).collect())
}

/// A row of stationary points: kind, x, y, f, both eigenvalues, within, a mark, and where a curve or an area lies.
type PointRow = (&'static str, [f64; 6], &'static str, Option<[[f64; 2]; 2]>);

fn extent(extent: Extent) -> [[f64; 2]; 2] {
    [extent.x, extent.y]
}

/// Stationary points and curves of them, and whether there are plateaus.
#[pyfunction]
pub(crate) fn critical_points(py: Python<'_>, core: &Core, scene: &Scene) -> PyResult<(Vec<PointRow>, bool)> {
    let (field, scene) = (planar(core)?, scene.scene.clone());
    let domain = scene.domain(&field).checked().map_err(Raise::raise)?;
    let grid = scene.grid.unwrap_or(default_starts(&field));
    memory::check_grid(grid, Order::Hessian, size_of::<f64>()).map_err(beyond_memory("give a smaller `grid`"))?;
    let found = abandonable(py, move |stop| survey_while(&field, domain, grid, || !stop.load(Ordering::Relaxed)))?;
    let found = found.unwrap_or_default();
    let point = |it: &Stationary| {
        let ([x, y], [low, high]) = (it.point, it.eigenvalues);
        (it.kind.name(), [x, y, it.f, low, high, it.within], if it.cusp { "cusp" } else { "" }, None)
    };
    let curve = |it: &StationaryCurve| {
        let ([x, y], [low, high]) = (it.point, it.eigenvalues);
        (it.kind.name(), [x, y, it.f, low, high, it.within], it.along.name(), Some(extent(it.extent)))
    };
    let rows = found.points.iter().map(point).chain(found.curves.iter().map(curve)).collect();
    Ok((rows, found.has_plateaus))
}

/// The device to compute on: that of "gpu", none of "cpu", and of "auto" whichever there is.
fn device(name: &str) -> PyResult<Option<Gpu>> {
    match (name, gpu()) {
        ("cpu", _) | ("auto", Err(GpuError::NoAdapter)) => Ok(None),
        ("auto" | "gpu", found) => found.map(Some).map_err(Raise::raise),
        _ => Err(value(format!("`{name}` is no device; give \"auto\", \"gpu\" or \"cpu\""))),
    }
}

/// Basins of attraction: what each start reaches and after how many steps, the minima, and the counts of the others.
#[pyfunction]
pub(crate) fn basins<'py>(py: Python<'py>, core: &Core, scene: &Scene, on: String) -> PyResult<Bound<'py, PyDict>> {
    let (field, scene) = (planar(core)?, scene.scene.clone());
    let style = scene.basins.unwrap_or_default();
    memory::check_starts(style.grid).map_err(beyond_memory("give a smaller `grid`"))?;
    let map = abandonable(py, move |stop| {
        let domain = scene.domain(&field).checked().map_err(Raise::raise)?;
        let scene = LibraryScene { x: Some(domain.x), y: Some(domain.y), ..scene };
        let gpu = if on == "cpu" { None } else { device(&on)? };
        let goes_on = |_| !stop.load(Ordering::Relaxed);
        BasinMap::new(gpu.as_ref(), &scene, &field, &style, goes_on).map_err(Raise::raise)
    })??;
    let answer = PyDict::new(py);
    let steps = map.particle_outcomes.iter().map(|outcome| outcome.steps as i32);
    answer.set_item("x", PyArray1::from_vec(py, map.grid.xs()))?;
    answer.set_item("y", PyArray1::from_vec(py, map.grid.ys()))?;
    answer.set_item("steps", PyArray1::from_iter(py, steps))?;
    let minimum = |it: &steepest::optimize::Basin| {
        let mark = match (it.along, it.cusp) {
            (Some(along), _) => along.name(),
            (None, true) => "cusp",
            (None, false) => "",
        };
        (it.point, it.f, it.fraction, it.median_steps, mark, it.extent.map(extent))
    };
    answer.set_item("minima", map.basins.minima.iter().map(minimum).collect::<Vec<_>>())?;
    answer.set_item("labels", PyArray1::from_vec(py, map.basins.labels))?;
    answer.set_item("unconverged", map.basins.unconverged)?;
    answer.set_item("left_domain", map.basins.left_domain)?;
    Ok(answer)
}

/// What becomes of a start over two hyperparameters.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the package's own file is the only caller")]
pub(crate) fn fate<'py>(
    py: Python<'py>,
    core: &Core,
    scene: &Scene,
    start: [f64; 2],
    over: [String; 2],
    grid: [usize; 2],
    steps: u32,
    on: String,
) -> PyResult<Bound<'py, PyDict>> {
    let (field, scene) = (planar(core)?, scene.scene.clone());
    let [across, up] = over.map(|text| text.parse::<Sweep>().map_err(value));
    let over = [across?, up?];
    if over[0].name == over[1].name {
        return Err(value(format!("both sides of `over` vary `{}`; give two hyperparameters", over[0].name)));
    }
    if grid.iter().any(|side| !(2..=MAX_SIDE).contains(side)) {
        return Err(value(format!(
            "a map of {}x{} values cannot be used; give `grid` from 2 to {MAX_SIDE}",
            grid[0], grid[1]
        )));
    }
    let style = HyperparameterMapStyle { from: start, over, grid, steps };
    memory::check_hyperparameters(grid).map_err(beyond_memory("give a smaller `grid`"))?;
    let map = abandonable(py, move |stop| {
        let goes_on = || !stop.load(Ordering::Relaxed);
        let gpu = if on == "cpu" { None } else { device(&on)? };
        HyperparameterMap::new_while(gpu.as_ref(), &scene, &field, style, &goes_on).map_err(Raise::raise)
    })??;
    let code = |fate: &Fate| match fate {
        Fate::Converged(steps) => (0i8, *steps as i32),
        Fate::Cycling => (1, -1),
        Fate::Diverged => (2, -1),
        Fate::Moving => (3, -1),
    };
    let (codes, steps): (Vec<i8>, Vec<i32>) = map.fates.iter().map(code).unzip();
    let answer = PyDict::new(py);
    let [columns, rows] = map.style.grid;
    let [across, up] = &map.style.over;
    answer.set_item("names", (across.name.as_str(), up.name.as_str()))?;
    answer.set_item("across", PyArray1::from_vec(py, across.values(columns)))?;
    answer.set_item("up", PyArray1::from_vec(py, up.values(rows)))?;
    answer.set_item("fates", PyArray1::from_vec(py, codes))?;
    answer.set_item("steps", PyArray1::from_vec(py, steps))?;
    answer.set_item("best", map.best().map(|(index, steps)| (map.values(index), steps)))?;
    Ok(answer)
}
