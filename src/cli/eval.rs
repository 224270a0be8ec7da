//! `steepest eval`: f and its derivatives on a grid, into a file.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::options::{DeviceArguments, FieldArguments, path};
use crate::compute::{Evaluator, GpuField};
use crate::export::{TableFormat, TableWriter};
use crate::expr::Order;
use crate::field::{Field, Grid};

#[derive(Debug, Args)]
pub(super) struct EvalArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// The file to write: .npz (x, y, f, fx, fy), .npy (stacked) or .csv
    #[arg(short, long, value_name = "OUT", value_parser = path)]
    out: PathBuf,
    /// Add the second derivatives fxx, fxy, fyy
    #[arg(long)]
    hessian: bool,
    #[command(flatten)]
    device: DeviceArguments,
}

pub(super) fn run(arguments: &EvalArguments) -> Result<(), CliError> {
    let format = TableFormat::of(&arguments.out)?;
    let scene = arguments.field.scene()?;
    let field = arguments.field.open(&scene)?;
    let domain = scene.domain(&field).checked()?;
    let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
    let grid = Grid { nx, ny, domain };
    let order = if arguments.hessian { Order::Hessian } else { Order::Gradient };
    let (xs, ys) = (grid.xs(), grid.ys());
    match arguments.device.open(arguments.field.say)? {
        Some(gpu) => {
            refuse_beyond_memory(&grid, order, size_of::<f32>())?;
            let gpu_field = GpuField::new(&gpu, &field)?;
            let planes = Evaluator::new(&gpu, &gpu_field).sample(&grid, order)?;
            refuse_without_value(&field, &planes[0], |value| value.is_finite())?;
            Ok(TableWriter { xs: &xs, ys: &ys, planes: &planes }.write(&arguments.out, format)?)
        }
        None => {
            refuse_beyond_memory(&grid, order, size_of::<f64>())?;
            let planes = field.sample(&grid, order);
            refuse_without_value(&field, &planes[0], |value| value.is_finite())?;
            Ok(TableWriter { xs: &xs, ys: &ys, planes: &planes }.write(&arguments.out, format)?)
        }
    }
}

/// Refuses a grid whose planes do not fit into the memory that is free.
fn refuse_beyond_memory(grid: &Grid, order: Order, bytes: usize) -> Result<(), CliError> {
    let planes = if order == Order::Hessian { 6 } else { 3 };
    let needed = grid.len() as u64 * planes * bytes as u64;
    match available_memory() {
        Some(available) if needed > available => Err(CliError::Failed(format!(
            "a grid of {}x{} needs {:.1} GiB of memory and {:.1} GiB are free; give a smaller --grid",
            grid.nx,
            grid.ny,
            gibibytes(needed),
            gibibytes(available)
        ))),
        _ => Ok(()),
    }
}

fn gibibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

/// Bytes of memory that are free, where the system says so.
fn available_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("MemAvailable:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

fn refuse_without_value<T>(field: &Field, values: &[T], is_finite: impl Fn(&T) -> bool) -> Result<(), CliError> {
    if values.iter().any(is_finite) {
        return Ok(());
    }
    Err(CliError::Failed(format!(
        "{} has no finite value on this grid; give another domain with --x and --y",
        field.name()
    )))
}
