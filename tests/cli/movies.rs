//! Animations and curves: a frame depends on its number and the scene alone, and files hold what was drawn.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use steepest::field::Field;
use steepest::gpu::Gpu;
use steepest::render::{Image, Mark, Movie, Renderer, render};
use steepest::scene::{AnimationStyle, DescentStyle, ParameterSweep, Scene, View};
use tempfile::TempDir;

use crate::common::shown::{Shown, shown};

fn steepest(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_steepest")).args(arguments).current_dir(folder).output().unwrap()
}

#[track_caller]
fn done(output: &Output) {
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A scene in which much moves.
fn moving() -> Shown {
    shown(
        "himmelblau",
        Scene {
            size: [320, 180],
            descent: DescentStyle {
                particles: 400,
                optimizers: vec!["adam".to_owned()],
                lr: Some(0.05),
                from: vec![[1.0, 0.0]],
                ..DescentStyle::default()
            },
            animation: AnimationStyle { turn: 3.0, steps_per_frame: 2, ..AnimationStyle::default() },
            ..Scene::default()
        },
    )
}

fn frames(gpu: &Gpu, scene: &Shown, indices: &[u32]) -> Vec<Image> {
    let field = scene.open_field().unwrap();
    let mut movie = Movie::new(gpu, scene, &field).unwrap();
    indices.iter().map(|&index| movie.frame(index).unwrap()).collect()
}

#[test]
fn a_frame_does_not_depend_on_the_frames_before_it() {
    let gpu = gpu_or_skip!();
    let scene = moving();
    let all: Vec<u32> = (0..48).collect();
    let whole = frames(gpu, &scene, &all);
    let (first, second) = (frames(gpu, &scene, &all[..17]), frames(gpu, &scene, &all[17..]));
    assert!(whole.iter().zip(first.iter().chain(&second)).all(|(a, b)| a == b), "split and whole are the same bytes");
    assert!(whole.windows(2).all(|pair| pair[0] != pair[1]), "every frame moves");
    // A frame is the still picture of its scene.
    let field = scene.open_field().unwrap();
    assert_eq!(render(gpu, &scene.at_frame(&field, 20), &field).unwrap(), whole[20]);
}

#[test]
fn parameters_and_zooms_move_as_the_scene_says() {
    let gpu = gpu_or_skip!();
    let mut scene = shown("a*x^2 + y^2", Scene { size: [200, 120], ..Scene::default() });
    scene.set.insert("a".to_owned(), 0.0);
    scene.animation.sweep = Some(ParameterSweep { name: "a".to_owned(), range: [0.0, 3.0] });
    scene.animation.length = 4;
    let field = scene.open_field().unwrap();
    let values = [0, 1, 2, 3, 4, 5].map(|index| scene.animation.swept(index));
    assert_eq!(values, [0.0, 1.0, 2.0, 3.0, 3.0, 3.0].map(|value| Some(("a", value))));
    let drawn = frames(gpu, &scene, &[0, 2]);
    assert_ne!(drawn[0], drawn[1]);
    scene.animation.sweep = None;
    scene.animation.zoom = 0.5;
    assert_eq!(scene.at_frame(&field, 2).x, Some([-1.25, 1.25]));
    scene.animation.pan = [0.25, -1.0];
    let moved = scene.at_frame(&field, 2);
    assert_eq!((moved.x, moved.y), (Some([-0.75, 1.75]), Some([-3.25, -0.75])));
    scene.animation.zoom = 1.0;
    assert_eq!(scene.at_frame(&field, 3).x, Some([-4.25, 5.75]), "a domain moves without a zoom too");
}

#[test]
fn every_container_holds_its_frames() {
    let _turn = gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let render = |out: &str| {
        let arguments = ["render", "x^2 + y^2", "--from", "4,4", "--frames", "0..5", "--size", "160x120", "-o", out];
        steepest(folder.path(), &arguments)
    };
    for out in ["a.gif", "a.apng", "a.mp4", "a.webm", "frames"] {
        done(&render(out));
    }
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let bytes = read("a.gif");
    let mut decoder = options.read_info(bytes.as_slice()).unwrap();
    assert_eq!((decoder.width(), decoder.height()), (160, 120));
    let mut count = 0;
    while decoder.read_next_frame().unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 5);
    let apng = png::Decoder::new(std::io::Cursor::new(read("a.apng"))).read_info().unwrap();
    assert_eq!(apng.info().animation_control().unwrap().num_frames, 5);
    assert_eq!(&read("a.mp4")[4..8], b"ftyp");
    assert_eq!(&read("a.webm")[..4], [0x1a, 0x45, 0xdf, 0xa3]);
    let names: Vec<bool> = (0..5).map(|index| folder.path().join(format!("frames/{index:06}.png")).exists()).collect();
    assert_eq!(names, [true; 5]);
}

