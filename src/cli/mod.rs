//! The command line: one file per subcommand; each writes a scene or asks the library, and prints.

mod answers;
mod arguments;
pub(crate) mod commands;
mod error;
mod format;
mod help;
#[cfg(target_os = "linux")]
mod large_pages;
pub(crate) mod options;
mod output;
mod progress;
mod signals;
mod standard_input;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use self::commands::{
    at, basins, bench, critical, descend, describe, doctor, eval, fate, fields, generate, optimizers, render, view,
};
#[cfg(target_os = "linux")]
pub(crate) use self::large_pages::LargePages;

/// See a scalar field f(x, y), its gradient and what follows the gradient.
#[derive(Debug, Parser)]
#[command(name = "steepest", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Explore a field in a window
    View(Box<view::ViewArguments>),
    /// Draw a field into a picture, an animation or a scene file, without a display
    Render(Box<render::RenderArguments>),
    /// Write f and its gradient on a grid: .npz, .npy, .csv, .json, or a GeoTIFF
    Eval(eval::EvalArguments),
    /// Print value, gradient, Hessian and eigenvalues at points
    At(at::AtArguments),
    /// Follow the gradient from a start by an optimizer, and print every step
    Descend(descend::DescendArguments),
    /// List minima, maxima and saddles in the domain
    Critical(critical::CriticalArguments),
    /// Find which minimum each start reaches
    Basins(basins::BasinsArguments),
    /// Map what becomes of one start over two hyperparameters
    Fate(fate::FateArguments),
    /// Say what a file, a scene or a formula was understood to be
    Describe(describe::DescribeArguments),
    /// List the classic test functions
    Fields(fields::FieldsArguments),
    /// List the optimizers with their rules and defaults
    Optimizers(optimizers::OptimizersArguments),
    /// Say which GPU is used and why, and what to install where there is none
    Doctor(doctor::DoctorArguments),
    /// Measure throughput on this machine
    Bench(bench::BenchArguments),
    /// Print what a shell completes, or the manual page
    Completions(generate::CompletionsArguments),
}

/// The names of all commands.
fn names() -> Vec<String> {
    Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).chain(["help".to_owned()]).collect()
}

/// Runs the program with its arguments, the program's name first; prints what is wrong and returns the exit code.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    signals::end_tidily();
    let code = run_command(arguments);
    standard_input::forget();
    code
}

fn run_command(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match arguments::with_command(arguments::escape_leading_minus(arguments), &names()) {
        Ok(arguments) => arguments,
        Err(message) => {
            output::print_error(&format!("error: {message}"));
            return ExitCode::from(2);
        }
    };
    let subcommand = arguments.get(1).map(|name| name.to_string_lossy().into_owned());
    let cli = match help::command().try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches))
    {
        Ok(cli) => cli,
        Err(error) => {
            return arguments::explain(&error, &subcommand.unwrap_or_default());
        }
    };
    let result = match &cli.command {
        Command::View(arguments) => view::run(arguments),
        Command::Render(arguments) => render::run(arguments),
        Command::Eval(arguments) => eval::run(arguments),
        Command::At(arguments) => at::run(arguments),
        Command::Descend(arguments) => descend::run(arguments),
        Command::Critical(arguments) => critical::run(arguments),
        Command::Basins(arguments) => basins::run(arguments),
        Command::Fate(arguments) => fate::run(arguments),
        Command::Describe(arguments) => describe::run(arguments),
        Command::Fields(arguments) => fields::run(arguments),
        Command::Optimizers(arguments) => optimizers::run(arguments),
        Command::Doctor(arguments) => doctor::run(arguments),
        Command::Bench(arguments) => bench::run(arguments),
        Command::Completions(arguments) => generate::run(arguments, help::command()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads the output has read enough.
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            output::print_error(&format!("error: {}", error.message()));
            ExitCode::from(error.exit_code())
        }
    }
}
