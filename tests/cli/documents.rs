//! Every command that README and guide show runs from a clone.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::common::process::run;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The lines of a page that are commands, those that go on behind a `\` put together.
fn commands(page: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap().replace("\\\n", "");
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    let typed = lines.map(|line| line.strip_prefix("$ ").unwrap_or(line));
    let typed = typed.filter(|line| line.starts_with("steepest ") || line.contains("| steepest "));
    typed.map(str::to_owned).collect()
}

/// Whether a command opens a window, which stays; those are tried by the window's own tests.
fn opens_a_window(command: &str) -> bool {
    let names = ["render", "eval", "at", "descend", "basins", "critical", "fate", "fields", "optimizers", "doctor"];
    let first = command.split_whitespace().nth(1).unwrap_or_default();
    !names.iter().chain(&["bench", "completions", "describe"]).any(|name| *name == first)
}

/// Runs commands in a folder that has the clone's files beside it, and fails with what those said that failed.
fn run_all(commands: &[String]) {
    let folder = TempDir::new().unwrap();
    // What commands read lies where it lies in a clone, and what they write is gone afterwards.
    for name in ["tests", "examples"] {
        std::os::unix::fs::symlink(Path::new(ROOT).join(name), folder.path().join(name)).unwrap();
    }
    let mut failures = Vec::new();
    for command in commands.iter().filter(|command| !opens_a_window(command)) {
        let program = Path::new(env!("CARGO_BIN_EXE_steepest")).display().to_string();
        let line = command.replace("steepest ", &format!("'{program}' "));
        // Measuring is a matter of minutes and benches' own tests.
        let is_long = command.contains(" bench ") && !command.contains("--runs");
        let line = if is_long { format!("{line} --runs 1") } else { line };
        let run =
            Command::new("sh").args(["-c", &line]).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap();
        if !run.status.success() {
            failures.push(format!("{command}\n  {}", String::from_utf8_lossy(&run.stderr)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_command_of_readme_and_guide_runs() {
    let all: Vec<String> = ["README.md", "docs/guide.md"].into_iter().flat_map(commands).collect();
    assert!(all.len() > 30, "only {} commands were found", all.len());
    run_all(&all);
}

/// What follows a command in the guide is what it prints, up to a line of dots; of what particles on the device find, the words.
#[test]
fn what_the_guide_shows_is_printed() {
    let text = fs::read_to_string(Path::new(ROOT).join("docs/guide.md")).unwrap();
    let mut lines = text.lines().peekable();
    let mut compared = 0;
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("    $ steepest ") else { continue };
        let shown: Vec<&str> = std::iter::from_fn(|| lines.next_if(|line| line.starts_with("    "))).collect();
        // What is written into a file prints little, and measuring is a matter of minutes.
        if command.contains(" -o ") || command.starts_with("bench") {
            continue;
        }
        // A formula between quotes is one argument.
        let arguments: Vec<&str> = match command.split('"').collect::<Vec<_>>().as_slice() {
            &[before, formula, after] => {
                before.split_whitespace().chain([formula]).chain(after.split_whitespace()).collect()
            }
            _ => command.split_whitespace().collect(),
        };
        let printed = run(&arguments).result();
        let told = |line: &str| match command.starts_with("basins") {
            true => line
                .split_whitespace()
                .filter(|word| !word.contains(|c: char| c.is_ascii_digit()))
                .collect::<Vec<_>>()
                .join(" "),
            false => line.trim_end().to_owned(),
        };
        let shown: Vec<&str> = shown.iter().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
        let is_cut = shown.iter().any(|line| line.trim() == "…");
        let expected: Vec<String> = shown.into_iter().take_while(|line| line.trim() != "…").map(told).collect();
        let mut found: Vec<String> = printed.lines().map(told).collect();
        if is_cut {
            found.truncate(expected.len());
        }
        assert_eq!(found, expected, "{command}");
        compared += expected.len();
    }
    assert!(compared > 25, "only {compared} lines were compared");
}

#[test]
fn every_example_of_help_runs() {
    let help = |arguments: &[&str]| run(&[arguments, &["--help"]].concat()).result();
    let names = ["view", "render", "eval", "at", "descend", "critical", "basins", "fate", "describe", "fields"];
    let more = ["optimizers", "doctor", "bench", "completions"];
    let pages = names.iter().chain(&more).map(|name| (*name, help(&[name]))).chain([("", help(&[]))]);
    let mut all = Vec::new();
    for (name, page) in pages {
        let (_, examples) = page.split_once("Examples:\n").unwrap_or_else(|| panic!("{name} has no examples"));
        let lines =
            examples.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| line.starts_with("steepest "));
        // What a line does stands behind it.
        let lines: Vec<String> = lines.map(|line| line.split("  ").next().unwrap_or_default().to_owned()).collect();
        assert!(!lines.is_empty(), "{name}");
        all.extend(lines);
    }
    assert!(all.len() > 25, "{all:#?}");
    run_all(&all);
}
