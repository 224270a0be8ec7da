//! The texture of the flow.

use steepest::colormap::Colormap;
use steepest::render::{Image, Rect};
use steepest::scene::{Arrows, Aspect, ColorBy, Levels, View};

use crate::common::shown::Shown;

use super::{draw, is_near, panel, rgb, scene};

/// How alike brightness is some pixels away along x and along y, within a rectangle of a gray picture.
fn correlations(image: &Image, rect: Rect, lag: u32) -> [f64; 2] {
    let value = |x: u32, y: u32| f64::from(image.pixel(x, y)[0]);
    let [left, top, right, bottom] = [rect.min[0], rect.min[1], rect.max[0], rect.max[1]].map(|side| side as u32);
    let correlation = |dx: u32, dy: u32| {
        let pairs = (top..bottom - dy).flat_map(|y| (left..right - dx).map(move |x| (x, y)));
        let pairs: Vec<[f64; 2]> = pairs.map(|(x, y)| [value(x, y), value(x + dx, y + dy)]).collect();
        let mean = |of: usize| pairs.iter().map(|pair| pair[of]).sum::<f64>() / pairs.len() as f64;
        let means = [mean(0), mean(1)];
        let product =
            |a: usize, b: usize| pairs.iter().map(|pair| (pair[a] - means[a]) * (pair[b] - means[b])).sum::<f64>();
        product(0, 1) / (product(0, 0) * product(1, 1)).sqrt()
    };
    [correlation(lag, 0), correlation(0, lag)]
}

/// A scene whose colours are gray everywhere but for the texture of the flow.
fn flow(field: &str) -> Shown {
    let mut scene = scene(field, View::Contour);
    (scene.arrows.lic, scene.contour.line_width, scene.color.map) = (true, 0.0, Some(Colormap::Gray));
    // One band of one colour.
    scene.contour.levels = Levels::List(vec![-1e9, 1e9]);
    scene
}

#[test]
fn the_texture_of_the_flow_runs_along_the_gradient() {
    let gpu = gpu_or_skip!();
    for (field, along) in [("x", 0), ("-3*y", 1)] {
        let scene = flow(field);
        let found = correlations(&draw(gpu, &scene), panel(gpu, &scene), 6);
        assert!(found[along] > 0.6 && found[1 - along].abs() < 0.15, "{field}: {found:?}");
    }
    // Around the middle of each side the gradient of x² + y² is along x or along y.
    let scene = flow("x^2 + y^2");
    let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
    let [width, height] = [rect.width(), rect.height()];
    let right = Rect::new(rect.min[0] + 0.75 * width, rect.min[1] + 0.44 * height, 0.24 * width, 0.12 * height);
    let found = correlations(&image, right, 5);
    assert!(found[0] > 0.35 && found[1].abs() < 0.5 * found[0], "{found:?}");
    let top = Rect::new(rect.min[0] + 0.44 * width, rect.min[1] + 0.01 * height, 0.12 * width, 0.24 * height);
    let found = correlations(&image, top, 5);
    assert!(found[1] > 0.35 && found[0].abs() < 0.5 * found[1], "{found:?}");
    // It has nearly all tones that it may have.
    let tones = |of: Rect| {
        let rows = of.min[1] as u32..of.max[1] as u32;
        let mut tones: Vec<u8> = rows
            .flat_map(|y| (of.min[0] as u32..of.max[0] as u32).map(move |x| (x, y)))
            .map(|(x, y)| image.pixel(x, y)[0])
            .collect();
        tones.sort_unstable();
        tones[tones.len() * 95 / 100] - tones[tones.len() * 5 / 100]
    };
    assert!(tones(rect) > 75, "{}", tones(rect));
}

#[test]
fn the_texture_ends_where_f_jumps() {
    let gpu = gpu_or_skip!();
    // How alike brightness is at both sides of x = 0, by so many pixels, and of another column.
    let alike = |field: &str| {
        let scene = flow(field);
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let middle = (rect.min[0] + 0.5 * rect.width()).round();
        [middle, middle - 30.0].map(|column| {
            // By pairs of pixels three beside the column, so that grains are none of both.
            let beside = Rect::new(column - 4.0, rect.min[1] + 1.0, 8.0, rect.height() - 2.0);
            correlations(&image, beside, 6)[0]
        })
    };
    for field in ["if(x < 0, x, 20 + x)", "x + 1/x", "x + floor(x)", "x + 3*sign(x)", "if(x < 0, x, sin(x) - 9)"] {
        let [across, beside] = alike(field);
        assert!(across.abs() < 0.3 && beside > 0.6, "{field}: {across} across the jump, {beside} beside it");
    }
    // Along a kink it goes through.
    let [across, beside] = alike("if(x < 0, x, 2*x)");
    assert!(across > 0.6 && beside > 0.6, "{across}, {beside}");
}

