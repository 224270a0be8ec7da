//! The command line as a process: what needs an adapter, pictures, particles, basins and fates, and grids of every format.

use std::fs;

use crate::common::process::*;
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn a_constant_field_draws() {
    gpu_or_skip!();
    for formula in ["5", "0", "-1e-30"] {
        let folder = TempDir::new().unwrap();
        assert_eq!(
            run_in(folder.path(), &["render", formula, "-o", "a.png", "--size", "400x200", "--quiet"]).result(),
            ""
        );
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
    refused(&["x", "--from", "1,1", "--lr", "0"], 2, &["the step size 0", "--lr sets it"]);
    refused(&["x", "--from", "1,1", "--lr", "nan"], 2, &["--lr sets it"]);
    refused(&["x", "--from", "1,1", "--lr", "-1"], 2, &["--lr sets it"]);
    refused(&["x", "--from", "1,1", "--optimizer", "normalised"], 2, &["did you mean `normalized`?"]);
    refused(&["x", "--from", "1,1", "--optimizer", "nothing"], 2, &["there are: adadelta, "]);
    refused(&["x", "--from", "nan,1"], 2, &["start", "another --from"]);
    refused(&["log(x)", "--from", "-1,1"], 2, &["start", "another --from"]);
    refused(&["x", "--color-scale", "log", "--clim", "-1,1"], 2, &["limits above 0"]);
    refused(&["x", "--adapter", "nosuch"], 2, &["`nosuch`", "there are: "]);
    run(&["render", "x", "-o", "nofolder/a.png", "--size", "200x100"]).refused(1, &["nofolder does not exist"]);
    run(&["render", "x", "-o", "a.png", "--size", "1000000x64"]).refused(2, &["1000000x64", "65536 pixels per side"]);
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
    // What the environment chooses by is named, set or not, and has effect.
    for variable in ["WGPU_BACKEND", "WGPU_ADAPTER_NAME", "WGPU_ALLOW_UNDERLYING_NONCOMPLIANT_ADAPTER"] {
        assert!(text.contains(variable) && report["environment"][variable].is_null(), "{text}");
    }
    let with = |arguments: &[&str], variable: &str, value: &str| {
        let folder = TempDir::new().unwrap();
        Run::new(command(folder.path(), arguments).env(variable, value).output().unwrap())
    };
    let at: &[&str] = &["at", "x", "1,2", "--device", "gpu"];
    with(at, "WGPU_ADAPTER_NAME", "nosuch").refused(2, &["WGPU_ADAPTER_NAME=nosuch", "there are: ", name, "doctor"]);
    with(at, "WGPU_BACKEND", "nosuch").refused(2, &["WGPU_BACKEND=nosuch", "no adapter", "doctor"]);
    with(&["doctor"], "WGPU_BACKEND", "dx12").refused(1, &["WGPU_BACKEND=dx12", "no adapter"]);
    let part = name[..4].to_uppercase();
    assert!(with(at, "WGPU_ADAPTER_NAME", &part).result().contains("f            1\n"));
    assert!(with(&["doctor"], "WGPU_ADAPTER_NAME", &part).result().contains("WGPU_ADAPTER_NAME names it"));
    assert!(with(at, "WGPU_ALLOW_UNDERLYING_NONCOMPLIANT_ADAPTER", "1").result().contains("f            1\n"));
    // An adapter that is asked for comes before one in the environment.
    let asked = ["at", "x", "1,2", "--device", "gpu", "--adapter", name];
    assert!(with(&asked, "WGPU_ADAPTER_NAME", "nosuch").result().contains("f            1\n"));
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
    assert_eq!(several.lines().map(|line| &line[..3]).collect::<Vec<_>>(), ["tra", "0,g", "0,g", "1,g", "1,g"]);
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
    run(&["optimizers", "sgdd"]).refused(2, &["unknown optimizer `sgdd`", "gd"]);
    assert_eq!(run(&["optimizers", "SGD"]).result(), run(&["optimizers", "gd"]).result());
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
    assert!(said(&["relief.npy"]).contains("too little about a large value for a table in 32 bits"));
    assert!(said(&["x", "--x", "1e8,100000001"]).contains("x from 100000000 to 100000001 is too narrow"));
    assert_eq!(said(&["plain.npy"]), "");
    assert_eq!(said(&["x*y"]), "");
    assert_eq!(said(&["relief.npy", "--device", "cpu"]), "");
}

#[test]
fn a_formula_that_single_precision_cannot_hold_is_refused_where_numbers_of_the_gpu_are_asked_for() {
    gpu_or_skip!();
    let long: Vec<String> = (1..200).map(|k| format!("sin({k}x)*cos({k}y)")).collect();
    for (formula, set, word) in
        [("x*y + 1e300", "", "1e300"), ("a*x*y", "a=1e39", "`a`"), (long.join("+").as_str(), "", "operations")]
    {
        let set = if set.is_empty() { vec![] } else { vec!["--set", set] };
        let drawn = [&["render", formula, "-o", "a.png"], set.as_slice()].concat();
        // A picture of what 32 bits do not hold is drawn from 64, as far as a shader has room for it.
        match word == "operations" {
            true => run(&drawn).refused(2, &[word]),
            false => assert_eq!(run_in(TempDir::new().unwrap().path(), &drawn).code, Some(0), "{formula}"),
        }
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
    render(&["--particles", "5000", "--particles-from", "circle:0,0,3", "--tint", "speed", "--seed", "7"]).result();
    assert!(folder.path().join("p.png").exists());
    // What the memory cannot hold is known before the device is asked.
    render(&["--particles", "999999999999"]).refused(1, &["are free", "--particles"]);
    render(&["--particles", "10", "--particles-from", "circle"]).refused(2, &["circle:X,Y,RADIUS"]);
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
    // In 64 bits, for a picture too.
    let small = ["basins", "himmelblau", "--grid", "12", "--device", "cpu", "-o", "c.png", "--size", "200x150"];
    run_in(folder.path(), &small).result();
    basins(&["-o", "b.txt"]).refused(2, &[".pdf or .npz"]);
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
    with(&["-o", "f.txt"]).refused(2, &[".pdf or .npz"]);
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
    run_in(folder.path(), &["at", "b.csv", "0,0"]).refused(1, &["b.csv"]);
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
