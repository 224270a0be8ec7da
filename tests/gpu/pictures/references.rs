//! Whole pictures beside references.

use steepest::colormap::Colormap;
use steepest::compute::{HyperparameterMap, HyperparameterMapStyle};
use steepest::gpu::Gpu;
use steepest::render::{Image, MapStyle, render_hyperparameter_map};
use steepest::scene::{Arrows, BasinStyle, ColorScale, Levels, Limits, Theme, View};

use crate::common::images::References;
use crate::common::shown::Shown;

use super::{draw, panel, scene};

/// Other drivers round edges differently.
const REFERENCES: References = References {
    folder: "tests/gpu/pictures/references",
    threshold: 16,
    most: |image| (image.width * image.height) as usize / 1000,
};

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
    let map = HyperparameterMap::new(Some(gpu), &scene, &field, style).unwrap();
    let title = "momentum on x²/2 + 10y²".to_owned();
    let style = MapStyle { title, size: scene.size, dpi: 100.0, theme: Theme::Light, map: Colormap::default() };
    render_hyperparameter_map(gpu, &map, &style).unwrap()
}

#[test]
fn pictures_agree_with_their_references() {
    let gpu = gpu_or_skip!();
    let scenes = references().into_iter().map(|(name, scene)| (name, draw(gpu, &scene)));
    REFERENCES.check(scenes.chain([("fate", hyperparameter_map(gpu))]));
}

#[test]
fn the_comparison_rejects_wrong_pictures() {
    let gpu = gpu_or_skip!();
    let mut scenes = references();
    let (name, right) = scenes.swap_remove(0);
    assert_eq!(REFERENCES.agrees(name, &draw(gpu, &right)), Ok(()));
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
        assert!(REFERENCES.agrees(name, &draw(gpu, &wrong)).is_err(), "{wrong:?}");
    }
    // A picture that has lost its labels, or its trajectory, is another one.
    let (name, mut descent) = scenes.swap_remove(2);
    assert_eq!(name, "descent");
    let mut unlabelled = draw(gpu, &descent);
    for row in 0..panel(gpu, &descent).min[1] as usize - 2 {
        let at = 4 * row * unlabelled.width as usize;
        unlabelled.pixels[at..at + 4 * unlabelled.width as usize].fill(255);
    }
    assert!(REFERENCES.agrees(name, &unlabelled).is_err(), "without titles");
    descent.descent.steps = 19;
    descent.descent.lr = Some(0.11);
    assert!(REFERENCES.agrees(name, &draw(gpu, &descent)).is_err(), "another path");
}

#[test]
fn the_same_scene_gives_the_same_pixels() {
    let gpu = gpu_or_skip!();
    let (_, scene) = references().swap_remove(2);
    assert_eq!(draw(gpu, &scene), draw(gpu, &scene));
}
