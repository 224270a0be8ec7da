//! A field that is typed: it takes effect with every character, and the beginning of one is nobody's.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::opening::{open, parameters_of};
use super::state::Session;
use crate::field::{FieldSource, Kind, is_data_path};
use crate::scene::{Scene, SceneFile, View};
use crate::words::text_path;

/// So long after a character what was typed is what somebody looks at.
const REST: Duration = Duration::from_millis(700);

impl Session {
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
        let before = self.source();
        let source = FieldSource { text: text.trim().to_owned(), extent: None, ..before.clone() };
        let scene = Scene { x: None, y: None, ..self.scene.clone() };
        if is_data_path(text.trim()) && text_path(text.trim()).is_file() {
            // A file may take long to be read, which is done off the frame.
            self.text_error = None;
            self.read_file(SceneFile { source: FieldSource { set: Default::default(), ..source }, scene });
            return;
        }
        // What is typed into a formula keeps the domain that is looked at.
        let is_formula = crate::field::catalogue::find(text.trim()).is_none();
        let keeps = is_formula && matches!(self.field.kind(), Kind::Formula(_));
        let scene = if keeps { Scene { x: self.scene.x, y: self.scene.y, ..scene } } else { scene };
        // Values of parameters that the formula has no more are forgotten.
        let mut file = SceneFile { source: FieldSource { set: Default::default(), ..source }, scene };
        let mut opened = open(&file);
        if let Ok(field) = &opened {
            let names = parameters_of(field);
            let is_known = |(name, _): &(String, f64)| names.iter().any(|(known, _)| known == name);
            file.source.set = before.set.into_iter().filter(is_known).collect();
            opened = if file.source.set.is_empty() { opened } else { open(&file) };
        }
        match opened {
            Ok(field) => {
                self.text_error = None;
                self.is_typed = true;
                let had_curve = self.field.dimension() <= 1;
                (self.field, self.scene) = (field, file.scene);
                match self.field.dimension() {
                    0 | 1 if !had_curve && self.scene.view == View::Both => self.scene.view = View::Curve,
                    0 | 1 => {}
                    _ if self.scene.view == View::Curve => self.scene.view = View::Both,
                    _ => {}
                }
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::opened::{field, session};

    #[test]
    fn what_does_not_parse_leaves_the_last_good_field() {
        let mut session = session("x^2 + y^2");
        session.set_text("x^2 + ");
        assert!(session.text_error.is_some() && session.source().text == "x^2 + y^2" && session.text == "x^2 + ");
        session.set_text("x^2 + y");
        assert!(session.text_error.is_none() && session.source().text == "x^2 + y");
        assert_eq!(session.read([2.0, 1.0]).map(|reading| reading.values), Some([5.0, 4.0, 1.0]));
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
        session.show(field("himmelblau"));
        assert!(!session.is_typed, "the catalogue's are drawn at once");
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
        assert_eq!((session.source().text.as_str(), shown), ("x*y", Some(6.0)), "not x^2 + 3*y");
        session.set_text("x^2 + 3*y^2");
        assert_eq!(session.source().text, "x^2 + 3*y^2");
        // Who rests looks at what is there.
        std::thread::sleep(REST + Duration::from_millis(60));
        fast(&mut session, "sin(x) + sni(y)");
        assert_eq!(session.source().text, "x^2 + 3*y^2");
        // So does who leaves the line, and who gives a parameter a value.
        fast(&mut session, "a*x");
        session.set_parameter("a", 2.0);
        fast(&mut session, "a*x + sni");
        assert_eq!((session.source().text.as_str(), session.source().set["a"]), ("a*x", 2.0));
        fast(&mut session, "x + 1");
        session.remember();
        fast(&mut session, "x + 1 +");
        assert_eq!(session.source().text, "x + 1");
    }
}
