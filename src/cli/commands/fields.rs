//! `steepest fields`: the catalogue.

use clap::Args;
use serde::Serialize;

use crate::cli::error::CliError;
use crate::cli::format::Format;
use crate::cli::output::{print, print_json};
use steepest::field::catalogue::{self, Entry};

#[derive(Debug, Args)]
pub(crate) struct FieldsArguments {
    /// Only this field
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    name: &'a str,
    formula: &'a str,
    x: [f64; 2],
    y: [f64; 2],
    minima: &'a [[f64; 3]],
    maxima: &'a [[f64; 3]],
    saddles: &'a [[f64; 3]],
    literature: Option<&'a str>,
    note: Option<&'a str>,
}

pub(crate) fn run(arguments: &FieldsArguments) -> Result<(), CliError> {
    let entries = match &arguments.name {
        None => catalogue::entries(),
        Some(name) => std::slice::from_ref(catalogue::find(name).ok_or_else(|| unknown(name))?),
    };
    let rows: Vec<Row<'_>> = entries.iter().map(row).collect();
    match arguments.format {
        Format::Json => print_json(&rows)?,
        Format::Csv => {
            let lines = rows.iter().map(|row| {
                format!("{},\"{}\",{},{},{},{}\n", row.name, row.formula, row.x[0], row.x[1], row.y[0], row.y[1])
            });
            print(&format!("name,formula,xmin,xmax,ymin,ymax\n{}", lines.collect::<String>()))?;
        }
        Format::Text if arguments.name.is_some() => print(&rows.iter().map(long).collect::<String>())?,
        Format::Text => {
            let lines = rows
                .iter()
                .map(|row| format!("{:<18} x {:<12} y {:<12} {}\n", row.name, range(row.x), range(row.y), row.formula));
            print(&lines.collect::<String>())?;
        }
    }
    Ok(())
}

fn unknown(name: &str) -> CliError {
    let hint = catalogue::suggestion(name).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    CliError::Usage(format!("there is no field `{name}`{hint} (`steepest fields` lists them)"))
}

fn row(entry: &Entry) -> Row<'_> {
    let domain = entry.domain();
    Row {
        name: &entry.name,
        formula: &entry.formula,
        x: domain.x,
        y: domain.y,
        minima: &entry.minima,
        maxima: &entry.maxima,
        saddles: &entry.saddles,
        literature: entry.literature.as_deref(),
        note: entry.note.as_deref(),
    }
}

fn range([min, max]: [f64; 2]) -> String {
    format!("{min},{max}")
}

fn long(row: &Row<'_>) -> String {
    let mut text =
        format!("{}\n  f(x, y)  {}\n  x        {}\n  y        {}\n", row.name, row.formula, range(row.x), range(row.y));
    for (kind, points) in [("minimum", row.minima), ("maximum", row.maxima), ("saddle", row.saddles)] {
        for [x, y, f] in points {
            text += &format!("  {kind:<8} {x},{y}  f = {f}\n");
        }
    }
    if let Some(literature) = row.literature {
        text += &format!("  usually  {literature}\n");
    }
    if let Some(note) = row.note {
        text += &format!("  note     {note}\n");
    }
    text
}
