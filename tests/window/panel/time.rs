//! The time of a descent: played, dragged both ways, and marked in the picture and in the plot of the runs at once.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use steepest::scene::{DescentStyle, Scene, SceneFile};
use steepest::session::Session;

use super::{clicked, drawn, harness, pictured, window};

fn descent(from: &[[f64; 2]], steps: usize) -> SceneFile {
    let descent = DescentStyle { from: from.to_vec(), steps, ..DescentStyle::default() };
    drawn("x^2 + y^2", Scene { descent, ..Scene::default() })
}

#[test]
fn the_time_line_is_dragged_backwards_and_reaches_as_far_as_is_typed() {
    let mut harness = window(descent(&[[4.0, 4.0]], 100), [1280.0, 1600.0]);
    let line = harness.get_by_role_and_label(egui::accesskit::Role::Slider, "iterations").rect();
    let drag = |harness: &mut egui_kittest::Harness<'static, steepest::session::Session>, from: f32, to: f32| {
        let at = |fraction: f32| egui::pos2(line.left() + 118.0 * fraction, line.center().y);
        harness.drag_at(at(from));
        harness.run();
        harness.hover_at(at(to));
        harness.run();
        harness.drop_at(at(to));
        harness.run();
        harness.state().scene.descent.steps
    };
    let back = drag(&mut harness, 0.5, 0.1);
    assert!(back < 40, "it was dragged back to {back}");
    let on = drag(&mut harness, 0.1, 0.9);
    assert!(on > 150 && on <= 200, "and on to {on}");
    let end = harness.get_all_by_label("of").find(|node| node.value().is_some()).unwrap();
    end.set_value_accesskit(100_000.0);
    harness.run();
    assert_eq!(harness.state().end(), 100_000);
    assert!(drag(&mut harness, 0.1, 0.99) > 90_000);
}

/// A parameter swings about the value that it had, by as much as that is: once in 20/3 seconds of the window's own time.
#[test]
fn a_swinging_parameter_begins_where_it_was() {
    let mut harness = harness(drawn("a*x^2 + y^2", Scene::default()));
    harness.state_mut().set_parameter("a", 1.5);
    harness.get_by_label("Animate a").click();
    let value = |harness: &Harness<'static, Session>| harness.state().parameters()[0].1;
    let mut values = Vec::new();
    for _ in 0..60 {
        harness.step();
        let Some(swing) = harness.state().animated.clone() else { continue };
        let now = harness.ctx.input(|input| input.time);
        let wanted = 1.5 + 1.5 * (std::f64::consts::TAU * 0.15 * (now - swing.since)).sin();
        assert!((value(&harness) - wanted).abs() < 1e-9, "{} at {now}, not {wanted}", value(&harness));
        values.push(value(&harness));
    }
    assert_eq!(values[0], 1.5, "it begins where it was");
    assert!(values.iter().any(|value| *value > 2.9), "{values:?}");
    clicked(&mut harness, "Animate a");
    let left = value(&harness);
    harness.run_steps(5);
    assert_eq!(value(&harness), left, "it rests");
}

#[test]
fn what_is_played_to_the_end_is_played_again() {
    let mut harness = harness(descent(&[[4.0, 4.0]], 200));
    clicked(&mut harness, "Play");
    assert!(harness.state().is_playing && harness.state().scene.descent.steps == 0);
    clicked(&mut harness, "Pause");
    assert_eq!(clicked(&mut harness, "Reset").descent.steps, 0);
}

#[test]
fn the_step_under_the_pointer_is_marked_in_the_picture_and_in_the_plot() {
    let gpu = gpu_or_skip!();
    let mut harness = pictured(gpu, descent(&[[4.0, 4.0], [-3.0, 1.0]], 30), [1280.0, 800.0]);
    harness.state_mut().shows_runs = true;
    harness.run_steps(3);
    // In the plot, whose left and right ends are the first and the last step.
    let picture = harness.get_by_label("Picture").rect();
    let right = harness.get_by_label("start").rect().left();
    let plot = egui::Rect::from_min_max(picture.left_bottom(), egui::pos2(right, 770.0));
    let mut steps = Vec::new();
    for fraction in [0.3, 0.8] {
        harness.hover_at(egui::pos2(plot.left() + fraction * plot.width(), plot.center().y));
        harness.run_steps(3);
        steps.push(harness.state().pointed_step.unwrap());
    }
    assert!(steps[0] > 2 && steps[1] > steps[0] + 8 && steps[1] <= 30, "{steps:?}");
    // Where the pointer leaves, nothing is marked.
    harness.hover_at(egui::pos2(100.0, 400.0));
    harness.run_steps(3);
    assert_eq!(harness.state().pointed_step, None);
}

#[test]
fn a_step_in_the_picture_is_marked_in_the_plot() {
    let gpu = gpu_or_skip!();
    let mut harness = pictured(gpu, descent(&[[4.0, 4.0]], 30), [1280.0, 800.0]);
    let picture = harness.get_by_label("Picture").rect();
    // Somewhere on the way from the start to the minimum there are steps, and away from it there are none.
    let mut found = std::collections::BTreeSet::new();
    for x in (picture.center().x as u32..picture.right() as u32).step_by(6) {
        for y in (picture.top() as u32..picture.bottom() as u32).step_by(9) {
            harness.hover_at(egui::pos2(x as f32, y as f32));
            harness.step();
            found.extend(harness.state().pointed_step);
        }
    }
    assert!(found.contains(&0) && found.contains(&1) && found.len() > 5, "{found:?}");
}

