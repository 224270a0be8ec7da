//! Trajectories and stationary points.

use steepest::render::{Image, Mark, Renderer, Text};
use steepest::scene::{Arrows, BasinStyle, LegendPlace, View};

use crate::common::shown::Shown;

use super::{draw, is_near, panel, rgb, scene};

#[test]
fn a_race_has_a_colour_for_each_optimizer_and_a_legend_beside_the_way() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x^2 + 4*y^2", View::Contour).but(|scene| scene.size = [800, 680]);
    scene.descent.from = vec![[-4.0, 3.0]];
    scene.descent.optimizers = vec!["gd:lr=0.02".to_owned(), "adam:lr=0.2".to_owned()];
    let field = scene.open_field().unwrap();
    let marks = |scene: &Shown| {
        let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
        picture.annotations().to_vec()
    };
    let names = |scene: &Shown| -> Vec<Text> {
        let texts = marks(scene).into_iter().filter_map(|mark| match mark {
            Mark::Text(text) if text.text.contains("lr = ") => Some(text),
            _ => None,
        });
        texts.collect()
    };
    let found = names(&scene);
    assert_eq!(found.iter().map(|text| text.text.as_str()).collect::<Vec<_>>(), ["gd, lr = 0.02", "adam, lr = 0.2"]);
    let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
    // The way begins in the upper left corner, so the legend is elsewhere.
    let start = [0.1, 0.2].map(|fraction: f32| fraction * rect.width());
    assert!(found[0].at[0] > rect.min[0] + start[0] + 20.0, "{found:?}");
    let count = |image: &Image, wanted: [u8; 3]| {
        let inside = (rect.min[0] as u32..rect.center()[0] as u32)
            .flat_map(|x| (rect.min[1] as u32..rect.max[1] as u32).map(move |y| (x, y)));
        inside.filter(|&(x, y)| is_near(rgb(image, x as f32, y as f32), wanted, 20)).count()
    };
    let (red, blue) = ([230, 0, 10], [0, 114, 178]);
    assert!(count(&image, red) > 5 && count(&image, blue) > 5, "{} {}", count(&image, red), count(&image, blue));
    // One optimizer alone needs no legend.
    scene.descent.optimizers.truncate(1);
    assert!(names(&scene).is_empty());
    let alone = draw(gpu, &scene);
    assert_eq!(count(&alone, blue), 0, "and nothing of the second is left");
}

#[test]
fn few_particles_have_a_casing_that_is_seen_on_every_ground() {
    let gpu = gpu_or_skip!();
    let mut one = scene("x^2 + y^2", View::Contour).but(|scene| scene.size = [480, 400]);
    one.descent.particles = 1;
    (one.arrows.direction, one.contour.line_width) = (Arrows::Off, 0.0);
    one.descent.steps = 0;
    // Pixels that are lighter than any of the colours.
    let white = |scene: &Shown| {
        let (image, rect) = (draw(gpu, scene), panel(gpu, scene));
        let inside = (rect.min[0] as u32..rect.max[0] as u32)
            .flat_map(|x| (rect.min[1] as u32..rect.max[1] as u32).map(move |y| (x, y)));
        inside.filter(|&(x, y)| rgb(&image, x as f32, y as f32).iter().all(|&channel| channel > 110)).count()
    };
    let without = one.but(|scene| scene.descent.particles = 0);
    assert_eq!(white(&without), 0);
    // A ring about a disc of some eight pixels.
    let ring = white(&one);
    assert!((12..60).contains(&ring), "{ring}");
    // A larger picture has a larger ring, and a million have none.
    let large = white(&one.but(|scene| (scene.size, scene.dpi) = ([960, 800], 200.0)));
    assert!(large > 2 * ring, "{large} of {ring}");
    assert_eq!(white(&one.but(|scene| scene.descent.particles = 20_000)), 0);
    // A fine trail would be narrower than its casing.
    let some = one.but(|scene| (scene.descent.particles, scene.descent.steps) = (400, 20));
    let [alone, trailed] = [0, 20].map(|trail| white(&some.but(|scene| scene.descent.trail = Some(trail))));
    assert!(trailed <= alone + alone / 10, "{trailed} beside {alone}");
}

