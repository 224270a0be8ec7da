//! Light on surfaces and on terrain, and lines that show their shape.

use steepest::colormap::Colormap;
use steepest::gpu::Gpu;
use steepest::render::{Image, Picture, Renderer};
use steepest::scene::{Arrows, AxisScale, ColorBy, Levels, Light, Limits, ShadeStyle, SurfaceLines, View};

use super::{draw, is_near, panel, rgb, scene};

/// Pixels of the sheet itself: those that are neither background nor letters, away from its edges.
fn sheet(image: &Image) -> Vec<[f64; 3]> {
    let (width, height) = (image.width, image.height);
    let inner = (height / 3..2 * height / 3).flat_map(|y| (width / 4..width / 2).map(move |x| (x, y)));
    let pixel = inner.map(|(x, y)| rgb(image, x as f32, y as f32));
    pixel.filter(|[r, g, b]| r.abs_diff(*g).max(g.abs_diff(*b)) > 20).map(|pixel| pixel.map(f64::from)).collect()
}

/// How far a colour is from the nearest one of a table that is darkened to its brightness, and by how much it is.
fn darkened(pixel: [f64; 3]) -> (f64, f64) {
    let errors = Colormap::Viridis.table().iter().map(|color| {
        let color = color.map(f64::from);
        let factor = pixel.iter().sum::<f64>() / color.iter().sum::<f64>();
        let far = pixel.iter().zip(color).map(|(p, c)| (p - factor * c).abs()).fold(0.0, f64::max);
        (far, factor)
    });
    // Of equals the one that is darkened least.
    errors.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

#[test]
fn light_only_darkens_the_colours_of_the_bar_and_none_leaves_them() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("himmelblau", View::Surface).but(|scene| scene.size = [480, 400]);
    (scene.surface.lines, scene.arrows.direction) = (SurfaceLines::Off, Arrows::Off);
    for (light, least) in [(Light::Off, 0.97), (Light::From([-135.0, 45.0]), 0.6)] {
        scene.surface.light = light;
        let pixels = sheet(&draw(gpu, &scene));
        assert!(pixels.len() > 3000, "{}", pixels.len());
        let found: Vec<(f64, f64)> = pixels.into_iter().map(darkened).collect();
        // A few lie where one part of the sheet ends before another.
        let off = found.iter().filter(|(far, _)| *far > 7.0).count();
        assert!(off * 100 < found.len(), "{light:?}: {off} of {} have a colour that the bar has not", found.len());
        let factors = found.iter().filter(|(far, _)| *far < 2.5).map(|found| found.1);
        let beyond = factors.filter(|factor| !(least..=1.03).contains(factor)).count();
        assert!(beyond * 50 < found.len(), "{light:?}: {beyond} of {}", found.len());
    }
}

#[test]
fn lines_of_levels_lie_on_a_surface_of_one_colour() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("exp(-8*(x^2 + y^2))", View::Surface).but(|scene| scene.size = [480, 400]);
    scene.surface.lines = SurfaceLines::Off;
    let off = draw(gpu, &scene);
    let mut lined = |lines: SurfaceLines| {
        scene.surface.lines = lines;
        let image = draw(gpu, &scene);
        image.pixels.chunks(4).zip(off.pixels.chunks(4)).filter(|(with, without)| with != without).count()
    };
    let [auto, contour, mesh] = [SurfaceLines::Auto, SurfaceLines::Contour, SurfaceLines::Mesh].map(&mut lined);
    assert!(auto > 300 && contour > 30 && mesh > 1000, "{auto} {contour} {mesh}");
    // A surface that uses its colours has no lines unless they are asked for.
    scene.field = "x".to_owned();
    scene.surface.lines = SurfaceLines::Auto;
    let plain = draw(gpu, &scene);
    scene.surface.lines = SurfaceLines::Off;
    assert_eq!(plain, draw(gpu, &scene));
}

