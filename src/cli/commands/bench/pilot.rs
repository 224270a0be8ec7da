//! A window that moves by itself: it turns, plays, types or drags a parameter, and measures what that takes.

use std::time::{Duration, Instant, SystemTime};

use steepest::field::Kind;
use steepest::scene::MAX_STEPS;
use steepest::window::{Frame, Next, Pilot};

/// What is edited, on as soon as the last change is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// A formula is typed; the next one waits until the last one's shaders are built, if that is said.
    Types {
        /// Whether it waits.
        builds: bool,
    },
    /// The first parameter is dragged.
    Slides,
    /// The first start is dragged.
    Drags,
}

/// How far a rest has come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rest {
    /// What was begun before ends until then.
    Calms(Instant),
    /// Since when it is measured, and what of the processor's time was taken by then.
    IsMeasured(Instant, Option<Duration>),
}

/// Frames of a window, and what moves in them.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    /// How many, or of how many edits.
    pub(crate) count: usize,
    /// Whether the camera turns, and whether the descent plays.
    pub(crate) turns: bool,
    pub(crate) plays: bool,
    pub(crate) edits: Option<Edit>,
    /// Whether the device is lost halfway.
    pub(crate) loses_device: bool,
    /// What was measured, in milliseconds: to the first picture, each frame, and each edit until its picture is seen.
    pub(crate) first_picture_ms: f64,
    pub(crate) frames_ms: Vec<f64>,
    pub(crate) edits_ms: Vec<f64>,
    /// How often the device came back.
    pub(crate) recoveries: usize,
    pub(crate) adapter: String,
    /// Why nothing can be measured.
    pub(crate) failure: Option<String>,
    /// Whether nothing happens once the picture is there, and how far that has come.
    pub(crate) rests: bool,
    pub(crate) rest: Option<Rest>,
    /// The part of a core that was busy meanwhile, where the system says.
    pub(crate) processor_share: Option<f64>,
    /// When the last edit was made, and the formula that is varied.
    pub(crate) edited: Option<Instant>,
    pub(crate) formula: Option<String>,
}

impl Pilot for Frames {
    fn begin(&mut self, frame: Frame<'_>) -> bool {
        if self.turns && frame.shown.is_some() {
            frame.session.scene.camera.azimuth = (frame.session.scene.camera.azimuth + 2.0) % 180.0;
        }
        frame.session.is_playing = self.plays;
        if self.plays {
            frame.session.set_end(MAX_STEPS);
        }
        let loses = self.loses_device && self.frames_ms.len() == self.count / 2 && frame.recoveries == 0;
        if loses {
            frame.gpu.lose();
        }
        // The frame in which it is lost paints all that it may.
        loses
    }

    fn end(&mut self, mut frame: Frame<'_>) -> Next {
        if frame.shown.is_none() {
            return Next::Rest;
        }
        if self.first_picture_ms == 0.0 {
            self.first_picture_ms = frame.since_start.as_secs_f64() * 1e3;
            self.adapter.clone_from(&frame.gpu.adapter.name);
            // What edits begins in the next frame, which nothing else may ask for.
            return Next::Controls;
        }
        self.recoveries = frame.recoveries;
        if self.rests {
            return self.rest(&frame);
        }
        self.frames_ms.push(frame.took.as_secs_f64() * 1e3);
        let has_edited = match self.edits {
            None => Ok(false),
            Some(Edit::Types { builds }) => self.type_next(&mut frame, builds),
            Some(Edit::Slides) => self.slide_next(&mut frame),
            Some(Edit::Drags) => self.drag_next(&mut frame),
        };
        self.failure = has_edited.as_ref().err().cloned();
        let runs = if self.edits.is_some() { self.edits_ms.len() } else { self.frames_ms.len() };
        match has_edited {
            Err(_) => Next::Close,
            Ok(_) if runs >= self.count => Next::Close,
            Ok(true) => Next::Controls,
            // Beside edits it draws no frames that it would not draw by itself.
            Ok(false) if self.edits.is_some() && !self.turns => Next::Rest,
            Ok(false) => Next::Frame,
        }
    }
}

