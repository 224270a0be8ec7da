//! Rows of numbers with what stands around them: names of columns, an index, blank columns.

use std::io::Read;

use super::cells::{Cell, Spelling};
use super::dialect::Dialect;
use super::esri::shown;
use super::points::{self, Columns};
use super::spacing::counts;
use crate::field::files::grids::{MOST_SAMPLES, checked};
use crate::field::files::npy::ArrayGrid;

/// A table as it was read.
#[derive(Debug)]
pub(super) struct Table {
    /// The cells of the first line, where it is no row.
    header: Option<Vec<String>>,
    /// Whether the header comes from a comment, so that it is not missed where it says nothing.
    is_comment: bool,
    /// Rows of `nx`; blank cells are NaN.
    pub(super) values: Vec<f64>,
    pub(super) nx: usize,
    /// For each column, what is wrong with its first cell that is no number.
    words: Vec<Option<String>>,
    pub(super) remarks: Vec<String>,
}

impl Table {
    /// Reads rows of one length.
    pub(super) fn read(input: impl Read, dialect: &Dialect) -> Result<Table, String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(dialect.separator)
            .double_quote(true)
            .from_reader(input);
        let (mut values, mut blank, mut spelling) = (Vec::new(), Vec::<bool>::new(), Spelling::default());
        let (mut header, mut record) = (None::<Vec<String>>, csv::ByteRecord::new());
        let mut words: Vec<Option<String>> = Vec::new();
        let (mut ny, mut blank_rows, mut remarks) = (0, 0, Vec::new());
        while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
            let line = record.position().map_or(0, csv::Position::line);
            let texts = || record.iter().map(String::from_utf8_lossy);
            if ny == 0 && header.is_none() {
                let cells: Vec<Cell> = texts().map(|text| spelling.cell(&text, line)).collect();
                // A blank corner belongs to an index.
                let is_corner = matches!(cells[..], [Cell::Blank, _, _, ..]) && !cells[1..].contains(&Cell::Blank);
                if cells.contains(&Cell::Word) || is_corner {
                    let texts: Vec<_> = texts().collect();
                    if let Some(odd) = no_name(&cells, &texts) {
                        return Err(not_a_number(odd, line));
                    }
                    let texts = || texts.iter();
                    header = Some(texts().map(|text| text.trim().to_owned()).collect());
                    continue;
                }
            }
            if let (0, Some(names), true) = (ny, &header, remarks.is_empty()) {
                // A line below the names that has no number either has their units.
                let has_number = texts().any(|text| matches!(spelling.cell(&text, line), Cell::Number(_)));
                if record.len() == names.len() && !has_number {
                    let units: Vec<String> = texts().map(|text| shown(text.trim())).collect();
                    remarks.push(format!("its second line, {}, is read as units", units.join(", ")));
                    continue;
                }
            }
            if ny == 0 {
                blank = vec![true; record.len()];
                words = vec![None; record.len()];
            }
            if record.len() != blank.len() {
                let (here, before) = (record.len(), blank.len());
                return Err(format!(
                    "line {line} has {here} numbers and those before have {before}; give every row as many, and write nan where \
                     one is missing"
                ));
            }
            blank_rows += 1;
            for ((text, blank), word) in texts().zip(&mut blank).zip(&mut words) {
                let cell = spelling.cell(&text, line);
                *blank &= cell == Cell::Blank;
                if cell != Cell::Blank {
                    blank_rows = 0;
                }
                values.push(match cell {
                    Cell::Number(value) => value,
                    Cell::Blank => f64::NAN,
                    // Dates and names may stand beside named numbers.
                    Cell::Word if header.is_some() => {
                        word.get_or_insert_with(|| not_a_number(&text, line));
                        f64::NAN
                    }
                    Cell::Word => return Err(not_a_number(&text, line)),
                });
            }
            ny += 1;
            if values.len() > MOST_SAMPLES {
                return Err(format!("it holds more than {MOST_SAMPLES} numbers; save them as .npy"));
            }
        }
        spelling.checked()?;
        if blank_rows > 0 {
            // Spreadsheets write rows of nothing below what was deleted.
            values.truncate(values.len() - blank_rows * blank.len());
            remarks.push(format!("rows at its end are blank and left out: {blank_rows}"));
        }
        let mut table = Table { header, is_comment: false, values, nx: blank.len(), words, remarks };
        if spelling.comma.is_some() {
            // Who separates cells by commas writes them between thousands, too.
            if dialect.separator == b',' && spelling.may_be_thousands() {
                return Err(format!(
                    "line {}: the commas in its numbers may be decimal or stand between thousands; write numbers without them",
                    spelling.comma.unwrap_or(1)
                ));
            }
            let also = if spelling.may_be_thousands() { ", not as commas between thousands" } else { "" };
            table.remarks.push(format!("the commas within its numbers are read as decimal points{also}"));
        }
        table.leave_blank_ends(&blank);
        if let (None, Some(comment)) = (&table.header, &dialect.comment) {
            let names = [dialect.split(comment), comment.split([',', ' ', '\t']).map(str::to_owned).collect()];
            table.header = names.into_iter().find(|names| names.len() == table.nx && points::names(names).is_some());
            table.is_comment = table.header.is_some();
        }
        Ok(table)
    }

    /// Leaves columns out that end every row with nothing, as separators behind the last number make them.
    fn leave_blank_ends(&mut self, blank: &[bool]) {
        let kept = blank.iter().rposition(|&blank| !blank).map_or(0, |last| last + 1);
        if kept == self.nx || kept == 0 {
            return;
        }
        let before = std::mem::replace(&mut self.nx, kept);
        self.values = self.values.chunks(before).flat_map(|row| &row[..kept]).copied().collect();
        if let Some(header) = &mut self.header {
            header.truncate(kept.max(header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1)));
        }
        if before - kept > 1 {
            let count = before - kept;
            self.remarks.push(format!("the last {count} columns are blank in every row and are left out"));
        }
    }

    /// Refuses words in columns that are read.
    fn no_words(&self, columns: &[usize]) -> Result<(), String> {
        match columns.iter().find_map(|&column| self.words.get(column)?.clone()) {
            Some(wrong) => Err(wrong),
            None => Ok(()),
        }
    }

    pub(super) fn ny(&self) -> usize {
        self.values.len() / self.nx.max(1)
    }

    pub(super) fn column(&self, index: usize) -> Vec<f64> {
        self.values.iter().skip(index).step_by(self.nx.max(1)).copied().collect()
    }

    /// Three columns as points; the table has no values from then on, so that they are not held twice.
    fn take_points(&mut self, [x, y, z]: [usize; 3]) -> Columns {
        let points = Columns { x: self.column(x), y: self.column(y), z: self.column(z) };
        self.values = Vec::new();
        points
    }

    /// The grid that the table is: points, or samples with an index or without.
    pub(super) fn into_grid(mut self, key: Option<&str>) -> Result<ArrayGrid, String> {
        let ny = self.ny();
        if let Some(header) = self.header.take() {
            let header = match header.len() {
                // R names the columns only, and not that of the rows' names.
                length if length + 1 == self.nx => std::iter::once(String::new()).chain(header).collect(),
                length if length == self.nx || ny == 0 => header,
                length => {
                    let nx = self.nx;
                    return Err(format!(
                        "its first line names {length} columns and rows have {nx}; name each, or none"
                    ));
                }
            };
            return self.with_header(&header, key);
        }
        if let Some(key) = key {
            return Err(format!("its columns have no names, so there is none called `{key}`; leave the name out"));
        }
        if let Some(grid) = self.bare_points()? {
            return Ok(grid);
        }
        self.bare_index()
    }

    /// Points without names: columns x, y and z, or as many rows.
    fn bare_points(&mut self) -> Result<Option<ArrayGrid>, String> {
        let (nx, ny) = (self.nx, self.ny());
        if let Some(points) = points::take_bare(&mut self.values, nx, &mut self.remarks) {
            return points.into_grid(std::mem::take(&mut self.remarks)).map(Some);
        }
        let remarks = self.remarks.clone();
        if nx > 3 && ny >= 9 && points::are_a_grid(&self.column(0), &self.column(1)) {
            let what = format!("its first three columns are read as x, y and z; the other {} are left out", nx - 3);
            return self.take_points([0, 1, 2]).into_grid([remarks, vec![what]].concat()).map(Some);
        }
        if nx == 3 && ny >= 8 {
            let columns = self.take_points([0, 1, 2]);
            let remarks = [remarks, vec!["its three columns are read as x, y and z".to_owned()]].concat();
            let grid = columns.into_grid(remarks).map(Some);
            return grid.map_err(|why| format!("its three columns are read as x, y and z of points, and {why}"));
        }
        if nx == 3 && ny >= 4 {
            self.remarks.push(format!("it is read as {ny} rows of 3 samples, not as points x, y and z"));
        }
        Ok(None)
    }

    fn with_header(mut self, header: &[String], key: Option<&str>) -> Result<ArrayGrid, String> {
        let (nx, ny) = (self.nx, self.ny());
        if ny == 0 {
            return Err(format!(
                "its first line is `{}` and no numbers follow; give a row of numbers per line",
                shown(&header.join(" "))
            ));
        }
        if let Some(names) = points::names(header) {
            let (value, left_out) = names.value(header, key)?;
            self.no_words(&[names.x, names.y, value])?;
            let columns = self.take_points([names.x, names.y, value]);
            let mut remarks = self.remarks;
            if !left_out.is_empty() {
                remarks.push(format!("its column {} is read as f; {} left out", header[value], listed(&left_out)));
            }
            return columns.into_grid(remarks);
        }
        self.no_words(&(0..nx.min(self.words.len())).collect::<Vec<_>>())?;
        if points::has_no_values(header) {
            return Err("it has columns x and y and none of values for a grid; add one named z".to_owned());
        }
        let numbers: Vec<f64> = header.iter().map(|name| number(name).unwrap_or(f64::NAN)).collect();
        let is_index = number(&header[0]).is_none() && nx >= 3 && ny >= 2;
        if is_index && numbers[1..].iter().all(|value| value.is_finite()) {
            return self.indexed(header, &numbers[1..]);
        }
        if let Some(key) = key {
            return Err(format!(
                "its columns are {}; none of them is called `{key}` beside an x and a y",
                header.join(", ")
            ));
        }
        if nx == 3 && points::are_a_grid(&self.column(0), &self.column(1)) {
            let [x, y, z] = [&header[0], &header[1], &header[2]];
            let what = format!("its columns {x}, {y} and {z} are read as x, y and f");
            return self.take_points([0, 1, 2]).into_grid([self.remarks, vec![what]].concat());
        }
        if nx <= 3 && ny >= 8 {
            return Err(format!(
                "its columns are {}; name two of them x and y, and give a row for every point of a grid",
                header.join(", ")
            ));
        }
        // Column names over samples, with row names before them where they count.
        if header[0].is_empty() && counts(&self.column(0)) && nx >= 3 {
            self.without_first_column();
            self.remarks.push(
                "its first line names the columns and its first column counts the rows; both are left out".to_owned(),
            );
        } else if header[0].is_empty() && nx >= 3 {
            return Err(
                "its first column has no name and does not count the rows; save the table without its index".to_owned()
            );
        } else {
            self.remarks.push("its first line names the columns and is left out".to_owned());
        }
        self.plain()
    }

    pub(super) fn without_first_column(&mut self) {
        let nx = self.nx;
        self.nx -= 1;
        self.values = self.values.chunks(nx).flat_map(|row| &row[1..]).copied().collect();
    }

    /// Samples as they stand.
    pub(super) fn plain(self) -> Result<ArrayGrid, String> {
        let (nx, ny) = (self.nx, self.ny());
        if ny == 0 {
            return Err("it holds no numbers; give a row of numbers per line".to_owned());
        }
        if nx == 1 {
            let commas = self.remarks.iter().find(|remark| remark.contains("commas"));
            let also = commas.map_or_else(String::new, |remark| format!(", as {remark}"));
            return Err(format!(
                "it has one number a line{also}; give as many numbers in every row, and write nan where one is missing"
            ));
        }
        if ny == 1 {
            return Err(format!("it has one row, of {nx} numbers; a field needs two rows and two columns at least"));
        }
        checked(nx, ny)?;
        let mut remarks = self.remarks;
        let first_row = &self.values[..nx];
        let first_column: Vec<f64> = self.values.iter().step_by(nx).copied().collect();
        for (what, values) in [("row", first_row), ("column", &first_column[..])] {
            if counts(values) && values.len() >= 4 {
                let first = values[0];
                remarks.push(format!(
                    "its first {what} counts {first}, {}, {}, … and is read as samples; remove it where it only names",
                    first + 1.0,
                    first + 2.0
                ));
            }
        }
        Ok(ArrayGrid { values: self.values, nx, ny, remarks, ..ArrayGrid::default() })
    }
}

