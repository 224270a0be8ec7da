//! Points x, y and z in any order, as the grid that they make.

use super::spacing::spacing;
use crate::field::files::grids::checked;
use crate::field::files::line::{AXES, VALUES};
use crate::field::files::npy::ArrayGrid;

/// How far coordinates of one column or row may differ, relative to the largest.
const SAME: f64 = 1e-9;
/// So many points in three columns are more than a grid of samples has, as a rule.
const MANY: usize = 8;
/// Names of columns that only count rows.
const INDEX: [&str; 5] = ["", "index", "id", "fid", "unnamed: 0"];

/// Which columns are x and y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Names {
    pub(super) x: usize,
    pub(super) y: usize,
}

/// The columns x and y, where names say so and another column is left.
pub(super) fn names(header: &[String]) -> Option<Names> {
    let find = |known: &[&str]| known.iter().find_map(|name| header.iter().position(|column| plain(column) == *name));
    match (find(AXES[0]), find(AXES[1])) {
        (Some(x), Some(y)) if header.len() >= 3 => Some(Names { x, y }),
        _ => None,
    }
}

/// Whether a name is that of x.
pub(super) fn is_x(name: &str) -> bool {
    AXES[0].contains(&plain(name).as_str())
}

/// Whether a name is that of y.
pub(super) fn is_y(name: &str) -> bool {
    AXES[1].contains(&plain(name).as_str())
}

/// An array of three columns, or of three rows, as the points x, y and z of a grid, where they are one.
pub(crate) fn of_array(mut grid: ArrayGrid) -> Result<ArrayGrid, String> {
    let (nx, ny) = (grid.nx, grid.ny);
    if nx.min(ny) != 3 || grid.x.is_some() || grid.y.is_some() {
        return Ok(grid);
    }
    if let Some(points) = take_bare(&mut grid.values, nx, &mut grid.remarks) {
        return Ok(ArrayGrid { facts: grid.facts, ..points.into_grid(grid.remarks)? });
    }
    if nx.max(ny) >= MANY {
        let what = if nx == 3 { "columns" } else { "rows" };
        grid.remarks.push(format!("its three {what} are read as samples: as points x, y and z they make no grid"));
    }
    Ok(grid)
}

/// Rows of three numbers, or three rows, as points, where they make a grid; there are no values from then on, so that they
/// are not held twice.
pub(super) fn take_bare(values: &mut Vec<f64>, nx: usize, remarks: &mut Vec<String>) -> Option<Columns> {
    let ny = values.len() / nx.max(1);
    let column = |values: &[f64], index: usize| values.iter().skip(index).step_by(3).copied().collect::<Vec<f64>>();
    let points = match (nx, ny) {
        (3, 4..) => {
            let (x, y) = (column(values, 0), column(values, 1));
            let z = are_a_grid(&x, &y).then(|| column(values, 2))?;
            *values = Vec::new();
            Columns { x, y, z }
        }
        (4.., 3) if are_a_grid(&values[..nx], &values[nx..2 * nx]) => {
            let (z, y) = (values.split_off(2 * nx), values.split_off(nx));
            values.shrink_to_fit();
            Columns { x: std::mem::take(values), y, z }
        }
        _ => return None,
    };
    remarks.push(format!("its three {} are read as x, y and z", if nx == 3 { "columns" } else { "rows" }));
    Some(points)
}

/// Whether two columns are x and y, with nothing beside them.
pub(super) fn has_no_values(header: &[String]) -> bool {
    let mut names: Vec<String> = header.iter().map(|name| plain(name)).collect();
    names.sort();
    names == ["x", "y"]
}

/// A name in small letters without its unit: `X (m)` is x.
fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    match name.find(['(', '[', '/']) {
        Some(unit) if unit > 0 => name[..unit].trim().to_owned(),
        _ => name,
    }
}

impl Names {
    /// The column of values, and the names of those that are left out.
    pub(super) fn value<'a>(self, header: &'a [String], key: Option<&str>) -> Result<(usize, Vec<&'a str>), String> {
        let columns = 0..header.len();
        let others: Vec<usize> = columns
            .filter(|&column| column != self.x && column != self.y && !INDEX.contains(&plain(&header[column]).as_str()))
            .collect();
        let listed = || others.iter().map(|&column| header[column].as_str()).collect::<Vec<_>>().join(", ");
        let named = |name: &str| {
            others.iter().copied().find(|&column| header[column] == name || plain(&header[column]) == name)
        };
        let value = match (key, others.as_slice()) {
            (Some(key), _) => {
                named(key).ok_or_else(|| format!("has no column `{key}`; its values are {}", listed()))?
            }
            (None, &[only]) => only,
            (None, []) => return Err("it has columns x and y and none of values; add one named z".to_owned()),
            (None, _) => VALUES
                .iter()
                .find_map(|name| named(name))
                .ok_or_else(|| format!("its values could be {}; choose one by its name as the key", listed()))?,
        };
        Ok((value, others.iter().filter(|&&other| other != value).map(|&other| header[other].as_str()).collect()))
    }
}

