//! Grids of samples in text, ESRI's `.asc`, GeoTIFF and grayscale PNG.

mod geotiff;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

pub(crate) use self::geotiff::TiffWindows;
use self::geotiff::geotiff;
use super::npy::{ArrayGrid, Origin, flip_rows};

/// The most samples that are read: as many as a picture's grid may have nodes.
const MOST_SAMPLES: usize = 1 << 28;

/// How far deflate shrinks at most: 258 bytes to two bits.
const DEFLATE: u64 = 1032;

/// A file that holds no grid.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct GridError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, and the remedy.
    pub reason: String,
}

/// Reads a grid by the file's ending; the row that lies lowest comes first.
///
/// Text has a row per line with commas, semicolons or spaces between numbers, and the first row has the first y; the
/// other formats begin at the top. `origin` overrides both. Samples without a value are NaN.
pub(crate) fn read(path: &Path, ending: &str, origin: Option<Origin>) -> Result<ArrayGrid, GridError> {
    let fail = |reason: String| GridError { path: path.to_owned(), reason };
    let (file, length) = opened(path).map_err(fail)?;
    let (mut grid, usual) = match ending {
        "asc" => (ascii(BufReader::new(file)), Origin::Upper),
        "png" => (png(BufReader::new(file), length), Origin::Upper),
        _ => (text(BufReader::new(file)), Origin::Lower),
    };
    if let (Ok(grid), Origin::Upper) = (&mut grid, origin.unwrap_or(usual)) {
        flip_rows(&mut grid.values, grid.nx);
    }
    grid.map_err(fail)
}

/// Reads a band, counted from 1, of a GeoTIFF; the row that lies lowest comes first unless `origin` says otherwise.
pub(crate) fn map(path: &Path, origin: Option<Origin>, band: Option<usize>) -> Result<ArrayGrid, GridError> {
    let fail = |reason: String| GridError { path: path.to_owned(), reason };
    let (file, length) = opened(path).map_err(fail)?;
    let mut grid = geotiff(BufReader::new(file), length, band).map_err(fail)?;
    if origin != Some(Origin::Lower) {
        flip_rows(&mut grid.values, grid.nx);
    }
    Ok(grid)
}

/// A GeoTIFF of more than `most` samples, which stays in its file.
pub(crate) fn windows(path: &Path, most: usize, band: Option<usize>) -> Result<Option<TiffWindows>, GridError> {
    let fail = |reason: String| GridError { path: path.to_owned(), reason };
    TiffWindows::open(path, most, band).map_err(fail)
}

/// A file and how many bytes it has.
fn opened(path: &Path) -> Result<(File, u64), String> {
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file; check the name and the folder".to_owned(),
        _ => error.to_string(),
    })?;
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    Ok((file, length))
}

fn checked(nx: usize, ny: usize) -> Result<usize, String> {
    match nx.checked_mul(ny) {
        Some(count) if nx >= 2 && ny >= 2 && count <= MOST_SAMPLES => Ok(count),
        _ => Err(format!("a grid of {nx}x{ny} samples cannot be used; it takes 2 a side and {MOST_SAMPLES} in all")),
    }
}

/// Refuses samples of so many bytes that a file of a length cannot unfold into: headers lie.
fn warranted(bytes: u64, length: u64, shrinks: u64) -> Result<(), String> {
    match bytes <= length.saturating_mul(shrinks) {
        true => Ok(()),
        false => Err(format!(
            "its header claims {bytes} bytes of samples, which is larger than {length} bytes of file can hold"
        )),
    }
}

fn number(word: &str, line: usize) -> Result<f64, String> {
    let is_hole = matches!(word.to_ascii_lowercase().as_str(), "nan" | "na" | "null" | "");
    match word.parse() {
        Ok(value) => Ok(value),
        Err(_) if is_hole => Ok(f64::NAN),
        Err(_) => Err(format!("line {line}: `{word}` is not a number; a grid has a row of numbers a line")),
    }
}

fn text(input: impl BufRead) -> Result<ArrayGrid, String> {
    let (mut values, mut nx, mut ny) = (Vec::new(), 0, 0);
    for (index, line) in input.lines().enumerate() {
        let line = line.map_err(|error| format!("line {}: {error}", index + 1))?;
        let row = line.split('#').next().unwrap_or_default().trim();
        if row.is_empty() {
            continue;
        }
        let before = values.len();
        let is_separated = row.contains([',', ';']);
        let words: Box<dyn Iterator<Item = &str>> = match is_separated {
            true => Box::new(row.split([',', ';']).map(str::trim)),
            false => Box::new(row.split_whitespace()),
        };
        for word in words {
            values.push(number(word, index + 1)?);
        }
        let columns = values.len() - before;
        if ny > 0 && columns != nx {
            return Err(format!("line {} has {columns} numbers and those before have {nx}", index + 1));
        }
        (nx, ny) = (columns, ny + 1);
        if values.len() > MOST_SAMPLES {
            return Err(format!("it holds more than {MOST_SAMPLES} samples; save them as .npy"));
        }
    }
    checked(nx, ny)?;
    Ok(ArrayGrid { values, nx, ny, ..ArrayGrid::default() })
}

