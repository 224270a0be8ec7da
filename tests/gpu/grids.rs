//! Dense grids on the GPU: tiles that respect the adapter's limits, ranges, and the planes they give.

use steepest::compute::{Bands, Evaluator, GpuField};
use steepest::expr::Order;
use steepest::field::{Domain, Field, Grid};
use steepest::gpu::Gpu;

const HIMMELBLAU: &str = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2";

fn exact(x: f64, y: f64) -> [f64; 3] {
    let (a, b) = (x * x + y - 11.0, x + y * y - 7.0);
    [a * a + b * b, 4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b]
}

/// Checks nodes all over a grid, both sides of every band's border among them.
fn check(gpu: &Gpu, nx: usize, ny: usize) {
    let field = Field::parse(HIMMELBLAU).unwrap();
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let grid = Grid { nx, ny, domain: Domain { x: [-5.0, 5.0], y: [-4.0, 4.5] } };
    let planes = Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Gradient).unwrap();
    assert!(planes.len() == 3 && planes.iter().all(|plane| plane.len() == nx * ny));
    let bands = Bands::new(nx, ny, gpu_field.cost(), gpu.adapter.max_storage_binding, gpu.adapter.max_workgroups);
    let borders = (0..bands.count).flat_map(|band| [band * bands.rows, ((band + 1) * bands.rows).min(ny) - 1]);
    let rows = borders.chain((0..ny).step_by(ny.div_ceil(37).max(1)));
    let (xs, ys) = (grid.xs(), grid.ys());
    for row in rows {
        for column in (0..nx).step_by(nx.div_ceil(101).max(1)).chain([nx - 1]) {
            for (plane, expected) in planes.iter().zip(exact(xs[column], ys[row])) {
                let found = f64::from(plane[row * nx + column]);
                assert!(
                    (found - expected).abs() < 2e-3,
                    "row {row}, column {column} of {nx}×{ny}: {found}, not {expected}"
                );
            }
        }
    }
}

#[test]
fn a_grid_of_4096_squared_is_evaluated_in_tiles() {
    let gpu = gpu_or_skip!();
    let bands = Bands::new(4096, 4096, 20, 128 << 20, 65_535);
    assert!(bands.count > 1, "{bands:?} is one tile");
    check(gpu, 4096, 4096);
}

#[test]
fn grids_that_are_not_square_keep_rows_and_columns_apart() {
    let gpu = gpu_or_skip!();
    for (nx, ny) in [(3000, 5000), (5, 1), (1, 7), (1021, 3), (2, 65_536), (65_536, 2)] {
        check(gpu, nx, ny);
    }
}

#[test]
fn the_range_is_that_of_the_nodes() {
    let gpu = gpu_or_skip!();
    for (formula, nx, ny) in
        [(HIMMELBLAU, 4096, 1500), ("x^3 - y", 301, 77), ("log(x) - 3", 65, 33), ("-2 - x^2", 4, 4)]
    {
        let field = Field::parse(formula).unwrap();
        let gpu_field = GpuField::new(gpu, &field).unwrap();
        let grid = Grid { nx, ny, domain: field.domain() };
        let evaluator = Evaluator::new(gpu, &gpu_field);
        let range = evaluator.range(&grid).unwrap();
        let values = evaluator.sample(&grid, Order::Gradient).unwrap().swap_remove(0);
        let finite = || values.iter().copied().filter(|value| value.is_finite()).map(f64::from);
        assert!(range.is_finite);
        assert_eq!(range.min, finite().fold(f64::INFINITY, f64::min), "{formula}");
        assert_eq!(range.max, finite().fold(f64::NEG_INFINITY, f64::max), "{formula}");
        let least = finite().filter(|&value| value > 0.0).fold(f64::INFINITY, f64::min);
        assert_eq!(range.min_positive, least.is_finite().then_some(least), "{formula}");
        let double = field.sample(&grid, Order::Value).swap_remove(0);
        let exact = || double.iter().copied().filter(|value| value.is_finite());
        let (low, high) = (exact().fold(f64::INFINITY, f64::min), exact().fold(f64::NEG_INFINITY, f64::max));
        let tolerance = 1e-5 * low.abs().max(high.abs());
        assert!((range.min - low).abs() < tolerance && (range.max - high).abs() < tolerance, "{formula}: {range:?}");
    }
}

#[test]
fn a_field_of_holes_has_no_range() {
    let gpu = gpu_or_skip!();
    let field = Field::parse("sqrt(-1 - x^2)").unwrap();
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let grid = Grid { nx: 100, ny: 100, domain: field.domain() };
    assert!(!Evaluator::new(gpu, &gpu_field).range(&grid).unwrap().is_finite);
}

#[test]
fn nodes_are_the_f64_ones_rounded_once() {
    let gpu = gpu_or_skip!();
    let field = Field::parse("x").unwrap();
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let grid = Grid { nx: 1001, ny: 1, domain: Domain { x: [-0.7, 1234.1], y: [0.0, 1.0] } };
    let planes = Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Gradient).unwrap();
    let expected: Vec<f32> = grid.xs().into_iter().map(|x| x as f32).collect();
    assert_eq!(planes[0], expected);
}
