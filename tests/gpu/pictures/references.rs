//! Whole pictures beside references.

use std::path::{Path, PathBuf};

use steepest::colormap::Colormap;
use steepest::compute::{GpuField, HyperparameterMap, HyperparameterMapStyle};
use steepest::export::write_png;
use steepest::gpu::Gpu;
use steepest::render::{Image, MapStyle, render_hyperparameter_map};
use steepest::scene::{Arrows, BasinStyle, ColorScale, Levels, Limits, Theme, View};

use crate::common::shown::Shown;

use super::{draw, panel, scene};
use crate::common::images::{compare, read_png};

fn reference_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gpu/pictures/references").join(format!("{name}.png"))
}

/// A channel may be this far from the reference, on this fraction of pixels further: other drivers round edges differently.
const THRESHOLD: u8 = 16;

const FRACTION: f64 = 0.001;

fn agrees(image: &Image, reference: &Image) -> Result<(), String> {
    let difference = compare(image, reference, THRESHOLD);
    let fraction = difference.pixels as f64 / f64::from(image.width * image.height);
    if fraction <= FRACTION {
        Ok(())
    } else {
        Err(format!("{:.2} % of the pixels differ, by up to {}", 100.0 * fraction, difference.largest))
    }
}

fn base(field: &str, view: View) -> Shown {
    scene(field, view).but(|scene| scene.size = [640, 400])
}

/// Scenes with reference pictures; `STEEPEST_BLESS=1 cargo test` draws them anew.
fn references() -> Vec<(&'static str, Shown)> {
    let mut article = base("x^2 + y^2", View::Both);
    article.arrows.density = [10, 10];
    article.arrows.scale = Some(60.0);
    let mut ascent = base("peak", View::Surface);
    ascent.arrows.direction = Arrows::Ascent;
    ascent.arrows.density = [10, 10];
    let mut descent = base("x^2 + y^2", View::Both);
    (descent.x, descent.y) = (Some([-10.0, 10.0]), Some([-10.0, 10.0]));
    descent.descent.from = vec![[8.0, 8.0]];
    descent.surface.alpha = 0.8;
    descent.arrows.direction = Arrows::Off;
    let mut logarithmic = base("goldstein_price", View::Contour);
    logarithmic.color.scale = ColorScale::Log;
    logarithmic.theme = Theme::Dark;
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/");
    let dem =
        base(&format!("{data}jacksboro_fault_dem.npz"), View::Both).but(|scene| scene.title = Some(String::new()));
    let loss = base(&format!("{data}loss_surface.npy"), View::Both).but(|scene| scene.title = Some(String::new()));
    let mut curve = base("4 - x^2", View::Curve);
    curve.x = Some([-3.0, 3.0]);
    curve.descent.from = vec![[-2.0, 0.0], [2.0, 0.0]];
    (curve.descent.ascend, curve.descent.lr, curve.descent.steps) = (true, Some(0.3), 5);
    let mut lic = base("himmelblau", View::Contour);
    lic.arrows.lic = true;
    let mut streamlines = base("himmelblau", View::Contour);
    streamlines.arrows.streamlines = Some(1.0);
    let mut particles = base("himmelblau", View::Both);
    particles.theme = Theme::Dark;
    particles.descent.particles = 20_000;
    (particles.descent.optimizers, particles.descent.lr) = (vec!["adam".to_owned()], Some(0.05));
    let mut basins = base("himmelblau", View::Both);
    basins.basins = Some(BasinStyle { grid: [128, 128], ..BasinStyle::default() });
    vec![
        ("article", article),
        ("ascent", ascent),
        ("descent", descent),
        ("logarithmic", logarithmic),
        ("holes", base("log(x) + sqrt(4 - y)", View::Surface)),
        ("dem", dem),
        ("loss", loss),
        ("curve", curve),
        ("lic", lic),
        ("streamlines", streamlines),
        ("particles", particles),
        ("basins", basins),
    ]
}