#[test]
fn the_texture_fades_where_nothing_flows_and_leaves_holes_alone() {
    let gpu = gpu_or_skip!();
    // A plateau, a missing value, and nothing but a plateau.
    for (field, x, still) in
        [("max(x, 0)", [-1.0, 1.0], 0.45), ("sqrt(x)", [-1.0, 1.0], 0.49), ("0*x", [-1.0, 1.0], 1.0)]
    {
        let mut scene = flow(field);
        (scene.x, scene.contour.aspect) = (Some(x), Aspect::Fill);
        let textured = draw(gpu, &scene);
        scene.arrows.lic = false;
        scene.arrows.direction = Arrows::Off;
        let (plain, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let border = (rect.min[0] + still * rect.width()) as u32;
        let differs = |x: u32, y: u32| textured.pixel(x, y) != plain.pixel(x, y);
        let count = |columns: std::ops::Range<u32>| {
            columns
                .flat_map(|x| (rect.min[1] as u32..rect.max[1] as u32).map(move |y| (x, y)))
                .filter(|&(x, y)| differs(x, y))
                .count()
        };
        assert_eq!(count(rect.min[0] as u32..border), 0, "{field}");
        if still < 1.0 {
            let all = (rect.max[0] as u32 - border) as f32 * rect.height();
            assert!(count(border..rect.max[0] as u32) as f32 > 0.8 * all, "{field}");
        }
    }
}

#[test]
fn the_texture_is_the_same_each_time_and_works_where_the_domain_is_narrow() {
    let gpu = gpu_or_skip!();
    let mut scene = flow("sin(1/x)*cos(y)");
    scene.view = View::Both;
    assert!(draw(gpu, &scene) == draw(gpu, &scene));
    // A thousandth of a thousandth around (3, 2), where a texel is less than what f32 resolves.
    let mut scene = flow("x + y*1e-3");
    (scene.x, scene.y) = (Some([3.0, 3.0 + 4e-5]), Some([2.0, 2.0 + 3e-5]));
    let found = correlations(&draw(gpu, &scene), panel(gpu, &scene), 6);
    assert!(found[0] > 0.6 && found[1].abs() < 0.15, "{found:?}");
}

#[test]
fn the_texture_lies_on_samples_and_on_other_colours_too() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("tests/data/jacksboro_fault_dem.npz", View::Contour);
    scene.arrows.direction = Arrows::Off;
    scene.color.by = ColorBy::Slope;
    let plain = draw(gpu, &scene);
    scene.arrows.lic = true;
    let textured = draw(gpu, &scene);
    let rect = panel(gpu, &scene);
    let count = rect.width() * rect.height();
    let changed = plain.pixels.chunks_exact(4).zip(textured.pixels.chunks_exact(4)).filter(|(a, b)| a != b).count();
    assert!(changed as f32 > 0.7 * count && changed as f32 <= count, "{changed} of {count}");
}

#[test]
fn streamlines_leave_most_of_a_small_surface_to_its_colours() {
    let gpu = gpu_or_skip!();
    for (size, dpi, view) in [
        ([320, 200], 100.0, View::Both),
        ([320, 200], 100.0, View::Surface),
        ([480, 360], 100.0, View::Both),
        ([1004, 600], 300.0, View::Both),
        ([1280, 720], 100.0, View::Both),
    ] {
        let mut scene = scene("himmelblau", view).but(|scene| (scene.size, scene.dpi) = (size, dpi));
        scene.arrows.direction = Arrows::Off;
        let without = draw(gpu, &scene);
        (scene.arrows.direction, scene.arrows.streamlines) = (Arrows::Ascent, Some(1.0));
        let with = draw(gpu, &scene);
        // The surface is at the left, and letters and the grid are grey.
        let right = if view == View::Both { size[0] / 2 } else { 3 * size[0] / 4 };
        let inside = (0..size[1]).flat_map(|y| (0..right).map(move |x| [x as f32, y as f32]));
        let colored: Vec<[f32; 2]> = inside
            .filter(|&[x, y]| {
                let [r, g, b] = rgb(&without, x, y);
                r.max(g).max(b) - r.min(g).min(b) > 40
            })
            .collect();
        let lost = colored.iter().filter(|[x, y]| !is_near(rgb(&with, *x, *y), rgb(&without, *x, *y), 60)).count();
        let part = lost as f64 / colored.len() as f64;
        assert!((0.05..0.35).contains(&part), "{size:?} {view:?}: {part:.2} of {} pixels", colored.len());
    }
}
