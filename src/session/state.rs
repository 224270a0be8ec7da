//! What the window edits: a scene, its field, and what was done before. It knows no winit and draws nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fates::FateMap;
use super::gesture::Gesture;
use super::history::History;
use super::prompt::{Answer, PathPurpose, Prompt};
use super::reading::Reading;
use super::request::{Request, Status};
use super::time::USUAL_END;
use crate::expr::Order;
use crate::field::{Domain, Field, Kind, Progress, is_data_path, narrowest};
use crate::render::{Run, metres_per_degree};
use crate::scene::{CameraStyle, Scene, Units, View, read_runs};
use crate::words::{path_text, text_path};

/// Fields that are remembered.
pub(crate) const MAX_RECENT: usize = 12;

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
    /// What is wrong with the text.
    pub text_error: Option<String>,
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
    /// The parameter that is animated, with the time since it began.
    pub animated: Option<(String, f64)>,
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
    /// Frames of an animation that is recorded.
    pub record_frames: u32,
    /// The folder that paths were chosen in last.
    pub folder: PathBuf,
    /// Whether the desktop has dialogs of its own.
    pub has_desktop_dialogs: bool,
    /// Width and height of the picture as it is shown, in points.
    pub shown_size: [u32; 2],
    /// The field of a scene that a window which did not end properly left behind, until it is restored or forgotten.
    pub left_behind: Option<String>,
    /// How many times steeper the surface is than the ground, where f and the ground are both in metres.
    pub exaggeration: Option<f64>,
    /// A path that is asked for.
    pub prompt: Option<Prompt>,
    /// Paths that were given, or asked of the desktop instead, and not yet dealt with.
    pub answers: Vec<Answer>,
    pub(crate) history: History,
    requests: Vec<Request>,
}

impl Session {
    /// Opens a scene's field.
    ///
    /// # Errors
    /// Where the scene's field cannot be opened; the text says why.
    pub fn new(scene: Scene) -> Result<Session, String> {
        let field = open(&scene)?;
        Ok(Session::with_field(scene, field))
    }

    /// A session of a field that is open already, such as one that no scene's text names.
    pub fn with_field(scene: Scene, field: Arc<Field>) -> Session {
        let angle = scene.probe_angle.to_radians();
        let mut session = Session {
            text: scene.field.clone(),
            history: History::new(&scene),
            scene,
            field,
            is_typed: false,
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
            record_frames: 48,
            folder: std::env::current_dir().unwrap_or_default(),
            has_desktop_dialogs: false,
            shown_size: [0, 0],
            left_behind: None,
            exaggeration: None,
            prompt: None,
            answers: Vec::new(),
            requests: Vec::new(),
        };
        session.keep_extent();
        session.history = History::new(&session.scene);
        session
    }

    /// Shows another scene; what is wrong with it leaves the last one where it was. Whether it is shown.
    pub fn show(&mut self, scene: Scene) -> bool {
        // Reading a file once more could take seconds.
        let opened = if scene.has_field_of(&self.scene) { Ok(Arc::clone(&self.field)) } else { open(&scene) };
        self.show_opened(scene, opened)
    }

