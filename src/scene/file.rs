//! Scenes as text and as files.

use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use toml::de::{DeTable, Deserializer};
use toml::{Spanned, Table, Value};

use super::keys::{FORMER, KEYS, Key};
use super::{Scene, SceneError};
use crate::field::{Field, FieldSource, is_data_path};
use crate::words::{nearest, path_text, text_path};

/// The version of scenes that are written. In version 1 `particles_from` and `particles_in` had other names.
const VERSION: u32 = 2;

/// The most bytes of a scene's file, and of one with rules.
pub(super) const MOST_TEXT: u64 = 1 << 20;

/// Keys of a scene file that are its field's; all others but `version` are the scene's.
const OF_FIELD: [&str; 6] = ["field", "set", "key", "band", "origin", "extent"];

/// What a scene file holds: a field, by what opens it, and how it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SceneFile {
    /// What the field is opened by.
    pub source: FieldSource,
    /// How it is drawn.
    pub scene: Scene,
}

/// The version of a scene file, whatever else stands in it.
#[derive(Deserialize)]
struct Version {
    #[serde(default = "first_version")]
    version: u32,
}

fn first_version() -> u32 {
    1
}

/// A scene file as it is written.
#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    #[serde(flatten)]
    source: &'a FieldSource,
    #[serde(flatten)]
    scene: &'a Scene,
}

impl FromStr for SceneFile {
    type Err = SceneError;

    fn from_str(text: &str) -> Result<SceneFile, SceneError> {
        SceneFile::from_toml(text)
    }
}

impl SceneFile {
    /// A scene of a field that is open.
    ///
    /// ```
    /// use steepest::{Field, Scene, SceneFile};
    /// let file = SceneFile::of(&Field::parse("x*y")?, Scene::default())?;
    /// assert!(file.to_toml()?.contains("field = \"x*y\""));
    /// assert!(SceneFile::of(&Field::from_fn(|x, y| x * y), Scene::default()).is_err(), "no text says what it is");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SceneError::NoSource`] where the field is a function, or samples that were in memory, which no file can hold.
    pub fn of(field: &Field, scene: Scene) -> Result<SceneFile, SceneError> {
        let source = field.source().cloned();
        let source = source.ok_or_else(|| SceneError::NoSource { name: field.name().to_owned() })?;
        Ok(SceneFile { source, scene })
    }

    /// Reads a scene from the text of its file. Files that it names are beside the process, not beside the text.
    ///
    /// # Errors
    /// Where the text is no scene, has a key that is not known, or is of a later version.
    pub fn from_toml(text: &str) -> Result<SceneFile, SceneError> {
        parse(text, "the scene")
    }

    /// Reads a scene file. Files that it names are beside it.
    ///
    /// # Errors
    /// Where the file cannot be read or is no regular file, and as [`from_toml`](SceneFile::from_toml).
    pub fn read(path: &Path) -> Result<SceneFile, SceneError> {
        let text = read_text(path, MOST_TEXT).map_err(|error| SceneError::Read { path: path.to_owned(), error })?;
        let mut file = parse(&text, &path.display().to_string())?;
        if let Some(folder) = path.parent() {
            let beside = |name: &str| match is_standard_input(name.as_ref()) {
                true => name.to_owned(),
                false => path_text(folder.join(text_path(name))),
            };
            file.paths().for_each(|path| *path = beside(path));
        }
        Ok(file)
    }

    /// The same with paths that hold from everywhere, as a file has to have them.
    #[must_use]
    pub fn with_absolute_paths(mut self) -> SceneFile {
        let absolute = |path: &str| match is_standard_input(path.as_ref()) {
            true => path.to_owned(),
            false => std::path::absolute(text_path(path)).map_or_else(|_| path.to_owned(), path_text),
        };
        self.paths().for_each(|path| *path = absolute(path));
        self
    }

    /// Every path that it names: of its data, of rules, of a run and of a font.
    fn paths(&mut self) -> impl Iterator<Item = &mut String> {
        let SceneFile { source, scene } = self;
        let data = Some(&mut source.text).filter(|text| is_data_path(text));
        let others = [&mut scene.descent.rules, &mut scene.descent.path, &mut scene.font];
        data.into_iter().chain(others.into_iter().flatten())
    }

    /// The text of its file.
    ///
    /// # Errors
    /// Where a whole number is beyond 63 bits, which a file cannot hold.
    pub fn to_toml(&self) -> Result<String, SceneError> {
        toml::to_string_pretty(&self.written()).map_err(|error| SceneError::Value(error.to_string()))
    }

