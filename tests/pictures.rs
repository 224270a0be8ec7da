//! Pictures: exact facts first, then whole pictures beside references.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod common;

use std::path::{Path, PathBuf};

use steepest::colormap::Colormap;
use steepest::export::write_png;
use steepest::field::Field;
use steepest::gpu::Gpu;
use steepest::render::{Image, Mark, Quad, Rect, Renderer, Text, Typesetter, render};
use steepest::scene::{ArrowStyle, Arrows, Aspect, AxisLabels, ColorBy, ColorScale, Levels, Scene, Theme, Units, View};

/// A scene of one panel without a title, small enough to be quick.
fn scene(field: &str, view: View) -> Scene {
    Scene { field: field.to_owned(), view, size: [320, 240], title: Some(String::new()), ..Scene::default() }
}

fn draw(gpu: &Gpu, scene: &Scene) -> Image {
    let field = scene.open_field().unwrap();
    render(gpu, &scene.clone().checked().unwrap(), &field).unwrap()
}

/// Frames of the panel and of its colour bar, outside of the pixels they hold.
fn frames(gpu: &Gpu, scene: &Scene) -> Vec<Rect> {
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
    let frames = picture.annotations().iter().filter_map(|mark| match mark {
        Mark::Frame { rect, .. } => Some(*rect),
        _ => None,
    });
    frames.collect()
}

/// The pixels of the contour panel.
fn panel(gpu: &Gpu, scene: &Scene) -> Rect {
    frames(gpu, scene)[0]
}

fn rgb(image: &Image, x: f32, y: f32) -> [u8; 3] {
    let [r, g, b, _] = image.pixel(x as u32, y as u32);
    [r, g, b]
}

fn is_near(a: [u8; 3], b: [u8; 3], tolerance: u8) -> bool {
    a.iter().zip(b).all(|(&a, b)| a.abs_diff(b) <= tolerance)
}

#[test]
fn bands_have_matplotlibs_colours_and_meet_at_their_level() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x", View::Contour);
    (scene.x, scene.y) = (Some([-1.0, 1.0]), Some([-1.0, 1.0]));
    scene.arrows.direction = Arrows::Off;
    scene.contour.levels = Levels::List(vec![-1.0, 0.25, 1.0]);
    scene.contour.line_width = 0.0;
    let (image, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
    let boundary = rect.min[0] + 0.625 * rect.width();
    // Middles of the bands on a scale from the first level to the last: 0.3125 and 0.8125.
    let (left, right) = (Colormap::Viridis.sample(0.3125), Colormap::Viridis.sample(0.8125));
    for y in [rect.min[1] + 3.0, rect.center()[1], rect.max[1] - 3.0] {
        for x in (rect.min[0] as u32)..(rect.max[0] as u32) {
            let distance = x as f32 + 0.5 - boundary;
            let found = rgb(&image, x as f32, y);
            match distance {
                ..=-1.0 => assert!(is_near(found, left, 1), "column {x}: {found:?}, not {left:?}"),
                1.0.. => assert!(is_near(found, right, 1), "column {x}: {found:?}, not {right:?}"),
                _ => {}
            }
        }
    }
}

#[test]
fn a_level_line_runs_where_the_level_is() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x^2 + y^2", View::Contour);
    (scene.x, scene.y) = (Some([-2.0, 2.0]), Some([-2.0, 2.0]));
    scene.arrows.direction = Arrows::Off;
    scene.contour.levels = Levels::List(vec![0.0, 1.0, 8.0]);
    scene.contour.line_width = 3.0;
    let with = draw(&gpu, &scene);
    let rect = panel(&gpu, &scene);
    scene.contour.line_width = 0.0;
    let without = draw(&gpu, &scene);
    let mut on_the_circle = 0;
    for y in rect.min[1] as u32..rect.max[1] as u32 {
        for x in rect.min[0] as u32..rect.max[0] as u32 {
            let at = [x as f32 + 0.5, y as f32 + 0.5];
            let [u, v] = [0, 1].map(|axis| (at[axis] - rect.center()[axis]) / (0.25 * rect.width()));
            let pixels_away = (u.hypot(v) - 1.0).abs() * 0.25 * rect.width();
            let is_darker = with.pixel(x, y) != without.pixel(x, y);
            if pixels_away < 1.0 {
                assert!(is_darker, "{x},{y} is {pixels_away} pixels from the circle and has no line");
                on_the_circle += 1;
            } else if pixels_away > 2.6 {
                assert!(!is_darker, "{x},{y} is {pixels_away} pixels from the circle and has a line");
            }
        }
    }
    assert!(on_the_circle > 200, "{on_the_circle}");
}

