//! `steepest eval`: f and its derivatives on a grid, into a file.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::options::{DeviceArguments, FieldArguments, path};
use crate::compute::{Evaluator, GpuField};
use crate::export::{Table, TableFormat, Value, check_room, check_writable};
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

/// Values of a band on the CPU: what keeps all cores busy and little memory.
const BAND: usize = 1 << 20;

/// What takes a band's planes.
type Take<'a, T> = &'a mut dyn FnMut(&[Vec<T>]) -> Result<(), CliError>;

/// A table that is being written.
struct Job<'a> {
    arguments: &'a EvalArguments,
    format: TableFormat,
    field: &'a Field,
    grid: Grid,
    order: Order,
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
    let job = Job { arguments, format, field: &field, grid, order };
    if let Some(gpu) = arguments.device.open(arguments.field.say)? {
        match GpuField::new(&gpu, &field) {
            Ok(gpu_field) => {
                field.single_precision_notes(&grid).iter().for_each(|note| arguments.field.say.note(note));
                let evaluator = Evaluator::new(&gpu, &gpu_field);
                return job.write(|take: Take<'_, f32>| evaluator.for_each_band(&grid, order, take));
            }
            Err(error) if arguments.device.is_auto() => {
                arguments.field.say.note(&format!("{error}; computing on the CPU in 64 bits"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let (xs, ys) = (grid.xs(), grid.ys());
    let rows = (BAND / nx).max(1);
    job.write(|take: Take<'_, f64>| ys.chunks(rows).try_for_each(|ys| take(&field.sample_rows(&xs, ys, order))))
}

impl Job<'_> {
    /// Writes what `compute` hands over band by band, and says how far it is.
    fn write<T: Value + Into<f64>>(
        &self,
        compute: impl FnOnce(Take<'_, T>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let Job { arguments, format, field, grid, order } = self;
        let (xs, ys) = (grid.xs(), grid.ys());
        if *format != TableFormat::Csv {
            check_room(&arguments.out, (grid.len() * order.planes() * size_of::<T>()) as u64)?;
        }
        let progress = arguments.field.say.progress(grid.ny as u64, "rows");
        let table = Table { xs: &xs, ys: &ys, planes: order.planes() };
        let written = table.write(&arguments.out, *format, |take| {
            let mut has_value = false;
            compute(&mut |planes| {
                has_value = has_value || planes[0].iter().any(|&value| value.into().is_finite());
                take(planes)?;
                progress.inc((planes[0].len() / grid.nx) as u64);
                Ok(())
            })?;
            has_value.then_some(()).ok_or_else(|| without_value(field))
        });
        progress.finish_and_clear();
        written
    }
}

fn without_value(field: &Field) -> CliError {
    CliError::Failed(format!("{} has no finite value on this grid; give another domain with --x and --y", field.name()))
}
