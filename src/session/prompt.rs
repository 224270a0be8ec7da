//! A path that is asked for, the folder it is looked for in, and what it is for.

use std::path::{Path, PathBuf};

use crate::export::Container;
use crate::field::{DATA_ENDINGS, data_endings};
use crate::render::StillFormat;
use crate::scene::Scene;
use crate::words::text_path;

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// A scene or data to be opened.
    Open,
    /// The scene is saved there.
    SaveScene,
    /// The picture is saved there.
    SavePicture,
    /// An animation is saved there.
    Record,
    /// Optimizers in the format of the package's own.
    Rules,
    /// A run of one's own, as `.csv`.
    Trajectory,
}

impl PathPurpose {
    /// Whether a file is written.
    pub fn writes(self) -> bool {
        matches!(self, PathPurpose::SaveScene | PathPurpose::SavePicture | PathPurpose::Record)
    }

    /// What its files end in.
    pub fn endings(self) -> Vec<&'static str> {
        match self {
            PathPurpose::Open => [&["toml"], DATA_ENDINGS].concat(),
            PathPurpose::SaveScene | PathPurpose::Rules => vec!["toml"],
            PathPurpose::SavePicture => vec!["png", "svg", "pdf"],
            PathPurpose::Record => vec!["gif", "apng", "mp4", "webm"],
            PathPurpose::Trajectory => vec!["csv"],
        }
    }

    /// The name that is proposed.
    pub fn usual_name(self) -> &'static str {
        match self {
            PathPurpose::Open | PathPurpose::Rules | PathPurpose::Trajectory => "",
            PathPurpose::SaveScene => "scene.toml",
            PathPurpose::SavePicture => "picture.png",
            PathPurpose::Record => "movie.gif",
        }
    }
}

/// A folder or a file that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// A path being chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is for.
    pub purpose: PathPurpose,
    /// The folder that is shown.
    pub folder: PathBuf,
    /// What there is in the folder: its folders, then the files of this purpose.
    pub entries: Vec<Entry>,
    /// The name that was typed, in the folder unless it is a whole path.
    pub path: String,
    /// Width and height of a picture that is saved.
    pub size: [u32; 2],
    /// A file that is there already, and is replaced only if that is confirmed.
    pub replaces: Option<PathBuf>,
    /// Why the name was not taken, or the folder not shown.
    pub error: Option<String>,
    pub(crate) is_new: bool,
}

/// What became of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was confirmed.
    Path(PathPurpose, PathBuf),
    /// The desktop's dialog is to ask instead, beginning in a folder.
    Browse(PathPurpose, PathBuf),
}

/// The most entries of a folder that are listed.
const MOST_ENTRIES: usize = 2000;

impl Prompt {
    pub(crate) fn new(purpose: PathPurpose, folder: &Path) -> Prompt {
        let mut prompt = Prompt {
            purpose,
            folder: PathBuf::new(),
            entries: Vec::new(),
            path: purpose.usual_name().to_owned(),
            size: Scene::default().size,
            replaces: None,
            error: None,
            is_new: true,
        };
        prompt.show_folder(folder);
        prompt
    }

    /// What the dialog is headed by.
    pub fn title(&self) -> &'static str {
        match self.purpose {
            PathPurpose::Open => "Open a scene or data",
            PathPurpose::SaveScene => "Save the scene",
            PathPurpose::SavePicture => "Save the picture",
            PathPurpose::Record => "Record an animation",
            PathPurpose::Rules => "Optimizers of your own",
            PathPurpose::Trajectory => "A run of your own",
        }
    }

    /// What the button does that ends it.
    pub fn verb(&self) -> &'static str {
        match self.purpose {
            PathPurpose::Record => "Record",
            purpose if purpose.writes() => "Save",
            _ => "Open",
        }
    }

    /// What the path may end in.
    pub fn endings(&self) -> String {
        let endings = match self.purpose {
            PathPurpose::Open => return format!("a scene, .toml, or data: {}", data_endings()),
            PathPurpose::SaveScene => "a scene, .toml",
            PathPurpose::SavePicture => "a picture, .png, or a drawing, .svg or .pdf",
            PathPurpose::Record => ".gif, .apng, .mp4, .webm, or a folder of frames",
            PathPurpose::Rules => ".toml: [name] with parameters, states and a rule",
            PathPurpose::Trajectory => ".csv, with columns x and y",
        };
        endings.to_owned()
    }

    /// Shows another folder; one that cannot be read leaves the last one.
    pub fn show_folder(&mut self, folder: &Path) {
        match entries(folder, &self.purpose.endings()) {
            Ok(entries) => {
                (self.folder, self.entries) = (folder.to_owned(), entries);
                (self.error, self.replaces) = (None, None);
            }
            Err(error) => self.error = Some(format!("cannot read {}: {error}", folder.display())),
        }
    }

    /// Shows the folder around this one.
    pub fn show_parent(&mut self) {
        if let Some(parent) = self.folder.parent().map(Path::to_owned) {
            self.show_folder(&parent);
        }
    }

    /// Takes the name as the answer, if it is one: a folder is shown instead, and a file that is there is asked about.
    pub fn confirm(&mut self) -> Option<PathBuf> {
        self.error = None;
        let typed = self.path.trim();
        if typed.is_empty() {
            self.error = Some("the name is empty".to_owned());
            return None;
        }
        let mut path = self.folder.join(text_path(typed));
        // A folder of frames is the answer, where one is recorded; else a folder is looked into.
        if path.is_dir() && self.purpose != PathPurpose::Record {
            self.show_folder(&path);
            self.path = self.purpose.usual_name().to_owned();
            return None;
        }
        if self.purpose == PathPurpose::SaveScene || self.purpose == PathPurpose::SavePicture {
            // The usual ending need not be typed.
            if path.extension().is_none() {
                path.set_extension(self.purpose.endings()[0]);
            }
        }
        let is_known = match self.purpose {
            PathPurpose::SaveScene => path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")),
            PathPurpose::SavePicture => StillFormat::of(&path).is_some(),
            PathPurpose::Record => Container::of(&path).is_some(),
            PathPurpose::Open | PathPurpose::Rules | PathPurpose::Trajectory => true,
        };
        if !is_known {
            self.error = Some(format!("its name must end as {} do", self.endings()));
            return None;
        }
        if !self.purpose.writes() && !path.exists() {
            self.error = Some(format!("there is no {}", path.display()));
            return None;
        }
        if let Some(folder) = path.parent().filter(|folder| self.purpose.writes() && !folder.is_dir()) {
            self.error = Some(format!("there is no folder {}", folder.display()));
            return None;
        }
        if self.purpose.writes() && path.exists() && self.replaces.as_ref() != Some(&path) {
            self.replaces = Some(path);
            return None;
        }
        Some(path)
    }
}

