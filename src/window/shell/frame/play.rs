//! The descent in a window: particles take their steps on the device, and are counted now and then.

use std::time::{Duration, Instant};

use super::live::Live;
use crate::render::Picture;
use crate::session::Session;

/// A frame in which particles of both panels are too many.
const SLOW: Duration = Duration::from_millis(60);
/// Time between two paints of the controls while only the picture moves, and between two counts of particles; where
/// frames are slow, so many frames, that most of the time goes into the picture.
const CONTROLS_EVERY: (Duration, u32) = (Duration::from_millis(120), 5);
const COUNT_EVERY: (Duration, u32) = (Duration::from_millis(250), 10);

impl Live {
    /// Counts particles by what became of them.
    pub(crate) fn count(&mut self, session: &mut Session) {
        self.counted = Instant::now();
        session.status.outcomes.clear();
        let Some(picture) = &mut self.picture else { return };
        let Some(particle_system) = picture.particle_system() else { return };
        let steps = particle_system.steps();
        match particle_system.outcomes(&self.gpu) {
            Ok(outcomes) => {
                picture.recount(steps, &outcomes);
                session.status.outcomes = outcomes;
            }
            Err(error) => session.status.picture_message = Some(error.to_string()),
        }
    }

    /// Takes the steps that the scene is ahead of its particles; whether anything goes on moving.
    pub(crate) fn play(&mut self, session: &mut Session) -> bool {
        let per_frame = session.steps_per_frame as usize;
        // Trajectories are measured off the frame, so they wait for each other.
        let waits = !session.scene.descent.from.is_empty() && self.prepare_worker.is_busy();
        if !waits && self.picture.is_some() {
            session.play_on();
        }
        let mut is_moving = session.is_playing;
        let wanted = session.scene.descent.steps;
        let is_busy = self.prepare_worker.is_busy();
        if let Some(particle_system) = self.picture.as_mut().and_then(Picture::particle_system) {
            const MOST: usize = 64;
            let behind = wanted.saturating_sub(particle_system.steps() as usize);
            let now = behind.min(MOST.max(per_frame));
            if now > 0 && !is_busy {
                particle_system.advance(&self.gpu, now as u32);
                self.is_stale = true;
                is_moving |= behind > now;
            }
        }
        let frame = Duration::try_from_secs_f64(session.status.frame_ms * 1e-3).unwrap_or_default();
        let is_over = |since: Instant, (time, frames): (Duration, u32)| since.elapsed() >= time.max(frames * frame);
        if let Some(picture) = &mut self.picture {
            let takes_turns = is_moving && (self.takes_turns || frame > SLOW);
            // What rests is drawn whole once more.
            self.is_stale |= self.takes_turns && !takes_turns;
            self.takes_turns = takes_turns;
            picture.set_turns(takes_turns);
        }
        let is_due = is_over(self.counted, COUNT_EVERY) || !is_moving;
        if self.is_stale && is_due && !session.status.outcomes.is_empty() {
            self.count(session);
        }
        if is_moving && is_over(self.animated, CONTROLS_EVERY) {
            self.animated = Instant::now();
            self.controls_due = true;
        }
        let refines = self.picture.as_mut().is_some_and(|picture| self.renderer.refine(picture));
        self.is_stale |= refines;
        is_moving || refines || session.animated.is_some()
    }
}
