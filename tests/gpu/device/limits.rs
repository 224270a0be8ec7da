//! What a lesser adapter does not hold is cut or refused by name, and nothing panics.

use steepest::compute::{Evaluator, GpuField};
use steepest::descent::Seeding;
use steepest::expr::Order;
use steepest::field::{Domain, Field, Grid};
use steepest::gpu::Gpu;
use steepest::render::{Image, RenderError, render};
use steepest::scene::{Arrows, ColorBy, DescentStyle, Scene, Tint, View};

use crate::common::shown::{Shown, shown};

/// A device of the adapter whose bindings and buffers are small.
fn small(gpu: &Gpu) -> Gpu {
    let limits = wgpu::Limits {
        max_storage_buffer_binding_size: 1 << 20,
        max_buffer_size: 4 << 20,
        max_texture_dimension_2d: 2048,
        ..wgpu::Limits::defaults()
    };
    gpu.within(limits).unwrap()
}

fn scene(view: View, particles: usize) -> Shown {
    let descent = DescentStyle {
        particles,
        particles_from: Seeding::Grid,
        trail: Some(0),
        steps: 3,
        lr: Some(0.01),
        ..DescentStyle::default()
    };
    shown(
        "x^2 + 3*y^2",
        Scene {
            view,
            size: [200, 150],
            x: Some([-1.0, 1.0]),
            y: Some([-1.0, 1.0]),
            title: Some(String::new()),
            descent,
            ..Scene::default()
        },
    )
}

fn draw(gpu: &Gpu, scene: &Shown) -> Result<Image, RenderError> {
    render(gpu, &scene.clone().checked().unwrap(), &scene.open_field().unwrap())
}

/// Pixels of two pictures that differ by more than rounding.
fn differ(a: &Image, b: &Image) -> usize {
    let far = |(a, b): (&[u8], &[u8])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > 2);
    a.pixels.chunks_exact(4).zip(b.pixels.chunks_exact(4)).filter(|pair| far(*pair)).count()
}

#[test]
fn particles_beyond_one_binding_are_drawn_and_counted_as_on_any_adapter() {
    let gpu = gpu_or_skip!();
    let small = small(gpu);
    // 300,000 positions, and as many fates, are more than a binding each.
    for tint in [Tint::Optimizer, Tint::Minimum, Tint::F] {
        for view in [View::Contour, View::Both] {
            let mut scene = scene(view, 300_000);
            scene.descent.tint = tint;
            // A caption counts them.
            scene.title = Some("particles".to_owned());
            let [a, b] = [gpu, &small].map(|gpu| draw(gpu, &scene).unwrap_or_else(|error| panic!("{tint:?}: {error}")));
            assert!(differ(&a, &b) < 20, "{tint:?} {view:?}: {} pixels differ", differ(&a, &b));
        }
    }
}

#[test]
fn trails_are_cut_into_dispatches_and_look_the_same() {
    let gpu = gpu_or_skip!();
    let mut scene = scene(View::Both, 3000);
    // 3000 particles of 6 positions are within a binding, and 15,000 segments are several dispatches.
    (scene.descent.steps, scene.descent.trail) = (5, Some(5));
    let small = small(gpu);
    let [a, b] = [gpu, &small].map(|gpu| draw(gpu, &scene).unwrap());
    assert!(differ(&a, &b) < 20, "{}", differ(&a, &b));
    scene.descent.trail = Some(0);
    assert!(differ(&a, &draw(gpu, &scene).unwrap()) > 500, "trails are seen");
    // More of them are refused, with what would fit.
    (scene.descent.steps, scene.descent.trail) = (100, Some(100));
    let error = draw(&small, &scene).unwrap_err().to_string();
    assert!(error.contains("trails of 100 steps behind 3000 particles do not fit"), "{error}");
}

#[test]
fn more_particles_than_a_buffer_holds_are_refused_by_number() {
    let gpu = gpu_or_skip!();
    let error = draw(&small(gpu), &scene(View::Contour, 600_000)).unwrap_err().to_string();
    assert!(error.contains("600000 particles do not fit: this adapter holds 524288"), "{error}");
}

#[test]
fn pictures_of_every_kind_are_drawn_or_refused_by_name() {
    let gpu = gpu_or_skip!();
    let small = small(gpu);
    let mut fails = Vec::new();
    let mut attempt = |what: &str, scene: Shown| {
        if let Err(error) = draw(&small, &scene) {
            let text = error.to_string();
            assert!(!text.contains("wgpu") && !text.contains("Validation"), "{what}: {text}");
            fails.push((what.to_owned(), text));
        }
    };
    let base = || scene(View::Both, 0);
    let mut arrows = base();
    (arrows.arrows.direction, arrows.arrows.density) = (Arrows::Ascent, [500, 500]);
    attempt("arrows beyond a buffer", arrows);
    let mut starts = base();
    starts.descent.from = (0..100).map(|index| [-0.9 + 0.018 * f64::from(index), 0.5]).collect();
    (starts.descent.steps, starts.descent.lr) = (1000, Some(1e-4));
    attempt("100 trajectories of 1000 steps", starts);
    let mut colored = base();
    colored.color.by = ColorBy::Slope;
    colored.grid = Some([1000, 1000]);
    attempt("a fine mesh", colored);
    let mut streamlines = base();
    streamlines.arrows.streamlines = Some(2.0);
    attempt("streamlines", streamlines);
    let mut lic = base();
    (lic.arrows.lic, lic.size) = (true, [1200, 600]);
    attempt("lic", lic);
    attempt("a large picture", base().but(|scene| scene.size = [2500, 200]));
    let mut weights = scene(View::Contour, 100);
    weights.size = [900, 900];
    attempt("weights of a large panel", weights);
    let named = |what: &str| fails.iter().find(|(of, _)| of == what).map(|(_, text)| text.as_str());
    assert!(named("weights of a large panel").is_some_and(|text| text.contains("what particles weigh")), "{fails:?}");
    for (what, text) in &fails {
        assert!(text.contains("larger than this adapter allows") || text.contains("do not fit"), "{what}: {text}");
    }
}

#[test]
fn a_picture_of_200_001_starts_is_drawn_or_refused_by_name() {
    let gpu = gpu_or_skip!();
    let mut starts = scene(View::Contour, 0);
    let place = |index: u32| [-0.9 + 0.004 * f64::from(index % 447), -0.9 + 0.004 * f64::from(index / 447)];
    starts.descent.from = (0..200_001).map(place).collect();
    starts.descent.steps = 2;
    if let Err(error) = draw(gpu, &starts) {
        assert!(error.to_string().contains("larger than this adapter allows"), "{error}");
    }
}

#[test]
fn a_field_whose_curvature_alone_leaves_32_bits_is_on_the_device() {
    let gpu = gpu_or_skip!();
    // fxx is 2e60 everywhere.
    let field = Field::parse("1e30*x*(1e30*x)").unwrap();
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let grid = Grid { nx: 3, ny: 1, domain: Domain { x: [-1e-27, 1e-27], y: [0.0, 1.0] } };
    let planes = Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Gradient).unwrap();
    let (f, fx) = (planes[0][0], planes[1][0]);
    assert!((f - 1e6).abs() < 1.0 && (fx + 2e33).abs() < 1e27, "{f} {fx}");
}
