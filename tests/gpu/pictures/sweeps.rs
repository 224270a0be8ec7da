//! Frames of a parameter's sweep: the colours of all of them.

use steepest::colormap::Colormap;
use steepest::render::{Image, Movie, Renderer};
use steepest::scene::{Arrows, AxisScale, ParameterSweep, View};

use crate::common::shown::Shown;

use super::{is_near, rgb, scene};

#[test]
fn all_frames_of_a_sweep_have_the_range_of_the_whole() {
    let gpu = gpu_or_skip!();
    let mut sweep = scene("a*x", View::Contour);
    sweep.arrows.direction = Arrows::Off;
    sweep.animation.sweep = Some(ParameterSweep { name: "a".to_owned(), range: [0.1, 2.0] });
    sweep.animation.length = 5;
    sweep.contour.line_width = 0.0;
    let field = sweep.open_field().unwrap();
    let mut movie = Movie::new(gpu, &sweep, &field).unwrap();
    let [first, last] = [0, 4].map(|frame| movie.frame(frame).unwrap());
    // At x = −5 f is −0.5 in the first frame and −10 in the last, where colours end at ±10.
    let at = |image: &Image| {
        // The first pixels with a colour are those at the left edge.
        let row = (0.55 * image.height as f32).round();
        let is_coloured = |x: &u32| {
            let color = rgb(image, *x as f32, row);
            color.iter().max().zip(color.iter().min()).is_some_and(|(most, least)| most - least > 30)
        };
        let left = (0..image.width).find(is_coloured).expect("the panel has colours");
        rgb(image, left as f32 + 2.0, row)
    };
    let viridis = |fraction: f64| Colormap::Viridis.sample(fraction);
    assert!(is_near(at(&first), viridis(0.475), 8), "{:?}", at(&first));
    assert!(is_near(at(&last), viridis(0.025), 8), "{:?}", at(&last));
}

#[test]
fn neither_legend_nor_axes_move_while_a_descent_goes_on() {
    let gpu = gpu_or_skip!();
    let frames = |scene: &Shown, numbers: [u32; 2]| {
        let field = scene.open_field().unwrap();
        let mut movie = Movie::new(gpu, scene, &field).unwrap();
        numbers.map(|number| movie.frame(number).unwrap())
    };
    let part = |image: &Image, [left, right]: [u32; 2], [top, bottom]: [u32; 2]| -> Vec<[u8; 4]> {
        (top..bottom).flat_map(|y| (left..right).map(move |x| [x, y])).map(|[x, y]| image.pixel(x, y)).collect()
    };
    // From the lower right into the upper left, where the legend of the first frame would stand by itself.
    let mut race = scene("(x+4)^2+(y-4)^2", View::Contour);
    (race.size, race.arrows.direction, race.descent.from) = ([400, 360], Arrows::Off, vec![[4.0, -4.0]]);
    race.descent.optimizers = ["gd:lr=0.05", "adam:lr=0.3"].map(str::to_owned).to_vec();
    (race.animation.length, race.animation.steps_per_frame) = (60, 2);
    let [first, last] = frames(&race, [0, 59]);
    let upper_right = |image: &Image| part(image, [240, 400], [0, 150]);
    assert!(upper_right(&first) == upper_right(&last), "the legend stands where it did");
    // Values over steps have the steps and the values of the whole.
    let losses = race.but(|scene| scene.view = View::Loss);
    let [early, late] = frames(&losses, [5, 40]);
    assert!(part(&early, [0, 400], [330, 360]) == part(&late, [0, 400], [330, 360]), "steps are those of the whole");
    assert!(part(&early, [0, 40], [0, 330]) == part(&late, [0, 40], [0, 330]), "and so are values");
    assert!(early != late);
}

#[test]
fn curves_of_a_sweep_have_the_axes_of_the_whole() {
    let gpu = gpu_or_skip!();
    for (formula, log) in [("a*sin(x)", false), ("a/x", false), ("10^(a*x)", true)] {
        let mut sweep = scene(formula, View::Curve);
        sweep.size = [640, 360];
        sweep.set.insert("a".to_owned(), 1.0);
        if log {
            sweep.scales.y = AxisScale::Log;
        }
        sweep.animation.sweep = Some(ParameterSweep { name: "a".to_owned(), range: [1.0, 3.0] });
        sweep.animation.length = 5;
        let field = sweep.open_field().unwrap();
        let mut movie = Movie::new(gpu, &sweep, &field).unwrap();
        let frames = [0, 2, 4].map(|frame| movie.frame(frame).unwrap());
        // Numbers of the upright axes stand left of the frames, which are grey, as is what else stands there.
        let texts = |image: &Image| -> Vec<[u8; 4]> {
            (60..330).flat_map(|y| (0..31).map(move |x| (x, y))).map(|(x, y)| image.pixel(x, y)).collect()
        };
        for frame in &frames[1..] {
            assert!(texts(frame) == texts(&frames[0]), "{formula}: the axis moves");
            assert!(frame != &frames[0], "{formula}: the curve stands still");
        }
    }
}

#[test]
fn a_sweep_of_values_beyond_32_bits_has_all_of_them() {
    let gpu = gpu_or_skip!();
    let mut sweep = scene("1e200*a*x*y", View::Contour);
    (sweep.arrows.direction, sweep.contour.line_width) = (Arrows::Off, 0.0);
    sweep.animation.sweep = Some(ParameterSweep { name: "a".to_owned(), range: [1.0, 2.0] });
    sweep.animation.length = 3;
    let field = sweep.open_field().unwrap();
    let rect = Renderer::new(gpu).unwrap().prepare(&sweep, &field).unwrap().picker().contour_rect().unwrap();
    let mut movie = Movie::new(gpu, &sweep, &field).unwrap();
    for frame in 0..3 {
        let image = movie.frame(frame).unwrap();
        let at = |u: f32, v: f32| rgb(&image, rect.min[0] + u * rect.width(), rect.min[1] + v * rect.height());
        let (above, below) = ([at(0.9, 0.15), at(0.1, 0.85)], [at(0.1, 0.15), at(0.9, 0.85)]);
        assert!(is_near(above[0], above[1], 40) && is_near(below[0], below[1], 40), "{above:?} {below:?}");
        assert!(!is_near(above[0], below[0], 80), "x·y > 0 and x·y < 0 look alike in frame {frame}: {above:?}");
    }
}
