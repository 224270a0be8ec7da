//! The table of runs, and what optimizers move by.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};
use steepest::scene::{DescentStyle, Scene};
use steepest::session::Session;

use super::{clicked, drawn, pictured, window};

fn is_number(node: &Node<'_>) -> bool {
    node.accesskit_node().role() == Role::SpinButton
}

/// The table of what each run has come to, and what its optimizer moved by, is there in whole beside the losses.
#[test]
fn a_table_of_runs_is_whole_and_says_what_each_moved_by() {
    let gpu = gpu_or_skip!();
    for (size, steps) in [([1280.0, 800.0], 20), ([1600.0, 1000.0], 5000)] {
        let descent = DescentStyle {
            optimizers: ["gd", "momentum:lr=0.05,momentum=0.5", "adam"].map(str::to_owned).to_vec(),
            from: vec![[-3.6465, 3.9091]],
            steps,
            ..DescentStyle::default()
        };
        let mut harness = pictured(gpu, drawn("x^2 + 4*y^2", Scene { descent, ..Scene::default() }), size);
        harness.key_press(egui::Key::L);
        harness.run_steps(3);
        for name in ["gd, lr = 0.1", "momentum, lr = 0.05, momentum = 0.5", "adam, lr = 0.001"] {
            assert!(harness.get_by_label(name).rect().width() > 90.0, "{name}");
        }
        let state = harness.get_by_label("state").rect();
        assert!(state.right() <= size[0], "{state:?} of {size:?}");
        // Beside a name there is nothing else that a click could mean.
        let place = harness.get_by_label("adam, lr = 0.001").rect();
        harness.hover_at(egui::pos2(place.right() - 4.0, place.center().y));
        harness.drag_at(egui::pos2(place.right() - 4.0, place.center().y));
        harness.drop_at(egui::pos2(place.right() - 4.0, place.center().y));
        harness.run_steps(2);
        let chosen = harness.ctx.data(|data| data.get_temp::<usize>(egui::Id::unique("chosen run")));
        assert_eq!(chosen, Some(2));
    }
}

/// In a race from one start a row's × takes its own run away, and that of a start all of its runs.
#[test]
fn a_row_is_taken_away_and_leaves_the_others() {
    let gpu = gpu_or_skip!();
    let descent = DescentStyle {
        optimizers: ["gd", "momentum:lr=0.05", "adam"].map(str::to_owned).to_vec(),
        from: vec![[2.0, 1.0]],
        ..DescentStyle::default()
    };
    let scene = Scene { descent, ..Scene::default() };
    let mut harness = pictured(gpu, drawn("x^2 + 4*y^2", scene.clone()), [1280.0, 800.0]);
    harness.key_press(egui::Key::L);
    harness.run_steps(3);
    let after = clicked(&mut harness, "Remove momentum, lr = 0.05");
    assert_eq!(
        (after.descent.optimizers, after.descent.from),
        (vec!["gd".to_owned(), "adam".to_owned()], vec![[2.0, 1.0]])
    );
    let mut two = scene;
    two.descent.from.push([1.0, 1.0]);
    let mut harness = pictured(gpu, drawn("x^2 + 4*y^2", two), [1280.0, 800.0]);
    harness.key_press(egui::Key::L);
    harness.run_steps(3);
    let after = clicked(&mut harness, "Remove start 2");
    assert_eq!((after.descent.optimizers.len(), after.descent.from), (3, vec![[2.0, 1.0]]));
}

/// Where optimizers have step sizes of their own, none of them is shown as that of all, and the one that is typed is taken.
#[test]
fn a_step_size_is_shown_where_it_holds_for_all() {
    let race = |optimizers: &[&str]| {
        let optimizers = optimizers.iter().map(|&name| name.to_owned()).collect();
        let descent = DescentStyle { optimizers, from: vec![[2.0, 1.0]], ..DescentStyle::default() };
        window(drawn("x^2 + 4*y^2", Scene { descent, ..Scene::default() }), [1200.0, 1600.0])
    };
    let shown = |harness: &Harness<'static, Session>| {
        let number = harness.get_all_by_label("learning rate").find(is_number).unwrap();
        number.value().unwrap_or_default()
    };
    for (optimizers, wanted) in [
        (&["gd"][..], "0.1"),
        (&["gd", "gd"], "0.1"),
        (&["gd", "adam"], "own"),
        (&["gd:lr=0.5", "adam", "nadam:lr=3"], "0.001"),
        (&["gd:lr=0.5", "adam:lr=0.1"], "own"),
        (&["gd:lr=0.5"], "own"),
    ] {
        let harness = race(optimizers);
        assert_eq!(shown(&harness), wanted, "{optimizers:?}");
    }
    // What is typed is that of all, though it is what the first one has.
    let mut harness = race(&["gd", "adam"]);
    harness.get_all_by_label("learning rate").find(is_number).unwrap().focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.event(egui::Event::Text("0.1".to_owned()));
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(harness.state().scene.descent.lr, Some(0.1));
    assert_eq!(shown(&harness), "0.1");
    // What a race leaves of one optimizer is still seen and changed.
    let harness = race(&["gd:lr=0.5"]);
    assert!(harness.query_by_label("gd").is_some());
}

