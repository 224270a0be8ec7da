//! Axes that are not even: what is drawn on them is the same field over places of their scales.

use steepest::Field;
use steepest::field::{Domain, Samples, Scales, Spread};
use steepest::render::{Image, Mark, Panel, RenderError, Renderer, render};
use steepest::scene::{Arrows, AxisScale, AxisScales, ColorScale, Limits, View};

use crate::common::shown::Shown;

use super::{draw, is_near, scene};

const LOG: AxisScale = AxisScale::Log;

/// A scene on axes of these scales, without arrows.
fn on_axes(field: &str, view: View, ranges: [[f64; 2]; 2], scales: AxisScales) -> Shown {
    let mut scene = scene(field, view);
    (scene.x, scene.y, scene.scales) = (Some(ranges[0]), Some(ranges[1]), scales);
    scene.arrows.direction = Arrows::Off;
    scene
}

/// How many of 30 × 30 places over a panel have other colours in two pictures, whose panels may lie elsewhere.
fn differing(gpu: &steepest::gpu::Gpu, scenes: [&Shown; 2]) -> usize {
    let drawn = scenes.map(|scene| {
        let field = scene.open_field().unwrap();
        let picture = Renderer::new(gpu).unwrap().prepare(scene, &field).unwrap();
        (draw(gpu, scene), picture.picker().contour_rect().unwrap())
    });
    let color = |(image, rect): &(Image, steepest::render::Rect), [u, v]: [f32; 2]| {
        super::rgb(image, rect.min[0] + u * rect.width(), rect.min[1] + v * rect.height())
    };
    let places = (0..900).map(|k| [0.02 + 0.033 * (k % 30) as f32, 0.02 + 0.033 * (k / 30) as f32]);
    places.filter(|&place| !is_near(color(&drawn[0], place), color(&drawn[1], place), 16)).count()
}

#[test]
fn contours_on_logarithmic_axes_are_those_over_the_exponents() {
    let gpu = gpu_or_skip!();
    let both = AxisScales { x: LOG, y: LOG, ..AxisScales::default() };
    let x_alone = AxisScales { x: LOG, ..AxisScales::default() };
    let none = AxisScales::default();
    for (given, ranges, scales, expected, exponents) in [
        ("x*y/(x + y)", [[0.1, 100.0], [1.0, 100.0]], both, "10^x*10^y/(10^x + 10^y)", [[-1.0, 2.0], [0.0, 2.0]]),
        ("sin(x) + y", [[0.1, 10.0], [-3.0, 3.0]], x_alone, "sin(10^x) + y", [[-1.0, 1.0], [-3.0, 3.0]]),
    ] {
        let [mut given, mut expected] =
            [on_axes(given, View::Contour, ranges, scales), on_axes(expected, View::Contour, exponents, none)];
        (given.contour.line_width, expected.contour.line_width) = (0.0, 0.0);
        (given.contour.aspect, expected.contour.aspect) = Default::default();
        expected.contour.aspect = scales.aspect(Default::default());
        let found = differing(gpu, [&given, &expected]);
        assert!(found < 25, "{}: {found} of 900 places differ", given.field);
        given.scales = none;
        assert!(differing(gpu, [&given, &expected]) > 200, "an even axis shows something else");
    }
}

/// Colours over the box of what is coloured, at 20 × 20 places.
fn silhouette(image: &Image) -> Vec<[u8; 3]> {
    let is_colored = |x: u32, y: u32| {
        let [r, g, b, _] = image.pixel(x, y);
        r.abs_diff(g).max(g.abs_diff(b)).max(r.abs_diff(b)) > 24
    };
    let all: Vec<[u32; 2]> = (0..image.height)
        .flat_map(|y| (0..image.width * 4 / 5).map(move |x| [x, y]))
        .filter(|&[x, y]| is_colored(x, y))
        .collect();
    let ends = |axis: usize| {
        let along = || all.iter().map(|at| at[axis]);
        [along().min().unwrap() as f32, along().max().unwrap() as f32]
    };
    let (xs, ys) = (ends(0), ends(1));
    let place = |k: u32| (k as f32 + 0.5) / 20.0;
    let at = |k: u32| {
        let mix = |[first, last]: [f32; 2], fraction: f32| first + fraction * (last - first);
        super::rgb(image, mix(xs, place(k % 20)), mix(ys, place(k / 20)))
    };
    (0..400).map(at).collect()
}

