//! Where a variable's rows and columns lie.

use netcdf_reader::{NcFile, NcGroup, NcType, NcVariable};

use super::choice::{Dimension, variables};
use super::{is_number, said, text};
use crate::field::files::line::{AXES, Line};
use crate::field::files::npy::mesh_lines;

/// Coordinates of a grid.
pub(super) struct Axes {
    /// Of x and y, where the file has them.
    pub(super) xy: [Option<Line>; 2],
    /// Whether rows are x.
    pub(super) is_turned: bool,
    pub(super) is_geographic: bool,
    /// Metres along a unit of both, where that is a length.
    pub(super) metres: Option<f64>,
    pub(super) remarks: Vec<String>,
}

/// What a coordinate is of.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    X,
    Y,
    Other,
}

/// The axes of a variable whose rows and columns are `kept`.
pub(super) fn axes(file: &NcFile, root: &NcGroup, name: &str, kept: &[Dimension; 2]) -> Result<Axes, String> {
    let all = variables(root);
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found: [Option<(String, &NcVariable)>; 2] = [0, 1].map(|axis| coordinate(&all, folder, &kept[axis]));
    let (mut remarks, mut is_turned_by_length) = (Vec::new(), false);
    if found.iter().all(Option::is_none) {
        // Rows are y and columns are x, where arrays of these names are as long.
        let by_name = |axis: usize, dimension: &Dimension| named(&all, axis, &[dimension.size]).cloned();
        found = [by_name(1, &kept[0]), by_name(0, &kept[1])];
        // Of an array that was saved with its rows along x, the lengths say so.
        let turned = [by_name(0, &kept[0]), by_name(1, &kept[1])];
        if found.iter().all(Option::is_none) && turned.iter().all(Option::is_some) {
            (found, is_turned_by_length) = (turned, true);
        }
        let is_there = |axis: usize| {
            all.iter().any(|(name, variable)| AXES[axis].contains(&name.as_str()) && variable.ndim() == 1)
        };
        if found.iter().any(Option::is_none) && (is_there(0) || is_there(1)) {
            remarks.push(
                "its arrays of coordinates are not as long as its rows and columns, which are y and x".to_owned(),
            );
        }
    }
    let direction =
        |axis: usize| found[axis].as_ref().map_or(Direction::Other, |(name, variable)| direction(name, variable));
    let is_turned = is_turned_by_length
        || direction(0) == Direction::X && direction(1) != Direction::X
        || direction(1) == Direction::Y && direction(0) != Direction::Y;
    let is_degrees = |found: &Option<(String, &NcVariable)>, side: &str| {
        found.as_ref().and_then(|(_, variable)| text(variable, "units")).is_some_and(|units| {
            let units = units.replace(['_', ' '], "");
            units.starts_with("degree")
                && units.trim_start_matches("degrees").trim_start_matches("degree").starts_with(side)
        })
    };
    let (x, y) = if is_turned { (0, 1) } else { (1, 0) };
    let is_geographic = is_degrees(&found[x], "e") && is_degrees(&found[y], "n");
    if is_geographic {
        remarks.push(crate::field::files::GEOGRAPHIC.to_owned());
    }
    let [along_x, along_y] = [0, 1].map(|axis| found[axis].as_ref().and_then(|(_, variable)| metres(variable)));
    let unit = along_x.filter(|_| along_x == along_y);
    if found.iter().all(Option::is_none)
        && let Some(axes) = meshes(file, &all, kept)?
    {
        return Ok(axes);
    }
    if found.iter().all(Option::is_none)
        && all.iter().any(|(name, variable)| variable.ndim() == 2 && is_latitude(name, variable))
    {
        remarks.push(
            "its latitudes and longitudes have two dimensions and are left out: samples lie by their rows and columns"
                .to_owned(),
        );
    }
    if remarks.is_empty() {
        remarks.extend(left_out(&all, &found, kept));
    }
    let mut read = |at: usize| found[at].take().map(|(name, variable)| coordinates(file, &name, variable)).transpose();
    Ok(Axes { xy: [read(x)?, read(y)?], is_turned, is_geographic, metres: unit, remarks })
}

/// Metres along a unit of a coordinate, where it says that it is a length.
fn metres(coordinate: &NcVariable) -> Option<f64> {
    match text(coordinate, "units")?.trim() {
        "m" | "metre" | "metres" | "meter" | "meters" => Some(1.0),
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => Some(1000.0),
        _ => None,
    }
}

/// Whether a path ends in a name of x or y.
pub(super) fn is_axis(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    AXES.iter().copied().flatten().any(|known| *known == name)
}

/// The numbers of a shape that have a name of x or y.
fn named<'a, 'b>(
    all: &'b [(String, &'a NcVariable)],
    axis: usize,
    shape: &[u64],
) -> Option<&'b (String, &'a NcVariable)> {
    let mut known =
        AXES[axis].iter().flat_map(|known| all.iter().filter(move |(name, _)| name.rsplit('/').next() == Some(known)));
    known.find(|(_, variable)| is_number(variable.dtype()) && variable.shape() == shape)
}

