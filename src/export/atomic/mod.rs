//! Files that are there whole or not at all: written beside their place and renamed into it.

mod error;
mod parts;
mod place;

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

pub use self::error::AtomicError;
pub use self::parts::remove_unfinished;
use self::parts::{Part, begin};
pub use self::place::STANDARD_OUTPUT;
use self::place::{Place, device, folder_of, place};

/// What a file's content is written to; it buffers. Seeking fails where the path is a pipe or a terminal.
#[derive(Debug)]
pub struct Output {
    file: BufWriter<File>,
    part: Option<PathBuf>,
    /// The first thing that went wrong in writing, which the caller's own error may no longer tell.
    failure: Option<io::Error>,
}

impl Output {
    /// The file beside its place, for another program to write into; a device has none.
    pub(super) fn part(&self) -> Option<&Path> {
        // There a lock keeps other programs from writing.
        let _ = cfg!(windows).then(|| self.file.get_ref().unlock());
        self.part.as_deref()
    }

    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let (Err(error), None) = (&result, &self.failure) {
            // `io::Error` is not `Clone`; the system's number keeps the message.
            let copy = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
            self.failure = (error.kind() != ErrorKind::Interrupted).then_some(copy);
        }
        result
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.file.write(bytes);
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.file.flush();
        self.note(result)
    }
}

impl Seek for Output {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self.file.seek(position) {
            // A format that can do without seeking may ask first.
            Err(error) if error.kind() == ErrorKind::NotSeekable => Err(error),
            result => self.note(result),
        }
    }
}

/// Writes the file `path` through `write`, so that a reader sees the old content or the whole new one.
///
/// The content goes to a file `.NAME.steepest-….part` in the same folder, which is on the disk before it is renamed over
/// `path`; a link is followed, wherever it points, and its target replaced. What an earlier write that was killed left in
/// the folder is removed. An existing file keeps its permissions, a new one has the usual ones. Devices, pipes and
/// `/dev/stdout` are written directly.
///
/// # Errors
/// If the file cannot be made, written or renamed, and whatever `write` returns; then `path` is as it was and nothing
/// is left beside it.
pub fn write_atomically<E: From<AtomicError>>(
    path: &Path,
    write: impl FnOnce(&mut Output) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |error| AtomicError::from_io(path, error);
    let Place::File(target) = place(path)? else {
        let mut file = device(path).map_err(failed)?;
        // What a redirected standard output already holds is left alone; a pipe has no end to go to.
        let _ = file.seek(SeekFrom::End(0));
        return fill(path, file, None, write);
    };
    let part = Part(begin(path, &target)?);
    let file = part.0.as_file().try_clone().map_err(failed)?;
    fill(path, file, Some(part.0.path().to_owned()), write)?;
    part.0.as_file().sync_all().and_then(|()| fs::rename(part.0.path(), &target)).map_err(failed)?;
    Ok(())
}

/// Refuses a path that cannot be written, so that nothing is computed in vain.
///
/// # Errors
/// As [`write_atomically`] would, as far as it can be known before.
pub fn check_writable(path: &Path) -> Result<(), AtomicError> {
    place(path).map(drop)
}

