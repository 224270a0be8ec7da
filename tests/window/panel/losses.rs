//! What is read of losses that fill the window.

use egui_kittest::Harness;
use steepest::scene::{DescentStyle, Scene, View};
use steepest::session::Session;

use super::{drawn, pictured};

/// What is written in a window.
fn texts(harness: &Harness<'static, Session>) -> Vec<String> {
    let text = |shape: &egui::epaint::ClippedShape| match &shape.shape {
        egui::Shape::Text(text) => Some(text.galley.text().to_owned()),
        _ => None,
    };
    harness.output().shapes.iter().filter_map(text).collect()
}

#[test]
fn losses_are_read_at_the_pointer_and_linked_with_the_plot_below() {
    let gpu = gpu_or_skip!();
    let descent = DescentStyle {
        optimizers: vec!["gd:lr=0.125".to_owned(), "gd:lr=0.0625".to_owned()],
        from: vec![[4.0, 0.0]],
        steps: 10,
        ..DescentStyle::default()
    };
    let file = drawn("x^2 + y^2", Scene { view: View::Loss, descent, ..Scene::default() });
    let mut harness = pictured(gpu, file, [1280.0, 800.0]);
    let f: Vec<Vec<f64>> = harness.state().runs.iter().map(|run| run.f.clone()).collect();
    // x shrinks by 3/4 and by 7/8 with every step.
    assert!((f[0][3] - 16.0 * 0.75f64.powi(6)).abs() < 1e-9 && f[0].len() == 11, "{f:?}");
    let mut seen = Vec::new();
    for across in (400..1270).step_by(5) {
        harness.hover_at(egui::pos2(across as f32, 400.0));
        harness.run_steps(2);
        let Some(step) = harness.state().pointed_step else { continue };
        let texts = texts(&harness);
        let written = texts.iter().find(|text| text.contains(&format!("step {step}")));
        let written = written.unwrap_or_else(|| panic!("step {step} is not written: {texts:?}"));
        let at_step = [0, 1].map(|run| format!("f {}", steepest::words::brief(f[run][step], 6)));
        assert!(at_step.iter().any(|f| written.contains(f)), "{at_step:?} {written}");
        assert!(written.contains("gd, lr = "), "{written}");
        seen.push(step);
    }
    assert!(seen.is_sorted(), "{seen:?}");
    seen.dedup();
    assert_eq!(seen, (0..=10).collect::<Vec<_>>());
    // A drag has no domain to move, and a click starts nothing.
    let scene = harness.state().scene.clone();
    harness.drag_at(egui::pos2(700.0, 400.0));
    harness.run_steps(1);
    harness.hover_at(egui::pos2(800.0, 450.0));
    harness.run_steps(1);
    harness.drop_at(egui::pos2(800.0, 450.0));
    harness.run_steps(2);
    assert_eq!(harness.state().scene, scene);
}

/// Starts of one optimizer are told apart where they are read, and their dots are on lines of their own colours.
#[test]
fn losses_of_several_starts_are_read_by_their_starts() {
    let gpu = gpu_or_skip!();
    let descent =
        DescentStyle { from: vec![[-4.0, 4.0], [1.0, 0.5], [3.0, -3.0]], steps: 10, ..DescentStyle::default() };
    let file = drawn("x^2 + 4*y^2", Scene { view: View::Loss, descent, ..Scene::default() });
    let mut harness = pictured(gpu, file, [1280.0, 800.0]);
    let mut read = std::collections::BTreeSet::new();
    for down in (100..700).step_by(20) {
        harness.hover_at(egui::pos2(800.0, down as f32));
        harness.run_steps(2);
        read.extend(texts(&harness).iter().filter_map(|text| Some(text.split_once("\nstep ")?.0.to_owned())));
    }
    assert_eq!(read.into_iter().collect::<Vec<_>>(), ["from (1, 0.5)", "from (3, −3)", "from (−4, 4)"]);
    let dots = harness.output().shapes.iter().filter_map(|shape| match &shape.shape {
        egui::Shape::Circle(circle) if circle.radius == 5.5 => Some(circle.fill.to_array()),
        _ => None,
    });
    let dots: std::collections::BTreeSet<[u8; 4]> = dots.collect();
    assert_eq!(dots.len(), 3, "{dots:?}");
}
