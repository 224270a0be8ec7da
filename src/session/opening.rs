//! What is looked at is another field: it is chosen, typed, read from a file, or another value of a parameter.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::prompt::PathPurpose;
use super::request::{Request, Work};
use super::state::Session;
use crate::field::{Field, Kind, Progress, is_data_path};
use crate::scene::{Scene, View, read_runs};
use crate::words::{path_text, text_path};

/// So long after a character what was typed is what somebody looks at.
const REST: Duration = Duration::from_millis(700);

impl Session {
    /// Shows another scene; what is wrong with it leaves the last one where it was. Whether it is shown.
    pub fn show(&mut self, scene: Scene) -> bool {
        // Reading a file once more could take seconds.
        self.leave_reading();
        let opened = if scene.has_field_of(&self.scene) { Ok(Arc::clone(&self.field)) } else { open(&scene) };
        self.show_opened(scene, opened)
    }

    /// Shows another scene, of which a data file is read off the frame.
    pub fn choose(&mut self, scene: Scene) {
        match is_data_path(&scene.field) {
            true => self.read_file(scene),
            false => {
                self.show(scene);
            }
        }
    }

    /// Shows a scene whose field was opened elsewhere, or says why it could not be.
    pub fn show_opened(&mut self, mut scene: Scene, opened: Result<Arc<Field>, String>) -> bool {
        match opened {
            Ok(field) => {
                if scene.view == View::Curve && field.dimension() > 1 {
                    scene.view = View::Both;
                }
                self.direction = scene.probe_angle.to_radians();
                self.text.clone_from(&scene.field);
                self.text_error = None;
                self.field = field;
                self.is_typed = false;
                (self.before_typing, self.typed_at) = (None, None);
                self.scene = scene;
                self.keep_extent();
                self.remember();
                self.hover = None;
                true
            }
            Err(error) => {
                self.status.picture_message = Some(error);
                false
            }
        }
    }

