//! `steepest describe`: what a file, a scene or a formula was understood to be.

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::format::Printed;
use crate::cli::options::shared::{FieldArguments, PointPart};
use crate::cli::output::{print, print_json};
use steepest::field::Description;
use steepest::words::{cell, short};

#[derive(Debug, Args)]
pub(crate) struct DescribeArguments {
    #[command(flatten)]
    field: FieldArguments<PointPart>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Printed::Text)]
    format: Printed,
}

pub(crate) fn run(arguments: &DescribeArguments) -> Result<(), CliError> {
    let field = arguments.field.open_silently(&arguments.field.scene()?)?;
    let mut description = field.description();
    description.remarks = arguments.field.remarks(&field);
    match arguments.format {
        Printed::Json => print_json(&description)?,
        Printed::Text => print(&text(&description))?,
    }
    Ok(())
}

fn range([first, last]: [f64; 2]) -> String {
    format!("{} … {}", short(first), short(last))
}

/// A line per fact; what is not known has none.
fn text(about: &Description) -> String {
    let mut lines: Vec<(&str, String)> = Vec::new();
    let mut say = |name, text: Option<String>| lines.extend(text.map(|text| (name, text)));
    // A formula without a name of the catalogue is its own name.
    say("field", Some(about.name.clone()).filter(|name| about.formula.as_ref() != Some(name)));
    say("kind", Some(about.kind.clone()));
    say("formula", about.formula.clone());
    for (name, value) in &about.parameters {
        say("parameter", Some(format!("{name} = {}", cell(*value))));
    }
    say("part", about.part.clone());
    let spacing = if about.is_even { "" } else { ", unevenly spaced" };
    say("size", about.size.map(|[nx, ny]| format!("{nx} × {ny} samples (columns × rows){spacing}")));
    say("type", about.sample_type.clone());
    let placed = if about.is_placed { "" } else { "   (the file does not say; --extent does)" };
    say("x", Some(format!("{}{placed}", range(about.x))));
    say("y", Some(format!("{}{placed}", range(about.y))));
    let degrees = about.is_geographic.then(|| "degrees of longitude and latitude".to_owned());
    say(
        "coordinates",
        match (&about.system, degrees) {
            (Some(system), Some(degrees)) => Some(format!("{system}, {degrees}")),
            (system, degrees) => system.clone().or(degrees),
        },
    );
    say("missing", about.missing.map(|count| count.to_string()));
    say("scale", about.scale.map(|[scale, offset]| format!("× {} + {}", cell(scale), cell(offset))));
    say("least", about.range.map(|[least, _]| cell(least)));
    say("greatest", about.range.map(|[_, greatest]| cell(greatest)));
    about.remarks.iter().for_each(|remark| say("remark", Some(remark.clone())));
    lines.iter().map(|(name, text)| format!("{name:<12} {text}\n")).collect()
}
