//! The window's controls, by their names: each changes its part of the scene and nothing else.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::collections::BTreeSet;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use steepest::descent::{Outside, Schedule, Sowing};
use steepest::field::Origin;
use steepest::scene::{Arrows, AxisLabels, ColorScale, DescentStyle, Levels, Projection, Scene, Theme, View};
use steepest::window::{Purpose, Request, Session, install_fonts, show};

/// A window of some size in points, as it opens.
fn window(scene: Scene, [width, height]: [f32; 2]) -> Harness<'static, Session> {
    let session = Session::new(scene).unwrap();
    let mut frames = 0;
    let app = move |ui: &mut egui::Ui, session: &mut Session| {
        // The fonts that are set in a frame are those of the next.
        match frames {
            0 => install_fonts(ui.ctx()),
            _ => {
                show(ui, session, None);
            }
        }
        frames += 1;
    };
    let mut harness = Harness::builder().with_size(egui::vec2(width, height)).build_ui_state(app, session);
    harness.run();
    harness
}

/// One that shows all of its panel, every section open.
fn harness(scene: Scene) -> Harness<'static, Session> {
    let mut harness = window(scene, [1200.0, 2600.0]);
    for closed in ["Arrows", "Colours and contours", "Surface"] {
        // One of the views has the same name as a section, which comes after it.
        let last = harness.get_all_by_label(closed).last().unwrap();
        last.click();
        harness.run();
    }
    harness
}

fn field(text: &str) -> Scene {
    Scene { field: text.to_owned(), ..Scene::default() }
}

/// The scene after a click on the control of this name.
fn clicked(harness: &mut Harness<'static, Session>, label: &str) -> Scene {
    harness.get_all_by_label(label).next().unwrap().click();
    harness.run();
    harness.state().scene.clone()
}

#[test]
fn every_button_changes_its_part_of_the_scene_and_nothing_else() {
    type Change = fn(&mut Scene);
    let changes: [(&str, Change); 23] = [
        ("Surface", |scene| scene.view = View::Surface),
        ("Contours", |scene| scene.view = View::Contour),
        ("Both", |scene| scene.view = View::Both),
        ("Dark", |scene| scene.theme = Theme::Dark),
        ("Light", |scene| scene.theme = Theme::Light),
        ("Top", |scene| (scene.camera.azimuth, scene.camera.elevation) = (-90.0, 90.0)),
        ("Front", |scene| (scene.camera.azimuth, scene.camera.elevation) = (-90.0, 0.0)),
        ("Isometric", |scene| (scene.camera.azimuth, scene.camera.elevation) = (-45.0, 35.264)),
        ("Usual", |scene| (scene.camera.azimuth, scene.camera.elevation) = (-60.0, 30.0)),
        ("orthographic", |scene| scene.camera.projection = Projection::Orthographic),
        ("stationary points", |scene| scene.critical = true),
        ("uphill", |scene| scene.arrows.direction = Arrows::Ascent),
        ("off", |scene| scene.arrows.direction = Arrows::Off),
        ("flow texture", |scene| scene.arrows.lic = true),
        ("key", |scene| scene.arrows.key = true),
        ("values on lines", |scene| scene.contour.labels = true),
        ("logarithmic", |scene| scene.color.scale = ColorScale::Log),
        ("climb", |scene| scene.descent.ascend = true),
        ("clip", |scene| scene.descent.clip = Some(1.0)),
        ("transparent background", |scene| scene.transparent = true),
        ("font size", |scene| scene.fontsize = Some(10.0)),
        ("reversed", |scene| scene.color.map = scene.color.map.reversed()),
        ("Add", |scene| scene.descent.from = vec![[4.0, 4.0]]),
    ];
    let mut harness = harness(field("himmelblau"));
    let mut expected = harness.state().scene.clone();
    for (label, change) in changes {
        change(&mut expected);
        assert_eq!(clicked(&mut harness, label), expected, "{label}");
    }
    assert!(clicked(&mut harness, "basins").basins.is_some());
    assert!(clicked(&mut harness, "basins").basins.is_none());
    assert!(clicked(&mut harness, "Clear").descent.from.is_empty());
}