    /// Has a scene's data file read off the frame; what was asked for before is no longer wanted.
    pub(super) fn read_file(&mut self, scene: Scene) {
        self.reading = (self.reading.0 + 1, true);
        self.request(Request::Read(self.reading.0, Box::new(scene)));
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
    pub fn show_read(&mut self, number: u32, scene: Scene, opened: Result<Arc<Field>, String>) -> bool {
        if self.reading != (number, true) {
            return false;
        }
        self.leave_reading();
        self.status.message = None;
        self.show_opened(scene, opened)
    }

    /// Another character is typed: what somebody looked at before the first of them is known until they rest.
    fn begin_typing(&mut self) {
        self.leave_reading();
        if self.typed_at.is_none_or(|at| at.elapsed() > REST) {
            self.before_typing = Some((self.scene.clone(), Arc::clone(&self.field)));
        }
        self.typed_at = Some(Instant::now());
    }

    /// Takes the text over as the field, if it is one; else says what is wrong and keeps the last one.
    pub fn set_text(&mut self, text: &str) {
        self.begin_typing();
        self.text = text.to_owned();
        let scene = Scene { field: text.trim().to_owned(), x: None, y: None, extent: None, ..self.scene.clone() };
        if is_data_path(text.trim()) && text_path(text.trim()).is_file() {
            // A file may take long to be read, which is done off the frame.
            self.text_error = None;
            self.read_file(Scene { set: Default::default(), ..scene });
            return;
        }
        // What is typed into a formula keeps the domain that is looked at.
        let is_formula = crate::field::catalogue::find(text.trim()).is_none();
        let keeps = is_formula && matches!(self.field.kind(), Kind::Formula(_));
        let mut scene = if keeps { Scene { x: self.scene.x, y: self.scene.y, ..scene } } else { scene };
        // Values of parameters that the formula has no more are forgotten.
        let set = std::mem::take(&mut scene.set);
        let mut opened = open(&scene);
        if let Ok(field) = &opened {
            let names = parameters_of(field);
            scene.set = set.into_iter().filter(|(name, _)| names.iter().any(|(known, _)| known == name)).collect();
            opened = if scene.set.is_empty() { opened } else { open(&scene) };
        }
        match opened {
            Ok(field) => {
                self.text_error = None;
                self.is_typed = true;
                let had_curve = self.field.dimension() <= 1;
                self.field = field;
                self.scene = scene;
                match self.field.dimension() {
                    0 | 1 if !had_curve && self.scene.view == View::Both => self.scene.view = View::Curve,
                    0 | 1 => {}
                    _ if self.scene.view == View::Curve => self.scene.view = View::Both,
                    _ => {}
                }
                self.keep_extent();
            }
            Err(error) => {
                self.text_error = Some(error);
                // The beginning of what is typed was nobody's field, but for who rested there.
                if let Some((scene, field)) = self.before_typing.clone() {
                    (self.scene, self.field) = (scene, field);
                }
            }
        }
    }

    /// Gives a parameter of the formula a value.
    pub fn set_parameter(&mut self, name: &str, value: f64) {
        let mut set = self.scene.set.clone();
        set.insert(name.to_owned(), value);
        if let Ok(field) = self.field.with_parameters(&set) {
            self.field = Arc::new(field);
            self.scene.set = set;
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
            Err(error) => self.status.picture_message = Some(error),
        }
    }
}

fn parameters_of(field: &Field) -> Vec<(String, f64)> {
    match field.kind() {
        Kind::Formula(formula) => {
            formula.formula().parameters().iter().cloned().zip(formula.values().iter().copied()).collect()
        }
        Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => Vec::new(),
    }
}

pub(super) fn open(scene: &Scene) -> Result<Arc<Field>, String> {
    open_with(scene, &|_| ())
}

/// A scene's field; `progress` hears which fraction of a large file is read.
pub(crate) fn open_with(scene: &Scene, progress: Progress<'_>) -> Result<Arc<Field>, String> {
    let field = scene.open_field_with(progress).and_then(Field::checked_planar).map_err(|error| error.to_string())?;
    scene.domain(&field).checked().map_err(|error| error.to_string())?;
    Ok(Arc::new(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str) -> Scene {
        Scene { field: text.to_owned(), ..Scene::default() }
    }

    fn session(text: &str) -> Session {
        Session::new(field(text)).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn what_does_not_parse_leaves_the_last_good_field() {
        let mut session = session("x^2 + y^2");
        session.set_text("x^2 + ");
        assert!(session.text_error.is_some() && session.scene.field == "x^2 + y^2" && session.text == "x^2 + ");
        session.set_text("x^2 + y");
        assert!(session.text_error.is_none() && session.scene.field == "x^2 + y");
        assert_eq!(session.read([2.0, 1.0]).map(|reading| reading.values), Some([5.0, 4.0, 1.0]));
    }

    #[test]
    fn a_dragged_parameter_is_a_number_and_reads_nothing_again() {
        let mut session = session("sin(a*x) + b*y");
        session.set_parameter("a", 2.0);
        session.set_parameter("b", 3.0);
        assert!(session.field.remarks().is_empty(), "both have values: {:?}", session.field.remarks());
        assert_eq!(session.parameters(), [("a".to_owned(), 2.0), ("b".to_owned(), 3.0)]);
        assert_eq!(session.read([0.0, 1.0]).map(|reading| reading.values), Some([3.0, 2.0, 3.0]));
        let before = session.scene.clone();
        session.set_parameter("c", 1.0);
        assert_eq!(session.scene, before, "it has no such parameter");
        // A text that nobody could read again would show that it was read.
        session.scene.field = "(".to_owned();
        session.set_parameter("a", 4.0);
        assert_eq!(session.parameters()[0].1, 4.0);
    }

    #[test]
    fn only_a_field_that_is_typed_is_waited_for() {
        let mut session = session("x");
        assert!(!session.is_typed);
        session.set_text("x^2");
        assert!(session.is_typed);
        // What does not parse changes nothing of the field.
        session.set_text("x^2 +");
        assert!(session.is_typed);
        session.show(Scene { field: "himmelblau".to_owned(), ..Scene::default() });
        assert!(!session.is_typed, "the catalogue's are drawn at once");
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
        let [Request::Read(number, scene)] = requests.as_slice() else { panic!("it is read elsewhere: {requests:?}") };
        assert_eq!(session.scene.field, "x", "what is shown stays until then");
        let opened = open_with(scene, &|_| ());
        assert!(session.show_read(*number, (**scene).clone(), opened) && session.scene.field == text);
        session.commit();
        session.scene.x = Some([0.0, 1.0]);
        session.commit();
        let before = Arc::clone(&session.field);
        session.undo();
        assert!(Arc::ptr_eq(&before, &session.field) && session.scene.x.is_none());
        session.undo();
        assert_eq!(session.scene.field, "x");
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
                Some(Request::Read(number, scene)) => (number, *scene),
                other => panic!("{other:?}"),
            }
        };
        type Leave = fn(&mut Session);
        let leaves: [Leave; 4] = [
            |session| session.set_text("x^2"),
            |session| session.set_text("x^2 +"),
            |session| session.choose(field("himmelblau")),
            |session| session.leave_reading(),
        ];
        for leave in leaves {
            let (number, scene) = ask(&mut session, "a.csv");
            session.read_on(number, 0.25);
            assert_eq!(session.status.reading.as_ref().map(|work| work.fraction), Some(0.25));
            leave(&mut session);
            let shown = session.scene.field.clone();
            session.read_on(number, 0.5);
            assert_eq!(session.status.reading, None, "what is read is no longer what is opened");
            let opened = open_with(&scene, &|_| ());
            assert!(!session.show_read(number, scene, opened) && session.scene.field == shown);
        }
        // Of two files the one that was asked for last is shown, whichever is read first.
        let (first, second) = (ask(&mut session, "a.csv"), ask(&mut session, "b.csv"));
        session.read_on(second.0, 0.75);
        session.read_on(first.0, 0.5);
        assert_eq!(session.status.reading.as_ref().map(|work| work.fraction), Some(0.75));
        for (number, scene) in [second, first] {
            let opened = open_with(&scene, &|_| ());
            session.show_read(number, scene, opened);
            assert!(session.scene.field.ends_with("b.csv") && session.status.reading.is_none());
        }
    }

    #[test]
    fn what_was_typed_fast_leaves_no_beginning_of_it() {
        let mut session = session("x*y");
        let fast = |session: &mut Session, text: &str| {
            for end in 1..=text.len() {
                session.set_text(&text[..end]);
            }
        };
        fast(&mut session, "x^2 + 3*y^");
        assert!(session.text_error.is_some());
        let shown = session.read([2.0, 3.0]).map(|reading| reading.values[0]);
        assert_eq!((session.scene.field.as_str(), shown), ("x*y", Some(6.0)), "not x^2 + 3*y");
        session.set_text("x^2 + 3*y^2");
        assert_eq!(session.scene.field, "x^2 + 3*y^2");
        // Who rests looks at what is there.
        std::thread::sleep(REST + Duration::from_millis(60));
        fast(&mut session, "sin(x) + sni(y)");
        assert_eq!(session.scene.field, "x^2 + 3*y^2");
        // So does who leaves the line, and who gives a parameter a value.
        fast(&mut session, "a*x");
        session.set_parameter("a", 2.0);
        fast(&mut session, "a*x + sni");
        assert_eq!((session.scene.field.as_str(), session.scene.set["a"]), ("a*x", 2.0));
        fast(&mut session, "x + 1");
        session.remember();
        fast(&mut session, "x + 1 +");
        assert_eq!(session.scene.field, "x + 1");
    }
}
