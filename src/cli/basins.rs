//! `steepest basins`: which minimum each start reaches.

use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;
use serde::Serialize;

use super::CliError;
use super::at::Format;
use super::options::{DeviceArguments, FieldArguments, number, path, setting};
use super::output::{print, print_json};
use crate::compute::{Course, Descender, GpuField};
use crate::descent::{
    Basin, Basins, Conditions, Flow, Limits, Motion, Outside, Settled, group, optimizer_for, settle, typical_slope,
};
use crate::export::{check_writable, write_labels};
use crate::field::{Domain, Field, Grid, Kind};
use crate::gpu::Gpu;
use crate::words::short;

/// Particles along a side where nothing else is said.
const SIDE: usize = 512;
/// |∇f| at rest, as a share of its median over the starts.
const TOLERANCE: f64 = 1e-6;
/// A formula has no borders, but what is this many extents away does not come back.
const FAR: f64 = 10.0;

#[derive(Debug, Args)]
#[command(
    after_help = "A particle starts at every node of --grid [default: 512x512] and goes until it rests; Newton's method \
                        in 64 bits then tells which minimum it came to. Without --optimizer it follows the curve of \
                        steepest descent, in steps that adapt to the field."
)]
pub(super) struct BasinsArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// The file to write: an .npz with x, y, and label and steps of each start
    #[arg(short, long, value_name = "OUT", value_parser = path)]
    out: Option<PathBuf>,
    /// A name from `steepest optimizers` [default: the flow, in steps that adapt]
    #[arg(long, value_name = "NAME")]
    optimizer: Option<String>,
    /// The step size [default: the optimizer's own]
    #[arg(long, value_parser = number, requires = "optimizer")]
    lr: Option<f64>,
    /// Another parameter of the optimizer; repeat for more
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting, requires = "optimizer")]
    opt: Vec<(String, f64)>,
    /// The most steps of a particle
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    steps: u32,
    /// Look for maxima
    #[arg(long)]
    ascend: bool,
    /// What happens outside of the domain [default: keep, on data retire]
    #[arg(long, value_enum)]
    outside: Option<Outside>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    device: DeviceArguments,
}

/// What is printed as JSON; its form is stable.
#[derive(Debug, Serialize)]
struct Report<'a> {
    particles: usize,
    minima: &'a [Basin],
    unconverged: usize,
    left_domain: usize,
}

pub(super) fn run(arguments: &BasinsArguments) -> Result<(), CliError> {
    if let Some(out) = &arguments.out {
        if out.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("npz")) {
            let message = format!("cannot write basins into {}; let its name end in .npz", out.display());
            return Err(CliError::Usage(message));
        }
        check_writable(out)?;
    }
    let scene = arguments.field.scene()?;
    let field = arguments.field.open(&scene)?;
    let domain = scene.domain(&field).checked()?;
    let [nx, ny] = scene.grid.unwrap_or([SIDE; 2]);
    let grid = Grid { nx, ny, domain };
    let (xs, ys) = (grid.xs(), grid.ys());
    let starts: Vec<[f64; 2]> = ys.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y])).collect();
    let motion = arguments.motion(&field, domain)?;
    let borders = arguments.borders(&field, domain);
    let tolerance = TOLERANCE * typical_slope(&field, &starts);
    let limits = Limits { steps: arguments.steps, tolerance, borders: Some(borders) };
    let gpu = arguments.device.open(arguments.field.say)?;
    let settled = match &gpu {
        Some(gpu) => settle_on_gpu(gpu, &field, domain, &motion, limits, &starts)?,
        None => {
            let walk = |(walker, start): (usize, &[f64; 2])| settle(&field, &motion, *start, walker as u64, &limits);
            starts.par_iter().enumerate().map(walk).collect()
        }
    };
    let basins = group(&field, borders.0, motion.extent(), arguments.ascend, &settled);
    if let Some(out) = &arguments.out {
        write(out, &xs, &ys, &basins, &settled)?;
    }
    if basins.minima.is_empty() {
        arguments.field.say.note("no start reached a minimum; try more --steps, or another domain with --x and --y");
    }
    let particles = starts.len();
    match arguments.format {
        Format::Json => {
            let Basins { minima, unconverged, left_domain, .. } = &basins;
            print_json(&Report { particles, minima, unconverged: *unconverged, left_domain: *left_domain })?;
        }
        Format::Csv => print(&csv(&basins.minima))?,
        Format::Text => print(&text(&basins, particles))?,
    }
    Ok(())
}