#[test]
fn a_surface_on_three_logarithmic_axes_is_that_of_the_logarithms() {
    let gpu = gpu_or_skip!();
    let all = AxisScales { x: LOG, y: LOG, z: LOG };
    for (given, expected) in [("x^2/y", "2*x - y"), ("if(x < 3, x, 100*y)", "if(x < log10(3), x, 2 + y)")] {
        let mut given = on_axes(given, View::Surface, [[0.1, 100.0], [0.1, 100.0]], all);
        let mut expected = on_axes(expected, View::Surface, [[-1.0, 2.0], [-1.0, 2.0]], AxisScales::default());
        given.color.scale = ColorScale::Log;
        (given.camera.distance, expected.camera.distance) = (Some(3.0), Some(3.0));
        (given.camera.elevation, expected.camera.elevation) = (65.0, 65.0);
        (given.size, expected.size) = ([960, 720], [960, 720]);
        (given.surface.lines, expected.surface.lines) =
            (steepest::scene::SurfaceLines::Off, steepest::scene::SurfaceLines::Off);
        let [found, truth] = [&given, &expected].map(|scene| silhouette(&draw(gpu, scene)));
        let off = found.iter().zip(&truth).filter(|&(&found, &truth)| !is_near(found, truth, 24)).count();
        assert!(off < 24, "{}: {off} of 400 places differ", given.field);
        given.scales.z = AxisScale::Linear;
        let even = silhouette(&draw(gpu, &given));
        let off = even.iter().zip(&truth).filter(|&(&found, &truth)| !is_near(found, truth, 24)).count();
        assert!(off > 60, "{}: even heights show something else, at {off} places", given.field);
    }
}

#[test]
fn nothing_stands_below_a_box_of_logarithmic_heights() {
    let gpu = gpu_or_skip!();
    let all = AxisScales { x: LOG, y: LOG, z: LOG };
    let mut scene = on_axes("x*y", View::Surface, [[0.01, 100.0], [0.01, 100.0]], all);
    scene.surface.z = steepest::scene::Limits::Range([1.0, 1e4]);
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let corners = [[0.01, 0.01], [100.0, 0.01], [0.01, 100.0], [100.0, 100.0]];
    let lowest =
        corners.map(|corner| picture.picker().on_surface(corner, 1.0).unwrap()[1]).into_iter().fold(0.0, f32::max);
    let image = render(gpu, &scene, &field).unwrap();
    let is_colored = |x: u32, y: u32| {
        let [r, g, b, _] = image.pixel(x, y);
        r.abs_diff(g).max(g.abs_diff(b)).max(r.abs_diff(b)) > 24
    };
    let below = (lowest.ceil() as u32 + 1..image.height).flat_map(|y| (0..image.width * 4 / 5).map(move |x| (x, y)));
    let count = below.filter(|&(x, y)| is_colored(x, y)).count();
    assert_eq!(count, 0, "pixels below row {lowest}");
}

#[test]
fn a_pixel_is_the_point_that_is_drawn_there() {
    let gpu = gpu_or_skip!();
    let scales = AxisScales { x: LOG, y: AxisScale::Symlog(Some(0.1)), z: LOG };
    let scene = on_axes("x^2 + y^2 + 1", View::Both, [[0.01, 100.0], [-10.0, 10.0]], scales);
    let scene = scene.but(|scene| scene.size = [960, 480]);
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let picker = picture.picker();
    for point in [[0.02, -3.0], [1.0, 0.05], [30.0, 7.0]] {
        let at = picker.on_contours(point).unwrap();
        let picked = picker.pick(&field, at).unwrap();
        assert_eq!(picked.panel, Panel::Contour);
        let on_surface = picker.on_surface(point, field.value(&point).unwrap()).unwrap();
        let on_it = picker.pick(&field, on_surface).filter(|picked| picked.panel == Panel::Surface);
        for found in [Some(picked), on_it].into_iter().flatten() {
            let (shown, expected) = match found.panel {
                Panel::Surface => (picker.on_surface(found.point, field.value(&found.point).unwrap()), on_surface),
                _ => (picker.on_contours(found.point), at),
            };
            let off = shown.map(|at| (at[0] - expected[0]).hypot(at[1] - expected[1]));
            assert!(off.is_some_and(|off| off < 1.0), "{point:?} is found at {:?} on {:?}", found.point, found.panel);
        }
    }
    // The middle of a logarithmic axis is the geometric mean of its ends.
    let rect = picker.contour_rect().unwrap();
    let [x, y] = picker.pick(&field, rect.center()).unwrap().point;
    assert!((x - 1.0).abs() < 0.02 && y.abs() < 0.01, "{x} {y}");
}

