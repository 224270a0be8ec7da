//! Where a raster's samples are.

use std::ops::Range;

use crate::field::Facts;
use crate::field::files::grids::TiffWindows;
use crate::field::files::npy::{NpyWindows, flip_rows};

/// Rows that are read together where a file does not say which.
const ROWS: usize = 64;

/// Samples that are read by windows, rows from the lowest y on.
#[derive(Debug)]
pub(crate) struct Source {
    store: Store,
    /// Whether the first row that is stored is the last.
    is_flipped: bool,
}

/// What holds the samples.
#[derive(Debug)]
pub(crate) enum Store {
    /// An array in a file.
    Npy(NpyWindows),
    /// A map in a file.
    GeoTiff(Box<TiffWindows>),
    /// Rows of so many columns in memory, of a file that cannot be read in parts.
    Memory(Vec<f64>, usize),
}

impl Source {
    pub(crate) fn new(store: Store, is_flipped: bool) -> Source {
        Source { store, is_flipped }
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> [usize; 2] {
        match &self.store {
            Store::Npy(file) => file.size(),
            Store::GeoTiff(file) => file.size(),
            Store::Memory(values, nx) => [*nx, values.len() / nx],
        }
    }

    /// What the file was understood to say, whether x and y are degrees of longitude and latitude, and what it says of its
    /// samples.
    pub(crate) fn said(&self) -> (Vec<String>, bool, Facts) {
        match &self.store {
            Store::GeoTiff(file) => (file.remarks(), file.is_geographic(), file.facts()),
            Store::Npy(file) => {
                let (sample_type, remarks) = file.said();
                (remarks, false, Facts { sample_type, ..Facts::default() })
            }
            Store::Memory(..) => (Vec::new(), false, Facts::default()),
        }
    }

    /// Columns and rows that are read together well.
    pub(crate) fn chunk(&self) -> [usize; 2] {
        match &self.store {
            Store::GeoTiff(file) => file.chunk(),
            Store::Npy(_) | Store::Memory(..) => [self.size()[0], ROWS],
        }
    }

    /// Samples of some columns and rows, row by row, or what is wrong with the file.
    pub(crate) fn read(&self, columns: Range<usize>, rows: Range<usize>) -> Result<Vec<f64>, String> {
        let (width, ny) = (columns.len(), self.size()[1]);
        let stored = if self.is_flipped { ny - rows.end..ny - rows.start } else { rows };
        let mut values = match &self.store {
            Store::Npy(file) => file.read(columns, stored).map_err(|error| match error.kind() {
                std::io::ErrorKind::UnexpectedEof => "it has become shorter while it was read".to_owned(),
                _ => error.to_string(),
            })?,
            Store::GeoTiff(file) => file.read(columns, stored)?,
            Store::Memory(values, nx) => {
                let row = |row: usize| &values[row * nx + columns.start..row * nx + columns.end];
                stored.flat_map(row).copied().collect()
            }
        };
        if self.is_flipped {
            flip_rows(&mut values, width);
        }
        Ok(values)
    }
}
