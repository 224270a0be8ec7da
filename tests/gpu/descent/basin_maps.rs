//! Basins of attraction on the device beside those in 64 bits, over every field of the catalogue.

use steepest::compute::BasinMap;
use steepest::descent::{self, Basin, Outcome};
use steepest::field::catalogue;
use steepest::gpu::Gpu;
use steepest::render::render;
use steepest::scene::{BasinStyle, Scene, View};

use crate::common::shown::{Shown, shown};

const SIDE: usize = 32;

/// The minimum that a start came to, and how it ended.
type End = (Option<Basin>, Outcome);

/// What became of each start of a field.
fn ends(gpu: Option<&Gpu>, scene: &Shown) -> Vec<End> {
    ends_of(gpu, scene, SIDE)
}

/// The same of so many starts along a side.
fn ends_of(gpu: Option<&Gpu>, scene: &Shown, side: usize) -> Vec<End> {
    let field = scene.open_field().unwrap();
    let style = BasinStyle { grid: [side; 2], ..BasinStyle::default() };
    let map = BasinMap::new(gpu, scene, &field, &style, |_| ()).unwrap();
    let basin = |label: i32| usize::try_from(label).ok().map(|label| map.basins.minima[label]);
    let basins = map.basins.labels.iter().map(|&label| basin(label));
    basins.zip(map.particle_outcomes).collect()
}

/// Whether two starts came to the same, whatever their steps; points of rings of minima are as good as each other.
fn is_same(a: &End, b: &End, extent: f64) -> bool {
    match (a.0, b.0) {
        (Some(a), Some(b)) if a.along.is_some() && b.along.is_some() => (a.f - b.f).abs() < 1e-6 * a.f.abs().max(1.0),
        (Some(a), Some(b)) => (a.point[0] - b.point[0]).hypot(a.point[1] - b.point[1]) < 1e-3 * extent,
        (None, None) => (a.1.end == descent::End::Left) == (b.1.end == descent::End::Left),
        _ => false,
    }
}

