//! What keys do, and that all is reached by them.

use std::collections::BTreeSet;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use steepest::scene::View;
use steepest::session::{Request, Session};

use super::{field, harness};

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
