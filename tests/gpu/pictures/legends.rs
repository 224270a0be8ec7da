//! Where legends stand.

use steepest::render::{Mark, Precomputed, Rect, Remark, Renderer, Text};
use steepest::scene::{Arrows, AxisScale, BasinStyle, LegendPlace, View};

use crate::common::shown::Shown;

use super::labels::texts_of;
use super::{frames, panel, scene};

#[test]
fn a_legend_stands_where_it_is_asked_to() {
    let gpu = gpu_or_skip!();
    let mut race = scene("x^2 + y^2", View::Contour);
    race.size = [800, 500];
    race.descent.from = vec![[4.0, 4.0]];
    race.descent.optimizers = vec!["gd:lr=0.1".to_owned(), "momentum:lr=5e-4".to_owned()];
    let place = |place: LegendPlace| {
        let scene = race.but(|scene| scene.legend = place);
        let found = texts_of(gpu, &scene).into_iter().find(|text| text.text == "momentum, lr = 0.0005");
        (found.map(|text| text.at), panel(gpu, &scene))
    };
    assert_eq!(place(LegendPlace::Off).0, None);
    let (at, rect) = place(LegendPlace::Beside);
    assert!(at.is_some_and(|[x, _]| x > rect.max[0]), "{at:?} {rect:?}");
    for (corner, [right, bottom]) in [
        (LegendPlace::UpperLeft, [false, false]),
        (LegendPlace::UpperRight, [true, false]),
        (LegendPlace::LowerLeft, [false, true]),
        (LegendPlace::LowerRight, [true, true]),
    ] {
        let (at, rect) = place(corner);
        let [x, y] = at.unwrap();
        let [middle, level] = rect.center();
        assert!((x > middle - 40.0) == right && (y > level) == bottom, "{corner:?}: {x} {y} in {rect:?}");
    }
}

#[test]
fn a_legend_that_would_hide_paths_stands_below() {
    let gpu = gpu_or_skip!();
    let mut race = scene("rosenbrock", View::Both).but(|scene| (scene.size, scene.dpi) = ([1004, 600], 300.0));
    race.descent.from = vec![[-1.5, 2.5]];
    race.descent.optimizers = ["gd", "momentum:lr=5e-4", "adam:lr=0.05", "newton"].map(str::to_owned).to_vec();
    race.descent.steps = 300;
    race.arrows.direction = Arrows::Off;
    // The last name of the legend, and the contours, of a picture as it is saved, and of one that others follow.
    let place = |scene: &Shown, is_still: bool| {
        let field = scene.open_field().unwrap();
        let mut renderer = Renderer::new(gpu).unwrap();
        let picture = match is_still {
            true => renderer.prepare(scene, &field).unwrap(),
            false => {
                let measured = renderer.measure(scene, &field, true, Precomputed::default()).unwrap();
                renderer.finish(measured, &field, None).unwrap()
            }
        };
        let marks = picture.annotations();
        let name = marks.iter().find_map(|mark| match mark {
            Mark::Text(text) if text.text == "newton" => Some(text.at[1]),
            _ => None,
        });
        let frame = marks.iter().filter_map(|mark| match mark {
            Mark::Frame { rect, .. } => Some(*rect),
            _ => None,
        });
        // A legend below is wide and low.
        (name.unwrap(), frame.max_by(|a, b| a.width().min(a.height()).total_cmp(&b.width().min(b.height()))).unwrap())
    };
    let (name, panel) = place(&race, true);
    assert!(name > panel.max[1] + 20.0 && name < 600.0 && panel.height() > 300.0, "{name} {panel:?}");
    // Where the picture is lower than it is wide, both panels give way to it.
    let (name, panel) = place(&race.but(|scene| scene.size = [1004, 468]), true);
    assert!(name > panel.max[1] + 20.0 && name < 468.0 && panel.height() > 230.0, "{name} {panel:?}");
    // Runs from all corners; one is behind a small legend wherever it stands.
    let corners = scene("rosenbrock", View::Contour).but(|scene| {
        scene.size = [640, 560];
        scene.descent.from = [[-1.9, -0.9], [1.9, -0.9], [1.9, 2.9], [-1.9, 2.9]].to_vec();
        scene.descent.optimizers = ["newton", "normalized:lr=0.01"].map(str::to_owned).to_vec();
        scene.descent.steps = 40;
    });
    let (name, panel) = place(&corners, true);
    assert!(name > panel.max[1] + 20.0 && name < 560.0, "{name} {panel:?}");
    // One that would hide most of a panel stands below whatever it hides, of what is edited, too.
    let many = race.but(|scene| {
        scene.descent.optimizers = (1..=17).map(|rate| format!("gd:lr={rate}e-6")).collect();
        scene.descent.optimizers.push("newton".to_owned());
        (scene.size, scene.dpi) = ([1200, 560], 100.0);
    });
    for is_still in [true, false] {
        let (name, panel) = place(&many, is_still);
        assert!(name > panel.max[1] + 20.0 && name < 560.0, "{name} {panel:?}");
    }
    for (scene, is_still) in [
        (race.but(|scene| scene.legend = LegendPlace::LowerRight), true),
        (race.but(|scene| (scene.size, scene.dpi) = ([1200, 560], 100.0)), true),
        (race.but(|scene| scene.dpi = 100.0), false),
        (corners.clone(), false),
    ] {
        let (name, panel) = place(&scene, is_still);
        assert!(name < panel.max[1], "{name} {panel:?}");
    }
}