#[test]
fn sliders_are_named_and_take_values() {
    type Value = fn(&Scene) -> f64;
    let sliders: [(&str, f64, Value); 9] = [
        ("iterations", 50.0, |scene| scene.descent.steps as f64),
        ("learning rate", 0.25, |scene| scene.descent.lr.unwrap_or_default()),
        ("grid density", 30.0, |scene| scene.arrows.density[0] as f64),
        ("arrow scale", 40.0, |scene| scene.arrows.scale.unwrap_or_default()),
        ("levels", 12.0, |scene| match scene.contour.levels {
            Levels::Count(count) => count as f64,
            Levels::List(_) => 0.0,
        }),
        ("line width", 2.0, |scene| scene.contour.line_width),
        ("opacity", 0.5, |scene| scene.surface.alpha),
        ("height", 2.0, |scene| scene.surface.height_scale),
        ("light from", 30.0, |scene| scene.surface.light[0]),
    ];
    let mut harness = harness(field("x^2 + y^2"));
    for (label, value, read) in sliders {
        let slider = harness.get_all_by_label(label).find(|node| node.value().is_some());
        slider.unwrap_or_else(|| panic!("{label}")).set_value_accesskit(value);
        harness.run();
        let found = read(&harness.state().scene);
        assert!((found - value).abs() < 1e-9 * value.abs().max(1.0), "{label}: {found}, not {value}");
    }
}

#[test]
fn a_formula_takes_effect_as_it_is_typed_and_what_is_wrong_is_said_under_it() {
    let mut harness = harness(field("x"));
    let edit = |harness: &mut Harness<'static, Session>, text: &str| {
        harness.get_by_label("f(x, y) =").focus();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        harness.get_by_label("f(x, y) =").type_text(text);
        harness.run();
    };
    edit(&mut harness, "x^2 + a*y");
    assert_eq!((harness.state().scene.field.as_str(), &harness.state().text_error), ("x^2 + a*y", &None));
    // Its parameter has a slider.
    let slider = harness.get_all_by_label("a").find(|node| node.value().is_some()).unwrap();
    slider.set_value_accesskit(1.5);
    harness.run();
    assert_eq!(harness.state().scene.set["a"], 1.5);
    edit(&mut harness, "x^2 + sni(y)");
    assert_eq!(harness.state().scene.field, "x^2 + a*y", "the last good field stays");
    assert!(harness.state().text_error.as_deref().unwrap().contains("sin"));
    assert!(harness.query_by_label_contains("did you mean").is_some());
}

#[test]
fn limits_are_given_and_left_to_the_field_again() {
    let mut harness = harness(field("x^2 + y^2"));
    type Limits = fn(&Scene) -> Option<[f64; 2]>;
    // Where it is given, the numbers have the name of their box.
    let toggled = |harness: &mut Harness<'static, Session>, label: &str| {
        harness.get_by_role_and_label(egui::accesskit::Role::CheckBox, label).click();
        harness.run();
        harness.state().scene.clone()
    };
    let limits: [(&str, Limits); 2] =
        [("colours from", |scene| scene.color.limits), ("heights from", |scene| scene.surface.z)];
    for (label, read) in limits {
        assert_eq!(read(&toggled(&mut harness, label)), Some([0.0, 50.0]), "{label}: as the field has them");
        assert_eq!(read(&toggled(&mut harness, label)), None, "{label}");
    }
    assert!(toggled(&mut harness, "distance").camera.distance.is_some());
    assert!(toggled(&mut harness, "distance").camera.distance.is_none());
    let mut curve = self::harness(Scene { view: View::Curve, ..field("sin(x)") });
    assert_eq!(toggled(&mut curve, "central difference, h").curve.h, Some(0.5));
}

