//! Files that are written: what cannot be is refused, and what ends early leaves nothing and takes nothing away.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use tempfile::TempDir;

use crate::common::process::*;

#[test]
fn an_output_that_cannot_be_is_refused() {
    for out in ["a", "a.xyz", "a.png", "nofolder"] {
        run(&["eval", "x", "-o", out]).refused(2, &[out, ".npz, .npy, .csv, .json or .tif"]);
    }
    for out in ["a", "a.jpg", "a.xyz", "."] {
        run(&["render", "x", "-o", out]).refused(2, &[out, ".png"]);
    }
    for out in ["nofolder/a.npz", "nofolder/a.npy", "nofolder/a.csv"] {
        run(&["eval", "x", "-o", out, "--grid", "4", "--device", "cpu"])
            .refused(1, &[out, "the folder nofolder does not exist", "create it first"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one_error() {
    let folder = TempDir::new().unwrap();
    let names = ["a.csv", "a.npy", "a.npz", "a.tif"];
    for name in names {
        std::os::unix::fs::symlink("/dev/full", folder.path().join(name)).unwrap();
        for grid in ["4", "700"] {
            let arguments = ["eval", "x*y", "-o", name, "--grid", grid, "--device", "cpu"];
            run_in(folder.path(), &arguments).refused(1, &[name, "No space left on device", "free some space"]);
        }
    }
    assert_eq!(names_in(folder.path()), names);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(folder.path(), &["at", "x", "1,2"]).stdout(full).output().unwrap();
    Run::new(output).refused(1, &["cannot write to standard output", "No space left"]);
}

#[test]
fn what_was_there_stays_where_a_command_fails() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.npz"), "precious").unwrap();
    run_in(folder.path(), &["eval", "log(-1 - x^2)", "-o", "a.npz", "--device", "cpu"]).refused(1, &[]);
    assert_eq!(fs::read_to_string(folder.path().join("a.npz")).unwrap(), "precious");
    assert_eq!(names_in(folder.path()), ["a.npz"]);
}

/// A command that writes `a.csv` for a second, since it has four million rows, and has begun to.
#[cfg(unix)]
fn writing(folder: &Path) -> Child {
    let arguments = ["eval", "sin(x)*y", "-o", "a.csv", "--grid", "2000", "--device", "cpu"];
    let child = command(folder, &arguments).spawn().unwrap();
    for _wait in 0..1000 {
        if !names_in(folder).is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

#[cfg(unix)]
#[test]
fn what_is_ended_by_a_signal_leaves_nothing_and_says_which_it_was() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let folder = TempDir::new().unwrap();
        let mut child = writing(folder.path());
        assert!(!folder.path().join("a.csv").exists(), "it is written beside its place");
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert_eq!(names_in(folder.path()), [""; 0]);
    }
}

/// What was killed cannot tidy up; whoever writes into the folder next does.
#[cfg(unix)]
#[test]
fn the_next_write_removes_what_a_killed_one_left() {
    let folder = TempDir::new().unwrap();
    let mut child = writing(folder.path());
    let small = ["eval", "x", "-o", "b.csv", "--grid", "4", "--device", "cpu"];
    run_in(folder.path(), &small).result();
    assert!(names_in(folder.path())[0].starts_with(".a.csv.steepest-"), "what is being written stays");
    child.kill().unwrap();
    child.wait().unwrap();
    run_in(folder.path(), &small).result();
    assert_eq!(names_in(folder.path()), ["b.csv"]);
}
