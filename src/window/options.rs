//! How a window is opened, why there is none, and what its frames took.

use super::shell::display::NoDisplay;
use crate::field::{DomainError, FieldError};
use crate::gpu::GpuError;

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
    /// The field.
    #[error(transparent)]
    Field(#[from] Box<FieldError>),
    /// What is looked at.
    #[error(transparent)]
    Domain(#[from] DomainError),
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
    /// Frames to draw, and what moves in them; the window closes after them.
    pub frames: Option<Frames>,
    /// Width and height of the window in pixels.
    pub size: Option<[u32; 2]>,
    /// Bounds on triangles and tiles, where not the adapter's.
    pub detail: [Option<usize>; 2],
}

/// Frames of a window that moves by itself, for measurements and tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frames {
    /// How many.
    pub count: usize,
    /// Whether the camera turns.
    pub turns: bool,
    /// Whether the descent plays.
    pub plays: bool,
    /// Whether a formula is typed, the next one as soon as the last one is seen.
    pub types: bool,
    /// Whether the next one waits until the last one's shaders are built.
    pub builds: bool,
    /// Whether a parameter is dragged, on as soon as its last value is seen.
    pub slides: bool,
    /// Whether the device is lost halfway.
    pub loses_device: bool,
}

/// Milliseconds of the frames, where they were asked for, the time to the first picture before them.
#[derive(Clone, Debug, Default)]
pub struct FrameTimes {
    /// From the start to the first picture.
    pub first_picture_ms: f64,
    /// Each frame.
    pub frames_ms: Vec<f64>,
    /// From each formula that was typed to its picture.
    pub typed_ms: Vec<f64>,
    /// From each value of a dragged parameter to its picture, drawn whole.
    pub slid_ms: Vec<f64>,
    /// The adapter.
    pub adapter: String,
    /// How often a lost device, or a lost surface, was opened again.
    pub recoveries: usize,
}
