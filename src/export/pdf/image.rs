//! Pixels as a PDF embeds them.

use std::io;

use pdf_writer::types::Predictor;
use pdf_writer::{Filter, Finish, Pdf, Ref};

use super::{Refs, deflated};
use crate::export::png::{encode_png, has_opacity};

/// Writes an image, and its opacity where it has one.
///
/// A PNG's packed rows are what a PDF takes too, predictors included.
pub(super) fn write_image(pdf: &mut Pdf, refs: &mut Refs, size: [u32; 2], pixels: &[u8]) -> io::Result<Ref> {
    let mask = has_opacity(pixels).then(|| refs.next());
    let [width, height] = size.map(|side| side as i32);
    let packed = packed_rows(&encode_png(size, false, pixels)?);
    let id = refs.next();
    let mut image = pdf.image_xobject(id, &packed);
    image.filter(Filter::FlateDecode);
    image.decode_parms().predictor(Predictor::PngOptimum).colors(3).bits_per_component(8).columns(width);
    image.width(width).height(height).bits_per_component(8);
    image.color_space().device_rgb();
    if let Some(mask) = mask {
        image.s_mask(mask);
    }
    image.finish();
    if let Some(mask) = mask {
        let opacity: Vec<u8> = pixels.chunks_exact(4).map(|pixel| pixel[3]).collect();
        let packed = deflated(&opacity)?;
        let mut image = pdf.image_xobject(mask, &packed);
        image.filter(Filter::FlateDecode);
        image.width(width).height(height).bits_per_component(8);
        image.color_space().device_gray();
    }
    Ok(id)
}

/// The zlib stream of a PNG: what its IDAT chunks hold.
fn packed_rows(png: &[u8]) -> Vec<u8> {
    const SIGNATURE: usize = 8;
    let mut rest = png.get(SIGNATURE..).unwrap_or_default();
    let mut packed = Vec::new();
    while let Some((&[a, b, c, d, ref kind @ ..], tail)) = rest.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let Some(data) = tail.get(..length) else { break };
        if kind == b"IDAT" {
            packed.extend_from_slice(data);
        }
        // A checksum of four bytes follows.
        rest = tail.get(length + 4..).unwrap_or_default();
    }
    packed
}
