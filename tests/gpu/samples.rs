//! Samples: the CPU's bicubic and its GPU counterpart on the same points.

use std::path::PathBuf;

use steepest::compute::{Evaluator, GpuField};
use steepest::expr::Order;
use steepest::field::{Domain, Field, Grid, Kind, OpenOptions, Samples};
use steepest::gpu::Gpu;
use steepest::render::{Remark, Renderer, render};
use steepest::scene::{Limits, Scene, SurfaceLines, View};

use crate::common::images::compare;

fn data(name: &str) -> Field {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    Field::open(path.to_str().unwrap(), &OpenOptions::default()).unwrap()
}

/// Noise on a grid whose x runs backwards, with missing values inside and at a corner.
fn noise() -> Field {
    let (nx, ny) = (23, 17);
    let mut numbers = crate::common::Numbers(7);
    let mut values: Vec<f64> = (0..nx * ny).map(|_| numbers.between(-3.0, 5.0)).collect();
    for missing in [0, nx * 5 + 9, nx * 5 + 10, nx * 16 + 22] {
        values[missing] = f64::NAN;
    }
    Field::from_samples("noise", Samples::new(values, nx, ny, [4.0, -2.0], [10.0, 13.0]).unwrap())
}

/// The same on axes of steps from a tenth to 3.
fn uneven_noise() -> Field {
    let mut numbers = crate::common::Numbers(8);
    let mut axis = |count: usize, sign: f64| -> Vec<f64> {
        let mut at = 1.0;
        let mut next = || {
            at += sign * numbers.between(0.1, 3.0);
            at
        };
        (0..count).map(|_| next()).collect()
    };
    let (xs, ys) = (axis(23, -1.0), axis(17, 1.0));
    let mut values: Vec<f64> = (0..xs.len() * ys.len()).map(|_| numbers.between(-3.0, 5.0)).collect();
    for missing in [0, 23 * 5 + 9, 23 * 5 + 10, 23 * 16 + 22] {
        values[missing] = f64::NAN;
    }
    Field::from_samples("uneven noise", Samples::through(values, &xs, &ys).unwrap())
}

/// Largest distance of each plane on the GPU from the CPU's, relative to the plane's largest value; panics where one has
/// a missing value and the other has none.
fn worst_errors(gpu: &Gpu, field: &Field, grid: &Grid) -> Vec<f64> {
    let gpu_field = GpuField::new(gpu, field).unwrap();
    let single = Evaluator::new(gpu, &gpu_field).sample(grid, Order::Hessian).unwrap();
    let double = field.sample(grid, Order::Hessian);
    assert_eq!((single.len(), double.len()), (6, 6));
    let worst = |(single, double): (&Vec<f32>, &Vec<f64>)| {
        let scale = double.iter().filter(|value| value.is_finite()).fold(0.0f64, |scale, value| scale.max(value.abs()));
        let mut worst = 0.0f64;
        for (index, (&single, &double)) in single.iter().zip(double).enumerate() {
            let missing = [single.is_nan(), double.is_nan()];
            assert_eq!(missing[0], missing[1], "node {index}: {single} on the GPU, {double} on the CPU");
            if !missing[0] {
                worst = worst.max((f64::from(single) - double).abs() / scale);
            }
        }
        worst
    };
    single.iter().zip(&double).map(worst).collect()
}

#[test]
fn both_devices_follow_one_interpolant() {
    let gpu = gpu_or_skip!();
    for field in [noise(), uneven_noise(), data("jacksboro_fault_dem.npz"), data("loss_surface.npy")] {
        // Coprime with the samples, so that nodes fall everywhere between them.
        let grid = Grid { nx: 509, ny: 487, domain: field.domain() };
        let errors = worst_errors(gpu, &field, &grid);
        // An index near 400 is rounded to 3e-5 of a cell, which a rough field's slopes and curvatures show.
        // A narrow cell far from the first has fewer floats within.
        let most = if field.name().starts_with("uneven") { 1e-5 } else { 2e-6 };
        assert!(errors[0] < most, "{}: {errors:?}", field.name());
        assert!(errors[1..3].iter().all(|&error| error < 5e-5), "{}: {errors:?}", field.name());
        assert!(errors[3..].iter().all(|&error| error < 1e-4), "{}: {errors:?}", field.name());
    }
}

