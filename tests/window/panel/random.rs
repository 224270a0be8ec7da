//! Whatever is clicked, dragged or set, the scene stays one that can be drawn, saved and read again.

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use steepest::scene::{DescentStyle, Scene, SceneFile, View};
use steepest::session::{PathPurpose, Session};

use super::{drawn, field, harness};

/// Numbers that look random and are always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % count.max(1)
    }
}

const VALUES: [f64; 12] = [0.0, 1.0, -1.0, 0.5, 3.0, 17.0, 1e-9, 1e9, -1e9, 1e300, -1e300, 200.0];
/// Buttons after which nothing of the scene is seen, or that ask somebody else.
const LEFT_OUT: [&str; 5] = ["Full screen", "Copy command", "Help", "Save", "Record"];

/// Uses a control of the window at random; what it was.
fn act(harness: &mut Harness<'static, Session>, random: &mut Random) -> String {
    let roles =
        [Role::Button, Role::CheckBox, Role::ComboBox, Role::RadioButton, Role::Slider, Role::SpinButton, Role::Label];
    let (mut found, mut open) = (Vec::new(), vec![harness.root()]);
    while let Some(node) = open.pop() {
        let it = node.accesskit_node();
        let name = it.label().unwrap_or_default();
        if roles.contains(&it.role()) && !it.is_disabled() && !LEFT_OUT.contains(&name.as_str()) {
            found.push(node);
        }
        open.extend(node.children());
    }
    let node = found[random.below(found.len())];
    let (role, name) = (node.accesskit_node().role(), node.accesskit_node().label().unwrap_or_default());
    match role {
        // Numbers are typed.
        Role::SpinButton => {
            let value = VALUES[random.below(VALUES.len())];
            node.focus();
            harness.run_steps(2);
            harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
            harness.event(egui::Event::Text(format!("{value:e}")));
            harness.run_steps(2);
            harness.key_press(egui::Key::Enter);
            format!("{name} to {value:e}")
        }
        _ => {
            node.click();
            format!("a click on {name}")
        }
    }
}

#[test]
fn no_control_leads_to_a_scene_that_is_refused() {
    let descent = DescentStyle { from: vec![[1.0, 1.0]], particles: 10, ..DescentStyle::default() };
    let scenes = [
        drawn("a*x^2 + y^2", Scene { descent, ..Scene::default() }),
        drawn("sin(x)", Scene { view: View::Curve, ..Scene::default() }),
        field("tests/data/jacksboro_fault_dem.npz"),
    ];
    for (seed, scene) in scenes.into_iter().enumerate() {
        let name = scene.source.text.clone();
        let mut harness = harness(scene);
        let mut random = Random(seed as u64 + 7);
        let mut last: Vec<String> = Vec::new();
        for step in 0..350 {
            last.push(act(&mut harness, &mut random));
            harness.run_steps(2);
            // Somebody else reads files, and takes steps.
            harness.state_mut().take_requests();
            harness.state_mut().answers.clear();
            if step % 40 == 39 {
                harness.state_mut().prompt = None;
                harness.state_mut().commit();
                harness.state_mut().undo();
                harness.key_press(egui::Key::Escape);
                harness.run_steps(2);
            }
            if step == 120 {
                harness.state_mut().ask(PathPurpose::Record);
            }
            let session = harness.state();
            let checked = session.scene.clone().checked().map_err(|error| error.to_string());
            let tail = &last[last.len().saturating_sub(6)..];
            let scene = checked.unwrap_or_else(|error| panic!("{name}, step {step}: {error} after {tail:?}"));
            let file = SceneFile::of(&session.field, scene.clone()).unwrap();
            let text = file.to_toml().unwrap_or_else(|error| panic!("{name}: {error} after {tail:?}"));
            assert!(text.parse::<toml::Table>().is_ok(), "{tail:?}");
            scene.optimizers(&session.field, session.domain()).unwrap_or_else(|error| panic!("{error} after {tail:?}"));
            session.domain().checked().unwrap_or_else(|error| panic!("{error} after {tail:?}"));
        }
    }
}
