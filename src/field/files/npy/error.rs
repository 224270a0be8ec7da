//! What can be wrong with a file of samples, each in a line that says what to do.

use std::io;
use std::path::PathBuf;

use crate::field::sampled::samples::SamplesError;

/// Why a file could not be read as a grid of samples.
///
/// An array is named as `FILE`, or as `FILE[KEY]` in an archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such file.
    #[error("{path}: there is no such file; check the name and the folder")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The system does not let it be read.
    #[error("{array}: cannot be read ({error}); check that it is a file you may open")]
    Io {
        /// The file or array.
        array: String,
        /// What the system says.
        error: io::Error,
    },
    /// Neither kind of file.
    #[error("{path}: is not an .npy or .npz file, whatever its name; save the samples with numpy.save or numpy.savez")]
    NotNumpy {
        /// The file.
        path: PathBuf,
    },
    /// What is not samples is damaged.
    #[error("{array}: is damaged ({reason}); copy it again, or save it again with numpy.save")]
    Damaged {
        /// The file or array.
        array: String,
        /// What does not fit.
        reason: String,
    },
    /// Fewer bytes than the header says.
    #[error("{array}: is truncated: shape {shape} takes {needed} bytes and {present} are there; copy or save it again")]
    Truncated {
        /// The array.
        array: String,
        /// Its shape.
        shape: String,
        /// Bytes of its samples.
        needed: u128,
        /// The most bytes that can be there.
        present: u64,
    },
    /// Not enough memory for the samples.
    #[error("{array}: shape {shape} does not fit into memory; save every second sample, a[::2, ::2]")]
    Memory {
        /// The array.
        array: String,
        /// Its shape.
        shape: String,
    },
    /// Not two dimensions.
    #[error("{array}: has shape {shape}; a field needs two dimensions: {remedy}")]
    Dimensions {
        /// The array.
        array: String,
        /// Its shape.
        shape: String,
        /// What to do.
        remedy: &'static str,
    },
    /// No sample.
    #[error("{array}: has shape {shape} and no samples; save an array that is not empty")]
    Empty {
        /// The array.
        array: String,
        /// Its shape.
        shape: String,
    },
    /// One row or one column.
    #[error("{array}: has shape {shape}; a surface needs two rows and two columns at least")]
    Thin {
        /// The array.
        array: String,
        /// Its shape.
        shape: String,
    },
    /// Not real numbers.
    #[error("{array}: holds {holds} (dtype {dtype}); {remedy}")]
    Dtype {
        /// The array.
        array: String,
        /// What it holds.
        holds: &'static str,
        /// The type as the file spells it.
        dtype: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A key with a file that has a single array.
    #[error("{path}: is a single array and has no key `{key}`; leave the key out")]
    NoKeys {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        key: String,
    },
    /// No array of that name.
    #[error("{path}: has no array `{key}`; choose one of {keys}")]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        key: String,
        /// What there is.
        keys: String,
    },
    /// Several arrays could be meant.
    #[error("{path}: has several arrays of two dimensions; choose one by its key: {keys}")]
    Ambiguous {
        /// The file.
        path: PathBuf,
        /// The arrays that could be meant.
        keys: String,
    },
    /// No array could be meant.
    #[error("{path}: has no array of two dimensions; it has {keys}")]
    NoGrid {
        /// The file.
        path: PathBuf,
        /// What there is, with shapes.
        keys: String,
    },
    /// The arrays that give the extent do not.
    #[error("{array}: {problem}")]
    Coordinates {
        /// The array.
        array: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The samples make no field.
    #[error("{path}: {error}")]
    Samples {
        /// The file.
        path: PathBuf,
        /// Why.
        error: SamplesError,
    },
}