#[test]
fn lines_of_levels_leave_most_of_a_small_surface_to_its_colours() {
    let gpu = gpu_or_skip!();
    for (size, dpi) in [([320, 200], 100.0), ([1004, 600], 300.0), ([1280, 720], 100.0)] {
        let mut scene =
            scene("(x-1)^2/10 + (y-x^2)^2/10 + 0.01", View::Both).but(|scene| (scene.size, scene.dpi) = (size, dpi));
        (scene.x, scene.y, scene.scales.x) = (Some([0.01, 100.0]), Some([0.01, 100.0]), AxisScale::Log);
        let [with, without] = [SurfaceLines::Auto, SurfaceLines::Off]
            .map(|lines| draw(gpu, &scene.but(|scene| scene.surface.lines = lines)));
        let surface = (0..size[1]).flat_map(|y| (0..size[0] / 2).map(move |x| [x as f32, y as f32]));
        let colored: Vec<[f32; 2]> = surface
            .filter(|&[x, y]| {
                let [r, g, b] = rgb(&without, x, y);
                r.max(g).max(b) - r.min(g).min(b) > 40
            })
            .collect();
        let lost = colored.iter().filter(|[x, y]| !is_near(rgb(&with, *x, *y), rgb(&without, *x, *y), 40)).count();
        let part = lost as f64 / colored.len() as f64;
        assert!((0.01..0.36).contains(&part), "{size:?}: {part:.2} of {} pixels", colored.len());
    }
}

/// A surface without the lines of these levels and with them.
fn lined(gpu: &Gpu, formula: &str, levels: Vec<f64>) -> ([Image; 2], Picture) {
    let mut scene = scene(formula, View::Surface).but(|scene| scene.size = [640, 520]);
    (scene.arrows.direction, scene.contour.levels) = (Arrows::Off, Levels::List(levels));
    let images = [SurfaceLines::Off, SurfaceLines::Contour].map(|lines| {
        scene.surface.lines = lines;
        draw(gpu, &scene)
    });
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &scene.open_field().unwrap()).unwrap();
    (images, picture)
}

