//! What bytes of a strip or a tile mean: the type of samples, their byte order and what was predicted of them.

use half::f16;

/// The type of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Unsigned,
    Signed,
    Float,
}

/// What was taken from samples before they were packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Predictor {
    None,
    /// Each sample is a difference to the one before it.
    Horizontal,
    /// The same of the bytes of floats, the high ones of a row first.
    Float,
}

/// How samples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SampleType {
    pub(super) kind: Kind,
    pub(super) bits: usize,
}

impl SampleType {
    /// By the SampleFormat and BitsPerSample tags.
    pub(super) fn of(format: u16, bits: usize) -> Result<SampleType, String> {
        let kind = match (format, bits) {
            (1 | 4, 1..=32 | 64) => Kind::Unsigned,
            (2, 8 | 16 | 32 | 64) => Kind::Signed,
            (3, 16 | 32 | 64) => Kind::Float,
            (5 | 6, _) => {
                let remedy = "save their real part or their magnitude";
                return Err(format!("its samples are complex numbers, and a field has real ones; {remedy}"));
            }
            _ => {
                let remedy = "`gdal_translate -ot Float32 in.tif out.tif` converts them";
                return Err(format!(
                    "its samples are of a type that is not read ({bits} bits, format {format}); {remedy}"
                ));
            }
        };
        Ok(SampleType { kind, bits })
    }

    /// The type as GDAL and NumPy name it, such as `int16`.
    pub(super) fn name(self) -> String {
        let kind = match self.kind {
            Kind::Unsigned => "uint",
            Kind::Signed => "int",
            Kind::Float => "float",
        };
        format!("{kind}{}", self.bits)
    }

    /// The nearest number that a sample of this type can be: a no-data value of 0.1 is that of an f32.
    pub(super) fn rounded(self, value: f64) -> f64 {
        match (self.kind, self.bits) {
            (Kind::Float, 16) => f16::from_f64(value).to_f64(),
            (Kind::Float, 32) => f64::from(value as f32),
            _ => value,
        }
    }

    /// Whether a double may not hold a sample of this type.
    pub(super) fn is_wide(self) -> bool {
        self.kind != Kind::Float && self.bits == 64
    }

    /// The sample at an index of a row, in little-endian bytes or, where it does not fill bytes, in bits.
    pub(super) fn sample(self, row: &[u8], index: usize) -> f64 {
        let Some(size) = self.bytes() else { return bits(row, index * self.bits, self.bits) };
        let mut bytes = [0; 8];
        match row.get(index * size..(index + 1) * size) {
            Some(found) => bytes[..size].copy_from_slice(found),
            None => return f64::NAN,
        }
        let raw = u64::from_le_bytes(bytes);
        match (self.kind, size) {
            (Kind::Unsigned, _) => raw as f64,
            (Kind::Signed, _) => ((raw << (64 - self.bits)) as i64 >> (64 - self.bits)) as f64,
            (Kind::Float, 2) => f16::from_bits(raw as u16).to_f64(),
            (Kind::Float, 4) => f32::from_bits(raw as u32).into(),
            (Kind::Float, _) => f64::from_bits(raw),
        }
    }

    /// Bytes of a sample, where it fills them and they are a number of the machine's.
    fn bytes(self) -> Option<usize> {
        matches!(self.bits, 8 | 16 | 32 | 64).then_some(self.bits / 8)
    }

    /// Undoes a prediction over rows of so many bytes, `step` samples from one of a band to the next; what is left is in
    /// little-endian order.
    pub(super) fn restore(self, bytes: &mut [u8], row: usize, step: usize, predictor: Predictor, is_big: bool) {
        let Some(size) = self.bytes().filter(|_| row > 0) else { return };
        if predictor == Predictor::Float {
            bytes.chunks_exact_mut(row).for_each(|row| unshuffle(row, size, step));
            return;
        }
        if is_big {
            bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
        }
        if predictor == Predictor::Horizontal {
            bytes.chunks_exact_mut(row).for_each(|row| accumulate(row, size, step));
        }
    }

    /// Whether a prediction can be undone for samples of this type.
    pub(super) fn check(self, predictor: Predictor) -> Result<(), String> {
        match (predictor, self.bytes(), self.kind) {
            (Predictor::None, ..) | (Predictor::Horizontal, Some(_), _) | (Predictor::Float, Some(_), Kind::Float) => {
                Ok(())
            }
            _ => Err(format!(
                "its samples of {} bits are predicted in a way that is not read; \
                 `gdal_translate -co PREDICTOR=1 in.tif out.tif` takes that away",
                self.bits
            )),
        }
    }
}

/// So many bits from a bit on, the highest first.
fn bits(row: &[u8], from: usize, count: usize) -> f64 {
    let bit = |at: usize| row.get(at / 8).map_or(0, |byte| u64::from(byte >> (7 - at % 8) & 1));
    (from..from + count).fold(0, |value, at| value << 1 | bit(at)) as f64
}

/// Sums of differences, modulo the size of a sample.
fn accumulate(row: &mut [u8], size: usize, step: usize) {
    let read = |row: &[u8], at: usize| {
        let mut bytes = [0; 8];
        bytes[..size].copy_from_slice(&row[at..at + size]);
        u64::from_le_bytes(bytes)
    };
    for at in (step * size..row.len() / size * size).step_by(size) {
        let sum = read(row, at).wrapping_add(read(row, at - step * size));
        row[at..at + size].copy_from_slice(&sum.to_le_bytes()[..size]);
    }
}

/// Sums of differences of bytes, whose highest ones stand first, put together.
///
/// Adobe Photoshop TIFF Technical Note 3.
fn unshuffle(row: &mut [u8], size: usize, step: usize) {
    for at in step..row.len() {
        row[at] = row[at].wrapping_add(row[at - step]);
    }
    let (planes, count) = (row.to_vec(), row.len() / size);
    for (index, sample) in row.chunks_exact_mut(size).enumerate() {
        for (byte, to) in sample.iter_mut().rev().enumerate() {
            *to = planes[byte * count + index];
        }
    }
}
