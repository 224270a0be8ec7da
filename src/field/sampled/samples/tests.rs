//! Every tolerance is relative to the data's size.

use super::*;

/// Samples of `f` over columns and rows on `x` × `y`.
fn sampled(f: impl Fn(f64, f64) -> f64, [nx, ny]: [usize; 2], x: [f64; 2], y: [f64; 2]) -> Samples {
    let at = |[first, last]: [f64; 2], index: usize, count: usize| {
        first + (last - first) * index as f64 / (count - 1) as f64
    };
    let values = (0..nx * ny).map(|index| f(at(x, index % nx, nx), at(y, index / nx, ny))).collect();
    Samples::new(values, nx, ny, x, y).unwrap()
}

/// Numbers in 0..1 that look random and are the same every time.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Random samples over index coordinates.
fn rough([nx, ny]: [usize; 2], seed: u64) -> Samples {
    let mut random = noise(seed);
    let values = (0..nx * ny).map(|_| random() - 0.5).collect();
    Samples::new(values, nx, ny, [0.0, (nx - 1) as f64], [0.0, (ny - 1) as f64]).unwrap()
}

#[track_caller]
fn assert_near<const N: usize>(got: [f64; N], expected: [f64; N], tolerance: f64) {
    let near = got.iter().zip(&expected).all(|(got, expected)| (got - expected).abs() <= tolerance);
    assert!(near, "{got:?} is not {expected:?} within {tolerance:e}");
}

#[test]
fn passes_through_every_sample() {
    let (nx, ny) = (9, 7);
    let (x, y) = ([-84.413_75, -84.077_916_666_666_67], [36.732_916_666_666_67, 36.446_25]);
    // Magnitudes from 1e-12 to 1e12 side by side: a sample must not be the rest of a cancellation.
    let mut random = noise(1);
    let values: Vec<f64> = (0..nx * ny).map(|_| 10f64.powf(24.0 * random() - 12.0)).collect();
    let samples = Samples::new(values.clone(), nx, ny, x, y).unwrap();
    let (xs, ys) = (crate::field::linspace(x, nx), crate::field::linspace(y, ny));
    for (index, value) in values.iter().enumerate() {
        let [f, ..] = samples.value_and_gradient(xs[index % nx], ys[index / nx]);
        assert_eq!(f, *value, "sample {index}");
    }
}

#[test]
fn planes_are_exact_beside_missing_values() {
    let plane = |x: f64, y: f64| 7.0 + x - 5.0 * y;
    let even = |nx: usize| (0..nx).map(|column| column as f64).collect::<Vec<_>>();
    let uneven = |nx: usize| (0..nx).map(|column| (column * column) as f64 / 4.0).collect::<Vec<_>>();
    let mut known = 0;
    for seed in 0..200 {
        let mut random = noise(seed + 1);
        let (xs, ys) = if seed % 2 == 0 { (even(6), even(5)) } else { (uneven(6), even(5)) };
        let missing = 0.4 * random();
        let at = ys.iter().flat_map(|&y| xs.iter().map(move |&x| (x, y)));
        let values = at.map(|(x, y)| if random() < missing { f64::NAN } else { plane(x, y) }).collect();
        let samples = Samples::through(values, &xs, &ys).unwrap();
        for _ in 0..100 {
            let (x, y) = (xs[5] * random(), ys[4] * random());
            let [f, fx, fy] = samples.value_and_gradient(x, y);
            if !f.is_nan() {
                known += 1;
                assert_near([f, fx, fy], [plane(x, y), 1.0, -5.0], 1e-12);
            }
        }
    }
    assert!(known > 2000, "{known}");
}

