//! `steepest eval`: f and its derivatives on a grid, into a file.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::memory::refuse_beyond_memory;
use super::options::{DeviceArguments, FieldArguments, path};
use crate::compute::{Evaluator, GpuField};
use crate::export::{TableFormat, TableWriter, check_writable};
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
    check_writable(&arguments.out)?;
    let scene = arguments.field.scene()?;
    let field = arguments.field.open(&scene)?;
    let domain = scene.domain(&field).checked()?;
    let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
    let grid = Grid { nx, ny, domain };
    let order = if arguments.hessian { Order::Hessian } else { Order::Gradient };
    let (xs, ys) = (grid.xs(), grid.ys());
    if let Some(gpu) = arguments.device.open(arguments.field.say)? {
        refuse_beyond_memory(&grid, order, size_of::<f32>())?;
        match GpuField::new(&gpu, &field) {
            Ok(gpu_field) => {
                field.single_precision_notes(&grid).iter().for_each(|note| arguments.field.say.note(note));
                let planes = Evaluator::new(&gpu, &gpu_field).sample(&grid, order)?;
                refuse_without_value(&field, &planes[0], |value| value.is_finite())?;
                return Ok(TableWriter { xs: &xs, ys: &ys, planes: &planes }.write(&arguments.out, format)?);
            }
            Err(error) if arguments.device.is_auto() => {
                arguments.field.say.note(&format!("{error}; computing on the CPU in 64 bits"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    refuse_beyond_memory(&grid, order, size_of::<f64>())?;
    let planes = field.sample(&grid, order);
    refuse_without_value(&field, &planes[0], |value| value.is_finite())?;
    Ok(TableWriter { xs: &xs, ys: &ys, planes: &planes }.write(&arguments.out, format)?)
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