#[test]
fn an_arrow_is_as_long_as_its_scale_says() {
    let gpu = gpu_or_skip!();
    // |∇f| = 1 at a scale of 2: 50 pixels, from the middle of the panel to the right.
    let mut scene = scene("x", View::Contour);
    (scene.x, scene.y) = (Some([-1.0, 1.0]), Some([-1.0, 1.0]));
    scene.arrows = ArrowStyle { direction: Arrows::Ascent, density: [3, 3], scale: Some(2.0), ..Default::default() };
    scene.contour.levels = Levels::List(vec![-1.0, 1.0]);
    scene.contour.line_width = 0.0;
    let with = draw(&gpu, &scene);
    let rect = panel(&gpu, &scene);
    scene.arrows.direction = Arrows::Off;
    let without = draw(&gpu, &scene);
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
    let with = draw(&gpu, &scene);
    let rect = panel(&gpu, &scene);
    scene.arrows.direction = Arrows::Off;
    let without = draw(&gpu, &scene);
    // Around the middle only the descending arrow to the lower left is drawn.
    let [cx, cy] = rect.center();
    let changed = |dx: f32, dy: f32| {
        with.pixel((cx + dx) as u32, (cy + dy) as u32) != without.pixel((cx + dx) as u32, (cy + dy) as u32)
    };
    assert!((4..28).all(|step| changed(-step as f32, step as f32)), "the shaft runs down and to the left");
    assert!(!(4..20).any(|step| changed(step as f32, -step as f32)), "nothing runs the other way");
}

#[test]
fn a_hole_is_background() {
    let gpu = gpu_or_skip!();
    for theme in [Theme::Light, Theme::Dark] {
        let mut scene = scene("log(x) + y", View::Contour);
        scene.theme = theme;
        scene.arrows.direction = Arrows::Off;
        let (image, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
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
        let torn = Scene { grid: Some([257, 257]), ..scene("r = hypot(x, y); sin(r)/r", view) };
        let whole = Scene { field: "r = hypot(x, y); if(r < 1e-3, 1, sin(r)/r)".to_owned(), ..torn.clone() };
        let (mut torn, mut whole) = (torn, whole);
        (torn.x, torn.y, whole.x, whole.y) =
            (Some([-9.0, 9.0]), Some([-9.0, 9.0]), Some([-9.0, 9.0]), Some([-9.0, 9.0]));
        (torn.arrows.direction, whole.arrows.direction) = (Arrows::Off, Arrows::Off);
        let difference = compare(&draw(&gpu, &torn), &draw(&gpu, &whole), 24);
        assert!(difference.pixels <= 2, "{view:?}: {difference:?}");
    }
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
        compare(&draw(&gpu, scene), &draw(&gpu, &without), 8).pixels
    };
    assert_eq!(count_changed(&scene), 0, "the ridge hides them");
    scene.camera.azimuth = -90.0;
    assert!(count_changed(&scene) > 100, "from their own side they are seen");
}

#[test]
fn a_translucent_surface_shows_one_layer_and_what_is_behind() {
    let gpu = gpu_or_skip!();
    // A bowl seen from the side: its near wall stands before the far one.
    let mut scene = scene("x^2 + y^2", View::Surface);
    scene.camera.elevation = 20.0;
    let opaque = draw(&gpu, &scene);
    scene.surface.alpha = 0.5;
    let half = draw(&gpu, &scene);
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
    let share = surface.iter().filter(|&&(x, y)| mixed(x, y)).count() as f64 / surface.len() as f64;
    // Grid lines behind the surface and its own edges make the rest.
    assert!(surface.len() > 3000 && share > 0.8, "{share:.3} of {} pixels have one layer", surface.len());
}

