//! `steepest descend`: trajectories, a row per step.

use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use crate::cli::error::{CliError, beyond_memory};
use crate::cli::format::Format;
use crate::cli::options::optimizer::OptimizerArguments;
use crate::cli::options::shared::{FieldArguments, Point, PointPart, point};
use crate::cli::output::{print, print_json};
use steepest::descent::{End, Optimizer, Trajectory, follow};
use steepest::expr::variable_name;
use steepest::field::catalogue;
use steepest::memory;
use steepest::scene::MAX_STEPS;
use steepest::words::{Short, cell, row as coordinates, short, table};

#[derive(Debug, Args)]
#[command(after_help = "A formula's domain is --x and --y where they are given; without them it has no borders.")]
pub(crate) struct DescendArguments {
    #[command(flatten)]
    field: FieldArguments<PointPart>,
    /// Start here; repeat for more
    #[arg(long, value_name = "X,Y[,…]", required = true, value_parser = point)]
    from: Vec<Point>,
    #[command(flatten)]
    optimizer: OptimizerArguments,
    /// How many steps
    #[arg(long, value_name = "N", default_value_t = 20)]
    steps: usize,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What an optimizer made of a start.
#[derive(Debug)]
struct Run<'a> {
    optimizer: &'a Optimizer,
    trajectory: Trajectory,
}

/// A trajectory as JSON has it; its form is stable.
#[derive(Debug, Serialize)]
struct Row<'a> {
    from: &'a [f64],
    optimizer: &'a str,
    steps: Vec<Step<'a>>,
}

#[derive(Debug, Serialize)]
struct Step<'a> {
    step: usize,
    point: &'a [f64],
    f: f64,
    gradient: &'a [f64],
}

pub(crate) fn run(arguments: &DescendArguments) -> Result<(), CliError> {
    if arguments.steps > MAX_STEPS {
        return Err(CliError::Usage(format!("{} steps are too many; give --steps up to {MAX_STEPS}", arguments.steps)));
    }
    let mut file = arguments.field.scene()?;
    arguments.optimizer.apply(&mut file)?;
    let (field, scene) = (arguments.field.open_any(&file)?, &file.scene);
    let domain = scene.domain(&field).checked()?;
    let optimizers = scene.optimizers(&field, domain)?;
    let is_data = field.is_data();
    // A formula has no borders unless they are given, or are its own.
    let has_given = is_data || scene.x.is_some() || scene.y.is_some();
    let bounds = scene.borders(&field);
    if bounds.is_some() && !has_given && catalogue::find(&file.source.text).is_none() {
        let asked = "where the borders are is not said; give --x MIN,MAX and --y MIN,MAX, or leave --outside out";
        return Err(CliError::Usage(asked.to_owned()));
    }
    let visits = (arguments.from.len() * optimizers.len() * (arguments.steps + 1)) as u64;
    memory::check_steps(visits, field.dimension()).map_err(beyond_memory("give fewer --steps"))?;
    let mut runs = Vec::new();
    for (walker, Point(start)) in arguments.from.iter().enumerate() {
        field.check_point(start)?;
        if (has_given || bounds.is_some()) && !domain.contains(start) {
            let start = coordinates(start.iter().copied());
            return Err(CliError::Usage(format!("the start {start} is outside of the domain; give another --from")));
        }
        for (_, optimizer) in &optimizers {
            let trajectory = follow(&field, optimizer, start, arguments.steps, walker as u64, bounds);
            if !trajectory.visits[0].f.is_finite() {
                let start = coordinates(start.iter().copied());
                let message = format!("the field has no value at the start {start}; give another --from");
                return Err(CliError::Usage(message));
            }
            note_end(arguments, &trajectory);
            runs.push(Run { optimizer, trajectory });
        }
    }
    match arguments.format {
        Format::Json => print_json(&runs.iter().map(row).collect::<Vec<_>>())?,
        Format::Csv => print(&csv(&runs))?,
        Format::Text => print(&text(&runs))?,
    }
    Ok(())
}