#[test]
fn a_legend_hides_neither_the_way_out_of_the_picture_nor_a_stationary_point() {
    let gpu = gpu_or_skip!();
    // gd leaves through the lower edge, at the right of its middle, in two long steps.
    let leaving = scene("rosenbrock", View::Both).but(|scene| {
        (scene.size, scene.descent.from, scene.descent.lr) = ([700, 1000], vec![[-1.5, 2.0]], Some(0.01));
    });
    let name = texts_of(gpu, &leaving).into_iter().find(|text| text.text.starts_with("gd")).unwrap();
    let rect = panel(gpu, &leaving);
    assert!(name.at[1] < rect.center()[1] && name.at[1] > rect.min[1], "{name:?} in {rect:?}");
    // At a column's width no corner is free of markers.
    let marked = scene("himmelblau", View::Both).but(|scene| {
        (scene.size, scene.dpi, scene.critical) = ([1004, 753], 300.0, true);
    });
    let name = texts_of(gpu, &marked).into_iter().find(|text| text.text == "saddle").unwrap();
    let rect = panel(gpu, &marked);
    assert!(name.at[1] > rect.max[1] && name.at[1] < 753.0, "{name:?} below {rect:?}");
}

#[test]
fn a_legend_that_would_be_cut_beside_its_panel_stands_elsewhere_with_whole_names() {
    let gpu = gpu_or_skip!();
    let mut race = scene("himmelblau", View::Both);
    (race.legend, race.descent.from) = (LegendPlace::Beside, vec![[0.0, 0.0]]);
    race.descent.optimizers = ["adam:lr=0.2", "rmsprop:lr=0.05"].map(str::to_owned).to_vec();
    for (size, dpi, is_beside) in [([320, 200], 100.0, false), ([1004, 753], 300.0, false), ([1280, 720], 100.0, true)]
    {
        let race = race.but(|scene| (scene.size, scene.dpi) = (size, dpi));
        let name = texts_of(gpu, &race).into_iter().find(|text| text.text.starts_with("rm")).unwrap();
        assert_eq!(name.text, "rmsprop, lr = 0.05", "{size:?}");
        assert_eq!(name.at[0] > panel(gpu, &race).max[0], is_beside, "{size:?}");
    }
}

#[test]
fn a_legend_of_many_optimizers_stands_below_and_keeps_its_place_while_they_diverge() {
    let gpu = gpu_or_skip!();
    const RACE: [&str; 13] = [
        "gd:lr=1.471,weight_decay=0.03944",
        "momentum:lr=0.05,momentum=0.5",
        "adam",
        "rmsprop",
        "rprop",
        "adadelta",
        "adagrad",
        "adamax",
        "adamw",
        "flow",
        "lion",
        "nadam",
        "nesterov",
    ];
    for size in [[1254, 740], [980, 720], [1600, 1000]] {
        let mut race = scene("rosenbrock", View::Both).but(|scene| scene.size = size);
        race.descent.from = vec![[1.6, 2.6], [-1.2, 2.3]];
        race.descent.optimizers = RACE.map(str::to_owned).to_vec();
        race.descent.lr = Some(0.02);
        race.arrows.direction = Arrows::Off;
        let drawn = |steps: usize| {
            let scene = race.but(|scene| scene.descent.steps = steps);
            let field = scene.open_field().unwrap();
            let mut renderer = Renderer::new(gpu).unwrap();
            let measured = renderer.measure(&scene, &field, true, Precomputed::default()).unwrap();
            let picture = renderer.finish(measured, &field, None).unwrap();
            let texts = picture.annotations().iter().filter_map(|mark| match mark {
                Mark::Text(text) => Some((text.text.clone(), text.at)),
                _ => None,
            });
            let is_name = |text: &str| RACE.iter().any(|name| text.starts_with(name.split(':').next().unwrap()));
            let names: Vec<(String, [f32; 2])> = texts.filter(|(text, _)| is_name(text)).collect();
            (names, panel(gpu, &scene))
        };
        let ((before, _), (after, panel)) = (drawn(0), drawn(100));
        assert_eq!((before.len(), after.len()), (RACE.len(), RACE.len()), "{after:?}");
        assert!(after.iter().all(|(_, at)| at[1] > panel.max[1] && at[1] < size[1] as f32), "{panel:?} {after:?}");
        for ((name, at), (departing, then)) in before.iter().zip(&after) {
            assert_eq!(at, then, "{name} {departing}");
        }
        assert!(after.iter().any(|(text, _)| text.starts_with("flow: 2 of 2")), "{after:?}");
    }
}

