//! A scene as it is edited by hand, without a user interface and without a window system.

pub(crate) mod gesture;
pub(crate) mod history;
pub(crate) mod prompt;
pub(crate) mod reading;
pub(crate) mod recent;
pub(crate) mod request;
pub(crate) mod seeding;
pub(crate) mod state;

pub use self::gesture::Gesture;
pub use self::prompt::{Prompt, Purpose};
pub use self::reading::Reading;
pub use self::request::{Request, Status};
pub use self::state::Session;
