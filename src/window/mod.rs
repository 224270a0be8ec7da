//! The window: the picture and a panel of controls, drawing through the same [`Renderer`](crate::render::Renderer) as files.
//!
//! [`Session`] is what is edited, and knows neither winit nor the device; [`show`] are its controls, in egui. A thread
//! measures scenes off the frame, and the window lays the newest one out, turns it, moves its particles and presents it.

mod app;
mod controls;
mod desk;
mod files;
mod gesture;
mod history;
mod live;
mod options;
mod paint;
mod play;
mod prompt;
mod reading;
mod recent;
mod rehearsal;
mod request;
pub(crate) mod screen;
mod search;
mod session;
mod sowing;
mod studio;
mod threads;
mod typist;

pub use app::run;
pub use controls::{install_fonts, show};
pub use gesture::Gesture;
pub use options::{Frames, Measured, Options, WindowError};
pub use prompt::{Prompt, Purpose};
pub use reading::Reading;
pub use request::{Request, Status};
pub use session::Session;
