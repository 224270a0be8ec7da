//! Fields on a grid as .npz, .npy and .csv.

use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::path::Path;

use super::archive::Archive;
use super::atomic::{AtomicError, Output, write_atomically};
use super::json_table;
use crate::words::Short;

/// Names of the planes, in their order.
const PLANES: [&str; 6] = ["f", "fx", "fy", "fxx", "fxy", "fyy"];

/// How a table is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableFormat {
    /// An archive of `x`, `y`, `f`, `fx`, `fy` (and `fxx`, `fxy`, `fyy`), each an array of its own.
    Npz,
    /// One array of shape (planes, ny, nx).
    Npy,
    /// A row per node with a header, x fastest.
    Csv,
    /// One object of `x`, `y`, `f`, `fx`, `fy` (and `fxx`, `fxy`, `fyy`), the planes as lists of rows.
    Json,
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The ending says nothing that is known.
    #[error("cannot tell the format of {0}; let its name end in .npz, .npy, .csv, .json or .tif")]
    Ending(String),
    /// The file.
    #[error(transparent)]
    File(#[from] AtomicError),
}

impl TableFormat {
    /// The format that a path's ending names.
    ///
    /// # Errors
    /// Where the ending is none of `.npz`, `.npy`, `.csv` and `.json`.
    pub fn of(path: &Path) -> Result<TableFormat, TableError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("npz") => Ok(TableFormat::Npz),
            Some("npy") => Ok(TableFormat::Npy),
            Some("csv") => Ok(TableFormat::Csv),
            Some("json") => Ok(TableFormat::Json),
            _ => Err(TableError::Ending(path.display().to_string())),
        }
    }
}

/// A number that tables hold.
pub trait Value: bytemuck::NoUninit + std::fmt::Display + std::fmt::LowerExp + Into<f64> {
    /// Its kind and size, as NumPy spells them.
    const TYPE: &'static str;
}

impl Value for f32 {
    const TYPE: &'static str = "f4";
}

impl Value for f64 {
    const TYPE: &'static str = "f8";
}

impl Value for i32 {
    const TYPE: &'static str = "i4";
}

/// A table of the nodes of a grid that is computed band by band, so that it never lies in memory whole.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// The x of every column.
    pub xs: &'a [f64],
    /// The y of every row.
    pub ys: &'a [f64],
    /// How many planes there are, of f, fx, fy, fxx, fxy, fyy.
    pub planes: usize,
}

impl Table<'_> {
    /// Writes the table beside `path` and renames it.
    ///
    /// `fill` hands bands of whole rows to what it is given, from the first row to the last: the planes of each in order,
    /// with rows × columns values. As JSON, and into a pipe, where bytes have to leave in their order, the table is held in
    /// memory; as CSV it never is.
    ///
    /// # Errors
    /// Where the file cannot be written, and what `fill` fails with; nothing is left then.
    pub fn write<T: Value, E: From<AtomicError>>(
        &self,
        path: &Path,
        format: TableFormat,
        fill: impl FnOnce(&mut dyn FnMut(&[Vec<T>]) -> Result<(), E>) -> Result<(), E>,
    ) -> Result<(), E> {
        let io = |error| E::from(AtomicError::Io { path: path.to_owned(), error });
        write_atomically(path, |output| {
            if format == TableFormat::Csv {
                let mut row = 0;
                self.write_header(output).map_err(io)?;
                return fill(&mut |band| self.write_rows(output, &mut row, band).map_err(io));
            }
            if format == TableFormat::Json {
                let mut planes = vec![Vec::with_capacity(self.xs.len() * self.ys.len()); self.planes];
                fill(&mut |band| {
                    planes.iter_mut().zip(band).for_each(|(plane, values)| plane.extend_from_slice(values));
                    Ok(())
                })?;
                return json_table::write(output, [self.xs, self.ys], &PLANES, &planes).map_err(io);
            }
            match output.stream_position() {
                Ok(begin) => self.write_arrays(output, begin, format, io, fill),
                Err(_) => {
                    let mut held = Cursor::new(Vec::new());
                    self.write_arrays(&mut held, 0, format, io, fill)?;
                    output.write_all(held.get_ref()).map_err(io)
                }
            }
        })
    }

    fn write_arrays<T: Value, E, W: Write + Seek>(
        &self,
        output: &mut W,
        begin: u64,
        format: TableFormat,
        io: impl Fn(io::Error) -> E,
        fill: impl FnOnce(&mut dyn FnMut(&[Vec<T>]) -> Result<(), E>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (rows, columns) = (self.ys.len() as u64, self.xs.len() as u64);
        let plane_size = rows * columns * size_of::<T>() as u64;
        let mut arrays = Arrays::default();
        // The first of the planes among the arrays, and the places of their first bytes.
        let (first, mut places): (usize, Vec<u64>) = match format {
            TableFormat::Npz => {
                arrays.add("x", &[columns], self.xs);
                arrays.add("y", &[rows], self.ys);
                let add = |name: &&str| arrays.begin::<T>(name, &[rows, columns]);
                (2, PLANES[..self.planes].iter().map(add).collect())
            }
            _ => {
                let header = array_header::<T>(&[self.planes as u64, rows, columns]);
                let first = header.len() as u64;
                arrays.pieces.push((0, header));
                (0, (0..self.planes as u64).map(|plane| first + plane * plane_size).collect())
            }
        };
        arrays.write_pieces(output, begin).map_err(&io)?;
        fill(&mut |band| {
            for (plane, (place, values)) in places.iter_mut().zip(band).enumerate() {
                let bytes: &[u8] = bytemuck::cast_slice(values);
                output.seek(SeekFrom::Start(begin + *place)).and_then(|_| output.write_all(bytes)).map_err(&io)?;
                *place += bytes.len() as u64;
                if format == TableFormat::Npz {
                    arrays.archive.note(first + plane, bytes);
                }
            }
            Ok(())
        })?;
        match format {
            TableFormat::Npz => arrays.archive.finish(output, begin).map_err(io),
            _ => Ok(()),
        }
    }

    fn write_header(&self, output: &mut Output) -> io::Result<()> {
        writeln!(output, "x,y,{}", PLANES[..self.planes].join(","))
    }

    /// Writes a band's rows, of which `row` is the first.
    fn write_rows<T: Value>(&self, output: &mut Output, row: &mut usize, band: &[Vec<T>]) -> io::Result<()> {
        let columns = self.xs.len();
        let rows = band.first().map_or(0, |plane| plane.len() / columns.max(1));
        for (index, y) in self.ys[*row..*row + rows].iter().enumerate() {
            for (column, x) in self.xs.iter().enumerate() {
                write!(output, "{},{}", Short(*x), Short(*y))?;
                for plane in band {
                    write!(output, ",{}", Short(plane[index * columns + column]))?;
                }
                writeln!(output)?;
            }
        }
        *row += rows;
        Ok(())
    }
}

