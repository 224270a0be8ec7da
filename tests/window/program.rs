//! The real window in a real X server without a screen: opened, typed into, turned, clicked, saved, resized and left.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use steepest::scene::SceneFile;
use tempfile::TempDir;

use super::display::{Display, Window, wait_for};

#[test]
fn an_application_with_a_window_of_its_own_shows_a_picture_in_its_frames() {
    let _turn = gpu_or_skip!();
    let (display, folder) = (Display::open(), TempDir::new().unwrap());
    let example = Path::new(env!("CARGO_BIN_EXE_steepest")).with_file_name("examples").join("own_window");
    assert!(example.exists(), "`cargo build --release --examples` builds what `cargo test` alone has built already");
    let mut application = Command::new(example)
        .current_dir(folder.path())
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .spawn()
        .unwrap();
    wait_for("the picture", || display.colours() > 300);
    let before = display.screen();
    display.xdotool(&["mousemove", "60", "200"]);
    wait_for("another value of the parameter", || display.screen() != before);
    assert!(application.try_wait().unwrap().is_none());
    application.kill().unwrap();
    application.wait().unwrap();
}

#[test]
fn a_field_is_explored_by_hand_and_what_is_saved_draws_the_same_without_a_window() {
    let _turn = gpu_or_skip!();
    let (display, folder) = (Display::open(), TempDir::new().unwrap());
    let mut window = Window::open(&display, folder.path(), &["view", "himmelblau", "--size", "1100x800"]);
    wait_for("the picture", || display.colours() > 300);

    // The formula is typed and takes effect.
    display.converge();
    window.mouse(&["mousemove", "150", "78", "click", "1"]);
    display.converge();
    window.key("ctrl+a");
    window.type_text("x^2 + 3*y^2 - x*y");
    let begun = Instant::now();
    while window.title() != "steepest: x^2 + 3*y^2 - x*y" {
        assert!(begun.elapsed() < Duration::from_secs(30), "the title is {}", window.title());
        sleep(Duration::from_millis(60));
    }
    display.converge();

    // The surface is turned, the domain shrinks under the wheel, and a click starts a trajectory.
    window.mouse(&["mousemove", "760", "230", "mousedown", "1"]);
    for _ in 0..6 {
        window.mouse(&["mousemove_relative", "--", "14", "3"]);
    }
    window.mouse(&["mouseup", "1"]);
    display.converge();
    window.mouse(&["mousemove", "790", "570"]);
    window.mouse(&["click", "4"]);
    window.mouse(&["click", "4"]);
    display.converge();
    window.mouse(&["mousemove", "800", "520", "click", "1"]);
    display.converge();

    // The scene and the picture are saved.
    for (shortcut, path) in [("ctrl+s", "saved.toml"), ("ctrl+e", "saved.png")] {
        window.answer(shortcut, path);
        wait_for(path, || folder.path().join(path).exists());
        display.converge();
    }
    let SceneFile { source, scene } = SceneFile::read(&folder.path().join("saved.toml")).unwrap().checked().unwrap();
    assert_eq!(source.text, "x^2 + 3*y^2 - x*y");
    assert!((scene.camera.azimuth + 60.0).abs() > 10.0, "it turned: {:?}", scene.camera);
    let [first, last] = scene.x.unwrap();
    assert!(last - first < 9.0, "it zoomed: {first} {last}");
    assert_eq!(scene.descent.from.len(), 1, "it was clicked");

    let again = Command::new(env!("CARGO_BIN_EXE_steepest"))
        .args(["render", "saved.toml", "-o", "again.png"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(read("saved.png") == read("again.png"), "the saved scene draws the picture that was saved");

    // What is there is asked about before it is replaced.
    fs::write(folder.path().join("kept.toml"), "mine").unwrap();
    window.answer("ctrl+s", "kept.toml");
    display.converge();
    assert_eq!(fs::read_to_string(folder.path().join("kept.toml")).unwrap(), "mine");
    window.key("Escape");

    // It survives other sizes, and leaves when it is told to.
    for (width, height) in [("800", "500"), ("1390", "890")] {
        display.xdotool(&["windowsize", "--sync", &window.id, width, height]);
        sleep(Duration::from_millis(900));
        assert!(window.program.try_wait().unwrap().is_none(), "it lives at {width}x{height}");
    }
    window.key("ctrl+q");
    let mut status = None;
    wait_for("the end", || {
        status = window.program.try_wait().unwrap();
        status.is_some()
    });
    assert_eq!(status.unwrap().code(), Some(0));
    let recent = fs::read_to_string(folder.path().join("steepest/recent.txt")).unwrap();
    assert_eq!(recent, "x^2 + 3*y^2 - x*y\nhimmelblau\n", "what was shown is offered to the next window");
}

#[test]
fn a_million_particles_play_and_pause_and_the_program_ends_after_its_frames() {
    let _turn = gpu_or_skip!();
    let (display, folder) = (Display::open(), TempDir::new().unwrap());
    let scene = "field = \"himmelblau\"\n[descent]\nparticles = 100000\noptimizer = \"adam\"\nlr = 0.02\nsteps = 0\n";
    fs::write(folder.path().join("many.toml"), scene).unwrap();
    let window = Window::open(&display, folder.path(), &["many.toml"]);
    wait_for("the picture", || display.colours() > 300);
    window.mouse(&["mousemove", "800", "60"]);
    window.key("space");
    sleep(Duration::from_secs(3));
    window.key("space");
    // They stay where they are while the view changes, and the scene says so.
    window.mouse(&["mousemove", "930", "390"]);
    window.mouse(&["click", "4"]);
    display.converge();
    window.answer("ctrl+s", "played.toml");
    let path = folder.path().join("played.toml");
    wait_for("the scene", || path.exists());
    let played = SceneFile::read(&path).unwrap().scene;
    assert!(played.descent.steps > 3, "{} steps", played.descent.steps);
    assert!(played.x.is_some_and(|[first, last]| last - first < 9.0), "it zoomed: {:?}", played.x);
    assert_eq!(played.descent.particles_in, Some([[-5.0, 5.0]; 2]));
    drop(window);

    let frames = Command::new(env!("CARGO_BIN_EXE_steepest"))
        .args(["x^2 + y^2", "--frames", "3"])
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    assert!(frames.status.success() && frames.stderr.is_empty(), "{}", String::from_utf8_lossy(&frames.stderr));
}

#[test]
fn without_a_display_the_remedy_is_said() {
    let output = Command::new(env!("CARGO_BIN_EXE_steepest"))
        .arg("himmelblau")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("steepest render"), "{said}");
}

#[test]
fn a_lost_device_comes_back_with_the_scene_in_the_same_window() {
    let display = Display::open();
    let frames = Command::new(env!("CARGO_BIN_EXE_steepest"))
        .args(["himmelblau", "--frames", "8", "--lose-device"])
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    assert!(frames.status.success() && frames.stderr.is_empty(), "{}", String::from_utf8_lossy(&frames.stderr));
}

/// Opens a file by keys.
fn open_file(window: &Window<'_>, path: &str) {
    window.answer("ctrl+o", path);
}

#[test]
fn undo_after_open_shows_the_first_scene_as_it_was_and_the_title_follows() {
    let _turn = gpu_or_skip!();
    let (display, folder) = (Display::open(), TempDir::new().unwrap());
    fs::write(folder.path().join("other.toml"), "field = \"sin(x)*cos(y)\"\nview = \"contour\"\nx = [0.0, 1.0]\n")
        .unwrap();
    fs::write(folder.path().join("grid.csv"), "1,2,3\n4,5,6\n7,8,20\n").unwrap();
    let window = Window::open(&display, folder.path(), &["himmelblau", "--size", "1000x700"]);
    wait_for("the picture", || display.colours() > 300);
    display.converge();
    // Where neither the pointer nor a time shows: the middle of the picture.
    let picture = || {
        let file = display.screen();
        let pixels = &file[file.len() - 4 * 1400 * 900..];
        (150..600).flat_map(|y| pixels[4 * (1400 * y + 400)..4 * (1400 * y + 980)].to_vec()).collect::<Vec<u8>>()
    };
    window.mouse(&["mousemove", "200", "690"]);
    display.converge();
    let before = picture();
    for (path, title) in [("other.toml", "steepest: sin(x)*cos(y)"), ("grid.csv", "grid.csv")] {
        open_file(&window, path);
        wait_for("the title", || window.title().ends_with(title));
        window.mouse(&["mousemove", "200", "690"]);
        wait_for("the other picture", || picture() != before);
        display.converge();
        window.mouse(&["mousemove", "200", "690"]);
        window.key("ctrl+z");
        wait_for("the first title", || window.title() == "steepest: himmelblau");
        // The panel shows himmelblau, and so does the picture.
        wait_for("the first picture", || picture() == before);
    }
}
