//! Which minimum each start reaches: known minima, both evaluators, and what is no minimum.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};

use steepest::descent::{Along, Basins, Flow, Limits, Motion, converge_all, group, typical_slope};
use steepest::field::{Domain, Field, Grid, OpenOptions};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_steepest")).args(arguments).output().unwrap()
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let all: Vec<&str> = ["basins"].iter().chain(arguments).chain(&["--format", "json"]).copied().collect();
    let output = run(&all);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn points(report: &serde_json::Value) -> Vec<[f64; 2]> {
    let minima = report["minima"].as_array().unwrap().iter();
    minima.map(|row| [0, 1].map(|axis| row["point"][axis].as_f64().unwrap())).collect()
}

/// The f64 counterpart of the command.
fn on_cpu(text: &str, side: usize) -> Basins {
    let field = Field::open(text, &OpenOptions::default()).unwrap();
    let domain = field.domain();
    let grid = Grid { nx: side, ny: side, domain };
    let (xs, ys) = (grid.xs(), grid.ys());
    let starts: Vec<[f64; 2]> = ys.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y])).collect();
    let extent = domain.x[1] - domain.x[0];
    let motion = Motion::Flow(Flow { extent, ascend: false });
    let limits = Limits { steps: 2000, tolerance: 1e-6 * typical_slope(&field, &starts), borders: None };
    let settled = converge_all(&field, &motion, &starts, &limits);
    group(&field, Domain { x: [-99.0, 99.0], y: [-99.0, 99.0] }, extent, false, &settled)
}

#[test]
fn himmelblau_has_four_basins_and_both_evaluators_agree_on_nearly_every_start() {
    let _gpu = gpu_or_skip!();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("basins.npz");
    let report = json(&["himmelblau", "--grid", "128", "--device", "gpu", "-o", out.to_str().unwrap()]);
    assert_eq!((report["particles"].as_u64(), report["unconverged"].as_u64()), (Some(128 * 128), Some(0)));
    let known = [
        [3.0, 2.0],
        [-2.805118086952745, 3.131312518250573],
        [-3.779310253377747, -3.283185991286169],
        [3.584428340330492, -1.848126526964404],
    ];
    let found = points(&report);
    assert_eq!(found.len(), 4);
    for [x, y] in known {
        assert!(found.iter().any(|p| (p[0] - x).hypot(p[1] - y) < 1e-9), "{x},{y} is not among {found:?}");
    }
    let on_cpu_too = points(&json(&["himmelblau", "--grid", "24", "--device", "cpu"]));
    assert_eq!(on_cpu_too.len(), 4, "{on_cpu_too:?}");
    let fractions: f64 = report["minima"].as_array().unwrap().iter().map(|row| row["share"].as_f64().unwrap()).sum();
    assert!((fractions - 1.0).abs() < 1e-12);
    // Labels by the place of their minimum, since two that are equally low may change places.
    let exact = on_cpu("himmelblau", 128);
    let labels = labels(&out);
    assert_eq!(labels.len(), exact.labels.len());
    let differ = labels.iter().zip(&exact.labels).filter(|(ours, theirs)| {
        let (a, b) = (found[**ours as usize], exact.minima[**theirs as usize].point);
        (a[0] - b[0]).hypot(a[1] - b[1]) > 1e-6
    });
    let differ = differ.count();
    // What starts on a watershed falls to either side.
    assert!(differ <= 16, "{differ} of {} starts", labels.len());
}

/// The array `label` of an .npz.
fn labels(path: &Path) -> Vec<i32> {
    let mut archive = npyz::npz::NpzArchive::open(path).unwrap();
    for name in ["x", "y", "steps"] {
        assert!(archive.by_name(name).unwrap().is_some(), "{name}");
    }
    archive.by_name("label").unwrap().unwrap().into_vec::<i32>().unwrap()
}

