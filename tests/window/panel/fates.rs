//! The map of fates: opened from the optimizer's menu, asked, pointed at and taken.

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use steepest::compute::HyperparameterMap;
use steepest::scene::{DescentStyle, Scene};
use steepest::session::{Request, Session};

use super::steady::plot;
use super::{clicked, drawn, window};

#[test]
fn the_map_opens_from_the_optimizers_menu_and_its_values_are_followed_and_taken() {
    let optimizers = vec!["momentum".to_owned()];
    let descent = DescentStyle { optimizers, from: vec![[4.0, 3.0]], ..DescentStyle::default() };
    let mut harness = window(drawn("x^2/2 + 10*y^2", Scene { descent, ..Scene::default() }), [1280.0, 900.0]);
    clicked(&mut harness, "Fates");
    let asked = harness.state_mut().take_requests();
    let [Request::Fates(question)] = asked.as_slice() else { panic!("{asked:?}") };
    harness.run_steps(3);
    assert!(harness.state_mut().take_requests().is_empty(), "it is asked once");
    let mut style = question.style.clone();
    (style.grid, style.steps) = ([12, 12], 200);
    let map = HyperparameterMap::new(None, &question.scene, &question.field, style).unwrap();
    harness.state_mut().fates.as_mut().unwrap().found = Some(Ok(Arc::new(map)));
    // The frame that shows it may be the last for long: it has the places of the next ones, with room for all numbers.
    harness.ctx.options_mut(|options| options.max_passes = std::num::NonZeroUsize::MIN);
    let corner = egui::pos2(harness.get_by_label("Picture").rect().right() + 20.0, 40.0);
    let plots = [0; 3].map(|_| {
        harness.step();
        plot(&harness, corner)
    });
    assert!(plots[0].right() < 1260.0 && plots.iter().all(|plot| plot == &plots[0]), "{plots:?}");
    // The fastest of all is taken by a click on what is said of it.
    let best = harness.state().fates.as_ref().unwrap().found.clone().unwrap().unwrap();
    let best = best.values(best.best().unwrap().0);
    let before = harness.state().scene.clone();
    harness.get_by_label_contains("fastest:").click();
    harness.run_steps(3);
    let taken = harness.state().scene.descent.lr.unwrap();
    assert!((taken / best[0] - 1.0).abs() < 1e-3, "{taken} and {best:?}");
    harness.state_mut().scene = before;
    harness.run_steps(3);
    // To the right of the picture, in the middle of the map.
    let left = harness.get_by_label("Picture").rect().right();
    let at = egui::pos2(0.5 * (left + 1280.0) + 20.0, 250.0);
    harness.hover_at(at);
    harness.run_steps(3);
    let (values, run) = harness.state().fates.as_ref().unwrap().pointed.clone().unwrap();
    assert!(run.len() > 1 && run[0].0 == [4.0, 3.0], "{run:?}");
    harness.drag_at(at);
    harness.run_steps(2);
    harness.drop_at(at);
    harness.run_steps(2);
    let taken = harness.state().scene.descent.lr.unwrap();
    assert!((taken / values[0] - 1.0).abs() < 1e-3, "{taken} and {values:?}");
    // What is changed is asked about anew.
    harness.state_mut().scene.descent.from = vec![[1.0, 1.0]];
    harness.run_steps(2);
    assert!(matches!(harness.state_mut().take_requests().as_slice(), [.., Request::Fates(_)]));
    // An optimizer of a single number has no map.
    harness.state_mut().scene.descent.optimizers = vec!["gd".to_owned()];
    harness.state_mut().scene.descent.parameters.clear();
    harness.run_steps(2);
    let numbers = harness.state_mut().numbers().len();
    assert_eq!(harness.query_by_label_contains("a single number").is_some(), numbers < 2);
    clicked(&mut harness, "Close");
    assert!(harness.state().fates.is_none());
}

