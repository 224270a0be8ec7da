//! Grids of samples in NumPy's files: one array (.npy) or an archive of them (.npz).

mod archive;
mod array;
mod error;
mod mesh;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests;
mod windows;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use self::archive::Entries;
use self::array::{Array, Header, MAGIC, shape_text};
pub use self::error::ReadError;
pub(crate) use self::mesh::{Line, line};
use self::mesh::{is_axis, is_mask};
pub(crate) use self::windows::NpyWindows;
use crate::field::Facts;
use crate::field::domain::{Domain, linspace};
use crate::field::files::grids::MOST_SAMPLES;
use crate::field::sampled::samples::Samples;

/// What archives begin with.
const ARCHIVE_MAGIC: &[u8] = b"PK";
/// What NumPy calls arrays that were saved without names.
const UNNAMED: [&str; 3] = ["arr_0", "arr_1", "arr_2"];
/// How far coordinates may be from even spacing, in units of the spacing.
const UNEVEN: f64 = 1e-6;

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
    Ok(Stored::Held(ArrayGrid { values, nx, ny, remarks, facts, ..ArrayGrid::default() }))
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
    Ok(ArrayGrid { values, nx, ny, remarks, facts, ..ArrayGrid::default() })
}

/// What is said of coordinates that are not evenly spaced.
pub(crate) fn uneven_remark(uneven: &[Option<Vec<f64>>; 2]) -> Option<String> {
    let axes = match uneven {
        [None, None] => return None,
        [Some(_), None] => "x",
        [None, Some(_)] => "y",
        [Some(_), Some(_)] => "x and y",
    };
    Some(uneven_axes(axes))
}

/// The same of axes by their names.
pub(crate) fn uneven_axes(axes: &str) -> String {
    format!("its {axes} are not evenly spaced, and its samples lie where they say")
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

/// An open .npz file.
struct Archive<'a, R> {
    archive: Entries<R>,
    path: &'a Path,
    /// Whether its arrays have no names and are x, y and f.
    is_positional: bool,
}