/// What stands in a line of text after it was typed anew.
fn typed(harness: &mut Harness<'static, Session>, label: &str, text: &str) -> Scene {
    // The label and its field have one name.
    let edit = |harness: &Harness<'static, Session>| harness.get_all_by_label(label).last().unwrap().focus();
    edit(harness);
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.get_all_by_label(label).last().unwrap().type_text(text);
    harness.run();
    harness.state().scene.clone()
}

#[test]
fn lists_are_typed_and_what_cannot_be_read_leaves_them() {
    let mut harness = harness(field("himmelblau"));
    let scene = typed(&mut harness, "levels at", "0, 10, 100");
    assert_eq!(scene.contour.levels, Levels::List(vec![0.0, 10.0, 100.0]));
    assert_eq!(typed(&mut harness, "levels at", "0, 10, 5"), scene, "they must rise");
    assert!(harness.query_by_label_contains("must be finite and rise").is_some());
    assert_eq!(typed(&mut harness, "levels at", "-1,1").contour.levels, Levels::List(vec![-1.0, 1.0]));
    assert!(harness.query_by_label_contains("must be finite and rise").is_none());
    assert_eq!(typed(&mut harness, "at", "1, 2; −3, 0.5").descent.from, [[1.0, 2.0], [-3.0, 0.5]]);
    assert_eq!(typed(&mut harness, "at", "1, 2; 3").descent.from.len(), 2, "a start has two numbers");
    // What was refused gives way where the starts change from elsewhere.
    assert!(harness.query_by_label_contains("a start has an x and a y").is_some());
    harness.state_mut().clear_descent();
    harness.run();
    assert!(harness.query_by_label_contains("a start has an x and a y").is_none());
}

#[test]
fn a_rule_of_ones_own_is_typed_and_its_parameters_have_sliders() {
    let mut harness = harness(field("himmelblau"));
    clicked(&mut harness, "Schedule, borders, rules");
    let rule = "v = mu*v + g; p = p - lr*v";
    harness.get_all_by_label("rule").last().unwrap().focus();
    harness.run();
    for character in rule.chars() {
        // In the middle of it a slider appears above.
        harness.event(egui::Event::Text(character.to_string()));
        harness.run();
    }
    let scene = harness.state().scene.clone();
    assert_eq!(scene.descent.rule.as_deref(), Some(rule));
    assert_eq!(scene.descent.parameters.into_iter().collect::<Vec<_>>(), [("mu".to_owned(), 0.9)]);
    let slider = harness.get_all_by_label("mu").find(|node| node.value().is_some()).unwrap();
    slider.set_value_accesskit(0.5);
    harness.run();
    assert_eq!(harness.state().scene.descent.parameters["mu"], 0.5);
    let kept = typed(&mut harness, "rule", "p = p - lr*v*");
    assert_eq!(kept.descent.rule.as_deref(), Some(rule), "what cannot be read leaves the last rule");
    let none = typed(&mut harness, "rule", " ");
    assert!(none.descent.rule.is_none() && none.descent.parameters.is_empty());
}

#[test]
fn each_optimizer_of_a_race_has_settings_of_its_own() {
    let optimizers = vec!["adam".to_owned(), "gd".to_owned()];
    let descent = DescentStyle { optimizers, ..DescentStyle::default() };
    let mut harness = harness(Scene { descent, ..field("himmelblau") });
    assert_eq!(typed(&mut harness, "adam", "lr=0.2,beta1=0.5").descent.optimizers, ["adam:lr=0.2,beta1=0.5", "gd"]);
    assert_eq!(typed(&mut harness, "gd", "beta1=0.5").descent.optimizers[1], "gd", "gd has no such parameter");
    assert_eq!(typed(&mut harness, "adam", " ").descent.optimizers, ["adam", "gd"]);
    // One may race with itself.
    harness.state_mut().scene.descent.optimizers = vec!["gd:lr=0.1".to_owned(), "gd:lr=0.01".to_owned()];
    harness.run();
    let first = harness.get_all_by_label("gd").find(|node| node.value().as_deref() == Some("lr=0.1")).unwrap();
    first.focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    for text in ["l", "r", "=", "0", ".", "2"] {
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
    }
    assert_eq!(harness.state().scene.descent.optimizers, ["gd:lr=0.2", "gd:lr=0.01"]);
}

