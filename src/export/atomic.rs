//! Files that are there whole or not at all: written beside their place and renamed into it.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use tempfile::{NamedTempFile, TempPath};

/// Why a file could not be written, with the remedy. What was at the path before is still there.
#[derive(Debug, thiserror::Error)]
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
    fn from_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { path, error },
            _ => Self::Io { path, error },
        }
    }
}

/// What a file's content is written to; it buffers. Seeking fails where the path is a pipe or a terminal.
#[derive(Debug)]
pub struct Output {
    file: BufWriter<File>,
    /// The first thing that went wrong in writing, which the caller's own error may no longer tell.
    failure: Option<io::Error>,
}

impl Output {
    fn new(file: File) -> Self {
        Self { file: BufWriter::with_capacity(1 << 16, file), failure: None }
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
/// The content goes to a hidden file in the same folder, `.NAME.steepest-….part`, which is put on the disk and renamed over
/// `path` at the end; a link is followed and its target replaced, or made. An existing file keeps its permissions, a new one
/// has the usual ones. Devices, pipes and `/dev/stdout` are written directly. What a killed program left hidden in the
/// folder is removed.
///
/// # Errors
/// If the file cannot be made, written or renamed, and whatever `write` returns; then `path` is as it was and nothing
/// is left beside it.
pub fn write_atomically<E: From<AtomicError>>(
    path: &Path,
    write: impl FnOnce(&mut Output) -> Result<(), E>,
) -> Result<(), E> {
    write_tracked(path, &UNFINISHED, write)
}

/// Refuses a path that cannot be written, so that nothing is computed in vain.
///
/// # Errors
/// As [`write_atomically`], as far as it can be known.
pub fn check_writable(path: &Path) -> Result<(), AtomicError> {
    destination(path).map(drop)
}

/// Refuses a file of so many bytes where the disk, as far as it says, has not as many free.
///
/// # Errors
/// [`AtomicError::NoRoom`], and those of [`check_writable`].
pub fn check_room(path: &Path, needed: u64) -> Result<(), AtomicError> {
    match destination(path)? {
        Destination::File(target) => match free_bytes(folder_of(&target)) {
            Some(free) if free < needed => Err(AtomicError::NoRoom { path: path.to_owned(), needed, free }),
            _ => Ok(()),
        },
        Destination::Device => Ok(()),
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

fn size_text(bytes: u64) -> String {
    match bytes as f64 / f64::from(1 << 20) {
        mebibytes if mebibytes < 1024.0 => format!("{mebibytes:.1} MiB"),
        mebibytes => format!("{:.1} GiB", mebibytes / 1024.0),
    }
}

/// Removes the files that are being written, and begins no more: for the handler of Ctrl-C, before the program ends.
pub fn remove_unfinished() {
    lock(&UNFINISHED).close();
}

/// The hidden files of this process that still have to be renamed.
#[derive(Debug, Default)]
struct Unfinished {
    paths: HashSet<PathBuf>,
    closed: bool,
}

static UNFINISHED: LazyLock<Mutex<Unfinished>> = LazyLock::new(Mutex::default);
/// Folders that are free of what was left behind; each is looked through once.
static SWEPT: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

impl Unfinished {
    fn close(&mut self) {
        self.closed = true;
        for path in self.paths.drain() {
            // One that cannot be removed must not keep the others, and there is nobody left to tell.
            let _ = fs::remove_file(path);
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_tracked<E: From<AtomicError>>(
    path: &Path,
    unfinished: &Mutex<Unfinished>,
    write: impl FnOnce(&mut Output) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |error| AtomicError::from_io(path, error);
    match destination(path)? {
        Destination::Device => {
            let mut file = OpenOptions::new().write(true).open(path).map_err(failed)?;
            // What a redirected standard output already holds is left alone; a pipe has no end to go to.
            let _ = file.seek(SeekFrom::End(0));
            fill(path, file, write).map(drop)
        }
        Destination::File(target) => {
            let (file, part) = begin(path, &target, unfinished)?;
            let hidden = part.to_path_buf();
            let written = fill(path, file, write).and_then(|file| {
                file.sync_all().map_err(failed)?;
                Ok(part.persist(&target).map_err(|error| failed(error.error))?)
            });
            lock(unfinished).paths.remove(&hidden);
            written
        }
    }
}

/// Runs `write` on `file` and sees every byte off.
fn fill<E: From<AtomicError>>(
    path: &Path,
    file: File,
    write: impl FnOnce(&mut Output) -> Result<(), E>,
) -> Result<File, E> {
    let mut output = Output::new(file);
    let written = write(&mut output);
    let flushed = if written.is_ok() { output.flush() } else { Ok(()) };
    let failure = output.failure.take();
    // The buffer is given up, or dropping it would try a failed write again.
    let (file, _) = output.file.into_parts();
    // What the disk said comes before what an encoder made of it: it names the remedy.
    match (failure, written, flushed) {
        (Some(error), _, _) | (None, Ok(()), Err(error)) => Err(AtomicError::from_io(path, error).into()),
        (None, written, _) => written.map(|()| file),
    }
}

/// Where the bytes go.
#[derive(Debug, PartialEq)]
enum Destination {
    /// Straight to what is at the path.
    Device,
    /// Beside this file and then over it.
    File(PathBuf),
}

/// Paths that stand for what this process already has open.
const STREAMS: [&str; 4] = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"];
/// Links that follow each other before they are taken for a circle, as Linux does.
const MOST_LINKS: usize = 40;

/// Finds out what is at `path`, or why nothing can be.
fn destination(path: &Path) -> Result<Destination, AtomicError> {
    let refused = |error| AtomicError::from_io(path, error);
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(AtomicError::IsFolder(path.to_owned())),
        // Standard output may be redirected to a plain file, which the shell keeps open: it must not be replaced.
        Ok(found) if !found.is_file() || STREAMS.iter().any(|stream| path.starts_with(stream)) => {
            Ok(Destination::Device)
        }
        Ok(_) => {
            // Renaming would pass over a file's write protection.
            OpenOptions::new().write(true).open(path).map_err(refused)?;
            fs::canonicalize(path).map(Destination::File).map_err(refused)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let target = end_of_links(path).map_err(refused)?;
            let folder = folder_of(&target);
            match (target.file_name(), folder.is_dir()) {
                (None, _) => Err(refused(ErrorKind::InvalidFilename.into())),
                (_, false) => Err(AtomicError::NoFolder { path: path.to_owned(), folder: folder.to_owned() }),
                _ => Ok(Destination::File(target)),
            }
        }
        Err(error) => Err(refused(error)),
    }
}

/// What a link that leads nowhere yet is to lead to; the path itself where it is no link.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut end = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&end) {
            Ok(next) => end = folder_of(&end).join(next),
            Err(_) => return Ok(end),
        }
    }
    Err(io::Error::other("too many links lead to each other"))
}

/// The folder that `path` lies in, `.` for a name alone.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes an empty hidden file beside `target`, open for writing and locked for as long as this process writes it.
fn begin(path: &Path, target: &Path, unfinished: &Mutex<Unfinished>) -> Result<(File, TempPath), AtomicError> {
    let refused = |error| AtomicError::from_io(path, error);
    let folder = folder_of(target);
    sweep(folder);
    // The list is held until the file is on it, so that no interruption falls between.
    let mut list = lock(unfinished);
    if list.closed {
        return Err(AtomicError::Interrupted(path.to_owned()));
    }
    let (file, part) = loop {
        let made = make(folder, target.file_name().unwrap_or_default()).map_err(refused)?;
        let (file, part) = made.into_parts();
        // A system without locks does without the next step, too.
        let _ = file.lock();
        // Another process may have taken it for one that was left behind, before it was locked.
        if part.exists() {
            break (file, part);
        }
    };
    list.paths.insert(part.to_path_buf());
    drop(list);
    if let Ok(existing) = fs::metadata(target) {
        file.set_permissions(existing.permissions()).map_err(refused)?;
    }
    Ok((file, part))
}

const MARK: &str = ".steepest-";
const ENDING: &str = ".part";

fn make(folder: &Path, name: &OsStr) -> io::Result<NamedTempFile> {
    // File systems take names of 255 bytes; a long one gives way to the mark.
    const LONGEST: usize = 200;
    let mut prefix = OsString::from(".");
    prefix.push(if name.len() <= LONGEST { name } else { OsStr::new("") });
    prefix.push(MARK);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(ENDING);
    // Those of an ordinary file, of which the user's mask takes what it takes; else only its owner could ever read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Removes the hidden files that killed programs left in a folder: those that nobody holds a lock on.
fn sweep(folder: &Path) {
    if !lock(&SWEPT).insert(folder.to_owned()) {
        return;
    }
    // A folder that cannot be read is left as it is, as is what cannot be removed.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        let is_ours = name.starts_with(b".")
            && name.ends_with(ENDING.as_bytes())
            && name.windows(MARK.len()).any(|part| part == MARK.as_bytes());
        let is_left = || File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if is_ours && is_left() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
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

    #[test]
    fn an_interruption_removes_the_unfinished_and_begins_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.bin");
        let unfinished = Mutex::new(Unfinished::default());
        let interrupted = write_tracked::<AtomicError>(&path, &unfinished, |_| {
            assert_eq!(names_in(folder.path()).len(), 1);
            lock(&unfinished).close();
            assert!(names_in(folder.path()).is_empty());
            Ok(())
        });
        assert!(interrupted.is_err());
        let later = write_tracked::<AtomicError>(&path, &unfinished, |_| Ok(()));
        assert!(matches!(later, Err(AtomicError::Interrupted(_))));
        assert!(names_in(folder.path()).is_empty());
    }

    #[test]
    fn a_finished_file_is_off_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let unfinished = Mutex::new(Unfinished::default());
        write_tracked::<AtomicError>(&folder.path().join("out.bin"), &unfinished, |_| Ok(())).unwrap();
        assert!(lock(&unfinished).paths.is_empty());
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
    fn a_link_stays_and_its_target_is_replaced() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (path, target) = (folder.path().join("link"), elsewhere.path().join("target"));
        fs::write(&target, b"old").unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        put(&path, b"new").unwrap();
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_written_through_and_a_circle_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (path, between) = (folder.path().join("link"), folder.path().join("between"));
        std::os::unix::fs::symlink("between", &path).unwrap();
        std::os::unix::fs::symlink("target", &between).unwrap();
        put(&path, b"new").unwrap();
        assert_eq!(names_in(folder.path()), ["between", "link", "target"]);
        assert_eq!(fs::read(folder.path().join("target")).unwrap(), b"new");
        std::os::unix::fs::symlink("circle", folder.path().join("circle")).unwrap();
        assert!(put(&folder.path().join("circle"), b"").is_err());
    }

    #[test]
    fn what_a_killed_program_left_is_removed_and_what_is_being_written_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (left, other) = (folder.path().join(".a.png.steepest-x1.part"), folder.path().join(".notes.part"));
        fs::write(&left, b"half").unwrap();
        fs::write(&other, b"somebody else's").unwrap();
        let held = folder.path().join(".b.png.steepest-y2.part");
        let file = File::create(&held).unwrap();
        file.lock().unwrap();
        put(&folder.path().join("c.png"), b"whole").unwrap();
        assert_eq!(names_in(folder.path()), [".b.png.steepest-y2.part", ".notes.part", "c.png"]);
    }

    #[cfg(unix)]
    #[test]
    fn names_may_be_long_and_need_not_be_text() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        for name in [vec![b'n'; 255], b"caf\xe9.png".to_vec()] {
            let path = folder.path().join(OsStr::from_bytes(&name));
            put(&path, b"new").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"new");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn devices_are_written_directly_and_a_full_one_says_so() {
        assert_eq!(destination(Path::new("/dev/null")).unwrap(), Destination::Device);
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
