//! Letters: where they stand, and over what they never do.

use steepest::gpu::Gpu;
use steepest::render::{Mark, Quad, Rect, Renderer, Text, Typesetter};
use steepest::scene::{ArrowColor, Aspect, AxisLabels, AxisScale, ColorScale, LegendPlace, Levels, Scene, Theme, View};

use crate::common::letters::{is_ground, lines};
use crate::common::shown::{Shown, shown};

use super::{draw, is_near, rgb, scene};

#[test]
fn labels_neither_overlap_nor_leave_the_picture() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    let mut typesetter = Typesetter::default();
    let domains =
        [None, Some([-1e-7, 2e-7]), Some([123_456.0, 123_457.0]), Some([-1e6, 1e6]), Some([3.0 - 1e-9, 3.0 + 1e-9])];
    let fields = ["x^2 + y^2", "x + 1e6", "1e-30*x", "himmelblau", "x^2 + y^2"];
    let pictures = [
        ([1280, 720], [-60.0, 30.0]),
        ([2000, 800], [20.0, 60.0]),
        ([640, 400], [135.0, -30.0]),
        ([500, 900], [-100.0, 5.0]),
        ([640, 480], [0.0, 90.0]),
        ([900, 500], [0.0, -30.0]),
    ];
    for (size, camera) in pictures {
        let views = [View::Both, View::Surface, View::Contour, View::Both, View::Both];
        for ((domain, view), field) in domains.iter().zip(views).zip(fields) {
            let mut scene = shown(field, Scene { size, view, x: *domain, ..Scene::default() });
            [scene.camera.azimuth, scene.camera.elevation] = camera;
            scene.contour.aspect = Aspect::Fill;
            if view != View::Contour {
                let [x, y, z] =
                    ["distance east", "distance north", "height in metres"].map(|name| Some(name.to_owned()));
                scene.labels = AxisLabels { x, y, z };
            }
            let field = scene.open_field().unwrap();
            let picture = renderer.prepare(&scene, &field).unwrap();
            let faults = faults(picture.annotations(), size, 9, &mut typesetter);
            assert!(faults.is_empty(), "{faults:?} in a picture of {size:?} on {domain:?}");
        }
    }
}

/// What of a picture's letters leaves it, lies on a colour bar, or covers another, and whether there are fewer than `least`.
fn faults(marks: &[Mark], size: [u32; 2], least: usize, typesetter: &mut Typesetter) -> Vec<String> {
    let texts: Vec<(&Text, Rect, Quad)> = marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Text(text) if !is_ground(text) => {
                let size = typesetter.measure(&text.text, text.size);
                Some((text, text.bounds(size), text.quad(size)))
            }
            _ => None,
        })
        .collect();
    let bars = || marks.iter().filter_map(|mark| if let Mark::Column { rect, .. } = mark { Some(rect) } else { None });
    let mut faults = Vec::new();
    if texts.len() < least {
        faults.push(format!("{} labels", texts.len()));
    }
    for (index, (text, bounds, quad)) in texts.iter().enumerate() {
        let text = &text.text;
        let inside = bounds.min.iter().all(|&side| side >= -1.0)
            && bounds.max[0] <= size[0] as f32 + 1.0
            && bounds.max[1] <= size[1] as f32 + 1.0;
        if !inside {
            faults.push(format!("`{text}` leaves the picture: {bounds:?}"));
        }
        if bars().any(|bar| bounds.grown(-0.5).overlaps(bar)) {
            faults.push(format!("`{text}` lies on a colour bar"));
        }
        let covered = texts[..index].iter().filter(|(.., other)| quad.is_near(other, -1.0));
        faults.extend(covered.map(|(other, ..)| format!("`{text}` covers `{}`", other.text)));
    }
    faults
}

