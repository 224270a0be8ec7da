//! The time of a descent: which step is shown, and where the time line ends.

use super::state::Session;
use crate::field::Domain;
use crate::scene::MAX_STEPS;

/// Where the time line of a scene ends that shows no later step.
pub(crate) const USUAL_END: usize = 200;

impl Session {
    /// The last step of the time line, at which playing ends.
    pub fn end(&self) -> usize {
        self.last_step.max(self.scene.descent.steps)
    }

    /// Ends the time line at a step; what is shown is none beyond it.
    pub fn set_end(&mut self, step: usize) {
        self.last_step = step.clamp(1, MAX_STEPS);
        self.scene.descent.steps = self.scene.descent.steps.min(self.last_step);
    }

    /// Shows a step; the time line reaches to it.
    pub fn go_to(&mut self, step: usize) {
        self.scene.descent.steps = step.min(MAX_STEPS);
        self.last_step = self.end();
    }

    /// Plays or pauses; what is played without a start gets the article's, and what is at its end begins again.
    pub fn toggle_playing(&mut self) {
        self.is_playing = !self.is_playing;
        let descent = &self.scene.descent;
        if self.is_playing && descent.particles == 0 && descent.from.is_empty() && descent.path.is_none() {
            self.add_start();
        }
        if self.is_playing && self.scene.descent.steps >= self.end() {
            self.scene.descent.steps = 0;
        }
    }

    /// Takes the steps of a frame where it plays; the last one of the time line ends it.
    pub fn play_on(&mut self) {
        let end = self.end();
        if self.is_playing {
            let steps = self.scene.descent.steps.saturating_add(self.steps_per_frame as usize);
            self.scene.descent.steps = steps.min(end);
        }
        let descent = &self.scene.descent;
        let has_anything = descent.particles > 0 || !descent.from.is_empty();
        self.is_playing &= has_anything && descent.steps < end;
    }

    /// Shows the starts, at step 0.
    pub fn rewind(&mut self) {
        self.is_playing = false;
        self.last_step = self.end();
        self.scene.descent.steps = 0;
    }

    /// Adds the article's start: at 8 of −10 to 10.
    pub fn add_start(&mut self) {
        let scales = self.scene.scales.of_axes(self.scene.view);
        let Domain { x, y } = scales.places(self.domain());
        let start = scales.point([x, y].map(|[first, last]| first + 0.9 * (last - first)));
        // No digits that a logarithm brought in.
        let start = if scales.is_linear() { start } else { self.rounded(start) };
        // There is none where the axes' logarithms have no end.
        if start.iter().all(|coordinate| coordinate.is_finite()) {
            self.scene.descent.from.push(start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::SceneFile;
    use crate::scene::View;

    fn session() -> Session {
        Session::new(SceneFile::default()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn what_is_played_ends_at_the_end_and_begins_again_from_there() {
        let mut session = session();
        session.steps_per_frame = 90;
        session.toggle_playing();
        assert_eq!(session.scene.descent.from, [[4.0, 4.0]], "without a start there is nothing to play");
        let mut shown = Vec::new();
        while session.is_playing {
            session.play_on();
            shown.push(session.scene.descent.steps);
        }
        assert_eq!(shown, [110, 200]);
        session.toggle_playing();
        assert_eq!((session.is_playing, session.scene.descent.steps, session.end()), (true, 0, 200));
    }

    #[test]
    fn what_is_recorded_moves_where_something_in_it_does() {
        let mut session = session();
        assert!(!session.scene.moves());
        session.scene.animation.probe_turn = 5.0;
        assert!(!session.scene.moves(), "nothing is pinned");
        session.scene.probe = Some([1.0, 1.0]);
        assert!(session.scene.moves());
        session.scene.probe = None;
        session.scene.animation.turn = 5.0;
        assert!(session.scene.moves());
        session.scene.view = View::Contour;
        assert!(!session.scene.moves(), "contours do not turn");
        session.add_start();
        assert!(session.scene.moves());
        session.scene.animation.steps_per_frame = 0;
        assert!(!session.scene.moves());
        session.scene.animation.steps_per_frame = 1;
        session.scene.descent.from.clear();
        session.scene.descent.path = Some("run.csv".into());
        assert!(!session.scene.moves(), "a run from a file is drawn whole in every frame");
    }

    #[test]
    fn a_later_step_is_reached_by_typing_it_and_an_earlier_end_is_set() {
        let mut session = session();
        session.go_to(5000);
        assert_eq!((session.scene.descent.steps, session.end()), (5000, 5000));
        session.go_to(17);
        assert_eq!((session.scene.descent.steps, session.end()), (17, 5000), "the time line stays as long as it was");
        session.set_end(10);
        assert_eq!((session.scene.descent.steps, session.end()), (10, 10));
        session.go_to(usize::MAX);
        assert_eq!(session.end(), MAX_STEPS);
        session.rewind();
        assert_eq!((session.scene.descent.steps, session.end()), (0, MAX_STEPS));
    }
}
