//! `steepest render`: a picture without a display.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use crate::cli::error::{CliError, beyond_memory};
use crate::cli::options::destination::{self, foreign_picture};
use crate::cli::options::figure::FigureArguments;
use crate::cli::options::shared::{AdapterArguments, DetailArguments, FieldArguments, path};
use crate::cli::progress::{remedied, save_with_progress};
use crate::cli::standard_input::is_kept;
use steepest::export::{AnimationError, Container, Timing, check_writable, write_animation, write_text};
use steepest::field::{Field, Grid};
use steepest::gpu::Gpu;
use steepest::memory::{check_particles, check_starts, check_trajectories};
use steepest::render::{Destination, Movie, StillFormat, check, missing_letters};
use steepest::scene::{Scene, SceneFile, View};

#[derive(Debug, Args)]
pub(crate) struct RenderArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// The picture to write, a .png, .svg or .pdf; with --frames an animation; a .toml for the scene itself; - for standard
    /// output, as PNG unless --format says otherwise
    #[arg(short, long, value_name = "OUT", value_parser = path())]
    out: PathBuf,
    /// What to write, in place of what the name's ending says: png, svg, pdf, gif, apng, mp4, webm or toml
    #[arg(long, value_name = "ENDING")]
    format: Option<String>,
    #[command(flatten)]
    figure: FigureArguments,
    #[command(flatten)]
    adapter: AdapterArguments,
    #[command(flatten)]
    detail: DetailArguments,
}

impl RenderArguments {
    /// Where the result goes, and as what.
    fn destination(&self) -> destination::Output {
        destination::Output::new(&self.out, self.format.as_deref(), "png")
    }

    fn is_vector(&self) -> bool {
        StillFormat::of(&self.destination().form).is_some_and(StillFormat::is_vector)
    }

    /// The scene that the arguments describe.
    pub(crate) fn scene(&self) -> Result<SceneFile, CliError> {
        let mut file = self.field.scene()?;
        self.field.open_as_curve(&mut file, self.figure.fit_a_curve());
        self.figure.apply(&mut file, self.is_vector())?;
        Ok(file.checked()?)
    }
}

/// What is written.
#[derive(Clone, Copy, Debug)]
enum Output {
    Still(StillFormat),
    Movie(Container, [u32; 2]),
    Scene,
}

/// Endings of still pictures, and of animations.
const STILLS: [&str; 3] = ["png", "svg", "pdf"];
const MOVIES: [&str; 4] = ["gif", "apng", "mp4", "webm"];

impl Output {
    fn of(out: &destination::Output, frames: Option<[u32; 2]>) -> Result<Output, CliError> {
        let destination::Output { form, name, .. } = out;
        let ending = out.ending().unwrap_or_default();
        let refused = |message: String| Err(CliError::Usage(message));
        // A reason that people know the ending by has its own remedy.
        let remedy =
            |ways: String| foreign_picture(&ending).map_or_else(|| format!("; {ways}"), |why| format!(": {why}"));
        match (StillFormat::of(form), Container::of(form), frames) {
            (_, _, Some(_)) if ending == "toml" => {
                refused("a scene holds no frames to be drawn; leave --frames out".to_owned())
            }
            _ if ending == "toml" => Ok(Output::Scene),
            (_, Some(container), Some(range)) => Ok(Output::Movie(container, range)),
            (_, None, Some(_)) => {
                let folder = if out.is_standard() { "" } else { ", or name a folder" };
                refused(format!("cannot draw frames into {name}{}", remedy(out.ways(&MOVIES) + folder)))
            }
            (Some(format), _, None) => Ok(Output::Still(format)),
            (None, Some(Container::Folder) | None, None) => {
                refused(format!("cannot draw into {name}{}", remedy(out.ways(&STILLS))))
            }
            (None, Some(_), None) => {
                refused(format!("{name} is an animation; say which frames, such as --frames 0..48"))
            }
        }
    }
}