/// The arrays of an archive on their way to a file.
#[derive(Debug, Default)]
struct Arrays {
    archive: Archive,
    /// What is known already, and where it belongs.
    pieces: Vec<(u64, Vec<u8>)>,
    count: usize,
}

impl Arrays {
    /// Adds an array whose values come later; the place of the first.
    fn begin<T: Value>(&mut self, name: &str, shape: &[u64]) -> u64 {
        let header = array_header::<T>(shape);
        let size = header.len() as u64 + shape.iter().product::<u64>() * size_of::<T>() as u64;
        let at = self.archive.add(&format!("{name}.npy"), size);
        let first = at + header.len() as u64;
        self.archive.note(self.count, &header);
        self.pieces.push((at, header));
        self.count += 1;
        first
    }

    fn add<T: Value>(&mut self, name: &str, shape: &[u64], values: &[T]) {
        let at = self.begin::<T>(name, shape);
        let bytes: &[u8] = bytemuck::cast_slice(values);
        self.archive.note(self.count - 1, bytes);
        self.pieces.push((at, bytes.to_vec()));
    }

    fn write_pieces<W: Write + Seek>(&self, output: &mut W, begin: u64) -> io::Result<()> {
        for (at, bytes) in &self.pieces {
            output.seek(SeekFrom::Start(begin + at))?;
            output.write_all(bytes)?;
        }
        Ok(())
    }

    /// Writes an archive whose values are all known.
    fn write(&self, path: &Path) -> Result<(), TableError> {
        let io = |error| AtomicError::Io { path: path.to_owned(), error };
        write_atomically(path, |output| {
            let mut held = Cursor::new(Vec::new());
            self.write_pieces(&mut held, 0).and_then(|()| self.archive.finish(&mut held, 0)).map_err(io)?;
            Ok(output.write_all(held.get_ref()).map_err(io)?)
        })
    }
}

/// What stands before an array's values, as `numpy.save` writes it.
fn array_header<T: Value>(shape: &[u64]) -> Vec<u8> {
    let order = if cfg!(target_endian = "big") { '>' } else { '<' };
    let sides: Vec<String> = shape.iter().map(u64::to_string).collect();
    let comma = if sides.len() == 1 { "," } else { "" };
    let text =
        format!("{{'descr': '{order}{}', 'fortran_order': False, 'shape': ({}{comma}), }}", T::TYPE, sides.join(", "));
    let length = (10 + text.len() + 1).next_multiple_of(64) - 10;
    let mut header = b"\x93NUMPY\x01\0".to_vec();
    header.extend((length as u16).to_le_bytes());
    header.extend(format!("{text:<width$}\n", width = length - 1).as_bytes());
    header
}