#[test]
fn a_plateau_has_the_colour_of_its_band() {
    let gpu = gpu_or_skip!();
    for (field, value) in [("3", 3.0), ("0*x", 0.0), ("if(x > 7, 1, -2)", -2.0)] {
        let scene = scene(field, View::Contour);
        let (image, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
        let [cx, cy] = rect.center();
        let shown = rgb(&image, cx, cy);
        let bar = frames(&gpu, &scene)[1];
        let on_bar = |y: f32| is_near(rgb(&image, bar.center()[0], y), shown, 1);
        assert!((bar.min[1] as u32..bar.max[1] as u32).any(|y| on_bar(y as f32)), "{field} = {value} shows {shown:?}");
    }
}

#[test]
fn huge_and_tiny_values_draw_like_ordinary_ones() {
    let gpu = gpu_or_skip!();
    // Labels differ and move the panel, so that it is read at the same shares of its width and height.
    let readings = |field: &str, direction: Arrows| -> Vec<[u8; 3]> {
        let mut scene = scene(field, View::Contour);
        scene.arrows.direction = direction;
        let (image, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
        let at = |share: usize, axis: usize| {
            rect.min[axis] + (share as f32 + 0.5) / 40.0 * (rect.max[axis] - rect.min[axis])
        };
        (0..1600).map(|index| rgb(&image, at(index % 40, 0), at(index / 40, 1))).collect()
    };
    let ordinary = readings("x*y", Arrows::Off);
    for field in ["1e30*x*y", "1e-30*x*y"] {
        let found = readings(field, Arrows::Off);
        let same = found.iter().zip(&ordinary).filter(|&(&a, &b)| is_near(a, b, 12)).count();
        assert!(same > 1400, "{field}: {same} of 1600 readings are alike");
        let arrows = readings(field, Arrows::Ascent).iter().zip(&found).filter(|(a, b)| a != b).count();
        assert!(arrows > 150, "{field}: {arrows} readings lie on arrows");
    }
    let error = render(&gpu, &scene("1e38*x", View::Both), &Field::parse("1e38*x").unwrap()).unwrap_err().to_string();
    assert!(error.contains("32-bit") && error.contains("multiply"), "{error}");
}

#[test]
fn what_is_outside_of_z_is_cut_off() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("y", View::Surface);
    (scene.camera.azimuth, scene.camera.elevation) = (-90.0, 89.9);
    scene.surface.z = Some([-5.0, 0.0]);
    let image = draw(&gpu, &scene);
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
fn labels_neither_overlap_nor_leave_the_picture() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(&gpu).unwrap();
    let mut typesetter = Typesetter::default();
    let domains = [None, Some([-1e-7, 2e-7]), Some([123_456.0, 123_457.0]), Some([-1e6, 1e6])];
    let fields = ["x^2 + y^2", "x + 1e6", "1e-30*x", "himmelblau"];
    let pictures = [
        ([1280, 720], [-60.0, 30.0]),
        ([2000, 800], [20.0, 60.0]),
        ([640, 400], [135.0, -30.0]),
        ([500, 900], [-100.0, 5.0]),
        ([640, 480], [0.0, 90.0]),
        ([900, 500], [0.0, -30.0]),
    ];
    for (size, camera) in pictures {
        let views = [View::Both, View::Surface, View::Contour, View::Both];
        for ((domain, view), field) in domains.iter().zip(views).zip(fields) {
            let mut scene = Scene { size, view, x: *domain, field: field.to_owned(), ..Scene::default() };
            [scene.camera.azimuth, scene.camera.elevation] = camera;
            scene.contour.aspect = Aspect::Fill;
            if view != View::Contour {
                let [x, y, z] =
                    ["distance east", "distance north", "height in metres"].map(|name| Some(name.to_owned()));
                scene.labels = AxisLabels { x, y, z };
            }
            let field = scene.open_field().unwrap();
            let picture = renderer.prepare(&scene, &field).unwrap();
            let texts = picture.annotations().iter().filter_map(|mark| match mark {
                Mark::Text(text) => {
                    let size = typesetter.measure(&text.text, text.size);
                    Some((text.clone(), text.bounds(size), text.quad(size)))
                }
                _ => None,
            });
            let texts: Vec<(Text, Rect, Quad)> = texts.collect();
            assert!(texts.len() > 8, "{} labels", texts.len());
            for (index, (text, bounds, quad)) in texts.iter().enumerate() {
                let inside = bounds.min.iter().all(|&side| side >= -1.0)
                    && bounds.max[0] <= size[0] as f32 + 1.0
                    && bounds.max[1] <= size[1] as f32 + 1.0;
                assert!(inside, "`{}` leaves a picture of {size:?} on {domain:?}: {bounds:?}", text.text);
                for bar in picture
                    .annotations()
                    .iter()
                    .filter_map(|mark| if let Mark::Column { rect, .. } = mark { Some(rect) } else { None })
                {
                    assert!(
                        !bounds.grown(-0.5).overlaps(bar),
                        "`{}` lies on a colour bar in a picture of {size:?}",
                        text.text
                    );
                }
                for (other, _, other_quad) in &texts[..index] {
                    assert!(
                        !quad.is_near(other_quad, -1.0),
                        "`{}` covers `{}` in a picture of {size:?} on {domain:?}",
                        text.text,
                        other.text
                    );
                }
            }
        }
    }
}

#[test]
fn every_colormap_and_both_themes_draw() {
    let gpu = gpu_or_skip!();
    // Their tables are compared elsewhere; a few tell that they are drawn.
    let some = Colormap::ALL.into_iter().step_by(10);
    for (map, theme) in some.flat_map(|map| [(map, Theme::Light), (map.reversed(), Theme::Dark)]) {
        let mut scene = scene("x", View::Contour);
        (scene.color.map, scene.theme) = (map, theme);
        scene.arrows.direction = Arrows::Off;
        let (image, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
        let first = rgb(&image, rect.min[0] + 1.0, rect.center()[1]);
        let bands = 20.0;
        let expected = map.sample(0.5 / bands);
        assert!(is_near(first, expected, 3), "{map:?} begins with {first:?}, not {expected:?}");
        let ground = if theme == Theme::Light { [255; 3] } else { [22, 24, 28] };
        assert_eq!(rgb(&image, 0.0, 0.0), ground, "{theme:?}");
    }
}

/// How two pictures differ.
#[derive(Debug)]
struct Difference {
    /// Pixels with a channel further apart than the threshold.
    pixels: usize,
    /// The largest distance of a channel.
    largest: u8,
}

fn compare(a: &Image, b: &Image, threshold: u8) -> Difference {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let distances = a.pixels.chunks(4).zip(b.pixels.chunks(4)).map(|(a, b)| {
        let channels = a.iter().zip(b).map(|(&a, &b)| a.abs_diff(b));
        channels.max().unwrap_or(0)
    });
    let distances: Vec<u8> = distances.collect();
    Difference {
        pixels: distances.iter().filter(|&&distance| distance > threshold).count(),
        largest: distances.iter().copied().max().unwrap_or(0),
    }
}

fn reference_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(format!("{name}.png"))
}

fn read_png(path: &Path) -> Image {
    let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    let pixels = rgb[..info.buffer_size()].chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    Image { width: info.width, height: info.height, pixels }
}

/// A channel may be this far from the reference, on this share of pixels further: other drivers round edges differently.
const THRESHOLD: u8 = 16;
const SHARE: f64 = 0.001;

fn agrees(image: &Image, reference: &Image) -> Result<(), String> {
    let difference = compare(image, reference, THRESHOLD);
    let share = difference.pixels as f64 / f64::from(image.width * image.height);
    if share <= SHARE {
        Ok(())
    } else {
        Err(format!("{:.2} % of the pixels differ, by up to {}", 100.0 * share, difference.largest))
    }
}

/// Scenes with reference pictures; `STEEPEST_BLESS=1 cargo test` draws them anew.
fn references() -> Vec<(&'static str, Scene)> {
    let base = |field: &str, view: View| Scene { size: [480, 280], ..scene(field, view) };
    let mut article = base("x^2 + y^2", View::Both);
    article.arrows.density = [10, 10];
    article.arrows.scale = Some(60.0);
    let mut ascent = base("peak", View::Surface);
    ascent.arrows.direction = Arrows::Ascent;
    ascent.arrows.density = [10, 10];
    let mut descent = base("x^2 + y^2", View::Both);
    (descent.x, descent.y) = (Some([-10.0, 10.0]), Some([-10.0, 10.0]));
    descent.descent.from = vec![[8.0, 8.0]];
    descent.surface.alpha = 0.8;
    let mut logarithmic = base("goldstein_price", View::Contour);
    logarithmic.color.scale = ColorScale::Log;
    logarithmic.theme = Theme::Dark;
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/");
    let dem = Scene { title: Some(String::new()), ..base(&format!("{data}jacksboro_fault_dem.npz"), View::Both) };
    let loss = Scene { title: Some(String::new()), ..base(&format!("{data}loss_surface.npy"), View::Both) };
    vec![
        ("article", article),
        ("ascent", ascent),
        ("descent", descent),
        ("logarithmic", logarithmic),
        ("holes", base("log(x) + sqrt(4 - y)", View::Surface)),
        ("dem", dem),
        ("loss", loss),
    ]
}

#[test]
fn pictures_agree_with_their_references() {
    let gpu = gpu_or_skip!();
    let bless = std::env::var("STEEPEST_BLESS").is_ok_and(|value| value == "1");
    let mut failures = Vec::new();
    for (name, scene) in references() {
        let image = draw(&gpu, &scene);
        if bless {
            write_png(&reference_path(name), image.width, image.height, &image.pixels).unwrap();
        }
        if let Err(difference) = agrees(&image, &read_png(&reference_path(name))) {
            let kept = std::env::temp_dir().join(format!("steepest-{name}.png"));
            write_png(&kept, image.width, image.height, &image.pixels).unwrap();
            failures.push(format!("{name}: {difference}; drawn: {}", kept.display()));
        }
    }
    assert!(!bless, "the references are drawn anew; look at them, and run the tests without STEEPEST_BLESS");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_comparison_rejects_wrong_pictures() {
    let gpu = gpu_or_skip!();
    let mut scenes = references();
    let (name, right) = scenes.swap_remove(0);
    let reference = read_png(&reference_path(name));
    assert!(agrees(&draw(&gpu, &right), &reference).is_ok());
    let mut turned = right.clone();
    turned.camera.azimuth += 3.0;
    let mut fewer_arrows = right.clone();
    fewer_arrows.arrows.density = [9, 9];
    let mut other_levels = right.clone();
    other_levels.contour.levels = Levels::Count(8);
    let mut other_map = right.clone();
    other_map.color.map = Colormap::Plasma;
    let mut no_bar_ticks = right.clone();
    no_bar_ticks.color.limits = Some([0.0, 49.0]);
    for wrong in [turned, fewer_arrows, other_levels, other_map, no_bar_ticks] {
        assert!(agrees(&draw(&gpu, &wrong), &reference).is_err(), "{wrong:?}");
    }
    // A picture that has lost its labels, or its trajectory, is another one.
    let (name, mut descent) = scenes.swap_remove(2);
    assert_eq!(name, "descent");
    let reference = read_png(&reference_path(name));
    let mut unlabelled = draw(&gpu, &descent);
    for row in 0..60 {
        let at = 4 * row * unlabelled.width as usize;
        unlabelled.pixels[at..at + 4 * unlabelled.width as usize].fill(255);
    }
    assert!(agrees(&unlabelled, &reference).is_err(), "without titles");
    descent.descent.steps = 19;
    descent.descent.lr = Some(0.11);
    assert!(agrees(&draw(&gpu, &descent), &reference).is_err(), "another path");
}

#[test]
fn the_same_scene_gives_the_same_pixels() {
    let gpu = gpu_or_skip!();
    let (_, scene) = references().swap_remove(2);
    assert_eq!(draw(&gpu, &scene), draw(&gpu, &scene));
}

#[test]
fn a_million_arrows_are_drawn() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("sin(x)*cos(y)", View::Both);
    scene.arrows.direction = Arrows::Ascent;
    scene.arrows.density = [1000, 1000];
    scene.size = [1280, 720];
    let with = draw(&gpu, &scene);
    scene.arrows.direction = Arrows::Off;
    assert!(compare(&with, &draw(&gpu, &scene), 2).pixels > 10_000);
}

#[test]
fn a_field_without_a_value_says_so() {
    let gpu = gpu_or_skip!();
    let field = Field::parse("log(-1 - x^2)").unwrap();
    let error = render(&gpu, &scene("log(-1 - x^2)", View::Both), &field).unwrap_err().to_string();
    assert!(error.contains("no finite value") && error.contains("--x"), "{error}");
    let field = Field::parse("-1 - x^2").unwrap();
    let mut logarithmic = scene("-1 - x^2", View::Contour);
    logarithmic.color.scale = ColorScale::Log;
    let error = render(&gpu, &logarithmic, &field).unwrap_err().to_string();
    assert!(error.contains("values above 0") && error.contains("--color-scale linear"), "{error}");
}

#[test]
fn a_race_has_a_colour_for_each_optimizer_and_a_legend_beside_the_way() {
    let gpu = gpu_or_skip!();
    let mut scene = Scene { size: [480, 400], ..scene("x^2 + 4*y^2", View::Contour) };
    scene.descent.from = vec![[-4.0, 3.0]];
    scene.descent.optimizers = vec!["gd:lr=0.02".to_owned(), "normalized:lr=0.02".to_owned()];
    let field = scene.open_field().unwrap();
    let marks = |scene: &Scene| {
        let picture = Renderer::new(&gpu).unwrap().prepare(scene, &field).unwrap();
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
    let (image, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
    // The way begins in the upper left corner, so the legend is elsewhere.
    let start = [0.1, 0.2].map(|share: f32| share * rect.width());
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
    assert_eq!(count(&draw(&gpu, &scene), white), 0, "and nothing of the second is left");
}

#[test]
fn stationary_points_are_marked_where_they_are() {
    let gpu = gpu_or_skip!();
    let mut scene = Scene { size: [480, 400], ..scene("himmelblau", View::Contour) };
    scene.arrows.direction = Arrows::Off;
    let without = draw(&gpu, &scene);
    scene.critical = true;
    let (with, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
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
fn derived_colours_are_those_of_the_derived_values() {
    let gpu = gpu_or_skip!();
    let middle = |field: &str, change: &dyn Fn(&mut Scene)| {
        let mut scene = scene(field, View::Contour);
        scene.arrows.direction = Arrows::Off;
        scene.contour.line_width = 0.0;
        change(&mut scene);
        let (image, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
        rgb(&image, rect.center()[0], rect.center()[1])
    };
    let by = |by: ColorBy, limits: [f64; 2]| {
        move |scene: &mut Scene| (scene.color.by, scene.color.limits) = (by, Some(limits))
    };
    let viridis = |share: f64| Colormap::Viridis.sample(share);
    assert!(is_near(middle("3*x + 4*y", &by(ColorBy::Norm, [0.0, 10.0])), viridis(0.5), 2));
    assert!(is_near(middle("x", &by(ColorBy::Slope, [0.0, 90.0])), viridis(0.5), 2));
    assert!(is_near(middle("x^2 + y^2", &by(ColorBy::Laplacian, [0.0, 8.0])), Colormap::Coolwarm.sample(0.5), 2));
    // A metre up a metre is steep; a metre up a degree of 111 km is not.
    let geographic = |scene: &mut Scene| {
        by(ColorBy::Slope, [0.0, 90.0])(scene);
        scene.units = Units::Degrees;
    };
    assert!(is_near(middle("x", &geographic), viridis(0.0), 2));
    // Water on a slope that rises to the east runs west.
    let aspect = |scene: &mut Scene| scene.color.by = ColorBy::Aspect;
    let (west, south) = (middle("x", &aspect), middle("y", &aspect));
    assert!(west[2] > 200 && west[0] > 100 && west[1] < 100, "270 degrees is violet: {west:?}");
    assert!(south[1] > 200 && south[2] > 200 && south[0] < 100, "180 degrees is cyan: {south:?}");
    // What 32 bits hold exactly is dark, and what they do not is not.
    let trust = |scene: &mut Scene| scene.trust = true;
    let (exact, rounded) = (middle("2", &trust), middle("x + 1/3", &trust));
    assert!(exact.iter().all(|&channel| channel < 30), "{exact:?}");
    assert_ne!(exact, rounded);
}

#[test]
fn the_smallest_pictures_draw_whatever_has_no_room() {
    let gpu = gpu_or_skip!();
    for (size, view) in
        [([64, 64], View::Both), ([64, 64], View::Contour), ([65, 300], View::Both), ([300, 64], View::Surface)]
    {
        let mut scene = scene("himmelblau", view);
        (scene.size, scene.title) = (size, None);
        scene.descent.particles = 10;
        let image = draw(&gpu, &scene);
        assert_eq!([image.width, image.height], size);
    }
}

#[test]
fn limits_of_what_is_derived_leave_the_levels_of_the_field_alone() {
    let gpu = gpu_or_skip!();
    let with = |limits: [f64; 2]| {
        let mut scene = scene("x^2 + y^2", View::Contour);
        scene.color.by = ColorBy::Slope;
        scene.color.limits = Some(limits);
        scene.arrows.direction = Arrows::Off;
        scene.contour.line_width = 2.0;
        scene
    };
    // The lines are dark wherever the colours end.
    let lines = |scene: &Scene| {
        let (image, rect) = (draw(&gpu, scene), panel(&gpu, scene));
        let row = rect.center()[1] as u32;
        let light = |x: u32| image.pixel(x, row)[..3].iter().map(|&c| i32::from(c)).sum::<i32>();
        let is_line = |x: &u32| light(*x) < light(x - 4) - 60 && light(*x) < light(x + 4) - 60;
        (rect.min[0] as u32 + 5..rect.max[0] as u32 - 5).filter(is_line).collect::<Vec<_>>()
    };
    let (usual, limited) = (lines(&with([0.0, 90.0])), lines(&with([0.0, 30.0])));
    assert!(usual.len() > 8, "{usual:?}");
    // The same lines, though a pixel beside one may be a little darker or brighter.
    let are_near = |a: &[u32], b: &[u32]| a.iter().all(|x| b.iter().any(|near| near.abs_diff(*x) <= 1));
    assert!(are_near(&usual, &limited) && are_near(&limited, &usual), "{usual:?} {limited:?}");
}

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
fn flow(field: &str) -> Scene {
    let mut scene = scene(field, View::Contour);
    (scene.arrows.lic, scene.contour.line_width, scene.color.map) = (true, 0.0, Colormap::Gray);
    // One band of one colour.
    scene.contour.levels = Levels::List(vec![-1e9, 1e9]);
    scene
}

#[test]
fn the_texture_of_the_flow_runs_along_the_gradient() {
    let gpu = gpu_or_skip!();
    for (field, along) in [("x", 0), ("-3*y", 1)] {
        let scene = flow(field);
        let found = correlations(&draw(&gpu, &scene), panel(&gpu, &scene), 6);
        assert!(found[along] > 0.6 && found[1 - along].abs() < 0.15, "{field}: {found:?}");
    }
    // Around the middle of each side the gradient of x² + y² is along x or along y.
    let scene = flow("x^2 + y^2");
    let (image, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
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
fn the_texture_fades_where_nothing_flows_and_leaves_holes_alone() {
    let gpu = gpu_or_skip!();
    // A plateau, a hole, and nothing but a plateau.
    for (field, x, still) in
        [("max(x, 0)", [-1.0, 1.0], 0.45), ("sqrt(x)", [-1.0, 1.0], 0.49), ("0*x", [-1.0, 1.0], 1.0)]
    {
        let mut scene = flow(field);
        (scene.x, scene.contour.aspect) = (Some(x), Aspect::Fill);
        let textured = draw(&gpu, &scene);
        scene.arrows.lic = false;
        scene.arrows.direction = Arrows::Off;
        let (plain, rect) = (draw(&gpu, &scene), panel(&gpu, &scene));
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
    assert!(draw(&gpu, &scene) == draw(&gpu, &scene));
    // A thousandth of a thousandth around (3, 2), where a texel is less than what f32 resolves.
    let mut scene = flow("x + y*1e-3");
    (scene.x, scene.y) = (Some([3.0, 3.0 + 4e-5]), Some([2.0, 2.0 + 3e-5]));
    let found = correlations(&draw(&gpu, &scene), panel(&gpu, &scene), 6);
    assert!(found[0] > 0.6 && found[1].abs() < 0.15, "{found:?}");
}

#[test]
fn the_texture_lies_on_samples_and_on_other_colours_too() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("tests/data/jacksboro_fault_dem.npz", View::Contour);
    scene.arrows.direction = Arrows::Off;
    scene.color.by = ColorBy::Slope;
    let plain = draw(&gpu, &scene);
    scene.arrows.lic = true;
    let textured = draw(&gpu, &scene);
    let rect = panel(&gpu, &scene);
    let count = rect.width() * rect.height();
    let changed = plain.pixels.chunks_exact(4).zip(textured.pixels.chunks_exact(4)).filter(|(a, b)| a != b).count();
    assert!(changed as f32 > 0.7 * count && changed as f32 <= count, "{changed} of {count}");
}

#[test]
fn values_stand_on_their_lines_and_over_nothing_else() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(&gpu).unwrap();
    for (formula, least) in [("himmelblau", 6), ("sin(x)*cos(y)", 6), ("x", 4), ("floor(x) + y", 1)] {
        let mut scene = scene(formula, View::Contour);
        (scene.size, scene.contour.labels) = ([640, 480], true);
        scene.descent.from = vec![[-1.0, -1.0], [1.0, 2.0]];
        let field = scene.open_field().unwrap();
        let picture = renderer.prepare(&scene.clone().checked().unwrap(), &field).unwrap();
        let labels = picture.contour_labels();
        assert!((least..=20).contains(&labels.len()), "{formula}: {}", labels.len());
        let frame = picture.picker().contour_rect().unwrap();
        let visits: Vec<[f64; 2]> = [[-1.0, -1.0], [1.0, 2.0]].into();
        for (index, label) in labels.iter().enumerate() {
            let f = field.at(&label.point, steepest::expr::Order::Value)[0];
            assert!((f - label.level).abs() <= 1e-6 * label.level.abs().max(1e-3), "{formula}: {f} at {label:?}");
            let written: f64 = label.text.replace('−', "-").parse().unwrap();
            assert!((written - label.level).abs() < 1e-9, "{label:?}");
            let at = picture.picker().on_contours(label.point).unwrap();
            let middle = label.rect.center();
            assert!((at[0] - middle[0]).abs() <= 1.0 && (at[1] - middle[1]).abs() <= 1.0, "{at:?} {label:?}");
            assert!(frame.holds(&label.rect), "{formula}: {label:?}");
            assert!(labels[..index].iter().all(|other| !other.rect.overlaps(&label.rect)), "{formula}: {label:?}");
            for point in &visits {
                let [x, y] = picture.picker().on_contours(*point).unwrap();
                assert!(!label.rect.overlaps(&Rect { min: [x, y], max: [x, y] }.grown(4.0)), "{formula}: {label:?}");
            }
        }
        // Every one is painted, in the theme's ink on the theme's ground.
        let painted = |label: &steepest::render::ContourLabel| {
            let is_it = |text: &Text| {
                let grounded = text.halo.is_some_and(|(reach, ground)| reach >= 1.0 && ground == [255; 4]);
                text.text == label.text && text.at == label.rect.center() && text.color == [20, 20, 20, 255] && grounded
            };
            picture.annotations().iter().any(|mark| matches!(mark, Mark::Text(text) if is_it(text)))
        };
        let image = draw(&gpu, &scene);
        for label in labels {
            let inside = (label.rect.min[1] as u32..label.rect.max[1] as u32)
                .flat_map(|y| (label.rect.min[0] as u32..label.rect.max[0] as u32).map(move |x| (x, y)));
            let shown: Vec<[u8; 3]> = inside.map(|(x, y)| rgb(&image, x as f32, y as f32)).collect();
            let count = |of: [u8; 3]| shown.iter().filter(|&&pixel| is_near(pixel, of, 60)).count();
            assert!(count([20; 3]) > 3 && count([255; 3]) > 20, "{formula}: {label:?}");
        }
        assert!(labels.iter().all(painted), "{formula}");
        scene.contour.labels = false;
        assert!(renderer.prepare(&scene, &field).unwrap().contour_labels().is_empty());
    }
}

#[test]
fn a_line_through_the_lattice_of_labels_has_its_value_at_every_width() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(&gpu).unwrap();
    // At a width in two the level 0 lies on nodes of the lattice that lines are looked for on.
    for (formula, width) in ["x", "x*y"].into_iter().flat_map(|f| [560, 567, 574, 581].map(|width| (f, width))) {
        let mut scene = scene(formula, View::Contour);
        (scene.size, scene.contour.labels) = ([width, 480], true);
        (scene.contour.levels, scene.contour.aspect) = (Levels::List(vec![-4.0, -2.0, 0.0, 2.0, 4.0]), Aspect::Fill);
        let picture = renderer.prepare(&scene, &scene.open_field().unwrap()).unwrap();
        let written: Vec<f64> = picture.contour_labels().iter().map(|label| label.level).collect();
        assert!([-2.0, 0.0, 2.0].iter().all(|level| written.contains(level)), "{formula} at {width}: {written:?}");
    }
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
        let picture = Renderer::new(&gpu).unwrap().prepare(&scene, &field).unwrap();
        let panel = picture.picker().contour_rect().unwrap();
        let named = |mark: &Mark| matches!(mark, Mark::Text(text) if text.text == "|∇f| = 5");
        let at = picture.annotations().iter().position(named).unwrap();
        let Mark::Text(text) = &picture.annotations()[at] else { unreachable!() };
        assert!(text.at[1] > panel.max[1] && text.at[0] <= panel.max[0], "outside of the data: {text:?}");
        // The shaft and the bars of the head are the lines just before.
        let lines = picture.annotations()[..at].iter().rev().map_while(|mark| match mark {
            Mark::Line { points, .. } if (points[0][1] - text.at[1]).abs() < 12.0 => Some([points[0][0], points[1][0]]),
            _ => None,
        });
        let (first, last) = lines.flatten().fold((f32::MAX, f32::MIN), |(a, b), x| (a.min(x), b.max(x)));
        assert!((last - first - length).abs() < 0.6, "{} of {length}", last - first);
    }
    scene.arrows.direction = Arrows::Off;
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(&gpu).unwrap().prepare(&scene, &field).unwrap();
    let has_key = picture.annotations().iter().any(|mark| matches!(mark, Mark::Text(text) if text.text.contains("∇f")));
    assert!(!has_key, "without arrows there is no key");
}
