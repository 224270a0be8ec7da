//! Pictures as PNG.

use std::io::Write;
use std::path::Path;

use super::atomic::{AtomicError, write_atomically};

/// Writes 8-bit RGBA pixels, rows from the top, as an opaque PNG at 100 pixels an inch.
///
/// `pixels` has 4 · width · height bytes; opacity is dropped.
pub fn write_png(path: &Path, width: u32, height: u32, pixels: &[u8]) -> Result<(), AtomicError> {
    write_atomically(path, |output| {
        let io = |error: png::EncodingError| AtomicError::Io { path: path.to_owned(), error: error.into() };
        let mut writer = encoder(output, width, height).write_header().map_err(io)?;
        writer.write_image_data(&opaque(pixels)).map_err(io)?;
        writer.finish().map_err(io)
    })
}

/// Writes the same, of which `draw` hands over bands of whole rows from the top to the bottom.
pub fn write_png_bands<E: From<AtomicError>>(
    path: &Path,
    width: u32,
    height: u32,
    draw: impl FnOnce(&mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<(), E>,
) -> Result<(), E> {
    write_atomically(path, |output| {
        let io = |error| E::from(AtomicError::Io { path: path.to_owned(), error });
        let encoded = |error: png::EncodingError| io(error.into());
        let mut writer = encoder(output, width, height).write_header().map_err(encoded)?;
        let mut stream = writer.stream_writer_with_size(STREAMED).map_err(encoded)?;
        draw(&mut |pixels| stream.write_all(&opaque(pixels)).map_err(io))?;
        stream.finish().map_err(encoded)?;
        writer.finish().map_err(encoded)
    })
}

/// Bytes of a chunk of a file that is streamed.
const STREAMED: usize = 1 << 20;

fn encoder<W: Write>(output: W, width: u32, height: u32) -> png::Encoder<'static, W> {
    let mut encoder = png::Encoder::new(output, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // The fast setting costs a few percent of size and a tenth of the time.
    encoder.set_compression(png::Compression::Fast);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: 3937, yppu: 3937, unit: png::Unit::Meter }));
    encoder
}

fn opaque(pixels: &[u8]) -> Vec<u8> {
    pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}
