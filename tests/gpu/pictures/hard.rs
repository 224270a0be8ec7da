//! Where f jumps, goes to infinity, ends, or is finer than pixels.

use std::collections::HashSet;

use steepest::colormap::Colormap;
use steepest::render::{Image, Remark, Renderer};
use steepest::scene::{Arrows, AxisScale, ColorBy, ColorScale, Levels, Scene, View};
use steepest::{Field, Samples};

use crate::common::shown::{Shown, shown};

use super::{draw, is_near, panel, rgb, scene};

fn bare(field: &str, view: View) -> Shown {
    let mut scene = scene(field, view);
    scene.arrows.direction = Arrows::Off;
    scene
}

/// A surface from straight above, or nearly.
fn from_above(field: &str) -> Shown {
    let mut scene = bare(field, View::Surface);
    (scene.camera.azimuth, scene.camera.elevation) = (-90.0, 89.9);
    scene
}

fn is_colored(image: &Image, x: u32, y: u32) -> bool {
    let [r, g, b, _] = image.pixel(x, y);
    r.abs_diff(g).max(g.abs_diff(b)).max(r.abs_diff(b)) > 24
}

/// Columns and rows of what is coloured left of the colour bar.
fn colored(image: &Image) -> Vec<[u32; 2]> {
    let all = (0..image.height).flat_map(|y| (0..image.width * 4 / 5).map(move |x| [x, y]));
    all.filter(|&[x, y]| is_colored(image, x, y)).collect()
}

#[test]
fn a_cliff_has_no_wall() {
    let gpu = gpu_or_skip!();
    // The two levels are dark violet and yellow; what lies between them on the colormap is greener than red.
    let fields = ["if(x^2 + y^2 < 4, 1, 0)", "if(x < 0.7, 1, 3) + 0", "sign(y)", "sign(sin(3*x))*sign(sin(2*y))"];
    for field in fields {
        let image = draw(gpu, &bare(field, View::Surface));
        let found = colored(&image);
        let is_between = |&&[x, y]: &&[u32; 2]| {
            let [r, g, _] = rgb(&image, x as f32, y as f32);
            i32::from(g) > i32::from(r) + 40
        };
        let between = found.iter().filter(is_between).count();
        assert!(found.len() > 3000 && between == 0, "{field}: {between} of {} pixels are a wall", found.len());
    }
}

#[test]
fn the_rim_of_a_dome_lies_on_its_circle() {
    let gpu = gpu_or_skip!();
    let (whole, dome) =
        (draw(gpu, &from_above("3*exp(-9*(x^2 + y^2))")), draw(gpu, &from_above("sqrt(9 - x^2 - y^2)")));
    let extent = |found: &[[u32; 2]], axis: usize| {
        let along = || found.iter().map(|at| at[axis] as f32 + 0.5);
        [along().fold(f32::INFINITY, f32::min) - 0.5, along().fold(0.0, f32::max) + 0.5]
    };
    let (square, disc) = (colored(&whole), colored(&dome));
    for axis in 0..2 {
        let ([first, last], [low, high]) = (extent(&square, axis), extent(&disc, axis));
        let (middle, radius) = (0.5 * (first + last), 0.3 * (last - first));
        // Both stand on the bottom of their boxes.
        let off = (0.5 * (low + high) - middle).abs().max((0.5 * (high - low) - radius).abs());
        assert!(off < 1.0, "{low} to {high} about {middle}, {radius}");
    }
    // Round, without teeth: every row is as wide as its chord.
    let ([left, right], [top, bottom]) = (extent(&disc, 0), extent(&disc, 1));
    let (radii, center) = ([0.5 * (right - left), 0.5 * (bottom - top)], 0.5 * (top + bottom));
    for row in top as u32 + 4..bottom as u32 - 4 {
        let across = (row as f32 + 0.5 - center) / radii[1];
        let chord = 2.0 * radii[0] * (1.0 - across * across).sqrt();
        let width = disc.iter().filter(|at| at[1] == row).count() as f32;
        assert!((width - chord).abs() < 3.0, "row {row} is {width} wide, not {chord}");
    }
}

