//! The surface: missing values, layers and what is cut off.

use steepest::scene::{Arrows, LegendPlace, Projection, Theme, View};

use crate::common::shown::Shown;

use super::{compare, draw, is_near, panel, rgb, scene};

#[test]
fn a_hole_is_background() {
    let gpu = gpu_or_skip!();
    for theme in [Theme::Light, Theme::Dark] {
        let mut scene = scene("log(x) + y", View::Contour);
        scene.theme = theme;
        scene.arrows.direction = Arrows::Off;
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let background = rgb(&image, 0.0, 0.0);
        let middle = rect.center()[0] as u32;
        for y in rect.min[1] as u32..rect.max[1] as u32 {
            for x in rect.min[0] as u32..rect.max[0] as u32 {
                let found = rgb(&image, x as f32, y as f32);
                if x + 1 < middle {
                    assert_eq!(found, background, "{x},{y} is in the hole");
                } else if x > middle {
                    assert_ne!(found, background, "{x},{y} is not in the hole");
                }
            }
        }
    }
}

#[test]
fn a_removable_hole_does_not_tear_the_picture() {
    let gpu = gpu_or_skip!();
    for view in [View::Contour, View::Surface] {
        // The literal 0/0 at the origin, and the same without it.
        let torn = scene("r = hypot(x, y); sin(r)/r", view).but(|scene| scene.grid = Some([257, 257]));
        let whole = Shown { field: "r = hypot(x, y); if(r < 1e-3, 1, sin(r)/r)".to_owned(), ..torn.clone() };
        let (mut torn, mut whole) = (torn, whole);
        (torn.x, torn.y, whole.x, whole.y) =
            (Some([-9.0, 9.0]), Some([-9.0, 9.0]), Some([-9.0, 9.0]), Some([-9.0, 9.0]));
        (torn.arrows.direction, whole.arrows.direction) = (Arrows::Off, Arrows::Off);
        let difference = compare(&draw(gpu, &torn), &draw(gpu, &whole), 24);
        assert!(difference.pixels <= 2, "{view:?}: {difference:?}");
    }
}

#[test]
fn a_translucent_surface_shows_one_layer_and_what_is_behind() {
    let gpu = gpu_or_skip!();
    // A bowl seen from the side: its near wall stands before the far one.
    let mut scene = scene("x^2 + y^2", View::Surface);
    scene.camera.elevation = 20.0;
    let opaque = draw(gpu, &scene);
    scene.surface.alpha = 0.5;
    let half = draw(gpu, &scene);
    let background = rgb(&opaque, 0.0, 0.0);
    let mixed = |x: u32, y: u32| {
        let over_white = opaque.pixel(x, y).map(|channel| ((u16::from(channel) + 255) / 2) as u8);
        let [r, g, b, _] = over_white;
        is_near(rgb(&half, x as f32, y as f32), [r, g, b], 2)
    };
    let surface: Vec<(u32, u32)> = (60..180)
        .flat_map(|y| (60..240).map(move |x| (x, y)))
        .filter(|&(x, y)| rgb(&opaque, x as f32, y as f32).iter().zip(background).any(|(&a, b)| a.abs_diff(b) > 60))
        .collect();
    let fraction = surface.iter().filter(|&&(x, y)| mixed(x, y)).count() as f64 / surface.len() as f64;
    // Grid lines behind the surface and its own edges make the rest.
    assert!(surface.len() > 3000 && fraction > 0.8, "{fraction:.3} of {} pixels have one layer", surface.len());
}

#[test]
fn what_is_outside_of_z_is_cut_off() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("y", View::Surface);
    (scene.camera.azimuth, scene.camera.elevation) = (-90.0, 89.9);
    scene.surface.z = steepest::scene::Limits::Range([-5.0, 0.0]);
    let image = draw(gpu, &scene);
    let is_colored = |y: u32| {
        let [r, g, b, _] = image.pixel(130, y);
        r.abs_diff(g) > 12 || g.abs_diff(b) > 12
    };
    let rows: Vec<u32> = (0..240).filter(|&y| is_colored(y)).collect();
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    assert!(first > 100, "the upper half is gone: colours begin at {first}");
    assert!(last > first + 30 && rows.len() as u32 > (last - first) / 2, "the lower half is there: {first} to {last}");
}

#[test]
fn a_marker_is_seen_whole_or_hidden_whole() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x^2 + y^2", View::Surface).but(|scene| (scene.size, scene.dpi) = ([800, 600], 200.0));
    (scene.critical, scene.legend, scene.arrows.direction) = (true, LegendPlace::Off, Arrows::Off);
    scene.camera.projection = Projection::Orthographic;
    let minimum = |scene: &Shown| {
        let image = draw(gpu, scene);
        let places = (0..image.height).flat_map(|y| (0..image.width).map(move |x| [x as f32, y as f32]));
        places.filter(|&[x, y]| is_near(rgb(&image, x, y), [87, 217, 255], 12)).count()
    };
    // From below, from where its walls hide its bottom, and from above.
    let counts = [-50.0, -20.0, -2.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 80.0].map(|elevation| {
        scene.camera.elevation = elevation;
        minimum(&scene)
    });
    let whole = counts.into_iter().max().unwrap();
    assert!(whole > 100 && counts[10] > 0 && counts[4] == 0, "{counts:?}");
    assert!(counts.iter().all(|&count| count == 0 || 4 * count > 3 * whole), "{counts:?}");
}

#[test]
fn a_way_behind_a_hill_is_hidden_with_its_steps() {
    let gpu = gpu_or_skip!();
    // Along the far side of a ridge, near below its top.
    let mut scene = scene("-x^2", View::Surface).but(|scene| scene.size = [640, 480]);
    (scene.x, scene.y) = (Some([-2.0, 2.0]), Some([-2.0, 2.0]));
    (scene.descent.from, scene.descent.steps) = (vec![[-0.3, 0.0]], 3);
    scene.descent.lr = Some(0.02);
    let mut red = |azimuth: f64| {
        (scene.camera.azimuth, scene.camera.elevation) = (azimuth, 15.0);
        let image = draw(gpu, &scene);
        let is_red = |pixel: &&[u8]| i32::from(pixel[0]) - i32::from(pixel[1].max(pixel[2])) > 100;
        image.pixels.chunks(4).filter(is_red).count()
    };
    let (before, behind) = (red(180.0), red(0.0));
    assert!(before > 50 && behind == 0, "{before} {behind}");
}