#[test]
fn letters_keep_apart_in_whatever_is_drawn_at_whatever_size() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    let mut typesetter = Typesetter::default();
    let mut state = 11u64;
    let mut pick = |count: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % count
    };
    let mut all = Vec::new();
    for round in 0..48 {
        let field = ["x^2 + y^2", "1e-9*sin(x)*y + 3", "1/(x^2 + y^2)", "exp(x*y)", "-1e12*cos(x + y)"][pick(5)];
        let size = [[300, 200], [360, 640], [480, 360], [640, 300], [1000, 700], [2000, 1500]][pick(6)];
        let view = [View::Both, View::Surface, View::Contour, View::Curve, View::Both][pick(5)];
        let field = if view == View::Curve { "x^2*sin(3*x)" } else { field };
        let mut scene = shown(field, Scene { size, view, ..Scene::default() });
        (scene.x, scene.y) = (Some([[0.5, 300.0], [0.2, 9.0]][pick(2)]), Some([[1.0, 40.0], [-3.0, 8.0]][pick(2)]));
        if pick(3) == 0 {
            scene.scales.x = AxisScale::Log;
        }
        if pick(3) == 0 && field.starts_with("exp") {
            scene.color.scale = ColorScale::Log;
        }
        scene.dpi = [100.0, 100.0, 150.0][pick(3)];
        scene.theme = [Theme::Light, Theme::Dark][pick(2)];
        scene.title =
            [None, Some("A title that is long enough to need more than one line of a small picture".to_owned())]
                [pick(2)]
            .clone();
        scene.labels.z = [None, Some("energy / kJ mol$^{-1}$".to_owned())][pick(2)].clone();
        scene.arrows.key = pick(2) == 0;
        scene.contour.labels = pick(2) == 0;
        if pick(3) == 0 {
            scene.arrows.color = ArrowColor::Norm;
        }
        scene.legend = [LegendPlace::Best, LegendPlace::Beside, LegendPlace::LowerRight][pick(3)];
        if pick(2) == 0 {
            scene.descent.from = vec![[1.0, 2.0]];
            scene.descent.optimizers = vec!["gd:lr=0.01".to_owned(), "adam".to_owned()];
        }
        (scene.camera.azimuth, scene.camera.elevation) = ([-60.0, 20.0, 130.0][pick(3)], [30.0, 5.0, 70.0][pick(3)]);
        let picture = renderer.prepare(&scene, &scene.open_field().unwrap()).unwrap();
        let found = faults(picture.annotations(), size, 5, &mut typesetter);
        if !found.is_empty() {
            all.push(format!("{round}: {field} {view:?} {size:?} at {} dpi: {found:?}", scene.dpi));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// A curve and runs against their steps take the keys of letters as the other views do.
#[test]
fn panels_of_lines_have_the_titles_and_the_legend_that_the_scene_asks_for() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    let mut texts = |scene: &Shown| {
        let picture = renderer.prepare(scene, &scene.open_field().unwrap()).unwrap();
        let text = |mark: &Mark| match mark {
            Mark::Text(text) => Some((text.text.clone(), text.at)),
            _ => None,
        };
        picture.annotations().iter().filter_map(text).collect::<Vec<_>>()
    };
    let wide = |view: View, from: &[[f64; 2]]| {
        let mut scene = scene("x^2/4", view).but(|scene| scene.size = [900, 480]);
        scene.descent.from = from.to_vec();
        scene
    };
    let (one, three) = ([[3.0, 0.0]], [[3.0, 0.0], [2.0, 0.0], [1.0, 0.0]]);
    for (view, from, panels) in
        [(View::Curve, &[][..], 2), (View::Curve, &one, 2), (View::Curve, &three, 2), (View::Loss, &one, 1)]
    {
        let plain = wide(view, from);
        let titled = plain.but(|scene| scene.panel_titles = Some("mine; yours".to_owned()));
        let found = texts(&titled);
        let has = |name: &str| found.iter().any(|(text, _)| text == name);
        assert!(has("mine") && has("yours") == (panels == 2), "{view:?} {from:?}: {found:?}");
        assert!(!has("the curve") && !has("the derivative"), "they stand in place of the usual ones");
        // A start takes nothing away from beside the curve.
        let usual = texts(&plain);
        assert_eq!(usual.iter().any(|(text, _)| text == "the derivative"), view == View::Curve, "{from:?}: {usual:?}");
        let none = texts(&plain.but(|scene| scene.panel_titles = Some(String::new())));
        assert!(!none.iter().any(|(text, _)| text.contains("curve") || text.contains("from x")), "{none:?}");
    }
    let mut difference = wide(View::Curve, &[]);
    (difference.curve.h, difference.panel_titles) = (Some(0.1), Some("mine; yours".to_owned()));
    let found = texts(&difference);
    assert!(["mine", "yours"].iter().all(|name| found.iter().any(|(text, _)| text == name)), "{found:?}");
    for view in [View::Curve, View::Loss] {
        let mut place = |legend: LegendPlace| {
            let mut scene = wide(view, &one).but(|scene| scene.legend = legend);
            scene.descent.lr = Some(5.0);
            texts(&scene).into_iter().find(|(text, _)| text.starts_with("gd: diverges")).map(|(_, at)| at)
        };
        let corners = [LegendPlace::UpperLeft, LegendPlace::UpperRight, LegendPlace::LowerLeft].map(&mut place);
        let [Some(left), Some(right), Some(low)] = corners else { panic!("{view:?}: {corners:?}") };
        assert!(left[0] < right[0] && left[1] < low[1], "{view:?}: {corners:?}");
        assert!(place(LegendPlace::Beside).is_some_and(|at| at[0] > right[0]), "{view:?}");
        assert_eq!(place(LegendPlace::Off), None, "{view:?}");
    }
}

#[test]
fn a_pinned_point_lies_on_its_curve_with_the_tangent_there() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    let scene = scene("x^2/4", View::Curve).but(|scene| scene.size = [900, 480]);
    let mut lines = |probe: Option<[f64; 2]>, from: &[[f64; 2]]| {
        let mut scene = scene.but(|scene| scene.probe = probe);
        scene.descent.from = from.to_vec();
        let picture = renderer.prepare(&scene, &scene.open_field().unwrap()).unwrap();
        let dots = picture.annotations().iter().filter(|mark| matches!(mark, Mark::Dot { .. })).count();
        // The derivative has the same colour and far more points.
        let is_tangent =
            |mark: &&Mark| matches!(mark, Mark::Line { color: [0xff, 0x7f, 0x0e, _], points, .. } if points.len() == 2);
        (dots, picture.annotations().iter().filter(is_tangent).count())
    };
    assert_eq!(lines(None, &[]), (0, 0));
    assert_eq!(lines(Some([2.0, 0.0]), &[]), (2, 1), "on the curve and on its derivative");
    let (without, with) = (lines(None, &[[3.0, 0.0]]), lines(Some([2.0, 0.0]), &[[3.0, 0.0]]));
    assert_eq!(with, (without.0 + 2, without.1 + 1), "beside a run, too");
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
        let image = draw(gpu, &scene);
        assert_eq!([image.width, image.height], size);
    }
}

