//! How a window is opened, why there is none, and who uses it in place of a user.

use std::time::{Duration, Instant};

use super::shell::system::display::NoDisplay;
use crate::field::Field;
use crate::gpu::{Gpu, GpuError};
use crate::scene::Scene;
use crate::session::{Session, SessionError};

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// Nobody shows windows here.
    #[error("no window can be opened: {0}")]
    NoDisplay(NoDisplay),
    /// The system opens no window, or a thread of it failed.
    #[error("no window can be opened: {0}")]
    System(String),
    /// The scene cannot be opened.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The device.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// The scene.
    #[error("{0}")]
    Scene(String),
}

/// How a window is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Part of the adapter's name.
    pub adapter: Option<String>,
    /// Width and height of the window in pixels.
    pub size: Option<[u32; 2]>,
    /// Bounds on triangles and tiles, where not the adapter's.
    pub detail: [Option<usize>; 2],
}

/// Who uses a window in place of a user. Such a window leaves nothing behind for the next one.
#[doc(hidden)]
pub trait Pilot {
    /// A frame begins; whether the controls are to be painted.
    fn begin(&mut self, frame: Frame<'_>) -> bool;
    /// It was presented; what comes next.
    fn end(&mut self, frame: Frame<'_>) -> Next;
}

/// A frame of a window, for its pilot.
#[doc(hidden)]
#[derive(Debug)]
#[non_exhaustive]
pub struct Frame<'a> {
    /// What is edited.
    pub session: &'a mut Session,
    /// The window's device.
    pub gpu: &'a Gpu,
    /// The field of the picture that is shown, once there is one.
    pub shown: Option<&'a Field>,
    /// How that is drawn.
    pub shown_scene: Option<&'a Scene>,
    /// Whether another picture is on its way.
    pub is_busy: bool,
    /// What the frame took, from the end of the one before unless there was nothing to do.
    pub took: Duration,
    /// Since the window was asked for.
    pub since_start: Duration,
    /// How often a lost device, or a lost surface, was opened again.
    pub recoveries: usize,
}

/// What comes after a frame.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A frame, when there is something to be drawn.
    Rest,
    /// The same, and one at a time at the latest.
    RestUntil(Instant),
    /// One that paints the controls.
    Controls,
    /// One at once.
    Frame,
    /// None: the window closes.
    Close,
}
