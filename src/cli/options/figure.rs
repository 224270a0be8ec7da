//! Options that say how a figure looks, in groups; each group writes what was given into a scene.

use std::path::PathBuf;

use clap::Args;

use super::optimizer::OptimizerArguments;
use super::shared::{extent, number, numbers, pair, path, sides, text};
use crate::cli::error::CliError;
use crate::cli::options::choice::choice;
use steepest::colormap::Colormap;
use steepest::descent::Seeding;
use steepest::scene::{
    AnimationStyle, ArrowStyle, Arrows, Aspect, ColorBy, ColorScale, Levels, ParameterSweep, Projection, Scene, Theme,
    Tint, Units, View, checked_dpi,
};

#[derive(Debug, Args)]
pub(crate) struct FigureArguments {
    /// Which panels to draw [default: both]
    #[arg(long, value_parser = choice::<View>())]
    view: Option<View>,
    /// Width and height in pixels [default: 1280x720]
    #[arg(long, value_name = "WxH", value_parser = sides)]
    size: Option<[usize; 2]>,
    /// Pixels to an inch, which letters, lines and arrows are measured in [default: 100]; of a .svg or .pdf, whose
    /// inch is 100 of --size, those of the images within [default: 300]
    #[arg(long, value_name = "N", value_parser = number)]
    pub(crate) dpi: Option<f64>,
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
    #[arg(long, value_parser = choice::<Theme>())]
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
    pub(crate) animation: AnimationArguments,
}

impl FigureArguments {
    /// Writes what was given into a scene; shapes have no pixels, so that the resolution of a drawing is that of images
    /// within it and none of the scene's.
    pub(crate) fn apply(&self, scene: &mut Scene, is_vector: bool) -> Result<(), CliError> {
        scene.view = self.view.unwrap_or(scene.view);
        if let Some(size) = self.size {
            scene.size = size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
        }
        let dpi = self.dpi.map(checked_dpi).transpose()?;
        scene.dpi = dpi.filter(|_| !is_vector).unwrap_or(scene.dpi);
        scene.transparent |= self.transparent;
        scene.title = self.title.clone().or(scene.title.take());
        scene.labels.x = self.xlabel.clone().or(scene.labels.x.take());
        scene.labels.y = self.ylabel.clone().or(scene.labels.y.take());
        scene.labels.z = self.zlabel.clone().or(scene.labels.z.take());
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
        self.arrows.apply(&mut scene.arrows);
        self.color.apply(scene);
        self.surface.apply(scene)?;
        self.descent.apply(scene)
    }
}

