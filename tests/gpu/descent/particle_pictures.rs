//! Particles in pictures: where they are, what hides them, how many of them show.

use std::sync::Arc;

use steepest::colormap::Colormap;
use steepest::compute::{BasinMap, Destinations, GpuField};
use steepest::descent::{Conditions, Seeding, follow, optimizer_for};
use steepest::field::Domain;
use steepest::gpu::{Gpu, new_texture, read_texture};
use steepest::render::{COLOR_FORMAT, Image, Mark, Picture, Precomputed, Rect, Renderer, TARGET_USAGES, render};
use steepest::scene::{Arrows, BasinStyle, DescentStyle, Levels, Scene, Tint, View};

use crate::common::letters::lines;
use crate::common::shown::{Shown, shown};

/// A plain panel of one colour, 320 pixels wide, with particles on it.
fn scene(view: View, descent: DescentStyle) -> Shown {
    let mut scene = shown(
        "0*x",
        Scene {
            view,
            size: [320, 240],
            title: Some(String::new()),
            x: Some([-1.0, 1.0]),
            y: Some([-1.0, 1.0]),
            descent: DescentStyle { trail: Some(0), steps: 0, ..descent },
            ..Scene::default()
        },
    );
    scene.arrows.direction = Arrows::Off;
    scene.contour.levels = Levels::List(vec![-1.0, 1.0]);
    scene
}

fn draw(gpu: &Gpu, scene: &Shown) -> Image {
    let field = scene.open_field().unwrap();
    render(gpu, &scene.clone().checked().unwrap(), &field).unwrap()
}

/// The contour panel, and the picture's texts.
fn layout(gpu: &Gpu, scene: &Shown) -> (Rect, String) {
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
    let rect = picture.annotations().iter().find_map(|mark| match mark {
        Mark::Frame { rect, .. } => Some(*rect),
        _ => None,
    });
    let texts: Vec<String> = lines(picture.annotations()).into_iter().map(|(text, _)| text).collect();
    (rect.unwrap(), texts.join("\n"))
}

/// Height of the strip that a caption takes.
const CAPTION: u32 = 24;

/// Pixels below the caption that differ by more than a little, and where they are on average.
fn changed(a: &Image, b: &Image) -> (usize, [f32; 2]) {
    let (mut count, mut sum) = (0, [0.0f32; 2]);
    for y in CAPTION..a.height {
        for x in 0..a.width {
            let far = a.pixel(x, y).iter().zip(b.pixel(x, y)).any(|(a, b)| a.abs_diff(b) > 24);
            if far {
                count += 1;
                sum = [sum[0] + x as f32 + 0.5, sum[1] + y as f32 + 0.5];
            }
        }
    }
    (count, sum.map(|sum| sum / count.max(1) as f32))
}

fn at(point: [f64; 2]) -> Seeding {
    Seeding::Line { from: point, to: point }
}

#[test]
fn one_particle_is_a_disc_where_it_is() {
    let gpu = gpu_or_skip!();
    let mut with =
        scene(View::Contour, DescentStyle { particles: 1, particles_from: at([0.5, 0.25]), ..DescentStyle::default() });
    with.title = Some("particle".to_owned());
    let (rect, texts) = layout(gpu, &with);
    assert!(texts.contains("1 particle after 0 steps: 1 moving"), "{texts}");
    let moved =
        with.but(|scene| scene.descent = DescentStyle { particles_from: at([-0.5, -0.25]), ..with.descent.clone() });
    let (a, b) = (draw(gpu, &with), draw(gpu, &moved));
    // Both discs differ; their mean is the panel's middle, and each covers some pixels.
    let (count, middle) = changed(&a, &b);
    assert!((20..=240).contains(&count), "{count}");
    assert!((middle[0] - rect.center()[0]).abs() < 1.0 && (middle[1] - rect.center()[1]).abs() < 1.0, "{middle:?}");
    let there = [rect.min[0] + 0.75 * rect.width(), rect.min[1] + 0.375 * rect.height()];
    let [r, g, b, _] = a.pixel(there[0] as u32, there[1] as u32);
    assert!(r > 200 && g < 60 && b < 60, "{r} {g} {b}");
}

