//! Grids of samples in NumPy's files: one array (.npy) or an archive of them (.npz).

mod archive;
mod array;
mod chosen;
mod error;
mod mesh;
mod points;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests;
mod windows;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use self::archive::Entries;
use self::array::{Array, Header, MAGIC, shape_text};
use self::chosen::Archive;
pub use self::error::ReadError;
#[cfg(feature = "netcdf")]
pub(crate) use self::mesh::mesh_lines;
pub(crate) use self::windows::NpyWindows;
use super::line::Line;
use super::text::of_array;
use crate::field::Facts;
use crate::field::domain::{Domain, linspace};
use crate::field::sampled::samples::Samples;

/// What archives begin with.
const ARCHIVE_MAGIC: &[u8] = b"PK";
/// What NumPy calls arrays that were saved without names.
const UNNAMED: [&str; 3] = ["arr_0", "arr_1", "arr_2"];

/// Where the first row of a file lies, as matplotlib's `imshow` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The first row has the first y, even of an extent that runs backwards.
    Lower,
    /// The first row has the last y, as pictures have it.
    Upper,
}

/// An array of samples as a file has it, and the extent the file gives.
#[derive(Clone, Debug, Default)]
pub(crate) struct ArrayGrid {
    /// `ny` rows of `nx`, in the file's order.
    pub values: Vec<f64>,
    /// Columns.
    pub nx: usize,
    /// Rows.
    pub ny: usize,
    /// x of the first and last column, where the file says so; it may run backwards.
    pub x: Option<[f64; 2]>,
    /// y of the first and last row, where the file says so; it may run backwards.
    pub y: Option<[f64; 2]>,
    /// Coordinates of columns and rows that are not evenly spaced.
    pub uneven: [Option<Vec<f64>>; 2],
    /// What was understood that could have been meant otherwise: sentences that name no option.
    pub remarks: Vec<String>,
    /// Whether x and y are degrees of longitude and latitude.
    pub is_geographic: bool,
    /// What else the file says of its samples.
    pub facts: Facts,
}

impl ArrayGrid {
    /// Puts its columns and rows where they say.
    pub(crate) fn place(&mut self, lines: [Option<Line>; 2]) {
        let [x, y] = lines.map(|line| line.map_or((None, None), |line| (Some(line.extent), line.uneven)));
        (self.x, self.y, self.uneven) = (x.0, y.0, [x.1, y.1]);
        let axes = match self.uneven {
            [None, None] => return,
            [Some(_), None] => "x",
            [None, Some(_)] => "y",
            [Some(_), Some(_)] => "x and y",
        };
        self.remarks.push(format!("its {axes} are not evenly spaced, and its samples lie where they say"));
    }

    /// Makes columns of its rows, before they have a place.
    pub(crate) fn turn(&mut self) {
        self.values = turned(&self.values, self.nx);
        (self.nx, self.ny) = (self.ny, self.nx);
    }

    /// The field of these samples; `path` is named in errors.
    ///
    /// The first row has the first y unless `origin` says otherwise. Along an axis without an extent the samples reach
    /// from −5 to 5.
    pub(crate) fn into_samples(mut self, origin: Option<Origin>, path: &Path) -> Result<Samples, ReadError> {
        if origin == Some(Origin::Upper) {
            flip_rows(&mut self.values, self.nx);
        }
        let x = self.x.unwrap_or(Domain::DEFAULT.x);
        let y = self.y.unwrap_or(Domain::DEFAULT.y);
        let samples = match self.uneven {
            [None, None] => Samples::new(self.values, self.nx, self.ny, x, y),
            [xs, ys] => {
                let xs = xs.unwrap_or_else(|| linspace(x, self.nx));
                let ys = ys.unwrap_or_else(|| linspace(y, self.ny));
                Samples::through(self.values, &xs, &ys)
            }
        };
        samples.map_err(|error| ReadError::Samples { path: path.to_owned(), error })
    }
}

/// Rows of so many values as columns.
fn turned(values: &[f64], width: usize) -> Vec<f64> {
    let mut turned = Vec::with_capacity(values.len());
    (0..width).for_each(|column| turned.extend(values.iter().skip(column).step_by(width)));
    turned
}

/// Puts the last row of so many values first.
pub(crate) fn flip_rows(values: &mut [f64], width: usize) {
    let (mut rows, width) = (values, width.max(1));
    while rows.len() >= 2 * width {
        let (first, rest) = rows.split_at_mut(width);
        let (between, last) = rest.split_at_mut(rest.len() - width);
        first.swap_with_slice(last);
        rows = between;
    }
}

/// Reads a grid from an .npy or .npz file, whichever it is by its first bytes.
///
/// `key` names an array of an archive; without it that is the array `f`, else the only one of two dimensions that is
/// not `x` or `y`. The extent of an archive comes from 1-D arrays `x` and `y`, or from scalars `xmin xmax ymin ymax`:
/// with `dx` or `dy` there and the extent that many times as long as there are columns or rows, it is that of cells
/// and the samples sit at their centres; else the samples reach to its ends.
///
/// Arrays of any real type, byte order and index order are read.
#[cfg(test)]
pub(crate) fn read_grid(path: &Path, key: Option<&str>) -> Result<ArrayGrid, ReadError> {
    match open(path, key, usize::MAX)? {
        Stored::Held(grid) => Ok(grid),
        Stored::InFile(windows) => {
            let [nx, ny] = windows.size();
            let all = windows.read(0..nx, 0..ny);
            let values = all.map_err(|error| ReadError::Io { array: path.display().to_string(), error })?;
            Ok(ArrayGrid { values, nx, ny, ..ArrayGrid::default() })
        }
    }
}