#[test]
fn quadratics_are_exact_up_to_the_edges() {
    let f = |x: f64, y: f64| 3000.0 + 0.5 * x - 2.0 * y + 1.5 * x * x - 0.75 * x * y + 0.25 * y * y;
    let samples = sampled(f, [6, 5], [-2.0, 3.0], [1.0, -3.0]);
    let mut random = noise(2);
    for k in 0..500 {
        let (mut x, mut y) = (5.0 * random() - 2.0, 4.0 * random() - 3.0);
        match k % 5 {
            0 => x = if k % 2 == 0 { -2.0 } else { 3.0 },
            1 => y = if k % 2 == 0 { 1.0 } else { -3.0 },
            _ => {}
        }
        let gradient = [0.5 + 3.0 * x - 0.75 * y, -2.0 - 0.75 * x + 0.5 * y];
        assert_near(samples.value_and_gradient(x, y), [f(x, y), gradient[0], gradient[1]], 1e-11);
        assert_near(samples.hessian(x, y), [3.0, -0.75, 0.5], 1e-10);
    }
}

#[test]
fn products_of_quadratics_are_exact_too() {
    let f = |x: f64, y: f64| (x * x - x) * (y * y + 2.0 * y);
    let samples = sampled(f, [5, 4], [0.0, 4.0], [0.0, 3.0]);
    let mut random = noise(3);
    for _ in 0..200 {
        let (x, y) = (4.0 * random(), 3.0 * random());
        let expected = [f(x, y), (2.0 * x - 1.0) * (y * y + 2.0 * y), (x * x - x) * (2.0 * y + 2.0)];
        assert_near(samples.value_and_gradient(x, y), expected, 1e-10);
    }
}

/// The largest errors of f and of its gradient within [−1, 1]² of a grid on [−2, 2]².
fn errors(f: impl Fn(f64, f64) -> f64, slopes: impl Fn(f64, f64) -> [f64; 2], cells: usize) -> [f64; 2] {
    let samples = sampled(&f, [cells + 1, cells + 1], [-2.0, 2.0], [-2.0, 2.0]);
    let mut random = noise(4);
    (0..20_000).fold([0.0, 0.0], |[worst_f, worst_slope]: [f64; 2], _| {
        let (x, y) = (2.0 * random() - 1.0, 2.0 * random() - 1.0);
        let [got, fx, fy] = samples.value_and_gradient(x, y);
        let [expected_x, expected_y] = slopes(x, y);
        let slope_error = (fx - expected_x).abs().max((fy - expected_y).abs());
        [worst_f.max((got - f(x, y)).abs()), worst_slope.max(slope_error)]
    })
}

#[test]
fn cubics_converge_to_third_order_and_their_slopes_to_second() {
    let f = |x: f64, y: f64| x * x * x - 2.0 * x * y * y + y;
    let slopes = |x: f64, y: f64| [3.0 * x * x - 2.0 * y * y, -4.0 * x * y + 1.0];
    let [coarse, fine] = [20, 40].map(|cells| errors(f, slopes, cells));
    let orders = [(coarse[0] / fine[0]).log2(), (coarse[1] / fine[1]).log2()];
    assert_near(orders, [3.0, 2.0], 0.1);
}

#[test]
fn the_gradient_and_hessian_are_the_interpolants_own() {
    let samples = rough([12, 9], 5);
    let mut random = noise(6);
    let h = 1e-5;
    for _ in 0..500 {
        // Away from borders, where second derivatives jump.
        let inside = |count: usize, a: f64, b: f64| (a * (count - 1) as f64).floor() + 0.01 + 0.98 * b;
        let (x, y) = (inside(12, random(), random()), inside(9, random(), random()));
        let [east, west] = [x + h, x - h].map(|x| samples.value_and_gradient(x, y));
        let [north, south] = [y + h, y - h].map(|y| samples.value_and_gradient(x, y));
        let central = |after: [f64; 3], before: [f64; 3], index: usize| (after[index] - before[index]) / (2.0 * h);
        let [_, fx, fy] = samples.value_and_gradient(x, y);
        assert_near([fx, fy], [central(east, west, 0), central(north, south, 0)], 1e-8);
        let numeric = [central(east, west, 1), central(east, west, 2), central(north, south, 2)];
        assert_near(samples.hessian(x, y), numeric, 1e-8);
        assert_near([central(north, south, 1)], [samples.hessian(x, y)[1]], 1e-8);
    }
}