#[test]
fn stationary_points_are_marked_where_they_are() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("himmelblau", View::Contour).but(|scene| scene.size = [480, 400]);
    scene.arrows.direction = Arrows::Off;
    let without = draw(gpu, &scene);
    scene.critical = true;
    let (with, rect) = (draw(gpu, &scene), panel(gpu, &scene));
    let pixel = |x: f32, y: f32| {
        [rect.min[0] + (x + 5.0) / 10.0 * rect.width(), rect.max[1] - (y + 5.0) / 10.0 * rect.height()]
    };
    for ([x, y], color) in
        [([3.0, 2.0], [87, 217, 255]), ([-0.2708, -0.923], [255, 89, 51]), ([3.3852, 0.0739], [255, 217, 51])]
    {
        let [px, py] = pixel(x, y);
        assert!(is_near(rgb(&with, px, py), color, 12), "{x},{y}: {:?}", rgb(&with, px, py));
    }
    let [px, py] = pixel(1.0, -4.0);
    assert_eq!(rgb(&with, px, py), rgb(&without, px, py), "nothing is marked elsewhere");
}

#[test]
fn a_path_behind_a_surface_that_is_not_opaque_keeps_its_hue() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x^2 + y^2", View::Surface).but(|scene| scene.size = [480, 400]);
    (scene.x, scene.y) = (Some([-10.0, 10.0]), Some([-10.0, 10.0]));
    scene.descent.from = vec![[8.0, 8.0]];
    let mut red = |alpha: f64| {
        scene.surface.alpha = alpha;
        let image = draw(gpu, &scene);
        let is_red = |pixel: &&[u8]| i32::from(pixel[0]) - i32::from(pixel[1].max(pixel[2])) > 50;
        image.pixels.chunks(4).filter(is_red).count()
    };
    // An opaque surface hides most of the way, and one that is about to be opaque nearly as much.
    let [opaque, dense, usual] = [1.0, 0.999, 0.8].map(&mut red);
    assert!(opaque > 50 && usual > 3 * opaque / 2 && dense < opaque + opaque / 8, "{opaque} {dense} {usual}");
}

#[test]
fn kinds_of_stationary_points_differ_in_shape() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x^3 - 3*x + y^3 - 3*y", View::Contour).but(|scene| scene.size = [800, 700]);
    (scene.x, scene.y) = (Some([-2.0, 2.0]), Some([-2.0, 2.0]));
    (scene.arrows.direction, scene.contour.line_width) = (Arrows::Off, 0.0);
    let without = draw(gpu, &scene);
    scene.critical = true;
    let (with, rect) = (draw(gpu, &scene), panel(gpu, &scene));
    let differs = |x: f32, y: f32, dx: f32, dy: f32| {
        let at =
            [rect.min[0] + (x + 2.0) / 4.0 * rect.width() + dx, rect.max[1] - (y + 2.0) / 4.0 * rect.height() + dy];
        rgb(&with, at[0], at[1]) != rgb(&without, at[0], at[1])
    };
    // Pixels that each shape covers and leaves, from its middle, to the right and down.
    let (low, high) = ([1.0, 1.0], [-1.0, -1.0]);
    for (at, covered, free) in [
        (low, [[-6.0, -4.0], [6.0, -4.0], [0.0, 6.5]], [[-6.0, 5.0], [6.0, 5.0]]),
        (high, [[-6.0, 4.0], [6.0, 4.0], [0.0, -6.5]], [[-6.0, -5.0], [6.0, -5.0]]),
    ] {
        covered.iter().for_each(|&[dx, dy]| assert!(differs(at[0], at[1], dx, dy), "{at:?}: {dx} {dy}"));
        free.iter().for_each(|&[dx, dy]| assert!(!differs(at[0], at[1], dx, dy), "{at:?}: {dx} {dy}"));
    }
    assert!(differs(1.0, -1.0, 4.0, 4.0) && differs(1.0, -1.0, -4.0, 4.0) && !differs(1.0, -1.0, 0.0, 7.0), "a cross");
}