#[test]
fn one_particle_among_a_million_is_visible_and_a_million_do_not_saturate() {
    let gpu = gpu_or_skip!();
    let count = 1_000_000;
    let spread = scene(
        View::Contour,
        DescentStyle { particles: count, particles_from: Seeding::Grid, ..DescentStyle::default() },
    );
    let line = Seeding::Line { from: [-1.0, -0.5], to: [1.0, 0.5] };
    let thin = spread.but(|scene| scene.descent = DescentStyle { particles_from: line, ..spread.descent.clone() });
    let none = spread.but(|scene| scene.descent = DescentStyle { particles: 0, ..spread.descent.clone() });
    let (rect, _) = layout(gpu, &spread);
    let middle = |image: &Image| {
        let [x, y] = rect.center();
        image.pixel(x as u32 + 20, y as u32 - 40)
    };
    let (empty, all) = (draw(gpu, &none), draw(gpu, &spread));
    // Twenty particles to a pixel everywhere leave room for more.
    let colour = middle(&all);
    assert!(colour[0] < 250 && colour[1] < 200, "{colour:?}");
    // Thousands to a pixel are brighter.
    let crowded = draw(gpu, &thin);
    let [x, y] = rect.center();
    let dense = (0..8u32).map(|dy| crowded.pixel(x as u32, y as u32 - 4 + dy)[1]).max().unwrap();
    assert!(dense > colour[1] + 30, "{dense} {colour:?}");
    assert!(changed(&empty, &crowded).0 > 100);
    // One particle each in a few pixels, of a million: the others are outside of what is seen.
    let narrow = Seeding::Line { from: [-1000.0, 0.0], to: [1000.0, 0.0] };
    let few = spread.but(|scene| scene.descent = DescentStyle { particles_from: narrow, ..spread.descent.clone() });
    let seen = changed(&empty, &draw(gpu, &few)).0;
    assert!(seen as f32 > 0.9 * rect.width(), "{seen} of {}", rect.width());
}

#[test]
fn a_hill_hides_the_particles_behind_it_as_far_as_it_is_opaque() {
    let gpu = gpu_or_skip!();
    let seen = |y: f64, alpha: f64| {
        let line = Seeding::Line { from: [-0.5, y], to: [0.5, y] };
        let mut with =
            scene(View::Surface, DescentStyle { particles: 200, particles_from: line, ..DescentStyle::default() });
        with.field = "exp(-8*y^2)".to_owned();
        with.camera.azimuth = -90.0;
        with.camera.elevation = 5.0;
        with.surface.alpha = alpha;
        let mut without = with.clone();
        without.descent.particles = 0;
        // A caption takes room, so the picture without particles has an empty one as high.
        without.descent.particles = 1;
        without.descent.particles_from = at([0.0, 0.9]);
        changed(&draw(gpu, &with), &draw(gpu, &without)).0
    };
    let (front, behind, through) = (seen(-0.5, 1.0), seen(0.4, 1.0), seen(0.4, 0.4));
    assert!(front > 300, "{front}");
    assert!(behind < front / 6, "{behind} of {front} are hidden");
    assert!(through > 2 * behind + 50, "{through} show through, {behind} do not");
}

#[test]
fn a_trail_runs_where_the_f64_path_does() {
    let gpu = gpu_or_skip!();
    let mut with = scene(
        View::Contour,
        DescentStyle {
            particles: 1,
            particles_from: at([-0.9, 0.8]),
            optimizers: vec!["momentum".to_owned()],
            lr: Some(0.02),
            ..DescentStyle::default()
        },
    );
    with.field = "x^2 + 3*y^2".to_owned();
    with.contour.levels = Levels::List(vec![-100.0, 100.0]);
    with.descent.steps = 40;
    with.descent.trail = Some(40);
    let image = draw(gpu, &with);
    let (rect, _) = layout(gpu, &with);
    let field = with.open_field().unwrap();
    let settings = [("lr".to_owned(), 0.02)].into();
    let optimizer =
        optimizer_for(&field, with.domain(&field), Some("momentum"), &settings, Conditions::default()).unwrap();
    let path = follow(&field, &optimizer, &[-0.9, 0.8], 40, 0, None);
    let ground = image.pixel(rect.max[0] as u32 - 3, rect.max[1] as u32 - 3);
    let mut on_the_way = 0;
    for visit in &path.visits {
        let [x, y] = [0, 1].map(|axis| visit.point[axis] as f32 * 0.5 + 0.5);
        let pixel = [rect.min[0] + x * rect.width(), rect.max[1] - y * rect.height()];
        let near = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)));
        let reddest = near
            .map(|(dx, dy)| image.pixel((pixel[0] as i32 + dx) as u32, (pixel[1] as i32 + dy) as u32))
            .map(|found| i32::from(found[0]) - i32::from(ground[0]))
            .max();
        on_the_way += usize::from(reddest.unwrap() > 40);
    }
    assert_eq!(on_the_way, path.visits.len());
}

