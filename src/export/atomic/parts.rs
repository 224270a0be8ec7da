//! Files beside their places: those that are being written, which an interruption removes, and those that a killed program
//! left behind.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use super::error::AtomicError;
use super::place::folder_of;

/// What this process knows of the files that it writes.
#[derive(Debug)]
pub(super) struct Ledger {
    /// Those that still have to be renamed; nothing once the program is being interrupted.
    pub(super) parts: Option<BTreeSet<PathBuf>>,
    /// Folders in which what others left was removed; a folder of frames is not searched for each frame.
    tidied: BTreeSet<PathBuf>,
}

static LEDGER: Mutex<Ledger> = Mutex::new(Ledger { parts: Some(BTreeSet::new()), tidied: BTreeSet::new() });

pub(super) fn ledger() -> MutexGuard<'static, Ledger> {
    LEDGER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the files that are being written, and begins no more: for the handler of a signal, before the program ends.
pub fn remove_unfinished() {
    for part in ledger().parts.take().into_iter().flatten() {
        // One that cannot be removed must not keep the others, and there is nobody left to tell.
        let _ = fs::remove_file(part);
    }
}

/// A file beside its place, known to the ledger; once it is renamed there is nothing left to remove.
#[derive(Debug)]
pub(super) struct Part(pub(super) NamedTempFile);

impl Drop for Part {
    fn drop(&mut self) {
        ledger().parts.as_mut().map(|parts| parts.remove(self.0.path()));
    }
}

/// What stands in the name of a file beside its place, after the name of that place.
pub(super) const MARK: &str = ".steepest-";
pub(super) const PART: &str = ".part";

/// Makes an empty file beside `target` and locks it, so that nobody takes it for one that was left behind.
pub(super) fn begin(path: &Path, target: &Path) -> Result<NamedTempFile, AtomicError> {
    let refused = |error| AtomicError::from_io(path, error);
    let folder = folder_of(target);
    // Held until the file is on the list, so that no interruption falls between.
    let mut ledger = ledger();
    if ledger.tidied.insert(folder.to_owned()) {
        remove_abandoned(folder);
    }
    let Some(parts) = &mut ledger.parts else { return Err(AtomicError::Interrupted(path.to_owned())) };
    // A name has at most 255 bytes; this much of it tells whose file it is.
    let name: String = target.file_name().unwrap_or_default().to_string_lossy().chars().take(50).collect();
    let prefix = format!(".{name}{MARK}");
    let mut names = tempfile::Builder::new();
    names.prefix(&prefix).suffix(PART);
    #[cfg(unix)]
    names.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    loop {
        let part = names.tempfile_in(folder).map_err(refused)?;
        // Some network disks know no locks, and there nothing is taken for abandoned either.
        let _ = part.as_file().lock();
        // Whoever tidied the folder between the two lines above has removed it.
        if !part.path().exists() {
            continue;
        }
        if let Ok(existing) = fs::metadata(target) {
            part.as_file().set_permissions(existing.permissions()).map_err(refused)?;
        }
        parts.insert(part.path().to_owned());
        return Ok(part);
    }
}

/// Removes the files that a killed program left in a folder: those whose lock is free.
fn remove_abandoned(folder: &Path) {
    let is_part = |name: &str| name.starts_with('.') && name.contains(MARK) && name.ends_with(PART);
    // A folder that cannot be listed is not tidied; writing into it says what is wrong.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_part(&entry.file_name().to_string_lossy()) {
            let lock = OpenOptions::new().write(true).open(entry.path());
            if lock.as_ref().is_ok_and(|file| file.try_lock().is_ok()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
