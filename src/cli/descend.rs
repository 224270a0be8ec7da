//! `steepest descend`: trajectories, a row a step.

use std::collections::BTreeMap;
use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use super::CliError;
use super::at::{Format, Point, point};
use super::options::{FieldArguments, number, setting};
use super::output::{print, print_json};
use crate::descent::{
    Conditions, End, Optimizer, OptimizerError, Outside, Rule, Schedule, Trajectory, follow, optimizer_for,
};
use crate::expr::variable_name;
use crate::field::{Domain, Kind};
use crate::scene::MAX_STEPS;
use crate::words::short;

#[derive(Debug, Args)]
pub(super) struct DescendArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// Start here; repeat for more
    #[arg(long, value_name = "X,Y[,…]", required = true, value_parser = point)]
    from: Vec<Point>,
    #[command(flatten)]
    optimizer: OptimizerArguments,
    /// How many steps
    #[arg(long, value_name = "N", default_value_t = 20)]
    steps: usize,
    /// What happens outside of the domain, which is --x and --y, or a data file's own
    /// [default: keep, on data retire]
    #[arg(long, value_enum)]
    outside: Option<Outside>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The optimizer and its conditions.
#[derive(Debug, Args)]
pub(super) struct OptimizerArguments {
    /// A name from `steepest optimizers` [default: gd, on data normalized]
    #[arg(long, value_name = "NAME", conflicts_with = "rule")]
    optimizer: Option<String>,
    /// A rule of your own, such as "v = mu*v + g; p = p - lr*v"
    #[arg(long, value_name = "TEXT")]
    rule: Option<String>,
    /// The step size [default: the optimizer's own]
    #[arg(long, value_parser = number)]
    lr: Option<f64>,
    /// Another parameter of the optimizer; repeat for more
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    opt: Vec<(String, f64)>,
    /// constant, step:EVERY,GAMMA, exponential:GAMMA or cosine:STEPS
    #[arg(long, value_name = "SCHEDULE", default_value = "constant")]
    schedule: Schedule,
    /// Steps over which the step size grows to its full value
    #[arg(long, value_name = "N", default_value_t = 0)]
    warmup: u32,
    /// Shorten gradients that are longer than this
    #[arg(long, value_name = "LENGTH", value_parser = number)]
    clip: Option<f64>,
    /// Standard deviation of normal noise on the gradient
    #[arg(long, value_name = "SIGMA", default_value = "0", value_parser = number)]
    noise: f64,
    /// What the noise is drawn from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Climb instead
    #[arg(long)]
    ascend: bool,
}

