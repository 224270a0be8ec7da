//! What the window edits: a scene, its field, and what was done before. It knows no winit and draws nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::fates::{FateMap, KnownNumbers};
use super::gesture::Gesture;
use super::history::History;
use super::opening::{SessionError, open};
use super::prompt::{Answer, PathPurpose, Prompt};
use super::reading::Reading;
use super::request::{Request, Status};
use super::time::USUAL_END;
use crate::expr::Order;
use crate::field::{Domain, Field, FieldSource, Kind, narrowest, parts_of_file};
use crate::render::data::runs::paths::readable;
use crate::render::{Run, lengths};
use crate::scene::{CameraStyle, Scene, SceneFile, Units};

/// Fields that are remembered.
pub(crate) const MAX_RECENT: usize = 12;

/// A parameter that swings about a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// Its name in the formula.
    pub name: String,
    /// The value it began with.
    pub middle: f64,
    /// When it began, in seconds of the window's clock.
    pub since: f64,
}

/// A window's state.
#[derive(Debug)]
pub struct Session {
    /// What is shown.
    pub scene: Scene,
    /// The field of the last formula or file that could be opened.
    pub field: Arc<Field>,
    /// The formula as it is typed, and what is wrong with it.
    pub text: String,
    /// Whether the field was typed, rather than chosen: more may follow with the next character.
    pub(crate) is_typed: bool,
    /// What was shown before the characters that follow each other now, and when the last of them was typed.
    pub(super) before_typing: Option<(Scene, Arc<Field>)>,
    pub(super) typed_at: Option<Instant>,
    /// The number of the file that was asked for last, and whether it is still wanted.
    pub(super) reading: (u32, bool),
    /// What is wrong with the text.
    pub text_error: Option<SessionError>,
    /// Fields that were shown.
    pub recent: Vec<String>,
    /// Whether descent goes on, and how many steps per frame it takes.
    pub is_playing: bool,
    /// Steps between two frames.
    pub steps_per_frame: u32,
    /// The end of the time line that was reached or set.
    pub(crate) last_step: usize,
    /// The step of the runs that the pointer is at, in the picture or in the plot of them.
    pub pointed_step: Option<usize>,
    /// The parameter that swings.
    pub animated: Option<Swing>,
    /// What is under the pointer.
    pub hover: Option<Reading>,
    /// The direction of the directional derivative, in radians from the x axis.
    pub direction: f64,
    /// Whether the help is shown.
    pub shows_help: bool,
    /// Whether the panel is hidden, as in a lecture.
    pub hides_panel: bool,
    /// Whether the panel is shown over a narrow window, which has no room for it beside the picture.
    pub unfolds_panel: bool,
    /// What the pointer is doing in the picture.
    pub gesture: Gesture,
    /// Whether the last click was a start.
    pub(crate) has_clicked_start: bool,
    /// What the status line says.
    pub status: Status,
    /// The trajectories that are shown, by numbers.
    pub runs: Vec<Run>,
    /// Whether f against the step and the table of runs are shown.
    pub shows_runs: bool,
    /// The map of fates beside the picture.
    pub fates: Option<FateMap>,
    pub(super) known_numbers: Option<KnownNumbers>,
    /// Frames of an animation that is recorded.
    pub record_frames: u32,
    /// The names that files were given, by what they are for.
    given_names: Vec<(PathPurpose, String)>,
    /// The folder that paths were chosen in last.
    pub folder: PathBuf,
    /// Whether the desktop has dialogs of its own.
    pub has_desktop_dialogs: bool,
    /// Width and height of the picture as it is shown, in points.
    pub shown_size: [u32; 2],
    /// Width and height of saved pictures, where they were given by hand.
    pub picture_size: Option<[u32; 2]>,
    /// The field of a scene that a window which did not end properly left behind, until it is restored or forgotten.
    pub left_behind: Option<String>,
    /// How many times steeper the surface is than the ground, of a map.
    pub exaggeration: Option<f64>,
    /// The keys of all that the field's file holds, where it may hold more than one thing.
    pub parts: Vec<String>,
    /// A file that does not say which of its parts is meant, with their keys.
    pub undecided: Option<(SceneFile, Vec<String>)>,
    /// A path that is asked for.
    pub prompt: Option<Prompt>,
    /// Paths that were given, or asked of the desktop instead, and not yet dealt with.
    pub answers: Vec<Answer>,
    pub(crate) history: History,
    requests: Vec<Request>,
}

