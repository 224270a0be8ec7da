//! What comes in through standard input, as FIELD `-` or as a file that an option names: it is kept in a file of its own
//! while the program runs, so that it is read as any file is, as often as needed and with any part of it left on the disk.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use steepest::expr::Formula;
use steepest::scene::keys::KEYS;
use steepest::scene::{Scene, SceneFile};
use steepest::words::path_text;

use super::error::CliError;
use super::output::print_error;

/// What stands for standard input.
pub(crate) const NAME: &str = "-";

/// The bytes that tell what comes in; text of scenes and formulas is no longer.
const HEAD: u64 = 1 << 20;

/// What came in.
struct Taken {
    /// What it was taken for.
    what: &'static str,
    /// The folder that it is kept in, where it is a file.
    folder: Option<PathBuf>,
    is_formula: bool,
}

static TAKEN: Mutex<Option<Taken>> = Mutex::new(None);

fn taken() -> MutexGuard<'static, Option<Taken>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what was kept.
pub(crate) fn forget() {
    if let Some(folder) = taken().take().and_then(|taken| taken.folder) {
        // There is nobody left to tell.
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// What FIELD `-` is.
#[derive(Debug, PartialEq)]
enum Content {
    Scene,
    Formula,
    /// A data file of this ending.
    Data(&'static str),
}

/// The scene that FIELD `-` stands for: a scene's text, or one of a formula or of a data file.
pub(crate) fn scene() -> Result<SceneFile, CliError> {
    let head = begin("FIELD")?;
    match content(&head) {
        None => Err(CliError::Usage(
            "standard input is empty; `-` reads a data file, a scene or a formula from it".to_owned(),
        )),
        Some(Content::Scene) => Ok(SceneFile::from_toml(&String::from_utf8_lossy(&head))?),
        Some(Content::Formula) => {
            taken().iter_mut().for_each(|taken| taken.is_formula = true);
            let text = String::from_utf8_lossy(&head).trim().to_owned();
            Ok(SceneFile { source: text.into(), ..SceneFile::default() })
        }
        Some(Content::Data(ending)) => {
            Ok(SceneFile { source: keep(&head, ending, "FIELD")?.into(), ..SceneFile::default() })
        }
    }
}

/// Puts a file in the place of `-` as the name of a file with a trajectory or with rules.
pub(crate) fn resolve(scene: &mut Scene) -> Result<(), CliError> {
    let descent = &mut scene.descent;
    for (name, ending, option) in [(&mut descent.path, "csv", "--path"), (&mut descent.rules, "toml", "--rules")] {
        if name.as_deref() == Some(NAME) {
            *name = Some(keep(&begin(option)?, ending, option)?);
        }
    }
    Ok(())
}

/// Whether a path is that of what came in, which is gone when the program ends.
pub(crate) fn is_kept(path: &str) -> bool {
    // A formula or a scene is text, of which nothing is kept.
    let taken = taken();
    let folder = taken.as_ref().and_then(|taken| taken.folder.as_ref());
    folder.is_some_and(|folder| path.starts_with(&path_text(folder)))
}

/// Whether what came in is a formula, of which nothing says how it is shown.
pub(crate) fn is_formula() -> bool {
    taken().as_ref().is_some_and(|taken| taken.is_formula)
}

/// The first bytes that come in, for what names standard input.
fn begin(what: &'static str) -> Result<Vec<u8>, CliError> {
    if let Some(Taken { what: other, .. }) = *taken() {
        return Err(CliError::Usage(format!("standard input is {other} already; name a file for {what}")));
    }
    let input = io::stdin();
    if input.is_terminal() {
        print_error("reading from the terminal until Ctrl-D; a file comes in by `< FILE`");
    }
    let mut head = Vec::new();
    input.lock().take(HEAD).read_to_end(&mut head).map_err(|error| failed(&error))?;
    *taken() = Some(Taken { what, folder: None, is_formula: false });
    Ok(head)
}

/// Keeps what comes in as a file of this ending: its path as scenes have it.
fn keep(head: &[u8], ending: &str, what: &'static str) -> Result<String, CliError> {
    let folder = tempfile::Builder::new().prefix("steepest-").tempdir().map_err(|error| failed(&error))?.keep();
    *taken() = Some(Taken { what, folder: Some(folder.clone()), is_formula: false });
    let path = folder.join(format!("standard input.{ending}"));
    let write = || {
        let mut file = File::create(&path)?;
        file.write_all(head)?;
        io::copy(&mut io::stdin().lock(), &mut file)
    };
    write().map_err(|error| failed(&error))?;
    Ok(path_text(path))
}

fn failed(error: &io::Error) -> CliError {
    CliError::Failed(format!("cannot read standard input: {error}"))
}

/// What begins with these bytes; nothing where there are none.
fn content(head: &[u8]) -> Option<Content> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x93NUMPY", "npy"),
        (b"PK\x03\x04", "npz"),
        (b"II*\0", "tif"),
        (b"MM\0*", "tif"),
        (b"II+\0", "tif"),
        (b"MM\0+", "tif"),
        (b"\x89PNG", "png"),
        (b"CDF", "nc"),
        (b"\x89HDF", "nc"),
    ];
    if let Some((_, ending)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(Content::Data(ending));
    }
    // The last character of what is longer may be cut.
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if head.len() as u64 == HEAD => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or(""),
        // Latin-1 and UTF-16 are a table's affair.
        Err(_) => return Some(Content::Data("csv")),
    };
    let text = text.trim_start_matches('\u{FEFF}');
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let first = line.split(|c: char| c.is_whitespace() || ",;\t".contains(c)).next().unwrap_or_default();
    if is_scene(line) {
        return Some(Content::Scene);
    }
    if ["ncols", "nrows"].iter().any(|word| first.eq_ignore_ascii_case(word)) {
        return Some(Content::Data("asc"));
    }
    let is_whole = (head.len() as u64) < HEAD;
    let begins_a_row = |line: &str| {
        let mut cells = line.split(|c: char| c.is_whitespace() || ",;\t".contains(c));
        let first = cells.next().unwrap_or_default();
        first.is_empty() || first.replace(',', ".").parse::<f64>().is_ok()
    };
    let has_rows = text.lines().skip(1).any(|line| !line.trim().is_empty() && begins_a_row(line));
    match is_whole && (Formula::parse(text).is_ok() || !has_rows && !begins_a_row(line)) {
        true => Some(Content::Formula),
        false => Some(Content::Data("csv")),
    }
}