/// Columns of points.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    pub(crate) z: Vec<f64>,
}

/// Coordinates without those that are there already, ascending.
fn distinct(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let largest = sorted.first().map_or(0.0, |value| value.abs()).max(sorted.last().map_or(0.0, |value| value.abs()));
    let mut last = f64::NEG_INFINITY;
    sorted.retain(|&value| {
        let is_new = value - last > SAME * largest || last == f64::NEG_INFINITY;
        last = if is_new { value } else { last };
        is_new
    });
    sorted.shrink_to_fit();
    sorted
}

/// The index among distinct coordinates of one that was there.
fn index_of(value: f64, distinct: &[f64]) -> usize {
    distinct.partition_point(|&other| other <= value).saturating_sub(1)
}

/// Whether points lie on a grid, each of its nodes once.
pub(super) fn are_a_grid(x: &[f64], y: &[f64]) -> bool {
    if !x.iter().chain(y).all(|value| value.is_finite()) {
        return false;
    }
    let (xs, ys) = (distinct(x), distinct(y));
    if xs.len() < 2 || ys.len() < 2 || xs.len().checked_mul(ys.len()) != Some(x.len()) {
        return false;
    }
    let mut seen = vec![false; x.len()];
    x.iter().zip(y).all(|(&x, &y)| !std::mem::replace(&mut seen[index_of(y, &ys) * xs.len() + index_of(x, &xs)], true))
}

impl Columns {
    /// The grid of points that lie on each of its nodes.
    pub(crate) fn into_grid(self, mut remarks: Vec<String>) -> Result<ArrayGrid, String> {
        let Columns { x, y, z } = self;
        if let Some(index) = x.iter().zip(&y).position(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return Err(format!("its point {} has no x or no y; leave it out, or give it both", index + 1));
        }
        let (xs, ys) = (distinct(&x), distinct(&y));
        let (nx, ny) = (xs.len(), ys.len());
        let count = z.len();
        let nodes = nx.saturating_mul(ny);
        // As many columns and rows as points, about: no grid was meant.
        if count < 4 || nodes / 4 > count {
            return Err(format!(
                "its {count} points have {nx} different x and {ny} different y, so they are scattered and {} of a grid's {nodes} \
                 nodes are missing; interpolate them onto a grid, as scipy.interpolate.griddata does",
                nodes.saturating_sub(count)
            ));
        }
        checked(nx, ny)?;
        let (mut values, mut seen, mut repeated) = (vec![f64::NAN; nodes], vec![false; nodes], 0);
        for ((&x, &y), &z) in x.iter().zip(&y).zip(&z) {
            let at = index_of(y, &ys) * nx + index_of(x, &xs);
            if std::mem::replace(&mut seen[at], true) {
                if values[at] != z && !(values[at].is_nan() && z.is_nan()) {
                    return Err(format!(
                        "the point ({x}, {y}) is there twice, with {} and with {z}; keep one of them",
                        values[at]
                    ));
                }
                repeated += 1;
            }
            values[at] = z;
        }
        let missing = seen.iter().filter(|seen| !**seen).count();
        if missing > 0 {
            let first = seen.iter().position(|seen| !seen).unwrap_or(0);
            return Err(format!(
                "{missing} of the {nx}x{ny} points of its grid are missing, such as ({}, {}); add them, with nan where there is no \
                 value",
                xs[first % nx],
                ys[first / nx]
            ));
        }
        if repeated > 0 {
            remarks.push(format!("{repeated} of its points are there twice, with the same value"));
        }
        let ((x, of_x), (y, of_y)) = (spacing("x", &xs)?, spacing("y", &ys)?);
        remarks.extend([of_x, of_y].into_iter().flatten());
        let mut grid = ArrayGrid { values, nx, ny, remarks, ..ArrayGrid::default() };
        grid.place([x, y].map(Some));
        Ok(grid)
    }
}
