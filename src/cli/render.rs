//! `steepest render`: a picture without a display.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::CliError;
use super::optimizer::OptimizerArguments;
use super::options::{AdapterArguments, FieldArguments, number, numbers, pair, path, sides, text};
use crate::colormap::Colormap;
use crate::descent::Sowing;
use crate::export::{check_writable, write_png};
use crate::field::Grid;
use crate::render::{check, render};
use crate::scene::{Arrows, Aspect, ColorScale, Levels, Projection, Scene, Theme, Tint, View};

#[derive(Debug, Args)]
pub(super) struct RenderArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// The picture to write, a .png
    #[arg(short, long, value_name = "OUT", value_parser = path)]
    out: PathBuf,
    /// Which panels to draw [default: both]
    #[arg(long, value_enum)]
    view: Option<View>,
    /// Width and height in pixels [default: 1280x720]
    #[arg(long, value_name = "WxH", value_parser = sides)]
    size: Option<[usize; 2]>,
    /// The title [default: the field's name or formula]; "" for none
    #[arg(long, value_parser = text)]
    title: Option<String>,
    /// Light or dark [default: light]
    #[arg(long, value_enum)]
    theme: Option<Theme>,
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
    #[command(flatten)]
    adapter: AdapterArguments,
}

#[derive(Debug, Args)]
struct ArrowArguments {
    /// Which way arrows point: ascent and descent draw them on the surface too [default: auto]
    #[arg(long, value_enum)]
    arrows: Option<Arrows>,
    /// Arrows along x and y [default: 20]
    #[arg(long, value_name = "N|NXxNY", value_parser = sides)]
    density: Option<[usize; 2]>,
    /// |∇f| that is drawn one inch (100 pixels) long [default: the 95th percentile spans one cell]
    #[arg(long, value_name = "S", value_parser = number)]
    arrow_scale: Option<f64>,
}

#[derive(Debug, Args)]
struct ColorArguments {
    /// About so many intervals, as matplotlib's contourf counts, or the levels with commas [default: 20]
    #[arg(long, value_name = "N|LIST", value_parser = levels)]
    levels: Option<Levels>,
    /// viridis, plasma, inferno, magma, cividis, turbo, coolwarm, gray or terrain [default: viridis]
    #[arg(long, value_name = "NAME")]
    colormap: Option<Colormap>,
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
    /// Start a trajectory here; repeat for more
    #[arg(long, value_name = "X,Y", value_parser = pair)]
    from: Vec<[f64; 2]>,
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

fn levels(text: &str) -> Result<Levels, String> {
    match text.trim().parse() {
        Ok(count) => Ok(Levels::Count(count)),
        Err(_) => numbers(text).map(Levels::List),
    }
}

impl RenderArguments {
    fn scene(&self) -> Result<Scene, CliError> {
        let mut scene = self.field.scene()?;
        scene.view = self.view.unwrap_or(scene.view);
        if let Some(size) = self.size {
            scene.size = size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
        }
        scene.title = self.title.clone().or(scene.title);
        scene.theme = self.theme.unwrap_or(scene.theme);
        scene.critical |= self.critical;
        scene.arrows.direction = self.arrows.arrows.unwrap_or(scene.arrows.direction);
        scene.arrows.density = self.arrows.density.unwrap_or(scene.arrows.density);
        scene.arrows.scale = self.arrows.arrow_scale.or(scene.arrows.scale);
        scene.contour.levels = self.color.levels.clone().unwrap_or(scene.contour.levels);
        scene.contour.line_width = self.color.line_width.unwrap_or(scene.contour.line_width);
        scene.contour.aspect = self.color.aspect.unwrap_or(scene.contour.aspect);
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
            scene.descent.from.clone_from(&descent.from);
        }
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
    let ending = arguments.out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.as_deref() != Some("png") {
        return Err(CliError::Usage(format!("cannot draw into {}; let its name end in .png", arguments.out.display())));
    }
    check_writable(&arguments.out)?;
    let start = Instant::now();
    let say = arguments.field.say;
    let scene = arguments.scene()?;
    let field = arguments.field.open(&scene)?;
    check(&scene, &field)?;
    let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
    let grid = Grid { nx, ny, domain: scene.domain(&field) };
    field.single_precision_notes(&grid).iter().for_each(|note| say.note(note));
    let gpu = arguments.adapter.open(say)?;
    say.detail(&format!("opened after {:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    let image = render(&gpu, &scene, &field)?;
    say.detail(&format!("drawn after {:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    write_png(&arguments.out, image.width, image.height, &image.pixels)?;
    say.detail(&format!("written after {:.0} ms", start.elapsed().as_secs_f64() * 1e3));
    Ok(())
}
