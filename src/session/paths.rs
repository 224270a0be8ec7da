//! Paths that are asked for: where their dialogs begin, and which names and sizes they propose.

use std::path::{Path, PathBuf};

use super::prompt::{Answer, PathPurpose, Prompt};
use super::state::Session;
use crate::field::is_data_path;
use crate::scene::Scene;
use crate::words::text_path;

impl Session {
    /// Asks for a path.
    ///
    /// The desktop's own dialog asks where it has one, unless there is more to be set than a path. One animation is recorded
    /// at a time.
    pub fn ask(&mut self, purpose: PathPurpose) {
        let has_settings = matches!(purpose, PathPurpose::SavePicture | PathPurpose::Record);
        if self.has_desktop_dialogs && !has_settings {
            self.answers.push(Answer::Browse(purpose, self.first_folder(purpose)));
            return;
        }
        if purpose == PathPurpose::Record && self.status.recording.is_some() {
            self.status.message = Some("an animation is being recorded; wait for it, or cancel it".to_owned());
            return;
        }
        let path = self.proposed_name(purpose);
        self.prompt =
            Some(Prompt { size: self.proposed_size(), path, ..Prompt::new(purpose, &self.first_folder(purpose)) });
    }

    /// Asks for a path once more, where the last one could not be opened, and says why; a dialog that is open stays.
    pub(crate) fn ask_again(&mut self, purpose: PathPurpose, path: &Path, error: String) {
        self.status.message = Some(error.clone());
        if self.prompt.is_some() {
            return;
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = folder_of(path).unwrap_or_else(|| self.first_folder(purpose));
        self.prompt = Some(Prompt { path: name, error: Some(error), ..Prompt::new(purpose, &folder) });
    }

    /// Where the dialog for a path begins: what is opened is looked for beside the field's own file; else it is the folder that was
    /// chosen last, or that of the last file that was shown.
    fn first_folder(&self, purpose: PathPurpose) -> PathBuf {
        let of_field = |field: &String| folder_of(&text_path(field)).filter(|_| is_data_path(field));
        let own = || of_field(&self.source().text).filter(|_| !purpose.writes());
        let shown = || self.recent.iter().find_map(of_field).filter(|_| !purpose.writes());
        let here = || std::env::current_dir().ok();
        own().or_else(|| self.folder.clone()).or_else(shown).or_else(here).unwrap_or_default()
    }

    /// The name that is proposed for a file: the one that was given last.
    pub fn proposed_name(&self, purpose: PathPurpose) -> String {
        let given = self.given_names.iter().find(|(of, _)| *of == purpose).map(|(_, name)| name.clone());
        given.unwrap_or_else(|| purpose.usual_name().to_owned())
    }

    /// Keeps the name of a file that was chosen, to be proposed again: a scene that was opened is saved under its own.
    pub fn keep_name(&mut self, purpose: PathPurpose, file: &Path) {
        let is_scene = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let of = match purpose {
            PathPurpose::Open if is_scene => PathPurpose::SaveScene,
            purpose if purpose.writes() => purpose,
            _ => return,
        };
        let Some(name) = file.file_name().map(|name| name.to_string_lossy().into_owned()) else { return };
        self.given_names.retain(|(known, _)| *known != of);
        self.given_names.push((of, name));
    }

    /// How large a picture is saved: as was said, else as the scene says, else in the shape that is on the screen.
    pub fn proposed_size(&self) -> [u32; 2] {
        let is_shown = self.scene.size == Scene::default().size && self.shown_size.iter().all(|&side| side >= 64);
        self.picture_size.unwrap_or(if is_shown { self.shown_size } else { self.scene.size })
    }

    /// Begins in the folder of a file that was chosen, where the next one is asked for.
    pub fn keep_folder(&mut self, file: &Path) {
        self.folder = folder_of(file).or(self.folder.take());
    }
}

/// The folder of a file, if it is there.
fn folder_of(file: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(file).ok()?.parent()?.to_owned();
    folder.is_dir().then_some(folder)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;
    use crate::scene::SceneFile;
    use crate::session::Work;

    #[test]
    fn a_prompt_proposes_a_size_and_leaves_the_scene_as_it_is() {
        let mut session = Session::new(SceneFile::default()).unwrap();
        session.shown_size = [900, 500];
        let before = session.scene.clone();
        let proposed = |session: &mut Session, purpose| {
            session.ask(purpose);
            session.prompt.take().unwrap().size
        };
        for purpose in [PathPurpose::SavePicture, PathPurpose::Record] {
            assert_eq!(proposed(&mut session, purpose), [900, 500]);
            assert_eq!((&session.scene, session.can_undo()), (&before, [false, false]));
        }
        session.commit();
        assert_eq!(session.can_undo(), [false, false], "there is nothing to be undone");
        // The window is made larger, then a size is given by hand, and another scene says its own.
        session.shown_size = [1000, 600];
        assert_eq!(proposed(&mut session, PathPurpose::SavePicture), [1000, 600]);
        session.picture_size = Some([1920, 1080]);
        assert_eq!(proposed(&mut session, PathPurpose::Record), [1920, 1080]);
        let other = |size| SceneFile { source: "x*y".into(), scene: Scene { size, ..Scene::default() } };
        assert!(session.show(other(Scene::default().size)));
        assert_eq!(proposed(&mut session, PathPurpose::SavePicture), [1920, 1080], "a field without a size of its own");
        assert!(session.show(other([640, 400])));
        assert_eq!(proposed(&mut session, PathPurpose::SavePicture), [640, 400]);
    }

    #[test]
    fn one_animation_is_recorded_at_a_time() {
        let mut session = Session::new(SceneFile::default()).unwrap();
        session.status.recording = Some(Work { text: "movie.gif: frame 3 of 48".to_owned(), fraction: 0.06 });
        session.ask(PathPurpose::Record);
        assert!(
            session.prompt.is_none() && session.status.message.take().is_some_and(|said| said.contains("cancel it"))
        );
        session.ask(PathPurpose::SavePicture);
        assert!(session.prompt.is_some(), "a picture is saved meanwhile");
    }

    #[test]
    fn the_next_path_is_asked_for_where_the_last_one_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut session = Session::new(SceneFile::default()).unwrap();
        session.keep_folder(&folder.path().join("a.toml"));
        session.ask(PathPurpose::SaveScene);
        assert_eq!(session.prompt.as_ref().unwrap().folder, folder.path());
        session.keep_folder(Path::new("/nowhere/at/all/b.toml"));
        assert_eq!(session.folder.as_deref(), Some(folder.path()), "a folder that is not there is none to begin in");
        session.has_desktop_dialogs = true;
        session.ask(PathPurpose::Open);
        assert_eq!(session.answers, [Answer::Browse(PathPurpose::Open, folder.path().to_owned())]);
    }

