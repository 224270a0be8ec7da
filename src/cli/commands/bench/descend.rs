//! `steepest bench descend`: particles that follow an optimizer.

use std::time::Instant;

use clap::Args;
use serde::Serialize;

use super::{MeasureArguments, MotionArguments, Times};
use crate::cli::error::CliError;
use crate::cli::output::print_json;
use steepest::compute::{Descender, GpuField, StepConfig};
use steepest::descent::{Conditions, Limits, Motion, Seeding, converge_all, optimizer_for};
use steepest::field::{Field, OpenOptions};
use steepest::gpu::Gpu;

#[derive(Debug, Args)]
pub(crate) struct DescendArguments {
    /// The field
    #[arg(value_name = "FIELD", default_value = "himmelblau")]
    field: String,
    #[command(flatten)]
    moves: MotionArguments,
    /// How many particles
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    particles: u32,
    /// How many steps each of them takes
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    steps: u32,
    #[command(flatten)]
    measure: MeasureArguments,
}

/// What was measured. Its JSON is stable.
#[derive(Debug, Serialize)]
struct Row {
    bench: &'static str,
    adapter: Option<String>,
    field: String,
    device: &'static str,
    optimizer: String,
    particles: u32,
    steps: u32,
    readback: bool,
    #[serde(flatten)]
    times: Times,
    steps_per_s: f64,
}

pub(crate) fn run(arguments: &DescendArguments) -> Result<(), CliError> {
    let field = Field::open(&arguments.field, &OpenOptions::default())?.checked_planar()?;
    let settings = [("lr".to_owned(), arguments.moves.lr)].into();
    let name = Some(arguments.moves.optimizer.as_str());
    let optimizer = optimizer_for(&field, field.domain(), name, &settings, Conditions::default())?;
    let motion = Motion::Rule(Box::new(optimizer));
    let starts = Seeding::Uniform.points(field.domain(), arguments.particles as usize, 0);
    let gpu = arguments.measure.open()?;
    let times = Times::of(match &gpu {
        Some(gpu) => time_gpu(gpu, &field, &motion, &starts, arguments)?,
        None => time_cpu(&field, &motion, &starts, arguments),
    });
    let work = f64::from(arguments.particles) * f64::from(arguments.steps);
    print_json(&[Row {
        bench: "descend",
        adapter: gpu.as_ref().map(|gpu| gpu.adapter.name.clone()),
        field: arguments.field.clone(),
        device: if gpu.is_some() { "gpu" } else { "cpu" },
        optimizer: arguments.moves.optimizer.clone(),
        particles: arguments.particles,
        steps: arguments.steps,
        readback: false,
        steps_per_s: times.rate(work),
        times,
    }])?;
    Ok(())
}

/// No particle ends before it has taken its steps, unless the field does.
const LIMITS: Limits = Limits { steps: 0, tolerance: 0.0, borders: None };

fn time_gpu(
    gpu: &Gpu,
    field: &Field,
    motion: &Motion,
    starts: &[[f64; 2]],
    arguments: &DescendArguments,
) -> Result<Vec<f64>, CliError> {
    let gpu_field = GpuField::new(gpu, field)?;
    let config = StepConfig { motion, domain: field.domain(), limits: LIMITS, varied: &[] };
    let descender = Descender::new(gpu, &gpu_field, &config)?;
    let mut seconds = Vec::new();
    // The first run compiles and is not counted; every run starts anew, since particles at rest cost nothing.
    for run in 0..=arguments.measure.runs {
        let mut particles = descender.seed_particles(gpu, starts, &[])?;
        // The device's memory is cleared when it is first used, which belongs to seeding.
        descender.check_convergence(gpu, &mut particles);
        gpu.wait()?;
        let start = Instant::now();
        descender.advance(gpu, &mut particles, arguments.steps);
        gpu.wait()?;
        if run > 0 {
            seconds.push(start.elapsed().as_secs_f64());
        }
    }
    Ok(seconds)
}

fn time_cpu(field: &Field, motion: &Motion, starts: &[[f64; 2]], arguments: &DescendArguments) -> Vec<f64> {
    let limits = Limits { steps: arguments.steps, ..LIMITS };
    let once = |_| {
        let start = Instant::now();
        std::hint::black_box(converge_all(field, motion, starts, &limits));
        start.elapsed().as_secs_f64()
    };
    (0..arguments.measure.runs).map(once).collect()
}
