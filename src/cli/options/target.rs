//! What basins and fates are written into: a picture or arrays, by the ending of the name.

use std::path::{Path, PathBuf};

use clap::Args;

use super::destination::foreign_picture;
use super::shared::{number, path};
use crate::cli::error::CliError;
use crate::cli::standard_input::NAME;
use steepest::export::check_writable;
use steepest::render::{Destination, StillFormat};
use steepest::scene::checked_dpi;

#[derive(Debug, Args)]
pub(crate) struct TargetArguments {
    /// The file to write: a picture (.png, .svg, .pdf), or an .npz of what was found
    #[arg(short, long, value_name = "OUT", value_parser = path())]
    out: Option<PathBuf>,
    /// Pixels to an inch, which letters and lines of a picture are measured in [default: 100]; of a .svg or .pdf, whose
    /// inch is 100 of --size, those of the images within [default: 300]
    #[arg(long, value_name = "N", value_parser = number)]
    dpi: Option<f64>,
}

/// Endings of tables, which are printed.
const TABLES: [&str; 4] = ["npy", "csv", "json", "txt"];

/// The file that is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    Picture(Destination<'a>),
    Arrays(&'a Path),
    Nothing,
}

impl TargetArguments {
    /// What is to be written, which can be; `what` names it where it cannot.
    pub(crate) fn target(&self, what: &str) -> Result<Target<'_>, CliError> {
        let dpi = self.dpi.map(checked_dpi).transpose()?;
        let Some(path) = self.out.as_deref() else { return Ok(Target::Nothing) };
        if path == Path::new(NAME) {
            let ways = "what was found is printed there; name a file, or leave -o out";
            return Err(CliError::Usage(format!("cannot write {what} into standard output: {ways}")));
        }
        let is_table = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("npz"));
        let target = match StillFormat::of(path) {
            Some(format) => {
                Target::Picture(Destination { path, format, resolution: dpi.filter(|_| format.is_vector()) })
            }
            None if is_table => Target::Arrays(path),
            None => {
                let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
                let why = ending.as_deref().filter(|ending| !TABLES.contains(ending)).and_then(foreign_picture);
                let ways = || "; let its name end in .png, .svg, .pdf or .npz".to_owned();
                let remedy = why.map_or_else(ways, |why| format!(": {why}"));
                return Err(CliError::Usage(format!("cannot write {what} into {}{remedy}", path.display())));
            }
        };
        check_writable(path)?;
        Ok(target)
    }

    /// Pixels to an inch of a picture made of pixels, where they are given.
    pub(crate) fn pixels_per_inch(&self) -> Option<f64> {
        let is_vector = self.out.as_deref().and_then(StillFormat::of).is_some_and(StillFormat::is_vector);
        self.dpi.filter(|_| !is_vector)
    }
}
