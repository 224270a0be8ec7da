//! Samples that stay in their file, as pictures and both devices have them.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod common;

use std::path::PathBuf;

use steepest::compute::{Evaluator, GpuField};
use steepest::expr::Order;
use steepest::field::{Field, Grid, Kind, OpenOptions};
use steepest::render::render;
use steepest::scene::{Scene, View};

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
        let gpu_field = GpuField::new(&gpu, field).unwrap();
        Evaluator::new(&gpu, &gpu_field).sample(&grid, Order::Hessian).unwrap()
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
        let [held, parts] = both().map(|field| {
            let scene = Scene { field: field.name().to_owned(), ..scene.clone() };
            render(&gpu, &scene, &field).unwrap().pixels
        });
        let differ = held.iter().zip(&parts).filter(|(a, b)| a.abs_diff(**b) > 40).count();
        // A pixel has more than one sample at this size: means are smoother than samples.
        assert!(differ < held.len() / 100, "{view:?}: {differ} of {}", held.len());
    }
}
