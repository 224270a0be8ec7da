//! GeoTIFFs that stay in their files.

use std::fs::File;
use std::io::BufReader;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use super::header::Header;
use super::pieces::{Piece, Pieces};
use crate::field::Facts;
use crate::field::domain::MAX_SIDE;
use crate::field::files::grids::opened;
use crate::field::files::npy::flip_rows;

/// The most samples of a strip or a tile of a file that is read by them.
const MOST_IN_CHUNK: usize = 1 << 25;
/// Bytes of unpacked pieces that are kept.
const KEPT: usize = 64 << 20;

/// An open GeoTIFF, of which parts are read.
#[derive(Debug)]
pub(crate) struct TiffWindows {
    path: PathBuf,
    header: Header,
    /// Files that are not being read: as many as threads have read at a time.
    idle: Mutex<Vec<BufReader<File>>>,
    kept: Mutex<LruCache<(bool, usize), Arc<Piece>>>,
}

impl TiffWindows {
    /// Opens a band of a file if it has more than `most` samples.
    pub(crate) fn open(path: &Path, most: usize, band: Option<usize>) -> Result<Option<TiffWindows>, String> {
        let (file, length) = opened(path)?;
        let (_, header) = Header::read(BufReader::new(file), length, band)?;
        let [nx, ny] = header.pieces.size;
        if nx.saturating_mul(ny) <= most {
            return Ok(None);
        }
        if nx.min(ny) < 2 || nx.max(ny) > MAX_SIDE {
            return Err(format!("a grid of {nx}x{ny} samples cannot be used; it takes 2 to {MAX_SIDE} per side"));
        }
        let [width, height] = header.pieces.chunk;
        let samples = width.saturating_mul(height);
        if samples > MOST_IN_CHUNK {
            return Err(format!("it is made of pieces of {width}x{height} samples; save it in tiles of 256x256"));
        }
        let bytes = samples.saturating_mul(header.pieces.piece_bits()) / 8;
        let count = NonZeroUsize::new(KEPT / bytes.max(1)).unwrap_or(NonZeroUsize::MIN);
        let kept = Mutex::new(LruCache::new(count));
        Ok(Some(TiffWindows { path: path.to_owned(), header, idle: Mutex::default(), kept }))
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> [usize; 2] {
        self.header.pieces.size
    }

    /// x of the first and last column, and y of the lowest and topmost row, where the file says so.
    pub(crate) fn extent(&self) -> [Option<[f64; 2]>; 2] {
        [self.header.place.x, self.header.place.y]
    }

    /// What was understood that could have been meant otherwise.
    pub(crate) fn remarks(&self) -> Vec<String> {
        self.header.remarks.clone()
    }

    /// What is said of its samples.
    pub(crate) fn facts(&self) -> Facts {
        self.header.facts()
    }

    /// Whether x and y are degrees of longitude and latitude.
    pub(crate) fn is_geographic(&self) -> bool {
        self.header.place.is_geographic
    }

    /// Columns and rows that are unpacked together.
    pub(crate) fn chunk(&self) -> [usize; 2] {
        self.header.pieces.chunk
    }

    /// Samples of some columns and rows from the top, row by row.
    pub(crate) fn read(&self, columns: Range<usize>, rows: Range<usize>) -> Result<Vec<f64>, String> {
        let ny = self.size()[1];
        let is_south_up = self.header.place.is_south_up;
        let stored = if is_south_up { ny - rows.end..ny - rows.start } else { rows };
        let mut values = vec![f64::NAN; columns.len() * stored.len()];
        let header = &self.header;
        self.visit(&header.pieces, header.band, &columns, &stored, |to, sample| values[to] = header.value(sample))?;
        if let Some((mask, band)) = &header.mask {
            self.visit(mask, *band, &columns, &stored, |to, sample| {
                if sample.unwrap_or(0.0) == 0.0 {
                    values[to] = f64::NAN;
                }
            })?;
        }
        if is_south_up {
            flip_rows(&mut values, columns.len());
        }
        Ok(values)
    }

    /// Calls `put` with the index and the sample of each place of a window.
    fn visit(
        &self,
        pieces: &Pieces,
        band: usize,
        columns: &Range<usize>,
        rows: &Range<usize>,
        mut put: impl FnMut(usize, Option<f64>),
    ) -> Result<(), String> {
        let [width, height] = pieces.chunk;
        for down in rows.start / height..rows.end.div_ceil(height) {
            for along in columns.start / width..columns.end.div_ceil(width) {
                let piece = self.unpacked(pieces, band, along, down)?;
                let (left, top) = (along * width, down * height);
                for row in rows.start.max(top)..rows.end.min(top + height) {
                    for column in columns.start.max(left)..columns.end.min(left + width) {
                        let to = (row - rows.start) * columns.len() + column - columns.start;
                        put(to, piece.sample(column - left, row - top));
                    }
                }
            }
        }
        Ok(())
    }

    fn unpacked(&self, pieces: &Pieces, band: usize, along: usize, down: usize) -> Result<Arc<Piece>, String> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let is_mask = !std::ptr::eq(pieces, &self.header.pieces);
        let key = (is_mask, pieces.index(band, along, down));
        if let Some(found) = kept().get(&key) {
            return Ok(Arc::clone(found));
        }
        let waiting = idle().pop();
        let mut file = match waiting {
            Some(file) => file,
            None => {
                let (file, length) = opened(&self.path)?;
                let (_, header) = Header::read(BufReader::new(file), length, None)?;
                if header.pieces.size != self.header.pieces.size {
                    return Err("it is another file by now; open it again".to_owned());
                }
                BufReader::new(opened(&self.path)?.0)
            }
        };
        let piece = Arc::new(pieces.read(&mut file, band, along, down)?);
        idle().push(file);
        kept().put(key, Arc::clone(&piece));
        Ok(piece)
    }
}