#[test]
fn maps_in_32_bits_are_those_in_64_but_for_few_nodes() {
    let gpu = gpu_or_skip!();
    let mut wrong = Vec::new();
    for entry in catalogue::entries() {
        let scene = shown(entry.name.clone(), Scene::default());
        let (found, exact) = (ends(Some(gpu), &scene), ends(None, &scene));
        let extent = scene.open_field().unwrap().domain().size()[0];
        let is_apart = |(a, b): &(&End, &End)| !is_same(a, b, extent);
        let is_late = |(a, b): &(&End, &End)| a.1.steps > b.1.steps + b.1.steps / 2 + 32;
        let differing = found.iter().zip(&exact).filter(|pair| is_apart(pair) || is_late(pair)).count();
        // Far out f of one rounds away, and the ridges that part the other's basins are kinks.
        let most = match entry.name.as_str() {
            "schaffer4" => 0.1,
            "cross_in_tray" => 0.16,
            _ => 0.02,
        };
        if differing as f64 > most * (SIDE * SIDE) as f64 {
            wrong.push(format!("{}: {differing} of {} nodes differ", entry.name, SIDE * SIDE));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_start_of_a_smooth_field_comes_to_another_minimum_in_32_bits() {
    let gpu = gpu_or_skip!();
    const FINE: usize = 128;
    let names = ["three_hump_camel", "six_hump_camel", "himmelblau", "goldstein_price", "styblinski_tang", "mccormick"];
    for name in names {
        let scene = shown(name, Scene::default());
        let (found, exact) = (ends_of(Some(gpu), &scene, FINE), ends_of(None, &scene, FINE));
        let extent = scene.open_field().unwrap().domain().size()[0];
        let apart: Vec<[usize; 2]> = (0..FINE * FINE)
            .filter(|&node| !is_same(&found[node], &exact[node], extent))
            .map(|node| [node % FINE, node / FINE])
            .collect();
        assert!(apart.is_empty(), "{name}: {apart:?}");
    }
}

/// Fields of every function that has slopes, with minima, plateaus and kinks.
const FUNCTIONS: &[&str] = &[
    "softplus(x) + softplus(-x) + (y-0.3)^2",
    "softplus(3*(x^2-1.1)) + (y+0.2)^2",
    "softplus(-x) + 0.3*x + sigmoid(y)*(1-y)^2",
    "gelu(x) + gelu(y)",
    "gelu(x^2-2) + (y-0.2)^2",
    "gelu(x-1) + gelu(-x) + 0.1*(y-x)^2",
    "-sigmoid(x)*(1-sigmoid(x)) + (y-0.1)^2",
    "(sigmoid(2*x) - 0.7)^2 + (sigmoid(y-x) - 0.4)^2",
    "relu(x-1)^2 + relu(-x-1)^2 + (y-0.4)^2",
    "relu(x-1.3) + relu(-x-0.7) + (y-0.4)^2",
    "erf(x)^2 + erf(y-0.5)^2",
    "(erf(x) - 0.3)^2 + (erf(x+y) + 0.2)^2",
    "-erfc(x)*erfc(-x) + 0.1*(y-0.1)^2",
    "-sech(x-1)*sech(y) - 0.7*sech(x+2)*sech(y-1)",
    "tanh(x)^2 + atan(y)^2",
    "(tanh(x*y) - 0.5)^2 + 0.01*(x-y)^2",
    "asinh(x^2-1.2)^2 + asinh(y+0.1)^2",
    "log1p((x^2-1.1)^2) + log1p((y-0.2)^2)",
    "log2(1 + (x-1)^2) + log10(1 + y^2)",
    "log(cosh(x-0.3)) + log(cosh(y-x))",
    "cosh(x-0.5) + cosh(y+0.2)",
    "sinh(x)^2 + sinh(y-1)^2",
    "expm1(0.02*(x^2-3)^2) + (y-0.1)^2",
    "exp(x-1) - x + exp(-y) + y",
    "2^x + 3^-x + (y-0.1)^2",
    "cbrt((x-1)^2 + 1) + (y-0.1)^2",
    "sqrt(1 + (x-0.2)^2) + sqrt(1 + (y-1)^2)",
    "atanh(0.19*(x-0.1))^2 + asin(0.18*y)^2",
    "acos(0.19*x) + 0.1*x^2 + (y-0.1)^2",
    "acosh(1.2 + (x-0.3)^2) + (y+0.3)^2",
    "-cos(x-0.2) - cos(y-0.1) - 0.3*sin(2*x+y)",
    "tan(0.3*(x-0.2))^2 + tan(0.3*(y-0.1))^2",
    "atan2(y-0.1, x+6)^2 + (x-1)^2",
    "hypot(x-1, y) + hypot(x+1, y-1) + hypot(x, y+2)",
    "|x-0.3|^1.5 + (y-1.1)^2",
    "min((x-1)^2 + y^2, (x+1.2)^2 + (y-0.3)^2 + 0.1)",
    "max((x-1)^2 + y^2, 0.5*(x+1.2)^2 + y^2/3)",
    "clamp(x, -1, 1.2)^2 + (y-0.1)^2",
    "mod(x-0.2, 3)*(3 - mod(x-0.2, 3)) + (y-0.1)^2",
    "if(x < 0.1, (x+2)^2, (x-2.5)^2 + 0.1) + (y-0.1)^2",
    "(x^2-1.1)^2/(1 + y^2) + 0.1*(y-0.2)^2",
    "sign(x-0.1)*(x-0.1) + (y-0.2)^2",
];

/// Those of them with plateaus on which f is 1 to more digits than 32 bits have.
const PLATEAUS: &[&str] = &[
    "erf(x)^2 + erf(y-0.5)^2",
    "(erf(x) - 0.3)^2 + (erf(x+y) + 0.2)^2",
    "-erfc(x)*erfc(-x) + 0.1*(y-0.1)^2",
    "(tanh(x*y) - 0.5)^2 + 0.01*(x-y)^2",
];

#[test]
fn maps_of_every_function_in_32_bits_are_those_in_64_node_by_node() {
    let gpu = gpu_or_skip!();
    let mut wrong = Vec::new();
    for text in FUNCTIONS {
        let scene = shown(*text, Scene::default());
        let (found, exact) = (ends(Some(gpu), &scene), ends(None, &scene));
        let extent = scene.open_field().unwrap().domain().size()[0];
        for (node, (a, b)) in found.iter().zip(&exact).enumerate() {
            // The device looks in windows of 32 whether a particle rests, and one of them may be under way.
            let is_late = a.1.steps > b.1.steps + b.1.steps / 2 + 64;
            // On a plateau nothing of f may be left, in 32 bits soon; such a start comes to no minimum, and to no other one.
            let is_lost = PLATEAUS.contains(text) && (a.0.is_none() || b.0.is_none());
            if (is_late || !is_same(a, b, extent)) && !is_lost {
                wrong.push(format!("{text} at {}, {}: {a:?}, in 64 bits {b:?}", node % SIDE, node / SIDE));
            }
        }
    }
    assert!(wrong.is_empty(), "{} nodes:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_factor_of_f_decides_which_minima_starts_reach() {
    let gpu = gpu_or_skip!();
    for factor in ["1", "1e15", "1e-15", "1e30", "1e-30", "1e60", "1e-60"] {
        let scene = shown(format!("{factor}*((x^2 - 1)^2 + y^2)"), Scene::default());
        let field = scene.open_field().unwrap();
        let style = BasinStyle { grid: [SIDE; 2], ..BasinStyle::default() };
        assert_eq!(field.is_within_single(field.domain()), !factor.contains("60"), "{factor}");
        for device in [Some(gpu), None] {
            let map = BasinMap::new(device, &scene, &field, &style, |_| ()).unwrap();
            let minima: Vec<[f64; 2]> = map.basins.minima.iter().map(|basin| basin.point).collect();
            let is_right = minima.len() == 2 && (minima[0][0] + 1.0).abs() < 1e-9 && (minima[1][0] - 1.0).abs() < 1e-9;
            assert!(is_right && map.basins.unconverged == 0, "{factor} {}: {:?}", device.is_some(), map.basins);
        }
    }
}

#[test]
fn no_constant_beside_f_decides_which_minima_starts_reach() {
    let gpu = gpu_or_skip!();
    // What is added holds none of the last digits of what it is added to; slopes do.
    for (device, constants) in [(Some(gpu), ["10", "1000 - 3", "-(1e6 + a) - a"]), (None, ["1e9", "1e13", "-1e15 - a"])]
    {
        for constant in constants {
            for rest in ["1e-5*((1 - x)^2 + 100*(y - x^2)^2)", "1e-5*(x^2 + y - 11)^2 + 1e-5*(x + y^2 - 7)^2"] {
                let scene = shown(format!("{rest} + {constant} + 1"), Scene::default());
                let plain = shown(rest, Scene::default());
                let [found, expected] = [&scene, &plain].map(|scene| ends(device, scene));
                let lost = found.iter().filter(|(basin, _)| basin.is_none()).count();
                let differing = found.iter().zip(&expected).filter(|(a, b)| a.1.steps != b.1.steps).count();
                assert_eq!((lost, differing), (0, 0), "{}", scene.field);
            }
        }
    }
}

#[test]
fn a_map_of_more_starts_than_a_texture_has_texels_is_drawn() {
    let gpu = gpu_or_skip!();
    let gpu = gpu.within(Gpu::REQUIRED_LIMITS).unwrap();
    let starts = 2 * Gpu::REQUIRED_LIMITS.max_texture_dimension_2d as usize;
    let basins = Some(BasinStyle { grid: [starts, 2], steps: 200 });
    let scene = shown("x^2 + y^2", Scene { view: View::Contour, size: [320, 240], basins, ..Scene::default() });
    render(&gpu, &scene, &scene.open_field().unwrap()).unwrap();
}

#[test]
fn starts_that_run_in_parts_end_as_those_that_run_at_once() {
    let gpu = gpu_or_skip!();
    // Buffers of so many bytes hold 4096 positions.
    let small = gpu.within(wgpu::Limits { max_buffer_size: 8 * 4096, ..Gpu::REQUIRED_LIMITS });
    let scene = shown("himmelblau", Scene::default());
    let field = scene.open_field().unwrap();
    let style = BasinStyle { grid: [100, 100], ..BasinStyle::default() };
    let mut counts = Vec::new();
    let map = |gpu: &Gpu, counts: &mut Vec<usize>| {
        BasinMap::new(Some(gpu), &scene, &field, &style, |moving| counts.push(moving)).unwrap()
    };
    let (at_once, in_parts) = (map(gpu, &mut Vec::new()), map(&small.unwrap(), &mut counts));
    assert_eq!(at_once.particle_outcomes, in_parts.particle_outcomes);
    assert_eq!(at_once.basins, in_parts.basins);
    // Those that wait count as moving.
    assert!(counts.len() >= 3 && counts.is_sorted_by(|a, b| a >= b) && counts.last() == Some(&0), "{counts:?}");
}
