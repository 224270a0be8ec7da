//! Maps as GeoTIFF: 32-bit floats, rows from the top, with the place of every pixel.
//!
//! The format: OGC 19-008r4, GeoTIFF 1.1, and GDAL's tag of what stands for no value.

use std::io::{self, Cursor, Seek, Write};
use std::path::Path;

use tiff::TiffError;
use tiff::encoder::{TiffEncoder, TiffKind, TiffKindBig, TiffKindStandard, colortype::Gray32Float};
use tiff::tags::Tag;

use super::atomic::{AtomicError, write_atomically};

/// The most bytes of samples in a file of 32-bit offsets; larger ones are BigTIFF.
const MOST_STANDARD: u64 = 4_000_000_000;
/// Samples of a strip, about.
const STRIP: usize = 1 << 16;

/// Where a map lies. Pixels are cells: a sample is at its pixel's middle unless the keys say that pixels are points.
#[derive(Clone, Copy, Debug)]
pub struct MapPlace<'a> {
    /// The x of the first and the last column.
    pub x: [f64; 2],
    /// The y of the top row and the bottom one.
    pub y: [f64; 2],
    /// The keys of the coordinates' system, the numbers and the text that they refer to.
    pub keys: &'a [u16],
    /// Numbers of the keys.
    pub numbers: &'a [f64],
    /// Text of the keys.
    pub text: &'a str,
    /// Whether pixels are points.
    pub is_point: bool,
}

/// Writes a map of `nx` columns and `ny` rows beside `path` and renames it; NaN is where there is no value.
///
/// `fill` hands bands of whole rows to what it is given, from the top to the bottom.
///
/// # Errors
/// Where the file cannot be written, and what `fill` fails with; nothing is left then.
pub fn write_geotiff<E: From<AtomicError>>(
    path: &Path,
    [nx, ny]: [usize; 2],
    place: &MapPlace<'_>,
    fill: impl FnOnce(&mut dyn FnMut(&[f32]) -> Result<(), E>) -> Result<(), E>,
) -> Result<(), E> {
    let io = |error| E::from(AtomicError::Io { path: path.to_owned(), error });
    let failed = |error: TiffError| match error {
        TiffError::IoError(error) => io(error),
        error => io(io::Error::other(error.to_string())),
    };
    write_atomically(path, |output| {
        if output.part().is_some() {
            return write_kind(output, [nx, ny], place, &failed, fill);
        }
        // Its offsets count from the file's first byte, which a device may have behind others, or not at all any more.
        let mut held = Cursor::new(Vec::new());
        write_kind(&mut held, [nx, ny], place, &failed, fill)?;
        output.write_all(held.get_ref()).map_err(io)
    })
}

fn write_kind<E: From<AtomicError>>(
    output: &mut (impl Write + Seek),
    [nx, ny]: [usize; 2],
    place: &MapPlace<'_>,
    failed: &impl Fn(TiffError) -> E,
    fill: impl FnOnce(&mut dyn FnMut(&[f32]) -> Result<(), E>) -> Result<(), E>,
) -> Result<(), E> {
    match 4 * nx as u64 * ny as u64 > MOST_STANDARD {
        true => write::<TiffKindBig, E>(output, [nx, ny], place, failed, fill),
        false => write::<TiffKindStandard, E>(output, [nx, ny], place, failed, fill),
    }
}

fn write<K: TiffKind, E>(
    output: &mut (impl Write + Seek),
    [nx, ny]: [usize; 2],
    place: &MapPlace<'_>,
    failed: &impl Fn(TiffError) -> E,
    fill: impl FnOnce(&mut dyn FnMut(&[f32]) -> Result<(), E>) -> Result<(), E>,
) -> Result<(), E> {
    let mut encoder = TiffEncoder::<_, K>::new_generic(output).map_err(failed)?;
    let mut image = encoder.new_image::<Gray32Float>(nx as u32, ny as u32).map_err(failed)?;
    image.rows_per_strip((STRIP / nx).clamp(1, ny) as u32).map_err(failed)?;
    let scale = [(place.x[1] - place.x[0]) / (nx - 1) as f64, (place.y[0] - place.y[1]) / (ny - 1) as f64];
    let shift = if place.is_point { 0.0 } else { 0.5 };
    let corner = [place.x[0] - shift * scale[0], place.y[0] + shift * scale[1]];
    {
        let tags = image.encoder();
        let scale_tag = [scale[0], scale[1], 0.0];
        tags.write_tag(Tag::Unknown(33550), &scale_tag[..]).map_err(failed)?;
        tags.write_tag(Tag::Unknown(33922), &[0.0, 0.0, 0.0, corner[0], corner[1], 0.0][..]).map_err(failed)?;
        tags.write_tag(Tag::Unknown(34735), place.keys).map_err(failed)?;
        if !place.numbers.is_empty() {
            tags.write_tag(Tag::Unknown(34736), place.numbers).map_err(failed)?;
        }
        if !place.text.is_empty() {
            tags.write_tag(Tag::Unknown(34737), place.text).map_err(failed)?;
        }
        tags.write_tag(Tag::Unknown(42113), "nan").map_err(failed)?;
    }
    let mut held: Vec<f32> = Vec::new();
    fill(&mut |rows| {
        held.extend_from_slice(rows);
        let mut written = 0;
        loop {
            let strip = image.next_strip_sample_count() as usize;
            if strip == 0 || held.len() - written < strip {
                break;
            }
            image.write_strip(&held[written..written + strip]).map_err(failed)?;
            written += strip;
        }
        held.drain(..written);
        Ok(())
    })?;
    image.finish().map_err(failed)
}
