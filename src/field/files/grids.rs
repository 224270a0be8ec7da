//! Grids of samples in text, GeoTIFF and grayscale PNG.

mod geotiff;
mod png;

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

pub(crate) use self::geotiff::TiffWindows;
use self::geotiff::geotiff;
use self::png::png;
use super::format::Format;
#[cfg(feature = "netcdf")]
use super::netcdf;
use super::npy::{ArrayGrid, Origin, flip_rows};
use super::text;

/// The most samples that are read: as many as a picture's grid may have nodes.
pub(super) const MOST_SAMPLES: usize = 1 << 28;

/// How far deflate shrinks at most: 258 bytes to two bits.
pub(super) const DEFLATE: u64 = 1032;

/// A file that holds no grid.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct GridError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, and the remedy.
    pub reason: String,
}

impl GridError {
    pub(in crate::field) fn new(path: &Path, reason: impl AsRef<str>) -> GridError {
        GridError { path: path.to_owned(), reason: in_a_line(reason.as_ref()) }
    }
}

/// Reads a grid in the file's format; the row that lies lowest comes first.
///
/// `key` names the column of values where a text has several. The first row of text has the first y; the other formats
/// begin at the top. `origin` overrides both. Samples without a value are NaN.
pub(crate) fn read(
    path: &Path,
    format: Format,
    key: Option<&str>,
    origin: Option<Origin>,
) -> Result<ArrayGrid, GridError> {
    let fail = |reason: String| GridError::new(path, reason);
    let (file, length) = opened(path).map_err(fail)?;
    let (mut grid, usual) = match format {
        Format::Png => (png(BufReader::new(file), length), Origin::Upper),
        #[cfg(feature = "netcdf")]
        Format::NetCdf | Format::Hdf5 => return netcdf::read(path, format, key).map_err(fail),
        _ => return text::read(file, key, origin).map_err(fail),
    };
    if let (Ok(grid), Origin::Upper) = (&mut grid, origin.unwrap_or(usual)) {
        flip_rows(&mut grid.values, grid.nx);
    }
    grid.map_err(fail)
}

/// The same from memory; `path` is named in errors.
pub(crate) fn from_bytes(
    path: &Path,
    bytes: &[u8],
    format: Format,
    key: Option<&str>,
    origin: Option<Origin>,
    band: Option<usize>,
) -> Result<ArrayGrid, GridError> {
    let fail = |reason: String| GridError::new(path, reason);
    let (input, length) = (std::io::Cursor::new(bytes), bytes.len() as u64);
    let mut grid = match format {
        Format::Png => png(input, length),
        Format::GeoTiff => geotiff(input, length, band),
        #[cfg(feature = "netcdf")]
        Format::NetCdf | Format::Hdf5 => return netcdf::from_bytes(bytes, format, key).map_err(fail),
        _ => return text::read(input, key, origin).map_err(fail),
    };
    if let (Ok(grid), Origin::Upper) = (&mut grid, origin.unwrap_or(Origin::Upper)) {
        flip_rows(&mut grid.values, grid.nx);
    }
    grid.map_err(fail)
}

/// Reads a band, counted from 1, of a GeoTIFF; the row that lies lowest comes first unless `origin` says otherwise.
pub(crate) fn map(path: &Path, origin: Option<Origin>, band: Option<usize>) -> Result<ArrayGrid, GridError> {
    let fail = |reason: String| GridError::new(path, reason);
    let (file, length) = opened(path).map_err(fail)?;
    let mut grid = geotiff(BufReader::new(file), length, band).map_err(fail)?;
    if origin != Some(Origin::Lower) {
        flip_rows(&mut grid.values, grid.nx);
    }
    Ok(grid)
}

/// A GeoTIFF of more than `most` samples, which stays in its file.
pub(crate) fn windows(path: &Path, most: usize, band: Option<usize>) -> Result<Option<TiffWindows>, GridError> {
    let fail = |reason: String| GridError::new(path, reason);
    TiffWindows::open(path, most, band).map_err(fail)
}

/// A text without what a file's names may have in them that is no letter: line ends, commands for terminals.
pub(crate) fn in_a_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// A file and how many bytes it has.
pub(crate) fn opened(path: &Path) -> Result<(File, u64), String> {
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file; check the name and the folder".to_owned(),
        _ => error.to_string(),
    })?;
    let about = file.metadata().map_err(|error| error.to_string())?;
    match about.is_file() {
        true => Ok((file, about.len())),
        false => Err("it is a folder or a device, and no file".to_owned()),
    }
}

pub(super) fn checked(nx: usize, ny: usize) -> Result<usize, String> {
    match nx.checked_mul(ny) {
        Some(count) if nx >= 2 && ny >= 2 && count <= MOST_SAMPLES => Ok(count),
        _ => Err(format!("a grid of {nx}x{ny} samples cannot be used; it takes 2 per side and {MOST_SAMPLES} in all")),
    }
}

/// Refuses samples of so many bytes that a file of a length cannot unfold into: headers lie.
pub(super) fn warranted(bytes: u64, length: u64, shrinks: u64) -> Result<(), String> {
    match bytes <= length.saturating_mul(shrinks) {
        true => Ok(()),
        false => Err(format!(
            "its header claims {bytes} bytes of samples, which is larger than {length} bytes of file can hold"
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn bytes_that_are_no_file_are_an_error_and_nothing_else() {
        let mut state = 1u64;
        for length in (0..400).step_by(7) {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (state >> 56) as u8
                })
                .collect();
            let tiff_like = [b"II*\0\x08\0\0\0".as_slice(), &bytes].concat();
            let png_like = [b"\x89PNG\r\n\x1a\n".as_slice(), &bytes].concat();
            let length = bytes.len() as u64;
            assert!(geotiff(Cursor::new(tiff_like), length, None).is_err());
            assert!(png(Cursor::new(png_like), length).is_err());
            let _ = text::read(Cursor::new(bytes), None, None);
        }
    }
}
