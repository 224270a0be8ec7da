//! The window's controls, by their names: each changes its part of the scene and nothing else.

mod access;
mod complete;
mod fates;
mod losses;
mod pictures;
mod random;
mod runs;
mod steady;
mod time;
mod typed;

use std::collections::BTreeSet;

use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, HarnessBuilder};
use steepest::gpu::Gpu;
use steepest::render::{Picture, Renderer};
use steepest::scene::{
    ArrowColor, ArrowLength, Arrows, ColorScale, Levels, Light, Limits, Projection, Scene, SceneFile, Theme, Units,
    View,
};
use steepest::session::{Reading, Request, Session};
use steepest::window::{install_style, show};

/// A window of some size in points, as it opens.
fn window(file: SceneFile, [width, height]: [f32; 2]) -> Harness<'static, Session> {
    let session = Session::new(file).unwrap();
    let mut frames = 0;
    let app = move |ui: &mut egui::Ui, session: &mut Session| {
        // The fonts that are set in a frame are those of the next.
        match frames {
            0 => install_style(ui.ctx()),
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

/// A window of some size in points with its picture, which is drawn once, for the scene that it opens on.
fn pictured(gpu: &Gpu, file: SceneFile, size: [f32; 2]) -> Harness<'static, Session> {
    pictured_by(Harness::builder(), gpu, file, size)
}

fn pictured_by(
    builder: HarnessBuilder<Session>,
    gpu: &Gpu,
    file: SceneFile,
    [width, height]: [f32; 2],
) -> Harness<'static, Session> {
    let session = Session::new(file).unwrap();
    let mut renderer = Renderer::new(gpu).unwrap();
    let mut picture: Option<Picture> = None;
    let mut has_fonts = false;
    let app = move |ui: &mut egui::Ui, session: &mut Session| {
        if !std::mem::replace(&mut has_fonts, true) {
            install_style(ui.ctx());
            return;
        }
        let area = show(ui, session, picture.as_ref().map(Picture::picker));
        if picture.is_none() {
            let size = [area.width(), area.height()].map(|side| side.round() as u32);
            let scene = Scene { size, ..session.scene.clone() };
            let drawn = renderer.prepare(&scene, &session.field).unwrap();
            session.take_runs(drawn.runs());
            picture = Some(drawn);
        }
    };
    let mut harness = builder.with_size(egui::vec2(width, height)).build_ui_state(app, session);
    harness.run_steps(3);
    harness
}

/// One that shows all of its panel, every section open.
fn harness(file: SceneFile) -> Harness<'static, Session> {
    let mut harness = window(file, [1200.0, 2600.0]);
    for closed in ["Arrows", "Colours and contours", "Surface"] {
        // One of the views has the same name as a section, which comes after it.
        let last = harness.get_all_by_label(closed).last().unwrap();
        last.click();
        harness.run();
    }
    harness
}

fn drawn(text: &str, scene: Scene) -> SceneFile {
    SceneFile { source: text.into(), scene }
}

