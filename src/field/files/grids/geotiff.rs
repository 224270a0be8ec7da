//! Single-band GeoTIFFs, read whole or by the strips and tiles that they are made of.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::{DEFLATE, MOST_SAMPLES, checked, opened, warranted};
use crate::field::domain::MAX_SIDE;
use crate::field::files::georeference::Georeference;
use crate::field::files::npy::ArrayGrid;

/// How far the other ways of compression shrink at most: 128 bytes to two, and 4096 bytes to 12 bits.
const PACK_BITS: u64 = 64;
const LZW: u64 = 2731;

/// The most samples of a strip or a tile of a file that is read by them.
const MOST_IN_CHUNK: usize = 1 << 25;
/// Bytes of unpacked chunks that are kept.
const KEPT: usize = 64 << 20;

const MODEL_PIXEL_SCALE: Tag = Tag::Unknown(33550);
const MODEL_TIE_POINT: Tag = Tag::Unknown(33922);
const GDAL_NODATA: Tag = Tag::Unknown(42113);

/// What a file says of its samples.
#[derive(Clone, Debug)]
struct Header {
    /// Columns and rows.
    size: [usize; 2],
    /// The value that says that there is none.
    missing: Option<f64>,
    /// x of the first and last column, y of the lowest and topmost row.
    x: Option<[f64; 2]>,
    y: Option<[f64; 2]>,
    compression: u16,
    bits: u64,
    bands: u16,
}

impl Header {
    /// Whether a file of a length can hold what the header claims.
    fn warrant(&self, length: u64) -> Result<(), String> {
        let shrinks = match self.compression {
            1 => 1,
            32773 => PACK_BITS,
            5 => LZW,
            _ => DEFLATE,
        };
        let count = self.size[0] as u64 * self.size[1] as u64;
        warranted(count.saturating_mul(self.bits) / 8, length, shrinks)
    }
}

fn limited(bytes: usize) -> Limits {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = bytes;
    limits
}

fn said(error: tiff::TiffError) -> String {
    error.to_string()
}

/// The extent comes from the pixel scale and the tie point, missing values from GDAL's no-data tag.
fn opened_tiff<R: BufRead + Seek>(input: R, length: u64) -> Result<(Decoder<R>, Header), String> {
    // A tag has no more values than the file has bytes; one is 32 bytes while it is decoded.
    let tags = usize::try_from(length).unwrap_or(usize::MAX).saturating_mul(32);
    let mut decoder = Decoder::new(input).map_err(said)?.with_limits(limited(tags.min(8 * MOST_SAMPLES)));
    let (width, height) = decoder.dimensions().map_err(said)?;
    let (nx, ny) = (width as usize, height as usize);
    // A missing tag means one bit; what compresses without a tag of its own deflates no better.
    let compression = decoder.get_tag_unsigned::<u16>(Tag::Compression).unwrap_or(0);
    let bits = decoder.get_tag_u16_vec(Tag::BitsPerSample).map_or(1, |bits| bits.first().copied().unwrap_or(1).into());
    let bands = decoder.get_tag_unsigned::<u16>(Tag::SamplesPerPixel).unwrap_or(1);
    let scale = decoder.get_tag_f64_vec(MODEL_PIXEL_SCALE).ok();
    let tie = decoder.get_tag_f64_vec(MODEL_TIE_POINT).ok();
    let shift = if Georeference::read(&mut decoder).is_point() { 0.0 } else { 0.5 };
    let missing = decoder
        .get_tag_ascii_string(GDAL_NODATA)
        .ok()
        .and_then(|text| text.trim_matches(|c: char| c.is_whitespace() || c == '\0').parse().ok());
    let (mut x, mut y) = (None, None);
    if let (Some([sx, sy, ..]), Some([column, row, _, east, north, ..])) = (scale.as_deref(), tie.as_deref()) {
        // Rows go down from the tie point; the lowest comes first here.
        let first_x = east + (shift - column) * sx;
        let top_y = north - (shift - row) * sy;
        x = Some([first_x, first_x + nx.saturating_sub(1) as f64 * sx]);
        y = Some([top_y - ny.saturating_sub(1) as f64 * sy, top_y]);
    }
    Ok((decoder, Header { size: [nx, ny], missing, x, y, compression, bits, bands }))
}