#[test]
fn what_is_derived_of_f_reaches_the_rim() {
    let gpu = gpu_or_skip!();
    // Seen from the side, so that the last cells before the rim are high, where the colour would be that of f: dark, at 0.
    for field in ["sqrt(9 - x^2 - y^2)", "acos(hypot(x, y)/3)"] {
        let mut scene = bare(field, View::Surface).but(|scene| scene.size = [900, 700]);
        (scene.camera.elevation, scene.color.by) = (10.0, ColorBy::Slope);
        let image = draw(gpu, &scene);
        let found = colored(&image);
        // The top is level, and dark by that.
        let lowest = found.iter().map(|at| at[1]).max().unwrap_or(0);
        let near_rim = found.iter().filter(|at| at[1] + 100 > lowest);
        let dark = near_rim.filter(|at| image.pixel(at[0], at[1])[1] < 40).count();
        assert!(found.len() > 30_000 && dark == 0, "{field}: {dark} of {} pixels have the colour of f", found.len());
    }
}

#[test]
fn colour_is_height_where_f_is_steep() {
    let gpu = gpu_or_skip!();
    // A slope of a thousandth of a pixel, seen from the side that it rises to: a wall of all colours, one above the other.
    let mut steep = bare("tanh(1e5*x)", View::Surface);
    (steep.camera.azimuth, steep.camera.elevation) = (180.0, 20.0);
    let image = draw(gpu, &steep);
    let columns: Vec<u32> = colored(&image).iter().map(|at| at[0]).collect();
    let middle = (columns.iter().min().copied().unwrap_or(0) + columns.iter().max().copied().unwrap_or(0)) / 2;
    let green = |y: u32| {
        let [r, g, _] = rgb(&image, middle as f32, y as f32);
        i32::from(g) - i32::from(r)
    };
    let rows: Vec<u32> = (0..image.height).filter(|&y| is_colored(&image, middle, y) && green(y) > 40).collect();
    assert!(rows.len() > 40 && rows.windows(2).all(|pair| pair[1] == pair[0] + 1), "{rows:?}");
    // The middle of the colormap is in the middle of the wall.
    let greenest = rows.iter().copied().max_by_key(|&y| green(y)).unwrap_or(0);
    let share = f64::from(greenest - rows[0]) / rows.len() as f64;
    assert!((0.2..0.7).contains(&share), "{share}");
}

#[test]
fn a_curve_has_no_bands_that_are_told_of() {
    let gpu = gpu_or_skip!();
    let tells = |view: View| {
        let scene = bare("exp(-1/x)", view);
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &scene.open_field().unwrap()).unwrap();
        picture.remarks().iter().any(|remark| matches!(remark, Remark::OneBand(_)))
    };
    assert!(tells(View::Contour) && !tells(View::Curve));
}

#[test]
fn every_column_of_a_field_of_x_is_one_colour() {
    let gpu = gpu_or_skip!();
    for field in ["1/x", "tan(x)", "floor(x)", "1/(x - 1/3)", "sin(1/x) + 0*y", "sin(500*x^2) + 0*y"] {
        for size in [[320, 240], [321, 240], [322, 241]] {
            let scene = bare(field, View::Contour).but(|scene| scene.size = size);
            let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
            for x in rect.min[0].ceil() as u32 + 1..rect.max[0] as u32 - 1 {
                let rows = rect.min[1].ceil() as u32 + 1..rect.max[1] as u32 - 1;
                let first = image.pixel(x, rows.start);
                let other = rows.filter(|&y| image.pixel(x, y) != first).count();
                assert_eq!(other, 0, "{field} at {size:?}: column {x} has {other} pixels of other colours");
            }
        }
    }
}

#[test]
fn a_value_that_f_has_on_its_jumps_alone_is_nowhere() {
    let gpu = gpu_or_skip!();
    // Pixels whose centres lie on the axes and on the diagonals, where these are 0: everywhere else they are -1 or 1.
    for field in ["sign(x - y)", "sign(x + y)", "sign(x)*sign(y)", "sign(x - 2*y)"] {
        for size in [[320, 240], [321, 241]] {
            let scene = bare(field, View::Contour).but(|scene| scene.size = size);
            let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
            let rows = rect.min[1].ceil() as u32 + 1..rect.max[1] as u32 - 1;
            let pixels =
                rows.flat_map(|y| (rect.min[0].ceil() as u32 + 1..rect.max[0] as u32 - 1).map(move |x| [x, y]));
            let colors: HashSet<[u8; 4]> = pixels.map(|[x, y]| image.pixel(x, y)).collect();
            assert_eq!(colors.len(), 2, "{field} at {size:?}: {colors:?}");
        }
    }
}

