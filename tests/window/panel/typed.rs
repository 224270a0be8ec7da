//! Lines of text, lists to choose from and files: what is typed, taken, refused and undone.

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use steepest::descent::{Outside, Schedule, Seeding};
use steepest::field::Origin;
use steepest::scene::{ContourStyle, DescentStyle, Levels, Scene};
use steepest::session::{PathPurpose, Request, Session};

use super::{clicked, drawn, field, harness};

/// What stands in a line of text after it was typed anew.
fn typed(harness: &mut Harness<'static, Session>, label: &str, text: &str) -> Scene {
    // The label and its field have one name.
    let edit = |harness: &Harness<'static, Session>| harness.get_all_by_label(label).last().unwrap().focus();
    edit(harness);
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.get_all_by_label(label).last().unwrap().type_text(text);
    harness.run();
    harness.state().scene.clone()
}

/// The beginning of a text may be read though the whole is not: then what was there before it stays, and not the beginning.
#[test]
fn a_text_that_is_refused_leaves_what_was_there_before_its_first_letter() {
    let contour = ContourStyle { levels: Levels::Count(25), ..ContourStyle::default() };
    let mut harness = harness(drawn("himmelblau", Scene { contour, ..Scene::default() }));
    let before = harness.state().scene.contour.levels.clone();
    harness.get_all_by_label("levels at").last().unwrap().focus();
    harness.run();
    for letter in "300:1000:100".chars() {
        harness.event(egui::Event::Text(letter.to_string()));
        harness.run_steps(2);
    }
    assert_eq!(harness.state().scene.contour.levels, before);
    // What is mended is taken.
    let scene = typed(&mut harness, "levels at", "300, 400");
    assert_eq!(scene.contour.levels, Levels::List(vec![300.0, 400.0]));
}

/// A file whose coordinates look like degrees, without a word of it in the file: it is asked where the slope is read.
#[test]
fn slopes_in_plain_numbers_are_told_of_where_x_and_y_look_like_degrees() {
    const ASKS: &str = "x and y look like degrees: measure slopes in metres";
    let terrain = || harness(field("tests/data/jacksboro_fault_dem.npz"));
    let slope = |harness: &Harness<'static, Session>| harness.state().read([-84.25, 36.55]).unwrap().slope();
    let mut harness = terrain();
    assert!(slope(&harness) > 89.0, "{}", slope(&harness));
    harness.get_by_label(ASKS).click();
    harness.run_steps(3);
    assert_eq!(harness.state().scene.units, steepest::scene::Units::Degrees);
    assert!(slope(&harness) < 45.0, "{}", slope(&harness));
    assert!(harness.query_by_label(ASKS).is_none());
    // Who knows better says so once.
    let mut harness = terrain();
    harness.get_by_label("They are no degrees").click();
    harness.run_steps(3);
    assert!(harness.query_by_label(ASKS).is_none());
    assert_eq!(harness.state().scene.units, steepest::scene::Units::Plain);
    // Nobody is asked about what a file says, or about a formula.
    for known in ["tests/data/inputs/lonlat.tif", "himmelblau", "tests/data/loss_surface.npy"] {
        assert!(self::harness(field(known)).query_by_label(ASKS).is_none(), "{known}");
    }
    let geographic = self::harness(field("tests/data/inputs/lonlat.tif"));
    let degrees = geographic.get_by_role_and_label(Role::CheckBox, "x, y in degrees");
    assert_eq!(degrees.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True), "its file says so");
}

