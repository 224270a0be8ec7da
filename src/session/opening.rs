//! What is looked at is another field: it is chosen, read from a file, or another value of a parameter.

use std::path::Path;
use std::sync::Arc;

use super::prompt::PathPurpose;
use super::request::{Request, Work};
use super::state::Session;
use crate::field::{DomainError, Field, FieldError, Kind, Progress, is_data_path, parts_of_file};
use crate::scene::{Scene, SceneFile, View, read_runs};
use crate::words::{path_text, text_path};

/// Why a scene cannot be edited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Its field cannot be opened, or is none of x and y.
    #[error(transparent)]
    Field(#[from] Box<FieldError>),
    /// What is looked at of it is empty.
    #[error(transparent)]
    Domain(#[from] DomainError),
}

impl SessionError {
    /// As it prints, where a line has only so many columns; an error of a formula keeps its carets and its remedy in sight.
    pub fn within(&self, columns: usize) -> String {
        match self {
            SessionError::Field(error) => match &**error {
                FieldError::Formula(error) => error.within(columns),
                error => error.to_string(),
            },
            SessionError::Domain(error) => error.to_string(),
        }
    }
}

impl Session {
    /// Shows another scene; what is wrong with it leaves the last one where it was. Whether it is shown.
    pub fn show(&mut self, file: SceneFile) -> bool {
        // Reading a file once more could take seconds.
        self.leave_reading();
        let opened = if file.has_field_of(&self.file()) { Ok(Arc::clone(&self.field)) } else { open(&file) };
        self.show_opened(file.scene, opened)
    }

    /// Shows another scene, of which a data file is read off the frame; whether it is shown, or is going to be read.
    pub fn choose(&mut self, file: SceneFile) -> bool {
        match is_data_path(&file.source.text) {
            true => {
                self.read_file(file);
                true
            }
            false => self.show(file),
        }
    }

    /// Shows a scene whose field was opened elsewhere, or says why it could not be.
    pub fn show_opened(&mut self, mut scene: Scene, opened: Result<Arc<Field>, SessionError>) -> bool {
        match opened {
            Ok(field) => {
                if scene.view == View::Curve && field.dimension() > 1 {
                    scene.view = View::Both;
                }
                self.direction = scene.probe_angle.to_radians();
                self.text_error = None;
                let is_same = Arc::ptr_eq(&self.field, &field);
                self.field = field;
                self.text = self.source().text;
                // Another view of a file does not read it once more.
                if !is_same {
                    self.parts = parts_of_file(&self.text);
                }
                self.undecided = None;
                self.is_typed = false;
                (self.before_typing, self.typed_at) = (None, None);
                // A size that a scene says holds for its pictures, whatever was given by hand before.
                self.picture_size = self.picture_size.filter(|_| scene.size == Scene::default().size);
                self.scene = scene;
                self.remember();
                self.hover = None;
                // What was wrong was so of another field.
                (self.status.message, self.status.picture_message) = (None, None);
                true
            }
            Err(error) => {
                // It stands until something else is shown, which a change of the picture is not.
                self.status.message = Some(error.to_string());
                false
            }
        }
    }

    /// Has a scene's data file read off the frame; what was asked for before is no longer wanted.
    pub(super) fn read_file(&mut self, file: SceneFile) {
        self.reading = (self.reading.0 + 1, true);
        self.request(Request::Read(self.reading.0, Box::new(file)));
    }

    /// Something else is looked at than a file that is being read.
    pub fn leave_reading(&mut self) {
        self.reading.1 = false;
        self.status.reading = None;
    }

    /// Takes how far a file was read, of which the number was asked for with it; what is no longer wanted is not told.
    pub fn read_on(&mut self, number: u32, fraction: f32) {
        if self.reading == (number, true) {
            let text = format!("reading the file: {} %", (100.0 * fraction) as u32);
            self.status.reading = Some(Work { text, fraction });
        }
    }

    /// Shows what was read of the file of a number; whether it is shown, for it may be wrong or no longer wanted.
    ///
    /// Of a file with several parts of which none is meant, or one that it has not, it is asked which.
    pub fn show_read(&mut self, number: u32, file: SceneFile, opened: Result<Arc<Field>, SessionError>) -> bool {
        if self.reading != (number, true) {
            return false;
        }
        self.leave_reading();
        let error = match opened {
            Ok(field) => return self.show_opened(file.scene, Ok(field)),
            Err(error) => error,
        };
        let (text, parts) = (file.source.text.clone(), parts_of_file(&file.source.text));
        // What is wrong with the part that was meant, or with the only one, another answer would not mend.
        let is_known = parts.len() == 1 || file.source.key.as_ref().is_some_and(|key| parts.contains(key));
        self.undecided = (!parts.is_empty() && !is_known).then_some((file, parts));
        // It is said where one is asked for, or where it was typed.
        if self.undecided.is_some() {
            self.status.message = Some(error.to_string());
        } else if self.text.trim() == text {
            self.text_error = Some(error);
        } else {
            self.ask_again(PathPurpose::Open, &text_path(&text), error.to_string());
        }
        false
    }

    /// Shows that part of a file which did not say what is meant.
    pub fn choose_part(&mut self, part: &str) {
        if let Some((mut file, _)) = self.undecided.take() {
            file.source.key = Some(part.to_owned());
            self.choose(file);
        }
    }

    /// Gives a parameter of the formula a value.
    pub fn set_parameter(&mut self, name: &str, value: f64) {
        let mut set = self.source().set;
        set.insert(name.to_owned(), value);
        if let Ok(field) = self.field.with_parameters(&set) {
            self.field = Arc::new(field);
            self.typed_at = None;
        }
    }

    /// The formula's parameters with their values.
    pub fn parameters(&self) -> Vec<(String, f64)> {
        parameters_of(&self.field)
    }

    /// Takes a file of optimizers, or a run of one's own, into the scene; one that cannot be read leaves it as it was.
    pub fn choose_file(&mut self, purpose: PathPurpose, path: &Path) {
        let mut scene = self.scene.clone();
        let name = Some(path_text(path));
        let read = match purpose {
            PathPurpose::Rules => {
                scene.descent.rules = name;
                // A rule of one's own would hide what is wrong with the file.
                let read = scene.own_rules().and_then(|_| scene.optimizers(&self.field, self.domain()));
                read.map(drop).map_err(|error| error.to_string())
            }
            _ => {
                scene.descent.path = name;
                read_runs(path).map(drop)
            }
        };
        match read {
            Ok(()) => self.scene = scene,
            Err(error) => self.ask_again(purpose, path, error),
        }
    }
}

pub(super) fn parameters_of(field: &Field) -> Vec<(String, f64)> {
    match field.kind() {
        Kind::Formula(formula) => {
            formula.formula().parameters().iter().cloned().zip(formula.values().iter().copied()).collect()
        }
        Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => Vec::new(),
    }
}

pub(super) fn open(file: &SceneFile) -> Result<Arc<Field>, SessionError> {
    open_with(file, &|_| ())
}

/// The field of a scene file; `progress` hears which fraction of a large file is read.
pub(crate) fn open_with(file: &SceneFile, progress: Progress<'_>) -> Result<Arc<Field>, SessionError> {
    let field = file.open_field_with(progress).and_then(Field::checked_planar).map_err(Box::new)?;
    file.scene.domain(&field).checked()?;
    Ok(Arc::new(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "netcdf")]
    use crate::field::FieldSource;
    use crate::session::opened::{field, read, session};

    #[test]
    fn what_cannot_be_opened_is_told_until_something_else_is_shown() {
        let mut session = session("x^2 + y^2");
        assert!(!session.show(field("x^2 + ")));
        session.choose_file(PathPurpose::Trajectory, Path::new("no/such/run.csv"));
        // Another picture of what is shown says nothing of it.
        session.status.picture_message = None;
        assert!(session.status.line().is_some_and(|said| said.contains("run.csv")), "{:?}", session.status);
        session.status.picture_message = Some("nothing can be drawn of it".to_owned());
        assert!(session.show(field("x*y")));
        assert_eq!(session.status.line(), None);
    }

    #[test]
    fn a_dragged_parameter_is_a_number_and_reads_nothing_again() {
        let mut session = session("sin(a*x) + b*y");
        session.set_parameter("a", 2.0);
        session.set_parameter("b", 3.0);
        assert!(session.field.remarks().is_empty(), "both have values: {:?}", session.field.remarks());
        assert_eq!(session.parameters(), [("a".to_owned(), 2.0), ("b".to_owned(), 3.0)]);
        assert_eq!(session.read([0.0, 1.0]).map(|reading| reading.values), Some([3.0, 2.0, 3.0]));
        let before = session.file();
        session.set_parameter("c", 1.0);
        assert_eq!(session.file(), before, "it has no such parameter");
    }

    #[test]
    fn a_file_is_read_off_the_frame_and_not_again_where_the_view_changes() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let path = folder.path().join("four.csv");
        std::fs::write(&path, "1,2\n3,4\n").unwrap_or_else(|error| panic!("{error}"));
        let text = path.to_string_lossy().into_owned();
        let mut session = session("x");
        session.set_text(&text);
        let requests = session.take_requests();
        let [Request::Read(number, file)] = requests.as_slice() else { panic!("it is read elsewhere: {requests:?}") };
        assert_eq!(session.source().text, "x", "what is shown stays until then");
        let opened = open(file);
        assert!(session.show_read(*number, *file.clone(), opened) && session.source().text == text);
        session.commit();
        session.scene.x = Some([0.0, 1.0]);
        session.commit();
        let before = Arc::clone(&session.field);
        session.undo();
        assert!(Arc::ptr_eq(&before, &session.field) && session.scene.x.is_none());
        session.undo();
        assert_eq!(session.source().text, "x");
    }

    #[cfg(feature = "netcdf")]
    #[test]
    fn of_a_file_with_several_grids_it_is_asked_which_is_meant() {
        let mut session = session("x");
        session.choose(field("tests/data/inputs/loss.h5"));
        assert!(!read(&mut session));
        let keys = session.undecided.as_ref().map(|(_, keys)| keys.clone());
        assert_eq!(keys, Some(vec!["train_acc".to_owned(), "train_loss".to_owned()]));
        session.choose_part("train_loss");
        assert!(read(&mut session) && session.undecided.is_none());
        assert_eq!(session.source().key.as_deref(), Some("train_loss"));
        assert_eq!((session.parts.len(), session.read([0.5, -1.0]).map(|it| it.values[0])), (2, Some(0.25 - 3.0)));
        // A part that is not there is asked for once more, and what is damaged is not.
        session.choose(SceneFile {
            source: FieldSource { key: Some("loss".into()), ..session.source() },
            ..session.file()
        });
        assert!(!read(&mut session) && session.undecided.is_some());
        // What is wrong with the part that was meant, another answer would not mend.
        session.choose_part("train_loss");
        let Some(Request::Read(number, file)) = session.take_requests().pop() else { panic!("it is read again") };
        let damaged = open(&field("tests/data/inputs/missing.h5"));
        assert!(damaged.is_err() && !session.show_read(number, *file, damaged) && session.undecided.is_none());
        session.choose(field("tests/data/inputs/missing.h5"));
        assert!(!read(&mut session) && session.undecided.is_none());
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_where_it_was_asked_for() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let path = folder.path().join("words.csv");
        std::fs::write(&path, "a,b\nc,d\n").unwrap_or_else(|error| panic!("{error}"));
        let text = path.to_string_lossy().into_owned();
        let mut session = session("x");
        // By a dialog, which is there again with its name.
        session.choose(field(&text));
        assert!(!read(&mut session) && session.text_error.is_none());
        let prompt = session.prompt.take().unwrap_or_else(|| panic!("there is no dialog"));
        assert_eq!((prompt.folder.as_path(), prompt.path.as_str()), (folder.path(), "words.csv"));
        assert!(prompt.error.as_ref().is_some_and(|said| said.contains("words.csv")), "{:?}", prompt.error);
        assert_eq!(session.status.message.take(), prompt.error);
        // By what was typed, under its line.
        session.set_text(&text);
        assert!(!read(&mut session) && session.prompt.is_none());
        assert!(session.text_error.as_ref().is_some_and(|said| said.to_string().contains("words.csv")));
        assert!(session.status.message.take().is_none(), "it is said once");
        session.set_text("x*y");
        assert!(session.text_error.is_none());
        // A dialog that somebody uses stays.
        session.ask(PathPurpose::SavePicture);
        session.choose(field(&text));
        assert!(!read(&mut session) && session.status.message.as_ref().is_some_and(|said| said.contains("words.csv")));
        assert_eq!(session.prompt.take().map(|prompt| prompt.purpose), Some(PathPurpose::SavePicture));
        // So is a file of optimizers.
        session.choose_file(PathPurpose::Rules, &path);
        assert_eq!(
            session.prompt.map(|prompt| (prompt.purpose, prompt.path)),
            Some((PathPurpose::Rules, "words.csv".to_owned()))
        );
    }

    #[test]
    fn a_file_that_is_no_longer_wanted_is_neither_told_nor_shown() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let file = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "1,2\n3,4\n").unwrap_or_else(|error| panic!("{error}"));
            field(&path.to_string_lossy())
        };
        let mut session = session("x");
        let ask = |session: &mut Session, name: &str| {
            session.choose(file(name));
            match session.take_requests().pop() {
                Some(Request::Read(number, file)) => (number, *file),
                other => panic!("{other:?}"),
            }
        };
        type Leave = fn(&mut Session);
        let leaves: [Leave; 4] = [
            |session| session.set_text("x^2"),
            |session| session.set_text("x^2 +"),
            |session| assert!(session.choose(field("himmelblau"))),
            |session| session.leave_reading(),
        ];
        for leave in leaves {
            let (number, file) = ask(&mut session, "a.csv");
            session.read_on(number, 0.25);
            assert_eq!(session.status.reading.as_ref().map(|work| work.fraction), Some(0.25));
            leave(&mut session);
            let shown = session.source().text;
            session.read_on(number, 0.5);
            assert_eq!(session.status.reading, None, "what is read is no longer what is opened");
            let opened = open(&file);
            assert!(!session.show_read(number, file, opened) && session.source().text == shown);
        }
        // Of two files the one that was asked for last is shown, whichever is read first.
        let (first, second) = (ask(&mut session, "a.csv"), ask(&mut session, "b.csv"));
        session.read_on(second.0, 0.75);
        session.read_on(first.0, 0.5);
        assert_eq!(session.status.reading.as_ref().map(|work| work.fraction), Some(0.75));
        for (number, file) in [second, first] {
            let opened = open(&file);
            session.show_read(number, file, opened);
            assert!(session.source().text.ends_with("b.csv") && session.status.reading.is_none());
        }
    }
}
