//! Gray levels of a PNG, with what is transparent left out.

use std::io::{BufRead, Seek};

use png::ColorType;

use super::{DEFLATE, MOST_SAMPLES, checked, warranted};
use crate::field::Facts;
use crate::field::files::npy::ArrayGrid;

pub(super) fn png(input: impl BufRead + Seek, length: u64) -> Result<ArrayGrid, String> {
    let mut decoder = png::Decoder::new_with_limits(input, png::Limits { bytes: 8 * MOST_SAMPLES });
    decoder.set_transformations(png::Transformations::IDENTITY);
    let damaged = |error: png::DecodingError| format!("it is damaged ({error}); copy it again, or save it again");
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (color, depth) = reader.output_color_type();
    let bits = depth as usize;
    if !matches!(color, ColorType::Grayscale | ColorType::GrayscaleAlpha) {
        return Err(format!(
            "a PNG of samples is of gray levels, and this is {color:?} with {bits} bits; `magick IN -colorspace gray -depth 16 \
             OUT.png` converts it"
        ));
    }
    let mut remarks = Vec::new();
    if let Some(gamma) = reader.info().gama_chunk.filter(|_| reader.info().srgb.is_none()) {
        remarks.push(format!(
            "its gray levels are taken as they are stored, whatever its gamma of {}",
            gamma.into_value()
        ));
    }
    // A gray level that is transparent is no sample.
    let transparent = reader.info().trns.as_ref().and_then(|level| match level[..] {
        // The decoder keeps the low byte alone where a level has 8 bits.
        [level] => Some(f64::from(level)),
        [high, low] => Some(f64::from(u16::from_be_bytes([high, low]))),
        _ => None,
    });
    let (nx, ny) = (reader.info().width as usize, reader.info().height as usize);
    let count = checked(nx, ny)?;
    let per_pixel = color.samples();
    let in_row = (nx * per_pixel * bits).div_ceil(8);
    warranted((in_row * ny) as u64, length, DEFLATE)?;
    let mut buffer = vec![0; in_row * ny];
    reader.next_frame(&mut buffer).map_err(damaged)?;
    let level = |row: &[u8], index: usize| match bits {
        16 => u16::from_be_bytes([row[2 * index], row[2 * index + 1]]),
        8 => u16::from(row[index]),
        // The first of the levels that share a byte stands highest.
        _ => u16::from(row[index * bits / 8] >> (8 - bits - index * bits % 8)) & ((1 << bits) - 1),
    };
    let mut values = Vec::with_capacity(count);
    for row in buffer.chunks_exact(in_row) {
        let is_clear = |column: usize| per_pixel == 2 && level(row, 2 * column + 1) == 0;
        let value = |column: usize| if is_clear(column) { f64::NAN } else { f64::from(level(row, per_pixel * column)) };
        values.extend((0..nx).map(value));
    }
    if let Some(level) = transparent {
        remarks.push(format!("its gray level {level} is transparent, and missing"));
        values.iter_mut().filter(|value| **value == level).for_each(|value| *value = f64::NAN);
    }
    if per_pixel == 2 {
        let clear = values.iter().filter(|value| value.is_nan()).count();
        remarks.push(format!("{clear} of its samples are transparent, and missing"));
    }
    let facts = Facts { sample_type: Some(format!("uint{bits}")), ..Facts::default() };
    Ok(ArrayGrid { values, nx, ny, facts, remarks, ..ArrayGrid::default() })
}
