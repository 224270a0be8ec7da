//! ESRI's ASCII grid: a header of names and numbers, then rows from the top.

use std::io::BufRead;

use super::cells::{Cell, Spelling};
use crate::field::files::grids::{MOST_SAMPLES, checked};
use crate::field::files::npy::ArrayGrid;

/// Names of the header, in small letters.
const NAMES: [&str; 10] =
    ["ncols", "nrows", "xllcorner", "xllcenter", "yllcorner", "yllcenter", "cellsize", "dx", "dy", "nodata_value"];

/// What stands for no value where the header does not say.
const USUAL_MISSING: f64 = -9999.0;

/// Whether a text begins with a line of the header.
pub(super) fn is_header(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&head[..head.len().min(256)]);
    let mut words = text.split_whitespace();
    let name = words.next().map(str::to_lowercase);
    name.is_some_and(|name| NAMES.contains(&name.as_str()))
        && words.next().is_some_and(|value| value.parse::<f64>().is_ok())
}

/// Reads a grid, rows from the top; samples lie in the middles of cells.
pub(super) fn read(input: impl BufRead) -> Result<ArrayGrid, String> {
    let mut header: Vec<(String, f64)> = Vec::new();
    let (mut values, mut spelling) = (Vec::new(), Spelling::default());
    for (index, line) in input.split(b'\n').enumerate() {
        let line = line.map_err(|error| format!("line {}: {error}", index + 1))?;
        let line = String::from_utf8_lossy(&line);
        let mut number = |word: &str| match spelling.cell(word, index as u64 + 1) {
            Cell::Number(value) => Ok(value),
            _ => Err(format!("line {}: `{}` is not a number", index + 1, shown(word))),
        };
        let mut words = line.split_whitespace().peekable();
        let name = words.peek().map(|word| word.to_lowercase()).filter(|word| NAMES.contains(&word.as_str()));
        if let Some(name) = name.filter(|_| values.is_empty()) {
            header.push((name, number(words.nth(1).unwrap_or_default())?));
            continue;
        }
        for word in words {
            values.push(number(word)?);
        }
        if values.len() > MOST_SAMPLES {
            return Err(format!("it holds more than {MOST_SAMPLES} samples"));
        }
    }
    spelling.checked()?;
    let find = |name: &str| header.iter().find(|(known, _)| known == name).map(|&(_, value)| value);
    let need = |name: &str| find(name).ok_or_else(|| format!("its header has no {name}"));
    let side = |value: f64| if (2.0..=1e9).contains(&value) { value as usize } else { 0 };
    let (nx, ny) = (side(need("ncols")?), side(need("nrows")?));
    let count = checked(nx, ny)?;
    if values.len() != count {
        return Err(format!("its header says {nx}x{ny} samples and it holds {}", values.len()));
    }
    let (named, mut remarks) = (find("nodata_value"), Vec::new());
    let missing = named.unwrap_or(USUAL_MISSING);
    let mut count = 0;
    for value in values.iter_mut().filter(|value| **value == missing) {
        (*value, count) = (f64::NAN, count + 1);
    }
    if named.is_none() && count > 0 {
        remarks.push(format!(
            "its header names no value for what is missing: {count} samples of {USUAL_MISSING}, the format's usual one, are missing"
        ));
    }
    let cell = find("cellsize");
    let axis = |corner: &str, center: &str, step: &str, count: usize| {
        let step = cell.or(find(step))?;
        let first = find(center).or(find(corner).map(|corner| corner + 0.5 * step))?;
        Some([first, first + (count - 1) as f64 * step])
    };
    let (x, y) = (axis("xllcorner", "xllcenter", "dx", nx), axis("yllcorner", "yllcenter", "dy", ny));
    Ok(ArrayGrid { values, nx, ny, x, y, remarks, ..ArrayGrid::default() })
}

/// A word as an error shows it.
pub(super) fn shown(word: &str) -> String {
    let word: String = word.chars().filter(|c| !c.is_control()).collect();
    match word.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word,
    }
}
