//! Scenes that are to be measured, and what was measured of them; it knows no threads.

use std::sync::Arc;

use crate::field::Field;
use crate::render::PreparedPlot;
use crate::scene::Scene;

/// A scene to be measured.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) scene: Scene,
    pub(crate) field: Arc<Field>,
    /// Whether its particles are seeded.
    pub(crate) seeds: bool,
    /// Whether its formula is being typed, so that another may come with the next character.
    pub(crate) is_typed: bool,
}

impl Job {
    /// The job in place of one that is never begun: particles that that was to seed are still wanted.
    pub(crate) fn in_place_of(mut self, waiting: Option<Job>) -> Job {
        self.seeds |= waiting.is_some_and(|job| job.seeds);
        self
    }

    /// The same scene once more, for something was found of it.
    pub(crate) fn again(self) -> Job {
        Job { seeds: false, is_typed: false, ..self }
    }
}

/// A scene that was measured, or why it could not be.
pub(crate) struct Done {
    pub(crate) field: Arc<Field>,
    pub(crate) scene: Scene,
    pub(crate) seeds: bool,
    pub(crate) measured: Result<PreparedPlot, String>,
    /// What could not be found of what it was to show.
    pub(crate) remark: Option<String>,
}

impl Done {
    /// What is done in place of what nobody took, whose particles it has.
    pub(crate) fn in_place_of(mut self, untaken: Option<Done>) -> Done {
        self.seeds |= untaken.as_ref().is_some_and(|done| done.seeds);
        if let (Ok(measured), Some(Done { measured: Ok(untaken), .. })) = (&mut self.measured, untaken) {
            measured.adopt(untaken);
        }
        self
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    fn job(formula: &str, seeds: bool) -> Job {
        Job { field: Arc::new(Field::parse(formula).unwrap()), scene: Scene::default(), seeds, is_typed: true }
    }

    fn done(job: &Job, seeds: bool) -> Done {
        let (field, scene, measured) = (Arc::clone(&job.field), job.scene.clone(), Err("nothing".to_owned()));
        Done { field, scene, seeds, measured, remark: None }
    }

    #[test]
    fn what_is_done_seeds_what_the_forgotten_ones_were_to() {
        let newest = job("y", false).in_place_of(Some(job("x", true)));
        assert_eq!((newest.field.name(), newest.seeds), ("y", true));
        assert!(!job("y", false).in_place_of(Some(job("x", false))).seeds && !job("y", false).in_place_of(None).seeds);
        assert!(done(&newest, false).in_place_of(Some(done(&newest, true))).seeds, "what nobody took was to seed");
        assert!(!done(&newest, false).in_place_of(None).seeds);
        let again = newest.again();
        assert_eq!((again.field.name(), again.seeds, again.is_typed), ("y", false, false));
    }
}