    #[test]
    fn a_file_is_looked_for_beside_the_one_that_is_open_or_was_last() {
        let folder = tempfile::tempdir().unwrap();
        let [data, other] = ["data", "other"].map(|name| folder.path().join(name));
        [&data, &other].into_iter().for_each(|folder| std::fs::create_dir(folder).unwrap());
        let file = data.join("four.csv");
        std::fs::write(&file, "1,2\n3,4\n").unwrap();
        let text = file.to_string_lossy().into_owned();
        let begins = |session: &mut Session, purpose| {
            session.ask(purpose);
            session.prompt.take().unwrap().folder
        };
        let here = std::env::current_dir().unwrap();
        let mut session = Session::new(SceneFile { source: text.as_str().into(), ..SceneFile::default() }).unwrap();
        assert_eq!(begins(&mut session, PathPurpose::Open), data);
        assert_eq!(begins(&mut session, PathPurpose::SavePicture), here, "pictures are saved where one works");
        session.keep_folder(&other.join("picture.png"));
        assert_eq!(begins(&mut session, PathPurpose::Open), data, "where a picture was saved no data need be");
        assert_eq!(begins(&mut session, PathPurpose::SavePicture), other);
        // A formula lies nowhere: what was shown last is a file.
        let mut session = Session::new(SceneFile::default()).unwrap();
        assert_eq!(begins(&mut session, PathPurpose::Open), here);
        session.recent = vec!["x^2".to_owned(), "/nowhere/at/all.csv".to_owned(), text];
        assert_eq!(begins(&mut session, PathPurpose::Open), data);
        session.keep_folder(&other.join("scene.toml"));
        assert_eq!(begins(&mut session, PathPurpose::Open), other, "one was chosen since");
    }

    #[test]
    fn the_name_of_a_file_is_proposed_again() {
        let mut session = Session::new(SceneFile::default()).unwrap();
        let proposed = |session: &mut Session, purpose| {
            session.ask(purpose);
            session.prompt.take().unwrap().path
        };
        assert_eq!(proposed(&mut session, PathPurpose::SaveScene), "scene.toml");
        session.keep_name(PathPurpose::SaveScene, Path::new("/tmp/lesson.toml"));
        session.keep_name(PathPurpose::SavePicture, Path::new("/tmp/lesson.svg"));
        assert_eq!(proposed(&mut session, PathPurpose::SaveScene), "lesson.toml");
        assert_eq!(proposed(&mut session, PathPurpose::SavePicture), "lesson.svg");
        assert_eq!(proposed(&mut session, PathPurpose::Record), "movie.gif");
        assert_eq!(proposed(&mut session, PathPurpose::Open), "");
        session.keep_name(PathPurpose::Open, Path::new("/tmp/other.toml"));
        session.keep_name(PathPurpose::Open, Path::new("/tmp/hills.npz"));
        assert_eq!(proposed(&mut session, PathPurpose::SaveScene), "other.toml");
    }
}
