//! Options that say how a figure looks.

use clap::Args;
use toml::Value;

use super::scene::{Part, SceneOptions};
use super::shared::number;
use crate::cli::error::CliError;
use steepest::scene::keys::{Group, Key};
use steepest::scene::{SceneFile, checked_dpi};

/// The part of the table that is not the field's.
#[derive(Debug)]
pub(crate) struct FigurePart;

impl Part for FigurePart {
    fn takes(key: &Key) -> bool {
        key.group != Group::Field
    }
}

#[derive(Debug, Args)]
pub(crate) struct FigureArguments {
    #[command(flatten)]
    options: SceneOptions<FigurePart>,
    #[command(flatten, next_help_heading = "Animation")]
    pub(crate) animation: AnimationArguments,
}

/// What is written of an animation.
#[derive(Debug, Args)]
pub(crate) struct AnimationArguments {
    /// Draw frames A to B, without B, into a .gif, an .apng, an .mp4, a .webm or a folder
    #[arg(long, value_name = "A..B", value_parser = frame_range)]
    pub(crate) frames: Option<[u32; 2]>,
    /// Frames per second
    #[arg(long, value_name = "N", default_value = "25", value_parser = number, requires = "frames")]
    pub(crate) fps: f64,
}

impl FigureArguments {
    /// Writes what was given into a scene; shapes have no pixels, so that the resolution of a drawing is that of images
    /// within it and none of the scene's.
    pub(crate) fn apply(&self, file: &mut SceneFile, is_vector: bool) -> Result<(), CliError> {
        self.dpi().map(checked_dpi).transpose()?;
        self.options.apply_but(file, if is_vector { "dpi" } else { "" })
    }

    /// Whether all that was given means something to a curve.
    pub(crate) fn fit_a_curve(&self) -> bool {
        self.options.fit_a_curve()
    }

    /// The resolution, where it was given.
    pub(crate) fn dpi(&self) -> Option<f64> {
        self.options.get("dpi").and_then(Value::as_float)
    }
}

/// `A..B`, B behind the last.
fn frame_range(text: &str) -> Result<[u32; 2], String> {
    let (first, last) = text.split_once("..").ok_or("write it as A..B, such as 0..48")?;
    let read = |text: &str| text.trim().parse::<u32>().map_err(|_| format!("`{text}` is not a frame's number"));
    let (first, last) = (read(first)?, read(last)?);
    match first < last {
        true => Ok([first, last]),
        false => Err(format!("{first}..{last} holds no frame; the last is not drawn itself, so 0..48 are 48 frames")),
    }
}