#[test]
fn tints_and_races_colour_particles_and_say_what_they_mean() {
    let gpu = gpu_or_skip!();
    let with = |tint: Tint, optimizers: &[&str]| {
        let mut scene = scene(View::Contour, DescentStyle { particles: 2000, tint, ..DescentStyle::default() });
        scene.field = "x^4 - x^2 + y^2".to_owned();
        scene.size = [640, 480];
        scene.descent.steps = 5;
        scene.descent.optimizers = optimizers.iter().map(|&name| name.to_owned()).collect();
        scene
    };
    let gd = ["gd:lr=0.05"];
    let pictures = [
        (with(Tint::Optimizer, &["gd:lr=0.05", "adam:lr=0.05"]), "gd, lr = 0.05\nadam, lr = 0.05"),
        (with(Tint::Speed, &gd), "step of 10⁻¹ of the extent"),
        (with(Tint::F, &gd), "f = "),
        (with(Tint::Minimum, &gd), "(−0.707, 0)  50.0 %\n(0.707, 0)  50.0 %"),
    ];
    let mut images = Vec::new();
    for (scene, legend) in &pictures {
        let (_, texts) = layout(gpu, scene);
        assert!(texts.contains(legend), "{legend} is missing in: {texts}");
        images.push(draw(gpu, scene));
    }
    for (index, image) in images.iter().enumerate() {
        for other in &images[..index] {
            assert!(changed(image, other).0 > 300, "{index}");
        }
    }
    // Both sides come to their own minimum, in its own colour.
    let rect = layout(gpu, &pictures[3].0).0;
    let sum = |from: f32, to: f32, channel: usize| {
        let mut sum = 0u64;
        for y in rect.min[1] as u32 + 60..rect.max[1] as u32 {
            for x in (rect.min[0] + from * rect.width()) as u32..(rect.min[0] + to * rect.width()) as u32 {
                sum += u64::from(images[3].pixel(x, y)[channel]);
            }
        }
        sum as f64
    };
    let (left, right) = (sum(0.0, 0.48, 2) / sum(0.0, 0.48, 0), sum(0.52, 1.0, 2) / sum(0.52, 1.0, 0));
    assert!(left > 1.3 * right, "the left is blue and the right is orange: {left} {right}");
}

#[test]
fn a_race_of_particles_is_named_beside_marked_points() {
    let gpu = gpu_or_skip!();
    let optimizers = ["gd:lr=0.05", "adam:lr=0.05"].map(str::to_owned).to_vec();
    let mut with = scene(View::Contour, DescentStyle { particles: 100, optimizers, ..DescentStyle::default() });
    with.field = "x^2 + y^2".to_owned();
    with.critical = true;
    let (_, texts) = layout(gpu, &with);
    assert!(["minimum", "gd, lr = 0.05", "adam, lr = 0.05"].iter().all(|word| texts.contains(word)), "{texts}");
}

#[test]
fn frames_in_a_row_are_what_a_single_picture_is() {
    let gpu = gpu_or_skip!();
    let mut with = scene(View::Both, DescentStyle { particles: 500, ..DescentStyle::default() });
    with.field = "himmelblau".to_owned();
    (with.x, with.y, with.size) = (None, None, [640, 300]);
    with.descent.trail = Some(6);
    with.descent.steps = 9;
    let once = draw(gpu, &with);
    let (scene, field) = (
        with.but(|scene| scene.descent = DescentStyle { steps: 7, ..with.descent.clone() }),
        with.open_field().unwrap(),
    );
    let mut renderer = Renderer::new(gpu).unwrap();
    let mut picture = renderer.prepare(&scene, &field).unwrap();
    let mut frame = None;
    for steps in [0, 1, 1] {
        picture.particle_system().unwrap().advance(gpu, steps);
        frame = Some(encoded(gpu, &mut renderer, &picture));
    }
    let count = changed(&frame.unwrap(), &once).0;
    assert_eq!(count, 0, "all below the caption, which counts the steps of the first frame");
}

