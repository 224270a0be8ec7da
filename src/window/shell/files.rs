//! What the window reads and writes: scenes, data, pictures and animations.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::app::{App, Wake};
use crate::export::{AnimationError, Container, Timing, check_writable, write_animation, write_text};
use crate::field::{DATA_ENDINGS, data_endings, is_data_path, why_no_data};
use crate::render::{Destination, Movie, MovieError, StillFormat, save};
use crate::scene::{Scene, SceneFile};
use crate::session::{PathPurpose, Work, open_with};
use crate::words::path_text;

/// Why a frame is not there.
#[derive(Debug, thiserror::Error)]
enum FrameError {
    #[error(transparent)]
    Movie(#[from] MovieError),
    #[error("it was left off")]
    LeftOff,
}

impl App<'_> {
    /// Has the desktop ask for a path, on a thread of its own.
    pub(crate) fn browse(&self, purpose: PathPurpose, folder: PathBuf) {
        let (proxy, name) = (self.proxy.clone(), self.session.proposed_name(purpose));
        std::thread::spawn(move || {
            let dialog = rfd::FileDialog::new().set_directory(folder);
            let path = match purpose {
                PathPurpose::Open => {
                    dialog.add_filter("scenes and data", &[&["toml"], DATA_ENDINGS].concat()).pick_file()
                }
                PathPurpose::Rules => dialog.add_filter("optimizers", &["toml"]).pick_file(),
                PathPurpose::Trajectory => dialog.add_filter("runs", &["csv"]).pick_file(),
                PathPurpose::SaveScene | PathPurpose::SavePicture | PathPurpose::Record => {
                    dialog.set_file_name(name).save_file()
                }
            };
            // A window that has closed is not told.
            drop(proxy.send_event(Wake::Chosen(purpose, path)));
        });
    }

    /// Does with a path what it was asked for.
    pub(crate) fn answer(&mut self, purpose: PathPurpose, path: &Path) {
        self.session.keep_folder(path);
        self.session.keep_name(purpose, path);
        match purpose {
            PathPurpose::Open => self.open_path(path),
            PathPurpose::SaveScene => {
                let scene = self.saved_scene();
                let saved = scene
                    .to_toml()
                    .map_err(|error| error.to_string())
                    .and_then(|text| write_text(path, &text).map_err(|error| error.to_string()));
                self.session.status.message =
                    Some(saved.map_or_else(|error| error, |()| format!("saved {}", path.display())));
            }
            PathPurpose::SavePicture => self.save_picture(path.to_owned()),
            PathPurpose::Record => self.record(path.to_owned()),
            PathPurpose::Rules | PathPurpose::Trajectory => self.session.choose_file(purpose, path),
        }
        if let Some(live) = &mut self.live {
            live.controls_due = true;
        }
    }

    /// The scene with its particles where they are.
    pub(crate) fn as_shown(&self) -> Scene {
        self.live.as_ref().map_or_else(|| self.session.scene.clone(), |live| live.as_shown(&self.session))
    }

    /// The scene of a saved picture or animation, as large as was said.
    fn as_saved(&self) -> Scene {
        Scene { size: self.session.proposed_size(), ..self.as_shown() }
    }

    /// The scene as its file has it: as large as it is shown, in points, and with paths that hold from everywhere.
    pub(crate) fn saved_scene(&self) -> SceneFile {
        let mut scene = self.as_shown();
        if let Some(live) = &self.live {
            let scale = live.context.pixels_per_point();
            scene.size = live.size.map(|side| ((side as f32 / scale).round() as u32).max(64));
        }
        SceneFile { source: self.session.source(), scene }.with_absolute_paths()
    }

    fn open_path(&mut self, path: &Path) {
        let is_scene = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let text = path_text(path);
        let refused = if is_scene {
            match SceneFile::read(path).and_then(SceneFile::checked) {
                Ok(file) => (!self.session.choose(file)).then(|| self.session.status.message.clone()).flatten(),
                Err(error) => Some(error.to_string()),
            }
        } else if is_data_path(&text) {
            let (view, theme, color) = (self.session.scene.view, self.session.scene.theme, self.session.scene.color);
            let scene = Scene { view, theme, color, ..Scene::default() };
            self.session.choose(SceneFile { source: text.into(), scene });
            None
        } else {
            Some(match why_no_data(&text) {
                Some(why) => format!("{}: {why}", path.display()),
                None => format!("{} is neither a scene (.toml) nor data ({})", path.display(), data_endings()),
            })
        };
        if let Some(error) = refused {
            self.session.ask_again(PathPurpose::Open, path, error);
        }
    }

