//! Strips and tiles: where they lie in the file, and their samples.

use std::io::{BufRead, Read, Seek, SeekFrom};

use tiff::decoder::Decoder;
use tiff::tags::{ByteOrder, Tag};

use super::codec::Codec;
use super::numbers::{Predictor, SampleType};
use super::said;
use crate::field::domain::MAX_SIDE;
use crate::field::files::grids::warranted;

/// The most samples of a tile.
const MOST_IN_TILE: usize = 1 << 25;

/// How an image of a file is cut into strips or tiles. It is read once, when the file is opened.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    /// Columns and rows of the image.
    pub(super) size: [usize; 2],
    /// Columns and rows of a strip or a tile.
    pub(super) chunk: [usize; 2],
    pub(super) sample: SampleType,
    /// Values a pixel.
    pub(super) bands: usize,
    codec: Codec,
    predictor: Predictor,
    is_tiled: bool,
    /// Whether each band has pieces of its own.
    is_planar: bool,
    is_big_endian: bool,
    /// Whether the lowest bit of a byte comes first.
    is_reversed: bool,
    /// Where each piece begins and how many bytes it has; none has no bytes at all.
    spans: Vec<[u64; 2]>,
}

/// A strip or a tile of one or of all bands, unpacked. Whoever reads it owns it, and drops it when its samples are taken.
#[derive(Debug)]
pub(super) struct Piece {
    sample: SampleType,
    /// Rows of bytes, empty where the file leaves the piece out.
    bytes: Vec<u8>,
    row: usize,
    /// Samples from one of the band to the next, and the first one.
    step: usize,
    first: usize,
}

impl Pieces {
    /// Those of the image that the decoder is at, in a file of so many bytes.
    pub(super) fn of<R: BufRead + Seek>(decoder: &mut Decoder<R>, length: u64) -> Result<Pieces, String> {
        let (width, height) = decoder.dimensions().map_err(said)?;
        let size = [width as usize, height as usize];
        if size[0].max(size[1]) > MAX_SIDE {
            return Err(format!(
                "a grid of {width}x{height} samples cannot be used; it takes 2 to {MAX_SIDE} per side"
            ));
        }
        let mut number = |tag: Tag, usual: u64| match decoder.find_tag_unsigned_vec::<u64>(tag).map_err(said) {
            // What belongs to each band is written once for all of them at times.
            Ok(found) => Ok(found.and_then(|all| all.first().copied()).unwrap_or(usual)),
            Err(error) => Err(error),
        };
        let [bits, format, bands] = [(Tag::BitsPerSample, 1), (Tag::SampleFormat, 1), (Tag::SamplesPerPixel, 1)]
            .map(|(tag, usual)| number(tag, usual));
        let (bits, format, bands) = (bits? as usize, format? as u16, bands? as usize);
        let (codec, is_planar) = (number(Tag::Compression, 1)?, number(Tag::PlanarConfiguration, 1)? == 2);
        let predictor = match number(Tag::Predictor, 1)? {
            2 => Predictor::Horizontal,
            3 => Predictor::Float,
            _ => Predictor::None,
        };
        let is_reversed = number(Tag::FillOrder, 1)? == 2;
        let codec = Codec::of(codec as u16)?;
        let sample = SampleType::of(format, bits)?;
        sample.check(predictor)?;
        let tile = [number(Tag::TileWidth, 0)? as usize, number(Tag::TileLength, 0)? as usize];
        let is_tiled = tile[0] > 0;
        let rows = number(Tag::RowsPerStrip, u64::MAX)?.min(size[1] as u64) as usize;
        let chunk = if is_tiled { tile } else { [size[0], rows] };
        if chunk.contains(&0) || is_tiled && chunk[0].saturating_mul(chunk[1]) > MOST_IN_TILE {
            let [width, height] = chunk;
            return Err(format!("it is made of pieces of {width}x{height} samples; save it in tiles of 256x256"));
        }
        let tags = match is_tiled {
            true => [Tag::TileOffsets, Tag::TileByteCounts],
            false => [Tag::StripOffsets, Tag::StripByteCounts],
        };
        let [offsets, counts] = tags.map(|tag| decoder.find_tag_unsigned_vec::<u64>(tag).map_err(said));
        let (offsets, counts) = (offsets?.unwrap_or_default(), counts?.unwrap_or_default());
        let planes = if is_planar { bands } else { 1 };
        let expected = size[0].div_ceil(chunk[0]) * size[1].div_ceil(chunk[1]);
        if offsets.len() != counts.len() || expected.checked_mul(planes) != Some(offsets.len()) {
            return Err(format!("it has {} of the {} pieces that its size asks for", offsets.len(), expected * planes));
        }
        let spans = offsets.into_iter().zip(counts).map(|(offset, count)| [offset, count]).collect();
        let is_big_endian = decoder.byte_order() == ByteOrder::BigEndian;
        let pieces = Pieces {
            size,
            chunk,
            sample,
            bands,
            codec,
            predictor,
            is_tiled,
            is_planar,
            is_big_endian,
            is_reversed,
            spans,
        };
        pieces.warrant(length)?;
        Ok(pieces)
    }