/// The next frame of a picture.
fn encoded(gpu: &Gpu, renderer: &mut Renderer, picture: &Picture) -> Image {
    let [width, height] = picture.scene().size;
    let usage = TARGET_USAGES | wgpu::TextureUsages::COPY_SRC;
    let texture = new_texture(gpu, "frame", [width, height], 1, COLOR_FORMAT, usage);
    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    renderer.encode(picture, &mut encoder, &texture.create_view(&Default::default()));
    gpu.queue().submit([encoder.finish()]);
    Image { width, height, pixels: read_texture(gpu, &texture).unwrap() }
}

#[test]
fn particles_that_were_seeded_elsewhere_than_is_looked_at_are_drawn_by_a_scene_that_says_where() {
    let gpu = gpu_or_skip!();
    let mut with = scene(View::Contour, DescentStyle { particles: 400, steps: 3, ..DescentStyle::default() });
    with.field = "himmelblau".to_owned();
    (with.x, with.y, with.descent.steps) = (Some([-5.0, 5.0]), Some([-5.0, 5.0]), 3);
    let field = with.open_field().unwrap();
    let mut renderer = Renderer::new(gpu).unwrap();
    let picture = renderer.prepare(&with, &field).unwrap();
    // As in the window, where particles stay where they are while the view changes.
    let nearer = with.but(|scene| (scene.x, scene.y) = (Some([0.0, 4.0]), Some([0.0, 4.0])));
    let measured = renderer.measure(&nearer, &field, false, Precomputed::default()).unwrap();
    let picture = renderer.finish(measured, &field, picture.into_particle_system()).unwrap();
    assert_eq!(picture.particles_in(), Some(Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] }));
    let seen = encoded(gpu, &mut renderer, &picture);
    let mut said = nearer.clone();
    said.descent.particles_in = Some([[-5.0, 5.0]; 2]);
    assert_eq!(draw(gpu, &said).pixels, seen.pixels);
    assert!(changed(&draw(gpu, &nearer), &seen).0 > 100, "over the view there are others");
    said.descent.particles_in = Some([[1.0, 0.0], [0.0, 1.0]]);
    assert!(said.checked().unwrap_err().to_string().contains("of particles is empty"));
}

#[test]
fn particles_take_the_colours_of_minima_that_are_found_after_they_were_seeded() {
    let gpu = gpu_or_skip!();
    let descent = DescentStyle { particles: 3000, tint: Tint::Minimum, ..DescentStyle::default() };
    let mut with = scene(View::Both, descent);
    with.field = "himmelblau".to_owned();
    (with.x, with.y, with.size) = (None, None, [640, 300]);
    with.descent.steps = 4;
    let once = draw(gpu, &with);
    let field = with.open_field().unwrap();
    let mut renderer = Renderer::new(gpu).unwrap();
    let plain = with.but(|scene| scene.descent = DescentStyle { tint: Tint::Optimizer, ..with.descent.clone() });
    let seeded = |renderer: &mut Renderer| renderer.measure(&plain, &field, true, Precomputed::default()).unwrap();
    // What is sought in the background goes in smaller pieces.
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let destinations = Destinations::find(&gpu.background(), &with, &field, &gpu_field, |_| true).unwrap();
    let destinations = Arc::new(destinations);
    let found = Precomputed { destinations: Some(&destinations), ..Precomputed::default() };
    let first = seeded(&mut renderer);
    let picture = renderer.finish(first, &field, None).unwrap();
    assert!(changed(&encoded(gpu, &mut renderer, &picture), &once).0 > 300, "all of one colour");
    let measured = renderer.measure(&with, &field, false, found).unwrap();
    let picture = renderer.finish(measured, &field, picture.into_particle_system()).unwrap();
    assert_eq!(encoded(gpu, &mut renderer, &picture).pixels, once.pixels);
    // Nor does it matter whether anybody looked at them before.
    let untaken = seeded(&mut renderer);
    let mut measured = renderer.measure(&with, &field, false, found).unwrap();
    measured.adopt(untaken);
    let picture = renderer.finish(measured, &field, None).unwrap();
    assert_eq!(encoded(gpu, &mut renderer, &picture).pixels, once.pixels);
}

#[test]
fn trails_and_pictures_that_do_not_fit_say_so() {
    let gpu = gpu_or_skip!();
    let mut with = scene(View::Contour, DescentStyle { particles: 100_000, ..DescentStyle::default() });
    with.descent.trail = Some(100_000);
    let field = with.open_field().unwrap();
    let error = render(gpu, &with, &field).unwrap_err().to_string();
    assert!(error.contains("trails of 100000 steps"), "{error}");
}