#[test]
fn value_and_gradient_are_continuous_across_borders() {
    let samples = rough([14, 11], 7);
    let mut random = noise(8);
    let h = 1e-9;
    for _ in 0..2000 {
        let (border, along) = ((1.0 + 8.99 * random()).floor(), 10.0 * random());
        let (vertical, horizontal) = ([h, -h].map(|h| (border + h, along)), [h, -h].map(|h| (along, border + h)));
        for [after, before] in [vertical, horizontal] {
            let [after, before] = [after, before].map(|(x, y)| samples.value_and_gradient(x, y));
            assert_near(after, before, 1e-7);
        }
    }
}

#[test]
fn a_reversed_extent_mirrors_the_field() {
    let mut random = noise(9);
    let values: Vec<f64> = (0..8 * 6).map(|_| random()).collect();
    let forward = Samples::new(values.clone(), 8, 6, [-1.0, 3.0], [2.0, 5.0]).unwrap();
    let backward = Samples::new(values, 8, 6, [3.0, -1.0], [5.0, 2.0]).unwrap();
    assert_eq!(backward.domain(), ([3.0, -1.0], [5.0, 2.0]));
    for _ in 0..200 {
        let (x, y) = (4.0 * random() - 1.0, 3.0 * random() + 2.0);
        let [f, fx, fy] = forward.value_and_gradient(x, y);
        assert_near(backward.value_and_gradient(2.0 - x, 7.0 - y), [f, -fx, -fy], 1e-12);
        assert_near(backward.hessian(2.0 - x, 7.0 - y), forward.hessian(x, y), 1e-11);
    }
}

#[test]
fn a_hole_costs_the_cells_that_touch_it_and_no_other() {
    for missing in [f64::NAN, f64::INFINITY, -f64::MAX, f64::from(f32::MIN), 9.969_209_968_386_869e36] {
        let f = |x: f64, y: f64| x * x - 3.0 * x * y + y;
        let values = (0..8 * 7).map(|k| if k == 3 * 8 + 4 { missing } else { f((k % 8) as f64, (k / 8) as f64) });
        let samples = Samples::new(values.collect(), 8, 7, [0.0, 7.0], [0.0, 6.0]).unwrap();
        let mut random = noise(10);
        for _ in 0..2000 {
            let (x, y) = (7.0 * random(), 6.0 * random());
            let sampled = samples.value_and_gradient(x, y);
            if (x - 4.0).abs() < 1.0 && (y - 3.0).abs() < 1.0 {
                assert!(sampled.iter().chain(&samples.hessian(x, y)).all(|value| value.is_nan()), "({x}, {y})");
            } else {
                // Beside the missing value slopes are one-sided, and still exact for this field.
                assert_near(sampled, [f(x, y), 2.0 * x - 3.0 * y, 1.0 - 3.0 * x], 1e-11);
                assert_near(samples.hessian(x, y), [2.0, -3.0, 0.0], 1e-11);
            }
        }
        assert!(samples.value_and_gradient(4.0, 3.0)[0].is_nan());
    }
}

#[test]
fn the_border_of_a_hole_belongs_to_the_whole_cells() {
    let mut values = vec![1.0; 6 * 6];
    values[2 * 6 + 2] = f64::NAN;
    let samples = Samples::new(values, 6, 6, [0.0, 5.0], [0.0, 5.0]).unwrap();
    for (x, y) in [(1.0, 2.0), (1.0, 1.0), (3.0, 3.0), (3.0, 2.5), (1.0, 2.5), (2.5, 1.0), (2.5, 3.0), (3.0, 1.0)] {
        assert_eq!(samples.value_and_gradient(x, y), [1.0, 0.0, 0.0], "({x}, {y})");
        assert_eq!(samples.hessian(x, y), [0.0; 3], "({x}, {y})");
    }
}

