//! The window: the picture and a panel of controls, drawing through the same [`Renderer`](crate::render::Renderer) as files.
//!
//! [`Session`](crate::session::Session) is what is edited, and knows neither winit nor the device; `ui` are its controls, in egui. A thread
//! measures scenes off the frame, and the window lays the newest one out, turns it, moves its particles and presents it.

mod options;
pub(crate) mod shell;
pub(crate) mod ui;
pub(crate) mod workers;

pub use self::shell::run::run;
#[doc(hidden)]
pub use self::shell::run::{close, run_piloted};
pub use self::shell::system::display::NoDisplay;
#[doc(hidden)]
pub use self::ui::{install_style, show};
#[doc(hidden)]
pub use options::{Frame, Next, Pilot};
pub use options::{Options, WindowError};
