//! Gradient arrows, on the plane and on the surface.

use steepest::render::{Mark, Renderer};
use steepest::scene::{ArrowColor, ArrowLength, ArrowStyle, Arrows, Levels, Scene, View};

use crate::common::shown::{Shown, shown};

use super::{compare, draw, panel, scene};

#[test]
fn an_arrow_is_as_long_as_its_scale_says() {
    let gpu = gpu_or_skip!();
    // |∇f| = 1 at a scale of 2: 50 pixels, from the middle of the panel to the right.
    let mut scene = scene("x", View::Contour);
    (scene.x, scene.y) = (Some([-1.0, 1.0]), Some([-1.0, 1.0]));
    scene.arrows = ArrowStyle { direction: Arrows::Ascent, density: [3, 3], scale: Some(2.0), ..Default::default() };
    scene.contour.levels = Levels::List(vec![-1.0, 1.0]);
    scene.contour.line_width = 0.0;
    let with = draw(gpu, &scene);
    let rect = panel(gpu, &scene);
    scene.arrows.direction = Arrows::Off;
    let without = draw(gpu, &scene);
    // The middle may lie between two rows, each of which has three quarters of the shaft then: 146 of its 186.
    let rows = [rect.center()[1] - 0.25, rect.center()[1] + 0.25].map(|row| (row - 0.5).round() as u32);
    let white = |x: u32| {
        rows.into_iter().any(|row| {
            let (with, without) = (with.pixel(x, row), without.pixel(x, row));
            with.iter().zip(without).all(|(&a, b)| a >= b) && with[0] > 120
        })
    };
    let columns: Vec<u32> = (rect.min[0] as u32..rect.max[0] as u32).filter(|&x| white(x)).collect();
    let middle = rect.center()[0];
    let arrow: Vec<u32> =
        columns.into_iter().filter(|&x| (x as f32 - middle).abs() < 60.0 && x as f32 > middle - 10.0).collect();
    let (first, last) = (*arrow.first().unwrap() as f32, *arrow.last().unwrap() as f32 + 1.0);
    assert!((first - middle).abs() <= 1.5, "the tail is at {first}, not {middle}");
    assert!((last - (middle + 50.0)).abs() <= 3.0, "the tip is at {last}, not {}", middle + 50.0);
}

#[test]
fn arrows_meet_the_contours_at_right_angles_and_point_uphill() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x + y", View::Contour);
    (scene.x, scene.y) = (Some([-1.0, 1.0]), Some([-1.0, 1.0]));
    scene.arrows = ArrowStyle { direction: Arrows::Descent, density: [3, 3], scale: Some(3.0), ..Default::default() };
    let with = draw(gpu, &scene);
    let rect = panel(gpu, &scene);
    scene.arrows.direction = Arrows::Off;
    let without = draw(gpu, &scene);
    // Around the middle only the descending arrow to the lower left is drawn.
    let [cx, cy] = rect.center();
    let changed = |dx: f32, dy: f32| {
        with.pixel((cx + dx) as u32, (cy + dy) as u32) != without.pixel((cx + dx) as u32, (cy + dy) as u32)
    };
    assert!((4..28).all(|step| changed(-step as f32, step as f32)), "the shaft runs down and to the left");
    assert!(!(4..20).any(|step| changed(step as f32, -step as f32)), "nothing runs the other way");
}

#[test]
fn a_hill_hides_the_arrows_behind_it() {
    let gpu = gpu_or_skip!();
    // One row of arrows along y = 0; a ridge at y = 0.5 stands between it and an eye on the far side.
    let mut scene = scene("2*exp(-8*(y - 0.5)^2)", View::Surface);
    (scene.x, scene.y) = (Some([-1.0, 1.0]), Some([-1.0, 1.0]));
    scene.arrows = ArrowStyle { direction: Arrows::Ascent, density: [9, 1], ..Default::default() };
    (scene.camera.azimuth, scene.camera.elevation) = (90.0, 8.0);
    let count_changed = |scene: &Shown| {
        let arrows = ArrowStyle { direction: Arrows::Off, ..scene.arrows };
        let without = scene.but(|scene| scene.arrows = arrows);
        compare(&draw(gpu, scene), &draw(gpu, &without), 8).pixels
    };
    assert_eq!(count_changed(&scene), 0, "the ridge hides them");
    scene.camera.azimuth = -90.0;
    assert!(count_changed(&scene) > 100, "from their own side they are seen");
}