    /// Whether each piece can hold what it claims, and lies within the file.
    fn warrant(&self, length: u64) -> Result<(), String> {
        let across = self.across();
        let down = self.size[1].div_ceil(self.chunk[1]);
        for (index, &[offset, count]) in self.spans.iter().enumerate().filter(|(_, [_, count])| *count > 0) {
            if offset.checked_add(count).is_none_or(|end| end > length) {
                return Err(format!("it ends at {length} bytes, before piece {index} does; copy it again"));
            }
            let bytes = self.row_bytes() as u64 * self.rows_of(index / across % down) as u64;
            warranted(bytes, count, self.codec.shrinks())?;
        }
        Ok(())
    }

    /// Pieces side by side.
    fn across(&self) -> usize {
        self.size[0].div_ceil(self.chunk[0])
    }

    fn row_bytes(&self) -> usize {
        let samples = self.chunk[0] * if self.is_planar { 1 } else { self.bands };
        (samples * self.sample.bits).div_ceil(8)
    }

    /// Bits of a piece for each of its pixels.
    pub(super) fn piece_bits(&self) -> usize {
        self.sample.bits.saturating_mul(if self.is_planar { 1 } else { self.bands })
    }

    /// Rows that a piece in a row of pieces has: the last strip has what is left.
    fn rows_of(&self, down: usize) -> usize {
        if self.is_tiled { self.chunk[1] } else { self.chunk[1].min(self.size[1] - down * self.chunk[1]) }
    }

    /// The number of a piece of a band, by its place among those side by side and above each other.
    pub(super) fn index(&self, band: usize, along: usize, down: usize) -> usize {
        let plane = if self.is_planar { band * self.across() * self.size[1].div_ceil(self.chunk[1]) } else { 0 };
        plane + down * self.across() + along
    }

    /// Unpacks a piece.
    pub(super) fn read(
        &self,
        input: &mut (impl Read + Seek),
        band: usize,
        along: usize,
        down: usize,
    ) -> Result<Piece, String> {
        let index = self.index(band, along, down);
        let [offset, count] = self.spans.get(index).copied().unwrap_or_default();
        let (step, first) = if self.is_planar { (1, 0) } else { (self.bands, band) };
        let row = self.row_bytes();
        let mut piece = Piece { sample: self.sample, bytes: Vec::new(), row, step, first };
        if count == 0 {
            return Ok(piece);
        }
        let wanted = row * self.rows_of(down);
        let failed = |error: String| format!("piece {index} of its samples cannot be unpacked: {error}");
        let count = if self.codec == Codec::None { count.min(wanted as u64) } else { count };
        let mut packed = vec![0; usize::try_from(count).map_err(|error| failed(error.to_string()))?];
        let read = input.seek(SeekFrom::Start(offset)).and_then(|_| input.read_exact(&mut packed));
        read.map_err(|error| failed(error.to_string()))?;
        if self.is_reversed {
            packed.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
        }
        piece.bytes = self.codec.unpacked(packed, wanted).map_err(failed)?;
        self.sample.restore(&mut piece.bytes, row, step, self.predictor, self.is_big_endian);
        Ok(piece)
    }
}

impl Piece {
    /// A sample by its column and row within the piece; nothing where the file leaves the piece out.
    pub(super) fn sample(&self, column: usize, row: usize) -> Option<f64> {
        let row = self.bytes.get(row * self.row..(row + 1) * self.row)?;
        Some(self.sample.sample(row, column * self.step + self.first))
    }
}
