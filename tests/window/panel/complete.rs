//! Everything in a scene file can be set in the window.

use std::collections::BTreeSet;

use egui_kittest::kittest::{NodeT, Queryable};
use steepest::descent::Outside;
use steepest::field::{FieldSource, Origin};
use steepest::scene::{AxisLabels, DescentStyle, Limits, Scene, SceneFile, View};
use steepest::session::PathPurpose;

use super::{clicked, drawn, field, harness};

/// Where each key of a scene file is set: the name of its control.
const CONTROLS: [(&str, &str); 84] = [
    ("font", "font"),
    ("legend", "legend"),
    ("surface.box_aspect", "box"),
    ("panel_titles", "panel titles"),
    ("field", "f(x, y) ="),
    ("set.a", "a"),
    ("key", "array"),
    ("origin", "first row"),
    ("x", "x from"),
    ("y", "y from"),
    ("extent", "lies at"),
    ("grid", "grid"),
    ("view", "Surface"),
    ("size", "Pixels"),
    ("dpi", "dpi"),
    ("title", "title"),
    ("fontsize", "font size"),
    ("theme", "Dark"),
    ("transparent", "transparent background"),
    ("critical", "stationary points"),
    ("units", "x, y in degrees"),
    ("trust", "trust"),
    ("probe", "pinned at x"),
    ("probe_angle", "Direction of the derivative"),
    ("basins.grid", "starts"),
    ("basins.steps", "steps"),
    ("labels.x", "x label"),
    ("scales.x", "x scale"),
    ("scales.y", "y scale"),
    ("scales.z", "z scale"),
    ("labels.y", "y label"),
    ("labels.z", "z label"),
    ("color.by", "colours show"),
    ("color.map", "colormap"),
    ("color.scale", "logarithmic"),
    ("color.limits", "colours from"),
    ("surface.alpha", "opacity"),
    ("surface.z", "heights from"),
    ("surface.height_scale", "height"),
    ("surface.light", "light from"),
    ("surface.lines", "levels"),
    ("shade.contours", "shade"),
    ("shade.sun", "sun °"),
    ("shade.exaggeration", "heights ×"),
    ("camera.azimuth", "azimuth °"),
    ("camera.elevation", "elevation °"),
    ("camera.distance", "distance"),
    ("camera.projection", "orthographic"),
    ("contour.levels", "levels at"),
    ("contour.line_width", "line width"),
    ("contour.labels", "values on lines"),
    ("contour.aspect", "equal"),
    ("curve.h", "central difference, h"),
    ("loss.of", "|∇f| "),
    ("arrows.direction", "downhill"),
    ("arrows.density", "grid density"),
    ("arrows.length", "√|∇f|"),
    ("arrows.color", "by the ground"),
    ("arrows.streamlines", "streamlines"),
    ("band", "band"),
    ("arrows.lic", "flow texture"),
    ("arrows.scale", "arrow scale"),
    ("arrows.key", "key"),
    ("descent.optimizer", "optimizer"),
    ("descent.rule", "rule"),
    ("descent.rules", "Optimizers of your own…"),
    ("descent.lr", "learning rate"),
    ("descent.parameters.beta1", "beta1"),
    ("descent.schedule", "schedule"),
    ("descent.warmup", "warmup"),
    ("descent.clip", "clip"),
    ("descent.noise", "noise"),
    ("descent.seed", "seed"),
    ("descent.steps", "iterations"),
    ("descent.from", "at"),
    ("descent.path", "Run of your own…"),
    ("descent.ascend", "climb"),
    ("descent.outside", "outside"),
    ("descent.particles", "particles"),
    ("descent.particles_from", "from"),
    ("descent.particles_in", "over"),
    ("descent.trail", "trail"),
    ("descent.tint", "colour"),
    ("animation", "frames"),
];

/// The names of all controls of a window on a scene.
fn controls(scene: SceneFile, purpose: Option<PathPurpose>) -> BTreeSet<String> {
    let mut harness = harness(scene);
    if let Some(purpose) = purpose {
        harness.state_mut().ask(purpose);
    }
    clicked(&mut harness, "Schedule, borders, rules");
    let nodes = harness.query_all(egui_kittest::kittest::By::new());
    nodes.filter_map(|node| node.accesskit_node().label()).collect()
}

