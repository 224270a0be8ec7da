//! Scenes that are to be measured, the newest first, and what was measured; it knows no threads.

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

/// A scene that was measured, or why it could not be.
pub(crate) struct Done {
    pub(crate) field: Arc<Field>,
    pub(crate) scene: Scene,
    pub(crate) seeds: bool,
    pub(crate) measured: Result<PreparedPlot, String>,
    /// What could not be found of what it was to show.
    pub(crate) remark: Option<String>,
}

#[derive(Default)]
pub(crate) struct LatestJob {
    /// The newest job; one that was not begun when another came is never done.
    next: Option<Job>,
    /// The job that was begun last.
    last: Option<Job>,
    done: Option<Done>,
    pub(crate) is_closed: bool,
    is_measuring: bool,
}

impl LatestJob {
    /// Asks for a scene; what was asked for before and not begun is forgotten.
    pub(crate) fn ask(&mut self, mut job: Job) {
        // Particles that an unbegun job was to seed are still wanted.
        job.seeds |= self.next.as_ref().is_some_and(|job| job.seeds);
        self.next = Some(job);
    }

    /// Asks for the last scene again, for something was found of it; a newer one shows it anyway.
    pub(crate) fn ask_again(&mut self) {
        if self.next.is_none() {
            self.next = self.last.clone().map(|job| Job { seeds: false, is_typed: false, ..job });
        }
    }

    /// The next job, which is begun by that.
    pub(crate) fn begin(&mut self) -> Option<Job> {
        let job = self.next.take()?;
        self.last = Some(job.clone());
        self.is_measuring = true;
        Some(job)
    }

    /// Whether another job waits; it seeds what this one was to.
    pub(crate) fn overtakes(&mut self, seeds: bool) -> bool {
        if let Some(job) = &mut self.next {
            job.seeds |= seeds;
        }
        self.is_overtaken()
    }

    /// Whether the job that was begun is no more the newest.
    pub(crate) fn is_overtaken(&self) -> bool {
        self.next.is_some() || self.is_closed
    }

    /// Whether the next job is of another field, whose shaders are others.
    pub(crate) fn is_overtaken_by_other(&self, field: &str) -> bool {
        self.is_closed || self.next.as_ref().is_some_and(|next| next.scene.field != field)
    }

    /// Lays something done down.
    pub(crate) fn post(&mut self, mut done: Done, goes_on: bool) {
        // Particles of a picture that nobody took are this one's.
        let untaken = self.done.take();
        done.seeds |= untaken.as_ref().is_some_and(|done| done.seeds);
        if let (Ok(measured), Some(Done { measured: Ok(untaken), .. })) = (&mut done.measured, untaken) {
            measured.adopt(untaken);
        }
        self.done = Some(done);
        self.is_measuring = goes_on;
    }

    /// Whether something is done that nobody took.
    pub(crate) fn is_done(&self) -> bool {
        self.done.is_some()
    }

    /// What was done since the last call.
    pub(crate) fn take(&mut self) -> Option<Done> {
        self.done.take()
    }

    /// Whether anything is being measured or waits.
    pub(crate) fn is_busy(&self) -> bool {
        self.is_measuring || self.next.is_some()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    fn job(formula: &str, seeds: bool) -> Job {
        let scene = Scene { field: formula.to_owned(), ..Scene::default() };
        Job { field: Arc::new(scene.open_field().unwrap()), scene, seeds, is_typed: true }
    }

    fn done(job: &Job, seeds: bool) -> Done {
        let (field, scene, measured) = (Arc::clone(&job.field), job.scene.clone(), Err("nothing".to_owned()));
        Done { field, scene, seeds, measured, remark: None }
    }

    #[test]
    fn the_newest_job_is_done_and_seeds_what_the_forgotten_ones_were_to() {
        let mut jobs = LatestJob::default();
        jobs.ask(job("x", true));
        jobs.ask(job("y", false));
        let begun = jobs.begin().unwrap();
        assert_eq!((begun.scene.field.as_str(), begun.seeds, jobs.is_busy()), ("y", true, true));
        assert!(jobs.begin().is_none() && !jobs.overtakes(true));
        jobs.ask(job("y", false));
        assert!(jobs.is_overtaken() && !jobs.is_overtaken_by_other("y"), "its shaders are the same");
        jobs.begin();
        // One that comes while it is being done seeds for it, if it is left.
        jobs.ask(job("x*y", false));
        assert!(jobs.is_overtaken_by_other("y"));
        assert!(jobs.overtakes(true));
        assert!(jobs.begin().unwrap().seeds);
        jobs.post(done(&begun, true), false);
        jobs.post(done(&begun, false), false);
        assert!(jobs.take().unwrap().seeds, "what nobody took was to seed");
        assert!(!jobs.is_busy() && jobs.take().is_none());
    }

    #[test]
    fn what_was_found_is_shown_on_the_last_scene_or_on_the_one_that_waits() {
        let mut jobs = LatestJob::default();
        jobs.ask_again();
        assert!(jobs.begin().is_none(), "there is nothing to be shown again");
        jobs.ask(job("x", true));
        jobs.begin();
        jobs.ask_again();
        let again = jobs.begin().unwrap();
        assert_eq!((again.scene.field.as_str(), again.seeds, again.is_typed), ("x", false, false));
        jobs.ask(job("y", true));
        jobs.ask_again();
        let newest = jobs.begin().unwrap();
        assert_eq!((newest.scene.field.as_str(), newest.seeds), ("y", true));
    }
}