/// Says why a trajectory is shorter than asked for.
fn note_end(arguments: &DescendArguments, trajectory: &Trajectory) {
    let steps = trajectory.visits.len() - 1;
    match trajectory.end {
        End::Moving | End::Converged => {}
        End::NotFinite => arguments
            .field
            .say
            .note(&format!("after {steps} steps f or its gradient is not finite; try a smaller --lr")),
        End::Left => {
            arguments.field.say.note(&format!("after {steps} steps it left the domain; --outside keep lets it go on"))
        }
    }
    if trajectory.regularised > 0 {
        arguments
            .field
            .say
            .note(&format!("at {} steps the Hessian was not positive and was lifted", trajectory.regularised));
    }
}

fn row<'a>(Run { optimizer, trajectory }: &'a Run<'a>) -> Row<'a> {
    let step = |(step, visit): (usize, &'a steepest::descent::Visit)| Step {
        step,
        point: &visit.point,
        f: visit.f,
        gradient: &visit.gradient,
    };
    Row {
        from: &trajectory.visits[0].point,
        optimizer: &optimizer.rule.name,
        steps: trajectory.visits.iter().enumerate().map(step).collect(),
    }
}

/// Names of the columns: coordinates, f, and the gradient's.
fn columns(runs: &[Run<'_>]) -> Vec<String> {
    let size = runs.iter().map(|run| run.trajectory.visits[0].point.len()).max().unwrap_or(0);
    let names: Vec<String> = (0..size).map(|index| variable_name(index as u16)).collect();
    let slopes: Vec<String> = names.iter().map(|name| format!("f{name}")).collect();
    names.into_iter().chain(["f".to_owned()]).chain(slopes).collect()
}

fn numbers(visit: &steepest::descent::Visit) -> impl Iterator<Item = f64> + '_ {
    visit.point.iter().copied().chain([visit.f]).chain(visit.gradient.iter().copied())
}

fn csv(runs: &[Run<'_>]) -> String {
    // One trajectory needs no number, and reads back as a path.
    let numbered = runs.len() > 1;
    let mut text = format!("{}step,{}\n", if numbered { "trajectory,optimizer," } else { "" }, columns(runs).join(","));
    for (index, run) in runs.iter().enumerate() {
        for (step, visit) in run.trajectory.visits.iter().enumerate() {
            if numbered {
                let _ = write!(text, "{index},{},", quoted(&run.optimizer.rule.name));
            }
            let _ = write!(text, "{step}");
            numbers(visit).for_each(|value| {
                let _ = write!(text, ",{}", Short(value));
            });
            text.push('\n');
        }
    }
    text
}

/// A word as a cell of a table with commas.
fn quoted(word: &str) -> String {
    match word.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", word.replace('"', "\"\"")),
        false => word.to_owned(),
    }
}

fn text(runs: &[Run<'_>]) -> String {
    let mut text = String::new();
    for run in runs {
        let Run { optimizer, trajectory } = run;
        let from: Vec<String> = trajectory.visits[0].point.iter().map(|&value| cell(value)).collect();
        // What is off by itself and was left so is not listed.
        let parameters = optimizer.rule.parameters.iter().zip(&optimizer.values);
        let values: Vec<String> = parameters
            .filter(|&((_, &default), &value)| default != 0.0 || value != 0.0)
            .map(|((name, _), &value)| format!("{name} {}", short(value)))
            .collect();
        let _ = writeln!(text, "{} from {} ({})", optimizer.rule.name, from.join(","), values.join(", "));
        let header = ["step".to_owned()].into_iter().chain(columns(std::slice::from_ref(run))).collect();
        let line = |(step, visit): (usize, &steepest::descent::Visit)| {
            [step.to_string()].into_iter().chain(numbers(visit).map(cell)).collect()
        };
        let lines: Vec<Vec<String>> =
            std::iter::once(header).chain(trajectory.visits.iter().enumerate().map(line)).collect();
        text.push_str(&table(&lines));
    }
    text
}