/// Refuses a file of so many bytes where the disk, as far as it says, has not as many free.
///
/// # Errors
/// If the path cannot be written, or the disk has no room.
pub fn check_room(path: &Path, needed: u64) -> Result<(), AtomicError> {
    let Place::File(target) = place(path)? else { return Ok(()) };
    match free_bytes(folder_of(&target)) {
        Some(free) if free < needed => Err(AtomicError::NoRoom { path: path.to_owned(), needed, free }),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// Runs `write` on `file` and sees every byte off.
fn fill<E: From<AtomicError>>(
    path: &Path,
    file: File,
    part: Option<PathBuf>,
    write: impl FnOnce(&mut Output) -> Result<(), E>,
) -> Result<(), E> {
    let mut output = Output { file: BufWriter::with_capacity(1 << 16, file), part, failure: None };
    let written = write(&mut output);
    let flushed = if written.is_ok() { output.flush() } else { Ok(()) };
    // What the disk said comes before what an encoder made of it: it names the remedy.
    match (output.failure.take(), written, flushed) {
        (Some(error), _, _) | (None, Ok(()), Err(error)) => {
            // The buffer is given up, or dropping it would try the write again.
            let _ = output.file.into_parts();
            Err(AtomicError::from_io(path, error).into())
        }
        (None, written, _) => written,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::fs::OpenOptions;

    use super::parts::{MARK, PART, ledger};
    use super::*;

    /// Writes `bytes` to `path`, as a caller would.
    fn put(path: &Path, bytes: &[u8]) -> Result<(), AtomicError> {
        write_atomically(path, |out| out.write_all(bytes).map_err(|error| AtomicError::from_io(path, error)))
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn content_arrives_whole_and_replaces_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.bin");
        put(&path, b"old").unwrap();
        let large = vec![7; 1 << 20];
        write_atomically::<AtomicError>(&path, |out| {
            out.write_all(&large).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"old");
            Ok(())
        })
        .unwrap();
        assert_eq!(fs::read(&path).unwrap(), large);
        assert_eq!(names_in(folder.path()), ["out.bin"]);
    }

    #[test]
    fn a_header_can_be_filled_in_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.bin");
        write_atomically::<AtomicError>(&path, |out| {
            out.write_all(b"????body").unwrap();
            out.seek(SeekFrom::Start(0)).unwrap();
            out.write_all(b"head").unwrap();
            Ok(())
        })
        .unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"headbody");
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.bin");
        put(&path, b"old").unwrap();
        let failed = write_atomically(&path, |out| {
            out.write_all(b"half").unwrap();
            Err(AtomicError::IsFolder(PathBuf::from("an encoder's error")))
        });
        assert!(matches!(failed, Err(AtomicError::IsFolder(_))));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names_in(folder.path()), ["out.bin"]);
    }

    #[test]
    fn a_missing_folder_and_a_folder_in_the_way_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("none");
        let path = missing.join("out.png");
        let text = format!(
            "cannot write {}: the folder {} does not exist; create it first",
            path.display(),
            missing.display()
        );
        assert_eq!(put(&path, b"").unwrap_err().to_string(), text);
        assert!(matches!(put(folder.path(), b""), Err(AtomicError::IsFolder(_))));
        assert!(put(Path::new(""), b"").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_an_ordinary_file_or_of_the_one_replaced() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (path, ordinary) = (folder.path().join("out"), folder.path().join("ordinary"));
        fs::write(&ordinary, b"").unwrap();
        put(&path, b"new").unwrap();
        assert_eq!(mode(&path), mode(&ordinary));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o606)).unwrap();
        put(&path, b"newer").unwrap();
        assert_eq!(mode(&path), 0o606);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_it_points_at_is_written() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(elsewhere.path().join("live"), b"old").unwrap();
        for name in ["live", "dangling"] {
            // A relative link to a link.
            let (path, middle, target) =
                (folder.path().join(name), folder.path().join(format!("to-{name}")), elsewhere.path().join(name));
            std::os::unix::fs::symlink(&target, &middle).unwrap();
            std::os::unix::fs::symlink(format!("to-{name}"), &path).unwrap();
            put(&path, b"new").unwrap();
            assert!([&path, &middle].iter().all(|link| fs::symlink_metadata(link).unwrap().is_symlink()), "{name}");
            assert_eq!(fs::read(&target).unwrap(), b"new", "{name}");
        }
        assert_eq!(names_in(elsewhere.path()), ["dangling", "live"]);
        let path = folder.path().join("nowhere");
        std::os::unix::fs::symlink("no-such-folder/file", &path).unwrap();
        assert!(matches!(put(&path, b""), Err(AtomicError::NoFolder { .. })));
    }

    #[test]
    fn what_was_left_behind_is_removed_and_what_is_being_written_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let [left, held, other] = [".a.png.steepest-x1.part", ".b.png.steepest-x2.part", ".c.part"];
        for name in [left, held, other] {
            fs::write(folder.path().join(name), b"half").unwrap();
        }
        let lock = OpenOptions::new().write(true).open(folder.path().join(held)).unwrap();
        lock.lock().unwrap();
        put(&folder.path().join("out"), b"").unwrap();
        assert_eq!(names_in(folder.path()), [held, other, "out"]);
    }

    #[test]
    fn a_file_on_its_way_is_seen_and_named_after_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let long = "n".repeat(250);
        write_atomically::<AtomicError>(&folder.path().join(&long), |output| {
            let names = names_in(folder.path());
            assert!(names[0].starts_with(".nnn") && names[0].contains(MARK) && names[0].ends_with(PART));
            assert!(output.part().is_some_and(|part| part.ends_with(&names[0])));
            assert!(ledger().parts.as_ref().unwrap().contains(output.part().unwrap()));
            Ok(())
        })
        .unwrap();
        assert_eq!(names_in(folder.path()), [long]);
        assert!(ledger().parts.as_ref().unwrap().iter().all(|part| !part.starts_with(folder.path())));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_need_not_be_text() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(std::ffi::OsStr::from_bytes(b"a\xff.bin"));
        put(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn devices_are_written_directly_and_a_full_one_says_so() {
        assert_eq!(place(Path::new("/dev/null")).unwrap(), Place::Device);
        put(Path::new("/dev/null"), b"gone").unwrap();
        for size in [1, 1 << 20] {
            let error = put(Path::new("/dev/full"), &vec![0; size]).unwrap_err();
            assert!(matches!(error, AtomicError::Full { .. }), "{error}");
            assert!(error.to_string().starts_with("cannot write /dev/full: No space left on device"), "{error}");
        }
        assert!(names_in(Path::new("/dev")).iter().all(|name| !name.starts_with(".steepest-")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_even_if_the_encoder_says_something_else() {
        let error = write_atomically(Path::new("/dev/full"), |out| {
            out.write_all(&[0; 1 << 20]).map_err(|_| AtomicError::IsFolder(PathBuf::from("an encoder's error")))
        });
        assert!(matches!(error, Err(AtomicError::Full { .. })));
    }
}