#[test]
fn ticks_are_powers_and_what_has_no_place_is_refused() {
    let gpu = gpu_or_skip!();
    let scene =
        on_axes("x + y", View::Contour, [[0.1, 1000.0], [1.0, 2.0]], AxisScales { x: LOG, ..Default::default() });
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let texts: Vec<&str> = picture
        .annotations()
        .iter()
        .filter_map(|mark| match mark {
            Mark::Text(text) => Some(text.text.as_str()),
            _ => None,
        })
        .collect();
    assert!(["0.1", "1", "10", "100", "1000"].iter().all(|tick| texts.contains(tick)), "{texts:?}");
    for (view, axis) in [(View::Contour, 'x'), (View::Curve, 'x'), (View::Surface, 'y')] {
        let scales = if axis == 'x' {
            AxisScales { x: LOG, ..Default::default() }
        } else {
            AxisScales { y: LOG, ..Default::default() }
        };
        let scene = on_axes("x^2", view, [[-1.0, 2.0], [0.0, 2.0]], scales);
        let error = Renderer::new(gpu).unwrap().prepare(&scene, &scene.open_field().unwrap()).unwrap_err();
        assert!(matches!(error, RenderError::NotPositive { axis: named, .. } if named == axis), "{error}");
    }
    let heights = on_axes("-1 - x^2", View::Surface, [[-1.0, 2.0]; 2], AxisScales { z: LOG, ..Default::default() });
    let error = Renderer::new(gpu).unwrap().prepare(&heights, &heights.open_field().unwrap()).unwrap_err();
    assert!(matches!(error, RenderError::NoPositiveHeight), "{error}");
    let values = on_axes("-1 - x^2", View::Curve, [[-1.0, 2.0]; 2], AxisScales { y: LOG, ..Default::default() });
    let error = Renderer::new(gpu).unwrap().prepare(&values, &values.open_field().unwrap()).unwrap_err();
    assert!(matches!(error, RenderError::NoPositiveHeight), "{error}");
    // Where no heights are drawn, their scale refuses nothing.
    let flat = heights.but(|scene| scene.view = View::Contour);
    Renderer::new(gpu).unwrap().prepare(&flat, &flat.open_field().unwrap()).unwrap();
}

#[test]
fn the_tangent_at_a_point_that_is_pinned_touches_the_curve_on_logarithmic_axes() {
    let gpu = gpu_or_skip!();
    let scales = AxisScales { x: LOG, ..Default::default() };
    let mut scene = on_axes("log10(x)", View::Curve, [[0.01, 100.0], [1.0, 2.0]], scales);
    scene.probe = Some([0.5, 0.0]);
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let lines = |wanted: [u8; 3]| {
        picture.annotations().iter().filter_map(move |mark| match mark {
            Mark::Line { points, color, .. } if color[..3] == wanted => Some(points.clone()),
            _ => None,
        })
    };
    let curve = lines([0x1f, 0x77, 0xb4]).max_by_key(Vec::len).unwrap();
    let tangent = lines([0xff, 0x7f, 0x0e]).find(|points| points.len() > 10).expect("a tangent");
    let middle = tangent[tangent.len() / 2];
    let (first, last) = (curve[0], curve[curve.len() - 1]);
    let at = |x: f32| first[1] + (x - first[0]) / (last[0] - first[0]) * (last[1] - first[1]);
    assert!((middle[1] - at(middle[0])).abs() < 1.0, "{middle:?} is off the curve, which is straight here");
    // A straight line above a curve that is bent down, and bent over places of logarithms.
    for end in [tangent[0], tangent[tangent.len() - 1]] {
        assert!(end[1] < at(end[0]) - 2.0, "{end:?} lies above the curve");
    }
}

