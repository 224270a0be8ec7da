//! What a window leaves to the next one and to the folders of its user, and what it takes back: particles run backwards, runs are
//! highlighted and let go, and how steep the ground is drawn is a number.
#![cfg(target_os = "linux")]

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use steepest::scene::SceneFile;

use super::display::{Window, wait_for};
use super::hands::{Desk, Hands};

/// The pixels of the picture, where the pointer is elsewhere.
fn picture(hands: &Hands<'_>) -> Vec<u8> {
    hands.point_at([1280, 2]);
    hands.desk.display.converge();
    let [x, y, width, height] = hands.still("Picture");
    hands.desk.display.pixels([x, y, width, height])
}

/// Types a number in place of what is there.
fn number(hands: &Hands<'_>, name: &str, text: &str) {
    let spin = |control: &super::reader::Control| control.name == name && control.role == "spin button";
    let found = hands.reader.controls().into_iter().find(spin).unwrap();
    hands.click_at(hands.reader.middle(&found));
    hands.window.key("ctrl+a");
    hands.window.type_text(text);
    hands.window.key("Return");
}

#[test]
fn particles_run_backwards_to_where_they_were() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let text = "field = \"himmelblau\"\nview = \"contour\"\n[descent]\nparticles = 500\noptimizer = \"momentum\"\nlr = 0.001\nsteps = 0\n";
    fs::write(desk.path().join("many.toml"), text).unwrap();
    let hands = desk.open(&["many.toml"]);
    let begun = picture(&hands);
    for _ in 0..3 {
        hands.window.key("shift+Right");
    }
    hands.kept("thirty steps", |scene| scene.descent.steps == 30);
    let forwards = picture(&hands);
    assert!(forwards != begun, "they moved");
    hands.seen("iterations");
    number(&hands, "iterations", "170");
    hands.kept("many steps", |scene| scene.descent.steps == 170);
    assert!(picture(&hands) != forwards, "they moved on");
    // Backwards, by the number and by the line, and to the start.
    number(&hands, "iterations", "30");
    hands.kept("thirty steps again", |scene| scene.descent.steps == 30);
    assert!(picture(&hands) == forwards, "where they were after thirty steps");
    number(&hands, "iterations", "170");
    let line = |control: &super::reader::Control| control.name == "iterations" && control.role == "slider";
    let line = hands.reader.controls().into_iter().find(line).unwrap();
    let [x, y, width, height] = hands.reader.place(&line);
    let at = |fraction: f64| [x + (f64::from(width.min(80)) * fraction) as i32, y + height / 2];
    hands.drag(at(0.84), at(0.4));
    let steps = hands.kept("fewer steps", |scene| scene.descent.steps < 100).descent.steps;
    let dragged = picture(&hands);
    hands.window.key("0");
    hands.kept("the start", |scene| scene.descent.steps == 0);
    assert!(picture(&hands) == begun, "where they began");
    number(&hands, "iterations", &steps.to_string());
    hands.kept("as many steps", |scene| scene.descent.steps == steps);
    assert!(picture(&hands) == dragged, "where they were dragged to");
}

#[test]
fn a_run_is_highlighted_by_a_click_and_let_go_by_another() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let text = "field = \"x^2 + y^2\"\n[descent]\noptimizer = [\"gd\", \"adam:lr=0.2\"]\nfrom = [[4.0, 4.0], [-3.0, 1.0]]\nsteps = 40\n";
    fs::write(desk.path().join("race.toml"), text).unwrap();
    let hands = desk.open(&["race.toml"]);
    hands.click("Runs");
    let before = picture(&hands);
    let [table, ..] = hands.reader.place(&hands.control("Copy"));
    let rows = || {
        let of_table =
            |control: &super::reader::Control| control.name == "gd, lr = 0.1" && hands.reader.place(control)[0] > table;
        hands.reader.controls().into_iter().filter(of_table).collect::<Vec<_>>()
    };
    wait_for("the table", || rows().len() == 2);
    let row = hands.reader.middle(&rows()[0]);
    hands.click_at(row);
    let highlighted = picture(&hands);
    assert!(highlighted != before, "its run stands out in the picture");
    hands.click_at(row);
    assert!(picture(&hands) == before, "and no more");
}

#[test]
fn what_a_killed_window_showed_is_restored_or_forgotten_by_name() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    for (button, title) in [("Restore", "steepest: x^2 + y^2"), ("Forget it", "steepest: himmelblau")] {
        let mut hands = desk.open(&["x^2 + y^2"]);
        hands.window.key("3");
        hands.kept("the contours", |scene| scene.field == "x^2 + y^2" && scene.view == steepest::scene::View::Contour);
        // What was drawn is among the recent fields, too.
        let recent = || fs::read_to_string(desk.path().join("steepest/recent.txt")).unwrap_or_default();
        wait_for("the field among the recent ones", || recent().lines().any(|field| field == "x^2 + y^2"));
        hands.window.program.kill().unwrap();
        hands.window.program.wait().unwrap();
        drop(hands);
        let hands = desk.open(&["himmelblau"]);
        hands.wait_written("It showed x^2 + y^2.");
        hands.click(button);
        wait_for("the answer", || hands.reader.written("It showed").is_none());
        wait_for("the title", || hands.window.title() == title);
        hands.window.key("ctrl+q");
        let open = desk.path().join("steepest/open");
        wait_for("the end", || !open.exists() || fs::read_dir(&open).unwrap().count() == 0);
    }
}

