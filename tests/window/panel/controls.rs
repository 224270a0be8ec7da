//! The controls of the panel, by their names: each changes its part of the scene and nothing else.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use steepest::scene::{
    ArrowColor, ArrowLength, Arrows, ColorScale, Levels, Light, Limits, Projection, Scene, Theme, Units, View,
};
use steepest::session::{Reading, Session};

use super::{clicked, drawn, field, harness};

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
fn changes_are_undone_by_the_button() {
    let mut harness = harness(field("x^2"));
    clicked(&mut harness, "Dark");
    harness.state_mut().commit();
    harness.run();
    assert_eq!(clicked(&mut harness, "Undo").theme, Theme::Light);
    assert_eq!(clicked(&mut harness, "Redo").theme, Theme::Dark);
}