#[test]
fn nodes_of_the_file_come_back_exactly() {
    let gpu = gpu_or_skip!();
    let field = data("jacksboro_fault_dem.npz");
    let Kind::Samples(samples) = field.kind() else { panic!("a file is samples") };
    let [nx, ny] = samples.size();
    let grid = Grid { nx, ny, domain: field.domain() };
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let planes = Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Gradient).unwrap();
    let double = field.sample(&grid, Order::Value);
    for (index, node) in samples.nodes().iter().enumerate() {
        assert_eq!(planes[0][index], node.f, "node {index} on the GPU");
        assert_eq!(double[0][index] as f32, node.f, "node {index} on the CPU");
    }
}

#[test]
fn an_extent_that_runs_backwards_mirrors_the_field() {
    let values = |backwards: bool| -> Vec<f64> {
        let column = |index: usize| if backwards { 10 - index % 11 } else { index % 11 };
        (0..11 * 5).map(|index| (column(index) as f64).powi(2) + (index / 11) as f64).collect()
    };
    let forwards = Samples::new(values(false), 11, 5, [0.0, 1.0], [0.0, 1.0]).unwrap();
    let backwards = Samples::new(values(true), 11, 5, [1.0, 0.0], [0.0, 1.0]).unwrap();
    for (x, y) in [(0.11, 0.3), (0.5, 0.77), (0.93, 0.02)] {
        let (a, b) = (forwards.value_and_gradient(x, y), backwards.value_and_gradient(x, y));
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-10 * a.abs().max(1.0)), "{a:?} {b:?}");
    }
}

#[test]
fn a_file_beyond_its_extent_is_a_hole() {
    let gpu = gpu_or_skip!();
    let field = noise();
    let Domain { x, y } = field.domain();
    let grid = Grid { nx: 40, ny: 40, domain: Domain { x: [x[0] + 3.0, x[1] - 3.0], y: [y[0] - 1.0, y[1] + 1.0] } };
    let errors = worst_errors(gpu, &field, &grid);
    assert!(errors[0] < 2e-6, "{errors:?}");
    assert!(field.sample(&grid, Order::Value)[0][0].is_nan());
}

#[test]
fn second_derivatives_at_nodes_are_the_mean_of_both_sides_on_both_devices() {
    let gpu = gpu_or_skip!();
    let values: Vec<f64> = (0..9 * 8).map(|k| f64::from(k * k % 23)).collect();
    let field = Field::from_samples("nodes", Samples::new(values, 9, 8, [0.0, 8.0], [0.0, 7.0]).unwrap());
    let errors = worst_errors(gpu, &field, &Grid { nx: 9, ny: 8, domain: field.domain() });
    assert!(errors.iter().all(|&error| error < 2e-6), "{errors:?}");
}

#[test]
fn a_relief_on_a_large_value_comes_back_whole() {
    let gpu = gpu_or_skip!();
    let values: Vec<f64> = (0..20).map(|k| 1e8 + 0.2 * f64::from(k)).collect();
    let field = Field::from_samples("offset", Samples::new(values.clone(), 5, 4, [0.0, 4.0], [0.0, 3.0]).unwrap());
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let grid = Grid { nx: 5, ny: 4, domain: field.domain() };
    let planes = Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Gradient).unwrap();
    for (found, value) in planes[0].iter().zip(&values) {
        assert!((f64::from(*found) + gpu_field.offset() - value).abs() < 1e-6);
    }
}