/// An array as it was found: read, or left in its file.
pub(crate) enum Stored {
    Held(ArrayGrid),
    InFile(NpyWindows),
}

/// The same, but an array of more than `most` samples, if no archive holds it, stays in its file.
pub(crate) fn open(path: &Path, key: Option<&str>, most: usize) -> Result<Stored, ReadError> {
    let label = path.display().to_string();
    let mut file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing { path: path.to_owned() },
        _ => ReadError::Io { array: label.clone(), error },
    })?;
    let mut start = Vec::new();
    let io_error = |error| ReadError::Io { array: label.clone(), error };
    (&mut file).take(MAGIC.len() as u64).read_to_end(&mut start).map_err(io_error)?;
    file.rewind().map_err(io_error)?;
    let length = file.metadata().map_err(io_error)?.len();
    let mut reader = BufReader::new(file);
    if start.starts_with(ARCHIVE_MAGIC) {
        let archive = Entries::open(reader, &label)?;
        return Archive { archive, path, is_positional: false }.read_grid(key).map(Stored::Held);
    }
    if start != MAGIC {
        return Err(ReadError::NotNumpy { path: path.to_owned() });
    }
    if let Some(key) = key {
        return Err(ReadError::NoKeys { path: path.to_owned(), key: key.to_owned() });
    }
    let header = Header::read(&mut reader, &label)?;
    let remedy = "save a slice of it, such as a[0]";
    let [ny, nx] = grid_shape(&header.planar(), remedy, &label)?;
    let remarks: Vec<String> = squeezed(&header, &label).into_iter().collect();
    let start = reader.stream_position().map_err(io_error)?;
    let present = length.saturating_sub(start);
    let (item, count) = header.items(present, &label)?;
    if count > most as u128 {
        let is_by_columns = header.fortran_order;
        return Ok(Stored::InFile(
            NpyWindows::new(reader.into_inner(), start, item, [nx, ny], is_by_columns)
                .named(header.type_name(), remarks),
        ));
    }
    let values = Array::read(&mut reader, &header, present, &label)?.values;
    let facts = Facts { sample_type: header.type_name(), ..Facts::default() };
    let grid = ArrayGrid { values, nx, ny, remarks, facts, ..ArrayGrid::default() };
    of_array(grid).map(Stored::Held).map_err(|problem| ReadError::Coordinates { array: label, problem })
}

/// Names of the arrays of an archive that are grids; none where it cannot be read.
pub(crate) fn grids(path: &Path) -> Vec<String> {
    let archive = File::open(path).ok().and_then(|file| Entries::open(BufReader::new(file), "").ok());
    let grids = archive.and_then(|archive| Archive { archive, path, is_positional: false }.grids().ok());
    grids.unwrap_or_default()
}

/// A grid of a file in memory; `path` is named in errors.
pub(crate) fn from_bytes(path: &Path, bytes: &[u8], key: Option<&str>) -> Result<ArrayGrid, ReadError> {
    let label = path.display().to_string();
    let mut reader = io::Cursor::new(bytes);
    if bytes.starts_with(ARCHIVE_MAGIC) {
        let archive = Entries::open(reader, &label)?;
        return Archive { archive, path, is_positional: false }.read_grid(key);
    }
    if !bytes.starts_with(MAGIC) {
        return Err(ReadError::NotNumpy { path: path.to_owned() });
    }
    if let Some(key) = key {
        return Err(ReadError::NoKeys { path: path.to_owned(), key: key.to_owned() });
    }
    let header = Header::read(&mut reader, &label)?;
    let [ny, nx] = grid_shape(&header.planar(), "save a slice of it, such as a[0]", &label)?;
    let present = (bytes.len() as u64).saturating_sub(reader.position());
    let values = Array::read(&mut reader, &header, present, &label)?.values;
    let remarks = squeezed(&header, &label).into_iter().collect();
    let facts = Facts { sample_type: header.type_name(), ..Facts::default() };
    let grid = ArrayGrid { values, nx, ny, remarks, facts, ..ArrayGrid::default() };
    of_array(grid).map_err(|problem| ReadError::Coordinates { array: label, problem })
}

/// What is said where dimensions of length 1 are left out.
fn squeezed(header: &Header, label: &str) -> Option<String> {
    (header.planar().len() < header.shape.len())
        .then(|| format!("{label} has shape {}, and its dimensions of length 1 are left out", header.shape_text()))
}

/// Rows and columns, if a shape is that of a grid.
fn grid_shape(shape: &[u64], remedy: &'static str, array: &str) -> Result<[usize; 2], ReadError> {
    let (array, text) = (array.to_owned(), shape_text(shape));
    match *shape {
        [] | [_] => {
            let remedy = "reshape it to rows and columns before it is saved";
            Err(ReadError::Dimensions { array, shape: text, remedy })
        }
        _ if shape.contains(&0) => Err(ReadError::Empty { array, shape: text }),
        [1, _] | [_, 1] => Err(ReadError::Thin { array, shape: text }),
        // A number of rows beyond usize is refused with the bytes it would take.
        [ny, nx] => Ok([ny as usize, nx as usize]),
        _ => Err(ReadError::Dimensions { array, shape: text, remedy }),
    }
}
