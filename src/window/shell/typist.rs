//! A window that types, or drags a parameter, by itself, for measurements and tests.

use std::time::Instant;

use super::app::App;
use crate::field::Kind;
use crate::window::options::WindowError;

impl App {
    /// Types the next formula where the last one is seen; a digit of a number changes, and with it every shader.
    pub(crate) fn type_next(&mut self) {
        let waits = self.options.frames.is_some_and(|frames| frames.builds);
        if waits && self.live.as_ref().is_some_and(|live| live.prepare_worker.is_busy()) {
            return;
        }
        let shown = self.live.as_ref().and_then(|live| live.picture.as_ref()).map(|picture| &picture.scene().field);
        if shown.is_none_or(|shown| *shown != self.session.scene.field) {
            return;
        }
        let formula = match self.typed.take() {
            Some((formula, typed)) => {
                self.measured.typed_ms.push(typed.elapsed().as_secs_f64() * 1e3);
                formula
            }
            None => match self.session.field.kind() {
                Kind::Formula(formula) => formula.formula().canonical(),
                Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => "x".to_owned(),
            },
        };
        // Drivers keep shaders on disk, so none may be one that was seen on another day.
        let number = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_micros() % 1_000_000_000);
        self.session.set_text(&format!("{formula} + 0.{number:09}*x"));
        // A formula that is refused would count as seen at once.
        self.failure = self.session.text_error.clone().map(WindowError::Scene);
        self.typed = Some((formula, Instant::now()));
        if let Some(live) = &mut self.live {
            live.controls_due = true;
        }
    }

    /// Drags the first parameter on where its last value is seen, a hundredth at a time; the device has drawn it by then.
    pub(crate) fn slide_next(&mut self) {
        let Some((name, value)) = self.session.parameters().into_iter().next() else {
            self.failure = Some(WindowError::Scene("the field has no parameter to be dragged".to_owned()));
            return;
        };
        let Some(live) = &mut self.live else { return };
        if live.picture.as_ref().is_none_or(|picture| picture.scene().set != self.session.scene.set) {
            return;
        }
        if let Err(error) = live.gpu.wait() {
            self.failure = Some(error.into());
            return;
        }
        if let Some(slid) = self.slid {
            self.measured.slid_ms.push(slid.elapsed().as_secs_f64() * 1e3);
        }
        self.slid = Some(Instant::now());
        self.session.set_parameter(&name, value + 0.01);
        live.controls_due = true;
    }
}
