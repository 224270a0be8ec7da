//! The command line as a process: results on standard output, errors with their remedies on standard error, exit codes,
//! and files that are whole or not there.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use steepest::expr::Order;
use steepest::field::Field;
use tempfile::TempDir;

/// What a finished process left behind.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    fn new(output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Standard output, of a process that succeeded and had nothing else to say.
    #[track_caller]
    fn result(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// Fails unless the process ended in one error with all of `words` and said nothing else.
    #[track_caller]
    fn refused(&self, code: i32, words: &[&str]) {
        let Run { stdout, stderr, .. } = self;
        assert_eq!(self.code, Some(code), "{stderr}{stdout}");
        assert_eq!(stdout, "");
        let errors = stderr.lines().filter(|line| line.starts_with("error: ")).count();
        assert!(stderr.starts_with("error: ") && errors == 1, "{stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("RUST_BACKTRACE"), "{stderr}");
        for word in words {
            assert!(stderr.contains(word), "`{word}` is missing in: {stderr}");
        }
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_steepest"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    Run::new(command(folder, arguments).output().unwrap())
}

/// Runs in an empty folder that must be empty afterwards.
#[track_caller]
fn run(arguments: &[&str]) -> Run {
    let folder = TempDir::new().unwrap();
    let run = run_in(folder.path(), arguments);
    assert_eq!(names_in(folder.path()), [""; 0], "{arguments:?} left files behind");
    run
}

/// Everything in a folder, hidden files too.
fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The numbers of a key's list or value in JSON text, read digit by digit: `serde_json` may be off by the last bit.
fn numbers_of(text: &str, key: &str) -> Vec<f64> {
    let start = text.find(&format!("\"{key}\":")).unwrap() + key.len() + 3;
    let rest = text[start..].trim_start();
    let end = if rest.starts_with('[') { rest.find(']') } else { rest.find([',', '\n']) };
    let list = rest[..end.unwrap()].trim_start_matches('[');
    list.split(',').map(|number| number.trim().parse().unwrap()).collect()
}

/// The bytes of an .npy file, as `numpy.save` writes them.
fn npy(element: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{element}', 'fortran_order': False, 'shape': {shape}, }}");
    // The data begins at a multiple of 64 bytes, behind magic, version, length and a line's end.
    header += &" ".repeat(63 - (10 + header.len()) % 64);
    header.push('\n');
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", length.as_slice(), header.as_bytes(), data].concat()
}

fn npy_f64(shape: [usize; 2], value: impl Fn(usize, usize) -> f64) -> Vec<u8> {
    let [rows, columns] = shape;
    let values = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let data: Vec<u8> = values.flat_map(|(row, column)| value(row, column).to_le_bytes()).collect();
    npy("<f8", &format!("({rows}, {columns})"), &data)
}

/// An array of an .npz or .npy file: its shape, its element type and its values.
fn array<T: npyz::Deserialize>(file: npyz::NpyFile<impl std::io::Read>) -> (Vec<u64>, String, Vec<T>) {
    (file.shape().to_vec(), file.dtype().descr(), file.into_vec().unwrap())
}

fn npz_array<T: npyz::Deserialize>(path: &Path, name: &str) -> (Vec<u64>, String, Vec<T>) {
    array(npyz::npz::NpzArchive::open(path).unwrap().by_name(name).unwrap().unwrap())
}

fn npy_array<T: npyz::Deserialize>(path: &Path) -> (Vec<u64>, String, Vec<T>) {
    array(npyz::NpyFile::new(fs::read(path).unwrap().as_slice()).unwrap())
}

// What cannot be read or drawn.

#[test]
fn a_wrong_formula_is_shown_with_carets() {
    for (formula, error) in [
        ("sin(x", "error: the brackets of `sin` are never closed\n  sin(x\n  ^^^ add `)`\n"),
        ("x +* y", "error: a value is expected before `*`\n  x +* y\n     ^\n"),
        ("sine(x)", "error: unknown function `sine`\n  sine(x)\n  ^^^^ did you mean `sin`?\n"),
        ("2 + xy", "error: unknown name `xy`\n  2 + xy\n      ^^ did you mean `x*y`?\n"),
        ("x $ y", "error: unexpected character `$` (U+0024)\n  x $ y\n    ^\n"),
        ("θ·π + 語", "error: unexpected character U+8A9E `語`\n  θ·π + 語\n        ^^\n"),
        ("sin x", "error: `sin` is a function and needs brackets\n  sin x\n  ^^^ write `sin(x)`\n"),
        ("x = 3", "error: `x` is a variable and cannot be assigned\n  x = 3\n  ^ leave the name and the `=` out\n"),
    ] {
        for arguments in [&["render", formula, "-o", "a.png"][..], &["eval", formula, "-o", "a.npz"]] {
            let run = run(arguments);
            run.refused(2, &[]);
            assert_eq!(run.stderr, error);
        }
        assert_eq!(run(&["at", formula, "1,2"]).stderr, error);
    }
    run(&["at", "", "1,2"]).refused(2, &["the formula is empty", "type one, such as"]);
}

#[test]
fn an_unknown_name_gets_the_nearest_one() {
    run(&["at", "himelblau", "1,2"]).refused(2, &["`himelblau`", "did you mean `himmelblau`?", "`steepest fields`"]);
    run(&["fields", "rosenbrok"]).refused(2, &["did you mean `rosenbrock`?"]);
    run(&["fields", "nothing_of_the_kind"]).refused(2, &["`steepest fields` lists them"]);
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_with_the_usage() {
    run(&["nonsense"]).refused(2, &["unknown name `nonsense`"]);
    run(&["rendr", "x"]).refused(2, &["neither a command nor a field `rendr`", "did you mean `render`?"]);
    run(&["at", "x"]).refused(2, &["<X,Y[,…]>", "Usage: steepest at"]);
    run(&["render", "x"]).refused(2, &["--out <OUT>"]);
    run(&["at", "x", "1,2", "--nonsense"]).refused(2, &["--nonsense"]);
    run(&["at", "x", "1,2", "-q", "-v"]).refused(2, &["--quiet", "--verbose"]);
}

#[test]
fn an_impossible_domain_is_refused() {
    for (range, words) in [
        ("5,5", &["5,5 is empty", "MIN below MAX"][..]),
        ("1,1.0000000000000002", &["is empty", "MIN below MAX"]),
        ("5,-5", &["5,-5 runs backwards", "-5,5"]),
        ("nan,5", &["not finite", "ordinary numbers"]),
        ("-inf,inf", &["not finite", "ordinary numbers"]),
        ("-1e308,1e308", &["not finite", "ordinary numbers"]),
        ("1e400,1e401", &["not finite", "ordinary numbers"]),
        ("1,2,3", &["two numbers", "-5,5"]),
        ("1", &["two numbers", "-5,5"]),
        ("a,b", &["`a` is not a number"]),
    ] {
        for axis in ["--x", "--y"] {
            run(&["eval", "x*y", "-o", "a.npz", axis, range]).refused(2, &[words, &[axis]].concat());
        }
    }
}

#[test]
fn an_impossible_grid_is_refused() {
    for grid in ["0", "1", "65537", "1x9", "9x1", "0x0", "9x65537"] {
        run(&["eval", "x", "-o", "a.npz", "--grid", grid]).refused(2, &["nodes", "--grid from 2 to 65536"]);
        run(&["render", "x", "-o", "a.png", "--grid", grid]).refused(2, &["nodes", "--grid from 2 to 65536"]);
        run(&["bench", "eval", "--grid", grid]).refused(2, &["nodes", "--grid from 2 to 65536"]);
    }
    for grid in ["-3", "3x", "2x3x4", "1e3", "many", "99999999999999999999999"] {
        run(&["eval", "x", "-o", "a.npz", "--grid", grid]).refused(2, &["--grid", "is not a whole number"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_grid_beyond_memory_is_refused_before_it_is_taken() {
    let text = fs::read_to_string("/proc/meminfo").unwrap();
    let line = text.lines().find(|line| line.starts_with("MemAvailable:")).unwrap();
    let kibibytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    if kibibytes >= 192 << 20 {
        writeln!(std::io::stderr(), "SKIPPED since this machine has 192 GiB to spare: a grid beyond memory").unwrap();
        return;
    }
    run(&["eval", "x", "-o", "a.npz", "--grid", "65536", "--hessian", "--device", "cpu"])
        .refused(1, &["65536x65536", "192.0 GiB", "give a smaller --grid"]);
}

#[test]
fn a_file_that_is_missing_or_of_an_unknown_kind_is_refused() {
    for name in ["missing.npy", "missing.npz", "missing.toml", "no/such/folder/missing.npy"] {
        run(&["eval", name, "-o", "a.npz"]).refused(1, &[name]);
        run(&["at", name, "1,2"]).refused(1, &[name]);
        run(&["render", name, "-o", "a.png"]).refused(1, &[name]);
    }
    run(&["eval", "missing.tif", "-o", "a.npz"]).refused(1, &["missing.tif", "no such file"]);
}

#[test]
fn a_broken_data_file_is_refused_with_its_name() {
    let folder = TempDir::new().unwrap();
    let whole = npy_f64([10, 10], |row, column| (row + column) as f64);
    let files: [(&str, Vec<u8>, &[&str]); 10] = [
        ("truncated.npy", whole[..whole.len() - 1].to_vec(), &["800", "799"]),
        ("header.npy", whole[..20].to_vec(), &[]),
        ("empty.npy", Vec::new(), &[]),
        ("text.npy", b"1 2 3\n4 5 6\n".to_vec(), &["numpy.save"]),
        ("solid.npy", npy("<f8", "(2, 3, 4)", &[0; 192]), &["(2, 3, 4)", "a[0]"]),
        ("line.npy", npy("<f8", "(24,)", &[0; 192]), &["(24,)"]),
        ("objects.npy", npy("|O", "(2, 2)", b"\x80\x04]\x94."), &["astype"]),
        ("complex.npy", npy("<c16", "(2, 2)", &[0; 64]), &[]),
        ("column.npy", npy("<f8", "(4, 1)", &[0; 32]), &[]),
        ("none.npy", npy("<f8", "(0, 4)", &[]), &[]),
    ];
    for (name, bytes, words) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
        let before = names_in(folder.path());
        run_in(folder.path(), &["eval", name, "-o", "a.npz", "--device", "cpu"])
            .refused(1, &[words, &[*name][..]].concat());
        assert_eq!(names_in(folder.path()), before);
    }
}

#[test]
fn an_archive_without_the_array_asked_for_names_those_it_has() {
    let folder = TempDir::new().unwrap();
    run_in(folder.path(), &["eval", "x*y", "-o", "a.npz", "--grid", "4", "--device", "cpu"]).result();
    run_in(folder.path(), &["eval", "a.npz", "--key", "nosuch", "-o", "b.npz", "--device", "cpu"])
        .refused(1, &["a.npz", "`nosuch`", "fx"]);
    run_in(folder.path(), &["at", "a.npz", "1,2", "--set", "a=1"]).refused(2, &["no parameters", "`a`"]);
    assert_eq!(names_in(folder.path()), ["a.npz"]);
}

#[test]
fn a_field_without_a_finite_value_is_refused() {
    let words = ["has no finite value", "--x and --y"];
    run(&["eval", "log(-1 - x^2)", "-o", "a.npz", "--device", "cpu"]).refused(1, &words);
    run(&["eval", "sqrt(x)", "-o", "a.csv", "--x", "-3,-1", "--device", "cpu"]).refused(1, &words);
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("holes.npy"), npy_f64([4, 5], |_, _| f64::NAN)).unwrap();
    run_in(folder.path(), &["eval", "holes.npy", "-o", "a.npz", "--device", "cpu"])
        .refused(1, &["holes.npy", "every sample is a hole"]);
    assert_eq!(names_in(folder.path()), ["holes.npy"]);
}

#[test]
fn an_output_that_cannot_be_is_refused() {
    for out in ["a", "a.xyz", "a.png", "nofolder"] {
        run(&["eval", "x", "-o", out]).refused(2, &[out, ".npz, .npy or .csv"]);
    }
    for out in ["a", "a.jpg", "a.npz", "."] {
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
    for name in ["a.csv", "a.npy", "a.npz"] {
        std::os::unix::fs::symlink("/dev/full", folder.path().join(name)).unwrap();
        run_in(folder.path(), &["eval", "x", "-o", name, "--grid", "200", "--device", "cpu"])
            .refused(1, &[name, "No space left", "free some space"]);
    }
    assert_eq!(names_in(folder.path()), ["a.csv", "a.npy", "a.npz"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(folder.path(), &["at", "x", "1,2"]).stdout(full).output().unwrap();
    Run::new(output).refused(1, &["cannot write to standard output", "No space left"]);
}

#[test]
fn option_values_that_do_not_work_are_refused_with_ones_that_do() {
    for (option, value, words) in [
        ("--alpha", "2", &["opacity 2", "--alpha from 0 to 1"][..]),
        ("--alpha", "nan", &["--alpha from 0 to 1"]),
        ("--levels", "0", &["--levels from 1 to 254"]),
        ("--levels", "255", &["--levels from 1 to 254"]),
        ("--levels", "3,2,1", &["--levels", "rise"]),
        ("--levels", "1,1", &["--levels", "rise"]),
        ("--levels", "many", &["--levels", "`many` is not a number"]),
        ("--density", "0", &["--density from 1 to 1000"]),
        ("--density", "1001", &["--density from 1 to 1000"]),
        ("--size", "1x1", &["1x1", "--size at least 64x64"]),
        ("--size", "wide", &["`wide` is not a whole number"]),
        ("--clim", "5,1", &["--clim 5,1", "MIN below MAX"]),
        ("--z", "5,5", &["--z 5,5", "MIN below MAX"]),
        ("--arrow-scale", "0", &["--arrow-scale a number above 0"]),
        ("--arrow-scale", "inf", &["--arrow-scale a number above 0"]),
        ("--height-scale", "0", &["--height-scale", "above 0"]),
        ("--camera", "1", &["--camera takes AZIMUTH,ELEVATION"]),
        ("--camera", "1,2,0.5", &["camera distance", "from 1.2 to 1000"]),
        ("--camera", "nan,2", &["angles"]),
        ("--light", "1,nan", &["angles"]),
        ("--line-width", "51", &["line width", "from 0 to 50"]),
        ("--colormap", "virids", &["did you mean `viridis`?"]),
        ("--view", "side", &["possible values: both, surface, contour"]),
        ("--theme", "grey", &["possible values: light, dark"]),
        ("--arrows", "up", &["ascent, descent, off"]),
        ("--color-scale", "cubic", &["linear, log"]),
        ("--steps", "100001", &["--steps up to 100000"]),
        ("--steps", "some", &["--steps"]),
        ("--from", "1", &["--from", "two numbers"]),
        ("--grid", "0", &["--grid from 2"]),
        ("--set", "b", &["NAME=VALUE"]),
        ("--set", "b=nan", &["the value must be finite"]),
    ] {
        run(&["render", "b*x", "-o", "a.png", option, value]).refused(2, words);
    }
    run(&["at", "x", "1,2", "--h", "0"]).refused(2, &["--h a number above 0"]);
    run(&["at", "x", "1,2", "--along", "0,0"]).refused(2, &["--along", "not all of its numbers may be 0"]);
    run(&["at", "x", "1,2", "--along", "1"]).refused(2, &["--along takes 2 numbers"]);
    run(&["at", "x", "1,2", "--device", "tpu"]).refused(2, &["auto, gpu, cpu"]);
    run(&["bench", "eval", "--runs", "0"]).refused(2, &["--runs", "1..=10000"]);
}

#[test]
fn a_negative_value_is_a_value_and_refused_as_one() {
    for (option, words) in [
        ("--alpha", "--alpha from 0 to 1"),
        ("--arrow-scale", "--arrow-scale a number above 0"),
        ("--line-width", "from 0 to 50"),
        ("--height-scale", "a number above 0"),
    ] {
        run(&["render", "x", "-o", "a.png", option, "-1"]).refused(2, &[words]);
    }
    run(&["at", "x", "1,2", "--h", "-1"]).refused(2, &["--h a number above 0"]);
}

#[test]
fn only_parameters_can_be_set() {
    let at = |formula, setting| run(&["at", formula, "1,2", "--set", setting]);
    at("a*x", "x=1").refused(2, &["`x` has a meaning of its own", "cannot be set"]);
    at("a*x", "sin=1").refused(2, &["`sin` has a meaning of its own"]);
    at("a*x", "pi=1").refused(2, &["`pi` has a meaning of its own"]);
    at("a*x", "b=1").refused(2, &["`b` is not a parameter", "it has a"]);
    at("x^2", "b=1").refused(2, &["`b` cannot be set", "no parameters"]);
    at("himmelblau", "a=1").refused(2, &["`a` cannot be set"]);
}

#[test]
fn a_point_needs_as_many_coordinates_as_the_field_has_variables() {
    run(&["at", "x*y*z", "1,2"]).refused(2, &["3 coordinates", "this one has 2"]);
    run(&["at", "x1 + x2", "1,2,3"]).refused(2, &["2 coordinates", "this one has 3"]);
    run(&["at", "x*y", "1"]).refused(2, &["2 coordinates", "this one has 1"]);
    for point in ["nan,1", "1,inf", "1e400,1"] {
        run(&["at", "x", point]).refused(2, &["coordinates must be finite"]);
    }
    run(&["at", "x", "1;2"]).refused(2, &["`1;2` is not a number"]);
    run(&["render", "x*y*z", "-o", "a.png"]).refused(2, &["3 variables", "`steepest at`"]);
    run(&["eval", "x*y*z", "-o", "a.npz"]).refused(2, &["3 variables"]);
}

#[test]
fn a_scene_file_that_is_none_is_refused_with_its_name() {
    let folder = TempDir::new().unwrap();
    for (name, text, word) in [
        ("key.toml", "feild = \"x^2\"", "feild"),
        ("type.toml", "size = \"large\"", "size"),
        ("version.toml", "version = 9", "newer"),
        ("syntax.toml", "field = x^2", "key.toml"),
    ] {
        let word = if name == "syntax.toml" { name } else { word };
        fs::write(folder.path().join(name), text).unwrap();
        run_in(folder.path(), &["render", name, "-o", "a.png"]).refused(1, &[name, word]);
    }
    fs::write(folder.path().join("alpha.toml"), "[surface]\nalpha = 2.0").unwrap();
    run_in(folder.path(), &["render", "alpha.toml", "-o", "a.png"]).refused(2, &["opacity 2"]);
    assert!(!folder.path().join("a.png").exists());
}

#[test]
fn what_was_there_stays_where_a_command_fails() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.npz"), "precious").unwrap();
    run_in(folder.path(), &["eval", "log(-1 - x^2)", "-o", "a.npz", "--device", "cpu"]).refused(1, &[]);
    assert_eq!(fs::read_to_string(folder.path().join("a.npz")).unwrap(), "precious");
    assert_eq!(names_in(folder.path()), ["a.npz"]);
}

#[cfg(unix)]
#[test]
fn what_is_interrupted_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    // Four million rows take a second to write.
    let arguments = ["eval", "sin(x)*y", "-o", "a.csv", "--grid", "2000", "--device", "cpu"];
    let mut child = command(folder.path(), &arguments).spawn().unwrap();
    for _wait in 0..1000 {
        if !names_in(folder.path()).is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(!folder.path().join("a.csv").exists(), "it is written beside its place");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names_in(folder.path()), [""; 0]);
}

// A machine without an adapter.

#[cfg(target_os = "linux")]
fn without_adapter(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = command(folder, arguments);
    command.env("VK_DRIVER_FILES", "/nonexistent").env("VK_ICD_FILENAMES", "/nonexistent");
    Run::new(command.output().unwrap())
}

#[cfg(target_os = "linux")]
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

#[cfg(target_os = "linux")]
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

// What is printed.

#[test]
fn formulas_points_and_ranges_may_begin_with_a_minus() {
    assert!(run(&["at", "-x^2+y", "-1,2"]).result().contains("f            1\n"));
    assert!(run(&["at", "-x^2 + y", "-1,-2", "-3,-4"]).result().contains("f            -13\n"));
    assert!(run(&["at", "−x", "−1,2"]).result().contains("f            1\n"), "a minus as it is typeset");
    assert!(run(&["at", "-a*x", "-1,2", "--set", "a=-3", "--along", "-1,0"]).result().contains("derivative   -3 "));
    let folder = TempDir::new().unwrap();
    let arguments = ["eval", "-x", "-o", "a.npz", "--x", "-5,-1", "--y", "-2,-1", "--grid", "5x2", "--device", "cpu"];
    run_in(folder.path(), &arguments).result();
    assert_eq!(npz_array::<f64>(&folder.path().join("a.npz"), "x").2, [-5.0, -4.0, -3.0, -2.0, -1.0]);
    assert_eq!(npz_array::<f64>(&folder.path().join("a.npz"), "f").2[..5], [5.0, 4.0, 3.0, 2.0, 1.0]);
    run_in(folder.path(), &["eval", "x", "-ob.npy", "--grid", "4", "--device", "cpu"]).result();
    run_in(folder.path(), &["eval", "x", "-o", "-c.npy", "--grid", "4", "--device", "cpu"]).result();
    assert_eq!(names_in(folder.path()), ["-c.npy", "a.npz", "b.npy"]);
}

#[test]
fn at_prints_value_gradient_hessian_and_eigenvalues() {
    let expected = "\
point        (3, 4)
f            12
gradient     (4, 3)
norm         5
Hessian      (0, 1)
             (1, 0)
eigenvalues  (-1, 1)
";
    assert_eq!(run(&["at", "x*y", "3,4"]).result(), expected);
    assert_eq!(
        run(&["at", "x*y", "3,4", "--format", "csv"]).result(),
        "x,y,f,fx,fy,norm,fxx,fxy,fyy\n3,4,12,4,3,5,0,1,0\n"
    );
}

#[test]
fn the_json_of_at_is_stable() {
    let answer = json(&run(&["at", "himmelblau", "1,2", "--format", "json"]).result());
    let expected = serde_json::json!({
        "point": [1.0, 2.0], "f": 68.0, "gradient": [-36.0, -32.0], "norm": 2320f64.sqrt(),
        "hessian": [[-22.0, 12.0], [12.0, 26.0]],
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&answer[key], value, "{key}");
    }
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    // serde_json's map sorts its keys; their order in the text is not promised.
    assert_eq!(keys, ["eigenvalues", "f", "gradient", "hessian", "norm", "point"]);
    let several = json(&run(&["at", "x", "1,2", "3,4", "--format", "json"]).result());
    assert_eq!(several.as_array().unwrap().iter().map(|answer| &answer["f"]).collect::<Vec<_>>(), [1.0, 3.0]);
}

#[test]
fn what_is_not_a_number_is_null_in_json() {
    let answer = json(&run(&["at", "log(x)", "-1,2", "--format", "json"]).result());
    assert_eq!(answer["point"], serde_json::json!([-1.0, 2.0]));
    assert!(["f", "norm"].iter().all(|key| answer[key].is_null()), "{answer}");
    assert_eq!(answer["gradient"][0], Value::Null);
    assert_eq!(answer["eigenvalues"], serde_json::json!([null, null]));
    assert_eq!(json(&run(&["at", "1/x", "0,0", "--format", "json"]).result())["f"], Value::Null, "infinity");
}

#[test]
fn printed_numbers_read_back_to_the_same_float() {
    for (formula, x, y) in [
        ("sin(x)*y^2 + exp(-x)/3", 0.1, 0.3),
        ("x/3 + y", 123456789.12345679, -1e-17),
        ("x*1e-300 + y", 1e-10, 0.0),
        ("x^7*y", 1e40, 0.1),
    ] {
        let (field, point) = (Field::parse(formula).unwrap(), format!("{x:e},{y:e}"));
        let text = run(&["at", formula, &point, "--format", "json"]).result();
        let expected = field.at(&[x, y], Order::Gradient);
        assert_eq!(numbers_of(&text, "point"), [x, y]);
        assert_eq!(numbers_of(&text, "f"), expected[..1], "{formula}");
        assert_eq!(numbers_of(&text, "gradient"), expected[1..], "{formula}");
        let csv = run(&["at", formula, &point, "--format", "csv"]).result();
        let row: Vec<f64> = csv.lines().nth(1).unwrap().split(',').map(|text| text.parse().unwrap()).collect();
        assert_eq!(row[..5], [&[x, y], expected.as_slice()].concat(), "{formula}");
    }
}

#[test]
fn the_directional_derivative_and_the_central_difference_are_those_of_the_textbook() {
    let arguments = ["at", "x^2 + y^2", "3,4", "--along", "3,4", "--h", "0.5", "--format", "json"];
    let text = run(&arguments).result();
    let close = |key: &str, expected: &[f64]| {
        let found = numbers_of(&text, key);
        assert!(found.len() == expected.len(), "{key}: {found:?}");
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{key}: {found:?}");
    };
    close("direction", &[0.6, 0.8]);
    close("derivative", &[10.0]);
    close("angle_degrees", &[0.0]);
    close("h", &[0.5]);
    // A central difference is exact for a parabola.
    close("error", &[0.0]);
    let across = run(&["at", "x^2 + y^2", "3,4", "--along", "-4,3", "--format", "json"]).result();
    assert!(numbers_of(&across, "derivative")[0].abs() < 1e-14);
    assert!((numbers_of(&across, "angle_degrees")[0] - 90.0).abs() < 1e-12);
    // Of x³ it is off by exactly h².
    let cube = run(&["at", "x^3", "1", "--h", "0.1", "--format", "json"]).result();
    assert!((numbers_of(&cube, "error")[0] - 0.01).abs() < 1e-14);
    let text = run(&["at", "x^2 + y^2", "3,4", "--along", "3,4", "--h", "0.5"]).result();
    assert!(
        ["direction ", "derivative ", "angle ", "difference ", "its error "].iter().all(|word| text.contains(word))
    );
}

#[test]
fn points_have_as_many_dimensions_as_the_formula() {
    let answer = json(&run(&["at", "x1*x2 + x3", "1,2,3", "--format", "json"]).result());
    assert_eq!(answer["f"], 5.0);
    assert_eq!(answer["gradient"], serde_json::json!([2.0, 1.0, 1.0]));
    assert_eq!(answer["hessian"], serde_json::json!([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]));
    assert_eq!(answer["eigenvalues"], serde_json::json!([-1.0, 0.0, 1.0]));
    let line = json(&run(&["at", "x^3", "2", "--format", "json"]).result());
    assert_eq!((&line["gradient"], &line["hessian"]), (&serde_json::json!([12.0]), &serde_json::json!([[12.0]])));
    let plane = json(&run(&["at", "x^3", "2,7", "--format", "json"]).result());
    assert_eq!(plane["gradient"], serde_json::json!([12.0, 0.0]));
    let csv = run(&["at", "x*y*z*w", "1,2,3,4", "--format", "csv"]).result();
    assert_eq!(csv.lines().next().unwrap(), "x,y,z,w,f,fx,fy,fz,fw,norm,fxx,fxy,fxz,fxw,fyy,fyz,fyw,fzz,fzw,fww");
}

#[test]
fn a_parameter_without_a_value_is_noted_unless_told_to_be_quiet() {
    let noted = run(&["at", "a*x + k_1", "2,0"]);
    assert_eq!((noted.code, noted.stderr.lines().count()), (Some(0), 2), "{}", noted.stderr);
    assert!(noted.stderr.lines().all(|line| line.starts_with("note: ") && line.contains("--set")), "{}", noted.stderr);
    assert_eq!(run(&["at", "a*x + k_1", "2,0", "-q"]).result(), noted.stdout);
    assert_eq!(run(&["at", "a*x + k_1", "2,0", "--set", "a=1", "--set", "k_1=1"]).result(), noted.stdout);
    assert!(run(&["at", "speed*x", "2,0", "--set", "speed=10"]).result().contains("f            20\n"));
}

#[test]
fn the_catalogue_is_listed_and_explained() {
    let list = run(&["fields"]).result();
    assert_eq!(list.lines().count(), 25);
    let rows = json(&run(&["fields", "--format", "json"]).result());
    assert_eq!(rows.as_array().unwrap().len(), 25);
    assert!(rows.as_array().unwrap().iter().all(|row| row["x"].as_array().unwrap().len() == 2));
    assert!(run(&["fields", "himmelblau"]).result().contains("minimum  3,2  f = 0\n"));
    assert!(run(&["fields", "--format", "csv"]).result().starts_with("name,formula,xmin,xmax,ymin,ymax\nackley,\""));
}

#[test]
fn the_json_of_a_benchmark_is_stable() {
    let arguments = ["bench", "eval", "saddle", "--grid", "8x4", "--runs", "3", "--device", "cpu"];
    let rows = json(&run(&arguments).result());
    let row = rows[0].as_object().unwrap();
    let mut keys: Vec<&str> = row.keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = [
        "adapter",
        "bench",
        "best_ms",
        "device",
        "field",
        "grid",
        "median_ms",
        "p95_ms",
        "points_per_s",
        "readback",
        "runs",
    ];
    assert_eq!(keys, expected);
    assert_eq!((&row["bench"], &row["field"], &row["device"]), (&"eval".into(), &"saddle".into(), &"cpu".into()));
    assert_eq!((&row["grid"], &row["runs"]), (&serde_json::json!([8, 4]), &3.into()));
    assert_eq!((&row["adapter"], &row["readback"]), (&Value::Null, &false.into()));
    let number = |key: &str| row[key].as_f64().unwrap();
    assert!(number("best_ms") <= number("median_ms") && number("median_ms") <= number("p95_ms"));
    assert!((number("points_per_s") * number("median_ms") / 32e3 - 1.0).abs() < 1e-9);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    for arguments in [&["at", "x", "1,2"][..], &["fields", "--format", "json"], &["--help"], &["at", "--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command(Path::new("."), arguments).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_results() {
    assert_eq!(run(&["--version"]).result(), concat!("steepest ", env!("CARGO_PKG_VERSION"), "\n"));
    for command in ["view", "render", "eval", "at", "fields", "doctor", "bench"] {
        assert!(run(&["--help"]).result().contains(&format!("  {command} ")));
        assert!(run(&[command, "--help"]).result().contains("Usage: steepest "));
    }
}

// What is written.

/// A plane's name and what it holds at (x, y).
type Plane = (&'static str, fn(f64, f64) -> f64);

#[test]
fn an_archive_holds_float64_from_the_cpu_with_rows_along_y() {
    let folder = TempDir::new().unwrap();
    let arguments =
        ["eval", "sin(x)*y^2", "-o", "a.npz", "--grid", "300x500", "--x", "-1,2", "--y", "0,5", "--hessian"];
    run_in(folder.path(), &[&arguments[..], &["--device", "cpu"]].concat()).result();
    let path = folder.path().join("a.npz");
    let (xs, ys) = (npz_array::<f64>(&path, "x").2, npz_array::<f64>(&path, "y").2);
    assert_eq!((xs.len(), xs[0], xs[299]), (300, -1.0, 2.0));
    assert_eq!((ys.len(), ys[0], ys[499]), (500, 0.0, 5.0));
    let planes: [Plane; 6] = [
        ("f", |x, y| x.sin() * y * y),
        ("fx", |x, y| x.cos() * y * y),
        ("fy", |x, y| 2.0 * x.sin() * y),
        ("fxx", |x, y| -x.sin() * y * y),
        ("fxy", |x, y| 2.0 * x.cos() * y),
        ("fyy", |x, _| 2.0 * x.sin()),
    ];
    for (name, exact) in planes {
        let (shape, element, values) = npz_array::<f64>(&path, name);
        assert_eq!((shape.as_slice(), element.as_str()), ([500, 300].as_slice(), "'<f8'"), "{name}");
        for (row, &y) in ys.iter().enumerate() {
            for (column, &x) in xs.iter().enumerate() {
                let (found, exact) = (values[row * 300 + column], exact(x, y));
                assert!((found - exact).abs() < 1e-13, "{name} at {x},{y}: {found}, not {exact}");
            }
        }
    }
}

#[test]
fn an_array_is_stacked_and_a_table_has_a_header() {
    let folder = TempDir::new().unwrap();
    let grid = ["--x", "0,2", "--y", "0,1", "--grid", "3x2", "--device", "cpu"];
    run_in(folder.path(), &[&["eval", "x + 10*y", "-o", "a.npy"][..], &grid].concat()).result();
    let (shape, element, values) = npy_array::<f64>(&folder.path().join("a.npy"));
    assert_eq!((shape.as_slice(), element.as_str()), ([3, 2, 3].as_slice(), "'<f8'"));
    let f = [0.0, 1.0, 2.0, 10.0, 11.0, 12.0];
    assert_eq!(values, [f, [1.0; 6], [10.0; 6]].concat());
    run_in(folder.path(), &[&["eval", "x + 10*y", "-o", "a.csv"][..], &grid].concat()).result();
    let text = fs::read_to_string(folder.path().join("a.csv")).unwrap();
    let expected = "x,y,f,fx,fy\n0,0,0,1,10\n1,0,1,1,10\n2,0,2,1,10\n0,1,10,1,10\n1,1,11,1,10\n2,1,12,1,10\n";
    assert_eq!(text, expected);
    run_in(folder.path(), &[&["eval", "x*y^2", "-o", "h.csv", "--hessian"][..], &grid].concat()).result();
    let text = fs::read_to_string(folder.path().join("h.csv")).unwrap();
    assert!(text.starts_with("x,y,f,fx,fy,fxx,fxy,fyy\n0,0,0,0,0,0,0,0\n"), "{text}");
    assert!(text.ends_with("\n2,1,2,1,4,0,2,4\n"), "{text}");
}

#[test]
fn samples_come_back_at_their_nodes() {
    let folder = TempDir::new().unwrap();
    let value = |row: usize, column: usize| (row as f64 * 0.1).sin() + column as f64 * 0.25;
    fs::write(folder.path().join("data.npy"), npy_f64([50, 30], value)).unwrap();
    run_in(folder.path(), &["eval", "data.npy", "-o", "a.npy", "--device", "cpu"]).result();
    let (shape, _, values) = npy_array::<f64>(&folder.path().join("a.npy"));
    assert_eq!(shape, [3, 50, 30], "its own grid");
    for (index, found) in values[..1500].iter().enumerate() {
        let exact = value(index / 30, index % 30);
        assert!((found - exact).abs() < 1e-6, "row {}, column {}: {found}, not {exact}", index / 30, index % 30);
    }
    run_in(folder.path(), &["eval", "data.npy", "--origin", "upper", "-o", "b.npy", "--device", "cpu"]).result();
    let flipped = npy_array::<f64>(&folder.path().join("b.npy")).2;
    assert!((flipped[0] - value(49, 0)).abs() < 1e-6, "the first row is the top one");
}

#[test]
fn an_archive_that_was_written_can_be_opened() {
    let folder = TempDir::new().unwrap();
    let arguments =
        ["eval", "x^2 + 3*y", "-o", "a.npz", "--x", "1,3", "--y", "-2,2", "--grid", "41x81", "--device", "cpu"];
    run_in(folder.path(), &arguments).result();
    let answer = json(&run_in(folder.path(), &["at", "a.npz", "2.013,-0.507", "--format", "json"]).result());
    let close = |found: &Value, exact: f64, within: f64| {
        assert!((found.as_f64().unwrap() - exact).abs() < within, "{found}, not {exact}");
    };
    close(&answer["f"], 2.013 * 2.013 - 3.0 * 0.507, 1e-3);
    close(&answer["gradient"][0], 2.0 * 2.013, 1e-2);
    close(&answer["gradient"][1], 3.0, 1e-4);
    // The array of the derivative is a field as well.
    let slope = json(&run_in(folder.path(), &["at", "a.npz", "2.5,1", "--key", "fx", "--format", "json"]).result());
    close(&slope["f"], 5.0, 1e-3);
}

// What needs an adapter.

#[test]
fn an_archive_holds_float32_from_the_gpu() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let arguments =
        ["eval", "sin(x)*y^2", "-o", "a.npz", "--grid", "300x500", "--x", "-1,2", "--y", "0,5", "--device", "gpu"];
    run_in(folder.path(), &arguments).result();
    let path = folder.path().join("a.npz");
    let (xs, ys) = (npz_array::<f64>(&path, "x").2, npz_array::<f64>(&path, "y").2);
    let planes: [Plane; 3] =
        [("f", |x, y| x.sin() * y * y), ("fx", |x, y| x.cos() * y * y), ("fy", |x, y| 2.0 * x.sin() * y)];
    for (name, exact) in planes {
        let (shape, element, values) = npz_array::<f32>(&path, name);
        assert_eq!((shape.as_slice(), element.as_str()), ([500, 300].as_slice(), "'<f4'"), "{name}");
        for (row, &y) in ys.iter().enumerate() {
            for (column, &x) in xs.iter().enumerate() {
                let (found, exact) = (f64::from(values[row * 300 + column]), exact(x, y));
                // A dozen roundings to 24 bits of numbers up to 25.
                assert!((found - exact).abs() < 2e-5, "{name} at {x},{y}: {found}, not {exact}");
            }
        }
    }
}

#[test]
fn a_constant_field_draws() {
    gpu_or_skip!();
    for formula in ["5", "0", "-1e-30"] {
        let folder = TempDir::new().unwrap();
        assert_eq!(run_in(folder.path(), &["render", formula, "-o", "a.png", "--size", "400x200"]).result(), "");
        let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(folder.path().join("a.png")).unwrap()));
        let info = decoder.read_info().unwrap();
        assert_eq!((info.info().width, info.info().height), (400, 200));
        assert_eq!(names_in(folder.path()), ["a.png"]);
    }
}

#[test]
fn a_picture_that_cannot_be_is_refused() {
    gpu_or_skip!();
    let refused = |arguments: &[&str], code, words: &[&str]| {
        let arguments = [&["render"], arguments, &["-o", "a.png", "--size", "200x100"]].concat();
        run(&arguments).refused(code, words);
    };
    refused(&["x", "--x", "5,5"], 2, &["5,5 is empty", "MIN below MAX"]);
    refused(&["x", "--y", "nan,1"], 2, &["not finite"]);
    refused(&["log(x)", "--x", "-3,-1"], 1, &["has no finite value", "--x and --y"]);
    refused(&["x", "--from", "1,1", "--lr", "0"], 2, &["the step size 0", "--lr a number above 0"]);
    refused(&["x", "--from", "1,1", "--lr", "nan"], 2, &["--lr a number above 0"]);
    refused(&["x", "--from", "1,1", "--lr", "-1"], 2, &["--lr a number above 0"]);
    refused(&["x", "--from", "1,1", "--optimizer", "normalised"], 2, &["did you mean `normalized`?"]);
    refused(&["x", "--from", "1,1", "--optimizer", "nothing"], 2, &["there are: adadelta, "]);
    refused(&["x", "--from", "nan,1"], 2, &["start", "another --from"]);
    refused(&["log(x)", "--from", "-1,1"], 2, &["start", "another --from"]);
    refused(&["x", "--color-scale", "log", "--clim", "-1,1"], 2, &["limits above 0"]);
    refused(&["x", "--adapter", "nosuch"], 2, &["`nosuch`", "there are: "]);
    run(&["render", "x", "-o", "nofolder/a.png", "--size", "200x100"]).refused(1, &["nofolder does not exist"]);
    run(&["render", "x", "-o", "a.png", "--size", "1000000x64"]).refused(1, &["1000000x64", "smaller --size"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_picture_on_a_full_disk_is_one_error() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.path().join("a.png")).unwrap();
    run_in(folder.path(), &["render", "x", "-o", "a.png", "--size", "200x100"])
        .refused(1, &["a.png", "No space left", "free some space"]);
    assert_eq!(names_in(folder.path()), ["a.png"]);
}

#[test]
fn the_largest_grid_draws_or_says_why_not() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let run = run_in(folder.path(), &["render", "x^2", "-o", "a.png", "--size", "200x100", "--grid", "65536"]);
    match run.code {
        Some(0) => assert_eq!(names_in(folder.path()), ["a.png"]),
        _ => run.refused(1, &["smaller --grid"]),
    }
}

#[test]
fn the_doctor_names_the_adapter_that_is_used() {
    gpu_or_skip!();
    let text = run(&["doctor"]).result();
    assert!(text.contains("\nused: ") && text.contains("  driver "), "{text}");
    let report = json(&run(&["doctor", "--format", "json"]).result());
    let name = report["used"].as_str().unwrap();
    assert_eq!(report["adapters"][0]["name"], name);
    assert!(report["adapters"][0]["max_storage_binding"].as_u64().unwrap() >= 128 << 20);
    // What is said in passing goes where it does not disturb.
    let verbose = run(&["at", "x", "1,2", "--device", "gpu", "-v"]);
    assert_eq!((verbose.code, verbose.stderr.contains(name)), (Some(0), true), "{}", verbose.stderr);
    assert!(
        verbose.stdout.starts_with("point ") && verbose.stdout.contains("\nf            1\n"),
        "{}",
        verbose.stdout
    );
}

#[test]
fn descend_prints_every_step_in_three_formats() {
    let ascent = ["descend", "4 - (x^2 + y^2)", "--from", "1,1", "--ascend", "--steps", "10"];
    let with = |format: &str| run(&[&ascent[..], &["--format", format]].concat()).result();
    let text = with("json");
    let parsed = json(&text);
    assert_eq!((&parsed[0]["optimizer"], parsed[0]["steps"].as_array().unwrap().len()), (&Value::from("gd"), 11));
    for (step, found) in parsed[0]["steps"].as_array().unwrap().iter().enumerate() {
        let expected = 0.8f64.powi(step as i32);
        assert_eq!(found["step"], step);
        assert!((found["point"][0].as_f64().unwrap() - expected).abs() < 1e-15, "{found}");
        assert!((found["gradient"][1].as_f64().unwrap() + 2.0 * expected).abs() < 1e-14, "{found}");
    }
    let csv = with("csv");
    assert_eq!(csv.lines().next(), Some("step,x,y,f,fx,fy"), "one trajectory reads back as a path");
    assert_eq!((csv.lines().count(), csv.lines().nth(2).unwrap().split(',').next()), (12, Some("1")));
    assert!(with("text").starts_with("gd from 1,1 (lr 0.1)\n"));
    let several =
        run(&["descend", "x^2 + y^2", "--from", "1,1", "--from", "-2,0.5", "--steps", "1", "--format", "csv"]);
    let several = several.result();
    assert_eq!(several.lines().map(|line| &line[..3]).collect::<Vec<_>>(), ["tra", "0,0", "0,1", "1,0", "1,1"]);
    let four = run(&["descend", "x1^2 + x4^2", "--from", "1,2,3,4", "--steps", "1", "--format", "csv"]).result();
    assert_eq!(four.lines().next(), Some("step,x,y,z,w,f,fx,fy,fz,fw"));
}

#[test]
fn a_descent_that_cannot_be_is_refused() {
    let descend = |options: &[&str]| run(&[&["descend", "x^2 + y^2"], options].concat());
    descend(&["--from", "1,1", "--optimizer", "adamm"]).refused(2, &["did you mean `adam`?", "rmsprop"]);
    descend(&["--from", "1,1", "--opt", "momentum=0.9"]).refused(2, &["`gd` has no parameter `momentum`", "lr"]);
    descend(&["--from", "1,1", "--lr", "0"]).refused(2, &["--lr"]);
    descend(&["--from", "1,1", "--lr", "-1"]).refused(2, &["--lr"]);
    descend(&["--from", "1,1", "--clip", "0"]).refused(2, &["--clip"]);
    descend(&["--from", "1,1", "--schedule", "linear"]).refused(2, &["step:EVERY,GAMMA"]);
    descend(&["--from", "1,1,1"]).refused(2, &["2 coordinates", "this one has 3"]);
    descend(&["--from", "7,1", "--x", "-5,5"]).refused(2, &["outside of the domain", "--from"]);
    descend(&["--from", "1,1", "--steps", "100000000"]).refused(2, &["--steps up to"]);
    descend(&["--from", "1,1", "--rule", "p = p - lr*q"]).refused(2, &["unknown name `q`", "^"]);
    run(&["descend", "log(x)", "--from", "-1,1"]).refused(2, &["no value at the start -1,1", "--from"]);
    let lost = run(&["descend", "x^4", "--from", "9,0", "--lr", "1", "--steps", "50"]);
    assert!(
        lost.code == Some(0) && lost.stderr.contains("not finite") && lost.stderr.contains("--lr"),
        "{}",
        lost.stderr
    );
}

#[test]
fn optimizers_lists_rules_with_their_defaults() {
    let text = run(&["optimizers"]).result();
    assert!(["adam ", "nadam ", "rprop ", "newton "].iter().all(|name| text.contains(name)), "{text}");
    let rows = json(&run(&["optimizers", "--format", "json"]).result());
    assert_eq!(rows.as_array().unwrap().len(), 17);
    let adam = json(&run(&["optimizers", "adam", "--format", "json"]).result());
    assert_eq!(adam[0]["parameters"]["beta2"], 0.999);
    run(&["optimizers", "sgd"]).refused(2, &["unknown optimizer `sgd`", "gd"]);
}

#[test]
fn what_single_precision_cannot_hold_is_said() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let relief = npy_f64([20, 30], |row, column| 1e6 + 1e-3 * ((row * column) % 7) as f64);
    fs::write(folder.path().join("relief.npy"), relief).unwrap();
    let plain = npy_f64([20, 30], |row, column| 1e3 + (row * column % 7) as f64);
    fs::write(folder.path().join("plain.npy"), plain).unwrap();
    let said = |arguments: &[&str]| {
        let run = run_in(folder.path(), &[&["eval"], arguments, &["--grid", "64", "-o", "out.npy"]].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{}", run.stderr);
        run.stderr
    };
    assert!(said(&["relief.npy"]).contains("round these samples by up to"));
    assert!(said(&["x", "--x", "1e8,100000001"]).contains("x from 100000000 to 100000001 is too narrow"));
    assert_eq!(said(&["plain.npy"]), "");
    assert_eq!(said(&["x*y"]), "");
    assert_eq!(said(&["relief.npy", "--device", "cpu"]), "");
}

#[test]
fn a_formula_that_single_precision_cannot_hold_is_wrong_wherever_it_goes_to_the_gpu() {
    gpu_or_skip!();
    let long: Vec<String> = (1..200).map(|k| format!("sin({k}x)*cos({k}y)")).collect();
    for (formula, set, word) in
        [("x + 1e300", "", "1e300"), ("a*x", "a=1e39", "`a`"), (long.join("+").as_str(), "", "operations")]
    {
        let set = if set.is_empty() { vec![] } else { vec!["--set", set] };
        run(&[&["render", formula, "-o", "a.png"], set.as_slice()].concat()).refused(2, &[word]);
        run(&[&["eval", formula, "--device", "gpu", "-o", "a.npy"], set.as_slice()].concat()).refused(2, &[word]);
        let folder = TempDir::new().unwrap();
        let arguments = [&["eval", formula, "--grid", "8", "-o", "a.npy"], set.as_slice()].concat();
        let fallen_back = run_in(folder.path(), &arguments);
        assert!(fallen_back.code == Some(0) && fallen_back.stderr.contains("on the CPU"), "{}", fallen_back.stderr);
    }
}

#[test]
fn particles_are_drawn_and_what_does_not_fit_is_refused() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let render = |options: &[&str]| {
        run_in(folder.path(), &[&["render", "himmelblau", "--size", "320x200", "-o", "p.png"], options].concat())
    };
    render(&["--particles", "5000", "--sow", "circle:0,0,3", "--tint", "speed", "--seed", "7"]).result();
    assert!(folder.path().join("p.png").exists());
    render(&["--particles", "999999999999"]).refused(2, &["do not fit", "--particles"]);
    render(&["--particles", "10", "--sow", "circle"]).refused(2, &["circle:X,Y,RADIUS"]);
    render(&["--particles", "10", "--tint", "spede"]).refused(2, &["speed"]);
    render(&["--particles", "10", "--optimizer", "adma"]).refused(2, &["did you mean `adam`?"]);
    render(&["--particles", "10", "--rule", "p = p - lr*q"]).refused(2, &["unknown name `q`", "^"]);
}

#[test]
fn a_file_of_rules_adds_optimizers() {
    let folder = TempDir::new().unwrap();
    let rules = "[mine]\nsummary = \"half of gd\"\nparameters = { lr = 0.1 }\nrule = \"p = p - 0.5*lr*g\"\n";
    fs::write(folder.path().join("rules.toml"), rules).unwrap();
    let descend = |options: &[&str]| {
        let start = ["descend", "x^2 + y^2", "--from", "1,1", "--steps", "1", "--format", "json"];
        run_in(folder.path(), &[&start, options].concat())
    };
    let parsed =
        json(&descend(&["--rules", "rules.toml", "--optimizer", "mine", "--optimizer", "gd:lr=0.05"]).result());
    assert_eq!((parsed[0]["optimizer"].as_str(), parsed[1]["optimizer"].as_str()), (Some("mine"), Some("gd")));
    assert_eq!(parsed[0]["steps"][1]["point"], parsed[1]["steps"][1]["point"]);
    descend(&["--rules", "none.toml"]).refused(2, &["none.toml"]);
    fs::write(folder.path().join("wrong.toml"), "[mine]\nrule = \"p = p - q\"\n").unwrap();
    descend(&["--rules", "wrong.toml", "--optimizer", "mine"]).refused(2, &["unknown name `q`", "^"]);
}

#[test]
fn basins_are_printed_drawn_and_written() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let basins =
        |options: &[&str]| run_in(folder.path(), &[&["basins", "himmelblau", "--grid", "64"], options].concat());
    let report = json(&basins(&["--format", "json", "-o", "b.png", "--size", "320x200"]).result());
    assert_eq!((report["particles"].as_u64(), report["minima"].as_array().unwrap().len()), (Some(4096), 4));
    assert!(folder.path().join("b.png").exists());
    basins(&["-o", "b.npz"]).result();
    assert_eq!(npz_array::<i32>(&folder.path().join("b.npz"), "label").0, [64, 64]);
    basins(&["-o", "b.txt"]).refused(2, &[".png or .npz"]);
    basins(&["--lr", "0.1"]).refused(2, &["--optimizer"]);
    basins(&["--optimizer", "gd", "--optimizer", "adam"]).refused(2, &["one optimizer"]);
}

#[test]
fn fates_are_printed_drawn_and_written() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let fate = |options: &[&str]| {
        let start = ["fate", "x^2 + y^2", "--from", "1,1", "--steps", "300", "--grid", "12x8"];
        run_in(folder.path(), &[&start, options].concat())
    };
    let over = ["--over", "lr=1e-3..2,log", "--over", "momentum=0..0.9", "--optimizer", "momentum"];
    let with = |options: &[&str]| fate(&[&over, options].concat());
    let report = json(&with(&["--format", "json", "-o", "f.npz"]).result());
    let all: u64 = ["converged", "cycling", "diverged", "moving"].iter().map(|key| report[key].as_u64().unwrap()).sum();
    assert_eq!((all, report["over"][0]["log"].as_bool()), (96, Some(true)));
    assert!(report["fastest"]["steps"].as_u64().unwrap() < 100);
    let path = folder.path().join("f.npz");
    assert_eq!(npz_array::<i32>(&path, "fate").0, [8, 12]);
    assert_eq!(npz_array::<f64>(&path, "lr").0, [12]);
    with(&["-o", "f.png", "--size", "300x200"]).result();
    assert_eq!(with(&["--format", "csv", "--device", "cpu"]).result().lines().count(), 97);
    fate(&["--over", "lr=1e-3..1"]).refused(2, &["two, one across"]);
    fate(&["--over", "lr=0..1,log", "--over", "momentum=0..1"]).refused(2, &["cannot be logarithmic"]);
    fate(&["--over", "lr=0.1..1", "--over", "lr=0.1..1"]).refused(2, &["two hyperparameters"]);
    with(&["--optimizer", "gd"]).refused(2, &["one optimizer"]);
    with(&["-o", "f.txt"]).refused(2, &[".png or .npz"]);
}

#[test]
fn a_bench_of_frames_states_its_whole_work() {
    gpu_or_skip!();
    let row = &json(&run(&["bench", "frame", "--particles", "1000", "--size", "320x200", "--runs", "2"]).result())[0];
    assert_eq!(
        (row["bench"].as_str(), row["particles"].as_u64(), row["steps_per_frame"].as_u64()),
        (Some("frame"), Some(1000), Some(10))
    );
    assert_eq!(row["size"], serde_json::json!([320, 200]));
    assert!(row["median_ms"].as_f64().unwrap() > 0.0 && row["p95_ms"].as_f64().is_some());
}

/// A GeoTIFF of 3 × 2 samples with its upper left corner at (10, 24) and cells of 2.
fn geotiff() -> Vec<u8> {
    use tiff::encoder::{TiffEncoder, colortype};
    use tiff::tags::Tag;
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
    let mut image = encoder.new_image::<colortype::Gray32Float>(3, 2).unwrap();
    let tags = image.encoder();
    tags.write_tag(Tag::Unknown(33550), &[2.0f64, 2.0, 0.0][..]).unwrap();
    tags.write_tag(Tag::Unknown(33922), &[0.0f64, 0.0, 0.0, 10.0, 24.0, 0.0][..]).unwrap();
    tags.write_tag(Tag::Unknown(42113), "-9999").unwrap();
    image.write_data(&[1.0f32, 2.0, 3.0, 4.0, -9999.0, 6.0]).unwrap();
    bytes.into_inner()
}

#[test]
fn grids_of_every_format_are_fields() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.csv"), "4,5,6\n1,2,3\n").unwrap();
    fs::write(path("a.asc"), "ncols 3\nnrows 2\nxllcorner 10\nyllcorner 20\ncellsize 2\n1 2 3\n4 5 6\n").unwrap();
    fs::write(path("a.tif"), geotiff()).unwrap();
    let mut pixels = Vec::new();
    {
        let mut encoder = png::Encoder::new(&mut pixels, 3, 2);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Sixteen);
        let data: Vec<u8> = [1u16, 2, 3, 4, 5, 6].iter().flat_map(|value| value.to_be_bytes()).collect();
        encoder.write_header().unwrap().write_image_data(&data).unwrap();
    }
    fs::write(path("a.png"), pixels).unwrap();
    let at = |arguments: &[&str]| {
        let parsed = json(&run_in(folder.path(), &[&["at", "--format", "json"], arguments].concat()).result());
        parsed["f"].as_f64()
    };
    // The lowest row is 4 5 6 in all of them; where a file says nothing they reach from −5 to 5.
    assert_eq!(at(&["a.csv", "-5,-5"]), Some(4.0));
    assert_eq!(at(&["a.png", "-5,-5"]), Some(4.0));
    assert_eq!(at(&["a.png", "-5,-5", "--origin", "lower"]), Some(1.0));
    assert_eq!(at(&["a.asc", "11,21"]), Some(4.0));
    assert_eq!(at(&["a.asc", "15,23"]), Some(3.0));
    assert_eq!(at(&["a.tif", "11,21"]), Some(4.0));
    assert_eq!(at(&["a.tif", "11,23"]), Some(1.0));
    assert_eq!(at(&["a.tif", "13,21"]), None, "a hole");
    fs::write(path("b.csv"), "1,2\n3\n").unwrap();
    run_in(folder.path(), &["at", "b.csv", "0,0"]).refused(1, &["b.csv", "line 2 has 1"]);
}

#[test]
fn a_run_from_elsewhere_is_drawn() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("run.csv"), "step,x,y\n0,1,1\n1,0.5,0.5\n").unwrap();
    let render = |path: &str| {
        run_in(folder.path(), &["render", "x^2 + y^2", "--size", "200x150", "--path", path, "-o", "a.png"])
    };
    render("run.csv").result();
    render("none.csv").refused(1, &["none.csv"]);
    fs::write(folder.path().join("bad.csv"), "x,y\n1,q\n").unwrap();
    render("bad.csv").refused(1, &["line 2: `q`"]);
}

#[test]
fn shells_and_the_manual_are_served() {
    assert!(run(&["completions", "bash"]).result().contains("steepest"));
    assert!(run(&["completions", "man"]).result().contains(".TH steepest"));
}