#[test]
fn a_million_arrows_are_drawn() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("sin(x)*cos(y)", View::Both);
    scene.arrows.direction = Arrows::Ascent;
    scene.arrows.density = [1000, 1000];
    scene.size = [1280, 720];
    let with = draw(gpu, &scene);
    scene.arrows.direction = Arrows::Off;
    assert!(compare(&with, &draw(gpu, &scene), 2).pixels > 10_000);
}

#[test]
fn the_key_of_the_arrows_is_as_long_as_its_gradient() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("3*x + y", View::Contour);
    (scene.size, scene.arrows.key) = ([640, 480], true);
    // 8 to an inch: of 5, the greatest round number within 64 pixels, 62.5; twice as long at twice the resolution.
    scene.arrows.scale = Some(8.0);
    for (size, dpi, length) in [([640, 480], 100.0, 62.5), ([1280, 960], 200.0, 125.0)] {
        (scene.size, scene.dpi) = (size, dpi);
        let field = scene.open_field().unwrap();
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
        let panel = picture.picker().contour_rect().unwrap();
        let named = |mark: &Mark| matches!(mark, Mark::Text(text) if text.text == "|∇f| = 5");
        let at = picture.annotations().iter().position(named).unwrap();
        let Mark::Text(text) = &picture.annotations()[at] else { unreachable!() };
        assert!(text.at[1] > panel.max[1] && text.at[0] <= panel.max[0], "outside of the data: {text:?}");
        // The shaft and the head are the marks just before.
        let lines = picture.annotations()[..at].iter().rev().take(2).flat_map(|mark| match mark {
            Mark::Line { points, .. } | Mark::Area { points, .. } => points.iter().map(|point| point[0]).collect(),
            _ => Vec::new(),
        });
        let (first, last) = lines.fold((f32::MAX, f32::MIN), |(a, b), x| (a.min(x), b.max(x)));
        assert!((last - first - length).abs() < 0.6, "{} of {length}", last - first);
    }
    scene.arrows.direction = Arrows::Off;
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let has_key = picture.annotations().iter().any(|mark| matches!(mark, Mark::Text(text) if text.text.contains("∇f")));
    assert!(!has_key, "without arrows there is no key");
}

/// Pixels of a contour panel that arrows change, by cells of the density.
fn changed_cells(gpu: &steepest::gpu::Gpu, scene: &Shown) -> Vec<usize> {
    let rect = panel(gpu, scene);
    let off = ArrowStyle { direction: Arrows::Off, ..scene.arrows };
    let (with, without) = (draw(gpu, scene), draw(gpu, &scene.but(|scene| scene.arrows = off)));
    let [columns, rows] = scene.arrows.density;
    let mut cells = vec![0; columns * rows];
    for y in rect.min[1].ceil() as u32..rect.max[1] as u32 {
        for x in rect.min[0].ceil() as u32..rect.max[0] as u32 {
            let place = |at: u32, low: f32, length: f32, count: usize| {
                (((at as f32 + 0.5 - low) / length * count as f32) as usize).min(count - 1)
            };
            let column = place(x, rect.min[0], rect.width(), columns);
            let row = place(y, rect.min[1], rect.height(), rows);
            let differ = with.pixel(x, y).iter().zip(without.pixel(x, y)).any(|(&a, b)| a.abs_diff(b) > 24);
            cells[row * columns + column] += usize::from(differ);
        }
    }
    cells
}

#[test]
fn every_arrow_stands_whole_in_the_middle_of_its_cell() {
    let gpu = gpu_or_skip!();
    for field in ["x^2 + y^2", "1/(x^2 + y^2 + 0.5)", "3*x - 2*y", "easom"] {
        let mut scene = scene(field, View::Contour);
        (scene.size, scene.arrows.density, scene.contour.line_width) = ([400, 360], [5, 5], 0.0);
        let cells = changed_cells(gpu, &scene);
        assert!(cells.iter().all(|&pixels| pixels >= 2), "{field}: {cells:?}");
    }
}