/// How long a window rests, once its shaders are built and nothing was drawn for a while.
const RESTS: Duration = Duration::from_secs(5);

/// What this process has taken of the processor's time, in the ticks of Linux: a hundredth of a second each.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, which may hold blanks, is in brackets.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(10 * ticks))
}

impl Frames {
    /// Waits until what the first picture began is over, then as long as is measured.
    fn rest(&mut self, frame: &Frame<'_>) -> Next {
        let now = Instant::now();
        match self.rest {
            None if frame.is_busy => Next::RestUntil(now + Duration::from_millis(100)),
            None => {
                // What is built beside the frames takes its time, too.
                self.rest = Some(Rest::Calms(now + RESTS));
                Next::RestUntil(now + RESTS)
            }
            Some(Rest::Calms(until)) if now < until => Next::RestUntil(until),
            Some(Rest::Calms(_)) => {
                self.rest = Some(Rest::IsMeasured(now, processor_time()));
                Next::RestUntil(now + RESTS)
            }
            Some(Rest::IsMeasured(began, _)) if now < began + RESTS => {
                self.frames_ms.push(frame.took.as_secs_f64() * 1e3);
                Next::RestUntil(began + RESTS)
            }
            Some(Rest::IsMeasured(began, before)) => {
                let taken = processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
                self.processor_share = taken.map(|taken| taken.as_secs_f64() / (now - began).as_secs_f64());
                Next::Close
            }
        }
    }

    /// The last edit is seen, and another one is made.
    fn edit(&mut self) {
        self.edits_ms.extend(self.edited.map(|edited| edited.elapsed().as_secs_f64() * 1e3));
        self.edited = Some(Instant::now());
    }

    /// Types the next formula where the last one is seen; a digit of a number changes, and with it every shader.
    fn type_next(&mut self, frame: &mut Frame<'_>, builds: bool) -> Result<bool, String> {
        let is_seen = frame.shown.is_some_and(|shown| shown.source() == frame.session.field.source());
        if !is_seen || builds && frame.is_busy {
            return Ok(false);
        }
        let formula = self.formula.get_or_insert_with(|| match frame.session.field.kind() {
            Kind::Formula(formula) => formula.formula().canonical(),
            _ => "x".to_owned(),
        });
        // Drivers keep shaders on disk, so none may be one that was seen on another day.
        let number = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_micros() % 1_000_000_000);
        frame.session.set_text(&format!("{formula} + 0.{number:09}*x"));
        self.edit();
        // A formula that is refused would count as seen at once.
        frame.session.text_error.as_ref().map_or(Ok(true), |error| Err(error.to_string()))
    }

    /// Drags the first parameter on where its last value is seen, a hundredth at a time; the device has drawn it by then.
    fn slide_next(&mut self, frame: &mut Frame<'_>) -> Result<bool, String> {
        let parameter = frame.session.parameters().into_iter().next();
        let (name, value) = parameter.ok_or("the field has no parameter to be dragged")?;
        if frame.shown.is_none_or(|shown| shown.source() != frame.session.field.source()) {
            return Ok(false);
        }
        frame.gpu.wait().map_err(|error| error.to_string())?;
        self.edit();
        frame.session.set_parameter(&name, value + 0.01);
        Ok(true)
    }

    /// Drags the first start on where its last place is seen with all that follows from there, around a small circle.
    fn drag_next(&mut self, frame: &mut Frame<'_>) -> Result<bool, String> {
        const STEPS_AROUND: f64 = 60.0;
        if frame.shown_scene.is_none_or(|shown| shown.descent.from != frame.session.scene.descent.from) {
            return Ok(false);
        }
        frame.gpu.wait().map_err(|error| error.to_string())?;
        self.edit();
        let angle = std::f64::consts::TAU * self.edits_ms.len() as f64 / STEPS_AROUND;
        let size = frame.session.domain().size();
        let start = frame.session.scene.descent.from.first_mut().ok_or("there is no start to be dragged")?;
        (start[0], start[1]) = (start[0] + 0.004 * size[0] * angle.cos(), start[1] + 0.004 * size[1] * angle.sin());
        Ok(true)
    }
}
