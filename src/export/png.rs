//! Pictures as PNG.

use std::path::Path;

use super::atomic::{AtomicError, write_atomically};

/// Writes 8-bit RGBA pixels, rows from the top, as an opaque PNG at 100 pixels an inch.
///
/// `pixels` has 4 · width · height bytes; opacity is dropped.
pub fn write_png(path: &Path, width: u32, height: u32, pixels: &[u8]) -> Result<(), AtomicError> {
    let opaque: Vec<u8> = pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    write_atomically(path, |output| {
        let io = |error: png::EncodingError| AtomicError::Io { path: path.to_owned(), error: error.into() };
        let mut encoder = png::Encoder::new(output, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        // The fast setting costs a few percent of size and a tenth of the time.
        encoder.set_compression(png::Compression::Fast);
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: 3937, yppu: 3937, unit: png::Unit::Meter }));
        let mut writer = encoder.write_header().map_err(io)?;
        writer.write_image_data(&opaque).map_err(io)?;
        writer.finish().map_err(io)
    })
}
