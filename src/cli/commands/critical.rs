//! `steepest critical`: minima, maxima and saddles in the domain.

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::format::Format;
use crate::cli::memory::refuse_beyond_memory;
use crate::cli::options::shared::FieldArguments;
use crate::cli::output::{print, print_json};
use steepest::descent::{Stationary, default_starts, survey};
use steepest::expr::Order;
use steepest::field::Grid;
use steepest::words::{cell, table};

#[derive(Debug, Args)]
#[command(
    after_help = "Newton's method goes from every node of --grid [default: 256x256, for samples two a cell] and \
                        finds the points near it, in 64 bits. Kinks and cusps are not stationary; lines and areas of \
                        stationary points are not listed."
)]
pub(crate) struct CriticalArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(arguments: &CriticalArguments) -> Result<(), CliError> {
    let scene = arguments.field.scene()?;
    let field = arguments.field.open(&scene)?;
    let domain = scene.domain(&field).checked()?;
    let [nx, ny] = scene.grid.unwrap_or(default_starts(&field));
    refuse_beyond_memory(&Grid { nx, ny, domain }, Order::Hessian, size_of::<f64>())?;
    let found = survey(&field, domain, [nx, ny]);
    match (found.points.is_empty(), found.has_continua) {
        (true, true) => arguments.field.say.note("all stationary points lie on lines or plateaus, and none is listed"),
        (false, true) => {
            arguments.field.say.note("stationary points that lie on lines or plateaus are not listed");
        }
        (true, false) => {
            arguments.field.say.note("no stationary point was found; a finer --grid or another domain may have some");
        }
        (false, false) => {}
    }
    match arguments.format {
        Format::Json => print_json(&found.points)?,
        Format::Csv => print(&csv(&found.points))?,
        Format::Text => print(&text(&found.points))?,
    }
    Ok(())
}

/// x, y, f and both eigenvalues.
fn numbers(point: &Stationary) -> [f64; 5] {
    let ([x, y], [low, high]) = (point.point, point.eigenvalues);
    [x, y, point.f, low, high]
}

fn csv(points: &[Stationary]) -> String {
    let line =
        |point: &Stationary| format!("{},{}\n", point.kind.name(), numbers(point).map(|n| n.to_string()).join(","));
    format!("kind,x,y,f,eigenvalue1,eigenvalue2\n{}", points.iter().map(line).collect::<String>())
}

/// A table; nothing where there is no point.
fn text(points: &[Stationary]) -> String {
    let line = |kind: &str, cells: [String; 5]| [format!("{kind:<10}")].into_iter().chain(cells).collect();
    let header = line("kind", ["x", "y", "f", "eigenvalue 1", "eigenvalue 2"].map(str::to_owned));
    let lines = points.iter().map(|point| line(point.kind.name(), numbers(point).map(cell)));
    if points.is_empty() { String::new() } else { table(&std::iter::once(header).chain(lines).collect::<Vec<_>>()) }
}
