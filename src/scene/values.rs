//! What a key's value may be, and how it is written as a word of the command line and read from one.

use toml::{Table, Value};

use super::Limits;
use crate::words::short;

/// What a key's value may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Yes or no; the command line says yes by the option alone.
    Switch,
    /// A number.
    Number,
    /// A whole number from 0 to this one.
    Whole(u64),
    /// Two numbers.
    Pair,
    /// Two numbers, or one of these words.
    PairOr(&'static [&'static str]),
    /// First and last x, first and last y.
    Extent,
    /// Two whole numbers, or one for both.
    Sides,
    /// How many contour levels, or a list of them.
    Levels,
    /// A way to find where values end, or two numbers.
    Limits,
    /// Azimuth and elevation, and the distance where it is not the one that fits.
    Camera,
    /// A parameter with its first and last value.
    Sweep,
    /// Any text.
    Text,
    /// The name of a file, which a scene file's folder comes before.
    Path,
    /// One of these names.
    Choice(fn() -> &'static [&'static str]),
    /// Text of a form of its own; the function refuses what is not.
    Form(fn(&str) -> Result<String, String>),
    /// Names with values; the option is repeated.
    Settings,
    /// Any number of texts; the option is repeated.
    Texts,
    /// Any number of points; the option is repeated.
    Points,
}

impl Kind {
    /// Whether the option may be given more than once.
    pub fn is_repeated(self) -> bool {
        matches!(self, Kind::Settings | Kind::Texts | Kind::Points)
    }

    /// Whether a value may be any text, which an option's parser might take for another option.
    pub(super) fn is_free_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Path | Kind::Texts)
    }

    /// Reads what stands behind an option; of one that is repeated, what stands behind one of them.
    ///
    /// # Errors
    /// Says in what form a value is expected where it has another.
    pub fn read(self, text: &str) -> Result<Value, String> {
        Ok(match self {
            Kind::Switch => Value::Boolean(true),
            Kind::Number => Value::Float(number(text)?),
            Kind::Whole(most) => whole(text, most)?,
            Kind::Pair => Value::from(pair(text)?.to_vec()),
            Kind::PairOr(words) if words.contains(&text.trim()) => Value::from(text.trim()),
            Kind::PairOr(words) => {
                Value::from(pair(text).map_err(|error| format!("{error}; or {}", words.join(", ")))?.to_vec())
            }
            Kind::Extent => match numbers(text)?.as_slice() {
                &[x0, x1, y0, y1] => Value::from(vec![vec![x0, x1], vec![y0, y1]]),
                others => return Err(format!("four numbers are expected, such as 0,10,0,5, not {}", others.len())),
            },
            // No side is as long as this, and each key says what it may be.
            Kind::Sides => {
                Value::from(sides(text)?.map(|side| whole_value((side as u64).min(u64::from(u32::MAX)))).to_vec())
            }
            Kind::Levels => match whole(text, u64::MAX) {
                Ok(count) if count != Value::Integer(0) => count,
                // What counts nothing is a level, and a comma at the end makes a list of one.
                _ => Value::from(numbers(text.trim().strip_suffix(',').unwrap_or(text))?),
            },
            Kind::Limits if Limits::NAMES.contains(&text.trim()) => Value::from(text.trim()),
            Kind::Limits => {
                Value::from(pair(text).map_err(|error| format!("{error}; or {}", Limits::NAMES.join(", ")))?.to_vec())
            }
            Kind::Camera => {
                let numbers = numbers(text)?;
                if !(2..=3).contains(&numbers.len()) {
                    return Err("it takes AZIMUTH,ELEVATION or AZIMUTH,ELEVATION,DISTANCE".to_owned());
                }
                Value::Table(
                    CAMERA.iter().map(|&key| key.to_owned()).zip(numbers.into_iter().map(Value::from)).collect(),
                )
            }
            Kind::Sweep => {
                let wrong = || "write it as NAME=FIRST..LAST, such as a=0..3".to_owned();
                let (name, range) = text.split_once('=').ok_or_else(wrong)?;
                let (first, last) = range.split_once("..").ok_or_else(wrong)?;
                let range = vec![finite(first)?, finite(last)?];
                let entries = [("name", Value::from(name.trim())), ("range", Value::from(range))];
                Value::Table(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }
            Kind::Text | Kind::Path => Value::from(text),
            Kind::Choice(names) => match names().contains(&text) {
                true => Value::from(text),
                false => return Err(format!("`{text}` is none of {}", names().join(", "))),
            },
            Kind::Form(canonical) => Value::from(canonical(text)?),
            Kind::Settings => {
                let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, such as a=2")?;
                Value::Table(Table::from_iter([(name.trim().to_owned(), Value::from(finite(value)?))]))
            }
            Kind::Texts => Value::from(vec![text]),
            // A curve has points of one number.
            Kind::Points => Value::from(vec![match numbers(text)?.as_slice() {
                &[x] => vec![x],
                _ => pair(text)?.to_vec(),
            }]),
        })
    }

    /// The words that [`read`](Kind::read) makes this value of; several where the option is repeated.
    pub fn write(self, value: &Value) -> Vec<String> {
        match (self, value) {
            (Kind::Settings, Value::Table(settings)) => {
                settings.iter().map(|(name, value)| format!("{name}={}", flat(value))).collect()
            }
            (Kind::Sweep, Value::Table(sweep)) => {
                let ends = sweep.get("range").and_then(Value::as_array);
                let ends: Vec<String> = ends.into_iter().flatten().map(flat).collect();
                vec![format!("{}={}", sweep.get("name").map_or_else(String::new, flat), ends.join(".."))]
            }
            (Kind::Camera, Value::Table(camera)) => {
                vec![CAMERA.iter().filter_map(|&key| camera.get(key)).map(flat).collect::<Vec<_>>().join(",")]
            }
            (Kind::Texts | Kind::Points, Value::Array(values)) => values.iter().map(flat).collect(),
            (Kind::Sides, Value::Array(sides)) => match sides.as_slice() {
                [nx, ny] if nx != ny => vec![format!("{}x{}", flat(nx), flat(ny))],
                sides => sides.iter().take(1).map(flat).collect(),
            },
            (Kind::Levels, Value::Array(levels)) if levels.len() == 1 => vec![format!("{},", flat(value))],
            _ => vec![flat(value)],
        }
    }
}

