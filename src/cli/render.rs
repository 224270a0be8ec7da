//! `steepest render`: a picture without a display.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::CliError;
use super::optimizer::OptimizerArguments;
use super::options::{AdapterArguments, FieldArguments, SayArguments, number, numbers, pair, path, sides, text};
use crate::colormap::Colormap;
use crate::compute::BasinMap;
use crate::descent::Sowing;
use crate::export::{AnimationError, Container, Timing, check_writable, write_animation, write_png_bands};
use crate::field::{Field, Grid, Kind};
use crate::gpu::Gpu;
use crate::render::{Movie, SaveError, StillFormat, check, fits_whole, missing_letters, render_bands, save, tile_size};
use crate::scene::{
    AnimationStyle, Arrows, Aspect, ColorBy, ColorScale, Levels, ParameterSweep, Projection, Scene, Theme, Tint, Units,
    View,
};

#[derive(Debug, Args)]
pub(super) struct RenderArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// The picture to write, a .png, .svg or .pdf; with --frames an animation
    #[arg(short, long, value_name = "OUT", value_parser = path)]
    out: PathBuf,
    /// Which panels to draw [default: both]
    #[arg(long, value_enum)]
    view: Option<View>,
    /// Width and height in pixels [default: 1280x720]
    #[arg(long, value_name = "WxH", value_parser = sides)]
    size: Option<[usize; 2]>,
    /// Pixels to an inch, which letters, lines and arrows are measured in [default: 100]; of a .svg or .pdf, whose
    /// inch is 100 of --size, those of the images within [default: 300]
    #[arg(long, value_name = "N", value_parser = number)]
    dpi: Option<f64>,
    /// The title [default: the field's name or formula]; "" for none
    #[arg(long, value_parser = text)]
    title: Option<String>,
    /// What the x axis is called [default: X]; "" for nothing
    #[arg(long, value_name = "TEXT", value_parser = text)]
    xlabel: Option<String>,
    /// What the y axis is called [default: Y]; of a curve, its values
    #[arg(long, value_name = "TEXT", value_parser = text)]
    ylabel: Option<String>,
    /// What the values of the surface are called [default: Z]
    #[arg(long, value_name = "TEXT", value_parser = text)]
    zlabel: Option<String>,
    /// Height of the letters of axes' names in points, which all others go by [default: 10, or what fits]
    #[arg(long, value_name = "POINTS", value_parser = number)]
    fontsize: Option<f64>,
    /// Light or dark [default: light]
    #[arg(long, value_enum)]
    theme: Option<Theme>,
    /// Leave the background of a .png, .svg, .pdf, .apng or of frames in a folder out
    #[arg(long)]
    transparent: bool,
    /// Draw the central difference of this step beside a curve's derivative, and its error over steps
    #[arg(long, value_name = "H", value_parser = number)]
    h: Option<f64>,
    /// Draw the gradient, the tangent plane and the directional derivatives at a point
    #[arg(long, value_name = "X,Y", value_parser = pair)]
    probe: Option<[f64; 2]>,
    /// The direction at the probe, in degrees from the x axis [default: 0]
    #[arg(long, value_name = "DEGREES", value_parser = number)]
    probe_angle: Option<f64>,
    /// Mark minima, maxima, saddles and degenerate points
    #[arg(long)]
    critical: bool,
    #[command(flatten, next_help_heading = "Arrows")]
    arrows: ArrowArguments,
    #[command(flatten, next_help_heading = "Colours and contours")]
    color: ColorArguments,
    #[command(flatten, next_help_heading = "Surface")]
    surface: SurfaceArguments,
    #[command(flatten, next_help_heading = "Descent")]
    descent: DescentArguments,
    #[command(flatten, next_help_heading = "Animation")]
    animation: AnimationArguments,
    #[command(flatten)]
    adapter: AdapterArguments,
}

