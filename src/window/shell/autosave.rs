//! The scene as it was last, kept while a window is open; one that does not end properly leaves it to the next.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use crate::export::write_text;
use crate::scene::Scene;

/// What is edited on within this time is written once.
const PAUSE: Duration = Duration::from_millis(800);

/// Keeps the scene of this window. A lock that the system lets go with the process says that the window is still there.
pub(crate) struct Autosave {
    path: PathBuf,
    lock_path: PathBuf,
    /// Held as long as the window is open.
    _lock: File,
    /// The scene that was kept last, or that the window was opened on, which need not be kept.
    last: Scene,
    scenes: Option<Sender<Scene>>,
    writer: Option<JoinHandle<()>>,
}

impl Autosave {
    /// Begins to keep what becomes of a scene; nothing is kept for a user who has no folders.
    pub(crate) fn begin(folder: &Path, scene: &Scene) -> Option<Autosave> {
        fs::create_dir_all(folder).ok()?;
        let number = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
        let path = folder.join(format!("{}-{number}.toml", std::process::id()));
        let lock_path = path.with_extension("lock");
        let lock = File::create(&lock_path).ok()?;
        lock.try_lock().ok()?;
        let (scenes, waiting) = channel::<Scene>();
        let target = path.clone();
        let write = move || {
            while let Ok(mut scene) = waiting.recv() {
                std::thread::sleep(PAUSE);
                while let Ok(newer) = waiting.try_recv() {
                    scene = newer;
                }
                // What cannot be kept spoils nothing; a field of a program's own has no file.
                let _ = scene.to_toml().ok().map(|text| write_text(&target, &text));
            }
        };
        let writer = std::thread::Builder::new().name("autosave".to_owned()).spawn(write).ok()?;
        Some(Autosave { path, lock_path, _lock: lock, last: scene.clone(), scenes: Some(scenes), writer: Some(writer) })
    }

    /// Keeps a scene, unless it is what was kept last.
    pub(crate) fn keep(&mut self, scene: &Scene, saved: impl FnOnce() -> Scene) {
        if *scene == self.last {
            return;
        }
        self.last = scene.clone();
        // A writer that ended keeps nothing more.
        if let Some(scenes) = &self.scenes {
            let _ = scenes.send(saved());
        }
    }

    /// Forgets what was kept: the window ends properly.
    pub(crate) fn end(mut self) {
        self.scenes = None;
        // A thread that panicked has said so already.
        let _ = self.writer.take().map(JoinHandle::join);
        forget(&self.path, &self.lock_path);
    }
}

/// The scene of a window that did not end properly, which no other window offers meanwhile.
pub(crate) struct LeftBehind {
    path: PathBuf,
    lock_path: PathBuf,
    _lock: File,
    pub(crate) scene: Scene,
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
            match Scene::read(&path).and_then(Scene::checked) {
                Ok(scene) if found.as_ref().is_none_or(|(newest, _)| written > *newest) => {
                    found = Some((written, LeftBehind { path, lock_path, _lock: lock, scene }));
                }
                Ok(_) => {}
                Err(_) => forget(&path, &lock_path),
            }
        }
        found.map(|(_, left)| left)
    }

    /// It was restored, or is not wanted.
    pub(crate) fn forget(self) -> Scene {
        forget(&self.path, &self.lock_path);
        self.scene
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

    fn scene(field: &str) -> Scene {
        Scene { field: field.to_owned(), ..Scene::default() }
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
        let mut autosave = Autosave::begin(folder.path(), &scene("x")).unwrap();
        autosave.keep(&scene("x"), || unreachable!("the scene that it was opened on"));
        autosave.keep(&scene("x*y"), || scene("x*y"));
        wait_for(&autosave.path);
        assert!(LeftBehind::find(folder.path()).is_none(), "the window is still there");
        // The lock goes with the process.
        drop(autosave);
        let left = LeftBehind::find(folder.path()).unwrap();
        assert_eq!(left.scene.field, "x*y");
        assert!(LeftBehind::find(folder.path()).is_none(), "another window offers it already");
        left.forget();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_window_that_ends_properly_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut autosave = Autosave::begin(folder.path(), &scene("x")).unwrap();
        autosave.keep(&scene("y"), || scene("y"));
        autosave.end();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
