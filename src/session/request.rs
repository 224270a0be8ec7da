//! What a session asks of the program around it, and what it is told for the status line.

use super::fates::FateQuestion;
use crate::compute::Outcomes;
use crate::scene::SceneFile;

/// Something to be done outside of the session.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Read the scene's data file, and show it with the number of this request.
    Read(u32, Box<SceneFile>),
    /// Put the command that draws the picture on the clipboard.
    CopyCommand,
    /// Seed the particles anew.
    Seed,
    /// Take so many steps, or go back by so many.
    Step(i32),
    /// Go to full screen and back.
    FullScreen,
    /// Leave the full screen, if the window fills it.
    LeaveFullScreen,
    /// Find what becomes of a start.
    Fates(Box<FateQuestion>),
    /// Leave off the animation that is being recorded.
    Cancel,
    /// Show the scene that a window which did not end properly left behind, or forget it.
    Restore(bool),
    /// End the program.
    Quit,
}

/// Something that takes long.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// What it is, and how far it has come.
    pub text: String,
    /// How far it has come, from 0 to 1.
    pub fraction: f32,
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
    /// How far the file was read that is being opened.
    pub reading: Option<Work>,
    /// How far the animation has come that is being recorded.
    pub recording: Option<Work>,
    /// What was just done, which stays until something else is.
    pub message: Option<String>,
    /// What is wrong with what is shown, or to be known of it, until the next picture.
    pub picture_message: Option<String>,
    /// The fraction of the picture that 32 bits get visibly wrong, where it matters.
    pub doubt: Option<f64>,
    /// What became of the particles of each optimizer.
    pub outcomes: Vec<Outcomes>,
}

impl Status {
    /// What was done, and what is to be known of the picture, in a line.
    pub fn line(&self) -> Option<String> {
        let both = [&self.message, &self.picture_message].into_iter().flatten();
        both.cloned().reduce(|done, known| format!("{done}  ·  {known}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_and_what_is_wrong_stand_side_by_side() {
        let mut status = Status { message: Some("copied: steepest render x".to_owned()), ..Status::default() };
        assert_eq!(status.line().as_deref(), Some("copied: steepest render x"));
        status.picture_message = Some("f has no value".to_owned());
        assert_eq!(status.line().as_deref(), Some("copied: steepest render x  ·  f has no value"));
        status.message = None;
        assert_eq!(status.line().as_deref(), Some("f has no value"));
    }
}
