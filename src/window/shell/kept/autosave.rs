//! The scene as it was last, and the fields that were shown, kept while a window is open; one that does not end properly leaves
//! both to the next.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use super::recent;
use crate::export::write_text;
use crate::scene::SceneFile;

/// What is edited on within this time is written once.
const PAUSE: Duration = Duration::from_millis(800);

/// Keeps the scene of this window. A lock that the system lets go with the process says that the window is still there.
pub(crate) struct Autosave {
    path: PathBuf,
    lock_path: PathBuf,
    /// Held as long as the window is open.
    _lock: File,
    /// The scene that was kept last, or that the window was opened on, which need not be kept.
    last: SceneFile,
    /// The fields that were kept last; nothing before any were.
    recent: Vec<String>,
    changes: Option<Sender<Change>>,
    writer: Option<JoinHandle<()>>,
}

/// What is to be kept: a scene, with what another window left behind, of which it is made; or fields that were shown.
enum Change {
    Scene(Box<(SceneFile, Option<LeftBehind>)>),
    Recent(Vec<String>),
}

/// What is kept next, and what goes once it is.
#[derive(Default)]
struct Waiting {
    scene: Option<SceneFile>,
    recent: Option<Vec<String>>,
    /// What was restored stays where it was until it is kept here.
    restored: Vec<LeftBehind>,
}

impl Waiting {
    fn add(&mut self, change: Change) {
        match change {
            Change::Scene(kept) => {
                let (scene, left) = *kept;
                self.scene = Some(scene);
                self.restored.extend(left);
            }
            Change::Recent(fields) => self.recent = Some(fields),
        }
    }

    fn write(&mut self, target: &Path) {
        if let Some(scene) = self.scene.take() {
            // What cannot be kept spoils nothing; a field of a program's own has no file.
            let is_kept = scene.to_toml().is_ok_and(|text| write_text(target, &text).is_ok());
            if is_kept {
                self.restored.drain(..).for_each(LeftBehind::forget);
            }
        }
        if let Some(fields) = self.recent.take() {
            recent::write(&fields);
        }
    }
}

impl Autosave {
    /// Begins to keep what becomes of a scene; nothing is kept for a user who has no folders.
    pub(crate) fn begin(folder: &Path, scene: SceneFile) -> Option<Autosave> {
        fs::create_dir_all(folder).ok()?;
        let number = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
        let path = folder.join(format!("{}-{number}.toml", std::process::id()));
        let lock_path = path.with_extension("lock");
        let lock = File::create(&lock_path).ok()?;
        // Who looks for what was left behind holds it for a moment.
        lock.lock().ok()?;
        let (changes, changed) = channel::<Change>();
        let target = path.clone();
        let write = move || {
            let mut waiting = Waiting::default();
            while let Ok(change) = changed.recv() {
                waiting.add(change);
                let due = Instant::now() + PAUSE;
                // A window that ends is not waited for.
                while let Ok(newer) = changed.recv_timeout(due.saturating_duration_since(Instant::now())) {
                    waiting.add(newer);
                }
                waiting.write(&target);
            }
        };
        let writer = std::thread::Builder::new().name("autosave".to_owned()).spawn(write).ok()?;
        let changes = Some(changes);
        Some(Autosave { path, lock_path, _lock: lock, last: scene, recent: Vec::new(), changes, writer: Some(writer) })
    }

    /// The scene that was kept last.
    pub(crate) fn last(&self) -> &SceneFile {
        &self.last
    }

    /// Keeps a scene, unless it is what was kept last; with it what another window left behind, of which it is made.
    pub(crate) fn keep(&mut self, scene: SceneFile, saved: impl FnOnce() -> SceneFile, restored: Option<LeftBehind>) {
        if scene == self.last && restored.is_none() {
            return;
        }
        self.last = scene;
        self.send(Change::Scene(Box::new((saved(), restored))));
    }

    /// Keeps the fields that were shown, unless they are those that were kept last.
    pub(crate) fn keep_recent(&mut self, fields: &[String]) {
        if self.recent != fields {
            self.recent = fields.to_vec();
            self.send(Change::Recent(self.recent.clone()));
        }
    }

    fn send(&self, change: Change) {
        // A writer that ended keeps nothing more.
        let _ = self.changes.as_ref().map(|changes| changes.send(change));
    }

    /// Forgets what was kept: the window ends properly.
    pub(crate) fn end(mut self) {
        self.finish();
        forget(&self.path, &self.lock_path);
    }

    /// Leaves what was kept to the next window, the last change too.
    pub(crate) fn leave(mut self) {
        self.finish();
    }

    fn finish(&mut self) {
        self.changes = None;
        // A thread that panicked has said so already.
        let _ = self.writer.take().map(JoinHandle::join);
    }
}

/// The scene of a window that did not end properly, which no other window offers meanwhile.
pub(crate) struct LeftBehind {
    path: PathBuf,
    lock_path: PathBuf,
    _lock: File,
    pub(crate) file: SceneFile,
}