#[test]
fn a_sample_among_holes_keeps_its_value() {
    let values = (0..5 * 5).map(|k| if k % 2 == 0 { f64::from(k) } else { f64::NAN }).collect();
    let samples = Samples::new(values, 5, 5, [0.0, 4.0], [0.0, 4.0]).unwrap();
    assert_eq!(samples.value_and_gradient(2.0, 2.0), [12.0, 0.0, 0.0]);
    assert_eq!(samples.value_and_gradient(4.0, 4.0), [24.0, 0.0, 0.0]);
    assert!(samples.hessian(2.0, 2.0)[0].is_nan());
    assert!(samples.value_and_gradient(1.0, 2.0)[0].is_nan());
    assert!(samples.value_and_gradient(2.5, 2.0)[0].is_nan());
}

#[test]
fn both_ends_are_inside_and_nothing_beyond() {
    let mut random = noise(11);
    for _ in 0..2000 {
        let (first, width) = (2000.0 * random() - 1000.0, 10f64.powf(8.0 * random() - 6.0));
        let (x, y) = ([first, first + width], [first + width, first]);
        let samples = sampled(|_, _| 2.5, [100, 37], x, y);
        for (x_end, y_end) in [(x[0], y[0]), (x[1], y[0]), (x[0], y[1]), (x[1], y[1])] {
            assert_eq!(samples.value_and_gradient(x_end, y_end)[0], 2.5, "{x:?}");
        }
        for outside in [first - 1e-3 * width, first + 1.001 * width, f64::NAN, f64::INFINITY] {
            assert!(samples.value_and_gradient(outside, first)[0].is_nan());
            assert!(samples.value_and_gradient(first, outside)[0].is_nan());
            assert!(samples.hessian(outside, first)[0].is_nan());
        }
    }
}

/// Axes of rising steps between 0.02 and 1, and a function's samples on them.
fn uneven(f: impl Fn(f64, f64) -> f64, [nx, ny]: [usize; 2], seed: u64) -> (Samples, Vec<f64>, Vec<f64>) {
    let mut random = noise(seed);
    let mut axis = |count: usize, first: f64, sign: f64| -> Vec<f64> {
        let steps = (0..count).map(|_| sign * 10f64.powf(-1.7 * random()));
        steps.scan(first, |at, step| Some(std::mem::replace(at, *at + step))).collect()
    };
    let (xs, ys) = (axis(nx, 3.0, 1.0), axis(ny, -2.0, -1.0));
    let values = ys.iter().flat_map(|&y| xs.iter().map(move |&x| (x, y))).map(|(x, y)| f(x, y)).collect();
    (Samples::through(values, &xs, &ys).unwrap(), xs, ys)
}

#[test]
fn quadratics_are_exact_on_uneven_axes_and_so_is_every_sample() {
    let f = |x: f64, y: f64| 2.0 - x + 3.0 * y + 1.5 * x * x - 0.75 * x * y + 0.25 * y * y;
    let (samples, xs, ys) = uneven(f, [13, 9], 21);
    let mut random = noise(22);
    let within = |axis: &[f64], t: f64| axis[0] + (axis[axis.len() - 1] - axis[0]) * t;
    for _ in 0..1000 {
        let (x, y) = (within(&xs, random()), within(&ys, random()));
        let gradient = [-1.0 + 3.0 * x - 0.75 * y, 3.0 - 0.75 * x + 0.5 * y];
        assert_near(samples.value_and_gradient(x, y), [f(x, y), gradient[0], gradient[1]], 1e-11);
        assert_near(samples.hessian(x, y), [3.0, -0.75, 0.5], 1e-7);
    }
    for (&x, &y) in xs.iter().zip(ys.iter().cycle()) {
        assert_eq!(samples.value_and_gradient(x, y)[0], f(x, y));
    }
    assert!(samples.value_and_gradient(xs[0] - 1e-6, ys[0])[0].is_nan());
    assert!(samples.value_and_gradient(xs[12] + 1e-6, ys[0])[0].is_nan());
}

