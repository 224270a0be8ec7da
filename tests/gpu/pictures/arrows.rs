//! Gradient arrows, on the plane and on the surface.

use steepest::render::{Mark, Renderer};
use steepest::scene::{ArrowStyle, Arrows, Levels, Scene, View};

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
    let row = rect.center()[1] as u32;
    let white = |x: u32| {
        with.pixel(x, row).iter().zip(without.pixel(x, row)).all(|(&a, b)| a >= b) && with.pixel(x, row)[0] > 180
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
    let count_changed = |scene: &Scene| {
        let arrows = ArrowStyle { direction: Arrows::Off, ..scene.arrows };
        let without = Scene { arrows, ..scene.clone() };
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