/// As many steps as there may be take no more room of the panel than a few.
#[test]
fn many_steps_widen_nothing() {
    let widths = |steps: usize| {
        let descent = DescentStyle { steps, ..DescentStyle::default() };
        let harness = window(drawn("x^2 + 4*y^2", Scene { descent, ..Scene::default() }), [1280.0, 800.0]);
        ["f(x, y) =", "at", "Picture"].map(|label| harness.get_all_by_label(label).last().unwrap().rect())
    };
    assert_eq!(widths(20), widths(100_000));
}

/// The last of the package's optimizers is no paler than the others, as if it could not be had, and what is said below is read.
#[test]
fn all_optimizers_are_seen_at_once() {
    let mut harness = window(drawn("x^2 + 4*y^2", Scene::default()), [1280.0, 800.0]);
    harness.get_by_role_and_label(Role::ComboBox, "optimizer").click();
    harness.run_steps(4);
    let is_seen = |text: &str| {
        harness.output().shapes.iter().any(|shape| match &shape.shape {
            egui::Shape::Text(written) if written.galley.text() == text => {
                let place = written.visual_bounding_rect();
                shape.clip_rect.contains_rect(place) && place.bottom() < shape.clip_rect.bottom() - 1.0
            }
            _ => false,
        })
    };
    for text in ["adadelta", "rprop", "several race from the same starts"] {
        assert!(is_seen(text), "{text}");
    }
}

/// One optimizer races with itself at learning rates around its own, which it has from its choice, from all, or by itself.
#[test]
fn learning_rates_are_compared_by_one_click() {
    let of = |optimizers: &[&str], lr: Option<f64>| {
        let optimizers = optimizers.iter().map(|&name| name.to_owned()).collect();
        let descent = DescentStyle { optimizers, lr, from: vec![[2.0, 1.0]], ..DescentStyle::default() };
        window(drawn("x^2 + 4*y^2", Scene { descent, ..Scene::default() }), [1280.0, 800.0])
    };
    for (optimizers, lr, begins, rates) in [
        (&[][..], None, "gd:", ["0.01", "0.03", "0.1", "0.3", "1"]),
        (&["rprop"], Some(0.02), "rprop:", ["0.002", "0.006", "0.02", "0.06", "0.2"]),
        (&["adam:lr=0.5,beta1=0.8"], None, "adam:beta1=0.8,", ["0.05", "0.15", "0.5", "1.5", "5"]),
    ] {
        let wanted = rates.map(|rate| format!("{begins}lr={rate}"));
        let mut harness = of(optimizers, lr);
        let descent = clicked(&mut harness, "Rates").descent;
        assert_eq!((descent.optimizers.as_slice(), descent.lr), (&wanted[..], None));
        // Of several there is no one rate to begin from.
        assert_eq!(clicked(&mut harness, "Rates").descent.optimizers, wanted);
    }
}

/// Runs of one optimizer are all of one colour in the picture, and told apart in the table: so are their starts, then.
#[test]
fn starts_have_the_colours_of_their_rows() {
    let gpu = gpu_or_skip!();
    let descent = DescentStyle { from: vec![[4.0, 1.0], [-3.0, 2.0]], ..DescentStyle::default() };
    let mut harness = pictured(gpu, drawn("x^2 + 4*y^2", Scene { descent, ..Scene::default() }), [1280.0, 800.0]);
    let of_starts = |harness: &Harness<'static, Session>| {
        let shapes = harness.output().shapes.iter();
        let circles = shapes.filter_map(|shape| match shape.shape {
            egui::Shape::Circle(circle) if circle.stroke.color == egui::Color32::WHITE => Some(circle.fill.to_array()),
            _ => None,
        });
        circles.collect::<BTreeSet<_>>()
    };
    assert!(of_starts(&harness).is_empty(), "without a table there is nothing to be told apart");
    harness.key_press(egui::Key::L);
    harness.run_steps(3);
    let [top, right] = [harness.get_by_label("state").rect().top(), harness.get_by_label("Picture").rect().left()];
    let of_rows: BTreeSet<_> = harness
        .output()
        .shapes
        .iter()
        .filter_map(|shape| match &shape.shape {
            egui::Shape::LineSegment { points, stroke } if points[0].y > top && points[0].x > right => {
                Some(stroke.color.to_array())
            }
            _ => None,
        })
        .collect();
    let colours = of_starts(&harness);
    assert_eq!(colours.len(), 2);
    assert!(colours.is_subset(&of_rows), "{colours:?} of {of_rows:?}");
}