#[test]
fn a_power_is_a_straight_line_on_two_logarithmic_axes() {
    let gpu = gpu_or_skip!();
    let scene =
        on_axes("x^3", View::Curve, [[0.01, 100.0], [1.0, 2.0]], AxisScales { x: LOG, y: LOG, ..Default::default() });
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let longest = picture.annotations().iter().filter_map(|mark| match mark {
        Mark::Line { points, color: [0x1f, 0x77, 0xb4, _], .. } => Some(points),
        _ => None,
    });
    let line = longest.max_by_key(|points| points.len()).unwrap();
    let (first, last) = (line[0], line[line.len() - 1]);
    for at in line {
        let along = (at[0] - first[0]) / (last[0] - first[0]);
        let off = at[1] - first[1] - along * (last[1] - first[1]);
        assert!(off.abs() < 0.6, "{at:?} is {off} pixels off the line from {first:?} to {last:?}");
    }
    // What is read at a pixel, and the tangent of a power, which is the curve itself.
    let [x, f] = [2.0, 8.0];
    let on_curve = picture.picker().on_curves(x, [f, 12.0], 0.2)[0];
    let picked = picture.picker().pick(&field, on_curve.at).unwrap();
    assert!((picked.point[0] / x - 1.0).abs() < 0.03, "{picked:?}");
    let [[x0, y0], [x1, y1]] = on_curve.tangent.unwrap();
    let slope = (last[1] - first[1]) / (last[0] - first[0]);
    assert!(((y1 - y0) / (x1 - x0) - slope).abs() < 0.02, "{on_curve:?} has another slope than {slope}");
}

#[test]
fn trajectories_and_particles_are_drawn_where_they_are() {
    let gpu = gpu_or_skip!();
    let scales = AxisScales { x: LOG, y: AxisScale::Symlog(None), ..Default::default() };
    let plain = on_axes("0*x*y", View::Contour, [[0.001, 1000.0], [-100.0, 100.0]], scales);
    let field = plain.open_field().unwrap();
    for point in [[0.01, -30.0], [1.0, 0.0], [200.0, 5.0]] {
        let mut started = plain.clone();
        started.descent.from = vec![point];
        let mut seeded = plain.clone();
        (seeded.descent.particles, seeded.descent.steps) = (1, 0);
        seeded.descent.particles_from = format!("line:{0},{1},{0},{1}", point[0], point[1]).parse().unwrap();
        for scene in [started, seeded] {
            let image = render(gpu, &scene, &field).unwrap();
            let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
            let [x, y] = picture.picker().on_contours(point).unwrap();
            let is_red = |&[x, y]: &[u32; 2]| {
                let [r, g, b, _] = image.pixel(x, y);
                r > 180 && g < 100 && b < 100
            };
            let red: Vec<[u32; 2]> =
                (0..image.width * image.height).map(|k| [k % image.width, k / image.width]).filter(is_red).collect();
            let mean = |axis: usize| red.iter().map(|at| at[axis] as f32 + 0.5).sum::<f32>() / red.len() as f32;
            let off = (mean(0) - x).hypot(mean(1) - y);
            assert!(!red.is_empty() && off < 1.0, "{point:?} is {off} pixels from where it is drawn");
        }
    }
}

