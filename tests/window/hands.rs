//! Hands for a window: controls are found by their names and used by mouse and keys at the places that assistive technology is
//! told, points of the picture at the pixels that the library says. What came of it is read from the scene
//! that is kept while the window is open, or from what is written in the window.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use steepest::gpu::Gpu;
use steepest::render::{Precomputed, Renderer};
use steepest::scene::{Scene, SceneFile, View};
use tempfile::TempDir;

use super::display::{Display, Window, wait_for};
use super::reader::{Bus, Control, Reader};
use crate::common::shown::{Shown, shown};

/// An X server, a session and the user's folders.
pub(super) struct Desk {
    pub(super) display: Display,
    bus: Bus,
    folder: TempDir,
}

impl Desk {
    pub(super) fn new() -> Desk {
        Desk { display: Display::open(), bus: Bus::open(), folder: TempDir::new().unwrap() }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn open(&self, arguments: &[&str]) -> Hands<'_> {
        let accessibility = Reader::switch_on(&self.bus.connect());
        let variables = self.bus.variables("/usr/local/share:/usr/share");
        let arguments = [arguments, &["--size", "1300x880"]].concat();
        let window = Window::open_with(&self.display, self.path(), &arguments, &variables);
        let hands = Hands { desk: self, window, reader: Reader::find(accessibility) };
        hands.control("Picture");
        wait_for("the picture", || self.display.colours() > 100);
        hands
    }
}

/// What of the bars lies over the panel.
const BAR: [&str; 8] = ["Open…", "Save scene…", "Save picture…", "Record…", "Undo", "Redo", "Restore", "Forget it"];

/// The scene of a file, if it is whole.
pub(super) fn read(path: &Path) -> Option<Shown> {
    let SceneFile { source, scene } = SceneFile::read(path).ok()?;
    Some(shown(source.text, scene))
}

/// A window and who uses it.
pub(super) struct Hands<'a> {
    pub(super) desk: &'a Desk,
    pub(super) window: Window<'a>,
    pub(super) reader: Reader,
}

impl Hands<'_> {
    /// The control of a name, which is where it stays.
    pub(super) fn control(&self, name: &str) -> Control {
        self.reader.control(name)
    }

    /// Where a control is, once the panel is scrolled so far that it can be seen.
    pub(super) fn seen(&self, name: &str) -> [i32; 4] {
        for _ in 0..40 {
            let place @ [x, y, width, height] = self.still(name);
            let below = y + height > 840;
            let is_seen = x > 340 || BAR.contains(&name) || !below && y > 32;
            if is_seen && width > 0 {
                return place;
            }
            self.window.mouse(&["mousemove", "330", "600", "click", if below { "5" } else { "4" }]);
            self.desk.display.converge();
        }
        panic!("{name} is not scrolled to");
    }

    /// Where a control is, once it stays there: what has just opened is measured first.
    pub(super) fn still(&self, name: &str) -> [i32; 4] {
        let (mut place, mut before) = ([0; 4], [1; 4]);
        wait_for(name, || {
            (before, place) = (place, self.reader.place(&self.control(name)));
            place == before
        });
        place
    }

    pub(super) fn click(&self, name: &str) {
        let [x, y, width, height] = self.seen(name);
        self.click_at([x + width / 2, y + height / 2]);
    }

    pub(super) fn click_at(&self, [x, y]: [i32; 2]) {
        self.window.mouse(&["mousemove", &x.to_string(), &y.to_string()]);
        self.window.mouse(&["click", "1"]);
    }

    pub(super) fn point_at(&self, [x, y]: [i32; 2]) {
        self.window.mouse(&["mousemove", &x.to_string(), &y.to_string()]);
    }

    /// Drags from a place to another, in steps.
    pub(super) fn drag(&self, from: [i32; 2], to: [i32; 2]) {
        self.point_at(from);
        self.window.mouse(&["mousedown", "1"]);
        for step in 1..=5 {
            self.point_at([0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * step / 5));
        }
        self.window.mouse(&["mouseup", "1"]);
    }

    /// Types into a line in place of what is there.
    pub(super) fn type_into(&self, name: &str, text: &str) {
        self.click(name);
        self.window.key("ctrl+a");
        self.window.type_text(text);
    }

    /// Waits until the scene that is kept is one of a kind.
    #[track_caller]
    pub(super) fn kept(&self, what: &str, is_it: impl Fn(&Shown) -> bool) -> Shown {
        let open = self.desk.path().join("steepest/open");
        let (mut last, begun) = (None, Instant::now());
        loop {
            let files = fs::read_dir(&open).into_iter().flatten().flatten().map(|entry| entry.path());
            let scenes = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
            last = scenes.filter_map(|path| read(&path)).next().or(last);
            if let Some(scene) = last.as_ref().filter(|scene| is_it(scene)) {
                return scene.clone();
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{what} does not come: {last:?}");
            sleep(Duration::from_millis(60));
        }
    }

    #[track_caller]
    pub(super) fn wait_written(&self, words: &str) -> Control {
        let mut found = None;
        wait_for(words, || {
            found = self.reader.written(words);
            found.is_some()
        });
        found.unwrap()
    }

    /// The pixels of the window where points of a scene's field are: on its curve, else on its contours.
    pub(super) fn pixels(&self, gpu: &Gpu, shown: &Shown, points: &[[f64; 2]]) -> Vec<[i32; 2]> {
        let [left, top, width, height] = self.still("Picture");
        let scene = Scene { size: [width as u32, height as u32], ..shown.scene.clone() };
        let field = shown.open_field().unwrap();
        // As the window's pictures are laid out.
        let mut renderer = Renderer::new(gpu).unwrap();
        let measured = renderer.measure(&scene, &field, false, Precomputed::default()).unwrap().with_room();
        let picture = renderer.finish(measured, &field, None).unwrap();
        let picker = picture.picker();
        let pixel = |point: &[f64; 2]| {
            let [x, y] = match scene.view {
                View::Curve => {
                    let values = field.value(&[point[0]]).unwrap();
                    picker.on_curves(point[0], [values, 0.0], 0.1)[0].at
                }
                _ => picker.on_contours(*point).unwrap(),
            };
            [left + x.round() as i32, top + y.round() as i32]
        };
        points.iter().map(pixel).collect()
    }
}
