//! What a key of the table finds in a scene, and writes into one.

use std::sync::OnceLock;

use toml::{Table, Value};

use super::keys::{Group, KEYS, Key};
use super::values::{CAMERA, Kind};
use super::{SceneError, SceneFile, View};

/// The scene that says nothing, as its file has it.
pub(super) fn usual() -> &'static Table {
    static USUAL: OnceLock<Table> = OnceLock::new();
    USUAL.get_or_init(|| SceneFile::default().to_table().unwrap_or_default())
}

impl Key {
    /// The key that stands at a place of a scene file.
    pub fn of(path: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.path == path)
    }

    /// Whether it means something to the curve of a field of one variable.
    pub fn fits_a_curve(&self) -> bool {
        const OF_CURVES: [&str; 21] = [
            "x",
            "set",
            "size",
            "dpi",
            "title",
            "labels.x",
            "labels.y",
            "scales.x",
            "scales.y",
            "fontsize",
            "theme",
            "transparent",
            "curve.h",
            "descent.from",
            "descent.path",
            "descent.steps",
            "descent.outside",
            "descent.ascend",
            "animation.steps_per_frame",
            "animation.sweep",
            "animation.length",
        ];
        OF_CURVES.contains(&self.path) || (self.group == Group::Optimizer && !self.path.ends_with("ascend"))
    }

    /// Its name in Python: the option's, but where that is a word of the language.
    pub fn keyword(&self) -> String {
        match self.flag {
            "from" => "start".to_owned(),
            flag => flag.replace('-', "_"),
        }
    }

    /// What it means, with other keys called as `name` calls them.
    pub fn meaning(&self, name: impl Fn(&Key) -> String) -> String {
        Key::named(self.help, |key, _| name(key))
    }

    /// A text in which marks stand for keys, `{size}` or with a value `{size 1200x600}`, as `name` calls them with their
    /// values.
    pub fn named(text: &str, mut name: impl FnMut(&'static Key, Option<&str>) -> String) -> String {
        let mut parts = text.split('{');
        let mut written = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (mark, rest) = part.split_once('}').unwrap_or((part, ""));
            let (path, value) = mark.split_once(' ').map_or((mark, None), |(path, value)| (path, Some(value)));
            written += &Key::of(path).map_or_else(|| format!("{{{mark}}}"), |key| name(key, value));
            written += rest;
        }
        written
    }

    /// What holds where nothing is said, as an option's help has it; nothing where that is nothing.
    pub fn default(&self) -> Option<String> {
        if !self.unset.is_empty() {
            return Some(self.unset.to_owned());
        }
        let value = self.value(usual()).filter(|_| !matches!(self.kind, Kind::Switch))?;
        self.kind.write(&value).pop().filter(|text| !text.is_empty())
    }

    /// The keys of a scene file that it stands for.
    pub fn paths(&self) -> Vec<String> {
        match self.kind {
            Kind::Camera => CAMERA.iter().map(|name| format!("{}.{name}", self.path)).collect(),
            _ => vec![self.path.to_owned()],
        }
    }

    /// Its value in a scene.
    pub(super) fn value(&self, scene: &Table) -> Option<Value> {
        let mut names = self.path.split('.');
        let first = scene.get(names.next()?)?;
        let value = names.try_fold(first, |value, name| value.get(name))?;
        match (self.kind, value) {
            (Kind::Camera, Value::Table(camera)) => {
                let own = camera.iter().filter(|(name, _)| CAMERA.contains(&name.as_str()));
                Some(Value::Table(own.map(|(name, value)| (name.clone(), value.clone())).collect()))
            }
            _ => Some(value.clone()),
        }
    }

    /// Writes a value into a scene; settings and angles leave those that have other names.
    fn set(&self, scene: &mut Table, value: Value) {
        let (tables, name) =
            self.path.rsplit_once('.').map_or((None, self.path), |(tables, name)| (Some(tables), name));
        let mut table = scene;
        for name in tables.into_iter().flat_map(|tables| tables.split('.')) {
            let entry = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
            match entry {
                Value::Table(inner) => table = inner,
                // Only a scene's own type is written into, which has a table here.
                _ => return,
            }
        }
        match (table.get_mut(name), value) {
            (Some(Value::Table(old)), Value::Table(new)) => old.extend(new),
            (_, value) => drop(table.insert(name.to_owned(), value)),
        }
    }
}

impl SceneFile {
    /// The same with other values of some keys.
    ///
    /// # Errors
    /// Where a value is none that its key can have.
    pub fn with(&self, values: impl IntoIterator<Item = (&'static Key, Value)>) -> Result<SceneFile, SceneError> {
        let mut table = self.to_table()?;
        for (key, value) in values {
            match key.path {
                // An optimizer and a rule in its place contradict each other; what is said last holds.
                "descent.optimizer" => forget(&mut table, "rule"),
                "descent.rule" => forget(&mut table, "optimizer"),
                _ => {}
            }
            key.set(&mut table, value);
        }
        let is_curve = table.get("view") == Value::try_from(View::Curve).ok().as_ref();
        for start in starts(&mut table) {
            match start.as_slice() {
                [x] if is_curve => start.push(Value::Float(0.0)),
                [x] => {
                    let problem = format!("the start {x} has one number, which only a curve's has");
                    return Err(SceneError::setting(
                        "descent.from",
                        problem,
                        "two numbers with a comma between them, such as 1,2",
                    ));
                }
                _ => {}
            }
        }
        let mut file = SceneFile::from_table(table)?;
        file.scene.descent.trajectories.clone_from(&self.scene.descent.trajectories);
        Ok(file)
    }
}

fn forget(scene: &mut Table, name: &str) {
    if let Some(Value::Table(descent)) = scene.get_mut("descent") {
        descent.remove(name);
    }
}

fn starts(scene: &mut Table) -> impl Iterator<Item = &mut Vec<Value>> {
    let starts = scene.get_mut("descent").and_then(|descent| descent.get_mut("from")).and_then(Value::as_array_mut);
    starts.into_iter().flatten().filter_map(Value::as_array_mut)
}