#[test]
fn arrows_point_as_a_point_moves_over_the_axes() {
    let gpu = gpu_or_skip!();
    // Along ∇f = (1, 1) the place of x goes by 1/(x ln 10) of a decade, and y by 1.
    let scales = AxisScales { x: LOG, ..Default::default() };
    let scene = on_axes("x + y", View::Contour, [[0.1, 10.0], [0.0, 4.0]], scales);
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let rect = picture.picker().contour_rect().unwrap();
    for x in [0.2, 1.0, 6.0] {
        let [across, up] = picture.picker().direction([x, 2.0], [1.0, 1.0]).unwrap();
        let expected = f64::from(rect.width()) / 2.0 / (x * std::f64::consts::LN_10);
        let found = f64::from(across) / f64::from(-up) * f64::from(rect.height()) / 4.0;
        assert!((found / expected - 1.0).abs() < 1e-3, "at {x}: {found} for {expected}");
    }
    // The arrow in the middle, of five in a row, on equal lengths: its head is where that direction leads.
    let mut arrows = scene.clone();
    arrows.arrows = steepest::scene::ArrowStyle {
        direction: Arrows::Ascent,
        density: [3, 1],
        length: steepest::scene::ArrowLength::Equal,
        color: "black".parse().unwrap(),
        ..Default::default()
    };
    (arrows.contour.line_width, arrows.size) = (0.0, [640, 480]);
    let mut bare = arrows.clone();
    bare.arrows.direction = Arrows::Off;
    let (with, without) = (draw(gpu, &arrows), draw(gpu, &bare));
    let picture = Renderer::new(gpu).unwrap().prepare(&arrows, &field).unwrap();
    let point = Scales { x: Spread::Log, y: Spread::Linear }.point([0.0, 2.0]);
    let [cx, cy] = picture.picker().on_contours(point).unwrap();
    let [dx, dy] = picture.picker().direction(point, [1.0, 1.0]).unwrap();
    let changed = |along: f32, aside: f32| {
        let (x, y) = (cx + along * dx - aside * dy, cy + along * dy + aside * dx);
        with.pixel(x as u32, y as u32) != without.pixel(x as u32, y as u32)
    };
    assert!((-40..40).all(|along| changed(along as f32, 0.0)), "the shaft lies along the motion");
    assert!(!(-40..30).any(|along| changed(along as f32, 25.0) || changed(along as f32, -25.0)));
}

#[test]
fn samples_keep_their_values_on_logarithmic_axes() {
    let gpu = gpu_or_skip!();
    // A plane, which a bicubic through its samples is.
    let domain = Domain { x: [1.0, 101.0], y: [0.0, 10.0] };
    let values =
        (0..11).flat_map(|row| (0..51).map(move |column| 1.0 + 2.0 * f64::from(column) + 3.0 * f64::from(row)));
    let samples = Samples::new(values.collect(), 51, 11, domain.x, domain.y).unwrap();
    let of_samples = Field::from_samples("plane", samples);
    let mut scene =
        on_axes("x + 3*y", View::Contour, [domain.x, domain.y], AxisScales { x: LOG, ..Default::default() });
    scene.contour.line_width = 0.0;
    let [found, truth] = [&of_samples, &scene.open_field().unwrap()].map(|field| render(gpu, &scene, field).unwrap());
    let difference = super::compare(&found, &truth, 16);
    assert!(difference.pixels < 200, "{difference:?}");
}

#[test]
fn missing_samples_end_where_they_are_on_logarithmic_axes() {
    let gpu = gpu_or_skip!();
    // x + y at 34 even places of x from 1 to 100, of which those beyond 40 and those from 7 to 10 are missing.
    let (xs, ys): (Vec<f64>, Vec<f64>) =
        ((0..34).map(|k| 1.0 + 3.0 * f64::from(k)).collect(), (0..12).map(|k| 1.0 + 9.0 * f64::from(k)).collect());
    let is_missing = |x: f64| x > 40.0 || (7.0..=10.0).contains(&x);
    let values =
        ys.iter().flat_map(|y| xs.iter().map(move |x| if is_missing(*x) { f64::NAN } else { x + y })).collect();
    let samples = Samples::through(values, &xs, &ys).unwrap();
    let domain = Domain { x: [1.0, 100.0], y: [1.0, 100.0] };
    let samples = Field::from_samples("same", samples).with_domain(domain);
    let formula = Field::parse("if(x <= 4 or x >= 13 and x <= 40, x + y, 0/0)").unwrap();
    let formula = formula.with_name("same").with_domain(domain);
    let both = AxisScales { x: LOG, y: LOG, ..AxisScales::default() };
    for view in [View::Contour, View::Surface] {
        let mut scene = on_axes("x", view, [domain.x, domain.y], both);
        scene.contour.line_width = 0.0;
        let [found, expected] = [&samples, &formula].map(|field| render(gpu, &scene, field).unwrap());
        let difference = super::compare(&found, &expected, 24);
        assert!(difference.pixels < 100, "{view:?}: {difference:?}");
    }
}

