//! Scenes from keywords: the library's table says which there are, and reads their values as the command line does.

use std::collections::BTreeMap;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};
use steepest::field::{FieldSource, is_data_path};
use steepest::scene::SceneFile;
use steepest::scene::keys::answers::answers;
use steepest::scene::keys::{FORMER, KEYS, Key, Kind};
use steepest::{Domain, Field, Origin, SceneError};
use toml::Value;

use crate::call::quick;
use crate::error::{Raise, value};
use crate::field::Core;

/// Text, parameters, key, origin, band and extent.
type Opening =
    (String, BTreeMap<String, f64>, Option<String>, Option<&'static str>, Option<usize>, Option<[[f64; 2]; 2]>);

/// A scene: plain data that says what a picture shows.
#[pyclass(frozen, module = "steepest._steepest", eq)]
#[derive(Clone, PartialEq)]
pub(crate) struct Scene {
    pub(crate) scene: steepest::Scene,
    /// The name of its field, and what that is opened by where something says so.
    name: String,
    pub(crate) source: Option<FieldSource>,
}

impl Scene {
    /// How a field is drawn.
    pub(crate) fn drawn(field: &Field, scene: steepest::Scene) -> Scene {
        let Domain { x, y } = field.domain();
        // A file of the scene is read over the same extent, whatever it says of it.
        let source = field.source().map(|source| FieldSource {
            extent: source.extent.or(field.is_data().then_some([x, y])),
            ..source.clone()
        });
        let name = source.as_ref().map_or(field.name(), |source| &source.text).to_owned();
        Scene { scene, name, source }
    }

    fn read_from(file: SceneFile) -> Scene {
        let SceneFile { source, scene } = file;
        Scene { scene, name: source.text.clone(), source: Some(source) }
    }

    /// What its file holds; an error where none can hold its field.
    fn file(&self) -> Result<SceneFile, SceneError> {
        let source = self.source.clone().ok_or_else(|| SceneError::NoSource { name: self.name.clone() })?;
        Ok(SceneFile { source, scene: self.scene.clone() })
    }
}

/// Keywords of the scene's table, each with its group, what it means and what holds without it.
#[pyfunction]
pub(crate) fn keywords() -> Vec<(String, &'static str, String, Option<String>)> {
    KEYS.iter().map(|key| (key.keyword(), key.group.heading(), key.meaning(Key::keyword), key.default())).collect()
}

/// The word nearest to another, where one is near enough to have been meant.
#[pyfunction]
pub(crate) fn nearest(word: &str, words: Vec<String>) -> Option<String> {
    steepest::words::nearest(word, words.iter().map(String::as_str)).map(str::to_owned)
}

/// Cells in columns, as the command line prints them; numbers are as short as they read back to the same float.
#[pyfunction]
pub(crate) fn table(lines: Vec<Vec<Bound<'_, PyAny>>>) -> PyResult<String> {
    let cell = |item: Bound<'_, PyAny>| match item.extract::<f64>() {
        Ok(number) if !item.is_instance_of::<PyInt>() => Ok(steepest::words::cell(number)),
        _ => item.str().map(|text| text.to_string()),
    };
    let lines: PyResult<Vec<Vec<String>>> =
        lines.into_iter().map(|line| line.into_iter().map(cell).collect()).collect();
    Ok(steepest::words::table(&lines?))
}

#[pymethods]
impl Scene {
    /// A scene of a field with values for some keywords, beside those of another scene.
    #[staticmethod]
    #[pyo3(signature = (field, keywords, base=None, trajectories=None))]
    fn of(
        field: &Core,
        keywords: &Bound<'_, PyDict>,
        base: Option<&Scene>,
        trajectories: Option<Vec<Vec<[f64; 2]>>>,
    ) -> PyResult<Scene> {
        let base = base.map_or_else(steepest::Scene::default, |scene| scene.scene.clone());
        let mut scene = changed(base, keywords)?;
        if let (None, None) = (scene.x, scene.y)
            && !field.field.is_data()
        {
            // A file of the scene is drawn where the picture was.
            let (own, usual) = (field.field.domain(), field.usual_domain());
            scene.x = Some(own.x).filter(|x| *x != usual.x);
            scene.y = Some(own.y).filter(|y| *y != usual.y);
        }
        scene.descent.trajectories = trajectories.unwrap_or(scene.descent.trajectories);
        Ok(Scene::drawn(&field.field, scene))
    }

