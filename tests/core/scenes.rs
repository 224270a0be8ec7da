//! Scenes as text, and the table of their keys.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use steepest::descent::Outside;
use steepest::field::{Field, FieldSource, OpenOptions, Origin, Samples};
use steepest::scene::keys::answers::{ANSWERS, answers};
use steepest::scene::keys::{KEYS, Key, page};
use steepest::scene::{BasinStyle, Limits, ParameterSweep, Scene, SceneError, SceneFile, read_runs};
use toml::{Table, Value};

#[path = "../common/scenes.rs"]
mod random;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_scene_is_read_from_its_text_as_it_was(scene in random::scenes()) {
        let scene = scene.checked().unwrap();
        let text = scene.to_toml().unwrap();
        prop_assert_eq!(text.parse::<SceneFile>().unwrap(), scene, "{}", text);
    }
}

/// A scene in which every key has a value.
fn whole() -> SceneFile {
    let source = FieldSource {
        key: Some("f".to_owned()),
        band: Some(2),
        origin: Some(Origin::Upper),
        extent: Some([[0.0, 1.0]; 2]),
        ..FieldSource::default()
    };
    let mut scene = Scene {
        x: Some([0.0, 1.0]),
        y: Some([0.0, 1.0]),
        grid: Some([5, 6]),
        title: Some("t".to_owned()),
        panel_titles: Some("a;b".to_owned()),
        font: Some("a.ttf".to_owned()),
        fontsize: Some(9.0),
        probe: Some([1.0, 2.0]),
        basins: Some(BasinStyle::default()),
        ..Scene::default()
    };
    scene.color.map = Some(steepest::Colormap::Magma);
    let label = || Some("label".to_owned());
    (scene.labels.x, scene.labels.y, scene.labels.z) = (label(), label(), label());
    (scene.color.limits, scene.surface.z, scene.camera.distance) =
        (Limits::Range([0.0, 1.0]), Limits::Range([0.0, 1.0]), Some(3.0));
    (scene.curve.h, scene.arrows.streamlines, scene.arrows.scale) = (Some(0.1), Some(1.0), Some(2.0));
    let descent = &mut scene.descent;
    (descent.rule, descent.rules, descent.path) = (label(), label(), label());
    (descent.lr, descent.clip, descent.trail, descent.outside) = (Some(0.1), Some(1.0), Some(5), Some(Outside::Keep));
    descent.particles_in = Some([[0.0, 1.0]; 2]);
    scene.animation.sweep = Some(ParameterSweep { name: "a".to_owned(), range: [0.0, 1.0] });
    SceneFile { source, scene }
}

/// The keys of a scene's text; what has names of its own within is one.
fn paths(table: &Table, before: &str, paths: &mut BTreeSet<String>) {
    for (name, value) in table {
        let path = format!("{before}{name}");
        let is_one = ["set", "descent.parameters", "animation.sweep"].contains(&path.as_str());
        match value {
            Value::Table(inner) if !is_one => self::paths(inner, &format!("{path}."), paths),
            _ => drop(paths.insert(path)),
        }
    }
}

#[test]
fn the_table_has_every_key_of_a_scene_and_no_other() {
    let mut written = BTreeSet::new();
    paths(&whole().to_toml().unwrap().parse().unwrap(), "", &mut written);
    let unnamed = ["version", "field"].map(str::to_owned);
    let known: BTreeSet<String> = KEYS.iter().flat_map(Key::paths).chain(unnamed).collect();
    assert_eq!(written, known);
    for names in
        [KEYS.iter().map(|key| key.flag.to_owned()).collect::<Vec<_>>(), KEYS.iter().map(Key::keyword).collect()]
    {
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), KEYS.len(), "a name is given twice");
    }
    for key in KEYS {
        let meaning = key.meaning(|other| other.flag.to_owned());
        let said = format!("{meaning} {}", key.default().unwrap_or_default());
        assert!(!said.contains("--") && !said.contains(['{', '}']), "{}: {said}", key.path);
    }
    let help = KEYS.iter().find(|key| key.help.is_empty() || key.help.ends_with('.'));
    assert!(help.is_none(), "{help:?}");
}

/// The command line and Python write the marks in their own words, each with tests of its own.
#[test]
fn answers_name_keys_with_values_that_they_take() {
    let mut values = 0;
    for (names, sentence) in ANSWERS {
        let left = Key::named(sentence, |key, value| {
            // What stands for a value is in capitals.
            if let Some(value) = value.filter(|value| !value.contains(|letter: char| letter.is_ascii_uppercase())) {
                let read = key.kind.read(value);
                assert!(read.is_ok(), "{names:?}: {}: {read:?}", key.path);
                values += 1;
            }
            String::new()
        });
        assert!(!left.contains(['{', '}']) && !left.contains("--"), "{names:?}: {sentence}");
    }
    assert!(values > 25, "{values}");
    assert_eq!(answers("FIG_SIZE").collect::<Vec<_>>(), answers("figsize").collect::<Vec<_>>());
    let written = Key::named("{size 3x2} and {x}, not {nothing}", |key, value| format!("<{} {value:?}>", key.path));
    assert_eq!(written, "<size Some(\"3x2\")> and <x None>, not {nothing}");
}