impl<R: Read + Seek> Archive<'_, R> {
    fn read_grid(mut self, key: Option<&str>) -> Result<ArrayGrid, ReadError> {
        let key = self.choose(key)?;
        let label = self.label(&key);
        let header = self.header(&key)?;
        let [ny, nx] = grid_shape(&header.planar(), "save a slice of it, such as a[0]", &label)?;
        if nx.checked_mul(ny).is_none_or(|count| count > MOST_SAMPLES) {
            return Err(ReadError::Memory { array: label, shape: header.shape_text() });
        }
        let mut grid = ArrayGrid { nx, ny, ..ArrayGrid::default() };
        grid.remarks.extend(squeezed(&header, &key));
        grid.facts = Facts { part: Some(format!("array {key}")), sample_type: header.type_name(), ..Facts::default() };
        if self.is_positional {
            grid.remarks.push("its arrays have no names, and are read as x, y and f".to_owned());
        }
        let mut is_turned = false;
        if let Some(mesh) = self.mesh(&key, [nx, ny])? {
            grid.values = self.array(&key)?.values;
            mesh.place(&mut grid);
            is_turned = mesh.is_by_rows;
        } else {
            // The array itself may be called x or y: then it does not give the extent.
            let extent =
                |archive: &mut Self, axis: &str, count| match archive.axis_name(axis).is_some_and(|name| name == key) {
                    true => Ok(None),
                    false => archive.extent(axis, count),
                };
            let lines = [extent(&mut self, "x", nx)?, extent(&mut self, "y", ny)?];
            let [x, y] = lines.map(|line| line.map_or((None, None), |line| (Some(line.extent), line.uneven)));
            (grid.x, grid.y, grid.uneven) = (x.0, y.0, [x.1, y.1]);
            grid.remarks.extend(uneven_remark(&grid.uneven));
            grid.values = self.array(&key)?.values;
        }
        self.mask(&key, [nx, ny], is_turned, &mut grid)?;
        Ok(grid)
    }

    /// Names of the arrays, in order.
    fn keys(&self) -> Vec<String> {
        self.archive.keys().map(str::to_owned).collect()
    }

    fn has(&self, key: &str) -> bool {
        self.archive.has(key)
    }

    /// The name of the array to read.
    fn choose(&mut self, key: Option<&str>) -> Result<String, ReadError> {
        let (path, keys) = (self.path.to_owned(), self.keys());
        if let Some(key) = key {
            return match self.has(key) {
                true => Ok(key.to_owned()),
                false => Err(ReadError::UnknownKey { path, key: key.to_owned(), keys: keys.join(", ") }),
            };
        }
        if self.has("f") {
            return Ok("f".to_owned());
        }
        if self.finds_by_position()? {
            return Ok(UNNAMED[2].to_owned());
        }
        let (mut planar, mut shapes) = (Vec::new(), Vec::new());
        for key in keys {
            let header = self.header(&key)?;
            shapes.push(format!("{key} {}", header.shape_text()));
            if header.planar().len() == 2 && !is_axis(&key) && !is_mask(&key) {
                planar.push(key);
            }
        }
        match planar.as_slice() {
            [key] => Ok(key.clone()),
            [] if shapes.is_empty() => Err(ReadError::NoGrid { path, keys: "no arrays".to_owned() }),
            [] => Err(ReadError::NoGrid { path, keys: shapes.join(", ") }),
            _ => Err(ReadError::Ambiguous { path, keys: planar.join(", ") }),
        }
    }

    /// Coordinates of `count` samples along `axis`.
    fn extent(&mut self, axis: &str, count: usize) -> Result<Option<Line>, ReadError> {
        if let Some(name) = self.axis_name(axis)
            && !self.header(&name)?.shape.is_empty()
        {
            return self.coordinates(axis, &name, count).map(Some);
        }
        let (low, high) = (format!("{axis}min"), format!("{axis}max"));
        let (first, last) = match (self.has(&low), self.has(&high)) {
            (false, false) => return Ok(None),
            (true, true) => (self.scalar(&low)?, self.scalar(&high)?),
            (has_low, _) => {
                let (there, missing) = if has_low { (low, high) } else { (high, low) };
                let problem = format!("is there without `{missing}`; save both, or neither");
                return Err(ReadError::Coordinates { array: self.label(&there), problem });
            }
        };
        let step = format!("d{axis}");
        // An array of that name which is no scalar is something else, such as a derivative.
        let spacing = match self.has(&step) && self.header(&step)?.shape.iter().all(|&length| length == 1) {
            true => self.scalar(&step)?,
            false => return Ok(Some(Line { extent: [first, last], uneven: None })),
        };
        let cell = (last - first) / count as f64;
        let is_of_cells = ((last - first) / spacing).abs().round() == count as f64;
        let extent = if is_of_cells { [first + cell / 2.0, last - cell / 2.0] } else { [first, last] };
        Ok(Some(Line { extent, uneven: None }))
    }

    /// Coordinates that ascend or descend.
    fn coordinates(&mut self, axis: &str, name: &str, count: usize) -> Result<Line, ReadError> {
        let (lines, example) = if axis == "x" { ("columns", "X[0]") } else { ("rows", "Y[:, 0]") };
        let label = self.label(name);
        let problem = |problem| Err(ReadError::Coordinates { array: label.clone(), problem });
        let shape = self.header(name)?.shape;
        if shape.len() != 1 {
            return problem(format!(
                "has shape {}; coordinates need one dimension, one for each of the {count} {lines}: save {example}",
                shape_text(&shape)
            ));
        }
        if shape[0] != count as u64 {
            return problem(format!(
                "has {} values and the array has {count} {lines}; rows are y and columns are x: save the array as f.T, \
                 or the {axis} of its {lines}",
                shape[0]
            ));
        }
        let Array { values, epsilon, .. } = self.array(name)?;
        line(name, &values, epsilon).or_else(problem)
    }

    /// A single number.
    fn scalar(&mut self, key: &str) -> Result<f64, ReadError> {
        let shape = self.header(key)?.shape;
        if shape.iter().any(|&length| length != 1) {
            let problem = format!("has shape {}; the end of an extent is a single number", shape_text(&shape));
            return Err(ReadError::Coordinates { array: self.label(key), problem });
        }
        Ok(self.array(key)?.values[0])
    }

    fn label(&self, key: &str) -> String {
        format!("{}[{key}]", self.path.display())
    }

    fn header(&mut self, key: &str) -> Result<Header, ReadError> {
        self.with_entry(key, |entry, _, label| Header::read(entry, label))
    }

    fn array(&mut self, key: &str) -> Result<Array, ReadError> {
        self.with_entry(key, |entry, present, label| {
            let header = Header::read(entry, label)?;
            Array::read(entry, &header, present, label)
        })
    }

    /// Unpacks an array: hands `read` its bytes, the most of them there can be, and its name for errors.
    fn with_entry<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut dyn Read, u64, &str) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let label = self.label(key);
        self.archive.with(key, &label, |entry, present| read(entry, present, &label))
    }
}
