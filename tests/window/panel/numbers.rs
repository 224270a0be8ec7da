//! Numbers that are typed: taken whole, left as they are, and refused beside their fields.

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT, Queryable};
use steepest::scene::{ColorScale, ColorStyle, CurveStyle, DescentStyle, Limits, Scene, View};
use steepest::session::Session;

use super::{drawn, harness};

/// The scene after a number was typed into its field, letter by letter or at once.
fn number(harness: &mut Harness<'static, Session>, field: usize, letters: &[String]) -> Scene {
    harness.query_all(By::new().role(Role::SpinButton)).nth(field).unwrap().focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    for letters in letters {
        harness.event(egui::Event::Text(letters.clone()));
        harness.run_steps(2);
    }
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    harness.state().scene.clone()
}

#[test]
fn a_number_is_taken_whole_however_slowly_it_is_typed() {
    // A domain whose ends have a first digit that is beyond the other one; a start, particles and steps that half a number would
    // take away; limits of colours, a central difference and a scale that are not 0.
    let descent = DescentStyle { from: vec![[2.5, 2.5]], particles: 10, steps: 40, ..DescentStyle::default() };
    let scene = Scene { x: Some([2.0, 3.0]), y: Some([2.0, 3.0]), descent, ..Scene::default() };
    let limits = Limits::Range([5.0, 15.0]);
    let color = ColorStyle { limits, ..ColorStyle::default() };
    let curve = CurveStyle { h: Some(0.5) };
    let scene = Scene { color, curve, view: View::Curve, probe: Some([2.5, 2.5]), ..scene };
    let mut harness = harness(drawn("a*x^2", scene));
    let fields = harness.query_all(By::new().role(Role::SpinButton)).count();
    assert!(fields > 30, "{fields}");
    let before = harness.state().scene.clone();
    let mut changed = 0;
    for field in 0..fields {
        for text in ["0.35", "2.75", "12", "150"] {
            let scenes = [vec![text.to_owned()], text.chars().map(String::from).collect()].map(|letters| {
                let scene = number(&mut harness, field, &letters);
                harness.state_mut().scene = before.clone();
                harness.state_mut().commit();
                harness.run_steps(3);
                scene
            });
            assert_eq!(scenes[0], scenes[1], "number {field}, {text}");
            changed += usize::from(scenes[0] != before);
        }
    }
    assert!(changed > 2 * fields, "{changed} of {fields}");
}

/// Whoever looks at a number by a click and goes on has changed nothing, and what is beside it stays there meanwhile.
#[test]
fn a_number_that_is_only_looked_at_stays_as_it_is() {
    let third = 1.0 / 3.0;
    let descent = DescentStyle { from: vec![[third, third]], noise: third, particles: 10, ..DescentStyle::default() };
    let color = ColorStyle { limits: Limits::Range([third, 1.0 + third]), ..ColorStyle::default() };
    let (x, y) = (Some([-80.0 - third, -80.0 + third]), Some([30.0 - third, 30.0 + third]));
    let mut scene = Scene { x, y, descent, color, probe: Some([-80.0, 30.0 + 0.1 * third]), ..Scene::default() };
    (scene.camera.azimuth, scene.surface.height_scale, scene.units) =
        (-60.0 - third, third, steepest::scene::Units::Degrees);
    let mut harness = harness(drawn("a*x^2 + y^2", scene));
    let before = harness.state().scene.clone();
    let places = |harness: &Harness<'static, Session>| {
        let fields = harness.query_all(By::new().role(Role::SpinButton));
        fields.map(|field| field.rect().left()).collect::<Vec<_>>()
    };
    let (still, mut moved) = (places(&harness), Vec::new());
    for field in 0..still.len() {
        harness.query_all(By::new().role(Role::SpinButton)).nth(field).unwrap().focus();
        harness.run_steps(3);
        if places(&harness) != still {
            moved.push(field);
        }
        harness.key_press(egui::Key::Enter);
        harness.run_steps(3);
        assert_eq!(harness.state().scene, before, "number {field}");
    }
    assert!(still.len() > 30 && moved.is_empty(), "{moved:?} of {}", still.len());
}