#[test]
fn arrows_go_forwards_and_backwards() {
    let mut harness = window(descent(&[[4.0, 4.0]], 100), [1280.0, 800.0]);
    let mut press = |modifiers, key| {
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(2);
        harness.state_mut().take_requests()
    };
    use egui::{Key, Modifiers};
    use steepest::session::Request::Step;
    assert_eq!(press(Modifiers::NONE, Key::ArrowRight), [Step(1)]);
    assert_eq!(press(Modifiers::NONE, Key::ArrowLeft), [Step(-1)]);
    assert_eq!(press(Modifiers::SHIFT, Key::ArrowRight), [Step(10)]);
    assert_eq!(press(Modifiers::SHIFT, Key::ArrowLeft), [Step(-10)]);
}

#[test]
fn what_is_grasped_stays_under_the_pointer_and_a_click_on_a_start_adds_none() {
    let gpu = gpu_or_skip!();
    let mut file = descent(&[[2.0, 1.0]], 0);
    file.scene.view = steepest::scene::View::Contour;
    let scene = file.scene.clone();
    let mut harness = pictured(gpu, file, [1280.0, 800.0]);
    let picture = harness.get_by_label("Picture").rect();
    let size = [picture.width(), picture.height()].map(|side| side.round() as u32);
    let field = steepest::Field::parse("x^2 + y^2").unwrap();
    let drawn = steepest::render::Renderer::new(gpu).unwrap();
    let mut drawn = drawn;
    let drawn = drawn.prepare(&Scene { size, ..scene }, &field).unwrap();
    let place = |point| {
        let [x, y] = drawn.picker().on_contours(point).unwrap();
        picture.min + egui::vec2(x, y)
    };
    let start = place([2.0, 1.0]);
    harness.drag_at(start);
    harness.run_steps(2);
    harness.drop_at(start);
    harness.run_steps(2);
    assert_eq!(harness.state().scene.descent.from, [[2.0, 1.0]], "it is there already");
    // From the middle by one unit to the right, in steps that are shorter than what makes a drag.
    let (from, to) = (place([0.0, 0.0]), place([1.0, 0.0]));
    harness.drag_at(from);
    harness.run_steps(2);
    let steps = ((to.x - from.x) / 2.0).ceil() as usize;
    for step in 1..=steps {
        harness.hover_at(from + (to - from) * step as f32 / steps as f32);
        harness.step();
    }
    harness.drop_at(to);
    harness.run_steps(2);
    let [first, last] = harness.state().scene.x.unwrap();
    assert!((first + 6.0).abs() < 0.03 && (last - 4.0).abs() < 0.03, "{first} {last}");
}

#[test]
fn the_arrow_of_the_direction_is_held_where_it_is_seen_to_end() {
    let gpu = gpu_or_skip!();
    let scene = Scene { view: steepest::scene::View::Contour, probe: Some([4.5, 0.0]), ..Scene::default() };
    let mut harness = pictured(gpu, drawn("x^2 + y^2", scene.clone()), [1280.0, 800.0]);
    let picture = harness.get_by_label("Picture").rect();
    let size = [picture.width(), picture.height()].map(|side| side.round() as u32);
    let field = steepest::Field::parse("x^2 + y^2").unwrap();
    let mut renderer = steepest::render::Renderer::new(gpu).unwrap();
    let prepared = renderer.prepare(&Scene { size, ..scene }, &field).unwrap();
    let place = |point| {
        let [x, y] = prepared.picker().on_contours(point).unwrap();
        picture.min + egui::vec2(x, y)
    };
    // It would reach to 6.1, and is cut at the border.
    let (end, above) = (place([4.97, 0.0]), place([4.5, 2.0]));
    harness.drag_at(end);
    harness.run_steps(2);
    for step in 1..=8 {
        harness.hover_at(end + (above - end) * step as f32 / 8.0);
        harness.step();
    }
    harness.drop_at(above);
    harness.run_steps(2);
    let scene = &harness.state().scene;
    assert!((scene.probe_angle - 90.0).abs() < 1.0 && scene.x.is_none(), "{} {:?}", scene.probe_angle, scene.x);
}

#[test]
fn what_is_switched_on_moves_nothing_beside_it() {
    let mut harness = harness(drawn("a*x^2 + y^2", Scene { probe: Some([1.0, 2.0]), ..Scene::default() }));
    let places = |harness: &egui_kittest::Harness<'static, steepest::session::Session>| {
        ["flow texture", "key", "Animate a", "×"].map(|name| harness.get_all_by_label(name).next().unwrap().rect())
    };
    let before = places(&harness);
    clicked(&mut harness, "streamlines");
    assert_eq!(places(&harness), before);
    harness.state_mut().set_parameter("a", -1.2345);
    harness.state_mut().set_direction(2.5);
    harness.run_steps(3);
    assert_eq!(places(&harness), before);
}
