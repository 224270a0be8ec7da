//! What one cell of a table is.

/// What spreadsheets write where a formula has no value.
const ERROR_WORDS: [&str; 9] = ["#N/A", "#NV", "#NUM!", "#DIV/0!", "#VALUE!", "#WERT!", "#REF!", "#NAME?", "#NULL!"];
/// What stands for a missing value, in small letters.
#[rustfmt::skip]
const MISSING: [&str; 21] = [
    "na", "n/a", "null", "none", "nil", "missing", "masked", "-", "--", "-nan", "<na>", "nat", "n.a.", "nodata", "no data",
    "nan(ind)", "-nan(ind)", "?", "*", ".", "***",
];
/// What Microsoft's C wrote behind `1.` for numbers that are none, the last for infinity.
const NO_NUMBERS: [&str; 4] = ["#qnan", "#snan", "#ind", "#inf"];

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing between two separators.
    Blank,
    /// A number, or NaN where the cell says that it has none.
    Number(f64),
    /// Anything else.
    Word,
}

/// Whether a text begins with what spreadsheets write for a missing value.
pub(super) fn is_error_word(text: &[u8]) -> bool {
    ERROR_WORDS
        .iter()
        .any(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes())))
}

/// Whether a text that follows `1.` says that there is no number: `1.#QNAN`.
pub(super) fn is_no_number(text: &[u8]) -> bool {
    NO_NUMBERS
        .iter()
        .any(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes())))
}

/// How numbers are spelt.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spelling {
    /// The first lines with a decimal comma and with a decimal point.
    pub(super) comma: Option<u64>,
    pub(super) point: Option<u64>,
    /// Whether a comma stands where none can stand between thousands.
    is_decimal: bool,
}

impl Spelling {
    /// Reads a cell of a line, which has a decimal comma where commas do not separate cells.
    pub(super) fn cell(&mut self, text: &str, line: u64) -> Cell {
        let text = text.trim();
        if text.is_empty() {
            return Cell::Blank;
        }
        if let Ok(value) = text.parse() {
            if text.contains('.') {
                self.point.get_or_insert(line);
            }
            return Cell::Number(value);
        }
        let small = text.to_lowercase();
        if MISSING.contains(&small.as_str()) || is_error_word(text.as_bytes()) {
            return Cell::Number(f64::NAN);
        }
        if let Some(word) =
            small.trim_start_matches(['-', '+']).strip_prefix("1.").filter(|word| is_no_number(word.as_bytes()))
        {
            // Infinities count as missing, too, and are told of.
            return Cell::Number(if word.starts_with("#inf") { f64::INFINITY } else { f64::NAN });
        }
        // A minus as books print it, an infinity, and the exponents of Fortran.
        let spelt = small.replace('\u{2212}', "-").replace('∞', "inf");
        let spelt = if spelt.contains("inf") { spelt } else { spelt.replace('d', "e") };
        if let Ok(value) = spelt.parse() {
            return Cell::Number(value);
        }
        if spelt.matches(',').count() == 1
            && !spelt.contains('.')
            && let Ok(value) = spelt.replace(',', ".").parse()
        {
            self.comma.get_or_insert(line);
            let (before, after) = spelt.split_once(',').unwrap_or_default();
            let before = before.trim_start_matches(['-', '+']);
            self.is_decimal |= after.len() != 3 || before.len() > 3 || before.is_empty() || before.starts_with('0');
            return Cell::Number(value);
        }
        Cell::Word
    }

    /// Whether every comma could stand between thousands as well.
    pub(super) fn may_be_thousands(self) -> bool {
        self.comma.is_some() && !self.is_decimal
    }

    /// Refuses commas that are decimal here and something else there.
    pub(super) fn checked(self) -> Result<(), String> {
        match (self.comma, self.point) {
            (Some(comma), Some(point)) => Err(format!(
                "line {comma} has a comma within a number and line {point} a point; write all numbers with one of them, and \
                 none between thousands"
            )),
            _ => Ok(()),
        }
    }
}
