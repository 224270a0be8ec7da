//! Scenes as text and as files.

use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use serde::Deserialize;
use toml::{Table, Value};

use super::keys::{FORMER, KEYS, Key};
use super::{Scene, SceneError};
use crate::field::is_data_path;
use crate::words::{nearest, path_text, text_path};

/// The version of scenes that are written. In version 1 `particles_from` and `particles_in` had other names.
pub(super) const VERSION: u32 = 2;

/// The most bytes of a scene's file, and of one with rules.
pub(super) const MOST_TEXT: u64 = 1 << 20;

/// The version of a scene file, whatever else stands in it.
#[derive(Deserialize)]
struct Version {
    #[serde(default = "first_version")]
    version: u32,
}

fn first_version() -> u32 {
    1
}

impl FromStr for Scene {
    type Err = SceneError;

    fn from_str(text: &str) -> Result<Scene, SceneError> {
        Scene::from_toml(text)
    }
}

impl Scene {
    /// Reads a scene from the text of its file. Files that it names are beside the process, not beside the text.
    ///
    /// # Errors
    /// Where the text is no scene, has a key that is not known, or is of a later version.
    pub fn from_toml(text: &str) -> Result<Scene, SceneError> {
        parse(text, "the scene")
    }

    /// Reads a scene file. Files that it names are beside it.
    ///
    /// # Errors
    /// Where the file cannot be read or is no regular file, and as [`from_toml`](Scene::from_toml).
    pub fn read(path: &Path) -> Result<Scene, SceneError> {
        let text = read_text(path, MOST_TEXT).map_err(|error| SceneError::Read { path: path.to_owned(), error })?;
        let mut scene = parse(&text, &path.display().to_string())?;
        if let Some(folder) = path.parent() {
            let beside = |name: &str| match is_standard_input(name.as_ref()) {
                true => name.to_owned(),
                false => path_text(folder.join(text_path(name))),
            };
            scene.paths().for_each(|path| *path = beside(path));
        }
        Ok(scene)
    }

    /// The scene with paths that hold from everywhere, as a file of it has to have them.
    #[must_use]
    pub fn with_absolute_paths(mut self) -> Scene {
        let absolute = |path: &str| match is_standard_input(path.as_ref()) {
            true => path.to_owned(),
            false => std::path::absolute(text_path(path)).map_or_else(|_| path.to_owned(), path_text),
        };
        self.paths().for_each(|path| *path = absolute(path));
        self
    }

    /// Every path that it names: of its data, of rules, of a run and of a font.
    fn paths(&mut self) -> impl Iterator<Item = &mut String> {
        let data = Some(&mut self.field).filter(|field| is_data_path(field));
        let others = [&mut self.descent.rules, &mut self.descent.path, &mut self.font];
        data.into_iter().chain(others.into_iter().flatten())
    }

    /// The scene as its file has it.
    ///
    /// # Errors
    /// Where a whole number is beyond 63 bits, which a file cannot hold.
    pub fn to_toml(&self) -> Result<String, SceneError> {
        toml::to_string_pretty(self).map_err(|error| SceneError::Value(error.to_string()))
    }
}

fn parse(text: &str, source_name: &str) -> Result<Scene, SceneError> {
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
    let scene: Scene = toml::from_str(text).map_err(wrong)?;
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
    Ok(Scene { version: VERSION, ..scene })
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
