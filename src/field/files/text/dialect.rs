//! How a table separates its numbers, told from its first lines, and its text without comments.

use std::io::{self, BufRead, Read};

use super::cells::{is_error_word, is_no_number};

/// The longest line that is read.
const MOST_IN_LINE: u64 = 1 << 28;
/// Lines of which the separator is told.
const LOOKED_AT: usize = 200;

/// What stands between numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dialect {
    /// One byte between cells; any run of blanks where it is a space.
    pub(super) separator: u8,
    /// Whether the first line is Excel's `sep=;`.
    names_separator: bool,
    /// The last comment before the first row, which may name the columns.
    pub(super) comment: Option<String>,
}

impl Dialect {
    /// That of a text which begins so.
    pub(super) fn of(head: &[u8], is_whole: bool) -> Dialect {
        let text = String::from_utf8_lossy(head);
        let mut lines: Vec<&str> = text.split(['\n', '\r']).collect();
        if !is_whole && lines.len() > 1 {
            lines.pop();
        }
        let mut dialect = Dialect { separator: b' ', names_separator: false, comment: None };
        let first = lines.first().map(|line| line.trim()).unwrap_or_default();
        if let Some(named) = first.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")) {
            dialect.names_separator = true;
            let separator = first[named.len()..].bytes().next();
            // A line that names a tab or a space ends in a blank.
            dialect.separator = separator.filter(u8::is_ascii).unwrap_or(b'\t');
            return dialect;
        }
        let is_comment = |line: &&str| without_comment(line.as_bytes()).iter().all(u8::is_ascii_whitespace);
        let before = lines.iter().take_while(|line| is_comment(line)).filter(|line| !line.trim().is_empty());
        dialect.comment =
            before.last().map(|line| line.trim().trim_start_matches(['#', '%', '!', '/', ' ']).to_owned());
        let rows: Vec<&str> = lines
            .iter()
            .map(|line| &line[..without_comment(line.as_bytes()).len()])
            .filter(|line| !line.trim().is_empty())
            .take(LOOKED_AT)
            .collect();
        dialect.separator = separator(&rows);
        dialect
    }

    /// The cells of a line that is no row.
    pub(super) fn split(&self, line: &str) -> Vec<String> {
        match self.separator {
            b' ' => line.split_whitespace().map(str::to_owned).collect(),
            separator => line.split(char::from(separator)).map(|cell| cell.trim().to_owned()).collect(),
        }
    }
}

/// What separates the numbers of most rows.
fn separator(rows: &[&str]) -> u8 {
    let outside: Vec<String> = rows.iter().map(|row| without_quoted(row)).collect();
    let share = |separator: char| outside.iter().filter(|row| row.contains(separator)).count() * 2 > rows.len();
    if let Some(mark) = [';', '|'].into_iter().find(|mark| share(*mark)) {
        return mark as u8;
    }
    if share('\t') && !outside.iter().all(|row| row.trim().split('\t').count() < 2) {
        return b'\t';
    }
    // Commas stand between numbers unless each word between blanks has one within, as 0,5 1,5 2,5.
    let is_decimal = |word: &str| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        word.split_once(',').is_some_and(|(whole, part)| {
            digits(whole.trim_start_matches(['-', '+'])) && digits(part.split(['e', 'E']).next().unwrap_or_default())
        })
    };
    let is_plain = |word: &str| word.parse::<f64>().is_ok();
    let by_blanks = |row: &String| {
        let words: Vec<&str> = row.split_whitespace().collect();
        words.len() > 1 && words.iter().all(|word| is_decimal(word) || is_plain(word))
    };
    let with_commas: Vec<&String> = outside.iter().filter(|row| row.contains(',')).collect();
    if with_commas.len() * 2 > rows.len() && !with_commas.into_iter().all(by_blanks) {
        return b',';
    }
    b' '
}

/// A row without what it has between quotation marks.
fn without_quoted(row: &str) -> String {
    row.split('"').step_by(2).collect()
}

/// A line up to its comment: from `#` on, and from a `%`, `!` or `//` at its beginning.
fn without_comment(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(line.len());
    if [b"%".as_slice(), b"!", b"//"].iter().any(|mark| line[start..].starts_with(mark)) {
        return &line[..start];
    }
    let marks = line.iter().enumerate().filter(|(_, byte)| **byte == b'#').map(|(at, _)| at);
    // Spreadsheets write #N/A for what has no value, and old programs 1.#QNAN.
    let is_cell = |at: usize| is_error_word(&line[at..]) || line[..at].ends_with(b"1.") && is_no_number(&line[at..]);
    let comment = marks.into_iter().find(|&at| !is_cell(at));
    &line[..comment.unwrap_or(line.len())]
}

/// The text of a table: comments are gone, lines keep their numbers, blanks are one space where they separate.
pub(super) struct Cleaned<R> {
    input: R,
    separator: u8,
    skip: bool,
    line: Vec<u8>,
    clean: Vec<u8>,
    taken: usize,
}

impl<R: BufRead> Cleaned<R> {
    pub(super) fn new(input: R, dialect: &Dialect) -> Cleaned<R> {
        let (separator, skip) = (dialect.separator, dialect.names_separator);
        Cleaned { input, separator, skip, line: Vec::new(), clean: Vec::new(), taken: 0 }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.line.clear();
        self.clean.clear();
        self.taken = 0;
        let length = self.input.by_ref().take(MOST_IN_LINE).read_until(b'\n', &mut self.line)?;
        if length as u64 == MOST_IN_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a line is longer than any table's"));
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        }
        // Old programs end lines with a carriage return alone.
        for part in self.line.strip_suffix(b"\r").unwrap_or(&self.line).split(|&byte| byte == b'\r') {
            let part = if std::mem::take(&mut self.skip) { &part[..0] } else { without_comment(part) };
            match self.separator {
                b' ' => {
                    let words = part.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
                    for (index, word) in words.enumerate() {
                        self.clean.extend((index > 0).then_some(b' '));
                        self.clean.extend(word);
                    }
                }
                _ if part.iter().all(u8::is_ascii_whitespace) => {}
                _ => self.clean.extend(part),
            }
            if length > 0 {
                self.clean.push(b'\n');
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Cleaned<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.clean.len() {
            self.refill()?;
        }
        let count = (&self.clean[self.taken..]).read(buffer)?;
        self.taken += count;
        Ok(count)
    }
}
