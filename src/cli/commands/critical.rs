//! `steepest critical`: minima, maxima and saddles in the domain.

use clap::Args;
use serde::Serialize;

use crate::cli::error::{CliError, beyond_memory};
use crate::cli::format::Format;
use crate::cli::options::shared::FieldArguments;
use crate::cli::output::{print, print_json};
use steepest::descent::{Extent, Stationary, StationaryCurve, Survey, default_starts, survey};
use steepest::expr::Order;
use steepest::memory::check_grid;
use steepest::words::{self, cell, short, table};

#[derive(Debug, Args)]
#[command(after_help = "Newton's method goes from every node of --grid and \
                        finds the points near it, in 64 bits. A point is listed if Newton's step from it, `within`, \
                        is under 1e-8 of the domain and the gradient turns on a small circle around it, or, of a formula, \
                        vanishes there without turning, as at an inflection; at a cusp, and where f is so flat that the step is rounding, `within` is the circle's radius. A line or a ring of stationary points is one entry with its \
                        extent, at a kink too, and so is a level floor or top of a formula; other plateaus are not listed.")]
pub(crate) struct CriticalArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(arguments: &CriticalArguments) -> Result<(), CliError> {
    let file = arguments.field.scene()?;
    let (field, scene) = (arguments.field.open(&file)?, &file.scene);
    let domain = scene.domain(&field).checked()?;
    let starts = scene.grid.unwrap_or(default_starts(&field));
    check_grid(starts, Order::Hessian, size_of::<f64>()).map_err(beyond_memory("give a smaller --grid"))?;
    let found = survey(&field, domain, starts);
    let rows = rows(&found);
    if found.has_plateaus {
        arguments.field.say.note("stationary points on plateaus, and where lines of them cross, are not listed");
    } else if rows.is_empty() {
        arguments.field.say.note("no stationary point was found; a finer --grid or another domain may have some");
    }
    match arguments.format {
        Format::Json => print_json(&rows)?,
        Format::Csv => print(&csv(&rows))?,
        Format::Text => print(&text(&rows))?,
    }
    Ok(())
}

/// An entry of the list; its form in JSON is stable.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Row<'a> {
    Point(&'a Stationary),
    Curve(&'a StationaryCurve),
}

fn rows(found: &Survey) -> Vec<Row<'_>> {
    found.points.iter().map(Row::Point).chain(found.curves.iter().map(Row::Curve)).collect()
}

impl Row<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Row::Point(point) => point.kind.name(),
            Row::Curve(curve) => curve.kind.name(),
        }
    }

    /// x, y, f, both eigenvalues and `within`.
    fn numbers(&self) -> [f64; 6] {
        let (([x, y], f), ([low, high], within)) = match self {
            Row::Point(point) => ((point.point, point.f), (point.eigenvalues, point.within)),
            Row::Curve(curve) => ((curve.point, curve.f), (curve.eigenvalues, curve.within)),
        };
        [x, y, f, low, high, within]
    }

    /// What there is to be said beyond the numbers, and where a curve or an area lies.
    fn mark(&self) -> (&'static str, Option<Extent>) {
        match self {
            Row::Point(point) => (if point.cusp { "cusp" } else { "" }, None),
            Row::Curve(curve) => (curve.along.name(), Some(curve.extent)),
        }
    }
}

fn csv(rows: &[Row<'_>]) -> String {
    let line = |row: &Row<'_>| {
        let (mark, extent) = row.mark();
        let numbers = words::row(row.numbers());
        let extent = extent.map_or_else(|| ",,,".to_owned(), |Extent { x, y }| words::row([x[0], x[1], y[0], y[1]]));
        format!("{},{numbers},{mark},{extent}\n", row.kind())
    };
    let header = "kind,x,y,f,eigenvalue1,eigenvalue2,within,mark,x_min,x_max,y_min,y_max";
    format!("{header}\n{}", rows.iter().map(line).collect::<String>())
}

/// A table; nothing where there is no point.
fn text(rows: &[Row<'_>]) -> String {
    let header = ["kind      ", "x", "y", "f", "eigenvalue 1", "eigenvalue 2", "within"].map(str::to_owned).to_vec();
    let line = |row: &Row<'_>| {
        let [numbers @ .., within] = row.numbers();
        let cells =
            numbers.map(cell).into_iter().chain([if within == 0.0 { "0".to_owned() } else { format!("{within:.1e}") }]);
        let mark = match row.mark() {
            ("", _) => None,
            (mark, None) => Some(format!("({mark})")),
            (mark, Some(Extent { x, y })) => {
                let [x0, x1, y0, y1] = [x[0], x[1], y[0], y[1]].map(short);
                Some(format!("({mark}, x {x0} to {x1}, y {y0} to {y1})"))
            }
        };
        [format!("{:<10}", row.kind())].into_iter().chain(cells).chain(mark).collect()
    };
    if rows.is_empty() {
        return String::new();
    }
    table(&std::iter::once(header).chain(rows.iter().map(line)).collect::<Vec<_>>())
}
