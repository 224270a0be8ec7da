//! Unpacking of strips and tiles.

use std::io::Read;

use flate2::read::ZlibDecoder;
use weezl::{BitOrder, LzwStatus, decode};

use crate::field::files::grids::DEFLATE;

/// How a strip or a tile is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    None,
    Lzw,
    Deflate,
    PackBits,
    Zstd,
}

/// Names of TIFF's compressions that are not read.
const OTHERS: [(u16, &str); 11] = [
    (2, "CCITT"),
    (3, "CCITT fax 3"),
    (4, "CCITT fax 4"),
    (6, "old JPEG"),
    (7, "JPEG"),
    (34712, "JPEG 2000"),
    (34887, "LERC"),
    (34925, "LZMA"),
    (50001, "WebP"),
    (50002, "JPEG XL"),
    (52546, "JPEG XL"),
];

impl Codec {
    /// By the number that the Compression tag has.
    pub(super) fn of(number: u16) -> Result<Codec, String> {
        match number {
            1 => Ok(Codec::None),
            5 => Ok(Codec::Lzw),
            8 | 32946 => Ok(Codec::Deflate),
            32773 => Ok(Codec::PackBits),
            50000 => Ok(Codec::Zstd),
            _ => {
                let known = OTHERS.iter().find(|(other, _)| *other == number);
                let name = known.map_or_else(|| format!("compression {number}"), |(_, name)| (*name).to_owned());
                Err(format!(
                    "its samples are packed with {name}, which is not read here; \
                     `gdal_translate -co COMPRESS=DEFLATE in.tif out.tif` packs them with deflate"
                ))
            }
        }
    }

    /// How far it shrinks at most: 258 bytes to two bits, 128 bytes to two, 4096 bytes to 12 bits, a block of 128 KiB
    /// to four bytes.
    pub(super) fn shrinks(self) -> u64 {
        match self {
            Codec::None => 1,
            Codec::Lzw => 2731,
            Codec::Deflate => DEFLATE,
            Codec::PackBits => 64,
            Codec::Zstd => 1 << 15,
        }
    }

    /// The first `wanted` bytes of what is packed; what follows them, a checksum too, is left alone as libtiff does.
    pub(super) fn unpacked(self, packed: Vec<u8>, wanted: usize) -> Result<Vec<u8>, String> {
        let unpacked = match self {
            Codec::None => Ok(packed),
            Codec::Lzw => lzw(&packed, wanted),
            Codec::Deflate => filled(ZlibDecoder::new(packed.as_slice()), wanted),
            Codec::PackBits => Ok(pack_bits(&packed, wanted)),
            Codec::Zstd => match ruzstd::decoding::StreamingDecoder::new(packed.as_slice()) {
                Ok(decoder) => filled(decoder, wanted),
                Err(error) => Err(error.to_string()),
            },
        };
        let mut unpacked = unpacked?;
        if unpacked.len() < wanted {
            return Err(format!("it holds {} bytes of {wanted}", unpacked.len()));
        }
        unpacked.truncate(wanted);
        Ok(unpacked)
    }
}

fn filled(mut input: impl Read, wanted: usize) -> Result<Vec<u8>, String> {
    let mut bytes = vec![0; wanted];
    input.read_exact(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// LZW as TIFF has it: the highest bit first and codes that grow one early. Many files end without the code that says so.
fn lzw(packed: &[u8], wanted: usize) -> Result<Vec<u8>, String> {
    // Files of libtiff before 1991 have the lowest bit first; they begin with the clear code in that order.
    if packed.starts_with(&[0]) && packed.get(1).is_some_and(|byte| byte & 1 == 1) {
        let remedy = "`gdal_translate -co COMPRESS=DEFLATE in.tif out.tif` packs them with deflate";
        return Err(format!(
            "its samples are packed with LZW as it was before TIFF 5, which is not read here; {remedy}"
        ));
    }
    let mut decoder = decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8);
    let mut bytes = vec![0; wanted];
    let (mut read, mut written) = (0, 0);
    while written < wanted {
        let result = decoder.decode_bytes(&packed[read..], &mut bytes[written..]);
        read += result.consumed_in;
        written += result.consumed_out;
        match result.status {
            Ok(LzwStatus::Ok) if result.consumed_in + result.consumed_out > 0 => {}
            Ok(_) => break,
            Err(error) => return Err(error.to_string()),
        }
    }
    bytes.truncate(written);
    Ok(bytes)
}

/// <https://www.adobe.io/open/standards/TIFF.html>, section 9: counts of bytes that follow, or of one byte repeated.
fn pack_bits(packed: &[u8], wanted: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(wanted);
    let mut rest = packed;
    while let ([count, after @ ..], true) = (rest, bytes.len() < wanted) {
        let count = i16::from(*count as i8);
        rest = match (count, after) {
            (-128, _) => after,
            (0.., _) => {
                let (run, after) = after.split_at((1 + count as usize).min(after.len()));
                bytes.extend_from_slice(run);
                after
            }
            (_, [byte, after @ ..]) => {
                bytes.extend(std::iter::repeat_n(*byte, (1 - count) as usize));
                after
            }
            (_, []) => after,
        };
    }
    bytes
}