fn field(text: &str) -> SceneFile {
    drawn(text, Scene::default())
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
    let changes: [(&str, Change); 25] = [
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
        ("√|∇f|", |scene| scene.arrows.length = ArrowLength::Sqrt),
        ("by |∇f|", |scene| scene.arrows.color = ArrowColor::Norm),
        ("flow texture", |scene| scene.arrows.lic = true),
        ("key", |scene| scene.arrows.key = true),
        ("values on lines", |scene| scene.contour.labels = true),
        ("logarithmic", |scene| scene.color.scale = ColorScale::Log),
        ("climb", |scene| scene.descent.ascend = true),
        ("clip", |scene| scene.descent.clip = Some(1.0)),
        ("transparent background", |scene| scene.transparent = true),
        ("font size", |scene| scene.fontsize = Some(10.0)),
        ("reversed", |scene| scene.color.map = Some(scene.color.colormap().reversed())),
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
        ("light from", 30.0, |scene| match scene.surface.light {
            Light::From([azimuth, _]) => azimuth,
            Light::Off => f64::NAN,
        }),
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
    // A name that is met half typed has no slider until typing pauses.
    harness.run_steps(8);
    assert_eq!(harness.state().source().text, "x^2 + a*y");
    assert!(harness.state().text_error.is_none());
    // Its parameter has a slider.
    let slider = harness.get_all_by_label("a").find(|node| node.value().is_some()).unwrap();
    slider.set_value_accesskit(1.5);
    harness.run();
    assert_eq!(harness.state().source().set["a"], 1.5);
    edit(&mut harness, "x^2 + sni(y)");
    assert_eq!(harness.state().source().text, "x^2 + a*y", "the last good field stays");
    assert!(harness.state().text_error.as_ref().unwrap().to_string().contains("sin"));
    assert!(harness.query_by_label_contains("did you mean").is_some());
}

#[test]
fn limits_are_given_and_left_to_the_field_again() {
    let mut harness = harness(field("x^2 + y^2"));
    type Read = fn(&Scene) -> Limits;
    let chosen = |harness: &mut Harness<'static, Session>, label: &str, way: &str| {
        harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, label).click();
        harness.run();
        harness.get_by_label(way).click();
        harness.run();
        harness.state().scene.clone()
    };
    let toggled = |harness: &mut Harness<'static, Session>, label: &str| {
        harness.get_by_role_and_label(egui::accesskit::Role::CheckBox, label).click();
        harness.run();
        harness.state().scene.clone()
    };
    let limits: [(&str, Read); 2] =
        [("colours from", |scene| scene.color.limits), ("heights from", |scene| scene.surface.z)];
    for (label, read) in limits {
        let given = Limits::Range([0.0, 50.0]);
        assert_eq!(read(&chosen(&mut harness, label, "given")), given, "{label}: as the field has them");
        assert_eq!(read(&chosen(&mut harness, label, "robust")), Limits::Robust, "{label}");
        assert_eq!(read(&chosen(&mut harness, label, "full")), Limits::Full, "{label}");
    }
    assert!(toggled(&mut harness, "distance").camera.distance.is_some());
    assert!(toggled(&mut harness, "distance").camera.distance.is_none());
    let mut curve = self::harness(drawn("sin(x)", Scene { view: View::Curve, ..Scene::default() }));
    assert_eq!(toggled(&mut curve, "central difference, h").curve.h, Some(0.5));
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

/// What a dialog needs is seen in it, unless the window has no room.
#[test]
fn dialogs_are_as_high_as_what_is_in_them() {
    use egui::accesskit::Role;
    use steepest::session::PathPurpose;
    let mut harness = window(field("a*x + b*y"), [1280.0, 800.0]);
    for (purpose, title, last) in [
        (Some(PathPurpose::Record), "Record an animation", "Cancel"),
        (Some(PathPurpose::SavePicture), "Save the picture", "Cancel"),
        (Some(PathPurpose::Open), "Open a scene or data", "Cancel"),
        (None, "Help", "quit"),
    ] {
        match purpose {
            Some(purpose) => harness.state_mut().ask(purpose),
            None => harness.state_mut().shows_help = true,
        }
        harness.run_steps(4);
        let dialog = harness.get_by_role_and_label(Role::Window, title).rect();
        let within = harness.get_by_label(last).rect();
        assert!(dialog.contains_rect(within), "{title}: {last} at {within:?} is not in {dialog:?}");
        assert!(dialog.bottom() <= 800.0 && dialog.top() >= 0.0, "{title} at {dialog:?}");
        (harness.state_mut().prompt, harness.state_mut().shows_help) = (None, false);
        harness.run_steps(3);
    }
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
fn escape_closes_what_is_on_top_and_ends_a_lecture_where_nothing_is() {
    let mut harness = harness(field("himmelblau"));
    let press = |harness: &mut Harness<'static, Session>| {
        harness.key_press(egui::Key::Escape);
        harness.run_steps(3);
        harness.state_mut().take_requests()
    };
    harness.state_mut().shows_help = true;
    harness.run();
    assert_eq!(press(&mut harness), []);
    assert!(!harness.state().shows_help);
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "optimizer").click();
    harness.run();
    assert!(harness.query_by_label("adam").is_some());
    assert_eq!(press(&mut harness), []);
    assert!(harness.query_by_label("adam").is_none(), "the menu is closed");
    // What is typed into gives the keys back.
    harness.get_by_label("f(x, y) =").focus();
    harness.run();
    assert_eq!(press(&mut harness), []);
    harness.state_mut().hides_panel = true;
    harness.run();
    assert_eq!(press(&mut harness), [Request::LeaveFullScreen]);
    assert!(!harness.state().hides_panel);
}

