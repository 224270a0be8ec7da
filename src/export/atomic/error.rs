//! Why a file could not be written.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why a file could not be written, with the remedy. What was at the path before is still there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AtomicError {
    /// The folder that the file belongs in is missing.
    #[error("cannot write {}: the folder {} does not exist; create it first", path.display(), folder.display())]
    NoFolder {
        /// The file that was to be written.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// The path is taken by a folder.
    #[error("cannot write {}: it is a folder; name a file in it", .0.display())]
    IsFolder(PathBuf),
    /// The disk, or the user's share of it, is full.
    #[error("cannot write {}: {error}; free some space or write to another disk", path.display())]
    Full {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The disk cannot hold what is to be written.
    #[error("cannot write {}: it takes {} and its disk has {} free; write to another disk, or less", path.display(), size_text(*needed), size_text(*free))]
    NoRoom {
        /// The file that was to be written.
        path: PathBuf,
        /// Its bytes.
        needed: u64,
        /// The disk's.
        free: u64,
    },
    /// The system refused.
    #[error("cannot write {}: {error}", path.display())]
    Io {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The program is being interrupted and begins no more files.
    #[error("cannot write {}: interrupted", .0.display())]
    Interrupted(PathBuf),
}

impl AtomicError {
    pub(super) fn from_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { path, error },
            _ => Self::Io { path, error },
        }
    }
}

fn size_text(bytes: u64) -> String {
    match bytes as f64 / f64::from(1 << 20) {
        mebibytes if mebibytes < 1024.0 => format!("{mebibytes:.1} MiB"),
        mebibytes => format!("{:.1} GiB", mebibytes / 1024.0),
    }
}
