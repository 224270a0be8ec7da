//! Windows in the window: where they lie, how high they are, and whose the keys are meanwhile.

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use steepest::session::{PathPurpose, Session};

use super::{field, window};

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

/// Escape answers a question with no, and only then leaves the dialog.
#[test]
fn escape_at_a_question_goes_back_to_its_dialog() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kept.toml"), "field = \"x\"\n").unwrap();
    let mut harness = window(field("himmelblau"), [1280.0, 800.0]);
    harness.state_mut().folder = Some(folder.path().to_owned());
    harness.state_mut().ask(PathPurpose::SaveScene);
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
    harness.state_mut().ask(PathPurpose::Open);
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