    /// Reads a scene's text.
    #[staticmethod]
    pub(crate) fn from_toml(text: &str) -> PyResult<Scene> {
        quick(|| SceneFile::from_toml(text).and_then(SceneFile::checked))?.map(Scene::read_from).map_err(Raise::raise)
    }

    /// Reads a scene's file.
    #[staticmethod]
    fn read(path: std::path::PathBuf) -> PyResult<Scene> {
        quick(|| SceneFile::read(&path).and_then(SceneFile::checked))?.map(Scene::read_from).map_err(Raise::raise)
    }

    /// The scene as its file has it.
    fn to_toml(&self) -> PyResult<String> {
        quick(|| self.file()?.to_toml())?.map_err(Raise::raise)
    }

    /// Writes its file, whole or not at all.
    fn save(&self, path: std::path::PathBuf) -> PyResult<()> {
        let text = self.to_toml()?;
        quick(|| steepest::export::write_text(&path, &text))?.map_err(Raise::raise)
    }

    /// The command that draws it.
    fn command_line(&self) -> PyResult<String> {
        quick(|| self.file()?.command_line())?.map_err(Raise::raise)
    }

    /// The text that its field is opened by, and what is said beside it.
    #[getter]
    fn field(&self) -> PyResult<Opening> {
        let FieldSource { text, set, key, band, origin, extent } = self.file().map_err(Raise::raise)?.source;
        let origin = origin.map(|origin| match origin {
            Origin::Lower => "lower",
            Origin::Upper => "upper",
        });
        let ranges = self.scene.x.zip(self.scene.y).map(|(x, y)| [x, y]);
        let extent = extent.or(ranges.filter(|_| is_data_path(&text)));
        Ok((text, set, key, origin, band, extent))
    }

    /// All of it as text, and whether a file can hold its field, for what is pickled.
    fn state(&self) -> PyResult<(String, bool)> {
        let (source, scene) = (self.source.clone().unwrap_or_else(|| self.name.as_str().into()), self.scene.clone());
        Ok((quick(|| SceneFile { source, scene }.to_toml())?.map_err(Raise::raise)?, self.source.is_some()))
    }

    /// A scene from what was pickled of it.
    #[staticmethod]
    fn from_state(text: &str, has_source: bool) -> PyResult<Scene> {
        let scene = Scene::from_toml(text)?;
        Ok(Scene { source: scene.source.filter(|_| has_source), ..scene })
    }

    #[getter]
    fn size(&self) -> [u32; 2] {
        self.scene.size
    }

    fn __str__(&self) -> PyResult<String> {
        self.to_toml()
    }
}

/// A scene with values for some keywords; a keyword that is None is left as it is.
pub(crate) fn changed(scene: steepest::Scene, keywords: &Bound<'_, PyDict>) -> PyResult<steepest::Scene> {
    let mut values = Vec::new();
    for (name, given) in keywords {
        let name: String = name.extract()?;
        let meant = if name == "cmap" { "colormap" } else { name.as_str() };
        let key = KEYS.iter().find(|key| key.keyword() == meant).ok_or_else(|| unknown(&name))?;
        if !given.is_none() {
            values.extend(read(key, &given)?.map(|value| (key, value)));
        }
    }
    let file = SceneFile { scene, ..SceneFile::default() };
    let changed = quick(|| file.with(values).and_then(SceneFile::checked))?.map_err(Raise::raise)?;
    Ok(changed.scene)
}

/// A keyword that is not known: the nearest, or what does the same here under another name.
fn unknown(name: &str) -> PyErr {
    let words: Vec<String> = KEYS.iter().map(Key::keyword).collect();
    let former = FORMER.iter().find(|(_, old, _)| old.replace('-', "_") == name);
    let near = || {
        former
            .and_then(|(.., now)| Key::of(now).map(Key::keyword))
            .or_else(|| Key::of(name).map(Key::keyword))
            .or_else(|| steepest::words::nearest(name, words.iter().map(String::as_str)).map(str::to_owned))
    };
    let hint = match name {
        "from" => "; it is `start`".to_owned(),
        "frames" | "fps" => "; steepest.animate takes it".to_owned(),
        _ => match (answers(name).next(), near()) {
            (Some(sentence), _) => format!("; {}", Key::named(sentence, keyword)),
            (None, Some(near)) => format!("; did you mean `{near}`?"),
            (None, None) => "; steepest.keywords() lists them".to_owned(),
        },
    };
    PyTypeError::new_err(format!("there is no keyword `{name}`{hint}"))
}