/// The axes that meshes of x and y give, which have the shape of the samples.
fn meshes(file: &NcFile, all: &[(String, &NcVariable)], kept: &[Dimension; 2]) -> Result<Option<Axes>, String> {
    let shape = [kept[0].size, kept[1].size];
    let (Some((x, x_variable)), Some((y, y_variable))) = (named(all, 0, &shape), named(all, 1, &shape)) else {
        return Ok(None);
    };
    let read = |name: &str| file.read_variable_unpacked_masked(name).map_err(said);
    let (xs, ys) = (read(x)?.into_raw_vec_and_offset().0, read(y)?.into_raw_vec_and_offset().0);
    let (nx, epsilon) = (super::side(kept[1].size), epsilon(x_variable).max(epsilon(y_variable)));
    let Some((lines, is_turned)) = mesh_lines([&xs, &ys], nx, epsilon) else {
        return Ok(Some(Axes {
            xy: [None, None],
            is_turned: false,
            is_geographic: false,
            metres: None,
            remarks: vec![format!(
                "its {x} and {y} have two dimensions and are left out, since they are no mesh of columns and rows: samples \
                 lie by their rows and columns"
            )],
        }));
    };
    let place = |name: &str, values: &[f64]| {
        Line::of_array(name, values, epsilon).map_err(|problem| format!("its array `{name}` {problem}"))
    };
    let xy = [Some(place(x, &lines[0])?), Some(place(y, &lines[1])?)];
    let are_degrees = |variable| text(variable, "units").is_some_and(|units| units.starts_with("degree"));
    let is_geographic = are_degrees(x_variable) && are_degrees(y_variable);
    let remarks = is_geographic.then(|| crate::field::files::GEOGRAPHIC.to_owned()).into_iter().collect();
    let unit = metres(x_variable).filter(|unit| metres(y_variable) == Some(*unit));
    Ok(Some(Axes { xy, is_turned, is_geographic, metres: unit, remarks }))
}

/// What is said of arrays that may be coordinates by names of their own, where a dimension has none.
fn left_out(
    all: &[(String, &NcVariable)],
    found: &[Option<(String, &NcVariable)>; 2],
    kept: &[Dimension; 2],
) -> Option<String> {
    let used = |name: &String| found.iter().flatten().any(|(known, _)| known == name);
    let missing = || (0..2).filter(|&at| found[at].is_none()).map(|at| kept[at].size);
    let may_be = |(name, variable): &&(String, &NcVariable)| {
        !used(name) && is_number(variable.dtype()) && missing().any(|size| size > 1 && variable.shape() == [size])
    };
    let names: Vec<String> = all.iter().filter(may_be).map(|(name, _)| format!("`{name}`")).collect();
    (!names.is_empty())
        .then(|| format!("left out beside the samples: {}; coordinates are called x and y", names.join(", ")))
}

/// The coordinate variable of a dimension, in the variable's own group or one around it.
fn coordinate<'a>(
    all: &[(String, &'a NcVariable)],
    folder: &str,
    dimension: &Dimension,
) -> Option<(String, &'a NcVariable)> {
    let mut folder = folder;
    loop {
        let path = if folder.is_empty() { dimension.name.clone() } else { format!("{folder}/{}", dimension.name) };
        let found = all.iter().find(|(name, variable)| {
            *name == path && variable.shape() == [dimension.size] && is_number(variable.dtype())
        });
        if let Some(found) = found {
            return Some(found.clone());
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder.rsplit_once('/').map_or("", |(before, _)| before);
    }
}

fn is_latitude(name: &str, variable: &NcVariable) -> bool {
    direction(name, variable) == Direction::Y
        && text(variable, "units").is_some_and(|units| units.starts_with("degree"))
}

/// What a coordinate is of, by its axis, its units, its standard name or its name.
fn direction(name: &str, variable: &NcVariable) -> Direction {
    let said = |attribute: &str| text(variable, attribute).unwrap_or_default();
    match said("axis").as_str() {
        "x" => return Direction::X,
        "y" => return Direction::Y,
        _ => {}
    }
    let (units, standard) = (said("units").replace('_', ""), said("standard_name"));
    let name = name.rsplit('/').next().unwrap_or_default().to_lowercase();
    if units.starts_with("degreeseast")
        || units.starts_with("degreeeast")
        || ["longitude", "projection_x_coordinate"].contains(&standard.as_str())
    {
        return Direction::X;
    }
    if units.starts_with("degreesnorth")
        || units.starts_with("degreenorth")
        || ["latitude", "projection_y_coordinate"].contains(&standard.as_str())
    {
        return Direction::Y;
    }
    match name.as_str() {
        "x" | "lon" | "longitude" | "easting" => Direction::X,
        "y" | "lat" | "latitude" | "northing" => Direction::Y,
        _ => Direction::Other,
    }
}

/// Relative spacing of the numbers of a variable's type, 0 for integers.
fn epsilon(variable: &NcVariable) -> f64 {
    match variable.dtype() {
        NcType::Float => f32::EPSILON.into(),
        NcType::Double => f64::EPSILON,
        _ => 0.0,
    }
}

/// The numbers of a coordinate variable.
fn coordinates(file: &NcFile, name: &str, variable: &NcVariable) -> Result<Line, String> {
    let values = file.read_variable_unpacked_masked(name).map_err(said)?.into_raw_vec_and_offset().0;
    let epsilon = epsilon(variable);
    if values.len() < 2 {
        return Err(format!(
            "its coordinates `{name}` are fewer than two; a field needs two rows and two columns at least"
        ));
    }
    Line::of_array(name, &values, epsilon).map_err(|problem| format!("its array `{name}` {problem}"))
}