/// The folders in a folder and its files of these endings, by name; what is hidden is left out.
fn entries(folder: &Path, endings: &[&str]) -> std::io::Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for entry in std::fs::read_dir(folder)?.take(10 * MOST_ENTRIES).flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        // What a link leads to counts.
        let is_folder = entry.path().is_dir();
        let has_ending = || endings.iter().any(|ending| name.to_lowercase().ends_with(&format!(".{ending}")));
        if !name.starts_with('.') && (is_folder || has_ending()) {
            entries.push(Entry { name, is_folder });
        }
    }
    entries.sort_by_key(|entry| (!entry.is_folder, entry.name.to_lowercase()));
    entries.truncate(MOST_ENTRIES);
    Ok(entries)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.toml", "a.PNG", "c.rs", ".hidden.toml"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        std::fs::create_dir(folder.path().join("within")).unwrap();
        folder
    }

    fn names(prompt: &Prompt) -> Vec<&str> {
        prompt.entries.iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn folders_are_gone_through_and_files_of_other_kinds_left_out() {
        let folder = folder();
        let mut prompt = Prompt::new(PathPurpose::Open, folder.path());
        assert_eq!(names(&prompt), ["within", "a.PNG", "b.toml"]);
        assert_eq!(names(&Prompt::new(PathPurpose::SaveScene, folder.path())), ["within", "b.toml"]);
        prompt.path = "within".to_owned();
        assert_eq!(prompt.confirm(), None);
        assert_eq!((&prompt.folder, prompt.path.as_str()), (&folder.path().join("within"), ""));
        prompt.show_parent();
        assert_eq!(prompt.folder, folder.path());
        prompt.show_folder(Path::new("/nowhere/at/all"));
        assert!(prompt.folder == folder.path() && prompt.error.is_some());
        prompt.path = "b.tom".to_owned();
        assert!(prompt.confirm().is_none() && prompt.error.as_ref().is_some_and(|error| error.contains("there is no")));
        prompt.path = "b.toml".to_owned();
        assert_eq!(prompt.confirm(), Some(folder.path().join("b.toml")));
    }

    #[test]
    fn every_ending_that_is_opened_is_named() {
        let said = Prompt::new(PathPurpose::Open, Path::new("")).endings();
        for ending in DATA_ENDINGS.iter().chain(&["toml"]) {
            assert!(said.contains(&format!(".{ending}")), "{said} without {ending}");
        }
    }

    #[test]
    fn a_file_that_is_there_is_replaced_only_where_that_is_said() {
        let folder = folder();
        let mut prompt = Prompt::new(PathPurpose::SaveScene, folder.path());
        prompt.path = "b".to_owned();
        let path = folder.path().join("b.toml");
        assert_eq!((prompt.confirm(), prompt.replaces.as_ref()), (None, Some(&path)));
        // Another name is asked about anew.
        prompt.path = "a.png".to_owned();
        assert_eq!(prompt.confirm(), None);
        assert!(prompt.error.as_ref().is_some_and(|error| error.contains(".toml")), "{:?}", prompt.error);
        prompt.path = "b.toml".to_owned();
        assert_eq!(prompt.confirm(), Some(path));
        prompt.path = "new".to_owned();
        assert_eq!(prompt.confirm(), Some(folder.path().join("new.toml")));
        let mut record = Prompt::new(PathPurpose::Record, folder.path());
        record.path = "movie.avi".to_owned();
        assert!(record.confirm().is_none() && record.error.is_some());
        // A folder that is not there is told of where the name is.
        for (purpose, name) in [(PathPurpose::SavePicture, "none/p.png"), (PathPurpose::Record, "none/frames/")] {
            let mut prompt = Prompt::new(purpose, folder.path());
            prompt.path = name.to_owned();
            assert_eq!(prompt.confirm(), None);
            assert!(prompt.error.as_ref().is_some_and(|error| error.contains("there is no folder")), "{name}");
        }
    }
}