impl OptimizerArguments {
    fn optimizer(&self, field: &crate::field::Field, domain: Domain) -> Result<Optimizer, OptimizerError> {
        let mut settings: BTreeMap<String, f64> = self.opt.iter().cloned().collect();
        settings.extend(self.lr.map(|lr| ("lr".to_owned(), lr)));
        let conditions = Conditions {
            schedule: self.schedule,
            warmup: self.warmup,
            clip: self.clip,
            noise: self.noise,
            seed: self.seed,
            ascend: self.ascend,
        };
        match &self.rule {
            None => optimizer_for(field, domain, self.optimizer.as_deref(), &settings, conditions),
            Some(source) => {
                let [width, height] = domain.size().map(f64::abs);
                let rule = Rule::inline(source, &settings)?;
                Ok(Optimizer::new(rule, &settings, width.max(height), conditions)?)
            }
        }
    }
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

pub(super) fn run(arguments: &DescendArguments) -> Result<(), CliError> {
    if arguments.steps > MAX_STEPS {
        return Err(CliError::Usage(format!("{} steps are too many; give --steps up to {MAX_STEPS}", arguments.steps)));
    }
    let scene = arguments.field.scene()?;
    let field = arguments.field.open_any(&scene)?;
    let domain = scene.domain(&field).checked()?;
    let optimizer = arguments.optimizer.optimizer(&field, domain)?;
    let is_data = matches!(field.kind(), Kind::Samples(_));
    // A formula has no borders unless they are given.
    let has_borders = is_data || scene.x.is_some() || scene.y.is_some();
    let outside = arguments.outside.unwrap_or(if is_data { Outside::Retire } else { Outside::Keep });
    let bounds = has_borders.then_some((domain, outside));
    let mut trajectories = Vec::new();
    for (walker, Point(start)) in arguments.from.iter().enumerate() {
        field.check_point(start)?;
        if bounds.is_some_and(|(domain, _)| !domain.contains(start)) {
            let start = start.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
            return Err(CliError::Usage(format!("the start {start} is outside of the domain; give another --from")));
        }
        let trajectory = follow(&field, &optimizer, start, arguments.steps, walker as u64, bounds);
        if !trajectory.visits[0].f.is_finite() {
            let start = start.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
            return Err(CliError::Usage(format!("the field has no value at the start {start}; give another --from")));
        }
        note_end(arguments, &trajectory);
        trajectories.push(trajectory);
    }
    match arguments.format {
        Format::Json => {
            let rows: Vec<Row<'_>> = trajectories.iter().map(|trajectory| row(trajectory, &optimizer)).collect();
            print_json(&rows)?;
        }
        Format::Csv => print(&csv(&trajectories))?,
        Format::Text => print(&text(&trajectories, &optimizer))?,
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

fn row<'a>(trajectory: &'a Trajectory, optimizer: &'a Optimizer) -> Row<'a> {
    let step = |(step, visit): (usize, &'a crate::descent::Visit)| Step {
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
fn columns(trajectories: &[Trajectory]) -> Vec<String> {
    let size = trajectories.iter().map(|trajectory| trajectory.visits[0].point.len()).max().unwrap_or(0);
    let names: Vec<String> = (0..size).map(|index| variable_name(index as u16)).collect();
    let slopes: Vec<String> = names.iter().map(|name| format!("f{name}")).collect();
    names.into_iter().chain(["f".to_owned()]).chain(slopes).collect()
}

fn numbers(visit: &crate::descent::Visit) -> impl Iterator<Item = f64> + '_ {
    visit.point.iter().copied().chain([visit.f]).chain(visit.gradient.iter().copied())
}

fn csv(trajectories: &[Trajectory]) -> String {
    // One trajectory needs no number, and reads back as a path.
    let numbered = trajectories.len() > 1;
    let mut text = format!("{}step,{}\n", if numbered { "trajectory," } else { "" }, columns(trajectories).join(","));
    for (index, trajectory) in trajectories.iter().enumerate() {
        for (step, visit) in trajectory.visits.iter().enumerate() {
            if numbered {
                let _ = write!(text, "{index},");
            }
            let _ = write!(text, "{step}");
            numbers(visit).for_each(|value| {
                let _ = write!(text, ",{value}");
            });
            text.push('\n');
        }
    }
    text
}

fn text(trajectories: &[Trajectory], optimizer: &Optimizer) -> String {
    let mut text = String::new();
    for trajectory in trajectories {
        let from: Vec<String> = trajectory.visits[0].point.iter().map(f64::to_string).collect();
        let values: Vec<String> = optimizer
            .rule
            .parameters
            .keys()
            .zip(&optimizer.values)
            .map(|(k, v)| format!("{k} {}", short(*v)))
            .collect();
        let _ = writeln!(text, "{} from {} ({})", optimizer.rule.name, from.join(","), values.join(", "));
        let names: Vec<String> =
            columns(std::slice::from_ref(trajectory)).iter().map(|name| format!("{name:>24}")).collect();
        let _ = writeln!(text, "{:>6}{}", "step", names.concat());
        for (step, visit) in trajectory.visits.iter().enumerate() {
            let values: String = numbers(visit).map(|value| format!("{value:>24}")).collect();
            let _ = writeln!(text, "{step:>6}{values}");
        }
    }
    text
}