#[test]
fn a_picture_of_basins_shows_each_minimum_and_what_converged_nowhere() {
    let gpu = gpu_or_skip!();
    let mut with = scene(View::Contour, DescentStyle::default());
    with.field = "if(y > 0.5, x, x^4 - x^2 + y^2)".to_owned();
    with.basins = Some(BasinStyle { grid: [64, 64], steps: 2000 });
    with.size = [640, 480];
    let field = with.open_field().unwrap();
    let map = BasinMap::new(Some(gpu), &with, &field, &with.basins.unwrap(), |_| {}).unwrap();
    assert_eq!(map.basins.minima.len(), 2);
    assert!(map.basins.unconverged + map.basins.left_domain > 64 * 10);
    let (rect, texts) = layout(gpu, &with);
    assert!(texts.contains("(−0.707, 0)") && texts.contains("steps") && texts.contains(" %"), "{texts}");
    let image = draw(gpu, &with);
    let hue = |x: f32, y: f32| {
        let [r, g, b, _] =
            image.pixel((rect.min[0] + x * rect.width()) as u32, (rect.min[1] + y * rect.height()) as u32);
        [r, g, b].map(f32::from)
    };
    let ([lr, _, lb], [rr, _, rb]) = (hue(0.2, 0.6), hue(0.8, 0.6));
    assert!(lb > 1.5 * lr && rr > 1.5 * rb, "blue beside orange: {lr} {lb} {rr} {rb}");
    let [r, g, b] = hue(0.5, 0.06);
    assert!((r - g).abs() < 12.0 && (g - b).abs() < 14.0, "what has no minimum is grey: {r} {g} {b}");
}

#[test]
fn particles_that_leave_or_have_no_value_neither_stop_the_others_nor_spoil_the_picture() {
    let gpu = gpu_or_skip!();
    let mut with = scene(View::Both, DescentStyle { particles: 4000, ..DescentStyle::default() });
    with.field = "log(x + 0.5) + y^2".to_owned();
    with.size = [640, 300];
    with.descent.steps = 20;
    with.descent.lr = Some(0.02);
    let image = draw(gpu, &with);
    let (_, texts) = layout(gpu, &with);
    assert!(texts.contains("not finite") && texts.contains("4,000 particles"), "{texts}");
    assert!(image.pixels.chunks(4).any(|pixel| pixel[0] > 200 && pixel[1] < 60), "the others are drawn");
    // A rule that divides by zero marks its particles and ends.
    with.descent.rule = Some("p = p - lr*g/0".to_owned());
    let (_, texts) = layout(gpu, &with);
    assert!(texts.contains("4,000 not finite"), "{texts}");
}

#[test]
fn particles_that_go_back_are_those_that_never_went_on() {
    let gpu = gpu_or_skip!();
    let descent = DescentStyle { particles: 60, optimizers: vec!["adam".to_owned()], ..DescentStyle::default() };
    let mut scene = shown("himmelblau", Scene { size: [400, 300], view: View::Contour, descent, ..Scene::default() });
    (scene.descent.trail, scene.descent.noise, scene.descent.lr) = (Some(9), 0.5, Some(0.05));
    let field = scene.open_field().unwrap();
    let still = scene.clone();
    let at = |steps: usize| {
        let mut scene = still.clone();
        scene.descent.steps = steps;
        draw(gpu, &scene)
    };
    let mut renderer = Renderer::new(gpu).unwrap();
    renderer.keep_states(1 << 20);
    scene.descent.steps = 1000;
    let mut picture = renderer.prepare(&scene, &field).unwrap();
    // States are kept 32 steps apart by then, and at first 16.
    for steps in [700, 64, 33, 5, 0, 900] {
        let particles = picture.particle_system().unwrap();
        if (steps as u32) < particles.steps() {
            assert!(particles.rewind(gpu, steps as u32), "to step {steps}");
            let again = steps as u32 - particles.steps();
            assert!(again <= 41, "{again} steps are run again to step {steps}");
        }
        let left = steps as u32 - particles.steps();
        particles.advance(gpu, left);
        particles.check_convergence(gpu);
        let outcomes = particles.outcomes(gpu).unwrap();
        picture.recount(steps as u32, &outcomes);
        picture.redraw();
        let (again, new) = (renderer.image(&picture).unwrap(), at(steps));
        assert!(again.pixels == new.pixels, "step {steps}: {} pixels differ", changed(&again, &new).0);
    }
    // Without states there is nothing to go back to.
    let mut renderer = Renderer::new(gpu).unwrap();
    assert!(!renderer.prepare(&scene, &field).unwrap().particle_system().unwrap().rewind(gpu, 3));
}