/// The map of momentum's convergence on a quadratic over two of its hyperparameters.
fn hyperparameter_map(gpu: &Gpu) -> Image {
    let mut scene = base("x^2/2 + 10*y^2", View::Contour);
    scene.descent.optimizers = vec!["momentum".to_owned()];
    let field = scene.open_field().unwrap();
    let over = ["lr=1e-3..1,log", "momentum=0..0.99"].map(|text| text.parse().unwrap());
    let style = HyperparameterMapStyle { from: [4.0, 3.0], over, grid: [96, 64], steps: 500 };
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let map = HyperparameterMap::new(Some((gpu, &gpu_field)), &scene, &field, style).unwrap();
    let title = "momentum on x²/2 + 10y²".to_owned();
    let style = MapStyle { title, size: scene.size, dpi: 100.0, theme: Theme::Light, map: Colormap::default() };
    render_hyperparameter_map(gpu, &map, &style).unwrap()
}

#[test]
fn pictures_agree_with_their_references() {
    let gpu = gpu_or_skip!();
    let bless = std::env::var("STEEPEST_BLESS").is_ok_and(|value| value == "1");
    let mut failures = Vec::new();
    let scenes = references().into_iter().map(|(name, scene)| (name, draw(gpu, &scene)));
    for (name, image) in scenes.chain([("fate", hyperparameter_map(gpu))]) {
        if bless {
            write_png(&reference_path(name), image.width, image.height, &image.pixels).unwrap();
        }
        if let Err(difference) = agrees(&image, &read_png(&reference_path(name))) {
            let kept = std::env::temp_dir().join(format!("steepest-{name}.png"));
            write_png(&kept, image.width, image.height, &image.pixels).unwrap();
            failures.push(format!("{name}: {difference}; drawn: {}", kept.display()));
        }
    }
    assert!(!bless, "the references are drawn anew; look at them, and run the tests without STEEPEST_BLESS");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_comparison_rejects_wrong_pictures() {
    let gpu = gpu_or_skip!();
    let mut scenes = references();
    let (name, right) = scenes.swap_remove(0);
    let reference = read_png(&reference_path(name));
    assert!(agrees(&draw(gpu, &right), &reference).is_ok());
    let mut turned = right.clone();
    turned.camera.azimuth += 3.0;
    let mut fewer_arrows = right.clone();
    fewer_arrows.arrows.density = [9, 9];
    let mut other_levels = right.clone();
    other_levels.contour.levels = Levels::Count(8);
    let mut other_map = right.clone();
    other_map.color.map = Some(Colormap::Plasma);
    let mut no_bar_ticks = right.clone();
    no_bar_ticks.color.limits = Limits::Range([0.0, 49.0]);
    for wrong in [turned, fewer_arrows, other_levels, other_map, no_bar_ticks] {
        assert!(agrees(&draw(gpu, &wrong), &reference).is_err(), "{wrong:?}");
    }
    // A picture that has lost its labels, or its trajectory, is another one.
    let (name, mut descent) = scenes.swap_remove(2);
    assert_eq!(name, "descent");
    let reference = read_png(&reference_path(name));
    let mut unlabelled = draw(gpu, &descent);
    for row in 0..panel(gpu, &descent).min[1] as usize - 2 {
        let at = 4 * row * unlabelled.width as usize;
        unlabelled.pixels[at..at + 4 * unlabelled.width as usize].fill(255);
    }
    assert!(agrees(&unlabelled, &reference).is_err(), "without titles");
    descent.descent.steps = 19;
    descent.descent.lr = Some(0.11);
    assert!(agrees(&draw(gpu, &descent), &reference).is_err(), "another path");
}

#[test]
fn the_same_scene_gives_the_same_pixels() {
    let gpu = gpu_or_skip!();
    let (_, scene) = references().swap_remove(2);
    assert_eq!(draw(gpu, &scene), draw(gpu, &scene));
}