    /// Reads a scene's data file, on a thread of its own, and shows it.
    pub(crate) fn read(&self, number: u32, file: SceneFile) {
        let proxy = self.proxy.clone();
        std::thread::spawn(move || {
            let told = AtomicU32::new(0);
            let opened = open_with(&file, &|fraction| {
                let percent = (100.0 * fraction) as u32;
                if told.fetch_max(percent, Ordering::Relaxed) < percent {
                    // A window that has closed is not told.
                    drop(proxy.send_event(Wake::Reading(number, fraction as f32)));
                }
            });
            drop(proxy.send_event(Wake::Opened(number, Box::new(file), opened)));
        });
    }

    /// Draws the picture at the scene's size, on a thread of its own.
    fn save_picture(&mut self, path: PathBuf) {
        let Some(live) = &self.live else { return };
        let (gpu, field, scene) = (live.gpu.clone(), Arc::clone(&self.session.field), self.as_saved());
        let proxy = self.proxy.clone();
        self.session.status.message = Some(format!("drawing {}…", path.display()));
        self.keep(move || {
            let draw = || {
                let format = StillFormat::of(&path);
                let endings = || format!("cannot draw into {}; let its name end in .png, .svg or .pdf", path.display());
                let format = format.ok_or_else(endings)?;
                check_writable(&path).map_err(|error| error.to_string())?;
                let scene = scene.checked().map_err(|error| error.to_string())?;
                let to = Destination { path: &path, format, resolution: None };
                save(&gpu, &scene, &field, None, to, |_| {}).map_err(|error| error.to_string())?;
                Ok(path.clone())
            };
            // A window that has closed is not told.
            drop(proxy.send_event(Wake::Saved(draw())));
        });
    }

    /// Runs what writes a file on a thread that the program waits for before it ends.
    fn keep(&mut self, work: impl FnOnce() + Send + 'static) {
        self.writers.retain(|writer| !writer.is_finished());
        self.writers.push(std::thread::spawn(work));
    }

    /// Draws the frames of an animation, on a thread of its own.
    fn record(&mut self, path: PathBuf) {
        const FPS: f64 = 25.0;
        let Some(live) = &self.live else { return };
        let (gpu, field, scene) = (live.gpu.clone(), Arc::clone(&self.session.field), self.as_saved());
        let (proxy, count) = (self.proxy.clone(), self.session.record_frames);
        let cancels = Arc::new(AtomicBool::new(false));
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        // From now on no other one is begun.
        self.session.status.recording = Some(Work { text: name.clone(), fraction: 0.0 });
        self.cancels = Arc::clone(&cancels);
        self.keep(move || {
            let draw = || {
                let container = Container::of(&path)
                    .ok_or_else(|| format!("{} ends in none of .gif, .apng, .mp4 and .webm", path.display()))?;
                let mut scene = scene.checked().map_err(|error| error.to_string())?;
                scene.transparent &= container.has_opacity();
                let mut movie = Movie::new(&gpu, &scene, &field).map_err(|error| error.to_string())?;
                let timing = Timing {
                    range: [0, count],
                    fps: FPS,
                    size: scene.size,
                    dots_per_inch: scene.dpi,
                    is_transparent: scene.transparent,
                };
                let frame = |index| {
                    let text = format!("{name}: frame {} of {count}", index + 1);
                    let fraction = index as f32 / count.max(1) as f32;
                    drop(proxy.send_event(Wake::Recording(Work { text, fraction })));
                    if cancels.load(Ordering::Relaxed) {
                        return Err(FrameError::LeftOff);
                    }
                    Ok(movie.frame(index)?.pixels)
                };
                match write_animation(&path, container, &timing, frame) {
                    Ok(()) => Ok(path.clone()),
                    Err(AnimationError::Frame { error: FrameError::LeftOff, .. }) => {
                        Err(format!("left off; {name} was not written"))
                    }
                    Err(error) => Err(error.to_string()),
                }
            };
            // A window that has closed is not told.
            drop(proxy.send_event(Wake::Recorded(draw())));
        });
    }
}