#[test]
fn value_and_gradient_are_continuous_across_uneven_borders() {
    let (samples, xs, ys) = uneven(|x, y| (3.0 * x).sin() * (2.0 * y).cos(), [13, 9], 23);
    let h = 1e-9;
    for (&x, &y) in xs[1..12].iter().zip(ys[1..8].iter().cycle()) {
        for (dx, dy) in [(h, 0.0), (0.0, h)] {
            let (x_off, y_off) = (x + 1e-3 * (dx == 0.0) as u8 as f64, y + 1e-3 * (dy == 0.0) as u8 as f64);
            let sides = [1.0, -1.0].map(|side| samples.value_and_gradient(x_off + side * dx, y_off + side * dy));
            assert_near(sides[0], sides[1], 1e-6);
        }
    }
}

#[test]
fn even_axes_given_by_coordinates_are_even() {
    let values: Vec<f64> = (0..12).map(|k| f64::from(k * k % 7)).collect();
    let even = Samples::new(values.clone(), 4, 3, [0.0, 0.3], [1.0, 5.0]).unwrap();
    let through = Samples::through(values.clone(), &[0.0, 0.1, 0.2, 0.3], &[1.0, 3.0, 5.0]).unwrap();
    assert!(through.is_even());
    assert_eq!(even.value_and_gradient(0.17, 2.2), through.value_and_gradient(0.17, 2.2));
    for bad in [[0.0, 2.0, 1.0, 3.0], [0.0, 1.0, 1.0, 3.0], [0.0, f64::NAN, 1.0, 3.0]] {
        let refused = Samples::through(values.clone(), &bad, &[1.0, 3.0, 5.0]).map(|samples| samples.size());
        assert!(matches!(refused, Err(SamplesError::Order { axis: 'x', .. })), "{refused:?}");
    }
}

#[test]
fn mirrored_samples_have_mirrored_second_derivatives() {
    let (nx, ny) = (9, 8);
    let mut random = noise(24);
    let mut values: Vec<f64> = (0..nx * ny).map(|_| random()).collect();
    values[3 * nx + 4] = f64::NAN;
    let mirrored = values.chunks(nx).rev().flat_map(|row| row.iter().rev()).copied().collect();
    let extent = |count: usize| [0.0, (count - 1) as f64];
    let [a, b] = [values, mirrored].map(|values| Samples::new(values, nx, ny, extent(nx), extent(ny)).unwrap());
    for (column, row) in (0..nx).flat_map(|column| (0..ny).map(move |row| (column as f64, row as f64))) {
        for (x, y) in [(column, row), (column, (row + 0.3).min(7.0)), ((column + 0.3).min(8.0), row)] {
            let (here, there) = (a.hessian(x, y), b.hessian(8.0 - x, 7.0 - y));
            let is_same = here.iter().zip(there).all(|(a, b)| (a - b).abs() < 1e-11 || a.is_nan() && b.is_nan());
            assert!(is_same, "({x}, {y}): {here:?} {there:?}");
        }
    }
}

#[test]
fn a_relief_on_a_large_value_goes_to_the_gpu_without_it() {
    for base in [1e8, -3e15, 1e12] {
        let samples = sampled(|x, y| base + 4.0 * x + y, [5, 4], [0.0, 4.0], [0.0, 3.0]);
        assert_eq!(samples.value_and_gradient(3.0, 2.0), [base + 14.0, 4.0, 1.0]);
        assert_eq!(f64::from(samples.nodes()[13].f) + samples.offset(), base + 14.0);
        assert!(samples.rounding() < 1e-6);
    }
    assert_eq!(sampled(|x, _| 100.0 + x, [5, 4], [0.0, 4.0], [0.0, 3.0]).offset(), 0.0);
    let flat = Samples::new(vec![134_217_737.0; 6], 3, 2, [0.0, 1.0], [0.0, 1.0]).unwrap();
    assert_eq!((flat.value_and_gradient(0.3, 0.7), flat.rounding()), ([134_217_737.0, 0.0, 0.0], 0.0));
}