#[test]
fn what_is_undone_while_a_line_has_the_keys_is_undone_in_the_line() {
    let mut harness = harness(field("himmelblau"));
    typed(&mut harness, "levels at", "0, 10");
    harness.state_mut().commit();
    typed(&mut harness, "levels at", "0, 20");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    harness.run();
    let levels = harness.state().scene.contour.levels.clone();
    assert_eq!(levels, Levels::List(vec![0.0, 10.0]), "what was typed last is one change");
    let line = harness.get_all_by_label("levels at").find_map(|node| node.value());
    assert_eq!(line.as_deref(), Some("0, 10"));
}

#[test]
fn another_optimizer_takes_the_place_of_a_rule_of_ones_own() {
    let descent = DescentStyle { rule: Some("p = p - lr*g".to_owned()), ..DescentStyle::default() };
    let mut harness = harness(Scene { descent, ..field("himmelblau") });
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "optimizer").click();
    harness.run();
    let descent = clicked(&mut harness, "adam").descent;
    assert_eq!((descent.rule, descent.optimizers), (None, vec!["adam".to_owned()]));
}

#[test]
fn schedules_borders_and_starts_are_chosen_from_lists() {
    let descent = DescentStyle { particles: 10, steps: 40, ..DescentStyle::default() };
    let mut harness = harness(Scene { descent, ..field("himmelblau") });
    clicked(&mut harness, "Schedule, borders, rules");
    let mut choose = |list: &str, entry: &str| {
        harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, list).click();
        harness.run();
        harness.get_all_by_label(entry).last().unwrap().click();
        harness.run();
        harness.state().scene.descent.clone()
    };
    assert_eq!(choose("schedule", "cosine").schedule, Schedule::Cosine { steps: 40 });
    assert_eq!(choose("schedule", "step").schedule, Schedule::Step { every: 10, gamma: 0.5 });
    assert_eq!(choose("outside", "stays on the border").outside, Some(Outside::Clamp));
    assert_eq!(choose("outside", "as the field has it").outside, None);
    assert_eq!(choose("from", "line").sow, Sowing::Line { from: [-5.0, 0.0], to: [5.0, 0.0] });
    assert_eq!(choose("from", "circle").sow, Sowing::Circle { center: [0.0, 0.0], radius: 4.0 });
}

#[test]
fn what_a_file_does_not_say_of_itself_is_set_and_it_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("four.csv");
    std::fs::write(&path, "1,2\n3,4\n").unwrap();
    let mut harness = harness(field(&path.to_string_lossy()));
    let read = |harness: &mut Harness<'static, Session>| match harness.state_mut().take_requests().pop() {
        Some(Request::Read(scene)) => *scene,
        other => panic!("{other:?}"),
    };
    typed(&mut harness, "lies at", "0, 10; 5, 20");
    // A file may take long to be read, which no character does.
    assert!(harness.state_mut().take_requests().is_empty());
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(read(&mut harness).extent, Some([[0.0, 10.0], [5.0, 20.0]]));
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "first row").click();
    harness.run();
    clicked(&mut harness, "at the top");
    assert_eq!(read(&mut harness).origin, Some(Origin::Upper));
}

