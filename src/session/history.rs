//! Changes of the scene, undone and redone.

use super::state::Session;
use crate::scene::SceneFile;

/// The most changes that can be undone.
const MOST_CHANGES: usize = 200;

/// Scenes before and after the one that is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    /// The scene as it was kept last.
    committed: SceneFile,
    before: Vec<SceneFile>,
    after: Vec<SceneFile>,
}

impl History {
    /// No changes yet.
    pub(crate) fn new(committed: SceneFile) -> History {
        History { committed, ..History::default() }
    }
}

impl Session {
    /// Keeps the scene as a change that can be undone, if it is one; steps that were played are none.
    pub fn commit(&mut self) {
        if self.is_playing {
            self.history.committed.scene.descent.steps = self.scene.descent.steps;
        }
        let shown = self.file();
        if shown == self.history.committed {
            return;
        }
        self.history.before.push(std::mem::replace(&mut self.history.committed, shown));
        self.history.after.clear();
        if self.history.before.len() > MOST_CHANGES {
            self.history.before.remove(0);
        }
    }

    /// Whether there is a change to undo, and one to redo.
    pub fn can_undo(&self) -> [bool; 2] {
        [!self.history.before.is_empty(), !self.history.after.is_empty()]
    }

    /// Goes back to the scene before the last change.
    pub fn undo(&mut self) {
        // What is still being typed is the last change.
        self.commit();
        let Some(file) = self.history.before.pop() else { return };
        if self.show(file.clone()) {
            let shown = self.file();
            self.history.after.push(std::mem::replace(&mut self.history.committed, shown));
        } else {
            self.history.before.push(file);
        }
    }

    /// Takes an undone change up again.
    pub fn redo(&mut self) {
        let Some(file) = self.history.after.pop() else { return };
        if self.show(file.clone()) {
            let shown = self.file();
            self.history.before.push(std::mem::replace(&mut self.history.committed, shown));
        } else {
            self.history.after.push(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::session::opened::session;

    #[test]
    fn changes_are_undone_and_redone_in_order() {
        let mut session = session("a*x + y");
        session.commit();
        assert_eq!(session.can_undo(), [false, false]);
        session.set_parameter("a", 2.0);
        session.commit();
        session.scene.camera.azimuth = 10.0;
        session.commit();
        session.undo();
        assert_eq!((session.scene.camera.azimuth, session.source().set["a"]), (-60.0, 2.0));
        session.undo();
        assert_eq!(session.read([1.0, 0.0]).map(|reading| reading.values[0]), Some(1.0));
        session.redo();
        assert_eq!(session.read([1.0, 0.0]).map(|reading| reading.values[0]), Some(2.0));
        session.set_text("x");
        session.commit();
        assert_eq!(session.can_undo(), [true, false]);
    }

    #[test]
    fn steps_that_are_played_are_no_change() {
        let mut session = session("x^2 + y^2");
        session.is_playing = true;
        session.scene.descent.steps += 5;
        session.commit();
        assert_eq!(session.can_undo(), [false, false]);
        session.is_playing = false;
        session.commit();
        assert_eq!(session.can_undo(), [false, false]);
        session.scene.descent.steps = 3;
        session.commit();
        session.undo();
        assert_eq!((session.scene.descent.steps, session.can_undo()), (25, [false, true]));
    }
}