pub(crate) fn run(arguments: &RenderArguments) -> Result<(), CliError> {
    let out = arguments.destination();
    let output = Output::of(&out, arguments.figure.animation.frames)?;
    out.refuse_terminal()?;
    if !matches!(output, Output::Movie(Container::Folder, _)) {
        check_writable(&out.path)?;
    }
    let start = Instant::now();
    let say = arguments.field.say;
    let file = arguments.scene()?;
    let (field, scene) = (arguments.field.open(&file)?, &file.scene);
    check(scene, &field)?;
    if let Output::Scene = output {
        return write_scene(file, &out);
    }
    let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
    let grid = Grid { nx, ny, domain: scene.domain(&field) };
    // A formula is looked at in f64 where f32 is not enough.
    let notes = field.is_data().then(|| field.single_precision_notes(&grid));
    notes.iter().flatten().for_each(|note| say.note(note));
    for letter in missing_letters(scene, &field) {
        let code = u32::from(letter);
        say.note(&format!("the font of pictures has no `{letter}` (U+{code:04X}), so a box stands for it"));
    }
    check_particles(scene).map_err(beyond_memory("give fewer --particles, or a shorter --trail"))?;
    check_trajectories(scene).map_err(beyond_memory("give fewer --steps or --from"))?;
    if let Some(basins) = &scene.basins {
        check_starts(basins.grid).map_err(beyond_memory("give smaller --basins"))?;
    }
    let gpu = arguments.detail.of(arguments.adapter.open(say)?);
    say.detail(&format!("opened after {:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    match output {
        Output::Movie(container, range) => animate(arguments, &gpu, scene, &field, container, range)?,
        Output::Still(format) => {
            let resolution = arguments.figure.dpi().filter(|_| format.is_vector());
            let to = Destination { path: &out.path, format, resolution };
            save_with_progress(&gpu, scene, &field, None, to, say)?;
        }
        Output::Scene => {}
    }
    if let Some(fault) = field.fault() {
        say.note(&format!("{fault}; what could not be read is drawn from coarser samples"));
    }
    say.detail(&format!("written after {:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    Ok(())
}

/// Writes the scene itself, with paths that hold from everywhere.
fn write_scene(file: SceneFile, out: &destination::Output) -> Result<(), CliError> {
    let descent = &file.scene.descent;
    if is_kept(&file.source.text) || [&descent.path, &descent.rules].into_iter().flatten().any(|path| is_kept(path)) {
        let message = "a scene names its files, and what came in through standard input has no name; save it first";
        return Err(CliError::Usage(message.to_owned()));
    }
    Ok(write_text(&out.path, &file.with_absolute_paths().to_toml()?)?)
}

/// Says that a parameter moves, or that steps go, over other frames than those that are drawn, unless these begin later and end within
/// the whole.
fn other_length(scene: &Scene, [first, end]: [u32; 2]) -> Option<String> {
    let length = scene.animation.length;
    let what = match &scene.animation.sweep {
        Some(sweep) => format!("`{}` moves", sweep.name),
        None if scene.view == View::Loss => "steps go".to_owned(),
        None => return None,
    };
    let is_other = first == 0 && end != length || end > length;
    is_other.then(|| format!("{what} over {length} frames, and these end at {end}; --length {end} makes it so many"))
}

fn animate(
    arguments: &RenderArguments,
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    container: Container,
    range: [u32; 2],
) -> Result<(), CliError> {
    let fps = arguments.figure.animation.fps;
    if !(fps > 0.0 && fps <= 1000.0) {
        return Err(CliError::Usage(format!("{fps} frames per second do not work; give --fps from above 0 to 1000")));
    }
    if scene.transparent && !container.has_opacity() {
        let ways = "write an .apng or a folder of frames, or leave --transparent out";
        let out = arguments.destination().name;
        return Err(CliError::Usage(format!("{out} cannot have a transparent background; {ways}")));
    }
    scene.check_frames(field, range)?;
    if let Some(remark) = other_length(scene, range) {
        arguments.field.say.note(&remark);
    }
    let mut movie = Movie::new(gpu, scene, field)?;
    let progress = arguments.field.say.progress(u64::from(range[1] - range[0]), "frames");
    let (size, dots_per_inch) = (scene.size, scene.dpi);
    let timing = Timing { range, fps, size, dots_per_inch, is_transparent: scene.transparent };
    let written = write_animation(&arguments.destination().path, container, &timing, |index| {
        let image = movie.frame(index);
        progress.set_position(u64::from(index - range[0]) + 1);
        image.map(|image| image.pixels)
    });
    progress.finish_and_clear();
    movie.remarks().iter().for_each(|remark| arguments.field.say.note(&remedied(remark)));
    if let Some(most) = container.most_fps().filter(|&most| fps > most) {
        arguments
            .field
            .say
            .note(&format!("a .gif shows {most} frames per second at most; of {fps}, some are left out"));
    }
    written.map_err(|error| match error {
        AnimationError::Frame { error, .. } => CliError::from(error),
        AnimationError::File(error) => CliError::from(error),
        AnimationError::TooLarge => CliError::Usage(error.to_string()),
        error => CliError::Failed(error.to_string()),
    })
}