#[test]
fn starts_reach_the_minimum_of_their_own_cell() {
    // Every start of this field flows to the middle of the unit cell that it lies in.
    let basins = on_cpu("-cos(2*pi*x) - cos(2*pi*y)", 33);
    for (index, label) in basins.labels.iter().enumerate() {
        let start = [index % 33, index / 33].map(|k| -5.0 + k as f64 * 10.0 / 32.0);
        if start.iter().any(|c| ((c - c.floor()) - 0.5).abs() < 0.01) {
            continue; // on a ridge
        }
        let reached = basins.minima[usize::try_from(*label).unwrap()].point;
        for axis in 0..2 {
            assert!((reached[axis] - start[axis].round()).abs() < 1e-9, "{start:?} reached {reached:?}");
        }
    }
}

#[test]
fn a_cusp_is_marked_and_slopes_saddles_and_plateaus_are_no_minima() {
    let _gpu = gpu_or_skip!();
    let cusp = json(&["hypot(x, y) + 0.1*x", "--grid", "32"]);
    assert_eq!(cusp["minima"][0]["cusp"], true, "{cusp}");
    assert!(points(&cusp)[0][0].hypot(points(&cusp)[0][1]) < 1e-9, "{cusp}");
    let slope = json(&["x + y", "--grid", "8"]);
    assert_eq!((slope["left_domain"].as_u64(), slope["minima"].as_array().map(Vec::len)), (Some(64), Some(0)));
    let saddle = json(&["x^2 - y^2 + y^4/100", "--x=-1,1", "--y", "0,0.0000000001", "--grid", "3x2"]);
    assert!(points(&saddle).iter().all(|p| p[1].abs() > 1.0), "{saddle}");
    let plateau = json(&["if(x > 0, x^2, 0)*0 + floor(x)", "--grid", "8"]);
    assert_eq!(plateau["unconverged"].as_u64(), Some(64), "{plateau}");
    let peak = json(&["peak", "--ascend", "--grid", "16"]);
    assert_eq!(points(&peak).len(), 1, "{peak}");
}

#[test]
fn a_narrow_valley_and_an_optimizer_of_choice_reach_the_minimum() {
    let _gpu = gpu_or_skip!();
    for arguments in [&["rosenbrock", "--grid", "64"][..], &["rosenbrock", "--grid", "16", "--optimizer", "newton"]] {
        let report = json(arguments);
        assert_eq!(points(&report).len(), 1, "{report}");
        let [x, y] = points(&report)[0];
        assert!((x - 1.0).hypot(y - 1.0) < 1e-9 && report["unconverged"].as_u64() == Some(0), "{report}");
    }
}

#[test]
fn wrong_words_are_answered() {
    let complaint = |arguments: &[&str]| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let mut text = String::new();
        output.stderr.as_slice().read_to_string(&mut text).unwrap();
        text
    };
    assert!(complaint(&["basins", "himmelblau", "--optimizer", "adamm"]).contains("did you mean `adam`?"));
    assert!(complaint(&["basins", "himmelblau", "-o", "a.txt"]).contains(".npz"));
    assert!(complaint(&["basins", "himmelblau", "--optimizer", "gd", "--lr", "0"]).contains("--lr"));
}

#[test]
fn a_ring_of_minima_is_one_entry_with_its_extent() {
    let basins = on_cpu("(x^2 + y^2 - 1)^2", 24);
    let [ring] = basins.minima.as_slice() else { panic!("{:?}", basins.minima) };
    let extent = ring.extent.unwrap();
    assert!(ring.along.is_some() && !ring.cusp && basins.unconverged == 0, "{ring:?}");
    for [low, high] in [extent.x, extent.y] {
        assert!((low + 1.0).abs() < 0.05 && (high - 1.0).abs() < 0.05, "{ring:?}");
    }
}