#[derive(Debug, Args)]
pub(crate) struct AnimationArguments {
    /// Draw frames A to B, without B, into a .gif, an .apng, an .mp4, a .webm or a folder
    #[arg(long, value_name = "A..B", value_parser = frame_range)]
    pub(crate) frames: Option<[u32; 2]>,
    /// Frames a second
    #[arg(long, value_name = "N", default_value = "25", value_parser = number)]
    pub(crate) fps: f64,
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
    /// How far the domain moves along x and y from frame to frame [default: 0,0]
    #[arg(long, value_name = "DX,DY", value_parser = pair, allow_hyphen_values = true)]
    pan: Option<[f64; 2]>,
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
        style.pan = self.pan.unwrap_or(style.pan);
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
    #[arg(long, value_parser = choice::<Arrows>())]
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

impl ArrowArguments {
    fn apply(&self, style: &mut ArrowStyle) {
        style.direction = self.arrows.unwrap_or(style.direction);
        style.density = self.density.unwrap_or(style.density);
        style.streamlines = self.streamlines.or(style.streamlines);
        style.scale = self.arrow_scale.or(style.scale);
        style.lic |= self.lic;
        style.key |= self.arrow_key;
    }
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
    #[arg(long, value_parser = choice::<ColorBy>())]
    color_by: Option<ColorBy>,
    /// What a unit of x and y is, for slopes of an f in metres [default: plain]
    #[arg(long, value_parser = choice::<Units>())]
    units: Option<Units>,
    /// Show how far the 32-bit values are from 64-bit ones
    #[arg(long)]
    trust: bool,
    /// How values spread over the colours [default: linear]
    #[arg(long, value_parser = choice::<ColorScale>())]
    color_scale: Option<ColorScale>,
    /// Values at the ends of the colours [default: the field's range]
    #[arg(long, value_name = "MIN,MAX", value_parser = pair)]
    clim: Option<[f64; 2]>,
    /// Whether a unit of x is as long as one of y in the contours [default: auto]
    #[arg(long, value_parser = choice::<Aspect>())]
    aspect: Option<Aspect>,
    /// Width of contour lines in pixels, 0 for none [default: 0.6]
    #[arg(long, value_name = "PIXELS", value_parser = number)]
    line_width: Option<f64>,
    /// Write values on contour lines
    #[arg(long)]
    contour_labels: bool,
}

impl ColorArguments {
    fn apply(&self, scene: &mut Scene) {
        scene.contour.labels |= self.contour_labels;
        if let Some(levels) = &self.levels {
            scene.contour.levels = levels.clone();
        }
        scene.contour.line_width = self.line_width.unwrap_or(scene.contour.line_width);
        scene.contour.aspect = self.aspect.unwrap_or(scene.contour.aspect);
        scene.color.by = self.color_by.unwrap_or(scene.color.by);
        scene.color.map = self.colormap.unwrap_or(scene.color.map);
        scene.color.scale = self.color_scale.unwrap_or(scene.color.scale);
        scene.color.limits = self.clim.or(scene.color.limits);
        scene.units = self.units.unwrap_or(scene.units);
        scene.trust |= self.trust;
    }
}

#[derive(Debug, Args)]
struct SurfaceArguments {
    /// Where to look from, in degrees; the distance in half diagonals of the box [default: -60,30]
    #[arg(long, value_name = "AZ,EL[,DISTANCE]", value_parser = numbers_list)]
    camera: Option<NumberList>,
    /// Whether what is far is smaller [default: perspective]
    #[arg(long, value_parser = choice::<Projection>())]
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

impl SurfaceArguments {
    fn apply(&self, scene: &mut Scene) -> Result<(), CliError> {
        scene.surface.z = self.z.or(scene.surface.z);
        scene.surface.height_scale = self.height_scale.unwrap_or(scene.surface.height_scale);
        scene.surface.alpha = self.alpha.unwrap_or(scene.surface.alpha);
        scene.surface.light = self.light.unwrap_or(scene.surface.light);
        scene.camera.projection = self.projection.unwrap_or(scene.camera.projection);
        let camera = &mut scene.camera;
        match self.camera.as_ref().map(|camera| camera.0.as_slice()) {
            None => {}
            Some(&[azimuth, elevation]) => (camera.azimuth, camera.elevation) = (azimuth, elevation),
            Some(&[azimuth, elevation, distance]) => {
                (camera.azimuth, camera.elevation, camera.distance) = (azimuth, elevation, Some(distance));
            }
            Some(_) => {
                let wrong = "--camera takes AZIMUTH,ELEVATION or AZIMUTH,ELEVATION,DISTANCE";
                return Err(CliError::Usage(wrong.to_owned()));
            }
        }
        Ok(())
    }
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
    /// Where particles start: quasirandom, uniform, grid, line:X0,Y0,X1,Y1, circle:X,Y,RADIUS or brush:RADIUS,X,Y,… [default: quasirandom]
    #[arg(long, value_name = "WAY")]
    particles_from: Option<Seeding>,
    /// Where particles are seeded and move, if not over what is looked at
    #[arg(long, value_name = "X0,X1,Y0,Y1", value_parser = extent)]
    particles_in: Option<[[f64; 2]; 2]>,
    /// Draw the last steps of each particle; as many as --steps draw its whole path [default: 24, none for many]
    #[arg(long, value_name = "STEPS")]
    trail: Option<usize>,
    /// What particles are coloured by [default: optimizer]
    #[arg(long, value_parser = choice::<Tint>())]
    tint: Option<Tint>,
    #[command(flatten)]
    optimizer: OptimizerArguments,
}

impl DescentArguments {
    fn apply(&self, scene: &mut Scene) -> Result<(), CliError> {
        if !self.from.is_empty() {
            let starts: Result<Vec<[f64; 2]>, CliError> =
                self.from.iter().map(|start| start.point(scene.view)).collect();
            scene.descent.from = starts?;
        }
        let style = &mut scene.descent;
        style.path = self.path.as_ref().map(|path| path.to_string_lossy().into_owned()).or(style.path.take());
        style.steps = self.steps.unwrap_or(style.steps);
        style.particles = self.particles.unwrap_or(style.particles);
        style.particles_from = self.particles_from.clone().unwrap_or_else(|| std::mem::take(&mut style.particles_from));
        style.particles_in = self.particles_in.or(style.particles_in);
        style.trail = self.trail.or(style.trail);
        style.tint = self.tint.unwrap_or(style.tint);
        self.optimizer.apply(style);
        Ok(())
    }
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