#[test]
fn values_stand_on_their_lines_and_over_nothing_else() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
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
        let image = draw(gpu, &scene);
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
    let mut renderer = Renderer::new(gpu).unwrap();
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

/// The texts of a picture, and the pixels each covers.
fn texts(scene: &Shown, renderer: &mut Renderer) -> Vec<(String, Rect)> {
    let field = scene.open_field().unwrap();
    lines(renderer.prepare(scene, &field).unwrap().annotations())
}

#[test]
fn the_axis_of_a_flat_box_has_a_number_in_a_small_picture() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    for (size, dpi) in [([320, 200], 100.0), ([1004, 753], 300.0)] {
        let mut scene = shown("himmelblau", Scene { size, dpi, ..Scene::default() });
        scene.surface.height_scale = 0.45;
        let texts = texts(&scene, &mut renderer);
        assert!(texts.iter().any(|(text, _)| text == "500"), "{size:?}: {texts:?}");
    }
}

#[test]
fn a_deep_zoom_has_short_labels_and_says_once_what_is_added() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    for (reach, power) in [(1e-12, "⁻¹²"), (1e-9, "⁻⁹"), (1e-6, "⁻⁶")] {
        let [x, y] = [3.0, 2.0].map(|middle| Some([middle - reach, middle + reach]));
        let mut scene = shown("himmelblau", Scene { x, y, size: [1200, 560], ..Scene::default() });
        scene.arrows.key = true;
        let texts = texts(&scene, &mut renderer);
        let times = |wanted: &str| texts.iter().filter(|(text, _)| text == wanted).count();
        // Once beside the contours and once beside the surface.
        assert_eq!([times(&format!("×10{power} + 3")), times(&format!("×10{power} + 2"))], [2, 2], "{texts:?}");
        assert_eq!(times("−0.5"), 4, "{texts:?}");
        let is_long =
            |text: &str| ["3.0", "2.0", "2.9", "1.9"].iter().any(|start| text.starts_with(start)) && text.len() > 4;
        assert!(!texts.iter().any(|(text, _)| is_long(text)), "{texts:?}");
        assert!(texts.iter().any(|(text, _)| text.starts_with("|∇f| = ")), "the key gives way: {texts:?}");
    }
}