#[test]
fn a_number_that_is_refused_says_why_beside_its_field_until_something_else_is_done() {
    let mut harness = harness(drawn("a*x^2 + y^2", Scene::default()));
    let numbers = |harness: &Harness<'static, Session>| -> Vec<egui::Rect> {
        harness.query_all(By::new().role(Role::SpinButton)).map(|node| node.rect()).collect()
    };
    let said = |harness: &Harness<'static, Session>, words: &str| {
        harness.query_all(By::new().role(Role::Label)).find_map(|node| {
            let text = node.value().or_else(|| node.accesskit_node().label()).unwrap_or_default();
            text.contains(words).then(|| node.rect())
        })
    };
    // The parameter, the four ends of the domain.
    let before = harness.state().scene.clone();
    for (field, text, why) in [
        (0, "two", "`two` is not a number"),
        (1, "foo(2)", "unknown function `foo`"),
        (2, "2x", "a name in it has no value"),
        (2, "-10", "the first must be below the last"),
        (3, "1/0", "no finite number"),
        (3, "6", "the first must be below the last"),
    ] {
        assert!(said(&harness, why).is_none());
        let scene = number(&mut harness, field, &[text.to_owned()]);
        assert_eq!(scene, before, "{text}");
        let place = said(&harness, why).unwrap_or_else(|| panic!("{why} is not said of {text}"));
        let line = numbers(&harness)[field];
        let beside =
            place.left() - line.left() < 20.0 && place.top() > line.top() && place.top() - line.bottom() < 20.0;
        assert!(beside, "{why} at {place:?}, not below {line:?}");
        harness.key_press(egui::Key::Escape);
        harness.run_steps(3);
        assert!(said(&harness, why).is_none(), "{why} stays");
    }
    let wider = number(&mut harness, 2, &["2*pi".to_owned()]);
    assert_eq!(wider.x, Some([-5.0, std::f64::consts::TAU]));
}

/// What is no learning rate, no step, no scale and no range is refused as what cannot be read is.
#[test]
fn a_number_that_cannot_be_is_refused_beside_its_field() {
    let color = ColorStyle { limits: Limits::Range([1.0, 15.0]), scale: ColorScale::Log, ..ColorStyle::default() };
    let scene = |optimizers: &[&str]| {
        let optimizers = optimizers.iter().map(|&name| name.to_owned()).collect();
        let descent = DescentStyle { optimizers, ..DescentStyle::default() };
        let curve = CurveStyle { h: Some(0.5) };
        Scene { descent, color, curve, view: View::Curve, ..Scene::default() }
    };
    let place = |harness: &Harness<'static, Session>, label: &str| {
        let mut fields = harness.query_all(By::new().role(Role::SpinButton));
        let place = fields.position(|node| node.accesskit_node().label().as_deref() == Some(label));
        place.unwrap_or_else(|| panic!("{label}"))
    };
    for optimizers in [&["gd"] as &[&str], &["gd", "adam"]] {
        let mut harness = harness(drawn("x^2 + 1", scene(optimizers)));
        let before = harness.state().scene.clone();
        for (label, text, why) in [
            ("learning rate", "0", "a learning rate must be above 0"),
            ("learning rate", "-0.1", "a learning rate must be above 0"),
            ("learning rate", "inf", "`inf` is no finite number"),
            ("arrow scale", "0", "a scale must be above 0"),
            ("h", "-1", "h must be above 0"),
            ("colours from", "16", "the first must be below the last"),
            ("colours from", "0", "a logarithm is one of numbers above 0"),
        ] {
            let field = place(&harness, label);
            assert_eq!(number(&mut harness, field, &[text.to_owned()]), before, "{label} {text}");
            assert!(harness.query_by_label_contains(why).is_some(), "{why} is not said of {label} {text}");
        }
        // The other end has the same name.
        let last = place(&harness, "colours from") + 1;
        assert_eq!(number(&mut harness, last, &["0.5".to_owned()]), before);
        assert!(harness.query_by_label_contains("the first must be below the last").is_some());
    }
}
