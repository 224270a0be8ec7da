//! Every command that README and guide show runs from a clone.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The lines of a page that are commands, those that go on behind a `\` put together.
fn commands(page: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap().replace("\\\n", "");
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    let typed = lines.map(|line| line.strip_prefix("$ ").unwrap_or(line)).filter(|line| line.starts_with("steepest "));
    typed.map(str::to_owned).collect()
}

/// Whether a command opens a window, which stays; those are tried by the window's own tests.
fn opens_a_window(command: &str) -> bool {
    let names = ["render", "eval", "at", "descend", "basins", "critical", "fate", "fields", "optimizers", "doctor"];
    let first = command.split_whitespace().nth(1).unwrap_or_default();
    !names.iter().chain(&["bench", "completions", "describe"]).any(|name| *name == first)
}

#[test]
fn every_command_of_readme_and_guide_runs() {
    let folder = TempDir::new().unwrap();
    // What commands read lies where it lies in a clone, and what they write is gone afterwards.
    for name in ["tests", "examples"] {
        std::os::unix::fs::symlink(Path::new(ROOT).join(name), folder.path().join(name)).unwrap();
    }
    let all: Vec<String> = ["README.md", "docs/guide.md"].into_iter().flat_map(commands).collect();
    assert!(all.len() > 30, "only {} commands were found", all.len());
    let mut failures = Vec::new();
    for command in all.iter().filter(|command| !opens_a_window(command)) {
        let program = Path::new(env!("CARGO_BIN_EXE_steepest")).display().to_string();
        let line = command.replacen("steepest", &format!("'{program}'"), 1);
        // Measuring is a matter of minutes and benches' own tests.
        let line = if command.contains(" bench ") { format!("{line} --runs 1") } else { line };
        let run =
            Command::new("sh").args(["-c", &line]).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap();
        if !run.status.success() {
            failures.push(format!("{command}\n  {}", String::from_utf8_lossy(&run.stderr)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