#[test]
fn a_legend_that_would_hide_a_curve_stands_below_its_panel() {
    let gpu = gpu_or_skip!();
    // Where the legend is, and the frames that it may stand in.
    let place = |scene: &Shown, name: &str| {
        let found = texts_of(gpu, scene).into_iter().find(|text| text.text == name);
        (found.unwrap().at, frames(gpu, scene))
    };
    let mut difference = scene("sin(x)*exp(x/3)", View::Curve);
    difference.curve.h = Some(0.5);
    for (size, dpi, is_below) in [([1004, 430], 300.0, true), ([1400, 600], 100.0, false)] {
        let difference = difference.but(|scene| (scene.size, scene.dpi) = (size, dpi));
        let ([x, y], frames) = place(&difference, "rounding");
        let frames: Vec<_> = frames.into_iter().filter(|frame| frame.height() > 100.0).collect();
        let frame = frames.iter().find(|frame| (frame.min[0]..frame.max[0]).contains(&x)).unwrap();
        assert_eq!(y > frame.max[1], is_below, "{size:?}: {y} {frame:?}");
        assert!(y < size[1] as f32 && frames.iter().all(|other| other.max[1] == frame.max[1]), "{frames:?}");
    }
}

#[test]
fn frames_of_curves_stand_at_one_height_and_a_lone_legend_is_as_wide_as_both() {
    let gpu = gpu_or_skip!();
    let mut curve = scene("exp(x)", View::Curve).but(|scene| scene.size = [1280, 720]);
    (curve.x, curve.scales.y) = (Some([-20.0, 20.0]), AxisScale::Log);
    // The second axis has what is added to its numbers above.
    let found = frames(gpu, &curve);
    assert_eq!(found[0].min[1], found[1].min[1], "{found:?}");
    let mut race = scene("sin(3*x)*exp(-x^2/9)", View::Curve);
    (race.size, race.dpi, race.descent.from) = ([1004, 500], 300.0, vec![[-2.0, 0.0]]);
    race.descent.optimizers = ["gd:lr=0.1", "adam:lr=0.2", "newton"].map(str::to_owned).to_vec();
    let name = texts_of(gpu, &race).into_iter().find(|text| text.text.starts_with("newton")).unwrap();
    assert!(name.text.ends_with("1 step"), "{}", name.text);
}

#[test]
fn a_legend_that_would_hide_a_surface_stands_below_it() {
    let gpu = gpu_or_skip!();
    let mut surface = scene("beale", View::Surface);
    surface.descent.from = vec![[-3.0, -3.0]];
    surface.descent.optimizers = ["gd:lr=1e-4", "adam:lr=0.05", "newton"].map(str::to_owned).to_vec();
    for (size, dpi, place, is_below) in [
        ([1004, 700], 300.0, LegendPlace::Best, true),
        ([1004, 700], 300.0, LegendPlace::UpperLeft, false),
        ([1280, 720], 100.0, LegendPlace::Best, false),
    ] {
        let surface = surface.but(|scene| (scene.size, scene.dpi, scene.legend) = (size, dpi, place));
        let name = texts_of(gpu, &surface).into_iter().find(|text| text.text.starts_with("gd")).unwrap();
        assert_eq!(name.at[1] > 0.7 * size[1] as f32, is_below, "{size:?} {place:?}: {name:?}");
    }
}

#[test]
fn no_number_of_a_basin_is_hidden_by_the_legend() {
    let gpu = gpu_or_skip!();
    for (field, size) in [("himmelblau", [1004, 470]), ("six_hump_camel", [1280, 720])] {
        let mut basins = scene(field, View::Both).but(|scene| scene.size = size);
        basins.dpi = if size[0] == 1004 { 300.0 } else { 100.0 };
        basins.basins = Some(BasinStyle { grid: [96; 2], ..BasinStyle::default() });
        let count = if field == "himmelblau" { 4 } else { 6 };
        let found = texts_of(gpu, &basins);
        for number in 1..=count {
            let number = number.to_string();
            assert!(found.iter().any(|text| text.text == number && text.halo.is_some()), "{field}: {number}");
        }
    }
}