#[test]
fn what_is_added_to_a_colour_bar_stands_above_it() {
    let gpu = gpu_or_skip!();
    let field = "68 + 1e-9*(x^2 + y^2)".to_owned();
    for view in [View::Contour, View::Surface] {
        let scene = shown(field.clone(), Scene { view, size: [560, 420], ..Scene::default() });
        let texts = texts(&scene, &mut Renderer::new(gpu).unwrap());
        let found = scene.open_field().unwrap();
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &found).unwrap();
        let bar = picture.annotations().iter().find_map(|mark| match mark {
            Mark::Column { rect, .. } => Some(*rect),
            _ => None,
        });
        let notes: Vec<&Rect> =
            texts.iter().filter(|(text, _)| text == "×10⁻⁸ + 68").map(|(_, bounds)| bounds).collect();
        assert_eq!(notes.len(), if view == View::Contour { 1 } else { 2 }, "{texts:?}");
        let bar = bar.unwrap();
        let is_above =
            |note: &&&Rect| note.max[1] < bar.min[1] && note.min[0] <= bar.max[0] && note.max[0] > bar.min[0];
        assert_eq!(notes.iter().filter(is_above).count(), 1, "{notes:?} {bar:?}");
    }
}

#[test]
fn a_small_surface_has_its_ticks_and_those_of_its_corners() {
    let gpu = gpu_or_skip!();
    let scene = scene("x^2 + y^2", View::Surface).but(|scene| scene.size = [400, 300]);
    let texts = texts(&scene, &mut Renderer::new(gpu).unwrap());
    let times = |wanted: &str| texts.iter().filter(|(text, _)| text == wanted).count();
    // On the axis of z and on the bar, where matplotlib has as many; 0 on the others too.
    assert_eq!(["10", "20", "30", "40", "50"].map(times), [2; 5], "{texts:?}");
    assert_eq!(times("0"), 4, "{texts:?}");
    assert_eq!(["−4", "−2", "2", "4"].map(times), [2; 4], "{texts:?}");
}

