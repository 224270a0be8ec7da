//! Archives of arrays (.npz) whose contents may be written in any order: entries are stored as they are, as
//! `numpy.savez` does, so that every byte's place is known before the first is computed.
//!
//! The format: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, sections 4.3 and 4.5.3.

use std::io::{self, Seek, SeekFrom, Write};

/// What does not fit into a 32-bit field stands in a 64-bit one, and this in its place.
const ELSEWHERE: u32 = u32::MAX;
/// Versions of the format that are needed to read an entry: plain, and with 64-bit sizes.
const PLAIN: u16 = 20;
const LARGE: u16 = 45;
/// 1980-01-01: the same arrays make the same file.
const DATE: u16 = 0x21;

/// A file of the archive.
#[derive(Debug)]
pub(super) struct Entry {
    name: String,
    /// Where its header is.
    at: u64,
    size: u64,
    checksum: crc32fast::Hasher,
}

/// Files one behind the other, whose sizes are known.
#[derive(Debug, Default)]
pub(super) struct Archive {
    entries: Vec<Entry>,
    end: u64,
}

impl Archive {
    /// Adds a file of so many bytes; the place of its first.
    pub(super) fn add(&mut self, name: &str, size: u64) -> u64 {
        let entry = Entry { name: name.to_owned(), at: self.end, size, checksum: crc32fast::Hasher::new() };
        let first = self.end + entry.local_header().len() as u64;
        self.end = first + size;
        self.entries.push(entry);
        first
    }

    /// Takes notice of what was written into a file, each from its first byte to its last.
    pub(super) fn note(&mut self, entry: usize, bytes: &[u8]) {
        self.entries[entry].checksum.update(bytes);
    }

    /// Writes all headers, when the files have been written; `begin` is where the archive begins.
    pub(super) fn finish<W: Write + Seek>(&self, output: &mut W, begin: u64) -> io::Result<()> {
        for entry in &self.entries {
            output.seek(SeekFrom::Start(begin + entry.at))?;
            output.write_all(&entry.local_header())?;
        }
        output.seek(SeekFrom::Start(begin + self.end))?;
        let directory: Vec<u8> = self.entries.iter().flat_map(Entry::central_header).collect();
        output.write_all(&directory)?;
        output.write_all(&self.end_records(directory.len() as u64))
    }

    fn end_records(&self, directory: u64) -> Vec<u8> {
        let count = self.entries.len() as u64;
        let mut bytes = Vec::new();
        if self.end >= u64::from(ELSEWHERE) {
            bytes.extend(b"PK\x06\x06");
            bytes.extend(44u64.to_le_bytes());
            bytes.extend([LARGE, LARGE].map(u16::to_le_bytes).concat());
            bytes.extend([0u32; 2].map(u32::to_le_bytes).concat());
            bytes.extend([count, count, directory, self.end].map(u64::to_le_bytes).concat());
            bytes.extend(b"PK\x06\x07");
            bytes.extend(0u32.to_le_bytes());
            bytes.extend((self.end + directory).to_le_bytes());
            bytes.extend(1u32.to_le_bytes());
        }
        bytes.extend(b"PK\x05\x06");
        bytes.extend([0, 0, count as u16, count as u16].map(u16::to_le_bytes).concat());
        bytes.extend([short(directory), short(self.end)].map(u32::to_le_bytes).concat());
        bytes.extend(0u16.to_le_bytes());
        bytes
    }
}

fn short(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(ELSEWHERE)
}

impl Entry {
    fn is_large(&self) -> bool {
        self.size >= u64::from(ELSEWHERE)
    }

    /// Version, flags, method, time, date, checksum, and both sizes.
    fn facts(&self, is_large: bool) -> Vec<u8> {
        let words = [if is_large { LARGE } else { PLAIN }, 0, 0, 0, DATE];
        let sizes = [if self.is_large() { ELSEWHERE } else { short(self.size) }; 2];
        let mut bytes = words.map(u16::to_le_bytes).concat();
        bytes.extend(self.checksum.clone().finalize().to_le_bytes());
        bytes.extend(sizes.map(u32::to_le_bytes).concat());
        bytes
    }

    /// A field of 64-bit numbers, where there are any.
    fn extra(numbers: &[u64]) -> Vec<u8> {
        if numbers.is_empty() {
            return Vec::new();
        }
        let mut bytes = [1, 8 * numbers.len() as u16].map(u16::to_le_bytes).concat();
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        bytes
    }

    fn local_header(&self) -> Vec<u8> {
        let extra = Entry::extra(&if self.is_large() { vec![self.size; 2] } else { Vec::new() });
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend(self.facts(self.is_large()));
        bytes.extend([self.name.len() as u16, extra.len() as u16].map(u16::to_le_bytes).concat());
        bytes.extend(self.name.as_bytes());
        bytes.extend(extra);
        bytes
    }

    fn central_header(&self) -> Vec<u8> {
        let is_far = self.at >= u64::from(ELSEWHERE);
        let sizes = if self.is_large() { vec![self.size; 2] } else { Vec::new() };
        let extra = Entry::extra(&[sizes, if is_far { vec![self.at] } else { Vec::new() }].concat());
        let mut bytes = b"PK\x01\x02".to_vec();
        bytes.extend((if extra.is_empty() { PLAIN } else { LARGE }).to_le_bytes());
        bytes.extend(self.facts(!extra.is_empty()));
        bytes.extend([self.name.len() as u16, extra.len() as u16, 0, 0, 0].map(u16::to_le_bytes).concat());
        bytes.extend(0u32.to_le_bytes());
        bytes.extend((if is_far { ELSEWHERE } else { short(self.at) }).to_le_bytes());
        bytes.extend(self.name.as_bytes());
        bytes.extend(extra);
        bytes
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use npyz::zip::ZipArchive;

    use super::*;

    #[test]
    fn files_of_any_size_are_found_where_they_are() {
        // A file with missing values takes no room on the disk.
        let mut file = tempfile::tempfile().unwrap();
        let sizes = [10, 5 << 30, u64::from(u32::MAX) - 1, u64::from(u32::MAX), 7];
        let mut archive = Archive::default();
        let places: Vec<u64> = sizes.iter().enumerate().map(|(k, &size)| archive.add(&format!("{k}"), size)).collect();
        for (place, entry) in [(places[0], 0), (places[4], 4)] {
            let bytes = [7; 10].split_at(sizes[entry] as usize).0;
            archive.note(entry, bytes);
            file.seek(SeekFrom::Start(place)).unwrap();
            file.write_all(bytes).unwrap();
        }
        archive.finish(&mut file, 0).unwrap();
        let mut read = ZipArchive::new(file).unwrap();
        for (index, (size, place)) in sizes.into_iter().zip(places).enumerate() {
            let mut entry = read.by_index(index).unwrap();
            assert_eq!((entry.size(), entry.compressed_size(), entry.data_start()), (size, size, place));
            if size <= 10 {
                // Reading to the end compares the checksum.
                assert_eq!(io::copy(&mut entry, &mut io::sink()).unwrap(), size);
            }
        }
    }
}
