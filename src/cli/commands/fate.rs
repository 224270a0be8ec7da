//! `steepest fate`: what becomes of one start over two hyperparameters.

use std::path::Path;

use clap::Args;
use serde::Serialize;

use crate::cli::error::{CliError, beyond_memory};
use crate::cli::format::Format;
use crate::cli::options::choice::choice;
use crate::cli::options::optimizer::OptimizerArguments;
use crate::cli::options::shared::{DeviceArguments, FieldArguments, pair, sides};
use crate::cli::options::target::{Target, TargetArguments};
use crate::cli::output::{print, print_json};
use steepest::colormap::Colormap;
use steepest::compute::{HyperparameterMap, HyperparameterMapStyle};
use steepest::descent::{Fate, Sweep};
use steepest::export::write_hyperparameter_map;
use steepest::field::{Field, MAX_SIDE};
use steepest::gpu::Gpu;
use steepest::memory::check_hyperparameters;
use steepest::render::{Destination, MapStyle, StillFormat, check, save_hyperparameter_map};
use steepest::scene::{Scene, SceneFile, Theme};
use steepest::words::{cell, exact, row};

#[derive(Debug, Args)]
#[command(
    after_help = "A particle starts at --from for every pair of values. It has converged where it rests, cycles \
                        where its steps grow no shorter, and has diverged where it is far away or has no value. An .npz has both hyperparameters, fate and steps."
)]
pub(crate) struct FateArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// The start
    #[arg(long, value_name = "X,Y", value_parser = pair)]
    from: [f64; 2],
    /// A hyperparameter; give two, the first across and the second upwards
    #[arg(long, value_name = "NAME=FIRST..LAST[,log]", required = true)]
    over: Vec<Sweep>,
    #[command(flatten)]
    target: TargetArguments,
    /// The most steps
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    steps: u32,
    #[command(flatten)]
    optimizer: OptimizerArguments,
    /// Width and height of a picture in pixels
    #[arg(long, value_name = "WxH", value_parser = sides, default_value = "1000x800")]
    size: [usize; 2],
    /// Light or dark picture
    #[arg(long, value_parser = choice::<Theme>(), default_value = "light")]
    theme: Theme,
    /// Colours of the steps to converge
    #[arg(long, visible_alias = "cmap", value_name = "NAME", default_value = "viridis")]
    colormap: Colormap,
    /// The title of a picture [default: the optimizer, the field and the start]
    #[arg(long)]
    title: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    device: DeviceArguments,
}

/// What is printed as JSON; its form is stable.
#[derive(Debug, Serialize)]
struct Report<'a> {
    from: [f64; 2],
    optimizer: &'a str,
    over: [Side<'a>; 2],
    converged: usize,
    cycling: usize,
    diverged: usize,
    moving: usize,
    fastest: Option<Fastest>,
}

#[derive(Debug, Serialize)]
struct Side<'a> {
    name: &'a str,
    first: f64,
    last: f64,
    log: bool,
}

#[derive(Debug, Serialize)]
struct Fastest {
    values: [f64; 2],
    steps: u32,
}

/// Values of each hyperparameter where nothing is said.
pub(crate) const SIDE: usize = 256;

pub(crate) fn run(arguments: &FateArguments) -> Result<(), CliError> {
    let target = arguments.target.target("fates")?;
    let file = arguments.scene()?;
    let (field, scene) = (arguments.field.open(&file)?, &file.scene);
    check(scene, &field)?;
    let style = arguments.style(scene.grid)?;
    check_hyperparameters(style.grid).map_err(beyond_memory("give a smaller --grid"))?;
    let gpu = match target {
        Target::Picture(Destination { format: StillFormat::Png, .. }) => {
            Some(arguments.device.adapter.open(arguments.field.say)?)
        }
        _ => arguments.device.open(arguments.field.say)?,
    };
    let moves = |_: &&Gpu| arguments.device.moves(&field, scene.domain(&field), arguments.field.say);
    let device = gpu.as_ref().filter(moves);
    let map = HyperparameterMap::new(device, scene, &field, style)?;
    let name = optimizer_name(scene, &field)?;
    match target {
        Target::Picture(to) => save_hyperparameter_map(gpu.as_ref(), &map, &arguments.map_style(&name, &field), to)?,
        Target::Arrays(out) => write_arrays(out, &map)?,
        Target::Nothing => {}
    }
    report(arguments, &map, &name)
}

fn optimizer_name(scene: &Scene, field: &Field) -> Result<String, CliError> {
    Ok(scene.optimizers(field, scene.domain(field).ascending())?.swap_remove(0).0)
}