#[test]
fn lists_are_typed_and_what_cannot_be_read_leaves_them() {
    let mut harness = harness(field("himmelblau"));
    let scene = typed(&mut harness, "levels at", "0, 10, 100");
    assert_eq!(scene.contour.levels, Levels::List(vec![0.0, 10.0, 100.0]));
    assert_eq!(typed(&mut harness, "levels at", "0, 10, 5"), scene, "they must rise");
    assert!(harness.query_by_label_contains("finite values that rise").is_some());
    assert_eq!(typed(&mut harness, "levels at", "-1,1").contour.levels, Levels::List(vec![-1.0, 1.0]));
    assert!(harness.query_by_label_contains("finite values that rise").is_none());
    assert_eq!(typed(&mut harness, "at", "1, 2; −3, 0.5").descent.from, [[1.0, 2.0], [-3.0, 0.5]]);
    assert_eq!(typed(&mut harness, "at", "1, 2; 3").descent.from.len(), 2, "a start has two numbers");
    // A sign is a true minus wherever a number is read, and a curve has no y.
    let shown = |harness: &Harness<'static, Session>, line: &str| {
        harness.get_all_by_label(line).last().unwrap().value().unwrap_or_default()
    };
    assert_eq!(shown(&harness, "levels at"), "−1, 1");
    harness.state_mut().scene.descent.from = vec![[-1.5, 2.0], [1.0, -1e-7]];
    harness.run();
    assert_eq!(shown(&harness, "at"), "−1.5, 2; 1, −1e−7");
    harness.state_mut().set_text("x^2");
    harness.run();
    assert_eq!(shown(&harness, "at"), "−1.5; 1");
    assert_eq!(typed(&mut harness, "at", "2; −3").descent.from, [[2.0, 0.0], [-3.0, 0.0]]);
    harness.state_mut().set_text("x^2 + y^2");
    assert_eq!(typed(&mut harness, "at", "1; 2").descent.from.len(), 2);
    // What was refused gives way where the starts change from elsewhere.
    assert!(harness.query_by_label_contains("a start has an x and a y").is_some());
    harness.state_mut().clear_descent();
    harness.run();
    assert!(harness.query_by_label_contains("a start has an x and a y").is_none());
}

#[test]
fn a_rule_of_ones_own_is_typed_and_its_parameters_have_sliders() {
    let mut harness = harness(field("himmelblau"));
    clicked(&mut harness, "Schedule, borders, rules");
    let rule = "v = mu*v + g; p = p - lr*v";
    harness.get_all_by_label("rule").last().unwrap().focus();
    harness.run();
    for character in rule.chars() {
        // In the middle of it a slider appears above.
        harness.event(egui::Event::Text(character.to_string()));
        harness.run();
    }
    let scene = harness.state().scene.clone();
    assert_eq!(scene.descent.rule.as_deref(), Some(rule));
    assert_eq!(scene.descent.parameters.into_iter().collect::<Vec<_>>(), [("mu".to_owned(), 0.9)]);
    let slider = harness.get_all_by_label("mu").find(|node| node.value().is_some()).unwrap();
    slider.set_value_accesskit(0.5);
    harness.run();
    assert_eq!(harness.state().scene.descent.parameters["mu"], 0.5);
    let kept = typed(&mut harness, "rule", "p = p - lr*v*");
    assert_eq!(kept.descent.rule.as_deref(), Some(rule), "what cannot be read leaves the last rule");
    let none = typed(&mut harness, "rule", " ");
    assert!(none.descent.rule.is_none() && none.descent.parameters.is_empty());
}

#[test]
fn each_optimizer_of_a_race_has_settings_of_its_own() {
    let optimizers = vec!["adam".to_owned(), "gd".to_owned()];
    let descent = DescentStyle { optimizers, ..DescentStyle::default() };
    let mut harness = harness(drawn("himmelblau", Scene { descent, ..Scene::default() }));
    assert_eq!(typed(&mut harness, "adam", "lr=0.2,beta1=0.5").descent.optimizers, ["adam:lr=0.2,beta1=0.5", "gd"]);
    assert_eq!(typed(&mut harness, "gd", "beta1=0.5").descent.optimizers[1], "gd", "gd has no such parameter");
    assert_eq!(typed(&mut harness, "adam", " ").descent.optimizers, ["adam", "gd"]);
    // One may race with itself.
    harness.state_mut().scene.descent.optimizers = vec!["gd:lr=0.1".to_owned(), "gd:lr=0.01".to_owned()];
    harness.run();
    let first = harness.get_all_by_label("gd").find(|node| node.value().as_deref() == Some("lr=0.1")).unwrap();
    first.focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    for text in ["l", "r", "=", "0", ".", "2"] {
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
    }
    assert_eq!(harness.state().scene.descent.optimizers, ["gd:lr=0.2", "gd:lr=0.01"]);
}

#[test]
fn what_is_undone_while_a_line_has_the_keys_is_undone_in_the_line() {
    let mut harness = harness(field("himmelblau"));
    typed(&mut harness, "levels at", "0, 10");
    harness.state_mut().commit();
    typed(&mut harness, "levels at", "0, 20");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    harness.run();
    let levels = harness.state().scene.contour.levels.clone();
    assert_eq!(levels, Levels::List(vec![0.0, 10.0]), "what was typed last is one change");
    let line = harness.get_all_by_label("levels at").find_map(|node| node.value());
    assert_eq!(line.as_deref(), Some("0, 10"));
}