/// Samples of sin(x)·cos(y) + 0.3·x in units of `unit`.
fn hills(unit: f64) -> Samples {
    let (nx, ny) = (61, 41);
    let place = |at: usize, count: usize, reach: f64| reach * (2.0 * at as f64 / (count - 1) as f64 - 1.0);
    let value = |at: usize| {
        let (x, y) = (place(at % nx, nx, 3.0), place(at / nx, ny, 2.0));
        unit * (x.sin() * y.cos() + 0.3 * x)
    };
    Samples::new((0..nx * ny).map(value).collect(), nx, ny, [-3.0, 3.0], [-2.0, 2.0]).unwrap()
}

/// Magnitudes that 32-bit floats do not hold, or just.
const MAGNITUDES: [f64; 6] = [1e300, -1e200, 1e37, 1e-37, 1e-40, 1e-300];

#[test]
fn magnitudes_beyond_32_bits_come_back_whole() {
    let gpu = gpu_or_skip!();
    let grid = Grid { nx: 50, ny: 37, domain: Domain { x: [-3.0, 3.0], y: [-2.0, 2.0] } };
    for unit in MAGNITUDES {
        let field = Field::from_samples("hills", hills(unit));
        let gpu_field = GpuField::new(gpu, &field).unwrap();
        let single = Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Gradient).unwrap();
        for (single, double) in single.iter().zip(field.sample(&grid, Order::Gradient)) {
            for (single, double) in single.iter().zip(double) {
                let found = f64::from(*single) * (gpu_field.unit() / unit);
                assert!((found - double / unit).abs() < 1e-5, "{unit:e}: {found} for {}", double / unit);
            }
        }
        // Those of sin(x)·cos(y) + 0.3·x at a sample.
        let exact = 1.0f64.sin() * 1.0f64.cos() + 0.3;
        assert!((field.value(&[1.0, 1.0]).unwrap() / unit - exact).abs() < 1e-12, "{unit:e}");
    }
}

#[test]
fn pictures_of_any_magnitude_are_alike() {
    let gpu = gpu_or_skip!();
    // Numbers alone say which is which: of a linear bar its power of ten.
    let drawn = |unit: f64, change: &dyn Fn(&mut Scene)| {
        let mut scene = Scene { size: [640, 300], title: Some(String::new()), ..Scene::default() };
        change(&mut scene);
        render(gpu, &scene.checked().unwrap(), &Field::from_samples("hills", hills(unit))).unwrap()
    };
    let changes: [&dyn Fn(&mut Scene); 3] =
        [&|_| (), &|scene| scene.surface.lines = SurfaceLines::Contour, &|scene| scene.arrows.streamlines = Some(1.0)];
    for (at, change) in changes.into_iter().enumerate() {
        // Those of which 32-bit floats hold all, with powers of ten beside their bars.
        let ordinary = [1e20, 1e-20].map(|unit| drawn(unit, change));
        for unit in MAGNITUDES.into_iter().filter(|unit| *unit > 0.0) {
            let other = compare(&drawn(unit, change), &ordinary[usize::from(unit < 1.0)], 16).pixels;
            assert!(other < 640 * 300 / 200, "{unit:e}, {at}: {other} pixels differ");
        }
    }
}

#[test]
fn limits_far_below_the_largest_sample_are_told_to_lose_values() {
    let gpu = gpu_or_skip!();
    let mut values: Vec<f64> = (0..35).map(f64::from).collect();
    values[11] = 1e300;
    let field = Field::from_samples("spike", Samples::new(values, 7, 5, [0.0, 6.0], [0.0, 4.0]).unwrap());
    let remarks = |limits: Limits| {
        let mut scene = Scene { size: [320, 240], view: View::Contour, ..Scene::default() };
        scene.color.limits = limits;
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
        picture.remarks().iter().any(|remark| matches!(remark, Remark::TooManyDecades(_)))
    };
    assert!(remarks(Limits::Range([0.0, 30.0])) && !remarks(Limits::Full));
}