impl Session {
    /// Opens a scene with its field.
    ///
    /// # Errors
    /// Where the field cannot be opened or is none of x and y, and where nothing is looked at of it.
    pub fn new(file: SceneFile) -> Result<Session, SessionError> {
        let field = open(&file)?;
        Ok(Session::with_field(file.scene, field))
    }

    /// A session of a field that is open already, such as a function, which no scene file can hold.
    pub fn with_field(scene: Scene, field: Arc<Field>) -> Session {
        let angle = scene.probe_angle.to_radians();
        let mut session = Session {
            text: String::new(),
            history: History::default(),
            scene,
            field,
            is_typed: false,
            before_typing: None,
            typed_at: None,
            reading: (0, false),
            text_error: None,
            recent: Vec::new(),
            is_playing: false,
            steps_per_frame: 1,
            last_step: USUAL_END,
            pointed_step: None,
            animated: None,
            hover: None,
            direction: angle,
            shows_help: false,
            hides_panel: false,
            unfolds_panel: false,
            gesture: Gesture::default(),
            has_clicked_start: false,
            status: Status::default(),
            runs: Vec::new(),
            shows_runs: false,
            fates: None,
            known_numbers: None,
            record_frames: 48,
            given_names: Vec::new(),
            folder: std::env::current_dir().unwrap_or_default(),
            has_desktop_dialogs: false,
            shown_size: [0, 0],
            picture_size: None,
            left_behind: None,
            exaggeration: None,
            parts: Vec::new(),
            undecided: None,
            prompt: None,
            answers: Vec::new(),
            requests: Vec::new(),
        };
        session.text = session.source().text;
        session.parts = parts_of_file(&session.text);
        session.history = History::new(session.file());
        session
    }

    /// What the field is opened by; of one that no text names it has the name alone. A file that does not say where it lies
    /// stays where it is when the view moves.
    pub fn source(&self) -> FieldSource {
        let source = self.field.source().cloned().unwrap_or_else(|| self.field.name().into());
        let Domain { x, y } = self.field.domain();
        FieldSource { extent: if self.field.is_data() { Some([x, y]) } else { source.extent }, ..source }
    }

    /// What is shown, with what its field is opened by.
    pub(crate) fn file(&self) -> SceneFile {
        SceneFile { source: self.source(), scene: self.scene.clone() }
    }

    /// Puts what is shown first in the list of recent fields.
    pub fn remember(&mut self) {
        self.typed_at = None;
        let field = self.source().text;
        self.recent.retain(|recent| *recent != field);
        self.recent.insert(0, field);
        self.recent.truncate(MAX_RECENT);
    }

    /// Takes the trajectories that a picture shows; a race's have their names, a single optimizer's gets its own.
    pub fn take_runs(&mut self, runs: Vec<Run>) {
        self.runs = runs;
        if self.runs.iter().any(|run| run.name.is_empty()) {
            let usual = self.scene.optimizers(&self.field, self.domain()).ok();
            let usual =
                usual.and_then(|all| all.into_iter().next()).map(|(choice, _)| readable(&choice)).unwrap_or_default();
            self.runs.iter_mut().filter(|run| run.name.is_empty()).for_each(|run| run.name.clone_from(&usual));
        }
    }

    /// What is looked at.
    pub fn domain(&self) -> Domain {
        self.scene.domain(&self.field).ascending()
    }

    /// How far x and y would go over what is looked at, at their rates about a point: the sizes of the domain, where axes are
    /// even.
    pub fn sizes_at(&self, point: [f64; 2]) -> [f64; 2] {
        let scales = self.scene.scales.of_axes(self.scene.view);
        let ([width, height], [x, y]) = (scales.places(self.domain()).size(), scales.place(point));
        [width * scales.x.derivatives(x)[0], height * scales.y.derivatives(y)[0]].map(f64::abs)
    }

