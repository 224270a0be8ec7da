//! GeoTIFFs, read whole or by the strips and tiles that they are made of.
//!
//! The crate `tiff` reads the directories; strips and tiles are unpacked here, since it fails on many that GDAL writes
//! (LZW without an end, tiles that are left out) and does not know ZSTD without a C library.

mod codec;
mod header;
mod numbers;
mod pieces;
mod placement;
mod windows;

use std::io::{BufRead, Seek};

use tiff::decoder::Limits;

use self::header::Header;
pub(crate) use self::windows::TiffWindows;
use super::checked;
use crate::field::files::npy::{ArrayGrid, flip_rows};

/// What mends a header.
const HEADER_REMEDY: &str = "`gdal_edit.py -a_ullr LEFT TOP RIGHT BOTTOM in.tif` writes another";
/// Integers up to here are doubles without a loss.
const WHOLE: f64 = (1u64 << 53) as f64;

fn limited(bytes: usize) -> Limits {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = bytes;
    limits
}

fn said(error: tiff::TiffError) -> String {
    error.to_string()
}

/// Reads a band of a file whole, rows from the top; `band` counts from 1.
pub(crate) fn geotiff(input: impl BufRead + Seek, length: u64, band: Option<usize>) -> Result<ArrayGrid, String> {
    let (mut decoder, mut header) = Header::read(input, length, band)?;
    let [nx, ny] = header.pieces.size;
    let count = checked(nx, ny)?;
    let mut values = vec![f64::NAN; count];
    each_piece(&header.pieces, |along, down, [left, top], [width, height]| {
        let piece = header.pieces.read(decoder.inner(), header.band, along, down)?;
        for row in 0..height {
            let from = (top + row) * nx + left;
            for (column, value) in values[from..from + width].iter_mut().enumerate() {
                *value = header.value(piece.sample(column, row));
            }
        }
        Ok(())
    })?;
    if let Some((mask, band)) = &header.mask {
        each_piece(mask, |along, down, [left, top], [width, height]| {
            let piece = mask.read(decoder.inner(), *band, along, down)?;
            for row in 0..height {
                let from = (top + row) * nx + left;
                for (column, value) in values[from..from + width].iter_mut().enumerate() {
                    if piece.sample(column, row).unwrap_or(0.0) == 0.0 {
                        *value = f64::NAN;
                    }
                }
            }
            Ok(())
        })?;
    }
    if header.place.is_south_up {
        flip_rows(&mut values, nx);
    }
    let mut remarks = std::mem::take(&mut header.remarks);
    if header.pieces.sample.is_wide() && values.iter().any(|value| value.abs() > WHOLE) {
        remarks
            .push("its 64-bit integers are beyond 2^53, where not every one is a double: they are rounded".to_owned());
    }
    let (is_geographic, facts) = (header.place.is_geographic, header.facts());
    Ok(ArrayGrid {
        values,
        nx,
        ny,
        x: header.place.x,
        y: header.place.y,
        remarks,
        is_geographic,
        facts,
        ..ArrayGrid::default()
    })
}

/// Calls `visit` with the place of each piece among pieces, its first column and row, and how many of each are the image's.
fn each_piece(
    pieces: &pieces::Pieces,
    mut visit: impl FnMut(usize, usize, [usize; 2], [usize; 2]) -> Result<(), String>,
) -> Result<(), String> {
    let ([nx, ny], [width, height]) = (pieces.size, pieces.chunk);
    for (down, top) in (0..ny).step_by(height).enumerate() {
        for (along, left) in (0..nx).step_by(width).enumerate() {
            visit(along, down, [left, top], [width.min(nx - left), height.min(ny - top)])?;
        }
    }
    Ok(())
}