/// A keyword with a value in the words of the library's answers, as Python has it: `size=(1200, 600)`.
fn keyword(key: &Key, value: Option<&str>) -> String {
    let name = key.keyword();
    let list = |value: &str, mark: char| format!("({})", value.split(mark).collect::<Vec<_>>().join(", "));
    let value = match (key.kind, value) {
        (Kind::Switch, _) => "True".to_owned(),
        (_, None) => return format!("`{name}`"),
        (Kind::Settings, Some(value)) => format!("{{\"{}}}", value.replace('=', "\": ")),
        (Kind::Sides, Some(value)) if value.contains('x') => list(value, 'x'),
        (Kind::Text | Kind::Texts | Kind::Path | Kind::Choice(_) | Kind::Form(_), Some(value))
            if value.contains(|letter: char| !letter.is_ascii_uppercase()) =>
        {
            format!("\"{value}\"")
        }
        (Kind::Text | Kind::Texts | Kind::Path | Kind::Choice(_) | Kind::Form(_), Some(value)) => value.to_owned(),
        (_, Some(value)) if value.contains(',') => list(value, ','),
        (_, Some(value)) => value.to_owned(),
    };
    format!("`{name}={value}`")
}

/// The value of a keyword, by way of the words that a command line would have; nothing for a switch that is off.
fn read(key: &Key, given: &Bound<'_, PyAny>) -> PyResult<Option<Value>> {
    if let Kind::Switch = key.kind {
        return Ok(Some(Value::Boolean(given.extract::<bool>().map_err(|_| wrong(key, given))?)));
    }
    let mut merged: Option<Value> = None;
    let words = words(key, given)?;
    if words.is_empty() && key.kind.is_repeated() && !matches!(key.kind, Kind::Settings) {
        return Ok(Some(Value::Array(Vec::new())));
    }
    for word in words {
        let next = key.kind.read(&word).map_err(|problem| value(format!("`{}`: {problem}", key.keyword())))?;
        match (&mut merged, next) {
            (Some(Value::Table(first)), Value::Table(next)) => first.extend(next),
            (Some(Value::Array(first)), Value::Array(next)) if key.kind.is_repeated() => first.extend(next),
            (_, next) => merged = Some(next),
        }
    }
    Ok(merged)
}

fn wrong(key: &Key, given: &Bound<'_, PyAny>) -> PyErr {
    let kind = given.get_type().name().map_or_else(|_| "that".to_owned(), |name| name.to_string());
    let form = match key.kind {
        Kind::Switch => "True or False",
        Kind::Number => "a number",
        Kind::Whole(_) => "a whole number",
        Kind::Pair => "two numbers",
        Kind::PairOr(words) => return PyTypeError::new_err(two_numbers_or(key, words, &kind)),
        Kind::Extent => "((x0, x1), (y0, y1))",
        Kind::Sides => "a whole number, or two",
        Kind::Levels => "a number, or a list of values",
        Kind::Limits => "'auto', 'robust', 'full' or two numbers",
        Kind::Camera => "(azimuth, elevation) or (azimuth, elevation, distance)",
        Kind::Sweep => "{name: (first, last)}",
        Kind::Settings => "{name: value, …}",
        Kind::Points => "a point (x, y) or a list of points",
        Kind::Texts => "a text or a list of texts",
        Kind::Path => "a path",
        Kind::Choice(words) => {
            return PyTypeError::new_err(format!("`{}` takes {}, not {kind}", key.keyword(), listed(words())));
        }
        Kind::Text | Kind::Form(_) => "a text",
    };
    PyTypeError::new_err(format!("`{}` takes {form}, not {kind}", key.keyword()))
}