#[test]
fn what_32_bits_take_for_infinite_has_the_colour_of_what_is_beyond() {
    let gpu = gpu_or_skip!();
    let top = Colormap::Viridis.sample(1.0);
    let is_top = |image: &Image, [x, y]: [f32; 2]| {
        let found = rgb(image, x, y);
        (0..3).all(|channel| found[channel].abs_diff(top[channel]) < 40)
    };
    // f in 64 bits is finite at the place, and beyond 3.4e38; and one where it is infinite, as it is all around.
    let overflowing =
        [("exp(1/(x^2 + y^2))", [0.07, 0.05]), ("-exp(1/(x^2 + y^2))", [0.07, 0.05]), ("exp(2/(x - 1))", [1.02, -2.0])];
    for (formula, at) in overflowing {
        let value = Field::parse(formula).unwrap().at(&at, steepest::expr::Order::Value)[0];
        assert!(value.is_finite() && value.abs() > 1e39, "{formula}: {value}");
        let scene = bare(formula, View::Contour).but(|scene| scene.size = [640, 480]);
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let pixel = [0, 1].map(|axis| {
            let part = 0.5 + at[axis] as f32 / 10.0;
            if axis == 0 { rect.min[0] + part * rect.width() } else { rect.max[1] - part * rect.height() }
        });
        let found = rgb(&image, pixel[0], pixel[1]);
        assert!(found != [255; 3], "{formula}: paper");
        assert!(formula.starts_with('-') || is_top(&image, pixel), "{formula}: {found:?}");
    }
    // What is infinite in 64 bits is not defined, and stays paper.
    for formula in ["1/floor(x)", "log(max(x, 0))", "1/max(x - 1, 0)"] {
        let scene = bare(formula, View::Contour).but(|scene| scene.size = [640, 480]);
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let x = rect.min[0] + rect.width() * if formula == "1/floor(x)" { 0.55 } else { 0.3 };
        assert_eq!(rgb(&image, x, rect.center()[1]), [255; 3], "{formula}");
    }
}

#[test]
fn a_line_along_which_a_value_is_missing_is_closed() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    // Pixels about the axes that are as empty as what is beside the panel.
    let mut empty = |field: &str, view: View| {
        // A row and a column of pixels lie on the axes.
        let scene = if view == View::Surface { from_above(field) } else { bare(field, view) };
        let scene = scene.but(|scene| scene.size = [321, 241]);
        let (image, field) = (draw(gpu, &scene), scene.open_field().unwrap());
        let picture = renderer.prepare(&scene, &field).unwrap();
        let picker = picture.picker();
        let place = |point: [f64; 2]| match view {
            // From above it matters little how high the middle of a strip without values would be.
            View::Surface => picker.on_surface(point, field.value(&point.map(|at| at + 1e-9)).unwrap().max(-9.0)),
            _ => picker.on_contours(point),
        };
        let along = (-30..=30).map(|step| 0.1 * f64::from(step));
        let places = along.flat_map(|at| [[0.0, at], [at, 0.0]]).map(|point| place(point).unwrap());
        let near = places.flat_map(|[x, y]| (-2..=2).flat_map(move |by| [[x + by as f32, y], [x, y + by as f32]]));
        near.filter(|&[x, y]| rgb(&image, x, y) == [255; 3]).count()
    };
    for view in [View::Contour, View::Surface] {
        for field in ["x*log(abs(x))*cos(y)", "y*log(abs(y)) + x", "(x^2 - 1)*sin(y)/y"] {
            assert_eq!(empty(field, view), 0, "{field}, {view:?}");
        }
        assert!(empty("if(abs(x) < 0.2, 0/0, x + y)", view) > 100, "{view:?} of what is missing in a strip");
    }
}

