//! Random gestures for a while: a minute, or as long as `STEEPEST_SOAK` says in seconds.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Child;
use std::time::{Duration, Instant};

use steepest::scene::SceneFile;
use tempfile::TempDir;

use super::display::{Display, Window, wait_for};

/// Bytes that a process holds.
fn resident(process: &Child) -> u64 {
    let text = fs::read_to_string(format!("/proc/{}/statm", process.id())).unwrap();
    4096 * text.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
}

/// Seconds of random gestures: about a minute, or as many as `STEEPEST_SOAK` says.
fn soaked() -> Duration {
    let seconds = std::env::var("STEEPEST_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(45);
    Duration::from_secs(seconds)
}

/// Parts of it after which is told what the program holds.
const PARTS: u32 = 12;

#[test]
fn random_gestures_neither_end_the_window_nor_let_it_grow() {
    let _turn = gpu_or_skip!();
    let (display, folder) = (Display::open(), TempDir::new().unwrap());
    let mut window = Window::open(&display, folder.path(), &["himmelblau", "--size", "900x650"]);
    wait_for("the picture", || display.colours() > 300);
    let mut state = 20_261_127u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    const KEYS: [&str; 26] = [
        "1",
        "2",
        "3",
        "c",
        "b",
        "d",
        "t",
        "f",
        "i",
        "l",
        "p",
        "space",
        "Right",
        "0",
        "Delete",
        "Home",
        "Escape",
        "ctrl+z",
        "ctrl+y",
        "bracketleft",
        "4",
        "5",
        "F1",
        "F10",
        "ctrl+o",
        "Tab",
    ];
    const FORMULAS: [&str; 6] =
        ["himmelblau", "sin(x)", "a*x^2 + b*y^2", "sqrt(9-x^2-y^2)", "1/x", "if(x<0,x^2,5+x)*y"];
    let (begun, mut gestures, mut held) = (Instant::now(), 0, Vec::new());
    while begun.elapsed() < soaked() {
        let [x, y] = [random(890) + 5, random(600) + 30].map(|side| side.to_string());
        match random(7) {
            // Another formula is typed, where it is typed if nothing has moved it away.
            6 if random(8) == 0 => {
                display.xdotool(&["mousemove", "150", "78", "click", "1", "key", "ctrl+a"]);
                display.xdotool(&["type", "--delay", "15", FORMULAS[random(6) as usize]])
            }
            0 => display.xdotool(&["key", KEYS[random(26) as usize]]),
            1 => display.xdotool(&["mousemove", &x, &y, "click", "1"]),
            2 => display.xdotool(&["mousemove", &x, &y, "click", if random(2) == 0 { "4" } else { "5" }]),
            3 => display.xdotool(&["mousemove", &x, &y]),
            button => {
                let button = if button == 4 { "1" } else { "3" };
                let [dx, dy] = [random(200), random(200)].map(|side| (side as i64 - 100).to_string());
                let down = ["mousemove", &x, &y, "mousedown", button];
                display.xdotool(&down);
                display.xdotool(&["mousemove_relative", "--", &dx, &dy]);
                display.xdotool(&["mouseup", button])
            }
        };
        gestures += 1;
        assert!(window.program.try_wait().unwrap().is_none(), "it ended after {gestures} gestures");
        if begun.elapsed() > soaked() * (held.len() as u32 + 1) / PARTS {
            held.push(resident(&window.program) >> 20);
        }
    }
    // What `--nocapture` tells of a long one.
    println!("{gestures} gestures in {} s; MiB after each part: {held:?}", begun.elapsed().as_secs());
    let (early, late) = (held[PARTS as usize / 3], resident(&window.program) >> 20);
    assert!(late < early + early / 3 + 96, "{early} MiB became {late} in {gestures} gestures: {held:?}");
    // The scene is still there, and the window leaves when it is told to.
    let open = folder.path().join("steepest/open");
    let mut kept = fs::read_dir(open).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.find(|path| path.extension().is_some_and(|ending| ending == "toml")).unwrap();
    SceneFile::read(&kept).unwrap().checked().unwrap().open_field().unwrap();
    window.key("Escape");
    window.key("Escape");
    window.key("ctrl+q");
    let mut status = None;
    wait_for("the end", || {
        status = window.program.try_wait().unwrap();
        status.is_some()
    });
    assert_eq!(status.unwrap().code(), Some(0), "after {gestures} gestures");
}
