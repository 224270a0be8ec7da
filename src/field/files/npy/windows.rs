//! Windows of an array that stays in its file.

use std::fs::File;
use std::io;
use std::ops::Range;

use super::array::Item;

/// An open `.npy` file, of which parts are read.
///
/// Parts are read and not mapped: what another program cuts off the file is an error then, and no signal.
#[derive(Debug)]
pub(crate) struct NpyWindows {
    file: Shared,
    /// Where the samples begin.
    start: u64,
    item: Item,
    /// Columns and rows.
    size: [usize; 2],
    /// Whether a column's samples follow each other, rather than a row's.
    is_by_columns: bool,
    sample_type: Option<String>,
    remarks: Vec<String>,
}

impl NpyWindows {
    pub(crate) fn new(file: File, start: u64, item: Item, size: [usize; 2], is_by_columns: bool) -> NpyWindows {
        NpyWindows { file: Shared::new(file), start, item, size, is_by_columns, sample_type: None, remarks: Vec::new() }
    }

    /// The same with what is said of it.
    pub(crate) fn named(self, sample_type: Option<String>, remarks: Vec<String>) -> NpyWindows {
        NpyWindows { sample_type, remarks, ..self }
    }

    /// The samples' type, and what was understood that could have been meant otherwise.
    pub(crate) fn said(&self) -> (Option<String>, Vec<String>) {
        (self.sample_type.clone(), self.remarks.clone())
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> [usize; 2] {
        self.size
    }

    /// Samples of some columns and rows, row by row.
    pub(crate) fn read(&self, columns: Range<usize>, rows: Range<usize>) -> io::Result<Vec<f64>> {
        let [nx, ny] = self.size;
        if self.is_by_columns {
            let (width, height) = (columns.len(), rows.len());
            let values = self.lines(ny, rows, columns)?;
            return Ok((0..width * height).map(|at| values[at % width * height + at / width]).collect());
        }
        self.lines(nx, columns, rows)
    }

    /// Parts `within` of the lines `lines`, of which each has `length` samples.
    fn lines(&self, length: usize, within: Range<usize>, lines: Range<usize>) -> io::Result<Vec<f64>> {
        let mut values = Vec::with_capacity(within.len() * lines.len());
        // Whole lines follow each other, and are read at once.
        let (run, runs) = match within.len() == length {
            true => (length * lines.len(), 1),
            false => (within.len(), lines.len()),
        };
        let mut bytes = vec![0; run * self.item.size];
        for line in (lines.start..lines.end).take(runs) {
            let first = (line * length + within.start) as u64 * self.item.size as u64;
            self.file.read_exact_at(&mut bytes, self.start + first)?;
            self.item.decode(&bytes, &mut values);
        }
        Ok(values)
    }
}

/// A file that several threads read at places of their own.
#[cfg(unix)]
#[derive(Debug)]
struct Shared(File);

#[cfg(unix)]
impl Shared {
    fn new(file: File) -> Shared {
        Shared(file)
    }

    fn read_exact_at(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.0, bytes, at)
    }
}

#[cfg(not(unix))]
#[derive(Debug)]
struct Shared(std::sync::Mutex<File>);

#[cfg(not(unix))]
impl Shared {
    fn new(file: File) -> Shared {
        Shared(std::sync::Mutex::new(file))
    }

    fn read_exact_at(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        use io::{Read, Seek, SeekFrom};
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(bytes)
    }
}
