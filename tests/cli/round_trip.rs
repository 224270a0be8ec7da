//! What the window copies, a scene's command line, draws the scene; options that are refused say what is meant.

use std::fs;

use steepest::field::FieldSource;
use steepest::scene::{BasinStyle, Scene, SceneFile, Theme};
use tempfile::TempDir;

use crate::common::process::{run, run_in};

#[test]
fn a_copied_command_draws_what_the_scene_draws() {
    let folder = TempDir::new().unwrap();
    let set = [("a".to_owned(), 1.5)].into();
    let source = FieldSource { set, ..FieldSource::from("sin(a*x)*cos(y) + y^2/9") };
    let scene = Scene {
        size: [240, 150],
        title: Some("--it's \"a\" $title".to_owned()),
        theme: Theme::Dark,
        // What a command for basins alone has no options for goes with them.
        dpi: 80.0,
        basins: Some(BasinStyle { grid: [24, 16], steps: 500 }),
        ..Scene::default()
    };
    let file = SceneFile { source, scene };
    fs::write(folder.path().join("scene.toml"), file.to_toml().unwrap()).unwrap();
    let line = file.command_line().unwrap().replacen("steepest", "\"$0\"", 1);
    let mut shell = std::process::Command::new("sh");
    let shell = shell.current_dir(folder.path()).args(["-c", &line, env!("CARGO_BIN_EXE_steepest")]);
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    run_in(folder.path(), &["render", "scene.toml", "-o", "scene.png"]).result();
    let [copied, kept] = ["picture.png", "scene.png"].map(|name| fs::read(folder.path().join(name)).unwrap());
    assert!(copied == kept, "{line}");
}

#[test]
fn former_options_are_answered_with_their_new_names() {
    run(&["render", "x", "-o", "a.png", "--sow", "grid"]).refused(2, &["--sow", "it is --particles-from now"]);
    run(&["render", "x", "-o", "a.png", "--sown-in", "0,1,0,1"]).refused(2, &["it is --particles-in now"]);
}

#[test]
fn settings_that_move_are_refused_with_their_options() {
    for (arguments, words) in [
        (&["--zoom", "0"][..], "--zoom from 0.01 to 100"),
        (&["--zoom", "nan"], "--zoom from 0.01 to 100"),
        (&["--turn", "inf"], "--turn ordinary numbers"),
        (&["--pan", "0,inf"], "--pan ordinary numbers"),
        (&["--length", "0"], "--length at least 1"),
        (&["--steps-per-frame", "100001"], "--steps-per-frame up to 100000"),
        (&["--from", "1,1", "--frames", "1000000..1000001"], "--steps-per-frame 0, or frames up to 100000"),
        (
            &["--from", "1,1", "--steps-per-frame", "100000", "--frames", "4294967293..4294967294"],
            "--steps-per-frame 0",
        ),
        (&["--zoom", "0.5", "--frames", "0..3000"], "--zoom nearer to 1"),
        (&["--particles-in", "1,0,0,1"], "--particles-in X0,X1,Y0,Y1"),
        (&["--basins", "1"], "--basins from 2 to 65536 per side"),
        (&["--probe-angle", "nan"], "--probe-angle ordinary numbers"),
    ] {
        let out = if arguments.contains(&"--frames") { "a.gif" } else { "a.png" };
        run(&[&["render", "x^2 + y^2", "-o", out], arguments].concat()).refused(2, &[words]);
    }
}

#[test]
fn files_that_a_scene_names_are_regular_ones() {
    if cfg!(unix) {
        for (option, code) in [("--rules", 2), ("--path", 1)] {
            run(&["render", "x^2 + y^2", "-o", "a.png", "--from", "1,1", option, "/dev/zero"])
                .refused(code, &["/dev/zero", "no regular file"]);
        }
    }
}
