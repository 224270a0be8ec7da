//! `steepest at`: everything about a field at points.

use clap::Args;
use serde::Serialize;

use crate::cli::error::CliError;
use crate::cli::format::Format;
use crate::cli::options::shared::{FieldArguments, Point, PointPart, number, point};
use crate::cli::output::{print, print_json};
use steepest::compute::{Evaluator, GpuField};
use steepest::descent::{Eigen, hessian};
use steepest::expr::{Order, variable_name};
use steepest::field::{Domain, Field, Grid};
use steepest::gpu::Gpu;
use steepest::words::{cell, row};

#[derive(Debug, Args)]
pub(crate) struct AtArguments {
    #[command(flatten)]
    field: FieldArguments<PointPart>,
    /// Points: coordinates with commas between them
    #[arg(value_name = "X,Y[,…]", required = true, value_parser = point)]
    points: Vec<Point>,
    /// The directional derivative along this vector, and its angle to the gradient
    #[arg(long, value_name = "DX,DY[,…]", value_parser = point)]
    along: Option<Point>,
    /// The central difference with this step beside the exact derivatives
    #[arg(long, value_name = "H", value_parser = number)]
    h: Option<f64>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where to compute: cpu in 64 bits, gpu in 32
    #[arg(long, value_enum, default_value_t = crate::cli::options::shared::Device::Cpu)]
    device: crate::cli::options::shared::Device,
    #[command(flatten)]
    adapter: crate::cli::options::shared::AdapterArguments,
}

/// What is said about a point. Its JSON is stable.
#[derive(Debug, Serialize)]
struct Answer {
    point: Vec<f64>,
    f: f64,
    gradient: Vec<f64>,
    norm: f64,
    hessian: Vec<Vec<f64>>,
    eigenvalues: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    along: Option<Along>,
    #[serde(skip_serializing_if = "Option::is_none")]
    central_difference: Option<CentralDifference>,
}

/// The derivative along a unit vector v: ∇f·v = |∇f| cos θ.
#[derive(Debug, Serialize)]
struct Along {
    direction: Vec<f64>,
    derivative: f64,
    angle_degrees: f64,
}

/// (f(x + h) − f(x − h)) / 2h along every axis, and how far it is from the exact gradient.
#[derive(Debug, Serialize)]
struct CentralDifference {
    h: f64,
    gradient: Vec<f64>,
    error: f64,
}

pub(crate) fn run(arguments: &AtArguments) -> Result<(), CliError> {
    let field = arguments.field.open_any(&arguments.field.scene()?)?;
    let is_apart = field.dimension() > 1 && arguments.points.len() == field.dimension();
    if is_apart && arguments.points.iter().all(|Point(point)| point.len() == 1) {
        let point = row(arguments.points.iter().map(|Point(point)| point[0]));
        let message = format!("a point is one word, with commas between its coordinates, such as {point}");
        return Err(CliError::Usage(message));
    }
    if let Some(h) = arguments.h.filter(|h| !(*h > 0.0 && h.is_finite())) {
        return Err(CliError::Usage(format!("the step {h} does not work; give --h a number above 0")));
    }
    let gpu = match arguments.device {
        crate::cli::options::shared::Device::Gpu => Some(arguments.adapter.open(arguments.field.say)?),
        crate::cli::options::shared::Device::Auto | crate::cli::options::shared::Device::Cpu => None,
    };
    let answers: Result<Vec<Answer>, CliError> =
        arguments.points.iter().map(|Point(point)| answer(arguments, &field, gpu.as_ref(), point)).collect();
    let answers = answers?;
    if arguments.format == Format::Csv && answers.windows(2).any(|pair| pair[0].point.len() != pair[1].point.len()) {
        return Err(CliError::Usage(
            "a table needs points of one length; give them all as many coordinates".to_owned(),
        ));
    }
    match (arguments.format, answers.as_slice()) {
        (Format::Json, [single]) => print_json(single)?,
        (Format::Json, several) => print_json(&several)?,
        (Format::Csv, answers) => print(&csv(answers))?,
        (Format::Text, answers) => print(&answers.iter().map(text).collect::<Vec<_>>().join("\n"))?,
    }
    Ok(())
}

fn answer(arguments: &AtArguments, field: &Field, gpu: Option<&Gpu>, point: &[f64]) -> Result<Answer, CliError> {
    field.check_point(point)?;
    let values = match gpu {
        Some(gpu) => on_gpu(gpu, field, point)?,
        None => field.at(point, Order::Hessian),
    };
    // Derivatives come for two variables at least; those that the point does not have are dropped.
    let variables = field.dimension().max(2);
    let gradient = values[1..=point.len()].to_vec();
    let hessian = hessian(&values[1 + variables..], variables, point.len());
    let norm = length(gradient.iter().copied());
    let along = arguments.along.as_ref().map(|Point(direction)| along(direction, &gradient, norm)).transpose()?;
    let central_difference = arguments.h.map(|h| central_difference(field, point, h, &gradient));
    Ok(Answer {
        point: point.to_vec(),
        f: values[0],
        norm,
        eigenvalues: Eigen::of(&hessian).map_or_else(|| vec![f64::NAN; hessian.len()], |eigen| eigen.values),
        gradient,
        hessian,
        along,
        central_difference,
    })
}

