//! What a session asks of the program around it, and what it is told for the status line.

use crate::compute::Outcomes;
use crate::scene::Scene;

/// Something to be done outside of the session.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Read the scene's data file, and show it.
    Read(Box<Scene>),
    /// Put the command that draws the picture on the clipboard.
    CopyCommand,
    /// Seed the particles anew.
    Seed,
    /// Take so many steps.
    Step(u32),
    /// Go to full screen and back.
    FullScreen,
    /// End the program.
    Quit,
}

/// What the status line says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// The adapter.
    pub adapter: String,
    /// Milliseconds of the last frames, about.
    pub frame_ms: f64,
    /// Whether a picture is being computed.
    pub is_working: bool,
    /// What is wrong with the scene, or what was just done.
    pub message: Option<String>,
    /// What became of the particles of each optimizer.
    pub outcomes: Vec<Outcomes>,
}
