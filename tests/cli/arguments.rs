//! The command line as a process: what is refused, with its remedy on standard error and its exit code, and leaves nothing.

use std::fs;
use std::io::Write;

use crate::common::process::*;
use tempfile::TempDir;

// What cannot be read or drawn.

#[test]
fn a_wrong_formula_is_shown_with_carets() {
    for (formula, error) in [
        ("sin(x", "error: the brackets of `sin` are never closed\n  sin(x\n  ^^^ add `)`\n"),
        ("x +* y", "error: a value is expected before `*`\n  x +* y\n     ^\n"),
        ("sine(x)", "error: unknown function `sine`\n  sine(x)\n  ^^^^ did you mean `sin`?\n"),
        ("2 + axy", "error: unknown name `axy`\n  2 + axy\n      ^^^ did you mean `a*x*y`?\n"),
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
    run(&["at", "himelblau", "1,2"]).refused(2, &["; did you mean `himmelblau`? `steepest fields` lists them"]);
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
        // What a scene file may have, too, is told without an option.
        let is_read = words[0].ends_with("is empty") || words[0] == "not finite";
        for axis in ["--x", "--y"] {
            let give = format!("give `{}` as MIN,MAX", &axis[2..]);
            let run = run(&["eval", "x*y", "-o", "a.npz", axis, range]);
            run.refused(2, &[words, &[if is_read { &give } else { axis }]].concat());
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
fn a_grid_beyond_memory_or_disk_is_refused_before_it_is_taken() {
    let text = fs::read_to_string("/proc/meminfo").unwrap();
    let line = text.lines().find(|line| line.starts_with("MemAvailable:")).unwrap();
    let kibibytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    if kibibytes < 192 << 20 {
        run(&["critical", "x", "--grid", "65536"]).refused(1, &["65536x65536", "192.0 GiB", "give a smaller --grid"]);
    } else {
        writeln!(std::io::stderr(), "SKIPPED since this machine has 192 GiB to spare: a grid beyond memory").unwrap();
    }
    let output = std::process::Command::new("df").args(["--output=avail", "-B1", "/tmp"]).output().unwrap();
    let free: u64 = String::from_utf8(output.stdout).unwrap().lines().last().unwrap().trim().parse().unwrap();
    if free < 192 << 30 {
        run(&["eval", "x", "-o", "a.npz", "--grid", "65536", "--hessian", "--device", "cpu"])
            .refused(1, &["192.0 GiB", "its disk has", "another disk"]);
    } else {
        writeln!(std::io::stderr(), "SKIPPED since this disk has 192 GiB to spare: a grid beyond it").unwrap();
    }
}

/// More than the process may have: its planes are written as they are computed.
#[cfg(target_os = "linux")]
#[test]
fn a_table_is_larger_than_the_memory_it_takes() {
    let folder = TempDir::new().unwrap();
    let program = env!("CARGO_BIN_EXE_steepest");
    let script =
        format!("ulimit -d 262144; exec {program} eval 'x + 10*y' -o a.npz --grid 2048x3500 --hessian --device cpu");
    let status = std::process::Command::new("sh").args(["-c", &script]).current_dir(&folder).status().unwrap();
    assert!(status.success());
    assert!(fs::metadata(folder.path().join("a.npz")).unwrap().len() > 328 << 20);
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
        .refused(1, &["holes.npy", "every sample is missing"]);
    assert_eq!(names_in(folder.path()), ["holes.npy"]);
}

#[test]
fn option_values_that_do_not_work_are_refused_with_ones_that_do() {
    for (option, value, words) in [
        ("--alpha", "2", &["opacity 2", "--alpha from 0 to 1"][..]),
        ("--alpha", "nan", &["--alpha from 0 to 1"]),
        ("--levels", "255", &["--levels from 1 to 254"]),
        ("--levels", "3,2,1", &["--levels", "rise"]),
        ("--levels", "1,1", &["--levels", "rise"]),
        ("--levels", "many", &["--levels", "`many` is not a number"]),
        ("--density", "0", &["--density from 1 to 1000"]),
        ("--density", "1001", &["--density from 1 to 1000"]),
        ("--size", "1x1", &["1x1", "--size at least 64x64"]),
        ("--size", "wide", &["`wide` is not a whole number"]),
        ("--clim", "5,1", &["5,1", "--clim MIN below MAX"]),
        ("--z", "5,5", &["5,5", "--z MIN below MAX"]),
        ("--arrow-scale", "0", &["--arrow-scale a number above 0"]),
        ("--arrow-scale", "inf", &["--arrow-scale a number above 0"]),
        ("--height-scale", "0", &["--height-scale", "above 0"]),
        ("--camera", "1", &["--camera", "takes AZIMUTH,ELEVATION"]),
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
        ("--from", "1,2,3", &["--from", "two numbers"]),
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
fn what_does_not_fit_into_memory_is_refused_before_anything_is_computed() {
    let many = |line: &str| line.to_owned() + &" --from 1,1".repeat(30_000);
    for (line, remedy) in [
        ("render x*y --particles 10000000000 -o a.png".to_owned(), "give fewer --particles"),
        (many("render x*y --steps 100000 -o a.svg"), "give fewer --steps or --from"),
        ("render x*y --basins 60000 -o a.png".to_owned(), "give smaller --basins"),
        ("basins x*y --grid 60000".to_owned(), "give a smaller --grid"),
        ("critical x*y --grid 60000".to_owned(), "give a smaller --grid"),
        (many("descend x*y --steps 100000"), "give fewer --steps"),
        (
            "fate x*y --from 1,1 --optimizer momentum --over lr=1..2 --over momentum=0..0.9 --grid 60000".to_owned(),
            "give a smaller --grid",
        ),
        ("eval x*y --grid 60000 --format json -o -".to_owned(), "give a smaller --grid"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        run(&words).refused(1, &["GiB are free; ", remedy]);
    }
}

/// A process may have less than a machine has.
#[cfg(target_os = "linux")]
#[test]
fn a_picture_beyond_the_memory_that_is_left_is_refused_before_it_is_begun() {
    let folder = TempDir::new().unwrap();
    let program = env!("CARGO_BIN_EXE_steepest");
    for rest in [
        "render himmelblau --size 16000x16000 -o a.svg",
        "render himmelblau --size 9000x9000 --frames 0..2 -o a.gif",
        "fate x^2+y^2 --from 1,1 --optimizer momentum --over lr=0.1..1 --over momentum=0..0.9 --grid 4 --size 16000x16000 -o a.png",
    ] {
        let script = format!("ulimit -v 3000000; exec {program} {rest}");
        let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(&folder).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        let is_told = errors.contains("needs") && errors.contains("are free; give a smaller --size");
        assert!(output.status.code() == Some(1) && is_told, "{rest}: {:?} {errors}", output.status);
    }
}
