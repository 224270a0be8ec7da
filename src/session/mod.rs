//! A scene as it is edited by hand, without a user interface and without a window system.

mod fates;
#[cfg(feature = "window")]
mod geographic;
mod gesture;
mod history;
mod opening;
mod paths;
mod prompt;
mod reading;
mod request;
mod seeding;
mod state;
mod time;
mod typing;

pub use self::fates::{FateMap, FateQuestion, FollowedRun, usual_sweep};
pub use self::gesture::{Gesture, Handle, pan, turn, zoom};
pub use self::opening::SessionError;
pub use self::prompt::{Answer, Entry, PathPurpose, Prompt};
pub use self::reading::Reading;
pub use self::request::{Request, Status, Work};
pub use self::state::{Session, Swing};
#[cfg(feature = "window")]
pub(crate) use self::{geographic::looks_geographic, opening::open_with, state::MAX_RECENT};

/// What the tests of the session open.
#[cfg(test)]
mod opened {
    use super::opening::open;
    use super::{Request, Session};
    use crate::scene::SceneFile;

    pub(super) fn field(text: &str) -> SceneFile {
        SceneFile { source: text.into(), ..SceneFile::default() }
    }

    pub(super) fn session(text: &str) -> Session {
        Session::new(field(text)).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Reads the file that a session asked for last; whether it is shown.
    pub(super) fn read(session: &mut Session) -> bool {
        match session.take_requests().pop() {
            Some(Request::Read(number, file)) => {
                let opened = open(&file);
                session.show_read(number, *file, opened)
            }
            other => panic!("{other:?}"),
        }
    }
}
