//! Trajectories and stationary points.

use steepest::render::{Image, Mark, Renderer, Text};
use steepest::scene::{Arrows, Scene, View};

use super::{draw, is_near, panel, rgb, scene};

#[test]
fn a_race_has_a_colour_for_each_optimizer_and_a_legend_beside_the_way() {
    let gpu = gpu_or_skip!();
    let mut scene = Scene { size: [480, 400], ..scene("x^2 + 4*y^2", View::Contour) };
    scene.descent.from = vec![[-4.0, 3.0]];
    scene.descent.optimizers = vec!["gd:lr=0.02".to_owned(), "normalized:lr=0.02".to_owned()];
    let field = scene.open_field().unwrap();
    let marks = |scene: &Scene| {
        let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
        picture.annotations().to_vec()
    };
    let names = |scene: &Scene| -> Vec<Text> {
        let texts = marks(scene).into_iter().filter_map(|mark| match mark {
            Mark::Text(text) if text.text.contains("lr=") => Some(text),
            _ => None,
        });
        texts.collect()
    };
    let found = names(&scene);
    assert_eq!(found.iter().map(|text| text.text.as_str()).collect::<Vec<_>>(), ["gd:lr=0.02", "normalized:lr=0.02"]);
    let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
    // The way begins in the upper left corner, so the legend is elsewhere.
    let start = [0.1, 0.2].map(|fraction: f32| fraction * rect.width());
    assert!(found[0].at[0] > rect.min[0] + start[0] + 20.0, "{found:?}");
    let count = |image: &Image, wanted: [u8; 3]| {
        let inside = (rect.min[0] as u32..rect.center()[0] as u32)
            .flat_map(|x| (rect.min[1] as u32..rect.max[1] as u32).map(move |y| (x, y)));
        inside.filter(|&(x, y)| is_near(rgb(image, x as f32, y as f32), wanted, 12)).count()
    };
    let (red, white) = ([230, 0, 10], [255, 255, 255]);
    assert!(count(&image, red) > 5 && count(&image, white) > 5, "{} {}", count(&image, red), count(&image, white));
    // One optimizer alone needs no legend.
    scene.descent.optimizers.truncate(1);
    assert!(names(&scene).is_empty());
    assert_eq!(count(&draw(gpu, &scene), white), 0, "and nothing of the second is left");
}

#[test]
fn stationary_points_are_marked_where_they_are() {
    let gpu = gpu_or_skip!();
    let mut scene = Scene { size: [480, 400], ..scene("himmelblau", View::Contour) };
    scene.arrows.direction = Arrows::Off;
    let without = draw(gpu, &scene);
    scene.critical = true;
    let (with, rect) = (draw(gpu, &scene), panel(gpu, &scene));
    let pixel = |x: f32, y: f32| {
        [rect.min[0] + (x + 5.0) / 10.0 * rect.width(), rect.max[1] - (y + 5.0) / 10.0 * rect.height()]
    };
    for ([x, y], color) in
        [([3.0, 2.0], [87, 217, 255]), ([-0.2708, -0.923], [230, 0, 10]), ([3.3852, 0.0739], [255, 217, 51])]
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
    let mut scene = Scene { size: [480, 400], ..scene("x^2 + y^2", View::Surface) };
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