#[test]
fn a_line_of_minima_at_a_kink_is_one_basin() {
    // (formula, curves, the part of all starts that reach them, at least)
    for (text, curves, most) in [
        ("|x+y-1|", 1, 1.0),
        ("|y-x^2|", 1, 1.0),
        ("|hypot(x,y)-2|", 1, 1.0),
        ("max(|x|-1,0) + y^2", 1, 1.0),
        ("abs(x)", 1, 1.0),
        ("abs(sin(x))", 5, 1.0),
        ("|x*y-1|", 2, 0.95),
        ("(y-x^2)^4", 1, 0.95),
    ] {
        let found = on_cpu(text, 48);
        let reached: f64 = found.minima.iter().map(|it| it.fraction).sum();
        assert!(found.minima.iter().all(|it| it.along.is_some() && it.f.abs() < 1e-12), "{text}: {:?}", found.minima);
        assert!(found.minima.len() == curves && reached >= most, "{text}: {reached}, {:?}", found.minima);
    }
    // What starts come to from far apart is one, too, and an isolated cusp is none of a line.
    assert_eq!(on_cpu("|hypot(x,y)-2|", 6).minima.len(), 1);
    let isolated = on_cpu("|x| + |y|", 16);
    assert!(isolated.minima.len() == 1 && isolated.minima[0].along.is_none(), "{:?}", isolated.minima);
}

#[test]
fn a_level_floor_is_one_basin_with_its_extent() {
    for (text, floors) in [
        ("relu(x^2+y^2-1)", &[[-1.0, 1.0, -1.0, 1.0]][..]),
        ("max(|x|-1, 0) + max(|y|-2, 0)", &[[-1.0, 1.0, -2.0, 2.0]]),
        ("|x-1| + |x+1| + |y-1| + |y+1|", &[[-1.0, 1.0, -1.0, 1.0]]),
        ("relu((x-2)^2+y^2-1)*relu((x+2)^2+y^2-1)", &[[-3.0, -1.0, -1.0, 1.0], [1.0, 3.0, -1.0, 1.0]]),
    ] {
        let found = on_cpu(text, 32);
        assert!(found.minima.len() == floors.len() && found.unconverged == 0, "{text}: {found:?}");
        for (basin, floor) in found.minima.iter().zip(floors) {
            let extent = basin.extent.unwrap();
            let ends = [extent.x[0], extent.x[1], extent.y[0], extent.y[1]];
            assert!(ends.iter().zip(floor).all(|(a, b)| (a - b).abs() < 1e-6), "{text}: {basin:?}");
            assert_eq!((basin.along.map(Along::name), basin.fraction), (Some("area"), 1.0 / floors.len() as f64));
        }
    }
}

#[test]
fn the_way_goes_on_along_kinks() {
    let _gpu = gpu_or_skip!();
    for (text, [x, y], within) in [
        ("|x| + |y|", [0.0, 0.0], 1e-6),
        ("|x + 2*y| + |x - y|", [0.0, 0.0], 1e-6),
        ("3*|x| + |y|", [0.0, 0.0], 1e-6),
        ("10*|x| + 0.1*|y|", [0.0, 0.0], 1e-6),
        ("max(|x|, |y|)", [0.0, 0.0], 1e-6),
        ("|x - 1| + (y + 1)^2", [1.0, -1.0], 1e-6),
        // Values alone find the end of a bent kink less exactly.
        ("|y - x^2/4| + (x - 1)^2/4", [1.0, 0.25], 2e-3),
    ] {
        let on_cpu = on_cpu(text, 24);
        let on_gpu = json(&[text, "--grid", "24", "--device", "gpu"]);
        let [basin] = on_cpu.minima.as_slice() else { panic!("{text}: {:?}", on_cpu.minima) };
        assert!((basin.point[0] - x).hypot(basin.point[1] - y) < within, "{text}: {basin:?}");
        assert!(basin.median_steps < 500.0 && on_cpu.unconverged == 0, "{text}: {basin:?} {}", on_cpu.unconverged);
        let found = points(&on_gpu);
        assert!(found.len() == 1 && (found[0][0] - x).hypot(found[0][1] - y) < within, "{text}: {on_gpu}");
        assert!(on_gpu["unconverged"].as_u64() == Some(0), "{text}: {on_gpu}");
    }
}
