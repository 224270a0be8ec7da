//! `steepest bench`: throughput on this machine.

mod descend;
mod eval;
mod frame;
#[cfg(feature = "window")]
pub(super) mod pilot;
#[cfg(feature = "window")]
mod window;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::error::CliError;
use crate::cli::options::shared::{DeviceArguments, SayArguments, number};
use steepest::gpu::Gpu;

#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// f and its gradient over a grid, into memory; nothing is read back
    Eval(eval::EvalArguments),
    /// Particles that follow an optimizer, by steps per second; nothing is read back
    Descend(descend::DescendArguments),
    /// Frames of particles that move over a lit surface; nothing is read back
    Frame(frame::FrameArguments),
    #[cfg(feature = "window")]
    /// Frames of the real window, which needs a display
    Window(window::WindowArguments),
}

/// What particles move by.
#[derive(Debug, Args)]
struct MotionArguments {
    /// A name from `steepest optimizers`
    #[arg(long, value_name = "NAME", default_value = "adam")]
    optimizer: String,
    /// The step size
    #[arg(long, value_parser = number, default_value = "0.01")]
    lr: f64,
}

/// How it is measured.
#[derive(Debug, Args)]
struct MeasureArguments {
    /// How often it is measured
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    runs: u32,
    #[command(flatten)]
    device: DeviceArguments,
    #[command(flatten)]
    say: SayArguments,
}

impl MeasureArguments {
    /// The adapter to measure, or nothing for the CPU.
    fn open(&self) -> Result<Option<Gpu>, CliError> {
        self.device.open(self.say)
    }
}

/// Times of a bench's runs, sorted out. Its JSON is stable.
#[derive(Debug, Serialize)]
struct Times {
    runs: usize,
    best_ms: f64,
    median_ms: f64,
    p95_ms: f64,
}

impl Times {
    /// What runs of so many seconds come to; there is one at least.
    fn of(seconds: Vec<f64>) -> Times {
        let mut milliseconds: Vec<f64> = seconds.into_iter().map(|seconds| seconds * 1e3).collect();
        milliseconds.sort_by(f64::total_cmp);
        let at = |fraction: f64| quantile(&milliseconds, fraction);
        Times { runs: milliseconds.len(), best_ms: at(0.0), median_ms: at(0.5), p95_ms: at(0.95) }
    }

    /// How much of `work` a second holds, by the median.
    fn rate(&self, work: f64) -> f64 {
        work / (self.median_ms * 1e-3)
    }
}

pub(crate) fn run(arguments: &BenchArguments) -> Result<(), CliError> {
    match &arguments.what {
        What::Eval(arguments) => eval::run(arguments),
        What::Descend(arguments) => descend::run(arguments),
        What::Frame(arguments) => frame::run(arguments),
        #[cfg(feature = "window")]
        What::Window(arguments) => window::run(arguments),
    }
}

/// The value below which a fraction of the ascending `sorted` lies, with linear interpolation as NumPy has it.
fn quantile(sorted: &[f64], fraction: f64) -> f64 {
    let at = (sorted.len() - 1) as f64 * fraction;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract()
}