/// What a name is as a number.
fn number(name: &str) -> Option<f64> {
    match Spelling::default().cell(name, 0) {
        Cell::Number(value) if value.is_finite() => Some(value),
        _ => None,
    }
}

/// A cell of the first line which says that the line is samples, though it is no number: names begin as names do, and
/// stand over all columns but the index.
fn no_name<'a>(cells: &[Cell], texts: &'a [std::borrow::Cow<'_, str>]) -> Option<&'a str> {
    let begins_as_number =
        |text: &str| text.trim().trim_start_matches(['-', '+', '.', '(']).starts_with(|c: char| c.is_ascii_digit());
    let has_numbers = cells.iter().skip(1).any(|cell| matches!(cell, Cell::Number(_)));
    let mut words = texts.iter().enumerate().filter(|(index, _)| cells[*index] == Cell::Word);
    words.find(|(index, text)| begins_as_number(text) || has_numbers && *index > 0).map(|(_, text)| text.as_ref())
}

fn not_a_number(text: &str, line: u64) -> String {
    let begins_as_number = text.trim().trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit());
    let remedy = match begins_as_number {
        true => "write numbers without units, and without marks between thousands",
        false => "give a row of numbers per line, or columns named x, y and z",
    };
    format!("line {line}: `{}` is not a number; {remedy}", shown(text.trim()))
}

/// `a is`, `a and b are`.
fn listed(names: &[&str]) -> String {
    match names {
        [name] => format!("{name} is"),
        [before @ .., last] => format!("{} and {last} are", before.join(", ")),
        [] => String::new(),
    }
}
