//! `steepest basins`: which minimum each start reaches.

use clap::Args;
use serde::Serialize;

use crate::cli::error::{CliError, beyond_memory};
use crate::cli::format::Format;
use crate::cli::options::optimizer::OptimizerArguments;
use crate::cli::options::scene::{Part, SceneOptions};
use crate::cli::options::shared::{DeviceArguments, FieldArguments};
use crate::cli::options::target::{Target, TargetArguments};
use crate::cli::output::{print, print_json};
use crate::cli::progress::save_with_progress;
use steepest::compute::BasinMap;
use steepest::descent::{Basin, Basins, Extent};
use steepest::export::write_labels;
use steepest::field::Field;
use steepest::gpu::Gpu;
use steepest::memory::check_starts;
use steepest::render::check;
use steepest::scene::keys::Key;
use steepest::scene::{BasinStyle, Scene, SceneFile};
use steepest::words::{cell, row, short, table};

#[derive(Debug, Args)]
#[command(after_help = "A particle starts at every node of --grid and goes until it rests; Newton's method \
                        in 64 bits then tells which minimum it came to. An .npz has x, y, and label and steps of each start. Without --optimizer it follows the curve of \
                        steepest descent, in steps that adapt to the field.")]
pub(crate) struct BasinsArguments {
    #[command(flatten)]
    field: FieldArguments,
    #[command(flatten)]
    target: TargetArguments,
    /// The most steps of a particle [default: 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    steps: Option<u32>,
    #[command(flatten)]
    optimizer: OptimizerArguments,
    #[command(flatten)]
    picture: SceneOptions<PicturePart>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    device: DeviceArguments,
}

/// The part of the table that a picture of basins takes.
#[derive(Debug)]
struct PicturePart;

impl Part for PicturePart {
    fn takes(key: &Key) -> bool {
        ["view", "size", "theme"].contains(&key.path)
    }
}

/// What is printed as JSON; its form is stable.
#[derive(Debug, Serialize)]
struct Report<'a> {
    particles: usize,
    minima: &'a [Basin],
    unconverged: usize,
    left_domain: usize,
}

pub(crate) fn run(arguments: &BasinsArguments) -> Result<(), CliError> {
    let target = arguments.target.target("basins")?;
    let (file, style) = arguments.scene()?;
    let (field, scene) = (arguments.field.open(&file)?, &file.scene);
    check(scene, &field)?;
    let gpu = match target {
        // A picture is drawn on an adapter, whatever computes.
        Target::Picture(_) => Some(arguments.device.adapter.open(arguments.field.say)?),
        _ => arguments.device.open(arguments.field.say)?,
    };
    let device = gpu.as_ref().filter(|_| arguments.device.moves(&field, scene.domain(&field), arguments.field.say));
    let map = basins(device, scene, &field, &style, arguments)?;
    match target {
        Target::Arrays(out) => {
            let steps: Vec<i32> = map.particle_outcomes.iter().map(|particle| particle.steps as i32).collect();
            write_labels(out, &map.grid.xs(), &map.grid.ys(), &map.basins.labels, &steps)?;
        }
        Target::Picture(to) => {
            if let Some(gpu) = &gpu {
                save_with_progress(gpu, scene, &field, Some(&map), to, arguments.field.say)?;
            }
        }
        Target::Nothing => {}
    }
    let (basins, particles) = (&map.basins, map.particle_outcomes.len());
    if basins.minima.is_empty() {
        arguments.field.say.note("no start reached a minimum; try more --steps, or another domain with --x and --y");
    }
    match arguments.format {
        Format::Json => {
            let Basins { minima, unconverged, left_domain, .. } = basins;
            print_json(&Report { particles, minima, unconverged: *unconverged, left_domain: *left_domain })?;
        }
        Format::Csv => print(&csv(&basins.minima))?,
        Format::Text => print(&text(basins, particles))?,
    }
    Ok(())
}

impl BasinsArguments {
    fn scene(&self) -> Result<(SceneFile, BasinStyle), CliError> {
        let mut file = self.field.scene()?;
        self.optimizer.apply(&mut file)?;
        self.picture.apply(&mut file)?;
        let scene = &mut file.scene;
        self.optimizer.check_named(scene)?;
        let grid = scene.grid.take().filter(|_| self.field.options.get("grid").is_some());
        let style = scene.basins.get_or_insert_default();
        // What a picture takes --grid for is the mesh; here it is the starts.
        style.grid = grid.unwrap_or(style.grid);
        style.steps = self.steps.unwrap_or(style.steps);
        let style = *style;
        scene.dpi = self.target.pixels_per_inch().unwrap_or(scene.dpi);
        scene.descent.particles = 0;
        scene.descent.from.clear();
        Ok((file.checked()?, style))
    }
}

fn basins(
    gpu: Option<&Gpu>,
    scene: &Scene,
    field: &Field,
    style: &BasinStyle,
    arguments: &BasinsArguments,
) -> Result<BasinMap, CliError> {
    let [nx, ny] = style.grid;
    let particles = nx * ny;
    check_starts(style.grid).map_err(beyond_memory("give a smaller --grid"))?;
    let progress = arguments.field.say.progress(particles as u64, "particles at rest");
    let map = BasinMap::new(gpu, scene, field, style, |moving| progress.set_position((particles - moving) as u64))?;
    progress.finish_and_clear();
    Ok(map)
}

fn csv(minima: &[Basin]) -> String {
    let line = |basin: &Basin| {
        let Basin { point: [x, y], f, fraction, median_steps, cusp, .. } = basin;
        format!("{},{median_steps},{cusp}\n", row([*x, *y, *f, *fraction]))
    };
    format!("x,y,f,share,median_steps,cusp\n{}", minima.iter().map(line).collect::<String>())
}

fn text(basins: &Basins, particles: usize) -> String {
    let mut lines = vec![["x", "y", "f", "share", "median steps"].map(str::to_owned).to_vec()];
    for Basin { point: [x, y], f, fraction, median_steps, cusp, along, extent } in &basins.minima {
        let mark = match along.zip(*extent) {
            Some((along, Extent { x, y })) => {
                let [x0, x1, y0, y1] = [x[0], x[1], y[0], y[1]].map(short);
                Some(format!("({}, x {x0} to {x1}, y {y0} to {y1})", along.name()))
            }
            None => cusp.then(|| "(cusp)".to_owned()),
        };
        let fraction = format!("{:.2} %", 100.0 * fraction);
        let mut line = vec![cell(*x), cell(*y), cell(*f), fraction, median_steps.to_string()];
        line.extend(mark);
        lines.push(line);
    }
    let text = table(&lines);
    text + &format!("{particles} starts, {} unconverged, {} left the domain\n", basins.unconverged, basins.left_domain)
}
