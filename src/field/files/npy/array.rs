//! One array of NumPy's format, of any real type, as f64.
//!
//! The format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>. Nothing is allocated that a header
//! claims before it is compared with the bytes that are there.

use std::io::{self, Read};

use super::error::ReadError;

/// What files of the format begin with.
pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";
/// The longest header that is read. NumPy's own limit is 10000 bytes.
const MAX_HEADER: usize = 1 << 16;
/// How many bytes are decoded at a time; a multiple of every item's size.
const CHUNK: usize = 1 << 16;

/// What an array's header says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Header {
    pub(crate) shape: Vec<u64>,
    /// The type as it is spelt, such as `<f4`; a structured type begins with a bracket.
    pub(crate) dtype: String,
    /// Whether the first index runs fastest.
    pub(crate) fortran_order: bool,
}

/// What numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Bool,
    Int,
    Uint,
    Float,
}

/// How an array spells its numbers in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    kind: Number,
    is_big: bool,
    /// Bytes of a number.
    pub(crate) size: usize,
}

/// An array's samples in C order.
#[derive(Clone, Debug)]
pub(crate) struct Array {
    pub(crate) values: Vec<f64>,
    /// Relative spacing of the numbers of its type, 0 for integers.
    pub(crate) epsilon: f64,
    /// Whether they are truth values.
    pub(crate) is_bool: bool,
}

impl Header {
    /// Reads the header from an array's first byte on, and leaves `reader` at its samples.
    pub(crate) fn read(reader: &mut (impl Read + ?Sized), array: &str) -> Result<Header, ReadError> {
        let damaged = |reason: &str| ReadError::Damaged { array: array.to_owned(), reason: reason.to_owned() };
        let io_error = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged("it ends within the header"),
            _ => read_error(array, error),
        };
        let mut start = [0; 8];
        reader.read_exact(&mut start).map_err(io_error)?;
        if &start[..6] != MAGIC {
            return Err(damaged("it does not begin as an .npy file"));
        }
        let length = match start[6] {
            1 => {
                let mut length = [0; 2];
                reader.read_exact(&mut length).map_err(io_error)?;
                u16::from_le_bytes(length).into()
            }
            2 | 3 => {
                let mut length = [0; 4];
                reader.read_exact(&mut length).map_err(io_error)?;
                u32::from_le_bytes(length) as usize
            }
            _ => return Err(damaged("its format is of a version that is not known")),
        };
        if length > MAX_HEADER {
            return Err(damaged("its header is longer than any real one"));
        }
        let mut text = vec![0; length];
        reader.read_exact(&mut text).map_err(io_error)?;
        Header::parse(&String::from_utf8_lossy(&text)).ok_or_else(|| damaged("its header is not one NumPy writes"))
    }

    /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
    fn parse(text: &str) -> Option<Header> {
        let descr = entry(text, "descr")?;
        let dtype = match descr.chars().next()? {
            quote @ ('\'' | '"') => descr[1..].split_once(quote)?.0.to_owned(),
            '[' => "[…]".to_owned(),
            _ => return None,
        };
        let fortran_order = match entry(text, "fortran_order")? {
            order if order.starts_with("True") => true,
            order if order.starts_with("False") => false,
            _ => return None,
        };
        let (lengths, _) = entry(text, "shape")?.strip_prefix('(')?.split_once(')')?;
        // Python 2 wrote its long integers as `3L`.
        let lengths = lengths.split(',').map(|length| length.trim().trim_end_matches('L'));
        let shape = lengths.filter(|length| !length.is_empty()).map(|length| length.parse().ok());
        Some(Header { shape: shape.collect::<Option<_>>()?, dtype, fortran_order })
    }

    /// The shape without dimensions of length 1, where two others are left: an image of one band is a grid.
    pub(crate) fn planar(&self) -> Vec<u64> {
        let longer: Vec<u64> = self.shape.iter().copied().filter(|&length| length != 1).collect();
        if self.shape.len() > 2 && longer.len() == 2 { longer } else { self.shape.clone() }
    }

    /// The shape as NumPy prints it.
    pub(crate) fn shape_text(&self) -> String {
        shape_text(&self.shape)
    }

    /// The type as NumPy names it, such as `float32`.
    pub(crate) fn type_name(&self) -> Option<String> {
        let mut rest = self.dtype.trim_start_matches(['<', '>', '|', '=']).chars();
        let name = match rest.next()? {
            'b' => return Some("bool".to_owned()),
            'i' => "int",
            'u' => "uint",
            'f' => "float",
            _ => return None,
        };
        Some(format!("{name}{}", 8 * rest.as_str().parse::<u32>().ok()?))
    }

    /// How the numbers that follow are spelt, and how many they are; `present` bytes can be there at most.
    pub(crate) fn items(&self, present: u64, array: &str) -> Result<(Item, u128), ReadError> {
        let item = self.item(array)?;
        let count = self.shape.iter().fold(1u128, |count, &length| count.saturating_mul(length.into()));
        match count.saturating_mul(item.size as u128) <= present.into() {
            true => Ok((item, count)),
            false => Err(self.truncated(item, present, array)),
        }
    }

    fn truncated(&self, item: Item, present: u64, array: &str) -> ReadError {
        let needed = self.shape.iter().fold(item.size as u128, |bytes, &length| bytes.saturating_mul(length.into()));
        ReadError::Truncated { array: array.to_owned(), shape: self.shape_text(), needed, present }
    }

    /// How the numbers are spelt, if they are real numbers: a byte order, a letter and bytes of one, such as `<f4`.
    fn item(&self, array: &str) -> Result<Item, ReadError> {
        let refused = |holds, remedy| {
            // What a file spells stays within the line that tells of it.
            let dtype = self.dtype.chars().filter(|c| !c.is_control()).collect();
            Err(ReadError::Dtype { array: array.to_owned(), holds, dtype, remedy })
        };
        if self.dtype.starts_with('[') {
            return refused("records", "save one field of them: numpy.save(file, a['name'])");
        }
        let as_numbers = "save it as numbers: numpy.save(file, a.astype(float))";
        let mut rest = self.dtype.chars();
        let (order, letter) = (rest.next(), rest.next());
        let size = rest.as_str().parse::<usize>().ok();
        let is_big = match order {
            Some('>') => true,
            Some('<' | '|' | '=') => false,
            _ => return refused("something unknown", as_numbers),
        };
        let kind = match (letter, size) {
            (Some('b'), Some(1)) => Number::Bool,
            (Some('i'), Some(1 | 2 | 4 | 8)) => Number::Int,
            (Some('u'), Some(1 | 2 | 4 | 8)) => Number::Uint,
            (Some('f'), Some(2 | 4 | 8)) => Number::Float,
            (Some('f'), Some(_)) => return refused("long doubles", as_numbers),
            (Some('O'), _) => return refused("Python objects", as_numbers),
            (Some('c'), _) => return refused("complex numbers", "save one part of them: a.real, a.imag or abs(a)"),
            (Some('M' | 'm'), _) => return refused("times", as_numbers),
            (Some('S' | 'a' | 'U'), _) => return refused("text", as_numbers),
            (Some('V'), _) => return refused("raw bytes", as_numbers),
            _ => return refused("something unknown", as_numbers),
        };
        Ok(Item { kind, is_big, size: size.unwrap_or(8) })
    }
}