#[test]
fn files_of_optimizers_and_runs_of_ones_own_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules.toml");
    std::fs::write(&rules, "[half]\nparameters = { lr = 1.0, part = 2.0 }\nrule = \"p = p - lr*g/part\"\n").unwrap();
    let run = folder.path().join("run.csv");
    std::fs::write(&run, "x,y\n1,2\n3,4\n").unwrap();
    let mut harness = harness(field("himmelblau"));
    clicked(&mut harness, "Schedule, borders, rules");
    clicked(&mut harness, "Optimizers of your own…");
    assert_eq!(harness.state().prompt.as_ref().map(|prompt| prompt.purpose), Some(Purpose::Rules));
    harness.state_mut().prompt = None;
    harness.state_mut().choose_file(Purpose::Route, &rules);
    assert!(harness.state().scene.descent.path.is_none() && harness.state().status.message.is_some());
    harness.state_mut().choose_file(Purpose::Route, &run);
    harness.state_mut().choose_file(Purpose::Rules, &rules);
    harness.state_mut().scene.descent.optimizers = vec!["half".to_owned()];
    harness.state_mut().scene.descent.parameters = [("part".to_owned(), 3.0)].into();
    harness.run();
    assert_eq!(harness.state().scene.descent.path.as_deref(), run.to_str());
    assert!(clicked(&mut harness, "Without Run of your own").descent.path.is_none());
    let without = clicked(&mut harness, "Without Optimizers of your own").descent;
    assert!(without.rules.is_none() && without.optimizers.is_empty() && without.parameters.is_empty(), "{without:?}");
    // What is wrong with a file is said, be there a rule that would do without it.
    harness.state_mut().scene.descent.rule = Some("p = p - lr*g".to_owned());
    harness.state_mut().choose_file(Purpose::Rules, &run);
    assert!(harness.state().scene.descent.rules.is_none());
}

#[test]
fn help_and_prompts_lie_over_the_picture_and_fit_a_small_window() {
    let mut harness = window(field("himmelblau"), [800.0, 500.0]);
    let left = |harness: &Harness<'static, Session>| harness.get_by_label("Picture").rect().left();
    let before = left(&harness);
    harness.run_steps(30);
    assert_eq!(left(&harness), before, "the panel keeps its width");
    harness.state_mut().shows_help = true;
    harness.run();
    let help = harness.get_by_label("drag on the surface").rect();
    let panel = harness.get_by_label("Catalogue").rect();
    assert!(help.left() > panel.right(), "{help:?} lies over {panel:?}");
    let close = harness.get_by_label("Close window").rect();
    assert!(close.top() >= 0.0 && close.right() <= 800.0, "{close:?}");
}

#[test]
fn axes_are_named_by_typing() {
    let mut harness = harness(field("x"));
    for label in ["x label", "y label", "z label"] {
        // The label and its field have one name; the field takes what is typed.
        let edit = harness.get_all_by_label(label).last().unwrap();
        edit.focus();
        edit.type_text("metres");
        harness.run();
    }
    let labels = &harness.state().scene.labels;
    let metres = Some("metres".to_owned());
    assert_eq!([&labels.x, &labels.y, &labels.z], [&metres; 3]);
}

#[test]
fn keys_do_what_the_help_says_unless_somebody_types() {
    let mut harness = harness(field("himmelblau"));
    let press = |harness: &mut Harness<'static, Session>, key| {
        harness.key_press(key);
        harness.run_steps(2);
    };
    press(&mut harness, egui::Key::Num3);
    press(&mut harness, egui::Key::T);
    press(&mut harness, egui::Key::C);
    let scene = harness.state().scene.clone();
    assert_eq!((scene.view, scene.camera.elevation, scene.critical), (View::Contour, 90.0, true));
    press(&mut harness, egui::Key::Space);
    assert!(harness.state().is_playing);
    press(&mut harness, egui::Key::Space);
    press(&mut harness, egui::Key::ArrowRight);
    press(&mut harness, egui::Key::F11);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Q);
    harness.run();
    assert_eq!(harness.state_mut().take_requests(), [Request::Step(1), Request::FullScreen, Request::Quit]);
    press(&mut harness, egui::Key::F1);
    assert!(harness.state().shows_help && harness.query_by_label("one step").is_some());
    harness.get_by_label("f(x, y) =").focus();
    harness.run();
    press(&mut harness, egui::Key::C);
    assert!(harness.state().scene.critical, "a letter that is typed is no command");
}

