//! `steepest view`: a window on a field.

use clap::Args;

use super::CliError;
use super::options::{AdapterArguments, FieldArguments, sides};
use crate::window::{Frames, Options, run as open};

#[derive(Debug, Args)]
pub(super) struct ViewArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// Width and height of the window in pixels
    #[arg(long, value_name = "WxH", value_parser = sides)]
    size: Option<[usize; 2]>,
    #[command(flatten)]
    adapter: AdapterArguments,
    /// Draw so many frames and close
    #[arg(long, value_name = "N", hide = true)]
    frames: Option<usize>,
}

pub(super) fn run(arguments: &ViewArguments) -> Result<(), CliError> {
    let scene = arguments.field.scene()?;
    let options = Options {
        adapter: arguments.adapter.adapter.clone(),
        frames: arguments.frames.map(|count| Frames { count, turns: false, plays: false, types: false }),
        size: arguments.size.map(|size| size.map(|side| side as u32)),
    };
    open(scene, options)?;
    Ok(())
}