#[test]
fn names_take_mathematics_and_a_lone_dollar() {
    let gpu = gpu_or_skip!();
    let mut named = scene("x^2 + y^2", View::Contour);
    named.labels.x = Some("$v_{max}^2$ / m$^{-1}$".to_owned());
    named.labels.y = Some("cost / $".to_owned());
    let texts: Vec<Text> = texts_of(gpu, &named);
    let piece =
        |text: &str| texts.iter().find(|piece| piece.text == text).unwrap_or_else(|| panic!("{text}: {texts:?}"));
    let (base, index, power) = (piece("v"), piece("max"), piece("2"));
    assert!(index.size < base.size && power.size < base.size && index.at[0] > base.at[0] && power.at[0] > index.at[0]);
    // Pixels go down.
    assert!(power.at[1] < base.at[1] && index.at[1] > base.at[1], "{base:?} {index:?} {power:?}");
    assert!(piece("−1").at[1] < piece(" / m").at[1]);
    assert_eq!(piece("cost / $").angle, 90.0);
}

pub(super) fn texts_of(gpu: &Gpu, scene: &Shown) -> Vec<Text> {
    let mut renderer = Renderer::new(gpu).unwrap();
    let picture = renderer.prepare(scene, &scene.open_field().unwrap()).unwrap();
    let text = |mark: &Mark| match mark {
        Mark::Text(text) => Some(text.clone()),
        _ => None,
    };
    picture.annotations().iter().filter_map(text).collect()
}

#[test]
fn what_is_added_to_the_labels_of_an_axis_is_whole_from_wherever_it_is_seen() {
    let gpu = gpu_or_skip!();
    let hill = "120*exp(-((x - 501500)^2 + (y - 4598500)^2)/5e5) - 20";
    let mut far = scene(hill, View::Surface).but(|scene| scene.size = [640, 440]);
    (far.x, far.y) = (Some([500_000.0, 503_000.0]), Some([4.597e6, 4.6e6]));
    for azimuth in [-60.0, 30.0, 85.0, 100.0, 115.0, 145.0] {
        (far.camera.azimuth, far.camera.elevation) = (azimuth, 30.0);
        let found = texts_of(gpu, &far);
        let texts: Vec<&str> = found.iter().map(|text| text.text.as_str()).collect();
        assert!(texts.contains(&"×10") && !texts.iter().any(|text| text.contains('…')), "{azimuth}: {texts:?}");
    }
}

#[test]
fn a_long_name_of_heights_is_whole_in_a_small_picture() {
    let gpu = gpu_or_skip!();
    for (name, part) in [("Ekin / kJ mol-1 more", "Ekin / kJ mol-1 more"), ("$E_{kin}$ / $kJ mol^{-1}$", " / kJ mol")] {
        let mut small = scene("sin(x)*cos(y)", View::Both);
        (small.size, small.dpi, small.labels.z) = ([1004, 600], 300.0, Some(name.to_owned()));
        let found = texts_of(gpu, &small);
        assert!(found.iter().any(|text| text.text.contains(part)), "{name}: {found:?}");
    }
}

#[test]
fn the_last_label_of_an_axis_is_whole_where_no_bar_stands_beside_it() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    for (view, size, dpi) in [
        (View::Both, [320, 200], 100.0),
        (View::Both, [1004, 600], 300.0),
        (View::Contour, [320, 200], 100.0),
        (View::Curve, [320, 200], 100.0),
    ] {
        let wide = scene(if view == View::Curve { "x*1e5" } else { "x*y" }, view).but(|scene| {
            (scene.x, scene.y) = (Some([-1e5, 1e5]), Some([-1e-4, 1e-4]));
            (scene.size, scene.dpi) = (size, dpi);
        });
        let picture = renderer.prepare(&wide, &wide.open_field().unwrap()).unwrap();
        let has_last = |mark: &Mark| matches!(mark, Mark::Text(text) if text.text == "100000");
        assert!(picture.annotations().iter().any(has_last), "{view:?} {size:?}");
        let faults = faults(picture.annotations(), size, 4, &mut Typesetter::default());
        assert!(faults.is_empty(), "{view:?} {size:?}: {faults:?}");
    }
}
