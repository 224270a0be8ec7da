//! `steepest bench eval`: f and its gradient over a grid.

use std::time::Instant;

use clap::Args;
use serde::Serialize;

use super::{MeasureArguments, Times};
use crate::cli::error::{CliError, beyond_memory};
use crate::cli::options::shared::sides;
use crate::cli::output::print_json;
use steepest::compute::{Evaluator, GpuField};
use steepest::expr::Order;
use steepest::field::{Field, Grid, OpenOptions};
use steepest::memory::check_grid;

#[derive(Debug, Args)]
pub(crate) struct EvalArguments {
    /// The field
    #[arg(value_name = "FIELD", default_value = "himmelblau")]
    field: String,
    /// Nodes along x and y
    #[arg(long, value_name = "N|NXxNY", value_parser = sides, default_value = "512")]
    grid: [usize; 2],
    #[command(flatten)]
    measure: MeasureArguments,
}

/// What was measured. Its JSON is stable.
#[derive(Debug, Serialize)]
struct Row {
    bench: &'static str,
    adapter: Option<String>,
    field: String,
    device: &'static str,
    grid: [usize; 2],
    readback: bool,
    #[serde(flatten)]
    times: Times,
    points_per_s: f64,
}

pub(crate) fn run(eval: &EvalArguments) -> Result<(), CliError> {
    let field = Field::open(&eval.field, &OpenOptions::default())?.checked_planar()?;
    let [nx, ny] = eval.grid;
    if eval.grid.iter().any(|side| !(2..=steepest::field::MAX_SIDE).contains(side)) {
        return Err(CliError::Usage(format!(
            "a grid of {nx}x{ny} nodes cannot be used; give --grid from 2 to {}",
            steepest::field::MAX_SIDE
        )));
    }
    let grid = Grid { nx, ny, domain: field.domain() };
    let gpu = eval.measure.open()?;
    check_grid([grid.nx, grid.ny], Order::Gradient, if gpu.is_some() { size_of::<f32>() } else { size_of::<f64>() })
        .map_err(beyond_memory("give a smaller --grid"))?;
    let seconds = match &gpu {
        Some(gpu) => {
            let gpu_field = GpuField::new(gpu, &field)?;
            Evaluator::new(gpu, &gpu_field).time_gradient(&grid, eval.measure.runs as usize)?
        }
        None => time_cpu(&field, &grid, eval.measure.runs),
    };
    let times = Times::of(seconds);
    let row = Row {
        bench: "eval",
        adapter: gpu.as_ref().map(|gpu| gpu.adapter.name.clone()),
        field: eval.field.clone(),
        device: if gpu.is_some() { "gpu" } else { "cpu" },
        grid: eval.grid,
        readback: false,
        points_per_s: times.rate(grid.len() as f64),
        times,
    };
    print_json(&[row])?;
    Ok(())
}

/// Seconds of each run. The memory that is written is asked for once, in a run that is not counted.
fn time_cpu(field: &Field, grid: &Grid, runs: u32) -> Vec<f64> {
    let (xs, ys) = (grid.xs(), grid.ys());
    let mut planes = field.sample(grid, Order::Gradient);
    let once = |_| {
        let start = Instant::now();
        field.sample_rows_into(&xs, &ys, Order::Gradient, &mut planes);
        std::hint::black_box(&planes);
        start.elapsed().as_secs_f64()
    };
    (0..runs).map(once).collect()
}