#[test]
fn an_animation_that_cannot_be_is_refused_and_leaves_nothing() {
    let _turn = gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let said = |arguments: &[&str]| {
        let output = steepest(folder.path(), &[&["render", "x", "--size", "100x80"], arguments].concat());
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(said(&["--frames", "5..5", "-o", "a.gif"]).contains("holds no frame"));
    assert!(said(&["--frames", "0..5", "-o", "a.xyz"]).contains(".gif, .apng, .mp4 or .webm"));
    assert!(said(&["-o", "a.gif"]).contains("--frames"));
    assert!(said(&["--frames", "0..2", "--fps", "0", "-o", "a.gif"]).contains("--fps"));
    assert!(said(&["--frames", "0..2", "--sweep", "b=0..1", "-o", "a.gif"]).contains("`b`"));
    // Without ffmpeg the other ways are named.
    let output = Command::new(env!("CARGO_BIN_EXE_steepest"))
        .args(["render", "x", "--size", "100x80", "--frames", "0..2", "-o", "a.mp4"])
        .current_dir(folder.path())
        .env("PATH", "/nonexistent")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("ffmpeg") && text.contains(".gif"), "{text}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
}

/// `a` reaches its last value with the last of `--length` frames, which is told where these are not the frames asked for.
#[test]
fn a_sweep_over_other_frames_than_those_drawn_is_told() {
    let _turn = gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let said = |frames: &str, more: &[&str]| {
        let arguments = ["render", "a*x", "--sweep", "a=1..2", "--size", "100x80", "--frames", frames, "-o", "frames"];
        let output = steepest(folder.path(), &[&arguments[..], more].concat());
        assert!(output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(said("0..2", &[]).contains("over 120 frames, and these end at 2; --length 2 makes it so many"));
    assert!(said("0..3", &["--length", "2"]).contains("over 2 frames, and these end at 3"));
    assert_eq!(said("0..2", &["--length", "2"]) + &said("1..2", &[]), "", "the whole, and a part of another");
}

/// A film maker that dies is told of at once, by its own words, and gets no more frames.
#[cfg(unix)]
#[test]
fn ffmpeg_that_died_ends_the_work() {
    use std::os::unix::fs::PermissionsExt;
    let _turn = gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let fake = folder.path().join("ffmpeg");
    for (script, cause) in
        [("echo 'no such codec' >&2\nexit 1", "no such codec"), ("kill -9 $$", "ended early (signal: 9")]
    {
        fs::write(&fake, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&fake, fs::Permissions::from_mode(0o755)).unwrap();
        let start = std::time::Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_steepest"))
            .args(["render", "x", "--size", "100x80", "--frames", "0..100000", "-o", "a.mp4"])
            .current_dir(folder.path())
            .env("PATH", folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && text.contains("ffmpeg could not write a.mp4: "), "{text}");
        assert!(text.contains(cause), "{text}");
        assert!(start.elapsed().as_secs() < 60, "it went on drawing");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left");
    }
}

/// Pixels in a row.
type Points = Vec<[f32; 2]>;

/// The lines, the dots and the texts of a curve's picture.
fn curve(gpu: &Gpu, scene: &Shown) -> (Vec<Points>, Points, String) {
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
    let (mut lines, mut dots, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for mark in picture.annotations() {
        match mark {
            Mark::Line { points, .. } => lines.push(points.clone()),
            Mark::Dot { at, .. } => dots.push(*at),
            Mark::Text(text) => texts.push(text.text.clone()),
            _ => {}
        }
    }
    // Blanks that no line is broken at are blanks.
    (lines, dots, texts.join("\n").replace('\u{a0}', " "))
}

#[test]
fn the_articles_ascent_stands_on_the_curve() {
    let gpu = gpu_or_skip!();
    let scene = shown(
        "4 - x^2",
        Scene {
            view: View::Curve,
            x: Some([-3.0, 3.0]),
            descent: DescentStyle {
                from: vec![[-2.0, 0.0], [2.0, 0.0]],
                ascend: true,
                lr: Some(0.3),
                steps: 5,
                ..DescentStyle::default()
            },
            ..Scene::default()
        },
    );
    let (lines, dots, texts) = curve(gpu, &scene);
    assert!(
        texts.contains("from x = −2: f′ > 0, x grows") && texts.contains("from x = 2: f′ < 0, x shrinks"),
        "{texts}"
    );
    // A start and five steps, the last of which lies within the dot before it.
    assert_eq!(dots.len(), 12);
    // Steps of the first panel go to the right and up, and lie on the long line that is the curve.
    assert!(dots[..6].is_sorted_by(|a, b| a[0] <= b[0] && a[1] >= b[1]));
    let long = lines.iter().filter(|line| line.len() > 500).collect::<Vec<_>>();
    assert_eq!(long.len(), 2);
    for dot in &dots[..6] {
        let near = long[0].iter().map(|at| (at[0] - dot[0]).hypot(at[1] - dot[1])).fold(f32::INFINITY, f32::min);
        assert!(near < 1.5, "{dot:?} is {near} pixels off");
    }
    let image = render(gpu, &scene, &scene.open_field().unwrap()).unwrap();
    let [x, y] = dots[0];
    let [r, g, b, _] = image.pixel(x as u32, y as u32);
    assert!(r > 200 && g < 60 && b < 60, "{r} {g} {b}");
}

#[test]
fn the_central_differences_error_falls_with_h_squared_and_rises_with_rounding() {
    let gpu = gpu_or_skip!();
    let mut scene = shown("sin(x)*exp(x/3)", Scene { view: View::Curve, ..Scene::default() });
    scene.curve.h = Some(0.5);
    let (lines, _, texts) = curve(gpu, &scene);
    assert!(texts.contains("central difference") && texts.contains("rounding") && texts.contains("h = 0.5"), "{texts}");
    // The error is the longest line of the second panel; its lowest point is near h = 1e-5.
    let middle = 0.5 * scene.size[0] as f32;
    let second = lines.iter().filter(|line| line.iter().all(|at| at[0] > middle));
    let error = second.max_by_key(|line| line.len()).unwrap();
    let lowest = error.iter().max_by(|a, b| a[1].total_cmp(&b[1])).unwrap()[0];
    let (first, last) = (error.first().unwrap()[0], error.last().unwrap()[0]);
    let power = -15.0 + 15.0 * (lowest - first) / (last - first);
    assert!((-8.0..=-3.5).contains(&power), "{power}");
}

#[test]
fn what_is_pinned_on_a_curve_and_the_chosen_h_are_marked_where_their_numbers_are() {
    let gpu = gpu_or_skip!();
    let mut scene = shown("sin(x)", Scene { view: View::Curve, x: Some([-3.0, 3.0]), ..Scene::default() });
    scene.probe = Some([1.0, 0.0]);
    let near = |line: &Points, dot: [f32; 2]| {
        line.iter().map(|at| (at[0] - dot[0]).hypot(at[1] - dot[1])).fold(f32::INFINITY, f32::min)
    };
    // On the curve and on its derivative.
    let (lines, dots, texts) = curve(gpu, &scene);
    assert!(texts.contains("at x = 1:  f = 0.84147,  f′ = 0.5403\n"), "{texts}");
    assert!(!texts.contains("∇f") && !texts.contains('θ'), "a curve has one direction: {texts}");
    let long: Vec<&Points> = lines.iter().filter(|line| line.len() > 500).collect();
    assert_eq!((dots.len(), long.len()), (2, 2));
    assert!((0..2).all(|panel| near(long[panel], dots[panel]) < 1.5), "{dots:?}");
    // The difference is sin(h)/h of the derivative; the error is marked at its h.
    for (h, power) in [(0.5, 0.5f32.log10()), (1e-3, -3.0)] {
        scene.curve.h = Some(h);
        let (lines, dots, _) = curve(gpu, &scene);
        let middle = 0.5 * scene.size[0] as f32;
        let is_error = |line: &&Points| line.iter().all(|at| at[0] > middle);
        let error = lines.iter().filter(is_error).max_by_key(|line| line.len()).unwrap();
        let chosen = dots.iter().filter(|dot| dot[0] > middle).collect::<Vec<_>>();
        let [first, last] = [error.first().unwrap()[0], error.last().unwrap()[0]];
        assert_eq!(chosen.len(), 1, "{dots:?}");
        let at = first + (last - first) * (power + 15.0) / 15.0;
        assert!((chosen[0][0] - at).abs() < 1.0 && near(error, *chosen[0]) < 3.0, "{chosen:?} {at}");
        // Downwards is smaller; the difference is so by a part of h²/6.
        let pinned: Vec<f32> = dots.iter().filter(|dot| dot[0] < middle).map(|dot| dot[1]).collect();
        assert_eq!(pinned.len(), 2, "{dots:?}");
        let below = pinned[1] - pinned[0];
        assert!(if h == 0.5 { (2.0..20.0).contains(&below) } else { below.abs() < 0.01 }, "{pinned:?}");
    }
    // On a field of two variables the angle is none below −179°.
    let mut scene = shown("x^2 + y^2", Scene { probe: Some([1.0, 0.0]), ..Scene::default() });
    scene.probe_angle = -180.0;
    assert!(curve(gpu, &scene).2.contains("θ = 180°"));
}

#[test]
fn a_probe_says_what_the_directional_derivative_is() {
    let gpu = gpu_or_skip!();
    let mut scene = shown("x^2 + y^2", Scene::default());
    scene.probe = Some([3.0, 4.0]);
    scene.probe_angle = 4f64.atan2(3.0).to_degrees();
    let (_, _, texts) = curve(gpu, &scene);
    assert!(texts.contains("|∇f| = 10.0000,  θ = 0°") && texts.contains("cos θ = 10.0000"), "{texts}");
    scene.probe_angle += 90.0;
    let (_, _, texts) = curve(gpu, &scene);
    assert!(
        texts.contains("θ = 90°") && (texts.contains("cos θ = 0.0000") || texts.contains("cos θ = −0.0000")),
        "{texts}"
    );
    scene.probe = Some([f64::NAN, 0.0]);
    assert!(Renderer::new(gpu).unwrap().prepare(&scene, &scene.open_field().unwrap()).is_err());
}

#[test]
fn a_sweep_moves_the_field_that_is_given_whatever_the_scene_calls_it() {
    let gpu = gpu_or_skip!();
    let mut scene = shown("x + y", Scene { size: [200, 120], ..Scene::default() });
    scene.animation.sweep = Some(ParameterSweep { name: "a".to_owned(), range: [1.0, 3.0] });
    scene.animation.length = 3;
    let with = |a: f64, b: f64| {
        let set = [("a".to_owned(), a), ("b".to_owned(), b)].into();
        Field::parse("a*x^2 + b*y^2").unwrap().with_parameters(&set).unwrap()
    };
    let (field, later) = (with(9.0, 5.0), with(2.0, 5.0));
    let drawn = Movie::new(gpu, &scene, &field).unwrap().frame(1).unwrap();
    let frame = |field: &Field| Movie::new(gpu, &scene, field).unwrap().frame(1).unwrap();
    assert_eq!(drawn, frame(&later), "what `a` was before the sweep is no matter");
    assert_ne!(drawn, frame(&with(9.0, 1.0)), "`b` is the field's");
    // A field without the parameter is refused, and so is a frame behind more steps than there may be.
    let other = Field::parse("x^2").unwrap();
    assert!(Movie::new(gpu, &scene, &other).is_err());
    scene.animation = AnimationStyle { steps_per_frame: 100_000, ..AnimationStyle::default() };
    scene.descent.from = vec![[1.0, 1.0]];
    assert!(Movie::new(gpu, &scene, &field).unwrap().frame(2).is_err());
}