#[test]
fn every_level_has_its_line_whatever_the_range() {
    let gpu = gpu_or_skip!();
    let mut scene = bare("exp(5*x)", View::Contour);
    let levels = [1e-6, 1e-3, 1.0, 1e3, 1e6, 1e9];
    scene.contour.levels = Levels::List(levels.to_vec());
    scene.contour.line_width = 2.0;
    let with = draw(gpu, &scene);
    let rect = panel(gpu, &scene);
    scene.contour.line_width = 0.0;
    let without = draw(gpu, &scene);
    let row = rect.center()[1] as u32;
    for level in &levels[1..5] {
        let x = rect.min[0] + (level.ln() / 5.0 + 5.0) as f32 / 10.0 * rect.width();
        assert_ne!(with.pixel(x as u32, row), without.pixel(x as u32, row), "{level:e}");
    }
    // The first and the last of a list, too, however near they are to each other, and whatever lies beyond.
    let mut scene = bare("x - y", View::Contour);
    for levels in [vec![-3.0, 3.0], vec![3.0, 3.0001], vec![-3.0, 0.0, 3.0]] {
        scene.contour.levels = Levels::List(levels.clone());
        scene.contour.line_width = 2.0;
        let with = draw(gpu, &scene);
        scene.contour.line_width = 0.0;
        let (without, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        for level in levels {
            let x = rect.center()[0] + level as f32 / 10.0 * rect.width();
            let near = (-1..=1).map(|step| [(x as i32 + step) as u32, rect.center()[1] as u32]);
            let is_drawn = near.into_iter().any(|[x, y]| with.pixel(x, y)[1].abs_diff(without.pixel(x, y)[1]) > 30);
            assert!(is_drawn, "{level} of a list");
        }
    }
    // Eleven decades to both sides of 1: lines of the values below 1 are there as those above are.
    let mut scene = bare("exp(x*y)", View::Contour);
    scene.color.scale = ColorScale::Log;
    let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
    let light = |x: u32, y: u32| image.pixel(x, y)[..3].iter().map(|&c| i32::from(c)).sum::<i32>();
    let lines = |y: f32| {
        let row = (rect.min[1] + y * rect.height()) as u32;
        let is_line = |x: &u32| {
            let (own, [left, right]) = (light(*x, row), [light(x - 2, row), light(x + 2, row)]);
            own + 30 < left.min(right) || own > left.max(right) + 30
        };
        let middle = rect.center()[0] as u32;
        [rect.min[0] as u32 + 4..middle - 4, middle + 4..rect.max[0] as u32 - 4]
            .map(|columns| columns.filter(is_line).count())
    };
    let [below, above] = lines(0.1);
    assert!(below >= 4 && above >= 4, "{below} lines of values below 1, {above} of values above");
}

#[test]
fn rings_finer_than_pixels_fade_to_their_mean_on_the_sheet() {
    let gpu = gpu_or_skip!();
    // And the radius at which a ring is five pixels wide.
    for (formula, radius) in [
        ("sin(x^2 + y^2)", 10.0),
        ("sin(3*(x^2 + y^2))", 4.0),
        ("sin(7*(x^2 + y^2))", 2.0),
        ("sin(60*(x^2 + y^2) + x)", 1.0),
        ("sin(90*x*y)*cos(y)", 4.0),
    ] {
        let rings = from_above(formula).but(|scene| (scene.x, scene.y) = (Some([-20.0, 20.0]), Some([-20.0, 20.0])));
        let image = draw(gpu, &rings);
        let found = colored(&image);
        let ends = |axis: usize| {
            let along = || found.iter().map(|at| at[axis]);
            [along().min().unwrap_or(0), along().max().unwrap_or(0)].map(|end| end as f32)
        };
        let [[left, right], [top, bottom]] = [ends(0), ends(1)];
        let mean = Colormap::Viridis.sample(0.5);
        let unit = (right - left) / 40.0;
        let far = found.iter().filter(|[x, y]| {
            let away = ((*x as f32 - 0.5 * (left + right)) / unit).hypot((*y as f32 - 0.5 * (top + bottom)) / unit);
            away > radius
                && (*x as f32) > left + 3.0
                && (*x as f32) < right - 3.0
                && (*y as f32) > top + 3.0
                && (*y as f32) < bottom - 3.0
        });
        let (all, off) = far.fold((0, 0), |(all, off), [x, y]| {
            // The light makes all of it as much darker.
            let [r, g, b] = rgb(&image, *x as f32, *y as f32).map(f32::from);
            let hue = (r / g, b / g);
            let of_mean = (f32::from(mean[0]) / f32::from(mean[1]), f32::from(mean[2]) / f32::from(mean[1]));
            (all + 1, off + usize::from((hue.0 - of_mean.0).abs() > 0.06 || (hue.1 - of_mean.1).abs() > 0.06))
        });
        assert!(all > 10_000 && off == 0, "{formula}: {off} of {all} pixels");
    }
}

#[test]
fn a_ridge_thinner_than_a_pixel_is_as_high_as_f_all_along() {
    let gpu = gpu_or_skip!();
    for (formula, z) in [("exp(-900*(y - sin(x))^2)", AxisScale::Linear), ("1/(1e-4 + (y - sin(x))^2)", AxisScale::Log)]
    {
        let mut side = bare(formula, View::Surface);
        (side.camera.azimuth, side.camera.elevation, side.scales.z) = (-90.0, 0.1, z);
        let found = colored(&draw(gpu, &side));
        let ends = |column: Option<u32>, axis: usize| {
            let along = || found.iter().filter(|at| column.is_none_or(|x| at[0] == x)).map(|at| at[axis]);
            [along().min().unwrap_or(0), along().max().unwrap_or(0)]
        };
        let ([left, right], [top, bottom]) = (ends(None, 0), ends(None, 1));
        let is_low = |&x: &u32| 10 * (ends(Some(x), 1)[1] - ends(Some(x), 1)[0]) < 8 * (bottom - top);
        // What is nearer is wider.
        let low = (left + 30..right - 30).filter(is_low).count();
        assert!(bottom > top + 100 && low == 0, "{formula}: {low} columns are low");
    }
}

#[test]
fn what_a_pixel_cannot_hold_is_drawn_as_its_mean() {
    let gpu = gpu_or_skip!();
    let wave =
        bare("sin(x)*cos(y)", View::Contour).but(|scene| (scene.x, scene.y) = (Some([0.0, 3000.0]), Some([0.0, 10.0])));
    let (image, rect) = (draw(gpu, &wave), panel(gpu, &wave));
    let mean = Colormap::Viridis.sample(0.5);
    let is_mean = |x: u32, y: u32| is_near(rgb(&image, x as f32, y as f32), mean, 28);
    let all = || {
        (rect.min[1] as u32 + 2..rect.max[1] as u32 - 2)
            .flat_map(|y| (rect.min[0] as u32 + 2..rect.max[0] as u32 - 2).map(move |x| (x, y)))
    };
    let fraction = all().filter(|&(x, y)| is_mean(x, y)).count() as f64 / all().count() as f64;
    assert!(fraction > 0.99, "{fraction}");
    // The sheet is as flat: seen from the side it is a few pixels high, of a box of more than a hundred.
    let mut side = wave.but(|scene| scene.view = View::Surface);
    (side.camera.azimuth, side.camera.elevation) = (-90.0, 0.1);
    let rows: Vec<u32> = colored(&draw(gpu, &side)).iter().map(|at| at[1]).collect();
    let height = rows.iter().max().copied().unwrap_or(0) - rows.iter().min().copied().unwrap_or(0);
    assert!(height < 16, "{height}");
}

#[test]
fn a_surface_is_as_large_whatever_the_magnitude_of_its_values_and_coordinates() {
    let gpu = gpu_or_skip!();
    let truth = bare("sin(x) + y^2/9", View::Surface).but(|scene| scene.size = [480, 360]);
    let whole = colored(&draw(gpu, &truth)).len() as f64;
    for (size, field) in [
        (5.0, "1e200*(sin(x) + y^2/9)"),
        (5.0, "1e-200*(sin(x) + y^2/9)"),
        (5e-9, "sin(1e9*x) + (1e9*y)^2/9"),
        (5e-9, "1e-60*sin(1e9*x) + (1e-21*y)^2/9"),
    ] {
        let scaled = shown(field, Scene { x: Some([-size, size]), y: Some([-size, size]), ..truth.scene.clone() });
        // Labels differ, and by their widths so does the room for the box, a little.
        let ratio = colored(&draw(gpu, &scaled)).len() as f64 / whole;
        assert!((0.8..1.25).contains(&ratio), "{field}: {ratio} of the picture is there");
    }
}

#[test]
fn samples_without_a_whole_cell_are_refused_by_that() {
    let gpu = gpu_or_skip!();
    let missing_at = |missing: &[usize]| {
        let values = (0..9).map(|at| if missing.contains(&at) { f64::NAN } else { at as f64 }).collect();
        let samples = Samples::new(values, 3, 3, [0.0, 2.0], [0.0, 2.0]).unwrap();
        Renderer::new(gpu).unwrap().prepare(&Scene::default(), &Field::from_samples("grid", samples)).map(|_| ())
    };
    let refused = missing_at(&[4]).map_err(|error| error.to_string());
    assert!(refused.as_ref().is_err_and(|text| text.contains("a missing one at a corner")), "{refused:?}");
    assert!(missing_at(&[8]).is_ok());
}

#[test]
fn a_pole_whose_values_32_bits_hardly_hold_is_a_picture() {
    let gpu = gpu_or_skip!();
    // Of this many pixels one is where f is 1e36 or a little more.
    let scene = bare("exp(1/x) + 0*y", View::Both).but(|scene| {
        (scene.size, scene.x) = ([900, 450], Some([-2.0, 2.0]));
    });
    assert!(colored(&draw(gpu, &scene)).len() > 3000);
}
