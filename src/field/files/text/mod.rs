//! Tables of numbers in text: rows of samples, columns x, y and z, tables with an index, and ESRI's `.asc`.

mod cells;
mod decode;
mod dialect;
mod esri;
mod index;
mod points;
mod spacing;
mod table;

use std::io::{BufReader, Read};

use self::decode::Decoded;
use self::dialect::{Cleaned, Dialect};
pub(super) use self::points::{Columns, of_array};
use self::table::Table;
use super::npy::{ArrayGrid, Origin, flip_rows};

/// How much of a file is looked at to tell how it separates its numbers.
const HEAD: u64 = 1 << 16;

/// Reads a table of numbers; the row that lies lowest comes first.
///
/// `key` names the column of values where a table has several. The first row of a table without coordinates has the
/// first y, that of an ESRI grid the last; `origin` overrides both.
pub(crate) fn read(input: impl Read, key: Option<&str>, origin: Option<Origin>) -> Result<ArrayGrid, String> {
    let mut decoded = BufReader::new(Decoded::new(input).map_err(|error| error.to_string())?);
    let mut head = Vec::new();
    let length = decoded.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| error.to_string())?;
    if let Some(found) = foreign(&head) {
        return Err(format!("it is {found}, not text; save the numbers as .csv or .npy"));
    }
    let is_whole = (length as u64) < HEAD;
    let input = head.as_slice().chain(decoded);
    if esri::is_header(&head) {
        let mut grid = esri::read(BufReader::new(input))?;
        if origin != Some(Origin::Lower) {
            flip_rows(&mut grid.values, grid.nx);
        }
        return Ok(grid);
    }
    let dialect = Dialect::of(&head, is_whole);
    let table = Table::read(Cleaned::new(BufReader::new(input), &dialect), &dialect)?;
    let mut grid = table.into_grid(key)?;
    match (origin, grid.y) {
        (Some(Origin::Upper), None) => flip_rows(&mut grid.values, grid.nx),
        (Some(_), Some(_)) => grid.remarks.push("its rows lie where their y says, whatever the origin".to_owned()),
        _ => {}
    }
    Ok(grid)
}

/// What the first bytes say that a file is, if it is no text.
fn foreign(head: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "an archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"\x93NUMPY", "a NumPy array"),
        (b"\x89PNG", "a PNG picture"),
        (b"\x1f\x8b", "packed by gzip"),
        (b"%PDF", "a PDF"),
    ];
    let begins = known.into_iter().find(|(start, _)| head.starts_with(start)).map(|(_, what)| what);
    begins.or_else(|| head.contains(&0).then_some("binary"))
}