/// A polite kill, as at the end of a session, closes a window as its user does.
#[test]
fn a_window_that_is_asked_to_end_leaves_nothing_to_be_offered() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let mut hands = desk.open(&["x^2 + y^2"]);
    hands.window.key("3");
    hands.kept("the contours", |scene| scene.view == steepest::scene::View::Contour);
    let id = hands.window.program.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let mut ended = None;
    wait_for("the end", || {
        ended = hands.window.program.try_wait().unwrap();
        ended.is_some()
    });
    assert!(ended.unwrap().success());
    assert_eq!(fs::read_dir(desk.path().join("steepest/open")).unwrap().count(), 0);
    let recent = fs::read_to_string(desk.path().join("steepest/recent.txt")).unwrap();
    assert!(recent.lines().any(|field| field == "x^2 + y^2"), "{recent}");
    drop(hands);
    let hands = desk.open(&["himmelblau"]);
    assert!(hands.reader.written("did not end properly").is_none());
}

#[test]
fn folders_are_gone_through_in_the_windows_own_dialog() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let inner = desk.path().join("kept/inner");
    fs::create_dir_all(&inner).unwrap();
    fs::write(inner.join("saddle.toml"), "field = \"x*y\"\n").unwrap();
    let hands = desk.open(&["himmelblau"]);
    hands.click("Open…");
    hands.click("kept/");
    hands.click("inner/");
    hands.wait_written("kept/inner");
    hands.click("saddle.toml");
    hands.click("Open");
    hands.kept("the scene of the folder", |scene| scene.field == "x*y");
    // It begins where the last one ended, and the way leads up as well.
    hands.click("Save scene…");
    hands.click("Up");
    hands.type_into("Name", "again.toml");
    hands.click("Save");
    let saved = desk.path().join("kept/again.toml");
    wait_for("the saved scene", || saved.exists());
    assert_eq!(SceneFile::read(&saved).unwrap().source.text, "x*y");
    // What is left is not written.
    hands.click("Save scene…");
    hands.type_into("Name", "never.toml");
    hands.click("Cancel");
    wait_for("the dialog is closed", || hands.reader.written("never.toml").is_none());
    assert!(!desk.path().join("kept/never.toml").exists());
}

#[test]
fn a_window_is_where_the_last_one_was_and_as_large() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let place = |window: &Window<'_>| {
        let text = desk.display.xdotool(&["getwindowgeometry", "--shell", &window.id]);
        let of = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
        ["X", "Y", "WIDTH", "HEIGHT"].map(|name| of(name).unwrap_or(-1))
    };
    let mut window = Window::open(&desk.display, desk.path(), &["x^2 + y^2"]);
    wait_for("the picture", || desk.display.colours() > 100);
    assert_eq!(place(&window)[2..], [1280, 800], "the first one");
    desk.display.xdotool(&["windowsize", "--sync", &window.id, "900", "650"]);
    desk.display.xdotool(&["windowmove", "--sync", &window.id, "120", "80"]);
    sleep(Duration::from_millis(500));
    window.key("ctrl+q");
    wait_for("the end", || window.program.try_wait().unwrap().is_some());
    drop(window);
    let window = Window::open(&desk.display, desk.path(), &["x^2 + y^2"]);
    wait_for("the place", || place(&window) == [120, 80, 900, 650]);
}

#[test]
fn how_steep_the_ground_is_drawn_is_typed_as_a_number() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    fs::copy("tests/data/inputs/lonlat.tif", desk.path().join("lonlat.tif")).unwrap();
    let hands = desk.open(&["lonlat.tif"]);
    // One of the views has the name of the section, too.
    let section = || {
        let named = hands.reader.controls().into_iter().filter(|control| control.name == "Surface");
        named.map(|control| hands.reader.middle(&control)).find(|[x, _]| *x < 340)
    };
    wait_for("the section", || {
        hands.window.mouse(&["mousemove", "330", "600", "click", "5"]);
        hands.desk.display.converge();
        section().is_some_and(|[_, y]| y < 850)
    });
    hands.click_at(section().unwrap());
    hands.seen("exaggeration ×");
    let factor = || hands.reader.value(&hands.control("exaggeration ×"));
    let (before, flat) = (factor(), picture(&hands));
    number(&hands, "exaggeration ×", "5");
    let height = hands.kept("the height", |scene| scene.surface.height_scale != 1.0).surface.height_scale;
    assert!((height * before / 5.0 - 1.0).abs() < 0.01, "{before} by {height}");
    wait_for("five times as steep", || (factor() - 5.0).abs() < 0.01);
    assert!(picture(&hands) != flat);
    // A factor of 0 is none: the least is drawn.
    number(&hands, "exaggeration ×", "0");
    hands.kept("the least height", |scene| scene.surface.height_scale == 1e-3);
}