#[test]
fn a_key_that_is_pressed_twice_in_a_frame_steps_twice() {
    let mut harness = harness(field("himmelblau"));
    let press = egui::Event::Key {
        key: egui::Key::Period,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: egui::Modifiers::NONE,
    };
    harness.input_mut().events.extend([press.clone(), press]);
    harness.step();
    assert_eq!(harness.state_mut().take_requests(), [Request::Step(1), Request::Step(1)]);
}

#[test]
fn the_controls_are_reached_by_keys_alone() {
    let mut harness = harness(field("x^2"));
    let mut visited = BTreeSet::new();
    for _ in 0..60 {
        harness.key_press(egui::Key::Tab);
        harness.run();
        let focused = harness.query_all(egui_kittest::kittest::By::new()).find(|node| node.is_focused());
        if let Some(node) = focused {
            visited.insert(format!("{:?}", node.rect().min));
        }
    }
    assert!(visited.len() > 40, "{}", visited.len());
}

#[test]
fn changes_are_undone_by_the_button() {
    let mut harness = harness(field("x^2"));
    clicked(&mut harness, "Dark");
    harness.state_mut().commit();
    harness.run();
    assert_eq!(clicked(&mut harness, "Undo").theme, Theme::Light);
    assert_eq!(clicked(&mut harness, "Redo").theme, Theme::Dark);
}
/// Where each key of a scene file is set: the name of its control.
const CONTROLS: [(&str, &str); 69] = [
    ("field", "f(x, y) ="),
    ("set.a", "a"),
    ("key", "array"),
    ("origin", "first row"),
    ("x", "x from"),
    ("y", "y from"),
    ("extent", "lies at"),
    ("grid", "grid"),
    ("view", "Surface"),
    ("size", "Pixels"),
    ("dpi", "dpi"),
    ("title", "title"),
    ("fontsize", "font size"),
    ("theme", "Dark"),
    ("transparent", "transparent background"),
    ("critical", "stationary points"),
    ("units", "x, y in degrees"),
    ("trust", "trust"),
    ("probe", "pinned at x"),
    ("probe_angle", "Direction of the derivative"),
    ("basins.grid", "starts"),
    ("basins.steps", "steps"),
    ("labels.x", "x label"),
    ("labels.y", "y label"),
    ("labels.z", "z label"),
    ("color.by", "colours show"),
    ("color.map", "colormap"),
    ("color.scale", "logarithmic"),
    ("color.limits", "colours from"),
    ("surface.alpha", "opacity"),
    ("surface.z", "heights from"),
    ("surface.height_scale", "height"),
    ("surface.light", "light from"),
    ("camera.azimuth", "azimuth °"),
    ("camera.elevation", "elevation °"),
    ("camera.distance", "distance"),
    ("camera.projection", "orthographic"),
    ("contour.levels", "levels at"),
    ("contour.line_width", "line width"),
    ("contour.labels", "values on lines"),
    ("contour.aspect", "equal"),
    ("curve.h", "central difference, h"),
    ("arrows.direction", "downhill"),
    ("arrows.density", "grid density"),
    ("arrows.streamlines", "streamlines"),
    ("arrows.lic", "flow texture"),
    ("arrows.scale", "arrow scale"),
    ("arrows.key", "key"),
    ("descent.optimizer", "optimizer"),
    ("descent.rule", "rule"),
    ("descent.rules", "Optimizers of your own…"),
    ("descent.lr", "learning rate"),
    ("descent.parameters.beta1", "beta1"),
    ("descent.schedule", "schedule"),
    ("descent.warmup", "warmup"),
    ("descent.clip", "clip"),
    ("descent.noise", "noise"),
    ("descent.seed", "seed"),
    ("descent.steps", "iterations"),
    ("descent.from", "at"),
    ("descent.path", "Run of your own…"),
    ("descent.ascend", "climb"),
    ("descent.outside", "outside"),
    ("descent.particles", "particles"),
    ("descent.sow", "from"),
    ("descent.sown_in", "over"),
    ("descent.trail", "trail"),
    ("descent.tint", "colour"),
    ("animation", "frames"),
];