#[derive(Debug, Args)]
struct AnimationArguments {
    /// Draw frames A to B, without B, into a .gif, an .apng, an .mp4, a .webm or a folder
    #[arg(long, value_name = "A..B", value_parser = frame_range)]
    frames: Option<[u32; 2]>,
    /// Frames a second
    #[arg(long, value_name = "N", default_value = "25", value_parser = number)]
    fps: f64,
    /// Steps of the descent between two frames [default: 1]
    #[arg(long, value_name = "N")]
    steps_per_frame: Option<usize>,
    /// Degrees that the camera turns from frame to frame [default: 0]
    #[arg(long, value_name = "DEGREES", value_parser = number)]
    turn: Option<f64>,
    /// Move a parameter of the formula between two values over --length frames
    #[arg(long, value_name = "NAME=FIRST..LAST", value_parser = parameter_sweep)]
    sweep: Option<ParameterSweep>,
    /// Frames of the whole, which --sweep goes over [default: 120]
    #[arg(long, value_name = "N")]
    length: Option<u32>,
    /// What the domain shrinks to from frame to frame, about its middle [default: 1]
    #[arg(long, value_name = "FACTOR", value_parser = number)]
    zoom: Option<f64>,
    /// Degrees that the direction at the probe turns from frame to frame [default: 0]
    #[arg(long, value_name = "DEGREES", value_parser = number)]
    probe_turn: Option<f64>,
}