/// The keys that are one option, in its order.
pub(super) const CAMERA: [&str; 3] = ["azimuth", "elevation", "distance"];

/// Numbers and text, those of a list with commas between them.
fn flat(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Float(number) => short(*number),
        Value::Array(values) => values.iter().map(flat).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// A number.
///
/// # Errors
/// Where it is none.
pub fn number(text: &str) -> Result<f64, String> {
    let text = text.trim().replace('−', "-");
    text.parse().map_err(|_| format!("`{text}` is not a number"))
}

fn finite(text: &str) -> Result<f64, String> {
    let value = number(text)?;
    if value.is_finite() { Ok(value) } else { Err("the value must be finite".to_owned()) }
}

/// Numbers with commas between them, perhaps in brackets as tuples and lists have them.
///
/// # Errors
/// Where one of them is none.
pub fn numbers(text: &str) -> Result<Vec<f64>, String> {
    let inside = |open, close| text.trim().strip_prefix(open)?.strip_suffix(close);
    let text = inside('(', ')').or_else(|| inside('[', ']')).unwrap_or(text);
    text.split(',').map(number).collect()
}

/// `MIN,MAX`, `X,Y` and the like.
///
/// # Errors
/// Where it is not two numbers.
pub fn pair(text: &str) -> Result<[f64; 2], String> {
    match numbers(text)?.as_slice() {
        &[first, second] => Ok([first, second]),
        others => {
            Err(format!("two numbers with a comma between them are expected, such as -5,5, not {}", others.len()))
        }
    }
}

/// `N` or `NXxNY`.
///
/// # Errors
/// Where it is no whole number, and not two with an `x` between them.
pub fn sides(text: &str) -> Result<[usize; 2], String> {
    let side =
        |text: &str| text.trim().parse::<usize>().map_err(|_| format!("`{}` is not a whole number", text.trim()));
    match text.split_once(['x', 'X', '×']) {
        Some((columns, rows)) => Ok([side(columns)?, side(rows)?]),
        None => side(text).map(|side| [side, side]),
    }
}

fn whole(text: &str, most: u64) -> Result<Value, String> {
    let text = text.trim();
    let number = text.parse::<u64>().map_err(|_| format!("`{text}` is not a whole number"))?;
    if number > most {
        return Err(format!("{number} is above {most}"));
    }
    Ok(whole_value(number))
}

/// A whole number as a scene holds it; what is beyond is refused by every key.
fn whole_value(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