fn two_numbers_or(key: &Key, words: &[&str], kind: &str) -> String {
    format!("`{}` takes two numbers or {}, not {kind}", key.keyword(), listed(words))
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

/// The words that stand for a value.
fn words(key: &Key, given: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let refuse = || wrong(key, given);
    if let Ok(text) = given.cast::<PyString>() {
        return Ok(vec![text.to_string()]);
    }
    let pairs = || -> PyResult<Vec<(String, Bound<'_, PyAny>)>> {
        let pairs = given.cast::<PyDict>().map_err(|_| refuse())?.iter();
        pairs.map(|(name, value)| Ok((name.extract().map_err(|_| refuse())?, value))).collect()
    };
    let one = |text: String| Ok(vec![text]);
    match key.kind {
        Kind::Number => one(number(given).ok_or_else(refuse)?),
        Kind::Whole(_) => one(whole(given).ok_or_else(refuse)?),
        Kind::Pair | Kind::PairOr(_) | Kind::Camera | Kind::Limits => one(list(given).ok_or_else(refuse)?.join(",")),
        Kind::Extent => {
            let parts = items(given).ok_or_else(refuse)?;
            let flat: Option<Vec<Vec<String>>> =
                parts.iter().map(|part| list(part).or_else(|| number(part).map(|number| vec![number]))).collect();
            one(flat.ok_or_else(refuse)?.concat().join(","))
        }
        Kind::Sides => match (whole(given), items(given)) {
            (Some(side), _) => one(side),
            (_, Some(sides)) if sides.len() == 2 => {
                let sides: Option<Vec<String>> = sides.iter().map(whole).collect();
                one(sides.ok_or_else(refuse)?.join("x"))
            }
            _ => Err(refuse()),
        },
        Kind::Levels => match whole(given) {
            Some(count) => one(count),
            // A comma at the end makes a list of one.
            None => {
                let levels = list(given).or_else(|| number(given).map(|level| vec![level]));
                one(levels.ok_or_else(refuse)?.join(",") + ",")
            }
        },
        Kind::Sweep => match pairs()?.as_slice() {
            [(name, ends)] => one(format!("{name}={}", list(ends).ok_or_else(refuse)?.join(".."))),
            _ => Err(refuse()),
        },
        Kind::Settings => {
            pairs()?.iter().map(|(name, value)| Ok(format!("{name}={}", number(value).ok_or_else(refuse)?))).collect()
        }
        Kind::Points => match list(given).filter(|point| !point.is_empty()) {
            Some(point) => one(point.join(",")),
            None => {
                let points = items(given).ok_or_else(refuse)?;
                points.iter().map(|point| Ok(list(point).ok_or_else(refuse)?.join(","))).collect()
            }
        },
        Kind::Texts => {
            let texts = items(given).ok_or_else(refuse)?;
            texts.iter().map(|text| text.extract().map_err(|_| refuse())).collect()
        }
        Kind::Path => one(given.extract::<std::path::PathBuf>().map_err(|_| refuse())?.to_string_lossy().into_owned()),
        Kind::Switch | Kind::Text | Kind::Choice(_) | Kind::Form(_) => Err(refuse()),
    }
}

/// A number of Python or NumPy, in digits that read back to the same float.
fn number(given: &Bound<'_, PyAny>) -> Option<String> {
    if given.is_instance_of::<PyBool>() || given.is_instance_of::<PyString>() {
        return None;
    }
    let number = given.extract::<f64>().ok()?;
    Some(if given.is_instance_of::<PyFloat>() || number.fract() != 0.0 {
        format!("{number:?}")
    } else {
        format!("{number}")
    })
}

fn whole(given: &Bound<'_, PyAny>) -> Option<String> {
    if given.is_instance_of::<PyBool>() || given.is_instance_of::<PyFloat>() {
        return None;
    }
    given.extract::<i128>().ok().map(|number| number.to_string())
}

fn items<'py>(given: &Bound<'py, PyAny>) -> Option<Vec<Bound<'py, PyAny>>> {
    given.try_iter().ok()?.collect::<PyResult<Vec<_>>>().ok()
}

/// Numbers of a list, a tuple or an array.
fn list(given: &Bound<'_, PyAny>) -> Option<Vec<String>> {
    items(given)?.iter().map(number).collect()
}