#[test]
fn what_is_under_the_pointer_is_read_out_without_the_panel() {
    let mut harness = harness(field("x^2 + y^2"));
    let state = harness.state_mut();
    (state.hides_panel, state.hover) = (true, state.read([1.0, 2.0]));
    harness.run_steps(3);
    assert!(harness.query_by_label("f(x, y) =").is_none());
    let read = harness.get_by_label_contains("f 5.0").rect();
    assert!(harness.get_by_label("Picture").rect().bottom() <= read.top(), "it hides nothing of the picture");
    assert!(read.left() >= 0.0 && read.bottom() <= 2600.0 && read.bottom() > 2500.0, "{read:?}");
    // Of the ground it is the slope, by metres.
    assert!(harness.query_by_label_contains("slope").is_none());
    let reading = harness.state().hover.unwrap();
    harness.state_mut().hover = Some(Reading { units: Units::Degrees, ..reading });
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("slope 0.0°").is_some());
    harness.state_mut().hover = None;
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("f 5.0").is_none());
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

/// Escape answers a question with no, and only then leaves the dialog.
#[test]
fn escape_at_a_question_goes_back_to_its_dialog() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kept.toml"), "field = \"x\"\n").unwrap();
    let mut harness = window(field("himmelblau"), [1280.0, 800.0]);
    harness.state_mut().folder = Some(folder.path().to_owned());
    harness.state_mut().ask(steepest::session::PathPurpose::SaveScene);
    harness.run_steps(4);
    harness.get_by_label("kept.toml").click();
    harness.run_steps(2);
    harness.get_by_label("Save").click();
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("Replace it?").is_some());
    harness.key_press(egui::Key::Escape);
    harness.run_steps(3);
    let prompt = harness.state().prompt.as_ref().expect("the dialog is still there");
    assert_eq!((&prompt.replaces, prompt.path.as_str()), (&None, "kept.toml"));
    assert!(harness.get_by_label("Name").is_focused());
    harness.key_press(egui::Key::Escape);
    harness.run_steps(3);
    assert!(harness.state().prompt.is_none() && harness.state().answers.is_empty());
}

/// A name that is refused is mended where it was typed, and its letters do nothing behind the dialog.
#[test]
fn a_dialog_keeps_the_keys() {
    let mut harness = window(field("himmelblau"), [1280.0, 800.0]);
    let before = harness.state().scene.clone();
    harness.state_mut().ask(steepest::session::PathPurpose::Open);
    harness.run_steps(4);
    harness.get_by_label("Name").type_text("nothing-there");
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    assert!(harness.query_by_label_contains("there is no").is_some(), "it is refused");
    assert!(harness.get_by_label("Name").is_focused());
    harness.ctx.memory_mut(|memory| memory.stop_text_input());
    for key in [egui::Key::T, egui::Key::C, egui::Key::D, egui::Key::Num3, egui::Key::Space] {
        harness.key_press(key);
        harness.run_steps(2);
    }
    assert_eq!(harness.state().scene, before);
    assert!(!harness.state().is_playing && harness.state().prompt.is_some());
}
