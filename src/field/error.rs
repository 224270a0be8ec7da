//! A field that cannot be had.

use std::path::PathBuf;

use super::{DomainError, GridError, RasterError, ReadError};
use crate::expr::FormulaError;

/// Why a field could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// It was taken for a formula and is none.
    #[error("{0}")]
    Formula(#[from] FormulaError),
    /// It is no name of the catalogue.
    #[error("there is no field `{name}`{}", nearest.as_ref().map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default())]
    UnknownName {
        /// What was typed.
        name: String,
        /// The nearest name, where one is near.
        nearest: Option<String>,
    },
    /// A name given a value is not a parameter of this field.
    #[error("{0}")]
    Set(String),
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file's extent cannot be looked at.
    #[error("{path}: {error}")]
    Extent {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: DomainError,
    },
    /// A file of text, an ESRI grid, a GeoTIFF or a PNG.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// A large file.
    #[error("{}: {error}", path.display())]
    Raster {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: RasterError,
    },
    /// A point with too few or too many coordinates.
    #[error("the field takes points of {} and this one has {given}", if *fewest == *most { format!("{fewest} coordinates") } else { format!("{fewest} or {most} coordinates") })]
    Coordinates {
        /// The field's variables.
        fewest: usize,
        /// Two at least, since a formula in x alone is a field of x and y too.
        most: usize,
        /// The point's coordinates.
        given: usize,
    },
    /// A formula of more variables than a picture has axes.
    #[error("the formula has {0} variables; a surface has x and y")]
    Dimension(usize),
}

impl FieldError {
    /// Whether what was typed is wrong, rather than a file.
    pub fn is_usage(&self) -> bool {
        match self {
            FieldError::Formula(_)
            | FieldError::UnknownName { .. }
            | FieldError::Set(_)
            | FieldError::Coordinates { .. }
            | FieldError::Dimension(_) => true,
            FieldError::Read(_) | FieldError::Extent { .. } | FieldError::Grid(_) | FieldError::Raster { .. } => false,
        }
    }
}
