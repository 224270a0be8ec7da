//! `steepest bench window`: frames of the real window, on a display.

use clap::Args;
use serde::Serialize;

use super::pilot::{Edit, Frames};
use super::{MotionArguments, Times};
use crate::cli::error::CliError;
use crate::cli::options::shared::{AdapterArguments, sides};
use crate::cli::output::print_json;
use steepest::descent::{OptimizerError, Rule};
use steepest::scene::{DescentStyle, Scene, SceneFile};
use steepest::window::{Options, run_piloted};

#[derive(Debug, Args)]
#[command(after_help = "\
Without particles the camera turns; with them it stands still and they descend. With --types runs are formulas, each \
timed from its last character to its picture, and the frames meanwhile are a row of their own. With --slides runs are \
values of the field's first parameter, with --drags places of a start from which 20 optimizers take 200 steps each; a run \
lasts until its picture is drawn. With --rests nothing happens for 5 seconds, and how many frames are drawn meanwhile is \
told, with the part of a core that is busy.")]
pub(crate) struct WindowArguments {
    /// The field
    #[arg(value_name = "FIELD", default_value = "himmelblau")]
    field: String,
    /// How many particles descend
    #[arg(long, value_name = "N", default_value_t = 0)]
    particles: usize,
    /// Width and height of the window in pixels
    #[arg(long, value_name = "WxH", value_parser = sides, default_value = "1280x720")]
    size: [usize; 2],
    #[command(flatten)]
    moves: MotionArguments,
    /// Type formulas in place of turning
    #[arg(long, conflicts_with = "particles")]
    types: bool,
    /// Turn all the while, and type the next formula when the shaders of the last one are built
    #[arg(long, requires = "types")]
    builds: bool,
    /// Drag the field's first parameter in place of turning
    #[arg(long, conflicts_with_all = ["particles", "types"])]
    slides: bool,
    /// Drag a start of 20 optimizers in place of turning
    #[arg(long, conflicts_with_all = ["particles", "types", "slides"])]
    drags: bool,
    /// Do nothing at all for 5 seconds
    #[arg(long, conflicts_with_all = ["particles", "types", "slides", "drags", "runs"])]
    rests: bool,
    /// How many frames are measured
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    runs: u32,
    #[command(flatten)]
    adapter: AdapterArguments,
}

/// What was measured. Its JSON is stable.
#[derive(Debug, Serialize)]
struct Row<'a> {
    bench: &'static str,
    /// What a run is: a frame, or from a typed formula or a dragged value to its picture.
    what: &'static str,
    adapter: String,
    field: &'a str,
    particles: usize,
    turns: bool,
    size: [usize; 2],
    first_picture_ms: f64,
    #[serde(flatten)]
    times: Times,
}

/// What a window at rest does. Its JSON is stable.
#[derive(Debug, Serialize)]
struct RestRow<'a> {
    bench: &'static str,
    what: &'static str,
    adapter: &'a str,
    field: &'a str,
    size: [usize; 2],
    /// Frames that were drawn, and the part of a core that was busy, where the system says.
    frames: usize,
    processor_share: Option<f64>,
}

/// Optimizers of a race, and the steps of each.
const RACE: (usize, usize) = (20, 200);

/// The descent of a race from one start: all optimizers of the catalogue, and some of them once more with another step size.
fn race() -> Result<DescentStyle, CliError> {
    let names: Vec<String> =
        Rule::catalogue().map_err(OptimizerError::from)?.into_iter().map(|rule| rule.name).collect();
    let again = names.iter().map(|name| format!("{name}:lr=0.005"));
    let optimizers = names.iter().cloned().chain(again).take(RACE.0).collect();
    Ok(DescentStyle { optimizers, from: vec![[1.0, 1.0]], steps: RACE.1, ..DescentStyle::default() })
}

pub(crate) fn run(arguments: &WindowArguments) -> Result<(), CliError> {
    let descent = match arguments.drags {
        true => race()?,
        false => DescentStyle {
            optimizers: vec![arguments.moves.optimizer.clone()],
            lr: Some(arguments.moves.lr),
            particles: arguments.particles,
            steps: 0,
            ..DescentStyle::default()
        },
    };
    let scene = Scene { descent, ..Scene::default() };
    let file = SceneFile { source: arguments.field.as_str().into(), scene }.checked()?;
    let edits = match (arguments.types, arguments.slides, arguments.drags) {
        (true, ..) => Some(Edit::Types { builds: arguments.builds }),
        (_, true, _) => Some(Edit::Slides),
        (.., true) => Some(Edit::Drags),
        _ => None,
    };
    let edits_or_rests = arguments.slides || arguments.drags || arguments.rests;
    let turns = arguments.particles == 0 && !edits_or_rests && (!arguments.types || arguments.builds);
    let options = Options {
        adapter: arguments.adapter.adapter.clone(),
        size: Some(arguments.size.map(|side| side as u32)),
        ..Options::default()
    };
    let (count, plays) = (arguments.runs as usize, arguments.particles > 0);
    let mut measured = Frames { count, turns, plays, edits, rests: arguments.rests, ..Frames::default() };
    run_piloted(file, options, &mut measured)?;
    if let Some(failure) = measured.failure {
        return Err(CliError::Failed(failure));
    }
    if arguments.rests {
        print_json(&[RestRow {
            bench: "window",
            what: "rest",
            adapter: &measured.adapter,
            field: &arguments.field,
            size: arguments.size,
            frames: measured.frames_ms.len(),
            processor_share: measured.processor_share,
        }])?;
        return Ok(());
    }
    let row = |what: &'static str, milliseconds: &[f64]| Row {
        bench: "window",
        what,
        adapter: measured.adapter.clone(),
        field: &arguments.field,
        particles: arguments.particles,
        turns,
        size: arguments.size,
        first_picture_ms: measured.first_picture_ms,
        times: Times::of(milliseconds.iter().map(|milliseconds| milliseconds * 1e-3).collect()),
    };
    let frames = row("frame", &measured.frames_ms);
    match edits {
        Some(Edit::Types { .. }) => print_json(&[row("typed", &measured.edits_ms), frames])?,
        Some(Edit::Slides) => print_json(&[row("slid", &measured.edits_ms), frames])?,
        Some(Edit::Drags) => print_json(&[row("dragged", &measured.edits_ms), frames])?,
        None => print_json(&[frames])?,
    }
    Ok(())
}