#[test]
fn the_index_map_is_the_one_of_the_methods() {
    let samples = sampled(|x, y| x + y, [403, 344], [-84.413_75, -84.0], [36.7, 36.4]);
    for t in [0.0, 0.3, 0.77, 1.0] {
        let (x, y) = (-84.413_75 + 0.413_75 * t, 36.7 - 0.3 * t);
        let ([slope_x, zero_x], [slope_y, zero_y]) = (samples.index_map_x(), samples.index_map_y());
        let mapped = [(x - zero_x) * slope_x, (y - zero_y) * slope_y];
        assert_near(mapped, [samples.index_at_x(x), samples.index_at_y(y)], 1e-9);
        assert_near(mapped, [402.0 * t, 343.0 * t], 1e-9);
    }
}

#[test]
fn the_smallest_grid_is_bilinear() {
    let samples = Samples::new(vec![0.0, 1.0, 2.0, 5.0], 2, 2, [0.0, 1.0], [0.0, 1.0]).unwrap();
    let (x, y) = (0.25, 0.75);
    assert_near(samples.value_and_gradient(x, y), [x + 2.0 * y + 2.0 * x * y, 1.0 + 2.0 * y, 2.0 + 2.0 * x], 1e-12);
}

#[test]
fn what_makes_no_field_is_refused() {
    let new = |values: Vec<f64>, nx, ny, x| Samples::new(values, nx, ny, x, [0.0, 1.0]).map(|samples| samples.size());
    assert_eq!(new(vec![0.0; 6], 3, 2, [0.0, 1.0]), Ok([3, 2]));
    assert_eq!(new(vec![0.0; 3], 3, 1, [0.0, 1.0]), Err(SamplesError::Thin { nx: 3, ny: 1 }));
    assert_eq!(new(vec![], 0, 0, [0.0, 1.0]), Err(SamplesError::Thin { nx: 0, ny: 0 }));
    assert_eq!(new(vec![0.0; 5], 3, 2, [0.0, 1.0]), Err(SamplesError::Length { nx: 3, ny: 2, given: 5 }));
    assert!(matches!(new(vec![0.0; 5], usize::MAX, 2, [0.0, 1.0]), Err(SamplesError::Length { .. })));
    assert_eq!(new(vec![f64::NAN; 6], 3, 2, [0.0, 1.0]), Err(SamplesError::AllHoles));
    for [first, last] in [[1.0, 1.0], [0.0, f64::INFINITY], [f64::NAN, 1.0], [-1e308, 1e308], [0.0, 5e-324]] {
        let refused = new(vec![0.0; 6], 3, 2, [first, last]);
        assert!(matches!(refused, Err(SamplesError::Extent { axis: 'x', .. })), "{first} {last}: {refused:?}");
    }
}