/// ESRI's ASCII grid: a header of names and numbers, then rows from the top.
fn ascii(input: impl BufRead) -> Result<ArrayGrid, String> {
    let mut header: Vec<(String, f64)> = Vec::new();
    let mut values = Vec::new();
    for (index, line) in input.lines().enumerate() {
        let line = line.map_err(|error| format!("line {}: {error}", index + 1))?;
        let mut words = line.split_whitespace();
        let is_header = line.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
        if is_header && values.is_empty() {
            let (name, value) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            header.push((name.to_lowercase(), number(value, index + 1)?));
            continue;
        }
        for word in words {
            values.push(number(word, index + 1)?);
        }
        if values.len() > MOST_SAMPLES {
            return Err(format!("it holds more than {MOST_SAMPLES} samples"));
        }
    }
    let find = |name: &str| header.iter().find(|(known, _)| known == name).map(|&(_, value)| value);
    let need = |name: &str| find(name).ok_or_else(|| format!("its header has no {name}"));
    let side = |value: f64| if (2.0..=1e9).contains(&value) { value as usize } else { 0 };
    let (nx, ny) = (side(need("ncols")?), side(need("nrows")?));
    let count = checked(nx, ny)?;
    if values.len() != count {
        return Err(format!("its header says {nx}x{ny} samples and it holds {}", values.len()));
    }
    if let Some(missing) = find("nodata_value") {
        values.iter_mut().filter(|value| **value == missing).for_each(|value| *value = f64::NAN);
    }
    let cell = find("cellsize");
    let axis = |corner: &str, center: &str, step: &str, count: usize| {
        let step = cell.or(find(step))?;
        let first = find(center).or(find(corner).map(|corner| corner + 0.5 * step))?;
        Some([first, first + (count - 1) as f64 * step])
    };
    let (x, y) = (axis("xllcorner", "xllcenter", "dx", nx), axis("yllcorner", "yllcenter", "dy", ny));
    Ok(ArrayGrid { values, nx, ny, x, y, ..ArrayGrid::default() })
}

fn png(input: impl BufRead + std::io::Seek, length: u64) -> Result<ArrayGrid, String> {
    let mut decoder = png::Decoder::new_with_limits(input, png::Limits { bytes: 8 * MOST_SAMPLES });
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let (color, depth) = reader.output_color_type();
    if color != png::ColorType::Grayscale || !matches!(depth, png::BitDepth::Eight | png::BitDepth::Sixteen) {
        return Err("a PNG of samples is grayscale with 8 or 16 bits; convert it".to_owned());
    }
    let (nx, ny) = (reader.info().width as usize, reader.info().height as usize);
    let count = checked(nx, ny)?;
    let bytes = if depth == png::BitDepth::Sixteen { 2 } else { 1 };
    warranted((count * bytes) as u64, length, DEFLATE)?;
    let mut buffer = vec![0; count * bytes];
    reader.next_frame(&mut buffer).map_err(|error| error.to_string())?;
    let values = match bytes {
        2 => buffer.chunks_exact(2).map(|pair| f64::from(u16::from_be_bytes([pair[0], pair[1]]))).collect(),
        _ => buffer.iter().map(|&value| f64::from(value)).collect(),
    };
    Ok(ArrayGrid { values, nx, ny, ..ArrayGrid::default() })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn text_has_a_row_a_line_with_any_separator() {
        for source in ["1,2,3\n4,nan,6\n", "1 2 3\n4 nan 6", "# grid\n1;2;3\n\n4;;6\n"] {
            let grid = text(Cursor::new(source)).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert_eq!((grid.nx, grid.ny, grid.values[2], grid.values[3]), (3, 2, 3.0, 4.0));
            assert!(grid.values[4].is_nan());
        }
        for (source, said) in [("1,2\n3,4,5", "line 2 has 3"), ("x,y\n1,2", "line 1: `x`"), ("1,2", "2x1"), ("", "0x0")]
        {
            assert!(text(Cursor::new(source)).is_err_and(|error| error.contains(said)), "{source}");
        }
    }

    #[test]
    fn an_esri_grid_lies_where_its_header_says() {
        let source = "ncols 3\nnrows 2\nxllcorner 10\nyllcorner 20\ncellsize 2\nNODATA_value -9999\n1 2 3\n4 -9999 6\n";
        let mut grid = ascii(Cursor::new(source)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((grid.x, grid.y), (Some([11.0, 15.0]), Some([21.0, 23.0])));
        flip_rows(&mut grid.values, grid.nx);
        assert_eq!((grid.values[0], grid.values[5]), (4.0, 3.0));
        assert!(grid.values[1].is_nan());
        let lying = source.replace("nrows 2", "nrows 2000000000");
        assert!(ascii(Cursor::new(lying)).is_err_and(|error| error.contains("cannot be used")));
    }

    #[test]
    fn bytes_that_are_no_file_are_an_error_and_nothing_else() {
        let mut state = 1u64;
        for length in (0..400).step_by(7) {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (state >> 56) as u8
                })
                .collect();
            let tiff_like = [b"II*\0\x08\0\0\0".as_slice(), &bytes].concat();
            let png_like = [b"\x89PNG\r\n\x1a\n".as_slice(), &bytes].concat();
            let length = bytes.len() as u64;
            assert!(geotiff(Cursor::new(tiff_like), length, None).is_err());
            assert!(png(Cursor::new(png_like), length).is_err());
            let _ = (text(Cursor::new(bytes.clone())), ascii(Cursor::new(bytes)));
        }
    }
}
