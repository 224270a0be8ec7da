//! What assistive technology and the keyboard find: every control has a name and is reached.

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use steepest::descent::Seeding;
use steepest::scene::{BasinStyle, DescentStyle, Limits, Scene, SceneFile, View};
use steepest::session::{PathPurpose, Session};

use super::{clicked, drawn, field, harness};

/// The controls of a window: their roles, names, places, and whether they can be used.
fn controls(harness: &Harness<'static, Session>) -> Vec<(Role, String, egui::Rect, bool)> {
    let roles = [
        Role::Button,
        Role::CheckBox,
        Role::ComboBox,
        Role::RadioButton,
        Role::Slider,
        Role::SpinButton,
        Role::TextInput,
        Role::Link,
    ];
    let (mut found, mut open) = (Vec::new(), vec![harness.root()]);
    while let Some(node) = open.pop() {
        let it = node.accesskit_node();
        if roles.contains(&it.role()) {
            let name = it.label().unwrap_or_default();
            found.push((it.role(), name, node.rect(), !it.is_disabled()));
        }
        open.extend(node.children());
    }
    found
}

/// Scenes in which every control is there, one or another.
fn scenes() -> Vec<(SceneFile, Option<PathPurpose>)> {
    let particles_from = Seeding::Circle { center: [0.0; 2], radius: 1.0 };
    let optimizers = vec!["adam".to_owned(), "momentum".to_owned()];
    let descent = DescentStyle {
        optimizers,
        particles: 10,
        particles_from,
        from: vec![[1.0, 1.0]],
        clip: Some(1.0),
        ..DescentStyle::default()
    };
    let mut formula = drawn(
        "a*x^2 + y^2",
        Scene {
            descent,
            probe: Some([0.5; 2]),
            basins: Some(BasinStyle::default()),
            fontsize: Some(10.0),
            ..Scene::default()
        },
    );
    let scene = &mut formula.scene;
    (scene.color.limits, scene.surface.z) = (Limits::Range([0.0, 1.0]), Limits::Range([0.0, 1.0]));
    (scene.arrows.streamlines, scene.camera.distance) = (Some(1.0), Some(4.0));
    let mut curve = drawn("sin(x)", Scene { view: View::Curve, ..Scene::default() });
    curve.scene.curve.h = Some(0.1);
    vec![
        (formula, Some(PathPurpose::Record)),
        (curve, Some(PathPurpose::SavePicture)),
        (field("tests/data/jacksboro_fault_dem.npz"), Some(PathPurpose::Open)),
        (field("tests/data/inputs/bands_apart.tif"), None),
    ]
}

#[test]
fn every_control_has_a_name() {
    for (scene, purpose) in scenes() {
        let name = scene.source.text.clone();
        let mut harness = harness(scene);
        clicked(&mut harness, "Schedule, borders, rules");
        clicked(&mut harness, "Fates");
        harness.state_mut().shows_runs = true;
        if let Some(purpose) = purpose {
            harness.state_mut().ask(purpose);
        }
        harness.run_steps(3);
        let nameless: Vec<_> = controls(&harness).into_iter().filter(|(_, name, ..)| name.trim().is_empty()).collect();
        assert!(nameless.is_empty(), "{name}: {nameless:?}");
    }
}

#[test]
fn every_control_is_reached_by_tab() {
    for (scene, _) in scenes() {
        let name = scene.source.text.clone();
        let mut harness = harness(scene);
        clicked(&mut harness, "Schedule, borders, rules");
        harness.run_steps(2);
        let wanted: Vec<_> = controls(&harness).into_iter().filter(|&(.., can_be_used)| can_be_used).collect();
        // A number that has the keys is a line of text in its place.
        let mut reached: Vec<egui::Rect> = Vec::new();
        for _ in 0..2 * wanted.len() {
            harness.key_press(egui::Key::Tab);
            harness.step();
            let focused = harness.query_all(egui_kittest::kittest::By::new()).find(|node| node.is_focused());
            reached.extend(focused.map(|node| node.rect().expand(1.0)));
        }
        let missed: Vec<_> = wanted
            .iter()
            .filter(|(_, _, rect, _)| !reached.iter().any(|place| place.intersects(rect.shrink(2.0))))
            .collect();
        assert!(wanted.len() > 40 && missed.is_empty(), "{name}: Tab does not reach {missed:?}");
    }
}

/// Enter takes what was typed and lets go of its line; Tab goes on from there and does not begin with the first control again.
#[test]
fn tab_goes_on_from_where_the_keys_were() {
    let mut harness = harness(field("tests/data/inputs/bands_apart.tif"));
    let focused = |harness: &Harness<'static, Session>| {
        let node = harness.query_all(egui_kittest::kittest::By::new()).find(|node| node.is_focused());
        node.map(|node| node.rect())
    };
    for leave in [egui::Key::Enter, egui::Key::Escape] {
        harness.get_all_by_label("band").last().unwrap().focus();
        harness.run();
        harness.key_press(egui::Key::Tab);
        harness.run();
        let next = focused(&harness);
        assert!(next.is_some());
        harness.get_all_by_label("band").last().unwrap().focus();
        harness.run();
        harness.key_press(leave);
        harness.run();
        assert_eq!(focused(&harness), None, "{leave:?}");
        harness.key_press(egui::Key::Tab);
        harness.run();
        assert_eq!(focused(&harness), next, "{leave:?}");
    }
}
