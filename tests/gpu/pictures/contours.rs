//! Bands, level lines and what colours show.

use steepest::colormap::Colormap;
use steepest::field::{Field, Spread};
use steepest::gpu::Gpu;
use steepest::render::{Mark, Remark, Renderer, derived_value, order_of, render};
use steepest::scene::{Arrows, Aspect, AxisScale, ColorBy, ColorScale, Levels, Limits, Scene, Theme, Units, View};

use crate::common::shown::Shown;

use super::{draw, frames, is_near, panel, rgb, scene};

#[test]
fn bands_have_matplotlibs_colours_and_meet_at_their_level() {
    let gpu = gpu_or_skip!();
    let mut scene = scene("x", View::Contour);
    (scene.x, scene.y) = (Some([-1.0, 1.0]), Some([-1.0, 1.0]));
    scene.arrows.direction = Arrows::Off;
    scene.contour.levels = Levels::List(vec![-1.0, 0.25, 1.0]);
    scene.contour.line_width = 0.0;
    let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
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
    scene.contour.levels = Levels::List(vec![-1.0, 1.0, 9.0]);
    scene.contour.line_width = 3.0;
    let with = draw(gpu, &scene);
    let rect = panel(gpu, &scene);
    scene.contour.line_width = 0.0;
    let without = draw(gpu, &scene);
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
fn a_plateau_has_the_colour_of_its_band() {
    let gpu = gpu_or_skip!();
    for (field, value) in [("3", 3.0), ("0*x", 0.0), ("if(x > 7, 1, -2)", -2.0)] {
        let scene = scene(field, View::Contour);
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let [cx, cy] = rect.center();
        let shown = rgb(&image, cx, cy);
        let bar = frames(gpu, &scene)[1];
        let on_bar = |y: f32| is_near(rgb(&image, bar.center()[0], y), shown, 1);
        assert!((bar.min[1] as u32..bar.max[1] as u32).any(|y| on_bar(y as f32)), "{field} = {value} shows {shown:?}");
    }
}

#[test]
fn huge_and_tiny_values_draw_like_ordinary_ones() {
    let gpu = gpu_or_skip!();
    // Labels differ and move the panel, so that it is read at the same fractions of its width and height.
    let readings = |field: &str, direction: Arrows, line_width: f64| -> Vec<[u8; 3]> {
        let mut scene = scene(field, View::Contour);
        (scene.arrows.direction, scene.contour.line_width) = (direction, line_width);
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let at = |fraction: usize, axis: usize| {
            rect.min[axis] + (fraction as f32 + 0.5) / 40.0 * (rect.max[axis] - rect.min[axis])
        };
        (0..1600).map(|index| rgb(&image, at(index % 40, 0), at(index / 40, 1))).collect()
    };
    let other = |a: &[[u8; 3]], b: &[[u8; 3]]| a.iter().zip(b).filter(|(a, b)| a != b).count();
    let ordinary = readings("x*y", Arrows::Off, 0.0);
    let lines = other(&readings("x*y", Arrows::Off, 0.6), &ordinary);
    for field in ["1e30*x*y", "1e-30*x*y", "1e38*x*y", "1e290*x*y", "1e-290*x*y"] {
        let found = readings(field, Arrows::Off, 0.0);
        let same = found.iter().zip(&ordinary).filter(|&(&a, &b)| is_near(a, b, 12)).count();
        assert!(same > 1400, "{field}: {same} of 1600 readings are alike");
        let own = other(&readings(field, Arrows::Off, 0.6), &found);
        assert!(4 * own > 3 * lines && 3 * own < 4 * lines, "{field}: {own} readings lie on lines, not {lines}");
        let arrows = other(&readings(field, Arrows::Ascent, 0.0), &found);
        assert!(arrows > 150, "{field}: {arrows} readings lie on arrows");
    }
    // Steps of particles on the device are taken in units of f.
    let mut moved = scene("1e38*x", View::Both);
    moved.descent.particles = 10;
    let error = render(gpu, &moved, &Field::parse("1e38*x").unwrap()).unwrap_err().to_string();
    assert!(error.contains("32-bit") && error.contains("multiply"), "{error}");
}

#[test]
fn every_colormap_and_both_themes_draw() {
    let gpu = gpu_or_skip!();
    // Their tables are compared elsewhere; a few tell that they are drawn.
    let some = Colormap::ALL.into_iter().step_by(10);
    for (map, theme) in some.flat_map(|map| [(map, Theme::Light), (map.reversed(), Theme::Dark)]) {
        let mut scene = scene("x", View::Contour);
        (scene.color.map, scene.theme) = (Some(map), theme);
        scene.arrows.direction = Arrows::Off;
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let first = rgb(&image, rect.min[0] + 1.0, rect.center()[1]);
        let bands = 20.0;
        let expected = map.sample(0.5 / bands);
        assert!(is_near(first, expected, 3), "{map:?} begins with {first:?}, not {expected:?}");
        let ground = if theme == Theme::Light { [255; 3] } else { [22, 24, 28] };
        assert_eq!(rgb(&image, 0.0, 0.0), ground, "{theme:?}");
    }
}

#[test]
fn a_field_without_a_value_says_so() {
    let gpu = gpu_or_skip!();
    let field = Field::parse("log(-1 - x^2)").unwrap();
    let error = render(gpu, &scene("log(-1 - x^2)", View::Both), &field).unwrap_err().to_string();
    assert!(error.contains("no finite value on x -5,5"), "{error}");
    let field = Field::parse("-1 - x^2").unwrap();
    let mut logarithmic = scene("-1 - x^2", View::Contour);
    logarithmic.color.scale = ColorScale::Log;
    let error = render(gpu, &logarithmic, &field).unwrap_err().to_string();
    assert!(error.contains("values above 0"), "{error}");
}

#[test]
fn derived_colours_are_those_of_the_derived_values() {
    let gpu = gpu_or_skip!();
    let middle = |field: &str, change: &dyn Fn(&mut Scene)| {
        let mut scene = scene(field, View::Contour);
        scene.arrows.direction = Arrows::Off;
        scene.contour.line_width = 0.0;
        change(&mut scene);
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        rgb(&image, rect.center()[0], rect.center()[1])
    };
    let by = |by: ColorBy, limits: [f64; 2]| {
        move |scene: &mut Scene| (scene.color.by, scene.color.limits) = (by, Limits::Range(limits))
    };
    let viridis = |fraction: f64| Colormap::Viridis.sample(fraction);
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
    assert!(is_near(west, Colormap::Twilight.sample(0.75), 2), "270 degrees: {west:?}");
    assert!(is_near(south, Colormap::Twilight.sample(0.5), 2), "180 degrees: {south:?}");
    // A colormap that is asked for is the one that is drawn.
    let with_map = |by: ColorBy, limits: Limits| {
        move |scene: &mut Scene| {
            (scene.color.by, scene.color.limits, scene.color.map) = (by, limits, Some(Colormap::Hsv));
        }
    };
    let turned = middle("x", &with_map(ColorBy::Aspect, Limits::Auto));
    assert!(is_near(turned, Colormap::Hsv.sample(0.75), 2), "{turned:?}");
    let curved = middle("x^2 + y^2", &with_map(ColorBy::Laplacian, Limits::Range([0.0, 8.0])));
    assert!(is_near(curved, Colormap::Hsv.sample(0.5), 2), "{curved:?}");
    // Whatever is coloured takes every scale: |∇f| = 1 over 1 to 10⁻⁴, though f is below 0.
    let logarithmic = |scene: &mut Scene| {
        by(ColorBy::Norm, [1e-2, 1e2])(scene);
        scene.color.scale = ColorScale::Log;
    };
    assert!(is_near(middle("-10 - x", &logarithmic), viridis(0.5), 2));
    let symmetric = |scene: &mut Scene| {
        by(ColorBy::Laplacian, [-1e3, 1e3])(scene);
        (scene.color.scale, scene.color.map) = (ColorScale::Symlog(Some(1.0)), Some(Colormap::Viridis));
    };
    // 10 is 0.756757 of the way from −1000 to 1000 on matplotlib's SymLogNorm(linthresh=1).
    assert!(is_near(middle("5*x^2", &symmetric), viridis(0.756757), 3));
    let centered = |scene: &mut Scene| {
        scene.color.limits = Limits::Range([-1.0, 9.0]);
        scene.color.scale = ColorScale::Centered(1.0);
        scene.contour.levels = Levels::Count(200);
    };
    assert!(is_near(middle("1 + 0*x", &centered), viridis(0.5), 4));
    // What 32 bits hold exactly is dark, and what they do not is not.
    let trust = |scene: &mut Scene| scene.trust = true;
    let (exact, rounded) = (middle("2", &trust), middle("x + 1/3", &trust));
    assert!(exact.iter().all(|&channel| channel < 30), "{exact:?}");
    assert_ne!(exact, rounded);
    // Nodes on a jump, which 32 bits take for the other side, are marked, and do not spread the colours of all others.
    let beside = middle("if(3*x + 10 < y, 100, x + 1/3)", &|scene| (scene.trust, scene.size) = (true, [300, 300]));
    assert!(beside.iter().any(|&channel| channel > 60), "{beside:?}");
}

#[test]
fn derived_colours_are_those_of_f64_all_over_the_panel() {
    let gpu = gpu_or_skip!();
    let logarithmic = |scene: &mut Scene| {
        (scene.scales.x, scene.scales.y) = (AxisScale::Log, AxisScale::Log);
        (scene.x, scene.y) = (Some([0.1, 10.0]), Some([0.2, 5.0]));
    };
    let plain = |_: &mut Scene| ();
    let degrees = |scene: &mut Scene| {
        (scene.x, scene.y) = (Some([10.0, 12.0]), Some([45.0, 60.0]));
        scene.units = Units::Degrees;
    };
    type Case = (&'static str, ColorBy, [f64; 2], fn(&mut Scene));
    let cases: [Case; 9] = [
        ("x^2*y - 3*y", ColorBy::Norm, [0.0, 60.0], plain),
        ("sin(x) + cos(y)/2", ColorBy::Slope, [0.0, 50.0], plain),
        ("x^2 + x*y", ColorBy::Aspect, [0.0, 360.0], plain),
        ("sin(x)*cos(y)", ColorBy::Hillshade, [0.0, 1.0], plain),
        ("x^3 - 2*y^2", ColorBy::Laplacian, [-40.0, 30.0], plain),
        ("x*y + 1/x", ColorBy::Norm, [0.0, 30.0], logarithmic),
        ("x^3 + y^2*log(x)", ColorBy::Laplacian, [-20.0, 70.0], logarithmic),
        ("1e5*(x^2 + y)", ColorBy::Slope, [0.0, 90.0], degrees),
        ("1e5*(x*y)^2", ColorBy::Laplacian, [0.0, 0.2], degrees),
    ];
    for (formula, by, limits, change) in cases {
        let mut scene = scene(formula, View::Contour);
        scene.size = [420, 320];
        (scene.arrows.direction, scene.contour.line_width) = (Arrows::Off, 0.0);
        (scene.color.by, scene.color.limits) = (by, Limits::Range(limits));
        (scene.color.map, scene.contour.aspect) = (Some(Colormap::Viridis), Aspect::Fill);
        change(&mut scene);
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let field = scene.open_field().unwrap();
        let domain = scene.domain(&field);
        let scales = scene.scales.of_plane(scene.view);
        let at = |spread: Spread, [first, last]: [f64; 2], part: f32| {
            let [from, to] = [first, last].map(|end| spread.place(end));
            spread.value(from + f64::from(part) * (to - from))
        };
        let (mut off, mut all) = (0, 0);
        for row in (rect.min[1] as u32 + 2..rect.max[1] as u32 - 2).step_by(5) {
            for column in (rect.min[0] as u32 + 2..rect.max[0] as u32 - 2).step_by(5) {
                let part_x = (column as f32 + 0.5 - rect.min[0]) / rect.width();
                let part_y = (rect.max[1] - row as f32 - 0.5) / rect.height();
                let [x, y] = [at(scales.x, domain.x, part_x), at(scales.y, domain.y, part_y)];
                let planes = field.at(&[x, y], order_of(by));
                let value = derived_value(by, scene.units_of(&field), y, |plane| planes[plane]);
                let expected = Colormap::Viridis.sample((value - limits[0]) / (limits[1] - limits[0]));
                all += 1;
                off += usize::from(!is_near(rgb(&image, column as f32, row as f32), expected, 9));
            }
        }
        // Colours lie a little beside their nodes, and directions turn at once somewhere.
        assert!(off * 30 < all, "{formula} by {by:?}: {off} of {all}");
    }
}

#[test]
fn limits_of_what_is_derived_leave_the_levels_of_the_field_alone() {
    let gpu = gpu_or_skip!();
    let with = |limits: [f64; 2]| {
        let mut scene = scene("x^2 + y^2", View::Contour);
        scene.color.by = ColorBy::Slope;
        scene.color.limits = Limits::Range(limits);
        scene.arrows.direction = Arrows::Off;
        scene.contour.line_width = 2.0;
        scene
    };
    // The lines are dark wherever the colours end.
    let lines = |scene: &Shown| {
        let (image, rect) = (draw(gpu, scene), panel(gpu, scene));
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

/// What a picture says: its numbers, and what is to be known of it.
fn said(gpu: &Gpu, scene: &Shown) -> (Vec<String>, Vec<Remark>) {
    let mut renderer = Renderer::new(gpu).unwrap();
    let picture = renderer.prepare(scene, &scene.open_field().unwrap()).unwrap();
    let texts = picture.annotations().iter().filter_map(|mark| match mark {
        Mark::Text(text) => Some(text.text.clone()),
        _ => None,
    });
    (texts.collect(), picture.remarks().to_vec())
}

#[test]
fn a_pole_does_not_take_the_colours_and_bounded_fields_keep_theirs() {
    let gpu = gpu_or_skip!();
    let pointed = |scene: &Shown| {
        let mut renderer = Renderer::new(gpu).unwrap();
        let picture = renderer.prepare(scene, &scene.open_field().unwrap()).unwrap();
        picture.annotations().iter().filter(|mark| matches!(mark, Mark::Area { .. })).count()
    };
    // Ends of the bar: one above, two, two, one above; none of a bounded field, however peaked.
    for (field, ends) in [("1/(x^2+y^2)", 1), ("tan(x)*y", 2), ("1/x", 2), ("1/hypot(x,y)", 1), ("exp(-9*x^2)", 0)] {
        let mut contour = scene(field, View::Contour);
        contour.arrows.direction = Arrows::Off;
        assert_eq!(pointed(&contour), ends, "{field}");
        let (_, remarks) = said(gpu, &contour);
        assert!(!remarks.iter().any(|remark| matches!(remark, Remark::OneBand(share) if *share > 0.9)), "{remarks:?}");
    }
    // Half of all is below 1/15.9, and a fiftieth above 1/0.64: that is what the bar ends at.
    let (texts, _) = said(gpu, &scene("1/(x^2+y^2)", View::Contour));
    assert!(texts.iter().any(|text| text == "1.4") && !texts.iter().any(|text| text == "2.0"), "{texts:?}");
    let mut full = scene("1/(x^2+y^2)", View::Contour);
    full.color.limits = Limits::Full;
    assert!(matches!(said(gpu, &full).1.as_slice(), [Remark::OneBand(share)] if *share > 0.95));
    full.color.scale = ColorScale::Log;
    assert_eq!(said(gpu, &full).1, []);
    assert_eq!(said(gpu, &scene("himmelblau", View::Contour)).1, []);
}

#[test]
fn values_that_hardly_change_are_drawn_linear_and_it_is_said() {
    let gpu = gpu_or_skip!();
    let mut near = scene("1000 + x", View::Contour);
    (near.x, near.y) = (Some([1.0, 1.0 + 1e-9]), Some([1.0, 1.0 + 1e-9]));
    near.color.scale = ColorScale::Log;
    assert_eq!(said(gpu, &near).1, [Remark::DrawnLinear(ColorScale::Log)]);
    near.color.scale = ColorScale::Linear;
    assert_eq!(said(gpu, &near).1, []);
}

#[test]
fn levels_of_many_magnitudes_part_even_bands() {
    let gpu = gpu_or_skip!();
    // Fields that go through several powers of ten within a pixel or few, levels, values beyond them, and where f has one.
    type Fields = [(&'static str, [f64; 4], [f64; 2], fn(f64) -> f64); 3];
    let fields: Fields = [
        ("1/x^40", [1.0, 1e10, 1e20, 1e30], [1e-2, 1e34], |f| f.powf(-1.0 / 40.0)),
        ("-1/x^40", [-1e30, -1e20, -1e10, -1.0], [-1e34, -1e-2], |f| (-f).powf(-1.0 / 40.0)),
        ("exp(8*x)", [1e-15, 1e-10, 1e10, 1e15], [1e-17, 1e17], |f| f.ln() / 8.0),
    ];
    for (formula, levels, beyond, place) in fields {
        let mut scene = scene(formula, View::Contour).but(|scene| scene.size = [640, 480]);
        (scene.arrows.direction, scene.contour.levels) = (Arrows::Off, Levels::List(levels.to_vec()));
        if levels[0] > 0.0 {
            scene.color.scale = ColorScale::Log;
        }
        let (image, rect) = (draw(gpu, &scene), panel(gpu, &scene));
        let column = |f: f64| rect.center()[0] + place(f) as f32 / 10.0 * rect.width();
        let color = |x: f32| rgb(&image, x, rect.center()[1] + 30.0);
        for ends in levels.windows(2) {
            let ends = [ends[0], ends[1]].map(column);
            let [first, last] = [ends[0].min(ends[1]) + 2.0, ends[0].max(ends[1]) - 2.0];
            for x in first as u32..=last as u32 {
                assert_eq!(color(x as f32), color(first), "{formula}: column {x} of {first} to {last}");
            }
        }
        // Beyond the first and the last of them there is paper.
        for f in beyond {
            assert_eq!(color(column(f)), [255; 3], "{formula}: {f:e}");
        }
    }
}

#[test]
fn one_level_parts_two_colours_along_its_line() {
    let gpu = gpu_or_skip!();
    // The nodal cubic: y² = x²(x + 1) crosses itself at the origin.
    let mut cubic = scene("x^3+x^2-y^2", View::Contour);
    (cubic.x, cubic.y) = (Some([-2.0, 2.0]), Some([-2.0, 2.0]));
    cubic.arrows.direction = Arrows::Off;
    cubic.contour.levels = Levels::List(vec![0.0]);
    let (image, rect) = (draw(gpu, &cubic), panel(gpu, &cubic));
    let at = |x: f32, y: f32| {
        let unit = rect.width() / 4.0;
        rgb(&image, rect.center()[0] + x * unit, rect.center()[1] - y * unit)
    };
    let (inside, outside) = (at(-0.5, 0.0), at(-0.5, 1.0));
    assert_ne!(inside, outside);
    for (x, y) in [(1.0, 0.5), (1.5, -1.0), (-0.8, 0.1)] {
        assert!(is_near(at(x, y), inside, 2), "f > 0 at {x},{y}");
    }
    for (x, y) in [(0.5, 1.5), (-1.5, 0.0), (0.0, -0.5)] {
        assert!(is_near(at(x, y), outside, 2), "f < 0 at {x},{y}");
    }
    // (1, √2) is on the curve, which is seen on both sides.
    let line = at(1.0, 2f32.sqrt());
    let light = |color: [u8; 3]| color.iter().map(|&channel| i32::from(channel)).sum::<i32>();
    let is_seen = |side: [u8; 3]| light(line).abs_diff(light(side)) > 20;
    assert!(is_seen(inside) && is_seen(outside), "{line:?} {inside:?} {outside:?}");
    assert_eq!(
        said(gpu, &cubic).0.iter().filter(|text| ["0", "0.0"].contains(&text.as_str())).count(),
        3,
        "two ticks of axes and the level's"
    );
}
