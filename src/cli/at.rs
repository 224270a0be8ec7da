//! `steepest at`: everything about a field at points.

use clap::Args;
use serde::Serialize;

use super::CliError;
use super::options::{FieldArguments, number, numbers};
use super::output::{print, print_json};
use crate::compute::{Evaluator, GpuField};
use crate::expr::{Order, variable_name};
use crate::field::{Domain, Field, Grid};
use crate::gpu::Gpu;

#[derive(Debug, Args)]
pub(super) struct AtArguments {
    #[command(flatten)]
    field: FieldArguments,
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
    #[arg(long, value_enum, default_value_t = super::options::Device::Cpu)]
    device: super::options::Device,
    #[command(flatten)]
    adapter: super::options::AdapterArguments,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

#[derive(Clone, Debug)]
struct Point(Vec<f64>);

fn point(text: &str) -> Result<Point, String> {
    let coordinates = numbers(text)?;
    match coordinates.iter().all(|coordinate| coordinate.is_finite()) {
        true => Ok(Point(coordinates)),
        false => Err("coordinates must be finite".to_owned()),
    }
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

pub(super) fn run(arguments: &AtArguments) -> Result<(), CliError> {
    let scene = arguments.field.scene()?;
    let field = arguments.field.open_any(&scene)?;
    if let Some(h) = arguments.h.filter(|h| !(*h > 0.0 && h.is_finite())) {
        return Err(CliError::Usage(format!("the step {h} does not work; give --h a number above 0")));
    }
    let gpu = match arguments.device {
        super::options::Device::Gpu => Some(arguments.adapter.open(arguments.field.say)?),
        super::options::Device::Auto | super::options::Device::Cpu => None,
    };
    let answers: Result<Vec<Answer>, CliError> =
        arguments.points.iter().map(|Point(point)| answer(arguments, &field, gpu.as_ref(), point)).collect();
    let answers = answers?;
    match (arguments.format, answers.as_slice()) {
        (Format::Json, [single]) => print_json(single)?,
        (Format::Json, several) => print_json(&several)?,
        (Format::Csv, answers) => print(&csv(answers))?,
        (Format::Text, answers) => print(&answers.iter().map(text).collect::<Vec<_>>().join("\n"))?,
    }
    Ok(())
}

fn answer(arguments: &AtArguments, field: &Field, gpu: Option<&Gpu>, point: &[f64]) -> Result<Answer, CliError> {
    let dimension = field.dimension();
    // A formula in x alone is a field of x and y as well, and a constant one of any number of variables.
    if point.len() < dimension.max(1) || point.len() > dimension.max(2) {
        let (wanted, given) = (dimension.max(1), point.len());
        return Err(CliError::Usage(format!("the field has {wanted} variables and the point {given} coordinates")));
    }
    let values = match gpu {
        Some(gpu) => on_gpu(gpu, field, point)?,
        None => field.at(point, Order::Hessian),
    };
    // Derivatives come for two variables at least; those that the point does not have are dropped.
    let variables = dimension.max(2);
    let gradient = values[1..=point.len()].to_vec();
    let hessian = square(&values[1 + variables..], variables, point.len());
    let norm = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
    let along = arguments.along.as_ref().map(|Point(direction)| along(direction, &gradient, norm)).transpose()?;
    let central_difference = arguments.h.map(|h| central_difference(field, point, h, &gradient));
    Ok(Answer {
        point: point.to_vec(),
        f: values[0],
        norm,
        eigenvalues: eigenvalues(&hessian),
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
    Ok(planes.iter().map(|plane| f64::from(plane[0])).collect())
}

/// The leading `size` rows and columns of a symmetric matrix from its upper triangle, row by row.
fn square(triangle: &[f64], variables: usize, size: usize) -> Vec<Vec<f64>> {
    // A formula of very many variables comes without a Hessian.
    if triangle.len() < variables * (variables + 1) / 2 {
        return Vec::new();
    }
    let at = |row: usize, column: usize| {
        let (row, column) = (row.min(column), row.max(column));
        triangle[row * variables - row * (row + 1) / 2 + column]
    };
    (0..size).map(|row| (0..size).map(|column| at(row, column)).collect()).collect()
}

fn along(direction: &[f64], gradient: &[f64], norm: f64) -> Result<Along, CliError> {
    if direction.len() != gradient.len() {
        return Err(CliError::Usage(format!(
            "--along takes {} numbers, as the point does, not {}",
            gradient.len(),
            direction.len()
        )));
    }
    let length = direction.iter().map(|d| d * d).sum::<f64>().sqrt();
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
    let error = gradient.iter().zip(exact).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
    CentralDifference { h, gradient, error }
}

/// Eigenvalues of a symmetric matrix in ascending order, by Jacobi's rotations (Golub and Van Loan, §8.5); NaN where
/// the matrix is not finite.
fn eigenvalues(matrix: &[Vec<f64>]) -> Vec<f64> {
    let size = matrix.len();
    if matrix.iter().flatten().any(|entry| !entry.is_finite()) {
        return vec![f64::NAN; size];
    }
    let mut a = matrix.to_vec();
    let scale = a.iter().flatten().map(|entry| entry.abs()).fold(0.0, f64::max);
    for _sweep in 0..60 {
        let mut rotated = false;
        for p in 0..size {
            for q in p + 1..size {
                if a[p][q].abs() > 1e-17 * scale {
                    rotate(&mut a, p, q);
                    rotated = true;
                }
            }
        }
        if !rotated {
            break;
        }
    }
    let mut values: Vec<f64> = (0..size).map(|index| a[index][index]).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// One rotation that makes `a[p][q]` zero.
fn rotate(a: &mut [Vec<f64>], p: usize, q: usize) {
    let tau = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let tangent = tau.signum() / (tau.abs() + tau.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let shift = tangent * a[p][q];
    a[p][p] -= shift;
    a[q][q] += shift;
    a[p][q] = 0.0;
    a[q][p] = 0.0;
    for k in (0..a.len()).filter(|&k| k != p && k != q) {
        let (kp, kq) = (a[k][p], a[k][q]);
        let (new_p, new_q) = (cosine * kp - sine * kq, sine * kp + cosine * kq);
        (a[k][p], a[p][k]) = (new_p, new_p);
        (a[k][q], a[q][k]) = (new_q, new_q);
    }
}

fn list(values: &[f64]) -> String {
    let texts: Vec<String> = values.iter().map(|value| format!("{value}")).collect();
    format!("({})", texts.join(", "))
}

fn text(answer: &Answer) -> String {
    let mut lines = vec![
        format!("point        {}", list(&answer.point)),
        format!("f            {}", answer.f),
        format!("gradient     {}", list(&answer.gradient)),
        format!("norm         {}", answer.norm),
    ];
    for (index, row) in answer.hessian.iter().enumerate() {
        lines.push(format!("{:<12} {}", if index == 0 { "Hessian" } else { "" }, list(row)));
    }
    if !answer.eigenvalues.is_empty() {
        lines.push(format!("eigenvalues  {}", list(&answer.eigenvalues)));
    }
    if let Some(along) = &answer.along {
        lines.push(format!("direction    {}", list(&along.direction)));
        lines.push(format!("derivative   {}   (∇f·v = |∇f| cos θ)", along.derivative));
        lines.push(format!("angle        {}°", along.angle_degrees));
    }
    if let Some(difference) = &answer.central_difference {
        lines.push(format!("difference   {}   (h = {})", list(&difference.gradient), difference.h));
        lines.push(format!("its error    {:e}", difference.error));
    }
    lines.join("\n") + "\n"
}

/// A row a point: coordinates, f, the gradient, its norm, the Hessian's upper triangle, and what was asked for beside.
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
    let row = |answer: &Answer| {
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
        values.iter().map(f64::to_string).collect::<Vec<_>>().join(",")
    };
    let rows: Vec<String> = std::iter::once(header.join(",")).chain(answers.iter().map(row)).collect();
    rows.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvalues_of_known_matrices() {
        assert_eq!(eigenvalues(&[vec![2.0, 0.0], vec![0.0, -3.0]]), [-3.0, 2.0]);
        let close = |found: Vec<f64>, expected: &[f64]| {
            found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12 * b.abs().max(1.0))
        };
        assert!(close(eigenvalues(&[vec![2.0, 1.0], vec![1.0, 2.0]]), &[1.0, 3.0]));
        let three = [vec![2.0, -1.0, 0.0], vec![-1.0, 2.0, -1.0], vec![0.0, -1.0, 2.0]];
        let root = 2f64.sqrt();
        assert!(close(eigenvalues(&three), &[2.0 - root, 2.0, 2.0 + root]));
        assert!(eigenvalues(&[vec![f64::NAN]])[0].is_nan());
    }

    #[test]
    fn a_triangle_is_a_symmetric_matrix() {
        let triangle = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(square(&triangle, 3, 3), [[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 5.0, 6.0]]);
        assert_eq!(square(&triangle[..3], 2, 1), [[1.0]]);
    }
}
