//! What the window edits: a scene, its field, and what was done before. It knows no winit and draws nothing.

use std::path::PathBuf;
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
    pub(super) given_names: Vec<(PathPurpose, String)>,
    /// The folder that paths were chosen in last.
    pub folder: Option<PathBuf>,
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
            folder: None,
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

    /// Asks for something to be done outside.
    pub fn request(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// What was asked for since the last call.
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }
}