impl AnimationArguments {
    fn apply(&self, style: &mut AnimationStyle) {
        style.steps_per_frame = self.steps_per_frame.unwrap_or(style.steps_per_frame);
        style.turn = self.turn.unwrap_or(style.turn);
        style.sweep = self.sweep.clone().or(style.sweep.take());
        style.length = self.length.unwrap_or(style.length);
        style.zoom = self.zoom.unwrap_or(style.zoom);
        style.probe_turn = self.probe_turn.unwrap_or(style.probe_turn);
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

fn parameter_sweep(text: &str) -> Result<ParameterSweep, String> {
    let wrong = || "write it as NAME=FIRST..LAST, such as a=0..3".to_owned();
    let (name, range) = text.split_once('=').ok_or_else(wrong)?;
    let (first, last) = range.split_once("..").ok_or_else(wrong)?;
    let range = [number(first)?, number(last)?];
    if range.iter().any(|end| !end.is_finite()) {
        return Err("the values must be finite".to_owned());
    }
    Ok(ParameterSweep { name: name.trim().to_owned(), range })
}

#[derive(Debug, Args)]
struct ArrowArguments {
    /// Which way arrows point: ascent and descent draw them on the surface too [default: auto]
    #[arg(long, value_enum)]
    arrows: Option<Arrows>,
    /// Arrows along x and y [default: 20]
    #[arg(long, value_name = "N|NXxNY", value_parser = sides)]
    density: Option<[usize; 2]>,
    /// Evenly spaced lines along the gradient in place of arrows, as dense as matplotlib's streamplot of this density
    #[arg(long, value_name = "D", value_parser = number)]
    streamlines: Option<f64>,
    /// The flow of the gradient as texture upon the colours (line integral convolution)
    #[arg(long)]
    lic: bool,
    /// |∇f| that is drawn one inch (100 pixels) long [default: the 95th percentile spans one cell]
    #[arg(long, value_name = "S", value_parser = number)]
    arrow_scale: Option<f64>,
    /// Draw an arrow of a round |∇f| beside the contours, as matplotlib's quiverkey
    #[arg(long)]
    arrow_key: bool,
}

#[derive(Debug, Args)]
struct ColorArguments {
    /// About so many intervals, as matplotlib's contourf counts, or the levels with commas [default: 20]
    #[arg(long, value_name = "N|LIST", value_parser = levels)]
    levels: Option<Levels>,
    /// One of matplotlib's, such as magma, Greys, RdBu or twilight; _r behind it reverses it [default: viridis]
    #[arg(long, value_name = "NAME")]
    colormap: Option<Colormap>,
    /// What the colours show: slope and aspect in degrees, aspect clockwise from north [default: f]
    #[arg(long, value_enum)]
    color_by: Option<ColorBy>,
    /// What a unit of x and y is, for slopes of an f in metres [default: plain]
    #[arg(long, value_enum)]
    units: Option<Units>,
    /// Show how far the 32-bit values are from 64-bit ones
    #[arg(long)]
    trust: bool,
    /// How values spread over the colours [default: linear]
    #[arg(long, value_enum)]
    color_scale: Option<ColorScale>,
    /// Values at the ends of the colours [default: the field's range]
    #[arg(long, value_name = "MIN,MAX", value_parser = pair)]
    clim: Option<[f64; 2]>,
    /// Whether a unit of x is as long as one of y in the contours [default: auto]
    #[arg(long, value_enum)]
    aspect: Option<Aspect>,
    /// Width of contour lines in pixels, 0 for none [default: 0.6]
    #[arg(long, value_name = "PIXELS", value_parser = number)]
    line_width: Option<f64>,
    /// Write values on contour lines
    #[arg(long)]
    contour_labels: bool,
}

#[derive(Debug, Args)]
struct SurfaceArguments {
    /// Where to look from, in degrees; the distance in half diagonals of the box [default: -60,30]
    #[arg(long, value_name = "AZ,EL[,DISTANCE]", value_parser = numbers_list)]
    camera: Option<NumberList>,
    /// Whether what is far is smaller [default: perspective]
    #[arg(long, value_enum)]
    projection: Option<Projection>,
    /// Values at the bottom and the top of the box; what is beyond is cut off
    #[arg(long, value_name = "MIN,MAX", value_parser = pair)]
    z: Option<[f64; 2]>,
    /// Height of the box relative to the default
    #[arg(long, value_name = "FACTOR", value_parser = number)]
    height_scale: Option<f64>,
    /// Opacity of the surface, 0 to 1 [default: 1]
    #[arg(long, value_parser = number)]
    alpha: Option<f64>,
    /// Azimuth and elevation of the light in degrees [default: -135,45]
    #[arg(long, value_name = "AZ,EL", value_parser = pair)]
    light: Option<[f64; 2]>,
}

#[derive(Debug, Args)]
struct DescentArguments {
    /// Start a trajectory here; repeat for more. A curve takes x alone
    #[arg(long, value_name = "X,Y", value_parser = start)]
    from: Vec<Start>,
    /// Draw a run of your own: a .csv with columns step,x,y, as `descend --format csv` writes, or x,y
    #[arg(long, value_name = "FILE", value_parser = path)]
    path: Option<PathBuf>,
    /// Steps of each trajectory and particle [default: 20]
    #[arg(long, value_name = "N")]
    steps: Option<usize>,
    /// Move so many particles by each optimizer
    #[arg(long, value_name = "N")]
    particles: Option<usize>,
    /// Where particles start: quasirandom, uniform, grid, line:X0,Y0,X1,Y1 or circle:X,Y,RADIUS [default: quasirandom]
    #[arg(long, value_name = "WAY")]
    sow: Option<Sowing>,
    /// Draw the last steps of each particle; as many as --steps draw its whole path [default: 24, none for many]
    #[arg(long, value_name = "STEPS")]
    trail: Option<usize>,
    /// What particles are coloured by [default: optimizer]
    #[arg(long, value_enum)]
    tint: Option<Tint>,
    #[command(flatten)]
    optimizer: OptimizerArguments,
}

/// Numbers of an option that takes two or three.
#[derive(Clone, Debug)]
struct NumberList(Vec<f64>);

fn numbers_list(text: &str) -> Result<NumberList, String> {
    numbers(text).map(NumberList)
}

/// `X,Y`, or `X` of a curve.
#[derive(Clone, Copy, Debug)]
enum Start {
    Point([f64; 2]),
    OnCurve(f64),
}

impl Start {
    fn point(self, view: View) -> Result<[f64; 2], CliError> {
        match self {
            Start::Point(point) => Ok(point),
            Start::OnCurve(x) if view == View::Curve => Ok([x, 0.0]),
            Start::OnCurve(x) => {
                let what = "two numbers with a comma between them are expected, such as 1,2; one is for --view curve";
                Err(CliError::Usage(format!("--from {x}: {what}")))
            }
        }
    }
}

fn start(text: &str) -> Result<Start, String> {
    match numbers(text)?.as_slice() {
        &[x] => Ok(Start::OnCurve(x)),
        _ => pair(text).map(Start::Point),
    }
}

fn levels(text: &str) -> Result<Levels, String> {
    match text.trim().parse() {
        Ok(count) => Ok(Levels::Count(count)),
        Err(_) => numbers(text).map(Levels::List),
    }
}

impl RenderArguments {
    fn is_vector(&self) -> bool {
        StillFormat::of(&self.out).is_some_and(StillFormat::is_vector)
    }

    fn scene(&self) -> Result<Scene, CliError> {
        let mut scene = self.field.scene()?;
        scene.view = self.view.unwrap_or(scene.view);
        if let Some(size) = self.size {
            scene.size = size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
        }
        match self.dpi {
            // Shapes have no pixels: it is that of images within them.
            Some(resolution) if self.is_vector() => {
                if !(20.0..=2400.0).contains(&resolution) {
                    let wrong = format!("{resolution} pixels to an inch do not work; give --dpi from 20 to 2400");
                    return Err(CliError::Usage(wrong));
                }
            }
            dpi => scene.dpi = dpi.unwrap_or(scene.dpi),
        }
        scene.transparent |= self.transparent;
        scene.title = self.title.clone().or(scene.title);
        scene.labels.x = self.xlabel.clone().or(scene.labels.x);
        scene.labels.y = self.ylabel.clone().or(scene.labels.y);
        scene.labels.z = self.zlabel.clone().or(scene.labels.z);
        scene.fontsize = self.fontsize.or(scene.fontsize);
        scene.theme = self.theme.unwrap_or(scene.theme);
        scene.critical |= self.critical;
        scene.curve.h = self.h.or(scene.curve.h);
        scene.probe = self.probe.or(scene.probe);
        scene.probe_angle = self.probe_angle.unwrap_or(scene.probe_angle);
        self.animation.apply(&mut scene.animation);
        if let Some(ParameterSweep { name, range }) = &scene.animation.sweep {
            scene.set.entry(name.clone()).or_insert(range[0]);
        }
        scene.arrows.direction = self.arrows.arrows.unwrap_or(scene.arrows.direction);
        scene.arrows.density = self.arrows.density.unwrap_or(scene.arrows.density);
        scene.arrows.streamlines = self.arrows.streamlines.or(scene.arrows.streamlines);
        scene.arrows.scale = self.arrows.arrow_scale.or(scene.arrows.scale);
        scene.arrows.lic |= self.arrows.lic;
        scene.arrows.key |= self.arrows.arrow_key;
        scene.contour.labels |= self.color.contour_labels;
        scene.contour.levels = self.color.levels.clone().unwrap_or(scene.contour.levels);
        scene.contour.line_width = self.color.line_width.unwrap_or(scene.contour.line_width);
        scene.contour.aspect = self.color.aspect.unwrap_or(scene.contour.aspect);
        scene.color.by = self.color.color_by.unwrap_or(scene.color.by);
        scene.units = self.color.units.unwrap_or(scene.units);
        scene.trust |= self.color.trust;
        scene.color.map = self.color.colormap.unwrap_or(scene.color.map);
        scene.color.scale = self.color.color_scale.unwrap_or(scene.color.scale);
        scene.color.limits = self.color.clim.or(scene.color.limits);
        scene.surface.z = self.surface.z.or(scene.surface.z);
        scene.surface.height_scale = self.surface.height_scale.unwrap_or(scene.surface.height_scale);
        scene.surface.alpha = self.surface.alpha.unwrap_or(scene.surface.alpha);
        scene.surface.light = self.surface.light.unwrap_or(scene.surface.light);
        scene.camera.projection = self.surface.projection.unwrap_or(scene.camera.projection);
        match self.surface.camera.as_ref().map(|camera| camera.0.as_slice()) {
            None => {}
            Some(&[azimuth, elevation]) => (scene.camera.azimuth, scene.camera.elevation) = (azimuth, elevation),
            Some(&[azimuth, elevation, distance]) => {
                (scene.camera.azimuth, scene.camera.elevation) = (azimuth, elevation);
                scene.camera.distance = Some(distance);
            }
            Some(_) => {
                return Err(CliError::Usage(
                    "--camera takes AZIMUTH,ELEVATION or AZIMUTH,ELEVATION,DISTANCE".to_owned(),
                ));
            }
        }
        let descent = &self.descent;
        if !descent.from.is_empty() {
            let starts: Result<Vec<[f64; 2]>, CliError> =
                descent.from.iter().map(|start| start.point(scene.view)).collect();
            scene.descent.from = starts?;
        }
        scene.descent.path =
            descent.path.as_ref().map(|path| path.to_string_lossy().into_owned()).or(scene.descent.path);
        scene.descent.steps = descent.steps.unwrap_or(scene.descent.steps);
        scene.descent.particles = descent.particles.unwrap_or(scene.descent.particles);
        scene.descent.sow = descent.sow.unwrap_or(scene.descent.sow);
        scene.descent.trail = descent.trail.or(scene.descent.trail);
        scene.descent.tint = descent.tint.unwrap_or(scene.descent.tint);
        descent.optimizer.apply(&mut scene.descent);
        Ok(scene.checked()?)
    }
}

pub(super) fn run(arguments: &RenderArguments) -> Result<(), CliError> {
    let format = StillFormat::of(&arguments.out);
    let out = arguments.out.display();
    let container = match arguments.animation.frames {
        Some(_) => Some(Container::of(&arguments.out).ok_or_else(|| {
            let ways = "let its name end in .gif, .apng, .mp4 or .webm, or name a folder";
            CliError::Usage(format!("cannot draw frames into {out}; {ways}"))
        })?),
        None if format.is_some() => None,
        None if matches!(Container::of(&arguments.out), Some(Container::Folder) | None) => {
            return Err(CliError::Usage(format!("cannot draw into {out}; let its name end in .png, .svg or .pdf")));
        }
        None => {
            return Err(CliError::Usage(format!("{out} is an animation; say which frames, such as --frames 0..48")));
        }
    };
    if container != Some(Container::Folder) {
        check_writable(&arguments.out)?;
    }
    let start = Instant::now();
    let say = arguments.field.say;
    let scene = arguments.scene()?;
    let field = arguments.field.open(&scene)?;
    check(&scene, &field)?;
    let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
    let grid = Grid { nx, ny, domain: scene.domain(&field) };
    // A formula is looked at in f64 where f32 is not enough.
    let notes = matches!(field.kind(), Kind::Samples(_)).then(|| field.single_precision_notes(&grid));
    notes.iter().flatten().for_each(|note| say.note(note));
    for letter in missing_letters(&scene, &field) {
        let code = u32::from(letter);
        say.note(&format!("the font of pictures has no `{letter}` (U+{code:04X}), so a box stands for it"));
    }
    let gpu = arguments.adapter.open(say)?;
    say.detail(&format!("opened after {:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    if let (Some(container), Some(range)) = (container, arguments.animation.frames) {
        return animate(arguments, &gpu, &scene, &field, container, range);
    }
    let format = format.unwrap_or(StillFormat::Png);
    if format == StillFormat::Png && !fits_whole(&gpu, scene.size) {
        return draw_bands(&arguments.out, &gpu, &scene, &field, None, say);
    }
    let resolution = arguments.dpi.filter(|_| arguments.is_vector());
    save(&gpu, &scene, &field, &arguments.out, format, resolution).map_err(|error| match error {
        SaveError::Render(error) => CliError::from(error),
        SaveError::File(error) => CliError::from(error),
    })?;
    say.detail(&format!("written after {:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    Ok(())
}

/// Draws a picture that is too large for one piece, band by band into its file.
pub(super) fn draw_bands(
    out: &Path,
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    say: SayArguments,
) -> Result<(), CliError> {
    let [width, height] = scene.size;
    let progress = say.progress(u64::from(height), "rows");
    let written = write_png_bands(out, [width, height], scene.transparent, |take| {
        render_bands(gpu, scene, field, basins, tile_size(gpu, scene.size), |band| {
            take(band)?;
            progress.inc((band.len() / (4 * width as usize)) as u64);
            Ok(())
        })
    });
    progress.finish_and_clear();
    written
}

fn animate(
    arguments: &RenderArguments,
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    container: Container,
    range: [u32; 2],
) -> Result<(), CliError> {
    let fps = arguments.animation.fps;
    if !(fps > 0.0 && fps <= 1000.0) {
        return Err(CliError::Usage(format!("{fps} frames a second do not work; give --fps from above 0 to 1000")));
    }
    if scene.transparent && !container.has_opacity() {
        let ways = "write an .apng or a folder of frames, or leave --transparent out";
        let out = arguments.out.display();
        return Err(CliError::Usage(format!("{out} cannot have a transparent background; {ways}")));
    }
    let mut movie = Movie::new(gpu, scene)?;
    let progress = arguments.field.say.progress(u64::from(range[1] - range[0]), "frames");
    let timing = Timing { range, fps, size: scene.size, is_transparent: scene.transparent };
    let written = write_animation(&arguments.out, container, &timing, |index| {
        let image = movie.frame(field, index);
        progress.inc(1);
        image.map(|image| image.pixels)
    });
    progress.finish_and_clear();
    written.map_err(|error| match error {
        AnimationError::Frame { error, .. } => CliError::from(error),
        AnimationError::File(error) => CliError::from(error),
        AnimationError::TooLarge => CliError::Usage(error.to_string()),
        error => CliError::Failed(error.to_string()),
    })
}
