//! What cannot be written, and letters that cannot be drawn.

use super::*;

#[test]
fn what_cannot_be_written_is_refused_before_it_is_drawn() {
    run(&["render", "x", "-o", "nofolder/a.svg"]).refused(1, &["nofolder does not exist", "create it first"]);
    run(&["render", "x", "-o", "a.svg", "--frames", "0..3"]).refused(2, &["cannot draw frames into a.svg", ".gif"]);
    run(&["render", "x", "-o", "a.pdf", "--frames", "0..3"]).refused(2, &["cannot draw frames into a.pdf", ".apng"]);
    run(&["render", "x", "-o", "a.eps"]).refused(2, &["a.eps", ".pdf", "pdftops"]);
    run(&["render", "x", "-o", "a.svg", "--dpi", "5"]).refused(2, &["--dpi from 20 to 2400"]);
    gpu_or_skip!();
    run(&["render", "x", "-o", "a.svg", "--dpi", "2400", "--size", "4000x4000"])
        .refused(1, &["smaller --size or --dpi"]);
    run(&["render", "x", "-o", "a.gif", "--frames", "0..2", "--size", "100x80", "--transparent"])
        .refused(2, &["transparent", ".apng or a folder"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_one_error() {
    use std::os::unix::fs::PermissionsExt;
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let probe = fs::write(folder.path().join("probe"), b"");
    let run = run_in(folder.path(), &["render", "x", "-o", "a.svg", "--size", "100x80", "--dpi", "50"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    match probe {
        // Who may write everywhere is not stopped.
        Ok(()) => assert_eq!(run.result(), ""),
        Err(_) => run.refused(1, &["cannot write a.svg"]),
    }
}

#[test]
fn a_letter_that_the_font_lacks_is_named() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let run =
        run_in(folder.path(), &["render", "x", "-o", "a.png", "--size", "100x80", "--title", "f \u{F1234} \u{F1234}"]);
    assert_eq!(run.code, Some(0));
    assert_eq!(run.stderr, "note: the font of pictures has no `\u{F1234}` (U+F1234), so a box stands for it\n");
}

#[test]
fn means_of_what_pixels_cannot_hold_are_told_of() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let render = |arguments: &[&str]| run_in(folder.path(), &[&["render"], arguments, &["-o", "a.png"]].concat());
    let fine = render(&["sin(x)*cos(y)", "--x", "0,1000", "--y", "0,10"]);
    assert!(fine.code == Some(0) && fine.stderr.contains("finer than pixels"), "{}", fine.stderr);
    assert_eq!(render(&["sin(x)*cos(y)"]).stderr, "");
}
