//! The window: the picture and a panel of controls, drawing through the same [`Renderer`](crate::render::Renderer) as files.
//!
//! [`Session`] is what is edited, and knows neither winit nor the device; [`show`] are its controls, in egui. A thread
//! measures scenes off the frame, and the window lays the newest one out, turns it, moves its particles and presents it.

mod options;
pub(crate) mod shell;
pub(crate) mod ui;
pub(crate) mod workers;

pub use self::shell::app::run;
pub use self::ui::{install_fonts, show};
pub use crate::session::gesture::Gesture;
pub use crate::session::prompt::{Prompt, Purpose};
pub use crate::session::reading::Reading;
pub use crate::session::request::{Request, Status};
pub use crate::session::state::Session;
pub use options::{Frames, Measured, Options, WindowError};