impl FateArguments {
    fn scene(&self) -> Result<SceneFile, CliError> {
        let mut file = self.field.scene()?;
        self.optimizer.apply(&mut file)?;
        let scene = &mut file.scene;
        if scene.descent.optimizers.len() > 1 {
            return Err(CliError::Usage("fate follows one optimizer; give a single --optimizer".to_owned()));
        }
        scene.descent.from = vec![self.from];
        scene.size = self.size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
        Ok(file.checked()?)
    }

    fn map_style(&self, optimizer: &str, field: &Field) -> MapStyle {
        let [x, y] = self.from.map(exact);
        let usual = || format!("{optimizer} on {} from ({x}, {y})", field.name());
        MapStyle {
            title: self.title.clone().unwrap_or_else(usual),
            size: self.size.map(|side| u32::try_from(side).unwrap_or(u32::MAX)),
            dpi: self.target.pixels_per_inch().unwrap_or(100.0),
            theme: self.theme,
            map: self.colormap,
        }
    }

    fn style(&self, grid: Option<[usize; 2]>) -> Result<HyperparameterMapStyle, CliError> {
        let over = <[Sweep; 2]>::try_from(self.over.clone()).map_err(|over| {
            CliError::Usage(format!("--over is given {} times; give two, one across and one upwards", over.len()))
        })?;
        if over[0].name == over[1].name {
            return Err(CliError::Usage(format!("both --over vary `{}`; give two hyperparameters", over[0].name)));
        }
        let grid = grid.unwrap_or([SIDE; 2]);
        if grid.iter().any(|&side| !(2..=MAX_SIDE).contains(&side)) {
            let [nx, ny] = grid;
            let message =
                format!("a map of {nx}x{ny} values cannot be used; give --grid from 2 to {MAX_SIDE} per side");
            return Err(CliError::Usage(message));
        }
        Ok(HyperparameterMapStyle { from: self.from, over, grid, steps: self.steps })
    }
}

/// The code of a fate in an `.npz`, and the steps to converge, −1 where there are none.
fn code(fate: &Fate) -> (i32, i32) {
    match fate {
        Fate::Converged(steps) => (0, *steps as i32),
        Fate::Cycling => (1, -1),
        Fate::Diverged => (2, -1),
        Fate::Moving => (3, -1),
    }
}

fn write_arrays(out: &Path, map: &HyperparameterMap) -> Result<(), CliError> {
    let [columns, rows] = map.style.grid;
    let [across, up] = &map.style.over;
    let (fates, steps): (Vec<i32>, Vec<i32>) = map.fates.iter().map(code).unzip();
    let sides = [(across.name.as_str(), across.values(columns)), (up.name.as_str(), up.values(rows))];
    Ok(write_hyperparameter_map(out, sides, &fates, &steps)?)
}

fn report(arguments: &FateArguments, map: &HyperparameterMap, name: &str) -> Result<(), CliError> {
    let count = |wanted: i32| map.fates.iter().filter(|fate| code(fate).0 == wanted).count();
    let [converged, cycling, diverged, moving] = [0, 1, 2, 3].map(count);
    let fastest = map.best().map(|(index, steps)| Fastest { values: map.values(index), steps });
    match arguments.format {
        Format::Json => {
            let over = map.style.over.each_ref().map(|sweep| Side {
                name: &sweep.name,
                first: sweep.range[0],
                last: sweep.range[1],
                log: sweep.logarithmic,
            });
            print_json(&Report {
                from: arguments.from,
                optimizer: name,
                over,
                converged,
                cycling,
                diverged,
                moving,
                fastest,
            })?;
        }
        Format::Csv => {
            let [across, up] = &map.style.over;
            let mut text = format!("{},{},fate,steps\n", across.name, up.name);
            let [columns, rows] = map.style.grid;
            let (xs, ys) = (across.values(columns), up.values(rows));
            for (index, fate) in map.fates.iter().enumerate() {
                let (kind, steps) = code(fate);
                let kind = ["converged", "cycling", "diverged", "moving"][kind as usize];
                text += &format!("{},{kind},{steps}\n", row([xs[index % columns], ys[index / columns]]));
            }
            print(&text)?;
        }
        Format::Text => {
            let mut text =
                format!("{converged} converged, {cycling} cycling, {diverged} diverged, {moving} still moving\n");
            if let Some(Fastest { values, steps }) = fastest {
                let settings: Vec<String> = map
                    .style
                    .over
                    .iter()
                    .zip(values)
                    .map(|(sweep, value)| format!("{}={}", sweep.name, cell(value)))
                    .collect();
                text += &format!("fastest: {steps} steps at {}\n", settings.join(" "));
            }
            print(&text)?;
        }
    }
    Ok(())
}