impl LeftBehind {
    /// The newest one, if there is any.
    pub(crate) fn find(folder: &Path) -> Option<LeftBehind> {
        let entries = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
        let locks = entries.filter(|path| path.extension().is_some_and(|ending| ending == "lock"));
        let mut found: Option<(SystemTime, LeftBehind)> = None;
        for lock_path in locks {
            // One that is held belongs to a window that is open.
            let Ok(lock) = File::options().write(true).open(&lock_path) else { continue };
            if lock.try_lock().is_err() {
                continue;
            }
            let path = lock_path.with_extension("toml");
            let Ok(written) = fs::metadata(&path).and_then(|file| file.modified()) else {
                // A window of which nothing was to be kept; one that has just opened gets its lock in a moment.
                let age =
                    fs::metadata(&lock_path).and_then(|file| file.modified()).ok().and_then(|at| at.elapsed().ok());
                if age.is_some_and(|age| age > Duration::from_secs(60)) {
                    forget(&path, &lock_path);
                }
                continue;
            };
            match SceneFile::read(&path).and_then(SceneFile::checked) {
                Ok(file) if found.as_ref().is_none_or(|(newest, _)| written > *newest) => {
                    found = Some((written, LeftBehind { path, lock_path, _lock: lock, file }));
                }
                // An older one is the next window's, and one that cannot be read may be a later version's.
                _ => {}
            }
        }
        found.map(|(_, left)| left)
    }

    /// It was restored, or is not wanted.
    pub(crate) fn forget(self) {
        forget(&self.path, &self.lock_path);
    }
}

fn forget(path: &Path, lock_path: &Path) {
    // What is not there need not be removed.
    let _ = fs::remove_file(path);
    let _ = fs::remove_file(lock_path);
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    fn scene(field: &str) -> SceneFile {
        SceneFile { source: field.into(), ..SceneFile::default() }
    }

    fn wait_for(path: &Path) {
        let begun = std::time::Instant::now();
        while !path.exists() {
            assert!(begun.elapsed() < Duration::from_secs(20), "nothing was kept");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn what_is_left_behind_is_found_once_its_window_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let mut autosave = Autosave::begin(folder.path(), scene("x")).unwrap();
        autosave.keep(scene("x"), || unreachable!("the scene that it was opened on"), None);
        autosave.keep(scene("x*y"), || scene("x*y"), None);
        wait_for(&autosave.path);
        assert!(LeftBehind::find(folder.path()).is_none(), "the window is still there");
        // The lock goes with the process.
        drop(autosave);
        let left = LeftBehind::find(folder.path()).unwrap();
        assert_eq!(left.file.source.text, "x*y");
        assert!(LeftBehind::find(folder.path()).is_none(), "another window offers it already");
        left.forget();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_window_that_ends_properly_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut autosave = Autosave::begin(folder.path(), scene("x")).unwrap();
        autosave.keep(scene("y"), || scene("y"), None);
        autosave.end();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_kept_scene_is_there_until_somebody_has_it_or_does_not_want_it() {
        let folder = tempfile::tempdir().unwrap();
        let kept = |folder: &Path| {
            let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            names.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).count()
        };
        // The last change is kept by a window that fails, however short the time.
        let mut failed = Autosave::begin(folder.path(), scene("x")).unwrap();
        failed.keep(scene("x*y"), || scene("x*y"), None);
        failed.leave();
        assert_eq!(kept(folder.path()), 1);
        // What a later version wrote is not this one's to delete.
        fs::write(folder.path().join("1-1.toml"), "version = 99\nfield = \"x\"\n").unwrap();
        fs::write(folder.path().join("1-1.lock"), "").unwrap();
        let left = LeftBehind::find(folder.path()).unwrap();
        assert_eq!((left.file.source.text.as_str(), kept(folder.path())), ("x*y", 2));
        // Nobody answered whether it is wanted.
        drop(left);
        let left = LeftBehind::find(folder.path()).unwrap();
        let path = left.path.clone();
        // It is restored, and stays until the window that shows it keeps it, be it as it was left.
        let mut next = Autosave::begin(folder.path(), left.file.clone()).unwrap();
        let shown = left.file.clone();
        next.keep(shown.clone(), || shown, Some(left));
        assert!(path.exists(), "the other one is not written yet");
        let own = next.path.clone();
        next.leave();
        assert!(own.exists() && !path.exists());
        // One that cannot be kept loses nothing.
        let left = LeftBehind::find(folder.path()).unwrap();
        let path = left.path.clone();
        let mut next = Autosave::begin(folder.path(), scene("x")).unwrap();
        fs::create_dir(next.lock_path.with_extension("toml")).unwrap();
        next.keep(scene("y"), || scene("y"), Some(left));
        next.leave();
        assert!(path.exists());
    }
}