#[test]
fn arrows_of_equal_gradients_fit_their_cells() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x", View::Contour);
    (scene.size, scene.contour.line_width) = ([640, 560], 0.0);
    scene.contour.levels = Levels::List(vec![-5.0, 5.0]);
    scene.arrows.density = [4, 1];
    let rect = panel(gpu, &scene);
    let off = ArrowStyle { direction: Arrows::Off, ..scene.arrows };
    let (with, without) = (draw(gpu, &scene), draw(gpu, &scene.but(|scene| scene.arrows = off)));
    let row = rect.center()[1] as u32;
    let cell = rect.width() / 4.0;
    for index in 0..4 {
        let middle = rect.min[0] + (index as f32 + 0.5) * cell;
        let differs = |x: &u32| with.pixel(*x, row)[0].abs_diff(without.pixel(*x, row)[0]) > 60;
        let found: Vec<u32> = ((middle - 0.5 * cell) as u32..(middle + 0.5 * cell) as u32).filter(differs).collect();
        let (first, last) = (*found.first().unwrap() as f32, *found.last().unwrap() as f32 + 1.0);
        assert!((last - first - 0.85 * cell).abs() < 4.0, "{} of {cell}", last - first);
        assert!((0.5 * (first + last) - middle).abs() < 3.0, "{first} to {last} about {middle}");
    }
}

#[test]
fn arrows_are_dark_where_the_map_is_light_or_as_they_are_told() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x", View::Contour);
    (scene.size, scene.contour.line_width, scene.arrows.density) = ([640, 560], 0.0, [8, 8]);
    let rect = panel(gpu, &scene);
    let mut middle_of = |color: ArrowColor, column: usize| {
        scene.arrows.color = color;
        let cell = [rect.width() / 8.0, rect.height() / 8.0];
        let at = [rect.min[0] + (column as f32 + 0.5) * cell[0], rect.min[1] + 0.5 * cell[1]];
        super::rgb(&draw(gpu, &scene), at[0], at[1])
    };
    let [r, g, b] = middle_of(ArrowColor::Auto, 0);
    assert!(r > 150 && g > 150 && b > 150, "white on viridis' violet: {r} {g} {b}");
    let [r, g, b] = middle_of(ArrowColor::Auto, 7);
    assert!(r < 100 && g < 100 && b < 100, "dark on its yellow: {r} {g} {b}");
    assert_eq!(middle_of(ArrowColor::Color([255, 0, 255, 255]), 3), [255, 0, 255]);
}

#[test]
fn arrows_coloured_by_the_gradient_have_a_bar() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x^2 + y^2", View::Contour);
    scene.size = [640, 480];
    (scene.arrows.color, scene.arrows.length) = (ArrowColor::Norm, ArrowLength::Equal);
    for view in [View::Contour, View::Surface, View::Both] {
        scene.view = view;
        scene.arrows.direction = Arrows::Ascent;
        let field = scene.open_field().unwrap();
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
        let named = picture.annotations().iter().filter(|mark| matches!(mark, Mark::Text(text) if text.text == "|∇f|"));
        assert_eq!(named.count(), 1, "{view:?}");
    }
}

#[test]
fn the_key_says_above_what_arrows_are_cut() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("1/(x^2 + y^2)", View::Contour);
    scene.size = [640, 480];
    let key = |scene: &Shown| {
        let field = scene.open_field().unwrap();
        let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
        picture.annotations().iter().find_map(|mark| match mark {
            Mark::Text(text) if text.text.contains("∇f") => Some(text.text.clone()),
            _ => None,
        })
    };
    assert!(key(&scene).is_some_and(|text| text.contains("cut above")), "{:?}", key(&scene));
    // However little room there is beside the name of the axis: below it, or as what the longest arrow stands for.
    for (size, dpi, said) in [
        ([320, 200], 100.0, ["cut above 490"; 2]),
        ([1004, 753], 300.0, ["|∇f| ≥ 490"; 2]),
        ([700, 1000], 100.0, ["|∇f| ≥ 490"; 2]),
        ([300, 160], 100.0, ["|∇f| ≥ 490", "cut above 490"]),
    ] {
        let scene = shown("himmelblau", Scene { size, dpi, ..Scene::default() });
        assert!(
            key(&scene).is_some_and(|text| said.iter().any(|said| text.contains(said))),
            "{size:?}: {:?}",
            key(&scene)
        );
    }
    // What a scale is given for is drawn as it is.
    scene.arrows.scale = Some(1.0);
    assert_eq!(key(&scene), None);
    let plain = Shown { field: "x^2 + y^2".to_owned(), ..scene };
    assert_eq!(key(&plain), None);
}

#[test]
fn a_start_leaves_the_arrows_where_they_are() {
    let mut scene = scene("himmelblau", View::Both);
    assert!(scene.shows_arrows());
    scene.descent.from = vec![[1.0, 1.0]];
    assert!(scene.shows_arrows());
    scene.descent.particles = 1000;
    assert!(!scene.shows_arrows(), "particles cover the field");
}