/// Writes an `.npz` of `x`, `y`, and the `label` and the `steps` of every node, rows along y.
///
/// # Errors
/// Where the path does not end in `.npz`, and where the file cannot be written.
pub fn write_labels(path: &Path, xs: &[f64], ys: &[f64], labels: &[i32], steps: &[i32]) -> Result<(), TableError> {
    let plane = [ys.len() as u64, xs.len() as u64];
    let mut arrays = Arrays::default();
    arrays.add("x", &[plane[1]], xs);
    arrays.add("y", &[plane[0]], ys);
    arrays.add("label", &plane, labels);
    arrays.add("steps", &plane, steps);
    arrays.write(path)
}

/// Writes an `.npz` of two hyperparameters by their names, and the `fate` and the `steps` of every pair, rows along the second.
///
/// # Errors
/// Where the path does not end in `.npz`, and where the file cannot be written.
pub fn write_hyperparameter_map(
    path: &Path,
    sides: [(&str, Vec<f64>); 2],
    fates: &[i32],
    steps: &[i32],
) -> Result<(), TableError> {
    let plane = [sides[1].1.len() as u64, sides[0].1.len() as u64];
    let mut arrays = Arrays::default();
    for (name, values) in &sides {
        arrays.add(name, &[values.len() as u64], values);
    }
    arrays.add("fate", &plane, fates);
    arrays.add("steps", &plane, steps);
    arrays.write(path)
}

/// Writes a text file.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_text(path: &Path, text: &str) -> Result<(), AtomicError> {
    write_atomically(path, |output| {
        output.write_all(text.as_bytes()).map_err(|error| AtomicError::Io { path: path.to_owned(), error })
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::fs;

    use super::*;

    /// A table of 3 planes over 5 × 7 nodes, in bands of so many rows.
    fn written<T: Value + From<u16>>(rows: usize, name: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let (xs, ys) = ([0.0, 0.5, 1.0, 1.5, 2.0], [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]);
        let planes: Vec<Vec<T>> = (0..3u16).map(|p| (0..35u16).map(|k| T::from(100 * p + k)).collect()).collect();
        let path = folder.path().join(name);
        let table = Table { xs: &xs, ys: &ys, planes: 3 };
        table
            .write::<T, AtomicError>(&path, TableFormat::of(&path).unwrap(), |take| {
                (0..7).step_by(rows).try_for_each(|row| {
                    let band: Vec<Vec<T>> =
                        planes.iter().map(|plane| plane[5 * row..5 * (row + rows).min(7)].to_vec()).collect();
                    take(&band)
                })
            })
            .unwrap();
        fs::read(path).unwrap()
    }

    #[test]
    fn bands_of_any_height_make_the_same_bytes() {
        for name in ["a.npz", "a.npy", "a.csv"] {
            let whole = [written::<f32>(7, name), written::<f64>(7, name)];
            assert_ne!(whole[0], Vec::<u8>::new());
            for rows in 1..7 {
                assert!([written::<f32>(rows, name), written::<f64>(rows, name)] == whole, "{name}, {rows} rows");
            }
        }
    }

    #[test]
    fn an_array_is_read_with_its_shape() {
        let bytes = written::<f64>(2, "a.npy");
        let array = npyz::NpyFile::new(bytes.as_slice()).unwrap();
        assert_eq!((array.shape(), array.order()), (&[3, 7, 5][..], npyz::Order::C));
        let expected: Vec<f64> = (0..3u16).flat_map(|p| (0..35u16).map(move |k| f64::from(100 * p + k))).collect();
        assert_eq!(array.into_vec::<f64>().unwrap(), expected);
        // numpy.save aligns the values to 64 bytes.
        assert_eq!(bytes.len() % 64, 8 * 105 % 64);
    }

    #[test]
    fn an_archive_is_read_by_names() {
        let file = Cursor::new(written::<f32>(3, "a.npz"));
        let mut archive = npyz::npz::NpzArchive::new(file).unwrap();
        let mut read = |name: &str| archive.by_name(name).unwrap().unwrap().into_vec::<f32>().unwrap();
        for (plane, name) in (0..3u16).zip(["f", "fx", "fy"]) {
            assert_eq!(read(name), (0..35u16).map(|k| f32::from(100 * plane + k)).collect::<Vec<_>>());
        }
        assert_eq!(archive.by_name("y").unwrap().unwrap().into_vec::<f64>().unwrap()[6], 3.0);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_takes_a_table_too() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("a.npz");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).unwrap()
        });
        let table = Table { xs: &[0.0, 1.0], ys: &[0.0, 1.0], planes: 1 };
        let plane = vec![1.0, 2.0, 3.0, 4.0];
        table.write::<f64, AtomicError>(&pipe, TableFormat::Npz, |take| take(&[plane])).unwrap();
        assert!(npyz::npz::NpzArchive::new(Cursor::new(reader.join().unwrap())).is_ok());
    }
}