/// A race of fifteen optimizers with their rates.
fn long_race(view: View, size: [u32; 2]) -> Shown {
    let mut race = scene("rosenbrock", view).but(|scene| scene.size = size);
    race.descent.from = vec![[-1.5, 2.5]];
    race.descent.optimizers = [
        "gd",
        "momentum",
        "nesterov",
        "adagrad",
        "rmsprop",
        "adam",
        "nadam",
        "adamw",
        "adamax",
        "lion",
        "rprop",
        "radam",
        "amsgrad",
        "adadelta",
        "normalized",
    ]
    .iter()
    .enumerate()
    .map(|(index, name)| format!("{name}:lr=0.00{}", index + 2))
    .collect();
    race.descent.steps = 30;
    race.arrows.direction = Arrows::Off;
    race
}

#[test]
fn a_legend_of_many_long_names_covers_nothing_of_a_small_picture() {
    let gpu = gpu_or_skip!();
    for size in [[320, 200], [200, 320], [160, 120]] {
        for view in [View::Both, View::Contour, View::Surface, View::Loss] {
            let race = long_race(view, size);
            let names: Vec<Text> = texts_of(gpu, &race).into_iter().filter(|text| text.text.contains("lr =")).collect();
            let frames = frames(gpu, &race);
            let (legend, panels): (Vec<Rect>, Vec<Rect>) =
                frames.iter().partition(|frame| frame.holds(&Rect { min: names[0].at, max: names[0].at }));
            let whole = Rect::new(0.0, 0.0, size[0] as f32, size[1] as f32);
            assert!(legend.len() == 1 && whole.holds(&legend[0]), "{size:?} {view:?}: {legend:?}");
            assert!(names.iter().all(|name| legend[0].holds(&Rect { min: name.at, max: name.at })), "{names:?}");
            assert!(panels.iter().all(|panel| !panel.overlaps(&legend[0])), "{size:?} {view:?}: {frames:?}");
            assert!(legend[0].min[1] > 0.5 * size[1] as f32, "{size:?} {view:?}: {legend:?}");
        }
    }
}

#[test]
fn panels_stand_as_they_are_largest_above_their_legend() {
    let gpu = gpu_or_skip!();
    let race = long_race(View::Both, [640, 600]);
    let beside = panel(gpu, &race);
    let without = panel(gpu, &race.but(|scene| scene.legend = LegendPlace::Off));
    assert!(
        without.min[1] > 300.0 && without.min[0] < 320.0,
        "without a legend they stand above each other: {without:?}"
    );
    assert!(beside.min[0] > 320.0 && beside.width() > 200.0, "{beside:?}");
}

#[test]
fn a_legend_that_has_no_room_is_said_to_be_left_out() {
    let gpu = gpu_or_skip!();
    let remarks = |view: View, size: [u32; 2], place: LegendPlace| {
        let mut race = scene(if view == View::Curve { "x^4 - x" } else { "x^2 + 3*y^2" }, view);
        (race.size, race.legend) = (size, place);
        race.descent.from = vec![if view == View::Curve { [1.0, 0.0] } else { [1.0, 2.0] }];
        race.descent.optimizers = ["gd:lr=0.1", "adam:lr=0.2", "momentum"].map(str::to_owned).to_vec();
        let field = race.open_field().unwrap();
        let picture = Renderer::new(gpu).unwrap().prepare(&race, &field).unwrap();
        let is_drawn =
            picture.annotations().iter().any(|mark| matches!(mark, Mark::Text(text) if text.text.starts_with('g')));
        (is_drawn, picture.remarks().contains(&Remark::NoLegend))
    };
    for view in [View::Both, View::Contour, View::Surface, View::Curve, View::Loss] {
        for place in [LegendPlace::Best, LegendPlace::UpperRight, LegendPlace::Beside] {
            assert_eq!(remarks(view, [320, 200], place), (true, false), "{view:?}, {place:?}");
            for size in [[160, 70], [64, 64], [200, 90]] {
                let (is_drawn, is_said) = remarks(view, size, place);
                assert!(is_drawn || is_said, "{view:?}, {place:?}, {size:?}: {is_drawn} {is_said}");
                assert!(!(is_drawn && is_said), "{view:?}, {place:?}, {size:?}: both");
            }
        }
        assert_eq!(remarks(view, [160, 70], LegendPlace::Off), (false, false), "{view:?}");
    }
    assert_eq!(remarks(View::Both, [160, 70], LegendPlace::Best), (false, true));
}