#[test]
fn lines_of_levels_go_all_around_a_wall() {
    let gpu = gpu_or_skip!();
    // Fields of the distance to the middle, and where they have a value.
    type Fields = [(&'static str, fn(f64) -> f64, [f64; 3]); 3];
    let fields: Fields = [
        ("exp(1/(x^2 + y^2))", |f| f.ln().recip().sqrt(), [1.5, 2.5, 4.0]),
        ("1/(x^2 + y^2)", |f| f.recip().sqrt(), [0.4, 0.8, 1.0]),
        ("tanh(9*(4 - x^2 - y^2))", |f| (4.0 - f.atanh() / 9.0).sqrt(), [-0.6, 0.1, 0.5]),
    ];
    for (formula, radius, levels) in fields {
        let ([without, with], picture) = lined(gpu, formula, [&[-2.0], &levels[..], &[9.0]].concat());
        let picker = picture.picker();
        for level in levels {
            let missing = (-40..=40).filter(|degrees| {
                // The side that is seen from -60 degrees.
                let angle = (f64::from(*degrees) - 60.0).to_radians();
                let at = [angle.cos(), angle.sin()].map(|part| part * radius(level));
                let [x, y] = picker.on_surface(at, level).unwrap().map(|at| at.round() as u32);
                let near = (0..5).flat_map(|down| (0..5).map(move |right| [x + right - 2, y + down - 2]));
                !near.into_iter().any(|[x, y]| with.pixel(x, y)[1].abs_diff(without.pixel(x, y)[1]) > 8)
            });
            assert_eq!(missing.count(), 0, "{formula}: the line of {level}");
        }
    }
}

#[test]
fn lines_of_levels_leave_the_gap_of_a_jump_empty() {
    let gpu = gpu_or_skip!();
    // Fields that jump along one x, which a node of the lines' grid may have, and levels within the gap that f has elsewhere.
    for (formula, jump, levels) in [
        ("if(x > 2.5, 0, x + 5)", 2.5, [1.0, 2.0, 3.0]),
        ("if(x > 2.4321, 0, max(x, 0))", 2.4321, [0.3, 0.6, 0.9]),
        ("if(x > 2.4321, 0, max(x, 0))*exp(-y/20)", 2.4321, [0.3, 0.6, 0.9]),
        // Most of the rise from node to node is a slope's.
        ("9*tanh(99*(x - 2.5)) + 4*sign(x - 2.49)", 2.49, [-9.0, -7.0, -5.0]),
    ] {
        let ([without, with], picture) = lined(gpu, formula, levels.to_vec());
        let picker = picture.picker();
        for level in levels {
            let lined = (-45..=45).filter(|tenths| {
                let at = [jump, f64::from(*tenths) / 10.0];
                let [x, y] = picker.on_surface(at, level).unwrap().map(|at| at.round() as u32);
                let near = (0..3).flat_map(|down| (0..3).map(move |right| [x + right - 1, y + down - 1]));
                near.into_iter().any(|[x, y]| with.pixel(x, y) != without.pixel(x, y))
            });
            assert_eq!(lined.count(), 0, "{formula}: the line of {level}");
        }
    }
}

#[test]
fn terrain_is_shaded_from_the_north_west() {
    let gpu = gpu_or_skip!();
    // Four planes that rise to the middle: their slopes face west, east, south and north.
    let mut scene = scene("-max(abs(x), abs(y))", View::Contour).but(|scene| scene.size = [480, 400]);
    (scene.arrows.direction, scene.contour.line_width) = (Arrows::Off, 0.0);
    scene.color.by = ColorBy::Hillshade;
    let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
    let at = |image: &Image, x: f32, y: f32| {
        rgb(image, rect.center()[0] + x * 0.35 * rect.width(), rect.center()[1] - y * 0.35 * rect.height())
    };
    // The dot of the sun's direction and the normal, (1/2 ± 1/√2·...)/√2 of a slope of 1: 0.853… and 0.146….
    for (x, y, light) in [(-1.0, 0.0, 0.853_55), (0.0, 1.0, 0.853_55), (1.0, 0.0, 0.146_45), (0.0, -1.0, 0.146_45)] {
        let grey = (255.0 * light) as u8;
        assert!(is_near(at(&image, x, y), [grey; 3], 3), "{x},{y}: {:?}, not {grey}", at(&image, x, y));
    }
    scene.shade = ShadeStyle { sun: [90.0, 45.0], ..ShadeStyle::default() };
    let turned = draw(gpu, &scene);
    assert!(at(&turned, 1.0, 0.0)[0] > 250 && at(&turned, -1.0, 0.0)[0] < 5, "from the east");
    // Shaded contours keep their hue, darker in the shadow than in the light.
    scene.color.by = ColorBy::F;
    scene.color.limits = Limits::Full;
    scene.contour.levels = Levels::List(vec![-6.0, 0.0]);
    scene.shade = ShadeStyle { contours: true, ..ShadeStyle::default() };
    let shaded = draw(gpu, &scene);
    let [light, shadow] = [-1.0, 1.0].map(|x| at(&shaded, x, 0.0).map(i32::from));
    assert!((0..3).all(|channel| light[channel] > shadow[channel] + 5), "{light:?} {shadow:?}");
}

/// The contrast between two colours, as the Web Content Accessibility Guidelines define it.
fn contrast(colors: [[u8; 3]; 2]) -> f64 {
    let linear = |channel: u8| match f64::from(channel) / 255.0 {
        small if small <= 0.04045 => small / 12.92,
        channel => ((channel + 0.055) / 1.055).powf(2.4),
    };
    let [a, b] = colors.map(|[r, g, b]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05);
    a.max(b) / a.min(b)
}

/// The best contrast of a picture with lines to one without, in each of so many strips of a rectangle from its left to its right.
fn seen(images: [&Image; 2], [left, top, right, bottom]: [u32; 4], strips: usize) -> Vec<f64> {
    let mut best = vec![1.0; strips];
    for (x, y) in (left..right).flat_map(|x| (top..bottom).map(move |y| (x, y))) {
        let strip = (x - left) as usize * strips / (right - left) as usize;
        let found = contrast(images.map(|image| rgb(image, x as f32, y as f32)));
        best[strip] = f64::max(best[strip], found);
    }
    best
}

#[test]
fn lines_are_seen_on_every_colour_of_every_colormap() {
    let gpu = gpu_or_skip!();
    for map in Colormap::ALL {
        let mut scene = scene("x", View::Contour).but(|scene| scene.size = [320, 120]);
        (scene.x, scene.color.map, scene.arrows.direction) = (Some([0.0, 1.0]), Some(map), Arrows::Off);
        (scene.contour.levels, scene.contour.line_width) = (Levels::Count(10), 3.0);
        let (with, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        scene.contour.line_width = 0.0;
        let without = draw(gpu, &scene);
        let row = rect.center()[1] as u32;
        for level in 1..10 {
            let at = (rect.min[0] + 0.1 * level as f32 * rect.width()) as u32;
            let found = seen([&with, &without], [at - 1, row, at + 2, row + 1], 1)[0];
            assert!(found > 1.9, "{map:?}: a line at {level} of 10 has a contrast of {found:.2}");
        }
    }
}

#[test]
fn lines_on_a_surface_are_seen_on_dark_and_on_light_colours_and_on_what_lies_over_them() {
    let gpu = gpu_or_skip!();
    // Where f is low |∇f| is great.
    for (field, by, lines) in [
        ("x", ColorBy::F, SurfaceLines::Contour),
        ("x", ColorBy::F, SurfaceLines::Mesh),
        ("-exp(-x/2)", ColorBy::Norm, SurfaceLines::Mesh),
    ] {
        let mut scene = scene(field, View::Surface).but(|scene| scene.size = [480, 360]);
        (scene.color.map, scene.color.by, scene.arrows.direction) = (Some(Colormap::Gray), by, Arrows::Off);
        (scene.surface.light, scene.camera.elevation, scene.camera.azimuth) = (Light::Off, 90.0, -90.0);
        let images = [lines, SurfaceLines::Off].map(|lines| draw(gpu, &scene.but(|scene| scene.surface.lines = lines)));
        let found = seen([&images[0], &images[1]], [100, 140, 340, 200], 12);
        assert!(found.iter().all(|&contrast| contrast > 1.9), "{lines:?} over {by:?} of {field}: {found:.2?}");
    }
}

#[test]
fn streamlines_are_dark_where_the_map_is_light() {
    let gpu = gpu_or_skip!();
    for view in [View::Contour, View::Surface] {
        let mut scene = scene("x", view).but(|scene| scene.size = [480, 360]);
        (scene.color.map, scene.contour.line_width) = (Some(Colormap::Gray), 0.0);
        (scene.surface.light, scene.camera.elevation, scene.camera.azimuth) = (Light::Off, 90.0, -90.0);
        let images = [Some(1.0), None].map(|density| {
            scene.arrows.streamlines = density;
            scene.arrows.direction = if density.is_some() { Arrows::Ascent } else { Arrows::Off };
            draw(gpu, &scene)
        });
        let found = seen([&images[0], &images[1]], [100, 140, 340, 200], 12);
        assert!(found.iter().all(|&contrast| contrast > 1.7), "{view:?}: {found:.2?}");
    }
}

#[test]
fn arrows_and_streamlines_on_shaded_contours_go_by_the_shade() {
    let gpu = gpu_or_skip!();
    // A steep plane that rises to the north-west lies in its own shadow, one that falls there is lit; both are one light grey.
    for (field, is_lit) in [("3*(y - x)", false), ("3*(x - y)", true)] {
        for density in [None, Some(1.0)] {
            let mut scene = scene(field, View::Contour).but(|scene| scene.size = [480, 360]);
            (scene.color.map, scene.color.limits) = (Some(Colormap::Gray), Limits::Range([-200.0, 60.0]));
            (scene.shade.contours, scene.contour.line_width, scene.arrows.density) = (true, 0.0, [12, 12]);
            let images = [Arrows::Ascent, Arrows::Off].map(|direction| {
                scene.arrows.direction = direction;
                scene.arrows.streamlines = density;
                draw(gpu, &scene)
            });
            let found = seen([&images[0], &images[1]], [120, 80, 340, 280], 6);
            assert!(found.iter().all(|&contrast| contrast > 1.9), "{field}, {density:?}: {found:.2?}");
            let darker = |x: u32, y: u32| {
                let [with, without] = [0, 1].map(|index: usize| rgb(&images[index], x as f32, y as f32)[0]);
                i32::from(without) - i32::from(with)
            };
            let most = (120..340).flat_map(|x| (80..280).map(move |y| darker(x, y))).max_by_key(|change| change.abs());
            assert_eq!(most.is_some_and(|change| change > 0), is_lit, "{field}, {density:?}: {most:?}");
        }
    }
}
