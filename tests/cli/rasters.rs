//! Samples that stay in their file, as pictures and both devices have them.

use std::path::{Path, PathBuf};

use crate::common::process::{npy, run_in};

use steepest::compute::{Evaluator, GpuField};
use steepest::expr::Order;
use steepest::field::{Field, Grid, Kind, OpenOptions};
use steepest::gpu::Gpu;
use steepest::render::{Movie, render};
use steepest::scene::{AnimationStyle, CameraStyle, Scene, View};

/// The elevation model, held and left in its file.
fn both() -> [Field; 2] {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/jacksboro_fault_dem.npz");
    [None, Some(1000)].map(|most_held| {
        Field::open(path.to_str().unwrap(), &OpenOptions { most_held, ..OpenOptions::default() }).unwrap()
    })
}

#[test]
fn the_device_has_the_same_of_both() {
    let gpu = gpu_or_skip!();
    let fields = both();
    assert!(matches!(fields[1].kind(), Kind::Raster(_)));
    let grid = Grid { nx: 509, ny: 487, domain: fields[0].domain() };
    let [held, parts] = fields.each_ref().map(|field| {
        let gpu_field = GpuField::new(gpu, field).unwrap();
        Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Hessian).unwrap()
    });
    for (held, parts) in held.iter().zip(&parts) {
        let scale = held.iter().filter(|value| value.is_finite()).fold(0.0f32, |scale, value| scale.max(value.abs()));
        for (at, (a, b)) in held.iter().zip(parts).enumerate() {
            assert!((a - b).abs() <= 2e-4 * scale || a.is_nan() && b.is_nan(), "node {at}: {a} {b}");
        }
    }
}

#[test]
fn pictures_of_both_are_one_picture() {
    let gpu = gpu_or_skip!();
    for view in [View::Both, View::Surface] {
        let scene = Scene { view, size: [480, 360], ..Scene::default() };
        let [held, parts] = both().map(|field| render(gpu, &scene, &field).unwrap().pixels);
        let differ = held.iter().zip(&parts).filter(|(a, b)| a.abs_diff(**b) > 40).count();
        // A pixel has more than one sample at this size: means are smoother than samples.
        assert!(differ < held.len() / 100, "{view:?}: {differ} of {}", held.len());
    }
}

/// Ripples of 50 samples on 600 × 600, held and left in their file.
fn ripples() -> [Field; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ripples.csv");
    let value = |i: i32, j: i32| format!("{:.3}", (f64::from(i) / 8.0).sin() * (f64::from(j) / 8.0).cos());
    let row = |j: i32| (0..600).map(|i| value(i, j)).collect::<Vec<_>>().join(",");
    std::fs::write(&path, (0..600).map(row).collect::<Vec<_>>().join("\n")).unwrap();
    [None, Some(1000)].map(|most_held| {
        Field::open(path.to_str().unwrap(), &OpenOptions { most_held, ..OpenOptions::default() }).unwrap()
    })
}

/// A field seen from as near as a camera goes, with so many tiles and triangles.
fn near(gpu: &Gpu, field: &Field, triangles: usize, tiles: usize) -> Vec<u8> {
    let gpu = gpu.clone().with_detail(Some(triangles), Some(tiles));
    let camera = CameraStyle { elevation: 20.0, distance: Some(2.5), ..CameraStyle::default() };
    let scene = Scene { view: View::Surface, size: [240, 180], camera, ..Scene::default() };
    render(&gpu, &scene, field).unwrap().pixels
}

#[test]
fn budgets_bound_what_is_drawn_from_near_and_few_tiles_are_a_coarser_picture() {
    let gpu = gpu_or_skip!();
    let [held, parts] = ripples();
    let differ =
        |a: &[u8], b: &[u8]| a.iter().zip(b).filter(|(a, b)| a.abs_diff(**b) > 40).count() as f64 / a.len() as f64;
    let fine = near(gpu, &held, 1 << 20, 64);
    let many = differ(&fine, &near(gpu, &parts, 1 << 20, 64));
    assert!(many < 0.01, "{many} of the picture differ");
    let few = differ(&fine, &near(gpu, &parts, 1 << 20, 0));
    assert!(few > 2.0 * many && few < 0.5, "{few} and {many} of the picture differ");
    let coarse = differ(&fine, &near(gpu, &held, 0, 64));
    assert!(coarse > 0.0 && coarse < 0.4, "{coarse} of the picture differ with fewer triangles");
}

#[test]
fn a_frame_is_the_same_whatever_was_drawn_before() {
    let gpu = gpu_or_skip!();
    let gpu = gpu.clone().with_detail(None, Some(64));
    let [_, parts] = ripples();
    // Farther from frame to frame: fine tiles of the last one would be left in the middle, and arrows measured by them.
    let animation = AnimationStyle { zoom: 4.0, turn: 20.0, ..AnimationStyle::default() };
    let (x, y) = (Some([-0.3, 0.3]), Some([-0.3, 0.3]));
    let mut scene = Scene { size: [400, 240], animation, x, y, ..Scene::default() };
    scene.arrows.density = [40, 40];
    let mut movie = Movie::new(&gpu, &scene, &parts).unwrap();
    let after_others: Vec<Vec<u8>> = (0..3).map(|index| movie.frame(index).unwrap().pixels).collect();
    for index in [1, 2] {
        let alone = Movie::new(&gpu, &scene, &parts).unwrap().frame(index).unwrap().pixels;
        assert!(alone == after_others[index as usize], "frame {index} depends on those before");
    }
}

/// A file of 4200 × 4200 bytes, more samples than are held: the column's last digit, and 7 in one place.
fn bytes_in(folder: &Path) {
    const SIDE: usize = 4200;
    let mut samples: Vec<u8> = (0..SIDE * SIDE).map(|at| (at % SIDE % 10) as u8).collect();
    samples[SIDE * 2100] = 7;
    let file = npy("|u1", &format!("({SIDE}, {SIDE})"), &samples);
    std::fs::write(folder.join("bytes.npy"), file).unwrap();
}

#[test]
fn a_table_of_a_large_file_has_its_very_samples() {
    let _turn = gpu_or_skip!();
    let folder = tempfile::tempdir().unwrap();
    bytes_in(folder.path());
    let eval = |more: &[&str]| {
        let arguments =
            ["eval", "bytes.npy", "--extent", "0,4199,0,4199", "--x", "0,9", "--y", "2100,2101", "--grid", "10x2"];
        let run = run_in(folder.path(), &[&arguments, more, &["-o", "out.csv"]].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        (run.stderr, std::fs::read_to_string(folder.path().join("out.csv")).unwrap())
    };
    let (said, table) = eval(&[]);
    let values: Vec<f64> = table.lines().skip(1).map(|line| line.split(',').nth(2).unwrap().parse().unwrap()).collect();
    assert_eq!(values[..10], [7.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(values[10..], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(said, "");
    let (said, _) = eval(&["--device", "gpu"]);
    assert!(said.contains("means of neighbouring samples"), "{said}");
}