impl Item {
    /// Appends the numbers that whole items are.
    pub(crate) fn decode(self, bytes: &[u8], into: &mut Vec<f64>) {
        let items = bytes.chunks_exact(self.size);
        match (self.kind, self.is_big, self.size) {
            // The usual type is spared the general way, which takes several times as long.
            (Number::Float, false, 4) => {
                into.extend(items.map(|item| f64::from(f32::from_le_bytes([item[0], item[1], item[2], item[3]]))));
            }
            _ => into.extend(items.map(|item| number(self.kind, self.is_big, item))),
        }
    }
}

impl Array {
    /// Reads the samples that follow `header`, of which `present` bytes can be there at most.
    pub(crate) fn read(
        reader: &mut (impl Read + ?Sized),
        header: &Header,
        present: u64,
        array: &str,
    ) -> Result<Array, ReadError> {
        let (item, count) = header.items(present, array)?;
        let memory = || ReadError::Memory { array: array.to_owned(), shape: header.shape_text() };
        let count = usize::try_from(count).map_err(|_| memory())?;
        let mut values = Vec::new();
        values.try_reserve_exact(count).map_err(|_| memory())?;
        let mut bytes = vec![0; CHUNK.min(count * item.size)];
        while values.len() < count {
            let chunk = bytes.len().min((count - values.len()) * item.size);
            reader.read_exact(&mut bytes[..chunk]).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => header.truncated(item, present, array),
                _ => read_error(array, error),
            })?;
            item.decode(&bytes[..chunk], &mut values);
        }
        let epsilon = match (item.kind, item.size) {
            (Number::Float, 2) => 2f64.powi(-10),
            (Number::Float, 4) => f32::EPSILON.into(),
            (Number::Float, _) => f64::EPSILON,
            _ => 0.0,
        };
        let values = match header.planar()[..] {
            [rows, columns] if header.fortran_order => transposed(&values, rows as usize, columns as usize),
            _ => values,
        };
        Ok(Array { values, epsilon, is_bool: item.kind == Number::Bool })
    }
}

/// An error of the system, of which unpacking a damaged archive makes one too.
pub(crate) fn read_error(array: &str, error: io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
            ReadError::Damaged { array: array.to_owned(), reason: error.to_string() }
        }
        _ => ReadError::Io { array: array.to_owned(), error },
    }
}

/// A shape as Python prints tuples.
pub(crate) fn shape_text(shape: &[u64]) -> String {
    match shape {
        [length] => format!("({length},)"),
        _ => format!("({})", shape.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// What follows `'name':` in a header.
fn entry<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    ['\'', '"'].iter().find_map(|quote| {
        let quoted = format!("{quote}{name}{quote}");
        // A structured type may have a field of that name, which no colon follows.
        let mut rests = text.match_indices(&quoted).map(|(at, _)| text[at + quoted.len()..].trim_start());
        rests.find_map(|rest| rest.strip_prefix(':')).map(str::trim_start)
    })
}

/// The number that an item's bytes are.
fn number(kind: Number, big: bool, item: &[u8]) -> f64 {
    let mut bytes = [0; 8];
    bytes[..item.len()].copy_from_slice(item);
    if big {
        bytes[..item.len()].reverse();
    }
    let bits = u64::from_le_bytes(bytes);
    match (kind, item.len()) {
        (Number::Float, 2) => half(bits as u16),
        (Number::Float, 4) => f32::from_bits(bits as u32).into(),
        (Number::Float, _) => f64::from_bits(bits),
        (Number::Int, size) => {
            let unused = 64 - 8 * size as u32;
            ((bits << unused) as i64 >> unused) as f64
        }
        _ => bits as f64,
    }
}

/// A number of IEEE 754's binary16.
fn half(bits: u16) -> f64 {
    let mantissa = f64::from(bits & 0x3ff);
    let magnitude = match i32::from(bits >> 10 & 0x1f) {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1024.0 + mantissa) * 2f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

/// `values` in C order, which are there column by column.
fn transposed(values: &[f64], rows: usize, columns: usize) -> Vec<f64> {
    (0..rows).flat_map(|row| (0..columns).map(move |column| values[column * rows + row])).collect()
}