impl BasinsArguments {
    fn motion(&self, field: &Field, domain: Domain) -> Result<Motion, CliError> {
        let Some(name) = self.optimizer.as_deref() else {
            let [width, height] = domain.size().map(f64::abs);
            return Ok(Motion::Flow(Flow { extent: width.max(height), ascend: self.ascend }));
        };
        let settings = self.opt.iter().cloned().chain(self.lr.map(|lr| ("lr".to_owned(), lr))).collect();
        let conditions = Conditions { ascend: self.ascend, ..Conditions::default() };
        Ok(Motion::Rule(Box::new(optimizer_for(field, domain, Some(name), &settings, conditions)?)))
    }

    fn borders(&self, field: &Field, domain: Domain) -> (Domain, Outside) {
        let is_data = matches!(field.kind(), Kind::Samples(_));
        match self.outside.unwrap_or(if is_data { Outside::Retire } else { Outside::Keep }) {
            Outside::Keep => {
                let wider = |[first, last]: [f64; 2]| [first - FAR * (last - first), last + FAR * (last - first)];
                (Domain { x: wider(domain.x), y: wider(domain.y) }, Outside::Retire)
            }
            outside => (domain, outside),
        }
    }
}

fn settle_on_gpu(
    gpu: &Gpu,
    field: &Field,
    domain: Domain,
    motion: &Motion,
    limits: Limits,
    starts: &[[f64; 2]],
) -> Result<Vec<Settled>, CliError> {
    let gpu_field = GpuField::new(gpu, field)?;
    let course = Course { motion, domain, limits, varied: &[] };
    let descender = Descender::new(gpu, &gpu_field, &course)?;
    let mut particles = descender.sow(gpu, starts, &[])?;
    descender.settle(gpu, &mut particles, limits.steps, |_| {})?;
    Ok(descender.read(gpu, &particles)?)
}

fn write(out: &Path, xs: &[f64], ys: &[f64], basins: &Basins, settled: &[Settled]) -> Result<(), CliError> {
    let steps: Vec<i32> = settled.iter().map(|particle| particle.steps as i32).collect();
    Ok(write_labels(out, xs, ys, &basins.labels, &steps)?)
}

fn csv(minima: &[Basin]) -> String {
    let line = |basin: &Basin| {
        let Basin { point: [x, y], f, share, median_steps, cusp } = basin;
        format!("{x},{y},{f},{share},{median_steps},{cusp}\n")
    };
    format!("x,y,f,share,median_steps,cusp\n{}", minima.iter().map(line).collect::<String>())
}

fn text(basins: &Basins, particles: usize) -> String {
    let mut text = format!("{:>24}{:>24}{:>24}{:>10}{:>14}\n", "x", "y", "f", "share", "median steps");
    for Basin { point: [x, y], f, share, median_steps, cusp } in &basins.minima {
        let mark = if *cusp { "  (cusp)" } else { "" };
        let share = format!("{:.2} %", 100.0 * share);
        let [x, y, f] = [x, y, f].map(|number| short(*number));
        text += &format!("{x:>24}{y:>24}{f:>24}{share:>10}{median_steps:>14}{mark}\n");
    }
    text + &format!("{particles} starts, {} unconverged, {} left the domain\n", basins.unconverged, basins.left_domain)
}
