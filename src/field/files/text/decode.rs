//! Text of any of the usual encodings as UTF-8: byte-order marks are dropped, UTF-16 is decoded.

use std::io::{self, BufReader, Read};

/// Bytes of which the encoding is told.
const MARK: usize = 4;
/// Units that are decoded at a time.
const UNITS: usize = 1 << 12;

/// A reader of UTF-8 over one of UTF-8 or UTF-16; numbers in other encodings that extend ASCII come through.
pub(super) struct Decoded<R> {
    input: BufReader<io::Chain<io::Cursor<Vec<u8>>, R>>,
    /// Whether units of two bytes are big-endian; nothing where units are bytes.
    big_endian: Option<bool>,
    /// The first half of a pair of units.
    high: Option<u16>,
    decoded: Vec<u8>,
    taken: usize,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(mut input: R) -> io::Result<Decoded<R>> {
        let mut start = Vec::new();
        input.by_ref().take(MARK as u64).read_to_end(&mut start)?;
        let (skip, big_endian) = match start[..] {
            [0xef, 0xbb, 0xbf, ..] => (3, None),
            [0xff, 0xfe, ..] => (2, Some(false)),
            [0xfe, 0xff, ..] => (2, Some(true)),
            // ASCII in units of two bytes, without a mark.
            [a, 0, b, 0] if a != 0 && b != 0 => (0, Some(false)),
            [0, a, 0, b] if a != 0 && b != 0 => (0, Some(true)),
            _ => (0, None),
        };
        let input = BufReader::new(io::Cursor::new(start.split_off(skip)).chain(input));
        Ok(Decoded { input, big_endian, high: None, decoded: Vec::new(), taken: 0 })
    }

    /// Decodes the next units.
    fn refill(&mut self, big_endian: bool) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.input.by_ref().take(2 * UNITS as u64).read_to_end(&mut bytes)?;
        let is_last = bytes.len() < 2 * UNITS;
        let unit = |pair: &[u8]| match big_endian {
            true => u16::from_be_bytes([pair[0], pair[1]]),
            false => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let mut units: Vec<u16> = self.high.take().into_iter().chain(bytes.chunks_exact(2).map(unit)).collect();
        if !is_last {
            self.high = units.pop_if(|unit| (0xd800..0xdc00).contains(unit));
        }
        self.decoded = String::from_utf16_lossy(&units).into_bytes();
        self.taken = 0;
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(big_endian) = self.big_endian else { return self.input.read(buffer) };
        if self.taken == self.decoded.len() {
            self.refill(big_endian)?;
        }
        let count = (&self.decoded[self.taken..]).read(buffer)?;
        self.taken += count;
        Ok(count)
    }
}