/// Each optimizer of a race has its map, and the numbers that are taken are its own.
#[test]
fn the_map_is_that_of_the_optimizer_that_is_chosen() {
    let descent = DescentStyle {
        optimizers: ["gd:lr=0.01", "momentum:lr=0.02,momentum=0.5"].map(str::to_owned).to_vec(),
        from: vec![[4.0, 3.0]],
        ..DescentStyle::default()
    };
    let mut harness = window(drawn("x^2/2 + 10*y^2", Scene { descent, ..Scene::default() }), [1280.0, 800.0]);
    clicked(&mut harness, "Fates");
    let over = |harness: &Harness<'static, Session>| {
        let fates = harness.state().fates.as_ref().unwrap();
        fates.over.iter().map(|sweep| sweep.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(over(&harness), ["lr", "weight_decay"]);
    clicked(&mut harness, "the map of fates of");
    clicked(&mut harness, "momentum, lr = 0.02, momentum = 0.5");
    assert_eq!(over(&harness), ["lr", "momentum"]);
    let asked = harness.state().fates.as_ref().unwrap().asked.clone().unwrap();
    assert_eq!(asked.scene.descent.optimizers, ["momentum:lr=0.02,momentum=0.5"]);
}

/// The picture beside the map has one width, whatever is asked and found.
#[test]
fn the_map_takes_as_much_of_the_picture_whatever_is_in_it() {
    let mut rights = Vec::new();
    for optimizers in [&["gd"][..], &["adam"], &["rprop"], &["gd:lr=0.01", "adam:lr=0.02,beta1=0.5"]] {
        let descent = DescentStyle {
            optimizers: optimizers.iter().map(|&name| name.to_owned()).collect(),
            from: vec![[4.0, 3.0]],
            ..DescentStyle::default()
        };
        let mut harness = window(drawn("x^2/2 + 10*y^2", Scene { descent, ..Scene::default() }), [1280.0, 800.0]);
        clicked(&mut harness, "Fates");
        harness.run_steps(4);
        rights.push(harness.get_by_label("Picture").rect().right());
    }
    assert!(rights.iter().all(|right| *right == rights[0] && *right < 1100.0), "{rights:?}");
}

/// An end of an axis that is none stays what it was, and why is said beside it.
#[test]
fn what_is_no_range_of_the_map_is_refused_with_a_reason() {
    let descent = DescentStyle { from: vec![[4.0, 3.0]], ..DescentStyle::default() };
    let mut harness = window(drawn("x^2/2 + 10*y^2", Scene { descent, ..Scene::default() }), [1280.0, 800.0]);
    clicked(&mut harness, "Fates");
    let range = |harness: &Harness<'static, Session>| harness.state().fates.as_ref().unwrap().over[0].range;
    let before = range(&harness);
    for (end, text, why) in
        [("first lr", "-1", "above 0"), ("first lr", "1e6", "below the last"), ("last lr", "1e-9", "below the last")]
    {
        harness.get_by_label(end).focus();
        harness.run_steps(2);
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run_steps(2);
        harness.key_press(egui::Key::Enter);
        harness.run_steps(3);
        assert_eq!(range(&harness), before, "{end} {text}");
        assert!(harness.query_by_label_contains(why).is_some(), "{end} {text}");
    }
}

/// A start may be one where the field has no value any more.
#[test]
fn a_run_without_a_single_value_is_pointed_at() {
    let optimizers = vec!["momentum".to_owned()];
    let descent = DescentStyle { optimizers, from: vec![[-1.0, 1.0]], ..DescentStyle::default() };
    let mut harness = window(drawn("log(x) + y^2", Scene { descent, ..Scene::default() }), [1280.0, 900.0]);
    clicked(&mut harness, "Fates");
    let asked = harness.state_mut().take_requests();
    let [.., Request::Fates(question)] = asked.as_slice() else { panic!("{asked:?}") };
    let mut style = question.style.clone();
    (style.grid, style.steps) = ([12, 12], 20);
    let map = HyperparameterMap::new(None, &question.scene, &question.field, style).unwrap();
    harness.state_mut().fates.as_mut().unwrap().found = Some(Ok(Arc::new(map)));
    harness.run_steps(3);
    let left = harness.get_by_label("Picture").rect().right();
    harness.hover_at(egui::pos2(0.5 * (left + 1280.0) + 20.0, 250.0));
    harness.run_steps(3);
    let (_, run) = harness.state().fates.as_ref().unwrap().pointed.clone().unwrap();
    assert!(run.is_empty(), "{run:?}");
}