#[test]
fn digits_between_powers_have_ticks_of_their_own() {
    let gpu = gpu_or_skip!();
    let mut scene =
        on_axes("x*y", View::Contour, [[1.0, 100.0], [0.0, 1.0]], AxisScales { x: LOG, ..AxisScales::default() });
    scene.size = [640, 480];
    let field = scene.open_field().unwrap();
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    let rect = picture.picker().contour_rect().unwrap();
    let mut lengths = std::collections::BTreeMap::new();
    for mark in picture.annotations() {
        let Mark::Line { points, .. } = mark else { continue };
        if let [[x, top], [same, bottom]] = points[..]
            && x == same
            && top == rect.max[1]
        {
            let decades = 2.0 * (x - rect.min[0]) / rect.width();
            lengths.insert((decades * 100.0).round() as i32, bottom - top);
        }
    }
    // At 2, 3, … 9 and ten times these; those of 1, 10 and 100 are as long again.
    let digits: Vec<i32> = (0..2)
        .flat_map(|power| (2..10).map(move |digit| (power, digit)))
        .map(|(power, digit)| 100 * power + (100.0 * f64::from(digit).log10()).round() as i32)
        .collect();
    for (at, is_power) in digits.into_iter().map(|at| (at, false)).chain([0, 100, 200].map(|at| (at, true))) {
        let found = lengths.range(at - 1..=at + 1).next().unwrap_or_else(|| panic!("{at}: {lengths:?}"));
        assert_eq!(*found.1, if is_power { 4.0 } else { 2.0 }, "{at}: {lengths:?}");
    }
    assert_eq!(lengths.len(), 19);
}

#[test]
fn heights_and_colours_begin_at_what_32_bits_tell_from_0_and_that_is_told() {
    let gpu = gpu_or_skip!();
    let heights = AxisScales { z: LOG, ..AxisScales::default() };
    let colors = |scene: &mut steepest::scene::Scene| scene.color.scale = ColorScale::Log;
    for (formula, is_told) in [
        ("exp(-9*(x^2 + y^2))", true),
        ("10^(100*x) + 10^(100*y)", true),
        ("10^(20*x)", true),
        ("exp(-x^2 - y^2)", false),
        ("abs(x*y) + 1e-9", false),
        ("10^(20*x)*1e-20 + 1e-30", true),
    ] {
        let scene = on_axes(formula, View::Surface, [[-5.0, 5.0]; 2], heights);
        for scene in
            [scene.but(|_| {}), on_axes(formula, View::Contour, [[-5.0, 5.0]; 2], AxisScales::default()).but(colors)]
        {
            let field = scene.open_field().unwrap();
            let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
            let remarks: Vec<String> = picture.remarks().iter().map(ToString::to_string).collect();
            let told = remarks.iter().find(|remark| remark.contains("is not told from 0"));
            assert_eq!(told.is_some(), is_told, "{formula}: {remarks:?}");
        }
        // The box holds no more powers of ten than floats do, and all that f has where they hold them.
        let field = scene.open_field().unwrap();
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
        let mut heights: Vec<f64> = picture.triangles(&field).iter().flatten().map(|corner| corner[2]).collect();
        // By their places, which are powers of ten.
        heights.sort_by(f64::total_cmp);
        let decades = heights[heights.len() - 1] - heights[0];
        assert!(decades < 78.0, "{formula}: {decades} powers of ten");
    }
}

