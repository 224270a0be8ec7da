//! Nothing in the panel moves by itself: what is clicked is what was aimed at.

use std::collections::BTreeMap;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use steepest::scene::{DescentStyle, Scene, Units};
use steepest::session::{Reading, Session, Work};

use super::{drawn, field, pictured, window};

/// Where every control with a name is, by its role and name.
fn places(harness: &Harness<'static, Session>) -> BTreeMap<String, egui::Rect> {
    let mut places = BTreeMap::new();
    let mut open = vec![harness.root()];
    while let Some(node) = open.pop() {
        let is_control = matches!(
            format!("{:?}", node.accesskit_node().role()).as_str(),
            "Button" | "Slider" | "SpinButton" | "CheckBox" | "ComboBox" | "TextInput" | "RadioButton"
        );
        let name = node.accesskit_node().label().or(node.accesskit_node().value());
        if let (true, Some(name)) = (is_control, name) {
            places.insert(format!("{:?} {name}", node.accesskit_node().role()), node.rect());
        }
        open.extend(node.children());
    }
    places
}

/// Every control that is in both places is where it was.
#[track_caller]
fn assert_still(before: &BTreeMap<String, egui::Rect>, after: &BTreeMap<String, egui::Rect>, why: &str) {
    let mut compared = 0;
    for (name, place) in before {
        if let Some(now) = after.get(name) {
            assert!((place.min - now.min).length() < 0.5, "{why}: {name} was at {place:?} and is at {now:?}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{why}: {compared} controls were compared");
}

type Happens = fn(&mut Session);

/// What happens without anybody touching the panel.
const EVENTS: [(&str, Happens); 10] = [
    ("the pointer enters the picture", |session| {
        session.hover = Some(Reading { point: [1.0, -2.0], values: [136.0, -36.0, -56.0], units: Units::Plain });
    }),
    ("the pointer moves to long numbers", |session| {
        session.hover = Some(Reading {
            point: [-1.2345678e-7, 123456.789],
            values: [-1.234567e17, 9.87654e-12, -1.5e18],
            units: Units::Plain,
        });
    }),
    ("the pointer leaves", |session| session.hover = None),
    ("a click starts a trajectory", |session| session.click(Some([2.0, 3.0]))),
    ("more starts", |session| session.scene.descent.from.extend([[1.0, 1.0], [-2.5, 0.125]])),
    ("it plays", |session| session.is_playing = true),
    ("a message comes", |session| {
        session.status.message = Some("a long message about what went wrong ".repeat(6));
    }),
    ("it computes", |session| session.status.is_working = true),
    ("it has computed", |session| session.status.is_working = false),
    ("the camera turns", |session| session.scene.camera.azimuth = -123.4),
];

#[test]
fn what_happens_by_itself_moves_no_control() {
    for size in [[1280.0, 800.0], [800.0, 500.0], [2600.0, 1600.0]] {
        let mut harness = window(field("himmelblau"), size);
        // Where to click for what is off is where it was.
        harness.state_mut().status.doubt = Some(0.25);
        harness.run_steps(3);
        let before = places(&harness);
        for (why, happens) in EVENTS {
            happens(harness.state_mut());
            harness.run_steps(3);
            assert_still(&before, &places(&harness), &format!("{why} at {size:?}"));
        }
        // What is typed and cannot be read moves nothing, either.
        harness.state_mut().set_text("x^2 + sni(y)");
        harness.run_steps(3);
        assert!(harness.state().text_error.is_some());
        assert_still(&before, &places(&harness), "a formula that does not parse");
    }
}

/// Of a map its exaggeration is told; where no surface is shown its line stays, and what is below it.
#[test]
fn another_view_of_a_map_moves_no_control() {
    let mut file = field("tests/data/jacksboro_fault_dem.npz");
    file.scene.units = Units::Degrees;
    let mut harness = window(file, [1280.0, 2400.0]);
    // The section, whose name a button of the tool bar has, too.
    harness.get_all_by_label("Surface").last().unwrap().click();
    harness.state_mut().exaggeration = Some(26.73);
    harness.run_steps(3);
    let before = places(&harness);
    assert!(before.keys().any(|name| name.contains("exaggeration")), "{:?}", before.keys());
    harness.state_mut().exaggeration = None;
    harness.run_steps(3);
    assert_still(&before, &places(&harness), "the contours alone");
}

#[test]
fn what_takes_long_is_cancelled_where_it_was() {
    for size in [[1280.0, 800.0], [800.0, 500.0]] {
        let mut harness = window(field("himmelblau"), size);
        const RECORDS: Happens = |session| {
            session.status.recording = Some(Work { text: "movie.gif: frame 3 of 48".to_owned(), fraction: 0.06 });
        };
        const READS: Happens = |session| {
            session.status.reading = Some(Work { text: "hills.tif: 12 %".to_owned(), fraction: 0.12 });
        };
        let events: [(&str, Happens); 9] = [
            ("a movie is recorded", RECORDS),
            ("the picture is not to be trusted", |session| session.status.doubt = Some(0.25)),
            ("a file is read meanwhile", READS),
            ("the movie is done", |session| session.status.recording = None),
            ("another movie is recorded", RECORDS),
            ("the file is read", |session| session.status.reading = None),
            ("the other movie is done", |session| session.status.recording = None),
            ("a file is read", READS),
            ("a movie is recorded meanwhile", RECORDS),
        ];
        let mut before = places(&harness);
        for (why, happens) in events {
            happens(harness.state_mut());
            harness.run_steps(3);
            let now = places(&harness);
            assert_still(&before, &now, &format!("{why} at {size:?}"));
            let status = &harness.state().status;
            for (name, is_shown) in [("recording", status.recording.is_some()), ("opening", status.reading.is_some())] {
                assert_eq!(now.contains_key(&format!("Button Cancel {name}")), is_shown, "{why}: {name}");
            }
            before = now;
        }
    }
}

#[test]
fn the_panel_keeps_its_width_and_every_control_is_within_it() {
    let mut harness = window(field("himmelblau"), [1280.0, 2000.0]);
    for (_, happens) in EVENTS {
        happens(harness.state_mut());
        harness.run_steps(2);
    }
    for (name, place) in places(&harness) {
        assert!(place.max.x <= 1280.0 && place.min.x >= 0.0, "{name} is at {place:?}");
    }
}

/// A scene of the longest values: all optimizers with all that they can be asked for, numbers of many digits.
fn longest() -> Scene {
    let optimizers: Vec<String> =
        steepest::descent::Rule::catalogue().unwrap().into_iter().map(|rule| rule.name).collect();
    let options = ["amsgrad", "centered", "dampening", "momentum", "weight_decay"];
    let parameters = options.map(|name| (name.to_owned(), 0.123456)).into();
    let from = vec![[-1234.56789, 2345.67891]; 9];
    let descent = DescentStyle {
        optimizers,
        parameters,
        from,
        clip: Some(123456.789),
        noise: 1234.5678,
        seed: 1 << 53,
        steps: 99_999,
        lr: Some(1.234567e-5),
        particles: 12_345_678,
        ..DescentStyle::default()
    };
    let (x, y) = (Some([-1234567.125, -1234566.5]), Some([1234566.5, 1234567.125]));
    let mut scene = Scene { x, y, descent, probe: Some([-1234566.875, 1234566.625]), ..Scene::default() };
    (scene.probe_angle, scene.grid) = (-123.456, Some([4096; 2]));
    scene.camera.elevation = -45.6;
    scene
}

/// Every line of the panel ends before the bar that scrolls it, and nothing widens it.
#[test]
fn no_control_of_the_panel_is_cut_off() {
    use egui_kittest::kittest::Queryable;
    let usual = Scene { probe: Some([-4.125, 3.875]), ..Scene::default() };
    let cases =
        [[1280.0, 800.0], [800.0, 500.0], [2600.0, 1600.0]].map(|size| [(size, usual.clone()), (size, longest())]);
    for (size, scene) in cases.into_iter().flatten() {
        let mut harness = window(super::drawn("a*x^2 + y^2", scene), size);
        harness.state_mut().scene.camera.azimuth = -123.4;
        harness.run_steps(6);
        let begins = harness.get_by_label("Picture").rect().left();
        let usually = window(field("himmelblau"), size).get_by_label("Picture").rect().left();
        assert!((begins - usually).abs() < 1.0, "the panel ends at {begins} rather than {usually}, at {size:?}");
        let end = begins - 14.0;
        let of_panel = places(&harness).into_iter().filter(|(_, place)| place.left() < end && place.top() > 40.0);
        let cut: Vec<_> = of_panel.filter(|(_, place)| place.right() > end).collect();
        assert!(cut.is_empty(), "the panel ends at {end}, at {size:?}: {cut:#?}");
    }
}

/// Where the lines of the frame of a plot and its curves are, which is to the right of a point and below it.
pub(super) fn plot(harness: &Harness<'static, Session>, corner: egui::Pos2) -> egui::Rect {
    let clips = harness.output().shapes.iter().map(|shape| shape.clip_rect);
    let clips = clips.filter(|clip| clip.is_finite() && clip.left() > corner.x && clip.top() > corner.y);
    clips.min_by(|a, b| a.left().total_cmp(&b.left())).unwrap()
}

/// Numbers beside an axis have their room before they are there.
#[test]
fn the_plot_of_the_runs_is_where_it_was_in_its_first_frame() {
    let gpu = gpu_or_skip!();
    for text in ["1e9*x^2 + y^2", "x^2 + y^2", "-1.7e120*(x + y)", "sin(x)*cos(y) - 1000"] {
        let descent = DescentStyle { from: vec![[4.0, 4.0]], ..DescentStyle::default() };
        let mut harness = pictured(gpu, drawn(text, Scene { descent, ..Scene::default() }), [1280.0, 800.0]);
        harness.state_mut().shows_runs = true;
        // Nothing is known of frames before, in which it may have been shown, and no frame is laid out twice.
        harness.ctx.data_mut(|data| data.clear());
        harness.ctx.options_mut(|options| options.max_passes = std::num::NonZeroUsize::MIN);
        let mut shown = Vec::new();
        for _ in 0..5 {
            harness.step();
            shown.push(plot(&harness, egui::pos2(400.0, 560.0)));
        }
        assert!(shown[0].right() < 1280.0 && shown.iter().all(|plot| plot == &shown[0]), "{text}: {shown:?}");
    }
}

#[test]
fn a_narrow_window_folds_the_panel_and_a_button_brings_it_back() {
    use egui_kittest::kittest::Queryable;
    let mut harness = window(field("himmelblau"), [640.0, 480.0]);
    assert!(harness.query_by_label("f(x, y) =").is_none());
    harness.get_by_label("Controls").click();
    harness.run();
    assert!(harness.query_by_label("f(x, y) =").is_some());
    harness.get_by_label("Controls").click();
    harness.run();
    assert!(harness.query_by_label("f(x, y) =").is_none());
}

/// The bar keeps to one line, and what has no room in it is in a menu.
#[test]
fn the_tool_bar_is_one_line_at_every_width_and_all_of_it_is_reached() {
    use egui_kittest::kittest::Queryable;
    const NAMES: [&str; 14] = [
        "Open…",
        "Save scene…",
        "Save picture…",
        "Record…",
        "Undo",
        "Redo",
        "Surface",
        "Curve",
        "colormap",
        "Light",
        "Dark",
        "Copy command",
        "Full screen",
        "Help",
    ];
    for width in [480, 560, 640, 699, 700, 800, 900, 1000, 1050, 1100, 1150, 1200, 1280, 1600] {
        let mut harness = window(field("himmelblau"), [width as f32, 600.0]);
        let picture = harness.get_by_label("Picture").rect();
        assert!(picture.top() < 34.0, "at {width} the picture begins at {}", picture.top());
        let mut found: std::collections::BTreeSet<&str> = Default::default();
        for menu in [None, Some("File"), Some("View"), Some("More")] {
            let button = menu.and_then(|name| harness.query_all_by_label(name).next().map(|node| node.rect()));
            if let Some(place) = button.filter(|place| place.top() < 34.0) {
                harness.get_all_by_label(menu.unwrap()).next().unwrap().click();
                harness.run_steps(3);
                assert!(place.right() <= width as f32, "{menu:?} at {width}");
            }
            for (role_and_name, place) in places(&harness) {
                let name = role_and_name.split_once(' ').map_or("", |(_, name)| name);
                if place.right() <= width as f32 && place.bottom() <= 600.0 {
                    found.extend(NAMES.iter().filter(|wanted| **wanted == name));
                }
            }
            if menu.is_some() {
                harness.key_press(egui::Key::Escape);
                harness.run_steps(3);
            }
        }
        let missed: Vec<_> = NAMES.iter().filter(|name| !found.contains(*name)).collect();
        assert!(missed.is_empty(), "at {width}: {missed:?}");
    }
}
