//! Where the bytes of a file go: beside its place and then over it, or straight to a device.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::error::AtomicError;

/// Where the bytes go.
#[derive(Debug, PartialEq)]
pub(super) enum Place {
    /// Straight to what is at the path.
    Device,
    /// Beside this file and then over it.
    File(PathBuf),
}

/// The path that stands for this process's standard output, on every system.
pub const STANDARD_OUTPUT: &str = "/dev/stdout";

/// Opens what is written directly; standard output is open already, and need not be anything that a path can open.
pub(super) fn device(path: &Path) -> io::Result<File> {
    if path != Path::new(STANDARD_OUTPUT) {
        return OpenOptions::new().write(true).open(path);
    }
    #[cfg(unix)]
    let own = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    #[cfg(windows)]
    let own = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
    Ok(File::from(own))
}

/// Paths that stand for what this process already has open.
const STREAMS: [&str; 4] = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"];

/// Finds out what is at `path`, or why nothing can be.
pub(super) fn place(path: &Path) -> Result<Place, AtomicError> {
    let refused = |error| AtomicError::from_io(path, error);
    if path == Path::new(STANDARD_OUTPUT) {
        return Ok(Place::Device);
    }
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return Err(AtomicError::IsFolder(path.to_owned())),
        // Standard output may be redirected to a plain file, which the shell keeps open: it must not be replaced.
        Ok(found) if !found.is_file() || STREAMS.iter().any(|stream| path.starts_with(stream)) => {
            return Ok(Place::Device);
        }
        // Renaming would pass over a file's write protection.
        Ok(_) => drop(OpenOptions::new().write(true).open(path).map_err(refused)?),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(refused(error)),
    }
    let target = followed(path);
    let folder = folder_of(&target);
    match (target.file_name(), folder.is_dir()) {
        (None, _) => Err(refused(ErrorKind::InvalidFilename.into())),
        (_, false) => Err(AtomicError::NoFolder { path: path.to_owned(), folder: folder.to_owned() }),
        _ => Ok(Place::File(target)),
    }
}

/// Where a link points, be there something or nothing yet; a path that is no link is itself.
fn followed(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    // The system follows no more either.
    for _link in 0..40 {
        let Ok(next) = fs::read_link(&target) else { break };
        target = folder_of(&target).join(next);
    }
    target
}

/// The folder that `path` lies in, `.` for a bare name.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