#[cfg(feature = "gpu")]
#[test]
fn beside_cliffs_nothing_overshoots() {
    // A slanted fault, a pit with a sloping floor, a needle and a missing value's -9999, upon gentle ground.
    let ground = |x: f64, y: f64| 0.02 * x - 0.01 * y + 0.05 * (0.5 * x).sin();
    type Formula = fn(f64, f64) -> f64;
    let fields: [(&str, Formula); 6] = [
        ("a fault", |x, y| if y > 9.5 + 0.3 * (x - 10.0) { 1.0 } else { 0.0 }),
        ("a pit", |x, y| if (x - 10.0).abs() < 4.0 && (y - 9.0).abs() < 5.0 { -3.0 } else { 0.0 }),
        ("a needle", |x, y| if x == 8.0 && y == 12.0 { 1.0 } else { 0.0 }),
        ("a ramp of two cells", |x, _| ((x - 9.0) / 2.0).clamp(0.0, 1.0) * 4.0),
        ("ramps up and down", |x, y| ((x - 5.0) / 2.0).clamp(0.0, 1.0) - 2.0 * ((y - 8.0) / 3.0).clamp(0.0, 1.0)),
        ("what is missing", |x, y| if x > 6.0 && y > 11.0 { -9999.0 } else { 0.0 }),
    ];
    for (name, f) in fields {
        let all = |x: f64, y: f64| f(x, y) + ground(x, y);
        let samples = sampled(all, [21, 19], [0.0, 20.0], [0.0, 18.0]);
        let [low, high] = samples
            .values()
            .iter()
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], f| [low.min(*f), high.max(*f)]);
        let part = Domain { x: [0.0, 20.0], y: [0.0, 18.0] };
        let [lowest, highest] = samples.with_tops(part, [low, high]);
        let most = 0.005 * (high - low);
        assert!(low - lowest <= most && highest - high <= most, "{name}: {low} to {high}, {lowest} to {highest}");
    }
    // On both sides the slope is the ground's own, and one across the cliff is nowhere.
    let step = sampled(|x, _| 0.1 * x + if x > 9.5 { 5.0 } else { 0.0 }, [21, 5], [0.0, 20.0], [0.0, 4.0]);
    for x in [8.0, 9.0, 10.0, 11.0] {
        assert_near(step.value_and_gradient(x, 2.0), [0.1 * x + if x > 9.5 { 5.0 } else { 0.0 }, 0.1, 0.0], 1e-12);
    }
    // Where samples say so little, and where it is smooth, the slope is the central difference.
    let few = Samples::new(vec![0.0, 0.0, 1.0, 0.0, 0.0, 1.0], 3, 2, [0.0, 2.0], [0.0, 1.0]).unwrap();
    assert_eq!(few.value_and_gradient(1.0, 0.0)[1], 0.5);
}

#[test]
fn many_points_have_what_each_of_them_has() {
    // More columns and rows than nodes are kept of, with missing values and uneven places.
    let (nx, ny) = (23, 19);
    let values: Vec<f64> = (0..nx * ny)
        .map(|at| {
            if at % 17 == 3 { f64::NAN } else { ((at * at) as f64 * 0.37).sin() + if at % nx > 11 { 9.0 } else { 0.0 } }
        })
        .collect();
    let samples = Samples::new(values, nx, ny, [-2.0, 3.0], [0.0, 1.0]).unwrap();
    // On nodes and on borders of cells, too, and outside.
    let along = |count: usize, [first, last]: [f64; 2]| -> Vec<f64> {
        (0..count).map(|at| first + (last - first) * at as f64 / (count - 1) as f64).collect()
    };
    let (columns, rows) = (along(2 * nx - 1, [-2.0, 3.0]), along(37, [-0.1, 1.1]));
    let points: Vec<[f64; 2]> = rows.iter().flat_map(|&y| columns.iter().map(move |&x| [x, y])).collect();
    let (xs, ys): (Vec<f64>, Vec<f64>) = points.iter().map(|&[x, y]| (x, y)).unzip();
    for order in [Order::Gradient, Order::Hessian] {
        let mut planes = vec![vec![0.0; points.len()]; 6];
        let mut slices: Vec<&mut [f64]> = planes.iter_mut().map(Vec::as_mut_slice).collect();
        samples.points(&xs, &ys, order, &mut slices);
        for (index, &[x, y]) in points.iter().enumerate() {
            let found: Vec<u64> = planes.iter().map(|plane| plane[index].to_bits()).collect();
            assert_eq!(found, samples.at(x, y, order).map(f64::to_bits), "({x}, {y})");
        }
    }
}