#[test]
fn a_million_particles_show_their_density_with_a_bar() {
    let gpu = gpu_or_skip!();
    let mut scene = shown("x^2 + y^2", Scene { size: [520, 400], title: Some(String::new()), ..Scene::default() });
    scene.view = View::Contour;
    (scene.descent.particles, scene.descent.steps) = (200_000, 1);
    scene.descent.particles_in = Some([[-4.0, 4.0]; 2]);
    let field = scene.open_field().unwrap();
    let has_bar = |scene: &Shown| {
        let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
        picture.annotations().iter().any(|mark| matches!(mark, Mark::Text(text) if text.text == "particles per pixel"))
    };
    assert!(has_bar(&scene));
    // Where many are the colour is lighter than where few are, which nobody would tell by one colour alone.
    let image = render(gpu, &scene, &field).unwrap();
    let light = |[r, g, b, _]: [u8; 4]| 0.3 * f64::from(r) + 0.59 * f64::from(g) + 0.11 * f64::from(b);
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let rect = picture.picker().contour_rect().unwrap();
    let start = image.pixel(rect.center()[0] as u32, rect.center()[1] as u32);
    scene.descent.steps = 40;
    let gathered = render(gpu, &scene, &field).unwrap().pixel(rect.center()[0] as u32, rect.center()[1] as u32);
    assert!(light(gathered) > light(start) + 40.0, "{start:?} {gathered:?}");
    // Few are discs of their own colour, and a race has a colour for each.
    scene.descent.particles = 1000;
    assert!(!has_bar(&scene));
}

#[test]
fn what_lies_below_particles_changes_nothing_of_what_the_bar_says() {
    let gpu = gpu_or_skip!();
    let colour = |map: Colormap| {
        let mut scene = scene(View::Contour, DescentStyle { particles: 400_000, ..DescentStyle::default() });
        scene.color.map = Some(map);
        let (rect, texts) = layout(gpu, &scene);
        assert!(texts.contains("particles per pixel"), "{texts}");
        let image = draw(gpu, &scene);
        let [x, y] = [0, 1].map(|axis| rect.min[axis] as u32 + 10..rect.max[axis] as u32 - 10);
        let pixels: Vec<[u8; 4]> =
            y.flat_map(|y| x.clone().map(move |x| [x, y])).map(|[x, y]| image.pixel(x, y)).collect();
        [0, 1, 2].map(|channel| pixels.iter().map(|pixel| f64::from(pixel[channel])).sum::<f64>() / pixels.len() as f64)
    };
    let (cold, warm) = (colour(Colormap::Viridis), colour(Colormap::Reds));
    assert!(cold.iter().zip(warm).all(|(a, b)| (a - b).abs() < 1.0), "{cold:?} {warm:?}");
}

#[test]
fn the_path_of_one_particle_is_seen_from_its_start() {
    let gpu = gpu_or_skip!();
    let mut scene = shown("x^2 + y^2", Scene { size: [640, 560], title: Some(String::new()), ..Scene::default() });
    scene.view = View::Contour;
    (scene.descent.particles, scene.descent.steps) = (1, 200);
    scene.descent.particles_from = "line:-4,3,-4,3".parse().unwrap();
    let field = scene.open_field().unwrap();
    let rect = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap().picker().contour_rect().unwrap();
    let image = render(gpu, &scene, &field).unwrap();
    for fraction in [0.15, 0.4, 0.7] {
        let at = [-4.0, 3.0].map(|start: f32| start * (1.0 - fraction));
        let (x, y) =
            (rect.min[0] + (at[0] + 5.0) / 10.0 * rect.width(), rect.max[1] - (at[1] + 5.0) / 10.0 * rect.height());
        let is_red = |dy: i32| {
            let [r, g, b, _] = image.pixel(x as u32, (y as i32 + dy) as u32);
            i32::from(r) - i32::from(g.max(b)) > 60
        };
        assert!((-3..=3).filter(|&dy| is_red(dy)).count() >= 2, "at {fraction} of the way");
    }
}
