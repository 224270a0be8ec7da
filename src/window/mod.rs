//! The window: the picture and a panel of controls, drawing through the same [`Renderer`](crate::render::Renderer) as files.
//!
//! [`Session`] is what is edited, and knows neither winit nor the device; [`show`] are its controls, in egui. A thread
//! measures scenes off the frame, and the window lays the newest one out, turns it, moves its particles and presents it.

mod app;
mod controls;
mod files;
mod gesture;
mod live;
mod prompt;
pub(crate) mod screen;
mod session;
mod studio;

pub use app::{Frames, Options, WindowError, run};
pub use controls::{install_fonts, show};
pub use gesture::Gesture;
pub use prompt::{Prompt, Purpose};
pub use session::{Reading, Request, Session, Status};