#[test]
fn another_optimizer_takes_the_place_of_a_rule_of_ones_own() {
    let descent = DescentStyle { rule: Some("p = p - lr*g".to_owned()), ..DescentStyle::default() };
    let mut harness = harness(drawn("himmelblau", Scene { descent, ..Scene::default() }));
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "optimizer").click();
    harness.run();
    let descent = clicked(&mut harness, "adam").descent;
    assert_eq!((descent.rule, descent.optimizers), (None, vec!["adam".to_owned()]));
}

#[test]
fn options_that_are_off_are_switched_on_in_a_list_and_are_no_sliders() {
    let descent = DescentStyle { optimizers: vec!["rmsprop".to_owned()], ..DescentStyle::default() };
    let mut harness = harness(drawn("himmelblau", Scene { descent, ..Scene::default() }));
    let sliders = |harness: &Harness<'static, Session>| {
        let options = ["momentum", "centered", "weight_decay"];
        options.map(|name| harness.query_all_by_label(name).filter(|node| node.value().is_some()).count())
    };
    assert_eq!(sliders(&harness), [0; 3]);
    assert!(harness.get_all_by_label("alpha").any(|node| node.value().is_some()), "what is at work has a slider");
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "options").click();
    harness.run();
    assert_eq!(clicked(&mut harness, "centered").descent.parameters, [("centered".to_owned(), 1.0)].into());
    let on = clicked(&mut harness, "weight_decay").descent.parameters;
    assert_eq!(on.keys().collect::<Vec<_>>(), ["centered", "weight_decay"]);
    assert_eq!(sliders(&harness), [0, 0, 1], "one that is on or off has no number");
    let decay = harness.get_all_by_label("weight_decay").find(|node| node.value().is_some()).unwrap();
    decay.set_value_accesskit(0.02);
    harness.run();
    assert_eq!(harness.state().scene.descent.parameters["weight_decay"], 0.02);
    for name in ["centered", "weight_decay"] {
        harness.get_by_role_and_label(egui::accesskit::Role::CheckBox, name).click();
        harness.run();
    }
    assert_eq!(harness.state().scene.descent.parameters, Default::default());
}

#[test]
fn schedules_borders_and_starts_are_chosen_from_lists() {
    let descent = DescentStyle { particles: 10, steps: 40, ..DescentStyle::default() };
    let mut harness = harness(drawn("himmelblau", Scene { descent, ..Scene::default() }));
    clicked(&mut harness, "Schedule, borders, rules");
    let mut choose = |list: &str, entry: &str| {
        harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, list).click();
        harness.run();
        harness.get_all_by_label(entry).last().unwrap().click();
        harness.run();
        harness.state().scene.descent.clone()
    };
    assert_eq!(choose("schedule", "cosine").schedule, Schedule::Cosine { steps: 40 });
    assert_eq!(choose("schedule", "step").schedule, Schedule::Step { every: 10, gamma: 0.5 });
    assert_eq!(choose("outside", "stays on the border").outside, Some(Outside::Clamp));
    assert_eq!(choose("outside", "as the field has it").outside, None);
    assert_eq!(choose("from", "line").particles_from, Seeding::Line { from: [-5.0, 0.0], to: [5.0, 0.0] });
    assert_eq!(choose("from", "circle").particles_from, Seeding::Circle { center: [0.0, 0.0], radius: 4.0 });
}

#[test]
fn what_a_file_does_not_say_of_itself_is_set_and_it_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("four.csv");
    std::fs::write(&path, "1,2\n3,4\n").unwrap();
    let mut harness = harness(field(&path.to_string_lossy()));
    let read = |harness: &mut Harness<'static, Session>| match harness.state_mut().take_requests().pop() {
        Some(Request::Read(_, file)) => file.source,
        other => panic!("{other:?}"),
    };
    typed(&mut harness, "lies at", "0, 10; 5, 20");
    // A file may take long to be read, which no character does.
    assert!(harness.state_mut().take_requests().is_empty());
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(read(&mut harness).extent, Some([[0.0, 10.0], [5.0, 20.0]]));
    harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "first row").click();
    harness.run();
    clicked(&mut harness, "at the top");
    assert_eq!(read(&mut harness).origin, Some(Origin::Upper));
}