/// The same values as [`Field::at`], in 32 bits.
fn on_gpu(gpu: &Gpu, field: &Field, point: &[f64]) -> Result<Vec<f64>, CliError> {
    if field.dimension() > 2 {
        return Err(CliError::Usage("--device gpu takes fields of x and y only".to_owned()));
    }
    let (x, y) = (point[0], point.get(1).copied().unwrap_or(0.0));
    let gpu_field = GpuField::new(gpu, field)?;
    let grid = Grid { nx: 1, ny: 1, domain: Domain { x: [x, x], y: [y, y] } };
    let planes = Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Hessian)?;
    let mut values: Vec<f64> = planes.iter().map(|plane| f64::from(plane[0]) * gpu_field.unit()).collect();
    values[0] += gpu_field.offset();
    Ok(values)
}

/// The length of a vector, without overflow or underflow on the way.
fn length(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, f64::hypot)
}

fn along(direction: &[f64], gradient: &[f64], norm: f64) -> Result<Along, CliError> {
    if direction.len() != gradient.len() {
        return Err(CliError::Usage(format!(
            "--along takes {} numbers, as the point does, not {}",
            gradient.len(),
            direction.len()
        )));
    }
    let length = length(direction.iter().copied());
    if length == 0.0 {
        return Err(CliError::Usage("--along needs a direction: not all of its numbers may be 0".to_owned()));
    }
    let unit: Vec<f64> = direction.iter().map(|d| d / length).collect();
    let derivative: f64 = unit.iter().zip(gradient).map(|(d, g)| d * g).sum();
    let angle_degrees = (derivative / norm).clamp(-1.0, 1.0).acos().to_degrees();
    Ok(Along { direction: unit, derivative, angle_degrees })
}

fn central_difference(field: &Field, point: &[f64], h: f64, exact: &[f64]) -> CentralDifference {
    let value = |axis: usize, step: f64| {
        let mut moved = point.to_vec();
        moved[axis] += step;
        field.at(&moved, Order::Value)[0]
    };
    let gradient: Vec<f64> = (0..point.len()).map(|axis| (value(axis, h) - value(axis, -h)) / (2.0 * h)).collect();
    let error = length(gradient.iter().zip(exact).map(|(a, b)| a - b));
    CentralDifference { h, gradient, error }
}

fn list(values: &[f64]) -> String {
    let texts: Vec<String> = values.iter().map(|&value| cell(value)).collect();
    format!("({})", texts.join(", "))
}

fn text(answer: &Answer) -> String {
    let mut lines = vec![
        format!("point        {}", list(&answer.point)),
        format!("f            {}", cell(answer.f)),
        format!("gradient     {}", list(&answer.gradient)),
        format!("norm         {}", cell(answer.norm)),
    ];
    for (index, row) in answer.hessian.iter().enumerate() {
        lines.push(format!("{:<12} {}", if index == 0 { "Hessian" } else { "" }, list(row)));
    }
    if !answer.eigenvalues.is_empty() {
        lines.push(format!("eigenvalues  {}", list(&answer.eigenvalues)));
    }
    if let Some(along) = &answer.along {
        lines.push(format!("direction    {}", list(&along.direction)));
        lines.push(format!("derivative   {}   (∇f·v = |∇f| cos θ)", cell(along.derivative)));
        lines.push(format!("angle        {}°", cell(along.angle_degrees)));
    }
    if let Some(difference) = &answer.central_difference {
        lines.push(format!("difference   {}   (h = {})", list(&difference.gradient), cell(difference.h)));
        lines.push(format!("its error    {}", cell(difference.error)));
    }
    lines.join("\n") + "\n"
}

/// A row per point: coordinates, f, the gradient, its norm, the Hessian's upper triangle, and what was asked for beside.
fn csv(answers: &[Answer]) -> String {
    let Some(first) = answers.first() else { return String::new() };
    let names: Vec<String> = (0..first.point.len()).map(|index| variable_name(index as u16)).collect();
    let mut header = names.clone();
    header.push("f".to_owned());
    header.extend(names.iter().map(|name| format!("f{name}")));
    header.push("norm".to_owned());
    for (row, name) in names.iter().enumerate().take(first.hessian.len()) {
        header.extend(names[row..].iter().map(|column| format!("f{name}{column}")));
    }
    if first.along.is_some() {
        header.extend(["derivative".to_owned(), "angle_degrees".to_owned()]);
    }
    if first.central_difference.is_some() {
        header.extend(names.iter().map(|name| format!("difference_{name}")));
        header.push("difference_error".to_owned());
    }
    let line = |answer: &Answer| {
        let mut values = answer.point.clone();
        values.push(answer.f);
        values.extend(&answer.gradient);
        values.push(answer.norm);
        answer.hessian.iter().enumerate().for_each(|(index, row)| values.extend(&row[index..]));
        values.extend(answer.along.iter().flat_map(|along| [along.derivative, along.angle_degrees]));
        if let Some(difference) = &answer.central_difference {
            values.extend(&difference.gradient);
            values.push(difference.error);
        }
        row(values)
    };
    let rows: Vec<String> = std::iter::once(header.join(",")).chain(answers.iter().map(line)).collect();
    rows.join("\n") + "\n"
}