    /// The narrowest range about some coordinates that can be looked at: formulas in f64, samples by their f32 indices.
    pub fn narrowest(&self) -> fn([f64; 2]) -> f64 {
        match self.field.kind() {
            Kind::Formula(_) | Kind::Function(_) => narrowest,
            Kind::Samples(_) | Kind::Raster(_) => |[first, last]| 1e-5 * first.abs().max(last.abs()),
        }
    }

    /// Shows the whole domain from the usual place.
    pub fn reset_view(&mut self) {
        (self.scene.x, self.scene.y) = (None, None);
        self.scene.camera = CameraStyle::default();
    }

    /// f and ∇f at a point; nothing where the field has no value.
    pub fn read(&self, point: [f64; 2]) -> Option<Reading> {
        let values = self.field.at(&point, Order::Gradient);
        let values = [values[0], values[1], values[2]];
        let units = self.scene.units_of(&self.field);
        values.iter().chain(&point).all(|value| value.is_finite()).then_some(Reading { point, values, units })
    }

    /// What is read out: the pinned point, else the one under the pointer.
    pub fn reading(&self) -> Option<Reading> {
        self.scene.probe.and_then(|point| self.read(point)).or(self.hover)
    }

    /// Turns the direction of the derivative to an angle, in radians from the x axis.
    pub fn set_direction(&mut self, angle: f64) {
        self.direction = angle;
        if self.scene.probe.is_some() {
            self.scene.probe_angle = (angle.to_degrees() * 10.0).round() / 10.0;
        }
    }

    /// Pins the point under the pointer, or lets the pinned one go.
    pub fn toggle_probe(&mut self) {
        self.scene.probe = match self.scene.probe {
            Some(_) => None,
            None => self.hover.map(|reading| self.rounded(reading.point)),
        };
        self.set_direction(self.direction);
    }

    /// How many units of f a unit of x is long about a point of a map. As slopes have it, f is in metres where x and y are
    /// degrees, and else in their unit, be it feet.
    pub fn rise_along_x(&self, [_, y]: [f64; 2]) -> Option<f64> {
        let units = self.scene.units_of(&self.field);
        (units == Units::Degrees || self.field.has_system()).then(|| lengths(units, y)[0])
    }

    /// Metres on the ground along a unit of x about a point, where the field says what its unit is.
    pub fn ground_metres(&self, [_, y]: [f64; 2]) -> Option<f64> {
        match self.scene.units_of(&self.field) {
            Units::Degrees => Some(lengths(Units::Degrees, y)[0]),
            Units::Plain => self.field.ground_metres(y),
        }
    }

    /// Asks for a path.
    ///
    /// The desktop's own dialog asks where it has one, unless there is more to be set than a path. One animation is recorded
    /// at a time.
    pub fn ask(&mut self, purpose: PathPurpose) {
        let has_settings = matches!(purpose, PathPurpose::SavePicture | PathPurpose::Record);
        if self.has_desktop_dialogs && !has_settings {
            self.answers.push(Answer::Browse(purpose, self.folder.clone()));
            return;
        }
        if purpose == PathPurpose::Record && self.status.recording.is_some() {
            self.status.message = Some("an animation is being recorded; wait for it, or cancel it".to_owned());
            return;
        }
        let path = self.proposed_name(purpose);
        self.prompt = Some(Prompt { size: self.proposed_size(), path, ..Prompt::new(purpose, &self.folder) });
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
        let folder = std::path::absolute(file).ok().and_then(|path| Some(path.parent()?.to_owned()));
        self.folder = folder.filter(|folder| folder.is_dir()).unwrap_or_else(|| std::mem::take(&mut self.folder));
    }

    /// Asks for something to be done outside.
    pub fn request(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// What was asked for since the last call.
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;
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
        assert_eq!(session.folder, folder.path(), "a folder that is not there is none to begin in");
        session.has_desktop_dialogs = true;
        session.ask(PathPurpose::Open);
        assert_eq!(session.answers, [Answer::Browse(PathPurpose::Open, folder.path().to_owned())]);
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
