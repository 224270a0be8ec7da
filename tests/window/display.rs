//! An X server without a screen, and a window of the program in it.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// An X server, whose screen is a file.
pub(super) struct Display {
    server: Child,
    pub(super) name: String,
    folder: TempDir,
}

impl Display {
    pub(super) fn open() -> Display {
        let folder = TempDir::new().unwrap();
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-fbdir"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is missing; `make test` installs it");
        let mut number = String::new();
        let output = server.stdout.as_mut().unwrap();
        let mut byte = [0];
        while output.read(&mut byte).unwrap() == 1 && byte != [b'\n'] {
            number.push(char::from(byte[0]));
        }
        Display { server, name: format!(":{number}"), folder }
    }

    pub(super) fn xdotool(&self, arguments: &[&str]) -> String {
        let output = Command::new("xdotool").env("DISPLAY", &self.name).args(arguments).output();
        let output = output.expect("xdotool is missing; `make test` installs it");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The pixels of a part of the screen: corner, width and height.
    pub(super) fn pixels(&self, [x, y, width, height]: [i32; 4]) -> Vec<u8> {
        let file = self.screen();
        let pixels = &file[file.len() - 4 * 1400 * 900..];
        let row = |row: i32| pixels[4 * (1400 * row + x) as usize..][..4 * width as usize].to_vec();
        (y..y + height).flat_map(row).collect()
    }

    /// Different colours of the screen that are no greys, as only the picture has many.
    pub(super) fn colours(&self) -> usize {
        let file = self.screen();
        let word = |index: usize| u32::from_be_bytes(file[4 * index..4 * index + 4].try_into().unwrap()) as usize;
        // An XWD file: the header's size, and how many colours of 12 bytes stand before the pixels of 4.
        let (header, entries) = (word(0), word(19));
        let pixels = &file[header + 12 * entries..];
        let is_colourful = |pixel: &&[u8]| {
            let (low, high) = pixel[..3].iter().fold((255, 0), |(low, high), &c| (c.min(low), c.max(high)));
            high - low > 50
        };
        pixels.chunks_exact(4).step_by(7).filter(is_colourful).collect::<std::collections::HashSet<_>>().len()
    }
}

impl Display {
    pub(super) fn screen(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("Xvfb_screen0")).unwrap()
    }

    /// Waits until the screen stays as it is between two blinks of a cursor: what was asked for is drawn.
    pub(super) fn converge(&self) {
        let (mut before, mut calm) = (self.screen(), 0);
        let begun = Instant::now();
        while calm < 3 && begun.elapsed() < Duration::from_secs(15) {
            sleep(Duration::from_millis(90));
            let now = self.screen();
            calm = if now == before { calm + 1 } else { 0 };
            before = now;
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Waits for something for a while.
#[track_caller]
pub(super) fn wait_for(what: &str, mut is_there: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_there() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} does not come");
        sleep(Duration::from_millis(60));
    }
}

/// The program that is tested: another build of it, where one is named.
fn program() -> std::ffi::OsString {
    std::env::var_os("STEEPEST_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_steepest").into())
}

pub(super) struct Window<'a> {
    pub(super) display: &'a Display,
    pub(super) program: Child,
    pub(super) id: String,
}

impl<'a> Window<'a> {
    pub(super) fn open(display: &'a Display, folder: &Path, arguments: &[&str]) -> Window<'a> {
        Window::open_with(display, folder, arguments, &[])
    }

    /// The same, with variables of the environment.
    pub(super) fn open_with(
        display: &'a Display,
        folder: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Window<'a> {
        let begin = || {
            Command::new(program())
                .args(arguments)
                .current_dir(folder)
                .env("DISPLAY", &display.name)
                .env_remove("WAYLAND_DISPLAY")
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                .env("XDG_STATE_HOME", folder)
                .envs(variables.iter().copied())
                .spawn()
                .unwrap()
        };
        let (mut program, mut attempts, mut id) = (begin(), 1, String::new());
        wait_for("the window", || {
            // A server that has just started may refuse its first client.
            if program.try_wait().unwrap().is_some() && attempts < 3 {
                (program, attempts) = (begin(), attempts + 1);
            }
            id = display.xdotool(&["search", "--name", "^steepest"]);
            !id.is_empty()
        });
        // Without a window manager nobody else gives it the keys.
        display.xdotool(&["windowfocus", "--sync", &id]);
        Window { display, program, id }
    }

    pub(super) fn title(&self) -> String {
        self.display.xdotool(&["getwindowname", &self.id])
    }

    pub(super) fn key(&self, key: &str) {
        self.display.xdotool(&["key", key]);
        sleep(Duration::from_millis(150));
    }

    /// Answers a dialog, once it is there.
    pub(super) fn answer(&self, shortcut: &str, text: &str) {
        self.display.converge();
        let before = self.display.screen();
        self.key(shortcut);
        wait_for("the dialog", || self.display.screen() != before);
        self.display.converge();
        self.key("ctrl+a");
        self.type_text(text);
        self.key("Return");
    }

    pub(super) fn mouse(&self, arguments: &[&str]) {
        self.display.xdotool(arguments);
        sleep(Duration::from_millis(150));
    }

    pub(super) fn type_text(&self, text: &str) {
        self.display.xdotool(&["type", "--delay", "25", text]);
        sleep(Duration::from_millis(300));
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
