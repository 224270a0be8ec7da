//! Fields on a grid as .npz, .npy and .csv.

use std::io::{self, Seek, Write};
use std::path::Path;

use npyz::WriterBuilder;
use npyz::npz::NpzWriter;
use npyz::zip::CompressionMethod;
use npyz::zip::write::FileOptions;

use super::atomic::{AtomicError, Output, write_atomically};

/// Names of the planes, in their order.
const PLANES: [&str; 6] = ["f", "fx", "fy", "fxx", "fxy", "fyy"];

/// How a table is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// An archive of `x`, `y`, `f`, `fx`, `fy` (and `fxx`, `fxy`, `fyy`), each an array of its own.
    Npz,
    /// One array of shape (planes, ny, nx).
    Npy,
    /// A row a node with a header, x fastest.
    Csv,
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The ending says nothing that is known.
    #[error("cannot tell the format of {0}; let its name end in .npz, .npy or .csv")]
    Ending(String),
    /// The file.
    #[error(transparent)]
    File(#[from] AtomicError),
}

impl TableFormat {
    /// The format that a path's ending names.
    pub fn of(path: &Path) -> Result<TableFormat, TableError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("npz") => Ok(TableFormat::Npz),
            Some("npy") => Ok(TableFormat::Npy),
            Some("csv") => Ok(TableFormat::Csv),
            _ => Err(TableError::Ending(path.display().to_string())),
        }
    }
}

/// Planes of a field over a grid, in f32 or f64, with the grid's nodes.
#[derive(Clone, Copy, Debug)]
pub struct TableWriter<'a, T> {
    /// The x of every column.
    pub xs: &'a [f64],
    /// The y of every row.
    pub ys: &'a [f64],
    /// Planes in the order f, fx, fy, fxx, fxy, fyy, each with rows × columns values.
    pub planes: &'a [Vec<T>],
}

impl<T> TableWriter<'_, T>
where
    T: npyz::Serialize + npyz::AutoSerialize + Copy + std::fmt::Display,
{
    /// Writes the table beside `path` and renames it.
    pub fn write(&self, path: &Path, format: TableFormat) -> Result<(), TableError> {
        let io = |error| AtomicError::Io { path: path.to_owned(), error };
        write_atomically(path, |output| {
            match format {
                TableFormat::Npz => self.write_npz(output),
                TableFormat::Npy => self.write_npy(output),
                TableFormat::Csv => self.write_csv(output),
            }
            .map_err(|error| TableError::File(io(error)))
        })
    }

    fn write_npz(&self, output: &mut Output) -> io::Result<()> {
        let plane = [self.ys.len() as u64, self.xs.len() as u64];
        write_archive(output, |archive| {
            add(archive, "x", &[plane[1]], self.xs)?;
            add(archive, "y", &[plane[0]], self.ys)?;
            PLANES.iter().zip(self.planes).try_for_each(|(name, values)| add(archive, name, &plane, values))
        })
    }

    fn write_npy(&self, output: &mut Output) -> io::Result<()> {
        let shape = [self.planes.len() as u64, self.ys.len() as u64, self.xs.len() as u64];
        let mut writer = npyz::WriteOptions::new().default_dtype().shape(&shape).writer(output).begin_nd()?;
        for plane in self.planes {
            writer.extend(plane)?;
        }
        writer.finish()
    }

    fn write_csv(&self, output: &mut Output) -> io::Result<()> {
        writeln!(output, "x,y,{}", PLANES[..self.planes.len()].join(","))?;
        for (row, y) in self.ys.iter().enumerate() {
            for (column, x) in self.xs.iter().enumerate() {
                write!(output, "{x},{y}")?;
                for plane in self.planes {
                    write!(output, ",{}", plane[row * self.xs.len() + column])?;
                }
                writeln!(output)?;
            }
        }
        Ok(())
    }
}

/// Writes an `.npz` of `x`, `y`, and the `label` and the `steps` of every node, rows along y.
pub fn write_labels(path: &Path, xs: &[f64], ys: &[f64], labels: &[i32], steps: &[i32]) -> Result<(), TableError> {
    let plane = [ys.len() as u64, xs.len() as u64];
    write_atomically(path, |output| {
        write_archive(output, |archive| {
            add(archive, "x", &[plane[1]], xs)?;
            add(archive, "y", &[plane[0]], ys)?;
            add(archive, "label", &plane, labels)?;
            add(archive, "steps", &plane, steps)
        })
        .map_err(|error| TableError::File(AtomicError::Io { path: path.to_owned(), error }))
    })
}

/// Writes an `.npz` of two hyperparameters by their names, and the `fate` and the `steps` of every pair, rows along the second.
pub fn write_fates(path: &Path, sides: [(&str, Vec<f64>); 2], fates: &[i32], steps: &[i32]) -> Result<(), TableError> {
    let plane = [sides[1].1.len() as u64, sides[0].1.len() as u64];
    write_atomically(path, |output| {
        write_archive(output, |archive| {
            for (name, values) in &sides {
                add(archive, name, &[values.len() as u64], values)?;
            }
            add(archive, "fate", &plane, fates)?;
            add(archive, "steps", &plane, steps)
        })
        .map_err(|error| TableError::File(AtomicError::Io { path: path.to_owned(), error }))
    })
}

/// Writes an archive that `fill` adds arrays to.
fn write_archive<W: Write + Seek>(output: W, fill: impl FnOnce(&mut NpzWriter<W>) -> io::Result<()>) -> io::Result<()> {
    let mut archive = NpzWriter::new(output);
    let written = fill(&mut archive).and_then(|()| Ok(archive.zip_writer().finish().map(drop)?));
    if written.is_err() {
        // Dropping it would try to finish the archive once more, and complain on standard error.
        std::mem::forget(archive);
    }
    written
}

/// Adds an array, stored as it is, as `numpy.savez` does: deflating takes ten times as long as computing.
fn add<T, W>(archive: &mut NpzWriter<W>, name: &str, shape: &[u64], values: &[T]) -> io::Result<()>
where
    T: npyz::Serialize + npyz::AutoSerialize + Copy,
    W: Write + Seek,
{
    let is_large = size_of_val(values) as u64 > u64::from(u32::MAX >> 1);
    let options = FileOptions::default().compression_method(CompressionMethod::Stored).large_file(is_large);
    let mut writer = archive.array(name, options)?.default_dtype().shape(shape).begin_nd()?;
    writer.extend(values)?;
    writer.finish()
}

/// Writes a text file.
pub fn write_text(path: &Path, text: &str) -> Result<(), AtomicError> {
    write_atomically(path, |output| {
        output.write_all(text.as_bytes()).map_err(|error| AtomicError::Io { path: path.to_owned(), error })
    })
}
