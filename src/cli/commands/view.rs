//! `steepest view`: a window on a field.

use clap::Args;

#[cfg(feature = "window")]
use crate::cli::commands::bench::pilot::Frames;
use crate::cli::error::CliError;
use crate::cli::options::scene::{Part, SceneOptions};
use crate::cli::options::shared::{AdapterArguments, DetailArguments, FieldArguments, sides};
use steepest::scene::SceneFile;
use steepest::scene::keys::{Group, Key};
#[cfg(feature = "window")]
use steepest::window::{Options, run as open, run_piloted};

#[derive(Debug, Args)]
pub(crate) struct ViewArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// Width and height of the window in pixels
    #[arg(long, value_name = "WxH", value_parser = sides)]
    size: Option<[usize; 2]>,
    #[command(flatten)]
    figure: SceneOptions<WindowPart>,
    #[command(flatten)]
    adapter: AdapterArguments,
    #[command(flatten)]
    detail: DetailArguments,
    /// Draw so many frames and close
    #[arg(long, value_name = "N", hide = true)]
    frames: Option<usize>,
    /// Lose the device after half of the frames
    #[arg(long, requires = "frames", hide = true)]
    lose_device: bool,
}

/// The part of the table that the window takes beside the field's: what a picture takes, but for its size.
#[derive(Debug)]
struct WindowPart;

impl Part for WindowPart {
    fn takes(key: &Key) -> bool {
        key.group != Group::Field && key.path != "size"
    }
}

impl ViewArguments {
    /// The scene that the window opens with.
    fn scene(&self) -> Result<SceneFile, CliError> {
        let mut file = self.field.scene()?;
        self.field.open_as_curve(&mut file, self.figure.fit_a_curve());
        self.figure.apply(&mut file)?;
        Ok(file.checked()?)
    }
}

#[cfg(feature = "window")]
pub(crate) fn run(arguments: &ViewArguments) -> Result<(), CliError> {
    let file = arguments.scene()?;
    let options = Options {
        adapter: arguments.adapter.adapter.clone(),
        size: arguments.size.map(|size| size.map(|side| side as u32)),
        detail: [arguments.detail.triangles, arguments.detail.tiles],
    };
    let Some(count) = arguments.frames else { return Ok(open(file, options)?) };
    let mut frames = Frames { count, loses_device: arguments.lose_device, ..Frames::default() };
    run_piloted(file, options, &mut frames)?;
    match arguments.lose_device && frames.recoveries != 1 {
        true => Err(CliError::Failed(format!("the device came back {} times", frames.recoveries))),
        false => Ok(()),
    }
}

/// Says that there is no window, in a program that was built without one.
#[cfg(not(feature = "window"))]
pub(crate) fn run(arguments: &ViewArguments) -> Result<(), CliError> {
    arguments.scene()?;
    Err(CliError::Failed("this program was built without its window; `steepest render` draws into a file".to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use clap::Parser;

    use steepest::scene::View;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        view: ViewArguments,
    }

    fn view(arguments: &[&str]) -> View {
        let arguments = ["steepest"].iter().chain(arguments);
        Program::try_parse_from(arguments).unwrap().view.scene().unwrap().scene.view
    }

    #[test]
    fn a_formula_of_x_alone_opens_as_a_curve_unless_something_else_is_said() {
        assert_eq!(view(&["sin(x)"]), View::Curve);
        assert_eq!(view(&["sin(x)", "--view", "both"]), View::Both);
        assert_eq!(view(&["sin(x)", "--view", "surface"]), View::Surface);
        assert_eq!(view(&["sin(x) + y"]), View::Both);
        assert_eq!(view(&["himmelblau"]), View::Both);
    }
}
