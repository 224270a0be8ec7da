//! Pictures as PNG.

use std::io::{self, Write};
use std::path::Path;

use super::atomic::{AtomicError, write_atomically};

/// How pixels are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PngStyle {
    /// Whether their opacity is kept; else it is dropped.
    pub has_opacity: bool,
    /// Pixels to an inch, which printers and typesetters go by.
    pub dots_per_inch: f64,
}

impl Default for PngStyle {
    /// Opaque pixels, 100 to an inch.
    fn default() -> PngStyle {
        PngStyle { has_opacity: false, dots_per_inch: 100.0 }
    }
}

/// Writes 8-bit RGBA pixels, rows from the top, as an opaque PNG of 100 dots per inch.
///
/// `pixels` has 4 · width · height bytes; opacity is dropped.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_png(path: &Path, width: u32, height: u32, pixels: &[u8]) -> Result<(), AtomicError> {
    write_png_as(path, [width, height], PngStyle::default(), pixels)
}

/// Writes 8-bit RGBA pixels, rows from the top and not premultiplied, as a PNG.
///
/// `pixels` has 4 · width · height bytes.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_png_as(path: &Path, size: [u32; 2], style: PngStyle, pixels: &[u8]) -> Result<(), AtomicError> {
    let io = |error| AtomicError::Io { path: path.to_owned(), error };
    write_atomically(path, |output| encode(output, size, style, pixels).map_err(io))
}

/// Writes 8-bit RGBA pixels, not premultiplied, as a PNG: `draw` hands them over in bands of whole rows from the top to the
/// bottom.
///
/// # Errors
/// Where the file cannot be written, and what `draw` fails with; nothing is left then.
pub fn write_png_bands<E: From<AtomicError>>(
    path: &Path,
    size: [u32; 2],
    style: PngStyle,
    draw: impl FnOnce(&mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<(), E>,
) -> Result<(), E> {
    write_atomically(path, |output| {
        let io = |error| E::from(AtomicError::Io { path: path.to_owned(), error });
        let encoded = |error: png::EncodingError| io(error.into());
        let mut writer = encoder(output, size, style).write_header().map_err(encoded)?;
        let mut stream = writer.stream_writer_with_size(STREAMED).map_err(encoded)?;
        draw(&mut |pixels| match style.has_opacity {
            true => stream.write_all(pixels).map_err(io),
            false => stream.write_all(&opaque(pixels)).map_err(io),
        })?;
        stream.finish().map_err(encoded)?;
        writer.finish().map_err(encoded)
    })
}

/// 8-bit RGBA pixels, not premultiplied, as the bytes of a PNG: those that [`write_png_as`] writes.
///
/// # Errors
/// Where `pixels` has not 4 · width · height bytes.
pub fn png_bytes(size: [u32; 2], style: PngStyle, pixels: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    encode(&mut bytes, size, style, pixels)?;
    Ok(bytes)
}

/// 8-bit RGBA pixels as the bytes of a PNG, with their opacity or without.
pub(super) fn encode_png(size: [u32; 2], has_opacity: bool, pixels: &[u8]) -> io::Result<Vec<u8>> {
    png_bytes(size, PngStyle { has_opacity, ..PngStyle::default() }, pixels)
}

/// Whether a pixel of these is not opaque.
pub(super) fn has_opacity(pixels: &[u8]) -> bool {
    pixels.chunks_exact(4).any(|pixel| pixel[3] < 255)
}

/// The pixels without their opacity.
pub(super) fn opaque(pixels: &[u8]) -> Vec<u8> {
    pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}

/// Bytes of a chunk of a file that is streamed.
const STREAMED: usize = 1 << 20;

fn encode(output: impl Write, size: [u32; 2], style: PngStyle, pixels: &[u8]) -> io::Result<()> {
    let mut writer = encoder(output, size, style).write_header()?;
    match style.has_opacity {
        true => writer.write_image_data(pixels)?,
        false => writer.write_image_data(&opaque(pixels))?,
    }
    Ok(writer.finish()?)
}

fn encoder<W: Write>(output: W, [width, height]: [u32; 2], style: PngStyle) -> png::Encoder<'static, W> {
    let mut encoder = png::Encoder::new(output, width, height);
    encoder.set_color(if style.has_opacity { png::ColorType::Rgba } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    // The fast setting costs a few percent of size and a tenth of the time.
    encoder.set_compression(png::Compression::Fast);
    let per_metre = (style.dots_per_inch / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    encoder
}