/// Whether a line is a scene's: a table's name in square brackets, or a key with a value that is no formula's.
fn is_scene(line: &str) -> bool {
    let is_key = |name: &str| {
        let first = name.trim().split('.').next().unwrap_or_default();
        ["version", "field"].contains(&first) || KEYS.iter().any(|key| key.path.split('.').next() == Some(first))
    };
    match (line.strip_prefix('['), line.split_once('=')) {
        (Some(table), _) => table.split(']').next().is_some_and(is_key),
        (None, Some((name, value))) => {
            is_key(name) && (name.trim().len() > 1 || value.trim_start().starts_with(['[', '{', '"', '\'']))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_is_told_by_what_it_begins_with() {
        for (head, expected) in [
            (&b"\x93NUMPY\x01\0"[..], Some(Content::Data("npy"))),
            (b"PK\x03\x04...", Some(Content::Data("npz"))),
            (b"II*\0", Some(Content::Data("tif"))),
            (b"ncols 3\nnrows 2\n", Some(Content::Data("asc"))),
            (b"1,2,3\n4,5,6\n", Some(Content::Data("csv"))),
            (b"x y z\n0 0 1\n1 0 2\n", Some(Content::Data("csv"))),
            (b"# a comment\n0,5;1,5\n1,0;2\n", Some(Content::Data("csv"))),
            (b",0,1\n0,3,4\n1,5,6\n", Some(Content::Data("csv"))),
            (b"version = 2\nfield = \"x\"\n", Some(Content::Scene)),
            (b"# mine\n\n[surface]\nalpha = 0.5\n", Some(Content::Scene)),
            (b"x = [-1.0, 1.0]\n", Some(Content::Scene)),
            (b"x^2 + y^2\n", Some(Content::Formula)),
            (b"r = hypot(x, y)\nz = sin(r)/r\n", Some(Content::Formula)),
            (b"sin(x", Some(Content::Formula)),
            (b"2*x\n", Some(Content::Formula)),
            (b"", None),
            (b" \n\n", None),
        ] {
            assert_eq!(content(head), expected, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
