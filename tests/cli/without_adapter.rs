//! A machine without an adapter: what needs one says how to get one, and the rest is computed in 64 bits.
#![cfg(target_os = "linux")]

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::process::*;

fn without_adapter(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = command(folder, arguments);
    command.env("VK_DRIVER_FILES", "/nonexistent").env("VK_ICD_FILENAMES", "/nonexistent");
    Run::new(command.output().unwrap())
}

#[test]
fn without_an_adapter_what_needs_one_says_how_to_get_one() {
    let folder = TempDir::new().unwrap();
    let refused =
        |arguments: &[&str]| without_adapter(folder.path(), arguments).refused(1, &["no GPU adapter", "install"]);
    refused(&["render", "x", "-o", "a.png"]);
    refused(&["eval", "x", "-o", "a.npz", "--device", "gpu"]);
    refused(&["at", "x", "1,2", "--device", "gpu"]);
    refused(&["bench", "eval", "--device", "gpu"]);
    refused(&["doctor"]);
    let report = without_adapter(folder.path(), &["doctor", "--format", "json"]);
    assert_eq!((report.code, &json(&report.stdout)["adapters"]), (Some(1), &Value::Array(Vec::new())));
    if Path::new("/usr/bin/apt-get").exists() {
        let hint = "sudo apt-get install libvulkan1 mesa-vulkan-drivers";
        without_adapter(folder.path(), &["doctor"]).refused(1, &[hint]);
    }
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn without_an_adapter_the_cpu_computes() {
    let folder = TempDir::new().unwrap();
    let result = |arguments: &[&str]| without_adapter(folder.path(), arguments).result();
    assert!(result(&["at", "x^2", "3,2"]).contains("f            9\n"));
    assert!(result(&["fields"]).contains("himmelblau"));
    result(&["eval", "x", "-o", "cpu.npz", "--device", "cpu", "--grid", "4"]);
    result(&["eval", "x", "-o", "quiet.npz", "-q", "--grid", "4"]);
    let auto = without_adapter(folder.path(), &["eval", "x", "-o", "auto.npz", "--grid", "4"]);
    assert_eq!((auto.code, auto.stdout.as_str()), (Some(0), ""));
    assert!(auto.stderr.starts_with("note: no GPU adapter") && auto.stderr.lines().count() == 1, "{}", auto.stderr);
    assert_eq!(npz_array::<f64>(&folder.path().join("auto.npz"), "f").1, "'<f8'");
    assert_eq!(names_in(folder.path()), ["auto.npz", "cpu.npz", "quiet.npz"]);
}