fn numbers(decoded: DecodingResult, missing: Option<f64>) -> Result<Vec<f64>, String> {
    let mut values: Vec<f64> = match decoded {
        DecodingResult::U8(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::U16(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::U32(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::I8(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::I16(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::I32(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::F32(values) => values.into_iter().map(f64::from).collect(),
        DecodingResult::F64(values) => values,
        _ => return Err("its samples are of a type that is not read; convert them to 32-bit floats".to_owned()),
    };
    if let Some(missing) = missing {
        values.iter_mut().filter(|value| **value == missing).for_each(|value| *value = f64::NAN);
    }
    Ok(values)
}

/// Reads a file whole, rows from the top.
pub(crate) fn geotiff(input: impl BufRead + Seek, length: u64) -> Result<ArrayGrid, String> {
    let (decoder, header) = opened_tiff(input, length)?;
    let [nx, ny] = header.size;
    let count = checked(nx, ny)?;
    header.warrant(length)?;
    let mut decoder = decoder.with_limits(limited(8 * count));
    let values = numbers(decoder.read_image().map_err(said)?, header.missing)?;
    if values.len() != count {
        return Err(format!("it has {} values for {nx}x{ny} samples; save a single band", values.len()));
    }
    Ok(ArrayGrid { values, nx, ny, x: header.x, y: header.y, remarks: Vec::new() })
}

/// An open GeoTIFF, of which parts are read.
#[derive(Debug)]
pub(crate) struct TiffWindows {
    path: PathBuf,
    header: Header,
    /// Columns and rows of a strip or a tile, and how many lie side by side.
    chunk: [usize; 2],
    across: usize,
    /// Decoders that are not at work: as many as threads have read at a time.
    idle: Mutex<Vec<Decoder<BufReader<File>>>>,
    kept: Mutex<LruCache<usize, Arc<Vec<f64>>>>,
}

impl TiffWindows {
    /// Opens a file if it has more than `most` samples.
    pub(crate) fn open(path: &Path, most: usize) -> Result<Option<TiffWindows>, String> {
        let (file, length) = opened(path)?;
        let (decoder, header) = opened_tiff(BufReader::new(file), length)?;
        let [nx, ny] = header.size;
        if nx.saturating_mul(ny) <= most {
            return Ok(None);
        }
        if nx.min(ny) < 2 || nx.max(ny) > MAX_SIDE {
            return Err(format!("a grid of {nx}x{ny} samples cannot be used; it takes 2 to {MAX_SIDE} a side"));
        }
        header.warrant(length)?;
        if header.bands != 1 {
            return Err(format!("it has {} values a sample; save a single band", header.bands));
        }
        let (width, height) = decoder.chunk_dimensions();
        let chunk = [width as usize, (height as usize).min(ny)];
        let samples = chunk[0].saturating_mul(chunk[1]);
        if samples == 0 || samples > MOST_IN_CHUNK {
            let [width, height] = chunk;
            return Err(format!("it is made of pieces of {width}x{height} samples; save it in tiles of 256x256"));
        }
        let across = nx.div_ceil(chunk[0]);
        let count = NonZeroUsize::new(KEPT / (8 * samples)).unwrap_or(NonZeroUsize::MIN);
        let decoder = decoder.with_limits(limited(8 * samples));
        let idle = Mutex::new(vec![decoder]);
        let kept = Mutex::new(LruCache::new(count));
        Ok(Some(TiffWindows { path: path.to_owned(), header, chunk, across, idle, kept }))
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> [usize; 2] {
        self.header.size
    }

    /// x of the first and last column, and y of the lowest and topmost row, where the file says so.
    pub(crate) fn extent(&self) -> [Option<[f64; 2]>; 2] {
        [self.header.x, self.header.y]
    }

    /// Columns and rows that are unpacked together.
    pub(crate) fn chunk(&self) -> [usize; 2] {
        self.chunk
    }

    /// Samples of some columns and rows from the top, row by row.
    pub(crate) fn read(&self, columns: Range<usize>, rows: Range<usize>) -> Result<Vec<f64>, String> {
        let [nx, ny] = self.header.size;
        let [width, height] = self.chunk;
        let mut values = vec![f64::NAN; columns.len() * rows.len()];
        for down in rows.start / height..rows.end.div_ceil(height) {
            for along in columns.start / width..columns.end.div_ceil(width) {
                let unpacked = self.unpacked(down * self.across + along)?;
                let (left, top) = (along * width, down * height);
                // Pieces at the ends hold no more than the file's samples.
                let (stride, end) = (width.min(nx - left), (top + height).min(ny).min(rows.end));
                let (first, last) = (columns.start.max(left), columns.end.min(left + stride));
                for row in rows.start.max(top)..end {
                    let from = (row - top) * stride;
                    let Some(line) = unpacked.get(from + first - left..from + last - left) else {
                        return Err("a piece of it has fewer samples than it says; save a single band".to_owned());
                    };
                    let to = (row - rows.start) * columns.len() + first - columns.start;
                    values[to..to + line.len()].copy_from_slice(line);
                }
            }
        }
        Ok(values)
    }

    fn unpacked(&self, index: usize) -> Result<Arc<Vec<f64>>, String> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept().get(&index) {
            return Ok(Arc::clone(found));
        }
        let waiting = idle().pop();
        let mut decoder = match waiting {
            Some(decoder) => decoder,
            None => {
                let (file, length) = opened(&self.path)?;
                let (decoder, header) = opened_tiff(BufReader::new(file), length)?;
                if header.size != self.header.size {
                    return Err("it is another file by now; open it again".to_owned());
                }
                decoder.with_limits(limited(8 * self.chunk[0] * self.chunk[1]))
            }
        };
        let decoded = decoder.read_chunk(u32::try_from(index).map_err(|error| error.to_string())?).map_err(said)?;
        let values = Arc::new(numbers(decoded, self.header.missing)?);
        idle().push(decoder);
        kept().put(index, Arc::clone(&values));
        Ok(values)
    }
}