#[test]
fn a_path_has_a_light_casing_on_every_ground() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x", View::Contour).but(|scene| scene.size = [800, 700]);
    scene.arrows.direction = Arrows::Off;
    // The path runs through the middles of a row of pixels.
    let rect = panel(gpu, &scene);
    let y = rect.center()[1].floor() + 0.5;
    let start = 10.0 * f64::from((rect.max[1] - y) / rect.height()) - 5.0;
    (scene.descent.from, scene.descent.lr, scene.descent.steps) = (vec![[4.0, start]], Some(0.5), 17);
    let image = draw(gpu, &scene);
    assert_eq!(panel(gpu, &scene), rect);
    // A column between two heads, down across the line: light, red, light.
    let rows = |x: f32| -> Vec<[u8; 3]> { (-6..=6).map(|dy| rgb(&image, x, y + dy as f32)).collect() };
    let is_light = |pixel: &[u8; 3]| pixel.iter().all(|&channel| channel > 160);
    let columns = (rect.min[0] as u32 + 60..rect.max[0] as u32 - 60).filter(|&x| {
        let column = rows(x as f32);
        let red = column.iter().position(|&pixel| is_near(pixel, [230, 0, 10], 70));
        let above = red.is_some_and(|red| column[..red].iter().any(is_light));
        above && red.is_some_and(|red| column[red..].iter().any(is_light))
    });
    let all = rect.width() as usize - 120;
    let found = columns.count();
    assert!(found * 4 > 3 * all, "{found} of {all}");
}

#[test]
fn a_path_that_leaves_the_picture_says_so() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("rosenbrock", View::Contour).but(|scene| scene.size = [480, 400]);
    (scene.descent.from, scene.descent.lr) = (vec![[-1.5, 2.5]], Some(0.01));
    let says = |scene: &Shown, wanted: &str| {
        let field = scene.open_field().unwrap();
        let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
        picture.annotations().iter().any(|mark| matches!(mark, Mark::Text(text) if text.text == wanted))
    };
    assert!(says(&scene, "gd: diverges after 6 steps"));
    scene.descent.lr = Some(0.0005);
    assert!(!says(&scene, "gd"), "one that stays needs no legend");
}

#[test]
fn a_dot_on_a_steep_sheet_is_whole() {
    let gpu = gpu_or_skip!();
    // A wall that is seen from below it, nearly along it.
    let mut scene = scene("3*x", View::Surface).but(|scene| scene.size = [640, 560]);
    (scene.x, scene.y) = (Some([-1.0, 1.0]), Some([-1.0, 1.0]));
    (scene.surface.height_scale, scene.descent.steps) = (2.0, 0);
    scene.descent.from = vec![[0.0, 0.0]];
    (scene.camera.azimuth, scene.camera.elevation) = (-90.0, 25.0);
    let reds = |scene: &Shown| {
        let image = draw(gpu, scene);
        image.pixels.chunks(4).filter(|pixel| is_near([pixel[0], pixel[1], pixel[2]], [230, 0, 10], 30)).count()
    };
    let beside = reds(&scene);
    for azimuth in [-60.0, -30.0, 20.0, 160.0] {
        scene.camera.azimuth = azimuth;
        let found = reds(&scene);
        assert!(found * 10 > beside * 9 && beside > 20, "{azimuth}: {found} of {beside}");
    }
}

#[test]
fn basins_have_the_numbers_of_their_legend_where_there_is_one() {
    let gpu = gpu_or_skip!();
    let texts = |legend: LegendPlace| -> Vec<String> {
        let mut scene = scene("himmelblau", View::Contour).but(|scene| scene.size = [640, 520]);
        (scene.legend, scene.basins) = (legend, Some(BasinStyle { grid: [48; 2], ..BasinStyle::default() }));
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &scene.open_field().unwrap()).unwrap();
        let texts = picture.annotations().iter().filter_map(|mark| match mark {
            Mark::Text(text) if text.halo.is_some() || text.text.ends_with(" %") => Some(text.text.clone()),
            _ => None,
        });
        texts.collect()
    };
    let beside = texts(LegendPlace::Beside);
    for number in ["1", "2", "3", "4"] {
        let named = beside.iter().filter(|text| text.starts_with(&format!("{number}  "))).count();
        assert_eq!((named, beside.iter().filter(|text| *text == number).count()), (1, 1), "{number}: {beside:?}");
    }
    assert_eq!(texts(LegendPlace::Off), [""; 0]);
}