    /// Shows another scene, of which a data file is read off the frame.
    pub fn choose(&mut self, scene: Scene) {
        match is_data_path(&scene.field) {
            true => self.request(Request::Read(Box::new(scene))),
            false => {
                self.show(scene);
            }
        }
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

    /// Takes the text over as the field, if it is one; else says what is wrong and keeps the last one.
    pub fn set_text(&mut self, text: &str) {
        self.text = text.to_owned();
        let scene = Scene { field: text.trim().to_owned(), x: None, y: None, extent: None, ..self.scene.clone() };
        if is_data_path(text.trim()) && text_path(text.trim()).is_file() {
            // A file may take long to be read, which is done off the frame.
            self.text_error = None;
            self.request(Request::Read(Box::new(Scene { set: Default::default(), ..scene })));
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
            Err(error) => self.text_error = Some(error),
        }
    }

    /// Gives a parameter of the formula a value.
    pub fn set_parameter(&mut self, name: &str, value: f64) {
        let mut set = self.scene.set.clone();
        set.insert(name.to_owned(), value);
        if let Ok(field) = self.field.with_parameters(&set) {
            self.field = Arc::new(field);
            self.scene.set = set;
        }
    }

    /// The formula's parameters with their values.
    pub fn parameters(&self) -> Vec<(String, f64)> {
        parameters_of(&self.field)
    }

    /// Puts what is shown first in the list of recent fields.
    pub fn remember(&mut self) {
        let field = self.scene.field.clone();
        self.recent.retain(|recent| *recent != field);
        self.recent.insert(0, field);
        self.recent.truncate(MAX_RECENT);
    }

    /// Takes the trajectories that a picture shows; a race's have their names, a single optimizer's gets its own.
    pub fn take_runs(&mut self, runs: Vec<Run>) {
        self.runs = runs;
        if self.runs.iter().any(|run| run.name.is_empty()) {
            let usual = self.scene.optimizers(&self.field, self.domain()).ok();
            let usual = usual.and_then(|all| all.into_iter().next()).map(|(name, _)| name).unwrap_or_default();
            self.runs.iter_mut().filter(|run| run.name.is_empty()).for_each(|run| run.name.clone_from(&usual));
        }
    }

    /// What is looked at.
    pub fn domain(&self) -> Domain {
        self.scene.domain(&self.field).ascending()
    }

    /// The narrowest range about some coordinates that can be looked at: formulas in f64, samples by their f32 indices.
    pub fn narrowest(&self) -> fn([f64; 2]) -> f64 {
        match self.field.kind() {
            Kind::Formula(_) | Kind::Function(_) => narrowest,
            Kind::Samples(_) | Kind::Raster(_) => |[first, last]| 1e-5 * first.abs().max(last.abs()),
        }
    }

    /// A file that does not say where it lies stays where it is when the view moves.
    fn keep_extent(&mut self) {
        if self.field.is_data() {
            let Domain { x, y } = self.field.domain();
            self.scene.extent = Some([x, y]);
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
        values.iter().all(|value| value.is_finite()).then_some(Reading { point, values, units })
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

    /// Metres along a unit of x and of y at a point, where the field says what they are: a map in degrees or in metres.
    pub fn metres(&self, [_, y]: [f64; 2]) -> Option<[f64; 2]> {
        match self.scene.units_of(&self.field) {
            Units::Degrees => Some(metres_per_degree(y)),
            Units::Plain => self.field.has_system().then_some([1.0; 2]),
        }
    }

    /// Asks for a path.
    ///
    /// The desktop's own dialog asks where it has one, unless there is more to be set than a path. A picture is proposed in the
    /// shape that is on the screen, if its scene does not say another one.
    pub fn ask(&mut self, purpose: PathPurpose) {
        let has_settings = matches!(purpose, PathPurpose::SavePicture | PathPurpose::Record);
        if self.has_desktop_dialogs && !has_settings {
            self.answers.push(Answer::Browse(purpose, self.folder.clone()));
            return;
        }
        if has_settings && self.scene.size == Scene::default().size && self.shown_size.iter().all(|&side| side >= 64) {
            self.scene.size = self.shown_size;
        }
        self.prompt = Some(Prompt::new(purpose, &self.folder));
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

fn parameters_of(field: &Field) -> Vec<(String, f64)> {
    match field.kind() {
        Kind::Formula(formula) => {
            formula.formula().parameters().iter().cloned().zip(formula.values().iter().copied()).collect()
        }
        Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => Vec::new(),
    }
}

fn open(scene: &Scene) -> Result<Arc<Field>, String> {
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

    fn session(field: &str) -> Session {
        Session::new(Scene { field: field.to_owned(), ..Scene::default() }).unwrap_or_else(|error| panic!("{error}"))
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
        let [Request::Read(scene)] = requests.as_slice() else { panic!("it is read elsewhere: {requests:?}") };
        assert_eq!(session.scene.field, "x", "what is shown stays until then");
        let opened = open_with(scene, &|_| ());
        assert!(session.show_opened((**scene).clone(), opened) && session.scene.field == text);
        session.commit();
        session.scene.x = Some([0.0, 1.0]);
        session.commit();
        let before = Arc::clone(&session.field);
        session.undo();
        assert!(Arc::ptr_eq(&before, &session.field) && session.scene.x.is_none());
        session.undo();
        assert_eq!(session.scene.field, "x");
    }
}