    fn written(&self) -> Written<'_> {
        Written { version: VERSION, source: &self.source, scene: &self.scene }
    }

    /// The same as a table of values.
    pub(super) fn to_table(&self) -> Result<Table, SceneError> {
        Table::try_from(self.written()).map_err(|error| SceneError::Value(error.to_string()))
    }

    pub(super) fn from_table(mut table: Table) -> Result<SceneFile, SceneError> {
        table.remove("version");
        let source: Table = OF_FIELD.iter().filter_map(|name| table.remove_entry(*name)).collect();
        let wrong = |error: toml::de::Error| SceneError::Value(error.message().to_owned());
        Ok(SceneFile { source: source.try_into().map_err(wrong)?, scene: table.try_into().map_err(wrong)? })
    }
}

fn parse(text: &str, source_name: &str) -> Result<SceneFile, SceneError> {
    let wrong_at = |at: usize, message: String| {
        let line = text[..at].matches('\n').count() + 1;
        let shown = text.lines().nth(line - 1).unwrap_or_default().trim().chars().take(60).collect();
        SceneError::Parse { source_name: source_name.to_owned(), line, shown, message }
    };
    let wrong = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let unknown = error.message().strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
        let message = unknown.and_then(|(name, _)| meant(&text[..at], name));
        wrong_at(at, message.unwrap_or_else(|| error.message().replace('\n', " ")))
    };
    // A later version may have keys that this one does not know, so it is looked at first.
    let Version { version } = toml::from_str(text).map_err(wrong)?;
    if !(1..=VERSION).contains(&version) {
        return Err(SceneError::Version { source_name: source_name.to_owned(), version, newest: VERSION });
    }
    let mut table = DeTable::parse(text).map_err(wrong)?;
    let span = table.span();
    table.get_mut().remove("version");
    let source: DeTable<'_> = OF_FIELD.iter().filter_map(|name| table.get_mut().remove_entry(*name)).collect();
    let source = FieldSource::deserialize(Deserializer::from(Spanned::new(span, source))).map_err(wrong)?;
    let scene = Scene::deserialize(Deserializer::from(table)).map_err(wrong)?;
    if version > 1 {
        let table: Table = toml::from_str(text).map_err(wrong)?;
        for (former, _, now) in FORMER {
            let (section, name) = former.split_once('.').unwrap_or(("", former));
            if table.get(section).and_then(Value::as_table).is_some_and(|section| section.contains_key(name)) {
                let at = text.find(name).unwrap_or(0);
                return Err(wrong_at(at, format!("`{former}` is `{now}` since version 2")));
            }
        }
    }
    Ok(SceneFile { source, scene })
}

/// What was meant by a key that is not known, behind this part of a scene's text.
fn meant(before: &str, name: &str) -> Option<String> {
    let is_heading = before.rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('['));
    let heading = before.lines().rev().find_map(|line| line.trim().strip_prefix('[')?.split_once(']'));
    let section =
        heading.filter(|_| !is_heading).map(|(section, _)| format!("{}.", section.trim())).unwrap_or_default();
    let paths: Vec<String> = KEYS.iter().flat_map(Key::paths).collect();
    let siblings = paths.iter().filter_map(|path| path.strip_prefix(&section)?.split('.').next());
    if let Some(near) = nearest(name, siblings.chain(["version", "field"].into_iter().filter(|_| section.is_empty()))) {
        return Some(format!("unknown key `{name}`; did you mean `{near}`?"));
    }
    // It may stand in the wrong table, or have an option's name.
    let last = |path: &'_ str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let by_key = paths.iter().map(|path| (last(path), path.clone()));
    let names: Vec<(String, String)> =
        by_key.chain(KEYS.iter().map(|key| (key.keyword(), key.path.to_owned()))).collect();
    let near = nearest(name, names.iter().map(|(name, _)| name.as_str()))?;
    let (_, path) = names.iter().find(|(name, _)| name == near)?;
    Some(format!("unknown key `{name}`; did you mean `{path}`?"))
}

/// Whether a path stands for the standard input.
fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdin")
}

/// The text of a regular file or of the standard input, at most so many bytes of it.
///
/// # Errors
/// Where it cannot be read, is neither, is longer, or is no text.
pub(crate) fn read_text(path: &Path, most: u64) -> std::io::Result<String> {
    let mut text = String::new();
    let read = if is_standard_input(path) {
        std::io::stdin().take(most + 1).read_to_string(&mut text)?
    } else {
        // A pipe would wait for whoever writes into it, and a device never ends.
        if !std::fs::metadata(path)?.is_file() {
            return Err(std::io::Error::other("it is no regular file"));
        }
        std::fs::File::open(path)?.take(most + 1).read_to_string(&mut text)?
    };
    match read as u64 > most {
        true => Err(std::io::Error::other(format!("it is longer than {most} bytes"))),
        false => Ok(text),
    }
}
