//! Arrays beside the samples: meshes of x and y as `numpy.meshgrid` makes them, and masks.

use std::io::{Read, Seek};

use super::array::{Header, shape_text};
use super::chosen::Archive;
use super::{ArrayGrid, ReadError, UNNAMED, turned};
use crate::field::files::line::{AXES, Line};

/// Names of masks, in small letters, beside `NAME_mask`.
const MASKS: [&str; 2] = ["mask", "valid_mask"];

/// Whether a name is that of coordinates.
pub(super) fn is_axis(key: &str) -> bool {
    AXES.iter().any(|names| names.iter().any(|name| key.eq_ignore_ascii_case(name)))
}

/// Whether a name is that of a mask.
pub(super) fn is_mask(key: &str) -> bool {
    let key = key.to_lowercase();
    MASKS.contains(&key.as_str()) || key.ends_with("_mask")
}

/// Meshes of x and y.
pub(super) struct Mesh {
    x: Line,
    y: Line,
    /// Whether x goes along the rows of the array, as with `indexing='ij'`.
    pub(super) is_by_rows: bool,
}

impl Mesh {
    /// Puts samples where the meshes say.
    pub(super) fn place(self, grid: &mut ArrayGrid) {
        if self.is_by_rows {
            grid.turn();
            grid.remarks.push("its meshes run by their first index, so its rows are read as x".to_owned());
        }
        grid.place([Some(self.x), Some(self.y)]);
    }
}

impl<R: Read + Seek> Archive<'_, R> {
    /// The name of an axis's array in this archive.
    pub(super) fn axis_name(&self, axis: &str) -> Option<String> {
        if self.is_positional {
            return Some(UNNAMED[usize::from(axis == "y")].to_owned());
        }
        AXES[usize::from(axis == "y")].iter().find(|name| self.has(name)).map(|name| (*name).to_owned())
    }

    /// Whether the archive holds x, y and f in this order, as `numpy.savez(file, x, y, f)` has them, without their names.
    pub(super) fn finds_by_position(&mut self) -> Result<bool, ReadError> {
        if self.keys() != UNNAMED {
            return Ok(false);
        }
        let headers = [self.header(UNNAMED[0])?, self.header(UNNAMED[1])?, self.header(UNNAMED[2])?];
        let [x, y, f] = headers.map(|header| header.planar());
        let [ny, nx] = f[..] else { return Ok(false) };
        self.is_positional = true;
        self.is_positional = match (x.as_slice(), y.as_slice()) {
            // Those of the other axis's length are refused as coordinates.
            (&[x], &[y]) => [x, y] == [nx, ny] || [x, y] == [ny, nx],
            // Three arrays of one shape may be anything.
            _ => matches!(self.mesh(UNNAMED[2], [nx as usize, ny as usize]), Ok(Some(_))),
        };
        Ok(self.is_positional)
    }

    /// The meshes of x and y that an array of so many columns and rows has beside it.
    pub(super) fn mesh(&mut self, key: &str, [nx, ny]: [usize; 2]) -> Result<Option<Mesh>, ReadError> {
        let (Some(x), Some(y)) = (self.axis_name("x"), self.axis_name("y")) else { return Ok(None) };
        if key == x || key == y {
            return Ok(None);
        }
        let shapes = [self.header(&x)?.planar(), self.header(&y)?.planar()];
        if shapes.iter().any(|shape| shape[..] != [ny as u64, nx as u64]) {
            return Ok(None);
        }
        let (xs, ys) = (self.array(&x)?, self.array(&y)?);
        let epsilon = xs.epsilon.max(ys.epsilon);
        let Some((lines, is_by_rows)) = mesh_lines([&xs.values, &ys.values], nx, epsilon) else {
            let problem = format!(
                "it and `{y}` have the array's shape and are no mesh of columns and rows; resample to a regular grid"
            );
            return Err(ReadError::Coordinates { array: self.label(&x), problem });
        };
        let fail = |name: &str, problem| ReadError::Coordinates { array: self.label(name), problem };
        let extent = |name: &str, axis: usize| {
            Line::of_array(name, &lines[axis], epsilon).map_err(|problem| fail(name, problem))
        };
        Ok(Some(Mesh { x: extent(&x, 0)?, y: extent(&y, 1)?, is_by_rows }))
    }

    /// Takes the samples out that a mask beside the array has for missing.
    pub(super) fn mask(
        &mut self,
        key: &str,
        [nx, ny]: [usize; 2],
        is_turned: bool,
        grid: &mut ArrayGrid,
    ) -> Result<(), ReadError> {
        let names = [format!("{key}_mask"), "mask".to_owned(), "valid_mask".to_owned()];
        let Some(name) = names.into_iter().find(|name| name != key && self.has(name)) else { return Ok(()) };
        let header: Header = self.header(&name)?;
        if header.planar()[..] != [ny as u64, nx as u64] {
            let shape = shape_text(&header.shape);
            grid.remarks.push(format!("`{name}` of shape {shape} does not fit the samples and is left out"));
            return Ok(());
        }
        let mask = self.array(&name)?;
        let marked = if mask.is_bool { "true" } else { "0" };
        let mask_values = if is_turned { turned(&mask.values, nx) } else { mask.values };
        let mut missing = 0;
        for (value, mask) in grid.values.iter_mut().zip(mask_values) {
            // Truth values say what is masked, as numpy.ma has it; numbers say what is valid, as GDAL has it.
            if mask.is_nan() || (mask != 0.0) == (marked == "true") {
                *value = f64::NAN;
                missing += 1;
            }
        }
        grid.remarks
            .push(format!("its array `{name}` is read as a mask: {missing} samples are missing where it is {marked}"));
        Ok(())
    }
}

/// The coordinates x and y that meshes of so many columns repeat, and whether x goes along the rows; nothing where they are
/// no meshes.
pub(crate) fn mesh_lines([x, y]: [&[f64]; 2], nx: usize, epsilon: f64) -> Option<([Vec<f64>; 2], bool)> {
    if x.len() != y.len() || x.len() < nx {
        return None;
    }
    let is_mesh = |along: &[f64], up: &[f64]| repeats_rows(along, nx, epsilon) && repeats_columns(up, nx, epsilon);
    let (columns, rows) =
        (|mesh: &[f64]| mesh[..nx].to_vec(), |mesh: &[f64]| mesh.iter().step_by(nx).copied().collect());
    if is_mesh(x, y) {
        return Some(([columns(x), rows(y)], false));
    }
    is_mesh(y, x).then(|| ([rows(x), columns(y)], true))
}

fn near(a: f64, b: f64, epsilon: f64) -> bool {
    (a - b).abs() <= 2.0 * epsilon.max(f64::EPSILON) * a.abs().max(b.abs())
}

fn repeats_rows(values: &[f64], width: usize, epsilon: f64) -> bool {
    values.chunks(width).all(|row| row.iter().zip(values).all(|(&a, &b)| near(a, b, epsilon)))
}

fn repeats_columns(values: &[f64], width: usize, epsilon: f64) -> bool {
    values.chunks(width).all(|row| row.iter().all(|&value| near(value, row[0], epsilon)))
}
