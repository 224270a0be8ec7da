//! What ends the program from outside, wherever it is.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::common::process::*;

/// Sends SIGINT, as Ctrl-C does.
fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn an_interrupt_ends_every_long_command_and_leaves_nothing_behind() {
    let _gpu = gpu_or_skip!();
    for arguments in [
        &["critical", "levi", "--grid", "6000"][..],
        &["basins", "rosenbrock", "--grid", "1500", "--device", "cpu", "-o", "a.npz"],
        &["basins", "rosenbrock", "--grid", "1500", "--device", "gpu", "-o", "a.png"],
        &[
            "fate",
            "rosenbrock",
            "--from=-1,1",
            "--optimizer",
            "adam",
            "--over",
            "lr=1e-4..1,log",
            "--over",
            "beta1=0..0.99",
            "--steps",
            "1000000",
            "--device",
            "cpu",
            "-o",
            "a.npz",
        ],
        &[
            &["descend", "rosenbrock", "--steps", "100000", "--optimizer", "adam", "--format", "csv"],
            &["--from=-1,1"; 10][..],
        ]
        .concat(),
        &["eval", "levi", "--grid", "14000", "-o", "a.npy", "--device", "cpu"],
        &["render", "himmelblau", "--size", "14000x14000", "--view", "surface", "-o", "a.png"],
    ] {
        let folder = TempDir::new().unwrap();
        let mut child = command(folder.path(), arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(300));
        if child.try_wait().unwrap().is_some() {
            let said = String::from_utf8_lossy(&child.wait_with_output().unwrap().stderr).into_owned();
            panic!("{arguments:?} had ended before it was interrupted: {said}");
        }
        interrupt(&child);
        let sent = Instant::now();
        let code = child.wait().unwrap().code();
        assert_eq!(code, Some(130), "{arguments:?}");
        assert!(sent.elapsed() < Duration::from_secs(5), "{arguments:?} went on for {:?}", sent.elapsed());
        assert_eq!(names_in(folder.path()), [""; 0], "{arguments:?}");
    }
}