/// The names of all controls of a window on a scene.
fn controls(scene: Scene, purpose: Option<Purpose>) -> BTreeSet<String> {
    let mut harness = harness(scene);
    if let Some(purpose) = purpose {
        harness.state_mut().ask(purpose);
    }
    clicked(&mut harness, "Schedule, borders, rules");
    let nodes = harness.query_all(egui_kittest::kittest::By::new());
    nodes.filter_map(|node| node.accesskit_node().label()).collect()
}

/// A scene in which everything is said that can be.
fn whole() -> Scene {
    let axes = Some("u".to_owned());
    let mut scene = Scene {
        set: [("a".to_owned(), 2.0)].into(),
        key: axes.clone(),
        origin: Some(Origin::Lower),
        x: Some([-1.0, 1.0]),
        y: Some([-1.0, 1.0]),
        extent: Some([[0.0, 1.0]; 2]),
        grid: Some([64; 2]),
        title: axes.clone(),
        fontsize: Some(10.0),
        probe: Some([0.5, 0.5]),
        basins: Some(Default::default()),
        ..field("a*x^2 + y^2")
    };
    scene.labels = AxisLabels { x: axes.clone(), y: axes.clone(), z: axes.clone() };
    scene.color.limits = Some([0.0, 1.0]);
    (scene.surface.z, scene.camera.distance, scene.curve.h) = (Some([0.0, 1.0]), Some(4.0), Some(0.5));
    (scene.arrows.streamlines, scene.arrows.scale) = (Some(1.0), Some(20.0));
    let descent = &mut scene.descent;
    (descent.rule, descent.rules, descent.path) = (axes.clone(), axes.clone(), axes);
    (descent.lr, descent.clip, descent.outside, descent.trail) = (Some(0.1), Some(1.0), Some(Outside::Keep), Some(3));
    descent.parameters = [("beta1".to_owned(), 0.9)].into();
    (descent.particles, descent.sown_in) = (10, Some([[0.0, 1.0]; 2]));
    scene
}

/// The keys of a table, those of tables in it with their names before them.
fn keys(table: &toml::Table) -> Vec<String> {
    let inner = |(key, value): (&String, &toml::Value)| match value {
        toml::Value::Table(table) => keys(table).into_iter().map(|inner| format!("{key}.{inner}")).collect(),
        _ => vec![key.clone()],
    };
    table.iter().flat_map(inner).collect()
}

#[test]
fn every_key_of_a_scene_has_a_control() {
    let adam = DescentStyle { optimizers: vec!["adam".to_owned()], particles: 10, ..DescentStyle::default() };
    let formula =
        Scene { descent: adam, probe: Some([0.5; 2]), basins: Some(Default::default()), ..field("a*x^2 + y^2") };
    let curve = Scene { view: View::Curve, ..field("sin(x)") };
    let mut found = controls(formula, Some(Purpose::Record));
    found.extend(controls(field("tests/data/jacksboro_fault_dem.npz"), None));
    found.extend(controls(curve, None));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("four.csv");
    std::fs::write(&path, "1,2\n3,4\n").unwrap();
    found.extend(controls(field(&path.to_string_lossy()), None));
    let text = whole().to_toml().unwrap();
    for key in keys(&text.parse().unwrap()) {
        // The version is the program's own.
        if key == "version" {
            continue;
        }
        let control = CONTROLS.iter().find(|(known, _)| key == *known || key.starts_with(&format!("{known}.")));
        let (_, control) = control.unwrap_or_else(|| panic!("{key} is set nowhere"));
        assert!(found.contains(*control), "{key}: there is no `{control}` in {found:?}");
    }
}
