//! Pictures as PNG.

use std::io::{self, Write};
use std::path::Path;

use super::atomic::{AtomicError, write_atomically};

/// Writes 8-bit RGBA pixels, rows from the top, as an opaque PNG at 100 pixels an inch.
///
/// `pixels` has 4 · width · height bytes; opacity is dropped.
pub fn write_png(path: &Path, width: u32, height: u32, pixels: &[u8]) -> Result<(), AtomicError> {
    let encode = |output: &mut dyn Write| encode(output, [width, height], png::ColorType::Rgb, &opaque(pixels));
    write_atomically(path, |output| encode(output).map_err(|error| AtomicError::Io { path: path.to_owned(), error }))
}

/// Writes 8-bit RGBA pixels, rows from the top and not premultiplied, as a PNG that keeps their opacity.
pub fn write_transparent_png(path: &Path, width: u32, height: u32, pixels: &[u8]) -> Result<(), AtomicError> {
    let encode = |output: &mut dyn Write| encode(output, [width, height], png::ColorType::Rgba, pixels);
    write_atomically(path, |output| encode(output).map_err(|error| AtomicError::Io { path: path.to_owned(), error }))
}

/// 8-bit RGBA pixels as the bytes of a PNG, which has opacity where a pixel is not opaque.
pub(super) fn encode_png(size: [u32; 2], pixels: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match pixels.chunks_exact(4).all(|pixel| pixel[3] == 255) {
        true => encode(&mut bytes, size, png::ColorType::Rgb, &opaque(pixels))?,
        false => encode(&mut bytes, size, png::ColorType::Rgba, pixels)?,
    }
    Ok(bytes)
}

/// The pixels without their opacity.
pub(super) fn opaque(pixels: &[u8]) -> Vec<u8> {
    pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}

fn encode(output: &mut dyn Write, [width, height]: [u32; 2], color: png::ColorType, data: &[u8]) -> io::Result<()> {
    let mut encoder = png::Encoder::new(output, width, height);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    // The fast setting costs a few percent of size and a tenth of the time.
    encoder.set_compression(png::Compression::Fast);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: 3937, yppu: 3937, unit: png::Unit::Meter }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(data)?;
    Ok(writer.finish()?)
}