#[test]
fn files_of_optimizers_and_runs_of_ones_own_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules.toml");
    std::fs::write(&rules, "[half]\nparameters = { lr = 1.0, part = 2.0 }\nrule = \"p = p - lr*g/part\"\n").unwrap();
    let run = folder.path().join("run.csv");
    std::fs::write(&run, "x,y\n1,2\n3,4\n").unwrap();
    let mut harness = harness(field("himmelblau"));
    clicked(&mut harness, "Schedule, borders, rules");
    clicked(&mut harness, "Optimizers of your own…");
    assert_eq!(harness.state().prompt.as_ref().map(|prompt| prompt.purpose), Some(PathPurpose::Rules));
    harness.state_mut().prompt = None;
    harness.state_mut().choose_file(PathPurpose::Trajectory, &rules);
    assert!(harness.state().scene.descent.path.is_none() && harness.state().status.message.is_some());
    harness.state_mut().choose_file(PathPurpose::Trajectory, &run);
    harness.state_mut().choose_file(PathPurpose::Rules, &rules);
    harness.state_mut().scene.descent.optimizers = vec!["half".to_owned()];
    harness.state_mut().scene.descent.parameters = [("part".to_owned(), 3.0)].into();
    harness.run();
    assert_eq!(harness.state().scene.descent.path.as_deref(), run.to_str());
    assert!(clicked(&mut harness, "Without Run of your own").descent.path.is_none());
    let without = clicked(&mut harness, "Without Optimizers of your own").descent;
    assert!(without.rules.is_none() && without.optimizers.is_empty() && without.parameters.is_empty(), "{without:?}");
    // What is wrong with a file is said, be there a rule that would do without it.
    harness.state_mut().scene.descent.rule = Some("p = p - lr*g".to_owned());
    harness.state_mut().choose_file(PathPurpose::Rules, &run);
    assert!(harness.state().scene.descent.rules.is_none());
}

/// What a half typed rule does not read keeps its value where the whole is refused.
#[test]
fn a_rule_that_is_refused_leaves_the_parameters_of_the_one_before() {
    let rule = "v = mu*v + g; p = p - lr*v".to_owned();
    let parameters = [("lr".to_owned(), 0.01), ("mu".to_owned(), 0.5)].into();
    let descent = DescentStyle { rule: Some(rule), parameters, from: vec![[1.0, 1.0]], ..DescentStyle::default() };
    let mut harness = harness(drawn("himmelblau", Scene { descent, ..Scene::default() }));
    clicked(&mut harness, "Schedule, borders, rules");
    let before = harness.state().scene.descent.clone();
    harness.get_all_by_label("rule").last().unwrap().focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run_steps(2);
    for letter in "p = p - g*(".chars() {
        harness.event(egui::Event::Text(letter.to_string()));
        harness.run_steps(2);
    }
    assert_eq!(
        (&harness.state().scene.descent.rule, &harness.state().scene.descent.parameters),
        (&before.rule, &before.parameters)
    );
}

/// A line that is refused takes back what it wrote itself, and nothing that was changed elsewhere meanwhile.
#[test]
fn a_line_that_is_refused_leaves_what_was_changed_beside_it() {
    let rule = "v = mu*v + g; p = p - lr*v".to_owned();
    let parameters = [("lr".to_owned(), 0.01), ("mu".to_owned(), 0.5)].into();
    let descent = DescentStyle { rule: Some(rule), parameters, from: vec![[1.0, 1.0]], ..DescentStyle::default() };
    let mut harness = harness(drawn("himmelblau", Scene { descent, ..Scene::default() }));
    clicked(&mut harness, "Schedule, borders, rules");
    let write = |harness: &mut Harness<'_, Session>, text: &str| {
        harness.get_all_by_label("rule").last().unwrap().focus();
        harness.run_steps(2);
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run_steps(2);
    };
    write(&mut harness, "(");
    harness.state_mut().scene.descent.parameters.insert("mu".to_owned(), 0.25);
    harness.run_steps(2);
    write(&mut harness, "(");
    let descent = &harness.state().scene.descent;
    assert_eq!(descent.parameters.get("mu"), Some(&0.25));
    assert!(descent.rule.as_ref().is_some_and(|rule| rule.starts_with("v = mu*v")), "{:?}", descent.rule);
}