#[test]
fn the_page_of_scene_files_is_that_of_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scene.md");
    if std::env::var_os("STEEPEST_WRITE_DOCS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written, page(), "STEEPEST_WRITE_DOCS=1 writes it anew");
    let example: String =
        page().lines().filter_map(|line| line.strip_prefix("    ")).map(|line| format!("{line}\n")).collect();
    example.parse::<SceneFile>().unwrap().checked().unwrap();
}

#[test]
fn the_scenes_of_the_gallery_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/scenes");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let scene = SceneFile::read(&path).and_then(SceneFile::checked);
        assert!(scene.is_ok(), "{}: {:?}", path.display(), scene.err());
    }
}

fn message(text: &str) -> String {
    text.parse::<SceneFile>().map(drop).unwrap_err().to_string()
}

#[test]
fn a_key_that_is_not_known_names_the_one_that_was_meant() {
    for (text, meant) in [
        ("feild = \"x\"", "line 1, `feild = \"x\"`: unknown key `feild`; did you mean `field`?"),
        ("[animation]\nzom = 0.9", "line 2, `zom = 0.9`: unknown key `zom`; did you mean `zoom`?"),
        ("[color]\nby = \"f\"\n[desent]\nsteps = 5", "did you mean `descent`?"),
        ("[color]\nlimit = [0, 1]", "did you mean `limits`?"),
        ("clim = [0, 1]", "did you mean `color.limits`?"),
        ("colormap = \"magma\"", "did you mean `color.map`?"),
        ("steps = 5", "did you mean `descent.steps`?"),
        ("[surface]\nazimuth = 5", "did you mean `camera.azimuth`?"),
        ("[descent]\nstart = [[1, 2]]", "did you mean `descent.from`?"),
        (
            "version = 2\n[descent]\nsow = \"grid\"",
            "line 3, `sow = \"grid\"`: `descent.sow` is `descent.particles_from`",
        ),
        ("version = 2\n[descent]\nsown_in = [[0, 1], [0, 1]]", "`descent.particles_in` since version 2"),
    ] {
        assert!(message(text).contains(meant), "{text}: {}", message(text));
    }
    // Where nothing is near, all that could be there is named.
    assert!(message("[color]\nqqqqqq = 1").contains("expected one of `by`, `map`"));
}

#[test]
fn scenes_of_version_1_are_read_and_written_with_the_new_names() {
    let old = "[descent]\nparticles = 9\nsow = \"grid\"\nsown_in = [[0.0, 1.0], [0.0, 2.0]]";
    let text = old.parse::<SceneFile>().unwrap().to_toml().unwrap();
    for line in ["version = 2", "particles_from = \"grid\"", "particles_in"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("sow"));
    assert!(message("version = 3").contains("version 3") && message("version = 0").contains("versions 1 to 2"));
}

#[test]
fn a_scene_that_says_what_cannot_be_drawn_names_the_key() {
    for (text, words) in [
        ("[animation]\nzoom = 0", "`animation.zoom` from 0.01"),
        ("[animation]\nzoom = nan", "`animation.zoom` from 0.01"),
        ("[animation]\nturn = inf", "`animation.turn` ordinary"),
        ("[animation]\npan = [0, nan]", "`animation.pan` ordinary"),
        ("[animation]\nlength = 0", "`animation.length` at least 1"),
        ("[animation]\nsteps_per_frame = 100001", "`animation.steps_per_frame` up to 100000"),
        ("[animation]\nsweep = { name = \"a\", range = [0, inf] }", "`animation.sweep`"),
        ("[descent]\nsteps = 100001", "`descent.steps` up to 100000"),
        ("[descent]\nparticles_in = [[1, 0], [0, 1]]", "`descent.particles_in` X0,X1,Y0,Y1"),
        ("dpi = 5", "`dpi` from 20"),
        ("basins = { grid = [1, 5] }", "`basins.grid` from 2"),
        ("probe_angle = nan", "`probe_angle` ordinary"),
    ] {
        let message = text.parse::<SceneFile>().unwrap().checked().unwrap_err().to_string();
        assert!(message.contains(words) && !message.contains("--"), "{text}: {message}");
    }
}