/// A scene in which everything is said that can be.
fn whole() -> SceneFile {
    let axes = Some("u".to_owned());
    let source = FieldSource {
        set: [("a".to_owned(), 2.0)].into(),
        key: axes.clone(),
        band: Some(1),
        origin: Some(Origin::Lower),
        extent: Some([[0.0, 1.0]; 2]),
        ..FieldSource::from("a*x^2 + y^2")
    };
    let mut scene = Scene {
        x: Some([-1.0, 1.0]),
        y: Some([-1.0, 1.0]),
        grid: Some([64; 2]),
        title: axes.clone(),
        panel_titles: axes.clone(),
        font: axes.clone(),
        fontsize: Some(10.0),
        probe: Some([0.5, 0.5]),
        basins: Some(Default::default()),
        ..Scene::default()
    };
    scene.color.map = Some(Default::default());
    scene.labels = AxisLabels { x: axes.clone(), y: axes.clone(), z: axes.clone() };
    scene.color.limits = Limits::Range([0.0, 1.0]);
    (scene.surface.z, scene.camera.distance, scene.curve.h) = (Limits::Range([0.0, 1.0]), Some(4.0), Some(0.5));
    (scene.arrows.streamlines, scene.arrows.scale) = (Some(1.0), Some(20.0));
    let descent = &mut scene.descent;
    (descent.rule, descent.rules, descent.path) = (axes.clone(), axes.clone(), axes);
    (descent.lr, descent.clip, descent.outside, descent.trail) = (Some(0.1), Some(1.0), Some(Outside::Keep), Some(3));
    descent.parameters = [("beta1".to_owned(), 0.9)].into();
    (descent.particles, descent.particles_in) = (10, Some([[0.0, 1.0]; 2]));
    SceneFile { source, scene }
}

/// The keys of a table, those of tables in it with their names before them.
fn keys(table: &toml::Table) -> Vec<String> {
    let inner = |(key, value): (&String, &toml::Value)| match value {
        toml::Value::Table(table) => keys(table).into_iter().map(|inner| format!("{key}.{inner}")).collect(),
        _ => vec![key.clone()],
    };
    table.iter().flat_map(inner).collect()
}

#[test]
fn every_key_of_a_scene_has_a_control() {
    let adam = DescentStyle { optimizers: vec!["adam".to_owned()], particles: 10, ..DescentStyle::default() };
    let formula = drawn(
        "a*x^2 + y^2",
        Scene { descent: adam, probe: Some([0.5; 2]), basins: Some(Default::default()), ..Scene::default() },
    );
    let curve = drawn("sin(x)", Scene { view: View::Curve, ..Scene::default() });
    let bands = controls(field("tests/data/inputs/bands_apart.tif"), None);
    let mut found = controls(formula, Some(PathPurpose::Record));
    found.extend(controls(field("tests/data/jacksboro_fault_dem.npz"), None));
    found.extend(controls(curve, None));
    let run = DescentStyle { from: vec![[1.0, 1.0]], ..DescentStyle::default() };
    found.extend(controls(drawn("x^2 + y^2", Scene { view: View::Loss, descent: run, ..Scene::default() }), None));
    found.extend(bands);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("four.csv");
    std::fs::write(&path, "1,2\n3,4\n").unwrap();
    found.extend(controls(field(&path.to_string_lossy()), None));
    let text = whole().to_toml().unwrap();
    for key in keys(&text.parse().unwrap()) {
        // The version is the program's own.
        if key == "version" {
            continue;
        }
        let control = CONTROLS.iter().find(|(known, _)| key == *known || key.starts_with(&format!("{known}.")));
        let (_, control) = control.unwrap_or_else(|| panic!("{key} is set nowhere"));
        assert!(found.contains(*control), "{key}: there is no `{control}` in {found:?}");
    }
}
