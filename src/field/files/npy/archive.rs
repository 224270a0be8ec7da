//! The files of an archive (.npz): their names, and their bytes within bounds.

use std::io::{self, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::array::read_error;
use super::error::ReadError;

/// How far deflate shrinks at most: 258 bytes to two bits, <https://zlib.net/zlib_tech.html>.
const MAX_COMPRESSION: u64 = 1032;
/// What names of arrays end with in an archive.
const ENDING: &str = ".npy";

/// An open archive.
pub(super) struct Entries<R> {
    archive: ZipArchive<R>,
    /// Names of arrays and their places, in the order of the names.
    names: Vec<(String, usize)>,
}

impl<R: Read + Seek> Entries<R> {
    pub(super) fn open(reader: R, label: &str) -> Result<Entries<R>, ReadError> {
        let failed = |error| read_error(label, into_io(error));
        let mut archive = ZipArchive::new(reader).map_err(failed)?;
        let mut names = Vec::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(failed)?;
            // Names are UTF-8 mostly, even where the archive does not say so; other bytes are what DOS meant by them.
            let name = match std::str::from_utf8(entry.name_raw()) {
                Ok(name) => name.to_owned(),
                Err(_) => entry.name().to_owned(),
            };
            if let Some(name) = name.strip_suffix(ENDING) {
                names.push((name.to_owned(), index));
            }
        }
        names.sort();
        Ok(Entries { archive, names })
    }

    /// Names of the arrays, in order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.keys().any(|name| name == key)
    }

    /// Unpacks an array: hands `read` its bytes and the most of them there can be; `label` names it in errors.
    pub(super) fn with<T>(
        &mut self,
        key: &str,
        label: &str,
        read: impl FnOnce(&mut dyn Read, u64) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let place = self.names.iter().find(|(name, _)| name == key).map(|&(_, index)| index);
        let opened = place.ok_or(ZipError::FileNotFound).and_then(|index| self.archive.by_index(index));
        let mut entry = opened.map_err(|error| read_error(label, into_io(error)))?;
        let present = entry.size().min(entry.compressed_size().saturating_mul(MAX_COMPRESSION));
        read(&mut entry, present)
    }
}

/// What the system says, or that the archive is damaged.
fn into_io(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
    }
}