#[test]
fn the_sheet_ends_where_32_bits_do_not_tell_it_from_0() {
    let gpu = gpu_or_skip!();
    let heights = AxisScales { z: LOG, ..AxisScales::default() };
    // Where f is told from 0.
    type Fields = [(&'static str, fn(f64, f64) -> bool, Limits); 3];
    let fields: Fields = [
        ("exp(-9*(x^2 + y^2))", |x, y| x.hypot(y) < 3.2, Limits::Auto),
        ("exp(-9*(x^2 + y^2))", |x, y| x.hypot(y) < 3.2, Limits::Range([1e-60, 1.0])),
        ("exp(40*y)", |_, y| y > -2.1, Limits::Auto),
    ];
    for (formula, is_told, limits) in fields {
        let mut scene = on_axes(formula, View::Surface, [[-5.0, 5.0]; 2], heights);
        (scene.surface.z, scene.camera.elevation) = (limits, 60.0);
        let (image, field) = (draw(gpu, &scene), scene.open_field().unwrap());
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
        let picker = picture.picker();
        let is_coloured = |at: [f64; 2], z: f64| {
            let [x, y] = picker.on_surface(at, z).unwrap();
            let color = super::rgb(&image, x, y);
            color.iter().max().zip(color.iter().min()).is_some_and(|(most, least)| most - least > 30)
        };
        // In front of the sheet, where nothing else is seen above the bottom of the box or above what 32 bits tell from 0.
        let places =
            (-24..24).flat_map(|row| (-24..24).map(move |column| [column, row].map(|at| 0.2 * f64::from(at) + 0.1)));
        let beyond: Vec<[f64; 2]> = places.filter(|&[x, y]| !is_told(x, y) && y < -1.3 - x.abs()).collect();
        let plate = beyond.iter().filter(|&&at| is_coloured(at, 1e-35)).count();
        assert!(beyond.len() > 100 && plate == 0, "{formula}, {limits:?}: {plate} of {}", beyond.len());
    }
}

#[test]
fn symmetric_logarithms_of_any_magnitude_stay_in_their_box() {
    let gpu = gpu_or_skip!();
    for (formula, threshold, is_told) in [
        ("exp(100*x)*sin(y)", None, true),
        ("1e200*x*y", Some(1e190), false),
        ("1e200*x*y", Some(1e-9), true),
        ("1e-200*x*y", Some(1e-205), false),
        ("x*y", Some(1e-60), true),
        ("x*y", None, false),
    ] {
        let scales = AxisScales { z: AxisScale::Symlog(threshold), ..AxisScales::default() };
        let scene = on_axes(formula, View::Surface, [[-5.0, 5.0]; 2], scales).but(|scene| {
            scene.color.scale = ColorScale::Symlog(threshold);
            scene.title = Some(String::new());
        });
        let field = scene.open_field().unwrap();
        let shown = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
        let remarks: Vec<String> = shown.remarks().iter().map(ToString::to_string).collect();
        let told = |remarks: &[String]| remarks.iter().filter(|remark| remark.contains("is not told from 0")).count();
        assert_eq!(told(&remarks), usize::from(is_told), "{formula} {threshold:?}: {remarks:?}");
        // Colours alone are told of as heights are.
        let flat = scene.but(|scene| (scene.view, scene.scales) = (View::Contour, AxisScales::default()));
        let picture = Renderer::new(gpu).unwrap().prepare(&flat, &field).unwrap();
        let of_colors: Vec<String> = picture.remarks().iter().map(ToString::to_string).collect();
        let is_lost = is_told && threshold.is_some();
        assert_eq!(told(&of_colors), usize::from(is_lost), "{formula} {threshold:?}: {of_colors:?}");
        // From the side the sheet is as high as that of x·y, which fills its box: it neither leaves it nor has parts missing.
        let rows = |scene: &Shown| -> usize {
            let image = draw(gpu, &scene.but(|scene| (scene.camera.azimuth, scene.camera.elevation) = (-60.0, 20.0)));
            let is_coloured = |&(x, y): &(u32, u32)| {
                let color = super::rgb(&image, x as f32, y as f32);
                color.iter().max().zip(color.iter().min()).is_some_and(|(most, least)| most - least > 30)
            };
            let rows = (0..image.height).filter(|&y| (0..image.width * 4 / 5).any(|x| is_coloured(&(x, y))));
            rows.count()
        };
        let usual = on_axes("x*y", View::Surface, [[-5.0, 5.0]; 2], AxisScales::default())
            .but(|scene| scene.title = Some(String::new()));
        let (found, expected) = (rows(&scene) as f64, rows(&usual) as f64);
        assert!((0.65..1.2).contains(&(found / expected)), "{formula} {threshold:?}: {found} rows of {expected}");
        // And above all of the domain.
        let above = scene.but(|scene| (scene.camera.azimuth, scene.camera.elevation) = (-90.0, 89.9));
        let usual = usual.but(|scene| (scene.camera.azimuth, scene.camera.elevation) = (-90.0, 89.9));
        let coloured = |scene: &Shown| {
            let image = draw(gpu, scene);
            let pixels = image.pixels.chunks(4).filter(|pixel| {
                pixel[..3].iter().max().zip(pixel[..3].iter().min()).is_some_and(|(most, least)| most - least > 30)
            });
            pixels.count() as f64
        };
        let part = coloured(&above) / coloured(&usual);
        assert!(part > 0.9, "{formula} {threshold:?}: {part} of the sheet");
    }
}