#[test]
fn files_of_scenes_are_bounded_and_regular() {
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("long.toml");
    std::fs::write(&long, "#".repeat((1 << 20) + 1)).unwrap();
    let mut paths = vec![long, folder.path().to_owned()];
    if cfg!(unix) {
        paths.push("/dev/zero".into());
    }
    for path in paths {
        assert!(matches!(SceneFile::read(&path), Err(SceneError::Read { .. })), "{}", path.display());
        let mut scene = Scene::default();
        scene.descent.rules = Some(path.to_string_lossy().into_owned());
        let field = Field::parse("x^2 + y^2").unwrap();
        assert!(scene.optimizers(&field, field.domain()).is_err(), "{}", path.display());
        let is_long = path.is_file();
        let points = read_runs(&path);
        // A trajectory may be longer than a scene; this one holds no point.
        assert!(points.is_err_and(|error| is_long || error.contains("no regular file")), "{}", path.display());
    }
}

#[test]
fn frames_take_no_more_steps_than_a_trajectory() {
    let field = Field::parse("x^2 + y^2").unwrap();
    let refused = |scene: &Scene, range| scene.check_frames(&field, range).map_err(|error| error.to_string());
    let mut scene = Scene::default();
    // What takes no steps may go on for as long as it likes.
    scene.animation.turn = 1.0;
    assert_eq!(refused(&scene, [u32::MAX - 1, u32::MAX]), Ok(()));
    for (from, particles) in [(vec![[1.0, 1.0]], 0), (Vec::new(), 5)] {
        (scene.descent.from, scene.descent.particles) = (from, particles);
        scene.animation.steps_per_frame = 1;
        assert_eq!(refused(&scene, [0, 100_001]), Ok(()));
        assert_eq!(scene.at_frame(&field, 100_000).descent.steps, 100_000);
        let far = refused(&scene, [1_000_000, 1_000_001]);
        assert!(far.is_err_and(|error| error.contains("`animation.steps_per_frame` 0, or frames up to 100000")));
        scene.animation.steps_per_frame = 100_000;
        let wraps = refused(&scene, [u32::MAX - 1, u32::MAX]);
        assert!(wraps.is_err_and(|error| error.contains("4294967294")));
        assert_eq!((refused(&scene, [0, 2]), refused(&scene, [1, 3]).is_err()), (Ok(()), true));
        assert_eq!(scene.at_frame(&field, u32::MAX).descent.steps, 100_000);
        scene.animation.steps_per_frame = 0;
        assert_eq!(refused(&scene, [u32::MAX - 1, u32::MAX]), Ok(()));
    }
    // A domain that has shrunk to nothing, or grown beyond all numbers.
    for (zoom, frames) in [(0.5, [0, 2000]), (2.0, [2000, 2001]), (0.5, [0, u32::MAX])] {
        scene.animation.zoom = zoom;
        assert!(refused(&scene, frames).is_err_and(|error| error.contains("`animation.zoom` nearer to 1")), "{zoom}");
        assert_eq!(refused(&scene, [0, 9]), Ok(()));
    }
}

#[test]
fn a_file_holds_what_a_field_is_opened_by_and_a_field_that_nothing_opens_is_refused_by_name() {
    let steep = Field::parse("a*x^2").unwrap().with_parameters(&[("a".to_owned(), 3.0)].into()).unwrap();
    let text = SceneFile::of(&steep, Scene::default()).unwrap().to_toml().unwrap();
    let read = text.parse::<SceneFile>().unwrap().open_field().unwrap();
    assert_eq!((read.value(&[2.0, 0.0]).unwrap(), read.source()), (12.0, steep.source()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("four.csv");
    std::fs::write(&path, "1,2\n3,4\n").unwrap();
    let options = OpenOptions { x: Some([0.0, 4.0]), origin: Some(Origin::Upper), ..OpenOptions::default() };
    let file = Field::read(&path, &options).unwrap();
    let again = SceneFile::of(&file, Scene::default()).unwrap().to_toml().unwrap().parse::<SceneFile>().unwrap();
    assert_eq!(again.open_field().unwrap().domain(), file.domain(), "it lies where it was said to lie");
    assert_eq!(again.source.origin, Some(Origin::Upper));
    let samples = Samples::through(vec![1.0, 2.0, 3.0, 4.0], &[0.0, 1.0], &[0.0, 1.0]).unwrap();
    for field in [
        Field::from_fn(|x, y| x * y).with_name("mine"),
        Field::from_samples("mine", samples),
        Field::from_bytes("mine.csv", b"1,2\n3,4\n", &OpenOptions::default()).unwrap(),
    ] {
        let refused = SceneFile::of(&field, Scene::default()).unwrap_err();
        assert!(matches!(&refused, SceneError::NoSource { .. }) && refused.to_string().contains("`mine"), "{refused}");
    }
}
